//! Second factors, with an authenticator made of the RFC.

use aws_lc_rs::hmac;
use serde_json::{Value, json};
use vq_domain::Role;
use vq_ports::Clock;

use crate::app::{Answer, App, PASSWORD};

/// An authenticator app: base32 in, codes out.
pub struct Authenticator(Vec<u8>);

impl Authenticator {
    pub fn new(secret: &str) -> Self {
        let (mut bytes, mut buffer, mut bits) = (Vec::new(), 0_u32, 0);
        for letter in secret.bytes() {
            let value = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
                .iter()
                .position(|known| *known == letter)
                .expect("base32");
            buffer = (buffer << 5 | u32::try_from(value).expect("small")) & 0xfff;
            bits += 5;
            if bits >= 8 {
                bits -= 8;
                bytes.push((buffer >> bits & 0xff) as u8);
            }
        }
        Self(bytes)
    }

    pub fn code(&self, app: &App) -> String {
        let step = u64::try_from(app.clock.now().0 / 30_000).expect("positive");
        let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, &self.0);
        let tag = hmac::sign(&key, &step.to_be_bytes());
        let at = usize::from(tag.as_ref()[19] & 15);
        let word = u32::from_be_bytes(tag.as_ref()[at..at + 4].try_into().expect("four bytes"));
        format!("{:06}", (word & 0x7fff_ffff) % 1_000_000)
    }
}

async fn second_step(app: &App, challenge: &str, code: &str) -> Answer {
    app.post("/v1/auth/login/second-factor", None, json!({"challenge": challenge, "code": code})).await
}

/// Somebody with a second factor, their access token and their recovery codes.
pub async fn enrolled(app: &App) -> (Authenticator, String, Vec<String>) {
    app.user("root@localhost", Role::PlatformAdmin, None).await;
    let token = app.token("root@localhost").await;
    let wrong =
        app.post("/v1/auth/second-factor", Some(&token), json!({"password": "wrong"})).await.expect(422);
    assert_eq!(wrong.field(), "password");
    let begun =
        app.post("/v1/auth/second-factor", Some(&token), json!({"password": PASSWORD})).await.expect(200);
    let authenticator = Authenticator::new(&begun.data("secret"));
    assert!(begun.data("uri").starts_with("otpauth://totp/Virtual%20Queue:root%40localhost?secret="));
    app.login("root@localhost", PASSWORD).await.expect(200).data("accessToken");
    app.post("/v1/auth/second-factor/confirm", Some(&token), json!({"code": "000000"})).await.expect(422);
    let code = json!({"code": authenticator.code(app)});
    let confirmed = app.post("/v1/auth/second-factor/confirm", Some(&token), code).await.expect(200);
    let codes = confirmed.body["data"]["recoveryCodes"].as_array().expect("codes");
    let codes = codes.iter().map(|code| code.as_str().expect("text").to_owned()).collect();
    (authenticator, token, codes)
}

#[tokio::test]
async fn with_a_second_factor_a_password_is_half_the_way() {
    let app = App::new().await;
    let (authenticator, _, codes) = enrolled(&app).await;
    assert_eq!(codes.len(), 10);
    let half = app.login("root@localhost", PASSWORD).await.expect(200);
    assert_eq!(half.data("status"), "second_factor_required");
    assert_eq!(
        (&half.body["data"]["enrolment"], &half.body["data"]["accessToken"]),
        (&json!(false), &Value::Null)
    );
    let challenge = half.data("challenge");
    // The code that confirmed is used up.
    assert_eq!(
        second_step(&app, &challenge, &authenticator.code(&app)).await.expect(401).code(),
        "unauthorized"
    );
    app.pass(30);
    let code = authenticator.code(&app);
    let whole = second_step(&app, &challenge, &code).await.expect(200);
    assert_eq!(whole.data("status"), "signed_in");
    assert_eq!(app.me(&whole.data("accessToken")).await.body["data"]["secondFactor"], true);
    // Neither the code nor the challenge works again.
    second_step(&app, &challenge, &codes[0]).await.expect(401);
    let again = app.login("root@localhost", PASSWORD).await.data("challenge");
    second_step(&app, &again, &code).await.expect(401);
    app.pass(300);
    second_step(&app, &again, &authenticator.code(&app)).await.expect(401);
    for nonsense in ["", "AAAA", &challenge[1..]] {
        second_step(&app, nonsense, "123456").await.expect(401);
    }
}

#[tokio::test]
async fn a_recovery_code_works_once_and_renewed_ones_void_the_old() {
    let app = App::new().await;
    let (authenticator, token, codes) = enrolled(&app).await;
    let challenge = async || app.login("root@localhost", PASSWORD).await.data("challenge");
    second_step(&app, &challenge().await, &codes[3].to_uppercase()).await.expect(200);
    second_step(&app, &challenge().await, &codes[3]).await.expect(401);
    let state = app.get("/v1/auth/second-factor", &token).await.expect(200);
    assert_eq!(state.body["data"], json!({"enabled": true, "required": false, "recoveryCodesLeft": 9}));
    app.pass(30);
    let body = json!({"code": authenticator.code(&app)});
    let renewed =
        app.post("/v1/auth/second-factor/recovery-codes", Some(&token), body.clone()).await.expect(200);
    app.post("/v1/auth/second-factor/recovery-codes", Some(&token), body).await.expect(422);
    second_step(&app, &challenge().await, &codes[4]).await.expect(401);
    let fresh = renewed.body["data"]["recoveryCodes"][0].as_str().expect("a code");
    second_step(&app, &challenge().await, fresh).await.expect(200);
    app.pass(30);
    let body = json!({"code": authenticator.code(&app)});
    app.post("/v1/auth/second-factor/disable", Some(&token), body).await.expect(200);
    assert_eq!(app.login("root@localhost", PASSWORD).await.data("status"), "signed_in");
}

#[tokio::test]
async fn codes_cannot_be_guessed_at_will() {
    let app = App::new().await;
    let (authenticator, ..) = enrolled(&app).await;
    app.pass(30);
    let challenge = app.login("root@localhost", PASSWORD).await.data("challenge");
    for _ in 0..5 {
        second_step(&app, &challenge, "not-a-code").await.expect(401);
    }
    let refused = second_step(&app, &challenge, &authenticator.code(&app)).await.expect(429);
    assert!(refused.headers.contains_key("retry-after"));
}

#[tokio::test]
async fn a_role_demands_a_second_factor() {
    let app = App::new().await;
    let tenant = app.tenant().await.id;
    app.user("admin@shop.example", Role::Admin, Some(tenant)).await;
    app.user("ann@shop.example", Role::Viewer, Some(tenant)).await;
    let admin = app.login("admin@shop.example", PASSWORD).await.expect(200);
    let ann = app.login("ann@shop.example", PASSWORD).await.expect(200);
    let path = format!("/v1/tenants/{tenant}/sign-in-policy");
    let token = admin.data("accessToken");
    let unknown = app.put(&path, &token, json!({"secondFactorRoles": ["platform_admin"]})).await.expect(422);
    assert_eq!(unknown.field(), "secondFactorRoles");
    app.put(&path, &token, json!({"secondFactorRoles": ["admin"]})).await.expect(200);
    assert_eq!(app.get(&path, &token).await.body["data"], json!({"secondFactorRoles": ["admin"]}));
    // Whoever is in without one is out at the next refresh.
    app.refresh(&ann.data("refreshToken")).await.expect(200);
    app.refresh(&admin.data("refreshToken")).await.expect(401);
    app.me(&token).await.expect(401);

    let half = app.login("admin@shop.example", PASSWORD).await.expect(200);
    assert_eq!(half.body["data"]["enrolment"], true);
    let challenge = half.data("challenge");
    second_step(&app, &challenge, "123456").await.expect(401);
    let begun = app.post("/v1/auth/login/enrolment", None, json!({"challenge": challenge})).await.expect(200);
    let authenticator = Authenticator::new(&begun.data("secret"));
    let whole = second_step(&app, &challenge, &authenticator.code(&app)).await.expect(200);
    assert_eq!(whole.body["data"]["recoveryCodes"].as_array().map(Vec::len), Some(10));
    let token = whole.data("accessToken");
    app.refresh(&whole.data("refreshToken")).await.expect(200);
    app.pass(30);
    let disable = json!({"code": authenticator.code(&app)});
    let refused = app.post("/v1/auth/second-factor/disable", Some(&token), disable).await.expect(409);
    assert_eq!(refused.code(), "second_factor_required");
    // Somebody else helps who has lost it; oneself does not.
    let people = format!("/v1/tenants/{tenant}/people");
    let own = format!("{people}/{}/reset-second-factor", app.id("admin@shop.example").await);
    app.post(&own, Some(&token), json!({})).await.expect(403);
    app.user("root@localhost", Role::PlatformAdmin, None).await;
    let root = app.token("root@localhost").await;
    app.post(&own, Some(&root), json!({})).await.expect(200);
    assert_eq!(app.login("admin@shop.example", PASSWORD).await.body["data"]["enrolment"], true);
}

#[tokio::test]
async fn a_secret_is_stored_sealed_and_bound_to_its_person() {
    let app = App::new().await;
    let (authenticator, _, codes) = enrolled(&app).await;
    for file in std::fs::read_dir(app.folder()).expect("a folder").map(|file| file.expect("an entry").path())
    {
        let bytes = if file.is_file() { std::fs::read(&file).expect("reads") } else { continue };
        let holds = |what: &[u8]| bytes.windows(what.len()).any(|window| window == what);
        assert!(!holds(&authenticator.0) && !holds(codes[0].as_bytes()), "{}", file.display());
    }
    // Somebody who writes the database cannot give a secret to another person.
    app.user("eve@localhost", Role::PlatformAdmin, None).await;
    let account =
        async |email: &str| app.stores.accounts.by_email(email).await.expect("reads").expect("is there").id;
    let (root, eve) = (account("root@localhost").await, account("eve@localhost").await);
    let stolen = app.stores.second_factors.get(root).await.expect("reads").expect("is there");
    app.stores.second_factors.start(eve, &stolen.sealed_secret).await.expect("writes");
    app.stores
        .second_factors
        .confirm(eve, 0, &[], app.clock.now(), &vq_ports::Audit::exempt("a test"))
        .await
        .expect("writes");
    let challenge = app.login("eve@localhost", PASSWORD).await.data("challenge");
    app.pass(30);
    second_step(&app, &challenge, &authenticator.code(&app)).await.expect(500);
}

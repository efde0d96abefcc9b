//! Single sign-on: who may say who people are, and how far a provider's word goes. The provider is a real one over HTTP, as
//! far as this side can tell.

use std::sync::{Arc, LazyLock};

use aws_lc_rs::{
    rand::SystemRandom,
    signature::{Ed25519KeyPair, KeyPair},
};
use axum::{
    Json, Router,
    extract::State,
    routing::{get, post},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use http::{HeaderMap, Request, StatusCode, header};
use parking_lot::Mutex;
use serde_json::{Value, json};
use tokio_util::sync::{CancellationToken, DropGuard};
use vq_domain::{Millis, ProviderId, Role, TenantId};
use vq_ports::{
    PageRequest,
    audit::{AuditFilter, AuditRecord},
};

use crate::app::{Answer, App, PASSWORD};

static KEY: LazyLock<Ed25519KeyPair> = LazyLock::new(|| {
    let document = Ed25519KeyPair::generate_pkcs8(&SystemRandom::new()).expect("a key");
    Ed25519KeyPair::from_pkcs8(document.as_ref()).expect("a key")
});

/// A provider of identities.
struct Idp {
    issuer: String,
    said: Arc<Said>,
    _open: DropGuard,
}

/// What it says, and what it was told.
#[derive(Default)]
struct Said {
    issuer: Mutex<String>,
    nonce: Mutex<String>,
    person: Mutex<Value>,
    is_down: Mutex<bool>,
    asked: Mutex<u32>,
    /// `Authorization` headers at the token endpoint.
    told: Mutex<Vec<String>>,
}

impl Idp {
    async fn open() -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let issuer = format!("http://{}", listener.local_addr().expect("an address"));
        let said = Arc::new(Said::default());
        said.issuer.lock().clone_from(&issuer);
        let router = Router::new()
            .route("/.well-known/openid-configuration", get(discovery))
            .route("/keys", get(keys))
            .route("/token", post(token))
            .with_state(said.clone());
        let stop = CancellationToken::new();
        let until = stop.clone().cancelled_owned();
        tokio::spawn(async move { axum::serve(listener, router).with_graceful_shutdown(until).await });
        Self { issuer, said, _open: stop.drop_guard() }
    }

    /// Whom it tells of from now on.
    fn person(&self, subject: &str, email: &str, groups: &[&str]) {
        *self.said.person.lock() =
            json!({"sub": subject, "email": email, "email_verified": true, "name": "Ann", "groups": groups});
    }
}

async fn discovery(State(said): State<Arc<Said>>) -> Result<Json<Value>, StatusCode> {
    *said.asked.lock() += 1;
    if *said.is_down.lock() {
        return Err(StatusCode::INTERNAL_SERVER_ERROR);
    }
    let issuer = said.issuer.lock().clone();
    Ok(Json(json!({
        "issuer": issuer,
        "authorization_endpoint": format!("{issuer}/authorize"),
        "token_endpoint": format!("{issuer}/token"),
        "jwks_uri": format!("{issuer}/keys"),
    })))
}

async fn keys() -> Json<Value> {
    let x = URL_SAFE_NO_PAD.encode(KEY.public_key().as_ref());
    Json(json!({"keys": [{"kty": "OKP", "crv": "Ed25519", "alg": "EdDSA", "kid": "k", "x": x}]}))
}

async fn token(State(said): State<Arc<Said>>, headers: HeaderMap) -> Json<Value> {
    let told = headers[header::AUTHORIZATION].to_str().expect("text").to_owned();
    said.told.lock().push(told);
    let mut claims = said.person.lock().clone();
    claims["iss"] = json!(*said.issuer.lock());
    claims["aud"] = json!("vq");
    claims["nonce"] = json!(*said.nonce.lock());
    claims["iat"] = json!(1_700_000_000);
    claims["exp"] = json!(1_700_900_000);
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let signed = format!("{}.{}", part(&json!({"alg": "EdDSA", "kid": "k"})), part(&claims));
    let signature = URL_SAFE_NO_PAD.encode(KEY.sign(signed.as_bytes()).as_ref());
    Json(json!({"id_token": format!("{signed}.{signature}"), "token_type": "Bearer"}))
}

/// How a way through the provider ended.
struct Ended {
    to: String,
    /// `name=value` of the cookies that were set.
    cookies: Vec<String>,
}

impl Ended {
    /// The code in the address.
    #[track_caller]
    fn code(&self) -> String {
        let (_, code) = self.to.split_once("#sso=").unwrap_or_else(|| panic!("no code in {}", self.to));
        code.to_owned()
    }

    /// The cookie by which a link is confirmed.
    fn link(&self) -> Option<String> {
        self.cookies.iter().find(|cookie| cookie.starts_with("vqlink=")).cloned()
    }
}

fn cookies_of(headers: &HeaderMap) -> Vec<String> {
    let all = headers.get_all(header::SET_COOKIE).iter().filter_map(|cookie| cookie.to_str().ok());
    all.filter_map(|cookie| cookie.split(';').next()).map(ToOwned::to_owned).collect()
}

fn location(head: &http::response::Parts) -> String {
    head.headers[header::LOCATION].to_str().expect("text").to_owned()
}

fn in_query<'a>(url: &'a str, name: &str) -> &'a str {
    let query = url.split_once('?').expect("a query").1;
    let mut pairs = query.split('&').filter_map(|pair| pair.split_once('='));
    pairs.find(|(known, _)| *known == name).expect("is there").1
}

fn empty(path: &str, cookie: &str) -> Request<axum::body::Body> {
    let request = Request::get(path).header(header::COOKIE, cookie);
    request.body(axum::body::Body::empty()).expect("a request")
}

/// A browser goes to the provider, and comes back.
async fn through(app: &App, idp: &Idp, provider: &str) -> Ended {
    let (head, _) = app.send(empty(&format!("/v1/auth/sso/{provider}?returnTo=/admin"), "")).await;
    assert_eq!(head.status, StatusCode::SEE_OTHER);
    let (to, cookie) = (location(&head), cookies_of(&head.headers).remove(0));
    assert!(to.starts_with(&format!("{}/authorize?", idp.issuer)), "{to}");
    in_query(&to, "nonce").clone_into(&mut idp.said.nonce.lock());
    let back = format!("/v1/auth/sso/callback?code=c&state={}", in_query(&to, "state"));
    let (head, _) = app.send(empty(&back, &cookie)).await;
    assert_eq!(head.status, StatusCode::SEE_OTHER);
    Ended { to: location(&head), cookies: cookies_of(&head.headers) }
}

async fn complete(app: &App, ended: &Ended) -> Answer {
    app.post("/v1/auth/sso/complete", None, json!({"code": ended.code()})).await
}

async fn shop() -> (App, TenantId, String, String) {
    let app = App::with(|config| config.internal_providers = true).await;
    let tenant = app.tenant().await.id;
    app.user("admin@shop.example", Role::Admin, Some(tenant)).await;
    let admin = app.token("admin@shop.example").await;
    (app, tenant, admin, format!("/v1/tenants/{tenant}/identity-providers"))
}

fn wanted(idp: &Idp, more: &Value) -> Value {
    let mut wanted =
        json!({"name": "Staff", "issuer": idp.issuer, "clientId": "vq", "clientSecret": "first secret"});
    for (name, value) in more.as_object().expect("an object") {
        wanted[name] = value.clone();
    }
    wanted
}

async fn written(app: &App, tenant: TenantId, action: &str) -> Vec<AuditRecord> {
    let filter = AuditFilter { action: Some(action.to_owned()), ..AuditFilter::default() };
    let page = PageRequest { limit: 100, cursor: None };
    app.stores.audit.list(Some(tenant), &filter, page).await.expect("reads").items
}

#[tokio::test]
async fn only_who_has_all_that_an_admin_has_says_who_people_are() {
    let (app, tenant, admin, path) = shop().await;
    let idp = Idp::open().await;
    let permissions = ["tenant:read", "account:read", "identity:write"];
    let role = json!({"name": "Signing in", "permissions": permissions});
    let role =
        app.post(&format!("/v1/tenants/{tenant}/roles"), Some(&admin), role).await.expect(201).data("id");
    app.user("weak@shop.example", Role::Viewer, Some(tenant)).await;
    let weak = format!("/v1/tenants/{tenant}/people/{}", app.id("weak@shop.example").await);
    app.put(&weak, &admin, json!({"roles": [role]})).await.expect(200);
    let weak = app.token("weak@shop.example").await;
    let everything: Vec<_> = Role::Admin.permissions().iter().map(|permission| permission.as_str()).collect();
    let key = json!({"name": "All", "permissions": everything});
    let key = app
        .post(&format!("/v1/tenants/{tenant}/api-keys"), Some(&admin), key)
        .await
        .expect(201)
        .data("secret");

    let made = app.post(&path, Some(&admin), wanted(&idp, &json!({}))).await.expect(201).data("id");
    let one = format!("{path}/{made}");
    let off = wanted(&idp, &json!({"enabled": false}));
    for token in [&weak, &key] {
        app.get(&path, token).await.expect(200);
        assert_eq!(app.post(&path, Some(token), off.clone()).await.expect(403).code(), "forbidden");
        assert_eq!(app.put(&one, token, off.clone()).await.expect(403).code(), "forbidden");
        assert_eq!(app.delete(&one, token).await.expect(403).code(), "forbidden");
    }
    assert_eq!(app.get(&path, &admin).await.body["data"]["items"].as_array().expect("a list").len(), 1);
    app.user("root@localhost", Role::PlatformAdmin, None).await;
    let root = app.token("root@localhost").await;
    app.put(&one, &root, off).await.expect(200);
    app.delete(&one, &root).await.expect(200);
}

#[tokio::test]
async fn another_issuer_gets_no_secret_of_the_one_before_and_knows_nobody() {
    let (app, _, admin, path) = shop().await;
    let (idp, thief) = (Idp::open().await, Idp::open().await);
    let create = json!({"createAccounts": true, "defaultRoles": ["viewer"]});
    let made = app.post(&path, Some(&admin), wanted(&idp, &create)).await.expect(201).data("id");
    let (one, id) = (format!("{path}/{made}"), made.parse::<ProviderId>().expect("an id"));
    idp.person("s1", "ann@shop.example", &[]);
    complete(&app, &through(&app, &idp, &made).await).await.expect(200);
    assert!(app.stores.identity_providers.account_of(id, "s1").await.expect("reads").is_some());

    for (field, value) in [("issuer", thief.issuer.as_str()), ("clientId", "other")] {
        let mut other = wanted(&idp, &create);
        other[field] = json!(value);
        other.as_object_mut().expect("an object").remove("clientSecret");
        let refused = app.put(&one, &admin, other).await.expect(422);
        assert_eq!((refused.code(), refused.field()), ("missing_field", "clientSecret"), "{field}");
    }
    // What is not about who it is needs no secret and forgets nobody.
    let mut renamed = wanted(&idp, &create);
    renamed["name"] = json!("People");
    renamed.as_object_mut().expect("an object").remove("clientSecret");
    app.put(&one, &admin, renamed).await.expect(200);
    assert!(app.stores.identity_providers.account_of(id, "s1").await.expect("reads").is_some());

    let mut other = wanted(&thief, &create);
    other["clientSecret"] = json!("second secret");
    app.put(&one, &admin, other).await.expect(200);
    assert_eq!(app.stores.identity_providers.account_of(id, "s1").await, Ok(None));
    thief.person("s1", "eve@shop.example", &[]);
    complete(&app, &through(&app, &thief, &made).await).await.expect(200);
    let told = thief.said.told.lock().clone();
    let second = base64::engine::general_purpose::STANDARD.encode("vq:second%20secret");
    assert_eq!(told, [format!("Basic {second}")]);
}

#[tokio::test]
async fn an_account_with_a_password_is_linked_by_its_owner_alone() {
    let (app, tenant, admin, path) = shop().await;
    let idp = Idp::open().await;
    // The worst a provider can be set up for: whoever comes loses all roles.
    let strict =
        json!({"groupsClaim": "groups", "groupRoles": {"tills": ["operator"]}, "defaultRoles": ["viewer"]});
    let made = app.post(&path, Some(&admin), wanted(&idp, &strict)).await.expect(201).data("id");
    app.user("other@shop.example", Role::Viewer, Some(tenant)).await;
    app.user("second@shop.example", Role::Admin, Some(tenant)).await;
    idp.person("thief", "second@shop.example", &[]);
    let ended = through(&app, &idp, &made).await;
    assert_eq!(ended.to, "/admin#sso_error=confirmation_required");
    let link = ended.link().expect("a cookie");
    let linked = || async {
        let id = made.parse::<ProviderId>().expect("an id");
        app.stores.identity_providers.account_of(id, "thief").await.expect("reads").map(|id| id.to_string())
    };
    let login = |email: &'static str, password: &'static str, cookie: String| {
        let app = &app;
        async move {
            let body = json!({"email": email, "password": password});
            let headers = [("cookie", cookie.as_str()), ("sec-fetch-site", "same-origin")];
            app.call_with(http::Method::POST, "/v1/auth/browser/login", None, Some(body), &headers).await
        }
    };
    // Neither somebody else's password, nor a wrong one, nor the right one in another browser.
    login("other@shop.example", PASSWORD, link.clone()).await.expect(200);
    login("second@shop.example", "wrong horse battery", link.clone()).await.expect(401);
    login("second@shop.example", PASSWORD, String::new()).await.expect(200);
    login("second@shop.example", PASSWORD, format!("{link}x")).await.expect(200);
    assert_eq!(linked().await, None);
    assert_eq!(through(&app, &idp, &made).await.to, "/admin#sso_error=confirmation_required");

    let id = app.id("second@shop.example").await;
    login("second@shop.example", PASSWORD, link.clone()).await.expect(200);
    assert_eq!(linked().await, Some(id.clone()));
    let entries = written(&app, tenant, "account.link").await;
    assert_eq!(entries.len(), 1);
    assert_eq!((&*entries[0].entry.actor.kind, &*entries[0].entry.actor.id), ("account", id.as_str()));
    // From now on the provider's word is enough to sign in, and still gives and takes no roles.
    let signed_in = complete(&app, &through(&app, &idp, &made).await).await.expect(200);
    let me = app.me(&signed_in.data("accessToken")).await.expect(200);
    assert_eq!((me.data("id"), &me.body["data"]["roles"]), (id, &json!(["admin"])));
}

#[tokio::test]
async fn a_link_is_confirmed_in_time_and_of_the_provider_as_it_is() {
    let (app, tenant, admin, path) = shop().await;
    let idp = Idp::open().await;
    let made = app.post(&path, Some(&admin), wanted(&idp, &json!({}))).await.expect(201).data("id");
    app.user("ann@shop.example", Role::Viewer, Some(tenant)).await;
    idp.person("s1", "ann@shop.example", &[]);
    let late = through(&app, &idp, &made).await.link().expect("a cookie");
    app.pass(600);
    let before = through(&app, &idp, &made).await.link().expect("a cookie");
    app.put(&format!("{path}/{made}"), &admin, wanted(&idp, &json!({"name": "People"}))).await.expect(200);
    for cookie in [late, before] {
        let body = json!({"email": "ann@shop.example", "password": PASSWORD});
        let headers = [("cookie", cookie.as_str())];
        let answer =
            app.call_with(http::Method::POST, "/v1/auth/browser/login", None, Some(body), &headers).await;
        answer.expect(200);
    }
    let id = made.parse::<ProviderId>().expect("an id");
    assert_eq!(app.stores.identity_providers.account_of(id, "s1").await, Ok(None));
}

#[tokio::test]
async fn who_comes_by_a_provider_alone_follows_their_groups_and_gets_no_reset_mail() {
    let (app, tenant, admin, path) = shop().await;
    let idp = Idp::open().await;
    let groups = json!({
        "createAccounts": true, "groupsClaim": "groups",
        "groupRoles": {"tills": ["operator"], "heads": ["manager"]},
    });
    let made = app.post(&path, Some(&admin), wanted(&idp, &groups)).await.expect(201).data("id");
    for (group, role) in [("tills", "operator"), ("heads", "manager")] {
        idp.person("s1", "ann@shop.example", &[group]);
        let signed_in = complete(&app, &through(&app, &idp, &made).await).await.expect(200);
        let me = app.me(&signed_in.data("accessToken")).await.expect(200);
        assert_eq!(me.body["data"]["roles"], json!([role]));
    }
    let link = &written(&app, tenant, "account.link").await[0].entry;
    assert_eq!(
        (&*link.actor.kind, &*link.actor.id),
        ("system", format!("identity provider {made}").as_str())
    );
    let ann = app.id("ann@shop.example").await;
    let begun = written(&app, tenant, "sign_in.begin").await;
    let begun: Vec<_> = begun.iter().filter(|record| *record.entry.target.id == *ann).collect();
    assert_eq!(begun.len(), 2);
    assert!(begun.iter().all(|record| &*record.entry.actor.kind == "system"), "{begun:?}");

    // The same answer, and the next mail is that of the one who has a password.
    for email in ["ann@shop.example", "admin@shop.example"] {
        app.post("/v1/auth/password-reset", None, json!({"email": email})).await.expect(200);
    }
    assert_eq!(app.mail().await.to, "admin@shop.example");
}

#[tokio::test]
async fn strangers_do_not_have_a_provider_asked_at_will() {
    let (app, _, admin, path) = shop().await;
    let idp = Idp::open().await;
    let made = app.post(&path, Some(&admin), wanted(&idp, &json!({}))).await.expect(201).data("id");
    let begin =
        || async { app.send(empty(&format!("/v1/auth/sso/{made}?returnTo=/admin"), "")).await.0.status };
    *idp.said.is_down.lock() = true;
    for _ in 0..5 {
        assert_eq!(begin().await, StatusCode::SERVICE_UNAVAILABLE);
    }
    assert_eq!(*idp.said.asked.lock(), 1, "it did not answer a moment ago");
    *idp.said.is_down.lock() = false;
    app.pass(29);
    assert_eq!(begin().await, StatusCode::SERVICE_UNAVAILABLE);
    app.pass(1);
    let all = tokio::join!(begin(), begin(), begin(), begin());
    assert_eq!(<[StatusCode; 4]>::from(all), [StatusCode::SEE_OTHER; 4]);
    assert_eq!(*idp.said.asked.lock(), 2, "one asked for all");
}

#[tokio::test]
async fn failed_sign_ins_are_one_entry_within_ten_minutes() {
    let (app, tenant, _, _) = shop().await;
    let wrong = || async { app.login("admin@shop.example", "wrong horse battery").await.expect(401) };
    let failed = async |entries: usize| {
        let waited = async {
            loop {
                let found = written(&app, tenant, "sign_in.fail").await;
                if found.len() == entries {
                    return found;
                }
                tokio::task::yield_now().await;
            }
        };
        tokio::time::timeout(std::time::Duration::from_secs(30), waited).await.expect("it was never written")
    };
    wrong().await;
    let first = failed(1).await;
    let entry = &first[0].entry;
    assert_eq!(
        (&*entry.actor.kind, &*entry.target.id),
        ("nobody", app.id("admin@shop.example").await.as_str())
    );
    for _ in 0..4 {
        wrong().await;
    }
    // Of nobody there is nothing to tell.
    app.login("nobody@shop.example", "wrong horse battery").await.expect(401);
    app.pass(600);
    wrong().await;
    let told = failed(2).await;
    let newest = told.iter().max_by_key(|record| record.sequence).expect("is there");
    let after: Value = serde_json::from_str(newest.entry.after.as_deref().expect("is told")).expect("JSON");
    assert_eq!(after["step"], "password");
    assert!(after["failures"].as_u64().is_some_and(|failures| (2..=5).contains(&failures)), "{after}");
    assert_eq!(newest.entry.at, Millis(first[0].entry.at.0 + 600_000));
}

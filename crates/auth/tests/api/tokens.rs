//! Access tokens under attack and over key rotations.

use std::sync::{Arc, LazyLock};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use http::StatusCode;
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use proptest::prelude::*;
use serde_json::{Value, json};
use vq_api::{Credential, Principal};
use vq_auth::AccessTokens;
use vq_domain::{AccountId, ErrorCode, Millis, Permission, Role, SignInId};
use vq_keyring::{Keyring, KeyringConfig, Purpose};
use vq_ports::Clock;

use crate::app::{App, PASSWORD};

const NOW: Millis = Millis(1_700_000_000_000);
const SIGN_IN: SignInId = SignInId::from_bytes([8; 16]);

struct World {
    // Keeps the store alive.
    _app: App,
    keys: Arc<Keyring>,
    tokens: AccessTokens,
    token: String,
}

fn principal() -> Principal {
    Principal {
        account: AccountId::from_bytes([7; 16]),
        tenant: None,
        credential: Credential::SignIn(SIGN_IN),
        roles: vec![Role::PlatformAdmin.into()],
        permissions: vec![Permission::PlatformAdmin],
    }
}

static WORLD: LazyLock<World> = LazyLock::new(|| {
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().expect("runtime");
    let app = std::thread::spawn(move || {
        let app = runtime.block_on(App::new());
        // Its threads end with the process.
        std::mem::forget(runtime);
        app
    });
    let app = app.join().expect("an app");
    let keys = app.keys.clone();
    let tokens = AccessTokens::new(keys.clone());
    let token = tokens.issue(&principal(), SIGN_IN, NOW, 900).expect("signs");
    World { _app: app, keys, tokens, token }
});

fn refused(token: &str) -> Option<ErrorCode> {
    WORLD.tokens.read(token, NOW).err().map(|error| error.code())
}

fn claims() -> Value {
    let part = WORLD.token.split('.').nth(1).expect("three parts");
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).expect("base64url")).expect("JSON")
}

fn signed(header: &Header, claims: &Value, key: &[u8]) -> String {
    encode(header, claims, &EncodingKey::from_secret(key)).expect("signs")
}

fn header(algorithm: Algorithm) -> Header {
    Header { kid: Some("1".into()), ..Header::new(algorithm) }
}

#[test]
fn the_one_true_token_is_read() {
    assert_eq!(WORLD.tokens.read(&WORLD.token, NOW), Ok(principal()));
    let again = signed(&header(Algorithm::HS256), &claims(), WORLD.keys.current(Purpose::Access).bytes());
    assert_eq!(WORLD.tokens.read(&again, NOW), Ok(principal()));
}

#[test]
fn time_is_judged_at_the_moment_given() {
    let at =
        |seconds: i64| WORLD.tokens.read(&WORLD.token, NOW + seconds * 1000).err().map(|error| error.code());
    assert_eq!(at(899), None);
    assert_eq!(at(900), Some(ErrorCode::TokenExpired));
    assert_eq!(at(-60), None);
    assert_eq!(at(-61), Some(ErrorCode::Unauthorized));
}

#[test]
fn other_algorithms_and_keys_are_refused() {
    let access = *WORLD.keys.current(Purpose::Access).bytes();
    for algorithm in [Algorithm::HS384, Algorithm::HS512] {
        assert_eq!(refused(&signed(&header(algorithm), &claims(), &access)), Some(ErrorCode::Unauthorized));
    }
    for purpose in [Purpose::Session, Purpose::Admission] {
        let other = signed(&header(Algorithm::HS256), &claims(), WORLD.keys.current(purpose).bytes());
        assert_eq!(refused(&other), Some(ErrorCode::Unauthorized));
    }
    let parts: Vec<_> = WORLD.token.split('.').collect();
    for alg in ["none", "None", "NONE", "HS384", "RS256", "EdDSA", "ES256", ""] {
        let header = URL_SAFE_NO_PAD.encode(json!({"alg": alg, "typ": "JWT", "kid": "1"}).to_string());
        for signature in [parts[2], ""] {
            assert_eq!(
                refused(&format!("{header}.{}.{signature}", parts[1])),
                Some(ErrorCode::Unauthorized),
                "{alg}"
            );
        }
        assert_eq!(refused(&format!("{header}.{}", parts[1])), Some(ErrorCode::Unauthorized), "{alg}");
    }
}

#[test]
fn keys_and_claims_must_be_there() {
    let access = *WORLD.keys.current(Purpose::Access).bytes();
    for kid in [None, Some(""), Some("2"), Some("-1"), Some("1; x"), Some("99999999999")] {
        let header = Header { kid: kid.map(Into::into), ..Header::new(Algorithm::HS256) };
        assert_eq!(refused(&signed(&header, &claims(), &access)), Some(ErrorCode::Unauthorized), "{kid:?}");
    }
    for claim in ["sub", "roles", "permissions", "sid", "iat", "exp"] {
        let mut fewer = claims();
        fewer.as_object_mut().expect("an object").remove(claim);
        assert_eq!(
            refused(&signed(&header(Algorithm::HS256), &fewer, &access)),
            Some(ErrorCode::Unauthorized),
            "{claim}"
        );
    }
    for (claim, value) in
        [("exp", json!("soon")), ("exp", json!(null)), ("iat", json!(1.5)), ("sub", json!("me"))]
    {
        let mut other = claims();
        other[claim] = value;
        assert_eq!(
            refused(&signed(&header(Algorithm::HS256), &other, &access)),
            Some(ErrorCode::Unauthorized),
            "{claim}"
        );
    }
}

proptest! {
    #[test]
    fn any_changed_byte_is_refused(at in any::<prop::sample::Index>(), mask in 1_u8..128) {
        let mut bytes = WORLD.token.clone().into_bytes();
        let at = at.index(bytes.len());
        bytes[at] ^= mask;
        let changed = String::from_utf8(bytes).expect("ASCII");
        prop_assert_eq!(refused(&changed), Some(ErrorCode::Unauthorized));
    }

    #[test]
    fn any_part_of_it_is_refused(from in any::<prop::sample::Index>(), to in any::<prop::sample::Index>()) {
        let (from, to) = (from.index(WORLD.token.len()), to.index(WORLD.token.len()));
        prop_assume!(from != 0 || to != WORLD.token.len());
        let part = WORLD.token.get(from..to).unwrap_or_default();
        prop_assert_eq!(refused(part), Some(ErrorCode::Unauthorized));
    }

    #[test]
    fn no_text_makes_it_panic(text in any::<String>(), pretender in "[A-Za-z0-9_-]{0,60}\\.[A-Za-z0-9_-]{0,60}\\.[A-Za-z0-9_-]{0,60}") {
        prop_assert_eq!(refused(&text), Some(ErrorCode::Unauthorized));
        prop_assert_eq!(refused(&pretender), Some(ErrorCode::Unauthorized));
    }
}

#[tokio::test]
async fn a_rotation_signs_nobody_out() {
    let app = App::new().await;
    app.user("root@localhost", Role::PlatformAdmin, None).await;
    let old = app.login("root@localhost", PASSWORD).await.data("accessToken");
    app.keys
        .rotate(Purpose::Access, None, &vq_domain::Trail::system("test", vq_domain::Millis(0)))
        .await
        .expect("rotates");
    assert_eq!(app.me(&old).await.status, StatusCode::OK);
    app.pass(60);
    let new = app.login("root@localhost", PASSWORD).await.data("accessToken");
    let kid = |token: &str| jsonwebtoken::decode_header(token).expect("a header").kid;
    assert_eq!((kid(&old).as_deref(), kid(&new).as_deref()), (Some("1"), Some("2")));
    app.pass(839);
    assert_eq!(app.me(&old).await.status, StatusCode::OK);
    app.pass(1);
    assert_eq!(app.me(&old).await.code(), "token_expired");
    assert_eq!(app.me(&new).await.status, StatusCode::OK);
}

#[tokio::test]
async fn the_old_key_verifies_until_its_overlap_ends() {
    let app = App::new().await;
    let tokens = AccessTokens::new(app.keys.clone());
    // Good for longer than any key.
    let old = tokens.issue(&principal(), SIGN_IN, app.clock.now(), u32::MAX).expect("signs");
    app.keys
        .rotate(Purpose::Access, None, &vq_domain::Trail::system("test", vq_domain::Millis(0)))
        .await
        .expect("rotates");
    let config = KeyringConfig::default();
    app.pass(i64::from(config.publish_delay_seconds + config.access_overlap_seconds) - 1);
    assert_eq!(tokens.read(&old, app.clock.now()), Ok(principal()));
    app.pass(1);
    assert_eq!(
        tokens.read(&old, app.clock.now()).map_err(|error| error.code()),
        Err(ErrorCode::Unauthorized)
    );
}

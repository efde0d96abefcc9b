//! What a provider of identities says: where it is asked what, and who somebody is (OpenID Connect Core 1.0, Discovery 1.0).

use std::{collections::HashMap, sync::Arc};

use base64::{Engine, engine::general_purpose::STANDARD};
use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode, decode_header, jwk::JwkSet};
use parking_lot::Mutex;
use serde::Deserialize;
use serde_json::Value;
use vq_domain::{Millis, ProviderSettings};
use vq_outbound::{Plain, Web, WebError};

/// How long what a provider says about itself is believed, in milliseconds.
const FRESH_MILLIS: u64 = 10 * 60 * 1000;
/// Keys that are not known are asked for again at most this often, in milliseconds.
const AGAIN_MILLIS: u64 = 30 * 1000;
/// One that did not answer is not asked again for so long, in milliseconds.
const SILENT_MILLIS: u64 = 30 * 1000;
/// Most providers at hand.
const MOST: usize = 1_000;
/// How far a provider's clock may be apart, in seconds.
const CLOCKS_APART: i64 = 120;
/// Longest token that is looked at, in bytes.
const LONGEST_TOKEN: usize = 32 * 1024;
/// What providers sign with. No shared secrets, and never nothing.
const ALGORITHMS: [Algorithm; 9] = [
    Algorithm::RS256,
    Algorithm::RS384,
    Algorithm::RS512,
    Algorithm::PS256,
    Algorithm::PS384,
    Algorithm::PS512,
    Algorithm::ES256,
    Algorithm::ES384,
    Algorithm::EdDSA,
];

/// Why somebody was not signed in by a provider. Goes to the log.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ProviderError {
    /// It did not tell what it was asked.
    #[error("{0}: {1}")]
    Web(&'static str, WebError),
    /// What it says of itself is not of this issuer.
    #[error("the provider says it is {0}")]
    Issuer(String),
    /// It was asked a moment ago and did not answer.
    #[error("the provider did not answer a moment ago")]
    Silent,
    /// The token is not one that was asked for.
    #[error("the token is refused: {0}")]
    Token(&'static str),
}

#[derive(Clone, Deserialize)]
pub(crate) struct Discovery {
    issuer: String,
    pub(crate) authorization_endpoint: String,
    token_endpoint: String,
    jwks_uri: String,
}

struct Known {
    discovery: Discovery,
    keys: JwkSet,
    read_at: Millis,
}

/// Who somebody is, as a provider says.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Identity {
    pub(crate) subject: String,
    pub(crate) email: Option<String>,
    pub(crate) email_verified: bool,
    pub(crate) name: String,
    pub(crate) groups: Vec<String>,
}

#[derive(Deserialize)]
struct TokenAnswer {
    id_token: String,
}

/// Providers, with what they say about themselves at hand.
pub(crate) struct Providers {
    pub(crate) web: Web,
    /// By issuer.
    slots: Mutex<HashMap<String, Arc<Slot>>>,
}

/// What there is of one provider. Strangers can have it asked: so one asks at a time for all who wait, and not again soon if
/// there was no answer.
#[derive(Default)]
struct Slot {
    state: Mutex<State>,
    asking: tokio::sync::Mutex<()>,
}

#[derive(Default)]
struct State {
    known: Option<Arc<Known>>,
    failed_at: Option<Millis>,
}

impl Slot {
    /// What is known and fresh enough, or that it does not answer; `None` if it is to be asked.
    fn found(&self, now: Millis, fresh: u64) -> Option<Result<Arc<Known>, ProviderError>> {
        let state = self.state.lock();
        if let Some(known) = state.known.as_ref().filter(|known| now.since(known.read_at) < fresh) {
            return Some(Ok(known.clone()));
        }
        let failed = state.failed_at.is_some_and(|at| now.since(at) < SILENT_MILLIS);
        failed.then_some(Err(ProviderError::Silent))
    }
}

/// What a sign-in that comes back is compared with.
pub(crate) struct Expected<'a> {
    pub(crate) code: &'a str,
    pub(crate) verifier: &'a str,
    pub(crate) nonce: &'a str,
    pub(crate) redirect_uri: &'a str,
}

impl Providers {
    pub(crate) fn new(internal: bool) -> Self {
        Self { web: Web::new(internal, Plain::Internal), slots: Mutex::default() }
    }

    pub(crate) async fn discover(&self, issuer: &str, now: Millis) -> Result<Discovery, ProviderError> {
        Ok(self.known(issuer, now, FRESH_MILLIS).await?.discovery.clone())
    }

    async fn known(&self, issuer: &str, now: Millis, fresh: u64) -> Result<Arc<Known>, ProviderError> {
        let slot = self.slot(issuer);
        if let Some(found) = slot.found(now, fresh) {
            return found;
        }
        let _turn = slot.asking.lock().await;
        // Whoever asked meanwhile asked for all.
        if let Some(found) = slot.found(now, fresh) {
            return found;
        }
        let read = self.read(issuer, now).await;
        let mut state = slot.state.lock();
        match &read {
            Ok(known) => *state = State { known: Some(known.clone()), failed_at: None },
            Err(_) => state.failed_at = Some(now),
        }
        read
    }

    fn slot(&self, issuer: &str) -> Arc<Slot> {
        let mut slots = self.slots.lock();
        if slots.len() >= MOST && !slots.contains_key(issuer) {
            slots.clear();
        }
        slots.entry(issuer.to_owned()).or_default().clone()
    }

    async fn read(&self, issuer: &str, now: Millis) -> Result<Arc<Known>, ProviderError> {
        let url = format!("{}/.well-known/openid-configuration", issuer.trim_end_matches('/'));
        let discovery: Discovery =
            self.web.get(&url).await.map_err(|error| ProviderError::Web("discovery", error))?;
        if discovery.issuer != issuer {
            return Err(ProviderError::Issuer(discovery.issuer));
        }
        let keys = self.web.get(&discovery.jwks_uri).await;
        let keys = keys.map_err(|error| ProviderError::Web("keys", error))?;
        Ok(Arc::new(Known { discovery, keys, read_at: now }))
    }

    /// Exchanges the code of a redirect for who somebody is.
    pub(crate) async fn identify(
        &self,
        settings: &ProviderSettings,
        secret: &str,
        expected: &Expected<'_>,
        now: Millis,
    ) -> Result<Identity, ProviderError> {
        let discovery = self.discover(&settings.issuer, now).await?;
        let form = form(&[
            ("grant_type", "authorization_code"),
            ("code", expected.code),
            ("redirect_uri", expected.redirect_uri),
            ("code_verifier", expected.verifier),
        ]);
        // Name and secret are encoded like a form before they are joined (RFC 6749, 2.3.1).
        let credentials = format!("{}:{}", percent(&settings.client_id), percent(secret));
        let authorization = format!("Basic {}", STANDARD.encode(credentials));
        let answer: TokenAnswer = self
            .web
            .post_form(&discovery.token_endpoint, &authorization, form)
            .await
            .map_err(|error| ProviderError::Web("token", error))?;
        let known = self.known(&settings.issuer, now, FRESH_MILLIS).await?;
        let known = match key_of(&answer.id_token, &known.keys) {
            Some(_) => known,
            // Signed with a key that is newer than what is known.
            None => self.known(&settings.issuer, now, AGAIN_MILLIS).await?,
        };
        read(&answer.id_token, &known.keys, settings, expected.nonce, now)
    }
}

/// The key and algorithm of a token.
fn key_of(token: &str, keys: &JwkSet) -> Option<(DecodingKey, Algorithm)> {
    if token.len() > LONGEST_TOKEN {
        return None;
    }
    let header = decode_header(token).ok()?;
    let algorithm = header.alg;
    if !ALGORITHMS.contains(&algorithm) {
        return None;
    }
    let key = match header.kid {
        Some(kid) => keys.find(&kid)?,
        None if keys.keys.len() == 1 => keys.keys.first()?,
        None => return None,
    };
    Some((DecodingKey::from_jwk(key).ok()?, algorithm))
}

/// Who a token is about, if it is one that was asked for (OpenID Connect Core 1.0, 3.1.3.7).
fn read(
    token: &str,
    keys: &JwkSet,
    settings: &ProviderSettings,
    nonce: &str,
    now: Millis,
) -> Result<Identity, ProviderError> {
    let refused = |why| Err(ProviderError::Token(why));
    let Some((key, algorithm)) = key_of(token, keys) else { return refused("no key of the provider's") };
    let mut validation = Validation::new(algorithm);
    // All of it is judged below, at the moment given.
    validation.validate_exp = false;
    validation.validate_aud = false;
    validation.required_spec_claims.clear();
    let Ok(decoded) = decode::<Value>(token, &key, &validation) else { return refused("its signature") };
    let claims = decoded.claims;
    let text = |name: &str| claims[name].as_str().unwrap_or_default();
    if text("iss") != settings.issuer {
        return refused("of another issuer");
    }
    let client = settings.client_id.as_str();
    let audience: Vec<&str> = match &claims["aud"] {
        Value::String(one) => vec![one],
        Value::Array(several) => several.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    };
    if !audience.contains(&client) {
        return refused("for somebody else");
    }
    let party = claims.get("azp").and_then(Value::as_str);
    if party.is_some_and(|party| party != client) || (audience.len() > 1 && party.is_none()) {
        return refused("for another party");
    }
    let seconds = now.0.div_euclid(1000);
    let (Some(expires), Some(issued)) = (claims["exp"].as_i64(), claims["iat"].as_i64()) else {
        return refused("without times");
    };
    if expires + CLOCKS_APART <= seconds || issued > seconds + CLOCKS_APART {
        return refused("its times");
    }
    let same = aws_lc_rs::constant_time::verify_slices_are_equal(text("nonce").as_bytes(), nonce.as_bytes());
    if nonce.is_empty() || same.is_err() {
        return refused("of another sign-in");
    }
    let subject = text("sub");
    if subject.is_empty() || subject.len() > 255 || subject.contains('\0') {
        return refused("about nobody");
    }
    let groups = settings.groups_claim.as_deref().map(|claim| match &claims[claim] {
        Value::String(one) => vec![one.clone()],
        Value::Array(several) => several.iter().filter_map(Value::as_str).map(ToOwned::to_owned).collect(),
        _ => Vec::new(),
    });
    Ok(Identity {
        subject: subject.to_owned(),
        email: claims["email"].as_str().map(ToOwned::to_owned),
        email_verified: claims["email_verified"] == true,
        name: text("name").chars().filter(|letter| !letter.is_control()).take(100).collect(),
        groups: groups.unwrap_or_default(),
    })
}

/// Pairs as a form, or as the query of a URL.
pub(crate) fn form(pairs: &[(&str, &str)]) -> String {
    let pair = |(name, value): &(&str, &str)| format!("{}={}", percent(name), percent(value));
    pairs.iter().map(pair).collect::<Vec<_>>().join("&")
}

fn percent(text: &str) -> String {
    text.bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                char::from(byte).to_string()
            }
            _ => format!("%{byte:02X}"),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use std::sync::LazyLock;

    use aws_lc_rs::{
        rand::SystemRandom,
        signature::{Ed25519KeyPair, KeyPair},
    };
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    const NOW: Millis = Millis(1_700_000_000_000);

    static KEY: LazyLock<Ed25519KeyPair> = LazyLock::new(|| {
        let document = Ed25519KeyPair::generate_pkcs8(&SystemRandom::new()).expect("a key");
        Ed25519KeyPair::from_pkcs8(document.as_ref()).expect("a key")
    });

    fn keys() -> JwkSet {
        let x = URL_SAFE_NO_PAD.encode(KEY.public_key().as_ref());
        let keys = json!({"keys": [{"kty": "OKP", "crv": "Ed25519", "alg": "EdDSA", "kid": "k", "x": x}]});
        serde_json::from_value(keys).expect("keys")
    }

    fn settings() -> ProviderSettings {
        ProviderSettings {
            name: "Staff".into(),
            issuer: "https://id.example".into(),
            client_id: "vq".into(),
            scopes: vec![],
            groups_claim: Some("groups".into()),
            group_roles: [].into(),
            default_roles: vec![],
            create_accounts: true,
            enabled: true,
        }
    }

    fn claims() -> Value {
        json!({
            "iss": "https://id.example", "aud": "vq", "sub": "s1", "nonce": "n", "iat": 1_700_000_000, "exp": 1_700_000_300,
            "email": "ann@shop.example", "email_verified": true, "name": "Ann", "groups": ["tills", 7],
        })
    }

    fn token(header: &Value, claims: &Value) -> String {
        let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let signed = format!("{}.{}", part(header), part(claims));
        let signature = KEY.sign(signed.as_bytes());
        format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature.as_ref()))
    }

    fn judged(header: &Value, claims: &Value) -> Result<Identity, String> {
        read(&token(header, claims), &keys(), &settings(), "n", NOW).map_err(|error| error.to_string())
    }

    fn good() -> Value {
        json!({"alg": "EdDSA", "kid": "k"})
    }

    #[test]
    fn a_token_that_was_asked_for_says_who_somebody_is() {
        let ann = judged(&good(), &claims()).expect("is read");
        assert_eq!(
            (ann.subject.as_str(), ann.email.as_deref(), ann.email_verified),
            ("s1", Some("ann@shop.example"), true)
        );
        assert_eq!(ann.groups, ["tills"]);
        let mut several = claims();
        several["aud"] = json!(["vq", "other"]);
        several["azp"] = json!("vq");
        judged(&good(), &several).expect("is read");
    }

    #[test]
    fn any_other_token_is_refused() {
        for (claim, value) in [
            ("iss", json!("https://id.example/")),
            ("iss", json!(null)),
            ("aud", json!("other")),
            ("aud", json!(["vq", "other"])),
            ("aud", json!(null)),
            ("azp", json!("other")),
            ("nonce", json!("m")),
            ("nonce", json!(null)),
            ("exp", json!(1_699_999_880)),
            ("exp", json!(null)),
            ("iat", json!(1_700_000_121)),
            ("sub", json!("")),
            ("sub", json!(null)),
        ] {
            let mut other = claims();
            other[claim] = value.clone();
            assert!(judged(&good(), &other).is_err(), "{claim}: {value}");
        }
        for header in [
            json!({"alg": "none"}),
            json!({"alg": "HS256", "kid": "k"}),
            json!({"alg": "EdDSA", "kid": "other"}),
            json!({"alg": "RS256", "kid": "k"}),
        ] {
            assert!(judged(&header, &claims()).is_err(), "{header}");
        }
    }

    proptest! {
        #[test]
        fn any_changed_byte_is_refused(at in any::<prop::sample::Index>(), mask in 1_u8..128) {
            let mut bytes = token(&good(), &claims()).into_bytes();
            let at = at.index(bytes.len());
            bytes[at] ^= mask;
            let changed = String::from_utf8(bytes).expect("ASCII");
            prop_assert!(read(&changed, &keys(), &settings(), "n", NOW).is_err());
        }

        #[test]
        fn no_text_makes_it_panic(text in "\\PC{0,100}") {
            prop_assert!(read(&text, &keys(), &settings(), "n", NOW).is_err());
        }
    }
}

//! What a provider of identities says: where it is asked what, and who somebody is (OpenID Connect Core 1.0, Discovery 1.0).

use std::{collections::HashMap, sync::Arc};

use base64::{Engine, engine::general_purpose::STANDARD};
use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode, decode_header, jwk::JwkSet};
use parking_lot::Mutex;
use serde::Deserialize;
use serde_json::Value;
use vq_domain::{IdentityProvider, Millis, ProviderId, ProviderSettings, TenantId, limit};
use vq_outbound::{Plain, Web, WebError};

/// How long what a provider says about itself is believed, in milliseconds.
const FRESH_MILLIS: u64 = 10 * 60 * 1000;
/// Keys that are not known are asked for again at most this often, in milliseconds.
const AGAIN_MILLIS: u64 = 30 * 1000;
/// One that did not answer is not asked again for so long, in milliseconds.
const SILENT_MILLIS: u64 = 30 * 1000;
/// Most providers at hand.
const MOST: usize = 1_000;
/// Most of them that are one tenant's.
const MOST_OF_TENANT: usize = limit::IDENTITY_PROVIDERS.count();
/// Largest document of a provider about itself or its keys that is read, in bytes.
const LARGEST: usize = 64 * 1024;
/// Most keys of a provider.
const MOST_KEYS: usize = 50;
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
    /// It says that it has more keys than are kept.
    #[error("the provider has {0} keys, which are too many")]
    Keys(usize),
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
    slots: Mutex<Slots>,
}

/// What there is of providers. Each is known by itself, also where several have one issuer, and a tenant's push out none but its
/// own: what a tenant sets up costs no other's people their keys.
#[derive(Default)]
struct Slots {
    kept: HashMap<ProviderId, Kept>,
    /// Counts uses, to tell which was the last.
    uses: u64,
}

/// One provider as it is set up, and when it was used last.
struct Kept {
    tenant: TenantId,
    issuer: String,
    used: u64,
    slot: Arc<Slot>,
}

impl Slots {
    /// Where what is known of a provider is kept; nothing is known of one with another issuer than before.
    fn of(&mut self, provider: &IdentityProvider) -> Arc<Slot> {
        self.uses += 1;
        let issuer = &provider.settings.issuer;
        if let Some(kept) = self.kept.get_mut(&provider.id).filter(|kept| kept.issuer == *issuer) {
            kept.used = self.uses;
            return kept.slot.clone();
        }
        self.kept.remove(&provider.id);
        self.make_room(provider.tenant_id);
        let (tenant, issuer, used) = (provider.tenant_id, issuer.clone(), self.uses);
        let slot = Arc::<Slot>::default();
        self.kept.insert(provider.id, Kept { tenant, issuer, used, slot: slot.clone() });
        slot
    }

    /// Lets go of what was not used for longest, if one more would be too many: of the tenant's own, or of all.
    fn make_room(&mut self, tenant: TenantId) {
        let is_theirs = |kept: &Kept| kept.tenant == tenant;
        let has_most = self.kept.values().filter(|kept| is_theirs(kept)).count() >= MOST_OF_TENANT;
        if !has_most && self.kept.len() < MOST {
            return;
        }
        let may_go = self.kept.iter().filter(|(_, kept)| !has_most || is_theirs(kept));
        let oldest = may_go.min_by_key(|(_, kept)| kept.used).map(|(id, _)| *id);
        if let Some(oldest) = oldest {
            self.kept.remove(&oldest);
        }
    }
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

    pub(crate) async fn discover(
        &self,
        provider: &IdentityProvider,
        now: Millis,
    ) -> Result<Discovery, ProviderError> {
        Ok(self.known(provider, now, FRESH_MILLIS).await?.discovery.clone())
    }

    async fn known(
        &self,
        provider: &IdentityProvider,
        now: Millis,
        fresh: u64,
    ) -> Result<Arc<Known>, ProviderError> {
        let slot = self.slots.lock().of(provider);
        if let Some(found) = slot.found(now, fresh) {
            return found;
        }
        let _turn = slot.asking.lock().await;
        // Whoever asked meanwhile asked for all.
        if let Some(found) = slot.found(now, fresh) {
            return found;
        }
        let read = self.read(&provider.settings.issuer, now).await;
        let mut state = slot.state.lock();
        match &read {
            Ok(known) => *state = State { known: Some(known.clone()), failed_at: None },
            Err(_) => state.failed_at = Some(now),
        }
        read
    }

    async fn read(&self, issuer: &str, now: Millis) -> Result<Arc<Known>, ProviderError> {
        let url = format!("{}/.well-known/openid-configuration", issuer.trim_end_matches('/'));
        let discovery: Discovery =
            self.web.get(&url, LARGEST).await.map_err(|error| ProviderError::Web("discovery", error))?;
        if discovery.issuer != issuer {
            return Err(ProviderError::Issuer(discovery.issuer));
        }
        let keys = self.web.get(&discovery.jwks_uri, LARGEST).await;
        let keys = bounded(keys.map_err(|error| ProviderError::Web("keys", error))?)?;
        Ok(Arc::new(Known { discovery, keys, read_at: now }))
    }

    /// Exchanges the code of a redirect for who somebody is.
    pub(crate) async fn identify(
        &self,
        provider: &IdentityProvider,
        secret: &str,
        expected: &Expected<'_>,
        now: Millis,
    ) -> Result<Identity, ProviderError> {
        let settings = &provider.settings;
        let discovery = self.discover(provider, now).await?;
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
        let known = self.known(provider, now, FRESH_MILLIS).await?;
        let known = match key_of(&answer.id_token, &known.keys) {
            Some(_) => known,
            // Signed with a key that is newer than what is known.
            None => self.known(provider, now, AGAIN_MILLIS).await?,
        };
        read(&answer.id_token, &known.keys, settings, expected.nonce, now)
    }
}

/// The keys of a provider, if they are not too many, without their certificates, which nobody looks at.
fn bounded(mut keys: JwkSet) -> Result<JwkSet, ProviderError> {
    if keys.keys.len() > MOST_KEYS {
        return Err(ProviderError::Keys(keys.keys.len()));
    }
    for key in &mut keys.keys {
        key.common.x509_chain = None;
    }
    Ok(keys)
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

    fn provider(tenant: u8, number: u16, issuer: &str) -> IdentityProvider {
        let mut id = [tenant; 16];
        id[..2].copy_from_slice(&number.to_be_bytes());
        IdentityProvider {
            id: ProviderId::from_bytes(id),
            tenant_id: TenantId::from_bytes([tenant; 16]),
            settings: ProviderSettings { issuer: issuer.to_owned(), ..settings() },
            sealed_secret: Vec::new(),
            version: 1,
            created_at: NOW,
        }
    }

    #[test]
    fn a_tenant_pushes_out_what_is_its_own_alone() {
        let mut slots = Slots::default();
        let theirs = provider(1, 0, "https://id.example");
        let known = slots.of(&theirs);
        // The same issuer set up again and again is no reason to keep more, or to forget what another has.
        for number in 0..5_000 {
            slots.of(&provider(2, number, "https://id.example"));
        }
        assert!(Arc::ptr_eq(&known, &slots.of(&theirs)));
        assert_eq!(slots.kept.len(), 1 + MOST_OF_TENANT);
        let newest = slots
            .kept
            .keys()
            .filter(|id| **id != theirs.id)
            .all(|id| (5_000 - 10..5_000).any(|number| provider(2, number, "").id == *id));
        assert!(newest, "it was not the oldest that went");
    }

    #[test]
    fn when_there_are_too_many_the_one_not_used_for_longest_goes() {
        let mut slots = Slots::default();
        let of = |number: u16| {
            provider(u8::try_from(number / 10).unwrap_or_default(), number, "https://id.example")
        };
        let all: Vec<_> = (0..1_000).map(|number| slots.of(&of(number))).collect();
        assert_eq!(slots.kept.len(), MOST);
        // The first is used again, so that the second is what goes.
        assert!(Arc::ptr_eq(&all[0], &slots.of(&of(0))));
        slots.of(&provider(255, 1_000, "https://id.example"));
        assert_eq!(slots.kept.len(), MOST);
        assert!(!slots.kept.contains_key(&of(1).id));
        for number in [0, 2, 3, 500, 999] {
            assert!(Arc::ptr_eq(&all[usize::from(number)], &slots.of(&of(number))), "{number}");
        }
    }

    #[test]
    fn nothing_is_known_of_another_issuer() {
        let mut slots = Slots::default();
        let before = slots.of(&provider(1, 0, "https://id.example"));
        assert!(!Arc::ptr_eq(&before, &slots.of(&provider(1, 0, "https://other.example"))));
        assert_eq!(slots.kept.len(), 1);
    }

    #[test]
    fn keys_are_few_and_kept_without_certificates() {
        let key = |number: usize| {
            let x = URL_SAFE_NO_PAD.encode(KEY.public_key().as_ref());
            json!({"kty": "OKP", "crv": "Ed25519", "alg": "EdDSA", "kid": number.to_string(), "x": x, "x5c": ["MIIB"]})
        };
        let set = |most: usize| -> JwkSet {
            let keys: Vec<_> = (0..most).map(key).collect();
            serde_json::from_value(json!({"keys": keys})).expect("keys")
        };
        let kept = bounded(set(MOST_KEYS)).expect("is not too many");
        assert_eq!(kept.keys.len(), MOST_KEYS);
        assert!(kept.keys.iter().all(|key| key.common.x509_chain.is_none()));
        assert!(matches!(bounded(set(MOST_KEYS + 1)), Err(ProviderError::Keys(51))));
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

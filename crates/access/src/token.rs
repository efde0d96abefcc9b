//! Enqueue tokens: a tenant's shop says who somebody is and that they may join.
//!
//! A JWS (RFC 7515) in its compact form, signed with `HS256` (a secret shared with us) or `EdDSA` (Ed25519, of which we know the
//! public half). The key decides the algorithm, never the token. Claims: `queue`, `sub`, `exp`, `jti`; `nbf` if wanted. One
//! token is one join of one person: `jti` is remembered until `exp`, and `sub` is the identifier of the place.

use aws_lc_rs::digest::{Context, SHA256};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode, decode_header};
use serde::Deserialize;
use vq_domain::{EnqueueKeyId, Millis, QueueId, TenantId};

/// Longest token that is looked at, in bytes.
const LONGEST_TOKEN: usize = 4096;
/// Longest `sub`, in characters; the same as of identifiers.
const LONGEST_SUBJECT: usize = 256;
/// Longest `jti`, in bytes.
const LONGEST_ID: usize = 128;
/// Longest time from now to `exp`, in seconds: so long a `jti` has to be remembered.
const LONGEST_LIFE: i64 = 24 * 60 * 60;
/// How far the shop's clock may be ahead of ours, in seconds.
const CLOCKS_APART: i64 = 60;

/// What verifies a token.
pub(crate) enum Verifier {
    Shared(Vec<u8>),
    Public([u8; 32]),
}

/// What a token says that is good.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Word {
    /// Who it is.
    pub(crate) subject: String,
    /// Under what it is remembered once it was used.
    pub(crate) mark: [u8; 32],
    /// Until when.
    pub(crate) until: Millis,
}

/// Why a token does not count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum TokenError {
    #[error("An enqueue token is a JWS of at most 4096 bytes whose header has kid and alg (HS256 or EdDSA).")]
    Malformed,
    #[error("The header of this enqueue token demands something (crit) that this server does not know.")]
    Critical,
    #[error("No key of this tenant signed this enqueue token; see kid and alg in its header.")]
    Signature,
    #[error("An enqueue token has queue, sub (1 to 256 characters), exp and jti (1 to 128 characters).")]
    Claims,
    #[error("This enqueue token is for another queue.")]
    Queue,
    #[error("This enqueue token has expired, or is not good yet.")]
    Time,
    #[error("exp of an enqueue token is at most 24 hours ahead.")]
    TooLong,
}

#[derive(Deserialize)]
struct Claims {
    queue: QueueId,
    sub: String,
    exp: i64,
    jti: String,
    nbf: Option<i64>,
}

/// Which key a token says it is signed with.
pub(crate) fn key_of(token: &str) -> Result<EnqueueKeyId, TokenError> {
    if token.len() > LONGEST_TOKEN {
        return Err(TokenError::Malformed);
    }
    let header = decode_header(token).map_err(|_| TokenError::Malformed)?;
    // RFC 7515, section 4.1.11: what is critical and not understood makes the token invalid. We understand no extension.
    if header.crit.is_some() {
        return Err(TokenError::Critical);
    }
    header.kid.and_then(|kid| kid.parse().ok()).ok_or(TokenError::Malformed)
}

/// What a token says about somebody who joins `queue` at `now`.
pub(crate) fn read(
    token: &str,
    key: &Verifier,
    tenant: TenantId,
    queue: QueueId,
    now: Millis,
) -> Result<Word, TokenError> {
    let (algorithm, key) = match key {
        Verifier::Shared(secret) => (Algorithm::HS256, DecodingKey::from_secret(secret)),
        Verifier::Public(bytes) => {
            let key = DecodingKey::from_ed_components(&URL_SAFE_NO_PAD.encode(bytes));
            (Algorithm::EdDSA, key.map_err(|_| TokenError::Signature)?)
        }
    };
    let mut validation = Validation::new(algorithm);
    // Time is an argument here, so it is judged below instead of by the library's own clock.
    validation.validate_exp = false;
    validation.validate_aud = false;
    validation.required_spec_claims.clear();
    let claims = match decode::<Claims>(token, &key, &validation) {
        Ok(decoded) => decoded.claims,
        Err(error) => {
            use jsonwebtoken::errors::ErrorKind;
            return Err(match error.kind() {
                ErrorKind::Json(_) => TokenError::Claims,
                _ => TokenError::Signature,
            });
        }
    };
    let length = claims.sub.chars().count();
    let fine = (1..=LONGEST_SUBJECT).contains(&length)
        && !claims.sub.chars().any(char::is_control)
        && (1..=LONGEST_ID).contains(&claims.jti.len());
    if !fine {
        return Err(TokenError::Claims);
    }
    if claims.queue != queue {
        return Err(TokenError::Queue);
    }
    let seconds = now.0.div_euclid(1000);
    if claims.exp <= seconds || claims.nbf.is_some_and(|from| from > seconds.saturating_add(CLOCKS_APART)) {
        return Err(TokenError::Time);
    }
    if claims.exp > seconds.saturating_add(LONGEST_LIFE + CLOCKS_APART) {
        return Err(TokenError::TooLong);
    }
    let mut mark = Context::new(&SHA256);
    mark.update(b"virtual-queue enqueue token v1\0");
    mark.update(tenant.as_bytes());
    mark.update(queue.as_bytes());
    mark.update(claims.jti.as_bytes());
    let mut bytes = [0; 32];
    bytes.copy_from_slice(mark.finish().as_ref());
    Ok(Word { subject: claims.sub, mark: bytes, until: Millis(claims.exp.saturating_mul(1000)) })
}

#[cfg(test)]
mod tests {
    use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair};
    use jsonwebtoken::{EncodingKey, Header, encode};
    use proptest::prelude::*;
    use serde_json::{Value, json};

    use super::*;

    const NOW: Millis = Millis(1_700_000_000_000);
    const QUEUE: QueueId = QueueId::from_bytes([7; 16]);
    const TENANT: TenantId = TenantId::from_bytes([8; 16]);
    const KEY: EnqueueKeyId = EnqueueKeyId::from_bytes([9; 16]);

    fn claims() -> Value {
        json!({"queue": QUEUE, "sub": "anna", "exp": 1_700_000_600, "jti": "order-1"})
    }

    fn signed(claims: &Value) -> String {
        let header = Header { kid: Some(KEY.to_string()), ..Header::new(Algorithm::HS256) };
        encode(&header, claims, &EncodingKey::from_secret(&[1; 32])).expect("a token")
    }

    fn judge(token: &str) -> Result<String, TokenError> {
        let key = Verifier::Shared(vec![1; 32]);
        read(token, &key, TENANT, QUEUE, NOW).map(|word| word.subject)
    }

    fn changed(field: &str, value: Value) -> Result<String, TokenError> {
        let mut claims = claims();
        claims[field] = value;
        judge(&signed(&claims))
    }

    #[test]
    fn a_good_token_says_who_it_is() {
        let token = signed(&claims());
        assert_eq!(key_of(&token), Ok(KEY));
        assert_eq!(judge(&token), Ok("anna".to_owned()));
        let other = Verifier::Shared(vec![2; 32]);
        assert_eq!(read(&token, &other, TENANT, QUEUE, NOW), Err(TokenError::Signature));
        let word =
            |tenant| read(&token, &Verifier::Shared(vec![1; 32]), tenant, QUEUE, NOW).expect("good").mark;
        assert_ne!(word(TENANT), word(TenantId::from_bytes([1; 16])));
    }

    #[test]
    fn bad_claims_are_refused() {
        assert_eq!(changed("queue", json!(QueueId::from_bytes([1; 16]))), Err(TokenError::Queue));
        assert_eq!(changed("queue", json!("x")), Err(TokenError::Claims));
        assert_eq!(changed("exp", json!(1_700_000_000)), Err(TokenError::Time));
        assert_eq!(changed("exp", json!("soon")), Err(TokenError::Claims));
        assert_eq!(changed("exp", json!(1_700_000_000 + LONGEST_LIFE + 61)), Err(TokenError::TooLong));
        assert_eq!(changed("exp", json!(i64::MAX)), Err(TokenError::TooLong));
        assert_eq!(changed("nbf", json!(1_700_000_061)), Err(TokenError::Time));
        assert_eq!(changed("nbf", json!(1_700_000_060)), Ok("anna".to_owned()));
        for bad in [json!(""), json!("a".repeat(257)), json!("a\nb"), json!(7), Value::Null] {
            assert_eq!(changed("sub", bad), Err(TokenError::Claims));
        }
        for bad in [json!(""), json!("a".repeat(129)), Value::Null] {
            assert_eq!(changed("jti", bad), Err(TokenError::Claims));
        }
    }

    #[test]
    fn what_is_critical_and_unknown_is_refused() {
        for names in [vec!["exp-strict".to_owned()], vec!["b64".to_owned(), "x".to_owned()], Vec::new()] {
            let header =
                Header { kid: Some(KEY.to_string()), crit: Some(names), ..Header::new(Algorithm::HS256) };
            let token = encode(&header, &claims(), &EncodingKey::from_secret(&[1; 32])).expect("a token");
            assert_eq!(key_of(&token), Err(TokenError::Critical));
        }
    }

    #[test]
    fn the_key_decides_the_algorithm() {
        let pkcs8 = Ed25519KeyPair::generate_pkcs8(&aws_lc_rs::rand::SystemRandom::new()).expect("a key");
        let pair = Ed25519KeyPair::from_pkcs8(pkcs8.as_ref()).expect("a key");
        let mut public = [0; 32];
        public.copy_from_slice(pair.public_key().as_ref());
        let header = Header { kid: Some(KEY.to_string()), ..Header::new(Algorithm::EdDSA) };
        let token = encode(&header, &claims(), &EncodingKey::from_ed_der(pkcs8.as_ref())).expect("a token");
        let by = |key| read(&token, &key, TENANT, QUEUE, NOW).map(|word| word.subject);
        assert_eq!(by(Verifier::Public(public)), Ok("anna".to_owned()));
        assert_eq!(by(Verifier::Public([3; 32])), Err(TokenError::Signature));
        assert_eq!(by(Verifier::Shared(public.to_vec())), Err(TokenError::Signature));
        // A public key is no secret: whoever knows it cannot sign with it.
        let header = Header { kid: Some(KEY.to_string()), ..Header::new(Algorithm::HS256) };
        let forged = encode(&header, &claims(), &EncodingKey::from_secret(&public)).expect("a token");
        let refused = read(&forged, &Verifier::Public(public), TENANT, QUEUE, NOW);
        assert_eq!(refused, Err(TokenError::Signature));
        // {"alg":"none"}
        let none = format!("eyJhbGciOiJub25lIn0.{}.", token.split('.').nth(1).expect("claims"));
        assert!(judge(&none).is_err() && key_of(&none).is_err());
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "\\PC{0,200}") {
            prop_assert!(key_of(&text).is_err());
            prop_assert!(judge(&text).is_err());
        }

        #[test]
        fn any_changed_character_is_refused(at in 0_usize..300, by in "[A-Za-z0-9_-]") {
            let mut token = signed(&claims());
            let at = at % token.len();
            prop_assume!(token[at..=at] != by && token[at..=at] != *".");
            token.replace_range(at..=at, &by);
            prop_assert!(judge(&token).is_err());
        }
    }
}

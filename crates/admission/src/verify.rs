//! The one place that decides whether a token admits.
//!
//! The order matters: size and shape, then the algorithm, then the key, then the signature, and only then the claims.
//! Must not read a clock: `now` is an argument.

use crate::claims::{Claims, ClaimsError};
use crate::jws;
use crate::key::KeySet;

/// The longest tolerated clock difference, in seconds.
const MAX_LEEWAY_SECONDS: u32 = 300;

/// Why a token does not admit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum VerifyError {
    /// Longer than [`crate::MAX_TOKEN_BYTES`].
    #[error("the token is too long")]
    TooLong,
    /// Not a compact JWS in canonical form with the header this crate writes.
    #[error("the token is malformed")]
    Malformed,
    /// The header names another algorithm.
    #[error("the token's algorithm is not EdDSA")]
    Algorithm,
    /// No key with this id; a fresh key set may know it.
    #[error("the token's key is unknown")]
    UnknownKey,
    /// The signature does not belong to these bytes.
    #[error("the token's signature is wrong")]
    Signature,
    /// Signed, but the claims break a rule.
    #[error(transparent)]
    Claims(#[from] ClaimsError),
    /// Signed by someone else's issuer name.
    #[error("the token has another issuer")]
    Issuer,
    /// Meant for another queue.
    #[error("the token is for another queue")]
    Audience,
    /// Issued in the future.
    #[error("the token is not valid yet")]
    NotYetValid,
    /// Its time is over.
    #[error("the token has expired")]
    Expired,
}

/// Verifies tokens of one issuer with a fixed set of keys.
#[derive(Clone, Debug)]
pub struct Verifier {
    keys: KeySet,
    issuer: String,
    leeway: u32,
}

impl Verifier {
    /// A verifier that tolerates clocks `leeway` seconds apart (at most 300).
    pub fn new(keys: KeySet, issuer: impl Into<String>, leeway: u32) -> Self {
        Self { keys, issuer: issuer.into(), leeway }
    }

    /// Verifies `token` for the queue `audience` at `now` (seconds since the Unix epoch).
    pub fn verify(&self, token: &str, audience: &str, now: i64) -> Result<Claims, VerifyError> {
        verify(&self.keys, &self.issuer, self.leeway, token, audience, now)
    }
}

/// Verifies `token` against keys that may change from call to call. See [`Verifier::verify`].
pub fn verify(
    keys: &KeySet,
    issuer: &str,
    leeway: u32,
    token: &str,
    audience: &str,
    now: i64,
) -> Result<Claims, VerifyError> {
    let parts = jws::split(token)?;
    let kid = jws::key_id(&parts.header)?;
    let key = keys.get(&kid).ok_or(VerifyError::UnknownKey)?;
    if !key.accepts(parts.signed, &parts.signature) {
        return Err(VerifyError::Signature);
    }
    let claims = Claims::from_json(&parts.payload)?;
    let leeway = i64::from(leeway.min(MAX_LEEWAY_SECONDS));
    if claims.iss != issuer {
        return Err(VerifyError::Issuer);
    }
    if claims.aud != audience {
        return Err(VerifyError::Audience);
    }
    if claims.iat > now.saturating_add(leeway) {
        return Err(VerifyError::NotYetValid);
    }
    if claims.exp.saturating_add(leeway) <= now {
        return Err(VerifyError::Expired);
    }
    Ok(claims)
}

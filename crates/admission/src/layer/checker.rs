//! Verification against sources that change: keys that rotate, tokens that are revoked.
//!
//! Must not know where in a request a token was found.

use std::sync::Arc;

use super::source::{JwksSource, RevocationSource};
use crate::{Claims, VerifyError, verify};

/// Why a token does not admit right now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The token itself is not good.
    #[error(transparent)]
    Invalid(#[from] VerifyError),
    /// The token was good, but it or its session has been revoked.
    #[error("the token has been revoked")]
    Revoked,
}

/// Verifies tokens of one issuer with keys and revocations from sources.
#[derive(Clone)]
pub struct Checker {
    issuer: Arc<str>,
    leeway: u32,
    keys: Arc<JwksSource>,
    revocations: Option<Arc<RevocationSource>>,
}

impl Checker {
    /// A checker for tokens of `issuer` that tolerates clocks `leeway` seconds apart.
    pub fn new(
        issuer: &str,
        leeway: u32,
        keys: Arc<JwksSource>,
        revocations: Option<Arc<RevocationSource>>,
    ) -> Self {
        Self { issuer: issuer.into(), leeway, keys, revocations }
    }

    /// Checks `token` for `queue` at `now` (seconds). An unknown key makes the keys be fetched again, once.
    pub async fn check(&self, token: &str, queue: &str, now: i64) -> Result<Claims, Refusal> {
        let claims = match self.verify(token, queue, now) {
            Err(VerifyError::UnknownKey) => {
                self.keys.refresh_on_demand().await;
                self.verify(token, queue, now)?
            }
            result => result?,
        };
        match &self.revocations {
            Some(list) if list.current().is_revoked(&claims) => Err(Refusal::Revoked),
            _ => Ok(claims),
        }
    }

    fn verify(&self, token: &str, queue: &str, now: i64) -> Result<Claims, VerifyError> {
        verify(&self.keys.current(), &self.issuer, self.leeway, token, queue, now)
    }
}

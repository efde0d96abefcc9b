//! Verification against sources that change: keys that rotate, tokens that are revoked.
//!
//! Must not know where in a request a token was found.

use std::collections::HashMap;
use std::sync::Arc;

use super::revocations::RevocationSource;
use super::source::JwksSource;
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
    /// The token is good, but whether it has been revoked cannot be told: the list was never read to its end.
    #[error("the revocation list could not be read yet")]
    ListMissing,
}

/// Verifies tokens of one issuer with keys and revocations from sources.
#[derive(Clone)]
pub struct Checker {
    issuer: Arc<str>,
    leeway: u32,
    keys: Arc<JwksSource>,
    /// By queue.
    revocations: Arc<HashMap<String, Arc<RevocationSource>>>,
}

impl Checker {
    /// A checker for tokens of `issuer` that tolerates clocks `leeway` seconds apart. `revocations` holds a list for each queue
    /// whose admissions can be taken back; those of others are good until they expire.
    pub fn new(
        issuer: &str,
        leeway: u32,
        keys: Arc<JwksSource>,
        revocations: impl IntoIterator<Item = Arc<RevocationSource>>,
    ) -> Self {
        let revocations = revocations.into_iter().map(|list| (list.queue().to_owned(), list)).collect();
        Self { issuer: issuer.into(), leeway, keys, revocations: Arc::new(revocations) }
    }

    /// Whether it can be told which admissions for `queue` are revoked: see [`RevocationSource::ready`].
    pub async fn knows_revocations(&self, queue: &str) -> bool {
        match self.revocations.get(queue) {
            Some(list) => list.ready().await,
            None => true,
        }
    }

    /// Checks `token` for `queue` at `now` (seconds). An unknown key makes the keys be fetched again, once. Where the list of the
    /// queue could not be read yet, nobody is good.
    pub async fn check(&self, token: &str, queue: &str, now: i64) -> Result<Claims, Refusal> {
        let claims = match self.verify(token, queue, now) {
            Err(VerifyError::UnknownKey) => {
                self.keys.refresh_on_demand().await;
                self.verify(token, queue, now)?
            }
            result => result?,
        };
        let Some(list) = self.revocations.get(queue) else { return Ok(claims) };
        list.ready().await;
        match list.is_revoked(&claims, now) {
            Some(false) => Ok(claims),
            Some(true) => Err(Refusal::Revoked),
            None => Err(Refusal::ListMissing),
        }
    }

    fn verify(&self, token: &str, queue: &str, now: i64) -> Result<Claims, VerifyError> {
        verify(&self.keys.current(), &self.issuer, self.leeway, token, queue, now)
    }
}

//! Signing keys: wrapped by the master key itself, so that no rotation of data keys can lose one. Opened once per wrapping, and
//! kept in memory.
//!
//! A key in the open is never used and never wrapped by itself: whoever can write to the database can put one there, and nothing
//! in the same database can tell it from one of an earlier version (a mark that all are wrapped could be removed by the same
//! hand). That it is ours is the word of whoever runs the deployment: [`Vault::wrap_secrets`].

use std::collections::BTreeSet;

use parking_lot::Mutex;
use vq_ports::{SecretRecord, StoreError, StoreResult};
use zeroize::Zeroizing;

use crate::{Place, Vault, vault::management};

/// What was unwrapped, beside its wrapping.
#[derive(Default)]
pub(crate) struct Opened(Mutex<Vec<(SecretRecord, Zeroizing<Vec<u8>>)>>);

/// Purposes and numbers of the signing keys that stood in the open when they were read last.
#[derive(Default)]
pub(crate) struct Refused(Mutex<BTreeSet<(String, u32)>>);

/// What is said of a signing key in the open, and what to do.
pub(crate) fn in_the_open(purpose: &str) -> StoreError {
    StoreError::Failed(format!(
        "a signing key of the purpose {purpose} stands in the open and is not used. If the database is of a version before signing \
         keys were wrapped, stop all processes and run `vqueue keys wrap` once; else somebody else wrote it there: see `vqueue doctor`"
    ))
}

impl Vault {
    /// How many signing keys stood in the open, and were refused, when they were read last.
    pub fn refused_secrets(&self) -> usize {
        self.refused.0.lock().len()
    }

    /// Notes which signing keys stand in the open, and tells the log of those that did not before.
    pub(crate) fn refuse(&self, open: &[SecretRecord]) {
        let open: BTreeSet<_> = open.iter().map(|secret| (secret.purpose.clone(), secret.number)).collect();
        let mut refused = self.refused.0.lock();
        for (purpose, number) in open.difference(&refused) {
            tracing::error!(
                %purpose,
                number,
                "a signing key that stands in the open is not used: either the database is of an earlier version, or somebody else \
                 wrote into it; see `vqueue doctor`"
            );
        }
        *refused = open;
    }

    /// A signing key in the open, as it is stored.
    pub(crate) async fn wrap_secret(&self, secret: &SecretRecord) -> StoreResult<SecretRecord> {
        let key = <&[u8; 32]>::try_from(secret.bytes.as_slice());
        let key = key.map_err(|_| StoreError::Failed("a signing key has not 32 bytes".into()))?;
        let (place, master) = (Place::secret(&secret.purpose, secret.number), self.management.current());
        let wrapped = self.management.wrap(place.bytes(), key).await.map_err(management)?;
        Ok(SecretRecord { bytes: wrapped.into(), master: Some(master), ..secret.clone() })
    }

    /// A stored signing key, in the open.
    pub(crate) async fn unwrap_secret(&self, stored: SecretRecord) -> StoreResult<SecretRecord> {
        let Some(master) = &stored.master else { return Ok(stored) };
        let same = |known: &SecretRecord| {
            (&known.purpose, known.number, &known.bytes) == (&stored.purpose, stored.number, &stored.bytes)
        };
        let known = self.opened.0.lock().iter().find(|(known, _)| same(known)).map(|(_, key)| key.clone());
        let bytes = match known {
            Some(bytes) => bytes,
            None => {
                let place = Place::secret(&stored.purpose, stored.number);
                let mut key = Zeroizing::new([0; 32]);
                let unwrapped = self.management.unwrap(master, place.bytes(), &stored.bytes, &mut key).await;
                unwrapped.map_err(management)?;
                let bytes = Zeroizing::new(key.to_vec());
                let mut opened = self.opened.0.lock();
                opened
                    .retain(|(known, _)| (&known.purpose, known.number) != (&stored.purpose, stored.number));
                opened.push((stored.clone(), bytes.clone()));
                bytes
            }
        };
        Ok(SecretRecord { bytes, master: None, ..stored })
    }

    /// Wraps every signing key that stands in the open, as earlier versions kept them: at the word of whoever runs the deployment
    /// alone, for from then on they are used, whoever put them there. Nodes may do it at the same time. Answers how many.
    pub async fn wrap_secrets(&self) -> StoreResult<u64> {
        self.rewrap_secrets(|secret| secret.master.is_none()).await
    }

    /// Wraps those signing keys with the current master key that `which` says. Answers how many.
    pub(crate) async fn rewrap_secrets(&self, which: impl Fn(&SecretRecord) -> bool) -> StoreResult<u64> {
        let mut rewrapped = 0;
        for before in self.store().secrets().await?.into_iter().filter(which) {
            let after = self.wrap_secret(&self.unwrap_secret(before.clone()).await?).await?;
            // Another node may have been faster.
            rewrapped += u64::from(self.store().rewrap_secret(&after, &before).await?);
        }
        Ok(rewrapped)
    }
}

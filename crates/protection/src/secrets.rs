//! Signing keys: wrapped by the master key itself, so that no rotation of data keys can lose one. Opened once per wrapping, and
//! kept in memory.

use parking_lot::Mutex;
use vq_ports::{SecretRecord, StoreError, StoreResult};
use zeroize::Zeroizing;

use crate::{Place, Vault, vault::management};

/// What was unwrapped, beside its wrapping.
#[derive(Default)]
pub(crate) struct Opened(Mutex<Vec<(SecretRecord, Zeroizing<Vec<u8>>)>>);

impl Vault {
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

    /// Wraps every signing key that stands in the open, from earlier versions. Nodes may do it at the same time. Answers how
    /// many.
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

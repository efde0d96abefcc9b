//! The keys of this process, and how they come from the store and get there.

use std::sync::Arc;

use arc_swap::ArcSwap;
use tokio::sync::Mutex;
use vq_admission::{KeySet, Signer};
use vq_domain::{
    Action, Millis, Trail,
    audit::{Entry, Target},
};
use vq_ports::{Clock, Ids, SecretRecord, Secrets, StoreError};
use zeroize::Zeroizing;

use crate::{
    Key, KeyringConfig, Purpose,
    snapshot::{Incomplete, Snapshot},
};

/// How long a retired key is kept in the store, in milliseconds: nodes with a clock behind may still look for it.
const KEPT_AFTER_RETIREMENT: i64 = 24 * 60 * 60 * 1000;

/// Why keys could not be read or rotated.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyringError {
    /// The store did not do what it was asked.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// An old key would retire while things it signed are still good.
    #[error(
        "keys of the purpose {purpose} must verify for at least {least_seconds} seconds after a rotation"
    )]
    OverlapTooShort {
        /// Of which keys.
        purpose: Purpose,
        /// The shortest overlap allowed.
        least_seconds: u32,
    },
    /// A stored key is damaged.
    #[error("a stored key of the purpose {0} cannot be used")]
    Damaged(Purpose),
}

/// The keys of a deployment. Share it with `Arc`; reading is cheap.
pub struct Keyring {
    secrets: Arc<dyn Secrets>,
    clock: Arc<dyn Clock>,
    ids: Arc<dyn Ids>,
    config: KeyringConfig,
    snapshot: ArcSwap<Snapshot>,
    /// Held while the store is read, so that an older reading never replaces a newer one.
    reading: Mutex<()>,
}

impl Keyring {
    /// Reads the keys and makes those that are missing. Nodes that start at the same time agree on the same keys.
    pub async fn open(
        secrets: Arc<dyn Secrets>,
        clock: Arc<dyn Clock>,
        ids: Arc<dyn Ids>,
        config: KeyringConfig,
    ) -> Result<Self, KeyringError> {
        let empty = ArcSwap::from_pointee(Snapshot::default());
        let this = Self { secrets, clock, ids, config, snapshot: empty, reading: Mutex::new(()) };
        this.refresh().await?;
        Ok(this)
    }

    /// Reads the store again: other nodes and the command line rotate too. Call it more often than the publish delay.
    /// When it fails, the keys known so far stay in use.
    pub async fn refresh(&self) -> Result<(), KeyringError> {
        let _reading = self.reading.lock().await;
        loop {
            let records = self.secrets.all().await?;
            let next_number = |purpose: Purpose| {
                let of_purpose = records.iter().filter(|record| record.purpose == purpose.as_str());
                of_purpose.map(|record| record.number).max().unwrap_or(0) + 1
            };
            let numbers = Purpose::ALL.map(next_number);
            let now = self.clock.now();
            match Snapshot::new(records, &self.snapshot.load(), now) {
                Ok(snapshot) => {
                    self.snapshot.store(Arc::new(snapshot));
                    return Ok(());
                }
                Err(Incomplete::Missing(purpose)) => {
                    let first = self.draw(purpose, numbers[purpose as usize], now);
                    let written = entry(&Trail::system("keyring", now), &first);
                    match self.secrets.add(&first, None, &written.into()).await {
                        Ok(()) => tracing::info!(%purpose, number = first.number, "made a signing key"),
                        // Another node was faster: its key is the one.
                        Err(StoreError::Taken(_)) => {}
                        Err(error) => return Err(error.into()),
                    }
                }
                Err(Incomplete::Seed(_)) => return Err(KeyringError::Damaged(Purpose::Admission)),
                Err(Incomplete::Damaged(purpose)) => return Err(KeyringError::Damaged(purpose)),
            }
        }
    }

    /// Adds a key that signs after the publish delay, at the word of whoever the trail is. Those before it verify until `overlap_seconds` (by default the
    /// configured time, which is also the least) after that. If another node rotates at the same time, its key is it.
    pub async fn rotate(
        &self,
        purpose: Purpose,
        overlap_seconds: Option<u32>,
        trail: &Trail,
    ) -> Result<Arc<Key>, KeyringError> {
        let least_seconds = self.config.overlap_seconds(purpose);
        let overlap_seconds = overlap_seconds.unwrap_or(least_seconds);
        if overlap_seconds < least_seconds {
            return Err(KeyringError::OverlapTooShort { purpose, least_seconds });
        }
        self.refresh().await?;
        let now = self.clock.now();
        // The delay holds for every purpose: with more than one node, what one signs another verifies.
        let signs_from = now.plus_seconds(self.config.publish_delay_seconds);
        let key = SecretRecord { signs_from, ..self.draw(purpose, self.newest(purpose).number() + 1, now) };
        let retire = Some(signs_from.plus_seconds(overlap_seconds));
        match self.secrets.add(&key, retire, &entry(trail, &key).into()).await {
            Ok(()) => tracing::info!(%purpose, number = key.number, "rotated a signing key"),
            Err(StoreError::Taken(_)) => tracing::info!(%purpose, "another node rotated the signing key"),
            Err(error) => return Err(error.into()),
        }
        self.refresh().await?;
        if let Err(error) = self.secrets.forget(now + -KEPT_AFTER_RETIREMENT).await {
            tracing::warn!(%error, "retired signing keys could not be removed; the next rotation tries again");
        }
        Ok(self.newest(purpose))
    }

    /// The key to sign with now.
    pub fn current(&self, purpose: Purpose) -> Arc<Key> {
        self.snapshot.load().current(purpose, self.clock.now()).clone()
    }

    /// All keys whose signatures are accepted now, the oldest first; those that are published but sign later included.
    pub fn verifying(&self, purpose: Purpose) -> Vec<Arc<Key>> {
        self.snapshot.load().verifying(purpose, self.clock.now()).cloned().collect()
    }

    /// The key with this number, if its signatures are accepted now.
    pub fn by_number(&self, purpose: Purpose, number: u32) -> Option<Arc<Key>> {
        self.snapshot.load().by_number(purpose, number, self.clock.now()).cloned()
    }

    /// The signer of admission tokens.
    pub fn signer(&self) -> Arc<Signer> {
        self.snapshot.load().signer(self.clock.now()).clone()
    }

    /// The public keys of admission tokens, the current one first.
    pub fn admission_keys(&self) -> Result<KeySet, KeyringError> {
        let keys = self.snapshot.load().key_set(self.clock.now());
        keys.map_err(|_| KeyringError::Damaged(Purpose::Admission))
    }

    /// The JWKS document to publish.
    pub fn jwks(&self) -> Result<String, KeyringError> {
        self.admission_keys().map(|keys| keys.to_jwks())
    }

    /// When every stored key signs and retires, for the people who run the deployment.
    pub fn all(&self) -> Vec<Arc<Key>> {
        let snapshot = self.snapshot.load();
        Purpose::ALL.into_iter().flat_map(|purpose| snapshot.ring(purpose).to_vec()).collect()
    }

    fn newest(&self, purpose: Purpose) -> Arc<Key> {
        let snapshot = self.snapshot.load();
        let ring = snapshot.ring(purpose);
        ring[ring.len() - 1].clone()
    }

    fn draw(&self, purpose: Purpose, number: u32, signs_from: Millis) -> SecretRecord {
        let mut bytes = Zeroizing::new(vec![0; 32]);
        self.ids.fill(&mut bytes);
        let purpose = purpose.as_str().to_owned();
        SecretRecord { purpose, number, bytes, master: None, signs_from, retires_at: None }
    }
}

/// What the platform's audit log tells of a new key.
fn entry(trail: &Trail, key: &SecretRecord) -> Entry {
    let target = Target::new("signing_key", format_args!("{}/{}", key.purpose, key.number));
    trail.entry(None, Action::SigningKeyRotate, target).with("signsFrom", key.signs_from.to_rfc3339())
}

impl std::fmt::Debug for Keyring {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Keyring").field("keys", &self.all()).finish_non_exhaustive()
    }
}

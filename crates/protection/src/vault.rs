//! The data keys of all realms: unwrapped once, kept in memory, made when a realm first needs them.
//!
//! A new key is known to every node before it seals. Whoever has not read the keys for [`STALE_MILLIS`] reads them before
//! sealing anything, so once that time and the delay of publication have passed nobody seals with the key before.

use std::{
    collections::HashMap,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use arc_swap::ArcSwap;
use aws_lc_rs::hmac;
use tokio::sync::Mutex;
use vq_domain::{
    Action, Millis, TenantId, Trail,
    audit::{Entry, Target},
};
use vq_ports::{
    Audit, Clock, DataKeyRecord, DataKeys, Ids, KeyManagement, KeyManagementError, KeyUse, SecretRecord,
    StoreError, StoreResult,
};
use zeroize::Zeroizing;

use crate::{
    Label, Personal, Place,
    ring::{DataKey, IndexKey, NotOpened, Ring},
    secrets::{Opened, Refused},
};

/// How long the keys at hand are relied on, in milliseconds.
pub const STALE_MILLIS: i64 = 30_000;

/// How keys are rotated.
#[derive(Clone, Copy, Debug)]
pub struct VaultConfig {
    /// From the making of a key to its first use, in seconds: more than nodes wait between two readings. 0 for one node.
    pub publish_delay_seconds: u32,
    /// How long a key that nothing is sealed with any more is kept, in seconds.
    pub kept_seconds: u32,
}

impl Default for VaultConfig {
    fn default() -> Self {
        // Remembered answers live for a day.
        Self { publish_delay_seconds: 60, kept_seconds: 2 * 24 * 60 * 60 }
    }
}

#[derive(Default)]
struct Rings {
    read_at: Option<Millis>,
    by_realm: HashMap<Option<TenantId>, Arc<Ring>>,
}

impl Rings {
    fn is_fresh(&self, now: Millis) -> bool {
        self.read_at.is_some_and(|read_at| (now - read_at).abs() <= STALE_MILLIS)
    }
}

/// The data keys.
pub struct Vault {
    keys: Arc<dyn DataKeys>,
    pub(crate) management: Arc<dyn KeyManagement>,
    clock: Arc<dyn Clock>,
    ids: Arc<dyn Ids>,
    config: VaultConfig,
    rings: ArcSwap<Rings>,
    pub(crate) opened: Opened,
    pub(crate) refused: Refused,
    /// Held while the store is read, so that an older reading never replaces a newer one.
    reading: Mutex<()>,
    /// Whether there may be rows from before there were keys.
    pub(crate) plain: AtomicBool,
}

impl std::fmt::Debug for Vault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Vault").field("realms", &self.rings.load().by_realm.len()).finish_non_exhaustive()
    }
}

pub(crate) fn management(error: KeyManagementError) -> StoreError {
    match error {
        KeyManagementError::Unavailable(_) => StoreError::Unavailable(error.to_string()),
        KeyManagementError::NoMaster(_) => StoreError::Failed(format!(
            "the stored keys were wrapped by a master key that is not at hand: {error}; give the one they were made with"
        )),
        KeyManagementError::Broken => StoreError::Failed(error.to_string()),
    }
}

/// What the platform's audit log tells of a new key.
fn entry(trail: &Trail, key: &DataKeyRecord) -> Entry {
    let target = match key.realm {
        Some(tenant) => Target::new("tenant", tenant),
        None => Target::only("platform"),
    };
    let entry = trail.entry(None, Action::DataKeyRotate, target);
    entry
        .with("use", key.key_use.as_str())
        .with("number", key.number)
        .with("from", key.seals_from.to_rfc3339())
}

pub(crate) fn broken() -> StoreError {
    StoreError::Failed("a sealed value cannot be opened".into())
}

impl Vault {
    /// Reads the keys. Fails when the master key is not the one they were wrapped with.
    pub async fn open(
        keys: Arc<dyn DataKeys>,
        management: Arc<dyn KeyManagement>,
        clock: Arc<dyn Clock>,
        ids: Arc<dyn Ids>,
        config: VaultConfig,
    ) -> StoreResult<Self> {
        let rings = ArcSwap::from_pointee(Rings::default());
        let (reading, plain) = (Mutex::new(()), AtomicBool::new(true));
        let (opened, refused) = (Opened::default(), Refused::default());
        let this = Self { keys, management, clock, ids, config, rings, opened, refused, reading, plain };
        this.refresh().await?;
        Ok(this)
    }

    /// Now.
    pub fn now(&self) -> Millis {
        self.clock.now()
    }

    /// Whether no other process has the keys: what this one makes it knows at once.
    pub(crate) fn is_alone(&self) -> bool {
        self.config.publish_delay_seconds == 0
    }

    /// Times.
    pub fn config(&self) -> VaultConfig {
        self.config
    }

    /// Where keys are kept.
    pub(crate) fn store(&self) -> &dyn DataKeys {
        &*self.keys
    }

    /// Whether there may be rows from before there were keys.
    pub(crate) fn has_plain(&self) -> bool {
        self.plain.load(Ordering::Relaxed)
    }

    /// Reads the keys again. When it fails, those at hand stay in use until they are stale.
    pub async fn refresh(&self) -> StoreResult<()> {
        let _reading = self.reading.lock().await;
        let read_at = self.clock.now();
        let records = self.keys.all().await?;
        let before = self.rings.load();
        let mut grouped: HashMap<Option<TenantId>, Vec<DataKeyRecord>> = HashMap::new();
        for record in records {
            grouped.entry(record.realm).or_default().push(record);
        }
        let mut by_realm = HashMap::with_capacity(grouped.len());
        for (realm, records) in grouped {
            if let Some(ring) = self.ring_of(realm, records, before.by_realm.get(&realm)).await? {
                by_realm.insert(realm, ring);
            }
        }
        self.rings.store(Arc::new(Rings { read_at: Some(read_at), by_realm }));
        Ok(())
    }

    /// A ring of stored keys, with those that are unwrapped already; `None` while the realm does not have both kinds.
    async fn ring_of(
        &self,
        realm: Option<TenantId>,
        records: Vec<DataKeyRecord>,
        before: Option<&Arc<Ring>>,
    ) -> StoreResult<Option<Arc<Ring>>> {
        let (mut index, mut keys) = (Vec::new(), Vec::new());
        for record in records {
            match record.key_use {
                KeyUse::Index => {
                    let known =
                        before.and_then(|ring| ring.index.iter().find(|key| key.number == record.number));
                    let key = match known {
                        Some(known) => known.key.clone(),
                        None => {
                            let bytes = self.unwrap(&record).await?;
                            Arc::new(hmac::Key::new(hmac::HMAC_SHA256, &*bytes))
                        }
                    };
                    let retired = record.retired_at.is_some();
                    index.push(IndexKey { number: record.number, retired, key });
                }
                KeyUse::Seal => {
                    let known =
                        before.and_then(|ring| ring.keys.iter().find(|key| key.number == record.number));
                    keys.push(match known {
                        Some(key) => key.clone(),
                        None => {
                            let bytes = self.unwrap(&record).await?;
                            let key = DataKey::new(record.number, record.seals_from, &bytes);
                            Arc::new(key.ok_or_else(broken)?)
                        }
                    });
                }
            }
        }
        keys.sort_by_key(|key| key.number);
        index.sort_by_key(|key| key.number);
        let is_whole = !index.is_empty() && !keys.is_empty();
        Ok(is_whole.then(|| Arc::new(Ring { realm, index, keys })))
    }

    async fn unwrap(&self, record: &DataKeyRecord) -> StoreResult<Zeroizing<[u8; 32]>> {
        let place = Place::key(record.realm, record.key_use, record.number);
        let mut bytes = Zeroizing::new([0; 32]);
        let unwrapped =
            self.management.unwrap(&record.master, place.bytes(), &record.wrapped, &mut bytes).await;
        unwrapped.map_err(management)?;
        Ok(bytes)
    }

    /// The ring of a realm, if it has one.
    pub async fn known(&self, realm: Option<TenantId>) -> StoreResult<Option<Arc<Ring>>> {
        if let Some(ring) = self.at_hand(realm) {
            return Ok(Some(ring));
        }
        self.refresh().await?;
        Ok(self.rings.load().by_realm.get(&realm).cloned())
    }

    /// The ring of a realm, if it has one, as it is stored at this moment as far as it matters which key blinds.
    pub(crate) async fn latest(&self, realm: Option<TenantId>) -> StoreResult<Option<Arc<Ring>>> {
        let known = self.known(realm).await?;
        if !known.as_ref().is_some_and(|ring| ring.changes_index()) {
            return Ok(known);
        }
        self.refresh().await?;
        self.known(realm).await
    }

    /// Whether this ring's key still is the one that blinds: else what was not found by it may be there.
    pub(crate) async fn still_blinds(&self, ring: &Ring) -> StoreResult<bool> {
        if !ring.changes_index() {
            return Ok(true);
        }
        let now = self.latest(ring.realm).await?;
        Ok(now.is_none_or(|now| now.index_number() == ring.index_number()))
    }

    fn at_hand(&self, realm: Option<TenantId>) -> Option<Arc<Ring>> {
        let rings = self.rings.load();
        rings.by_realm.get(&realm).filter(|_| rings.is_fresh(self.clock.now())).cloned()
    }

    /// The ring of a realm; its keys are made if it has none. Nodes that make them at the same time agree on the same.
    pub async fn ring(&self, realm: Option<TenantId>) -> StoreResult<Arc<Ring>> {
        if let Some(ring) = self.known(realm).await? {
            return Ok(ring);
        }
        for key_use in [KeyUse::Index, KeyUse::Seal] {
            let now = self.clock.now();
            let unasked = Audit::exempt("the first keys of a realm are made when they are needed");
            match self.add(realm, key_use, 1, now, |_| unasked).await {
                // Another node was faster: its key is the one.
                Ok(()) | Err(StoreError::Taken(_)) => {}
                Err(error) => return Err(error),
            }
        }
        self.refresh().await?;
        let made = self.rings.load().by_realm.get(&realm).cloned();
        made.ok_or_else(|| StoreError::Failed("a realm's keys are not there after they were made".into()))
    }

    async fn add(
        &self,
        realm: Option<TenantId>,
        key_use: KeyUse,
        number: u32,
        seals_from: Millis,
        audit: impl FnOnce(&DataKeyRecord) -> Audit,
    ) -> StoreResult<()> {
        let mut bytes = Zeroizing::new([0; 32]);
        self.ids.fill(&mut *bytes);
        let place = Place::key(realm, key_use, number);
        let wrapped = self.management.wrap(place.bytes(), &bytes).await.map_err(management)?;
        let master = self.management.current();
        let key = DataKeyRecord { realm, key_use, number, wrapped, master, seals_from, retired_at: None };
        self.keys.add(&key, &audit(&key)).await
    }

    /// Adds a key to a realm, at the word of whoever the trail is, and answers its number and when it is known to all nodes.
    pub(crate) async fn rotate(
        &self,
        realm: Option<TenantId>,
        key_use: KeyUse,
        trail: &Trail,
    ) -> StoreResult<(u32, Millis)> {
        self.ring(realm).await?;
        self.refresh().await?;
        let rings = self.rings.load();
        let newest = rings.by_realm.get(&realm).and_then(|ring| match key_use {
            KeyUse::Seal => ring.keys.last().map(|key| key.number),
            KeyUse::Index => ring.index.last().map(|key| key.number),
        });
        let number = newest.ok_or(StoreError::NotFound)? + 1;
        let seals_from = self.clock.now().plus_seconds(self.config.publish_delay_seconds);
        self.add(realm, key_use, number, seals_from, |key| entry(trail, key).into()).await?;
        self.refresh().await?;
        Ok((number, seals_from))
    }

    /// Wraps every data key and every signing key with the current master key that another one wrapped; a signing key in the
    /// open stays there. Answers how many.
    pub async fn rewrap(&self) -> StoreResult<u64> {
        let current = self.management.current();
        let mut rewrapped = 0;
        for record in self.keys.all().await? {
            if record.master == current {
                continue;
            }
            let bytes = self.unwrap(&record).await?;
            let place = Place::key(record.realm, record.key_use, record.number);
            let wrapped = self.management.wrap(place.bytes(), &bytes).await.map_err(management)?;
            let after = DataKeyRecord { wrapped, master: current.clone(), ..record.clone() };
            // Another node may have been faster.
            rewrapped += u64::from(self.keys.rewrap(&after, &record.wrapped).await?);
        }
        let by_another = |secret: &SecretRecord| secret.master.as_ref().is_some_and(|by| *by != current);
        rewrapped += self.rewrap_secrets(by_another).await?;
        Ok(rewrapped)
    }

    /// An error, unless there may be rows from before there were keys: what stands there was not written by us.
    pub(crate) fn plain_is_fine(&self) -> StoreResult<()> {
        if self.has_plain() {
            return Ok(());
        }
        tracing::error!("there is plain text where all is sealed: somebody else wrote into the database");
        Err(broken())
    }

    /// An error, unless a stored index is that of what was sealed beside it: an index is bound to no row by itself.
    pub(crate) async fn is_bound(
        &self,
        realm: Option<TenantId>,
        label: Label,
        value: &str,
        stored: &str,
    ) -> StoreResult<()> {
        let ring = self.known(realm).await?.ok_or_else(broken)?;
        if ring.is_index_of(label, value, stored) {
            return Ok(());
        }
        tracing::error!(
            "a blind index stands beside what it does not belong to: somebody else wrote into the database"
        );
        Err(broken())
    }

    /// Seals for a place.
    pub(crate) fn seal(&self, ring: &Ring, place: &Place, personal: &Personal) -> StoreResult<String> {
        ring.seal(&*self.ids, self.clock.now(), place, personal)
            .ok_or_else(|| StoreError::Failed("a value cannot be sealed".into()))
    }

    /// Opens what belongs to a place; `None` if the text is no envelope and there may be rows from before there were keys. Once
    /// all is sealed, plain text is none of ours. Another node may have sealed with a key that is not at hand yet.
    pub(crate) async fn open_text(
        &self,
        realm: Option<TenantId>,
        place: &Place,
        text: &str,
    ) -> StoreResult<Option<Personal>> {
        if crate::envelope::Envelope::number_of(text).is_none() {
            return self.plain_is_fine().map(|()| None);
        }
        let mut ring = self.known(realm).await?.ok_or_else(broken)?;
        for again in [true, false] {
            match ring.open(place, text) {
                Ok(personal) => return Ok(personal),
                Err(NotOpened::NoKey) if again => {
                    self.refresh().await?;
                    ring = self.known(realm).await?.ok_or_else(broken)?;
                }
                Err(_) => break,
            }
        }
        Err(broken())
    }
}

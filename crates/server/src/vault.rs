//! The keys of personal data: where the master key comes from, and who keeps the rest up to date.

use std::{path::PathBuf, sync::Arc};

use anyhow::{Context, anyhow, bail};
use serde_json::json;
use vq_domain::{
    Action, Millis, TenantId, Trail,
    audit::{Entry, Target},
};
use vq_keyring::{Keyring, KeyringConfig, Purpose};
use vq_ports::{AuditLog, Clock, Ids, StoreError, StoreResult, Stores};
use vq_protection::{Keeper, LocalMaster, Subjects, Vault, VaultConfig, protect};

use crate::config::Config;

/// What belongs to personal data.
#[derive(Clone)]
pub struct Protection {
    /// The data keys.
    pub vault: Arc<Vault>,
    /// Seals what is in the open, and rotates.
    pub keeper: Arc<Keeper>,
    /// Copies and erasure.
    pub subjects: Subjects,
    /// Where it is written down what was done with it.
    pub audit: Arc<dyn AuditLog>,
}

/// Of whom nothing is left.
#[derive(Clone, Copy, Debug)]
pub struct Erased {
    /// In how many sessions.
    pub sessions: u64,
    /// How many rules of the block and allow lists were removed.
    pub access_rules: u64,
}

impl Protection {
    /// Wraps all keys with the current master key. Answers how many.
    pub async fn rewrap(&self, trail: &Trail) -> StoreResult<u64> {
        let (vault, entry) =
            (self.vault.clone(), trail.entry(None, Action::DataKeyRewrap, Target::only("keys")));
        let outcome = |entry: Entry, count: &u64| entry.with("rewrapped", count);
        self.told(entry, outcome, async move { vault.rewrap().await }).await
    }

    /// Erases who a person is, by the integrator's identifier.
    pub async fn erase(&self, tenant: TenantId, identifier: &str, trail: &Trail) -> StoreResult<Erased> {
        let entry = trail.entry(Some(tenant), Action::DataErase, Target::only("subject"));
        let entry = entry.after(json!({"userIdentifier": identifier}));
        let (subjects, identifier) = (self.subjects.clone(), identifier.to_owned());
        let outcome = |entry: Entry, erased: &Erased| entry.with("sessions", erased.sessions);
        let work = async move {
            let access_rules = subjects.erase_rules(tenant, &identifier).await?;
            Ok(Erased { sessions: subjects.erase(tenant, &identifier).await?, access_rules })
        };
        self.told(entry, outcome, work).await
    }

    /// Does what takes more than one transaction. That it begins is written down before, so that nothing is done that the audit
    /// log does not know of; what came of it, after. It goes on when whoever asked for it has gone.
    async fn told<T: Send + 'static>(
        &self,
        entry: Entry,
        outcome: fn(Entry, &T) -> Entry,
        work: impl Future<Output = StoreResult<T>> + Send + 'static,
    ) -> StoreResult<T> {
        self.audit.append(&entry.clone().with("state", "begun")).await?;
        let (audit, vault) = (self.audit.clone(), self.vault.clone());
        let all = tokio::spawn(async move {
            let done = work.await;
            let entry = Entry { at: vault.now(), ..entry };
            let written = match &done {
                Ok(done) => outcome(entry.with("state", "done"), done),
                Err(_) => entry.with("state", "failed"),
            };
            if let Err(error) = audit.append(&written).await {
                tracing::error!(%error, action = &*written.action, "what came of it could not be written down");
            }
            done
        });
        all.await.map_err(|error| StoreError::Failed(error.to_string()))?
    }
}

/// The file of the master key where the configuration names none.
fn own_file(config: &Config) -> PathBuf {
    config.store.data.join("master.key")
}

/// Whether the master key is to be made at the first start.
fn is_made(config: &Config, is_shared: bool) -> bool {
    let settings = &config.protection;
    !is_shared && settings.master_key.is_empty() && settings.master_key_file.as_os_str().is_empty()
}

/// Whether this start makes the first master key, so that nothing can have been wrapped by one before.
fn is_first(config: &Config, is_shared: bool) -> bool {
    is_made(config, is_shared) && !own_file(config).exists()
}

/// The master keys that the configuration names. Where a database has keys already, none is made: it could open nothing.
async fn master(
    config: &Config,
    stores: &Stores,
    is_shared: bool,
    ids: Arc<dyn Ids>,
) -> anyhow::Result<LocalMaster> {
    let settings = &config.protection;
    if !settings.master_key.is_empty() {
        return LocalMaster::parse(&settings.master_key, ids).context("protection.master_key");
    }
    if !settings.master_key_file.as_os_str().is_empty() {
        return Ok(LocalMaster::read(&settings.master_key_file, ids)?);
    }
    if is_shared {
        bail!(
            "a shared database needs protection.master_key or protection.master_key_file, the same for all processes; \
             `vqueue keys master` makes a key"
        );
    }
    let file = own_file(config);
    if !file.exists()
        && let Some(wrapped) = stores.data_keys.all().await.map_err(|error| anyhow!("{error}"))?.first()
    {
        bail!(
            "{} is missing, and personal data in the database cannot be read without it: its keys were wrapped by the master key \
             with the id {}. Put that file back (backups of the database do not hold it), or set protection.master_key or \
             protection.master_key_file. No new key was made, for it could open nothing",
            file.display(),
            wrapped.master
        );
    }
    Ok(LocalMaster::read_or_make(&file, ids)?)
}

/// The keys of personal data, opened with the master keys.
async fn vault(
    stores: &Stores,
    master: LocalMaster,
    settings: VaultConfig,
    clock: Arc<dyn Clock>,
    ids: Arc<dyn Ids>,
) -> anyhow::Result<Arc<Vault>> {
    let vault = Vault::open(stores.data_keys.clone(), Arc::new(master), clock, ids, settings).await;
    Ok(Arc::new(vault.map_err(|error| anyhow!("{error}"))?))
}

/// Whether the master key is at hand and is the one that the keys of personal data were wrapped by. Makes nothing.
pub async fn check(
    config: &Config,
    stores: &Stores,
    is_shared: bool,
    clock: Arc<dyn Clock>,
    ids: Arc<dyn Ids>,
) -> anyhow::Result<()> {
    let keys = stores.data_keys.all().await.map_err(|error| anyhow!("{error}"))?;
    if is_first(config, is_shared) && keys.is_empty() {
        return Ok(());
    }
    let master = master(config, stores, is_shared, ids.clone()).await?;
    vault(stores, master, VaultConfig::default(), clock, ids).await.map(drop)
}

/// Purpose and number of the signing keys that stand in the open, and so are not used. None where the next start makes the first
/// master key and wraps them.
pub async fn open_keys(config: &Config, stores: &Stores, is_shared: bool) -> StoreResult<Vec<String>> {
    if is_first(config, is_shared) {
        return Ok(Vec::new());
    }
    let stored = stores.data_keys.secrets().await?;
    let open = stored.iter().filter(|secret| secret.master.is_none());
    // Whoever wrote them there chose their names, too.
    Ok(open.map(|secret| format!("{} {}", secret.purpose.escape_debug(), secret.number)).collect())
}

/// The signing keys as they are stored; `None` while a purpose has none. Makes nothing.
pub async fn keys_at_hand(
    config: &Config,
    stores: &Stores,
    is_shared: bool,
    clock: Arc<dyn Clock>,
    ids: Arc<dyn Ids>,
) -> anyhow::Result<Option<Keyring>> {
    if is_first(config, is_shared) {
        return Ok(None);
    }
    let master = master(config, stores, is_shared, ids.clone()).await?;
    let vault = vault(stores, master, VaultConfig::default(), clock.clone(), ids.clone()).await?;
    let secrets = protect(stores, vault).secrets;
    let (stored, now) = (secrets.all().await.map_err(|error| anyhow!("{error}"))?, clock.now());
    let has_key = |purpose: &Purpose| {
        let mut of_purpose = stored.iter().filter(|secret| secret.purpose == purpose.as_str());
        of_purpose.any(|secret| secret.retires_at.is_none_or(|at| now < at))
    };
    if !Purpose::ALL.iter().all(has_key) {
        return Ok(None);
    }
    Ok(Some(Keyring::open(secrets, clock, ids, KeyringConfig::default()).await?))
}

/// Wraps the signing keys that stand in the open, at the word of whoever runs the deployment. Answers which.
pub async fn wrap_open_keys(
    config: &Config,
    stores: &Stores,
    is_shared: bool,
    clock: Arc<dyn Clock>,
    ids: Arc<dyn Ids>,
) -> anyhow::Result<Vec<String>> {
    let master = master(config, stores, is_shared, ids.clone()).await?;
    let opened = vault(stores, master, VaultConfig::default(), clock, ids).await;
    let vault = opened.context("the keys of personal data")?;
    let wrap = async {
        let open = open_keys(config, stores, is_shared).await?;
        if !open.is_empty() {
            let trail = Trail::system("command line", vault.now());
            let entry = trail.entry(None, Action::DataKeyRewrap, Target::only("keys"));
            let entry = entry.with("inTheOpen", &open);
            stores.audit.append(&entry.clone().with("state", "begun")).await?;
            let wrapped = Keeper::new(vault.clone(), stores.clone(), 0).wrap_secrets().await;
            let (state, count) = match &wrapped {
                Ok(count) => ("done", *count),
                Err(_) => ("failed", 0),
            };
            let end = Entry { at: vault.now(), ..entry };
            stores.audit.append(&end.with("state", state).with("rewrapped", count)).await?;
            wrapped?;
        }
        Ok::<_, StoreError>(open)
    };
    wrap.await.map_err(|error| anyhow!("{error}"))
}

/// Opens the vault and puts protection around `stores`. `node` is this process's number.
pub async fn open(
    config: &Config,
    stores: &Stores,
    is_shared: bool,
    node: u64,
    clock: Arc<dyn Clock>,
    ids: Arc<dyn Ids>,
) -> anyhow::Result<(Stores, Protection)> {
    let is_first = is_first(config, is_shared);
    let master = master(config, stores, is_shared, ids.clone()).await?;
    let default = VaultConfig::default();
    // A process that is alone knows a key at once.
    let delay = if is_shared { default.publish_delay_seconds } else { 0 };
    let vault_config = VaultConfig { publish_delay_seconds: delay, ..default };
    let opened = vault(stores, master, vault_config, clock, ids).await;
    let vault = opened.context("the keys of personal data")?;
    let keeper = Keeper::new(vault.clone(), stores.clone(), node);
    if is_first {
        let wrapped = keeper.wrap_secrets().await;
        wrapped.map_err(|error| anyhow!("{error}")).context("wrapping the signing keys")?;
    }
    keeper
        .begin()
        .await
        .map_err(|error| anyhow!("{error}"))
        .context("sealing what was stored in the open")?;
    let open = protect(stores, vault.clone());
    let subjects = Subjects::new(vault.clone(), stores.clone(), open.clone());
    Ok((open, Protection { vault, keeper: Arc::new(keeper), subjects, audit: stores.audit.clone() }))
}

/// Erases whose the sessions were that ended longer ago than their queue keeps it. Answers of how many.
pub async fn forget_people(stores: &Stores, subjects: &Subjects, now: Millis) -> StoreResult<u64> {
    let mut erased = 0;
    for queue in stores.queues.all().await? {
        let days = i64::from(queue.settings.personal_data_days);
        if days == 0 {
            continue;
        }
        let before = now + -days * 24 * 60 * 60 * 1000;
        loop {
            let some = subjects.erase_ended(queue.id, before).await?;
            erased += some;
            if some == 0 {
                break;
            }
        }
    }
    if erased > 0 {
        tracing::info!(sessions = erased, "personal data was erased, for it was old");
    }
    Ok(erased)
}

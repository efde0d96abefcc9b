//! Passes over all rows with personal data, in small batches beside the running service: sealing what is there from before
//! there were keys, and sealing again under a new data key.
//!
//! How far a pass has come is written down after each batch, so that it goes on there after a kill, on whichever node takes
//! its turn. A row is written only if it still stands as it was read; who was faster has sealed it with the newest key
//! anyway. When a pass has seen all tables it begins again, until it finds nothing left to do: only then are the keys before
//! retired. Before they are destroyed, all rows are seen once more.

use std::sync::{Arc, atomic::Ordering};

use serde::{Deserialize, Serialize};
use uuid::Uuid;
use vq_domain::{Millis, TenantId, Trail};
use vq_ports::{
    KeyUse, PersonalData, PersonalRow, PersonalTable, StoreError, StoreResult, Stores, Whose, all_pages,
};

use crate::{
    STALE_MILLIS, Vault,
    adopt::{Anew, resealed},
};

/// Rows of a batch: one small transaction.
const BATCH: u32 = 200;
/// How long a node has its turn, in milliseconds; renewed with each batch.
const TURN_MILLIS: i64 = 30_000;
/// The pass over what was there before there were keys.
const SEAL: &str = "seal";
/// A mark that signing keys were stored in the open: what is left of them is to be removed.
const SECRETS: &str = "secrets";
const ROTATE: &str = "rotate:";
const BLIND: &str = "blind:";
const PLATFORM: &str = "platform";

/// What is written down about a pass.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Notes {
    /// Which table it is at.
    table: usize,
    /// The last row it has seen there.
    after: Option<(Uuid, Option<String>)>,
    /// Rows seen in this round, and how many there were when it began.
    done: u64,
    total: u64,
    /// Rows sealed in this round, and in all.
    sealed: u64,
    sealed_in_all: u64,
    /// The key that everything is sealed with in the end.
    number: u32,
    /// Not before.
    begins_at: i64,
    begun: bool,
    /// Whose turn it is, and until when.
    node: u64,
    turn_until: i64,
    finished_at: Option<i64>,
    /// Whether the rows are seen once more before the keys before are destroyed, and whether that is done.
    last: bool,
    destroyed: bool,
}

/// How far a pass has come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Progress {
    /// Whose data; `None` for the platform's own.
    pub realm: Option<TenantId>,
    /// Whether it is the first sealing, of all realms, and no rotation.
    pub first: bool,
    /// Which kind of key is rotated.
    pub key_use: KeyUse,
    /// The number of the new key.
    pub number: u32,
    /// Rows seen in this round.
    pub done: u64,
    /// Rows to see in a round.
    pub total: u64,
    /// Rows sealed so far.
    pub sealed: u64,
    /// When it was done.
    pub finished_at: Option<Millis>,
}

/// Runs the passes of a deployment.
pub struct Keeper {
    vault: Arc<Vault>,
    stores: Stores,
    node: u64,
}

impl Keeper {
    /// `stores` as they are, without protection.
    pub fn new(vault: Arc<Vault>, stores: Stores, node: u64) -> Self {
        Self { vault, stores, node }
    }

    fn rows(&self) -> &dyn PersonalData {
        &*self.stores.personal
    }

    /// Wraps the signing keys that an earlier version kept in the open, and removes what they leave behind. Only at the word of
    /// whoever runs the deployment, or where nothing can have been wrapped before: a key that somebody else put there would be
    /// ours from then on. Answers how many.
    pub async fn wrap_secrets(&self) -> StoreResult<u64> {
        let wrapped = self.vault.wrap_secrets().await?;
        if wrapped > 0 {
            self.clear_after_secrets().await?;
            tracing::info!(wrapped, "the signing keys are wrapped by the master key");
        }
        Ok(wrapped)
    }

    /// Removes what signing keys in the open left behind.
    async fn clear_after_secrets(&self) -> StoreResult<()> {
        // First that, for it is not looked for again once the mark is gone.
        self.rows().scrub(true).await?;
        self.rows().forget_pass(SECRETS).await
    }

    /// Looks whether there are rows from before there were keys, and seals those that are looked up by e-mail: they must be
    /// found by their index from the first request on. Sessions follow with [`Self::step`].
    pub async fn begin(&self) -> StoreResult<()> {
        if self.rows().pass(SECRETS).await?.is_some() {
            let stored = self.vault.store().secrets().await?;
            if stored.iter().all(|secret| secret.master.is_some()) {
                // Whoever wrapped them was cut off.
                self.clear_after_secrets().await?;
            }
        }
        if !self.refresh().await? {
            return Ok(());
        }
        for table in [PersonalTable::Accounts, PersonalTable::Invitations] {
            let mut after = None;
            loop {
                let rows = self.rows().rows(table, Whose::All(after), BATCH).await?;
                let Some(last) = rows.last().cloned() else { break };
                self.seal(table, rows, Anew::Envelope).await?;
                after = Some(last);
            }
        }
        Ok(())
    }

    /// Looks whether there still are rows from before there were keys. Once there are none there never are again: a pass that
    /// somebody writes into the database later makes nothing in the open good.
    pub async fn refresh(&self) -> StoreResult<bool> {
        let plain = self.rows().pass(SEAL).await?.is_some();
        Ok(self.vault.plain.fetch_and(plain, Ordering::Relaxed) && plain)
    }

    /// Makes a new data key for a realm, at the word of whoever the trail is, under which all its rows are sealed, or by which
    /// they are found, from then on. `Stale` while another rotation of this kind is under way there. The platform's index stays
    /// (`NotFound`): an address is unique over all realms, and two indexes at once would not promise that.
    pub async fn rotate(
        &self,
        realm: Option<TenantId>,
        key_use: KeyUse,
        trail: &Trail,
    ) -> StoreResult<Progress> {
        if realm.is_none() && key_use == KeyUse::Index {
            return Err(StoreError::NotFound);
        }
        let which = Which::rotation(realm, key_use);
        let name = which.name();
        let before = self.rows().pass(&name).await?;
        let version = before.as_ref().map_or(0, |(_, version)| *version);
        if let Some((notes, _)) = &before
            && read(notes)?.finished_at.is_none()
        {
            return Err(StoreError::Stale);
        }
        let (number, seals_from) = self.vault.rotate(realm, key_use, trail).await?;
        // Later than anybody may still seal with the key before; of an index, than anybody may still be at work who does not
        // know that there is another.
        let waits = match key_use {
            _ if self.vault.is_alone() => 0,
            KeyUse::Seal => 2 * STALE_MILLIS,
            KeyUse::Index => 10 * STALE_MILLIS,
        };
        let notes = Notes { number, begins_at: (seals_from + waits).0, ..Notes::default() };
        self.write(&name, &notes, version).await?;
        Ok(progress(which, &notes))
    }

    /// Rotates the keys of this use of every realm that has any, and is not rotated already.
    pub async fn rotate_all(&self, key_use: KeyUse, trail: &Trail) -> StoreResult<Vec<Progress>> {
        let mut all = Vec::new();
        let mut realms = if key_use == KeyUse::Seal { vec![None] } else { Vec::new() };
        let tenants = all_pages(|page| self.stores.tenants.list(page)).await?;
        realms.extend(tenants.into_iter().map(|tenant| Some(tenant.id)));
        for realm in realms {
            if self.vault.known(realm).await?.is_none() {
                continue;
            }
            match self.rotate(realm, key_use, trail).await {
                Ok(progress) => all.push(progress),
                Err(StoreError::Stale) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(all)
    }

    /// How far each pass has come.
    pub async fn progress(&self) -> StoreResult<Vec<Progress>> {
        let mut all = Vec::new();
        for name in self.rows().passes().await? {
            let Some((notes, _)) = self.rows().pass(&name).await? else { continue };
            if let Some(which) = Which::parse(&name) {
                all.push(progress(which, &read(&notes)?));
            }
        }
        Ok(all)
    }

    /// One batch of each pass whose turn is ours. `false` when there was nothing to do.
    pub async fn step(&self) -> StoreResult<bool> {
        let mut worked = false;
        for name in self.rows().passes().await? {
            let Some(which) = Which::parse(&name) else { continue };
            match self.step_of(&name, which).await {
                Ok(did) => worked |= did,
                // Another node has taken its turn.
                Err(StoreError::Stale) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(worked)
    }

    async fn step_of(&self, name: &str, which: Which) -> StoreResult<bool> {
        let Which { realm, first, key_use } = which;
        let Some((text, version)) = self.rows().pass(name).await? else { return Ok(false) };
        let mut notes = read(&text)?;
        let now = self.vault.now();
        let others = notes.node != self.node && notes.turn_until > now.0;
        let kept = i64::from(self.vault.config().kept_seconds) * 1000;
        // Nothing but rows is found by an index that rotates.
        let kept = if key_use == KeyUse::Index { kept.min(2 * STALE_MILLIS) } else { kept };
        let rests = notes.finished_at.is_some_and(|at| notes.destroyed || now.0 < at + kept);
        if rests || notes.begins_at > now.0 || others {
            return Ok(false);
        }
        if notes.finished_at.is_some() && !notes.last {
            notes = Notes { last: true, table: 0, after: None, done: 0, sealed: 0, ..notes };
        }
        (notes.node, notes.turn_until) = (self.node, now.0 + TURN_MILLIS);
        if !notes.begun {
            if key_use == KeyUse::Index {
                // From here on nobody writes under the keys before.
                self.vault.store().retire(realm, key_use, notes.number, now).await?;
            }
            notes.begun = true;
            notes.total = self.total(realm, first).await?;
        }
        if key_use == KeyUse::Index {
            self.vault.refresh().await?;
        }
        // First the turn, so that two nodes do not do the same work.
        self.write(name, &notes, version).await?;
        let Some(table) = PersonalTable::ALL.get(notes.table).copied() else {
            return self.end_of_round(name, which, notes, version + 1).await;
        };
        let after = notes.after.as_ref().map(|(id, lookup)| PersonalRow {
            id: *id,
            realm,
            lookup: lookup.clone(),
            words: None,
            network: None,
        });
        let whose = if first { Whose::All(after) } else { Whose::Realm(realm, after) };
        let rows = self.rows().rows(table, whose, BATCH).await?;
        match rows.last() {
            // The cursor keeps what is looked up only where it is part of the row's name, and only as it stands sealed.
            Some(last) => {
                let lookup = last.lookup.clone().filter(|_| table == PersonalTable::Subjects);
                notes.after = Some((last.id, lookup));
            }
            None => (notes.table, notes.after) = (notes.table + 1, None),
        }
        notes.done += rows.len() as u64;
        let sealed = self.seal(table, rows, which.anew()).await?;
        notes.sealed += sealed;
        notes.sealed_in_all += sealed;
        if table == PersonalTable::Subjects && sealed > 0 {
            // Their names have changed: from the beginning of the table, for nothing in the open is to be written down.
            notes.after = None;
        }
        self.write(name, &notes, version + 1).await?;
        Ok(true)
    }

    async fn end_of_round(
        &self,
        name: &str,
        Which { realm, first, key_use }: Which,
        mut notes: Notes,
        version: u64,
    ) -> StoreResult<bool> {
        if notes.sealed > 0 {
            let total = self.total(realm, first).await?;
            notes = Notes { table: 0, after: None, done: 0, sealed: 0, total, ..notes };
            self.write(name, &notes, version).await?;
            return Ok(true);
        }
        self.rows().scrub(first).await?;
        if first {
            self.rows().forget_pass(name).await?;
            self.refresh().await?;
            tracing::info!(sealed = notes.sealed_in_all, "all personal data is sealed");
            return Ok(true);
        }
        if notes.last {
            let destroyed = self.vault.store().destroy(realm, key_use, notes.number).await?;
            notes.destroyed = true;
            self.write(name, &notes, version).await?;
            self.vault.refresh().await?;
            tracing::info!(destroyed, "data keys that nothing is stored under any more were destroyed");
            return Ok(true);
        }
        let now = self.vault.now();
        self.vault.store().retire(realm, key_use, notes.number, now).await?;
        notes.finished_at = Some(now.0);
        self.write(name, &notes, version).await?;
        tracing::info!(number = notes.number, sealed = notes.sealed_in_all, "a data key was rotated");
        Ok(true)
    }

    /// Seals rows with the newest key; answers how many were not.
    async fn seal(&self, table: PersonalTable, rows: Vec<PersonalRow>, anew: Anew) -> StoreResult<u64> {
        let mut pairs = Vec::new();
        for row in rows {
            match resealed(&self.vault, table, &row, anew).await {
                Ok(Some(sealed)) => pairs.push((row, sealed)),
                Ok(None) => {}
                // One damaged row must not keep all others from being sealed; it stays as it is.
                Err(error @ StoreError::Failed(_)) => {
                    tracing::error!(%error, table = table.as_str(), row = %row.id, "a row cannot be sealed again");
                }
                Err(error) => return Err(error),
            }
        }
        let meant = pairs.len() as u64;
        if meant > 0 {
            self.rows().replace(table, pairs).await?;
        }
        // Those that somebody else changed meanwhile are looked at again in the next round.
        Ok(meant)
    }

    async fn total(&self, realm: Option<TenantId>, first: bool) -> StoreResult<u64> {
        let mut total = 0;
        for table in PersonalTable::ALL {
            total += self.rows().count(table, (!first).then_some(realm)).await?;
        }
        Ok(total)
    }

    async fn write(&self, name: &str, notes: &Notes, version: u64) -> StoreResult<()> {
        let text = serde_json::to_string(notes)
            .map_err(|error| StoreError::Failed(format!("notes that cannot be written: {error}")))?;
        self.rows().note_pass(name, &text, version).await
    }
}

fn read(text: &str) -> StoreResult<Notes> {
    serde_json::from_str(text)
        .map_err(|error| StoreError::Failed(format!("notes of a pass cannot be read: {error}")))
}

/// Which pass it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Which {
    /// Whose rows; of the first sealing, all.
    realm: Option<TenantId>,
    /// Whether it is the first sealing.
    first: bool,
    /// Which kind of key is rotated.
    key_use: KeyUse,
}

impl Which {
    fn rotation(realm: Option<TenantId>, key_use: KeyUse) -> Self {
        Self { realm, first: false, key_use }
    }

    fn name(self) -> String {
        let kind = if self.key_use == KeyUse::Index { BLIND } else { ROTATE };
        self.realm.map_or_else(|| format!("{kind}{PLATFORM}"), |tenant| format!("{kind}{tenant}"))
    }

    /// By its name; `None` if it is none of ours.
    fn parse(name: &str) -> Option<Self> {
        if name == SEAL {
            return Some(Self { realm: None, first: true, key_use: KeyUse::Seal });
        }
        let (key_use, realm) = match (name.strip_prefix(ROTATE), name.strip_prefix(BLIND)) {
            (Some(realm), _) => (KeyUse::Seal, realm),
            (None, Some(realm)) => (KeyUse::Index, realm),
            (None, None) => return None,
        };
        let realm = match realm {
            PLATFORM => None,
            tenant => Some(tenant.parse().ok()?),
        };
        Some(Self::rotation(realm, key_use))
    }

    fn anew(self) -> Anew {
        if self.key_use == KeyUse::Index { Anew::Index } else { Anew::Envelope }
    }
}

fn progress(Which { realm, first, key_use }: Which, notes: &Notes) -> Progress {
    Progress {
        realm,
        first,
        key_use,
        number: notes.number,
        done: notes.done,
        total: notes.total.max(notes.done),
        sealed: notes.sealed_in_all,
        finished_at: notes.finished_at.map(Millis),
    }
}

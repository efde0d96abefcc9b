//! The rights of the people whose data it is: a copy of all there is about somebody, and its erasure.

use std::sync::Arc;

use uuid::Uuid;
use vq_domain::{AccessRule, Millis, QueueId, TenantId};
use vq_ports::{
    Audit, PageRequest, PersonalRow, PersonalTable, SessionFilter, SessionRecord, StoreError, StoreResult,
    Stores, Whose, all_pages,
};

use crate::{Label, Vault, adopt};

/// Rows of one transaction.
const BATCH: u32 = 500;
/// How often rows are tried that somebody else changes at the same time.
const TRIES: u32 = 20;

/// A session of somebody.
pub type SubjectSession = SessionRecord;

/// Finds and erases what is stored about people.
#[derive(Clone)]
pub struct Subjects {
    vault: Arc<Vault>,
    /// Without protection.
    stores: Stores,
    /// With it.
    open: Stores,
}

impl Subjects {
    /// `stores` as they are, and as [`crate::protect`] made them.
    pub fn new(vault: Arc<Vault>, stores: Stores, open: Stores) -> Self {
        Self { vault, stores, open }
    }

    /// A page of a person's sessions with a tenant, by the integrator's identifier.
    pub async fn sessions(
        &self,
        tenant: TenantId,
        identifier: &str,
        page: PageRequest,
    ) -> StoreResult<vq_ports::Page<SubjectSession>> {
        let filter = SessionFilter { identifier: Some(identifier.to_owned()), ..SessionFilter::default() };
        self.open.sessions.list(tenant, &filter, page).await
    }

    /// The rules of the block and allow lists about a person, by the integrator's identifier, whether in force or not.
    pub async fn rules(&self, tenant: TenantId, identifier: &str) -> StoreResult<Vec<AccessRule>> {
        let mut rules = all_pages(|page| self.open.access_rules.list(tenant, page)).await?;
        rules.retain(|rule| rule.is_about(identifier));
        Ok(rules)
    }

    /// Removes them, and answers how many there were.
    pub async fn erase_rules(&self, tenant: TenantId, identifier: &str) -> StoreResult<u64> {
        let mut removed = 0;
        for rule in self.rules(tenant, identifier).await? {
            let written = Audit::exempt("with the erasure that it is part of");
            match self.open.access_rules.remove(tenant, rule.id, &written).await {
                Ok(()) => removed += 1,
                // Somebody else was faster.
                Err(StoreError::NotFound) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(removed)
    }

    /// Erases identifier and metadata of all sessions of a person with a tenant, live ones too, and answers of how many.
    /// The sessions stay, so that all counts do; nobody can tell whose they were.
    pub async fn erase(&self, tenant: TenantId, identifier: &str) -> StoreResult<u64> {
        if self.vault.has_plain() {
            adopt::of_tenant(&self.vault, &*self.stores.personal, tenant, identifier).await?;
        }
        let (mut erased, mut missed) = (0, 0);
        while missed < TRIES {
            let Some(ring) = self.vault.latest(Some(tenant)).await? else { break };
            adopt::blinded_of_tenant(&self.vault, &*self.stores.personal, &ring, tenant, identifier).await?;
            let whose = Whose::With(Some(tenant), ring.blind(Label::Identifier, identifier));
            let rows = self.stores.personal.rows(PersonalTable::Sessions, whose, BATCH).await?;
            if rows.is_empty() {
                if self.vault.still_blinds(&ring).await? {
                    break;
                }
                continue;
            }
            let (meant, done) = self.wipe(rows).await?;
            erased += done.len() as u64;
            // Somebody was changed while being erased: look again.
            missed += u32::from(done.len() < meant);
        }
        if missed == TRIES {
            return Err(StoreError::Unavailable(
                "a person was changed again and again while being erased".into(),
            ));
        }
        self.stores.personal.scrub(false).await?;
        Ok(erased)
    }

    /// Erases identifier and metadata of sessions of a queue that ended before a moment; answers of how many, at most a
    /// batch.
    pub async fn erase_ended(&self, queue: QueueId, before: Millis) -> StoreResult<u64> {
        let whose = Whose::Ended(queue, before);
        let rows = self.stores.personal.rows(PersonalTable::Sessions, whose, BATCH).await?;
        if rows.is_empty() {
            return Ok(0);
        }
        Ok(self.wipe(rows).await?.1.len() as u64)
    }

    /// Wipes rows; answers how many it tried and which it did.
    async fn wipe(&self, rows: Vec<PersonalRow>) -> StoreResult<(usize, Vec<Uuid>)> {
        let pairs: Vec<_> = rows
            .into_iter()
            .map(|row| {
                let empty = PersonalRow { lookup: None, words: None, ..row.clone() };
                (row, empty)
            })
            .collect();
        let meant = pairs.len();
        Ok((meant, self.stores.personal.replace(PersonalTable::Sessions, pairs).await?))
    }

    /// Whether nothing of a person with this identifier is left.
    pub async fn is_gone(&self, tenant: TenantId, identifier: &str) -> Result<bool, StoreError> {
        let page = PageRequest { limit: 1, cursor: None };
        Ok(self.sessions(tenant, identifier, page).await?.items.is_empty())
    }
}

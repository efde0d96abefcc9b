//! What can be asked of the log, and what is said about how long it is kept.

use std::{collections::BTreeMap, sync::Arc};

use vq_api::{ApiError, trail};
use vq_domain::{
    AccountId, Action, Error, ErrorCode, FieldError, TenantId,
    audit::{Entry, Target},
    limit,
};
use vq_ports::{
    AuditLog, Page, PageRequest, StoreError, Stores,
    audit::{AuditFilter, AuditRecord, AuditRetention, Chain, Checkpoint},
};

use crate::view::{AuditEntry, AuditRetentionInput, AuditRetentionView};

/// The fewest and the most days a log is kept.
const DAYS: std::ops::RangeInclusive<u32> = 30..=36_500;
/// Longest reason for a hold, in characters.
const LONGEST_HOLD: usize = limit::LEGAL_HOLD.count();

/// Answers who did what.
#[derive(Clone)]
pub struct AuditService {
    pub(crate) stores: Stores,
}

impl AuditService {
    /// Over a store.
    pub fn new(stores: Stores) -> Self {
        Self { stores }
    }

    pub(crate) fn log(&self) -> &Arc<dyn AuditLog> {
        &self.stores.audit
    }

    /// A page of entries, with what those who did it are called now.
    pub(crate) async fn list(
        &self,
        chain: Chain,
        filter: &AuditFilter,
        page: PageRequest,
    ) -> Result<Page<AuditEntry>, ApiError> {
        let page = self.log().list(chain, filter, page).await?;
        Ok(Page { items: self.named(chain, page.items).await?, next: page.next })
    }

    pub(crate) async fn get(&self, chain: Chain, sequence: u64) -> Result<AuditEntry, ApiError> {
        let record = self.log().get(chain, sequence).await?;
        let record = record.ok_or_else(|| Error::not_found("audit entry"))?;
        let named = self.named(chain, vec![record]).await?;
        Ok(named.into_iter().next().ok_or_else(Error::internal)?)
    }

    async fn named(&self, realm: Chain, records: Vec<AuditRecord>) -> Result<Vec<AuditEntry>, ApiError> {
        let mut names = BTreeMap::<String, Option<String>>::new();
        let mut entries = Vec::with_capacity(records.len());
        for mut entry in records.into_iter().map(AuditEntry::from) {
            if entry.actor.kind == "account" {
                let known = names.get(&entry.actor.id).cloned();
                let name = match known {
                    Some(name) => name,
                    None => self.name_of(realm, &entry.actor.id).await?,
                };
                names.insert(entry.actor.id.clone(), name.clone());
                entry.actor.name = name;
            }
            entries.push(entry);
        }
        Ok(entries)
    }

    /// What an account of this realm is called now.
    pub(crate) async fn name_of(&self, realm: Chain, id: &str) -> Result<Option<String>, ApiError> {
        let Ok(id) = id.parse::<AccountId>() else { return Ok(None) };
        let account = self.stores.accounts.get_in(realm, id).await?;
        Ok(account.map(|account| if account.name.is_empty() { account.email } else { account.name }))
    }

    /// A page of checkpoints, in order.
    pub(crate) async fn checkpoints(
        &self,
        chain: Chain,
        page: PageRequest,
    ) -> Result<Page<Checkpoint>, ApiError> {
        let after = match page.cursor.as_deref() {
            None => 0,
            Some(cursor) => cursor.parse().map_err(|_| StoreError::NoCursor)?,
        };
        let mut items = self.log().checkpoints(chain, after, page.limit + 1).await?;
        let more = items.len() > page.limit as usize;
        items.truncate(page.limit as usize);
        let next = items.last().filter(|_| more).map(|last| last.sequence.to_string());
        Ok(Page { items, next })
    }

    /// Writes down that something of the log leaves it, before it does.
    pub(crate) async fn note(&self, entry: &Entry) -> Result<(), ApiError> {
        Ok(self.log().append(entry).await?)
    }

    pub(crate) async fn retention(&self, tenant: TenantId) -> Result<AuditRetentionView, ApiError> {
        let head = self.log().head(Some(tenant)).await?;
        Ok(AuditRetentionView::new(self.log().retention(Some(tenant)).await?, head.as_ref()))
    }

    /// Says how long the log is kept, holds it, or lifts the hold.
    pub(crate) async fn set_retention(
        &self,
        tenant: TenantId,
        wanted: AuditRetentionInput,
    ) -> Result<AuditRetentionView, ApiError> {
        if wanted.days.is_some_and(|days| !DAYS.contains(&days)) {
            let message = "An audit log is kept for 30 to 36,500 days, or with null for ever.";
            return Err(Error::invalid("days", message).into());
        }
        let hold = wanted.legal_hold.map(|hold| hold.trim().to_owned());
        let fits = |hold: &String| !hold.is_empty() && hold.chars().count() <= LONGEST_HOLD;
        if hold.as_ref().is_some_and(|hold| !fits(hold)) {
            let message = "Say why it is held, in 1 to 500 characters.";
            let length = hold.as_ref().map_or(0, |hold| hold.chars().count());
            let error = FieldError::new(ErrorCode::InvalidField, "legalHold", message);
            return Err(Error::from(error.if_over(limit::LEGAL_HOLD, length)).into());
        }
        let stored = self.log().retention(Some(tenant)).await?;
        if wanted.version.is_some_and(|version| version != stored.version) {
            let message = format!(
                "The retention was changed meanwhile; its version is {}. Read it again and repeat the change.",
                stored.version
            );
            return Err(Error::field(ErrorCode::VersionConflict, "version", message).into());
        }
        let changed =
            AuditRetention { chain: Some(tenant), days: wanted.days, hold, version: stored.version + 1 };
        let seen = |retention: &AuditRetention| serde_json::json!({"days": retention.days, "legalHold": retention.hold});
        let written = trail()
            .entry(Some(tenant), Action::AuditRetention, Target::only("audit"))
            .change(seen(&stored), seen(&changed));
        self.log().set_retention(&changed, &written.into()).await?;
        self.retention(tenant).await
    }
}

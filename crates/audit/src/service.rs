//! What can be asked of the log, and what is said about how long it is kept.

use std::{collections::BTreeMap, sync::Arc};

use serde_json::json;
use vq_api::{ApiError, trail};
use vq_domain::{
    AccountId, Action, Error, ErrorCode, FieldError, Millis, TenantId,
    audit::{Entry, Target},
    limit,
};
use vq_ports::{
    Audit, AuditLog, Page, PageRequest, Stores,
    audit::{
        AuditFilter, AuditRecord, AuditRetention, Chain, Checkpoint,
        kept::{self, DELAY, FEWEST_DAYS, Said, Terms},
    },
    cursor,
};

use crate::{
    notary::for_the_platform,
    view::{AuditEntry, AuditRetentionInput, AuditRetentionView},
};

/// The fewest and the most days a log is kept.
const DAYS: std::ops::RangeInclusive<u32> = FEWEST_DAYS..=36_500;
/// Longest reason for a hold, or for keeping less, in characters.
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
        let after = cursor::place(page.cursor.as_deref())?.map_or(0, i64::unsigned_abs);
        let mut items = self.log().checkpoints(chain, after, page.limit + 1).await?;
        let more = items.len() > page.limit as usize;
        items.truncate(page.limit as usize);
        let next = items.last().filter(|_| more).map(|last| cursor::of_place(last.sequence));
        Ok(Page { items, next })
    }

    /// Writes down that something of the log leaves it, before it does.
    pub(crate) async fn note(&self, entry: &Entry) -> Result<(), ApiError> {
        Ok(self.log().append(entry).await?)
    }

    pub(crate) async fn retention(
        &self,
        tenant: TenantId,
        now: Millis,
    ) -> Result<AuditRetentionView, ApiError> {
        let head = self.log().head(Some(tenant)).await?;
        let (stored, said) = self.kept(tenant, now).await?;
        Ok(AuditRetentionView::new(stored, said.pending, head.as_ref()))
    }

    /// What holds, and what waits. The row of the store and the entries of the log say the same, unless somebody wrote past us or
    /// what waited has just come due: then what keeps more holds until that is set right.
    async fn kept(&self, tenant: TenantId, now: Millis) -> Result<(AuditRetention, Said), ApiError> {
        let chain = Some(tenant);
        let stored = self.log().retention(chain).await?;
        let entries = kept::entries(&**self.log(), chain).await?;
        let said = Said::of(&entries, now, |record| Some(record.entry.at));
        let Terms { days, hold } = Terms::of(&stored).at_once(&said.terms);
        Ok((AuditRetention { days, hold, ..stored }, said))
    }

    /// Says how long the log is kept, holds it, or lifts the hold. What keeps less takes effect later, and only a person may say
    /// so, with a reason.
    pub(crate) async fn set_retention(
        &self,
        tenant: TenantId,
        wanted: AuditRetentionInput,
        is_person: bool,
        now: Millis,
    ) -> Result<AuditRetentionView, ApiError> {
        if wanted.days.is_some_and(|days| !DAYS.contains(&days)) {
            let message = "An audit log is kept for 30 to 36,500 days, or with null for ever.";
            return Err(Error::invalid("days", message).into());
        }
        let words = |words: Option<String>| words.map(|words| words.trim().to_owned());
        let (hold, reason) = (words(wanted.legal_hold), words(wanted.reason));
        let fits = |words: &String| !words.is_empty() && words.chars().count() <= LONGEST_HOLD;
        if hold.as_ref().is_some_and(|hold| !fits(hold)) {
            let message = "Say why it is held, in 1 to 500 characters.";
            let length = hold.as_ref().map_or(0, |hold| hold.chars().count());
            let error = FieldError::new(ErrorCode::InvalidField, "legalHold", message);
            return Err(Error::from(error.if_over(limit::LEGAL_HOLD, length)).into());
        }
        let (stored, said) = self.kept(tenant, now).await?;
        if wanted.version.is_some_and(|version| version != stored.version) {
            let message = format!(
                "The retention was changed meanwhile; its version is {}. Read it again and repeat the change.",
                stored.version
            );
            return Err(Error::field(ErrorCode::VersionConflict, "version", message).into());
        }
        let (holds, wanted) = (Terms::of(&stored), Terms { days: wanted.days, hold });
        let is_weaker = wanted.is_weaker_than(&holds);
        if is_weaker && !is_person {
            let message = "An API key may keep the log longer or hold it, not shorten its retention or lift its hold: a person must, signed in.";
            return Err(Error::new(ErrorCode::Forbidden, message).into());
        }
        let given = reason.as_ref().is_some_and(fits);
        if !given && (is_weaker || reason.is_some()) {
            let message = "Say why less is to be kept, in 1 to 500 characters.";
            return Err(Error::invalid("reason", message).into());
        }
        let at_once = wanted.at_once(&holds);
        let mut written = trail()
            .entry(Some(tenant), Action::AuditRetention, Target::only("audit"))
            .before(json!({"days": holds.days, "legalHold": holds.hold}))
            .after(json!({"days": wanted.days, "legalHold": wanted.hold}))
            .because(reason.as_deref());
        if is_weaker {
            // Said again, it waits no longer for that.
            let waits = said.pending.filter(|pending| pending.terms.keeps_as(&wanted));
            let from = waits.and_then(|pending| pending.from).unwrap_or(written.at + DELAY);
            written = written.with("effectiveAt", from.to_rfc3339());
        }
        let audit = Audit::from(written.clone()).and(for_the_platform(written, Some(tenant)));
        let (days, hold, version) = (at_once.days, at_once.hold, stored.version + 1);
        let changed = AuditRetention { chain: Some(tenant), days, hold, version };
        self.log().set_retention(&changed, &audit).await?;
        self.retention(tenant, now).await
    }
}

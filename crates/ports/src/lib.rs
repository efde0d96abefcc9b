//! What the services need from the outside, as traits. Adapters (`store-sqlite`, …) implement them; with the feature
//! `contract` each trait brings the suite of tests that every adapter must pass.
//!
//! Architecture invariant: a finder takes the tenant it looks in (I9); there is none without, except for those that say
//! why in their doc comment.

pub mod access;
pub mod accounts;
pub mod analytics;
pub mod audit;
pub mod brandings;
pub mod bus;
pub mod clock;
pub mod consumers;
pub mod credentials;
pub mod cursor;
pub mod domains;
pub mod fixtures;
pub mod idempotency;
pub mod invitations;
pub mod leavings;
pub mod life;
pub mod log;
pub mod mail;
pub mod protection;
pub mod queues;
pub mod rate_limits;
pub mod roles;
pub mod second_factors;
pub mod secrets;
pub mod sessions;
pub mod short_lived;
pub mod sign_ins;
pub mod stored;
pub mod tenant_records;
pub mod tenants;

#[cfg(feature = "contract")]
pub mod contract;

use std::sync::Arc;

use vq_domain::{Counter, Kiosk, Location};

pub use access::{
    AccessRules, Admitted, EnqueueKeys, InviteCodes, JoinAttempt, JoinGuard, OnePlace, Proof, SpentTokens,
};
pub use accounts::Accounts;
pub use analytics::{Analytics, SessionEvent, TallyFilter, TallyRow};
pub use audit::{Audit, AuditLog, Order};
pub use brandings::Brandings;
pub use bus::{Bus, Notice};
pub use clock::{Clock, Ids, SystemClock, SystemIds};
pub use consumers::{Behind, Consumers, Effect, Loss, Portion, Step, Turn};
pub use credentials::{ApiKeys, IdentityProviders};
pub use domains::{DomainProver, Domains, HostLookup, Looked, NoHosts};
pub use fixtures::{CounterTurn, CounterTurns, Fixture, Fixtures};
pub use idempotency::{Idempotency, Remembered, Reservation};
pub use invitations::{Invitations, OneTimeTokens};
pub use leavings::{Heirless, Leavings};
pub use life::{LifeBoard, Seen};
pub use log::{
    Commit, LEEWAY_SECONDS, LineHead, QueueLog, StoredLine, changes_needed_for, changes_needed_since,
};
pub use mail::{Mail, MailError, Mailer};
pub use protection::{
    DataKeyRecord, DataKeys, KeyManagement, KeyManagementError, KeyUse, PersonalData, PersonalRow,
    PersonalTable, Whose,
};
pub use queues::Queues;
pub use rate_limits::{Consumer, Quota, QuotaState, Quotas, RateLimits, Verdict};
pub use roles::Roles;
pub use second_factors::SecondFactors;
pub use secrets::{SecretRecord, Secrets};
pub use sessions::{SessionFilter, SessionRecord, Sessions};
pub use short_lived::{Count, ShortLived};
pub use sign_ins::{SignIns, Which};
pub use tenant_records::{RowCounts, TenantRecords};
pub use tenants::{TenantGuests, TenantLookup, Tenants};

/// Why a store did not do what it was asked.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// It cannot be reached or cannot write now. Nothing was done; trying again may help.
    #[error("the store is not available: {0}")]
    Unavailable(String),
    /// A unique value is taken; which one.
    #[error("{0} is taken")]
    Taken(&'static str),
    /// There are as many of something as there may be: how many.
    #[error("there are {0} already, as many as may be")]
    Full(u64),
    /// What was to be changed was changed by somebody else meanwhile.
    #[error("changed meanwhile")]
    Stale,
    /// Nobody would be left who can administer.
    #[error("nobody would be left who can administer")]
    LastAdmin,
    /// There is no such row.
    #[error("not found")]
    NotFound,
    /// The place where a page is to begin is not one that was given out for this list.
    #[error("no such cursor")]
    NoCursor,
    /// What is stored cannot be read, or another failure that trying again will not mend.
    #[error("the store failed: {0}")]
    Failed(String),
}

/// `Result` with [`StoreError`].
pub type StoreResult<T> = Result<T, StoreError>;

/// Everything a store adapter provides.
#[derive(Clone)]
pub struct Stores {
    /// Tenants.
    pub tenants: Arc<dyn Tenants>,
    /// What there is of each.
    pub tenant_records: Arc<dyn TenantRecords>,
    /// Queues as their owners set them up.
    pub queues: Arc<dyn Queues>,
    /// The queue log: the truth about every line.
    pub log: Arc<dyn QueueLog>,
    /// Sessions, for reading.
    pub sessions: Arc<dyn Sessions>,
    /// People who sign in.
    pub accounts: Arc<dyn Accounts>,
    /// Who is signed in where.
    pub sign_ins: Arc<dyn SignIns>,
    /// Who was asked to join.
    pub invitations: Arc<dyn Invitations>,
    /// Tokens that work once.
    pub one_time_tokens: Arc<dyn OneTimeTokens>,
    /// Roles that tenants make, and what is demanded of those who sign in.
    pub roles: Arc<dyn Roles>,
    /// Second factors.
    pub second_factors: Arc<dyn SecondFactors>,
    /// Keys of programs.
    pub api_keys: Arc<dyn ApiKeys>,
    /// Providers of identities.
    pub identity_providers: Arc<dyn IdentityProviders>,
    /// Codes that let people into queues.
    pub invite_codes: Arc<dyn InviteCodes>,
    /// Block and allow lists.
    pub access_rules: Arc<dyn AccessRules>,
    /// Keys of enqueue tokens.
    pub enqueue_keys: Arc<dyn EnqueueKeys>,
    /// What works once and was used.
    pub spent_tokens: Arc<dyn SpentTokens>,
    /// Answers to requests that came with an `Idempotency-Key`.
    pub idempotency: Arc<dyn Idempotency>,
    /// Signing keys.
    pub secrets: Arc<dyn Secrets>,
    /// How pages are dressed.
    pub brandings: Arc<dyn Brandings>,
    /// Under which hosts tenants are reached.
    pub domains: Arc<dyn Domains>,
    /// Where people come in person.
    pub locations: Arc<dyn Fixtures<Location>>,
    /// Desks to which they are called.
    pub counters: Arc<dyn Fixtures<Counter>>,
    /// Whose turn it is there.
    pub turns: Arc<dyn CounterTurns>,
    /// Devices that hand out tickets.
    pub kiosks: Arc<dyn Fixtures<Kiosk>>,
    /// How far event consumers have come.
    pub consumers: Arc<dyn Consumers>,
    /// What they wrote down.
    pub analytics: Arc<dyn Analytics>,
    /// The keys of personal data, wrapped.
    pub data_keys: Arc<dyn DataKeys>,
    /// Personal data as it stands in the tables.
    pub personal: Arc<dyn PersonalData>,
    /// Who did what.
    pub audit: Arc<dyn AuditLog>,
}

/// A page of a list: rows and where the next page begins.
#[derive(Clone, Debug, PartialEq)]
pub struct Page<T> {
    /// The rows.
    pub items: Vec<T>,
    /// Opaque to the caller; `None` on the last page.
    pub next: Option<String>,
}

impl<T> Page<T> {
    /// Rows of which one more than `limit` was asked for; `cursor` makes of the last one where the next page begins.
    pub fn cut(mut items: Vec<T>, limit: u32, cursor: impl FnOnce(&T) -> String) -> Self {
        let more = items.len() > limit as usize;
        items.truncate(limit as usize);
        let next = if more { items.last().map(cursor) } else { None };
        Self { items, next }
    }
}

/// Most rows of a page.
const MOST_ROWS: u32 = 200;

/// All rows of a list, page after page.
pub async fn all_pages<T, F>(list: impl Fn(PageRequest) -> F) -> StoreResult<Vec<T>>
where
    F: Future<Output = StoreResult<Page<T>>>,
{
    let (mut all, mut cursor) = (Vec::new(), None);
    loop {
        let page = list(PageRequest { limit: MOST_ROWS, cursor }).await?;
        all.extend(page.items);
        match page.next {
            Some(next) => cursor = Some(next),
            None => return Ok(all),
        }
    }
}

/// Which page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageRequest {
    /// At most this many rows, 1 to 200.
    pub limit: u32,
    /// [`Page::next`] of the page before. Text that is no cursor of this list is answered with `NotFound`; one of another
    /// tenant's list reaches nothing of that tenant.
    pub cursor: Option<String>,
}

impl PageRequest {
    /// How many rows the page has at most: `limit` within what is allowed.
    pub fn most(&self) -> u32 {
        self.limit.clamp(1, MOST_ROWS)
    }
}

//! Who may join: where invite codes, lists and keys are stored, what was used, and who judges a join by them.

use std::net::IpAddr;

use async_trait::async_trait;
use vq_domain::{
    AccessRule, AccessRuleId, EnqueueKey, EnqueueKeyId, Error, InviteCode, InviteCodeId, JoinRules, Millis,
    QueueId, TenantId,
};

use crate::{Audit, Page, PageRequest, StoreResult};

/// Stores invite codes.
#[async_trait]
pub trait InviteCodes: Send + Sync + 'static {
    /// Stores new codes of one queue, all or none. `Full` if the queue would have more than `most`; `NotFound` if the
    /// tenant has no such queue.
    async fn create(&self, codes: &[InviteCode], most: u32, audit: &Audit) -> StoreResult<()>;

    /// A queue's codes in the order of their creation.
    async fn list(
        &self,
        tenant: TenantId,
        queue: QueueId,
        page: PageRequest,
    ) -> StoreResult<Page<InviteCode>>;

    /// Removes a code.
    async fn revoke(
        &self,
        tenant: TenantId,
        queue: QueueId,
        code: InviteCodeId,
        audit: &Audit,
    ) -> StoreResult<()>;

    /// Counts a use of the code with this hash, if it is this queue's, has not expired at `now` and has a use left. Of many at
    /// once no more than that get one.
    async fn redeem(
        &self,
        tenant: TenantId,
        queue: QueueId,
        hash: &[u8; 32],
        now: Millis,
    ) -> StoreResult<Option<InviteCodeId>>;

    /// Takes a use back; nothing happens if the code is gone.
    async fn give_back(&self, tenant: TenantId, code: InviteCodeId) -> StoreResult<()>;
}

/// Stores block and allow lists.
#[async_trait]
pub trait AccessRules: Send + Sync + 'static {
    /// Stores a new rule. `Full` if the tenant has `most` already; `NotFound` if it has no such queue.
    async fn create(&self, rule: &AccessRule, most: u32, audit: &Audit) -> StoreResult<()>;

    /// In the order of their creation.
    async fn list(&self, tenant: TenantId, page: PageRequest) -> StoreResult<Page<AccessRule>>;

    /// All that have not expired at `now`.
    async fn in_force(&self, tenant: TenantId, now: Millis) -> StoreResult<Vec<AccessRule>>;

    /// Removes a rule.
    async fn remove(&self, tenant: TenantId, rule: AccessRuleId, audit: &Audit) -> StoreResult<()>;
}

/// Stores keys of enqueue tokens.
#[async_trait]
pub trait EnqueueKeys: Send + Sync + 'static {
    /// Stores a new key. `Full` if the tenant has `most` already.
    async fn create(&self, key: &EnqueueKey, most: u32, audit: &Audit) -> StoreResult<()>;

    /// All of a tenant, in the order of their creation.
    async fn list(&self, tenant: TenantId) -> StoreResult<Vec<EnqueueKey>>;

    /// Removes a key.
    async fn remove(&self, tenant: TenantId, key: EnqueueKeyId, audit: &Audit) -> StoreResult<()>;
}

/// Remembers what may be used once, until it could not be used any more anyway.
#[async_trait]
pub trait SpentTokens: Send + Sync + 'static {
    /// Marks it used. Of many at once, on whatever nodes, one is answered `true`.
    async fn spend(&self, hash: &[u8; 32], until: Millis) -> StoreResult<bool>;

    /// It was not used after all.
    async fn take_back(&self, hash: &[u8; 32]) -> StoreResult<()>;

    /// Forgets what is over at `now`.
    async fn forget(&self, now: Millis) -> StoreResult<()>;
}

/// A proof of work as its maker sends it: from outside, to be verified.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Proof {
    /// The challenge as it was given out.
    pub challenge: String,
    /// A number per puzzle; none if the challenge was to wait.
    pub solutions: Vec<u32>,
}

/// Somebody who wants to join, and what they brought along.
#[derive(Clone, Debug)]
pub struct JoinAttempt<'a> {
    /// Whose queue.
    pub tenant: TenantId,
    /// Which.
    pub queue: QueueId,
    /// What it asks of strangers.
    pub rules: &'a JoinRules,
    /// How many it lets through in a minute: what is a rush to one queue is quiet to another.
    pub release_rate_per_minute: u32,
    /// Where they come from.
    pub address: Option<IpAddr>,
    /// Who they say they are.
    pub identifier: Option<&'a str>,
    /// A proof of work.
    pub proof: Option<&'a Proof>,
    /// An invite code as somebody typed it.
    pub invite_code: Option<&'a str>,
    /// A token of the tenant's shop.
    pub enqueue_token: Option<&'a str>,
    /// Now.
    pub now: Millis,
}

/// Something that gives one place: as what it is remembered, and until when.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OnePlace {
    /// See [`SpentTokens`].
    pub mark: [u8; 32],
    /// When it could not be used any more anyway.
    pub until: Millis,
}

/// They may join.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[must_use]
pub struct Admitted {
    /// Who they are, by the word of the tenant's shop.
    pub proven: Option<String>,
    /// Only to the place that they have, if they ever got one: what they brought was used before.
    pub existing_only: bool,
    /// The token of the tenant's shop, whether it was used before or not.
    pub token: Option<OnePlace>,
    /// The invite code that was counted.
    pub invite: Option<InviteCodeId>,
    /// What was marked used.
    pub spent: Vec<[u8; 32]>,
}

/// Judges who may join.
#[async_trait]
pub trait JoinGuard: Send + Sync + 'static {
    /// Whether they may. What can be used once is used up.
    async fn admit(&self, attempt: &JoinAttempt<'_>) -> Result<Admitted, Error>;

    /// They got a new place by their token. `false` if it gave one before, which then is over: this one is not to be theirs.
    async fn gave_place(&self, admitted: &Admitted) -> bool;

    /// They got no place after all: what they brought is good again.
    async fn undo(&self, tenant: TenantId, admitted: Admitted);
}

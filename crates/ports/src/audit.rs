//! The audit log: what those who change something hand over with the change, and how the log is read, signed and kept.
//!
//! A method of a port that changes what somebody set up takes an [`Audit`]: what is written down with the change, in its
//! transaction, or why nothing is. There is no way to forget it, and no change without its entry.
//!
//! Entries of a tenant, and those of the platform, are a **chain** each: numbered without gaps, every entry hashed with the
//! one before ([`chain`]). **Checkpoints** sign where a chain stands.

pub mod chain;
pub mod kept;
pub mod verify;

use std::{fmt, sync::Arc};

use async_trait::async_trait;
use vq_domain::{Millis, TenantId, audit::Entry};
use vq_engine::{Command, Outcome};

use crate::{Page, PageRequest, StoreResult};

/// What is written down with a change.
#[derive(Clone)]
pub struct Audit(Kind);

#[derive(Clone)]
enum Kind {
    Entry(Arc<Entry>, Option<Arc<Entry>>),
    Exempt(&'static str),
}

impl Audit {
    /// Nothing, because of this: nobody did it by hand, or it is written down with something else.
    pub const fn exempt(why: &'static str) -> Self {
        Self(Kind::Exempt(why))
    }

    /// With another entry, in another log: what one change has to tell to two. The tenant's comes first, the platform's
    /// second: their heads are locked in this order. Replaces a second that was there.
    #[must_use]
    pub fn and(self, other: Entry) -> Self {
        match self.0 {
            Kind::Entry(entry, _) => Self(Kind::Entry(entry, Some(Arc::new(other)))),
            Kind::Exempt(_) => other.into(),
        }
    }

    /// What is written down: none, one, or one in each of two logs.
    pub fn entries(&self) -> impl Iterator<Item = &Entry> {
        let (first, second) = match &self.0 {
            Kind::Entry(first, second) => (Some(&**first), second.as_deref()),
            Kind::Exempt(_) => (None, None),
        };
        first.into_iter().chain(second)
    }
}

impl From<Entry> for Audit {
    fn from(entry: Entry) -> Self {
        Self(Kind::Entry(Arc::new(entry), None))
    }
}

impl fmt::Debug for Audit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Kind::Entry(entry, _) => f.debug_tuple("Audit").field(&entry.action).finish(),
            Kind::Exempt(why) => f.debug_tuple("Exempt").field(why).finish(),
        }
    }
}

/// Whether a piece of work that succeeded changed anything. What changed nothing is not written down.
pub trait Happened {
    /// Whether it did.
    fn happened(&self) -> bool;
}

impl Happened for () {
    fn happened(&self) -> bool {
        true
    }
}

impl Happened for bool {
    fn happened(&self) -> bool {
        *self
    }
}

impl Happened for u64 {
    fn happened(&self) -> bool {
        *self > 0
    }
}

impl<T> Happened for Vec<T> {
    fn happened(&self) -> bool {
        !self.is_empty()
    }
}

impl<T> Happened for Option<T> {
    fn happened(&self) -> bool {
        self.is_some()
    }
}

/// A command with what is written down when it is carried out.
#[derive(Clone, Debug)]
pub struct Order {
    /// What to do.
    pub command: Command,
    /// What is written down.
    pub audit: Audit,
    /// The number of the index key that blinded whom the command names: it is carried out only while the tenant's index is made
    /// with that one. Protection says it, and no one else.
    pub index: Option<u32>,
}

impl Order {
    /// A command with what is written down.
    pub fn new(command: Command, audit: Audit) -> Self {
        Self { command, audit, index: None }
    }

    /// The index key that a batch was made with, if any of its commands names somebody.
    pub fn index_of(orders: &[Self]) -> Option<u32> {
        orders.iter().find_map(|order| order.index)
    }

    /// Of somebody who stands in line themselves, or of the line itself: the line's change log tells.
    pub fn unaudited(command: Command) -> Self {
        Self::new(command, Audit::exempt("in the line's change log"))
    }

    /// The commands of a batch, and what is to be written down when they are carried out.
    pub fn part(orders: Vec<Self>) -> (Vec<Command>, Noted) {
        let mut noted = Noted::default();
        let commands = orders.into_iter().enumerate().map(|(number, order)| {
            if let Kind::Entry(entry, other) = order.audit.0 {
                noted.0.extend([Some(entry), other].into_iter().flatten().map(|entry| (number, entry)));
            }
            order.command
        });
        (commands.collect(), noted)
    }
}

/// What is to be written down when a batch is carried out: of which of its commands.
#[derive(Clone, Debug, Default)]
pub struct Noted(Vec<(usize, Arc<Entry>)>);

impl Noted {
    /// What is written down now that this came of the commands: nothing of what was refused or found done.
    pub fn settle(&self, outcomes: &[Outcome]) -> Vec<Entry> {
        let of = |(number, entry): &(usize, Arc<Entry>)| settle(entry, outcomes.get(*number)?);
        self.0.iter().filter_map(of).collect()
    }
}

fn settle(entry: &Entry, outcome: &Outcome) -> Option<Entry> {
    match outcome {
        Outcome::Session(session) | Outcome::Joined(session) => {
            let mut entry = entry.clone();
            if entry.target.id.is_empty() {
                entry.target.id = session.session.to_string().into();
            }
            let number = session.seat.as_ref().and_then(|seat| seat.number.as_ref());
            let entry = match number {
                Some(number) => entry.with("number", number.to_string()),
                None => entry,
            };
            let entry = entry.with("ticket", session.ticket).with("priority", session.priority);
            Some(entry.with("state", session.state.as_str()))
        }
        Outcome::Done | Outcome::Moved(1..) => Some(entry.clone()),
        Outcome::Existing(_)
        | Outcome::Moved(_)
        | Outcome::Occupied(_)
        | Outcome::Overtaken
        | Outcome::Nobody
        | Outcome::Reserved(_)
        | Outcome::Lease(_)
        | Outcome::Refused(_) => None,
    }
}

/// Whose log: a tenant's, or with `None` the platform's.
pub type Chain = Option<TenantId>;

/// An entry as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditRecord {
    /// Its place in the chain, from 1.
    pub sequence: u64,
    /// The entry.
    pub entry: Entry,
    /// The hash of the chain up to it.
    pub hash: [u8; 32],
}

/// Where a chain stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditHead {
    /// Whose.
    pub chain: Chain,
    /// The last entry's place.
    pub sequence: u64,
    /// The last entry's hash.
    pub hash: [u8; 32],
    /// Up to where it is signed.
    pub signed: u64,
    /// When it was signed last; 0 if never.
    pub signed_at: Millis,
    /// Up to where entries were removed, because they were kept long enough.
    pub pruned: u64,
}

/// What a checkpoint is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CheckpointKind {
    /// So far the chain has come.
    Regular,
    /// All up to here was kept long enough and removed.
    Anchor,
}

impl CheckpointKind {
    /// The stable name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Regular => "regular",
            Self::Anchor => "anchor",
        }
    }

    /// The kind with this name.
    pub fn parse(name: &str) -> Option<Self> {
        [Self::Regular, Self::Anchor].into_iter().find(|kind| kind.as_str() == name)
    }
}

/// Where a chain stood, signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    /// Whose.
    pub chain: Chain,
    /// What it is for.
    pub kind: CheckpointKind,
    /// An entry's place.
    pub sequence: u64,
    /// That entry's hash.
    pub hash: [u8; 32],
    /// When it was signed.
    pub at: Millis,
    /// The number of the key.
    pub key: u32,
    /// The Ed25519 signature over [`Checkpoint::signed_bytes`].
    pub signature: [u8; 64],
}

impl Checkpoint {
    /// What is signed.
    pub fn signed_bytes(&self) -> Vec<u8> {
        let mut bytes = b"vqueue audit checkpoint 1\0".to_vec();
        bytes.extend_from_slice(&vq_domain::audit::chain_bytes(self.chain));
        bytes.push(self.kind as u8);
        bytes.extend_from_slice(&self.sequence.to_be_bytes());
        bytes.extend_from_slice(&self.hash);
        bytes.extend_from_slice(&self.at.0.to_be_bytes());
        bytes.extend_from_slice(&self.key.to_be_bytes());
        bytes
    }
}

/// How long a tenant's log is kept, as a store's row tells it. What is removed is decided by the log's entries ([`kept`]).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditRetention {
    /// Whose.
    pub chain: Chain,
    /// In days; `None`: for ever.
    pub days: Option<u32>,
    /// Nothing is removed, for this reason, whatever the days say.
    pub hold: Option<String>,
    /// Counts changes.
    pub version: u64,
}

impl AuditRetention {
    /// As long as nobody said otherwise.
    pub fn default_of(chain: Chain) -> Self {
        Self { chain, days: None, hold: None, version: 0 }
    }
}

/// What a list is narrowed to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AuditFilter {
    /// The id of the account or key, or the part of the system, that did it.
    pub actor: Option<String>,
    /// One action, or all that begin so if it ends with a dot: `queue.`.
    pub action: Option<String>,
    /// A kind of target.
    pub target_kind: Option<String>,
    /// One target.
    pub target: Option<String>,
    /// From this moment.
    pub from: Option<Millis>,
    /// Before this moment.
    pub to: Option<Millis>,
}

/// What a condition compares with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Compared {
    /// A text.
    Text(String),
    /// A moment, in milliseconds since 1970.
    At(i64),
}

impl AuditFilter {
    /// The filter as conditions that all hold: column, operator and value. For stores that keep the log in a table.
    pub fn conditions(&self) -> Vec<(&'static str, &'static str, Compared)> {
        let mut all = Vec::new();
        let mut text = |column, operator, value: Option<&String>| {
            all.extend(value.map(|value| (column, operator, Compared::Text(value.clone()))));
        };
        text("actor", "=", self.actor.as_ref());
        match &self.action {
            Some(group) if group.ends_with('.') => {
                text("action", ">=", Some(group));
                // The letter after the dot.
                text("action", "<", Some(&group.replace('.', "/")));
            }
            action => text("action", "=", action.as_ref()),
        }
        text("target_kind", "=", self.target_kind.as_ref());
        text("target", "=", self.target.as_ref());
        all.extend(self.from.map(|from| ("at", ">=", Compared::At(from.0))));
        all.extend(self.to.map(|to| ("at", "<", Compared::At(to.0))));
        all
    }
}

/// Reads the log, signs and prunes it.
#[async_trait]
pub trait AuditLog: Send + Sync + 'static {
    /// Writes down what changes nothing else: that something was looked at or taken away.
    async fn append(&self, entry: &Entry) -> StoreResult<()>;

    /// The newest first.
    async fn list(
        &self,
        chain: Chain,
        filter: &AuditFilter,
        page: PageRequest,
    ) -> StoreResult<Page<AuditRecord>>;

    /// One entry.
    async fn get(&self, chain: Chain, sequence: u64) -> StoreResult<Option<AuditRecord>>;

    /// Entries after a place, in order, at most `most`.
    async fn after(&self, chain: Chain, sequence: u64, most: u32) -> StoreResult<Vec<AuditRecord>>;

    /// Where a chain stands; `None` if it has not begun.
    async fn head(&self, chain: Chain) -> StoreResult<Option<AuditHead>>;

    /// Where every chain stands: for whoever signs, prunes and verifies them, never for an answer to a caller.
    async fn heads(&self) -> StoreResult<Vec<AuditHead>>;

    /// Keeps a checkpoint, if the chain was signed up to `after` until now; else `Stale`: another node was faster.
    async fn sign(&self, checkpoint: &Checkpoint, after: u64) -> StoreResult<()>;

    /// A chain's checkpoints, in order, those after a place, at most `most`.
    async fn checkpoints(&self, chain: Chain, after: u64, most: u32) -> StoreResult<Vec<Checkpoint>>;

    /// How long a chain is kept.
    async fn retention(&self, chain: Chain) -> StoreResult<AuditRetention>;

    /// Says how long, if the stored version is `retention.version - 1`; else `Stale`. `NotFound` if the tenant is being deleted.
    async fn set_retention(&self, retention: &AuditRetention, audit: &Audit) -> StoreResult<()>;

    /// The last entry before which all are older than `before`; `None` if there is none.
    async fn last_before(&self, chain: Chain, before: Millis) -> StoreResult<Option<AuditRecord>>;

    /// Removes all entries up to the anchor's and the checkpoints before it, and keeps the anchor in their place; in one
    /// transaction with its own entry. `Stale` if the retention's version is not this one, if the chain is held, or if it
    /// was pruned that far already. Answers how many entries were removed.
    async fn prune(&self, anchor: &Checkpoint, retention: u64, audit: &Audit) -> StoreResult<u64>;
}

//! Personal data as it stands in the tables, and the keys that protect it.
//!
//! The stores know nothing of encryption: whoever decorates them hands over protected text. These ports are for that
//! decorator alone: where the wrapped keys are kept, and a way to all rows with personal data, so that they can be sealed
//! again under another key or erased.

use std::fmt;

use async_trait::async_trait;
use uuid::Uuid;
use vq_domain::{Millis, QueueId, TenantId};

use crate::{Audit, SecretRecord, StoreResult};

/// What a data key is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum KeyUse {
    /// Sealing.
    Seal,
    /// Looking up: the key of the blind index.
    Index,
}

impl KeyUse {
    /// The stable name in the store.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Seal => "seal",
            Self::Index => "index",
        }
    }

    /// The use with this name.
    pub fn parse(name: &str) -> Option<Self> {
        [Self::Seal, Self::Index].into_iter().find(|use_| use_.as_str() == name)
    }
}

/// A data key as stored: wrapped by a master key.
#[derive(Clone, PartialEq, Eq)]
pub struct DataKeyRecord {
    /// Whose data it protects; `None` for the platform's own people.
    pub realm: Option<TenantId>,
    /// What for.
    pub key_use: KeyUse,
    /// Counts up per realm and use from 1.
    pub number: u32,
    /// The key, wrapped.
    pub wrapped: Vec<u8>,
    /// The id of the master key that wrapped it.
    pub master: String,
    /// Seals from then on; known to all nodes before.
    pub seals_from: Millis,
    /// No row is sealed by it any more since then; `None` while one may be. Of an index: nothing is written under it any more.
    /// The index of a realm is made with the lowest key that has not retired.
    pub retired_at: Option<Millis>,
}

impl fmt::Debug for DataKeyRecord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DataKeyRecord")
            .field("realm", &self.realm)
            .field("key_use", &self.key_use)
            .field("number", &self.number)
            .field("master", &self.master)
            .finish_non_exhaustive()
    }
}

/// Stores data keys, which are destroyed with their tenant, and gives access to all else that a master key wraps.
#[async_trait]
pub trait DataKeys: Send + Sync + 'static {
    /// All keys of all realms: for the nodes, never for an answer to a caller.
    async fn all(&self) -> StoreResult<Vec<DataKeyRecord>>;

    /// Adds a key. `Taken("number")` if another node added that number first.
    async fn add(&self, key: &DataKeyRecord, audit: &Audit) -> StoreResult<()>;

    /// Writes another wrapping of the same key in place of `before`, and answers whether that was still there.
    async fn rewrap(&self, key: &DataKeyRecord, before: &[u8]) -> StoreResult<bool>;

    /// Notes that the realm's keys of this use below `number` have retired. Of an index: once it is done, every batch of orders
    /// that was blinded with one of them ([`crate::audit::Order::index`]) is either committed or will be refused.
    async fn retire(
        &self,
        realm: Option<TenantId>,
        key_use: KeyUse,
        number: u32,
        at: Millis,
    ) -> StoreResult<()>;

    /// Destroys the realm's keys of this use below `number` that have retired. Answers how many.
    async fn destroy(&self, realm: Option<TenantId>, key_use: KeyUse, number: u32) -> StoreResult<u64>;

    /// The signing keys ([`crate::Secrets`]) as they stand: wrapped, or in the open from earlier versions.
    async fn secrets(&self) -> StoreResult<Vec<SecretRecord>>;

    /// Writes another wrapping of the same signing key in place of `before`, so that nothing of that is left behind in files
    /// as far as the store can, and answers whether `before` was still there.
    async fn rewrap_secret(&self, secret: &SecretRecord, before: &SecretRecord) -> StoreResult<bool>;
}

/// A table with personal data.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PersonalTable {
    /// `lookup` is the user identifier, `words` the metadata.
    Sessions,
    /// `lookup` is the e-mail address, `words` the name.
    Accounts,
    /// `lookup` is the e-mail address, `words` the language.
    Invitations,
    /// `lookup` is the address, `words` the device. Their realm is the platform, whosever they are.
    SignIns,
    /// `lookup` is a provider's name for somebody; there are no words. The row is the provider, the realm the platform.
    Subjects,
    /// `lookup` is who a rule of the lists is about, `words` the reason.
    AccessRules,
}

impl PersonalTable {
    /// All tables.
    pub const ALL: [Self; 6] =
        [Self::Sessions, Self::Accounts, Self::Invitations, Self::SignIns, Self::Subjects, Self::AccessRules];

    /// The stable name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Sessions => "sessions",
            Self::Accounts => "accounts",
            Self::Invitations => "invitations",
            Self::SignIns => "sign_ins",
            Self::Subjects => "subjects",
            Self::AccessRules => "access_rules",
        }
    }

    /// The table with this name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|table| table.as_str() == name)
    }

    /// The columns of `lookup` and `words`, called the same in every store.
    pub fn columns(self) -> (&'static str, Option<&'static str>) {
        match self {
            Self::Sessions => ("identifier", Some("metadata")),
            Self::Accounts => ("email", Some("name")),
            Self::Invitations => ("email", Some("language")),
            Self::SignIns => ("address", Some("device")),
            Self::Subjects => ("subject", None),
            Self::AccessRules => ("value", Some("reason")),
        }
    }
}

/// The personal columns of a row as they stand there.
#[derive(Clone, PartialEq, Eq)]
pub struct PersonalRow {
    /// Which row.
    pub id: Uuid,
    /// Whose; `None` for the platform's own people.
    pub realm: Option<TenantId>,
    /// What the row is looked up by.
    pub lookup: Option<String>,
    /// What is only read.
    pub words: Option<String>,
    /// Sign-ins: what stands for their network.
    pub network: Option<[u8; 16]>,
}

impl fmt::Debug for PersonalRow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PersonalRow").field("id", &self.id).finish_non_exhaustive()
    }
}

/// Which rows of a table.
#[derive(Clone)]
pub enum Whose {
    /// All, in the order of their ids, after this row.
    All(Option<PersonalRow>),
    /// One realm's, likewise.
    Realm(Option<TenantId>, Option<PersonalRow>),
    /// Those of one realm with this value to look up, whatever their state: of sessions, accounts, invitations.
    With(Option<TenantId>, String),
    /// Sessions of one queue with any of these values.
    InQueue(QueueId, Vec<String>),
    /// These rows.
    Rows(Vec<Uuid>),
    /// Sessions of one queue that ended before this moment and still say whose they are.
    Ended(QueueId, Millis),
}

/// Reads and replaces personal columns.
#[async_trait]
pub trait PersonalData: Send + Sync + 'static {
    /// At most `most` rows of a table.
    async fn rows(&self, table: PersonalTable, whose: Whose, most: u32) -> StoreResult<Vec<PersonalRow>>;

    /// How many rows a realm has, or all have with `None`.
    async fn count(&self, table: PersonalTable, realm: Option<Option<TenantId>>) -> StoreResult<u64>;

    /// Writes the second of each pair where the first still stands, in one transaction. Answers which rows it wrote.
    async fn replace(
        &self,
        table: PersonalTable,
        rows: Vec<(PersonalRow, PersonalRow)>,
    ) -> StoreResult<Vec<Uuid>>;

    /// Removes what replaced values may have left behind in files, as far as the store can. `thorough`: also what was left
    /// behind before by values that were not replaced with [`Self::replace`]; that may hold up writes for some seconds.
    async fn scrub(&self, thorough: bool) -> StoreResult<()>;

    /// The notes about a pass over the rows, and their version; `None` if there is no such pass.
    async fn pass(&self, name: &str) -> StoreResult<Option<(String, u64)>>;

    /// The names of all passes.
    async fn passes(&self) -> StoreResult<Vec<String>>;

    /// Writes the notes about a pass if their version is still `version`, 0 for a new one (else `Stale`).
    async fn note_pass(&self, name: &str, notes: &str, version: u64) -> StoreResult<()>;

    /// Forgets a pass.
    async fn forget_pass(&self, name: &str) -> StoreResult<()>;
}

/// A key that cannot be wrapped or unwrapped.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyManagementError {
    /// It cannot be asked now.
    #[error("the key management is not available: {0}")]
    Unavailable(String),
    /// It does not have this master key.
    #[error("there is no master key {0}")]
    NoMaster(String),
    /// What was wrapped was damaged, or wrapped for something else.
    #[error("a wrapped key cannot be opened")]
    Broken,
}

/// Wraps data keys with master keys that never leave it: a file on the machine, or a service (KMS, HSM).
#[async_trait]
pub trait KeyManagement: Send + Sync + 'static {
    /// The id of the master key that wraps now.
    fn current(&self) -> String;

    /// Wraps a key with the current master key for a place, which says without ambiguity whose key it is.
    async fn wrap(&self, place: &[u8], key: &[u8; 32]) -> Result<Vec<u8>, KeyManagementError>;

    /// Unwraps a key that this master key wrapped for the same place, into `key`.
    async fn unwrap(
        &self,
        master: &str,
        place: &[u8],
        wrapped: &[u8],
        key: &mut [u8; 32],
    ) -> Result<(), KeyManagementError>;
}

//! Personal data and signing keys at rest.
//!
//! [`protect`] puts itself around the ports of any store: what goes in is sealed, what comes out is opened, and what is
//! looked up is looked up by its blind index. The store, the engine and the services know nothing of it. A row that holds
//! personal data has, in place of what it is looked up by, the blind index of that (HMAC-SHA-256 with a key of the tenant),
//! and in place of its words one envelope with both (AES-256-GCM with a data key of the tenant). Data keys lie in the store,
//! wrapped by a master key that does not (`KeyManagement`); signing keys are wrapped by it, too.
//!
//! Uniqueness by the blind index is uniqueness by the value: equal values have equal indexes, and two values with the same
//! one would be a collision of SHA-256. So one live session per identifier (I6) holds as before, in the same transaction.
//!
//! Architecture invariants: nothing personal is in `Debug`, in an error or in a log; no sealed value opens at another place
//! than its own; a key is in memory only unwrapped in types that wipe themselves.

mod adopt;
mod envelope;
mod master;
mod passes;
mod place;
mod ring;
mod secrets;
mod stores;
mod subjects;
mod vault;

pub use envelope::Personal;
pub use master::{LocalMaster, MasterError};
pub use passes::{Keeper, Progress};
pub use place::Place;
pub use ring::{Label, Ring};
pub use stores::protect;
pub use subjects::{SubjectSession, Subjects};
pub use vault::{STALE_MILLIS, Vault, VaultConfig};

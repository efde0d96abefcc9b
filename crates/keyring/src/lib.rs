//! The keys of a deployment, for signing and for sealing: made on the first start, kept in the store (which has them wrapped
//! by the master key, by `vq_protection::protect`), shared by all nodes.
//!
//! Every purpose has a ring of keys. The newest that has begun signs; all that are not retired verify. A new key is
//! published before it signs, and an old one verifies for as long as what it signed is good, so that a rotation throws
//! nobody out of a line.
//!
//! Architecture invariant: reading a key takes no lock, does no I/O and never waits. Only [`Keyring::open`],
//! [`Keyring::refresh`] and [`Keyring::rotate`] reach the store. No key material appears in `Debug`, logs or errors.

mod config;
mod key;
mod keyring;
mod purpose;
mod seal;
mod snapshot;

pub use config::KeyringConfig;
pub use key::Key;
pub use keyring::{Keyring, KeyringError};
pub use purpose::Purpose;
pub use seal::{Broken, seal, unseal};

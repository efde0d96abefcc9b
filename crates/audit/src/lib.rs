//! The audit log: who did what to what, when and from where.
//!
//! Entries are written by the stores, in the transaction of what they tell of (`vq_ports::audit`). Here they are
//!
//! - shown, searched and exported ([`router`]);
//! - put together into reports ([`report`]);
//! - signed at checkpoints, and removed when they were kept long enough ([`Notary`]).
//!
//! Architecture invariant: nothing here changes an entry. What leaves the log (an export, a report) is an entry itself.

mod export;
mod notary;
mod query;
pub mod report;
mod routes;
mod service;
mod view;

pub use notary::{Notary, NotaryConfig, Refusal, RefusedChain, is_genuine};
pub use routes::router;
pub use service::AuditService;
pub use view::CheckpointView;

//! Several real servers over one database, faults made on purpose, and a checker of what everybody was told.
//!
//! - [`Cluster`]: real server processes over PostgreSQL and Redis, which can be killed, frozen, restarted and cut off;
//! - [`history`]: what every client asked, when, and what it was told;
//! - [`check`]: holds a history against the invariants, after the run and without asking anybody;
//! - [`drills`]: crowds and faults, parameterised, used by tests and by the bench.
//!
//! Architecture invariant: like the crowd, this crate knows the server by its HTTP interface alone, and verifies admission
//! tokens as any origin does; it shares no code that decides who is next.

pub mod check;
pub mod client;
pub mod cluster;
pub mod drills;
mod error;
pub mod history;
mod node;

pub use cluster::{Cluster, ClusterSpec};
pub use error::DrillError;
pub use node::{Addresses, Node};

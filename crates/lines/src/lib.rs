//! Runs the lines of a node.
//!
//! For every queue one task ([`runner`]) gathers commands while a commit is in flight and makes the next transaction of
//! them, applies what was committed to the index, plans releases, ends what is overdue and follows the schedule. Everybody
//! else reads: [`LineHandle`] answers positions from memory, without a lock held across an await and without the store.
//!
//! Architecture invariant: nothing here decides what a command does (the engine does, inside the store's transaction), and
//! nothing here knows HTTP.

mod calls;
mod control;
mod departed;
mod error;
mod follower;
mod frame;
mod handle;
mod intake;
mod judge;
mod metrics;
mod registry;
mod runner;
mod schedule;
mod visit;
mod watchers;

pub use calls::CallsAfter;
pub use departed::{Departures, Published};
pub use error::LineError;
pub use frame::Frame;
pub use handle::{LineHandle, Look};
pub use metrics::LineMetrics;
pub use registry::{Lines, LinesConfig, Shared};
pub use schedule::{initial_status, opens_at};
pub use watchers::Watcher;

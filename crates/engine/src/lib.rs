//! The line itself.
//!
//! Two halves that never meet a clock, a socket or a disk:
//! - [`decide`]: what a command does to the stored truth. A store adapter calls it inside its transaction.
//! - [`line`]: the index of one open queue in memory, fed with committed [`ChangeSet`]s. It answers positions, says whom
//!   to release next and what is due.
//!
//! Architecture invariant: time, randomness and ids are arguments (I10), so every run can be replayed.

pub mod attend;
pub mod bucket;
pub mod codec;
pub mod command;
pub mod decide;
pub mod draw;
pub mod estimate;
pub mod hall;
pub mod life;
pub mod line;
pub mod memory;
pub mod plan;
pub mod rank;
pub mod state;

pub use attend::{Arrival, Attend, CallNext, Verb};
pub use bucket::Bucket;
pub use command::{Change, ChangeSet, Command, Entry, Outcome, Refusal};
pub use decide::{Table, decide, transact};
pub use draw::Draw;
pub use estimate::{Estimate, Estimator};
pub use hall::{Hall, HallPolicy, Parked, Seat};
pub use life::SignsOfLife;
pub use line::{Line, Standing};
pub use memory::MemTable;
pub use plan::Plan;
pub use rank::RankIndex;
pub use state::{LineState, Policy};

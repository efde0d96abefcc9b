//! Analytics: counts what happens in the lines and tells it by minute, hour and day; and what happened to one session.
//!
//! - [`Counter`] reads the change records and adds to the tallies of minutes and quarters of an hour, in the transaction that
//!   moves its offset: each record is counted once, whatever dies in between.
//! - [`Chronicler`] writes down what happens to sessions besides what stands in their rows.
//! - [`report`] puts tallies together.
//!
//! Architecture invariant: nothing here reads a line; all numbers come from what consumers wrote.

mod chronicler;
mod counter;
mod history;
pub mod report;
mod routes;
mod service;
mod view;
mod zone;

pub use chronicler::Chronicler;
pub use counter::{COUNTER, Counter};
pub use routes::router;
pub use service::AnalyticsService;

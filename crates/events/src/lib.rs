//! Runs event consumers. What happens in a line is written to the queue log in the transaction that makes it happen; that
//! log is the outbox. A [`Consumer`] is given its records in order, a portion at a time, and says what to do; the step is
//! then made in one transaction with the move of its offset ([`vq_ports::Consumers::advance`]).
//!
//! - An effect in the store happens exactly once, however often a node dies and however many nodes run the consumer.
//! - An effect elsewhere happens at least once: between it and the move of the offset a node can die.
//! - A queue whose records cannot be read, or make the consumer fail, is tried again later and later; others go on.
//!
//! Architecture invariant: nothing here knows what a consumer does, and nothing waits for one.

mod consumer;
mod metrics;
mod patience;
mod runner;

pub use consumer::{Consumer, ConsumerError, Handled};
pub use metrics::EventMetrics;
pub use runner::{Pace, Runner};

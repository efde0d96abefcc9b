//! The queue service: queues as their owners set them up, and the verbs that steer them while they run.
//!
//! Architecture invariant: what a queue does (status, counts, order) changes only through the line's commands; this service
//! writes settings and messages, and hands the rest to `vq-lines`.

mod conflict;
mod input;
mod routes;
mod service;
mod view;

pub use routes::{frame_router, router};
pub use service::{Passes, QueueService};
pub use view::{MessageView, QueueView};

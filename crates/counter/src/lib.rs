//! People who come in person: locations, the counters they are called to, kiosks that hand out tickets, boards that
//! announce whose turn it is.
//!
//! Architecture invariant: what happens to a person is a command of their line; this service only says which line, which
//! counter and who asks. It keeps nothing about people.

mod attend;
mod board;
mod call;
mod feed;
mod input;
mod kiosk;
mod routes;
mod service;
mod trail;
mod verbs;
mod view;

pub use routes::{public_router, router};
pub use service::{CounterService, CounterStores, Passes};
pub use view::PublicLocationView;

//! The session service: a person's stay in a line, from joining to leaving, and what they are told meanwhile.
//!
//! Architecture invariant: a poll is answered from the session token and the line's index alone; the store is asked only
//! about sessions that are over.

mod claim;
mod join;
mod live;
mod pass;
mod routes;
mod service;
mod view;

pub use claim::Claimed;
pub use join::{JoinInput, Joined, ProofInput};
pub use pass::{Pass, PassError};
pub use routes::{live_router, router, visitor_router};
pub use service::{SessionConfig, SessionService};
pub use view::{SessionRow, SessionView};

/// Prefix of the cookie that carries the session token.
pub const SESSION_COOKIE: &str = vq_room::SESSION_COOKIE;
/// Prefix of the cookie that carries the admission token.
pub const ADMISSION_COOKIE: &str = vq_room::ADMISSION_COOKIE;
/// How long the browser keeps the session token, in seconds: the longest anybody waits and comes back.
pub const SESSION_COOKIE_SECONDS: u32 = 7 * 24 * 60 * 60;

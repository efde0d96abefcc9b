//! Who may join a line, and at what price: what keeps machines from taking people's places. `docs/ABUSE.md` is its manual.
//!
//! - [`Challenge`]: what a stranger's browser computes, signed, so that nothing is kept of one that is given out;
//! - [`Guard`]: judges every join by lists, tokens, codes, work and limits, in this order;
//! - [`router`]: invite codes, lists and keys of enqueue tokens for staff; [`challenge_router`] for everybody.
//!
//! Architecture invariants:
//! - What decides whether something was used before is the store: no node and no restart forgets it.
//! - What only makes a flood dearer (counters) may be forgotten; our own fault refuses nobody.
//! - Nothing here gives or takes a place: it says who may ask for one.

mod challenge;
mod code;
mod config;
mod guard;
mod lists;
mod pressure;
mod routes;
mod rush;
mod token;

pub use challenge::{Challenge, ChallengeError, Kind, PUZZLES, is_solved, seed, solve};
pub use config::GuardConfig;
pub use guard::{Guard, GuardParts, SlowWay};
pub use pressure::{HARDEST_BITS, bits};
pub use routes::{AccessService, challenge_router, router};

//! What a request is: its path in every spelling, its client, its kind.
//!
//! Everything here reads bytes a stranger sent. Must not decide what happens to the request.

mod bypass;
mod kind;
mod pattern;
mod peer;
mod spelling;

pub(crate) use bypass::bypasses;
pub(crate) use kind::Kind;
pub(crate) use pattern::Pattern;
pub(crate) use peer::{Peer, forward_as, trace_as};
pub(crate) use spelling::PathForms;

//! What a request is: its path in every spelling, its kind.
//!
//! Everything here reads bytes a stranger sent. Must not decide what happens to the request.

mod bypass;
mod kind;
mod pattern;
mod spelling;

pub(crate) use bypass::bypasses;
pub(crate) use kind::Kind;
pub(crate) use pattern::Pattern;
pub(crate) use spelling::PathForms;

//! Numbers, waits and times as people in each language write them.
//!
//! The forms follow CLDR, so that the page does not change its spelling when JavaScript takes over.

mod locale;
mod number;
mod plural;
mod time;
mod wait;

pub use locale::Locale;
pub use number::number;
pub use plural::{Plural, plural};
pub use time::{clock, moment, zone};
pub use wait::{rounded_wait, wait};

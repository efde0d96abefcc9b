//! Locations, counters, kiosks and those who are at them, as they are shown. Boards are in `board`.

mod counter;
mod desk_session;
mod kiosk;
mod location;
mod message;
mod service;
mod wait;

pub use counter::{CallOutcome, CounterView};
pub use desk_session::DeskSession;
pub use kiosk::{KioskView, TicketView};
pub use location::{LocationView, PublicLocationView};
pub use message::Said;
pub use service::ServiceView;

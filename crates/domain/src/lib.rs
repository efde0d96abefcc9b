//! The words of Virtual Queue: ids, entities, states, permissions and errors.
//!
//! Architecture invariant: nothing here does I/O, reads a clock or draws a random number. Every crate may depend on
//! this one; this one depends on none of ours.

pub mod account;
pub mod error;
pub mod id;
pub mod permission;
pub mod queue;
pub mod schedule;
pub mod session;
pub mod tenant;
pub mod time;
pub mod wait;
pub mod walk_in;

pub use account::{Account, RefreshToken};
pub use error::{Error, ErrorCode, FieldError, Result};
pub use id::{AccountId, CounterId, KioskId, LocationId, QueueId, ReservationId, SessionId, TenantId};
pub use permission::{Permission, Role};
pub use queue::{Message, MessageLevel, PreQueue, Queue, QueueSettings, QueueStatus};
pub use schedule::{Schedule, Timetable};
pub use session::{Place, Priority, SessionState, Ticket};
pub use tenant::{Limits, Tenant, TenantStatus};
pub use time::{Millis, Stamp};
pub use walk_in::{
    CallOrder, Counter, CounterRef, Kiosk, Location, Numbering, Releases, TicketNumber, WalkIn,
};

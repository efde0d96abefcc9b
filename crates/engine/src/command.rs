//! What can be done to a line, what came of it, and the record of what changed.

use serde::{Deserialize, Serialize};
use vq_domain::{
    AccountId, KioskId, Millis, Priority, QueueStatus, ReservationId, SessionId, SessionState, Ticket,
};

use crate::{
    Bucket, Draw, Policy,
    attend::{Arrival, Attend, CallNext, Deed},
    hall::{Call, Hall, Reservation, Seat},
};

/// One thing to do. A batch of commands is one transaction.
#[derive(Clone, Debug, PartialEq)]
pub enum Command {
    /// Get in line. The session id is fresh, drawn by the caller; it is used only if nobody with this identifier is there.
    Join {
        /// The id of the session, if one is made.
        session: SessionId,
        /// Who it is, in the integrator's words; one live session per identifier (I6).
        identifier: Option<Box<str>>,
        /// JSON of the integrator's own.
        metadata: Option<Box<str>>,
        /// 0 unless staff gave another.
        priority: Priority,
    },
    /// Offer the turn to these, in this order, as planned on version `basis`.
    Release {
        /// The planner's lease.
        epoch: u64,
        /// The version the plan was made on.
        basis: u64,
        /// Whom, in the order of their places.
        tickets: Vec<Ticket>,
    },
    /// Take the offered turn. Again while inside: nothing changes.
    Claim {
        /// Whose.
        ticket: Ticket,
    },
    /// Leave the line, give back an offer, or say that one is done.
    Leave {
        /// Whose.
        ticket: Ticket,
    },
    /// One more claim window (once), or more time inside.
    Extend {
        /// Whose.
        ticket: Ticket,
    },
    /// Staff takes somebody out.
    Remove {
        /// Whom.
        ticket: Ticket,
    },
    /// Staff gives somebody another priority; the place stays.
    Prioritise {
        /// Whom.
        ticket: Ticket,
        /// Which.
        priority: Priority,
    },
    /// Staff changes what the integrator noted about somebody.
    Annotate {
        /// About whom.
        ticket: Ticket,
        /// JSON, `None` to clear.
        metadata: Option<Box<str>>,
    },
    /// End those whose deadline has passed: unclaimed offers and stays that lasted too long. Each is checked again.
    Expire {
        /// The planner's lease.
        epoch: u64,
        /// Whom.
        tickets: Vec<Ticket>,
    },
    /// End those who gave no sign of life while waiting.
    Abandon {
        /// The planner's lease.
        epoch: u64,
        /// Whom.
        tickets: Vec<Ticket>,
    },
    /// Open, pause, drain, close.
    SetStatus {
        /// To what.
        status: QueueStatus,
        /// Against the schedule until then.
        held_until: Option<Millis>,
        /// For the draw, should this be the opening of a queue with one.
        seed: [u8; 32],
    },
    /// Other settings from now on, unless later ones are in force.
    SetPolicy(Policy),
    /// Get in line in another way than by joining now.
    Arrive(Box<Arrival>),
    /// Call the next person to a counter.
    CallNext(Box<CallNext>),
    /// Do something with one person at a counter or in the line before it.
    Attend(Box<Attend>),
    /// Hand out a range of ticket numbers in advance. Again with the same id: the same range.
    Reserve {
        /// Its id.
        reservation: ReservationId,
        /// To whom.
        kiosk: KioskId,
        /// How many.
        count: u32,
    },
    /// Take nobody more, or take people again, for what is left of the day.
    SetIntake {
        /// Nobody more.
        stopped: bool,
    },
    /// Do nothing, but not before all that was committed earlier is seen.
    Look,
    /// Take or renew the control of releases.
    Lease {
        /// Who asks.
        node: u64,
        /// For how long, in milliseconds.
        ttl_millis: i64,
    },
}

impl Command {
    /// Whether only staff, or the system in their stead, does this: somebody has to answer for it.
    pub fn is_staffs(&self) -> bool {
        matches!(
            self,
            Self::Remove { .. }
                | Self::Prioritise { .. }
                | Self::Annotate { .. }
                | Self::SetStatus { .. }
                | Self::SetPolicy(_)
                | Self::CallNext(_)
                | Self::Attend(_)
        )
    }
}

/// A session as a transaction sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Which.
    pub session: SessionId,
    /// Its ticket.
    pub ticket: Ticket,
    /// Its priority.
    pub priority: Priority,
    /// Where in its life.
    pub state: SessionState,
    /// When it joined.
    pub enqueued_at: Millis,
    /// When it was offered its turn.
    pub released_at: Option<Millis>,
    /// When it claimed its turn.
    pub served_at: Option<Millis>,
    /// When it ended.
    pub ended_at: Option<Millis>,
    /// Released: to be claimed by then. Active: out by then.
    pub deadline: Option<Millis>,
    /// Whether the claim window was extended.
    pub extended: bool,
    /// Who it is, in the integrator's words.
    pub identifier: Option<Box<str>>,
    /// JSON of the integrator's own.
    pub metadata: Option<Box<str>>,
    /// In a line with counters.
    pub seat: Option<Box<Seat>>,
}

impl Entry {
    /// Since when it is in its state.
    pub fn since(&self) -> Option<Millis> {
        match self.state {
            SessionState::Waiting => Some(self.enqueued_at),
            SessionState::Released => self.released_at,
            SessionState::Active => self.served_at,
            _ => self.ended_at,
        }
    }
}

/// Why a command did nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The queue takes nobody now.
    NotOpen(QueueStatus),
    /// As many wait as may, or as many ranges of numbers are out.
    Full,
    /// No such ticket.
    NotFound,
    /// Still waiting.
    NotYourTurn,
    /// The session is over, in this way.
    Ended(SessionState),
    /// The claim window was extended once already, or there is nothing to extend.
    NotExtendable,
    /// The plan was made by a holder of an old lease, or on an order that no longer is.
    Stale,
    /// Nobody more would be served before closing time.
    ClosingTime,
    /// The line has no counters.
    NoCounters,
    /// Not for somebody who is called to a counter: staff decides there.
    AtCounter,
    /// Not for somebody who is not at a counter, in this state.
    NotAtCounter(SessionState),
    /// As many are at the counter, or inside, as may.
    CounterFull,
    /// They have joined again meanwhile.
    BackAlready,
    /// The number is none of this range or on another ticket, or the range is given up.
    NotReserved,
}

/// What came of a command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Joined anew.
    Joined(Entry),
    /// The one that is there.
    Existing(Entry),
    /// A single session, as it is now.
    Session(Entry),
    /// How many of a list were moved; the others had gone elsewhere meanwhile.
    Moved(u32),
    /// The line itself was changed, or was so already.
    Done,
    /// Somebody is at the counter whom the caller did not see; nothing was done.
    Occupied(Ticket),
    /// Somebody was called to the counter since the caller looked, perhaps from another line; nothing was done.
    Overtaken,
    /// Nobody could be called. Who was done is done.
    Nobody,
    /// A range of numbers.
    Reserved(Reservation),
    /// The control of releases: `Some(epoch)` if the asker has it now.
    Lease(Option<u64>),
    /// Nothing was done.
    Refused(Refusal),
}

/// One thing that changed, as every node and every event consumer reads it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Change {
    /// Somebody joined, waiting or (uncongested) released at once.
    Joined {
        /// Which session.
        session: SessionId,
        /// Its ticket.
        ticket: Ticket,
        /// Its priority.
        priority: Priority,
        /// Waiting or released.
        state: SessionState,
        /// Released: to be claimed by then.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        deadline: Option<Millis>,
        /// In a line with counters.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        seat: Option<Box<Seat>>,
    },
    /// Somebody went from one state to another.
    Moved {
        /// Which session.
        session: SessionId,
        /// Its ticket.
        ticket: Ticket,
        /// Its priority.
        priority: Priority,
        /// From.
        from: SessionState,
        /// To.
        to: SessionState,
        /// The new state's deadline.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        deadline: Option<Millis>,
        /// How long they were in the state they left, in milliseconds; what is longer than 49 days is written as that. `None`
        /// in records from before this was written down.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        spent_millis: Option<u32>,
        /// In a line with counters: as it is now.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        seat: Option<Box<Seat>>,
    },
    /// Somebody's seat changed, the state did not.
    Seated {
        /// Which session.
        session: SessionId,
        /// Its ticket.
        ticket: Ticket,
        /// Its priority.
        priority: Priority,
        /// Its state.
        state: SessionState,
        /// As it is now.
        seat: Box<Seat>,
    },
    /// Somebody was called, or called again.
    Called {
        /// The call.
        call: Box<Call>,
    },
    /// Staff did something with somebody; what came of it stands beside it.
    Attended {
        /// Which session.
        session: SessionId,
        /// Its ticket.
        ticket: Ticket,
        /// What.
        deed: Deed,
        /// Who did it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        by: Option<AccountId>,
        /// Why, in their words.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<Box<str>>,
    },
    /// What the line knows of its counters, as it is now.
    Hall {
        /// `None`: nothing any more.
        hall: Option<Box<Hall>>,
        /// As the line's.
        reordered_at: u64,
    },
    /// Somebody got more time in the state they are in.
    Extended {
        /// Its ticket.
        ticket: Ticket,
        /// The new deadline.
        deadline: Millis,
    },
    /// Somebody got another priority while waiting.
    Prioritised {
        /// Which session.
        session: SessionId,
        /// Its ticket.
        ticket: Ticket,
        /// From.
        from: Priority,
        /// To.
        to: Priority,
    },
    /// The queue's status changed.
    Status {
        /// To.
        status: QueueStatus,
        /// Against the schedule until then.
        held_until: Option<Millis>,
        /// Places drawn at this opening.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        draw: Option<Draw>,
    },
    /// Settings changed.
    Policy {
        /// The new ones.
        policy: Policy,
    },
}

/// All that one transaction changed. Versions of a queue have no gaps.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangeSet {
    /// The version after it.
    pub version: u64,
    /// When.
    pub at: Millis,
    /// The rate's tokens after it.
    pub bucket: Bucket,
    /// What changed, in order.
    pub changes: Vec<Change>,
}

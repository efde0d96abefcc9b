//! What happened, as the clients saw it: what each asked, when, what it was told, and when.
//!
//! Times are microseconds since 1970 by one clock for all clients, which never steps back.

mod recorder;

use uuid::Uuid;
use vq_crowd::wire::{Counts, Listed, Session, Status};

pub use recorder::Recorder;

/// Microseconds since 1970.
pub type Moment = i64;

/// A node from one start to its end.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Run {
    /// Which node.
    pub node: usize,
    /// Which of its starts.
    pub start: u32,
}

/// One question and its answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    /// At which node.
    pub at: Run,
    /// What was asked.
    pub asked: Asked,
    /// When.
    pub asked_at: Moment,
    /// What was answered.
    pub told: Told,
    /// When the answer, or the lack of one, was known.
    pub told_at: Moment,
}

/// What can be asked.
#[derive(Clone, Debug, PartialEq)]
pub enum Asked {
    /// Somebody wants to get in line.
    Join(String),
    /// Where does this session stand?
    Look(Uuid),
    /// As [`Self::Look`], at a moment when nothing changes; all of one phase are asked within the same quiet.
    Census(u32, Uuid),
    /// This session takes its turn.
    Claim(Uuid),
    /// It is done, or leaves.
    Leave(Uuid),
    /// Staff: how many are there?
    Counts,
    /// Staff: from now on like this.
    SetUp(Settings),
}

/// What can be answered.
#[derive(Clone, Debug, PartialEq)]
pub enum Told {
    /// Where a session stands.
    Session(Seen),
    /// So it does, and this lets it in.
    Admitted(Seen, String),
    /// How many are there.
    Counts(Counts),
    /// It is done.
    Done,
    /// It is not done, and why.
    Refused(u16, String),
    /// No answer: whether it was done is not known.
    Unknown,
}

/// What a visitor is told about a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seen {
    /// Which.
    pub session: Uuid,
    /// Where in its life.
    pub status: Status,
    /// Its number.
    pub ticket: u32,
    /// Where it stands, while it waits.
    pub place: Option<u32>,
    /// One more than wait ahead, while it waits.
    pub position: Option<u32>,
    /// When it was released, in milliseconds since 1970; only some answers say so.
    pub released_at: Option<i64>,
    /// From which state of the line.
    pub version: u64,
}

impl From<&Session> for Seen {
    fn from(session: &Session) -> Self {
        Self {
            session: session.id,
            status: session.status,
            ticket: session.ticket,
            place: session.place,
            position: session.position,
            released_at: session.released_at,
            version: session.queue_version,
        }
    }
}

/// The limits of a queue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Settings {
    /// Most people released and active at once.
    pub cap: u32,
    /// Most releases per minute.
    pub rate_per_minute: u32,
}

/// One run in one queue.
#[derive(Clone, Debug)]
pub struct History {
    /// Which queue.
    pub queue: Uuid,
    /// Its limits before the first event.
    pub first: Settings,
    /// In no particular order.
    pub events: Vec<Event>,
    /// What the store says at the end.
    pub sessions: Vec<Listed>,
    /// The public keys at the end, as the server publishes them.
    pub keys: String,
    /// People joined whom none of these clients knows.
    pub strangers: bool,
}

impl Event {
    /// What the answer says about a session.
    pub fn seen(&self) -> Option<&Seen> {
        match &self.told {
            Told::Session(seen) | Told::Admitted(seen, _) => Some(seen),
            _ => None,
        }
    }
}

impl Told {
    /// Whether what was asked may have been done, though nobody said so.
    pub fn is_doubtful(&self) -> bool {
        matches!(self, Self::Unknown | Self::Refused(500.., _))
    }
}

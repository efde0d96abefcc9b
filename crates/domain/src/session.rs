//! A person's stay in a line: ticket, place, priority, state.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The number a person drew when joining: counts up from 1 per queue and is never handed out twice.
pub type Ticket = u32;

/// Where a person stands inside their priority; smaller is nearer the front. Equals the ticket, except for those who
/// joined before the opening of a queue with a draw.
pub type Place = u32;

/// Higher is served first. 0 is everybody; 1 to 9 are given by staff.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema,
)]
#[serde(try_from = "u8", into = "u8")]
#[schema(value_type = u8, minimum = 0, maximum = 9)]
pub struct Priority(u8);

impl Priority {
    /// Everybody's priority.
    pub const NORMAL: Self = Self(0);
    /// The highest that can be given.
    pub const MAX: Self = Self(9);
    /// How many there are.
    pub const COUNT: usize = 10;

    /// The priority with this number, if it is one of 0 to 9.
    pub fn new(value: u8) -> Option<Self> {
        (value <= Self::MAX.0).then_some(Self(value))
    }

    /// The number, 0 to 9.
    pub fn get(self) -> u8 {
        self.0
    }

    /// All, the one served first in front.
    pub fn descending() -> impl Iterator<Item = Self> {
        (0..=Self::MAX.0).rev().map(Self)
    }
}

impl TryFrom<u8> for Priority {
    type Error = String;

    fn try_from(value: u8) -> Result<Self, String> {
        Self::new(value).ok_or_else(|| format!("{value} is not a priority; it goes from 0 to 9"))
    }
}

impl From<Priority> for u8 {
    fn from(priority: Priority) -> u8 {
        priority.0
    }
}

/// The life cycle of a session: `waiting → released → active → completed`, with exits on the way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[repr(u8)]
pub enum SessionState {
    /// In the line.
    Waiting = 0,
    /// It is this person's turn; the offer must be claimed in time.
    Released = 1,
    /// Claimed: the person is inside.
    Active = 2,
    /// Was inside and is done.
    Completed = 3,
    /// Left the line, or gave the offer back, of their own will.
    Left = 4,
    /// Gave no sign of life while waiting.
    Abandoned = 5,
    /// Did not claim the offer in time.
    NoShow = 6,
    /// Stayed inside too long.
    Expired = 7,
    /// Taken out by staff.
    Removed = 8,
    /// Went on in another line, with the arrival time of this one.
    Transferred = 9,
}

impl SessionState {
    /// All states, in the order of their numbers.
    pub const ALL: [Self; 10] = [
        Self::Waiting,
        Self::Released,
        Self::Active,
        Self::Completed,
        Self::Left,
        Self::Abandoned,
        Self::NoShow,
        Self::Expired,
        Self::Removed,
        Self::Transferred,
    ];

    /// Whether the session still holds a place or a slot.
    pub fn is_live(self) -> bool {
        matches!(self, Self::Waiting | Self::Released | Self::Active)
    }

    /// Whether the session counts against the cap (invariant I1).
    pub fn holds_slot(self) -> bool {
        matches!(self, Self::Released | Self::Active)
    }

    /// Whether a session may go from this state to `next`. Only staff at a counter sends somebody back to wait; nothing else
    /// leaves an ended state.
    pub fn may_become(self, next: Self) -> bool {
        use SessionState::*;
        match self {
            Waiting => matches!(next, Released | Left | Abandoned | Removed | Transferred),
            Released => matches!(next, Waiting | Active | Completed | Left | NoShow | Removed | Transferred),
            Active => matches!(next, Waiting | Completed | Expired | Removed | Transferred),
            NoShow => next == Waiting,
            Completed | Left | Abandoned | Expired | Removed | Transferred => false,
        }
    }

    /// The stable name used in answers.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Released => "released",
            Self::Active => "active",
            Self::Completed => "completed",
            Self::Left => "left",
            Self::Abandoned => "abandoned",
            Self::NoShow => "no_show",
            Self::Expired => "expired",
            Self::Removed => "removed",
            Self::Transferred => "transferred",
        }
    }

    /// The state with this number, as stored.
    pub fn from_number(number: u8) -> Option<Self> {
        Self::ALL.get(usize::from(number)).copied()
    }

    /// The state with this name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == name)
    }
}

//! What staff, kiosks and the front desk can do to a line with counters. Part of [`crate::Command`].

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use vq_domain::{AccountId, CounterRef, Millis, Priority, ReservationId, SessionId, Ticket};

use crate::hall::Onward;

/// A place that was looked for in the index, where it is free.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spot {
    /// Which.
    pub place: u32,
    /// By which moment they are given it.
    pub ordered_at: Millis,
    /// The version of the index.
    pub basis: u64,
    /// All that was looked for together: no two of it are the same place.
    pub plan: u64,
}

/// Where somebody is to stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// At this position, from 1, as near to it as the priority allows.
    Position(u32),
    /// Behind everybody.
    End,
    /// Between those who came before and after this moment.
    AsOf(Millis),
}

/// A place to be found by whoever plans the transaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wish {
    /// Where.
    pub target: Target,
    /// Among whom.
    pub priority: Priority,
    /// What was found; `None`: the end.
    pub spot: Option<Spot>,
}

impl Wish {
    /// Not looked for yet.
    pub fn new(target: Target, priority: Priority) -> Self {
        Self { target, priority, spot: None }
    }
}

/// By which right somebody gets in line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Admission {
    /// As everybody.
    Ordinary,
    /// Sent by staff: also while the line drains.
    Sent,
    /// They hold a ticket already.
    Issued,
}

/// Somebody gets in line in another way than by joining now. Done once for each session id.
#[derive(Clone, Debug, PartialEq)]
pub struct Arrival {
    /// The id of the session.
    pub session: SessionId,
    /// Who it is, in the integrator's words.
    pub identifier: Option<Box<str>>,
    /// JSON of the integrator's own.
    pub metadata: Option<Box<str>>,
    /// 0 unless staff gave another.
    pub priority: Priority,
    /// When they came, if not now; their place is looked for.
    pub came: Option<(Millis, Wish)>,
    /// For when they booked; they wait outside the order until they check in.
    pub appointment: Option<Millis>,
    /// The number on the ticket they hold.
    pub number: Option<(ReservationId, u32)>,
    /// The visit this is part of.
    pub visit: Option<SessionId>,
    /// Only this counter may call them.
    pub for_counter: Option<CounterRef>,
    /// Put aside until something else is done.
    pub held: bool,
    /// By which right.
    pub admission: Admission,
}

/// Who does something, and why.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct By {
    /// Who.
    pub account: Option<AccountId>,
    /// In their words.
    pub reason: Option<Box<str>>,
}

/// Whom a counter sees, so that a key pressed twice does not call two people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AtCounter {
    /// Which counter.
    pub counter: CounterRef,
    /// Everybody it knows to be there, in whichever line.
    pub seen: Arc<[SessionId]>,
    /// How many of this line may be there once somebody is called.
    pub most: u16,
    /// How often people had been called to the counter, from whichever line, when the caller looked who is there. Whoever
    /// else calls meanwhile, from another line too, makes this call void. `None`: only this line is looked at.
    pub turn: Option<u64>,
    /// Who of this line is done there, to make room for whoever is called.
    pub finish: Option<Ticket>,
}

/// Calls the next person to a counter. Who is done there is done also if nobody can be called.
#[derive(Clone, Debug, PartialEq)]
pub struct CallNext {
    /// To which.
    pub at: AtCounter,
    /// Who calls.
    pub by: By,
    /// The version the candidates were looked up on.
    pub basis: u64,
    /// Who may be next, in order; looked up by whoever plans the transaction.
    pub tickets: Vec<Ticket>,
    /// Whether these are all.
    pub all: bool,
}

/// Does something with one person.
#[derive(Clone, Debug, PartialEq)]
pub struct Attend {
    /// With whom.
    pub ticket: Ticket,
    /// What.
    pub verb: Verb,
    /// Who does it.
    pub by: By,
}

/// What can be done with one person.
#[derive(Clone, Debug, PartialEq)]
pub enum Verb {
    /// Call them, wherever they stand. If that is refused, nobody is done at the counter.
    Call(AtCounter),
    /// Repeat the call, perhaps to another counter, which must be free for them.
    Recall(Option<AtCounter>),
    /// They are here.
    Start,
    /// They are done.
    Finish,
    /// They did not come.
    NoShow,
    /// Wait again, there. Somebody who did not come gets back in only if they have not joined again: by this identifier.
    Return(Wish, Option<Box<str>>),
    /// Out of the order; the place is kept.
    Hold,
    /// Back to the place.
    Resume,
    /// They booked and are here.
    CheckIn(Wish),
    /// Only this counter may call them.
    Reserve(CounterRef),
    /// They went on to another line.
    Transfer(Onward),
    /// They go on to another line once they are done here.
    Add(Onward),
    /// Out of the line for good.
    Remove,
    /// What they were to go on to this line from is over without that: a place that is put aside for it still is over, too, as
    /// with [`crate::Command::Leave`] or as with [`Verb::Remove`]. Who waits here by now or is called stays so.
    Cancel {
        /// They left by themselves.
        left: bool,
    },
}

/// What staff did, in the change record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Deed {
    /// Called somebody.
    Call,
    /// Repeated the call.
    Recall,
    /// Began to serve them.
    Start,
    /// Was done with them.
    Finish,
    /// Noted that they did not come.
    NoShow,
    /// Let them wait again, or elsewhere in the line.
    Return,
    /// Put them aside.
    Hold,
    /// Let them back to their place.
    Resume,
    /// Noted that somebody who booked is here.
    CheckIn,
    /// Kept them for one counter.
    Reserve,
    /// Sent them to another line.
    Transfer,
    /// Noted where they go on.
    Add,
    /// Took them out.
    Remove,
}

impl Verb {
    /// Its name in the change record.
    pub fn deed(&self) -> Deed {
        match self {
            Self::Call(_) => Deed::Call,
            Self::Recall(_) => Deed::Recall,
            Self::Start => Deed::Start,
            Self::Finish => Deed::Finish,
            Self::NoShow => Deed::NoShow,
            Self::Return(..) => Deed::Return,
            Self::Hold => Deed::Hold,
            Self::Resume => Deed::Resume,
            Self::CheckIn(_) => Deed::CheckIn,
            Self::Reserve(_) => Deed::Reserve,
            Self::Transfer(_) => Deed::Transfer,
            Self::Add(_) => Deed::Add,
            Self::Remove | Self::Cancel { .. } => Deed::Remove,
        }
    }
}

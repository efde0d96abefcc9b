//! What the engine refuses at a counter, said to people.

use vq_domain::{Error, ErrorCode, Result, SessionState};
use vq_engine::{Entry, Outcome, Refusal};

/// The session that a command was about.
pub(crate) fn session_of(outcome: Outcome) -> Result<Entry> {
    match outcome {
        Outcome::Session(entry) | Outcome::Joined(entry) | Outcome::Existing(entry) => Ok(entry),
        Outcome::Refused(refusal) => Err(refused(refusal)),
        Outcome::Occupied(_) | Outcome::Overtaken => {
            Err(conflict("Somebody else is called to this counter; look at it again."))
        }
        Outcome::Moved(_) | Outcome::Done | Outcome::Nobody | Outcome::Reserved(_) | Outcome::Lease(_) => {
            Err(Error::internal())
        }
    }
}

fn conflict(message: impl Into<String>) -> Error {
    Error::new(ErrorCode::Conflict, message)
}

pub(crate) fn refused(refusal: Refusal) -> Error {
    match refusal {
        Refusal::NotOpen(status) => {
            let message =
                format!("This service is {}; nobody joins it or is called from it now.", status.as_str());
            Error::new(ErrorCode::QueueClosed, message)
        }
        Refusal::Full => Error::new(ErrorCode::QueueFull, "As many wait as may; try again later."),
        Refusal::ClosingTime => {
            Error::new(ErrorCode::ClosingTime, "Nobody more would be served before closing time.")
        }
        Refusal::NotFound => Error::not_found("session"),
        Refusal::NotReserved => Error::not_found("number in this reservation"),
        Refusal::NoCounters => conflict("People are called to counters only from a service of a location."),
        Refusal::CounterFull => conflict(
            "As many are at this counter, or inside, as may; finish somebody before calling another.",
        ),
        Refusal::BackAlready => conflict("They have a place in this line again already."),
        Refusal::AtCounter => conflict("They are called to a counter; staff decides there."),
        Refusal::Ended(state) if state.is_live() => {
            conflict(format!("That is not possible while somebody is {}.", state.as_str()))
        }
        Refusal::Ended(state) | Refusal::NotAtCounter(state) if !state.is_live() => {
            let message = format!("This session is over: {}.", state.as_str());
            Error::new(ErrorCode::SessionEnded, message)
        }
        Refusal::NotAtCounter(SessionState::Waiting) => conflict("They wait; call them first."),
        Refusal::NotAtCounter(state) | Refusal::Ended(state) => {
            conflict(format!("That is not possible while somebody is {}.", state.as_str()))
        }
        Refusal::NotYourTurn | Refusal::NotExtendable => conflict("That is not possible now."),
        Refusal::Stale => Error::unavailable("Many work on this line at once; try again in a moment."),
    }
}

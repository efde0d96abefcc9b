//! One simulated person: what to do next, and when. No I/O here; [`crate::crowd`] makes the calls.

use std::time::Duration;

use crate::{
    character::Character,
    conduct::{Backend, Conduct},
    http::Call,
    wire::{Session, Status},
};

/// Polls of sped-up visitors are not closer than this.
const SHORTEST: f64 = 0.25;

/// Used when the server does not say when to ask again.
const USUAL: f64 = 5.0;

/// What a visitor is about to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    /// Draw a number.
    Join,
    /// Ask how far it is.
    Poll,
    /// Walk away.
    Leave,
    /// Go in.
    Claim,
    /// Be done.
    Complete,
}

impl Step {
    /// For counting.
    pub fn name(self) -> &'static str {
        match self {
            Self::Join => "join",
            Self::Poll => "poll",
            Self::Leave => "leave",
            Self::Claim => "claim",
            Self::Complete => "complete",
        }
    }
}

/// A visitor's turn of events.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Next {
    /// Does this after a while.
    After(Duration, Step),
    /// Is called and stays away.
    NoShow,
    /// Wanted to come, but the session is over.
    Missed,
}

/// One simulated person.
#[derive(Clone, Debug)]
pub struct Visitor {
    /// Counts visitors of the run.
    pub index: u64,
    /// The session token, once there is one.
    pub token: Box<str>,
    /// What this person is like.
    pub character: Character,
    /// Since the start of the run.
    pub leaves_at: Option<Duration>,
    /// Failed tries of the step at hand.
    pub attempts: u8,
    /// Whether this person counts as waiting, inside or neither.
    pub whereabouts: Whereabouts,
}

/// Where a visitor believes to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Whereabouts {
    Coming,
    InLine,
    Inside,
}

impl Visitor {
    /// Somebody who is about to join.
    pub fn new(index: u64, conduct: &Conduct) -> Self {
        Self {
            index,
            token: "".into(),
            character: Character::draw(&conduct.manners, conduct.seed, index),
            leaves_at: None,
            attempts: 0,
            whereabouts: Whereabouts::Coming,
        }
    }

    /// The call that carries out a step.
    pub fn call(&self, step: Step, conduct: &Conduct) -> Call {
        let current = |call: Call| call.bearer(&self.token);
        match step {
            Step::Join => self.join(conduct),
            Step::Poll => current(Call::get("/v1/sessions/current")),
            Step::Leave => {
                current(Call { method: http::Method::DELETE, ..Call::get("/v1/sessions/current") })
            }
            Step::Claim => current(Call::post("/v1/sessions/current/claim")),
            Step::Complete => current(Call::post("/v1/sessions/current/complete")),
        }
    }

    /// Written by hand: it is sent a million times.
    fn join(&self, conduct: &Conduct) -> Call {
        let (call, queue) = (Call::post(conduct.join_path.clone()), conduct.queue.queue);
        match &conduct.backend {
            Some(Backend { prefix, token }) => call
                .bearer(&token.borrow())
                .json(format!(r#"{{"queueId":"{queue}","userIdentifier":"{prefix}-{}"}}"#, self.index)),
            None => call.json(format!(r#"{{"queueId":"{queue}"}}"#)),
        }
    }

    /// What follows from what the server told at `now`.
    pub fn hear(&mut self, session: &Session, now: Duration, conduct: &Conduct, stretch: f64) -> Next {
        let wall = |seconds: f32| Duration::from_secs_f64(f64::from(seconds) / conduct.speed);
        match session.status {
            Status::Waiting => self.wait(session, now, conduct, stretch),
            Status::Released if self.character.no_show => Next::NoShow,
            Status::Released => Next::After(wall(self.character.hesitation), Step::Claim),
            Status::Active => Next::After(wall(self.character.stay), Step::Complete),
            _ => Next::Missed,
        }
    }

    fn wait(&mut self, session: &Session, now: Duration, conduct: &Conduct, stretch: f64) -> Next {
        let told = session.estimated_wait_seconds.map(|told| told.p50).filter(|p50| p50.is_finite());
        if self.whereabouts == Whereabouts::Coming
            && let Some(share) = self.character.leaves_after
        {
            // Without an estimate people lose patience within ten minutes.
            let horizon = told.unwrap_or(600.0 / conduct.speed).clamp(0.0, 1e6);
            self.leaves_at = Some(now + Duration::from_secs_f64(horizon * f64::from(share)));
        }
        let after = session.poll_after_seconds.filter(|after| *after > 0.0).unwrap_or(USUAL);
        let pause = pause(after, told, conduct) * f64::from(self.character.rhythm);
        let pause = Duration::from_secs_f64((pause * stretch).min(conduct.longest_pause(after)));
        match self.leaves_at {
            Some(at) if at <= now + pause => Next::After(at.saturating_sub(now), Step::Leave),
            _ => Next::After(pause, Step::Poll),
        }
    }
}

/// Seconds of wall time until the next poll. In real time: when the server says. In sped-up time people poll as much more
/// often as time runs faster, but not when the turn is certainly not near: then at half of the remaining wait, which the
/// server tells in wall time already.
fn pause(after: f64, told: Option<f64>, conduct: &Conduct) -> f64 {
    if conduct.speed <= 1.0 {
        return after.min(conduct.longest_pause(after));
    }
    let often = (after / conduct.speed).max(SHORTEST);
    told.map_or(often, |told| (told / 2.0).max(often)).min(conduct.longest_pause(after))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{character::Manners, wire::Told};

    fn conduct(speed: f64) -> Conduct {
        Conduct { speed, claim_window: Duration::from_secs(10), ..Conduct::for_tests() }
    }

    fn waiting(p50: f64) -> Session {
        Session {
            id: uuid::Uuid::nil(),
            status: Status::Waiting,
            ticket: 1,
            place: None,
            position: Some(1),
            estimated_wait_seconds: Some(Told { p50, p90: p50 * 1.3 }),
            poll_after_seconds: Some(5.0),
            released_at: None,
            claim_by: None,
            queue_version: 0,
            session_token: None,
        }
    }

    fn patient(conduct: &Conduct) -> Visitor {
        let mut visitor = Visitor::new(0, conduct);
        visitor.character.leaves_after = None;
        visitor.character.no_show = false;
        visitor.character.rhythm = 1.0;
        visitor
    }

    #[test]
    fn polls_when_told_and_sooner_when_sped_up_but_never_too_late_for_the_offer() {
        let next = |speed, p50| {
            let conduct = conduct(speed);
            patient(&conduct).hear(&waiting(p50), Duration::ZERO, &conduct, 1.0)
        };
        // 40 % of the ten seconds an offer is kept.
        assert_eq!(next(1.0, 100.0), Next::After(Duration::from_secs(4), Step::Poll));
        assert_eq!(next(60.0, 100.0), Next::After(Duration::from_secs(4), Step::Poll));
        assert_eq!(next(60.0, 2.0), Next::After(Duration::from_secs(1), Step::Poll));
        assert_eq!(next(60.0, 0.0), Next::After(Duration::from_millis(250), Step::Poll));
    }

    #[test]
    fn a_leaver_leaves_within_the_wait_told_first() {
        let conduct = conduct(1.0);
        let mut visitor = patient(&conduct);
        visitor.character.leaves_after = Some(0.5);
        let first = visitor.hear(&waiting(10.0), Duration::from_secs(3), &conduct, 1.0);
        assert_eq!(first, Next::After(Duration::from_secs(4), Step::Poll));
        visitor.whereabouts = Whereabouts::InLine;
        let second = visitor.hear(&waiting(60.0), Duration::from_secs(7), &conduct, 1.0);
        assert_eq!(second, Next::After(Duration::from_secs(1), Step::Leave));
    }

    #[test]
    fn called_they_claim_or_stay_away() {
        let conduct = Conduct { manners: Manners { no_shows: 1.0, ..Manners::default() }, ..conduct(1.0) };
        let called = Session { status: Status::Released, ..waiting(0.0) };
        assert_eq!(Visitor::new(0, &conduct).hear(&called, Duration::ZERO, &conduct, 1.0), Next::NoShow);
        let next = patient(&conduct).hear(&called, Duration::ZERO, &conduct, 1.0);
        assert!(matches!(next, Next::After(_, Step::Claim)), "{next:?}");
        let over = Session { status: Status::NoShow, ..waiting(0.0) };
        assert_eq!(patient(&conduct).hear(&over, Duration::ZERO, &conduct, 1.0), Next::Missed);
    }
}

//! After a failure, calls fail at once for a while, so that nobody waits again and again for what does not answer. Then one
//! call tries, and the others still fail at once until it is known how that went.

use std::time::{Duration, Instant};

use parking_lot::Mutex;

#[derive(Debug)]
pub(crate) struct Breaker {
    pause: Duration,
    state: Mutex<State>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Closed,
    Open { until: Instant },
    Trying,
}

/// A call that may be made. Dropped without an outcome (its caller has gone), it says nothing.
#[derive(Debug)]
pub(crate) struct Attempt<'a> {
    breaker: &'a Breaker,
    tries: bool,
}

impl Breaker {
    pub(crate) fn new(pause: Duration) -> Self {
        Self { pause, state: Mutex::new(State::Closed) }
    }

    /// Whether a call may be made now.
    pub(crate) fn attempt(&self) -> Option<Attempt<'_>> {
        let mut state = self.state.lock();
        let tries = match *state {
            State::Closed => false,
            State::Open { until } if until <= Instant::now() => {
                *state = State::Trying;
                true
            }
            State::Open { .. } | State::Trying => return None,
        };
        Some(Attempt { breaker: self, tries })
    }
}

impl Attempt<'_> {
    /// Answers whether calls had been held back.
    pub(crate) fn succeeded(self) -> bool {
        std::mem::replace(&mut *self.breaker.state.lock(), State::Closed) != State::Closed
    }

    /// Answers whether calls had not been held back before.
    pub(crate) fn failed(self) -> bool {
        let open = State::Open { until: Instant::now() + self.breaker.pause };
        std::mem::replace(&mut *self.breaker.state.lock(), open) == State::Closed
    }
}

impl Drop for Attempt<'_> {
    fn drop(&mut self) {
        let mut state = self.breaker.state.lock();
        if self.tries && *state == State::Trying {
            *state = State::Open { until: Instant::now() };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_call_tries_while_the_others_are_held_back() {
        let breaker = Breaker::new(Duration::ZERO);
        let (first, second) = (breaker.attempt().unwrap(), breaker.attempt().unwrap());
        assert!(first.failed() && !second.failed(), "the first to fail opens it");
        let tries = breaker.attempt().unwrap();
        assert!(breaker.attempt().is_none(), "one tries");
        assert!(!tries.failed());
        let tries = breaker.attempt().unwrap();
        assert!(tries.succeeded() && breaker.attempt().is_some());
        assert!(!breaker.attempt().unwrap().succeeded() && breaker.attempt().is_some());
    }

    #[test]
    fn a_try_that_was_given_up_lets_another_try() {
        let breaker = Breaker::new(Duration::ZERO);
        breaker.attempt().unwrap().failed();
        drop(breaker.attempt().unwrap());
        assert!(breaker.attempt().is_some());
    }

    #[test]
    fn calls_are_held_back_for_the_pause() {
        let breaker = Breaker::new(Duration::from_secs(1000));
        breaker.attempt().unwrap().failed();
        assert!(breaker.attempt().is_none());
    }
}

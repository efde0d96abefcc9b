//! Holds calls back while the server does not answer, so that visitors do not queue up for timeouts.
//!
//! A few failures in a row open it; then one call in a while tries again. Must not know what a call is.

use std::time::Duration;

use parking_lot::Mutex;
use tokio::time::Instant;

/// Failures in a row after which calls are held back.
const FAILURES: u32 = 3;
/// Between two tries while calls are held back.
const PAUSE: Duration = Duration::from_secs(2);

#[derive(Default)]
pub(crate) struct Breaker(Mutex<State>);

#[derive(Default)]
struct State {
    failures: u32,
    next_try: Option<Instant>,
}

impl Breaker {
    /// Whether a call may be made now. While open, the one that may is the only one for a while.
    pub fn allows(&self) -> bool {
        let mut state = self.0.lock();
        let now = Instant::now();
        match state.next_try {
            None => true,
            Some(at) if at <= now => {
                state.next_try = Some(now + PAUSE);
                true
            }
            Some(_) => false,
        }
    }

    /// Notes a success; true where calls had been held back.
    pub fn succeeded(&self) -> bool {
        std::mem::take(&mut *self.0.lock()).next_try.is_some()
    }

    /// Notes a failure; true where calls are held back from now on.
    pub fn failed(&self) -> bool {
        let mut state = self.0.lock();
        state.failures = state.failures.saturating_add(1);
        let opens = state.failures >= FAILURES && state.next_try.is_none();
        if state.failures >= FAILURES {
            state.next_try = Some(Instant::now() + PAUSE);
        }
        opens
    }
}

#[cfg(test)]
mod tests {
    use super::{Breaker, PAUSE};

    #[tokio::test(start_paused = true)]
    async fn opens_after_failures_in_a_row_and_tries_one_call_at_a_time() {
        let breaker = Breaker::default();
        assert!(!breaker.failed() && !breaker.failed());
        assert!(!breaker.succeeded());
        assert!(!breaker.failed() && !breaker.failed() && breaker.allows());
        assert!(breaker.failed(), "the third in a row opens it");
        assert!(!breaker.allows());
        tokio::time::advance(PAUSE).await;
        assert!(breaker.allows() && !breaker.allows(), "one tries");
        assert!(!breaker.failed() && !breaker.allows());
        tokio::time::advance(PAUSE).await;
        assert!(breaker.allows() && breaker.succeeded());
        assert!(breaker.allows() && breaker.allows());
    }
}

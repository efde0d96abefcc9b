//! How often one may try to sign in with one e-mail from one address. In memory, bounded, per node.

use std::collections::HashMap;

use parking_lot::Mutex;
use vq_api::ClientAddress;
use vq_domain::{Error, ErrorCode, Millis};

/// Most pairs of e-mail and address remembered.
const MOST: usize = 10_000;

/// Who tries: SHA-256 over address and e-mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Attempter([u8; 32]);

impl Attempter {
    pub(crate) fn new(email: &str, address: ClientAddress) -> Self {
        let mut context = aws_lc_rs::digest::Context::new(&aws_lc_rs::digest::SHA256);
        context.update(&address.network().octets());
        context.update(email.as_bytes());
        let mut hash = [0; 32];
        hash.copy_from_slice(context.finish().as_ref());
        Self(hash)
    }
}

struct Window {
    began: Millis,
    attempts: u32,
}

/// Counts attempts.
pub(crate) struct Throttle {
    most: u32,
    window_millis: u64,
    windows: Mutex<HashMap<Attempter, Window>>,
}

impl Throttle {
    pub(crate) fn new(most: u32, window_seconds: u32) -> Self {
        Self { most, window_millis: u64::from(window_seconds) * 1000, windows: Mutex::new(HashMap::new()) }
    }

    /// Counts an attempt before it is made, so that many at once do not slip through; refuses one too many.
    pub(crate) fn begin(&self, who: Attempter, now: Millis) -> Result<(), Error> {
        let mut windows = self.windows.lock();
        if windows.len() >= MOST && !windows.contains_key(&who) {
            self.make_room(&mut windows, now);
        }
        let window = windows.entry(who).or_insert(Window { began: now, attempts: 0 });
        if now.since(window.began) >= self.window_millis {
            *window = Window { began: now, attempts: 0 };
        }
        if window.attempts >= self.most {
            let millis = self.window_millis - now.since(window.began);
            let seconds = u32::try_from(millis.div_ceil(1000)).unwrap_or(u32::MAX);
            let message = format!("Too many attempts to sign in. Try again in {seconds} seconds.");
            return Err(Error {
                retry_after_seconds: Some(seconds),
                ..Error::new(ErrorCode::RateLimited, message)
            });
        }
        window.attempts += 1;
        Ok(())
    }

    /// The attempt was not judged, through no fault of the caller.
    pub(crate) fn take_back(&self, who: Attempter) {
        if let Some(window) = self.windows.lock().get_mut(&who) {
            window.attempts = window.attempts.saturating_sub(1);
        }
    }

    /// The attempt was right: those before it are forgiven.
    pub(crate) fn forgive(&self, who: Attempter) {
        self.windows.lock().remove(&who);
    }

    fn make_room(&self, windows: &mut HashMap<Attempter, Window>, now: Millis) {
        windows.retain(|_, window| now.since(window.began) < self.window_millis);
        if windows.len() >= MOST {
            let oldest = windows.iter().min_by_key(|(_, window)| window.began).map(|(who, _)| *who);
            oldest.map(|who| windows.remove(&who));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn who(email: &str) -> Attempter {
        Attempter::new(email, ClientAddress(None))
    }

    #[test]
    fn one_too_many_is_told_when_to_come_again() {
        let throttle = Throttle::new(3, 60);
        for at in 0..3 {
            assert!(throttle.begin(who("a"), Millis(at * 1000)).is_ok());
        }
        let refused = throttle.begin(who("a"), Millis(10_500)).expect_err("refuses");
        assert_eq!((refused.code(), refused.retry_after_seconds), (ErrorCode::RateLimited, Some(50)));
        assert!(throttle.begin(who("b"), Millis(10_500)).is_ok());
        let elsewhere = Attempter::new("a", ClientAddress(Some([10, 0, 0, 1].into())));
        assert!(throttle.begin(elsewhere, Millis(10_500)).is_ok());
        assert!(throttle.begin(who("a"), Millis(60_000)).is_ok());
    }

    #[test]
    fn right_and_unjudged_attempts_do_not_count() {
        let throttle = Throttle::new(1, 60);
        throttle.begin(who("a"), Millis(0)).expect("first");
        throttle.take_back(who("a"));
        throttle.begin(who("a"), Millis(0)).expect("again");
        throttle.forgive(who("a"));
        throttle.begin(who("a"), Millis(0)).expect("afresh");
        assert!(throttle.begin(who("a"), Millis(0)).is_err());
    }

    #[test]
    fn its_memory_is_bounded_and_the_newest_stay() {
        let throttle = Throttle::new(1, 60);
        for at in 0..MOST + 100 {
            throttle.begin(who(&at.to_string()), Millis(i64::try_from(at).expect("small"))).expect("first");
        }
        assert_eq!(throttle.windows.lock().len(), MOST);
        assert!(throttle.begin(who(&(MOST + 99).to_string()), Millis(20_000)).is_err());
    }
}

//! Signs of life: who showed up in which window of time.
//!
//! A poll or an open socket sets one bit. Somebody who waits and is in none of the whole windows that the grace period
//! spans has abandoned the line. Windows that we were not there to watch (start, outage) do not count against anybody.

use roaring::RoaringBitmap;
use vq_domain::{Millis, Ticket};

/// Windows per grace period. More windows judge more exactly and cost one bitmap each.
const WINDOWS: i64 = 4;

/// The recent windows of one queue.
#[derive(Clone, Debug)]
pub struct SignsOfLife {
    grace_millis: i64,
    opened_at: Millis,
    current: RoaringBitmap,
    past: Vec<RoaringBitmap>,
}

impl SignsOfLife {
    /// Starts to watch at `now`; nobody is judged before a whole grace period has been watched.
    pub fn new(grace_seconds: u32, now: Millis) -> Self {
        Self {
            grace_millis: i64::from(grace_seconds) * 1000,
            opened_at: now,
            current: RoaringBitmap::new(),
            past: Vec::new(),
        }
    }

    /// Somebody showed up: polled, held a socket open, or joined. Whoever applies a [`crate::Change::Joined`] calls this
    /// for its ticket, or a person who joined a moment before the end of a window would be taken for gone.
    pub fn seen(&mut self, ticket: Ticket) {
        self.current.insert(ticket);
    }

    /// Everybody who showed up in the windows at hand, for the node that judges.
    pub fn recent(&self) -> RoaringBitmap {
        self.past.iter().fold(self.current.clone(), |all, window| all | window)
    }

    /// How long nobody may be silent, in milliseconds; 0 is without end.
    pub fn grace_millis(&self) -> i64 {
        self.grace_millis
    }

    /// Forgets what was watched: after an outage of our own, everybody gets the whole grace period anew.
    pub fn restart(&mut self, grace_seconds: u32, now: Millis) {
        *self = Self::new(grace_seconds, now);
    }

    /// Whether `now` is past the end of the current window, so that [`Self::turn`] has something to do.
    pub fn is_due(&self, now: Millis) -> bool {
        let watched = now - self.opened_at;
        // A clock that was set back far counts as an interruption, which `turn` deals with.
        self.grace_millis > 0 && (watched >= self.grace_millis / WINDOWS || watched < -self.grace_millis)
    }

    /// Ends the current window. When a whole grace period has been watched, answers everybody who showed up in it; whoever
    /// waits and is not among them is gone. A window that lasted more than twice its length was not watched properly (we
    /// were stopped, the clock jumped), and watching starts anew.
    pub fn turn(&mut self, now: Millis) -> Option<RoaringBitmap> {
        let watched = now - self.opened_at;
        if !(0..=2 * (self.grace_millis / WINDOWS).max(1000)).contains(&watched) {
            self.restart(u32::try_from(self.grace_millis / 1000).unwrap_or(0), now);
            return None;
        }
        self.opened_at = now;
        self.past.push(std::mem::take(&mut self.current));
        if (self.past.len() as i64) <= WINDOWS {
            return None;
        }
        self.past.remove(0);
        Some(self.past.iter().fold(RoaringBitmap::new(), |all, window| all | window))
    }
}

//! When to try a queue again that failed: later each time, and a record at a time, so that all before the broken one is read.

use std::{collections::HashMap, time::Duration};

use tokio::time::Instant;
use vq_domain::QueueId;

/// The first pause, twice as long each time.
const FIRST: Duration = Duration::from_secs(1);
/// The longest.
const LONGEST: Duration = Duration::from_secs(300);

#[derive(Clone, Copy, Debug)]
struct Trouble {
    pause: Duration,
    until: Instant,
}

/// The queues that failed.
#[derive(Debug, Default)]
pub(crate) struct Patience {
    troubled: HashMap<QueueId, Trouble>,
}

impl Patience {
    /// It failed again, or for the first time.
    pub(crate) fn failed(&mut self, queue: QueueId, now: Instant) {
        let before = self.troubled.get(&queue);
        let pause = before.map_or(FIRST, |before| (before.pause * 2).min(LONGEST));
        self.troubled.insert(queue, Trouble { pause, until: now + pause });
    }

    /// All is well.
    pub(crate) fn went_well(&mut self, queue: QueueId) {
        self.troubled.remove(&queue);
    }

    /// Whether it failed the last time.
    pub(crate) fn is_troubled(&self, queue: QueueId) -> bool {
        self.troubled.contains_key(&queue)
    }

    /// Whether it is to be left alone for now.
    pub(crate) fn waits(&self, queue: QueueId, now: Instant) -> bool {
        self.troubled.get(&queue).is_some_and(|trouble| now < trouble.until)
    }

    /// Forgets queues that are no longer there.
    pub(crate) fn keep(&mut self, there: impl Fn(QueueId) -> bool) {
        self.troubled.retain(|queue, _| there(*queue));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_failure_doubles_the_pause_up_to_five_minutes() {
        let (mut patience, queue) = (Patience::default(), QueueId::from_bytes([1; 16]));
        let start = Instant::now();
        for pause in [1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300] {
            patience.failed(queue, start);
            let pause = Duration::from_secs(pause);
            assert!(patience.waits(queue, start + pause - Duration::from_millis(1)));
            assert!(!patience.waits(queue, start + pause) && patience.is_troubled(queue));
        }
        assert!(!patience.waits(QueueId::from_bytes([2; 16]), start));
        patience.went_well(queue);
        assert!(!patience.waits(queue, start) && !patience.is_troubled(queue));
    }
}

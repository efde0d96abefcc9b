//! Who was inside and is out before their time: the admissions they hold must not let them in again, for their slots are
//! others' now. Every node reads the same from the change sets, those of the time before its start included.

use std::collections::VecDeque;

use parking_lot::Mutex;
use vq_domain::{Millis, QueueId, SessionId, SessionState};
use vq_engine::{Change, ChangeSet};
use vq_ports::{QueueLog, StoreResult};

/// Change sets read at once.
const PORTION: u32 = 1024;

/// The departed of one line, the earliest first.
#[derive(Debug, Default)]
pub(crate) struct Departed {
    list: Mutex<VecDeque<(SessionId, Millis)>>,
}

impl Departed {
    /// Takes note of who left in this set. Nobody stays inside for longer than `longest_seconds` without a new admission, so
    /// by then each has expired.
    pub(crate) fn note(&self, set: &ChangeSet, longest_seconds: u32) {
        let out = set.changes.iter().filter_map(|change| match change {
            // Who was expired holds nothing that is still valid.
            Change::Moved { session, from: SessionState::Active, to, .. }
                if !to.is_live() && *to != SessionState::Expired =>
            {
                Some(*session)
            }
            _ => None,
        });
        let until = set.at.plus_seconds(longest_seconds);
        let mut list = self.list.lock();
        list.extend(out.map(|session| (session, until)));
        while list.front().is_some_and(|(_, until)| *until < set.at) {
            list.pop_front();
        }
    }

    /// Each with the time after which nothing they hold is valid.
    pub(crate) fn at(&self, now: Millis) -> Vec<(SessionId, Millis)> {
        self.list.lock().iter().filter(|(_, until)| *until >= now).copied().collect()
    }

    /// Reads from the log who left in the time that still matters, up to `version`.
    pub(crate) async fn recall(
        &self,
        log: &dyn QueueLog,
        queue: QueueId,
        version: u64,
        longest_seconds: u32,
        now: Millis,
    ) -> StoreResult<()> {
        let since = now + -1000 * i64::from(longest_seconds);
        let mut from = first_after(log, queue, version, since).await?;
        while from < version {
            let sets = log.changes_after(queue, from, PORTION).await?;
            let Some(last) = sets.last() else { break };
            from = last.version;
            for set in sets.iter().filter(|set| set.version <= version) {
                self.note(set, longest_seconds);
            }
        }
        Ok(())
    }
}

/// The version before the first set that is not older than `since`, by halving; `version` if there is none.
async fn first_after(log: &dyn QueueLog, queue: QueueId, version: u64, since: Millis) -> StoreResult<u64> {
    let (mut old, mut young) = (0, version);
    while old < young {
        let middle = old + (young - old) / 2;
        // No answer: what followed is no longer kept, so it is older than all that is.
        let is_old = log.changes_after(queue, middle, 1).await?.first().is_none_or(|set| set.at < since);
        if is_old { old = middle + 1 } else { young = middle }
    }
    Ok(young)
}

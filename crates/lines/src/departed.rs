//! Who was inside and is out before their time: the admissions they hold must not let them in again, for their slots are
//! others' now. Every node reads the same from the change sets, those of the time before its start included.

use std::collections::BTreeSet;

use parking_lot::Mutex;
use vq_domain::{Millis, QueueId, SessionId, SessionState};
use vq_engine::{Change, ChangeSet};
use vq_ports::{QueueLog, StoreResult};

/// Change sets read at once.
const PORTION: u32 = 1024;
/// By so much the clock of a verifier may differ from ours, in seconds: the longest leeway one can be given.
const LEEWAY_SECONDS: u32 = 300;

/// The departed of one line.
#[derive(Debug, Default)]
pub(crate) struct Departed {
    /// Those first whose admissions expire first.
    list: Mutex<BTreeSet<(Millis, SessionId)>>,
}

impl Departed {
    /// Takes note of who left in this set. No admission that was good then was given for longer than `longest_seconds`, so by
    /// then each has expired.
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
        let until = set.at.plus_seconds(longest_seconds).plus_seconds(LEEWAY_SECONDS);
        let mut list = self.list.lock();
        list.extend(out.map(|session| (until, session)));
        while list.first().is_some_and(|(until, _)| *until < set.at) {
            list.pop_first();
        }
    }

    /// Each with the time after which nothing they hold is valid.
    pub(crate) fn at(&self, now: Millis) -> Vec<(SessionId, Millis)> {
        let list = self.list.lock();
        list.iter().filter(|(until, _)| *until >= now).map(|(until, session)| (*session, *until)).collect()
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
        let since = now + -1000 * i64::from(longest_seconds.saturating_add(LEEWAY_SECONDS));
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

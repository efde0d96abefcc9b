//! The calls that a line has seen lately, for boards that follow them. A board that was away for longer reads the log.

use std::collections::VecDeque;

use parking_lot::Mutex;
use vq_engine::{Change, ChangeSet, hall::Call};
use vq_ports::{QueueLog, StoreResult};

use crate::LineHandle;

/// Calls kept in memory, per line.
const KEPT: usize = 2048;
/// Change sets read from the log at once, and how often: a board need not sign in, and names the version itself.
const PORTION: u32 = 1024;
const MOST_PORTIONS: u64 = 4;

/// The calls after some version of the line, in order, and the version up to which these are all.
pub type CallsAfter = (Vec<Call>, u64);

/// The calls of one line.
#[derive(Debug, Default)]
pub(crate) struct Calls {
    inner: Mutex<Inner>,
}

#[derive(Debug, Default)]
struct Inner {
    /// All that were made after this version, up to the other one, are here.
    after: u64,
    upto: u64,
    calls: VecDeque<(u64, Call)>,
}

impl Calls {
    /// The index was loaded: what was before, the log knows.
    pub(crate) fn loaded(&self, version: u64) {
        *self.inner.lock() = Inner { after: version, upto: version, calls: VecDeque::new() };
    }

    pub(crate) fn note(&self, set: &ChangeSet) {
        let mut inner = self.inner.lock();
        inner.upto = set.version;
        for change in &set.changes {
            if let Change::Called { call } = change {
                inner.calls.push_back((set.version, Call::clone(call)));
            }
        }
        while inner.calls.len() > KEPT {
            if let Some((version, _)) = inner.calls.pop_front() {
                inner.after = inner.after.max(version);
            }
        }
    }

    fn after(&self, version: u64) -> Option<CallsAfter> {
        let inner = self.inner.lock();
        let calls = inner.calls.iter().filter(|(at, _)| *at > version).map(|(_, call)| call.clone());
        (version >= inner.after).then(|| (calls.collect(), inner.upto.max(version)))
    }
}

/// The calls of a line after a version. `None` if that is too long ago to be told.
pub(crate) async fn after(
    log: &dyn QueueLog,
    line: &LineHandle,
    version: u64,
) -> StoreResult<Option<CallsAfter>> {
    if let Some(known) = line.calls().after(version) {
        return Ok(Some(known));
    }
    // What would not be read to its end is not begun.
    let behind = line.read(|index| index.state().version).saturating_sub(version);
    if behind > u64::from(PORTION) * MOST_PORTIONS {
        return Ok(None);
    }
    let (mut calls, mut from) = (Vec::new(), version);
    for _ in 0..MOST_PORTIONS {
        let sets = log.changes_after(line.id(), from, PORTION).await?;
        let Some(last) = sets.last() else { return Ok(None) };
        from = last.version;
        let all = sets.iter().flat_map(|set| &set.changes);
        calls.extend(all.filter_map(|change| match change {
            Change::Called { call } => Some(Call::clone(call)),
            _ => None,
        }));
        if let Some((rest, upto)) = line.calls().after(from) {
            calls.extend(rest);
            return Ok(Some((calls, upto)));
        }
    }
    Ok(None)
}

//! Who was inside and is out before their time: the admissions they hold must not let them in again, for their slots are
//! others' now. Every node reads the same from the change sets, those of the time before its start included.
//!
//! They are told in parts, each from a version of the line on, so that who follows gets what is new and nobody all at once:
//! a line may have millions. What was made for one who asks is for everybody who asks in the same second.

use std::{
    collections::{HashMap, VecDeque},
    hash::{DefaultHasher, Hasher as _},
    sync::Arc,
};

use bytes::Bytes;
use parking_lot::Mutex;
use vq_domain::{Millis, QueueId, SessionId, SessionState};
use vq_engine::{Change, ChangeSet};
use vq_ports::{LEEWAY_SECONDS, QueueLog, StoreResult, changes_needed_for};

/// Change sets read at once.
const PORTION: u32 = 1024;
/// Sessions after which a part ends, with the change set that they are of.
const PART: usize = 4096;
/// What is told is looked up anew at most this often, in milliseconds.
const TOLD_MILLIS: i64 = 1000;
/// Parts kept for others who ask, besides those that are kept whoever asks for what. A part more is made in a millisecond.
const KEPT: usize = 16;
/// Versions of which it is known that who follows may have been told up to them: with one each second, those of a minute.
const FOLLOWED: usize = 64;

/// A part of those who departed from a line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Departures {
    /// In the order in which they left, each group with the time after which nothing they hold is valid.
    pub groups: Vec<(Millis, Vec<SessionId>)>,
    /// The version of the line from which to go on.
    pub cursor: u64,
    /// Whether there are more already.
    pub more: bool,
}

/// A part as it was written down.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Published {
    /// The bytes, the same for everybody.
    pub body: Bytes,
    /// Strong entity tag, with quotes. Nodes that tell the same give it the same.
    pub etag: Bytes,
}

/// The departed of one line.
#[derive(Debug, Default)]
pub(crate) struct Departed {
    list: Mutex<List>,
    /// Held by whoever writes a part down.
    desk: Mutex<Desk>,
}

#[derive(Debug, Default)]
struct List {
    /// In the order of versions.
    sets: VecDeque<Set>,
    /// The last version looked at.
    known: u64,
    /// The last version in which somebody left.
    last: u64,
}

/// Who left in one change set.
#[derive(Debug)]
struct Set {
    version: u64,
    /// After this nothing they hold is valid.
    until: Millis,
    sessions: Box<[SessionId]>,
}

/// What is told in one second.
#[derive(Debug, Default)]
struct Desk {
    since: Millis,
    /// The last version of which is told.
    upto: u64,
    /// By the version they begin with.
    parts: HashMap<u64, Arc<Published>>,
    /// How many of them are neither the first nor for those who follow.
    others: usize,
    /// Up to which versions was told lately, oldest first. From one of them goes on who follows; strangers can name any version,
    /// and must not use up the room of those.
    followed: VecDeque<u64>,
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
        let sessions: Box<[_]> = out.collect();
        let until = set.at.plus_seconds(longest_seconds).plus_seconds(LEEWAY_SECONDS);
        let mut list = self.list.lock();
        if set.version <= list.known {
            return;
        }
        list.known = set.version;
        if !sessions.is_empty() {
            list.last = set.version;
            list.sets.push_back(Set { version: set.version, until, sessions });
        }
        list.forget(set.at);
    }

    /// The part that follows on a version of the line, as `write` writes it down; the first one follows on 0. It is at most a
    /// second old. Who has heard of a version that this node has not is told of the last that it has.
    pub(crate) fn published(
        &self,
        since: u64,
        now: Millis,
        write: impl FnOnce(&Departures) -> Vec<u8>,
    ) -> Arc<Published> {
        let mut desk = self.desk.lock();
        let (begins, is_first, part) = {
            let mut list = self.list.lock();
            if !(0..TOLD_MILLIS).contains(&(now - desk.since)) {
                list.forget(now);
                desk.begin(now, list.last);
            }
            let begins = list.first_after(since, desk.upto);
            if let Some(part) = desk.parts.get(&begins) {
                return part.clone();
            }
            (begins, begins == list.first_after(0, desk.upto), list.part(begins, desk.upto))
        };
        if !is_first && !desk.followed.contains(&since) {
            if desk.others == KEPT {
                // Nobody waits for a part that nobody else gets.
                drop(desk);
                return Arc::new(Published::new(write(&part)));
            }
            desk.others += 1;
        }
        let published = Arc::new(Published::new(write(&part)));
        desk.parts.insert(begins, published.clone());
        published
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
        {
            let mut list = self.list.lock();
            // The store was put back: what we know of later versions has not happened.
            if version < list.known {
                *list = List::default();
            }
        }
        let since = changes_needed_for(longest_seconds, now);
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

impl Desk {
    /// Begins another second, in which is told up to a version.
    fn begin(&mut self, now: Millis, upto: u64) {
        (self.since, self.upto, self.others) = (now, upto, 0);
        self.parts.clear();
        if self.followed.back() != Some(&upto) {
            if self.followed.len() == FOLLOWED {
                self.followed.pop_front();
            }
            self.followed.push_back(upto);
        }
    }
}

impl Published {
    fn new(body: Vec<u8>) -> Self {
        let mut hasher = DefaultHasher::new();
        hasher.write(&body);
        Self { body: body.into(), etag: format!("\"{:016x}\"", hasher.finish()).into() }
    }
}

impl List {
    /// Forgets those who hold nothing that is valid. One who left when people stayed shorter may be kept as long as one
    /// before; that is no harm.
    fn forget(&mut self, now: Millis) {
        while self.sets.front().is_some_and(|set| set.until < now) {
            self.sets.pop_front();
        }
    }

    /// The version of the first set after `since` and not after `upto`; one that no set has if there is none.
    fn first_after(&self, since: u64, upto: u64) -> u64 {
        let at = self.sets.partition_point(|set| set.version <= since);
        self.sets.get(at).map(|set| set.version).filter(|version| *version <= upto).unwrap_or(u64::MAX)
    }

    /// Those from a version on and not after `upto`.
    fn part(&self, begins: u64, upto: u64) -> Departures {
        let mut part = Departures { groups: Vec::new(), cursor: upto, more: false };
        let mut count = 0;
        let from = self.sets.partition_point(|set| set.version < begins);
        for set in self.sets.range(from..).take_while(|set| set.version <= upto) {
            if count >= PART {
                part.more = true;
                break;
            }
            count += set.sessions.len();
            part.cursor = set.version;
            match part.groups.last_mut() {
                Some((until, sessions)) if *until == set.until => sessions.extend_from_slice(&set.sessions),
                _ => part.groups.push((set.until, set.sessions.to_vec())),
            }
        }
        if !part.more {
            part.cursor = upto;
        }
        part
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

#[cfg(test)]
mod tests {
    use vq_domain::Priority;
    use vq_engine::Bucket;

    use super::*;

    const START: Millis = Millis(1_700_000_000_000);
    const WEEK: u32 = 7 * 24 * 3600;

    fn session(number: u32) -> SessionId {
        SessionId::from_bytes(u128::from(number).to_be_bytes())
    }

    /// A change set in which these leave.
    fn set(version: u64, at: Millis, numbers: impl Iterator<Item = u32>) -> ChangeSet {
        let changes = numbers.map(|number| Change::Moved {
            session: session(number),
            ticket: number,
            priority: Priority::NORMAL,
            from: SessionState::Active,
            to: SessionState::Completed,
            deadline: None,
            spent_millis: None,
            seat: None,
        });
        ChangeSet { version, at, bucket: Bucket::full(60, at), changes: changes.collect() }
    }

    /// The part that follows, taken apart by who asks: nobody's bytes are looked at.
    fn part(departed: &Departed, since: u64, now: Millis) -> Departures {
        let mut told = None;
        let published = departed.published(since, now, |part| {
            told = Some(part.clone());
            format!("{part:?}").into_bytes()
        });
        assert!(!published.body.is_empty());
        told.expect("a part that nobody has asked for in this second")
    }

    #[test]
    fn a_million_are_told_in_parts_and_then_only_what_is_new() {
        let departed = Departed::default();
        let (sets, each) = (1000, 1000);
        for at in 0..sets {
            // Between them are versions in which nobody left.
            departed.note(&set(u64::from(at) * 3 + 3, START, at * each..(at + 1) * each), WEEK);
            departed.note(&set(u64::from(at) * 3 + 4, START, 0..0), WEEK);
        }
        let (mut since, mut told, mut parts) = (0, Vec::new(), 0);
        loop {
            let part = part(&departed, since, START);
            let there: usize = part.groups.iter().map(|(_, sessions)| sessions.len()).sum();
            assert!(there <= PART + each as usize, "{there} in one part");
            assert!(part.groups.iter().all(|(until, _)| *until == START.plus_seconds(WEEK + LEEWAY_SECONDS)));
            told.extend(part.groups.into_iter().flat_map(|(_, sessions)| sessions));
            (since, parts) = (part.cursor, parts + 1);
            if !part.more {
                break;
            }
        }
        assert_eq!(parts, 200);
        assert!(told.iter().copied().eq((0..sets * each).map(session)), "everybody once and in order");

        let later = START + TOLD_MILLIS;
        departed.note(&set(since + 2, later, 7..8), WEEK);
        let news = part(&departed, since, later);
        assert_eq!(news.groups, [(later.plus_seconds(WEEK + LEEWAY_SECONDS), vec![session(7)])]);
        assert_eq!((news.cursor, news.more), (since + 2, false));
    }

    #[test]
    fn who_asks_in_the_same_second_gets_the_same_and_an_unchanged_part_keeps_its_tag() {
        let departed = Departed::default();
        departed.note(&set(1, START, 1..2), 60);
        let write = |part: &Departures| format!("{part:?}").into_bytes();
        let first = departed.published(0, START, write);
        departed.note(&set(2, START, 2..3), 60);
        let again = departed.published(0, START + (TOLD_MILLIS - 1), |_| panic!("it is written already"));
        assert!(Arc::ptr_eq(&first, &again));

        let later = START + TOLD_MILLIS;
        let changed = departed.published(0, later, write);
        assert_ne!(first.etag, changed.etag);
        // People come; nobody leaves.
        departed.note(&set(3, later, 0..0), 60);
        assert_eq!(departed.published(0, later + TOLD_MILLIS, write).etag, changed.etag);
        // The clock was set back.
        assert_eq!(departed.published(0, START, write).etag, changed.etag);
    }

    #[test]
    fn strangers_use_up_nothing_that_is_kept_for_those_who_follow() {
        let departed = Departed::default();
        let count = 3 * KEPT as u64;
        for version in 1..=count {
            departed.note(&set(version, START, 0..1), 60);
        }
        let followed = part(&departed, 0, START).cursor;
        let later = START + TOLD_MILLIS;
        departed.note(&set(count + 1, later, 1..2), 60);

        let write = |part: &Departures| format!("{part:?}").into_bytes();
        let strangers = 1..count;
        for since in strangers.clone() {
            departed.published(since, later, write);
        }
        for since in [0, followed] {
            let once = departed.published(since, later, write);
            let again = departed.published(since, later, |_| panic!("{since} is written already"));
            assert!(Arc::ptr_eq(&once, &again));
        }
        let mut written = 0;
        for since in strangers {
            departed.published(since, later, |part| {
                written += 1;
                write(part)
            });
        }
        assert_eq!(written, count - 1 - KEPT as u64, "of theirs no more is kept than before");
    }

    #[test]
    fn who_knows_more_than_this_node_is_told_where_it_stands() {
        let departed = Departed::default();
        assert_eq!(part(&departed, u64::MAX, START), Departures::default());
        departed.note(&set(5, START, 1..2), 60);
        let behind = part(&departed, 9, START + TOLD_MILLIS);
        assert_eq!((behind.groups.len(), behind.cursor, behind.more), (0, 5, false));
    }

    #[test]
    fn nobody_is_told_of_twice_or_after_their_time() {
        let departed = Departed::default();
        departed.note(&set(1, START, 1..2), 60);
        departed.note(&set(1, START, 1..2), 60);
        let until = START.plus_seconds(60 + LEEWAY_SECONDS);
        assert_eq!(part(&departed, 0, until).groups, [(until, vec![session(1)])]);
        let over = part(&departed, 0, until + TOLD_MILLIS);
        assert_eq!((over.groups.len(), over.cursor), (0, 1));
    }
}

//! I3: inside a priority people are released in the order of their places, and nobody's place gets worse, except through a
//! priority that somebody else was given.

use std::collections::HashMap;

use vq_crowd::wire::Status;

use super::{Fault, verdict::Findings};
use crate::history::{History, Run, Seen};

/// By the stored times, nobody was released while somebody of their priority with a smaller ticket stayed behind.
pub(super) fn releases(history: &History, findings: &mut Findings) {
    let mut order: Vec<_> = history.sessions.iter().collect();
    order.sort_unstable_by_key(|one| (one.priority, one.ticket));
    let mut longest: Option<(u8, i64, u32)> = None;
    for one in order {
        let before = longest.filter(|(priority, ..)| *priority == one.priority);
        if let (Some((_, until, other)), Some(released)) = (before, one.released_at)
            && until > released
        {
            findings.add(Fault::Overtaken, || {
                format!("ticket {} was released at {released}, before ticket {other} ({until})", one.ticket)
            });
        }
        let until = one.released_at.or(one.ended_at).unwrap_or(i64::MAX);
        if before.is_none_or(|(_, longest, _)| until > longest) {
            longest = Some((one.priority, until, one.ticket));
        }
    }
}

/// In the order of the line's states, a session's place stays and its position does not rise by more than the people who
/// were given a higher priority.
pub(super) fn places(history: &History, findings: &mut Findings) {
    let priorities: HashMap<_, _> = history.sessions.iter().map(|one| (one.id, one.priority)).collect();
    let mut higher = [0u32; 256];
    for one in &history.sessions {
        higher.iter_mut().take(usize::from(one.priority)).for_each(|count| *count += 1);
    }
    for answers in by_session(history).into_values() {
        let mut before: Option<&Seen> = None;
        for seen in answers.into_iter().filter(|seen| seen.status == Status::Waiting) {
            let (Some(place), Some(position)) = (seen.place, seen.position) else { continue };
            let own = priorities.get(&seen.session).copied().unwrap_or(0);
            let room = higher[usize::from(own)];
            if let Some(before) = before {
                if before.place != Some(place) {
                    findings.add(Fault::PlaceChanged, || format!("{before:?}, then {seen:?}"));
                }
                if before.position.is_some_and(|before| position > before.saturating_add(room)) {
                    findings.add(Fault::PositionRose, || format!("{before:?}, then {seen:?}"));
                }
            }
            before = Some(seen);
        }
    }
}

/// What a node tells never gets older: whoever asks after an answer was given is told of the same state or a later one.
pub(super) fn versions(history: &History, findings: &mut Findings) {
    let mut nodes: HashMap<Run, (Vec<_>, Vec<_>)> = HashMap::new();
    for event in &history.events {
        // Answers about people who have left come from the store.
        let Some(seen) = event.seen().filter(|seen| is_live(seen.status)) else { continue };
        let (asked, told) = nodes.entry(event.at).or_default();
        asked.push((event.asked_at, seen.version));
        told.push((event.told_at, seen.version));
    }
    for (node, (mut asked, mut told)) in nodes {
        asked.sort_unstable();
        told.sort_unstable();
        let (mut known, mut newest) = (told.into_iter().peekable(), 0);
        for (asked_at, version) in asked {
            while let Some((_, version)) = known.next_if(|(told_at, _)| *told_at < asked_at) {
                newest = newest.max(version);
            }
            if version < newest {
                findings.add(Fault::WentBack, || format!("{node:?} told of {version} after {newest}"));
            }
        }
    }
}

/// Whether the session is not over.
pub(super) fn is_live(status: Status) -> bool {
    matches!(status, Status::Waiting | Status::Released | Status::Active)
}

/// What was told about each session, in the order of the line's states.
pub(super) fn by_session(history: &History) -> HashMap<uuid::Uuid, Vec<&Seen>> {
    let mut sessions: HashMap<_, Vec<&Seen>> = HashMap::new();
    for seen in history.events.iter().filter_map(|event| event.seen()) {
        sessions.entry(seen.session).or_default().push(seen);
    }
    for answers in sessions.values_mut() {
        answers.sort_by_key(|seen| seen.version);
    }
    sessions
}

//! I6: one live session per person, no ticket twice, nobody released twice.

use std::collections::{HashMap, HashSet};

use vq_crowd::wire::Status;

use super::{
    Fault,
    order::{by_session, is_live},
    verdict::Findings,
};
use crate::history::{Asked, History};

/// By the store.
pub(super) fn stored(history: &History, findings: &mut Findings) {
    let (mut ids, mut tickets) = (HashSet::new(), HashSet::new());
    let mut people: HashMap<&str, Vec<_>> = HashMap::new();
    for one in &history.sessions {
        if !ids.insert(one.id) || !tickets.insert(one.ticket) {
            findings.add(Fault::TicketTwice, || format!("{one:?} is not the only one"));
        }
        if let Some(person) = &one.user_identifier {
            people.entry(person).or_default().push(one);
        }
    }
    let asked: HashSet<&str> = history.events.iter().filter_map(|event| who(&event.asked)).collect();
    for (person, mut sessions) in people {
        if !history.strangers && !asked.contains(person) {
            findings.add(Fault::Uninvited, || format!("nobody asked for {person}"));
        }
        sessions.sort_unstable_by_key(|one| one.ticket);
        for pair in sessions.windows(2) {
            let [one, next] = pair else { continue };
            if one.ended_at.is_none_or(|ended_at| ended_at > next.enqueued_at) {
                findings.add(Fault::TwoSessions, || {
                    format!("{person} has tickets {} and {}", one.ticket, next.ticket)
                });
            }
        }
    }
}

fn who(asked: &Asked) -> Option<&str> {
    match asked {
        Asked::Join(person) => Some(person),
        _ => None,
    }
}

/// By what people were told: in the order of the line's states nobody goes back in life, and there is one release.
pub(super) fn told(history: &History, findings: &mut Findings) {
    let stored: HashMap<_, _> = history.sessions.iter().map(|one| (one.id, one)).collect();
    for (session, answers) in by_session(history) {
        let mut furthest = 0;
        // What is said about those who are gone comes from the store, whatever state the node has.
        for seen in answers.iter().filter(|seen| is_live(seen.status)) {
            let stage = stage(seen.status);
            if stage < furthest {
                findings.add(Fault::ReleasedTwice, || format!("{seen:?}, after more than that"));
            }
            furthest = furthest.max(stage);
        }
        let Some(stored) = stored.get(&session) else { continue };
        for seen in answers {
            let other_time = seen.released_at.is_some() && seen.released_at != stored.released_at;
            if other_time || stage(seen.status) > stage(stored.status) {
                findings.add(Fault::ReleasedTwice, || format!("{seen:?} was told of {stored:?}"));
            }
        }
    }
}

fn stage(status: Status) -> u8 {
    match status {
        Status::Waiting => 0,
        Status::Released => 1,
        Status::Active => 2,
        _ => 3,
    }
}

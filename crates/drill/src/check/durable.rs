//! I5: what was acknowledged is there at the end: a join with its ticket, a claim, an end.

use std::collections::HashMap;

use uuid::Uuid;
use vq_crowd::wire::{Listed, Status};

use super::{Fault, order::is_live, verdict::Findings};
use crate::history::{Asked, Event, History, Seen, Told};

pub(super) fn acknowledged(history: &History, findings: &mut Findings) {
    let stored: HashMap<Uuid, &Listed> = history.sessions.iter().map(|one| (one.id, one)).collect();
    let mut joined_at: HashMap<Uuid, i64> = HashMap::new();
    for event in &history.events {
        let Some(seen) = event.seen() else { continue };
        match stored.get(&seen.session) {
            None => findings.add(Fault::JoinLost, || format!("{seen:?} is not in the store")),
            Some(one) if one.ticket != seen.ticket => {
                findings.add(Fault::TicketChanged, || format!("{seen:?} has ticket {}", one.ticket));
            }
            Some(one) => kept(event, seen, one, findings),
        }
        if matches!(event.asked, Asked::Join(_)) {
            let known = joined_at.entry(seen.session).or_insert(event.told_at);
            *known = (*known).min(event.told_at);
        }
    }
    for event in &history.events {
        let (Asked::Look(session) | Asked::Census(_, session)) = event.asked else { continue };
        let known = joined_at.get(&session).is_some_and(|joined_at| *joined_at < event.asked_at);
        if known && matches!(event.told, Told::Refused(401 | 404, _)) {
            findings.add(Fault::JoinLost, || format!("{:?} does not know {session}", event.at));
        }
    }
}

fn kept(event: &Event, seen: &Seen, stored: &Listed, findings: &mut Findings) {
    match event.asked {
        Asked::Claim(_) if seen.status == Status::Active && stored.served_at.is_none() => {
            findings.add(Fault::ClaimLost, || format!("{seen:?} was never inside by {stored:?}"));
        }
        Asked::Leave(_) if !is_live(seen.status) && is_live(stored.status) => {
            findings.add(Fault::EndLost, || format!("{seen:?} is not over by {stored:?}"));
        }
        _ => {}
    }
}

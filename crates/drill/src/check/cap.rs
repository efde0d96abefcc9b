//! I1: released + active never exceed the cap. A cap that is lowered forbids new releases and puts nobody out.

use super::{Fault, limits::Limits, verdict::Findings};
use crate::history::{History, Told};

/// No count that anybody was told is above all caps so far.
pub(super) fn counts(history: &History, limits: &Limits, findings: &mut Findings) {
    for event in &history.events {
        let Told::Counts(counts) = event.told else { continue };
        let cap = limits.widest(i64::MIN, event.told_at.div_euclid(1000)).cap;
        if counts.holding() > u64::from(cap) {
            findings.add(Fault::CapInCounts, || format!("{counts:?} at {:?}, cap {cap}", event.at));
        }
    }
}

/// By the stored times, nobody was released into a full house. What ends in the millisecond in which somebody is released
/// made room.
pub(super) fn times(history: &History, limits: &Limits, findings: &mut Findings) {
    let mut moments = Vec::new();
    for one in &history.sessions {
        let Some(released_at) = one.released_at else { continue };
        moments.push((released_at, 1, one.ticket));
        if let Some(ended_at) = one.ended_at {
            moments.push((
                ended_at.max(released_at),
                if ended_at <= released_at { 2 } else { 0 },
                one.ticket,
            ));
        }
    }
    // In a millisecond: ends, then releases, then the ends of those who were released in it.
    moments.sort_unstable();
    let mut holding = 0u32;
    for (at, kind, ticket) in moments {
        if kind != 1 {
            holding -= 1;
            continue;
        }
        holding += 1;
        let cap = limits.widest(at, at).cap;
        if holding > cap {
            findings.add(Fault::CapByTimes, || {
                format!("ticket {ticket}, released at {at}, made {holding} at a cap of {cap}")
            });
        }
    }
}

//! I4: the position told is 1 + the number of people still waiting ahead, whichever node tells it.

use std::collections::{BTreeMap, HashMap};

use uuid::Uuid;
use vq_crowd::wire::Status;

use super::{Fault, verdict::Findings};
use crate::history::{Asked, History, Run, Seen};

/// Answers made from the same state of the line fit together: the same for the same session; in the order of the places;
/// and between two people no more than the tickets between them.
pub(super) fn same_version(history: &History, findings: &mut Findings) {
    let mixed = history.sessions.iter().any(|one| one.priority > 0);
    let mut versions: HashMap<u64, Vec<(u32, u32, &Seen)>> = HashMap::new();
    for seen in history.events.iter().filter_map(|event| event.seen()) {
        if let (Status::Waiting, Some(place), Some(position)) = (seen.status, seen.place, seen.position) {
            versions.entry(seen.version).or_default().push((place, position, seen));
        }
    }
    for mut answers in versions.into_values() {
        answers.sort_unstable_by_key(|(place, position, _)| (*place, *position));
        for pair in answers.windows(2) {
            let [(place, position, one), (next_place, next_position, other)] = pair else { continue };
            let places = next_place - place;
            let fits = match next_position.checked_sub(*position) {
                // Of different priorities, the later one may stand ahead.
                _ if mixed && places > 0 => true,
                Some(between) if places == 0 => between == 0,
                Some(between) => (1..=places).contains(&between),
                None => false,
            };
            if !fits {
                findings.add(Fault::PositionsDiffer, || format!("{one:?} and {other:?}"));
            }
        }
    }
}

/// In a quiet moment all nodes tell the same positions; they are 1 to n, and after the last quiet exactly those that follow
/// from the store.
pub(super) fn census(history: &History, findings: &mut Findings) {
    let mut phases: BTreeMap<u32, BTreeMap<Run, Positions>> = BTreeMap::new();
    for event in &history.events {
        let (Asked::Census(phase, session), Some(seen)) = (&event.asked, event.seen()) else { continue };
        let node = phases.entry(*phase).or_default().entry(event.at).or_default();
        if let Some(position) = seen.position {
            node.insert(*session, position);
        }
    }
    let last = phases.keys().next_back().copied();
    for (phase, nodes) in phases {
        let expected = if Some(phase) == last { stored(history) } else { nodes.values().next().cloned() };
        let Some(expected) = expected else { continue };
        for (node, told) in nodes {
            let wrong = told.iter().find(|(session, position)| expected.get(session) != Some(*position));
            if let Some((session, position)) = wrong {
                let right = expected.get(session);
                findings.add(Fault::PositionNotExact, || {
                    format!("in quiet {phase}, {node:?} told {session} {position}, not {right:?}")
                });
            }
            if !history.strangers {
                gaps(phase, node, &told, findings);
            }
        }
    }
}

type Positions = HashMap<Uuid, u32>;

/// All who wait were asked about, so their positions are 1 to n.
fn gaps(phase: u32, node: Run, told: &Positions, findings: &mut Findings) {
    let mut positions: Vec<u32> = told.values().copied().collect();
    positions.sort_unstable();
    if let Some((right, wrong)) = (1..).zip(positions).find(|(right, told)| right != told) {
        findings.add(Fault::PositionNotExact, || {
            format!("in quiet {phase}, {node:?} told {wrong} where {right} belongs")
        });
    }
}

/// The positions of those who wait at the end.
fn stored(history: &History) -> Option<Positions> {
    let mut waiting: Vec<_> = history.sessions.iter().filter(|one| one.status == Status::Waiting).collect();
    waiting.sort_unstable_by_key(|one| (std::cmp::Reverse(one.priority), one.ticket));
    Some((1..).zip(waiting).map(|(position, one)| (one.id, position)).collect())
}

//! The fairness of a queue: who was passed by somebody who came later, and who decided that.

use vq_api::ApiError;
use vq_domain::{Millis, Priority, Queue};
use vq_ports::{PageRequest, SessionFilter};

use super::{MOST_ROWS, Maker, Section, Time};

/// Most sessions that are compared.
const MOST_SESSIONS: usize = 100_000;
/// What decides somebody's place by hand.
const BYPASSES: [&str; 7] = [
    "session.admit",
    "session.prioritise",
    "session.call",
    "session.return",
    "session.transfer",
    "session.add_service",
    "session.check_in",
];

/// Somebody's wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Wait {
    ticket: u32,
    priority: Priority,
    /// When they came, as far as their place goes.
    came: (Millis, u32),
    /// When they were let in or called; `None` if they were not.
    turn: Option<Millis>,
    /// Until when they waited.
    until: Millis,
}

/// Somebody who waited on while others went before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Passed {
    wait: Wait,
    /// By how many of the same priority who came later.
    same: u32,
    /// By how many of a higher priority who came later.
    higher: u32,
}

pub(super) async fn sections(
    maker: &Maker<'_>,
    queue: &Queue,
    time: Time,
    now: Millis,
) -> Result<Vec<Section>, ApiError> {
    let (waits, more) = waits(maker, queue, time, now).await?;
    let passed = passed(&waits);
    let served = waits.iter().filter(|wait| wait.turn.is_some()).count();
    let unfair = passed.iter().filter(|passed| passed.same > 0).count();
    let inversions: u64 = passed.iter().map(|passed| u64::from(passed.same)).sum();
    let text = |number: &dyn std::fmt::Display| number.to_string();
    let mut rows = vec![
        vec!["People who came in this time".to_owned(), text(&waits.len())],
        vec!["of whom were let in or called".to_owned(), text(&served)],
        vec![
            "Waited on while somebody of the same priority who came later had their turn".to_owned(),
            text(&unfair),
        ],
        vec!["Such pairs (inversions)".to_owned(), text(&inversions)],
    ];
    let found = maker.entries(Some(maker.tenant.id), &BYPASSES, time).await?;
    let of_queue = |entry: &vq_domain::audit::Entry| {
        let id = queue.id.to_string();
        [&entry.before, &entry.after].into_iter().flatten().any(|state| state.contains(&id))
    };
    let records: Vec<_> = found.records.into_iter().filter(|record| of_queue(&record.entry)).collect();
    rows.push(vec!["Times that somebody's place was decided by hand".to_owned(), text(&records.len())]);
    let mut note = match queue.settings.pre_queue.enabled {
        true => Some(
            "This queue draws the places of those who come before its opening; compared by arrival, they pass each other."
                .to_owned(),
        ),
        false => None,
    };
    if more {
        note = Some(format!("Only the first {MOST_SESSIONS} people are compared; ask for a shorter time."));
    }
    let bypasses = maker.told("Places decided by hand", super::Found { records, more: found.more }).await?;
    let passed = passed.iter().take(MOST_ROWS).map(|passed| {
        vec![
            passed.wait.ticket.to_string(),
            u8::from(passed.wait.priority).to_string(),
            passed.wait.came.0.to_rfc3339(),
            passed.wait.turn.map_or_else(|| "never".to_owned(), Millis::to_rfc3339),
            passed.same.to_string(),
            passed.higher.to_string(),
        ]
    });
    Ok(vec![
        Section {
            title: queue.settings.name.clone(),
            note,
            columns: vec![("What", 80), ("How many", 20)],
            rows,
        },
        Section {
            title: "Who was passed".to_owned(),
            note: None,
            columns: vec![
                ("Ticket", 10),
                ("Priority", 9),
                ("Came", 23),
                ("Turn", 23),
                ("Passed by the same priority", 17),
                ("Passed by a higher priority", 18),
            ],
            rows: passed.collect(),
        },
        bypasses,
    ])
}

/// The waits of all who came in a time, and whether there are more than are compared.
async fn waits(
    maker: &Maker<'_>,
    queue: &Queue,
    time: Time,
    now: Millis,
) -> Result<(Vec<Wait>, bool), ApiError> {
    let filter = SessionFilter { queue: Some(queue.id), ..SessionFilter::default() };
    let mut waits = Vec::new();
    let mut cursor = None;
    loop {
        let sessions = &maker.service.stores.sessions;
        let page = sessions.list(maker.tenant.id, &filter, PageRequest { limit: 200, cursor }).await?;
        for record in &page.items {
            let entry = &record.entry;
            if !(time.from..time.to).contains(&entry.enqueued_at) {
                continue;
            }
            let ordered = entry.seat.as_ref().map_or(entry.enqueued_at, |seat| seat.ordered_at);
            waits.push(Wait {
                ticket: entry.ticket,
                priority: entry.priority,
                came: (ordered, entry.ticket),
                turn: entry.released_at,
                until: entry.released_at.or(entry.ended_at).unwrap_or(now),
            });
        }
        cursor = page.next;
        if cursor.is_none() {
            return Ok((waits, false));
        }
        if waits.len() >= MOST_SESSIONS {
            return Ok((waits, true));
        }
    }
}

/// Who was passed by somebody who came later and had their turn while they waited.
///
/// From the last who came to the first; the turns of those behind are counted in a Fenwick tree (Fenwick, "A new data
/// structure for cumulative frequency tables", 1994), one for each priority: `O(n log n)`.
fn passed(waits: &[Wait]) -> Vec<Passed> {
    let mut turns: Vec<Millis> = waits.iter().filter_map(|wait| wait.turn).collect();
    turns.sort_unstable();
    turns.dedup();
    let mut by_arrival: Vec<_> = waits.to_vec();
    by_arrival.sort_unstable_by_key(|wait| wait.came);
    let mut behind = vec![Fenwick::new(turns.len()); 10];
    let mut passed = Vec::new();
    for wait in by_arrival.iter().rev() {
        let before = turns.partition_point(|turn| *turn < wait.until);
        let own = usize::from(u8::from(wait.priority));
        let same = behind[own].sum(before);
        let higher = behind[own + 1..].iter().map(|tree| tree.sum(before)).sum();
        if same + higher > 0 {
            passed.push(Passed { wait: *wait, same, higher });
        }
        if let Some(turn) = wait.turn {
            behind[own].add(turns.partition_point(|known| *known < turn));
        }
    }
    passed.reverse();
    passed
}

/// Counts by place; sums of beginnings in logarithmic time.
#[derive(Clone)]
struct Fenwick(Vec<u32>);

impl Fenwick {
    fn new(size: usize) -> Self {
        Self(vec![0; size + 1])
    }

    fn add(&mut self, at: usize) {
        let mut at = at + 1;
        while at < self.0.len() {
            self.0[at] += 1;
            at += at & at.wrapping_neg();
        }
    }

    /// Of the first so many places.
    fn sum(&self, mut count: usize) -> u32 {
        let mut sum = 0;
        while count > 0 {
            sum += self.0[count];
            count -= count & count.wrapping_neg();
        }
        sum
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn wait(ticket: u32, priority: u8, came: i64, turn: Option<i64>, ended: i64) -> Wait {
        Wait {
            ticket,
            priority: Priority::try_from(priority).expect("a priority"),
            came: (Millis(came), ticket),
            turn: turn.map(Millis),
            until: Millis(turn.unwrap_or(ended)),
        }
    }

    #[test]
    fn who_waits_while_a_later_one_goes_is_passed() {
        let waits = [wait(1, 0, 1, Some(30), 0), wait(2, 0, 2, Some(20), 0), wait(3, 5, 3, Some(10), 0)];
        let passed = passed(&waits);
        assert_eq!(passed.len(), 2);
        assert_eq!((passed[0].wait.ticket, passed[0].same, passed[0].higher), (1, 1, 1));
        assert_eq!((passed[1].wait.ticket, passed[1].same, passed[1].higher), (2, 0, 1));
    }

    #[test]
    fn who_left_is_not_passed_by_later_turns() {
        let waits = [wait(1, 0, 1, None, 15), wait(2, 0, 2, Some(20), 0)];
        assert!(passed(&waits).is_empty());
    }

    proptest! {
        #[test]
        fn it_counts_what_comparing_all_pairs_counts(
            people in prop::collection::vec((0u8..10, 0i64..50, prop::option::of(0i64..50), 0i64..80), 0..60),
        ) {
            let waits: Vec<_> = (1u32..)
                .zip(people)
                .map(|(ticket, (priority, came, turn, ended))| wait(ticket, priority, came, turn, ended))
                .collect();
            for one in &waits {
                let later = |other: &&Wait| {
                    other.came > one.came && other.turn.is_some_and(|turn| turn < one.until)
                };
                let of = |wanted: fn(Priority, Priority) -> bool| {
                    waits.iter().filter(later).filter(|other| wanted(other.priority, one.priority)).count() as u32
                };
                let found = passed(&waits).into_iter().find(|passed| passed.wait == *one);
                let counted = found.map_or((0, 0), |passed| (passed.same, passed.higher));
                prop_assert_eq!(counted, (of(|a, b| a == b), of(|a, b| a > b)));
            }
        }
    }
}

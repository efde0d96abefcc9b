//! The referee: judges a run from the outside, from what visitors were told and what the staff list says. It shares no
//! code with the server, so a mistake there is not made twice.

use std::collections::{HashMap, HashSet};

use crate::{
    ledger::Joined,
    wire::{Counts, Listed},
};

const MINUTE: i64 = 60_000;

/// The rules in force during a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rules {
    /// Released and active together never exceed it.
    pub cap: u64,
    /// Releases per minute of wall time.
    pub rate_per_minute: u64,
}

impl Rules {
    /// The most that any 60 s may release: a minute of the rate, and the bucket of one second of rate that may be full
    /// when the minute begins.
    pub fn most_in_a_minute(&self) -> u64 {
        self.rate_per_minute + (self.rate_per_minute / 60).max(1)
    }
}

/// What the referee saw.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Verdict {
    /// Most people in line at once.
    pub max_waiting: u64,
    /// Who was released.
    pub released: u64,
    /// Most people released or active at once.
    pub max_concurrent: u64,
    /// Releases, and samples of the counts, that were above the cap.
    pub cap_breaches: u64,
    /// Most releases in any 60 s.
    pub max_releases_60s: u64,
    /// Releases that were one too many in the 60 s before them.
    pub rate_breaches: u64,
    /// People released while somebody of the same priority with a smaller ticket still waited.
    pub inversions: u64,
    /// Of those released after waiting: the share that waited at most the P50 told at joining. `None` if nobody did.
    pub wait_within_p50: Option<f64>,
    /// The same for P90.
    pub wait_within_p90: Option<f64>,
    /// Acknowledged joins that are not in the list, or have another ticket there.
    pub lost_joins: u64,
    /// Tickets that were handed out more than once.
    pub double_tickets: u64,
}

/// Judges a run.
pub fn judge(rules: Rules, sessions: &[Listed], joined: &[Joined], samples: &[Counts]) -> Verdict {
    let mut verdict = Verdict { inversions: inversions(sessions), ..Verdict::default() };
    let of = |select: fn(&Counts) -> u64| samples.iter().map(select);

    let held = spans(sessions, |one| Some((one.released_at?, one.ended_at)));
    let (concurrent, above) = most_at_once(held, rules.cap);
    verdict.max_concurrent = concurrent.max(of(Counts::holding).max().unwrap_or(0));
    verdict.cap_breaches = above + of(Counts::holding).filter(|&holding| holding > rules.cap).count() as u64;

    let waited = spans(sessions, |one| Some((one.enqueued_at, one.released_at.or(one.ended_at))));
    verdict.max_waiting =
        most_at_once(waited, u64::MAX).0.max(of(|counts| counts.waiting_users).max().unwrap_or(0));

    let mut releases: Vec<i64> = sessions.iter().filter_map(|one| one.released_at).collect();
    releases.sort_unstable();
    verdict.released = releases.len() as u64;
    (verdict.max_releases_60s, verdict.rate_breaches) = in_any_minute(&releases, rules.most_in_a_minute());

    let listed: HashMap<_, _> = sessions.iter().map(|one| (one.id, one)).collect();
    let known = |one: &&Joined| listed.get(&one.session).is_none_or(|listed| listed.ticket != one.ticket);
    verdict.lost_joins = joined.iter().filter(known).count() as u64;
    let tickets: HashSet<u32> = sessions.iter().map(|one| one.ticket).collect();
    verdict.double_tickets = (sessions.len() - tickets.len()) as u64;

    let waits = joined.iter().filter_map(|one| {
        let (told, listed) = (one.told?, listed.get(&one.session)?);
        Some((told, (listed.released_at? - listed.enqueued_at) as f64 / 1000.0))
    });
    let (mut people, mut within50, mut within90) = (0u64, 0u64, 0u64);
    for (told, waited) in waits {
        people += 1;
        within50 += u64::from(waited <= told.p50);
        within90 += u64::from(waited <= told.p90);
    }
    let share = |within: u64| (people > 0).then(|| within as f64 / people as f64);
    (verdict.wait_within_p50, verdict.wait_within_p90) = (share(within50), share(within90));
    verdict
}

/// Begin and end (exclusive; `None` is not over yet) of something for each session that has it.
fn spans(
    sessions: &[Listed],
    span: impl Fn(&Listed) -> Option<(i64, Option<i64>)>,
) -> impl Iterator<Item = (i64, i64)> {
    sessions.iter().filter_map(span).map(|(begin, end)| (begin, end.unwrap_or(i64::MAX)))
}

/// The most spans that overlap, and how many of them begin above `cap`. What ends in the millisecond in which something
/// begins made room for it.
fn most_at_once(spans: impl Iterator<Item = (i64, i64)>, cap: u64) -> (u64, u64) {
    let mut moments: Vec<(i64, i8)> =
        spans.flat_map(|(begin, end)| [(begin, 1), (end.max(begin), -1)]).collect();
    // Ends first; a span of no length must still begin before it ends, and adds nothing either way.
    moments.sort_unstable();
    let (mut now, mut most, mut above) = (0i64, 0i64, 0);
    for (_, change) in moments {
        now += i64::from(change);
        most = most.max(now);
        above += u64::from(change > 0 && u64::try_from(now).is_ok_and(|now| now > cap));
    }
    (u64::try_from(most).unwrap_or(0), above)
}

/// The most moments in any 60 s, and how many are beyond `limit` in the 60 s that end with them.
fn in_any_minute(sorted: &[i64], limit: u64) -> (u64, u64) {
    let (mut first, mut most, mut beyond) = (0, 0, 0);
    for (at, &moment) in sorted.iter().enumerate() {
        while sorted[first] <= moment - MINUTE {
            first += 1;
        }
        let count = (at - first + 1) as u64;
        most = most.max(count);
        beyond += u64::from(count > limit);
    }
    (most, beyond)
}

/// How many were released while somebody with a smaller ticket of their priority stayed behind. Those of one batch carry
/// the same millisecond and are no inversion.
fn inversions(sessions: &[Listed]) -> u64 {
    let mut order: Vec<&Listed> = sessions.iter().collect();
    order.sort_unstable_by_key(|one| (one.priority, one.ticket));
    let (mut priority, mut longest, mut inverted) = (None, i64::MIN, 0);
    for one in order {
        if priority != Some(one.priority) {
            (priority, longest) = (Some(one.priority), i64::MIN);
        }
        let until = one.released_at.or(one.ended_at).unwrap_or(i64::MAX);
        inverted += u64::from(one.released_at.is_some_and(|released| longest > released));
        longest = longest.max(until);
    }
    inverted
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::*;
    use crate::wire::{Status, Told};

    fn session(ticket: u32, enqueued_at: i64, released_at: Option<i64>, ended_at: Option<i64>) -> Listed {
        let id = Uuid::from_u128(u128::from(ticket));
        let status = if released_at.is_some() { Status::Released } else { Status::Waiting };
        Listed {
            id,
            user_identifier: None,
            status,
            ticket,
            priority: 0,
            enqueued_at,
            released_at,
            served_at: None,
            ended_at,
        }
    }

    fn told(ticket: u32, p50: f64, p90: f64) -> Joined {
        Joined { session: Uuid::from_u128(u128::from(ticket)), ticket, told: Some(Told { p50, p90 }) }
    }

    const RULES: Rules = Rules { cap: 2, rate_per_minute: 3 };

    #[test]
    fn a_clean_run_is_clean() {
        let sessions = [
            session(1, 0, Some(0), Some(500)),
            session(2, 0, Some(1), None),
            session(3, 1, Some(500), None),
            session(4, 2, None, Some(3)),
        ];
        let verdict = judge(RULES, &sessions, &[], &[]);
        let clean = Verdict {
            max_waiting: 2,
            released: 3,
            max_concurrent: 2,
            max_releases_60s: 3,
            ..Verdict::default()
        };
        assert_eq!(verdict, clean);
    }

    #[test]
    fn the_cap_is_judged_from_timestamps_and_from_counts() {
        let sessions = [1, 2, 3].map(|ticket| session(ticket, 0, Some(10), Some(20)));
        let verdict = judge(RULES, &sessions, &[], &[]);
        assert_eq!((verdict.max_concurrent, verdict.cap_breaches), (3, 1));

        let counts = Counts { waiting_users: 9, released_users: 3, active_users: 1 };
        let verdict = judge(RULES, &sessions[..2], &[], &[counts, Counts::default()]);
        assert_eq!((verdict.max_concurrent, verdict.cap_breaches, verdict.max_waiting), (4, 1, 9));
    }

    #[test]
    fn a_minute_holds_the_rate_and_one_bucket() {
        let at = |moments: &[i64]| {
            let sessions: Vec<_> =
                (1..).zip(moments).map(|(ticket, &at)| session(ticket, 0, Some(at), Some(at + 1))).collect();
            let verdict = judge(RULES, &sessions, &[], &[]);
            (verdict.max_releases_60s, verdict.rate_breaches)
        };
        // Three a minute and a bucket of one.
        assert_eq!(at(&[0, 20_000, 40_000, 59_999]), (4, 0));
        assert_eq!(at(&[0, 20_000, 40_000, 59_998, 59_999]), (5, 1));
        assert_eq!(at(&[0, 20_000, 40_000, 59_999, 60_000]), (4, 0));
    }

    #[test]
    fn who_overtakes_is_seen_unless_the_other_left_or_has_another_priority() {
        let count = |sessions: &[Listed]| judge(RULES, sessions, &[], &[]).inversions;
        assert_eq!(count(&[session(1, 0, Some(20), None), session(2, 0, Some(10), None)]), 1);
        assert_eq!(count(&[session(1, 0, None, None), session(2, 0, Some(10), None)]), 1);
        assert_eq!(count(&[session(1, 0, None, Some(10)), session(2, 0, Some(10), None)]), 0);
        assert_eq!(count(&[session(1, 0, Some(10), None), session(2, 0, Some(10), None)]), 0);
        let first = Listed { priority: 5, ..session(2, 0, Some(10), None) };
        assert_eq!(count(&[session(1, 0, Some(20), None), first]), 0);
    }

    #[test]
    fn promises_are_held_against_what_happened() {
        let sessions =
            [session(1, 0, Some(1_000), None), session(2, 0, Some(3_000), None), session(3, 0, None, None)];
        let joined = [told(1, 1.0, 2.0), told(2, 1.0, 2.9), told(3, 1.0, 2.0)];
        let verdict = judge(Rules { cap: 9, rate_per_minute: 99 }, &sessions, &joined, &[]);
        assert_eq!((verdict.wait_within_p50, verdict.wait_within_p90), (Some(0.5), Some(0.5)));
    }

    #[test]
    fn lost_joins_and_double_tickets_are_found() {
        let mut sessions = vec![session(1, 0, None, None), session(2, 0, None, None)];
        let other_ticket = Joined { ticket: 7, ..told(1, 1.0, 1.0) };
        let verdict = judge(RULES, &sessions, &[other_ticket, told(2, 1.0, 1.0), told(9, 1.0, 1.0)], &[]);
        assert_eq!((verdict.lost_joins, verdict.double_tickets), (2, 0));
        sessions.push(Listed { id: Uuid::from_u128(99), ..sessions[0].clone() });
        assert_eq!(judge(RULES, &sessions, &[], &[]).double_tickets, 1);
    }

    proptest! {
        #[test]
        fn inversions_agree_with_the_definition(
            moments in proptest::collection::vec((0u8..2, proptest::option::of(0i64..20), proptest::option::of(0i64..20)), 0..25),
        ) {
            let sessions: Vec<Listed> = (1..).zip(moments).map(|(ticket, (priority, released, ended))| {
                Listed { priority, ..session(ticket, 0, released, ended) }
            }).collect();
            let until = |one: &Listed| one.released_at.or(one.ended_at).unwrap_or(i64::MAX);
            let overtakes = |one: &&Listed| one.released_at.is_some_and(|released| sessions.iter().any(|other| {
                other.priority == one.priority && other.ticket < one.ticket && until(other) > released
            }));
            prop_assert_eq!(inversions(&sessions), sessions.iter().filter(overtakes).count() as u64);
        }

        #[test]
        fn overlaps_agree_with_the_definition(
            spans in proptest::collection::vec((0i64..30, 1i64..10), 0..25),
        ) {
            let spans: Vec<(i64, i64)> = spans.into_iter().map(|(begin, length)| (begin, begin + length)).collect();
            let at = |moment: i64| spans.iter().filter(|(begin, end)| (*begin..*end).contains(&moment)).count();
            let most = (0..40).map(at).max().unwrap_or(0);
            prop_assert_eq!(most_at_once(spans.iter().copied(), u64::MAX).0, most as u64);
        }
    }
}

//! The parts of the engine against models of their own: rank index, bucket, signs of life, draw, the table in memory.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use vq_domain::{Millis, Priority};
use vq_engine::draw::DrawnPlaces;
use vq_engine::{Bucket, Draw, RankIndex, SignsOfLife};

const START: Millis = Millis(1_700_000_000_000);

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn ranks_are_those_of_a_sorted_list(
        ops in prop::collection::vec((any::<bool>(), 0..10u8, prop_oneof![0..40u32, any::<u32>()]), 0..150),
        size in 1..50u32,
    ) {
        let mut index = RankIndex::new();
        let mut model = BTreeMap::<u32, u8>::new();
        for (enters, priority, place) in ops {
            let level = Priority::new(priority).unwrap();
            if enters && !model.contains_key(&place) {
                prop_assert!(index.insert(level, place));
                model.insert(place, priority);
            } else {
                let there = model.get(&place) == Some(&priority);
                prop_assert_eq!(index.remove(level, place), there && model.remove(&place).is_some());
            }
        }
        let mut order: Vec<_> = model.iter().map(|(&place, &priority)| (priority, place)).collect();
        order.sort_by_key(|&(priority, place)| (std::cmp::Reverse(priority), place));
        prop_assert!(index.in_order().map(|(priority, place)| (priority.get(), place)).eq(order.iter().copied()));
        prop_assert_eq!((index.len() as usize, index.is_empty()), (order.len(), order.is_empty()));
        for (ahead, &(priority, place)) in order.iter().enumerate() {
            let level = Priority::new(priority).unwrap();
            prop_assert_eq!(index.priority_of(place), Some(level));
            prop_assert_eq!(index.people_ahead(level, place), ahead as u32);
            prop_assert_eq!(index.nth(ahead as u32), Some((level, place)));
        }
        prop_assert_eq!(index.nth(index.len()), None);
        for level in Priority::descending() {
            let own: Vec<_> = order.iter().filter(|(priority, _)| *priority == level.get()).collect();
            prop_assert_eq!(index.waiting_in(level) as usize, own.len());
            // Blocks are listed one by one, so only a line without huge holes is asked for them.
            if own.last().is_some_and(|(_, last)| *last < 100_000) {
                let (first, counts) = index.blocks(level, size);
                prop_assert_eq!(counts.iter().sum::<u32>() as usize, own.len());
                for (_, place) in own {
                    prop_assert!(counts[(place / size - first) as usize] > 0);
                }
            }
        }
    }

    #[test]
    fn a_bucket_never_gives_more_than_the_rate_and_gives_that_to_who_keeps_asking(
        rate in prop_oneof![1..200u32, 1..6_000_000u32],
        asks in prop::collection::vec((0..3_000i64, 0..5u32), 1..300),
    ) {
        let mut bucket = Bucket::full(rate, START);
        let mut now = START;
        let mut taken = Vec::new();
        for (millis, count) in asks {
            now = now + millis;
            let available = bucket.available(rate, now);
            prop_assert_eq!(bucket.take(count, rate, now), count <= available);
            if count <= available {
                taken.push((now, count));
            }
            match bucket.next_at(rate, now) {
                None => prop_assert!(bucket.available(rate, now) > 0),
                Some(at) => {
                    prop_assert!(bucket.available(rate, now) == 0 && at > now);
                    prop_assert_eq!(bucket.available(rate, at), 1);
                    prop_assert_eq!(bucket.available(rate, at + -1), 0);
                }
            }
        }
        for &(end, _) in &taken {
            let window = taken.iter().filter(|(at, _)| *at <= end && end - *at <= 60_000);
            let sum: u32 = window.map(|(_, count)| count).sum();
            prop_assert!(sum <= rate + (rate / 60).max(1));
        }
    }

    /// Whoever comes when it is time gets the whole rate.
    #[test]
    fn over_minutes_a_bucket_gives_the_whole_rate(rate in 1..20_000u32) {
        let mut bucket = Bucket::full(rate, START);
        let (mut given, mut now) = (0, START);
        while now < START + 300_000 {
            let available = bucket.available(rate, now);
            prop_assert!(bucket.take(available, rate, now));
            given += available;
            now = bucket.next_at(rate, now).unwrap_or(now);
        }
        prop_assert!(given + 2 >= rate * 5, "{given} in five minutes at {rate} per minute");
    }

    /// And where a second's worth is more than one release, coming late by less than that loses nothing.
    #[test]
    fn coming_a_little_late_loses_nothing(rate in 100..100_000u32, tick in 1..400i64) {
        let mut bucket = Bucket::full(rate, START);
        let mut given = 0;
        for step in 0..(300_000 / tick) {
            let now = START + step * tick;
            let available = bucket.available(rate, now);
            prop_assert!(bucket.take(available, rate, now));
            given += available;
        }
        prop_assert!(given >= rate * 5 - rate / 60 * 2 - 2, "{given} in five minutes at {rate} per minute");
    }

    #[test]
    fn a_clock_that_is_behind_gives_nothing_and_one_that_was_set_back_does_not_stop_the_line(
        rate in 1..1_000_000u32, back in 1..10_000_000_000i64,
    ) {
        let mut bucket = Bucket::full(rate, START);
        while bucket.take(1.max(bucket.available(rate, START)), rate, START) {}
        let behind = START + -back;
        prop_assert_eq!(bucket.available(rate, behind), u32::from(back > 60_000));
        let next = bucket.next_at(rate, behind).unwrap_or(behind);
        prop_assert!(next - behind <= 60_000 + 60_000 / i64::from(rate) + 1, "stops for {} ms", next - behind);
        prop_assert!(bucket.take(1, rate, next));
        let after = bucket.next_at(rate, next).unwrap();
        prop_assert!(after - next <= 60_000 / i64::from(rate) + 1 && bucket.available(rate, next) == 0);
    }

    #[test]
    fn only_who_was_silent_for_a_whole_grace_period_is_taken_for_gone(
        seen in prop::collection::vec((0..200_000i64, 1..20u32), 0..200),
        interrupted in prop::option::of(0..200_000i64),
    ) {
        const GRACE: i64 = 20_000;
        let mut life = SignsOfLife::new(20, START);
        let mut watching_since = 0;
        let mut judged = 0;
        for at in (0..200_000i64).step_by(500) {
            for (_, ticket) in seen.iter().filter(|(when, _)| (at..at + 500).contains(when)) {
                life.seen(*ticket);
            }
            if interrupted.is_some_and(|when| (at..at + 500).contains(&when)) {
                life.restart(20, START + at + 500);
                watching_since = at + 500;
            }
            let now = at + 500;
            if !life.is_due(START + now) {
                continue;
            }
            let Some(alive) = life.turn(START + now) else { continue };
            judged += 1;
            prop_assert!(now - watching_since >= GRACE, "judged after less than the grace period");
            for ticket in 1..20 {
                let last = seen.iter().filter(|(when, who)| *who == ticket && *when < now).map(|(when, _)| *when).max();
                let silent = now - last.unwrap_or(i64::MIN / 2).max(watching_since - 1);
                if silent < GRACE {
                    prop_assert!(last.is_none_or(|last| last < watching_since) || alive.contains(ticket));
                }
                if silent > GRACE + GRACE / 4 + 500 {
                    prop_assert!(!alive.contains(ticket));
                }
            }
        }
        prop_assert!(judged > 10 || interrupted.is_some());
    }

    #[test]
    fn a_draw_is_a_permutation_both_ways(first in 1..1_000_000u32, count in 0..500u32, seed in any::<[u8; 32]>()) {
        let drawn = DrawnPlaces::new(&Draw { first, count, seed });
        let places: BTreeSet<_> = (first..first + count).map(|ticket| drawn.place_of(ticket).unwrap()).collect();
        prop_assert!(places.iter().copied().eq(first..first + count));
        for ticket in first..first + count {
            prop_assert_eq!(drawn.ticket_of(drawn.place_of(ticket).unwrap()), Some(ticket));
        }
        for outside in [first - 1, first + count] {
            prop_assert_eq!((drawn.place_of(outside), drawn.ticket_of(outside)), (None, None));
        }
    }
}

/// Pearson's χ² of ticket against place over many draws: (n − 1)² degrees of freedom, mean (n − 1)², variance 2(n − 1)².
#[test]
fn a_draw_gives_every_ticket_every_place_equally_often() {
    const PEOPLE: u32 = 12;
    const DRAWS: u32 = 12_000;
    let mut counts = [[0u32; PEOPLE as usize]; PEOPLE as usize];
    for number in 0..DRAWS {
        let mut seed = [0; 32];
        seed[..4].copy_from_slice(&number.to_le_bytes());
        let drawn = DrawnPlaces::new(&Draw { first: 1, count: PEOPLE, seed });
        for ticket in 1..=PEOPLE {
            counts[ticket as usize - 1][drawn.place_of(ticket).unwrap() as usize - 1] += 1;
        }
    }
    let expected = f64::from(DRAWS / PEOPLE);
    let chi_square: f64 =
        counts.iter().flatten().map(|&count| (f64::from(count) - expected).powi(2) / expected).sum();
    let freedom = f64::from((PEOPLE - 1).pow(2));
    let deviations = (chi_square - freedom) / (2.0 * freedom).sqrt();
    assert!(deviations.abs() < 4.0, "χ² {chi_square} at {freedom} degrees of freedom");
}

/// Whoever kept the published seed must find the same places in every later version.
#[test]
fn a_published_draw_stays_what_it_was() {
    let drawn = DrawnPlaces::new(&Draw { first: 1, count: 10, seed: [7; 32] });
    let places: Vec<_> = (1..=10).map(|ticket| drawn.place_of(ticket).unwrap()).collect();
    assert_eq!(places, [10, 5, 4, 7, 8, 3, 1, 9, 2, 6]);
}

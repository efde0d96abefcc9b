//! Whole days of a queue with several nodes, from a seed: arrivals in waves, leavers, no-shows, pauses, other rates and
//! caps, priorities, draining, a pre-queue with a draw, crashes between commits, controllers that wake up late.
//!
//! A failure prints its seed; `VQ_SIM_SEED=<seed> cargo test -p vq-engine --test simulation` runs that one again.

mod day;

use day::Day;

/// Prints the seed if the day ends in a panic.
struct OnPanic(u64);

impl Drop for OnPanic {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("the day failed; run it again with VQ_SIM_SEED={}", self.0);
        }
    }
}

fn run(seed: u64) -> Day {
    let _on_panic = OnPanic(seed);
    let mut day = Day::new(seed);
    day.run();
    day
}

#[test]
fn days() {
    if let Some(seed) = std::env::var("VQ_SIM_SEED").ok().and_then(|seed| seed.parse().ok()) {
        println!("seed {seed}: {:?}", run(seed).seen);
        return;
    }
    let mut all = day::Seen::default();
    for seed in 1..=32 {
        let seen = run(seed).seen;
        println!("seed {seed}: {seen:?}");
        all.add(&seen);
    }
    println!("all: {all:?}");
    // A simulation in which nothing happens proves nothing.
    let happened = [
        all.released,
        all.walked_in,
        all.left,
        all.no_shows,
        all.expired,
        all.abandoned,
        all.removed,
        all.completed,
        all.draws,
        all.stale_refused,
        all.lost_commits,
        all.reloads,
        all.lease_changes,
        all.full,
        all.not_open,
        all.existing,
        all.prioritised,
    ];
    assert!(happened.iter().all(|&count| count > 0), "something never happened: {all:?}");
}

#[test]
fn the_same_seed_is_the_same_day() {
    let (once, again) = (run(77), run(77));
    assert_eq!(serde_json::to_vec(&once.log).unwrap(), serde_json::to_vec(&again.log).unwrap());
}

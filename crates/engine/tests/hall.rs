//! Random days at counters against a plain list of people: who is next, who stands where, and that no number and no person
//! comes twice (I1, I3, I4, I6).

#[path = "hall/world/mod.rs"]
mod world;

use proptest::prelude::*;
use world::{Op, Place, World};

fn op() -> impl Strategy<Value = Op> {
    let priority = || prop_oneof![5 => Just(0u8), 1 => 0..10u8];
    let place = || {
        prop_oneof![
            2 => Just(Place::Front),
            2 => (1..12u32).prop_map(Place::Position),
            2 => Just(Place::End),
        ]
    };
    prop_oneof![
        14 => priority().prop_map(Op::Join),
        3 => (0..120_000i64, any::<bool>()).prop_map(|(ago, held)| Op::Arrive { ago, held }),
        2 => (0..600_000i64).prop_map(Op::Book),
        3 => any::<u32>().prop_map(Op::CheckIn),
        10 => (0..3u8).prop_map(Op::Next),
        3 => (0..3u8).prop_map(Op::PressTwice),
        2 => (any::<u32>(), 0..3u8).prop_map(|(number, counter)| Op::Call(number, counter)),
        2 => any::<u32>().prop_map(Op::Recall),
        3 => any::<u32>().prop_map(Op::Start),
        3 => any::<u32>().prop_map(Op::Finish),
        2 => any::<u32>().prop_map(Op::NoShow),
        6 => (any::<u32>(), place()).prop_map(|(number, place)| Op::Return(number, place)),
        3 => any::<u32>().prop_map(Op::Hold),
        3 => any::<u32>().prop_map(Op::Resume),
        2 => (any::<u32>(), 0..3u8).prop_map(|(number, counter)| Op::KeepFor(number, counter)),
        1 => any::<u32>().prop_map(Op::Transfer),
        1 => any::<u32>().prop_map(Op::Remove),
        2 => any::<u32>().prop_map(Op::Leave),
        1 => (any::<u32>(), priority()).prop_map(|(number, priority)| Op::Prioritise(number, priority)),
        1 => (1..9u32).prop_map(Op::Reserve),
        4 => (any::<u32>(), 0..60_000i64).prop_map(|(number, ago)| Op::Issue { number, ago }),
        1 => (2..6u32).prop_map(Op::Cap),
        5 => prop_oneof![6 => 0..5_000i64, 2 => 0..600_000i64, 1 => Just(86_400_000i64)].prop_map(Op::Pass),
    ]
}

fn history() -> impl Strategy<Value = Vec<(Vec<Op>, bool)>> {
    prop::collection::vec((prop::collection::vec(op(), 1..4), prop::bool::weighted(0.1)), 1..100)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 160, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn counters_agree_with_the_list(history in history()) {
        let mut world = World::new();
        for (ops, on_an_old_plan) in history {
            world.batch(&ops, on_an_old_plan);
        }
    }
}

/// A random day in which nothing happens proves nothing.
#[test]
fn everything_happens() {
    use proptest::{strategy::ValueTree, test_runner::TestRunner};
    let mut runner = TestRunner::deterministic();
    let mut seen = world::Seen::default();
    for _ in 0..120 {
        let history = history().new_tree(&mut runner).expect("a history").current();
        let mut world = World::new();
        for (ops, on_an_old_plan) in history {
            world.batch(&ops, on_an_old_plan);
        }
        seen.add(&world.seen);
    }
    assert!(seen.all().iter().all(|count| *count > 0), "{seen:?}");
}

//! Random sequences of everything that can be done to a line, against a model without cleverness (I1–I4, I6, I10).

mod model;

use model::world::{Op, World};
use proptest::prelude::*;

fn op() -> impl Strategy<Value = Op> {
    let priority = || prop_oneof![4 => Just(0u8), 1 => 0..10u8];
    prop_oneof![
        14 => (prop::option::of(0..8u8), priority()).prop_map(|(identifier, priority)| Op::Join { identifier, priority }),
        8 => Just(Op::Release),
        3 => Just(Op::ReleaseOld),
        1 => Just(Op::ReleaseForeign),
        2 => Just(Op::ReleaseAll),
        4 => any::<u32>().prop_map(Op::Claim),
        3 => any::<u32>().prop_map(Op::Leave),
        1 => any::<u32>().prop_map(Op::Extend),
        1 => any::<u32>().prop_map(Op::Remove),
        2 => (any::<u32>(), priority()).prop_map(|(number, priority)| Op::Prioritise(number, priority)),
        1 => any::<u32>().prop_map(Op::Annotate),
        3 => any::<u32>().prop_map(Op::Expire),
        1 => any::<u32>().prop_map(Op::Abandon),
        3 => (prop_oneof![3 => Just(2usize), 2 => Just(1usize), 1 => 0..6usize], any::<u8>())
            .prop_map(|(status, seed)| Op::Status(status, seed)),
        1 => (prop_oneof![1..6u32, 1..60u32], prop_oneof![1..30u32, 1..600u32], 1..40u32, any::<bool>(), 0..5u64)
            .prop_map(|(cap, rate, max_waiting, draw, revision)| Op::Policy { cap, rate, max_waiting, draw, revision }),
        1 => (0..3u64, 1..20_000i64).prop_map(|(node, ttl_millis)| Op::Lease { node, ttl_millis }),
        8 => prop_oneof![4 => 0..2_000i64, 1 => 0..60_000i64].prop_map(Op::Pass),
        2 => Just(Op::Remember),
    ]
}

fn history() -> impl Strategy<Value = Vec<(Vec<Op>, bool)>> {
    prop::collection::vec((prop::collection::vec(op(), 1..4), prop::bool::weighted(0.05)), 1..120)
}

fn run(history: &[(Vec<Op>, bool)]) -> World {
    let mut world = World::new();
    for (ops, crash) in history {
        world.batch(ops, *crash);
    }
    world
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 192, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_engine_agrees_with_the_model(history in history()) {
        run(&history);
    }

    #[test]
    fn the_same_history_gives_the_same_bytes(history in history()) {
        let once = serde_json::to_vec(&run(&history).log).unwrap();
        let again = serde_json::to_vec(&run(&history).log).unwrap();
        prop_assert_eq!(once, again);
    }

    #[test]
    fn an_index_that_missed_some_and_reads_the_log_catches_up(history in history(), skip in 0..40usize) {
        let world = run(&history);
        let mut line = vq_engine::Line::load(World::new().state, []);
        for set in world.log.iter().take(skip) {
            line.apply(set).unwrap();
        }
        if let Some(ahead) = world.log.get(skip + 1) {
            let have = line.state().version;
            prop_assert_eq!(line.apply(ahead), Err(vq_engine::line::Gap { have, got: ahead.version }));
        }
        let read: Vec<vq_engine::ChangeSet> = serde_json::from_slice(&serde_json::to_vec(&world.log).unwrap()).unwrap();
        for set in &read {
            line.apply(set).unwrap();
        }
        prop_assert!(line.ranks().in_order().eq(world.line.ranks().in_order()));
        prop_assert_eq!(line.state(), world.line.state());
    }
}

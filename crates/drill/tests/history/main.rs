//! The checker: an honest run is found clean, and each kind of fault, planted into one, is found and named.

mod model;
mod planted;

use model::{Op, run};
use proptest::prelude::*;
use vq_drill::check::check;

fn op() -> impl Strategy<Value = Op> {
    let (who, node) = (0u8..24, 0usize..3);
    prop_oneof![
        5 => (who.clone(), node.clone()).prop_map(|(who, node)| Op::Join(who, node)),
        1 => (who.clone(), node.clone(), any::<bool>()).prop_map(|(who, node, done)| Op::Broken(who, node, done)),
        8 => (who.clone(), node.clone()).prop_map(|(who, node)| Op::Look(who, node)),
        4 => (who.clone(), node.clone()).prop_map(|(who, node)| Op::Claim(who, node)),
        2 => (who, node.clone()).prop_map(|(who, node)| Op::Leave(who, node)),
        2 => node.clone().prop_map(Op::Counts),
        1 => (1u32..9, 1u32..4_000, node.clone(), 0u8..3).prop_map(|(cap, rate, node, how)| Op::SetUp(cap, rate, node, how)),
        2 => (0i64..400).prop_map(Op::Wait),
        3 => node.prop_map(Op::Follow),
    ]
}

proptest! {
    #[test]
    fn an_honest_run_is_clean(ops in proptest::collection::vec(op(), 0..250)) {
        let history = run(&ops);
        let verdict = check(&history);
        prop_assert!(verdict.is_clean(), "{}", verdict);
        prop_assert_eq!(verdict.sessions, history.sessions.len());
    }
}

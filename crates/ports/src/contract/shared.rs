//! The suites for what the nodes of a deployment share: bus, signs of life, rate limits, what lives shortly. One function per rule, each given
//! three nodes that have begun to hear each other and have never been used.
//!
//! ```ignore
//! async fn nodes() -> ([vq_ports::contract::shared::Node; 3], impl Sized) { … }
//! vq_ports::shared_contract_suite!(nodes);
//! ```

pub mod bus;
pub mod life;
pub mod rate_limits;
pub mod short_lived;

use std::{future::Future, sync::Arc, time::Duration};

use crate::{Bus, LifeBoard, RateLimits, ShortLived};

/// Longer than anything here takes; a rule that waits longer has failed.
const PATIENCE: Duration = Duration::from_secs(30);
/// Between two looks at something that will come.
const LOOK_AGAIN: Duration = Duration::from_millis(5);

/// One of the nodes.
#[derive(Clone)]
pub struct Node {
    /// Its way to the others.
    pub bus: Arc<dyn Bus>,
    /// Where it writes down whom it has seen.
    pub life: Arc<dyn LifeBoard>,
    /// What counts its calls.
    pub limits: Arc<dyn RateLimits>,
    /// What it keeps for a while.
    pub short_lived: Arc<dyn ShortLived>,
}

/// Looks until there is something to see.
async fn eventually<T, F: Future<Output = Option<T>>>(mut look: impl FnMut() -> F) -> T {
    let looking = async {
        loop {
            match look().await {
                Some(seen) => return seen,
                None => tokio::time::sleep(LOOK_AGAIN).await,
            }
        }
    };
    tokio::time::timeout(PATIENCE, looking).await.expect("it comes")
}

/// Makes one `#[tokio::test]` of each rule, with the nodes that `$make` answers.
#[macro_export]
macro_rules! shared_contract_suite {
    ($make:path) => {
        $crate::shared_contract_suite!(@rules $make,
            bus: [
                every_notice_arrives_as_it_was_told,
                ones_own_notices_do_not_come_back,
                notices_of_one_node_arrive_in_order,
                every_subscriber_of_a_node_hears,
                what_was_told_before_is_not_heard,
                a_bus_that_carries_is_up,
            ],
            life: [
                what_one_node_writes_all_read,
                a_report_replaces_the_one_before,
                queues_have_reports_of_their_own,
                a_report_is_forgotten_after_its_time,
            ],
            rate_limits: [
                calls_are_counted_down_by_whichever_node,
                consumers_do_not_share_a_quota,
                a_refused_call_counts_against_no_quota,
                simultaneous_calls_are_counted_exactly,
                a_window_begins_anew_after_its_end,
                a_quota_of_nothing_allows_nothing,
            ],
            short_lived: [
                a_value_is_read_by_whichever_node,
                a_value_is_taken_once,
                additions_of_all_nodes_add_up,
                what_is_kept_ends,
            ],
        );
    };
    (@rules $make:path, $($suite:ident: [$($rule:ident),+ $(,)?]),+ $(,)?) => {
        $($(
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $rule() {
                let (nodes, guard) = $make().await;
                $crate::contract::shared::$suite::$rule(nodes).await;
                drop(guard);
            }
        )+)+
    };
}

//! The audit log under other hands, and under several nodes.

use vq_domain::{Action, Millis, OwnRole, RoleId, Trail, audit::Target};
use vq_ports::{
    Order,
    audit::verify::verify,
    contract::{
        audit::whatever_is_done_to_a_chain_is_found,
        sample::{self, START, join},
        tenants::a_deletion_that_a_hold_keeps_from_its_end_is_called_off,
    },
};

use super::{another, open};

#[tokio::test]
async fn whatever_is_done_to_it_is_found() {
    let (database, store) = open().await;
    let owner = std::sync::Arc::new(database.owner().await);
    let execute = |sql: String| {
        let owner = owner.clone();
        async move { owner.batch_execute(&sql).await.unwrap() }
    };
    whatever_is_done_to_a_chain_is_found(store.stores(), execute).await;
}

#[tokio::test]
async fn a_deletion_under_a_hold_is_called_off() {
    let (database, store) = open().await;
    let owner = std::sync::Arc::new(database.owner().await);
    let execute = |sql: &'static str| {
        let owner = owner.clone();
        async move { owner.batch_execute(sql).await.unwrap() }
    };
    a_deletion_that_a_hold_keeps_from_its_end_is_called_off(store.stores(), execute).await;
}

/// Every node appends to the same two chains, some by rows of their own, some through one line that all commit to.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nodes_that_append_at_once_make_one_chain() {
    let (database, first) = open().await;
    let nodes = [first, another(&database).await, another(&database).await];
    let queue = sample::stored(&nodes[0].stores(), sample::paused()).await;
    let tenant = queue.tenant_id;
    let mut tasks = tokio::task::JoinSet::new();
    for number in 0..240_usize {
        let stores = nodes[number % nodes.len()].stores();
        tasks.spawn(async move {
            let at = Millis(START.0 + number as i64);
            let trail = Trail::system("test", at);
            match number % 4 {
                0 => {
                    stores.audit.append(&trail.entry(None, Action::AuditExport, Target::only("audit"))).await
                }
                1 => {
                    let written = trail.entry(Some(tenant), Action::SessionAdmit, Target::only("session"));
                    let order = Order::new(join(None), written.into());
                    stores.log.carry_out(queue.id, vec![order], u64::MAX, at).await.map(drop)
                }
                _ => {
                    let (id, name) = (RoleId(sample::id()), format!("r{number}"));
                    let role = OwnRole {
                        id,
                        tenant_id: tenant,
                        name,
                        permissions: Vec::new(),
                        version: 1,
                        created_at: at,
                    };
                    let written = trail.entry(Some(tenant), Action::RoleCreate, Target::new("role", id));
                    stores.roles.create(&role, 1000, &written.into()).await
                }
            }
        });
    }
    for result in tasks.join_all().await {
        result.unwrap();
    }
    let log = nodes[1].stores().audit;
    for (chain, count) in [(None, 60), (Some(tenant), 180)] {
        let verified = verify(&*log, chain, &[], &|_| true).await.unwrap();
        assert_eq!((verified.from, verified.to, verified.findings), (1, count, Vec::new()));
        let records = log.after(chain, 0, 1000).await.unwrap();
        assert!(records.iter().map(|record| record.sequence).eq(1..=count));
    }
}

//! Rules of the audit log.

use std::future::Future;

use vq_domain::{
    Action, Actor, Millis, OwnRole, RoleId, Tenant, TenantId, Trail,
    audit::{Entry, Target},
};
use vq_engine::{Command, Outcome};

use super::sample::{self, START, UNAUDITED, join};
use crate::{
    Audit, Order, PageRequest, StoreError, Stores,
    audit::{
        AuditFilter, AuditRecord, AuditRetention, Chain, Checkpoint, CheckpointKind,
        chain::{beginning, digest, link},
        verify::{Flaw, Removed, Verified, verify},
    },
};

const DAY: i64 = 24 * 60 * 60 * 1000;

fn trail(at: Millis) -> Trail {
    let address = Some("192.0.2.7".into());
    Trail { address, request: Some("req-1".into()), ..Trail::system("test", at) }
}

fn entry(chain: Chain, action: Action, at: Millis) -> Entry {
    let change = (serde_json::json!({"name": "Old"}), serde_json::json!({"name": "New"}));
    trail(at).entry(chain, action, Target::new("thing", "1")).change(change.0, change.1)
}

fn role(tenant: TenantId, name: &str) -> OwnRole {
    let (id, name) = (RoleId(sample::id()), name.to_owned());
    OwnRole { id, tenant_id: tenant, name, permissions: Vec::new(), version: 1, created_at: START }
}

async fn tenant(stores: &Stores) -> Tenant {
    let tenant = sample::tenant();
    stores.tenants.create(&tenant, &UNAUDITED).await.unwrap();
    tenant
}

async fn all(stores: &Stores, chain: Chain) -> Vec<AuditRecord> {
    stores.audit.after(chain, 0, 100_000).await.unwrap()
}

async fn actions(stores: &Stores, chain: Chain) -> Vec<String> {
    all(stores, chain).await.into_iter().map(|record| record.entry.action.into()).collect()
}

/// What these rules take for a signature.
fn genuine(checkpoint: &Checkpoint) -> bool {
    checkpoint.signature == [7; 64]
}

async fn verified(stores: &Stores, chain: Chain, elsewhere: &[Checkpoint]) -> Verified {
    verify(&*stores.audit, chain, elsewhere, &genuine).await.unwrap()
}

async fn checkpoint(stores: &Stores, chain: Chain, kind: CheckpointKind, sequence: u64) -> Checkpoint {
    let hash = stores.audit.get(chain, sequence).await.unwrap().unwrap().hash;
    Checkpoint { chain, kind, sequence, hash, at: START, key: 1, signature: [7; 64] }
}

pub async fn an_entry_is_written_with_its_change(stores: Stores) {
    let made = sample::tenant();
    let chain = Some(made.id);
    let wanted = entry(chain, Action::TenantCreate, START).because(Some("they asked"));
    stores.tenants.create(&made, &wanted.clone().into()).await.unwrap();
    let record = stores.audit.get(chain, 1).await.unwrap().unwrap();
    assert_eq!(record.entry, wanted);
    assert_eq!(record.hash, link(&beginning(chain), 1, &digest(&wanted)));
    let empty = trail(START).by(Actor::nobody()).entry(chain, Action::RoleCreate, Target::only("role"));
    stores.roles.create(&role(made.id, "A"), 9, &empty.clone().into()).await.unwrap();
    let second = stores.audit.get(chain, 2).await.unwrap().unwrap();
    assert_eq!(second.entry, empty);
    assert_eq!(second.hash, link(&record.hash, 2, &digest(&empty)));
    let head = stores.audit.head(chain).await.unwrap().unwrap();
    assert_eq!((head.sequence, head.hash, head.signed, head.pruned), (2, second.hash, 0, 0));
    assert_eq!(stores.audit.get(chain, 3).await, Ok(None));
    assert_eq!(stores.audit.get(chain, u64::MAX).await, Ok(None));
}

pub async fn what_fails_or_changes_nothing_is_not_written_down(stores: Stores) {
    let tenant = tenant(&stores).await;
    let chain = Some(tenant.id);
    let written = || Audit::from(entry(chain, Action::RoleUpdate, START));
    let stored = role(tenant.id, "A");
    stores.roles.create(&stored, 9, &written()).await.unwrap();
    assert_eq!(
        stores.roles.create(&role(tenant.id, "A"), 9, &written()).await,
        Err(StoreError::Taken("name"))
    );
    assert_eq!(stores.roles.create(&role(tenant.id, "B"), 1, &written()).await, Err(StoreError::Full(1)));
    let stale = OwnRole { version: 7, ..stored.clone() };
    assert_eq!(stores.roles.update(&stale, &written()).await, Err(StoreError::Stale));
    assert_eq!(
        stores.roles.delete(tenant.id, RoleId(sample::id()), &written()).await,
        Err(StoreError::NotFound)
    );
    let nobody = vq_domain::AccountId(sample::id());
    let ended = stores.sign_ins.revoke(nobody, crate::Which::All, START, &written()).await;
    assert_eq!(ended, Ok(Vec::new()));
    let stale = Tenant { version: 9, ..tenant.clone() };
    assert_eq!(stores.tenants.update(&stale, &written()).await, Err(StoreError::Stale));
    assert_eq!(actions(&stores, chain).await, ["role.update"], "only the first");
    // And the other way round: what is exempt leaves no trace, but happens.
    stores.roles.delete(tenant.id, stored.id, &UNAUDITED).await.unwrap();
    assert_eq!(all(&stores, chain).await.len(), 1);
}

pub async fn simultaneous_entries_make_one_chain(stores: Stores) {
    let (one, other) = (tenant(&stores).await, tenant(&stores).await);
    let queue = sample::stored_for(&stores, one.id, sample::paused()).await;
    let mut tasks = tokio::task::JoinSet::new();
    for number in 0..90_u64 {
        let (stores, one, other) = (stores.clone(), one.id, other.id);
        tasks.spawn(async move {
            let at = Millis(START.0 + i64::try_from(number).unwrap());
            match number % 3 {
                0 => {
                    let written = entry(Some(one), Action::RoleCreate, at).into();
                    stores.roles.create(&role(one, &format!("r{number}")), 1000, &written).await.unwrap();
                }
                1 => {
                    let written = entry(Some(other), Action::RoleCreate, at).into();
                    stores.roles.create(&role(other, &format!("r{number}")), 1000, &written).await.unwrap();
                }
                _ => {
                    let priority = vq_domain::Priority::NORMAL;
                    let join = Command::Join {
                        session: vq_domain::SessionId(sample::id()),
                        identifier: None,
                        metadata: None,
                        priority,
                    };
                    let written = entry(Some(one), Action::SessionAdmit, at).into();
                    let orders = vec![Order::new(join, written)];
                    stores.log.carry_out(queue.id, orders, u64::MAX, at).await.unwrap();
                }
            }
        });
    }
    tasks.join_all().await;
    for (chain, count) in [(Some(one.id), 60), (Some(other.id), 30)] {
        let sequences: Vec<_> = all(&stores, chain).await.iter().map(|record| record.sequence).collect();
        assert_eq!(sequences, (1..=count).collect::<Vec<_>>());
        let verified = verified(&stores, chain, &[]).await;
        assert_eq!((verified.to, verified.findings), (count, Vec::new()));
    }
}

pub async fn what_staff_did_is_written_in_the_transaction_of_the_line(stores: Stores) {
    let queue = sample::stored(&stores, sample::paused()).await;
    let chain = Some(queue.tenant_id);
    let ticket = sample::joined(&sample::one(&stores, queue.id, join(Some("anna"))).await).ticket;
    let order = |command, action| {
        let written = trail(START).entry(chain, action, Target::only("session")).with("queue", queue.id);
        Order::new(command, written.into())
    };
    let orders = vec![
        Order::unaudited(join(Some("ben"))),
        order(Command::Prioritise { ticket, priority: 5.try_into().unwrap() }, Action::SessionPrioritise),
        order(Command::Remove { ticket: 77 }, Action::SessionRemove),
        order(Command::Remove { ticket }, Action::SessionRemove),
    ];
    let commit = stores.log.carry_out(queue.id, orders, u64::MAX, START).await.unwrap();
    assert!(matches!(commit.outcomes[2], Outcome::Refused(_)));
    let session = sample::session(&commit.outcomes[3]).session;
    let records = all(&stores, chain).await;
    let told: Vec<_> =
        records.iter().map(|record| (&*record.entry.action, &*record.entry.target.id)).collect();
    let id = session.to_string();
    assert_eq!(
        told,
        [("session.prioritise", &*id), ("session.remove", &*id)],
        "the refused one is not there"
    );
    let after = records[0].entry.after.as_deref().unwrap_or_default();
    assert!(after.contains("\"priority\":5") && after.contains(&queue.id.to_string()), "{after}");
    assert_eq!(verified(&stores, chain, &[]).await.findings, []);
}

pub async fn chains_are_apart(stores: Stores) {
    let (one, other) = (tenant(&stores).await.id, tenant(&stores).await.id);
    for chain in [Some(one), None, Some(one), Some(other)] {
        stores.audit.append(&entry(chain, Action::AuditExport, START)).await.unwrap();
    }
    for (chain, count) in [(Some(one), 2), (Some(other), 1), (None, 1)] {
        let page = PageRequest { limit: 200, cursor: None };
        let page = stores.audit.list(chain, &AuditFilter::default(), page).await.unwrap();
        assert!(page.items.iter().all(|record| record.entry.tenant == chain));
        assert_eq!(page.items.len(), count);
        assert_eq!(verified(&stores, chain, &[]).await.findings, []);
    }
    let heads = stores.audit.heads().await.unwrap();
    let mut chains: Vec<_> = heads.iter().map(|head| (head.chain, head.sequence)).collect();
    chains.sort_unstable();
    let mut wanted = vec![(None, 1), (Some(one), 2), (Some(other), 1)];
    wanted.sort_unstable();
    assert_eq!(chains, wanted);
    // A tenant's log goes with it; the others' stay.
    let deleted = trail(START).entry(None, Action::TenantDelete, Target::new("tenant", one));
    stores.tenants.delete(one, &deleted.into()).await.unwrap();
    assert_eq!(all(&stores, Some(one)).await, []);
    assert_eq!(stores.audit.head(Some(one)).await, Ok(None));
    assert_eq!(actions(&stores, None).await, ["audit.export", "tenant.delete"]);
}

pub async fn entries_are_found_by_who_what_and_when(stores: Stores) {
    let tenant = tenant(&stores).await.id;
    let chain = Some(tenant);
    let anna = vq_domain::AccountId(sample::id());
    for number in 0..12_u32 {
        let actor = if number % 2 == 0 { Actor::account(anna) } else { Actor::system("test") };
        let action = [Action::QueuePause, Action::QueueOpen, Action::RoleCreate][(number % 3) as usize];
        let trail = trail(START.plus_seconds(number)).by(actor);
        let target = Target::new(if number < 6 { "queue" } else { "role" }, number % 4);
        stores.audit.append(&trail.entry(chain, action, target)).await.unwrap();
    }
    let find = async |filter: AuditFilter| {
        let (mut found, mut cursor) = (Vec::new(), None);
        loop {
            let page = stores.audit.list(chain, &filter, PageRequest { limit: 2, cursor }).await.unwrap();
            assert!(page.items.len() <= 2);
            found.extend(page.items.iter().map(|record| record.sequence));
            cursor = page.next;
            if cursor.is_none() {
                return found;
            }
        }
    };
    let none = AuditFilter::default;
    assert_eq!(find(none()).await, (1..=12).rev().collect::<Vec<_>>());
    assert_eq!(find(AuditFilter { actor: Some(anna.to_string()), ..none() }).await, [11, 9, 7, 5, 3, 1]);
    assert_eq!(find(AuditFilter { action: Some("queue.pause".into()), ..none() }).await, [10, 7, 4, 1]);
    assert_eq!(
        find(AuditFilter { action: Some("queue.".into()), ..none() }).await,
        [11, 10, 8, 7, 5, 4, 2, 1]
    );
    assert!(find(AuditFilter { action: Some("queue".into()), ..none() }).await.is_empty());
    assert_eq!(find(AuditFilter { target_kind: Some("role".into()), ..none() }).await, [12, 11, 10, 9, 8, 7]);
    assert_eq!(find(AuditFilter { target: Some("3".into()), ..none() }).await, [12, 8, 4]);
    let (from, to) = (Some(START.plus_seconds(3)), Some(START.plus_seconds(6)));
    assert_eq!(find(AuditFilter { from, to, ..none() }).await, [6, 5, 4]);
    let both = AuditFilter { action: Some("role.create".into()), from, to, ..none() };
    assert_eq!(find(both).await, [6]);
    let page = PageRequest { limit: 2, cursor: Some("nonsense".into()) };
    assert_eq!(stores.audit.list(chain, &none(), page).await, Err(StoreError::NoCursor));
}

pub async fn a_place_is_signed_once(stores: Stores) {
    let chain = Some(tenant(&stores).await.id);
    for _ in 0..5 {
        stores.audit.append(&entry(chain, Action::AuditExport, START)).await.unwrap();
    }
    let (third, fifth) = (
        checkpoint(&stores, chain, CheckpointKind::Regular, 3).await,
        checkpoint(&stores, chain, CheckpointKind::Regular, 5).await,
    );
    assert_eq!(stores.audit.sign(&third, 1).await, Err(StoreError::Stale), "nothing was signed up to 1");
    let mut tasks = tokio::task::JoinSet::new();
    for _ in 0..4 {
        let (log, third) = (stores.audit.clone(), third.clone());
        tasks.spawn(async move { log.sign(&third, 0).await });
    }
    let results = tasks.join_all().await;
    assert_eq!(results.iter().filter(|result| result.is_ok()).count(), 1, "{results:?}");
    assert_eq!(stores.audit.sign(&fifth, 3).await, Ok(()));
    let beyond = Checkpoint { sequence: 6, ..fifth.clone() };
    assert_eq!(stores.audit.sign(&beyond, 5).await, Err(StoreError::Stale), "there is no such entry");
    assert_eq!(stores.audit.checkpoints(chain, 0, 9).await.unwrap(), [third.clone(), fifth.clone()]);
    assert_eq!(stores.audit.checkpoints(chain, 0, 1).await.unwrap(), [third]);
    assert_eq!(stores.audit.checkpoints(chain, 3, 9).await.unwrap(), [fifth]);
    assert_eq!(stores.audit.head(chain).await.unwrap().unwrap().signed, 5);
    let verified = verified(&stores, chain, &[]).await;
    assert_eq!((verified.checkpoints, verified.findings), (2, Vec::new()));
}

pub async fn what_was_kept_long_enough_is_replaced_by_an_anchor(stores: Stores) {
    let tenant = tenant(&stores).await.id;
    let chain = Some(tenant);
    for day in 0..10 {
        stores.audit.append(&entry(chain, Action::QueuePause, Millis(START.0 + day * DAY))).await.unwrap();
    }
    let third = checkpoint(&stores, chain, CheckpointKind::Regular, 3).await;
    stores.audit.sign(&third, 0).await.unwrap();
    let last = stores.audit.last_before(chain, Millis(START.0 + 5 * DAY)).await.unwrap().unwrap();
    assert_eq!(last.sequence, 5);
    assert_eq!(stores.audit.last_before(chain, START).await, Ok(None));
    assert_eq!(stores.audit.last_before(chain, Millis(i64::MAX)).await.unwrap().unwrap().sequence, 10);
    let anchor = checkpoint(&stores, chain, CheckpointKind::Anchor, 5).await;
    let pruned = || Audit::from(entry(chain, Action::AuditPrune, Millis(START.0 + 10 * DAY)));

    // Nothing is removed while it is held, or on another word than the one that stands.
    assert_eq!(stores.audit.retention(chain).await, Ok(AuditRetention::default_of(chain)));
    let hold = Some("court case 7".to_owned());
    let held = AuditRetention { chain, days: Some(30), hold, version: 1 };
    let said = || Audit::from(entry(chain, Action::AuditRetention, Millis(START.0 + 10 * DAY)));
    stores.audit.set_retention(&held, &said()).await.unwrap();
    assert_eq!(stores.audit.set_retention(&held, &said()).await, Err(StoreError::Stale));
    assert_eq!(stores.audit.retention(chain).await.as_ref(), Ok(&held));
    assert_eq!(stores.audit.prune(&anchor, 1, &pruned()).await, Err(StoreError::Stale), "held");
    assert_eq!(stores.tenants.delete(tenant, &UNAUDITED).await, Err(StoreError::Taken("legal hold")));
    assert!(stores.tenants.get(tenant).await.unwrap().is_some());
    let free = AuditRetention { hold: None, version: 2, ..held };
    stores.audit.set_retention(&free, &said()).await.unwrap();
    assert_eq!(stores.audit.prune(&anchor, 1, &pruned()).await, Err(StoreError::Stale), "another version");
    assert_eq!(all(&stores, chain).await.len(), 12);

    let early = checkpoint(&stores, chain, CheckpointKind::Anchor, 2).await;
    assert_eq!(stores.audit.prune(&anchor, 2, &pruned()).await, Ok(5));
    assert_eq!(stores.audit.prune(&anchor, 2, &pruned()).await, Err(StoreError::Stale), "done already");
    assert_eq!(stores.audit.prune(&early, 2, &pruned()).await, Err(StoreError::Stale), "done further");
    let sequences: Vec<_> = all(&stores, chain).await.iter().map(|record| record.sequence).collect();
    assert_eq!(sequences, (6..=13).collect::<Vec<_>>(), "with the entry that tells of it");
    assert_eq!(stores.audit.checkpoints(chain, 0, 9).await.unwrap(), [anchor]);
    let head = stores.audit.head(chain).await.unwrap().unwrap();
    assert_eq!((head.sequence, head.signed, head.pruned), (13, 5, 5));
    let now = verified(&stores, chain, &[]).await;
    assert_eq!((now.from, now.to, now.findings), (6, 13, Vec::new()));
    assert_eq!(now.removed, [Removed { from: 1, to: 5, at: START }]);
    // A checkpoint from before the anchor that was kept elsewhere cannot be compared: it bears nothing out.
    let older = verified(&stores, chain, &[third]).await;
    assert_eq!((older.findings, older.incomparable), (Vec::new(), vec![3]));
    assert_eq!(older.checkpoints, now.checkpoints);
}

/// All that can be edited of an entry.
const COLUMNS: [&str; 12] = [
    "at",
    "actor_kind",
    "actor",
    "action",
    "target_kind",
    "target",
    "was",
    "became",
    "reason",
    "address",
    "request",
    "hash",
];

/// Edits, deletes and swaps every row, cuts the tail off, and sees that verification finds each and says where. `execute`
/// runs a statement past the adapter, as somebody does who has the database in their hands.
///
/// Not a rule of the suite: an adapter calls it with its own way to its database.
pub async fn whatever_is_done_to_a_chain_is_found<F: Future<Output = ()>>(
    stores: Stores,
    execute: impl Fn(String) -> F,
) {
    const LAST: u64 = 9;
    let chain = Some(tenant(&stores).await.id);
    for number in 0..LAST {
        let written = entry(chain, Action::QueuePause, START.plus_seconds(u32::try_from(number).unwrap()));
        let written = if number % 2 == 0 { written.because(Some("so")) } else { written };
        stores.audit.append(&written).await.unwrap();
    }
    for (after, place) in [(0, 4), (4, 7)] {
        let checkpoint = checkpoint(&stores, chain, CheckpointKind::Regular, place).await;
        stores.audit.sign(&checkpoint, after).await.unwrap();
    }
    let kept = checkpoint(&stores, chain, CheckpointKind::Regular, 8).await;
    for table in ["audit", "audit_heads", "audit_checkpoints"] {
        execute(format!("CREATE TABLE {table}_copy AS SELECT * FROM {table}")).await;
    }
    let restore = async || {
        for table in ["audit", "audit_heads", "audit_checkpoints"] {
            execute(format!("DELETE FROM {table}")).await;
            execute(format!("INSERT INTO {table} SELECT * FROM {table}_copy")).await;
        }
    };
    let found = async |elsewhere: &[Checkpoint]| {
        let findings = verified(&stores, chain, elsewhere).await.findings;
        findings.into_iter().map(|finding| (finding.sequence, finding.what)).collect::<Vec<_>>()
    };
    assert_eq!(found(std::slice::from_ref(&kept)).await, []);

    for row in 1..=LAST {
        for column in COLUMNS {
            let value = match column {
                "at" => "at + 1".to_owned(),
                "hash" => format!("(SELECT hash FROM audit WHERE sequence = {})", row % LAST + 1),
                "was" | "became" | "reason" | "address" | "request" => {
                    format!("coalesce({column}, '') || 'x'")
                }
                column => format!("{column} || 'x'"),
            };
            execute(format!("UPDATE audit SET {column} = {value} WHERE sequence = {row}")).await;
            let found = found(&[]).await;
            assert_eq!(found.first(), Some(&(row, Flaw::Changed)), "{column} of {row}: {found:?}");
            restore().await;
        }
        // Nothing is not the same as an empty text.
        execute(format!("UPDATE audit SET reason = '' WHERE sequence = {row} AND reason IS NULL")).await;
        let expected: &[_] = if row % 2 == 0 { &[(row, Flaw::Changed)] } else { &[] };
        assert_eq!(found(&[]).await, expected, "an empty reason of {row}");
        restore().await;

        execute(format!("DELETE FROM audit WHERE sequence = {row}")).await;
        let gone = found(&[]).await;
        let what = match row {
            1 => Flaw::NoAnchor,
            LAST => Flaw::EndsEarly,
            _ => Flaw::Missing,
        };
        assert!(gone.contains(&(row, what)), "without {row}: {gone:?}");
        restore().await;

        for other in row + 1..=LAST {
            for (from, to) in [(row, 100), (other, row), (100, other)] {
                execute(format!("UPDATE audit SET sequence = {to} WHERE sequence = {from}")).await;
            }
            let found = found(&[]).await;
            for place in [row, other] {
                assert!(found.contains(&(place, Flaw::Changed)), "{row} and {other} swapped: {found:?}");
            }
            restore().await;
        }
    }

    // Cut off with care: the head is made to fit. A checkpoint tells, also one that is only kept elsewhere.
    for left in 1..LAST {
        let cut = async |checkpoints: bool| {
            execute(format!("DELETE FROM audit WHERE sequence > {left}")).await;
            execute(format!(
                "UPDATE audit_heads SET sequence = {left}, hash = (SELECT hash FROM audit WHERE sequence = {left})"
            ))
            .await;
            if checkpoints {
                execute(format!("DELETE FROM audit_checkpoints WHERE sequence > {left}")).await;
            }
        };
        cut(false).await;
        let by_store = found(&[]).await;
        let told = by_store.iter().any(|(_, what)| *what == Flaw::CutBeforeCheckpoint);
        assert_eq!(told, left < 7, "cut after {left}: {by_store:?}");
        restore().await;
        cut(true).await;
        assert_eq!(found(&[]).await, [], "nothing in the store tells");
        let by_kept = found(std::slice::from_ref(&kept)).await;
        let expected: &[_] = if left < 8 { &[(8, Flaw::CutBeforeCheckpoint)] } else { &[] };
        assert_eq!(by_kept, expected, "cut after {left}");
        restore().await;
    }
    // Without care: the head tells.
    execute("DELETE FROM audit WHERE sequence > 7".to_owned()).await;
    assert_eq!(found(&[]).await, [(8, Flaw::EndsEarly)]);
    restore().await;

    // The head, and what is signed.
    execute("UPDATE audit_heads SET hash = (SELECT hash FROM audit WHERE sequence = 1)".to_owned()).await;
    assert_eq!(found(&[]).await, [(LAST, Flaw::HeadDiffers)]);
    restore().await;
    execute("UPDATE audit_heads SET sequence = sequence - 1".to_owned()).await;
    assert!(found(&[]).await.contains(&(LAST, Flaw::BeyondHead)));
    restore().await;
    execute(
        "UPDATE audit_checkpoints SET hash = (SELECT hash FROM audit WHERE sequence = 1) WHERE sequence = 4"
            .to_owned(),
    )
    .await;
    assert_eq!(found(&[]).await, [(4, Flaw::DiffersFromCheckpoint)]);
    restore().await;
    execute("UPDATE audit_checkpoints SET signature = hash WHERE sequence = 4".to_owned()).await;
    assert!(
        verify(&*stores.audit, chain, &[], &genuine)
            .await
            .is_err_and(|error| matches!(error, StoreError::Failed(_)))
    );
    restore().await;

    // All of it gone.
    for table in ["audit", "audit_heads", "audit_checkpoints"] {
        execute(format!("DELETE FROM {table}")).await;
    }
    assert_eq!(found(std::slice::from_ref(&kept)).await, [(8, Flaw::CutBeforeCheckpoint)]);
    restore().await;
    assert_eq!(found(std::slice::from_ref(&kept)).await, []);

    // Rewritten from some place on, with hashes that fit: only what was signed tells.
    execute("DELETE FROM audit WHERE sequence > 5".to_owned()).await;
    execute(
        "UPDATE audit_heads SET sequence = 5, hash = (SELECT hash FROM audit WHERE sequence = 5)".to_owned(),
    )
    .await;
    for _ in 5..LAST {
        stores.audit.append(&entry(chain, Action::QueueOpen, START)).await.unwrap();
    }
    assert_eq!(found(&[]).await, [(7, Flaw::DiffersFromCheckpoint)]);
    let both = found(std::slice::from_ref(&kept)).await;
    assert_eq!(both, [(7, Flaw::DiffersFromCheckpoint), (8, Flaw::DiffersFromCheckpoint)]);
    restore().await;
}

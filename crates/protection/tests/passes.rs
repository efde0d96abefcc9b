//! Rows are sealed again in the background: nothing is lost, nothing is doubled, and a kill only interrupts it.

mod support;

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use vq_domain::{Priority, Role, SessionId, Trail};
use vq_engine::{Command, Outcome};
use vq_ports::{
    DataKeyRecord, KeyUse, Order, PageRequest, PersonalTable, SessionFilter, StoreError, Stores, Whose,
    contract::sample::{self, START, one},
};

use support::{Backing, Node, SetClock, has};

on_both! {
    keys_are_rotated_under_load,
    a_rotation_goes_on_after_a_kill,
    old_keys_are_destroyed_when_nothing_needs_them,
    an_index_is_rotated_while_everybody_comes_again,
    a_node_that_knows_only_the_index_before_doubles_nobody,
    orders_under_an_index_that_retired_are_refused,
    what_was_in_the_open_is_sealed_in_the_background,
    nobody_is_twice_in_line_while_it_is_sealed,
    what_was_in_the_open_is_erased_and_found,
}

fn trail() -> Trail {
    Trail::system("a test", START)
}

fn joining(identifier: &str) -> Command {
    Command::Join {
        session: SessionId(sample::id()),
        identifier: Some(identifier.into()),
        metadata: Some(format!("{{\"of\":\"{identifier}\"}}").into()),
        priority: Priority::NORMAL,
    }
}

async fn all(stores: &Stores, tenant: vq_domain::TenantId) -> HashMap<String, usize> {
    let mut found = HashMap::new();
    let mut cursor = None;
    loop {
        let page = PageRequest { limit: 200, cursor };
        let page = stores.sessions.list(tenant, &SessionFilter::default(), page).await.unwrap();
        for record in page.items {
            let identifier = record.entry.identifier.unwrap().to_string();
            let metadata = record.entry.metadata.unwrap();
            assert_eq!(&*metadata, format!("{{\"of\":\"{identifier}\"}}"));
            *found.entry(identifier).or_default() += 1;
        }
        cursor = page.next;
        if cursor.is_none() {
            return found;
        }
    }
}

async fn node(stores: Stores, backing: Arc<Backing>) -> Node {
    Node::new(stores, backing, SetClock::new(), 1).await
}

async fn keys_are_rotated_under_load(stores: Stores, backing: Arc<Backing>) {
    let node = node(stores, backing).await;
    let queue = sample::stored(&node.open, sample::paused()).await;
    let account = sample::account(Some(queue.tenant_id), "anna@shop.example", &[Role::Admin]);
    node.open.accounts.create(&account, &vq_ports::Audit::exempt("a test")).await.unwrap();
    let batch = (0..900).map(|at| joining(&format!("before-{at}"))).collect();
    node.open.log.commit(queue.id, batch, u64::MAX, START).await.unwrap();

    let progress = node.keeper.rotate(Some(queue.tenant_id), KeyUse::Seal, &trail()).await.unwrap();
    assert_eq!(
        node.keeper.rotate(Some(queue.tenant_id), KeyUse::Seal, &trail()).await,
        Err(StoreError::Stale),
        "one at a time"
    );
    // People come, go and are noted about while it goes on.
    let (log, stop) = (node.open.log.clone(), Arc::new(std::sync::atomic::AtomicBool::new(false)));
    let stopped = stop.clone();
    let load = tokio::spawn(async move {
        let mut joined = 0;
        while !stopped.load(std::sync::atomic::Ordering::Relaxed) {
            let join = joining(&format!("during-{joined}"));
            let commit = log.commit(queue.id, vec![join], u64::MAX, START).await.unwrap();
            let ticket = sample::joined(&commit.outcomes[0]).ticket;
            let note = Command::Annotate {
                ticket,
                metadata: Some(format!("{{\"of\":\"during-{joined}\"}}").into()),
            };
            let leave = Command::Leave { ticket: (joined % 900) + 1 };
            log.commit(queue.id, vec![note, leave], u64::MAX, START).await.unwrap();
            joined += 1;
        }
        joined
    });
    node.finish().await;
    stop.store(true, std::sync::atomic::Ordering::Relaxed);
    let joined = load.await.unwrap();
    node.finish().await;

    let after = node.keeper.progress().await.unwrap();
    assert!(after.iter().any(|one| one.number == progress.number && one.finished_at.is_some()), "{after:?}");
    let found = all(&node.open, queue.tenant_id).await;
    assert_eq!(found.len() as u32, 900 + joined, "nobody is lost");
    assert!(found.values().all(|count| *count == 1), "nobody is doubled");
    assert_eq!(node.open.accounts.by_email("anna@shop.example").await.unwrap(), Some(account));
    // Everything is under the new key: an envelope begins with its number.
    let whose = Whose::Realm(Some(queue.tenant_id), None);
    for row in node.bare.personal.rows(PersonalTable::Sessions, whose, 10_000).await.unwrap() {
        // "vq1." and the base64 of 0, 0, 0, 2, …: its sixth letter is one of g to v.
        let words = row.words.unwrap();
        assert!(words.starts_with("vq1.AAAAA") && (b'g'..=b'v').contains(&words.as_bytes()[9]), "{words}");
    }
}

async fn a_rotation_goes_on_after_a_kill(stores: Stores, backing: Arc<Backing>) {
    let first = node(stores, backing).await;
    let queue = sample::stored(&first.open, sample::paused()).await;
    let batch = (0..1000).map(|at| joining(&format!("person-{at}"))).collect();
    first.open.log.commit(queue.id, batch, u64::MAX, START).await.unwrap();
    first.keeper.rotate(Some(queue.tenant_id), KeyUse::Seal, &trail()).await.unwrap();
    assert!(first.keeper.step().await.unwrap() && first.keeper.step().await.unwrap());
    let seen = first.keeper.progress().await.unwrap().remove(0);
    assert!(seen.done >= 400 && seen.done < seen.total, "{seen:?}");

    let second = first.another(2).await;
    assert!(!second.keeper.step().await.unwrap(), "it is another node's turn");
    second.clock.advance(31);
    assert!(second.keeper.step().await.unwrap());
    let then = second.keeper.progress().await.unwrap().remove(0);
    assert!(then.done > seen.done, "it goes on where it was: {then:?}");
    second.finish().await;
    assert!(second.keeper.progress().await.unwrap()[0].finished_at.is_some());
    assert_eq!(all(&second.open, queue.tenant_id).await.len(), 1000);
    // The first node, which slept all the while, knows everybody, too.
    assert_eq!(all(&first.open, queue.tenant_id).await.len(), 1000);
}

async fn old_keys_are_destroyed_when_nothing_needs_them(stores: Stores, backing: Arc<Backing>) {
    let node = node(stores, backing).await;
    let queue = sample::stored(&node.open, sample::paused()).await;
    one(&node.open, queue.id, joining("anna")).await;
    let keys = || async {
        let keys = node.bare.data_keys.all().await.unwrap();
        keys.into_iter().filter(|key| key.realm == Some(queue.tenant_id)).count()
    };
    node.keeper.rotate_all(KeyUse::Seal, &trail()).await.unwrap();
    node.finish().await;
    assert_eq!(keys().await, 3, "the old one is kept for a while");
    node.clock.advance(2 * 86_400 + 1);
    node.finish().await;
    assert_eq!(keys().await, 2);
    assert_eq!(all(&node.open, queue.tenant_id).await.len(), 1);
    assert!(!node.keeper.step().await.unwrap(), "there is nothing left to do");
}

/// A store as an earlier version left it.
async fn in_the_open(stores: &Stores, people: usize) -> vq_domain::Queue {
    let queue = sample::stored(stores, sample::paused()).await;
    let batch = (0..people).map(|at| joining(&format!("Wallaby-{at}"))).collect();
    stores.log.commit(queue.id, batch, u64::MAX, START).await.unwrap();
    stores.personal.note_pass("seal", "{}", 0).await.unwrap();
    queue
}

/// What the sessions of a tenant are found by, as it is stored.
async fn indexes(node: &Node, tenant: vq_domain::TenantId) -> HashSet<String> {
    let whose = Whose::Realm(Some(tenant), None);
    let rows = node.bare.personal.rows(PersonalTable::Sessions, whose, 10_000).await.unwrap();
    rows.into_iter().filter_map(|row| row.lookup).collect()
}

async fn find(stores: &Stores, tenant: vq_domain::TenantId, identifier: &str) -> usize {
    let filter = SessionFilter { identifier: Some(identifier.into()), ..SessionFilter::default() };
    let page = PageRequest { limit: 10, cursor: None };
    stores.sessions.list(tenant, &filter, page).await.unwrap().items.len()
}

async fn index_keys(node: &Node, tenant: vq_domain::TenantId) -> Vec<u32> {
    let keys = node.bare.data_keys.all().await.unwrap().into_iter();
    let own = keys.filter(|key| key.realm == Some(tenant) && key.key_use == KeyUse::Index);
    own.map(|key| key.number).collect()
}

async fn an_index_is_rotated_while_everybody_comes_again(stores: Stores, backing: Arc<Backing>) {
    const PEOPLE: usize = 300;
    let first = node(stores, backing).await;
    let second = first.another(2).await;
    let queue = sample::stored(&first.open, sample::paused()).await;
    let tenant = queue.tenant_id;
    let batch = (0..PEOPLE).map(|at| joining(&format!("person-{at}"))).collect();
    first.open.log.commit(queue.id, batch, u64::MAX, START).await.unwrap();
    // Somebody who was here before.
    one(&first.open, queue.id, Command::Leave { ticket: 1 }).await;
    let before = indexes(&first, tenant).await;
    assert_eq!(before.len(), PEOPLE);

    let progress = first.keeper.rotate(Some(tenant), KeyUse::Index, &trail()).await.unwrap();
    assert_eq!((progress.number, progress.key_use), (2, KeyUse::Index));
    let again = first.keeper.rotate(Some(tenant), KeyUse::Index, &trail()).await;
    assert_eq!(again, Err(StoreError::Stale), "one at a time");
    let keeper = first.keeper.clone();
    let rotating = tokio::spawn(async move { while keeper.step().await.unwrap() {} });
    let mut tasks = tokio::task::JoinSet::new();
    for (number, node) in [&first, &second].into_iter().enumerate() {
        let open = node.open.clone();
        tasks.spawn(async move {
            for at in 1..PEOPLE {
                let at = if number == 0 { at } else { PEOPLE - at };
                let name = format!("person-{at}");
                let commit = open.log.commit(queue.id, vec![joining(&name)], u64::MAX, START).await.unwrap();
                let outcome = &commit.outcomes[0];
                assert!(matches!(outcome, Outcome::Existing(_)), "{outcome:?}");
                assert_eq!(sample::session(outcome).ticket as usize, at + 1);
                assert_eq!(find(&open, tenant, &name).await, 1, "{name} is found while it goes on");
                // Somebody new, who comes on both nodes.
                let new = vec![joining(&format!("new-{at}"))];
                open.log.commit(queue.id, new, u64::MAX, START).await.unwrap();
            }
        });
    }
    tasks.join_all().await;
    rotating.await.unwrap();
    first.finish().await;
    let found = all(&second.open, tenant).await;
    assert_eq!(found.len(), 2 * PEOPLE - 1, "nobody is lost");
    assert!(found.values().all(|count| *count == 1), "nobody is doubled");
    assert!(indexes(&first, tenant).await.is_disjoint(&before), "nobody is found by the index before");
    assert_eq!(find(&second.open, tenant, "person-0").await, 1, "who has left is found, too");
    assert_eq!(index_keys(&first, tenant).await, [1, 2], "the one before is kept for a moment");
    first.clock.advance(61);
    first.finish().await;
    assert_eq!(index_keys(&first, tenant).await, [2]);
    assert_eq!(second.subjects.erase(tenant, "person-7").await.unwrap(), 1);
    assert_eq!(find(&first.open, tenant, "person-7").await, 0);
    // The e-mail addresses of people who sign in are unique over all tenants, by the platform's index.
    assert_eq!(first.keeper.rotate(None, KeyUse::Index, &trail()).await, Err(StoreError::NotFound));
}

async fn a_node_that_knows_only_the_index_before_doubles_nobody(stores: Stores, backing: Arc<Backing>) {
    let first = node(stores, backing).await;
    let queue = sample::stored(&first.open, sample::paused()).await;
    let anna = sample::joined(&one(&first.open, queue.id, joining("anna")).await).session;
    let second = first.another(2).await;
    // It has the keys at hand, and for its clock they are fresh.
    assert_eq!(find(&second.open, queue.tenant_id, "anna").await, 1);
    first.keeper.rotate(Some(queue.tenant_id), KeyUse::Index, &trail()).await.unwrap();
    first.finish().await;
    let berta = sample::joined(&one(&first.open, queue.id, joining("berta")).await).session;
    for (name, session) in [("anna", anna), ("berta", berta)] {
        let outcome = one(&second.open, queue.id, joining(name)).await;
        assert!(matches!(outcome, Outcome::Existing(_)), "{outcome:?}");
        assert_eq!(sample::session(&outcome).session, session);
    }
}

async fn orders_under_an_index_that_retired_are_refused(stores: Stores, backing: Arc<Backing>) {
    let queue = sample::stored(&stores, sample::paused()).await;
    let realm = Some(queue.tenant_id);
    for number in [1, 2] {
        let key = DataKeyRecord {
            realm,
            key_use: KeyUse::Index,
            number,
            wrapped: vec![7; 60],
            master: "m".into(),
            seals_from: START,
            retired_at: None,
        };
        stores.data_keys.add(&key, &vq_ports::Audit::exempt("a test")).await.unwrap();
    }
    let order = |name: &str, index| {
        let order = Order { index, ..Order::unaudited(joining(name)) };
        stores.log.carry_out(queue.id, vec![order], u64::MAX, START)
    };
    assert!(order("anna", Some(1)).await.is_ok());
    stores.data_keys.retire(realm, KeyUse::Index, 2, START).await.unwrap();
    let version = stores.log.load(queue.id).await.unwrap().state.version;
    assert!(matches!(order("berta", Some(1)).await, Err(StoreError::Stale)));
    assert_eq!(stores.log.load(queue.id).await.unwrap().state.version, version, "nothing is done");
    assert!(order("berta", Some(2)).await.is_ok());
    assert!(order("clara", None).await.is_ok());
    assert_eq!(stores.data_keys.destroy(realm, KeyUse::Index, 2).await, Ok(1));
    drop(backing);
}

async fn what_was_in_the_open_is_sealed_in_the_background(stores: Stores, backing: Arc<Backing>) {
    let queue = in_the_open(&stores, 700).await;
    let account = sample::account(Some(queue.tenant_id), "wombat@shop.example", &[Role::Admin]);
    stores.accounts.create(&account, &vq_ports::Audit::exempt("a test")).await.unwrap();
    let (sign_in, token) = sample::sign_in(account.id, [3; 32], START.plus_seconds(60));
    stores.sign_ins.begin(&sign_in, &token, &vq_ports::Audit::exempt("a test")).await.unwrap();
    let node = node(stores, backing).await;
    // From the first moment on everybody is found.
    assert_eq!(node.open.accounts.by_email("wombat@shop.example").await.unwrap().as_ref(), Some(&account));
    assert!(node.open.sign_ins.knows_network(account.id, sign_in.network).await.unwrap());
    let filter = SessionFilter { identifier: Some("Wallaby-3".into()), ..SessionFilter::default() };
    let page = PageRequest { limit: 10, cursor: None };
    let found = node.open.sessions.list(queue.tenant_id, &filter, page).await.unwrap();
    assert_eq!(found.items.len(), 1);
    assert_eq!(all(&node.open, queue.tenant_id).await.len(), 700);

    node.finish().await;
    assert!(node.keeper.progress().await.unwrap().is_empty(), "it is done once");
    assert_eq!(all(&node.open, queue.tenant_id).await.len(), 700);
    assert!(node.open.sign_ins.knows_network(account.id, sign_in.network).await.unwrap());
    assert_eq!(node.open.sign_ins.get(sign_in.id).await.unwrap(), Some(sign_in));
    if let Backing::Folder(_, store) = &*node.backing {
        // The thread that empties the log is waited for.
        store.close().await;
    }
    let dump = node.dump().await;
    assert!(has(&dump, "vq1."));
    for text in ["Wallaby-", "wombat@", "Firefox"] {
        assert!(!has(&dump, text), "{text} is still there in the open");
    }
}

async fn nobody_is_twice_in_line_while_it_is_sealed(stores: Stores, backing: Arc<Backing>) {
    const PEOPLE: usize = 300;
    let queue = in_the_open(&stores, PEOPLE).await;
    let first = node(stores, backing).await;
    let second = first.another(2).await;
    let keeper = first.keeper.clone();
    let sealing = tokio::spawn(async move { while keeper.step().await.unwrap() {} });
    // Everybody comes again, on both nodes, while their rows are being sealed.
    let mut tasks = tokio::task::JoinSet::new();
    for (number, node) in [&first, &second].into_iter().enumerate() {
        let log = node.open.log.clone();
        tasks.spawn(async move {
            for at in 0..PEOPLE {
                let at = if number == 0 { at } else { PEOPLE - 1 - at };
                let joins = vec![joining(&format!("Wallaby-{at}"))];
                let commit = log.commit(queue.id, joins, u64::MAX, START).await.unwrap();
                let outcome = &commit.outcomes[0];
                assert!(matches!(outcome, Outcome::Existing(_)), "{outcome:?}");
                assert_eq!(sample::session(outcome).ticket as usize, at + 1);
            }
        });
    }
    tasks.join_all().await;
    sealing.await.unwrap();
    first.finish().await;
    let found = all(&first.open, queue.tenant_id).await;
    assert!(found.len() == PEOPLE && found.values().all(|count| *count == 1));
    let state = first.open.log.load(queue.id).await.unwrap().state;
    assert_eq!(state.waiting as usize, PEOPLE);
}

async fn what_was_in_the_open_is_erased_and_found(stores: Stores, backing: Arc<Backing>) {
    let queue = in_the_open(&stores, 5).await;
    let node = node(stores, backing).await;
    assert_eq!(node.subjects.erase(queue.tenant_id, "Wallaby-2").await.unwrap(), 1);
    assert!(node.subjects.is_gone(queue.tenant_id, "Wallaby-2").await.unwrap());
    let note = Command::Annotate { ticket: 1, metadata: Some("{\"of\":\"Wallaby-0\"}".into()) };
    let noted = one(&node.open, queue.id, note).await;
    assert_eq!(sample::session(&noted).identifier.as_deref(), Some("Wallaby-0"));
    node.finish().await;
    let filter = SessionFilter { identifier: Some("Wallaby-0".into()), ..SessionFilter::default() };
    let page = PageRequest { limit: 10, cursor: None };
    assert_eq!(node.open.sessions.list(queue.tenant_id, &filter, page).await.unwrap().items.len(), 1);
}

/// Somebody in line and an account, as a store had them before there were keys.
async fn earlier(stores: &Stores) -> (vq_domain::Queue, vq_domain::Account) {
    let queue = sample::stored(stores, sample::paused()).await;
    one(stores, queue.id, joining("Wallaby-0")).await;
    let account = sample::account(Some(queue.tenant_id), "wombat@shop.example", &[Role::Admin]);
    stores.accounts.create(&account, &vq_ports::Audit::exempt("a test")).await.unwrap();
    let role = vq_domain::OwnRole {
        id: vq_domain::RoleId(sample::id()),
        tenant_id: queue.tenant_id,
        name: "Watch".into(),
        permissions: vec![vq_domain::Permission::SessionRead],
        version: 1,
        created_at: START,
    };
    stores.roles.create(&role, 10, &vq_ports::Audit::exempt("a test")).await.unwrap();
    (queue, account)
}

async fn is_sealed(node: Node, queue: &vq_domain::Queue, account: &vq_domain::Account) {
    assert_eq!(node.keeper.progress().await.unwrap().len(), 1, "the upgrade has asked for it");
    let again = one(&node.open, queue.id, joining("Wallaby-0")).await;
    assert!(matches!(again, Outcome::Existing(_)), "{again:?}");
    assert_eq!(node.open.accounts.by_email("wombat@shop.example").await.unwrap().as_ref(), Some(account));
    let roles = node.open.roles.list(queue.tenant_id).await.unwrap();
    assert!(
        roles[0].permissions.contains(&vq_domain::Permission::PersonalRead),
        "who saw sessions saw people"
    );
    node.finish().await;
    assert!(node.keeper.progress().await.unwrap().is_empty());
    if let Backing::Folder(_, store) = &*node.backing {
        // The thread that empties the log is waited for.
        store.close().await;
    }
    assert!(!has(&node.dump().await, "Wallaby-0\""), "it is sealed");
}

#[tokio::test]
async fn a_folder_of_an_earlier_version_is_opened() {
    let folder = tempfile::tempdir().unwrap();
    let open =
        || vq_store_sqlite::SqliteStore::open(folder.path(), vq_store_sqlite::Options::default()).unwrap();
    let store = open();
    let (queue, account) = earlier(&store.stores()).await;
    store.close().await;
    let file = rusqlite::Connection::open(folder.path().join("vqueue.db")).unwrap();
    // What came with that version and after it.
    let tables = [
        "data_keys",
        "passes",
        "invite_codes",
        "access_rules",
        "enqueue_keys",
        "spent_tokens",
        "tenant_deletions",
        "domains",
    ];
    let back = tables.map(|table| format!("DROP TABLE {table};")).concat()
        + "ALTER TABLE secrets DROP COLUMN master;
           ALTER TABLE fixtures DROP COLUMN turn;
           ALTER TABLE fixtures DROP COLUMN turn_lines;
           DELETE FROM refinery_schema_history WHERE version >=
           (SELECT version FROM refinery_schema_history WHERE name = 'protection')";
    file.execute_batch(&back).unwrap();
    drop(file);
    let store = open();
    let stores = store.stores();
    let node = Node::new(stores, Arc::new(Backing::Folder(folder, store)), SetClock::new(), 1).await;
    is_sealed(node, &queue, &account).await;
}

#[tokio::test]
async fn a_database_of_an_earlier_version_is_opened() {
    let (stores, backing) = support::bare_postgres().await;
    let (queue, account) = earlier(&stores).await;
    let Backing::Database(database, store) = &*backing else { unreachable!("it is a database") };
    store.close().await;
    // What came with that version and after it.
    let tables = [
        "data_keys",
        "passes",
        "invite_codes",
        "access_rules",
        "enqueue_keys",
        "spent_tokens",
        "tenant_deletions",
        "domains",
    ];
    let back = tables.map(|table| format!("DROP TABLE {table};")).concat()
        + "ALTER TABLE secrets DROP COLUMN master;
           ALTER TABLE fixtures DROP COLUMN turn;
           ALTER TABLE fixtures DROP COLUMN turn_lines;
           DELETE FROM refinery_schema_history WHERE version >=
           (SELECT version FROM refinery_schema_history WHERE name = 'protection')";
    database.owner().await.batch_execute(&back).await.unwrap();
    let options =
        vq_store_postgres::Options { connections: 4, ..vq_store_postgres::Options::new(database.url()) };
    let store = vq_store_postgres::PostgresStore::connect(options).await.unwrap();
    let node = Node::new(store.stores(), backing.clone(), SetClock::new(), 1).await;
    is_sealed(node, &queue, &account).await;
}

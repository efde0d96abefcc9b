//! Row-level security keeps tenants apart where a statement does not (I9).

use vq_domain::{
    Action, Branding, Look, Priority, Queue, Role, Span, Tally, TenantId, Trail, Wearer, audit::Target,
};
use vq_engine::Command;
use vq_ports::{
    Audit, Effect, Loss, PageRequest, SessionEvent, SessionFilter, Step, StoreError, Stores, Turn,
    audit::{AuditRetention, Checkpoint, CheckpointKind},
    contract::sample::{self, START, join, one},
};

use super::{execute, open};
use crate::{tenant_records, tx::Scope};

/// Tables that nobody sees in a tenant's scope.
const OF_THE_NODE: [&str; 9] = [
    "consumers",
    "data_keys",
    "graveyard",
    "idempotency",
    "passes",
    "revocations",
    "secrets",
    "spent_tokens",
    "tenant_deletions",
];

/// A tenant with one of everything.
async fn lived_in(stores: &Stores) -> Queue {
    let queue = sample::stored(stores, sample::paused()).await;
    let session = sample::joined(&one(stores, queue.id, join(Some("anna"))).await).session;
    let account =
        sample::account(Some(queue.tenant_id), &format!("{}@shop.example", queue.id), &[Role::Admin]);
    stores.accounts.create(&account, &Audit::exempt("a test")).await.unwrap();
    let hash = std::array::from_fn(|at| queue.id.as_bytes()[at % 16]);
    let (sign_in, token) = sample::sign_in(account.id, hash, START.plus_seconds(60));
    stores.sign_ins.begin(&sign_in, &token, &Audit::exempt("a test")).await.unwrap();
    let wearer = Wearer { tenant_id: queue.tenant_id, queue_id: None };
    let branding = Branding { wearer, look: Look::default(), logo: None, version: 1, updated_at: START };
    stores.brandings.put(&branding, &Audit::exempt("a test")).await.unwrap();
    stores.locations.create(&sample::location(queue.tenant_id), 9, &Audit::exempt("a test")).await.unwrap();
    let domain = sample::domain(queue.tenant_id, &format!("q{}.shop.example", queue.id));
    stores.domains.create(&domain, 9, &Audit::exempt("a test")).await.unwrap();
    consumed(stores, &queue, session).await;
    written_down(stores, &queue).await;
    queue
}

/// What the audit log has, one of each.
async fn written_down(stores: &Stores, queue: &Queue) {
    let chain = Some(queue.tenant_id);
    let entry = Trail::system("test", START).entry(chain, Action::QueuePause, Target::new("queue", queue.id));
    stores.audit.append(&entry).await.unwrap();
    let (kind, hash) = (CheckpointKind::Regular, stores.audit.head(chain).await.unwrap().unwrap().hash);
    let checkpoint = Checkpoint { chain, kind, sequence: 1, hash, at: START, key: 1, signature: [7; 64] };
    stores.audit.sign(&checkpoint, 0).await.unwrap();
    let retention = AuditRetention { version: 1, ..AuditRetention::default_of(chain) };
    stores.audit.set_retention(&retention, &Audit::exempt("a test")).await.unwrap();
}

/// What consumers write, one of each.
async fn consumed(stores: &Stores, queue: &Queue, session: vq_domain::SessionId) {
    let (turn, priority) = (Turn { node: 1, now: START, millis: 1000 }, Priority::NORMAL);
    stores.consumers.take("test", queue.id, turn, 9).await.unwrap();
    let loss = Loss { queue: queue.id, after: 0, until: 1, from_at: START, until_at: START };
    let event = SessionEvent { session, ticket: 1, version: 1, at: START, from: priority, to: priority };
    let effects =
        [Effect::Tallies(vec![(Span::Minute, START, Tally::default())]), Effect::Events(vec![event])];
    for (from, effect) in (0..).zip(effects) {
        let step = Step {
            consumer: "test",
            queue: queue.id,
            from,
            to: from + 1,
            at: START,
            note: None,
            loss: (from == 0).then(|| loss.clone()),
            effect,
        };
        stores.consumers.advance(step).await.unwrap();
    }
}

#[tokio::test]
async fn every_table_is_secured() {
    let (database, _store) = open().await;
    let owner = database.owner().await;
    let sql = "SELECT c.relname::text, c.relrowsecurity AND c.relforcerowsecurity, \
               (SELECT count(*) FROM pg_policy WHERE polrelid = c.oid AND polname = 'of_the_tenant') \
               FROM pg_class c WHERE c.relkind IN ('r', 'p') AND c.relnamespace = 'public'::regnamespace \
               AND c.relname <> 'refinery_schema_history'";
    let rows = owner.query(sql, &[]).await.unwrap();
    assert_eq!(rows.len(), 40);
    for row in rows {
        let (table, secured, policies): (String, bool, i64) = (row.get(0), row.get(1), row.get(2));
        assert!(secured, "{table} has no row-level security");
        assert_eq!(policies == 0, OF_THE_NODE.contains(&table.as_str()), "{table}");
    }
}

#[tokio::test]
async fn no_table_is_forgotten_when_a_tenant_goes() {
    let (database, _store) = open().await;
    let sql = "SELECT table_name::text FROM information_schema.columns WHERE table_schema = 'public' AND column_name = 'tenant'";
    let mut tables: Vec<String> =
        database.owner().await.query(sql, &[]).await.unwrap().iter().map(|row| row.get(0)).collect();
    let mut known: Vec<_> = tenant_records::BY_TENANT.iter().chain(&tenant_records::BY_QUEUE).collect();
    tables.sort_unstable();
    known.sort_unstable();
    assert_eq!(tables.iter().collect::<Vec<_>>(), known, "a table is forgotten when a tenant is deleted");
}

#[tokio::test]
async fn a_tenants_scope_shows_no_other_tenant() {
    let (_database, store) = open().await;
    let stores = store.stores();
    let (mine, theirs) = (lived_in(&stores).await, lived_in(&stores).await);
    let tables: [(&'static str, &'static str); 19] = [
        ("tenants", "SELECT id FROM tenants"),
        ("queues", "SELECT tenant FROM queues"),
        ("lines", "SELECT tenant FROM lines"),
        ("sessions", "SELECT tenant FROM sessions"),
        ("changes", "SELECT tenant FROM changes"),
        ("accounts", "SELECT tenant FROM accounts"),
        ("refresh_tokens", "SELECT tenant FROM refresh_tokens"),
        ("brandings", "SELECT tenant FROM brandings"),
        ("fixtures", "SELECT tenant FROM fixtures"),
        ("domains", "SELECT tenant FROM domains"),
        ("offsets", "SELECT tenant FROM offsets"),
        ("losses", "SELECT tenant FROM losses"),
        ("tallies", "SELECT tenant FROM tallies"),
        ("session_events", "SELECT tenant FROM session_events"),
        ("sign_ins", "SELECT tenant FROM sign_ins"),
        ("audit", "SELECT chain FROM audit"),
        ("audit_heads", "SELECT chain FROM audit_heads"),
        ("audit_checkpoints", "SELECT chain FROM audit_checkpoints"),
        ("audit_retentions", "SELECT chain FROM audit_retentions"),
    ];
    for (table, all) in tables {
        for queue in [&mine, &theirs] {
            let scope = Scope::Tenant(queue.tenant_id);
            assert_eq!(execute(&store, scope, all).await, Ok(1), "{table}");
        }
        assert_eq!(execute(&store, Scope::Node, all).await, Ok(2), "{table}");
        let nobody = Scope::Tenant(TenantId(sample::id()));
        assert_eq!(execute(&store, nobody, all).await, Ok(0), "{table}");
    }
    stores.idempotency.reserve("anna", "key", [0; 32], START).await.unwrap();
    let scope = Scope::Tenant(mine.tenant_id);
    assert_eq!(execute(&store, scope, "SELECT scope FROM idempotency").await, Ok(0));
}

#[tokio::test]
async fn a_tenants_scope_writes_no_other_tenant() {
    let (_database, store) = open().await;
    let stores = store.stores();
    let (mine, theirs) = (lived_in(&stores).await, lived_in(&stores).await);
    let scope = Scope::Tenant(mine.tenant_id);
    for all in [
        "UPDATE queues SET revision = 9",
        "UPDATE sessions SET priority = 9",
        "UPDATE accounts SET password_hash = 'x'",
        "UPDATE lines SET version = 9",
        "DELETE FROM changes",
        "DELETE FROM refresh_tokens",
        "UPDATE brandings SET version = 9",
        "UPDATE domains SET token = 'x'",
        "UPDATE audit SET actor = 'x'",
        "UPDATE audit_heads SET sequence = 9",
    ] {
        assert_eq!(execute(&store, scope, all).await, Ok(1), "{all}");
    }
    let kept = stores.queues.get(theirs.tenant_id, theirs.id).await;
    assert_eq!(kept, Ok(Some(theirs.clone())));
    assert_eq!(stores.log.changes_after(theirs.id, 0, 9).await.unwrap().len(), 1);
    one(&stores, theirs.id, Command::Leave { ticket: 1 }).await;

    // Nor can rows be handed to another tenant, or made for one.
    for given in [
        "UPDATE queues SET tenant = '00000000-0000-0000-0000-000000000001'",
        "INSERT INTO lines VALUES (gen_random_uuid(), 1, gen_random_uuid(), 1, '')",
        "INSERT INTO sessions (queue_key, ticket, enqueued_at, session, tenant, priority, state, extended) \
         VALUES (1, 99, 1, gen_random_uuid(), gen_random_uuid(), 0, 0, false)",
        "INSERT INTO secrets VALUES ('access', 99, '', 0, NULL)",
        "INSERT INTO accounts (id, tenant, email, password_hash, roles, created_at) \
         VALUES (gen_random_uuid(), NULL, 'e@shop.example', '', '{platform_admin}', 0)",
    ] {
        let refused = execute(&store, scope, given).await;
        let Err(StoreError::Failed(why)) = refused else { panic!("{given}: {refused:?}") };
        assert!(why.contains("row-level security"), "{given}: {why}");
    }
    assert_eq!(stores.accounts.has_platform_admin().await, Ok(false));
}

#[tokio::test]
async fn without_a_scope_nothing_is_seen() {
    let (database, store) = open().await;
    lived_in(&store.stores()).await;
    // The scope ends with its transaction, also on a connection that is used again.
    let client = store.core.connection().await;
    let rows = client.query("SELECT id FROM tenants", &[]).await.unwrap();
    assert!(rows.is_empty());
    client.batch_execute("BEGIN; SET LOCAL vq.scope = 'node'").await.unwrap();
    assert_eq!(client.query("SELECT id FROM tenants", &[]).await.unwrap().len(), 1);
    client.batch_execute("COMMIT").await.unwrap();
    assert!(client.query("SELECT id FROM tenants", &[]).await.unwrap().is_empty());
    assert!(client.query("SELECT ticket FROM sessions", &[]).await.unwrap().is_empty());
    assert_eq!(database.owner().await.query("SELECT id FROM tenants", &[]).await.unwrap().len(), 1);
}

#[tokio::test]
async fn lists_hold_by_security_alone() {
    let (database, store) = open().await;
    let stores = store.stores();
    let (mine, theirs) = (lived_in(&stores).await, lived_in(&stores).await);
    // Even rows that carry another tenant's queue stay that tenant's.
    let swap = "UPDATE sessions SET queue_key = (SELECT max(queue_key) + min(queue_key) FROM lines) - queue_key, \
                ticket = ticket + 100, identifier = NULL";
    database.owner().await.execute(swap, &[]).await.unwrap();
    for queue in [&mine, &theirs] {
        let page = PageRequest { limit: 200, cursor: None };
        let listed = stores.sessions.list(queue.tenant_id, &SessionFilter::default(), page).await.unwrap();
        assert_eq!(listed.items, []);
    }
}

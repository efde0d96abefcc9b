//! Every statement finds its rows by an index, with statistics and without them: the planner learns of a crowd later than
//! we do.

use futures_util::FutureExt;
use tokio_postgres::types::{FromSql, ToSql, Type};
use vq_domain::{SessionState, TenantId};
use vq_ports::{
    SessionFilter,
    contract::sample::{self, START},
};
use vq_testkit::Database;

use super::open;
use crate::{
    PostgresStore, accounts, analytics, brandings, changes, commit, consumers, fault::Fault, fixtures,
    idempotency, invitations, log, queues, row::params, second_factors, sessions, sign_ins, sweep, tenants,
    tx::Scope, tx::Tx,
};

/// People in each of two queues; half of them have ended.
const CROWD: i64 = 50_000;
/// No statement for a page or for three people looks at more rows than this, nor at more pages of tables and indexes.
const MOST_ROWS: f64 = 300.0;
const MOST_PAGES: f64 = 300.0;

/// JSON as it comes.
struct Json(serde_json::Value);

impl<'a> FromSql<'a> for Json {
    fn from_sql(_: &Type, raw: &'a [u8]) -> Result<Self, Box<dyn std::error::Error + Sync + Send>> {
        Ok(Self(serde_json::from_slice(raw)?))
    }

    fn accepts(kind: &Type) -> bool {
        *kind == Type::JSON
    }
}

/// The plan that a statement was carried out with. It leaves nothing behind.
async fn plan(tx: &Tx, sql: &str, params: &[&(dyn ToSql + Sync)]) -> Result<serde_json::Value, Fault> {
    tx.begin().await?;
    let explain = format!("EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {sql}");
    let row = tx.client().query_one(&explain, params).await?;
    tx.rollback().await?;
    Ok(row.get::<_, Json>(0).0)
}

/// How many rows a statement reads with the plan that it gets once it has been used often, whatever its parameters.
async fn read_with_general_plan(
    tx: &Tx,
    sql: &str,
    params: &[&(dyn ToSql + Sync)],
) -> Result<(f64, f64), Fault> {
    tx.begin().await?;
    tx.client().batch_execute("SET LOCAL plan_cache_mode = force_generic_plan").await?;
    let statement = tx.client().prepare(sql).await?;
    // What earlier transactions read may be counted there still.
    let counted = "SELECT coalesce(sum(seq_tup_read), 0)::float8, coalesce(sum(idx_tup_fetch), 0)::float8 \
                   FROM pg_stat_xact_user_tables";
    let before = tx.client().query_one(counted, &[]).await?;
    tx.client().query(&statement, params).await?;
    let after = tx.client().query_one(counted, &[]).await?;
    tx.rollback().await?;
    let read = |column| after.get::<_, f64>(column) - before.get::<_, f64>(column);
    Ok((read(0), read(1)))
}

/// Adds up how many rows the scans of a plan looked at, and refuses scans of whole tables.
fn rows_looked_at(node: &serde_json::Value, sql: &str, whole: &serde_json::Value) -> f64 {
    let number = |name: &str| node[name].as_f64().unwrap_or(0.0);
    let kind = node["Node Type"].as_str().unwrap_or_default();
    let table = node["Relation Name"].as_str().unwrap_or_default();
    let looked = (number("Actual Rows") + number("Rows Removed by Filter")) * number("Actual Loops");
    // Only scans have tables.
    let mut rows = if kind.contains("Scan") && !table.is_empty() { looked } else { 0.0 };
    if kind == "Seq Scan" {
        assert!(rows < 100.0, "{table} is read from one end to the other\n{sql}\n{whole:#}");
    }
    for child in node["Plans"].as_array().into_iter().flatten() {
        rows += rows_looked_at(child, sql, whole);
    }
    rows
}

/// Fills the tables behind the store's back: two queues of one tenant, and some of everything else.
async fn populate(database: &Database, store: &PostgresStore) -> (TenantId, [uuid::Uuid; 2]) {
    let first = sample::stored(&store.stores(), sample::paused()).await;
    let second = sample::stored_for(&store.stores(), first.tenant_id, sample::paused()).await;
    let owner = database.owner().await;
    // Statistics come when the test says so.
    for table in [
        "fixtures",
        "offsets",
        "tallies",
        "session_events",
        "sessions",
        "changes",
        "accounts",
        "refresh_tokens",
        "sign_ins",
        "invitations",
        "one_time_tokens",
        "second_factors",
        "recovery_codes",
        "revocations",
        "idempotency",
        "queues",
        "lines",
    ] {
        let alone = format!("ALTER TABLE {table} SET (autovacuum_enabled = false)");
        owner.batch_execute(&alone).await.unwrap();
    }
    for sql in [
        format!(
            "INSERT INTO sessions (queue_key, ticket, enqueued_at, session, tenant, priority, state, extended, identifier) \
             SELECT queue_key, n, n, gen_random_uuid(), tenant, 0, CASE WHEN n % 2 = 0 THEN 0 ELSE 4 END, false, \
             convert_to('person ' || n / 4, 'UTF8') || CASE WHEN n % 4 = 2 THEN 'b' ELSE '' END::bytea \
             FROM lines, generate_series(1, {CROWD}) n"
        ),
        format!(
            "INSERT INTO changes (queue_key, version, at, tenant, payload) \
             SELECT queue_key, n, {}, tenant, 'x' FROM lines, generate_series(1, 3000) n",
            START.0
        ),
        "INSERT INTO offsets SELECT queue_key, 'c', tenant, 1, 1, NULL, 1, 1 FROM lines; \
         INSERT INTO tallies SELECT queue_key, 0, n * 60000, tenant, '{}' FROM lines, generate_series(1, 20000) n; \
         INSERT INTO session_events SELECT queue_key, n, 1, 1, tenant, gen_random_uuid(), 0, 1 \
         FROM lines, generate_series(1, 20000) n"
            .into(),
        "INSERT INTO tenants SELECT gen_random_uuid(), 'x', 'd' || n, '{}', '{}', 'active', 1, n, n \
         FROM generate_series(1, 3000) n"
            .into(),
        "WITH made AS (INSERT INTO queues (id, tenant, settings, revision, created_at, updated_at) \
         SELECT gen_random_uuid(), id, '{}', 1, created_at, 1 FROM tenants WHERE domain IS NOT NULL \
         RETURNING id, key, tenant) INSERT INTO lines SELECT id, key, tenant, 1, '{}' FROM made"
            .into(),
        "INSERT INTO accounts (id, email, password_hash, roles, created_at) \
         SELECT gen_random_uuid(), 'e' || n, 'x', '{viewer}', 1 FROM generate_series(1, 3000) n"
            .into(),
        "INSERT INTO refresh_tokens SELECT id::text::bytea, gen_random_uuid(), id, NULL, 1, NULL FROM accounts"
            .into(),
        "INSERT INTO fixtures SELECT gen_random_uuid(), 2, id, NULL, '{}', 1, 1 FROM tenants".into(),
        "INSERT INTO brandings (wearer, tenant, look, version, updated_at) SELECT id, id, '{}', 1, 1 FROM tenants".into(),
        "INSERT INTO sign_ins SELECT gen_random_uuid(), id, NULL, 'password', false, '', '', '', 1, 1, 1 FROM accounts"
            .into(),
        "INSERT INTO invitations SELECT gen_random_uuid(), NULL, email, roles, 'en', id::text::bytea, id, 1, 1 FROM accounts"
            .into(),
        "INSERT INTO one_time_tokens SELECT id::text::bytea, 'password_reset', id, NULL, 1 FROM accounts".into(),
        "INSERT INTO second_factors SELECT id, NULL, '', 1, 1 FROM accounts".into(),
        "INSERT INTO recovery_codes SELECT id, NULL, '' FROM accounts".into(),
        "INSERT INTO revocations SELECT gen_random_uuid(), n FROM generate_series(1, 3000) n".into(),
        "INSERT INTO idempotency SELECT 's' || n, 'k', 'x', n, NULL, NULL FROM generate_series(1, 3000) n".into(),
    ] {
        owner.batch_execute(&sql).await.unwrap();
    }
    (first.tenant_id, [first.id.0, second.id.0])
}

/// Explains one statement in its scope.
async fn check(store: &PostgresStore, scope: Scope, sql: String, params: Vec<Box<dyn ToSql + Send + Sync>>) {
    let shown = sql.clone();
    let planned = store.core.write(scope, (sql, params), |tx, (sql, params)| {
        let params: Vec<&(dyn ToSql + Sync)> = params.iter().map(|param| &**param as _).collect();
        async move { Ok((plan(tx, sql, &params).await?, read_with_general_plan(tx, sql, &params).await?)) }
            .boxed()
    });
    let (planned, (whole, found)) = planned.await.unwrap_or_else(|error| panic!("{shown}: {error}"));
    assert!(whole + found <= MOST_ROWS, "the general plan reads {whole} + {found} rows\n{shown}");
    let rows = rows_looked_at(&planned[0]["Plan"], &shown, &planned);
    let blocks = |name: &str| planned[0]["Plan"][name].as_f64().unwrap_or(0.0);
    let pages = blocks("Shared Hit Blocks") + blocks("Shared Read Blocks");
    assert!(rows <= MOST_ROWS, "{rows} rows are looked at\n{shown}\n{planned:#}");
    assert!(pages <= MOST_PAGES, "{pages} pages are looked at\n{shown}\n{planned:#}");
}

macro_rules! boxed {
    ($($param:expr),* $(,)?) => { vec![$(Box::new($param) as Box<dyn ToSql + Send + Sync>),*] };
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_statement_finds_its_rows_by_an_index() {
    let (database, store) = open().await;
    let (tenant, [queue, other]) = populate(&database, &store).await;
    let owner = database.owner().await;
    let row = owner.query_one("SELECT queue_key FROM lines WHERE queue = $1", &[&queue]).await.unwrap();
    let key: i64 = row.get(0);
    for statistics in ["none", "of an empty table", "right"] {
        match statistics {
            "right" => owner.batch_execute("ANALYZE").await.unwrap(),
            "of an empty table" => {
                // As it is when a crowd comes after a quiet night.
                let sql = "CREATE TABLE kept AS SELECT * FROM sessions; TRUNCATE sessions; ANALYZE sessions; \
                           INSERT INTO sessions SELECT * FROM kept; DROP TABLE kept";
                owner.batch_execute(sql).await.unwrap();
            }
            _ => {}
        }
        let tickets = || vec![7_i64, 8, 49_999];
        let people = || ["person 7", "nobody", "person 500b"].map(|name| name.as_bytes().to_vec()).to_vec();
        let (at, before) = (START.0, START.0 - 1);
        let (text, none) = (|text: &str| text.to_owned(), None::<i64>);
        let flag = || vec![false, false, false];
        // States, among others: all have ended.
        let (small, large) = (|| vec![4_i16, 4, 4], || vec![none, none, none]);
        let new = || [1_u128, 2, 3].map(|id| uuid::Uuid::from_u128(id << 64 | id)).to_vec();
        let nobody = || vec![None::<Vec<u8>>; 3];
        let beyond = || vec![1_i64 << 31, (1 << 31) + 1, (1 << 31) + 2];
        let node: Vec<(&str, Vec<Box<dyn ToSql + Send + Sync>>)> = vec![
            (commit::LOCK, boxed![queue]),
            (commit::WHOLE, boxed![queue, tickets()]),
            (commit::BRIEF, boxed![queue, tickets()]),
            (commit::PEOPLE, boxed![queue, people()]),
            (commit::MISSED_CHANGES, boxed![queue, 2_900_i64, 256_i64]),
            (
                commit::INSERT,
                boxed![
                    key,
                    tenant.0,
                    new(),
                    tickets(),
                    nobody(),
                    nobody(),
                    beyond(),
                    small(),
                    small(),
                    large(),
                    large(),
                    large(),
                    large(),
                    flag(),
                    nobody(),
                ],
            ),
            (
                commit::MOVE,
                boxed![
                    key,
                    tickets(),
                    small(),
                    small(),
                    large(),
                    large(),
                    large(),
                    large(),
                    flag(),
                    nobody()
                ],
            ),
            (commit::ARRIVING, boxed![queue, new()]),
            (commit::TURNS, boxed![queue, new()]),
            (commit::TAKE_TURNS, boxed![new(), vec![1_i64, 2, 3], vec![text("[]"); 3]]),
            (commit::NOTE, boxed![key, tickets(), nobody()]),
            (commit::LINE, boxed![queue, 7_i64, text("{}")]),
            (commit::CHANGE, boxed![key, 99_999_i64, at, tenant.0, vec![1_u8]]),
            (log::LINE, boxed![queue]),
            (changes::AFTER, boxed![queue, 1500_i64, 100_i64]),
            (changes::FORGET, boxed![key, at, 100_i64, at]),
            (consumers::TAKE, boxed![queue, text("c"), 1_i64, 2_i64, 1_i64, 1_i64]),
            (consumers::NEXT, boxed![queue, text("c"), 100_i64]),
            (consumers::ADVANCE, boxed![queue, text("c"), 0_i64, 1_i64, at, None::<Vec<u8>>]),
            (analytics::STORED, boxed![queue, vec![0_i16, 1], vec![60_000_i64, 900_000]]),
            (analytics::ADD, boxed![key, tenant.0, vec![0_i16], vec![60_000_i64], vec![text("{}")]]),
            (analytics::FORGET_MINUTES, boxed![key, 6_000_000_i64, 100_i64]),
            (sweep::TALLIES, boxed![key, 50_i64]),
            (sweep::EVENTS, boxed![key, 50_i64]),
            (sessions::BY_TICKET, boxed![queue, 7_i64]),
            (sweep::SESSIONS, boxed![key, 50_i64]),
            (sweep::CHANGES, boxed![key, 50_i64]),
            (queues::BY_ID, boxed![queue]),
            (queues::BURY, boxed![queue, tenant.0]),
            (brandings::OF_QUEUE, boxed![queue]),
            (queues::BURY_ALL, boxed![tenant.0]),
            (tenants::LIST, boxed![100_i64, tenant.0, 50_i64]),
            (tenants::LOCK, boxed![tenant.0]),
            (fixtures::BY_ID, boxed![queue, 2_i16]),
            (accounts::BY_EMAIL, boxed![text("e7")]),
            (accounts::BY_ID, boxed![tenant.0]),
            (accounts::ADMINS, boxed![]),
            (accounts::ADMINS_OF_PLATFORM, boxed![None::<uuid::Uuid>]),
            (accounts::OF_PLATFORM, boxed![None::<uuid::Uuid>, at, tenant.0, 50_i64]),
            (sign_ins::OLD_TOKEN, boxed![vec![7_u8]]),
            (sign_ins::USE_TOKEN, boxed![vec![7_u8], 1_i64]),
            (sign_ins::DROP_EXPIRED, boxed![tenant.0, 1_i64]),
            (sign_ins::NOTE_USE, boxed![tenant.0, 1_i64, 1_i64]),
            (sign_ins::LIST, boxed![tenant.0, 0_i64]),
            (sign_ins::REVOKE, boxed![tenant.0, None::<uuid::Uuid>, None::<uuid::Uuid>, 1_i64]),
            (sign_ins::REVOKED, boxed![2_990_i64]),
            (sign_ins::KNOWS, boxed![tenant.0, vec![7_u8]]),
            (invitations::BY_TOKEN, boxed![vec![7_u8]]),
            (invitations::REPLACE, boxed![text("e7"), None::<uuid::Uuid>]),
            (invitations::LIVE, boxed![vec![7_u8], text("password_reset"), 0_i64]),
            (invitations::TAKE, boxed![vec![7_u8], text("password_reset"), 0_i64]),
            (second_factors::GET, boxed![tenant.0]),
            (second_factors::HOLDERS, boxed![new()]),
            (second_factors::USE_STEP, boxed![tenant.0, 1_i64]),
            (second_factors::USE_CODE, boxed![tenant.0, vec![7_u8]]),
            (idempotency::FIND, boxed![text("s7"), text("k")]),
            (idempotency::FORGET_OLD, boxed![100_i64, 50_i64]),
            (idempotency::FINISH, boxed![text("s7"), text("k"), 201_i32, vec![1_u8]]),
        ];
        for (sql, params) in node {
            check(&store, Scope::Node, sql.into(), params).await;
        }
        let of_tenant: Vec<(&str, Vec<Box<dyn ToSql + Send + Sync>>)> = vec![
            (queues::OF_TENANT, boxed![queue, tenant.0]),
            (queues::LIST, boxed![tenant.0, before, other, 50_i64]),
            (queues::LOCK_TENANT, boxed![tenant.0]),
            (queues::COUNT, boxed![tenant.0]),
            (queues::UPDATE, boxed![queue, tenant.0, 1_i64, text("{}"), None::<String>, at]),
            (tenants::BY_ID, boxed![tenant.0]),
            (analytics::OF_QUEUE, boxed![tenant.0, queue, 0_i16, 0_i64, 6_000_000_i64, 100_i64]),
            (analytics::LOSSES, boxed![tenant.0, queue, text("c"), 0_i64, 6_000_000_i64]),
            (analytics::EVENTS, boxed![queue, tenant.0, 7_i64, 50_i64]),
            (brandings::GET, boxed![tenant.0, tenant.0]),
            (brandings::WEARER, boxed![tenant.0, queue]),
            (brandings::DELETE, boxed![tenant.0, tenant.0]),
            (sessions::BY_ID, boxed![queue, tenant.0]),
            (fixtures::OF_TENANT, boxed![queue, 2_i16, tenant.0]),
            (fixtures::TURN, boxed![queue, tenant.0]),
            (fixtures::LIST, boxed![tenant.0, 2_i16, before, other, None::<uuid::Uuid>, 50_i64]),
            (fixtures::LIST, boxed![tenant.0, 2_i16, before, other, Some(queue), 50_i64]),
            (fixtures::CREATE, boxed![other, 1_i16, tenant.0, None::<uuid::Uuid>, text("{}"), 1_i64, at]),
            (fixtures::UPDATE, boxed![queue, 2_i16, tenant.0, 1_i64, text("{}"), None::<uuid::Uuid>]),
            (fixtures::USED, boxed![queue, tenant.0]),
            (fixtures::DELETE, boxed![queue, 2_i16, tenant.0]),
            (fixtures::REMOVE, boxed![queue, tenant.0, 1_i64]),
        ];
        let scope = Scope::Tenant(tenant);
        for (sql, params) in of_tenant {
            check(&store, scope, sql.into(), params).await;
        }
        for state in [None, Some(SessionState::Waiting), Some(SessionState::Left)] {
            for identifier in [None, Some("person 7".to_owned())] {
                for only in [None, Some(vq_domain::QueueId(other))] {
                    let filter = SessionFilter { queue: only, state, identifier: identifier.clone() };
                    let (start, ticket) = (crate::cursor::Created::START, 10_000_i64);
                    let mut params = boxed![tenant.0, start.at.0, start.id, ticket, 50_i64];
                    params.extend(only.map(|only| Box::new(only.0) as Box<dyn ToSql + Send + Sync>));
                    params.extend(
                        identifier
                            .as_ref()
                            .map(|name| Box::new(name.clone().into_bytes()) as Box<dyn ToSql + Send + Sync>),
                    );
                    check(&store, scope, sessions::list_sql(&filter), params).await;
                }
            }
        }
    }
    // What reads a whole line reads no other.
    let live = store
        .core
        .write(Scope::Node, key, |tx, key| async move { plan(tx, log::LIVE, params![key]).await }.boxed());
    let live = live.await.unwrap();
    let rows = rows_looked_at(&live[0]["Plan"], log::LIVE, &live);
    assert!(rows <= (CROWD / 2) as f64, "{rows} rows\n{live:#}");
}

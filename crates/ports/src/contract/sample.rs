//! Things to store, and short ways to do what the rules do often.

use std::sync::atomic::{AtomicU64, Ordering};

use uuid::Uuid;
use vq_domain::{
    Account, AccountId, AccountStatus, CallOrder, Counter, CounterId, CounterRef, DomainId, DomainName,
    Limits, Location, LocationId, Message, MessageLevel, Millis, Numbering, Priority, Queue, QueueId,
    QueueSettings, QueueStatus, RefreshToken, Releases, Role, RoleRef, SessionId, SignIn, SignInId,
    SignInMethod, Tenant, TenantDomain, TenantId, TenantStatus, Ticket, WalkIn,
};
use vq_engine::{
    CallNext, Command, Entry, Line, LineState, Outcome, Plan, Policy,
    attend::{AtCounter, By},
};

use crate::{Audit, Commit, StoreResult, Stores};

/// When the rules begin.
pub const START: Millis = Millis(1_700_000_000_000);
/// When all that happens in the rules is long over.
pub const LATE: Millis = Millis(i64::MAX);

/// An id that no other call in this process answers.
pub fn id() -> Uuid {
    static LAST: AtomicU64 = AtomicU64::new(1);
    let number = LAST.fetch_add(1, Ordering::Relaxed);
    // Spread out, so that the order of ids is not the order of creation.
    Uuid::from_u128(u128::from(number.wrapping_mul(0x9E37_79B9_7F4A_7C15)) << 64 | u128::from(number))
}

/// What nobody answers for.
pub static UNAUDITED: Audit = Audit::exempt("a test");

/// A tenant.
pub fn tenant() -> Tenant {
    Tenant {
        id: TenantId(id()),
        name: "Shop \u{1f6d2} GmbH".into(),
        domain: None,
        configuration: serde_json::json!({"colour": "#f00", "nested": {"n": 1.5}}),
        limits: Limits::default(),
        status: TenantStatus::Active,
        version: 1,
        created_at: START,
        updated_at: START,
    }
}

/// A queue of a tenant.
pub fn queue(tenant: TenantId) -> Queue {
    Queue {
        id: QueueId(id()),
        tenant_id: tenant,
        settings: QueueSettings { name: "Sale".into(), ..QueueSettings::default() },
        message: Some(Message { text: "Soon".into(), level: MessageLevel::Warning, at: START }),
        revision: 1,
        created_at: START,
        updated_at: START,
    }
}

/// An account.
pub fn account(tenant: Option<TenantId>, email: &str, roles: &[Role]) -> Account {
    Account {
        id: AccountId(id()),
        tenant_id: tenant,
        email: email.into(),
        name: "Anna \u{1f6d2}".into(),
        language: "de".into(),
        password_hash: Some("$argon2id$v=19$m=8,t=1,p=1$c2FsdA$aGFzaA".into()),
        roles: roles.iter().copied().map(RoleRef::from).collect(),
        status: AccountStatus::Active,
        email_verified_at: None,
        version: 1,
        created_at: START,
    }
}

/// A sign-in of an account, with the refresh token that has this hash.
pub fn sign_in(account: AccountId, hash: [u8; 32], expires_at: Millis) -> (SignIn, RefreshToken) {
    let sign_in = SignIn {
        id: SignInId(id()),
        account_id: account,
        method: SignInMethod::Password,
        second_factor: true,
        device: "Firefox".into(),
        address: "192.0.2.1".into(),
        network: [7; 16],
        created_at: START,
        last_used_at: START,
        expires_at,
    };
    let token = RefreshToken { hash, family: sign_in.id, account_id: account, expires_at, used_at: None };
    (sign_in, token)
}

/// A line's settings: this cap and rate, time enough for everything else.
pub fn policy(cap: u32, rate_per_minute: u32) -> Policy {
    let settings = QueueSettings {
        max_concurrent_users: cap,
        release_rate_per_minute: rate_per_minute,
        ..QueueSettings::default()
    };
    Policy::new(&settings, 1_000_000)
}

/// An open line.
pub fn open(cap: u32, rate_per_minute: u32) -> LineState {
    LineState::new(policy(cap, rate_per_minute), QueueStatus::Open, START)
}

/// A line that people join and nobody leaves by its front.
pub fn paused() -> LineState {
    LineState::new(policy(1_000_000, 6_000_000), QueueStatus::Paused, START)
}

/// A stored queue with this line, of a stored tenant of its own.
pub async fn stored(stores: &Stores, line: LineState) -> Queue {
    let tenant = tenant();
    stores.tenants.create(&tenant, &UNAUDITED).await.unwrap();
    stored_for(stores, tenant.id, line).await
}

/// A stored queue with this line, of this tenant.
pub async fn stored_for(stores: &Stores, tenant: TenantId, line: LineState) -> Queue {
    let queue = queue(tenant);
    stores.queues.create(&queue, &line, 1000, &UNAUDITED).await.unwrap();
    queue
}

/// Somebody joins.
pub fn join(identifier: Option<&str>) -> Command {
    Command::Join {
        session: SessionId(id()),
        identifier: identifier.map(Into::into),
        metadata: None,
        priority: Priority::NORMAL,
    }
}

/// Commits one command at [`START`] and answers its outcome.
pub async fn one(stores: &Stores, queue: QueueId, command: Command) -> Outcome {
    one_at(stores, queue, command, START).await
}

/// Commits one command and answers its outcome.
pub async fn one_at(stores: &Stores, queue: QueueId, command: Command, now: Millis) -> Outcome {
    let mut commit = stores.log.commit(queue, vec![command], u64::MAX, now).await.unwrap();
    assert_eq!(commit.outcomes.len(), 1);
    commit.outcomes.remove(0)
}

/// That many strangers join in one commit. Answers their tickets.
pub async fn crowd(stores: &Stores, queue: QueueId, count: usize) -> Vec<Ticket> {
    let joins = (0..count).map(|_| join(None)).collect();
    let commit = stores.log.commit(queue, joins, u64::MAX, START).await.unwrap();
    commit.outcomes.iter().map(|outcome| joined(outcome).ticket).collect()
}

/// The session of somebody who joined anew.
pub fn joined(outcome: &Outcome) -> &Entry {
    match outcome {
        Outcome::Joined(entry) => entry,
        other => panic!("nobody joined: {other:?}"),
    }
}

/// The session a command was about.
pub fn session(outcome: &Outcome) -> &Entry {
    match outcome {
        Outcome::Session(entry) | Outcome::Joined(entry) | Outcome::Existing(entry) => entry,
        other => panic!("no session: {other:?}"),
    }
}

/// Takes the control of a line for a long time. Answers the epoch.
pub async fn lease(stores: &Stores, queue: QueueId, node: u64) -> u64 {
    match one(stores, queue, Command::Lease { node, ttl_millis: 1_000_000_000 }).await {
        Outcome::Lease(Some(epoch)) => epoch,
        other => panic!("no lease: {other:?}"),
    }
}

/// Offers these their turn. Answers how many were offered it.
pub async fn release(stores: &Stores, queue: QueueId, epoch: u64, tickets: Vec<Ticket>) -> u32 {
    let basis = stores.log.load(queue).await.unwrap().state.version;
    match one(stores, queue, Command::Release { epoch, basis, tickets }).await {
        Outcome::Moved(count) => count,
        other => panic!("not released: {other:?}"),
    }
}

/// Runs that many commits at once and answers them all.
pub async fn at_once(
    stores: &Stores,
    queue: QueueId,
    commands: Vec<Vec<Command>>,
    now: Millis,
) -> Vec<StoreResult<Commit>> {
    let mut tasks = tokio::task::JoinSet::new();
    for commands in commands {
        let log = stores.log.clone();
        tasks.spawn(async move { log.commit(queue, commands, u64::MAX, now).await });
    }
    tasks.join_all().await
}

/// A domain that a tenant says is its own.
pub fn domain(tenant: TenantId, name: &str) -> TenantDomain {
    let id = id();
    TenantDomain {
        id: DomainId(id),
        tenant_id: tenant,
        name: DomainName::parse(name).expect("a domain"),
        token: id.simple().to_string(),
        created_by: AccountId(self::id()),
        created_at: START,
        verified: None,
        is_primary: false,
    }
}

/// A location of a tenant.
pub fn location(tenant: TenantId) -> Location {
    Location {
        id: LocationId(id()),
        tenant_id: tenant,
        name: "Town hall".into(),
        address: String::new(),
        time_zone: "Europe/Berlin".into(),
        languages: vec!["de".into(), "en".into()],
        hours: None,
        message: None,
        version: 1,
        created_at: START,
        updated_at: START,
    }
}

/// A counter of a location.
pub fn counter(location: &Location) -> Counter {
    Counter {
        id: CounterId(id()),
        tenant_id: location.tenant_id,
        location_id: location.id,
        name: "Counter 1".into(),
        services: vec![QueueId(id())],
        order: CallOrder::Arrival,
        max_served: 1,
        is_open: false,
        staffed_by: None,
        opened_at: None,
        version: 1,
        created_at: START,
        updated_at: START,
    }
}

/// The settings of a service with daily numbers, called from `cap` counters.
pub fn called(cap: u32) -> Policy {
    let walk_in = WalkIn {
        location_id: LocationId::from_bytes([1; 16]),
        prefix: "A".into(),
        numbering: Numbering::Daily,
        resets_at: "04:00".into(),
        average_service_seconds: None,
        time_zone: "Europe/Berlin".into(),
        hours: None,
    };
    let settings = QueueSettings {
        max_concurrent_users: cap,
        releases: Releases::Call,
        walk_in: Some(walk_in),
        ..QueueSettings::default()
    };
    Policy::new(&settings, 1_000_000)
}

/// An open line that people are called from.
pub fn hall(cap: u32) -> LineState {
    LineState::new(called(cap), QueueStatus::Open, START)
}

/// The index of a stored line.
pub async fn index(stores: &Stores, queue: QueueId) -> Line {
    let stored = stores.log.load(queue).await.unwrap();
    Line::load_seated(stored.state, stored.live, stored.seats)
}

/// Calls the next person to a counter that sees nobody else there, as planned on this index.
pub fn call_next(index: &Line, counter: &CounterRef) -> Command {
    let there: Vec<_> = index.state().hall.iter().flat_map(|hall| hall.at(counter.id)).cloned().collect();
    let seen = there.iter().map(|occupant| occupant.session).collect();
    let finish = there.last().map(|occupant| occupant.ticket);
    let at = AtCounter { counter: counter.clone(), seen, most: 1, turn: None, finish };
    let call = CallNext { at, by: By::default(), basis: 0, tickets: Vec::new(), all: false };
    let mut command = Command::CallNext(Box::new(call));
    Plan::new(index, 1).fill(&mut command);
    command
}

//! What attackers do, and how much of it people notice.
//!
//! - One machine floods a queue that asks for a proof of work with 50,000 joins a minute and solves none: which share of the
//!   places does it get?
//! - 10,000 wrong passwords a minute at the owner's account: does the owner get in, and how fast do visitors poll and join,
//!   against the same server without the storm?

use std::{
    collections::VecDeque,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::Duration,
};

use aws_lc_rs::digest::{SHA256, digest};
use serde_json::{Value, json};
use tokio::{
    task::JoinSet,
    time::{Instant, MissedTickBehavior, interval},
};
use vq_crowd::{
    BaseUrl, QueueRef, QueueSetup, ServerProcess,
    drills::{join_at_once, join_call},
    http::{Answer, Call, Connection},
    server::{EMAIL, PASSWORD},
};

use crate::{
    Result, Size,
    line::Line,
    measure::{Caller, open, pair, refuse_errors},
};

/// Joins a minute of the machine that floods.
const FLOOD_PER_MINUTE: u32 = 50_000;
/// People a minute, each from an address of their own, whose browsers do the work.
const PEOPLE_PER_MINUTE: u32 = 2_400;
/// How long a page without JavaScript is told to wait, and a little.
const WAIT: Duration = Duration::from_secs(21);
/// Wrong passwords a minute.
const WRONG_PER_MINUTE: u32 = 10_000;
/// From so many addresses.
const WRONG_ADDRESSES: u32 = 500;
/// Where the owner is.
const OWNER: &str = "192.0.2.10";

fn tick(per_minute: u32) -> tokio::time::Interval {
    let mut ticks = interval(Duration::from_secs(60) / per_minute);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Burst);
    ticks
}

/// Solves a challenge as `docs/ABUSE.md` says.
fn solve(challenge: &Value) -> Option<Value> {
    let text = challenge["challenge"].as_str()?;
    let (bits, puzzles) = (challenge["bits"].as_u64()?, challenge["puzzles"].as_u64()?);
    let mut block = [0; 37];
    block[..32].copy_from_slice(digest(&SHA256, text.as_bytes()).as_ref());
    let mut solutions = Vec::new();
    for puzzle in 0..puzzles {
        block[32] = u8::try_from(puzzle).ok()?;
        let number = (0..=u32::MAX).find(|number| {
            block[33..].copy_from_slice(&number.to_be_bytes());
            let hash = digest(&SHA256, &block);
            let first = hash.as_ref()[..4].iter().fold(0_u32, |word, byte| word << 8 | u32::from(*byte));
            u64::from(first.leading_zeros()) >= bits
        });
        solutions.push(number?);
    }
    Some(json!({"challenge": text, "solutions": solutions}))
}

fn data(answer: &Answer) -> Value {
    let body: Value = serde_json::from_slice(&answer.body).unwrap_or_default();
    body["data"].clone()
}

fn join_with(queue: QueueRef, proof: &Value) -> Call {
    let body = json!({"queueId": queue.queue, "proofOfWork": proof});
    Call::post(format!("/v1/tenants/{}/sessions", queue.tenant)).json(body.to_string())
}

/// The challenge of a page that waits instead of computing.
fn slow_challenge(answer: &Answer) -> Option<String> {
    let html = String::from_utf8_lossy(&answer.body);
    let (_, rest) = html.split_once("name=\"challenge\" value=\"")?;
    rest.split_once('"').map(|(value, _)| value.to_owned())
}

/// What came of the flood.
#[derive(Default)]
struct Flood {
    asked: AtomicU64,
    got: AtomicU64,
    people: AtomicU64,
    failed: AtomicU64,
    over: AtomicBool,
}

/// One machine that asks without computing: barely, with a proof that it makes up, and by the way of those who only wait.
async fn flood(base: BaseUrl, queue: QueueRef, flood: Arc<Flood>) {
    const CONNECTIONS: usize = 32;
    let mut tasks = JoinSet::new();
    for _ in 0..CONNECTIONS {
        let (base, flood) = (base.clone(), flood.clone());
        tasks.spawn(async move {
            let mut connection = Connection::new(&base);
            let mut ticks = tick(FLOOD_PER_MINUTE / CONNECTIONS as u32);
            let mut waiting: VecDeque<(Instant, String)> = VecDeque::new();
            for at in 0_u64.. {
                ticks.tick().await;
                if flood.over.load(Ordering::Relaxed) {
                    return;
                }
                let ripe = waiting.front().is_some_and(|(since, _)| since.elapsed() >= WAIT);
                let call = match (at % 16, ripe) {
                    (0, _) => Call::get(format!("/q/{}", queue.queue)),
                    (_, true) => {
                        let challenge = waiting.pop_front().map(|(_, challenge)| challenge);
                        join_with(queue, &json!({"challenge": challenge}))
                    }
                    (1..=8, _) => join_call(queue),
                    _ => join_with(queue, &json!({"challenge": "A".repeat(118), "solutions": vec![0; 32]})),
                };
                flood.asked.fetch_add(1, Ordering::Relaxed);
                let Ok(answer) = connection.call(call.forwarded_for("198.51.100.66")).await else { continue };
                if at % 16 == 0 {
                    waiting.extend(slow_challenge(&answer).map(|challenge| (Instant::now(), challenge)));
                } else if answer.status == 201 {
                    flood.got.fetch_add(1, Ordering::Relaxed);
                }
            }
        });
    }
    while tasks.join_next().await.is_some() {}
}

/// People, whose browsers compute.
async fn people(base: BaseUrl, queue: QueueRef, flood: Arc<Flood>, lasting: Duration) {
    let (begin, mut ticks, mut tasks) = (Instant::now(), tick(PEOPLE_PER_MINUTE), JoinSet::new());
    for number in 0_u32.. {
        ticks.tick().await;
        if begin.elapsed() >= lasting {
            break;
        }
        let (base, flood) = (base.clone(), flood.clone());
        tasks.spawn(async move {
            let address = format!("10.{}.{}.{}", number >> 16 & 255, number >> 8 & 255, number & 255);
            let mut connection = Connection::new(&base);
            let ask = Call::post(format!("/v1/queues/{}/challenge", queue.queue)).json("{}");
            let asked = connection.call(ask.forwarded_for(&address)).await;
            let challenge = asked.map(|answer| data(&answer)).unwrap_or_default();
            let proof = tokio::task::spawn_blocking(move || solve(&challenge)).await.ok().flatten();
            let joined = match proof {
                Some(proof) => connection.call(join_with(queue, &proof).forwarded_for(&address)).await.ok(),
                None => None,
            };
            let counter = match joined.is_some_and(|answer| answer.status == 201) {
                true => &flood.people,
                false => &flood.failed,
            };
            counter.fetch_add(1, Ordering::Relaxed);
        });
    }
    while tasks.join_next().await.is_some() {}
    flood.over.store(true, Ordering::Relaxed);
}

/// A flood without work against people with it.
pub async fn places(server: &ServerProcess, size: Size) -> Result<Vec<Line>> {
    let staff = server.staff().await?;
    let tenant = staff.create_tenant("Drop").await?;
    let setup = QueueSetup { cap: 1, rate_per_minute: 600, ..QueueSetup::default() };
    let queue = staff.create_queue(tenant, &setup).await?;
    let rules = json!({"joinRules": {"proofOfWork": "light"}}).to_string();
    let path = format!("/v1/tenants/{tenant}/queues/{}", queue.queue);
    let put = Call { method: "PUT".parse()?, ..Call::post(path) };
    let set = Connection::new(&server.base).call(put.bearer(&staff.token().await).json(rules)).await?;
    if !set.status.is_success() {
        return Err(format!("the queue's rules could not be set: {}", set.status).into());
    }
    // A whole minute, so that those who only wait get all that they can.
    let lasting = if size.pairs < 5 { Duration::from_secs(10) } else { Duration::from_secs(60) };
    let outcome = Arc::new(Flood::default());
    let flooding = tokio::spawn(flood(server.base.clone(), queue, outcome.clone()));
    people(server.base.clone(), queue, outcome.clone(), lasting).await;
    flooding.await?;
    let read = |counter: &AtomicU64| counter.load(Ordering::Relaxed) as f64;
    let (asked, got) = (read(&outcome.asked), read(&outcome.got));
    let (with_work, failed) = (read(&outcome.people), read(&outcome.failed));
    let places = got + with_work;
    let per_minute = asked * 60.0 / lasting.as_secs_f64();
    let share = 1000.0 * got / places.max(1.0);
    let note = format!(
        "{got:.0} of {places:.0} places, for {per_minute:.0} joins a minute; {with_work:.0} people got one, {failed:.0} did not"
    );
    Ok(vec![Line::plain("flood without work: places in 1,000", share, "‰", note).goal(1.0)])
}

/// Wrong passwords at the owner's account, until told to stop.
async fn storm(base: BaseUrl, over: Arc<AtomicBool>, sent: Arc<AtomicU64>) {
    const CONNECTIONS: u32 = 16;
    let mut tasks = JoinSet::new();
    for which in 0..CONNECTIONS {
        let (base, over, sent) = (base.clone(), over.clone(), sent.clone());
        tasks.spawn(async move {
            let mut connection = Connection::new(&base);
            let mut ticks = tick(WRONG_PER_MINUTE / CONNECTIONS);
            for number in 0_u32.. {
                ticks.tick().await;
                if over.load(Ordering::Relaxed) {
                    return;
                }
                let from = (number * CONNECTIONS + which) % WRONG_ADDRESSES;
                let body = json!({"email": EMAIL, "password": format!("guess number {number}")}).to_string();
                let call = Call::post("/v1/auth/login").json(body);
                let address = format!("203.0.{}.{}", from >> 8, from & 255);
                if connection.call(call.forwarded_for(address)).await.is_ok() {
                    sent.fetch_add(1, Ordering::Relaxed);
                }
            }
        });
    }
    while tasks.join_next().await.is_some() {}
}

async fn owner_signs_in(base: &BaseUrl) -> Result<Duration> {
    let begin = Instant::now();
    let body = json!({"email": EMAIL, "password": PASSWORD}).to_string();
    let call = Call::post("/v1/auth/login").json(body).forwarded_for(OWNER);
    let answer = Connection::new(base).call(call).await?;
    if answer.status == 200 {
        Ok(begin.elapsed())
    } else {
        Err(format!("the owner is locked out: {}", answer.status).into())
    }
}

/// Polls and joins with and without a storm of wrong passwords, in turns.
pub async fn passwords(server: &ServerProcess, size: Size) -> Result<Vec<Line>> {
    let staff = server.staff().await?;
    let tenant = staff.create_tenant("Storm").await?;
    let queue = staff.create_queue(tenant, &QueueSetup { cap: 1, ..QueueSetup::default() }).await?;
    let waiting = join_at_once(&server.base, queue, 200, size.connections).await;
    let tokens: Arc<[String]> = waiting.into_iter().map(|one| one.token).collect();
    // The owner has signed in from here before, and is known.
    owner_signs_in(&server.base).await?;
    let polls: Caller =
        Arc::new(move |at| Call::get("/v1/sessions/current").bearer(&tokens[at % tokens.len()]));
    let joins: Caller = Arc::new(move |_| join_call(queue));
    let mut lines = Vec::new();
    let (mut slowest, sent, mut stormed) = (Duration::ZERO, Arc::new(AtomicU64::new(0)), Duration::ZERO);
    for (name, call) in [("polls", polls), ("joins", joins)] {
        let mut connections = open(std::slice::from_ref(&server.base), size.connections).await?;
        let mut rates = Vec::new();
        for round in 0..=size.pairs {
            let mut both = [0.0; 2];
            for which in if round % 2 == 0 { [0, 1] } else { [1, 0] } {
                let over = Arc::new(AtomicBool::new(false));
                let begin = Instant::now();
                let raging = (which == 0)
                    .then(|| tokio::spawn(storm(server.base.clone(), over.clone(), sent.clone())));
                let caller = call.clone();
                let (done, back) =
                    vq_crowd::load::hammer(connections, size.round, move |at| caller(at)).await;
                connections = back;
                refuse_errors(&done)?;
                both[which] = done.per_second();
                if let Some(raging) = raging {
                    slowest = slowest.max(owner_signs_in(&server.base).await?);
                    over.store(true, Ordering::Relaxed);
                    raging.await?;
                    stormed += begin.elapsed();
                }
            }
            if round > 0 {
                rates.push(both);
            }
        }
        let pair = pair(&rates);
        let note = format!("with a storm of wrong passwords, against {:.0}/s without", pair.b);
        lines.push(
            Line::plain(format!("{name} in a storm"), pair.a, "/s", note).against(pair.ratio).goal(0.80),
        );
    }
    let per_minute = sent.load(Ordering::Relaxed) as f64 * 60.0 / stormed.as_secs_f64().max(1e-9);
    let note =
        format!("the owner, while strangers try {per_minute:.0} wrong passwords a minute; slowest of all");
    lines.push(Line::plain("sign-in in a storm", slowest.as_secs_f64() * 1000.0, "ms", note).goal(2_000.0));
    Ok(lines)
}

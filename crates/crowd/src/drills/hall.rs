//! The hall: kiosks hand out tickets as fast as they can, counters then call as fast as they can. No number comes twice,
//! everybody is called once, and in order.

use std::{
    collections::HashSet,
    fmt,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use http::Method;
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::{task::JoinSet, time::Instant};
use uuid::Uuid;

use super::DrillError;
use crate::{
    http::{BaseUrl, Call, Connection},
    staff::{QueueRef, Staff},
    wire::{ApiError, Created, Listed, Status, data},
};

/// How to carry out the drill.
#[derive(Clone, Copy, Debug)]
pub struct HallDrill {
    /// How many tickets the kiosks hand out together.
    pub tickets: usize,
    /// How many kiosks; each hands out one ticket after another.
    pub kiosks: usize,
    /// How many counters; each calls one person after another.
    pub counters: usize,
    /// How many people join with a priority besides.
    pub prior: usize,
}

impl Default for HallDrill {
    fn default() -> Self {
        Self { tickets: 5_000, kiosks: 8, counters: 8, prior: 100 }
    }
}

/// What came out.
#[derive(Clone, Copy, Debug, PartialEq)]
#[expect(missing_docs, reason = "`Display` says what the numbers are")]
pub struct HallReport {
    pub people: usize,
    pub kiosks: usize,
    pub counters: usize,
    pub tickets_per_second: f64,
    pub calls_per_second: f64,
    pub double_numbers: usize,
    pub called_twice: usize,
    pub never_called: usize,
    pub not_completed: usize,
    pub inversions: usize,
}

/// A kiosk and the token of its device.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Device {
    id: Uuid,
    device_token: String,
}

#[derive(Deserialize)]
struct Ticket {
    number: String,
}

/// What a counter is told when it has called.
#[derive(Deserialize)]
struct Called {
    outcome: String,
    current: Option<Created>,
}

impl HallDrill {
    /// Carries it out at a location of its own.
    pub async fn run(&self, staff: &Staff) -> Result<HallReport, DrillError> {
        let tenant = staff.create_tenant("Hall").await?;
        let hall = Hall::furnish(staff, tenant, self).await?;

        let begin = Instant::now();
        let numbers = self.hand_out(staff.base(), &hall).await?;
        let tickets_per_second = rate(numbers.len(), begin);
        for at in 0..self.prior {
            hall.join_prior(staff, at).await?;
        }

        let token = staff.token().await;
        let begin = Instant::now();
        let called = self.call(staff.base(), &hall, &token).await?;
        let calls_per_second = rate(called.len(), begin);

        let mut sessions = staff.sessions(hall.line, |_| {}).await?;
        let distinct: HashSet<&Uuid> = called.iter().collect();
        Ok(HallReport {
            people: sessions.len(),
            kiosks: self.kiosks,
            counters: self.counters,
            tickets_per_second,
            calls_per_second,
            double_numbers: numbers.len() - numbers.iter().collect::<HashSet<_>>().len(),
            called_twice: called.len() - distinct.len(),
            never_called: sessions.iter().filter(|one| !distinct.contains(&one.id)).count(),
            not_completed: sessions.iter().filter(|one| one.status != Status::Completed).count(),
            inversions: inversions(&mut sessions),
        })
    }

    /// Every kiosk asks for one ticket after another until there are enough of them; their numbers.
    async fn hand_out(&self, base: &BaseUrl, hall: &Hall) -> Result<Vec<String>, DrillError> {
        let (taken, most) = (Arc::new(AtomicUsize::new(0)), self.tickets);
        let mut kiosks = JoinSet::new();
        for device in &hall.kiosks {
            let (taken, mut connection) = (taken.clone(), Connection::new(base));
            let (path, token) = (format!("/v1/kiosks/{}/tickets", device.id), device.device_token.clone());
            let (queue, first) = (hall.line.queue, device.id.as_u128());
            kiosks.spawn(async move {
                let mut numbers = Vec::new();
                while taken.fetch_add(1, Ordering::Relaxed) < most {
                    // Every ticket is another wish of this kiosk.
                    let request = Uuid::from_u128(first.wrapping_add(numbers.len() as u128));
                    let body = json!({ "queueId": queue, "requestId": request }).to_string();
                    let call = Call::post(path.clone()).bearer(&token).json(body);
                    numbers.push(data::<Ticket>(&connection.call(call).await?)?.number);
                }
                Ok::<_, ApiError>(numbers)
            });
        }
        gather(kiosks).await
    }

    /// Every counter calls one person after another until nobody waits; who was called.
    async fn call(&self, base: &BaseUrl, hall: &Hall, token: &str) -> Result<Vec<Uuid>, DrillError> {
        let mut counters = JoinSet::new();
        for counter in &hall.counters {
            let (mut connection, token) = (Connection::new(base), token.to_owned());
            let path = format!("/v1/tenants/{}/counters/{counter}/call-next", hall.line.tenant);
            counters.spawn(async move {
                let (mut called, mut current) = (Vec::new(), None);
                loop {
                    let body = json!({ "current": current }).to_string();
                    let call = Call::post(path.clone()).bearer(&token).json(body);
                    let answer: Called = data(&connection.call(call).await?)?;
                    if answer.outcome != "called" {
                        return Ok::<_, ApiError>(called);
                    }
                    current = answer.current.map(|session| session.id);
                    called.extend(current);
                }
            });
        }
        gather(counters).await
    }
}

impl HallReport {
    /// Whether every number was unique and everybody was called once, in order. How fast is not judged.
    pub fn passed(&self) -> bool {
        let Self { double_numbers, called_twice, never_called, not_completed, inversions, people, .. } = self;
        *people > 0 && double_numbers + called_twice + never_called + not_completed + inversions == 0
    }
}

impl fmt::Display for HallReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { people, kiosks, counters, tickets_per_second, calls_per_second, .. } = self;
        let Self { double_numbers, called_twice, never_called, not_completed, inversions, .. } = self;
        write!(
            f,
            "hall: {people} people, {kiosks} kiosks hand out {tickets_per_second:.0} tickets/s, {counters} counters make \
             {calls_per_second:.0} calls/s; {double_numbers} double numbers, {called_twice} called twice, {never_called} \
             never called, {not_completed} not completed, {inversions} inversions: {}",
            if self.passed() { "passed" } else { "FAILED" }
        )
    }
}

/// A location with one service.
struct Hall {
    line: QueueRef,
    kiosks: Vec<Device>,
    counters: Vec<Uuid>,
}

impl Hall {
    async fn furnish(staff: &Staff, tenant: Uuid, drill: &HallDrill) -> Result<Self, DrillError> {
        let path = |rest: &str| format!("/v1/tenants/{tenant}/{rest}");
        let body = json!({ "name": "Hall", "timeZone": "Europe/Berlin", "languages": ["en"] });
        let location: Created = post(staff, &path("locations"), body).await?;
        let body = json!({
            "name": "Service", "releases": "call", "maxConcurrentUsers": 1_000,
            "walkIn": { "locationId": location.id, "prefix": "A", "numbering": "continuous" },
        });
        let queue: Created = post(staff, &path("queues"), body).await?;
        let line = QueueRef { tenant, queue: queue.id };
        staff.act(line, "open").await?;
        let (mut kiosks, mut counters) = (Vec::new(), Vec::new());
        for at in 1..=drill.kiosks {
            let body = json!({ "locationId": location.id, "name": format!("Kiosk {at}") });
            kiosks.push(post(staff, &path("kiosks"), body).await?);
        }
        for at in 1..=drill.counters {
            let name = format!("Counter {at}");
            let body = json!({ "locationId": location.id, "name": name, "services": [queue.id] });
            let counter: Created = post(staff, &path("counters"), body).await?;
            let open = path(&format!("counters/{}/open", counter.id));
            post::<serde::de::IgnoredAny>(staff, &open, json!({})).await?;
            counters.push(counter.id);
        }
        Ok(Self { line, kiosks, counters })
    }

    /// Somebody who goes before those that have tickets.
    async fn join_prior(&self, staff: &Staff, at: usize) -> Result<(), DrillError> {
        let body = json!({ "queueId": self.line.queue, "priority": 1 + at % 3 });
        let path = format!("/v1/tenants/{}/sessions", self.line.tenant);
        post::<serde::de::IgnoredAny>(staff, &path, body).await.map(drop)
    }
}

async fn post<T: for<'a> Deserialize<'a>>(staff: &Staff, path: &str, body: Value) -> Result<T, DrillError> {
    Ok(staff.send(Method::POST, path, Some(body)).await?)
}

async fn gather<T: 'static>(mut tasks: JoinSet<Result<Vec<T>, ApiError>>) -> Result<Vec<T>, DrillError> {
    let mut all = Vec::new();
    while let Some(done) = tasks.join_next().await {
        all.extend(done.unwrap_or_else(|panic| std::panic::resume_unwind(panic.into_panic()))?);
    }
    Ok(all)
}

fn rate(count: usize, begin: Instant) -> f64 {
    count as f64 / begin.elapsed().as_secs_f64().max(1e-9)
}

/// How many were called before somebody who stood before them. All had joined before the first was called, so that the order
/// is that of priority, then of tickets.
fn inversions(sessions: &mut [Listed]) -> usize {
    sessions.sort_unstable_by_key(|one| (std::cmp::Reverse(one.priority), one.ticket));
    let called = |one: &Listed| one.released_at.unwrap_or(i64::MAX);
    sessions.windows(2).filter(|pair| called(&pair[0]) > called(&pair[1])).count()
}

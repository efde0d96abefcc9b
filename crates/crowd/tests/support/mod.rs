//! A scripted fake of the server: one honest queue in memory behind the HTTP interface, and the mistakes a queue can make,
//! to see that the referee finds them.

mod routes;

use std::{collections::HashMap, sync::Arc, time::Duration};

use parking_lot::Mutex;
use serde_json::{Value, json};
use tokio::sync::broadcast;
use uuid::Uuid;
use vq_crowd::{BaseUrl, Staff, clock::wall_millis};

/// What the fake does wrong.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[allow(dead_code, reason = "not every test file uses every mistake")]
pub enum Mistake {
    #[default]
    None,
    /// Lets one too many in.
    Cap,
    /// Pays no heed to the rate.
    Rate,
    /// The last come are the first served.
    Order,
    /// Every seventh acknowledged join is forgotten.
    Forgets,
    /// Every fifth join is told to come again.
    Flaky,
}

#[derive(Clone, Debug)]
pub struct Person {
    pub id: Uuid,
    pub ticket: u32,
    pub status: &'static str,
    pub enqueued: i64,
    pub released: Option<i64>,
    pub served: Option<i64>,
    pub ended: Option<i64>,
}

pub struct Line {
    pub tenant: Uuid,
    pub queue: Uuid,
    pub people: Vec<Person>,
    pub by_id: HashMap<Uuid, usize>,
    pub by_name: HashMap<String, Uuid>,
    pub cap: usize,
    pub rate: i64,
    pub claim_ms: i64,
    pub calls: u64,
    units: i64,
    at: i64,
    mistake: Mistake,
    pub turns: broadcast::Sender<Uuid>,
}

pub type Shared = Arc<Mutex<Line>>;

impl Line {
    fn new(mistake: Mistake) -> Self {
        Self {
            tenant: Uuid::from_u128(1),
            queue: Uuid::from_u128(2),
            people: Vec::new(),
            by_id: HashMap::new(),
            by_name: HashMap::new(),
            cap: 0,
            rate: 0,
            claim_ms: 0,
            calls: 0,
            units: 60_000,
            at: wall_millis(),
            mistake,
            turns: broadcast::channel(4096).0,
        }
    }

    pub fn counts(&self) -> [usize; 3] {
        ["waiting", "released", "active"]
            .map(|status| self.people.iter().filter(|person| person.status == status).count())
    }

    pub fn set(&mut self, settings: &Value) {
        let number = |name: &str| settings[name].as_i64().unwrap_or(0);
        self.cap = usize::try_from(number("maxConcurrentUsers")).unwrap();
        self.rate = number("releaseRatePerMinute");
        self.claim_ms = number("claimTimeoutSeconds") * 1000;
    }

    pub fn join(&mut self, name: Option<String>) -> (bool, Person) {
        if let Some(at) =
            name.as_ref().and_then(|name| self.by_name.get(name)).and_then(|id| self.by_id.get(id))
        {
            return (false, self.people[*at].clone());
        }
        let ticket = self.people.len() as u32 + 1;
        let id = Uuid::from_u128(1 << 64 | u128::from(ticket));
        let person = Person {
            id,
            ticket,
            status: "waiting",
            enqueued: wall_millis(),
            released: None,
            served: None,
            ended: None,
        };
        self.by_id.insert(id, self.people.len());
        if let Some(name) = name {
            self.by_name.insert(name, id);
        }
        self.people.push(person);
        self.advance();
        (true, self.people[self.people.len() - 1].clone())
    }

    pub fn end(&mut self, at: usize, status: &'static str) {
        self.people[at].status = status;
        self.people[at].ended = Some(wall_millis());
        self.advance();
    }

    /// Lets people through as far as the rules allow, mistakes apart.
    pub fn advance(&mut self) {
        let now = wall_millis();
        for person in &mut self.people {
            if person.status == "released" && person.released.is_some_and(|at| at + self.claim_ms <= now) {
                (person.status, person.ended) = ("no_show", Some(now));
            }
        }
        let most = (self.rate * 1000).max(60_000);
        self.units = (self.units + self.rate * (now - self.at)).min(most);
        self.at = now;
        let cap = self.cap + usize::from(self.mistake == Mistake::Cap);
        let [_, released, active] = self.counts();
        let mut room = cap.saturating_sub(released + active);
        while room > 0 && (self.units >= 60_000 || self.mistake == Mistake::Rate) {
            let mut waiting = self.people.iter_mut().filter(|person| person.status == "waiting");
            let next = if self.mistake == Mistake::Order { waiting.next_back() } else { waiting.next() };
            let Some(person) = next else { return };
            (person.status, person.released) = ("released", Some(now));
            let _ = self.turns.send(person.id);
            (room, self.units) = (room - 1, self.units - 60_000);
        }
    }

    pub fn json(&self, person: &Person) -> Value {
        let ahead =
            self.people.iter().filter(|one| one.status == "waiting" && one.ticket < person.ticket).count();
        let seconds = (ahead + 1) as f64 * 60.0 / self.rate.max(1) as f64;
        let waiting = person.status == "waiting";
        json!({
            "id": person.id,
            "status": person.status,
            "ticket": person.ticket,
            "place": person.ticket,
            "priority": 0,
            "position": waiting.then_some(ahead + 1),
            "estimatedWaitSeconds": waiting.then(|| json!({ "p50": seconds, "p90": seconds * 1.5 })),
            "enqueuedAt": stamp(Some(person.enqueued)),
            "releasedAt": stamp(person.released),
            "claimBy": stamp(person.released.filter(|_| person.status == "released").map(|at| at + self.claim_ms)),
            "servedAt": stamp(person.served),
            "endedAt": stamp(person.ended),
            "pollAfterSeconds": 1,
            "sessionToken": person.id,
        })
    }
}

fn stamp(at: Option<i64>) -> Option<String> {
    at.map(|at| format!("{:.3}", jiff::Timestamp::from_millisecond(at).unwrap()))
}

/// Starts the fake on a free port; it ends with the test's runtime.
pub async fn fake(mistake: Mistake) -> (BaseUrl, Shared) {
    let line = Arc::new(Mutex::new(Line::new(mistake)));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap()).parse().unwrap();
    let app = routes::routes(line.clone(), mistake);
    tokio::spawn(async move { axum::serve(listener, app).await });
    let ticking = line.clone();
    tokio::spawn(async move {
        let mut tick = tokio::time::interval(Duration::from_millis(5));
        loop {
            tick.tick().await;
            ticking.lock().advance();
        }
    });
    (base, line)
}

/// Somebody signed in at the fake.
pub async fn staff(base: &BaseUrl) -> Staff {
    Staff::login(base, "a@b.test", "secret").await.unwrap()
}

//! The crash: `kill -9` while people join, a restart, and a look whether everybody who was given a number still has it.

use std::{fmt, time::Duration};

use tokio::{
    task::JoinSet,
    time::{Instant, sleep},
};

use super::{DrillError, Ticketed, join_call, read_join};
use crate::{
    http::{BaseUrl, Call, Connection},
    load::volley,
    server::{ServerProcess, ServerSpec},
    staff::{QueueRef, QueueSetup},
    wire::{self, Session, Status},
};

/// A release that has not come by then does not come.
const PATIENCE: Duration = Duration::from_secs(60);

/// How to carry out the drill.
#[derive(Clone, Copy, Debug)]
pub struct CrashDrill {
    /// How many wait before the load begins; filled through the bench endpoint of the server.
    pub waiting: u64,
    /// Over how many connections people join.
    pub connections: usize,
    /// How long they do before the crash.
    pub load: Duration,
}

impl Default for CrashDrill {
    fn default() -> Self {
        Self { waiting: 1_000_000, connections: 64, load: Duration::from_secs(3) }
    }
}

/// What came out. Times count from the start of the new process.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CrashReport {
    /// How many waited when the new process first told.
    pub waiting: u64,
    /// Joins the old process acknowledged.
    pub acknowledged: usize,
    /// Those the new one does not know.
    pub lost: usize,
    /// Those that have another ticket or place.
    pub moved: usize,
    /// When it listened.
    pub ready_ms: u128,
    /// When it had released somebody.
    pub release_ms: Option<u128>,
}

impl CrashDrill {
    /// Carries it out. The data directory of `spec` must be empty.
    pub async fn run(&self, spec: &ServerSpec) -> Result<CrashReport, DrillError> {
        let server = ServerProcess::start(spec).await?;
        let staff = server.staff().await?;
        let tenant = staff.create_tenant("Crash").await?;
        // Ten releases a second, without end: they must go on afterwards.
        let setup = QueueSetup { cap: 1_000_000, rate_per_minute: 600, ..QueueSetup::default() };
        let queue = staff.create_queue(tenant, &setup).await?;
        if self.waiting > 0 {
            staff.fill(queue, self.waiting).await?;
        }
        let mut load = JoinSet::new();
        for _ in 0..self.connections {
            load.spawn(join_until_it_breaks(server.base.clone(), queue));
        }
        sleep(self.load).await;
        server.kill().await.map_err(DrillError::Kill)?;
        let mut acknowledged = Vec::new();
        while let Some(done) = load.join_next().await {
            acknowledged.extend(done.unwrap_or_default());
        }

        let begin = Instant::now();
        let server = ServerProcess::start(spec).await?;
        let ready_ms = begin.elapsed().as_millis();
        let staff = server.staff().await?;
        let first = staff.counts(queue).await?;
        let mut release_ms = None;
        while release_ms.is_none() && begin.elapsed() < PATIENCE {
            if staff.counts(queue).await?.holding() > first.holding() {
                release_ms = Some(begin.elapsed().as_millis());
            } else {
                sleep(Duration::from_millis(20)).await;
            }
        }
        let (lost, moved) = compare(&server.base, &acknowledged).await;
        let waiting = first.waiting_users;
        Ok(CrashReport { waiting, acknowledged: acknowledged.len(), lost, moved, ready_ms, release_ms })
    }
}

impl CrashReport {
    /// Whether nobody lost anything and releases went on within three seconds.
    pub fn passed(&self) -> bool {
        self.acknowledged > 0
            && self.lost == 0
            && self.moved == 0
            && self.release_ms.is_some_and(|release| release <= 3_000)
    }
}

impl fmt::Display for CrashReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { waiting, acknowledged, lost, moved, ready_ms, release_ms } = self;
        let release = release_ms.map_or("never".to_owned(), |release| format!("after {release} ms"));
        write!(
            f,
            "crash: kill -9 with {waiting} waiting; of {acknowledged} acknowledged joins {lost} lost, {moved} moved; \
             listening after {ready_ms} ms, releasing {release}: {}",
            if self.passed() { "passed" } else { "FAILED" }
        )
    }
}

async fn join_until_it_breaks(base: BaseUrl, queue: QueueRef) -> Vec<Ticketed> {
    let (mut connection, mut joined) = (Connection::new(&base), Vec::new());
    while let Ok(ticketed) = read_join(connection.call(join_call(queue)).await) {
        joined.push(ticketed);
    }
    joined
}

/// How many are unknown, and how many stand elsewhere.
async fn compare(base: &BaseUrl, acknowledged: &[Ticketed]) -> (usize, usize) {
    let tokens: Vec<String> = acknowledged.iter().map(|one| one.token.clone()).collect();
    let call = move |at: usize| Call::get("/v1/sessions/current").bearer(&tokens[at]);
    let now = volley(base, 32, acknowledged.len(), call, |answer| {
        answer.ok().and_then(|answer| wire::data::<Session>(&answer).ok())
    })
    .await;
    let (mut lost, mut moved) = (0, 0);
    for (then, now) in acknowledged.iter().zip(now) {
        let Some(now) = now.filter(|now| now.id == then.session.id) else {
            lost += 1;
            continue;
        };
        let elsewhere = now.status == Status::Waiting && now.place != then.session.place;
        moved += usize::from(now.ticket != then.session.ticket || elsewhere);
    }
    (lost, moved)
}

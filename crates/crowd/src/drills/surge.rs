//! The surge: thousands join in the same moment, and not one too many gets in, down to a cap of one.

use std::{fmt, time::Duration};

use tokio::time::{Instant, sleep};
use tokio_util::sync::CancellationToken;

use super::{DrillError, join_at_once};
use crate::{
    http::{BaseUrl, Call},
    ledger::Joined,
    load::volley,
    referee::{self, Rules},
    staff::{QueueRef, QueueSetup, Staff},
    wire::Counts,
};

/// So long the slots may take to fill up once all have joined.
const SETTLE: Duration = Duration::from_secs(20);

/// How to carry out the drill.
#[derive(Clone, Copy, Debug)]
pub struct SurgeDrill {
    /// How many join.
    pub people: usize,
    /// Over how many connections.
    pub connections: usize,
    /// How many may be inside.
    pub cap: u32,
    /// How many then go in and out again, so that others follow.
    pub change: usize,
}

impl Default for SurgeDrill {
    fn default() -> Self {
        Self { people: 10_000, connections: 1_000, cap: 7, change: 50 }
    }
}

/// What came out.
#[derive(Clone, Copy, Debug, PartialEq)]
#[expect(missing_docs, reason = "`Verdict` says what the numbers are")]
pub struct SurgeReport {
    pub people: usize,
    pub cap: u64,
    pub acknowledged: usize,
    pub max_concurrent: u64,
    pub cap_breaches: u64,
    pub inversions: u64,
    pub lost_joins: u64,
    pub double_tickets: u64,
    pub seconds: f64,
}

impl SurgeDrill {
    /// Carries it out in a queue of its own.
    pub async fn run(&self, staff: &Staff) -> Result<SurgeReport, DrillError> {
        let tenant = staff.create_tenant(&format!("Surge at cap {}", self.cap)).await?;
        let setup = QueueSetup { name: "Surge".into(), cap: self.cap, ..QueueSetup::default() };
        let queue = staff.create_queue(tenant, &setup).await?;

        let (base, begin, done) = (staff.base().clone(), Instant::now(), CancellationToken::new());
        let watch = watch(staff, queue, done.clone());
        let surge = async {
            let joined = join_at_once(&base, queue, self.people, self.connections).await;
            let seconds = begin.elapsed().as_secs_f64();
            let full = u64::from(self.cap).min(joined.len() as u64);
            await_holding(staff, queue, full).await;
            self.come_and_go(&base, &joined).await;
            await_holding(staff, queue, full.min((joined.len().saturating_sub(self.change)) as u64)).await;
            done.cancel();
            (joined, seconds)
        };
        let (samples, (joined, seconds)) = tokio::join!(watch, surge);

        let sessions = staff.sessions(queue, |_| {}).await?;
        let joined: Vec<Joined> = joined
            .iter()
            .map(|one| Joined { session: one.session.id, ticket: one.session.ticket, told: None })
            .collect();
        let rules = Rules { cap: self.cap.into(), rate_per_minute: setup.rate_per_minute.into() };
        let verdict = referee::judge(rules, &sessions, &joined, &samples);
        Ok(SurgeReport {
            people: self.people,
            cap: rules.cap,
            acknowledged: joined.len(),
            max_concurrent: verdict.max_concurrent,
            cap_breaches: verdict.cap_breaches,
            inversions: verdict.inversions,
            lost_joins: verdict.lost_joins,
            double_tickets: verdict.double_tickets,
            seconds,
        })
    }

    /// The first ones go in and out; each makes room for one more.
    async fn come_and_go(&self, base: &BaseUrl, joined: &[super::Ticketed]) {
        let tokens: Vec<String> = joined.iter().take(self.change).map(|one| one.token.clone()).collect();
        // At most as many at a time as are inside; the others' turn comes as these leave.
        for some in tokens.chunks((self.cap as usize).max(1)) {
            for verb in ["claim", "complete"] {
                for token in some {
                    self.insist(base, verb, token).await;
                }
            }
        }
    }

    /// Claims or completes; the offer to somebody who was waiting a moment ago may still be on its way.
    async fn insist(&self, base: &BaseUrl, verb: &str, token: &str) {
        for _ in 0..100 {
            let (path, token) = (format!("/v1/sessions/current/{verb}"), token.to_owned());
            let call = move |_| Call::post(path.clone()).bearer(&token);
            let answers =
                volley(base, 1, 1, call, |answer| answer.map(|answer| answer.status.as_u16())).await;
            if !matches!(answers.as_slice(), [Ok(409 | 429 | 503)]) {
                return;
            }
            sleep(Duration::from_millis(20)).await;
        }
    }
}

impl SurgeReport {
    /// Whether everybody who was to get in did, and nobody else.
    pub fn passed(&self) -> bool {
        let broken = self.cap_breaches + self.inversions + self.lost_joins + self.double_tickets;
        broken == 0
            && self.acknowledged == self.people
            && self.max_concurrent == self.cap.min(self.people as u64)
    }
}

impl fmt::Display for SurgeReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { people, cap, acknowledged, max_concurrent, seconds, .. } = self;
        let Self { cap_breaches, inversions, lost_joins, double_tickets, .. } = self;
        write!(
            f,
            "surge: {people} joined at once in {seconds:.1} s ({acknowledged} acknowledged); most inside {max_concurrent} at \
             a cap of {cap}; {cap_breaches} cap breaches, {inversions} inversions, {lost_joins} lost, {double_tickets} \
             double tickets: {}",
            if self.passed() { "passed" } else { "FAILED" }
        )
    }
}

/// Looks at the counts all the while.
async fn watch(staff: &Staff, queue: QueueRef, done: CancellationToken) -> Vec<Counts> {
    let mut samples = Vec::new();
    while !done.is_cancelled() {
        samples.extend(staff.counts(queue).await.ok());
        sleep(Duration::from_millis(10)).await;
    }
    samples
}

async fn await_holding(staff: &Staff, queue: QueueRef, full: u64) {
    let begin = Instant::now();
    while begin.elapsed() < SETTLE {
        if staff.counts(queue).await.is_ok_and(|counts| counts.holding() >= full) {
            return;
        }
        sleep(Duration::from_millis(20)).await;
    }
}

//! Plain load: the same kind of call again and again over a fixed number of connections, closed-loop.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use tokio::{sync::Barrier, task::JoinSet, time::Instant};

use crate::{
    http::{Answer, BaseUrl, Call, CallError, Connection},
    ledger::Latency,
};

/// Makes `count` calls over `connections` connections that are opened before the first call, so that all begin at once.
/// What `read` makes of the answers comes back in the order of the calls.
pub async fn volley<T: Send + 'static>(
    base: &BaseUrl,
    connections: usize,
    count: usize,
    call: impl Fn(usize) -> Call + Send + Sync + 'static,
    read: impl Fn(Result<Answer, CallError>) -> T + Send + Sync + 'static,
) -> Vec<T> {
    let connections = connections.clamp(1, count.max(1));
    let shared = Arc::new((call, read, AtomicUsize::new(0), Barrier::new(connections)));
    let mut tasks = JoinSet::new();
    for _ in 0..connections {
        let (shared, mut connection) = (shared.clone(), Connection::new(base));
        tasks.spawn(async move {
            let (call, read, next, begin) = &*shared;
            // If it cannot be opened, the first call says why.
            let _ = connection.open().await;
            begin.wait().await;
            let mut answers = Vec::new();
            loop {
                let at = next.fetch_add(1, Ordering::Relaxed);
                if at >= count {
                    return answers;
                }
                answers.push((at, read(connection.call(call(at)).await)));
            }
        });
    }
    let mut answers = Vec::with_capacity(count);
    while let Some(done) = tasks.join_next().await {
        answers.extend(done.unwrap_or_default());
    }
    answers.sort_unstable_by_key(|(at, _)| *at);
    answers.into_iter().map(|(_, answer)| answer).collect()
}

/// What came of hammering.
#[derive(Clone, Debug, Default)]
pub struct Hammered {
    /// Successful answers.
    pub answers: u64,
    /// Everything else.
    pub errors: u64,
    /// How long it took.
    pub elapsed: Duration,
    /// How long the calls took.
    pub latency: Latency,
}

impl Hammered {
    /// Successful answers per second.
    pub fn per_second(&self) -> f64 {
        self.answers as f64 / self.elapsed.as_secs_f64().max(1e-9)
    }
}

/// Calls over given connections, each as fast as it is answered, for a while. The connections come back with the
/// result: opening them is no part of what is measured.
pub async fn hammer(
    connections: Vec<Connection>,
    lasting: Duration,
    call: impl Fn(usize) -> Call + Send + Sync + 'static,
) -> (Hammered, Vec<Connection>) {
    let shared = Arc::new((call, AtomicUsize::new(0)));
    let (begin, mut tasks) = (Instant::now(), JoinSet::new());
    for mut connection in connections {
        let shared = shared.clone();
        tasks.spawn(async move {
            let (call, next) = &*shared;
            let mut done = Hammered::default();
            while begin.elapsed() < lasting {
                let started = Instant::now();
                let answer = connection.call(call(next.fetch_add(1, Ordering::Relaxed))).await;
                match answer {
                    Ok(answer) if answer.status.is_success() => done.answers += 1,
                    _ => done.errors += 1,
                }
                done.latency.record(started.elapsed());
            }
            (done, connection)
        });
    }
    let (mut sum, mut back) = (Hammered::default(), Vec::new());
    while let Some(done) = tasks.join_next().await {
        let Ok((done, connection)) = done else { continue };
        sum.answers += done.answers;
        sum.errors += done.errors;
        sum.latency.merge(&done.latency);
        back.push(connection);
    }
    sum.elapsed = begin.elapsed();
    (sum, back)
}

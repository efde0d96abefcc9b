//! Joins and claims against a call of the same server that does nothing: reads a body of the same shape, answers an
//! envelope of the same size.

use std::sync::Arc;

use tokio::time::Instant;
use vq_crowd::{
    BaseUrl, QueueSetup, ServerProcess,
    drills::{join_at_once, join_call},
    http::Call,
    load::volley,
};

use crate::{
    Result, Size,
    line::Line,
    measure::{Caller, in_turns, pair},
};

/// The call that joins and claims are compared with.
pub fn noop(queue: uuid::Uuid) -> Call {
    Call::post("/__bench/noop").json(format!(r#"{{"queueId":"{queue}"}}"#))
}

/// Joins, each on disk before it is answered.
pub async fn join(server: &ServerProcess, size: Size) -> Result<Vec<Line>> {
    let staff = server.staff().await?;
    let tenant = staff.create_tenant("Joins").await?;
    let queue = staff.create_queue(tenant, &QueueSetup { cap: 1, ..QueueSetup::default() }).await?;
    let a: Caller = Arc::new(move |_| join_call(queue));
    let b: Caller = Arc::new(move |_| noop(queue.queue));
    let pair = in_turns(&server.base, size, a, b).await?;
    let note = format!("against {:.0}/s of a no-op JSON POST; fsync on", pair.b);
    Ok(vec![Line::plain("join", pair.a, "/s", note).against(pair.ratio).goal(0.60)])
}

/// Claims of people whose turn has come.
pub async fn claim(server: &ServerProcess, size: Size) -> Result<Vec<Line>> {
    let staff = server.staff().await?;
    let tenant = staff.create_tenant("Claims").await?;
    let queue = staff.create_queue(tenant, &QueueSetup { cap: 1_000_000, ..QueueSetup::default() }).await?;
    let people = join_at_once(&server.base, queue, size.claims * size.pairs, size.connections).await;
    let enough = people.len() as u64;
    while staff.counts(queue).await?.holding() < enough {
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    let mut rates = Vec::new();
    for some in people.chunks(size.claims) {
        let tokens: Vec<String> = some.iter().map(|one| one.token.clone()).collect();
        let claim = move |at: usize| Call::post("/v1/sessions/current/claim").bearer(&tokens[at]);
        let claims = timed(&server.base, size.connections, some.len(), claim).await?;
        let noops = timed(&server.base, size.connections, some.len(), move |_| noop(queue.queue)).await?;
        rates.push([claims, noops]);
    }
    let pair = pair(&rates);
    let note = format!("against {:.0}/s of a no-op JSON POST; fsync on", pair.b);
    Ok(vec![Line::plain("claim", pair.a, "/s", note).against(pair.ratio)])
}

async fn timed(
    base: &BaseUrl,
    connections: usize,
    count: usize,
    call: impl Fn(usize) -> Call + Send + Sync + 'static,
) -> Result<f64> {
    let begin = Instant::now();
    let answers = volley(base, connections, count, call, |answer| answer.map(|answer| answer.status)).await;
    let elapsed = begin.elapsed().as_secs_f64();
    for answer in answers {
        let status = answer?;
        if !status.is_success() {
            return Err(format!("a call was answered {status}").into());
        }
    }
    Ok(count as f64 / elapsed.max(1e-9))
}

//! What a benchmark compares with: the same server, the same envelope, nothing done. And a way to a long line fast.

use std::sync::Arc;

use axum::{
    Router,
    extract::State,
    routing::{get, post},
};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use vq_api::{ApiResult, Body, Edge, Reply};
use vq_domain::{Error, Priority, QueueId, SessionId, TenantId};
use vq_engine::Command;
use vq_lines::Lines;
use vq_ports::Ids;
use vq_session::JoinInput;

/// Joins that are under way at once while filling.
const WINDOW: u64 = 8192;

#[derive(Clone)]
struct Bench {
    lines: Lines,
    ids: Arc<dyn Ids>,
}

/// `/__bench/…`.
pub fn router(lines: Lines, ids: Arc<dyn Ids>) -> Router {
    Router::new()
        .route("/__bench/noop", get(noop).post(noop_post))
        .route("/__bench/fill", post(fill))
        .with_state(Bench { lines, ids })
}

/// As large as the answer to a poll.
const ANSWER: &str = r#"{"id":"0192f0c1-7a00-7000-8000-000000000001","tenantId":"0192f0c1-7a00-7000-8000-000000000002","queueId":"0192f0c1-7a00-7000-8000-000000000003","queueName":"Bench","status":"waiting","position":1000,"peopleAhead":999,"place":1000,"ticket":1000,"priority":0,"estimatedWaitTime":"17 minutes","estimatedWaitSeconds":{"p50":1000,"p90":1100},"enqueuedAt":"2024-01-15T10:30:00.000Z","releasedAt":null,"servedAt":null,"claimBy":null,"activeUntil":null,"canExtendClaim":false,"queueState":"open","opensAt":null,"message":null,"queueVersion":1000,"pollAfterSeconds":30,"inWaitingRoom":true,"waitTime":17,"waitTimeKnown":true,"waitTimeFormatted":"17 minutes","queueIsFull":false,"lastUpdated":"2024-01-15T10:30:00.000Z","refreshIntervalSeconds":30}"#;

async fn noop() -> ApiResult<&'static RawValue> {
    let answer: &RawValue = serde_json::from_str(ANSWER).map_err(|_| Error::internal())?;
    Ok(Reply::ok(answer))
}

async fn noop_post(Body(_): Body<JoinInput>) -> ApiResult<&'static RawValue> {
    noop().await
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Fill {
    tenant_id: TenantId,
    queue_id: QueueId,
    count: u64,
}

#[derive(Debug, Serialize)]
struct Filled {
    joined: u64,
}

/// Joins that many people through the queue log, as HTTP would.
async fn fill(State(bench): State<Bench>, edge: Edge, Body(input): Body<Fill>) -> ApiResult<Filled> {
    let line =
        bench.lines.of_tenant(input.tenant_id, input.queue_id).ok_or_else(|| Error::not_found("queue"))?;
    let mut joined = 0;
    while joined < input.count {
        let round = WINDOW.min(input.count - joined);
        let mut joins = tokio::task::JoinSet::new();
        for _ in 0..round {
            let (line, session) = (line.clone(), SessionId(bench.ids.uuid(edge.now())));
            let command =
                Command::Join { session, identifier: None, metadata: None, priority: Priority::NORMAL };
            joins.spawn(async move { line.submit(command).await });
        }
        for outcome in joins.join_all().await {
            outcome.map_err(Error::from)?;
        }
        joined += round;
    }
    Ok(Reply::ok(Filled { joined }))
}

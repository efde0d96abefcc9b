//! The verbs that steer a queue while it runs. All are idempotent.

use axum::extract::State;
use vq_api::{ApiResult, Body, Edge, Envelope, InTenant, Path, Reply, may};

use super::QueuePath;
use crate::{
    QueueService, QueueView,
    input::{FlowInput, MessageInput},
    service::Verb,
};

type Operator = InTenant<may::QueueOperate>;

async fn steer(
    service: &QueueService,
    caller: &Operator,
    edge: &Edge,
    path: QueuePath,
    verb: Verb,
) -> ApiResult<QueueView> {
    let (queue, line) = service.steer(caller.id(), path.queue_id, verb, edge.now(), edge.ids()).await?;
    Ok(Reply::ok(QueueView::new(&queue, &line, edge.now())))
}

macro_rules! verb {
    ($(#[doc = $doc:literal])* $name:ident, $path:literal, $verb:expr) => {
        $(#[doc = $doc])*
        #[utoipa::path(post, path = $path, tag = "queues", security(("bearer" = [])), params(QueuePath),
            responses((status = 200, body = Envelope<QueueView>)))]
        pub(super) async fn $name(
            State(service): State<QueueService>,
            caller: Operator,
            edge: Edge,
            Path(path): Path<QueuePath>,
        ) -> ApiResult<QueueView> {
            steer(&service, &caller, &edge, path, $verb).await
        }
    };
}

verb!(
    /// Let people gather before the opening
    gather, "/v1/tenants/{tenantId}/queues/{queueId}/gather", Verb::Gather
);

verb!(
    /// Let people join and through
    open, "/v1/tenants/{tenantId}/queues/{queueId}/open", Verb::Open
);

verb!(
    /// Let people join, but nobody through
    pause, "/v1/tenants/{tenantId}/queues/{queueId}/pause", Verb::Pause
);

verb!(
    /// Go on after a pause
    resume, "/v1/tenants/{tenantId}/queues/{queueId}/resume", Verb::Resume
);

verb!(
    /// Let nobody join; let through those who wait
    drain, "/v1/tenants/{tenantId}/queues/{queueId}/drain", Verb::Drain
);

verb!(
    /// Let nobody join and nobody through; those who wait keep their places
    close, "/v1/tenants/{tenantId}/queues/{queueId}/close", Verb::Close
);

/// Change rate and cap while it runs
///
/// What an operator may do without the right to set queues up. On an old `version` it is refused as a change of the queue is.
#[utoipa::path(put, path = "/v1/tenants/{tenantId}/queues/{queueId}/flow", tag = "queues",
    security(("bearer" = [])), params(QueuePath), request_body = FlowInput,
    responses((status = 200, body = Envelope<QueueView>)))]
pub(super) async fn flow(
    State(service): State<QueueService>,
    caller: Operator,
    edge: Edge,
    Path(path): Path<QueuePath>,
    Body(input): Body<FlowInput>,
) -> ApiResult<QueueView> {
    let (queue, line) = service.change(&caller.tenant, path.queue_id, input.into(), edge.now()).await?;
    Ok(Reply::ok(QueueView::new(&queue, &line, edge.now())))
}

/// Say something to all who wait; an empty text takes it back
#[utoipa::path(post, path = "/v1/tenants/{tenantId}/queues/{queueId}/message", tag = "queues",
    security(("bearer" = [])), params(QueuePath), request_body = MessageInput,
    responses((status = 200, body = Envelope<QueueView>)))]
pub(super) async fn message(
    State(service): State<QueueService>,
    caller: Operator,
    edge: Edge,
    Path(path): Path<QueuePath>,
    Body(input): Body<MessageInput>,
) -> ApiResult<QueueView> {
    let (queue, line) = service.say(caller.id(), path.queue_id, input, edge.now()).await?;
    Ok(Reply::ok(QueueView::new(&queue, &line, edge.now())))
}

//! Sessions as staff sees and changes them.

use axum::extract::State;
use serde::{Deserialize, Deserializer};
use serde_json::{json, value::RawValue};
use utoipa::{IntoParams, ToSchema};
use vq_api::{
    ApiResult, Body, Edge, Envelope, InTenant, List, Listed, Paging, Path, Reply, may, paging::Query,
};
use vq_domain::{
    Action, Error, ErrorCode, Permission, Priority, QueueId, SessionId, SessionState, TenantId,
    audit::Target, limit,
};
use vq_engine::{Command, attend::By};
use vq_ports::SessionFilter;

use crate::{SessionRow, SessionService, join::check_metadata, service::store};

/// What a list is narrowed to, and which page of it.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
pub(super) struct ListQuery {
    /// One queue.
    #[param(value_type = Option<String>)]
    queue_id: Option<QueueId>,
    /// One state, e.g. `waiting`.
    status: Option<String>,
    /// One person.
    user_identifier: Option<String>,
    /// Most rows, 1 to 200; 50 if absent.
    limit: Option<u32>,
    /// `nextCursor` of the page before.
    cursor: Option<String>,
}

/// The path of one session.
#[derive(Clone, Copy, Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Path, rename_all = "camelCase")]
pub(super) struct SessionPath {
    /// The tenant.
    #[expect(dead_code, reason = "read by the extractor that authorises")]
    tenant_id: TenantId,
    /// The session.
    session_id: SessionId,
}

/// The tenant's sessions, the newest first within a queue
#[utoipa::path(get, path = "/v1/tenants/{tenantId}/sessions", tag = "sessions", security(("bearer" = [])),
    params(("tenantId" = TenantId, Path), ListQuery),
    responses((status = 200, body = Envelope<List<SessionRow>>)))]
pub(super) async fn list(
    State(service): State<SessionService>,
    caller: InTenant<may::SessionRead>,
    edge: Edge,
    Query(query): Query<ListQuery>,
) -> ApiResult<List<SessionRow>> {
    let state = query.status.as_deref().map(|name| {
        SessionState::parse(name).ok_or_else(|| {
            let names = SessionState::ALL.map(SessionState::as_str).join(", ");
            Error::field(ErrorCode::InvalidParameter, "status", format!("status is one of {names}."))
        })
    });
    let told = json!({
        "queueId": query.queue_id,
        "status": query.status,
        "userIdentifier": query.user_identifier,
    });
    let paging = Paging { limit: query.limit, cursor: query.cursor };
    let filter =
        SessionFilter { queue: query.queue_id, state: state.transpose()?, identifier: query.user_identifier };
    let page = service.stored().list(caller.id(), &filter, paging.request()?).await?;
    let now = edge.now();
    let rows = List::new(page, |record| service.row(caller.id(), &record, now));
    let listed = Listed::new(Action::LookSessions).narrowed(told).page(paging);
    Ok(Reply::ok(caller.shown_list(listed, rows).await?))
}

/// One session
#[utoipa::path(get, path = "/v1/tenants/{tenantId}/sessions/{sessionId}", tag = "sessions", security(("bearer" = [])),
    params(SessionPath), responses((status = 200, body = Envelope<SessionRow>)))]
pub(super) async fn get(
    State(service): State<SessionService>,
    caller: InTenant<may::SessionRead>,
    edge: Edge,
    Path(path): Path<SessionPath>,
) -> ApiResult<SessionRow> {
    let record = service.stored().get(caller.id(), path.session_id).await.map_err(store)?;
    let record = record.ok_or_else(|| Error::not_found("session"))?;
    let row = service.row(caller.id(), &record, edge.now());
    Ok(Reply::ok(caller.shown_one(looked_at(path.session_id), row).await?))
}

/// One person who is seen.
fn looked_at(session: SessionId) -> Listed {
    Listed::one(Action::LookSession, Target::new("session", session))
}

/// What staff may change. A field that is absent stays as it is.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct SessionChange {
    /// 0 to 9, while waiting; needs the permission `session:prioritize`.
    #[schema(value_type = Option<u8>, minimum = 0, maximum = 9)]
    priority: Option<Priority>,
    /// JSON object of the integrator's own, up to 4,096 bytes; `null` clears it.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<Object>)]
    metadata: Option<Option<Box<RawValue>>>,
}

/// Tells `null` from absent.
fn given<'de, D: Deserializer<'de>>(json: D) -> Result<Option<Option<Box<RawValue>>>, D::Error> {
    Option::<Box<RawValue>>::deserialize(json).map(|value| Some(value.filter(|raw| raw.get() != "null")))
}

/// Give somebody another priority, or change the notes about them
#[utoipa::path(put, path = "/v1/tenants/{tenantId}/sessions/{sessionId}", tag = "sessions", security(("bearer" = [])),
    params(SessionPath), request_body = SessionChange,
    responses((status = 200, body = Envelope<SessionRow>)))]
pub(super) async fn update(
    State(service): State<SessionService>,
    caller: InTenant<may::SessionWrite>,
    edge: Edge,
    Path(path): Path<SessionPath>,
    Body(change): Body<SessionChange>,
) -> ApiResult<SessionRow> {
    if change.priority.is_some() && !caller.principal.may(Permission::SessionPrioritize) {
        let message = "This needs the permission session:prioritize.";
        return Err(Error::field(ErrorCode::Forbidden, "priority", message).into());
    }
    if let Some(metadata) = &change.metadata {
        check_metadata(metadata.as_deref()).map_err(Error::from)?;
    }
    // A change is in the log by itself.
    let changes_nothing = change.priority.is_none() && change.metadata.is_none();
    let commands = |ticket| {
        let annotate =
            change.metadata.map(|json| Command::Annotate { ticket, metadata: json.map(Box::<str>::from) });
        let prioritise = change.priority.map(|priority| Command::Prioritise { ticket, priority });
        prioritise.into_iter().chain(annotate).collect()
    };
    let row = service.change(caller.id(), path.session_id, commands, edge.now()).await?;
    if changes_nothing {
        return Ok(Reply::ok(caller.shown_one(looked_at(path.session_id), row).await?));
    }
    Ok(Reply::ok(caller.shown(row)))
}

/// Why somebody is taken out.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct RemoveQuery {
    /// Up to 500 characters; kept with who did it.
    reason: Option<String>,
}

/// Take somebody out of the line, or end their stay; an admission they hold is revoked
#[utoipa::path(delete, path = "/v1/tenants/{tenantId}/sessions/{sessionId}", tag = "sessions",
    security(("bearer" = [])), params(SessionPath, RemoveQuery),
    responses((status = 200, body = Envelope<SessionRow>)))]
pub(super) async fn remove(
    State(service): State<SessionService>,
    caller: InTenant<may::SessionWrite>,
    edge: Edge,
    Path(path): Path<SessionPath>,
    Query(query): Query<RemoveQuery>,
) -> ApiResult<SessionRow> {
    let length = query.reason.as_ref().map_or(0, |reason| reason.chars().count());
    if length > limit::REASON.count() {
        let message = "A reason has at most 500 characters.";
        let error = Error::field(ErrorCode::InvalidParameter, "reason", message);
        return Err(error.over(limit::REASON, length).into());
    }
    let by = By { account: Some(caller.principal.account), reason: query.reason.map(String::into_boxed_str) };
    let row = service.remove(caller.id(), path.session_id, by, edge.now()).await?;
    Ok(Reply::ok(caller.shown(row)))
}

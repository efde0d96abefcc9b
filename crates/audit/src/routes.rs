//! `/v1/tenants/{tenantId}/audit`, and the platform's own at `/v1/platform/audit`.

use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use http::{HeaderValue, header};
use serde::Deserialize;
use serde_json::json;
use utoipa::IntoParams;
use utoipa_axum::{router::OpenApiRouter, routes};
use vq_api::{
    ApiError, ApiResult, Body, Credential, Edge, Envelope, InTenant, List, Listed, OnPlatform, Paging, Path,
    Reply, may, paging::Query, trail,
};
use vq_domain::{Action, TenantId, audit::Target};

use crate::{
    AuditService, CheckpointView,
    export::{self, Format},
    query::{AuditQuery, ExportQuery},
    report::{self, Kind, Rendering, ReportQuery},
    view::{AuditEntry, AuditRetentionInput, AuditRetentionView},
};

/// The routes.
pub fn router(service: AuditService) -> OpenApiRouter {
    OpenApiRouter::new()
        .routes(routes!(list))
        .routes(routes!(export))
        .routes(routes!(checkpoints))
        .routes(routes!(read_retention, change_retention))
        .routes(routes!(report))
        .routes(routes!(get))
        .routes(routes!(platform))
        .routes(routes!(platform_checkpoints))
        .with_state(service)
}

/// The path of one entry.
#[derive(Clone, Copy, Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Path, rename_all = "camelCase")]
struct AuditEntryPath {
    /// The tenant.
    #[serde(rename = "tenantId")]
    #[expect(dead_code, reason = "read by the extractor that authorises")]
    tenant_id: TenantId,
    /// Its place in the chain.
    sequence: u64,
}

/// The path of a report.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Path, rename_all = "camelCase")]
struct AuditReportPath {
    /// The tenant.
    #[serde(rename = "tenantId")]
    #[expect(dead_code, reason = "read by the extractor that authorises")]
    tenant_id: TenantId,
    /// `access-review`, `permission-changes`, `data-access`, `key-rotations` or `fairness`.
    report: String,
}

/// The log as something that is looked at: once for all pages of a filter, and for single entries as for all. The entry that
/// tells of it is one of the log itself.
fn looked_at() -> Listed {
    Listed::one(Action::LookAudit, Target::only("audit"))
}

/// Who did what in the tenant, the newest first
///
/// Every change by a person or an API key, and every export of data. What visitors do themselves stands in the history of
/// their sessions.
#[utoipa::path(get, path = "/v1/tenants/{tenantId}/audit", operation_id = "list_audit", tag = "audit",
    security(("bearer" = [])), params(("tenantId" = TenantId, Path), AuditQuery),
    responses((status = 200, body = Envelope<List<AuditEntry>>)))]
async fn list(
    State(service): State<AuditService>,
    caller: InTenant<may::AuditRead>,
    Query(query): Query<AuditQuery>,
) -> ApiResult<List<AuditEntry>> {
    let paging = Paging { limit: query.limit, cursor: query.cursor.clone() }.request()?;
    let page = service.list(Some(caller.id()), &query.filter()?, paging).await?;
    let list = List { items: page.items, next_cursor: page.next };
    Ok(Reply::ok(caller.noted(looked_at().narrowed(json!(query.told())), list).await?))
}

/// One entry
#[utoipa::path(get, path = "/v1/tenants/{tenantId}/audit/{sequence}", operation_id = "get_audit_entry", tag = "audit",
    security(("bearer" = [])), params(AuditEntryPath),
    responses((status = 200, body = Envelope<AuditEntry>)))]
async fn get(
    State(service): State<AuditService>,
    caller: InTenant<may::AuditRead>,
    Path(path): Path<AuditEntryPath>,
) -> ApiResult<AuditEntry> {
    let entry = service.get(Some(caller.id()), path.sequence).await?;
    Ok(Reply::ok(caller.noted_one(looked_at(), entry).await?))
}

/// All entries as a file
///
/// As JSON Lines or CSV, the newest first; narrowed as the list is. The export is an entry of the log itself.
#[utoipa::path(get, path = "/v1/tenants/{tenantId}/audit/export", operation_id = "export_audit", tag = "audit",
    security(("bearer" = [])), params(("tenantId" = TenantId, Path), ExportQuery),
    responses((status = 200, description = "The file",
            content((String = "application/jsonl"), (String = "text/csv")))))]
async fn export(
    State(service): State<AuditService>,
    caller: InTenant<may::AuditExport>,
    Query(query): Query<ExportQuery>,
) -> Result<Response, ApiError> {
    let format = Format::parse(query.format.as_deref())?;
    let query = AuditQuery::from(query);
    let (filter, filter_json) = (query.filter()?, query.told());
    let chain = Some(caller.id());
    let written = trail()
        .entry(chain, Action::AuditExport, Target::only("audit"))
        .with("format", format.as_str())
        .with("filter", filter_json);
    service.note(&written).await?;
    let name = format!("attachment; filename=\"audit.{}\"", format.as_str());
    let body = export::body(service.log().clone(), chain, filter, format);
    Ok((file_headers(format.media_type(), &name), body).into_response())
}

fn file_headers(media_type: &'static str, name: &str) -> [(http::HeaderName, HeaderValue); 3] {
    let name = HeaderValue::from_str(name).unwrap_or(HeaderValue::from_static("attachment"));
    [
        (header::CONTENT_TYPE, HeaderValue::from_static(media_type)),
        (header::CONTENT_DISPOSITION, name),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
    ]
}

/// Signed checkpoints of the tenant's chain, in order
///
/// Kept elsewhere, one shows that nothing before it was changed or cut off: `vqueue audit verify --checkpoint`.
#[utoipa::path(get, path = "/v1/tenants/{tenantId}/audit/checkpoints", operation_id = "list_audit_checkpoints",
    tag = "audit", security(("bearer" = [])), params(("tenantId" = TenantId, Path), Paging),
    responses((status = 200, body = Envelope<List<CheckpointView>>)))]
async fn checkpoints(
    State(service): State<AuditService>,
    caller: InTenant<may::AuditRead>,
    Query(paging): Query<Paging>,
) -> ApiResult<List<CheckpointView>> {
    let page = service.checkpoints(Some(caller.id()), paging.request()?).await?;
    Ok(Reply::ok(List::new(page, |checkpoint| CheckpointView::from(&checkpoint))))
}

/// How long the log is kept
#[utoipa::path(get, path = "/v1/tenants/{tenantId}/audit/retention", operation_id = "read_audit_retention",
    tag = "audit", security(("bearer" = [])), params(("tenantId" = TenantId, Path)),
    responses((status = 200, body = Envelope<AuditRetentionView>)))]
async fn read_retention(
    State(service): State<AuditService>,
    caller: InTenant<may::AuditRead>,
    edge: Edge,
) -> ApiResult<AuditRetentionView> {
    Ok(Reply::ok(service.retention(caller.id(), edge.now()).await?))
}

/// Say how long the log is kept, or hold it
///
/// While it is held nothing is removed, however old it is. What keeps more holds at once. What keeps less, fewer days or the hold
/// lifted, needs a `reason`, is for people and not for API keys, and takes effect after 7 days; until then it is `pending`, and
/// saying again what holds withdraws it. Each change is told in the platform's log, too.
#[utoipa::path(put, path = "/v1/tenants/{tenantId}/audit/retention", operation_id = "change_audit_retention",
    tag = "audit", security(("bearer" = [])), params(("tenantId" = TenantId, Path)),
    request_body = AuditRetentionInput,
    responses((status = 200, body = Envelope<AuditRetentionView>)))]
async fn change_retention(
    State(service): State<AuditService>,
    caller: InTenant<may::AuditWrite>,
    edge: Edge,
    Body(input): Body<AuditRetentionInput>,
) -> ApiResult<AuditRetentionView> {
    let is_person = matches!(caller.principal.credential, Credential::SignIn(_));
    Ok(Reply::ok(service.set_retention(caller.id(), input, is_person, edge.now()).await?))
}

/// A report, as a page to print or a PDF
///
/// `access-review`: who may do what. `permission-changes`: how that came about. `data-access`: exports and erasures.
/// `key-rotations`. `fairness`: who was passed by whom in a queue (`queueId`), and every bypass with who and why. Making one
/// is an entry of the log itself.
#[utoipa::path(get, path = "/v1/tenants/{tenantId}/audit/reports/{report}", operation_id = "make_audit_report",
    tag = "audit", security(("bearer" = [])), params(AuditReportPath, ReportQuery),
    responses((status = 200, description = "The report",
            content((String = "text/html"), (String = "application/pdf")))))]
async fn report(
    State(service): State<AuditService>,
    caller: InTenant<may::AuditExport>,
    edge: Edge,
    Path(path): Path<AuditReportPath>,
    Query(query): Query<ReportQuery>,
) -> Result<Response, ApiError> {
    let kind = Kind::parse(&path.report)?;
    let rendering = Rendering::parse(query.format.as_deref())?;
    let made = report::make(&service, &caller.tenant, kind, &query, edge.now()).await?;
    let written = trail()
        .entry(Some(caller.id()), Action::AuditReport, Target::new("report", kind.as_str()))
        .with("format", rendering.as_str());
    service.note(&written).await?;
    let name = format!("inline; filename=\"{}.{}\"", kind.as_str(), rendering.as_str());
    let body = rendering.render(&made);
    let mut response = (file_headers(rendering.media_type(), &name), body).into_response();
    if let Ok(policy) = HeaderValue::from_str(&report::policy()) {
        response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    Ok(response)
}

/// Who did what on the platform as a whole, the newest first
#[utoipa::path(get, path = "/v1/platform/audit", operation_id = "list_platform_audit", tag = "audit",
    security(("bearer" = [])), params(AuditQuery),
    responses((status = 200, body = Envelope<List<AuditEntry>>)))]
async fn platform(
    State(service): State<AuditService>,
    caller: OnPlatform<may::PlatformAdmin>,
    Query(query): Query<AuditQuery>,
) -> ApiResult<List<AuditEntry>> {
    let paging = Paging { limit: query.limit, cursor: query.cursor.clone() }.request()?;
    let page = service.list(None, &query.filter()?, paging).await?;
    let list = List { items: page.items, next_cursor: page.next };
    Ok(Reply::ok(caller.noted(looked_at().narrowed(json!(query.told())), list).await?))
}

/// Signed checkpoints of the platform's own chain, in order
#[utoipa::path(get, path = "/v1/platform/audit/checkpoints", operation_id = "list_platform_audit_checkpoints",
    tag = "audit", security(("bearer" = [])), params(Paging),
    responses((status = 200, body = Envelope<List<CheckpointView>>)))]
async fn platform_checkpoints(
    State(service): State<AuditService>,
    _caller: OnPlatform<may::PlatformAdmin>,
    Query(paging): Query<Paging>,
) -> ApiResult<List<CheckpointView>> {
    let page = service.checkpoints(None, paging.request()?).await?;
    Ok(Reply::ok(List::new(page, |checkpoint| CheckpointView::from(&checkpoint))))
}

//! `/v1/tenants/{tenantId}/domains`

use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use vq_api::{Administers, ApiResult, Body, Edge, Envelope, Failure, InTenant, OnPlatform, Path, Reply, may};
use vq_domain::{AccountId, DomainId, DomainProof, TenantDomain};

use super::TenantPath;
use crate::DomainService;

/// A domain of a tenant.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct TenantDomainView {
    /// Which.
    id: DomainId,
    /// In its one form: lower case, other letters in punycode.
    #[schema(example = "queue.shop.example")]
    name: String,
    /// As people write it.
    #[schema(example = "queue.shop.example")]
    display_name: String,
    /// What links to it begin with.
    #[schema(example = "https://queue.shop.example")]
    url: String,
    /// Whether it was shown to be the tenant's: only then do its pages appear there.
    verified: bool,
    /// When, RFC 3339, UTC.
    verified_at: Option<String>,
    /// By what.
    proof: Option<DomainProof>,
    /// Whether links and QR codes begin with it.
    primary: bool,
    /// What has to be found at the domain.
    token: String,
    /// Where the domain's web server has to have the token and nothing else: one of two ways to show whose the domain is.
    #[schema(example = "http://queue.shop.example/.well-known/virtual-queue-domain")]
    http_url: String,
    /// The name of the TXT record that has to have the token: the other way.
    #[schema(example = "_virtual-queue.queue.shop.example")]
    dns_name: String,
    /// By whom.
    created_by: AccountId,
    /// RFC 3339, UTC.
    created_at: String,
}

impl TenantDomainView {
    fn new(domain: TenantDomain, edge: &Edge) -> Self {
        Self {
            id: domain.id,
            url: edge.hosts().url_of(&domain.name),
            display_name: domain.name.to_unicode(),
            verified: domain.verified.is_some(),
            verified_at: domain.verified.map(|(at, _)| at.to_rfc3339()),
            proof: domain.verified.map(|(_, proof)| proof),
            primary: domain.is_primary,
            token: domain.token,
            http_url: format!("http://{}{}", domain.name, vq_outbound::WELL_KNOWN),
            dns_name: format!("{}.{}", vq_outbound::TXT_LABEL, domain.name),
            name: domain.name.into(),
            created_by: domain.created_by,
            created_at: domain.created_at.to_rfc3339(),
        }
    }
}

/// All domains of a tenant.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TenantDomainList {
    /// In the order of their creation.
    items: Vec<TenantDomainView>,
}

/// A domain to be.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct TenantDomainInput {
    /// The domain, in any spelling: without scheme, port or path.
    #[schema(min_length = 3, max_length = 1024, example = "queue.shop.example")]
    name: String,
}

/// What became of a domain that was removed.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TenantDomainRemoved {
    /// Which.
    id: DomainId,
    /// `true`
    #[schema(example = true)]
    removed: bool,
}

/// A domain of a path.
#[derive(Clone, Copy, Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct DomainPath {
    /// Which tenant.
    #[serde(rename = "tenantId")]
    tenant_id: vq_domain::TenantId,
    /// Which domain.
    #[serde(rename = "domainId")]
    domain_id: DomainId,
}

/// The domains under which the tenant's pages are reached.
#[utoipa::path(get, path = "/v1/tenants/{tenantId}/domains", tag = "tenants", params(TenantPath),
    security(("bearer" = [])),
    responses((status = 200, body = Envelope<TenantDomainList>)))]
pub(crate) async fn list_domains(
    within: InTenant<may::TenantRead>,
    State(service): State<DomainService>,
    edge: Edge,
) -> ApiResult<TenantDomainList> {
    let domains = service.list(within.id()).await?;
    let items = domains.into_iter().map(|domain| TenantDomainView::new(domain, &edge)).collect();
    Ok(Reply::ok(TenantDomainList { items }))
}

/// Register a domain
///
/// Nothing follows from it until it is shown to be the tenant's: put `token` at `httpUrl` or into a TXT record at `dnsName`, and
/// call `…/verify`.
#[utoipa::path(post, path = "/v1/tenants/{tenantId}/domains", tag = "tenants", params(TenantPath),
    request_body = TenantDomainInput, security(("bearer" = [])),
    responses((status = 201, body = Envelope<TenantDomainView>),
        (status = 409, description = "`conflict`: the tenant has it, or it is the platform's own; `limit_reached`", body = Failure),
        (status = 422, description = "`invalid_field`: it is no domain", body = Failure)))]
pub(crate) async fn create_domain(
    within: InTenant<may::TenantWrite>,
    State(service): State<DomainService>,
    edge: Edge,
    Body(input): Body<TenantDomainInput>,
) -> ApiResult<TenantDomainView> {
    let by = within.principal.account;
    let domain = service.create(&within.tenant, by, &input.name, edge.now(), edge.ids()).await?;
    Ok(Reply::created(TenantDomainView::new(domain, &edge)))
}

/// Look whether a domain has the token, and if so make it the tenant's
///
/// Calls the domain's web server and asks the DNS; takes some seconds. At most ten times a minute. Needs all that an admin has;
/// no API key does it.
#[utoipa::path(post, path = "/v1/tenants/{tenantId}/domains/{domainId}/verify", tag = "tenants", params(DomainPath),
    security(("bearer" = [])),
    responses((status = 200, description = "It is the tenant's", body = Envelope<TenantDomainView>),
        (status = 409, description = "`domain_not_proven`: what was found instead; `conflict`: it is another tenant's", body = Failure)))]
pub(crate) async fn verify_domain(
    within: Administers,
    State(service): State<DomainService>,
    Path(DomainPath { domain_id, .. }): Path<DomainPath>,
    edge: Edge,
) -> ApiResult<TenantDomainView> {
    let domain = service.check(within.id(), domain_id, edge.now()).await?;
    Ok(Reply::ok(TenantDomainView::new(domain, &edge)))
}

/// Make a domain the tenant's by the word of the platform's own people: nothing is looked at.
#[utoipa::path(post, path = "/v1/tenants/{tenantId}/domains/{domainId}/approve", tag = "tenants", params(DomainPath),
    security(("bearer" = [])),
    responses((status = 200, description = "It is the tenant's", body = Envelope<TenantDomainView>),
        (status = 409, description = "`conflict`: it is another tenant's", body = Failure)))]
pub(crate) async fn approve_domain(
    _: OnPlatform<may::PlatformAdmin>,
    State(service): State<DomainService>,
    Path(DomainPath { tenant_id, domain_id }): Path<DomainPath>,
    edge: Edge,
) -> ApiResult<TenantDomainView> {
    let domain = service.approve(tenant_id, domain_id, edge.now()).await?;
    Ok(Reply::ok(TenantDomainView::new(domain, &edge)))
}

/// Begin the tenant's links and QR codes with this domain from now on
///
/// Needs all that an admin has; no API key does it.
#[utoipa::path(post, path = "/v1/tenants/{tenantId}/domains/{domainId}/primary", tag = "tenants", params(DomainPath),
    security(("bearer" = [])),
    responses((status = 200, body = Envelope<TenantDomainView>),
        (status = 409, description = "`domain_not_proven`", body = Failure)))]
pub(crate) async fn primary_domain(
    within: Administers,
    State(service): State<DomainService>,
    Path(DomainPath { domain_id, .. }): Path<DomainPath>,
    edge: Edge,
) -> ApiResult<TenantDomainView> {
    let domain = service.set_primary(within.id(), domain_id).await?;
    Ok(Reply::ok(TenantDomainView::new(domain, &edge)))
}

/// Remove a domain: the tenant's pages do not appear there any more. Links and codes that begin with it lead nowhere.
#[utoipa::path(delete, path = "/v1/tenants/{tenantId}/domains/{domainId}", tag = "tenants", params(DomainPath),
    security(("bearer" = [])),
    responses((status = 200, body = Envelope<TenantDomainRemoved>)))]
pub(crate) async fn delete_domain(
    within: InTenant<may::TenantWrite>,
    State(service): State<DomainService>,
    Path(DomainPath { domain_id, .. }): Path<DomainPath>,
) -> ApiResult<TenantDomainRemoved> {
    service.remove(within.id(), domain_id).await?;
    Ok(Reply::ok(TenantDomainRemoved { id: domain_id, removed: true }))
}

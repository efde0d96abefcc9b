//! /v1/tenants/{tenantId}/people

use axum::extract::State;
use vq_api::{
    ApiError, ApiResult, Body, Edge, Envelope, Failure, InTenant, List, Listed, Path, Reply, may,
    paging::{Paging, Query},
};
use vq_domain::Action;

use super::{
    Done, PersonPath, TenantPath,
    view::{Person, PersonChange},
};
use crate::Auth;

/// The people of the tenant, in the order of their creation.
#[utoipa::path(
    get,
    path = "/v1/tenants/{tenantId}/people",
    tag = "people",
    params(TenantPath, Paging),
    security(("bearer" = [])),
    responses(
        (status = 200, description = "One page", body = Envelope<List<Person>>),
        (status = 400, description = "`invalid_parameter`", body = Failure),
        (status = 401, description = "`unauthorized`, `token_expired`", body = Failure),
        (status = 403, description = "`forbidden`: needs account:read; `tenant_suspended`", body = Failure),
        (status = 404, description = "`not_found`: no such tenant, or not one's own; no such cursor", body = Failure),
    )
)]
pub(crate) async fn list_people(
    within: InTenant<may::AccountRead>,
    State(auth): State<Auth>,
    Query(paging): Query<Paging>,
) -> ApiResult<List<Person>> {
    let people = page_of(&auth, Some(within.id()), &paging).await?;
    Ok(Reply::ok(within.noted(Listed::new(Action::LookPeople).page(paging), people).await?))
}

/// A page of the people of a tenant, or of the platform.
pub(super) async fn page_of(
    auth: &Auth,
    tenant: Option<vq_domain::TenantId>,
    paging: &Paging,
) -> Result<List<Person>, ApiError> {
    let page = auth.people(tenant, paging.request()?).await?;
    let holders = auth.with_second_factor(&page.items).await?;
    Ok(List::new(page, |person| {
        let second_factor = holders.contains(&person.id);
        Person::new(person, second_factor)
    }))
}

/// Somebody of the tenant.
#[utoipa::path(
    get,
    path = "/v1/tenants/{tenantId}/people/{accountId}",
    tag = "people",
    params(PersonPath),
    security(("bearer" = [])),
    responses(
        (status = 200, description = "The person", body = Envelope<Person>),
        (status = 401, description = "`unauthorized`, `token_expired`", body = Failure),
        (status = 403, description = "`forbidden`: needs account:read; `tenant_suspended`", body = Failure),
        (status = 404, description = "`not_found`", body = Failure),
    )
)]
pub(crate) async fn read_person(
    within: InTenant<may::AccountRead>,
    State(auth): State<Auth>,
    Path(PersonPath { account, .. }): Path<PersonPath>,
) -> ApiResult<Person> {
    let person = auth.person(Some(within.id()), account).await?;
    let second_factor = auth.has_second_factor(account).await?;
    Ok(Reply::ok(Person::new(person, second_factor)))
}

/// Changes somebody. With other roles, or disabled, they are signed out everywhere within seconds.
#[utoipa::path(
    put,
    path = "/v1/tenants/{tenantId}/people/{accountId}",
    tag = "people",
    params(PersonPath),
    request_body = PersonChange,
    security(("bearer" = [])),
    responses(
        (status = 200, description = "The person as they are now", body = Envelope<Person>),
        (status = 400, description = "`invalid_json`", body = Failure),
        (status = 401, description = "`unauthorized`, `token_expired`", body = Failure),
        (status = 403, description = "`forbidden`: needs account:write, and every permission given or taken; `tenant_suspended`", body = Failure),
        (status = 404, description = "`not_found`", body = Failure),
        (status = 409, description = "`last_admin`; `version_conflict`", body = Failure),
        (status = 422, description = "`invalid_field`, `unknown_field`", body = Failure),
    )
)]
pub(crate) async fn change_person(
    within: InTenant<may::AccountWrite>,
    State(auth): State<Auth>,
    edge: Edge,
    Path(PersonPath { account, .. }): Path<PersonPath>,
    Body(change): Body<PersonChange>,
) -> ApiResult<Person> {
    let person =
        auth.change_person(&within.principal, Some(within.id()), account, change.into(), edge.now()).await?;
    let second_factor = auth.has_second_factor(account).await?;
    Ok(Reply::ok(Person::new(person, second_factor)))
}

/// Removes somebody with all that is theirs, their API keys included.
#[utoipa::path(
    delete,
    path = "/v1/tenants/{tenantId}/people/{accountId}",
    tag = "people",
    params(PersonPath),
    security(("bearer" = [])),
    responses(
        (status = 200, description = "They are gone", body = Envelope<Done>),
        (status = 401, description = "`unauthorized`, `token_expired`", body = Failure),
        (status = 403, description = "`forbidden`: needs account:write, and every permission they have; `tenant_suspended`", body = Failure),
        (status = 404, description = "`not_found`", body = Failure),
        (status = 409, description = "`last_admin`", body = Failure),
    )
)]
pub(crate) async fn delete_person(
    within: InTenant<may::AccountWrite>,
    State(auth): State<Auth>,
    edge: Edge,
    Path(PersonPath { account, .. }): Path<PersonPath>,
) -> ApiResult<Done> {
    auth.delete_person(&within.principal, Some(within.id()), account, edge.now()).await?;
    Ok(Reply::ok(Done::DONE))
}

/// Signs somebody out everywhere.
#[utoipa::path(
    post,
    path = "/v1/tenants/{tenantId}/people/{accountId}/sign-out",
    tag = "people",
    params(PersonPath),
    security(("bearer" = [])),
    responses(
        (status = 200, description = "Their sessions are over", body = Envelope<Done>),
        (status = 401, description = "`unauthorized`, `token_expired`", body = Failure),
        (status = 403, description = "`forbidden`: needs account:write, and every permission they have; `tenant_suspended`", body = Failure),
        (status = 404, description = "`not_found`", body = Failure),
    )
)]
pub(crate) async fn sign_out_person(
    within: InTenant<may::AccountWrite>,
    State(auth): State<Auth>,
    edge: Edge,
    Path(PersonPath { account, .. }): Path<PersonPath>,
) -> ApiResult<Done> {
    auth.sign_out_person(&within.principal, Some(within.id()), account, edge.now()).await?;
    Ok(Reply::ok(Done::DONE))
}

/// Takes the second factor of somebody away who has lost it. They are signed out everywhere.
#[utoipa::path(
    post,
    path = "/v1/tenants/{tenantId}/people/{accountId}/reset-second-factor",
    tag = "people",
    params(PersonPath),
    security(("bearer" = [])),
    responses(
        (status = 200, description = "They have none", body = Envelope<Done>),
        (status = 401, description = "`unauthorized`, `token_expired`", body = Failure),
        (status = 403, description = "`forbidden`: needs account:write, and every permission they have; not for oneself; `tenant_suspended`", body = Failure),
        (status = 404, description = "`not_found`", body = Failure),
    )
)]
pub(crate) async fn reset_second_factor(
    within: InTenant<may::AccountWrite>,
    State(auth): State<Auth>,
    edge: Edge,
    Path(PersonPath { account, .. }): Path<PersonPath>,
) -> ApiResult<Done> {
    auth.reset_second_factor(&within.principal, Some(within.id()), account, edge.now()).await?;
    Ok(Reply::ok(Done::DONE))
}

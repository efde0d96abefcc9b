//! /v1/tenants/{tenantId}/roles

use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use vq_api::{ApiResult, Body, Edge, Envelope, Failure, InTenant, Path, Reply, may};
use vq_domain::{OwnRole, Permission, Role, RoleRef};

use super::{Done, RolePath, TenantPath};
use crate::{Auth, roles::ChangeRole};

/// A role, built in or the tenant's own.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct RoleView {
    /// What stands in lists of roles.
    #[schema(value_type = String, example = "operator")]
    id: RoleRef,
    name: String,
    built_in: bool,
    permissions: Vec<Permission>,
    /// Counts changes.
    version: u64,
}

/// The roles that people of a tenant can have.
#[derive(Serialize, ToSchema)]
pub(crate) struct RoleList {
    /// The built-in ones first.
    items: Vec<RoleView>,
}

/// A role to be.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct RoleInput {
    #[schema(min_length = 1, max_length = 100, example = "Door")]
    name: String,
    /// None that one does not have oneself.
    permissions: Vec<Permission>,
}

/// What of a role is to change; what is absent stays.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct RoleChange {
    /// Of the role that the change is made on; absent: whatever it is.
    version: Option<u64>,
    #[schema(min_length = 1, max_length = 100)]
    name: Option<String>,
    /// None that one does not have oneself.
    permissions: Option<Vec<Permission>>,
}

impl From<OwnRole> for RoleView {
    fn from(role: OwnRole) -> Self {
        Self {
            id: RoleRef::Own(role.id),
            name: role.name,
            built_in: false,
            permissions: role.permissions,
            version: role.version,
        }
    }
}

fn built_in(role: Role) -> RoleView {
    RoleView {
        id: role.into(),
        name: role.as_str().to_owned(),
        built_in: true,
        permissions: role.permissions().to_vec(),
        version: 1,
    }
}

/// The roles that the tenant's people can have.
#[utoipa::path(
    get,
    path = "/v1/tenants/{tenantId}/roles",
    tag = "people",
    params(TenantPath),
    security(("bearer" = [])),
    responses(
        (status = 200, description = "All of them", body = Envelope<RoleList>),
        (status = 401, description = "`unauthorized`, `token_expired`", body = Failure),
        (status = 403, description = "`forbidden`: needs account:read; `tenant_suspended`", body = Failure),
        (status = 404, description = "`not_found`: no such tenant, or not one's own", body = Failure),
    )
)]
pub(crate) async fn list_roles(
    within: InTenant<may::AccountRead>,
    State(auth): State<Auth>,
) -> ApiResult<RoleList> {
    let own = auth.roles(within.id()).await?;
    let built_in = Role::ALL.into_iter().filter(|role| *role != Role::PlatformAdmin).map(built_in);
    Ok(Reply::ok(RoleList { items: built_in.chain(own.into_iter().map(RoleView::from)).collect() }))
}

/// Makes a role of permissions.
#[utoipa::path(
    post,
    path = "/v1/tenants/{tenantId}/roles",
    tag = "people",
    params(TenantPath),
    request_body = RoleInput,
    security(("bearer" = [])),
    responses(
        (status = 201, description = "The new role", body = Envelope<RoleView>),
        (status = 400, description = "`invalid_json`", body = Failure),
        (status = 401, description = "`unauthorized`, `token_expired`", body = Failure),
        (status = 403, description = "`forbidden`: needs role:write, and every permission given; `tenant_suspended`", body = Failure),
        (status = 404, description = "`not_found`: no such tenant, or not one's own", body = Failure),
        (status = 409, description = "`conflict`: the name is taken; `limit_reached`", body = Failure),
        (status = 422, description = "`invalid_field`, `missing_field`, `unknown_field`", body = Failure),
    )
)]
pub(crate) async fn create_role(
    within: InTenant<may::RoleWrite>,
    State(auth): State<Auth>,
    edge: Edge,
    Body(input): Body<RoleInput>,
) -> ApiResult<RoleView> {
    let what = (input.name, input.permissions);
    let role = auth.create_role(&within.principal, within.id(), what, edge.now(), edge.ids()).await?;
    Ok(Reply::created(role.into()))
}

/// Changes a role of the tenant's own. With other permissions, its holders must sign in again.
#[utoipa::path(
    put,
    path = "/v1/tenants/{tenantId}/roles/{roleId}",
    tag = "people",
    params(RolePath),
    request_body = RoleChange,
    security(("bearer" = [])),
    responses(
        (status = 200, description = "The role as it is now", body = Envelope<RoleView>),
        (status = 400, description = "`invalid_json`", body = Failure),
        (status = 401, description = "`unauthorized`, `token_expired`", body = Failure),
        (status = 403, description = "`forbidden`: needs role:write, and every permission given or taken; `tenant_suspended`", body = Failure),
        (status = 404, description = "`not_found`", body = Failure),
        (status = 409, description = "`conflict`: the name is taken; `version_conflict`", body = Failure),
        (status = 422, description = "`invalid_field`, `unknown_field`", body = Failure),
    )
)]
pub(crate) async fn change_role(
    within: InTenant<may::RoleWrite>,
    State(auth): State<Auth>,
    edge: Edge,
    Path(RolePath { role, .. }): Path<RolePath>,
    Body(change): Body<RoleChange>,
) -> ApiResult<RoleView> {
    let wanted = ChangeRole { version: change.version, name: change.name, permissions: change.permissions };
    let role = auth.change_role(&within.principal, within.id(), role, wanted, edge.now()).await?;
    Ok(Reply::ok(role.into()))
}

/// Removes a role of the tenant's own. Its holders lose it and must sign in again.
#[utoipa::path(
    delete,
    path = "/v1/tenants/{tenantId}/roles/{roleId}",
    tag = "people",
    params(RolePath),
    security(("bearer" = [])),
    responses(
        (status = 200, description = "It is gone", body = Envelope<Done>),
        (status = 401, description = "`unauthorized`, `token_expired`", body = Failure),
        (status = 403, description = "`forbidden`: needs role:write, and every permission taken; `tenant_suspended`", body = Failure),
        (status = 404, description = "`not_found`", body = Failure),
    )
)]
pub(crate) async fn delete_role(
    within: InTenant<may::RoleWrite>,
    State(auth): State<Auth>,
    edge: Edge,
    Path(RolePath { role, .. }): Path<RolePath>,
) -> ApiResult<Done> {
    auth.delete_role(&within.principal, within.id(), role, edge.now()).await?;
    Ok(Reply::ok(Done::DONE))
}

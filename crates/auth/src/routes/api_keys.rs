//! /v1/tenants/{tenantId}/api-keys

use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use vq_api::{
    ApiResult, Body, Edge, Envelope, Failure, InTenant, List, Path, Reply, may,
    paging::{Paging, Query},
};
use vq_domain::{AccountId, ApiKey, ApiKeyId, Error, Millis, Permission};

use super::{Done, KeyPath, TenantPath};
use crate::{Auth, api_keys::NewKey};

/// A program's key.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct KeyView {
    /// Which.
    id: ApiKeyId,
    name: String,
    /// How it begins.
    #[schema(example = "vqk_4fzN2x")]
    prefix: String,
    /// What it may do at most.
    permissions: Vec<Permission>,
    /// By whom.
    created_by: AccountId,
    /// RFC 3339, UTC.
    created_at: String,
    /// RFC 3339, UTC; `null`: it does not expire.
    expires_at: Option<String>,
    /// To some minutes. RFC 3339, UTC; `null`: never.
    last_used_at: Option<String>,
}

/// A key that was just made.
#[derive(Serialize, ToSchema)]
pub(crate) struct NewKeyView {
    #[serde(flatten)]
    key: KeyView,
    /// The key itself, to be sent as `Authorization: Bearer …`. Shown once.
    #[schema(example = "vqk_…")]
    secret: String,
}

/// A key to be.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct KeyInput {
    /// What it is for.
    #[schema(min_length = 1, max_length = 100, example = "Till 3")]
    name: String,
    /// None that one does not have oneself.
    permissions: Vec<Permission>,
    /// RFC 3339; absent: it does not expire.
    expires_at: Option<String>,
}

impl From<ApiKey> for KeyView {
    fn from(key: ApiKey) -> Self {
        Self {
            id: key.id,
            name: key.name,
            prefix: key.prefix,
            permissions: key.permissions,
            created_by: key.account_id,
            created_at: key.created_at.to_rfc3339(),
            expires_at: key.expires_at.map(Millis::to_rfc3339),
            last_used_at: key.last_used_at.map(Millis::to_rfc3339),
        }
    }
}

/// The tenant's keys in the order of their creation.
#[utoipa::path(
    get,
    path = "/v1/tenants/{tenantId}/api-keys",
    tag = "people",
    params(TenantPath, Paging),
    security(("bearer" = [])),
    responses(
        (status = 200, description = "One page", body = Envelope<List<KeyView>>),
        (status = 400, description = "`invalid_parameter`", body = Failure),
        (status = 401, description = "`unauthorized`, `token_expired`", body = Failure),
        (status = 403, description = "`forbidden`: needs key:write; `tenant_suspended`", body = Failure),
        (status = 404, description = "`not_found`: no such tenant, or not one's own; no such cursor", body = Failure),
    )
)]
pub(crate) async fn list_keys(
    within: InTenant<may::KeyWrite>,
    State(auth): State<Auth>,
    Query(paging): Query<Paging>,
) -> ApiResult<List<KeyView>> {
    let page = auth.keys(within.id(), paging.request()?).await?;
    Ok(Reply::ok(List::new(page, KeyView::from)))
}

/// Makes a key.
#[utoipa::path(
    post,
    path = "/v1/tenants/{tenantId}/api-keys",
    tag = "people",
    params(TenantPath),
    request_body = KeyInput,
    security(("bearer" = [])),
    responses(
        (status = 201, description = "The key, shown once", body = Envelope<NewKeyView>),
        (status = 400, description = "`invalid_json`", body = Failure),
        (status = 401, description = "`unauthorized`, `token_expired`", body = Failure),
        (status = 403, description = "`forbidden`: needs key:write, and every permission given; keys make no keys; `tenant_suspended`", body = Failure),
        (status = 404, description = "`not_found`: no such tenant, or not one's own", body = Failure),
        (status = 409, description = "`limit_reached`", body = Failure),
        (status = 422, description = "`invalid_field`, `missing_field`, `unknown_field`", body = Failure),
    )
)]
pub(crate) async fn create_key(
    within: InTenant<may::KeyWrite>,
    State(auth): State<Auth>,
    edge: Edge,
    Body(input): Body<KeyInput>,
) -> ApiResult<NewKeyView> {
    let expires_at = match input.expires_at.as_deref().map(Millis::from_rfc3339) {
        None => None,
        Some(Some(at)) => Some(at),
        Some(None) => {
            return Err(Error::invalid("expiresAt", "A time looks like 2030-01-15T10:30:00Z.").into());
        }
    };
    let wanted = NewKey { name: input.name, permissions: input.permissions, expires_at };
    let made = auth.create_key(&within.principal, within.id(), wanted, edge.now(), edge.ids()).await?;
    let (key, secret) = made;
    Ok(Reply::created(NewKeyView { key: key.into(), secret }))
}

/// Revokes a key: it is refused on every node within seconds.
#[utoipa::path(
    delete,
    path = "/v1/tenants/{tenantId}/api-keys/{keyId}",
    tag = "people",
    params(KeyPath),
    security(("bearer" = [])),
    responses(
        (status = 200, description = "It is gone", body = Envelope<Done>),
        (status = 401, description = "`unauthorized`, `token_expired`", body = Failure),
        (status = 403, description = "`forbidden`: needs key:write, and every permission of a key of others; `tenant_suspended`", body = Failure),
        (status = 404, description = "`not_found`", body = Failure),
    )
)]
pub(crate) async fn revoke_key(
    within: InTenant<may::KeyWrite>,
    State(auth): State<Auth>,
    Path(KeyPath { key, .. }): Path<KeyPath>,
) -> ApiResult<Done> {
    auth.revoke_key(&within.principal, within.id(), key).await?;
    Ok(Reply::ok(Done::DONE))
}

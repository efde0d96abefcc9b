//! /v1/tenants/{tenantId}/identity-providers

use std::collections::BTreeMap;

use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use vq_api::{Administers, ApiResult, Body, Edge, Envelope, Failure, InTenant, Path, Reply, may};
use vq_domain::{IdentityProvider, ProviderId, ProviderSettings, RoleRef};

use super::{Done, ProviderPath, TenantPath};
use crate::{Auth, providers::WantedProvider};

/// A provider of identities, without its secret.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ProviderView {
    /// Which.
    id: ProviderId,
    #[schema(example = "Staff")]
    name: String,
    #[schema(example = "https://id.shop.example")]
    issuer: String,
    client_id: String,
    scopes: Vec<String>,
    groups_claim: Option<String>,
    /// Names of built-in roles, ids of the tenant's own, by group.
    #[schema(value_type = BTreeMap<String, Vec<String>>)]
    group_roles: BTreeMap<String, Vec<RoleRef>>,
    #[schema(value_type = Vec<String>)]
    default_roles: Vec<RoleRef>,
    create_accounts: bool,
    enabled: bool,
    /// To be allowed at the provider.
    redirect_uri: String,
    /// Counts changes.
    version: u64,
}

impl ProviderView {
    fn new(provider: IdentityProvider, auth: &Auth) -> Self {
        let settings = provider.settings;
        Self {
            id: provider.id,
            name: settings.name,
            issuer: settings.issuer,
            client_id: settings.client_id,
            scopes: settings.scopes,
            groups_claim: settings.groups_claim,
            group_roles: settings.group_roles,
            default_roles: settings.default_roles,
            create_accounts: settings.create_accounts,
            enabled: settings.enabled,
            redirect_uri: auth.redirect_uri(),
            version: provider.version,
        }
    }
}

/// The tenant's providers of identities.
#[derive(Serialize, ToSchema)]
pub(crate) struct ProviderList {
    /// In the order of their creation.
    items: Vec<ProviderView>,
}

/// A provider of identities as it shall be.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct ProviderInput {
    /// Of the provider that a change is made on; absent: whatever it is.
    version: Option<u64>,
    /// On the button.
    #[schema(min_length = 1, max_length = 100, example = "Staff")]
    name: String,
    /// As the provider calls itself, to the letter.
    #[schema(example = "https://id.shop.example")]
    issuer: String,
    client_id: String,
    /// Absent in a change: as it is, unless issuer or client change.
    #[schema(format = Password)]
    client_secret: Option<String>,
    /// Besides `openid`; `profile` and `email` if absent.
    scopes: Option<Vec<String>>,
    /// The claim that lists somebody's groups; absent: roles are not the provider's business.
    groups_claim: Option<String>,
    /// Names of built-in roles, ids of the tenant's own, by group.
    #[serde(default)]
    #[schema(value_type = BTreeMap<String, Vec<String>>)]
    group_roles: BTreeMap<String, Vec<RoleRef>>,
    /// Of those in none of these groups.
    #[serde(default)]
    #[schema(value_type = Vec<String>)]
    default_roles: Vec<RoleRef>,
    /// Whether somebody who comes for the first time gets an account.
    #[serde(default)]
    create_accounts: bool,
    /// Whether it is offered; `true` if absent.
    enabled: Option<bool>,
}

impl From<ProviderInput> for WantedProvider {
    fn from(input: ProviderInput) -> Self {
        let usual = || ["profile", "email"].map(ToOwned::to_owned).to_vec();
        Self {
            settings: ProviderSettings {
                name: input.name,
                issuer: input.issuer,
                client_id: input.client_id,
                scopes: input.scopes.unwrap_or_else(usual),
                groups_claim: input.groups_claim,
                group_roles: input.group_roles,
                default_roles: input.default_roles,
                create_accounts: input.create_accounts,
                enabled: input.enabled.unwrap_or(true),
            },
            secret: input.client_secret,
            version: input.version,
        }
    }
}

/// The tenant's providers of identities.
#[utoipa::path(
    get,
    path = "/v1/tenants/{tenantId}/identity-providers",
    tag = "people",
    params(TenantPath),
    security(("bearer" = [])),
    responses(
        (status = 200, description = "All of them", body = Envelope<ProviderList>),
        (status = 401, description = "`unauthorized`, `token_expired`", body = Failure),
        (status = 403, description = "`forbidden`: needs identity:write; `tenant_suspended`", body = Failure),
        (status = 404, description = "`not_found`", body = Failure),
    )
)]
pub(crate) async fn list_providers(
    within: InTenant<may::IdentityWrite>,
    State(auth): State<Auth>,
) -> ApiResult<ProviderList> {
    let all = auth.providers(within.id()).await?;
    let items = all.into_iter().map(|provider| ProviderView::new(provider, &auth)).collect();
    Ok(Reply::ok(ProviderList { items }))
}

/// Sets up a provider of identities.
#[utoipa::path(
    post,
    path = "/v1/tenants/{tenantId}/identity-providers",
    tag = "people",
    params(TenantPath),
    request_body = ProviderInput,
    security(("bearer" = [])),
    responses(
        (status = 201, description = "The provider", body = Envelope<ProviderView>),
        (status = 400, description = "`invalid_json`", body = Failure),
        (status = 401, description = "`unauthorized`, `token_expired`", body = Failure),
        (status = 403, description = "`forbidden`: needs identity:write and all that an admin has; keys set up none; `tenant_suspended`", body = Failure),
        (status = 404, description = "`not_found`", body = Failure),
        (status = 409, description = "`limit_reached`", body = Failure),
        (status = 422, description = "`invalid_field`, `missing_field`, `unknown_field`", body = Failure),
    )
)]
pub(crate) async fn create_provider(
    within: Administers,
    State(auth): State<Auth>,
    edge: Edge,
    Body(input): Body<ProviderInput>,
) -> ApiResult<ProviderView> {
    let wanted = input.into();
    let made = auth.create_provider(&within.principal, within.id(), wanted, edge.now(), edge.ids()).await?;
    Ok(Reply::created(ProviderView::new(made, &auth)))
}

/// One provider of identities.
#[utoipa::path(
    get,
    path = "/v1/tenants/{tenantId}/identity-providers/{providerId}",
    tag = "people",
    params(ProviderPath),
    security(("bearer" = [])),
    responses(
        (status = 200, description = "The provider", body = Envelope<ProviderView>),
        (status = 401, description = "`unauthorized`, `token_expired`", body = Failure),
        (status = 403, description = "`forbidden`: needs identity:write; `tenant_suspended`", body = Failure),
        (status = 404, description = "`not_found`", body = Failure),
    )
)]
pub(crate) async fn read_provider(
    within: InTenant<may::IdentityWrite>,
    State(auth): State<Auth>,
    Path(ProviderPath { provider, .. }): Path<ProviderPath>,
) -> ApiResult<ProviderView> {
    let found = auth.provider(within.id(), provider).await?;
    Ok(Reply::ok(ProviderView::new(found, &auth)))
}

/// Sets up a provider of identities anew.
#[utoipa::path(
    put,
    path = "/v1/tenants/{tenantId}/identity-providers/{providerId}",
    tag = "people",
    params(ProviderPath),
    request_body = ProviderInput,
    security(("bearer" = [])),
    responses(
        (status = 200, description = "The provider as it is now", body = Envelope<ProviderView>),
        (status = 400, description = "`invalid_json`", body = Failure),
        (status = 401, description = "`unauthorized`, `token_expired`", body = Failure),
        (status = 403, description = "`forbidden`: needs identity:write and all that an admin has; keys set up none; `tenant_suspended`", body = Failure),
        (status = 404, description = "`not_found`", body = Failure),
        (status = 409, description = "`version_conflict`", body = Failure),
        (status = 422, description = "`invalid_field`, `missing_field`, `unknown_field`", body = Failure),
    )
)]
pub(crate) async fn change_provider(
    within: Administers,
    State(auth): State<Auth>,
    edge: Edge,
    Path(ProviderPath { provider, .. }): Path<ProviderPath>,
    Body(input): Body<ProviderInput>,
) -> ApiResult<ProviderView> {
    let wanted = input.into();
    let changed = auth.change_provider(&within.principal, within.id(), provider, wanted, edge.ids()).await?;
    Ok(Reply::ok(ProviderView::new(changed, &auth)))
}

/// Removes a provider of identities. The accounts of those who came with it stay.
#[utoipa::path(
    delete,
    path = "/v1/tenants/{tenantId}/identity-providers/{providerId}",
    tag = "people",
    params(ProviderPath),
    security(("bearer" = [])),
    responses(
        (status = 200, description = "It is gone", body = Envelope<Done>),
        (status = 401, description = "`unauthorized`, `token_expired`", body = Failure),
        (status = 403, description = "`forbidden`: needs identity:write and all that an admin has; keys remove none; `tenant_suspended`", body = Failure),
        (status = 404, description = "`not_found`", body = Failure),
    )
)]
pub(crate) async fn delete_provider(
    within: Administers,
    State(auth): State<Auth>,
    Path(ProviderPath { provider, .. }): Path<ProviderPath>,
) -> ApiResult<Done> {
    auth.delete_provider(within.id(), provider).await?;
    Ok(Reply::ok(Done::DONE))
}

//! /v1/tenants/{tenantId}/invitations, and what those who were invited do

use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use vq_api::{
    ApiResult, Body, Edge, Envelope, Failure, InTenant, List, Listed, Path, Reply, may,
    paging::{Paging, Query},
};
use vq_domain::{AccountId, Action, RoleRef};

use super::{
    Done, InvitationPath, TenantPath,
    recovery::TokenInput,
    view::{InvitationInput, InvitationView},
};
use crate::{Auth, invitations::Acceptance};

/// What somebody who was invited is told.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Invited {
    #[schema(example = "ann@shop.example")]
    email: String,
    /// Into what.
    tenant_name: String,
    /// Names of built-in roles, ids of the tenant's own.
    #[schema(value_type = Vec<String>)]
    roles: Vec<RoleRef>,
    /// RFC 3339, UTC.
    expires_at: String,
}

/// What somebody who was invited says about themselves.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct AcceptanceInput {
    /// Of the link in the mail.
    token: String,
    /// What they are called; may be empty.
    #[schema(max_length = 100)]
    name: String,
    /// 10 to 200 characters.
    #[schema(format = Password, min_length = 10, max_length = 200)]
    password: String,
    /// Of mails to them; absent: that of the invitation.
    language: Option<String>,
}

/// The account that was made.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Accepted {
    /// Sign in with it.
    account_id: AccountId,
}

/// What an invitation is for, by the token of the mail.
#[utoipa::path(
    post,
    path = "/v1/auth/invitations/look-up",
    tag = "auth",
    request_body = TokenInput,
    responses(
        (status = 200, description = "The invitation", body = Envelope<Invited>),
        (status = 400, description = "`invalid_json`", body = Failure),
        (status = 403, description = "`forbidden`: whoever invited cannot do so any more", body = Failure),
        (status = 410, description = "`token_spent`", body = Failure),
        (status = 422, description = "`invalid_field`, `missing_field`, `unknown_field`", body = Failure),
    )
)]
pub(crate) async fn look_up(
    State(auth): State<Auth>,
    edge: Edge,
    Body(body): Body<TokenInput>,
) -> ApiResult<Invited> {
    let (invitation, tenant_name) = auth.invitation(&body.token, edge.now()).await?;
    Ok(Reply::ok(Invited {
        email: invitation.email,
        tenant_name,
        roles: invitation.roles,
        expires_at: invitation.expires_at.to_rfc3339(),
    }))
}

/// Accepts an invitation: makes the account.
#[utoipa::path(
    post,
    path = "/v1/auth/invitations/accept",
    tag = "auth",
    request_body = AcceptanceInput,
    responses(
        (status = 201, description = "There is an account now; sign in", body = Envelope<Accepted>),
        (status = 400, description = "`invalid_json`", body = Failure),
        (status = 403, description = "`tenant_suspended`; `forbidden`: whoever invited cannot do so any more", body = Failure),
        (status = 409, description = "`conflict`: there is an account of this address meanwhile", body = Failure),
        (status = 410, description = "`token_spent`", body = Failure),
        (status = 422, description = "`invalid_field`, `missing_field`, `unknown_field`", body = Failure),
        (status = 503, description = "`unavailable`: too many sign in at once; see `Retry-After`", body = Failure),
    )
)]
pub(crate) async fn accept(
    State(auth): State<Auth>,
    edge: Edge,
    Body(body): Body<AcceptanceInput>,
) -> ApiResult<Accepted> {
    let answer = Acceptance { name: body.name, password: body.password, language: body.language };
    let account_id = auth.accept(&body.token, answer, edge.now(), edge.ids()).await?;
    Ok(Reply::created(Accepted { account_id }))
}

/// Invitations to the tenant, in the order of their creation.
#[utoipa::path(
    get,
    path = "/v1/tenants/{tenantId}/invitations",
    tag = "people",
    params(TenantPath, Paging),
    security(("bearer" = [])),
    responses(
        (status = 200, description = "One page", body = Envelope<List<InvitationView>>),
        (status = 400, description = "`invalid_parameter`", body = Failure),
        (status = 401, description = "`unauthorized`, `token_expired`", body = Failure),
        (status = 403, description = "`forbidden`: needs account:read; `tenant_suspended`", body = Failure),
        (status = 404, description = "`not_found`: no such tenant, or not one's own; no such cursor", body = Failure),
    )
)]
pub(crate) async fn list_invitations(
    within: InTenant<may::AccountRead>,
    State(auth): State<Auth>,
    Query(paging): Query<Paging>,
) -> ApiResult<List<InvitationView>> {
    let page = auth.invitations(Some(within.id()), paging.request()?).await?;
    let listed = Listed::new(Action::LookInvitations).page(paging);
    Ok(Reply::ok(within.noted(listed, List::new(page, InvitationView::from)).await?))
}

/// Invites somebody by mail, in place of an invitation they may have.
#[utoipa::path(
    post,
    path = "/v1/tenants/{tenantId}/invitations",
    tag = "people",
    params(TenantPath),
    request_body = InvitationInput,
    security(("bearer" = [])),
    responses(
        (status = 201, description = "The invitation; its mail is on its way", body = Envelope<InvitationView>),
        (status = 400, description = "`invalid_json`", body = Failure),
        (status = 401, description = "`unauthorized`, `token_expired`", body = Failure),
        (status = 403, description = "`forbidden`: needs account:write, and every permission given; `tenant_suspended`", body = Failure),
        (status = 404, description = "`not_found`: no such tenant, or not one's own", body = Failure),
        (status = 409, description = "`conflict`: there is an account of this address", body = Failure),
        (status = 422, description = "`invalid_field`, `missing_field`, `unknown_field`", body = Failure),
        (status = 429, description = "`rate_limited`: several invitations of this address within the hour", body = Failure),
        (status = 503, description = "`unavailable`: too many mails wait; see `Retry-After`", body = Failure),
    )
)]
pub(crate) async fn invite(
    within: InTenant<may::AccountWrite>,
    State(auth): State<Auth>,
    edge: Edge,
    Body(input): Body<InvitationInput>,
) -> ApiResult<InvitationView> {
    let wanted = input.into();
    let made = auth.invite(&within.principal, Some(within.id()), wanted, edge.now(), edge.ids()).await?;
    Ok(Reply::created(made.into()))
}

/// Takes an invitation back.
#[utoipa::path(
    delete,
    path = "/v1/tenants/{tenantId}/invitations/{invitationId}",
    tag = "people",
    params(InvitationPath),
    security(("bearer" = [])),
    responses(
        (status = 200, description = "It is gone", body = Envelope<Done>),
        (status = 401, description = "`unauthorized`, `token_expired`", body = Failure),
        (status = 403, description = "`forbidden`: needs account:write, and every permission that it gives; `tenant_suspended`", body = Failure),
        (status = 404, description = "`not_found`", body = Failure),
    )
)]
pub(crate) async fn revoke_invitation(
    within: InTenant<may::AccountWrite>,
    State(auth): State<Auth>,
    Path(InvitationPath { invitation, .. }): Path<InvitationPath>,
) -> ApiResult<Done> {
    auth.revoke_invitation(&within.principal, Some(within.id()), invitation).await?;
    Ok(Reply::ok(Done::DONE))
}

//! /v1/platform: the platform's own people, as `people.rs`, `invitations.rs` and `policy.rs` for a tenant's

use axum::extract::State;
use vq_api::{
    ApiResult, Body, Edge, Envelope, Failure, List, Listed, OnPlatform, Path, Reply, may,
    paging::{Paging, Query},
};
use vq_domain::Action;

use super::{
    Done, PlatformInvitationPath, PlatformPersonPath,
    view::{InvitationInput, InvitationView, Person, PersonChange, Policy},
};
use crate::Auth;

/// The people of the platform, in the order of their creation.
#[utoipa::path(
    get,
    path = "/v1/platform/people",
    operation_id = "list_platform_people",
    tag = "people",
    params(Paging),
    security(("bearer" = [])),
    responses(
        (status = 200, description = "One page", body = Envelope<List<Person>>),
        (status = 400, description = "`invalid_parameter`", body = Failure),
        (status = 401, description = "`unauthorized`, `token_expired`", body = Failure),
        (status = 403, description = "`forbidden`: needs account:read on the platform", body = Failure),
        (status = 404, description = "`not_found`: no such cursor", body = Failure),
    )
)]
pub(crate) async fn list_people(
    caller: OnPlatform<may::AccountRead>,
    State(auth): State<Auth>,
    Query(paging): Query<Paging>,
) -> ApiResult<List<Person>> {
    let people = super::people::page_of(&auth, None, &paging).await?;
    Ok(Reply::ok(caller.noted(Listed::new(Action::LookPeople).page(paging), people).await?))
}

/// Somebody of the platform.
#[utoipa::path(
    get,
    path = "/v1/platform/people/{accountId}",
    operation_id = "read_platform_person",
    tag = "people",
    params(PlatformPersonPath),
    security(("bearer" = [])),
    responses(
        (status = 200, description = "The person", body = Envelope<Person>),
        (status = 401, description = "`unauthorized`, `token_expired`", body = Failure),
        (status = 403, description = "`forbidden`: needs account:read on the platform", body = Failure),
        (status = 404, description = "`not_found`", body = Failure),
    )
)]
pub(crate) async fn read_person(
    _: OnPlatform<may::AccountRead>,
    State(auth): State<Auth>,
    Path(PlatformPersonPath { account }): Path<PlatformPersonPath>,
) -> ApiResult<Person> {
    let person = auth.person(None, account).await?;
    let second_factor = auth.has_second_factor(account).await?;
    Ok(Reply::ok(Person::new(person, second_factor)))
}

/// Changes somebody. With other roles, or disabled, they are signed out everywhere within seconds.
#[utoipa::path(
    put,
    path = "/v1/platform/people/{accountId}",
    operation_id = "change_platform_person",
    tag = "people",
    params(PlatformPersonPath),
    request_body = PersonChange,
    security(("bearer" = [])),
    responses(
        (status = 200, description = "The person as they are now", body = Envelope<Person>),
        (status = 400, description = "`invalid_json`", body = Failure),
        (status = 401, description = "`unauthorized`, `token_expired`", body = Failure),
        (status = 403, description = "`forbidden`: needs account:write, and every permission given or taken on the platform", body = Failure),
        (status = 404, description = "`not_found`", body = Failure),
        (status = 409, description = "`last_admin`; `version_conflict`", body = Failure),
        (status = 422, description = "`invalid_field`, `unknown_field`", body = Failure),
    )
)]
pub(crate) async fn change_person(
    on: OnPlatform<may::AccountWrite>,
    State(auth): State<Auth>,
    edge: Edge,
    Path(PlatformPersonPath { account }): Path<PlatformPersonPath>,
    Body(change): Body<PersonChange>,
) -> ApiResult<Person> {
    let person = auth.change_person(&on.principal, None, account, change.into(), edge.now()).await?;
    let second_factor = auth.has_second_factor(account).await?;
    Ok(Reply::ok(Person::new(person, second_factor)))
}

/// Removes somebody with all that is theirs, their API keys included.
#[utoipa::path(
    delete,
    path = "/v1/platform/people/{accountId}",
    operation_id = "delete_platform_person",
    tag = "people",
    params(PlatformPersonPath),
    security(("bearer" = [])),
    responses(
        (status = 200, description = "They are gone", body = Envelope<Done>),
        (status = 401, description = "`unauthorized`, `token_expired`", body = Failure),
        (status = 403, description = "`forbidden`: needs account:write, and every permission they have on the platform", body = Failure),
        (status = 404, description = "`not_found`", body = Failure),
        (status = 409, description = "`last_admin`", body = Failure),
    )
)]
pub(crate) async fn delete_person(
    on: OnPlatform<may::AccountWrite>,
    State(auth): State<Auth>,
    edge: Edge,
    Path(PlatformPersonPath { account }): Path<PlatformPersonPath>,
) -> ApiResult<Done> {
    auth.delete_person(&on.principal, None, account, edge.now()).await?;
    Ok(Reply::ok(Done::DONE))
}

/// Signs somebody out everywhere.
#[utoipa::path(
    post,
    path = "/v1/platform/people/{accountId}/sign-out",
    operation_id = "sign_out_platform_person",
    tag = "people",
    params(PlatformPersonPath),
    security(("bearer" = [])),
    responses(
        (status = 200, description = "Their sessions are over", body = Envelope<Done>),
        (status = 401, description = "`unauthorized`, `token_expired`", body = Failure),
        (status = 403, description = "`forbidden`: needs account:write, and every permission they have on the platform", body = Failure),
        (status = 404, description = "`not_found`", body = Failure),
    )
)]
pub(crate) async fn sign_out_person(
    on: OnPlatform<may::AccountWrite>,
    State(auth): State<Auth>,
    edge: Edge,
    Path(PlatformPersonPath { account }): Path<PlatformPersonPath>,
) -> ApiResult<Done> {
    auth.sign_out_person(&on.principal, None, account, edge.now()).await?;
    Ok(Reply::ok(Done::DONE))
}

/// Takes the second factor of somebody away who has lost it. They are signed out everywhere.
#[utoipa::path(
    post,
    path = "/v1/platform/people/{accountId}/reset-second-factor",
    operation_id = "reset_second_factor_of_platform_person",
    tag = "people",
    params(PlatformPersonPath),
    security(("bearer" = [])),
    responses(
        (status = 200, description = "They have none", body = Envelope<Done>),
        (status = 401, description = "`unauthorized`, `token_expired`", body = Failure),
        (status = 403, description = "`forbidden`: needs account:write, and every permission they have; not for oneself on the platform", body = Failure),
        (status = 404, description = "`not_found`", body = Failure),
    )
)]
pub(crate) async fn reset_second_factor(
    on: OnPlatform<may::AccountWrite>,
    State(auth): State<Auth>,
    edge: Edge,
    Path(PlatformPersonPath { account }): Path<PlatformPersonPath>,
) -> ApiResult<Done> {
    auth.reset_second_factor(&on.principal, None, account, edge.now()).await?;
    Ok(Reply::ok(Done::DONE))
}

/// Invitations to the platform, in the order of their creation.
#[utoipa::path(
    get,
    path = "/v1/platform/invitations",
    operation_id = "list_platform_invitations",
    tag = "people",
    params(Paging),
    security(("bearer" = [])),
    responses(
        (status = 200, description = "One page", body = Envelope<List<InvitationView>>),
        (status = 400, description = "`invalid_parameter`", body = Failure),
        (status = 401, description = "`unauthorized`, `token_expired`", body = Failure),
        (status = 403, description = "`forbidden`: needs account:read on the platform", body = Failure),
        (status = 404, description = "`not_found`: no such cursor", body = Failure),
    )
)]
pub(crate) async fn list_invitations(
    caller: OnPlatform<may::AccountRead>,
    State(auth): State<Auth>,
    Query(paging): Query<Paging>,
) -> ApiResult<List<InvitationView>> {
    let page = auth.invitations(None, paging.request()?).await?;
    let listed = Listed::new(Action::LookInvitations).page(paging);
    Ok(Reply::ok(caller.noted(listed, List::new(page, InvitationView::from)).await?))
}

/// Invites somebody by mail, in place of an invitation they may have.
#[utoipa::path(
    post,
    path = "/v1/platform/invitations",
    operation_id = "invite_to_platform",
    tag = "people",
    request_body = InvitationInput,
    security(("bearer" = [])),
    responses(
        (status = 201, description = "The invitation; its mail is on its way", body = Envelope<InvitationView>),
        (status = 400, description = "`invalid_json`", body = Failure),
        (status = 401, description = "`unauthorized`, `token_expired`", body = Failure),
        (status = 403, description = "`forbidden`: needs account:write, and every permission given on the platform", body = Failure),
        (status = 409, description = "`conflict`: there is an account of this address", body = Failure),
        (status = 422, description = "`invalid_field`, `missing_field`, `unknown_field`", body = Failure),
        (status = 503, description = "`unavailable`: too many mails wait; see `Retry-After`", body = Failure),
    )
)]
pub(crate) async fn invite(
    on: OnPlatform<may::AccountWrite>,
    State(auth): State<Auth>,
    edge: Edge,
    Body(input): Body<InvitationInput>,
) -> ApiResult<InvitationView> {
    let wanted = input.into();
    let made = auth.invite(&on.principal, None, wanted, edge.now(), edge.ids()).await?;
    Ok(Reply::created(made.into()))
}

/// Takes an invitation back.
#[utoipa::path(
    delete,
    path = "/v1/platform/invitations/{invitationId}",
    operation_id = "revoke_platform_invitation",
    tag = "people",
    params(PlatformInvitationPath),
    security(("bearer" = [])),
    responses(
        (status = 200, description = "It is gone", body = Envelope<Done>),
        (status = 401, description = "`unauthorized`, `token_expired`", body = Failure),
        (status = 403, description = "`forbidden`: needs account:write on the platform", body = Failure),
        (status = 404, description = "`not_found`", body = Failure),
    )
)]
pub(crate) async fn revoke_invitation(
    on: OnPlatform<may::AccountWrite>,
    State(auth): State<Auth>,
    Path(PlatformInvitationPath { invitation }): Path<PlatformInvitationPath>,
) -> ApiResult<Done> {
    auth.revoke_invitation(&on.principal, None, invitation).await?;
    Ok(Reply::ok(Done::DONE))
}

/// What is demanded of the platform's people when they sign in.
#[utoipa::path(
    get,
    path = "/v1/platform/sign-in-policy",
    operation_id = "read_platform_policy",
    tag = "people",
    security(("bearer" = [])),
    responses(
        (status = 200, description = "The policy", body = Envelope<Policy>),
        (status = 401, description = "`unauthorized`, `token_expired`", body = Failure),
        (status = 403, description = "`forbidden`: needs account:read on the platform", body = Failure),
    )
)]
pub(crate) async fn read_policy(
    _: OnPlatform<may::AccountRead>,
    State(auth): State<Auth>,
) -> ApiResult<Policy> {
    Ok(Reply::ok(auth.policy(None).await?.into()))
}

/// Demands something else of the platform's people.
#[utoipa::path(
    put,
    path = "/v1/platform/sign-in-policy",
    operation_id = "change_platform_policy",
    tag = "people",
    request_body = Policy,
    security(("bearer" = [])),
    responses(
        (status = 200, description = "The policy as it is now", body = Envelope<Policy>),
        (status = 400, description = "`invalid_json`", body = Failure),
        (status = 401, description = "`unauthorized`, `token_expired`", body = Failure),
        (status = 403, description = "`forbidden`: needs identity:write on the platform", body = Failure),
        (status = 422, description = "`invalid_field`: no such role; `missing_field`, `unknown_field`", body = Failure),
    )
)]
pub(crate) async fn change_policy(
    _: OnPlatform<may::IdentityWrite>,
    State(auth): State<Auth>,
    Body(policy): Body<Policy>,
) -> ApiResult<Policy> {
    Ok(Reply::ok(auth.set_policy(None, policy.into()).await?.into()))
}

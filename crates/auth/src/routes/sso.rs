//! Single sign-on: the buttons, the redirects, and the end of it

use axum::{
    extract::State,
    response::{AppendHeaders, IntoResponse, Response},
};
use http::{HeaderMap, HeaderValue, StatusCode, header};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use vq_api::{
    ApiError, ApiResult, Body, Edge, Envelope, Failure, Path, Reply, auth::PublicTenant, cookie,
    paging::Query,
};
use vq_domain::{Error, ProviderId};

use super::{
    SsoPath, TenantPath,
    login::{SignIn, answer},
};
use crate::{
    Auth,
    sso::{Callback, handover_cookie, link_cookie, set_cookie},
    visit::Visit,
};

/// A button of a sign-in page.
#[derive(Serialize, ToSchema)]
pub(crate) struct Offer {
    /// Go to `/v1/auth/sso/{id}`.
    id: ProviderId,
    name: String,
}

/// The buttons of a sign-in page.
#[derive(Serialize, ToSchema)]
pub(crate) struct Offers {
    items: Vec<Offer>,
}

/// Where to go afterwards.
#[derive(Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub(crate) struct ReturnTo {
    /// A path of this site; `/` if absent.
    return_to: Option<String>,
}

/// What the last redirect brought in its fragment.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Handover {
    pub(super) code: String,
}

/// The providers of identities that a tenant's people can sign in with.
#[utoipa::path(
    get,
    path = "/v1/tenants/{tenantId}/sso",
    tag = "auth",
    params(TenantPath),
    responses(
        (status = 200, description = "The buttons of a sign-in page", body = Envelope<Offers>),
        (status = 401, description = "`unauthorized`, `token_expired`: a token was sent that is not good", body = Failure),
        (status = 403, description = "`tenant_suspended`", body = Failure),
        (status = 404, description = "`not_found`", body = Failure),
    )
)]
pub(crate) async fn offers(within: PublicTenant, State(auth): State<Auth>) -> ApiResult<Offers> {
    let all = auth.offers(within.tenant.id).await?;
    let items = all.into_iter().map(|provider| Offer { id: provider.id, name: provider.settings.name });
    Ok(Reply::ok(Offers { items: items.collect() }))
}

/// Sends a browser to a provider of identities.
#[utoipa::path(
    get,
    path = "/v1/auth/sso/{providerId}",
    tag = "auth",
    params(SsoPath, ReturnTo),
    responses(
        (status = 303, description = "To the provider"),
        (status = 400, description = "`invalid_parameter`: `returnTo` is no path of this site", body = Failure),
        (status = 404, description = "`not_found`", body = Failure),
        (status = 503, description = "`unavailable`: the provider does not answer; see `Retry-After`", body = Failure),
    )
)]
pub(crate) async fn begin(
    State(auth): State<Auth>,
    edge: Edge,
    Path(SsoPath { provider }): Path<SsoPath>,
    Query(ReturnTo { return_to }): Query<ReturnTo>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let return_to = return_to.as_deref().unwrap_or("/");
    let secure = cookie::is_secure(&headers);
    let (location, cookie) = auth.begin_sso(provider, return_to, secure, edge.now(), edge.ids()).await?;
    redirect(&location, [cookie, None, None])
}

/// Where a provider sends a browser back to. Goes on to `returnTo#sso=<code>`, or to `returnTo#sso_error=<error code>`;
/// `confirmation_required` if there is an account with a password of that address: whoever signs in with it in this browser within
/// ten minutes is known by the provider from then on.
#[utoipa::path(
    get,
    path = "/v1/auth/sso/callback",
    tag = "auth",
    params(
        ("code" = Option<String>, Query, description = "Of the provider"),
        ("state" = Option<String>, Query, description = "As it was sent to the provider"),
    ),
    responses(
        (status = 303, description = "Back to where the sign-in began"),
        (status = 400, description = "`invalid_parameter`", body = Failure),
    )
)]
pub(crate) async fn callback(
    State(auth): State<Auth>,
    edge: Edge,
    Query(callback): Query<Callback>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let ended = auth.end_sso(&callback, &headers, edge.now(), edge.ids()).await;
    let secure = cookie::is_secure(&headers);
    // Whatever came of it, it does not go on a second time.
    let over = set_cookie("", 0, secure).ok_or_else(Error::internal)?;
    let handover = ended.code.and_then(|code| handover_cookie(&code, secure));
    let link = ended.link.and_then(|link| link_cookie(&link, secure));
    redirect(&ended.location, [Some(over), handover, link])
}

/// Signs in with the code of the last redirect, which works once, for a minute.
#[utoipa::path(
    post,
    path = "/v1/auth/sso/complete",
    tag = "auth",
    request_body = Handover,
    responses(
        (status = 200, description = "Signed in, or half-way; see `status`", body = Envelope<SignIn>),
        (status = 400, description = "`invalid_json`", body = Failure),
        (status = 401, description = "`unauthorized`: used before, or too old", body = Failure),
        (status = 403, description = "`tenant_suspended`; `forbidden`: the account is disabled", body = Failure),
        (status = 422, description = "`invalid_field`, `missing_field`, `unknown_field`", body = Failure),
    )
)]
pub(crate) async fn complete(
    State(auth): State<Auth>,
    edge: Edge,
    visit: Visit,
    Body(handover): Body<Handover>,
) -> ApiResult<SignIn> {
    let entered = auth.complete_sso(&handover.code, &visit, edge.now(), edge.ids()).await?;
    Ok(answer(entered))
}

fn redirect(location: &str, cookies: [Option<HeaderValue>; 3]) -> Result<Response, ApiError> {
    let location = HeaderValue::from_str(location).map_err(|_| Error::internal())?;
    let no_store = HeaderValue::from_static("no-store");
    let headers = [(header::LOCATION, location), (header::CACHE_CONTROL, no_store)];
    let cookies = cookies.into_iter().flatten().map(|cookie| (header::SET_COOKIE, cookie));
    Ok((StatusCode::SEE_OTHER, headers, AppendHeaders(cookies)).into_response())
}

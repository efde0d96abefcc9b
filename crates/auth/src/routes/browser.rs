//! Signing in from the dashboard: POST /v1/auth/browser/login, /refresh and /logout
//!
//! The refresh token lives in a cookie that no script can read and that is sent to these paths alone; the access token is in
//! the answer, for the page to keep in memory. A script that got into the page could use what it finds while the page is open,
//! but take nothing away that outlives it. The cookie is `SameSite=Strict`, and a request that a browser marks as another
//! site's is refused besides.

use axum::extract::State;
use http::{HeaderMap, HeaderValue, header};
use serde::Serialize;
use utoipa::ToSchema;
use vq_api::{ApiError, ApiResult, Body, ClientAddress, Edge, Envelope, Failure, Reply, cookie};
use vq_domain::{Error, ErrorCode};

use super::{Done, login::Login};
use crate::{Auth, service::Tokens};

/// Where the cookie is sent.
const PATH: &str = "/v1/auth/browser";
/// The cookie's name where there is no TLS.
const COOKIE: &str = "vq_signin";
/// Its name over TLS: browsers insist on `Secure` for it. `__Host-` would send it to every path.
const SECURE_COOKIE: &str = "__Secure-vq_signin";
/// For how long a used refresh token is taken again, in seconds: a page that is reloaded while it refreshes.
const LEEWAY_SECONDS: u32 = 10;

/// What a page that signed in is given; the rest is in the cookie.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct AccessView {
    /// Send it as `Authorization: Bearer …`; keep it in memory only.
    access_token: String,
    /// How long it is good, in seconds.
    #[schema(example = 900)]
    expires_in: u32,
    /// `Bearer`
    #[schema(example = "Bearer")]
    token_type: &'static str,
}

/// Signs a page in; the refresh token goes into an `HttpOnly` cookie.
#[utoipa::path(
    post,
    path = "/v1/auth/browser/login",
    tag = "auth",
    request_body = Login,
    responses(
        (status = 200, description = "Signed in", body = Envelope<AccessView>),
        (status = 401, description = "`unauthorized`: e-mail or password is wrong", body = Failure),
        (status = 403, description = "`tenant_suspended`; `forbidden`: another site asked", body = Failure),
        (status = 422, description = "`missing_field`, `unknown_field`", body = Failure),
        (status = 429, description = "`rate_limited`: too many attempts; see `Retry-After`", body = Failure),
        (status = 503, description = "`unavailable`: too many sign in at once; see `Retry-After`", body = Failure),
    )
)]
pub(crate) async fn sign_in(
    State(auth): State<Auth>,
    edge: Edge,
    address: ClientAddress,
    headers: HeaderMap,
    Body(login): Body<Login>,
) -> ApiResult<AccessView> {
    same_origin(&headers)?;
    let tokens = auth.login(&login.email, login.password, address, edge.now(), edge.ids()).await?;
    answer(&auth, &headers, tokens)
}

/// Gives a page that is signed in a new access token. A cookie that was used ends the sign-in, but for the ten seconds in
/// which a page may have been reloaded.
#[utoipa::path(
    post,
    path = "/v1/auth/browser/refresh",
    tag = "auth",
    security(("sign_in_cookie" = [])),
    responses(
        (status = 200, description = "A new access token", body = Envelope<AccessView>),
        (status = 401, description = "`unauthorized`: not signed in; `token_expired`", body = Failure),
        (status = 403, description = "`tenant_suspended`; `forbidden`: another site asked", body = Failure),
    )
)]
pub(crate) async fn renew(State(auth): State<Auth>, edge: Edge, headers: HeaderMap) -> ApiResult<AccessView> {
    same_origin(&headers)?;
    let Some(token) = cookie::get(&headers, name(&headers)) else {
        return Err(Error::new(ErrorCode::Unauthorized, "This browser is not signed in.").into());
    };
    let tokens = auth.refresh(token, LEEWAY_SECONDS, edge.now(), edge.ids()).await?;
    answer(&auth, &headers, tokens)
}

/// Signs a page out and takes its cookie away.
#[utoipa::path(
    post,
    path = "/v1/auth/browser/logout",
    tag = "auth",
    security(("sign_in_cookie" = [])),
    responses(
        (status = 200, description = "Signed out, now or before", body = Envelope<Done>),
        (status = 403, description = "`forbidden`: another site asked", body = Failure),
    )
)]
pub(crate) async fn sign_out(State(auth): State<Auth>, edge: Edge, headers: HeaderMap) -> ApiResult<Done> {
    same_origin(&headers)?;
    if let Some(token) = cookie::get(&headers, name(&headers)) {
        auth.logout(token, edge.now(), edge.ids()).await?;
    }
    Ok(Reply::ok(Done { done: true }).header(header::SET_COOKIE, set_cookie(&headers, "", 0)?))
}

fn answer(auth: &Auth, headers: &HeaderMap, tokens: Tokens) -> ApiResult<AccessView> {
    let cookie = set_cookie(headers, &tokens.refresh, auth.refresh_seconds())?;
    let view =
        AccessView { access_token: tokens.access, expires_in: tokens.expires_in, token_type: "Bearer" };
    Ok(Reply::ok(view).header(header::SET_COOKIE, cookie))
}

fn set_cookie(headers: &HeaderMap, value: &str, max_age_seconds: u32) -> Result<HeaderValue, ApiError> {
    let tls = if cookie::is_secure(headers) { "; Secure" } else { "" };
    let name = name(headers);
    let text =
        format!("{name}={value}; Path={PATH}; HttpOnly; SameSite=Strict; Max-Age={max_age_seconds}{tls}");
    HeaderValue::from_str(&text).map_err(|_| Error::internal().into())
}

fn name(headers: &HeaderMap) -> &'static str {
    if cookie::is_secure(headers) { SECURE_COOKIE } else { COOKIE }
}

/// Browsers tell where a request comes from; other clients say nothing and have no cookie to misuse.
fn same_origin(headers: &HeaderMap) -> Result<(), Error> {
    match headers.get("sec-fetch-site").map(HeaderValue::as_bytes) {
        None | Some(b"same-origin" | b"none") => Ok(()),
        Some(_) => Err(Error::new(ErrorCode::Forbidden, "Only pages of this server sign in here.")),
    }
}

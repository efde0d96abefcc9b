//! Signing in from the dashboard: POST /v1/auth/browser/login and its second step, /sso/complete, /refresh and /logout
//!
//! The refresh token lives in a cookie that no script can read and that is sent to these paths alone; the access token is in
//! the answer, for the page to keep in memory. A script that got into the page could use what it finds while the page is open,
//! but take nothing away that outlives it. The cookie is `SameSite=Strict`, and a request that a browser marks as another
//! site's is refused besides.

use axum::extract::State;
use http::{HeaderMap, HeaderValue, header};
use serde::Serialize;
use utoipa::ToSchema;
use vq_api::{ApiError, ApiResult, Body, Edge, Envelope, Failure, Reply, cookie};
use vq_domain::{Error, ErrorCode};

use super::{
    Done,
    login::{ChallengeView, Login, SecondStep},
    sso::Handover,
};
use crate::{
    Auth,
    auth::unauthorized,
    sign_in::{Entered, Tokens},
    sso::is_handed_over,
    visit::Visit,
};

/// Where the cookie is sent.
const PATH: &str = "/v1/auth/browser";
/// The cookie's name where there is no TLS.
const COOKIE: &str = "vq_signin";
/// Its name over TLS: browsers insist on `Secure` for it. `__Host-` would send it to every path.
const SECURE_COOKIE: &str = "__Secure-vq_signin";
/// For how long a used refresh token is taken again, in seconds: a page that is reloaded while it refreshes.
const LEEWAY_SECONDS: u32 = 10;

/// How far a page came that signs in; told apart by `status`.
#[derive(Serialize, ToSchema)]
#[serde(untagged)]
pub(crate) enum BrowserSignIn {
    /// In.
    SignedIn(AccessView),
    /// Half-way.
    SecondFactor(ChallengeView),
}

/// What a page that signed in is given; the rest is in the cookie.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct AccessView {
    /// `signed_in`
    #[schema(example = "signed_in")]
    status: &'static str,
    /// Send it as `Authorization: Bearer …`; keep it in memory only.
    access_token: String,
    /// How long it is good, in seconds.
    #[schema(example = 900)]
    expires_in: u32,
    /// `Bearer`
    #[schema(example = "Bearer")]
    token_type: &'static str,
    /// After a first enrolment: to be kept in a safe place. Shown once.
    recovery_codes: Option<Vec<String>>,
}

/// Signs a page in; the refresh token goes into an `HttpOnly` cookie.
#[utoipa::path(
    post,
    path = "/v1/auth/browser/login",
    tag = "auth",
    request_body = Login,
    responses(
        (status = 200, description = "Signed in, or half-way; see `status`", body = Envelope<BrowserSignIn>),
        (status = 400, description = "`invalid_json`", body = Failure),
        (status = 401, description = "`unauthorized`: e-mail or password is wrong", body = Failure),
        (status = 403, description = "`tenant_suspended`; `forbidden`: the account is disabled, or another site asked", body = Failure),
        (status = 422, description = "`missing_field`, `unknown_field`", body = Failure),
        (status = 429, description = "`rate_limited`: too many attempts; see `Retry-After`", body = Failure),
        (status = 503, description = "`unavailable`: too many sign in at once; see `Retry-After`", body = Failure),
    )
)]
pub(crate) async fn sign_in(
    State(auth): State<Auth>,
    edge: Edge,
    visit: Visit,
    Body(login): Body<Login>,
) -> ApiResult<BrowserSignIn> {
    same_origin(&visit.headers)?;
    let entered = auth.login(&login.email, login.password, &visit, edge.now(), edge.ids()).await?;
    so_far(&auth, &visit.headers, entered)
}

/// Signs a page in with the code of the last redirect of single sign-on, which works once, for a minute, and in the browser
/// that it was handed over to.
#[utoipa::path(
    post,
    path = "/v1/auth/browser/sso/complete",
    operation_id = "complete_in_browser",
    tag = "auth",
    request_body = Handover,
    responses(
        (status = 200, description = "Signed in, or half-way; see `status`", body = Envelope<BrowserSignIn>),
        (status = 400, description = "`invalid_json`", body = Failure),
        (status = 401, description = "`unauthorized`: used before, too old, or handed over to another browser", body = Failure),
        (status = 403, description = "`tenant_suspended`; `forbidden`: the account is disabled, or another site asked", body = Failure),
        (status = 422, description = "`invalid_field`, `missing_field`, `unknown_field`", body = Failure),
    )
)]
pub(crate) async fn complete_sso(
    State(auth): State<Auth>,
    edge: Edge,
    visit: Visit,
    Body(handover): Body<Handover>,
) -> ApiResult<BrowserSignIn> {
    same_origin(&visit.headers)?;
    if !is_handed_over(&visit.headers, &handover.code) {
        return Err(unauthorized("This is not the sign-in that this browser began.").into());
    }
    let entered = auth.complete_sso(&handover.code, &visit, edge.now(), edge.ids()).await?;
    so_far(&auth, &visit.headers, entered)
}

/// Signs a page in with the second factor. Where there is none yet, `/v1/auth/login/enrolment` gives a secret before.
#[utoipa::path(
    post,
    path = "/v1/auth/browser/login/second-factor",
    operation_id = "sign_in_second_step",
    tag = "auth",
    request_body = SecondStep,
    responses(
        (status = 200, description = "Signed in", body = Envelope<AccessView>),
        (status = 400, description = "`invalid_json`", body = Failure),
        (status = 401, description = "`unauthorized`: the code is wrong or was used, or the first step is too long ago", body = Failure),
        (status = 403, description = "`tenant_suspended`; `forbidden`: the account is disabled, or another site asked", body = Failure),
        (status = 422, description = "`invalid_field`, `missing_field`, `unknown_field`", body = Failure),
        (status = 429, description = "`rate_limited`: too many attempts; see `Retry-After`", body = Failure),
    )
)]
pub(crate) async fn second_step(
    State(auth): State<Auth>,
    edge: Edge,
    visit: Visit,
    Body(step): Body<SecondStep>,
) -> ApiResult<AccessView> {
    same_origin(&visit.headers)?;
    let tokens = auth.second_step(&step.challenge, &step.code, &visit, edge.now(), edge.ids()).await?;
    answer(&auth, &visit.headers, tokens, |view| view)
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
        (status = 403, description = "`tenant_suspended`; `forbidden`: the account is disabled, or another site asked", body = Failure),
    )
)]
pub(crate) async fn renew(State(auth): State<Auth>, edge: Edge, headers: HeaderMap) -> ApiResult<AccessView> {
    same_origin(&headers)?;
    let Some(token) = cookie::get(&headers, name(&headers)) else {
        return Err(Error::new(ErrorCode::Unauthorized, "This browser is not signed in.").into());
    };
    let tokens = auth.refresh(token, LEEWAY_SECONDS, edge.now(), edge.ids()).await?;
    answer(&auth, &headers, tokens, |view| view)
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
    Ok(Reply::ok(Done::DONE).header(header::SET_COOKIE, set_cookie(&headers, "", 0)?))
}

fn so_far(auth: &Auth, headers: &HeaderMap, entered: Entered) -> ApiResult<BrowserSignIn> {
    match entered {
        Entered::SignedIn(tokens) => answer(auth, headers, tokens, BrowserSignIn::SignedIn),
        Entered::SecondFactor { challenge, enrolment } => {
            Ok(Reply::ok(BrowserSignIn::SecondFactor(ChallengeView::new(challenge, enrolment))))
        }
    }
}

/// The access token in the answer, the refresh token in its cookie, and the one by which the browser will be known.
fn answer<T>(auth: &Auth, headers: &HeaderMap, tokens: Tokens, of: fn(AccessView) -> T) -> ApiResult<T> {
    let cookie = set_cookie(headers, &tokens.refresh, auth.refresh_seconds())?;
    let view = AccessView {
        status: "signed_in",
        access_token: tokens.access,
        expires_in: tokens.expires_in,
        token_type: "Bearer",
        recovery_codes: tokens.recovery_codes,
    };
    let reply = Reply::ok(of(view)).header(header::SET_COOKIE, cookie);
    Ok(match tokens.cookie {
        Some(device) => reply.header(header::SET_COOKIE, device),
        None => reply,
    })
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

//! POST /v1/auth/login and its second step

use axum::extract::State;
use http::header;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use vq_api::{ApiResult, Body, Edge, Envelope, Failure, Reply};

use crate::{
    Auth,
    second_factor::Enrolment,
    sign_in::{CHALLENGE_SECONDS, Entered, Tokens},
    visit::Visit,
};

/// Who wants to sign in.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Login {
    /// In any case.
    #[schema(example = "ann@shop.example")]
    pub(super) email: String,
    #[schema(format = Password)]
    pub(super) password: String,
}

/// The second step.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct SecondStep {
    /// Of the first step's answer.
    pub(super) challenge: String,
    /// Six digits of the authenticator, or a recovery code.
    #[schema(example = "123456")]
    pub(super) code: String,
}

/// A first step that asks for a second factor.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Enrol {
    /// Of the first step's answer.
    challenge: String,
}

/// How far somebody came who signs in; told apart by `status`.
#[derive(Serialize, ToSchema)]
#[serde(untagged)]
pub(crate) enum SignIn {
    /// In.
    SignedIn(TokensView),
    /// Half-way.
    SecondFactor(ChallengeView),
}

/// What somebody who signed in is given.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct TokensView {
    /// `signed_in`
    #[schema(example = "signed_in")]
    status: &'static str,
    /// Send it as `Authorization: Bearer …`.
    access_token: String,
    /// Exchange it once for the next pair at `/v1/auth/refresh`. Using one twice ends the sign-in.
    refresh_token: String,
    /// How long the access token is good, in seconds.
    #[schema(example = 900)]
    expires_in: u32,
    /// `Bearer`
    #[schema(example = "Bearer")]
    token_type: &'static str,
    /// After a first enrolment: to be kept in a safe place. Shown once.
    recovery_codes: Option<Vec<String>>,
}

/// That a second step is to be made.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ChallengeView {
    /// `second_factor_required`
    #[schema(example = "second_factor_required")]
    status: &'static str,
    /// To be sent with the code to the path of the second step, `…/login/second-factor`.
    challenge: String,
    /// How long it is good, in seconds.
    #[schema(example = 300)]
    expires_in: u32,
    /// Whether there is no second factor yet: get a secret at `/v1/auth/login/enrolment` first.
    enrolment: bool,
}

/// What an authenticator is set up with.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct EnrolmentView {
    /// Base32, to be typed in.
    secret: String,
    /// `otpauth://…`, for a QR code.
    uri: String,
}

impl From<Tokens> for TokensView {
    fn from(tokens: Tokens) -> Self {
        Self {
            status: "signed_in",
            access_token: tokens.access,
            refresh_token: tokens.refresh,
            expires_in: tokens.expires_in,
            token_type: "Bearer",
            recovery_codes: tokens.recovery_codes,
        }
    }
}

impl ChallengeView {
    pub(super) fn new(challenge: String, enrolment: bool) -> Self {
        Self { status: "second_factor_required", challenge, expires_in: CHALLENGE_SECONDS, enrolment }
    }
}

impl From<Enrolment> for EnrolmentView {
    fn from(enrolment: Enrolment) -> Self {
        Self { secret: enrolment.secret, uri: enrolment.uri }
    }
}

/// The answer to a step, with the cookie by which the browser will be known.
pub(crate) fn answer(entered: Entered) -> Reply<SignIn> {
    match entered {
        Entered::SignedIn(mut tokens) => {
            let cookie = tokens.cookie.take();
            let reply = Reply::ok(SignIn::SignedIn(tokens.into()));
            match cookie {
                Some(cookie) => reply.header(header::SET_COOKIE, cookie),
                None => reply,
            }
        }
        Entered::SecondFactor { challenge, enrolment } => {
            Reply::ok(SignIn::SecondFactor(ChallengeView::new(challenge, enrolment)))
        }
    }
}

/// Signs in with e-mail and password.
#[utoipa::path(
    post,
    path = "/v1/auth/login",
    tag = "auth",
    request_body = Login,
    responses(
        (status = 200, description = "Signed in, or half-way; see `status`", body = Envelope<SignIn>),
        (status = 400, description = "`invalid_json`", body = Failure),
        (status = 401, description = "`unauthorized`: e-mail or password is wrong", body = Failure),
        (status = 403, description = "`tenant_suspended`; `forbidden`: the account is disabled", body = Failure),
        (status = 422, description = "`invalid_field`, `missing_field`, `unknown_field`", body = Failure),
        (status = 429, description = "`rate_limited`: too many attempts; see `Retry-After`", body = Failure),
        (status = 503, description = "`unavailable`: too many sign in at once; see `Retry-After`", body = Failure),
    )
)]
pub(crate) async fn login(
    State(auth): State<Auth>,
    edge: Edge,
    visit: Visit,
    Body(login): Body<Login>,
) -> ApiResult<SignIn> {
    let entered = auth.login(&login.email, login.password, &visit, edge.now(), edge.ids()).await?;
    Ok(answer(entered))
}

/// Signs in with the second factor.
#[utoipa::path(
    post,
    path = "/v1/auth/login/second-factor",
    tag = "auth",
    request_body = SecondStep,
    responses(
        (status = 200, description = "Signed in", body = Envelope<SignIn>),
        (status = 400, description = "`invalid_json`", body = Failure),
        (status = 401, description = "`unauthorized`: the code is wrong or was used, or the first step is too long ago", body = Failure),
        (status = 403, description = "`tenant_suspended`; `forbidden`: the account is disabled", body = Failure),
        (status = 422, description = "`invalid_field`, `missing_field`, `unknown_field`", body = Failure),
        (status = 429, description = "`rate_limited`: too many attempts; see `Retry-After`", body = Failure),
    )
)]
pub(crate) async fn second_step(
    State(auth): State<Auth>,
    edge: Edge,
    visit: Visit,
    Body(step): Body<SecondStep>,
) -> ApiResult<SignIn> {
    let tokens = auth.second_step(&step.challenge, &step.code, &visit, edge.now(), edge.ids()).await?;
    Ok(answer(Entered::SignedIn(tokens)))
}

/// A secret for somebody whose role demands a second factor that they do not have yet.
#[utoipa::path(
    post,
    path = "/v1/auth/login/enrolment",
    tag = "auth",
    request_body = Enrol,
    responses(
        (status = 200, description = "Show it, and send its first code to `/v1/auth/login/second-factor`", body = Envelope<EnrolmentView>),
        (status = 400, description = "`invalid_json`", body = Failure),
        (status = 401, description = "`unauthorized`: the first step is too long ago, or asked for no enrolment", body = Failure),
        (status = 403, description = "`tenant_suspended`; `forbidden`: the account is disabled", body = Failure),
        (status = 409, description = "`conflict`: there is a second factor meanwhile", body = Failure),
        (status = 422, description = "`invalid_field`, `missing_field`, `unknown_field`", body = Failure),
    )
)]
pub(crate) async fn enrol(
    State(auth): State<Auth>,
    edge: Edge,
    Body(body): Body<Enrol>,
) -> ApiResult<EnrolmentView> {
    let enrolment = auth.enrol(&body.challenge, edge.now(), edge.ids()).await?;
    Ok(Reply::ok(enrolment.into()))
}

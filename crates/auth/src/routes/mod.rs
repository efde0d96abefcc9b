//! `/v1/auth`, one endpoint per file.

mod browser;
mod login;
mod logout;
mod me;
mod password;
mod refresh;

use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{Auth, service::Tokens};

/// The endpoints of this service.
pub fn router(auth: Auth) -> OpenApiRouter {
    OpenApiRouter::new()
        .routes(routes!(login::login))
        .routes(routes!(refresh::refresh))
        .routes(routes!(logout::logout))
        .routes(routes!(browser::sign_in))
        .routes(routes!(browser::renew))
        .routes(routes!(browser::sign_out))
        .routes(routes!(me::me))
        .routes(routes!(password::change_password))
        .with_state(auth)
}

/// What somebody who signed in is given.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct TokensView {
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
}

impl From<Tokens> for TokensView {
    fn from(tokens: Tokens) -> Self {
        Self {
            access_token: tokens.access,
            refresh_token: tokens.refresh,
            expires_in: tokens.expires_in,
            token_type: "Bearer",
        }
    }
}

/// That it was done.
#[derive(Serialize, ToSchema)]
pub(crate) struct Done {
    /// `true`
    #[schema(example = true)]
    pub(crate) done: bool,
}

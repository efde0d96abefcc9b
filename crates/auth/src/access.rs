//! Access tokens: JWT with HS256 whose payload is `sub, tenant, roles, permissions, sid, iat,
//! exp`. Checked without the store.

use std::sync::Arc;

use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation, decode, decode_header, encode};
use serde::{Deserialize, Serialize};
use vq_api::{Credential, Principal};
use vq_domain::{AccountId, Error, ErrorCode, Millis, Permission, SignInId, TenantId};
use vq_keyring::{Keyring, Purpose};

/// Longest token that is looked at, in bytes.
const LONGEST_TOKEN: usize = 4096;
/// How far the clocks of two nodes may be apart, in seconds.
const CLOCKS_APART: i64 = 60;

#[derive(Serialize, Deserialize)]
struct Claims {
    sub: AccountId,
    tenant: Option<TenantId>,
    roles: Vec<String>,
    permissions: Vec<String>,
    /// The sign-in it comes from.
    sid: SignInId,
    /// Seconds since the Unix epoch.
    iat: i64,
    /// The first second at which it is no longer good.
    exp: i64,
}

/// Makes and reads access tokens.
pub struct AccessTokens {
    keys: Arc<Keyring>,
    validation: Validation,
}

impl AccessTokens {
    /// Signs with the keys of the purpose `access`.
    pub fn new(keys: Arc<Keyring>) -> Self {
        let mut validation = Validation::new(Algorithm::HS256);
        // Time is an argument here, so it is judged below instead of by the library's own clock.
        validation.validate_exp = false;
        validation.required_spec_claims.clear();
        Self { keys, validation }
    }

    /// A token good for `seconds` from `now`.
    pub fn issue(
        &self,
        principal: &Principal,
        sign_in: SignInId,
        now: Millis,
        seconds: u32,
    ) -> Result<String, Error> {
        let iat = now.0.div_euclid(1000);
        let claims = Claims {
            sub: principal.account,
            tenant: principal.tenant,
            roles: principal.roles.iter().map(ToString::to_string).collect(),
            permissions: principal
                .permissions
                .iter()
                .map(|permission| permission.as_str().to_owned())
                .collect(),
            sid: sign_in,
            iat,
            exp: iat + i64::from(seconds),
        };
        let key = self.keys.current(Purpose::Access);
        // The key's number lets the token outlive a rotation.
        let header = Header { kid: Some(key.number().to_string()), ..Header::new(Algorithm::HS256) };
        encode(&header, &claims, &EncodingKey::from_secret(key.bytes())).map_err(|error| {
            tracing::error!(%error, "an access token could not be signed");
            Error::internal()
        })
    }

    /// Who holds this token at `now`.
    pub fn read(&self, token: &str, now: Millis) -> Result<Principal, Error> {
        let claims = self.verified(token).ok_or_else(refused)?;
        let now = now.0.div_euclid(1000);
        if claims.exp <= now {
            let message = "This access token has expired; get another one with the refresh token.";
            return Err(Error::new(ErrorCode::TokenExpired, message));
        }
        if claims.iat > now + CLOCKS_APART {
            return Err(refused());
        }
        Ok(Principal {
            account: claims.sub,
            credential: Credential::SignIn(claims.sid),
            tenant: claims.tenant,
            // Names that only a newer version knows mean nothing here.
            roles: claims.roles.iter().filter_map(|name| name.parse().ok()).collect(),
            permissions: claims.permissions.iter().filter_map(|name| Permission::parse(name)).collect(),
        })
    }

    fn verified(&self, token: &str) -> Option<Claims> {
        if token.len() > LONGEST_TOKEN {
            return None;
        }
        let header = decode_header(token).ok()?;
        let number = header.kid?.parse().ok()?;
        let key = self.keys.by_number(Purpose::Access, number)?;
        let decoded =
            decode::<Claims>(token, &DecodingKey::from_secret(key.bytes()), &self.validation).ok()?;
        Some(decoded.claims)
    }
}

fn refused() -> Error {
    Error::new(ErrorCode::Unauthorized, "This access token is not valid; sign in again.")
}

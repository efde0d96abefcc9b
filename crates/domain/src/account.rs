//! People who sign in.

use std::fmt;

use crate::{AccountId, Millis, Role, TenantId};

/// Somebody who signs in.
#[derive(Clone, PartialEq, Eq)]
pub struct Account {
    /// Who.
    pub id: AccountId,
    /// Whose; `None` for the platform's own people.
    pub tenant_id: Option<TenantId>,
    /// Lower-case; unique over the whole platform.
    pub email: String,
    /// PHC string of the password's argon2id hash.
    pub password_hash: String,
    /// What they may do.
    pub roles: Vec<Role>,
    /// When the account was made.
    pub created_at: Millis,
}

impl fmt::Debug for Account {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Account")
            .field("id", &self.id)
            .field("tenant_id", &self.tenant_id)
            .finish_non_exhaustive()
    }
}

/// A refresh token as stored: only its hash. Tokens that follow from each other share a family; using one twice
/// revokes the family.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefreshToken {
    /// SHA-256 of the token.
    pub hash: [u8; 32],
    /// All tokens that come from one sign-in.
    pub family: uuid::Uuid,
    /// Whose.
    pub account_id: AccountId,
    /// Useless from then on.
    pub expires_at: Millis,
    /// When it was exchanged for its successor.
    pub used_at: Option<Millis>,
}

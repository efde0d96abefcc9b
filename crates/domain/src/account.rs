//! People who sign in.

use std::fmt;

use crate::{AccountId, InvitationId, Millis, RoleRef, SignInId, TenantId};

/// Whether somebody can sign in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum AccountStatus {
    /// They can.
    Active,
    /// They cannot, and what they signed in before has ended.
    Disabled,
}

impl AccountStatus {
    /// The stable name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Disabled => "disabled",
        }
    }

    /// The status with this name.
    pub fn parse(name: &str) -> Option<Self> {
        [Self::Active, Self::Disabled].into_iter().find(|status| status.as_str() == name)
    }
}

/// Somebody who signs in.
#[derive(Clone, PartialEq, Eq)]
pub struct Account {
    /// Who.
    pub id: AccountId,
    /// Whose; `None` for the platform's own people.
    pub tenant_id: Option<TenantId>,
    /// Lower-case; unique over the whole platform.
    pub email: String,
    /// What they are called; may be empty.
    pub name: String,
    /// The language of mails to them, as a tag.
    pub language: String,
    /// PHC string of the password's argon2id hash; `None` for those who only come by single sign-on.
    pub password_hash: Option<String>,
    /// What they may do.
    pub roles: Vec<RoleRef>,
    /// Whether they can sign in.
    pub status: AccountStatus,
    /// When it was shown that the address is theirs.
    pub email_verified_at: Option<Millis>,
    /// Counts changes of name, language, roles and status, for optimistic concurrency.
    pub version: u64,
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

/// A refresh token as stored: only its hash. Tokens that follow from each other share a sign-in; using one twice revokes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefreshToken {
    /// SHA-256 of the token.
    pub hash: [u8; 32],
    /// The sign-in that all of them come from.
    pub family: SignInId,
    /// Whose.
    pub account_id: AccountId,
    /// Useless from then on.
    pub expires_at: Millis,
    /// When it was exchanged for its successor.
    pub used_at: Option<Millis>,
}

/// How somebody signed in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum SignInMethod {
    /// With e-mail and password.
    Password,
    /// Through a provider of identities.
    Sso,
}

impl SignInMethod {
    /// The stable name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Password => "password",
            Self::Sso => "sso",
        }
    }

    /// The method with this name.
    pub fn parse(name: &str) -> Option<Self> {
        [Self::Password, Self::Sso].into_iter().find(|method| method.as_str() == name)
    }
}

/// One sign-in on one device, and all that follows from it.
#[derive(Clone, PartialEq, Eq)]
pub struct SignIn {
    /// Which.
    pub id: SignInId,
    /// Whose.
    pub account_id: AccountId,
    /// How.
    pub method: SignInMethod,
    /// Whether with a second factor.
    pub second_factor: bool,
    /// What the device said it is.
    pub device: String,
    /// From where; empty where that is not known.
    pub address: String,
    /// What stands for one household there; see `ClientAddress::network`.
    pub network: [u8; 16],
    /// When.
    pub created_at: Millis,
    /// When its refresh token was last exchanged.
    pub last_used_at: Millis,
    /// When its newest refresh token is over.
    pub expires_at: Millis,
}

impl fmt::Debug for SignIn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SignIn")
            .field("id", &self.id)
            .field("account_id", &self.account_id)
            .field("created_at", &self.created_at)
            .finish_non_exhaustive()
    }
}

/// Somebody who was asked to join.
#[derive(Clone, PartialEq, Eq)]
pub struct Invitation {
    /// Which.
    pub id: InvitationId,
    /// Into which tenant; `None` for the platform's own people.
    pub tenant_id: Option<TenantId>,
    /// Lower-case.
    pub email: String,
    /// What they will be able to do.
    pub roles: Vec<RoleRef>,
    /// The language of the mail, as a tag.
    pub language: String,
    /// SHA-256 of the token in the mail.
    pub token_hash: [u8; 32],
    /// By whom.
    pub invited_by: AccountId,
    /// When.
    pub created_at: Millis,
    /// Useless from then on.
    pub expires_at: Millis,
}

impl fmt::Debug for Invitation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Invitation")
            .field("id", &self.id)
            .field("tenant_id", &self.tenant_id)
            .finish_non_exhaustive()
    }
}

/// What a token that works once is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenPurpose {
    /// Showing that an e-mail address is one's own.
    EmailVerification,
    /// Choosing another password.
    PasswordReset,
    /// Handing a single sign-on over from the redirect to the page.
    SsoHandover,
}

impl TokenPurpose {
    /// The stable name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::EmailVerification => "email_verification",
            Self::PasswordReset => "password_reset",
            Self::SsoHandover => "sso_handover",
        }
    }
}

/// A token that works once, as stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OneTimeToken {
    /// SHA-256 of the token.
    pub hash: [u8; 32],
    /// What for.
    pub purpose: TokenPurpose,
    /// For whom.
    pub account_id: AccountId,
    /// Useless from then on.
    pub expires_at: Millis,
}

/// Somebody's second factor.
#[derive(Clone, PartialEq, Eq)]
pub struct SecondFactor {
    /// Whose.
    pub account_id: AccountId,
    /// The shared secret, sealed.
    pub sealed_secret: Vec<u8>,
    /// When the first code was right; `None` while it is being set up.
    pub confirmed_at: Option<Millis>,
    /// Recovery codes that are left.
    pub codes_left: u32,
}

impl fmt::Debug for SecondFactor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SecondFactor").field("account_id", &self.account_id).finish_non_exhaustive()
    }
}

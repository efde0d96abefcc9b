//! What callers see and say of people, invitations and policies, in a tenant and on the platform alike.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use vq_domain::{
    Account, AccountId, AccountStatus, Invitation, InvitationId, RoleRef, SignInPolicy, TenantId,
};

use crate::{invitations::Invite, people::ChangePerson};

/// Somebody who can sign in.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Person {
    /// Who.
    id: AccountId,
    /// Whose people; `null` for the platform's own.
    tenant_id: Option<TenantId>,
    #[schema(example = "ann@shop.example")]
    email: String,
    /// What they are called; may be empty.
    name: String,
    /// Of mails to them.
    #[schema(example = "en")]
    language: String,
    /// Names of built-in roles, ids of the tenant's own.
    #[schema(value_type = Vec<String>)]
    roles: Vec<RoleRef>,
    status: AccountStatus,
    /// Whether it was shown that the address is theirs.
    email_verified: bool,
    /// Whether they have one.
    second_factor: bool,
    /// Counts changes.
    version: u64,
    /// RFC 3339, UTC.
    created_at: String,
}

impl Person {
    pub(crate) fn new(account: Account, second_factor: bool) -> Self {
        Self {
            id: account.id,
            tenant_id: account.tenant_id,
            email: account.email,
            name: account.name,
            language: account.language,
            roles: account.roles,
            status: account.status,
            email_verified: account.email_verified_at.is_some(),
            second_factor,
            version: account.version,
            created_at: account.created_at.to_rfc3339(),
        }
    }
}

/// What of a person is to change; what is absent stays.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct PersonChange {
    /// Of the person that the change is made on; absent: whatever it is.
    version: Option<u64>,
    #[schema(max_length = 100)]
    name: Option<String>,
    /// Names of built-in roles, ids of the tenant's own.
    #[schema(value_type = Option<Vec<String>>)]
    roles: Option<Vec<RoleRef>>,
    status: Option<AccountStatus>,
}

impl From<PersonChange> for ChangePerson {
    fn from(change: PersonChange) -> Self {
        Self { version: change.version, name: change.name, roles: change.roles, status: change.status }
    }
}

/// Whom to invite.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct InvitationInput {
    #[schema(example = "ann@shop.example")]
    email: String,
    /// Names of built-in roles, ids of the tenant's own.
    #[schema(value_type = Vec<String>)]
    roles: Vec<RoleRef>,
    /// Of the mail; English if absent.
    language: Option<String>,
}

impl From<InvitationInput> for Invite {
    fn from(input: InvitationInput) -> Self {
        Self { email: input.email, roles: input.roles, language: input.language }
    }
}

/// Somebody who was asked to join.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct InvitationView {
    /// Which.
    id: InvitationId,
    #[schema(example = "ann@shop.example")]
    email: String,
    /// Names of built-in roles, ids of the tenant's own.
    #[schema(value_type = Vec<String>)]
    roles: Vec<RoleRef>,
    /// Of the mail.
    language: String,
    /// By whom.
    invited_by: AccountId,
    /// RFC 3339, UTC.
    created_at: String,
    /// RFC 3339, UTC.
    expires_at: String,
}

impl From<Invitation> for InvitationView {
    fn from(invitation: Invitation) -> Self {
        Self {
            id: invitation.id,
            email: invitation.email,
            roles: invitation.roles,
            language: invitation.language,
            invited_by: invitation.invited_by,
            created_at: invitation.created_at.to_rfc3339(),
            expires_at: invitation.expires_at.to_rfc3339(),
        }
    }
}

/// What is demanded of those who sign in.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Policy {
    /// Whoever has one of these roles must have a second factor.
    #[schema(value_type = Vec<String>)]
    second_factor_roles: Vec<RoleRef>,
}

impl From<SignInPolicy> for Policy {
    fn from(policy: SignInPolicy) -> Self {
        Self { second_factor_roles: policy.second_factor_roles }
    }
}

impl From<Policy> for SignInPolicy {
    fn from(policy: Policy) -> Self {
        Self { second_factor_roles: policy.second_factor_roles }
    }
}

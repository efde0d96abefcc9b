//! `/v1/auth`, and the people, roles, keys and providers of tenants and of the platform.

mod api_keys;
mod browser;
mod invitations;
mod login;
mod me;
mod password;
mod people;
mod platform;
mod policy;
mod providers;
mod recovery;
mod refresh;
mod roles;
mod second_factor;
mod sessions;
mod sso;
mod view;

use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};
use vq_domain::{AccountId, ApiKeyId, InvitationId, ProviderId, RoleId, SignInId, TenantId};

use crate::Auth;

/// The endpoints of this service.
pub fn router(auth: Auth) -> OpenApiRouter {
    OpenApiRouter::new().merge(own()).merge(of_tenants()).merge(of_the_platform()).with_state(auth)
}

fn own() -> OpenApiRouter<Auth> {
    OpenApiRouter::new()
        .routes(routes!(login::login))
        .routes(routes!(login::second_step))
        .routes(routes!(login::enrol))
        .routes(routes!(refresh::refresh))
        .routes(routes!(refresh::logout))
        .routes(routes!(browser::sign_in))
        .routes(routes!(browser::second_step))
        .routes(routes!(browser::complete_sso))
        .routes(routes!(browser::renew))
        .routes(routes!(browser::sign_out))
        .routes(routes!(me::me, me::change_me))
        .routes(routes!(password::change_password))
        .routes(routes!(sessions::list_sessions))
        .routes(routes!(sessions::end_session))
        .routes(routes!(sessions::end_other_sessions))
        .routes(routes!(second_factor::read, second_factor::start))
        .routes(routes!(second_factor::confirm))
        .routes(routes!(second_factor::renew_codes))
        .routes(routes!(second_factor::disable))
        .routes(routes!(recovery::ask_for_reset))
        .routes(routes!(recovery::reset))
        .routes(routes!(recovery::ask_for_verification))
        .routes(routes!(recovery::verify))
        .routes(routes!(invitations::look_up))
        .routes(routes!(invitations::accept))
        .routes(routes!(sso::offers))
        .routes(routes!(sso::begin))
        .routes(routes!(sso::callback))
        .routes(routes!(sso::complete))
}

fn of_tenants() -> OpenApiRouter<Auth> {
    OpenApiRouter::new()
        .routes(routes!(people::list_people))
        .routes(routes!(people::read_person, people::change_person, people::delete_person))
        .routes(routes!(people::sign_out_person))
        .routes(routes!(people::reset_second_factor))
        .routes(routes!(invitations::list_invitations, invitations::invite))
        .routes(routes!(invitations::revoke_invitation))
        .routes(routes!(roles::list_roles, roles::create_role))
        .routes(routes!(roles::change_role, roles::delete_role))
        .routes(routes!(policy::read_policy, policy::change_policy))
        .routes(routes!(api_keys::list_keys, api_keys::create_key))
        .routes(routes!(api_keys::revoke_key))
        .routes(routes!(providers::list_providers, providers::create_provider))
        .routes(routes!(providers::read_provider, providers::change_provider, providers::delete_provider))
}

fn of_the_platform() -> OpenApiRouter<Auth> {
    OpenApiRouter::new()
        .routes(routes!(platform::list_people))
        .routes(routes!(platform::read_person, platform::change_person, platform::delete_person))
        .routes(routes!(platform::sign_out_person))
        .routes(routes!(platform::reset_second_factor))
        .routes(routes!(platform::list_invitations, platform::invite))
        .routes(routes!(platform::revoke_invitation))
        .routes(routes!(platform::read_policy, platform::change_policy))
}

/// That it was done.
#[derive(Serialize, ToSchema)]
pub(crate) struct Done {
    /// `true`
    #[schema(example = true)]
    done: bool,
}

impl Done {
    pub(crate) const DONE: Self = Self { done: true };
}

vq_api::paths! {
    /// A tenant.
    TenantPath { _tenant as "tenantId": TenantId }
    /// A person of a tenant.
    PersonPath { _tenant as "tenantId": TenantId, account as "accountId": AccountId }
    /// A person of the platform.
    PlatformPersonPath { account as "accountId": AccountId }
    /// An invitation into a tenant.
    InvitationPath { _tenant as "tenantId": TenantId, invitation as "invitationId": InvitationId }
    /// An invitation to the platform's own people.
    PlatformInvitationPath { invitation as "invitationId": InvitationId }
    /// A role of a tenant.
    RolePath { _tenant as "tenantId": TenantId, role as "roleId": RoleId }
    /// A key of a tenant.
    KeyPath { _tenant as "tenantId": TenantId, key as "keyId": ApiKeyId }
    /// A provider of identities of a tenant.
    ProviderPath { _tenant as "tenantId": TenantId, provider as "providerId": ProviderId }
    /// A provider of identities, for somebody who is not signed in yet.
    SsoPath { provider as "providerId": ProviderId }
    /// A sign-in of one's own.
    SessionPath { sign_in as "signInId": SignInId }
}

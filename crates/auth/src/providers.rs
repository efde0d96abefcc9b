//! Providers of identities as tenants set them up.

use std::collections::BTreeMap;

use vq_api::{ApiError, Principal, trail};
use vq_domain::{
    Action, Error, ErrorCode, FieldError, IdentityProvider, Millis, ProviderId, ProviderSettings, RoleRef,
    TenantId,
    audit::{Entry, Target},
    limit,
};
use vq_keyring::seal;
use vq_ports::{Ids, StoreError};

use crate::{
    Auth,
    account::{check_name, problem},
    auth::refuse,
    invitations::full,
};

/// Most providers of one tenant.
const MOST: u32 = limit::IDENTITY_PROVIDERS.value;
/// Longest issuer, client and secret, in bytes.
const LONGEST: usize = limit::PROVIDER_TEXT.count();
/// Most scopes, and most groups that give roles.
const MOST_SCOPES: usize = limit::PROVIDER_SCOPES.count();
const MOST_GROUPS: usize = limit::PROVIDER_GROUPS.count();

/// A provider as somebody wants it.
pub(crate) struct WantedProvider {
    pub(crate) settings: ProviderSettings,
    /// Absent: as it is.
    pub(crate) secret: Option<String>,
    pub(crate) version: Option<u64>,
}

impl Auth {
    pub(crate) async fn providers(&self, tenant: TenantId) -> Result<Vec<IdentityProvider>, ApiError> {
        Ok(self.stores().identity_providers.list(tenant).await?)
    }

    pub(crate) async fn provider(
        &self,
        tenant: TenantId,
        provider: ProviderId,
    ) -> Result<IdentityProvider, ApiError> {
        let found = self.stores().identity_providers.get(provider).await?;
        let own = found.filter(|found| found.tenant_id == tenant);
        Ok(own.ok_or_else(|| Error::not_found("identity provider"))?)
    }

    /// Sets a provider up.
    pub(crate) async fn create_provider(
        &self,
        maker: &Principal,
        tenant: TenantId,
        wanted: WantedProvider,
        now: Millis,
        ids: &dyn Ids,
    ) -> Result<IdentityProvider, ApiError> {
        self.check_provider(maker, tenant, &wanted).await?;
        let secret = wanted.secret.ok_or_else(|| {
            Error::field(ErrorCode::MissingField, "clientSecret", "Missing field `clientSecret`.")
        })?;
        let id = ProviderId(ids.uuid(now));
        let provider = IdentityProvider {
            id,
            tenant_id: tenant,
            settings: wanted.settings,
            sealed_secret: self.seal_secret(id, &secret, ids)?,
            version: 1,
            created_at: now,
        };
        let written = provider_entry(Action::ProviderCreate, tenant, id).after(&provider.settings);
        match self.stores().identity_providers.create(&provider, MOST, &written.into()).await {
            Err(error @ StoreError::Full(_)) => Err(full(error, limit::IDENTITY_PROVIDERS)),
            made => {
                made?;
                tracing::info!(provider_id = %id, by = %maker.account, "provider of identities set up");
                Ok(provider)
            }
        }
    }

    /// Sets a provider up anew. With another issuer or client it is another provider: it needs a secret of its own, for the
    /// one before belongs to who is left, and nobody whom the other has told us about is known to it.
    pub(crate) async fn change_provider(
        &self,
        changer: &Principal,
        tenant: TenantId,
        provider: ProviderId,
        wanted: WantedProvider,
        ids: &dyn Ids,
    ) -> Result<IdentityProvider, ApiError> {
        let mut provider = self.provider(tenant, provider).await?;
        if wanted.version.is_some_and(|version| version != provider.version) {
            return Err(StoreError::Stale.into());
        }
        self.check_provider(changer, tenant, &wanted).await?;
        let is_another = (&wanted.settings.issuer, &wanted.settings.client_id)
            != (&provider.settings.issuer, &provider.settings.client_id);
        if is_another && wanted.secret.is_none() {
            let message =
                "Another issuer or clientId needs its own clientSecret: the one kept here is not sent to it.";
            return Err(Error::field(ErrorCode::MissingField, "clientSecret", message).into());
        }
        if let Some(secret) = &wanted.secret {
            provider.sealed_secret = self.seal_secret(provider.id, secret, ids)?;
        }
        let written = provider_entry(Action::ProviderUpdate, tenant, provider.id)
            .change(&provider.settings, &wanted.settings)
            .with("clientSecretReplaced", wanted.secret.is_some())
            .with("linksDropped", is_another);
        provider.settings = wanted.settings;
        provider.version += 1;
        self.stores().identity_providers.update(&provider, is_another, &written.into()).await?;
        tracing::info!(provider_id = %provider.id, by = %changer.account, "provider of identities changed");
        Ok(provider)
    }

    pub(crate) async fn delete_provider(
        &self,
        tenant: TenantId,
        provider: ProviderId,
    ) -> Result<(), ApiError> {
        let provider = self.provider(tenant, provider).await?.id;
        let written = provider_entry(Action::ProviderDelete, tenant, provider);
        Ok(self.stores().identity_providers.delete(tenant, provider, &written.into()).await?)
    }

    async fn check_provider(
        &self,
        giver: &Principal,
        tenant: TenantId,
        wanted: &WantedProvider,
    ) -> Result<(), ApiError> {
        let settings = &wanted.settings;
        let url = settings.issuer.len() <= LONGEST
            && self.inner().providers.web.allows(&settings.issuer)
            && !settings.issuer.contains(['?', '#']);
        let text = |field: &str, text: &str| {
            let good = (1..=LONGEST).contains(&text.len()) && !text.contains(char::is_control);
            let wrong = || problem(field, &format!("{field} has 1 to {LONGEST} letters."));
            (!good).then(|| wrong().if_over(limit::PROVIDER_TEXT, text.len()))
        };
        let scopes = settings.scopes.len() <= MOST_SCOPES
            && settings.scopes.iter().all(|scope| {
                (1..=100).contains(&scope.len()) && scope.bytes().all(|byte| byte.is_ascii_graphic())
            });
        let groups = settings.group_roles.len() <= MOST_GROUPS
            && (settings.group_roles.is_empty() || settings.groups_claim.is_some());
        let unless = |good: bool, field: &str, message: &str| -> Option<FieldError> {
            (!good).then(|| problem(field, message))
        };
        refuse([
            check_name(&settings.name, 1),
            unless(url, "issuer", "An issuer looks like https://id.shop.example, at a public address.")
                .map(|wrong| wrong.if_over(limit::PROVIDER_TEXT, settings.issuer.len())),
            text("clientId", &settings.client_id),
            wanted.secret.as_deref().and_then(|secret| text("clientSecret", secret)),
            unless(scopes, "scopes", "Up to 20 scopes, each a word.")
                .map(|wrong| wrong.if_over(limit::PROVIDER_SCOPES, settings.scopes.len())),
            unless(groups, "groupRoles", "Up to 200 groups give roles if groupsClaim says where they stand.")
                .map(|wrong| wrong.if_over(limit::PROVIDER_GROUPS, settings.group_roles.len())),
        ])?;
        for roles in all_roles(&settings.group_roles, &settings.default_roles) {
            self.inner().grants.check(giver, Some(tenant), roles).await?;
        }
        Ok(())
    }

    fn seal_secret(&self, id: ProviderId, secret: &str, ids: &dyn Ids) -> Result<Vec<u8>, Error> {
        seal(self.keyring(), ids, &place(id), secret.as_bytes()).map_err(|_| Error::internal())
    }
}

fn provider_entry(action: Action, tenant: TenantId, provider: ProviderId) -> Entry {
    trail().entry(Some(tenant), action, Target::new("identity_provider", provider))
}

/// Every list of roles that a provider can give.
fn all_roles<'a>(
    groups: &'a BTreeMap<String, Vec<RoleRef>>,
    everybody: &'a [RoleRef],
) -> impl Iterator<Item = &'a [RoleRef]> {
    groups.values().map(Vec::as_slice).chain((!everybody.is_empty()).then_some(everybody))
}

/// Where a client secret belongs.
pub(crate) fn place(provider: ProviderId) -> Vec<u8> {
    [b"identity_provider\0", &provider.as_bytes()[..]].concat()
}

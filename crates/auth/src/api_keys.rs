//! Keys of programs.

use serde_json::json;
use vq_api::{ApiError, Credential, Principal, auth::API_KEY_PREFIX, trail};
use vq_domain::{
    Action, ApiKey, ApiKeyId, Error, ErrorCode, Millis, Permission, TenantId,
    audit::{Entry, Target},
};
use vq_ports::{Ids, Page, PageRequest, all_pages};

use crate::{
    Auth,
    account::{check_name, problem},
    grants::check_permissions,
    invitations::full,
    opaque,
};

/// How much of a key is shown, in letters.
const SHOWN: usize = API_KEY_PREFIX.len() + 6;

/// A key to be.
pub(crate) struct NewKey {
    pub(crate) name: String,
    pub(crate) permissions: Vec<Permission>,
    pub(crate) expires_at: Option<Millis>,
}

/// The hash under which a key is stored; `None` if it is no key of ours.
pub(crate) fn hash(key: &str) -> Option<[u8; 32]> {
    opaque::hash(key.strip_prefix(API_KEY_PREFIX)?)
}

fn draw(ids: &dyn Ids) -> (String, [u8; 32]) {
    let (random, hash) = opaque::draw(ids);
    (format!("{API_KEY_PREFIX}{random}"), hash)
}

impl Auth {
    /// Makes a key and answers it: it is not kept.
    pub(crate) async fn create_key(
        &self,
        maker: &Principal,
        tenant: TenantId,
        mut wanted: NewKey,
        now: Millis,
        ids: &dyn Ids,
    ) -> Result<(ApiKey, String), ApiError> {
        no_key(maker)?;
        let mut errors: Vec<_> = check_name(&wanted.name, 1).into_iter().collect();
        if wanted.permissions.is_empty() {
            errors.push(problem("permissions", "A key needs at least one permission."));
        }
        if wanted.permissions.contains(&Permission::PlatformAdmin) {
            errors.push(problem("permissions", "A key is within a tenant; platform:admin is not."));
        }
        if wanted.expires_at.is_some_and(|expires_at| expires_at <= now) {
            errors.push(problem("expiresAt", "A key's end lies ahead."));
        }
        if !errors.is_empty() {
            return Err(Error { errors, retry_after_seconds: None }.into());
        }
        wanted.permissions.sort_unstable();
        wanted.permissions.dedup();
        check_permissions(maker, &wanted.permissions)?;
        let (secret, hash) = draw(ids);
        let key = ApiKey {
            id: ApiKeyId(ids.uuid(now)),
            tenant_id: tenant,
            account_id: maker.account,
            name: wanted.name,
            prefix: secret.chars().take(SHOWN).collect(),
            hash,
            permissions: wanted.permissions,
            created_at: now,
            expires_at: wanted.expires_at,
            last_used_at: None,
        };
        let tenant = self.inner().parts.tenants.tenant(tenant).await?;
        let most = tenant.ok_or_else(|| Error::not_found("tenant"))?.limits.api_keys();
        let made = self.stores().api_keys.create(&key, most.value, &key_entry(&key).into()).await;
        made.map_err(|error| full(error, most))?;
        tracing::info!(key_id = %key.id, account_id = %maker.account, "API key made");
        Ok((key, secret))
    }

    pub(crate) async fn keys(&self, tenant: TenantId, page: PageRequest) -> Result<Page<ApiKey>, ApiError> {
        Ok(self.stores().api_keys.list(tenant, page).await?)
    }

    /// Revokes a key that may no more than the revoker, or that is theirs.
    pub(crate) async fn revoke_key(
        &self,
        revoker: &Principal,
        tenant: TenantId,
        key: ApiKeyId,
    ) -> Result<(), ApiError> {
        let all = all_pages(|page| self.stores().api_keys.list(tenant, page)).await?;
        let found = all.into_iter().find(|known| known.id == key);
        let found = found.ok_or_else(|| Error::not_found("API key"))?;
        if found.account_id != revoker.account {
            check_permissions(revoker, &found.permissions)?;
        }
        let written = trail().entry(Some(tenant), Action::ApiKeyRevoke, Target::new("api_key", key));
        self.stores().api_keys.revoke(tenant, key, &written.into()).await?;
        tracing::info!(key_id = %key, "API key revoked");
        Ok(())
    }
}

/// What the audit log tells of a new key.
fn key_entry(key: &ApiKey) -> Entry {
    trail().entry(Some(key.tenant_id), Action::ApiKeyCreate, Target::new("api_key", key.id)).after(json!({
        "name": key.name,
        "prefix": key.prefix,
        "permissions": key.permissions,
        "expiresAt": key.expires_at.map(Millis::to_rfc3339),
    }))
}

/// Refuses what only people do.
fn no_key(caller: &Principal) -> Result<(), Error> {
    match caller.credential {
        Credential::SignIn(_) => Ok(()),
        Credential::Key(_) => Err(Error::new(ErrorCode::Forbidden, "Keys make no keys; sign in.")),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use vq_ports::SystemIds;

    use super::*;

    #[test]
    fn a_key_is_found_by_its_hash() {
        let (key, stored) = draw(&SystemIds);
        assert_eq!((key.len(), hash(&key)), (47, Some(stored)));
        assert_eq!(hash(&key[4..]), None);
    }

    proptest! {
        #[test]
        fn other_texts_are_none(text in any::<String>()) {
            prop_assume!(text.len() != 47);
            prop_assert_eq!(hash(&text), None);
        }
    }
}

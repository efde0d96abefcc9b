//! Rules of API keys and providers of identities.

use vq_domain::{
    Account, AccountId, ApiKey, ApiKeyId, IdentityProvider, Permission, ProviderId, ProviderSettings, Role,
    TenantId,
};

use super::sample::{self, START, UNAUDITED};
use crate::{PageRequest, StoreError, Stores};

async fn admin(stores: &Stores) -> (TenantId, Account) {
    let tenant = sample::tenant();
    stores.tenants.create(&tenant, &UNAUDITED).await.unwrap();
    let email = format!("{}@shop.example", sample::id());
    let account = sample::account(Some(tenant.id), &email, &[Role::Admin]);
    stores.accounts.create(&account, &UNAUDITED).await.unwrap();
    (tenant.id, account)
}

fn key(tenant: TenantId, account: AccountId, byte: u8) -> ApiKey {
    ApiKey {
        id: ApiKeyId(sample::id()),
        tenant_id: tenant,
        account_id: account,
        name: "Till".into(),
        prefix: "vqk_abcd".into(),
        hash: [byte; 32],
        permissions: vec![Permission::QueueRead],
        created_at: START,
        expires_at: Some(START + 9),
        last_used_at: None,
    }
}

fn provider(tenant: TenantId) -> IdentityProvider {
    IdentityProvider {
        id: ProviderId(sample::id()),
        tenant_id: tenant,
        settings: ProviderSettings {
            name: "Staff".into(),
            issuer: "https://id.shop.example".into(),
            client_id: "vq".into(),
            scopes: vec!["email".into()],
            groups_claim: Some("groups".into()),
            group_roles: [("tills".to_owned(), vec![Role::Operator.into()])].into(),
            default_roles: vec![],
            create_accounts: true,
            enabled: true,
        },
        sealed_secret: vec![1, 2, 3],
        version: 1,
        created_at: START,
    }
}

pub async fn a_key_is_found_by_its_hash_and_listed_in_its_tenant(stores: Stores) {
    let ((mine, anna), (theirs, ben)) = (admin(&stores).await, admin(&stores).await);
    let (one, two) = (key(mine, anna.id, 1), key(theirs, ben.id, 2));
    for key in [&one, &two] {
        stores.api_keys.create(key, 9, &UNAUDITED).await.unwrap();
        assert_eq!(stores.api_keys.by_hash(&key.hash).await, Ok(Some(key.clone())));
    }
    assert_eq!(stores.api_keys.by_hash(&[9; 32]).await, Ok(None));
    stores.api_keys.touch(one.id, START + 5).await.unwrap();
    stores.api_keys.touch(ApiKeyId(sample::id()), START).await.unwrap();
    let page = PageRequest { limit: 9, cursor: None };
    let used = ApiKey { last_used_at: Some(START + 5), ..one.clone() };
    assert_eq!(stores.api_keys.list(mine, page).await.unwrap().items, [used]);
    assert_eq!(stores.api_keys.revoke(theirs, one.id, &UNAUDITED).await, Err(StoreError::NotFound));
    stores.api_keys.revoke(mine, one.id, &UNAUDITED).await.unwrap();
    assert_eq!(stores.api_keys.by_hash(&one.hash).await, Ok(None));
    // A key goes with its tenant.
    stores.tenants.delete(theirs, &UNAUDITED).await.unwrap();
    assert_eq!(stores.api_keys.by_hash(&two.hash).await, Ok(None));
}

pub async fn no_more_keys_and_providers_than_allowed(stores: Stores) {
    let (tenant, anna) = admin(&stores).await;
    let keys = [1, 2, 3].map(|byte| key(tenant, anna.id, byte));
    let [a, b, c] = &keys;
    let results = tokio::join!(
        stores.api_keys.create(a, 2, &UNAUDITED),
        stores.api_keys.create(b, 2, &UNAUDITED),
        stores.api_keys.create(c, 2, &UNAUDITED)
    );
    let results = [results.0, results.1, results.2];
    assert_eq!(results.iter().filter(|result| result.is_ok()).count(), 2);
    assert!(results.contains(&Err(StoreError::Full(2))));
    stores.identity_providers.create(&provider(tenant), 1, &UNAUDITED).await.unwrap();
    let second = stores.identity_providers.create(&provider(tenant), 1, &UNAUDITED).await;
    assert_eq!(second, Err(StoreError::Full(1)));
}

pub async fn a_provider_is_its_tenants_alone(stores: Stores) {
    let ((mine, _), (theirs, _)) = (admin(&stores).await, admin(&stores).await);
    let made = provider(mine);
    stores.identity_providers.create(&made, 9, &UNAUDITED).await.unwrap();
    assert_eq!(stores.identity_providers.get(made.id).await, Ok(Some(made.clone())));
    assert_eq!(stores.identity_providers.list(mine).await, Ok(vec![made.clone()]));
    assert_eq!(stores.identity_providers.list(theirs).await, Ok(vec![]));
    let mut changed = IdentityProvider { sealed_secret: vec![4], version: 2, ..made.clone() };
    changed.settings.enabled = false;
    let stolen = IdentityProvider { tenant_id: theirs, ..changed.clone() };
    assert_eq!(stores.identity_providers.update(&stolen, false, &UNAUDITED).await, Err(StoreError::NotFound));
    stores.identity_providers.update(&changed, false, &UNAUDITED).await.unwrap();
    assert_eq!(stores.identity_providers.update(&changed, false, &UNAUDITED).await, Err(StoreError::Stale));
    assert_eq!(stores.identity_providers.get(made.id).await, Ok(Some(changed)));
    assert_eq!(
        stores.identity_providers.delete(theirs, made.id, &UNAUDITED).await,
        Err(StoreError::NotFound)
    );
    stores.identity_providers.delete(mine, made.id, &UNAUDITED).await.unwrap();
    assert_eq!(stores.identity_providers.get(made.id).await, Ok(None));
}

pub async fn a_subject_is_one_account(stores: Stores) {
    let (tenant, anna) = admin(&stores).await;
    let ben = sample::account(Some(tenant), "ben@shop.example", &[]);
    stores.accounts.create(&ben, &UNAUDITED).await.unwrap();
    let made = provider(tenant);
    let providers = &stores.identity_providers;
    providers.create(&made, 9, &UNAUDITED).await.unwrap();
    assert_eq!(providers.account_of(made.id, "s1").await, Ok(None));
    providers.link(made.id, "s1", anna.id, &UNAUDITED).await.unwrap();
    providers.link(made.id, "s1", anna.id, &UNAUDITED).await.unwrap();
    assert_eq!(providers.link(made.id, "s1", ben.id, &UNAUDITED).await, Err(StoreError::Taken("subject")));
    assert_eq!(providers.account_of(made.id, "s1").await, Ok(Some(anna.id)));
    providers.link(made.id, "s2", ben.id, &UNAUDITED).await.unwrap();
    // Another issuer knows nobody; what it does not bring along stays, and what is stale changes nothing.
    let second = IdentityProvider { version: 2, ..made.clone() };
    providers.update(&second, false, &UNAUDITED).await.unwrap();
    assert_eq!(providers.update(&second, true, &UNAUDITED).await, Err(StoreError::Stale));
    assert_eq!(providers.account_of(made.id, "s1").await, Ok(Some(anna.id)));
    providers.update(&IdentityProvider { version: 3, ..made.clone() }, true, &UNAUDITED).await.unwrap();
    assert_eq!(providers.account_of(made.id, "s1").await, Ok(None));
    providers.link(made.id, "s1", anna.id, &UNAUDITED).await.unwrap();
    providers.link(made.id, "s2", ben.id, &UNAUDITED).await.unwrap();
    stores.accounts.delete(Some(tenant), ben.id, &UNAUDITED).await.unwrap();
    assert_eq!(providers.account_of(made.id, "s2").await, Ok(None));
    providers.delete(tenant, made.id, &UNAUDITED).await.unwrap();
    assert_eq!(providers.account_of(made.id, "s1").await, Ok(None));
}

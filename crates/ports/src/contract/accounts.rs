//! Rules of accounts and refresh tokens.

use vq_domain::{AccountId, Millis, RefreshToken, Role};

use super::sample::{self, START};
use crate::{StoreError, Stores};

const LATER: Millis = Millis(START.0 + 1000);

pub async fn an_account_is_found_by_email_and_id(stores: Stores) {
    let tenant = sample::tenant();
    stores.tenants.create(&tenant).await.unwrap();
    let staff = sample::account(Some(tenant.id), "anna@shop.example", &[Role::Admin, Role::Viewer]);
    let nobody = sample::account(None, "ben@shop.example", &[]);
    for account in [&staff, &nobody] {
        stores.accounts.create(account).await.unwrap();
        assert_eq!(stores.accounts.by_email(&account.email).await.unwrap().as_ref(), Some(account));
        assert_eq!(stores.accounts.get(account.id).await.unwrap().as_ref(), Some(account));
    }
    assert_eq!(stores.accounts.by_email("carl@shop.example").await, Ok(None));
    assert_eq!(stores.accounts.get(AccountId(sample::id())).await, Ok(None));
}

pub async fn an_email_is_taken_once(stores: Stores) {
    let mut tasks = tokio::task::JoinSet::new();
    for _ in 0..8 {
        let (accounts, account) = (stores.accounts.clone(), sample::account(None, "anna@shop.example", &[]));
        tasks.spawn(async move { accounts.create(&account).await.map(|()| account) });
    }
    let results = tasks.join_all().await;
    let made: Vec<_> = results.iter().flatten().collect();
    assert_eq!(made.len(), 1);
    assert!(results.iter().all(|result| result.is_ok() || *result == Err(StoreError::Taken("email"))));
    assert_eq!(stores.accounts.by_email("anna@shop.example").await.unwrap().as_ref(), Some(made[0]));
}

pub async fn a_password_hash_can_be_replaced(stores: Stores) {
    let mut account = sample::account(None, "anna@shop.example", &[Role::Viewer]);
    stores.accounts.create(&account).await.unwrap();
    account.password_hash = "$argon2id$new".into();
    stores.accounts.set_password_hash(account.id, &account.password_hash).await.unwrap();
    assert_eq!(stores.accounts.get(account.id).await, Ok(Some(account)));
    let nobody = AccountId(sample::id());
    assert_eq!(stores.accounts.set_password_hash(nobody, "$x").await, Err(StoreError::NotFound));
}

pub async fn a_platform_admin_is_noticed(stores: Stores) {
    assert_eq!(stores.accounts.has_platform_admin().await, Ok(false));
    stores
        .accounts
        .create(&sample::account(None, "a@shop.example", &[Role::Admin, Role::Viewer]))
        .await
        .unwrap();
    assert_eq!(stores.accounts.has_platform_admin().await, Ok(false));
    let admin = sample::account(None, "b@shop.example", &[Role::Viewer, Role::PlatformAdmin]);
    stores.accounts.create(&admin).await.unwrap();
    assert_eq!(stores.accounts.has_platform_admin().await, Ok(true));
}

async fn token(stores: &Stores, byte: u8) -> RefreshToken {
    let account = sample::account(None, &format!("{}@shop.example", sample::id()), &[]);
    stores.accounts.create(&account).await.unwrap();
    let token = RefreshToken {
        hash: [byte; 32],
        family: sample::id(),
        account_id: account.id,
        expires_at: LATER,
        used_at: None,
    };
    stores.accounts.keep_refresh_token(&token).await.unwrap();
    token
}

async fn exchange(stores: &Stores, byte: u8, successor: u8, now: Millis) -> Option<RefreshToken> {
    stores.accounts.exchange_refresh_token(&[byte; 32], [successor; 32], LATER + 500, now).await.unwrap()
}

pub async fn a_refresh_token_is_exchanged_once(stores: Stores) {
    let token = token(&stores, 0).await;
    let mut tasks = tokio::task::JoinSet::new();
    for successor in 1..=16 {
        let stores = stores.clone();
        tasks.spawn(async move { (successor, exchange(&stores, 0, successor, START).await.unwrap()) });
    }
    let results = tasks.join_all().await;
    let fresh: Vec<_> = results.iter().filter(|(_, old)| old.used_at.is_none()).collect();
    assert_eq!(fresh.len(), 1);
    assert_eq!(fresh[0].1, token);
    assert!(results.iter().all(|(_, old)| old.family == token.family && old.account_id == token.account_id));
    assert!(results.iter().all(|(_, old)| old.used_at.is_none_or(|at| at == START)));
    // Only the successor of the one that was fresh is kept.
    for (successor, _) in &results {
        let found = exchange(&stores, *successor, successor + 100, START + 1).await;
        assert_eq!(found.is_some(), *successor == fresh[0].0);
        if let Some(found) = found {
            assert_eq!((found.family, found.account_id), (token.family, token.account_id));
            assert_eq!((found.expires_at, found.used_at), (LATER + 500, None));
        }
    }
}

pub async fn an_expired_or_unknown_refresh_token_has_no_successor(stores: Stores) {
    let token = token(&stores, 0).await;
    assert_eq!(exchange(&stores, 9, 10, START).await, None);
    assert_eq!(exchange(&stores, 10, 11, START).await, None);
    assert_eq!(exchange(&stores, 0, 1, LATER).await, Some(token));
    assert_eq!(exchange(&stores, 1, 2, LATER).await, None);
}

pub async fn a_revoked_family_is_gone(stores: Stores) {
    let (mine, other) = (token(&stores, 0).await, token(&stores, 50).await);
    exchange(&stores, 0, 1, START).await;
    stores.accounts.revoke_family(mine.family).await.unwrap();
    assert_eq!(exchange(&stores, 0, 2, START).await, None);
    assert_eq!(exchange(&stores, 1, 3, START).await, None);
    assert_eq!(exchange(&stores, 50, 51, START).await, Some(other));
    stores.accounts.revoke_family(mine.family).await.unwrap();
}

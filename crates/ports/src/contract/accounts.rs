//! Rules of accounts.

use vq_domain::{Account, AccountId, AccountStatus, Role, RoleId, RoleRef};

use super::sample::{self, START, UNAUDITED};
use crate::{PageRequest, StoreError, Stores};

pub async fn an_account_is_found_by_email_and_id(stores: Stores) {
    let tenant = sample::tenant();
    stores.tenants.create(&tenant, &UNAUDITED).await.unwrap();
    let staff = sample::account(Some(tenant.id), "anna@shop.example", &[Role::Admin, Role::Viewer]);
    let nobody = Account { password_hash: None, ..sample::account(None, "ben@shop.example", &[]) };
    for account in [&staff, &nobody] {
        stores.accounts.create(account, &UNAUDITED).await.unwrap();
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
        tasks.spawn(async move { accounts.create(&account, &UNAUDITED).await.map(|()| account) });
    }
    let results = tasks.join_all().await;
    let made: Vec<_> = results.iter().flatten().collect();
    assert_eq!(made.len(), 1);
    assert!(results.iter().all(|result| result.is_ok() || *result == Err(StoreError::Taken("email"))));
    assert_eq!(stores.accounts.by_email("anna@shop.example").await.unwrap().as_ref(), Some(made[0]));
}

pub async fn a_password_hash_can_be_replaced(stores: Stores) {
    let mut account = sample::account(None, "anna@shop.example", &[Role::Viewer]);
    stores.accounts.create(&account, &UNAUDITED).await.unwrap();
    account.password_hash = Some("$argon2id$new".into());
    stores.accounts.set_password_hash(account.id, "$argon2id$new", &UNAUDITED).await.unwrap();
    assert_eq!(stores.accounts.get(account.id).await, Ok(Some(account)));
    let nobody = AccountId(sample::id());
    assert_eq!(stores.accounts.set_password_hash(nobody, "$x", &UNAUDITED).await, Err(StoreError::NotFound));
}

pub async fn a_platform_admin_is_noticed(stores: Stores) {
    assert_eq!(stores.accounts.has_platform_admin().await, Ok(false));
    stores
        .accounts
        .create(&sample::account(None, "a@shop.example", &[Role::Admin, Role::Viewer]), &UNAUDITED)
        .await
        .unwrap();
    assert_eq!(stores.accounts.has_platform_admin().await, Ok(false));
    let admin = sample::account(None, "b@shop.example", &[Role::Viewer, Role::PlatformAdmin]);
    stores.accounts.create(&admin, &UNAUDITED).await.unwrap();
    assert_eq!(stores.accounts.has_platform_admin().await, Ok(true));
}

pub async fn people_are_their_realms_alone(stores: Stores) {
    let (mine, theirs) = (sample::tenant(), sample::tenant());
    for tenant in [&mine, &theirs] {
        stores.tenants.create(tenant, &UNAUDITED).await.unwrap();
    }
    let people = [
        sample::account(Some(mine.id), "anna@shop.example", &[Role::Admin]),
        sample::account(Some(mine.id), "ben@shop.example", &[Role::Viewer]),
        sample::account(Some(theirs.id), "carl@shop.example", &[Role::Admin]),
        sample::account(None, "root@shop.example", &[Role::PlatformAdmin]),
    ];
    for person in &people {
        stores.accounts.create(person, &UNAUDITED).await.unwrap();
    }
    for realm in [Some(mine.id), Some(theirs.id), None] {
        let page = PageRequest { limit: 1, cursor: None };
        let first = stores.accounts.list(realm, page).await.unwrap();
        let rest = match first.next {
            Some(cursor) => {
                let page = PageRequest { limit: 200, cursor: Some(cursor) };
                stores.accounts.list(realm, page).await.unwrap().items
            }
            None => Vec::new(),
        };
        let mut listed: Vec<_> = first.items.into_iter().chain(rest).map(|person| person.email).collect();
        listed.sort();
        let own = people.iter().filter(|person| person.tenant_id == realm);
        assert_eq!(listed, own.map(|person| person.email.clone()).collect::<Vec<_>>());
        for person in &people {
            let found = stores.accounts.get_in(realm, person.id).await.unwrap();
            assert_eq!(found.is_some(), person.tenant_id == realm);
            if person.tenant_id != realm {
                assert_eq!(
                    stores.accounts.delete(realm, person.id, &UNAUDITED).await,
                    Err(StoreError::NotFound)
                );
                let stolen = Account { tenant_id: realm, version: 2, ..person.clone() };
                assert_eq!(stores.accounts.update(&stolen, &UNAUDITED).await, Err(StoreError::NotFound));
            }
        }
    }
}

pub async fn a_person_is_updated_from_their_version(stores: Stores) {
    let tenant = sample::tenant();
    stores.tenants.create(&tenant, &UNAUDITED).await.unwrap();
    let mut person = sample::account(Some(tenant.id), "anna@shop.example", &[Role::Viewer]);
    stores.accounts.create(&person, &UNAUDITED).await.unwrap();
    person.name = "Anna B.".into();
    person.language = "fr".into();
    person.roles = vec![Role::Operator.into(), RoleRef::Own(RoleId(sample::id()))];
    person.status = AccountStatus::Disabled;
    assert_eq!(stores.accounts.update(&person, &UNAUDITED).await, Err(StoreError::Stale));
    person.version = 2;
    stores.accounts.update(&person, &UNAUDITED).await.unwrap();
    assert_eq!(stores.accounts.update(&person, &UNAUDITED).await, Err(StoreError::Stale));
    stores.accounts.set_email_verified(person.id, START, &UNAUDITED).await.unwrap();
    stores.accounts.set_email_verified(person.id, START + 9, &UNAUDITED).await.unwrap();
    person.email_verified_at = Some(START);
    assert_eq!(stores.accounts.get(person.id).await, Ok(Some(person)));
}

pub async fn the_last_admin_of_a_realm_stays(stores: Stores) {
    let tenant = sample::tenant();
    stores.tenants.create(&tenant, &UNAUDITED).await.unwrap();
    for (realm, role) in [(Some(tenant.id), Role::Admin), (None, Role::PlatformAdmin)] {
        let person = |name: &str, role| {
            sample::account(realm, &format!("{name}-{}@shop.example", realm.is_some()), &[role])
        };
        let (anna, ben) = (person("anna", role), person("ben", Role::Viewer));
        for person in [&anna, &ben] {
            stores.accounts.create(person, &UNAUDITED).await.unwrap();
        }
        let demoted = Account { roles: vec![], version: 2, ..anna.clone() };
        let disabled = Account { status: AccountStatus::Disabled, version: 2, ..anna.clone() };
        for attempt in [&demoted, &disabled] {
            assert_eq!(stores.accounts.update(attempt, &UNAUDITED).await, Err(StoreError::LastAdmin));
        }
        assert_eq!(stores.accounts.delete(realm, anna.id, &UNAUDITED).await, Err(StoreError::LastAdmin));
        assert_eq!(stores.accounts.get(anna.id).await, Ok(Some(anna.clone())));
        stores.accounts.delete(realm, ben.id, &UNAUDITED).await.unwrap();
        assert_eq!(stores.accounts.get(ben.id).await, Ok(None));

        // Of two who go at the same time, one stays.
        let carl = person("carl", role);
        stores.accounts.create(&carl, &UNAUDITED).await.unwrap();
        let (one, two) = tokio::join!(
            stores.accounts.delete(realm, anna.id, &UNAUDITED),
            stores.accounts.delete(realm, carl.id, &UNAUDITED)
        );
        assert!([&one, &two].contains(&&Err(StoreError::LastAdmin)), "{one:?} {two:?}");
        assert!([&one, &two].contains(&&Ok(())), "{one:?} {two:?}");
    }
}

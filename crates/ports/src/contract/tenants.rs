//! Rules of tenants.

use vq_domain::{TenantId, TenantStatus};

use super::sample::{self, START, UNAUDITED};
use crate::{StoreError, Stores};

pub async fn a_tenant_is_read_as_written(stores: Stores) {
    let mut tenant = sample::tenant();
    tenant.domain = Some("shop.example".into());
    tenant.status = TenantStatus::Suspended;
    tenant.limits.max_queues = 3;
    stores.tenants.create(&tenant, &UNAUDITED).await.unwrap();
    assert_eq!(stores.tenants.get(tenant.id).await, Ok(Some(tenant)));
    assert_eq!(stores.tenants.get(TenantId(sample::id())).await, Ok(None));
}

pub async fn a_domain_is_taken_once(stores: Stores) {
    let mut tasks = tokio::task::JoinSet::new();
    for _ in 0..8 {
        let (tenants, mut tenant) = (stores.tenants.clone(), sample::tenant());
        tenant.domain = Some("shop.example".into());
        tasks.spawn(async move { tenants.create(&tenant, &UNAUDITED).await.map(|()| tenant) });
    }
    let results = tasks.join_all().await;
    let made: Vec<_> = results.iter().flatten().collect();
    assert_eq!(made.len(), 1);
    assert!(results.iter().all(|result| result.is_ok() || *result == Err(StoreError::Taken("domain"))));

    // Any number may be without one, and a change cannot take another's.
    let mut other = sample::tenant();
    stores.tenants.create(&other, &UNAUDITED).await.unwrap();
    stores.tenants.create(&sample::tenant(), &UNAUDITED).await.unwrap();
    (other.domain, other.version) = (Some("shop.example".into()), 2);
    assert_eq!(stores.tenants.update(&other, &UNAUDITED).await, Err(StoreError::Taken("domain")));

    // One's own may stay, and is free once it was given up.
    let mut owner = made[0].clone();
    (owner.name, owner.version) = ("Renamed".into(), 2);
    stores.tenants.update(&owner, &UNAUDITED).await.unwrap();
    (owner.domain, owner.version) = (None, 3);
    stores.tenants.update(&owner, &UNAUDITED).await.unwrap();
    stores.tenants.update(&other, &UNAUDITED).await.unwrap();
}

pub async fn a_tenant_is_updated_from_its_version(stores: Stores) {
    let mut tenant = sample::tenant();
    stores.tenants.create(&tenant, &UNAUDITED).await.unwrap();
    tenant.name = "Another".into();
    tenant.configuration = serde_json::json!([1, "two", null]);
    tenant.status = TenantStatus::Suspended;
    tenant.updated_at = START.plus_seconds(1);
    for stale in [0, 1, 3, u64::MAX] {
        tenant.version = stale;
        assert_eq!(
            stores.tenants.update(&tenant, &UNAUDITED).await,
            Err(StoreError::Stale),
            "version {stale}"
        );
    }
    tenant.version = 2;
    stores.tenants.update(&tenant, &UNAUDITED).await.unwrap();
    assert_eq!(stores.tenants.get(tenant.id).await, Ok(Some(tenant.clone())));
    tenant.id = TenantId(sample::id());
    assert_eq!(stores.tenants.update(&tenant, &UNAUDITED).await, Err(StoreError::NotFound));
}

pub async fn simultaneous_changes_of_a_tenant_do_not_overwrite_each_other(stores: Stores) {
    let mut tenant = sample::tenant();
    stores.tenants.create(&tenant, &UNAUDITED).await.unwrap();
    tenant.version = 2;
    let mut tasks = tokio::task::JoinSet::new();
    for number in 0..16 {
        let (tenants, mut tenant) = (stores.tenants.clone(), tenant.clone());
        tenant.name = format!("by {number}");
        tasks.spawn(async move { tenants.update(&tenant, &UNAUDITED).await.map(|()| tenant) });
    }
    let results = tasks.join_all().await;
    let written: Vec<_> = results.iter().flatten().collect();
    assert_eq!(written.len(), 1);
    assert_eq!(stores.tenants.get(tenant.id).await.unwrap().as_ref(), Some(written[0]));
}

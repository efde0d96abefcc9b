//! Rules of tenants.

use std::future::Future;

use vq_domain::{AccountId, Action, TenantId, TenantStatus, Trail, audit::Target};

use super::sample::{self, START, UNAUDITED};
use crate::{Audit, StoreError, Stores, audit::AuditRetention};

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

pub async fn a_tenant_whose_log_is_held_is_not_deleted(stores: Stores) {
    let mut tenant = sample::tenant();
    stores.tenants.create(&tenant, &UNAUDITED).await.unwrap();
    let chain = Some(tenant.id);
    let hold = |version, hold: Option<&str>| AuditRetention {
        hold: hold.map(str::to_owned),
        version,
        ..AuditRetention::default_of(chain)
    };
    stores.audit.set_retention(&hold(1, Some("court case 7")), &UNAUDITED).await.unwrap();
    let trail = Trail::system("test", START);
    let written = || {
        let entry = |chain| trail.entry(chain, Action::TenantDelete, Target::new("tenant", tenant.id));
        Audit::from(entry(chain)).and(entry(None))
    };
    let mut leaving = tenant.clone();
    (leaving.status, leaving.version) = (TenantStatus::Deleting, 2);
    let refused = stores.tenants.update(&leaving, &written()).await;
    assert_eq!(refused, Err(StoreError::Taken("legal hold")));
    assert_eq!(stores.tenants.get(tenant.id).await, Ok(Some(tenant.clone())), "as it was");
    assert_eq!(stores.audit.head(chain).await, Ok(None), "nothing happened, so nothing is written down");

    // Without the hold it goes, which both logs tell; nothing is said about its log any more, and there is no way back.
    stores.audit.set_retention(&hold(2, None), &UNAUDITED).await.unwrap();
    let before = stores.audit.head(None).await.unwrap().map_or(0, |head| head.sequence);
    stores.tenants.update(&leaving, &written()).await.unwrap();
    assert_eq!(stores.audit.head(chain).await.unwrap().unwrap().sequence, 1);
    let told = stores.audit.get(None, before + 1).await.unwrap().unwrap();
    assert_eq!((&*told.entry.action, &*told.entry.target.id), ("tenant.delete", &*tenant.id.to_string()));
    let again = stores.audit.set_retention(&hold(3, Some("too late")), &UNAUDITED).await;
    assert_eq!(again, Err(StoreError::NotFound));
    (tenant.status, tenant.version) = (TenantStatus::Active, 3);
    assert_eq!(stores.tenants.update(&tenant, &UNAUDITED).await, Err(StoreError::Taken("deletion")));
    stores.tenants.delete(tenant.id, &UNAUDITED).await.unwrap();
}

/// What an earlier version left: being deleted, with a hold that no deletion passes. `execute` runs a statement past the adapter.
///
/// Not a rule of the suite: an adapter calls it with its own way to its database.
pub async fn a_deletion_that_a_hold_keeps_from_its_end_is_called_off<F: Future<Output = ()>>(
    stores: Stores,
    execute: impl Fn(&'static str) -> F,
) {
    let mut tenant = sample::tenant();
    stores.tenants.create(&tenant, &UNAUDITED).await.unwrap();
    let hold = Some("court case 7".to_owned());
    let held = AuditRetention { hold, version: 1, ..AuditRetention::default_of(Some(tenant.id)) };
    stores.audit.set_retention(&held, &UNAUDITED).await.unwrap();
    execute("UPDATE tenants SET status = 'deleting'").await;
    let by = AccountId(sample::id());
    stores.tenant_records.begin_deletion(tenant.id, by, START).await.unwrap();
    assert_eq!(stores.tenants.delete(tenant.id, &UNAUDITED).await, Err(StoreError::Taken("legal hold")));
    (tenant.status, tenant.version) = (TenantStatus::Suspended, 2);
    stores.tenants.update(&tenant, &UNAUDITED).await.unwrap();
    assert_eq!(stores.tenants.get(tenant.id).await, Ok(Some(tenant.clone())));
    assert_eq!(stores.tenant_records.unfinished_deletions().await, Ok(Vec::new()), "it does not go on later");
    assert_eq!(stores.tenant_records.deletion(tenant.id).await, Ok(None));
}

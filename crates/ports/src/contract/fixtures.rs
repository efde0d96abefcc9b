//! Rules of locations, counters and kiosks.

use vq_domain::{Counter, Location, TenantId};

use super::sample::{self, UNAUDITED};
use crate::{PageRequest, StoreError, Stores};

async fn stored(stores: &Stores) -> Location {
    let tenant = sample::tenant();
    stores.tenants.create(&tenant, &UNAUDITED).await.unwrap();
    let location = sample::location(tenant.id);
    stores.locations.create(&location, 99, &UNAUDITED).await.unwrap();
    location
}

pub async fn a_fixture_is_read_as_written_and_is_its_tenants_alone(stores: Stores) {
    let location = stored(&stores).await;
    let counter = sample::counter(&location);
    stores.counters.create(&counter, 99, &UNAUDITED).await.unwrap();
    let (tenant, id) = (location.tenant_id, location.id.0);
    assert_eq!(stores.locations.get(tenant, id).await.unwrap().as_ref(), Some(&location));
    assert_eq!(stores.locations.by_id(id).await.unwrap().as_ref(), Some(&location));
    assert_eq!(stores.counters.get(tenant, counter.id.0).await.unwrap(), Some(counter.clone()));
    // An id of another kind, or of another tenant, is none.
    assert_eq!(stores.counters.by_id(id).await.unwrap(), None);
    let other = stored(&stores).await.tenant_id;
    assert_eq!(stores.locations.get(other, id).await.unwrap(), None);
    assert_eq!(stores.locations.delete(other, id, &UNAUDITED).await, Err(StoreError::NotFound));
    let theirs = Counter { tenant_id: other, ..sample::counter(&location) };
    assert_eq!(
        stores.counters.create(&theirs, 99, &UNAUDITED).await,
        Err(StoreError::NotFound),
        "at another's location"
    );
    let nobodys = sample::location(TenantId(sample::id()));
    assert_eq!(stores.locations.create(&nobodys, 99, &UNAUDITED).await, Err(StoreError::NotFound));
}

pub async fn a_fixture_is_updated_from_its_version(stores: Stores) {
    let location = stored(&stores).await;
    let changed = Location { name: "Library".into(), version: 2, ..location.clone() };
    stores.locations.update(&changed, &UNAUDITED).await.unwrap();
    assert_eq!(stores.locations.update(&changed, &UNAUDITED).await, Err(StoreError::Stale));
    assert_eq!(stores.locations.by_id(location.id.0).await.unwrap(), Some(changed.clone()));
    let other = sample::tenant();
    stores.tenants.create(&other, &UNAUDITED).await.unwrap();
    let stolen = Location { tenant_id: other.id, version: 3, ..changed };
    assert_eq!(stores.locations.update(&stolen, &UNAUDITED).await, Err(StoreError::NotFound));
}

pub async fn a_location_goes_last(stores: Stores) {
    let location = stored(&stores).await;
    let counter = sample::counter(&location);
    stores.counters.create(&counter, 99, &UNAUDITED).await.unwrap();
    let (tenant, id) = (location.tenant_id, location.id.0);
    assert_eq!(stores.locations.delete(tenant, id, &UNAUDITED).await, Err(StoreError::Taken("location")));
    stores.counters.delete(tenant, counter.id.0, &UNAUDITED).await.unwrap();
    stores.locations.delete(tenant, id, &UNAUDITED).await.unwrap();
    assert_eq!(stores.locations.delete(tenant, id, &UNAUDITED).await, Err(StoreError::NotFound));
    // A tenant goes with all it has.
    let location = stored(&stores).await;
    stores.counters.create(&sample::counter(&location), 99, &UNAUDITED).await.unwrap();
    stores.tenants.delete(location.tenant_id, &UNAUDITED).await.unwrap();
    assert_eq!(stores.locations.by_id(location.id.0).await.unwrap(), None);
}

pub async fn pages_of_fixtures_have_no_gaps_and_no_repeats(stores: Stores) {
    let here = stored(&stores).await;
    let there = sample::location(here.tenant_id);
    stores.locations.create(&there, 99, &UNAUDITED).await.unwrap();
    let mut written = Vec::new();
    for number in 0..7 {
        let location = if number % 3 == 2 { &there } else { &here };
        let counter = Counter { created_at: sample::START + number, ..sample::counter(location) };
        stores.counters.create(&counter, 99, &UNAUDITED).await.unwrap();
        written.push(counter);
    }
    for only in [None, Some(here.id)] {
        let (mut read, mut cursor) = (Vec::new(), None);
        loop {
            let page = PageRequest { limit: 2, cursor };
            let page = stores.counters.list(here.tenant_id, only, page).await.unwrap();
            read.extend(page.items);
            match page.next {
                Some(next) => cursor = Some(next),
                None => break,
            }
        }
        let wanted: Vec<_> = written
            .iter()
            .filter(|counter| only.is_none_or(|only| counter.location_id == only))
            .cloned()
            .collect();
        assert_eq!(read, wanted);
    }
}

pub async fn no_more_fixtures_than_allowed(stores: Stores) {
    let tenant = sample::tenant();
    stores.tenants.create(&tenant, &UNAUDITED).await.unwrap();
    let mut tries = tokio::task::JoinSet::new();
    for _ in 0..8 {
        let (locations, location) = (stores.locations.clone(), sample::location(tenant.id));
        tries.spawn(async move { locations.create(&location, 3, &UNAUDITED).await.map(|()| location) });
    }
    let outcomes = tries.join_all().await;
    let made: Vec<_> = outcomes.iter().flatten().collect();
    assert_eq!(made.len(), 3);
    assert!(outcomes.iter().all(|outcome| outcome.is_ok() || *outcome == Err(StoreError::Full(3))));
    // Each kind counts for itself, over all locations.
    let counter = |at: usize| sample::counter(made[at]);
    stores.counters.create(&counter(0), 2, &UNAUDITED).await.unwrap();
    stores.counters.create(&counter(1), 2, &UNAUDITED).await.unwrap();
    assert_eq!(stores.counters.create(&counter(2), 2, &UNAUDITED).await, Err(StoreError::Full(2)));
}

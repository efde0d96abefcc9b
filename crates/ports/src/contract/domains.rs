//! Rules of tenants' domains.

use tokio::task::JoinSet;
use vq_domain::{DomainId, DomainProof, TenantDomain, TenantId, VerifiedDomain};

use super::sample::{self, START, UNAUDITED};
use crate::{StoreError, Stores};

async fn tenant(stores: &Stores) -> TenantId {
    let tenant = sample::tenant();
    stores.tenants.create(&tenant, &UNAUDITED).await.unwrap();
    tenant.id
}

async fn made(stores: &Stores, tenant: TenantId, name: &str) -> TenantDomain {
    let domain = sample::domain(tenant, name);
    stores.domains.create(&domain, 9, &UNAUDITED).await.unwrap();
    domain
}

async fn verify(stores: &Stores, domain: &TenantDomain) -> Result<(), StoreError> {
    stores.domains.verify(domain.tenant_id, domain.id, DomainProof::Dns, START, &UNAUDITED).await
}

/// Every domain that is somebody's: name, whose, whether links begin with it.
async fn verified(stores: &Stores) -> Vec<(String, TenantId, bool)> {
    let found = stores.domains.verified().await.unwrap();
    let mut found: Vec<_> = found
        .into_iter()
        .map(|VerifiedDomain { name, tenant_id, is_primary }| (name.into(), tenant_id, is_primary))
        .collect();
    found.sort();
    found
}

pub async fn a_domain_is_read_as_written_and_is_its_tenants_alone(stores: Stores) {
    let (mine, theirs) = (tenant(&stores).await, tenant(&stores).await);
    let first = made(&stores, mine, "queue.shop.example").await;
    let second = made(&stores, mine, "bücher.example").await;
    let mut listed = stores.domains.list(mine).await.unwrap();
    listed.sort_by_key(|domain| domain.name != first.name);
    assert_eq!(listed, [first.clone(), second.clone()]);
    assert_eq!(stores.domains.get(mine, first.id).await, Ok(Some(first.clone())));
    assert_eq!(stores.domains.get(theirs, first.id).await, Ok(None));
    assert_eq!(stores.domains.list(theirs).await, Ok(vec![]));
    let again = sample::domain(mine, "QUEUE.shop.example");
    assert_eq!(stores.domains.create(&again, 9, &UNAUDITED).await, Err(StoreError::Taken("name")));
    let nobodys = sample::domain(TenantId(sample::id()), "x.example");
    assert_eq!(stores.domains.create(&nobodys, 9, &UNAUDITED).await, Err(StoreError::NotFound));
    let foreign = stores.domains.verify(theirs, first.id, DomainProof::Http, START, &UNAUDITED).await;
    assert_eq!(foreign, Err(StoreError::NotFound));
    assert_eq!(stores.domains.remove(theirs, first.id, &UNAUDITED).await, Err(StoreError::NotFound));
    assert_eq!(stores.domains.set_primary(theirs, first.id, &UNAUDITED).await, Err(StoreError::NotFound));
    assert!(verified(&stores).await.is_empty());

    verify(&stores, &first).await.unwrap();
    let stored = stores.domains.get(mine, first.id).await.unwrap().unwrap();
    let shown = TenantDomain { verified: Some((START, DomainProof::Dns)), ..first };
    assert_eq!(stored, shown);
    // Shown again, it stays as it was.
    let later = START.plus_seconds(60);
    stores.domains.verify(mine, shown.id, DomainProof::Platform, later, &UNAUDITED).await.unwrap();
    assert_eq!(stores.domains.get(mine, shown.id).await, Ok(Some(shown)));
}

pub async fn no_more_domains_than_allowed(stores: Stores) {
    let tenant = tenant(&stores).await;
    let create = |number: u32| {
        let (domains, domain) =
            (stores.domains.clone(), sample::domain(tenant, &format!("q{number}.example")));
        async move { domains.create(&domain, 3, &UNAUDITED).await }
    };
    let mut tries = JoinSet::new();
    for number in 0..8 {
        tries.spawn(create(number));
    }
    let outcomes = tries.join_all().await;
    assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 3);
    assert!(outcomes.iter().all(|outcome| matches!(outcome, Ok(()) | Err(StoreError::Full(3)))));
    assert_eq!(stores.domains.list(tenant).await.unwrap().len(), 3);
}

pub async fn a_domain_is_of_the_one_tenant_that_has_shown_it(stores: Stores) {
    let mut claims = Vec::new();
    for _ in 0..6 {
        let tenant = tenant(&stores).await;
        claims.push(made(&stores, tenant, "queue.shop.example").await);
    }
    let mut tries = JoinSet::new();
    for claim in claims.clone() {
        let stores = stores.clone();
        tries.spawn(async move { (claim.tenant_id, verify(&stores, &claim).await) });
    }
    let outcomes = tries.join_all().await;
    let winners: Vec<_> =
        outcomes.iter().filter(|(_, outcome)| outcome.is_ok()).map(|(who, _)| *who).collect();
    let [winner] = winners[..] else { panic!("{outcomes:?}") };
    let lost = |outcome: &Result<(), StoreError>| *outcome == Err(StoreError::Taken("name"));
    assert_eq!(outcomes.iter().filter(|(_, outcome)| lost(outcome)).count(), 5);
    assert_eq!(verified(&stores).await, [("queue.shop.example".to_owned(), winner, false)]);

    // Once it is given up, another can have it.
    let mine = claims.iter().find(|claim| claim.tenant_id == winner).unwrap();
    let other = claims.iter().find(|claim| claim.tenant_id != winner).unwrap();
    stores.domains.remove(winner, mine.id, &UNAUDITED).await.unwrap();
    assert!(verified(&stores).await.is_empty());
    verify(&stores, other).await.unwrap();
    // And once its tenant is gone.
    stores.tenants.delete(other.tenant_id, &UNAUDITED).await.unwrap();
    assert!(verified(&stores).await.is_empty());
    assert_eq!(stores.domains.list(other.tenant_id).await, Ok(vec![]));
    let third = claims.iter().find(|claim| ![winner, other.tenant_id].contains(&claim.tenant_id)).unwrap();
    verify(&stores, third).await.unwrap();
}

pub async fn links_begin_with_one_domain(stores: Stores) {
    let tenant = tenant(&stores).await;
    let [a, b, c] = ["a.example", "b.example", "c.example"];
    let (first, second, third) =
        (made(&stores, tenant, a).await, made(&stores, tenant, b).await, made(&stores, tenant, c).await);
    let primary = async || {
        let all = stores.domains.list(tenant).await.unwrap();
        let primary: Vec<_> = all.into_iter().filter(|domain| domain.is_primary).collect();
        assert!(primary.len() < 2);
        primary.into_iter().next().map(|domain| domain.id)
    };
    let set = async |domain: DomainId| stores.domains.set_primary(tenant, domain, &UNAUDITED).await;
    assert_eq!(set(first.id).await, Err(StoreError::NotFound), "it was not shown to be theirs");
    for domain in [&first, &second] {
        verify(&stores, domain).await.unwrap();
    }
    assert_eq!(primary().await, None, "it is chosen, once it leads here");
    let (one, two) = tokio::join!(set(first.id), set(second.id));
    assert_eq!((one, two), (Ok(()), Ok(())));
    let chosen = primary().await.expect("one of the two");
    assert_eq!(set(third.id).await, Err(StoreError::NotFound));
    assert_eq!(primary().await, Some(chosen), "nothing was changed");
    set(second.id).await.unwrap();
    set(second.id).await.unwrap();
    assert_eq!(primary().await, Some(second.id));
    assert!(verified(&stores).await.contains(&(b.to_owned(), tenant, true)));
    verify(&stores, &third).await.unwrap();
    stores.domains.remove(tenant, third.id, &UNAUDITED).await.unwrap();
    assert_eq!(primary().await, Some(second.id));
    stores.domains.remove(tenant, second.id, &UNAUDITED).await.unwrap();
    assert_eq!(primary().await, None);
    assert_eq!(verified(&stores).await, [(a.to_owned(), tenant, false)]);
}

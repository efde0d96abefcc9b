//! Rules of brandings.

use vq_domain::{Branding, Colour, Logo, LogoKind, Look, Queue, QueueId, TenantId, Wearer, Words};

use super::sample::{self, START, UNAUDITED};
use crate::{StoreError, Stores, brandings::Worn};

fn of_tenant(tenant_id: TenantId) -> Wearer {
    Wearer { tenant_id, queue_id: None }
}

fn of_queue(queue: &Queue) -> Wearer {
    Wearer { tenant_id: queue.tenant_id, queue_id: Some(queue.id) }
}

fn branding(wearer: Wearer, title: &str) -> Branding {
    let words = Words { title: Some(title.into()), welcome: None, note: Some("\u{1f6d2} \u{0}".into()) };
    Branding {
        wearer,
        look: Look {
            accent: Some(Colour([1, 2, 255])),
            texts: [("en".to_owned(), words)].into(),
            ..Look::default()
        },
        logo: Some(Logo {
            kind: LogoKind::Webp,
            size: (640, 120),
            hash: "00112233445566778899aabbccddeeff".into(),
            bytes: vec![0, 1, 254, 255],
        }),
        version: 1,
        updated_at: START,
    }
}

pub async fn a_branding_is_read_as_written(stores: Stores) {
    let queue = sample::stored(&stores, sample::paused()).await;
    let (shop, sale) = (branding(of_tenant(queue.tenant_id), "Shop"), branding(of_queue(&queue), "Sale"));
    for wanted in [&shop, &sale] {
        assert_eq!(stores.brandings.get(wanted.wearer).await, Ok(None));
        stores.brandings.put(wanted, &UNAUDITED).await.unwrap();
        assert_eq!(stores.brandings.get(wanted.wearer).await.unwrap().as_ref(), Some(wanted));
    }
    let worn = stores.brandings.of_queue(queue.id).await;
    assert_eq!(worn, Ok(Worn { tenant: Some(shop.clone()), queue: Some(sale) }));
    let other = sample::stored_for(&stores, queue.tenant_id, sample::paused()).await;
    let worn = stores.brandings.of_queue(other.id).await;
    assert_eq!(worn, Ok(Worn { tenant: Some(shop), queue: None }));
    assert_eq!(stores.brandings.of_queue(QueueId(sample::id())).await, Ok(Worn::default()));
}

pub async fn a_branding_is_its_tenants_alone(stores: Stores) {
    let (mine, theirs) =
        (sample::stored(&stores, sample::paused()).await, sample::stored(&stores, sample::paused()).await);
    stores.brandings.put(&branding(of_queue(&theirs), "Theirs"), &UNAUDITED).await.unwrap();
    let crossed = Wearer { tenant_id: mine.tenant_id, queue_id: Some(theirs.id) };
    assert_eq!(stores.brandings.get(crossed).await, Ok(None));
    let mut taken = branding(crossed, "Mine");
    assert_eq!(stores.brandings.put(&taken, &UNAUDITED).await, Err(StoreError::NotFound));
    taken.version = 2;
    assert_eq!(stores.brandings.put(&taken, &UNAUDITED).await, Err(StoreError::NotFound));
    stores.brandings.delete(crossed, &UNAUDITED).await.unwrap();
    assert_eq!(stores.brandings.of_queue(theirs.id).await.unwrap().queue.map(|own| own.version), Some(1));
    let nobody = branding(of_tenant(TenantId(sample::id())), "Nobody");
    assert_eq!(stores.brandings.put(&nobody, &UNAUDITED).await, Err(StoreError::NotFound));
}

pub async fn a_branding_is_changed_from_its_version(stores: Stores) {
    let queue = sample::stored(&stores, sample::paused()).await;
    let mut changed = branding(of_queue(&queue), "First");
    for early in [0, 2] {
        changed.version = early;
        assert_eq!(
            stores.brandings.put(&changed, &UNAUDITED).await,
            Err(StoreError::Stale),
            "version {early}"
        );
    }
    changed.version = 1;
    stores.brandings.put(&changed, &UNAUDITED).await.unwrap();
    for stale in [0, 1, 3, u64::MAX] {
        changed.version = stale;
        assert_eq!(
            stores.brandings.put(&changed, &UNAUDITED).await,
            Err(StoreError::Stale),
            "version {stale}"
        );
    }
    (changed.version, changed.logo, changed.look) = (2, None, Look::default());
    changed.updated_at = START.plus_seconds(1);
    stores.brandings.put(&changed, &UNAUDITED).await.unwrap();
    assert_eq!(stores.brandings.get(changed.wearer).await, Ok(Some(changed)));
}

pub async fn simultaneous_changes_of_a_branding_do_not_overwrite_each_other(stores: Stores) {
    let queue = sample::stored(&stores, sample::paused()).await;
    let mut tasks = tokio::task::JoinSet::new();
    for number in 0..8 {
        let (brandings, wanted) =
            (stores.brandings.clone(), branding(of_tenant(queue.tenant_id), &format!("by {number}")));
        tasks.spawn(async move { brandings.put(&wanted, &UNAUDITED).await.map(|()| wanted) });
    }
    let results = tasks.join_all().await;
    let written: Vec<_> = results.iter().flatten().collect();
    assert_eq!(written.len(), 1);
    assert!(results.iter().all(|result| result.is_ok() || *result == Err(StoreError::Stale)));
    assert_eq!(stores.brandings.get(written[0].wearer).await.unwrap().as_ref(), Some(written[0]));
}

pub async fn a_branding_goes_with_its_wearer(stores: Stores) {
    let queue = sample::stored(&stores, sample::paused()).await;
    let (shop, sale) = (branding(of_tenant(queue.tenant_id), "Shop"), branding(of_queue(&queue), "Sale"));
    for wanted in [&shop, &sale] {
        stores.brandings.put(wanted, &UNAUDITED).await.unwrap();
    }
    stores.brandings.delete(sale.wearer, &UNAUDITED).await.unwrap();
    stores.brandings.delete(sale.wearer, &UNAUDITED).await.unwrap();
    assert_eq!(stores.brandings.get(sale.wearer).await, Ok(None));
    stores.brandings.put(&sale, &UNAUDITED).await.unwrap();
    stores.queues.delete(queue.tenant_id, queue.id, &UNAUDITED).await.unwrap();
    assert_eq!(stores.brandings.get(sale.wearer).await, Ok(None));
    assert_eq!(stores.brandings.get(shop.wearer).await, Ok(Some(shop.clone())));
    let other = sample::stored_for(&stores, queue.tenant_id, sample::paused()).await;
    let sale = branding(of_queue(&other), "Sale");
    stores.brandings.put(&sale, &UNAUDITED).await.unwrap();
    stores.tenants.delete(queue.tenant_id, &UNAUDITED).await.unwrap();
    assert_eq!(stores.brandings.get(shop.wearer).await, Ok(None));
    assert_eq!(stores.brandings.get(sale.wearer).await, Ok(None));
}

//! Rules of paging.

use std::collections::BTreeSet;

use vq_domain::{SessionState, TenantId, Ticket};
use vq_engine::Command;

use super::sample::{self, START, UNAUDITED, crowd, one};
use crate::{Page, PageRequest, SessionFilter, StoreError, Stores};

fn request(limit: u32, cursor: Option<String>) -> PageRequest {
    PageRequest { limit, cursor }
}

/// Walks through all pages.
macro_rules! walk {
    ($limit:expr, $list:expr) => {{
        let (limit, mut cursor, mut all) = ($limit, None, Vec::new());
        loop {
            let page: Page<_> = $list(request(limit, cursor.take())).await.unwrap();
            assert!(page.items.len() <= limit as usize);
            assert!(page.next.is_none() || page.items.len() == limit as usize);
            all.extend(page.items);
            match page.next {
                None => break all,
                next => cursor = next,
            }
        }
    }};
}

pub async fn pages_of_tenants_have_no_gaps_and_no_repeats(stores: Stores) {
    let mut made = Vec::new();
    for number in 0..23 {
        let mut tenant = sample::tenant();
        // Some were made in the same millisecond.
        tenant.created_at = START + number / 5;
        stores.tenants.create(&tenant, &UNAUDITED).await.unwrap();
        made.push(tenant);
    }
    made.sort_by_key(|tenant| (tenant.created_at, tenant.id));
    for limit in [1, 7, 23, 200] {
        let all = walk!(limit, |page| stores.tenants.list(page));
        assert_eq!(all, made, "pages of {limit}");
    }
}

pub async fn pages_of_queues_have_no_gaps_and_no_repeats(stores: Stores) {
    let tenant = sample::tenant();
    stores.tenants.create(&tenant, &UNAUDITED).await.unwrap();
    sample::stored(&stores, sample::paused()).await;
    assert_eq!(stores.queues.list(tenant.id, request(5, None)).await, Ok(Page { items: vec![], next: None }));
    let mut made = Vec::new();
    for number in 0..23 {
        let mut queue = sample::queue(tenant.id);
        queue.created_at = START + number / 5;
        stores.queues.create(&queue, &sample::paused(), 100, &UNAUDITED).await.unwrap();
        made.push(queue);
    }
    made.sort_by_key(|queue| (queue.created_at, queue.id));
    for limit in [1, 7, 23, 200] {
        let all = walk!(limit, |page| stores.queues.list(tenant.id, page));
        assert_eq!(all, made, "pages of {limit}");
    }
    assert_eq!(stores.queues.all().await.unwrap().len(), 24);
}

async fn tenant_with_sessions(stores: &Stores) -> TenantId {
    let tenant = sample::tenant();
    stores.tenants.create(&tenant, &UNAUDITED).await.unwrap();
    for count in [5, 0, 11, 1] {
        let queue = sample::stored_for(stores, tenant.id, sample::paused()).await.id;
        for ticket in crowd(stores, queue, count).await {
            if ticket % 3 == 0 {
                one(stores, queue, Command::Leave { ticket }).await;
            }
        }
    }
    tenant.id
}

pub async fn pages_of_sessions_have_no_gaps_and_no_repeats(stores: Stores) {
    let tenant = tenant_with_sessions(&stores).await;
    for (state, count) in [(None, 17), (Some(SessionState::Waiting), 13), (Some(SessionState::Left), 4)] {
        let filter = SessionFilter { state, ..SessionFilter::default() };
        let whole = walk!(200, |page| stores.sessions.list(tenant, &filter, page));
        assert_eq!(whole.len(), count);
        let distinct: BTreeSet<_> = whole.iter().map(|record| record.entry.session).collect();
        assert_eq!(distinct.len(), count);
        for limit in [1, 2, 5, 16, 17, 18] {
            let all = walk!(limit, |page| stores.sessions.list(tenant, &filter, page));
            assert_eq!(all, whole, "pages of {limit}");
        }
    }
}

pub async fn pages_go_on_while_rows_come_and_go(stores: Stores) {
    let queue = sample::stored(&stores, sample::paused()).await;
    crowd(&stores, queue.id, 10).await;
    let filter = SessionFilter { state: Some(SessionState::Waiting), ..SessionFilter::default() };
    let first = stores.sessions.list(queue.tenant_id, &filter, request(3, None)).await.unwrap();
    // The last row shown leaves, one to come leaves, new ones join.
    one(&stores, queue.id, Command::Leave { ticket: 8 }).await;
    one(&stores, queue.id, Command::Leave { ticket: 6 }).await;
    crowd(&stores, queue.id, 5).await;
    let second = stores.sessions.list(queue.tenant_id, &filter, request(3, first.next)).await.unwrap();
    let tickets: Vec<Ticket> = second.items.iter().map(|record| record.entry.ticket).collect();
    assert_eq!(tickets, [7, 5, 4]);
}

pub async fn a_cursor_that_is_none_is_refused(stores: Stores) {
    let queue = sample::stored(&stores, sample::paused()).await;
    for garbage in ["", " ", "0", "null", "\u{1f600}", "AAAA", "' OR 1=1 --", &"A".repeat(10_000)] {
        let page = || request(5, Some(garbage.to_owned()));
        let filter = SessionFilter::default();
        assert_eq!(stores.tenants.list(page()).await, Err(StoreError::NoCursor), "{garbage}");
        assert_eq!(stores.queues.list(queue.tenant_id, page()).await, Err(StoreError::NoCursor), "{garbage}");
        let sessions = stores.sessions.list(queue.tenant_id, &filter, page()).await;
        assert_eq!(sessions, Err(StoreError::NoCursor), "{garbage}");
    }
}

pub async fn a_cursor_of_another_tenant_reaches_nothing(stores: Stores) {
    let (mine, theirs) = (tenant_with_sessions(&stores).await, tenant_with_sessions(&stores).await);
    let filter = SessionFilter::default();
    let their_sessions = walk!(200, |page| stores.sessions.list(theirs, &filter, page));
    let cursor = stores.sessions.list(theirs, &filter, request(2, None)).await.unwrap().next;
    let page = stores.sessions.list(mine, &filter, request(200, cursor)).await.unwrap();
    assert!(page.items.iter().all(|record| !their_sessions.contains(record)));
    let cursor = stores.queues.list(theirs, request(1, None)).await.unwrap().next;
    let page = stores.queues.list(mine, request(200, cursor)).await.unwrap();
    assert!(page.items.iter().all(|queue| queue.tenant_id == mine));
}

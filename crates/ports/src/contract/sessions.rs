//! Rules of reading sessions.

use vq_domain::{QueueId, SessionId, SessionState, TenantId};
use vq_engine::Command;

use super::sample::{self, crowd, join, joined, one};
use crate::{PageRequest, SessionFilter, SessionRecord, Stores};

pub async fn a_session_is_found_by_id_and_ticket(stores: Stores) {
    let queue = sample::stored(&stores, sample::paused()).await;
    let outcome = one(&stores, queue.id, join(Some("anna"))).await;
    let record = SessionRecord { queue: queue.id, entry: joined(&outcome).clone() };
    let session = record.entry.session;
    assert_eq!(stores.sessions.get(queue.tenant_id, session).await, Ok(Some(record.clone())));
    assert_eq!(stores.sessions.by_ticket(queue.id, 1).await, Ok(Some(record)));
    assert_eq!(stores.sessions.get(queue.tenant_id, SessionId(sample::id())).await, Ok(None));
    assert_eq!(stores.sessions.by_ticket(queue.id, 2).await, Ok(None));
    assert_eq!(stores.sessions.by_ticket(QueueId(sample::id()), 1).await, Ok(None));
}

pub async fn a_session_is_its_tenants_alone(stores: Stores) {
    let queue = sample::stored(&stores, sample::paused()).await;
    let other = sample::stored(&stores, sample::paused()).await;
    let outcome = one(&stores, queue.id, join(Some("anna"))).await;
    assert_eq!(stores.sessions.get(other.tenant_id, joined(&outcome).session).await, Ok(None));
    assert_eq!(listed(&stores, other.tenant_id, SessionFilter::default()).await, []);
    let foreign = SessionFilter { queue: Some(queue.id), ..SessionFilter::default() };
    assert_eq!(listed(&stores, other.tenant_id, foreign).await, []);
}

async fn listed(stores: &Stores, tenant: TenantId, filter: SessionFilter) -> Vec<(QueueId, u32)> {
    let page = PageRequest { limit: 200, cursor: None };
    let page = stores.sessions.list(tenant, &filter, page).await.unwrap();
    assert_eq!(page.next, None);
    page.items.iter().map(|record| (record.queue, record.entry.ticket)).collect()
}

pub async fn sessions_are_listed_newest_first(stores: Stores) {
    let queue = sample::stored(&stores, sample::paused()).await;
    crowd(&stores, queue.id, 5).await;
    one(&stores, queue.id, Command::Leave { ticket: 3 }).await;
    let tickets: Vec<u32> =
        listed(&stores, queue.tenant_id, SessionFilter::default()).await.iter().map(|row| row.1).collect();
    assert_eq!(tickets, [5, 4, 3, 2, 1]);
}

pub async fn a_list_is_narrowed_by_queue_state_and_identifier(stores: Stores) {
    let first = sample::stored(&stores, sample::paused()).await;
    let tenant = first.tenant_id;
    let second = sample::stored_for(&stores, tenant, sample::paused()).await;
    for queue in [first.id, second.id] {
        for person in ["anna", "ben", "anna", "carl"] {
            let outcome = one(&stores, queue, join(Some(person))).await;
            if person == "anna" {
                one(&stores, queue, Command::Leave { ticket: joined(&outcome).ticket }).await;
            }
        }
        one(&stores, queue, join(Some("anna"))).await;
    }
    // Tickets: 1 anna left, 2 ben, 3 anna left, 4 carl, 5 anna.
    use SessionState::*;
    let table: [(Option<SessionState>, Option<&str>, &[u32]); 9] = [
        (None, None, &[5, 4, 3, 2, 1]),
        (Some(Waiting), None, &[5, 4, 2]),
        (Some(Left), None, &[3, 1]),
        (Some(Active), None, &[]),
        (None, Some("anna"), &[5, 3, 1]),
        (None, Some("nobody"), &[]),
        (Some(Waiting), Some("anna"), &[5]),
        (Some(Left), Some("anna"), &[3, 1]),
        (Some(Left), Some("ben"), &[]),
    ];
    for (state, identifier, tickets) in table {
        let identifier = identifier.map(String::from);
        let filter = SessionFilter { queue: Some(second.id), state, identifier };
        let expected: Vec<_> = tickets.iter().map(|ticket| (second.id, *ticket)).collect();
        assert_eq!(listed(&stores, tenant, filter.clone()).await, expected, "{filter:?}");
        let all = listed(&stores, tenant, SessionFilter { queue: None, ..filter.clone() }).await;
        let of = |queue| all.iter().filter(move |row| row.0 == queue).map(|row| row.1);
        assert!(of(first.id).eq(tickets.iter().copied()), "{filter:?}");
        assert!(of(second.id).eq(tickets.iter().copied()), "{filter:?}");
    }
}

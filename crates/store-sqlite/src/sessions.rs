//! Sessions, for reading.

use async_trait::async_trait;
use rusqlite::{Connection, params};
use vq_domain::{QueueId, SessionId, SessionState, TenantId, Ticket};
use vq_engine::Entry;
use vq_ports::{Page, PageRequest, SessionFilter, SessionRecord, Sessions, StoreResult};

use crate::{
    SqliteStore,
    cursor::{Created, InQueue},
    row,
    table::{self, COLUMNS},
};

#[async_trait]
impl Sessions for SqliteStore {
    async fn get(&self, tenant: TenantId, session: SessionId) -> StoreResult<Option<SessionRecord>> {
        // The join keeps out what is left of deleted queues, and other tenants (I9).
        let sql = format!(
            "SELECT {COLUMNS}, q.id FROM sessions s JOIN queues q ON q.key = s.queue_key
             WHERE s.session = ?1 AND q.tenant = ?2"
        );
        self.core
            .read(move |connection| {
                row::find(connection, &sql, [session.as_bytes(), tenant.as_bytes()], |row| {
                    Ok(SessionRecord { queue: QueueId(row::uuid(row, 13)?), entry: table::entry(row)? })
                })
            })
            .await
    }

    async fn by_ticket(&self, queue: QueueId, ticket: Ticket) -> StoreResult<Option<SessionRecord>> {
        let sql = format!(
            "SELECT {COLUMNS} FROM sessions
             WHERE queue_key = (SELECT key FROM queues WHERE id = ?1) AND ticket = ?2"
        );
        self.core
            .read(move |connection| {
                let entry = row::find(connection, &sql, params![queue.as_bytes(), ticket], table::entry)?;
                Ok(entry.map(|entry| SessionRecord { queue, entry }))
            })
            .await
    }

    async fn list(
        &self,
        tenant: TenantId,
        filter: &SessionFilter,
        page: PageRequest,
    ) -> StoreResult<Page<SessionRecord>> {
        let from = InQueue::decode(page.cursor.as_deref())?;
        let limit = page.most();
        let filter = filter.clone();
        self.core.read(move |connection| list(connection, tenant, &filter, from, limit)).await
    }
}

/// A queue to look through.
struct Within {
    key: i64,
    id: QueueId,
    place: Created,
}

fn list(
    connection: &Connection,
    tenant: TenantId,
    filter: &SessionFilter,
    from: Option<InQueue>,
    limit: u32,
) -> StoreResult<Page<SessionRecord>> {
    let mut found: Vec<(Created, SessionRecord)> = Vec::new();
    for queue in queues_from(connection, tenant, from)? {
        if filter.queue.is_some_and(|only| only != queue.id) {
            continue;
        }
        let before = match from {
            Some(from) if from.queue == queue.place => i64::from(from.ticket),
            _ => i64::MAX,
        };
        let missing = limit + 1 - u32::try_from(found.len()).unwrap_or(limit);
        for entry in list_queue(connection, queue.key, filter, before, missing)? {
            found.push((queue.place, SessionRecord { queue: queue.id, entry }));
        }
        if found.len() > limit as usize {
            break;
        }
    }
    let page = Page::cut(found, limit, |(queue, record)| {
        InQueue { queue: *queue, ticket: record.entry.ticket }.encode()
    });
    Ok(Page { items: page.items.into_iter().map(|(_, record)| record).collect(), next: page.next })
}

fn queues_from(connection: &Connection, tenant: TenantId, from: Option<InQueue>) -> StoreResult<Vec<Within>> {
    let first = from.map_or(Created::START, |from| from.queue);
    row::all(
        connection,
        "SELECT key, id, created_at FROM queues WHERE tenant = ?1 AND (created_at, id) >= (?2, ?3)
         ORDER BY created_at, id",
        params![tenant.as_bytes(), first.at.0, first.id.as_bytes()],
        |row| {
            let id = row::uuid(row, 1)?;
            let place = Created { at: row::millis(row, 2)?, id };
            Ok(Within { key: row::get(row, 0)?, id: QueueId(id), place })
        },
    )
}

/// One queue's sessions with tickets below `before`, the newest first.
fn list_queue(
    connection: &Connection,
    key: i64,
    filter: &SessionFilter,
    before: i64,
    limit: u32,
) -> StoreResult<Vec<Entry>> {
    let mut entries = Vec::new();
    for part in parts(filter) {
        let missing = limit - u32::try_from(entries.len()).unwrap_or(limit).min(limit);
        if missing == 0 {
            break;
        }
        let sql =
            format!("SELECT {COLUMNS} FROM sessions {part} AND ticket < ?2 ORDER BY ticket DESC LIMIT ?3");
        let state = filter.state.map(|state: SessionState| state as u8);
        let params = params![key, before, missing, state, filter.identifier];
        entries.extend(row::all(connection, &sql, params, table::entry)?);
    }
    Ok(entries)
}

/// Where to look, in order. Each part names its index, so that a page costs what it shows and not what it passes over;
/// each mentions every parameter. Somebody's live session is newer than all their ended ones, so "live, then ended" is
/// the order of tickets.
fn parts(filter: &SessionFilter) -> &'static [&'static str] {
    const LIVE: &str = "INDEXED BY sessions_live
        WHERE queue_key = ?1 AND state <= 2 AND state = ?4 AND ?5 IS NULL";
    const ENDED: &str = "INDEXED BY sessions_ended
        WHERE queue_key = ?1 AND state > 2 AND state = ?4 AND ?5 IS NULL";
    const LIVE_PERSON: &str = "INDEXED BY sessions_live_identifier
        WHERE queue_key = ?1 AND state <= 2 AND identifier = ?5 AND state = coalesce(?4, state)";
    const ENDED_PERSON: &str = "INDEXED BY sessions_ended_identifier
        WHERE queue_key = ?1 AND state > 2 AND identifier = ?5 AND +state = coalesce(?4, state)";
    match (filter.state, &filter.identifier) {
        (None, None) => &["WHERE queue_key = ?1 AND ?4 IS NULL AND ?5 IS NULL"],
        (None, Some(_)) => &[LIVE_PERSON, ENDED_PERSON],
        (Some(state), None) if state.is_live() => &[LIVE],
        (Some(_), None) => &[ENDED],
        (Some(state), Some(_)) if state.is_live() => &[LIVE_PERSON],
        (Some(_), Some(_)) => &[ENDED_PERSON],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_page_is_read_in_the_order_of_its_index() {
        let folder = tempfile::tempdir().unwrap();
        let store = SqliteStore::open(folder.path(), crate::Options::default()).unwrap();
        for state in [None, Some(SessionState::Waiting), Some(SessionState::Left)] {
            for identifier in [None, Some("anna".to_owned())] {
                for part in parts(&SessionFilter { queue: None, state, identifier }) {
                    let sql = format!(
                        "EXPLAIN QUERY PLAN SELECT {COLUMNS} FROM sessions {part} AND ticket < ?2
                         ORDER BY ticket DESC LIMIT ?3"
                    );
                    let none: Option<i64> = None;
                    let plan = store.core.read(move |connection| {
                        let params = params![1, 1, 1, none, none];
                        row::all(connection, &sql, params, |row| row::get::<String>(row, 3))
                    });
                    let plan = plan.await.unwrap().join("; ");
                    assert!(
                        plan.contains("SEARCH sessions USING") && !plan.contains("TEMP B-TREE"),
                        "{plan}"
                    );
                }
            }
        }
    }
}

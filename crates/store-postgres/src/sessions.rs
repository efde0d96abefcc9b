//! Sessions, for reading.

use std::fmt::Write;

use async_trait::async_trait;
use futures_util::FutureExt;
use tokio_postgres::{Row, types::ToSql};
use vq_domain::{QueueId, SessionId, TenantId, Ticket};
use vq_ports::{Page, PageRequest, SessionFilter, SessionRecord, Sessions, StoreResult};

use crate::{
    PostgresStore,
    cursor::{Created, InQueue},
    fault::Fault,
    row::{self, params},
    session::{columns, entry},
    tx::{Scope, Tx},
};

/// The look at the queue keeps out what is left of deleted ones.
pub const BY_ID: &str = concat!(
    "SELECT ",
    columns!(),
    ", (SELECT id FROM queues WHERE key = queue_key) AS queue FROM sessions WHERE session = $1 AND tenant = $2"
);
pub const BY_TICKET: &str = concat!(
    "SELECT ",
    columns!(),
    " FROM sessions WHERE queue_key = (SELECT queue_key FROM lines WHERE queue = $1) AND ticket = $2"
);

#[async_trait]
impl Sessions for PostgresStore {
    async fn get(&self, tenant: TenantId, session: SessionId) -> StoreResult<Option<SessionRecord>> {
        let input = (tenant, session);
        self.core
            .read(Scope::Tenant(tenant), input, |tx, (tenant, session)| get(tx, *tenant, *session).boxed())
            .await
    }

    async fn by_ticket(&self, queue: QueueId, ticket: Ticket) -> StoreResult<Option<SessionRecord>> {
        let input = (queue, ticket);
        self.core.read(Scope::Node, input, |tx, (queue, ticket)| by_ticket(tx, *queue, *ticket).boxed()).await
    }

    async fn list(
        &self,
        tenant: TenantId,
        filter: &SessionFilter,
        page: PageRequest,
    ) -> StoreResult<Page<SessionRecord>> {
        let from = InQueue::decode(page.cursor.as_deref())?;
        let input = (tenant, filter.clone(), from, page.most());
        self.core
            .read_list(Scope::Tenant(tenant), input, |tx, (tenant, filter, from, limit)| {
                list(tx, *tenant, filter, *from, *limit).boxed()
            })
            .await
    }
}

async fn get(tx: &Tx, tenant: TenantId, session: SessionId) -> Result<Option<SessionRecord>, Fault> {
    let rows = tx.alone(BY_ID, params![session.0, tenant.0]).await?;
    let Some(row) = rows.first() else { return Ok(None) };
    let Some(queue) = row::get(row, 13)? else { return Ok(None) };
    Ok(Some(SessionRecord { queue: QueueId(queue), entry: entry(row)? }))
}

async fn by_ticket(tx: &Tx, queue: QueueId, ticket: Ticket) -> Result<Option<SessionRecord>, Fault> {
    let rows = tx.alone(BY_TICKET, params![queue.0, i64::from(ticket)]).await?;
    let entry = rows.first().map(entry).transpose()?;
    Ok(entry.map(|entry| SessionRecord { queue, entry }))
}

async fn list(
    tx: &Tx,
    tenant: TenantId,
    filter: &SessionFilter,
    from: Option<InQueue>,
    limit: u32,
) -> Result<Page<SessionRecord>, Fault> {
    let first = from.map_or(Created::START, |from| from.queue);
    let ticket = from.map_or(i64::MAX, |from| i64::from(from.ticket));
    let (queue, identifier) =
        (filter.queue.map(|queue| queue.0), filter.identifier.as_deref().map(str::as_bytes));
    let most = i64::from(limit) + 1;
    let mut params: Vec<&(dyn ToSql + Sync)> = vec![&tenant.0, &first.at.0, &first.id, &ticket, &most];
    params.extend(queue.iter().map(|queue| queue as &(dyn ToSql + Sync)));
    params.extend(identifier.iter().map(|identifier| identifier as &(dyn ToSql + Sync)));
    let rows = tx.alone(&list_sql(filter), &params).await?;
    let found = rows.iter().map(placed).collect::<StoreResult<_>>()?;
    let page = Page::cut(found, limit, |(queue, record): &(Created, SessionRecord)| {
        InQueue { queue: *queue, ticket: record.entry.ticket }.encode()
    });
    Ok(Page { items: page.items.into_iter().map(|(_, record)| record).collect(), next: page.next })
}

fn placed(row: &Row) -> StoreResult<(Created, SessionRecord)> {
    let queue = Created { id: row::uuid(row, 13)?, at: row::millis(row, 14)? };
    Ok((queue, SessionRecord { queue: QueueId(queue.id), entry: entry(row)? }))
}

/// A page of a tenant's sessions: queue by queue, and in each from its newest session on, until there are enough. Takes the
/// tenant, the place of the first queue and the ticket there below which to begin, how many, then the queue and the
/// identifier of the filter, if it has them.
pub fn list_sql(filter: &SessionFilter) -> String {
    let mut next = 5;
    let mut param = || {
        next += 1;
        next
    };
    let queue = filter.queue.map(|_| format!("AND id = ${}", param())).unwrap_or_default();
    let person = filter.identifier.as_ref().map(|_| format!("AND identifier = ${}", param()));
    let conditions = match (filter.state, person) {
        (None, None) => vec![String::new()],
        (Some(state), None) => vec![format!("AND state = {}", state as u8)],
        // Live and ended sessions of somebody have indexes of their own.
        (None, Some(person)) => {
            ["state <= 2", "state > 2"].map(|life| format!("{person} AND {life}")).to_vec()
        }
        // In other words, or the index of states would look the better one.
        (Some(state), Some(person)) => {
            let life = if state.is_live() { "state <= 2" } else { "state > 2" };
            vec![format!("{person} AND {life} AND state + 0 = {}", state as u8)]
        }
    };
    let mut parts = String::new();
    for condition in conditions {
        let union = if parts.is_empty() { "" } else { " UNION ALL " };
        // Writing to a string does not fail.
        let _ = write!(
            parts,
            "{union}(SELECT {} FROM sessions WHERE queue_key = key {condition} AND ticket < \
             CASE WHEN (created_at, id) = ($2, $3) THEN $4 ELSE {} END ORDER BY ticket DESC LIMIT $5)",
            columns!(),
            i64::MAX
        );
    }
    format!(
        "SELECT s.*, id, created_at FROM queues CROSS JOIN LATERAL ({parts}) s \
         WHERE tenant = $1 AND (created_at, id) >= ($2, $3) {queue} \
         ORDER BY created_at, id, ticket DESC LIMIT $5"
    )
}

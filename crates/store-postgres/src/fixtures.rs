//! Locations, counters and kiosks.

use async_trait::async_trait;
use futures_util::{FutureExt, future::try_join3};
use tokio_postgres::Row;
use uuid::Uuid;
use vq_domain::{CounterId, LocationId, TenantId};
use vq_ports::{
    Audit, CounterTurn, CounterTurns, Fixture, Fixtures, Page, PageRequest, StoreError, StoreResult,
};

use crate::{
    PostgresStore,
    cursor::Created,
    fault::Fault,
    roles::room_for,
    row::{self, params},
    tx::{Scope, Tx},
};

pub const OF_TENANT: &str = "SELECT body FROM fixtures WHERE id = $1 AND kind = $2 AND tenant = $3";
pub const BY_ID: &str = "SELECT body FROM fixtures WHERE id = $1 AND kind = $2";
pub const TURN: &str = "SELECT turn, turn_lines FROM fixtures WHERE id = $1 AND kind = 2 AND tenant = $2";
pub const LIST: &str = "SELECT body FROM fixtures WHERE tenant = $1 AND kind = $2 AND (created_at, id) > ($3, $4) \
     AND ($5::uuid IS NULL OR location = $5) ORDER BY created_at, id LIMIT $6";
pub const COUNT: &str = "SELECT count(*) FROM fixtures WHERE tenant = $1 AND kind = $2";
/// Stores nothing when there is no such tenant, or it has no such location.
pub const CREATE: &str = "INSERT INTO fixtures (id, kind, tenant, location, body, version, created_at) \
     SELECT $1, $2, id, $4, $5, $6, $7 FROM tenants WHERE id = $3 AND ($4::uuid IS NULL OR EXISTS \
     (SELECT 1 FROM fixtures WHERE id = $4 AND kind = 1 AND tenant = $3)) RETURNING true";
pub const UPDATE: &str = "UPDATE fixtures SET body = $5, location = $6, version = version + 1 \
     WHERE id = $1 AND kind = $2 AND tenant = $3 AND version = $4";
pub const USED: &str = "SELECT true FROM fixtures WHERE location = $1 AND tenant = $2 LIMIT 1";
pub const DELETE: &str = "DELETE FROM fixtures WHERE id = $1 AND kind = $2 AND tenant = $3";
/// A transaction that calls holds the row: this waits for it, and looks at the turn again.
pub const REMOVE: &str = "DELETE FROM fixtures WHERE id = $1 AND kind = 2 AND tenant = $2 AND turn = $3";

#[async_trait]
impl<T: Fixture> Fixtures<T> for PostgresStore {
    async fn create(&self, item: &T, most: u32, audit: &Audit) -> StoreResult<()> {
        let input = (item.clone(), most);
        self.core
            .audited(audit, Scope::Tenant(item.tenant()), input, |tx, (item, most)| {
                create(tx, item, *most).boxed()
            })
            .await
    }

    async fn get(&self, tenant: TenantId, id: Uuid) -> StoreResult<Option<T>> {
        self.core
            .read(Scope::Tenant(tenant), (tenant, id), |tx, (tenant, id)| {
                async move { found(tx.alone(OF_TENANT, params![id, T::KIND, tenant.0]).await?) }.boxed()
            })
            .await
    }

    async fn by_id(&self, id: Uuid) -> StoreResult<Option<T>> {
        self.core
            .read(Scope::Node, id, |tx, id| {
                async move { found(tx.alone(BY_ID, params![id, T::KIND]).await?) }.boxed()
            })
            .await
    }

    async fn list(
        &self,
        tenant: TenantId,
        location: Option<LocationId>,
        page: PageRequest,
    ) -> StoreResult<Page<T>> {
        let input = (tenant, location, Created::decode(page.cursor.as_deref())?, page.most());
        self.core
            .read_list(Scope::Tenant(tenant), input, |tx, (tenant, location, after, limit)| {
                list(tx, *tenant, *location, *after, *limit).boxed()
            })
            .await
    }

    async fn update(&self, item: &T, audit: &Audit) -> StoreResult<()> {
        self.core
            .audited(audit, Scope::Tenant(item.tenant()), item.clone(), |tx, item| update(tx, item).boxed())
            .await
    }

    async fn delete(&self, tenant: TenantId, id: Uuid, audit: &Audit) -> StoreResult<()> {
        self.core
            .audited(audit, Scope::Tenant(tenant), (tenant, id), |tx, (tenant, id)| {
                delete::<T>(tx, *tenant, *id).boxed()
            })
            .await
    }
}

#[async_trait]
impl CounterTurns for PostgresStore {
    async fn turn(&self, tenant: TenantId, counter: CounterId) -> StoreResult<Option<CounterTurn>> {
        self.core
            .read(Scope::Tenant(tenant), (tenant, counter), |tx, (tenant, counter)| {
                async move {
                    let rows = tx.alone(TURN, params![counter.0, tenant.0]).await?;
                    Ok(rows.first().map(|row| turn(row, 0)).transpose()?)
                }
                .boxed()
            })
            .await
    }

    async fn remove(
        &self,
        tenant: TenantId,
        counter: CounterId,
        number: u64,
        audit: &Audit,
    ) -> StoreResult<()> {
        let input = (tenant, counter, row::to_i64(number)?);
        self.core
            .audited(audit, Scope::Tenant(tenant), input, |tx, (tenant, counter, number)| {
                remove(tx, *tenant, *counter, *number).boxed()
            })
            .await
    }
}

/// The turn of a counter, from its two columns.
pub fn turn(row: &Row, column: usize) -> StoreResult<CounterTurn> {
    Ok(CounterTurn { number: row::number(row, column)?, lines: row::json(row, column + 1)? })
}

fn found<T: Fixture>(rows: Vec<Row>) -> Result<Option<T>, Fault> {
    Ok(rows.first().map(|row| row::json(row, 0)).transpose()?)
}

async fn create<T: Fixture>(tx: &Tx, item: &T, most: u32) -> Result<(), Fault> {
    let (id, tenant, location) = (item.id(), item.tenant().0, item.location().map(|location| location.0));
    let (body, version) = (row::to_json(item)?, row::to_i64(item.version())?);
    let values = params![id, T::KIND, tenant, location, body, version, item.created_at().0];
    let [create] = tx.prepare([CREATE]).await?;
    room_for(tx, item.tenant(), (COUNT, params![tenant, T::KIND]), most).await?;
    let added = tx.commit_with(tx.rows(&create, values)).await?;
    if added.is_empty() { Err(StoreError::NotFound.into()) } else { Ok(()) }
}

async fn list<T: Fixture>(
    tx: &Tx,
    tenant: TenantId,
    location: Option<LocationId>,
    after: Created,
    limit: u32,
) -> Result<Page<T>, Fault> {
    let location = location.map(|location| location.0);
    let values = params![tenant.0, T::KIND, after.at.0, after.id, location, i64::from(limit) + 1];
    let rows = tx.alone(LIST, values).await?;
    let items = rows.iter().map(|row| row::json(row, 0)).collect::<StoreResult<_>>()?;
    Ok(Page::cut(items, limit, |last: &T| Created { at: last.created_at(), id: last.id() }.encode()))
}

async fn update<T: Fixture>(tx: &Tx, item: &T) -> Result<(), Fault> {
    let (id, tenant, location) = (item.id(), item.tenant().0, item.location().map(|location| location.0));
    let (before, body) = (row::before(item.version()), row::to_json(item)?);
    let values = params![id, T::KIND, tenant, before, body, location];
    let [update, exists] = tx.prepare([UPDATE, OF_TENANT]).await?;
    let work = async {
        let key = params![id, T::KIND, tenant];
        try_join3(tx.begin(), tx.execute(&update, values), tx.rows(&exists, key)).await
    };
    match tx.commit_with(work).await? {
        ((), 1.., _) => Ok(()),
        ((), 0, found) if found.is_empty() => Err(StoreError::NotFound.into()),
        ((), 0, _) => Err(StoreError::Stale.into()),
    }
}

async fn remove(tx: &Tx, tenant: TenantId, counter: CounterId, number: i64) -> Result<(), Fault> {
    let values = params![counter.0, tenant.0, number];
    let [remove, exists] = tx.prepare([REMOVE, TURN]).await?;
    let work = async {
        let key = params![counter.0, tenant.0];
        try_join3(tx.begin(), tx.execute(&remove, values), tx.rows(&exists, key)).await
    };
    match tx.commit_with(work).await? {
        ((), 1.., _) => Ok(()),
        ((), 0, found) if found.is_empty() => Err(StoreError::NotFound.into()),
        ((), 0, _) => Err(StoreError::Stale.into()),
    }
}

async fn delete<T: Fixture>(tx: &Tx, tenant: TenantId, id: Uuid) -> Result<(), Fault> {
    let [delete] = tx.prepare([DELETE]).await?;
    if !tx.first(USED, params![id, tenant.0]).await?.is_empty() {
        return Err(StoreError::Taken("location").into());
    }
    match tx.commit_with(tx.execute(&delete, params![id, T::KIND, tenant.0])).await? {
        0 => Err(StoreError::NotFound.into()),
        _ => Ok(()),
    }
}

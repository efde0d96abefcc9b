//! Locations, counters and kiosks.

use async_trait::async_trait;
use rusqlite::{Connection, Row, params};
use uuid::Uuid;
use vq_domain::{Counter, CounterId, LocationId, TenantId};
use vq_ports::{
    Audit, CounterTurn, CounterTurns, Fixture, Fixtures, Page, PageRequest, StoreError, StoreResult,
};

use crate::{SqliteStore, credentials::room_for, cursor::Created, row, table};

fn item<T: Fixture>(row: &Row<'_>) -> StoreResult<T> {
    row::json(row, 0)
}

#[async_trait]
impl<T: Fixture> Fixtures<T> for SqliteStore {
    async fn create(&self, item: &T, most: u32, audit: &Audit) -> StoreResult<()> {
        let item = item.clone();
        self.core.audited(audit, move |tx| create(tx.connection, &item, most)).await
    }

    async fn get(&self, tenant: TenantId, id: Uuid) -> StoreResult<Option<T>> {
        let sql = "SELECT body FROM fixtures WHERE id = ?1 AND kind = ?2 AND tenant = ?3";
        self.core
            .read(move |connection| {
                row::find(connection, sql, params![id.as_bytes(), T::KIND, tenant.as_bytes()], item)
            })
            .await
    }

    async fn by_id(&self, id: Uuid) -> StoreResult<Option<T>> {
        let sql = "SELECT body FROM fixtures WHERE id = ?1 AND kind = ?2";
        self.core
            .read(move |connection| row::find(connection, sql, params![id.as_bytes(), T::KIND], item))
            .await
    }

    async fn list(
        &self,
        tenant: TenantId,
        location: Option<LocationId>,
        page: PageRequest,
    ) -> StoreResult<Page<T>> {
        let after = Created::decode(page.cursor.as_deref())?;
        let limit = page.most();
        let sql = "SELECT body FROM fixtures WHERE tenant = ?1 AND kind = ?2 AND (created_at, id) > (?3, ?4)
             AND (?5 IS NULL OR location = ?5) ORDER BY created_at, id LIMIT ?6";
        let items = self
            .core
            .read(move |connection| {
                let place = location.as_ref().map(|location| location.as_bytes());
                let params =
                    params![tenant.as_bytes(), T::KIND, after.at.0, after.id.as_bytes(), place, limit + 1];
                row::all(connection, sql, params, item::<T>)
            })
            .await?;
        Ok(Page::cut(items, limit, |last| Created { at: last.created_at(), id: last.id() }.encode()))
    }

    async fn update(&self, item: &T, audit: &Audit) -> StoreResult<()> {
        let item = item.clone();
        self.core.audited(audit, move |tx| update(tx.connection, &item)).await
    }

    async fn delete(&self, tenant: TenantId, id: Uuid, audit: &Audit) -> StoreResult<()> {
        self.core
            .audited(audit, move |tx| {
                let used = "SELECT 1 FROM fixtures WHERE location = ?1 AND tenant = ?2";
                if row::exists(tx.connection, used, params![id.as_bytes(), tenant.as_bytes()])? {
                    return Err(StoreError::Taken("location"));
                }
                let sql = "DELETE FROM fixtures WHERE id = ?1 AND kind = ?2 AND tenant = ?3";
                match row::execute(tx.connection, sql, params![id.as_bytes(), T::KIND, tenant.as_bytes()])? {
                    0 => Err(StoreError::NotFound),
                    _ => Ok(()),
                }
            })
            .await
    }
}

#[async_trait]
impl CounterTurns for SqliteStore {
    async fn turn(&self, tenant: TenantId, counter: CounterId) -> StoreResult<Option<CounterTurn>> {
        let sql = "SELECT turn, turn_lines FROM fixtures WHERE id = ?1 AND kind = ?2 AND tenant = ?3";
        self.core
            .read(move |connection| {
                let key = params![counter.as_bytes(), Counter::KIND, tenant.as_bytes()];
                row::find(connection, sql, key, table::turn)
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
        let number = row::to_i64(number)?;
        self.core
            .audited(audit, move |tx| {
                let (id, tenant) = (counter.as_bytes(), tenant.as_bytes());
                let sql = "DELETE FROM fixtures WHERE id = ?1 AND kind = ?2 AND tenant = ?3 AND turn = ?4";
                if row::execute(tx.connection, sql, params![id, Counter::KIND, tenant, number])? > 0 {
                    return Ok(());
                }
                let there = "SELECT 1 FROM fixtures WHERE id = ?1 AND kind = ?2 AND tenant = ?3";
                let is_there = row::exists(tx.connection, there, params![id, Counter::KIND, tenant])?;
                Err(if is_there { StoreError::Stale } else { StoreError::NotFound })
            })
            .await
    }
}

fn create<T: Fixture>(connection: &Connection, item: &T, most: u32) -> StoreResult<()> {
    let tenant = item.tenant();
    let there = match item.location() {
        Some(location) => {
            let sql = "SELECT 1 FROM fixtures WHERE id = ?1 AND kind = 1 AND tenant = ?2";
            row::exists(connection, sql, params![location.as_bytes(), tenant.as_bytes()])?
        }
        None => row::exists(connection, "SELECT 1 FROM tenants WHERE id = ?1", [tenant.as_bytes()])?,
    };
    if !there {
        return Err(StoreError::NotFound);
    }
    let count = "SELECT count(*) FROM fixtures WHERE tenant = ?1 AND kind = ?2";
    room_for(connection, count, params![tenant.as_bytes(), T::KIND], 1, most)?;
    row::execute(
        connection,
        "INSERT INTO fixtures (id, kind, tenant, location, body, version, created_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        params![
            item.id().as_bytes(),
            T::KIND,
            tenant.as_bytes(),
            item.location().as_ref().map(|location| location.as_bytes()),
            row::to_json(item)?,
            row::to_i64(item.version())?,
            item.created_at().0,
        ],
    )?;
    Ok(())
}

fn update<T: Fixture>(connection: &Connection, item: &T) -> StoreResult<()> {
    let (id, tenant) = (item.id(), item.tenant());
    let key = params![id.as_bytes(), T::KIND, tenant.as_bytes()];
    let sql = "SELECT version FROM fixtures WHERE id = ?1 AND kind = ?2 AND tenant = ?3";
    let stored: Option<u64> = row::find(connection, sql, key, |row| row::number(row, 0))?;
    match stored {
        None => return Err(StoreError::NotFound),
        Some(stored) if stored.checked_add(1) != Some(item.version()) => return Err(StoreError::Stale),
        Some(_) => {}
    }
    row::execute(
        connection,
        "UPDATE fixtures SET body = ?2, version = ?3, location = ?4 WHERE id = ?1",
        params![
            id.as_bytes(),
            row::to_json(item)?,
            row::to_i64(item.version())?,
            item.location().as_ref().map(|location| location.as_bytes()),
        ],
    )?;
    Ok(())
}

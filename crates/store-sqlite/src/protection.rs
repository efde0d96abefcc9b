//! Wrapped keys, and personal columns as they stand.

use async_trait::async_trait;
use rusqlite::{Connection, Params, Row, params};
use uuid::Uuid;
use vq_domain::{Millis, TenantId};
use vq_ports::{
    Audit, DataKeyRecord, DataKeys, KeyUse, PersonalData, PersonalRow, PersonalTable, SecretRecord, Secrets,
    StoreError, StoreResult, Whose,
};

use crate::{SqliteStore, fault::unreadable, row, writer::Tx};

/// A realm as it is stored with keys.
fn realm_bytes(realm: Option<TenantId>) -> Vec<u8> {
    realm.map(|tenant| tenant.as_bytes().to_vec()).unwrap_or_default()
}

fn key(row: &Row<'_>) -> StoreResult<DataKeyRecord> {
    let (realm, key_use): (Vec<u8>, String) = (row::get(row, 0)?, row::get(row, 1)?);
    let realm = match realm.as_slice() {
        [] => None,
        bytes => Some(TenantId::from_bytes(bytes.try_into().map_err(|error| unreadable("realm", error))?)),
    };
    Ok(DataKeyRecord {
        realm,
        key_use: KeyUse::parse(&key_use).ok_or_else(|| unreadable("use of a key", key_use))?,
        number: row::number(row, 2)?,
        wrapped: row::get(row, 3)?,
        master: row::get(row, 4)?,
        seals_from: row::millis(row, 5)?,
        retired_at: row::maybe_millis(row, 6)?,
    })
}

fn all(connection: &Connection) -> StoreResult<Vec<DataKeyRecord>> {
    let sql = "SELECT realm, key_use, number, wrapped, master, seals_from, retired_at FROM data_keys
               ORDER BY realm, key_use, number";
    row::all(connection, sql, (), key)
}

/// Answers how many it added: none where there is one of this number.
fn add(connection: &Connection, key: &DataKeyRecord) -> StoreResult<usize> {
    row::execute(
        connection,
        "INSERT INTO data_keys (realm, key_use, number, wrapped, master, seals_from, retired_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT (realm, key_use, number) DO NOTHING",
        params![
            realm_bytes(key.realm),
            key.key_use.as_str(),
            key.number,
            key.wrapped,
            key.master,
            key.seals_from.0,
            key.retired_at.map(|at| at.0),
        ],
    )
}

/// Writes the table anew after keys were deleted from it. A deleted row is overwritten, but where SQLite moved it to another
/// page before (a page was split), a copy can be left in that page's gap. All pages of an emptied table are overwritten.
pub(crate) fn leave_no_key_behind(connection: &Connection) -> StoreResult<()> {
    let keys = all(connection)?;
    row::execute(connection, "DELETE FROM data_keys", ())?;
    for key in &keys {
        add(connection, key)?;
    }
    Ok(())
}

#[async_trait]
impl DataKeys for SqliteStore {
    async fn all(&self) -> StoreResult<Vec<DataKeyRecord>> {
        self.core.read(all).await
    }

    async fn add(&self, key: &DataKeyRecord, audit: &Audit) -> StoreResult<()> {
        let key = key.clone();
        self.core
            .audited(audit, move |tx| match add(tx.connection, &key)? {
                0 => Err(StoreError::Taken("number")),
                _ => Ok(()),
            })
            .await
    }

    async fn rewrap(&self, key: &DataKeyRecord, before: &[u8]) -> StoreResult<bool> {
        let (key, before) = (key.clone(), before.to_vec());
        self.core
            .write(move |tx| {
                let sql = "UPDATE data_keys SET wrapped = ?5, master = ?6
                           WHERE realm = ?1 AND key_use = ?2 AND number = ?3 AND wrapped = ?4";
                let realm = realm_bytes(key.realm);
                let values =
                    params![realm, key.key_use.as_str(), key.number, before, key.wrapped, key.master];
                Ok(row::execute(tx.connection, sql, values)? == 1)
            })
            .await
    }

    async fn retire(
        &self,
        realm: Option<TenantId>,
        key_use: KeyUse,
        number: u32,
        at: Millis,
    ) -> StoreResult<()> {
        self.core
            .write(move |tx| {
                let sql = "UPDATE data_keys SET retired_at = ?3
                           WHERE realm = ?1 AND key_use = ?4 AND number < ?2 AND retired_at IS NULL";
                let values = params![realm_bytes(realm), number, at.0, key_use.as_str()];
                row::execute(tx.connection, sql, values).map(drop)
            })
            .await
    }

    async fn destroy(&self, realm: Option<TenantId>, key_use: KeyUse, number: u32) -> StoreResult<u64> {
        self.core
            .write(move |tx| {
                let sql = "DELETE FROM data_keys WHERE realm = ?1 AND key_use = ?3 AND number < ?2
                           AND retired_at IS NOT NULL";
                let destroyed =
                    row::execute(tx.connection, sql, params![realm_bytes(realm), number, key_use.as_str()])?;
                leave_no_key_behind(tx.connection)?;
                Ok(destroyed as u64)
            })
            .await
            .inspect(|_| self.core.truncate_log())
    }

    async fn secrets(&self) -> StoreResult<Vec<SecretRecord>> {
        Secrets::all(self).await
    }

    async fn rewrap_secret(&self, secret: &SecretRecord, before: &SecretRecord) -> StoreResult<bool> {
        let (secret, before) = (secret.clone(), before.clone());
        self.core
            .write(move |tx| {
                let sql = "UPDATE secrets SET bytes = ?5, master = ?6
                               WHERE purpose = ?1 AND number = ?2 AND bytes = ?3 AND master IS ?4";
                let values = params![
                    secret.purpose,
                    secret.number,
                    *before.bytes,
                    before.master,
                    *secret.bytes,
                    secret.master
                ];
                Ok(row::execute(tx.connection, sql, values)? == 1)
            })
            .await
    }
}

/// Whether the index of a queue's tenant is made with this key.
pub(crate) fn is_index_key(connection: &Connection, queue_key: i64, number: u32) -> StoreResult<bool> {
    let sql = "SELECT 1 FROM data_keys WHERE realm = (SELECT tenant FROM queues WHERE key = ?1)
               AND key_use = 'index' AND number = ?2 AND retired_at IS NULL";
    Ok(row::find(connection, sql, params![queue_key, number], |_| Ok(()))?.is_some())
}

/// Where personal columns are. The table is called `t` in what is read of it.
struct Shape {
    table: &'static str,
    id: &'static str,
    realm: &'static str,
    lookup: &'static str,
    words: Option<&'static str>,
    network: Option<&'static str>,
}

fn shape(table: PersonalTable) -> Shape {
    let (lookup, words) = table.columns();
    let shape = Shape { table: table.as_str(), id: "id", realm: "t.tenant", lookup, words, network: None };
    match table {
        PersonalTable::Sessions => Shape { id: "session", realm: "q.tenant", ..shape },
        PersonalTable::SignIns => Shape { realm: "NULL", network: Some("network"), ..shape },
        PersonalTable::Subjects => Shape { id: "provider", realm: "NULL", ..shape },
        _ => shape,
    }
}

impl Shape {
    /// Id, realm, lookup, words, network of rows.
    fn select(&self) -> String {
        let Self { table, id, realm, lookup, .. } = self;
        let [words, network] = [self.words, self.network]
            .map(|column| column.map_or_else(|| "NULL".to_owned(), |column| format!("t.{column}")));
        let of_queues = if *realm == "q.tenant" { " JOIN queues q ON q.key = t.queue_key" } else { "" };
        format!("SELECT t.{id}, {realm}, t.{lookup}, {words}, {network} FROM {table} t{of_queues}")
    }

    /// The id of a row; lookup, words and network that it had (2 to 4) and gets (5 to 7).
    fn update(&self) -> String {
        let Self { table, id, lookup, .. } = self;
        let (mut gets, mut had) = (format!("{lookup} = ?5"), format!("{id} = ?1 AND {lookup} IS ?2"));
        for (column, before, after) in [(self.words, 3, 6), (self.network, 4, 7)] {
            match column {
                Some(column) => {
                    gets += &format!(", {column} = ?{after}");
                    had += &format!(" AND {column} IS ?{before}");
                }
                None => had += &format!(" AND ?{before} IS NULL AND ?{after} IS NULL"),
            }
        }
        format!("UPDATE {table} SET {gets} WHERE {had}")
    }
}

fn personal(row: &Row<'_>) -> StoreResult<PersonalRow> {
    Ok(PersonalRow {
        id: row::uuid(row, 0)?,
        realm: row::get::<Option<[u8; 16]>>(row, 1)?.map(TenantId::from_bytes),
        lookup: row::get(row, 2)?,
        words: row::get(row, 3)?,
        network: row::get(row, 4)?,
    })
}

/// What begins after a row.
fn after(table: PersonalTable, shape: &Shape, number: usize) -> String {
    match table {
        PersonalTable::Subjects => {
            format!(
                "(?{number} IS NULL OR (t.{}, t.{}) > (?{number}, ?{}))",
                shape.id,
                shape.lookup,
                number + 1
            )
        }
        // The lowest id is smaller than none.
        _ => format!("t.{} > ifnull(?{number}, x'') AND (?{} IS NULL OR 1)", shape.id, number + 1),
    }
}

fn rows(
    connection: &Connection,
    table: PersonalTable,
    whose: &Whose,
    most: u32,
) -> StoreResult<Vec<PersonalRow>> {
    let shape = shape(table);
    let order = match table {
        PersonalTable::Subjects => "t.provider, t.subject".to_owned(),
        _ => format!("t.{}", shape.id),
    };
    let read = |condition: String, values: &dyn Fn(&str) -> StoreResult<Vec<PersonalRow>>| {
        values(&format!("{} WHERE {condition} ORDER BY {order} LIMIT {most}", shape.select()))
    };
    fn run<P: Params>(connection: &Connection, sql: &str, values: P) -> StoreResult<Vec<PersonalRow>> {
        row::all(connection, sql, values, personal)
    }
    match whose {
        Whose::All(last) => {
            let id = last.as_ref().map(|row| row.id.into_bytes());
            let lookup = last.as_ref().and_then(|row| row.lookup.clone());
            read(after(table, &shape, 1), &|sql| run(connection, sql, params![id, lookup]))
        }
        Whose::Realm(realm, last) => {
            let id = last.as_ref().map(|row| row.id.into_bytes());
            let lookup = last.as_ref().and_then(|row| row.lookup.clone());
            let tenant = realm.as_ref().map(TenantId::as_bytes);
            read(format!("{} AND {} IS ?3", after(table, &shape, 1), shape.realm), &|sql| {
                run(connection, sql, params![id, lookup, tenant])
            })
        }
        Whose::With(realm, value) => {
            let tenant = realm.as_ref().map(TenantId::as_bytes);
            let lives: &[&str] = match table {
                // Live and ended sessions have indexes of their own.
                PersonalTable::Sessions => &["t.state <= 2", "t.state > 2"],
                _ => &["1"],
            };
            let mut found = Vec::new();
            for life in lives {
                let condition = format!("t.{} = ?2 AND {life} AND {} IS ?1", shape.lookup, shape.realm);
                found.extend(read(condition, &|sql| run(connection, sql, params![tenant, value]))?);
            }
            Ok(found)
        }
        Whose::InQueue(queue, values) => {
            let mut found = Vec::new();
            for value in values {
                for life in ["t.state <= 2", "t.state > 2"] {
                    let condition = format!("q.id = ?1 AND t.identifier = ?2 AND {life}");
                    found.extend(read(condition, &|sql| {
                        run(connection, sql, params![queue.as_bytes(), value])
                    })?);
                }
            }
            Ok(found)
        }
        Whose::Rows(ids) => {
            let mut found = Vec::new();
            for id in ids {
                let condition = format!("t.{} = ?1", shape.id);
                found.extend(read(condition, &|sql| run(connection, sql, [id.as_bytes()]))?);
            }
            Ok(found)
        }
        Whose::Ended(queue, before) => read(
            "q.id = ?1 AND t.state > 2 AND t.ended_at < ?2
             AND (t.identifier IS NOT NULL OR t.metadata IS NOT NULL)"
                .to_owned(),
            &|sql| run(connection, sql, params![queue.as_bytes(), before.0]),
        ),
    }
}

fn replace(
    connection: &Connection,
    table: PersonalTable,
    rows: &[(PersonalRow, PersonalRow)],
) -> StoreResult<Vec<Uuid>> {
    let sql = shape(table).update();
    let mut written = Vec::with_capacity(rows.len());
    for (before, after) in rows {
        let values = params![
            before.id.as_bytes(),
            before.lookup,
            before.words,
            before.network,
            after.lookup,
            after.words,
            after.network
        ];
        if row::execute(connection, &sql, values)? == 1 {
            written.push(before.id);
        }
    }
    Ok(written)
}

#[async_trait]
impl PersonalData for SqliteStore {
    async fn rows(&self, table: PersonalTable, whose: Whose, most: u32) -> StoreResult<Vec<PersonalRow>> {
        self.core.read(move |connection| rows(connection, table, &whose, most)).await
    }

    async fn count(&self, table: PersonalTable, realm: Option<Option<TenantId>>) -> StoreResult<u64> {
        let shape = shape(table);
        let sql = format!("SELECT count(*) FROM ({} WHERE ?1 OR {} IS ?2)", shape.select(), shape.realm);
        self.core
            .read(move |connection| {
                let tenant = realm.flatten();
                let values = params![realm.is_none(), tenant.as_ref().map(TenantId::as_bytes)];
                Ok(row::find(connection, &sql, values, |row| row::number(row, 0))?.unwrap_or(0))
            })
            .await
    }

    async fn replace(
        &self,
        table: PersonalTable,
        rows: Vec<(PersonalRow, PersonalRow)>,
    ) -> StoreResult<Vec<Uuid>> {
        self.core.write(move |tx| replace(tx.connection, table, &rows)).await
    }

    async fn scrub(&self, thorough: bool) -> StoreResult<()> {
        if thorough {
            let wish = |tx: &mut Tx<'_>| {
                tx.rebuild = true;
                Ok(())
            };
            self.core.write(wish).await?;
            // Whoever comes after the rebuilding is answered after it.
            self.core.write(|_| Ok(())).await?;
        }
        // Replaced rows were overwritten; what is left of them is in the write-ahead log.
        self.core.truncate_log();
        Ok(())
    }

    async fn pass(&self, name: &str) -> StoreResult<Option<(String, u64)>> {
        let name = name.to_owned();
        self.core
            .read(move |connection| {
                let sql = "SELECT notes, version FROM passes WHERE name = ?1";
                row::find(connection, sql, [name], |row| Ok((row::get(row, 0)?, row::number(row, 1)?)))
            })
            .await
    }

    async fn passes(&self) -> StoreResult<Vec<String>> {
        let sql = "SELECT name FROM passes ORDER BY name";
        self.core.read(move |connection| row::all(connection, sql, (), |row| row::get(row, 0))).await
    }

    async fn note_pass(&self, name: &str, notes: &str, version: u64) -> StoreResult<()> {
        let (name, notes) = (name.to_owned(), notes.to_owned());
        self.core
            .write(move |tx| {
                let before = row::to_i64(version)?;
                let written = if version == 0 {
                    let sql = "INSERT INTO passes (name, notes, version) VALUES (?1, ?2, 1)
                               ON CONFLICT (name) DO NOTHING";
                    row::execute(tx.connection, sql, params![name, notes])?
                } else {
                    let sql = "UPDATE passes SET notes = ?2, version = version + 1
                               WHERE name = ?1 AND version = ?3";
                    row::execute(tx.connection, sql, params![name, notes, before])?
                };
                if written == 0 { Err(StoreError::Stale) } else { Ok(()) }
            })
            .await
    }

    async fn forget_pass(&self, name: &str) -> StoreResult<()> {
        let name = name.to_owned();
        self.core
            .write(move |tx| {
                row::execute(tx.connection, "DELETE FROM passes WHERE name = ?1", [&name]).map(drop)
            })
            .await
    }
}

//! Wrapped keys, and personal columns as they stand.

use async_trait::async_trait;
use rusqlite::{Connection, Params, Row, params};
use uuid::Uuid;
use vq_domain::{Millis, TenantId};
use vq_ports::{
    DataKeyRecord, DataKeys, KeyUse, PersonalData, PersonalRow, PersonalTable, StoreError, StoreResult, Whose,
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

    async fn add(&self, key: &DataKeyRecord) -> StoreResult<()> {
        let key = key.clone();
        self.core
            .write(move |tx| match add(tx.connection, &key)? {
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

    async fn retire(&self, realm: Option<TenantId>, number: u32, at: Millis) -> StoreResult<()> {
        self.core
            .write(move |tx| {
                let sql = "UPDATE data_keys SET retired_at = ?3
                           WHERE realm = ?1 AND key_use = 'seal' AND number < ?2 AND retired_at IS NULL";
                row::execute(tx.connection, sql, params![realm_bytes(realm), number, at.0]).map(drop)
            })
            .await
    }

    async fn destroy(&self, realm: Option<TenantId>, number: u32) -> StoreResult<u64> {
        self.core
            .write(move |tx| {
                let sql = "DELETE FROM data_keys WHERE realm = ?1 AND key_use = 'seal' AND number < ?2
                           AND retired_at IS NOT NULL";
                let destroyed = row::execute(tx.connection, sql, params![realm_bytes(realm), number])?;
                leave_no_key_behind(tx.connection)?;
                Ok(destroyed as u64)
            })
            .await
            .inspect(|_| self.core.truncate_log())
    }
}

/// Where personal columns are.
struct Shape {
    /// Id, realm, lookup, words, network.
    select: &'static str,
    id: &'static str,
    realm: &'static str,
    lookup: &'static str,
    order: &'static str,
    update: &'static str,
}

fn shape(table: PersonalTable) -> Shape {
    match table {
        PersonalTable::Sessions => Shape {
            select: "SELECT s.session, q.tenant, s.identifier, s.metadata, NULL
                     FROM sessions s JOIN queues q ON q.key = s.queue_key",
            id: "s.session",
            realm: "q.tenant",
            lookup: "s.identifier",
            order: "s.session",
            update: "UPDATE sessions SET identifier = ?5, metadata = ?6
                     WHERE session = ?1 AND identifier IS ?2 AND metadata IS ?3 AND ?4 IS NULL AND ?7 IS NULL",
        },
        PersonalTable::Accounts => Shape {
            select: "SELECT id, tenant, email, name, NULL FROM accounts",
            id: "id",
            realm: "tenant",
            lookup: "email",
            order: "id",
            update: "UPDATE accounts SET email = ?5, name = ?6
                     WHERE id = ?1 AND email = ?2 AND name = ?3 AND ?4 IS NULL AND ?7 IS NULL",
        },
        PersonalTable::Invitations => Shape {
            select: "SELECT id, tenant, email, language, NULL FROM invitations",
            id: "id",
            realm: "tenant",
            lookup: "email",
            order: "id",
            update: "UPDATE invitations SET email = ?5, language = ?6
                     WHERE id = ?1 AND email = ?2 AND language = ?3 AND ?4 IS NULL AND ?7 IS NULL",
        },
        PersonalTable::SignIns => Shape {
            select: "SELECT id, NULL, address, device, network FROM sign_ins",
            id: "id",
            realm: "NULL",
            lookup: "address",
            order: "id",
            update: "UPDATE sign_ins SET address = ?5, device = ?6, network = ?7
                     WHERE id = ?1 AND address = ?2 AND device = ?3 AND network = ?4",
        },
        PersonalTable::AccessRules => Shape {
            select: "SELECT id, tenant, value, reason, NULL FROM access_rules",
            id: "id",
            realm: "tenant",
            lookup: "value",
            order: "id",
            update: "UPDATE access_rules SET value = ?5, reason = ?6
                     WHERE id = ?1 AND value = ?2 AND reason = ?3 AND ?4 IS NULL AND ?7 IS NULL",
        },
        PersonalTable::Subjects => Shape {
            select: "SELECT provider, NULL, subject, NULL, NULL FROM subjects",
            id: "provider",
            realm: "NULL",
            lookup: "subject",
            order: "provider, subject",
            update: "UPDATE subjects SET subject = ?5
                     WHERE provider = ?1 AND subject = ?2 AND ?3 IS NULL AND ?4 IS NULL AND ?6 IS NULL AND ?7 IS NULL",
        },
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
            format!("(?{number} IS NULL OR ({}, {}) > (?{number}, ?{}))", shape.id, shape.lookup, number + 1)
        }
        // The lowest id is smaller than none.
        _ => format!("{} > ifnull(?{number}, x'') AND (?{} IS NULL OR 1)", shape.id, number + 1),
    }
}

fn rows(
    connection: &Connection,
    table: PersonalTable,
    whose: &Whose,
    most: u32,
) -> StoreResult<Vec<PersonalRow>> {
    let shape = shape(table);
    let read = |condition: String, values: &dyn Fn(&str) -> StoreResult<Vec<PersonalRow>>| {
        values(&format!("{} WHERE {condition} ORDER BY {} LIMIT {most}", shape.select, shape.order))
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
                PersonalTable::Sessions => &["s.state <= 2", "s.state > 2"],
                _ => &["1"],
            };
            let mut found = Vec::new();
            for life in lives {
                let condition = format!("{} = ?2 AND {life} AND {} IS ?1", shape.lookup, shape.realm);
                found.extend(read(condition, &|sql| run(connection, sql, params![tenant, value]))?);
            }
            Ok(found)
        }
        Whose::InQueue(queue, values) => {
            let mut found = Vec::new();
            for value in values {
                for life in ["s.state <= 2", "s.state > 2"] {
                    let condition = format!("q.id = ?1 AND s.identifier = ?2 AND {life}");
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
                let condition = format!("{} = ?1", shape.id);
                found.extend(read(condition, &|sql| run(connection, sql, [id.as_bytes()]))?);
            }
            Ok(found)
        }
        Whose::Ended(queue, before) => read(
            "q.id = ?1 AND s.state > 2 AND s.ended_at < ?2
             AND (s.identifier IS NOT NULL OR s.metadata IS NOT NULL)"
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
    let sql = shape(table).update;
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
        if row::execute(connection, sql, values)? == 1 {
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
        let sql = format!("SELECT count(*) FROM ({} WHERE ?1 OR {} IS ?2)", shape.select, shape.realm);
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

//! Wrapped keys, and personal columns as they stand. In the node's scope: for whoever decorates the store.

use std::collections::HashSet;

use async_trait::async_trait;
use futures_util::{FutureExt, future::try_join};
use tokio_postgres::{Row, types::ToSql};
use uuid::Uuid;
use vq_domain::{Millis, TenantId};
use vq_ports::{
    Audit, DataKeyRecord, DataKeys, KeyUse, PersonalData, PersonalRow, PersonalTable, SecretRecord, Secrets,
    StoreError, StoreResult, Whose,
};

use crate::{
    PostgresStore,
    fault::{Fault, unreadable},
    row::{self, params},
    tx::{Scope, Tx},
};

const ADD: &str = "INSERT INTO data_keys (tenant, key_use, number, wrapped, master, seals_from, retired_at) \
     VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING RETURNING true";
const REWRAP: &str = "UPDATE data_keys SET wrapped = $5, master = $6 \
     WHERE tenant IS NOT DISTINCT FROM $1 AND key_use = $2 AND number = $3 AND wrapped = $4 RETURNING true";
const RETIRE: &str = "UPDATE data_keys SET retired_at = $3 \
     WHERE tenant IS NOT DISTINCT FROM $1 AND key_use = $4 AND number < $2 AND retired_at IS NULL RETURNING true";
const REWRAP_SECRET: &str = "UPDATE secrets SET bytes = $5, master = $6 \
     WHERE purpose = $1 AND number = $2 AND bytes = $3 AND master IS NOT DISTINCT FROM $4 RETURNING true";

const LOCK_LINES: &str = "SELECT true FROM lines WHERE queue_key IN \
     (SELECT queue_key FROM sessions WHERE session = ANY ($1)) ORDER BY queue FOR UPDATE";

fn key(row: &Row) -> StoreResult<DataKeyRecord> {
    let key_use: &str = row::get(row, 1)?;
    Ok(DataKeyRecord {
        realm: row::get::<Option<Uuid>>(row, 0)?.map(TenantId),
        key_use: KeyUse::parse(key_use).ok_or_else(|| unreadable("use of a key", key_use))?,
        number: row::number(row, 2)?,
        wrapped: row::get(row, 3)?,
        master: row::get(row, 4)?,
        seals_from: row::millis(row, 5)?,
        retired_at: row::maybe_millis(row, 6)?,
    })
}

#[async_trait]
impl DataKeys for PostgresStore {
    async fn all(&self) -> StoreResult<Vec<DataKeyRecord>> {
        self.core.read(Scope::Node, (), |tx, ()| keys(tx).boxed()).await
    }

    async fn add(&self, key: &DataKeyRecord, audit: &Audit) -> StoreResult<()> {
        self.core.audited(audit, Scope::Node, key.clone(), |tx, key| add(tx, key).boxed()).await
    }

    async fn rewrap(&self, key: &DataKeyRecord, before: &[u8]) -> StoreResult<bool> {
        let input = (key.clone(), before.to_vec());
        self.core.write(Scope::Node, input, |tx, (key, before)| rewrap(tx, key, before).boxed()).await
    }

    async fn retire(
        &self,
        realm: Option<TenantId>,
        key_use: KeyUse,
        number: u32,
        at: Millis,
    ) -> StoreResult<()> {
        let input = (realm.map(|realm| realm.0), key_use.as_str(), i64::from(number), at.0);
        self.core.write(Scope::Node, input, |tx, input| retire(tx, *input).boxed()).await
    }

    async fn destroy(&self, realm: Option<TenantId>, key_use: KeyUse, number: u32) -> StoreResult<u64> {
        let input = (realm.map(|realm| realm.0), key_use.as_str(), i64::from(number));
        self.core.write(Scope::Node, input, |tx, input| destroy(tx, *input).boxed()).await
    }

    async fn secrets(&self) -> StoreResult<Vec<SecretRecord>> {
        Secrets::all(self).await
    }

    async fn rewrap_secret(&self, secret: &SecretRecord, before: &SecretRecord) -> StoreResult<bool> {
        let input = (secret.clone(), before.clone());
        self.core
            .write(Scope::Node, input, |tx, (secret, before)| rewrap_secret(tx, secret, before).boxed())
            .await
    }
}

async fn keys(tx: &Tx) -> Result<Vec<DataKeyRecord>, Fault> {
    let sql = "SELECT tenant, key_use, number, wrapped, master, seals_from, retired_at FROM data_keys \
               ORDER BY tenant NULLS FIRST, key_use, number";
    Ok(tx.alone(sql, params![]).await?.iter().map(key).collect::<StoreResult<_>>()?)
}

async fn add(tx: &Tx, key: &DataKeyRecord) -> Result<(), Fault> {
    let (realm, number) = (key.realm.map(|realm| realm.0), i64::from(key.number));
    let retired = key.retired_at.map(|at| at.0);
    let key_use = key.key_use.as_str();
    let values = params![realm, key_use, number, key.wrapped, key.master, key.seals_from.0, retired];
    if tx.alone(ADD, values).await?.is_empty() { Err(StoreError::Taken("number").into()) } else { Ok(()) }
}

async fn rewrap(tx: &Tx, key: &DataKeyRecord, before: &[u8]) -> Result<bool, Fault> {
    let (realm, number) = (key.realm.map(|realm| realm.0), i64::from(key.number));
    let key_use = key.key_use.as_str();
    let values = params![realm, key_use, number, before, key.wrapped, key.master];
    Ok(!tx.alone(REWRAP, values).await?.is_empty())
}

async fn rewrap_secret(tx: &Tx, secret: &SecretRecord, before: &SecretRecord) -> Result<bool, Fault> {
    let (number, was, is) = (i64::from(secret.number), before.bytes.as_slice(), secret.bytes.as_slice());
    let values = params![secret.purpose, number, was, before.master, is, secret.master];
    Ok(!tx.alone(REWRAP_SECRET, values).await?.is_empty())
}

/// Waits for all that hold the keys by [`commit::INDEX`](crate::commit::INDEX).
async fn retire(
    tx: &Tx,
    (realm, key_use, number, at): (Option<Uuid>, &'static str, i64, i64),
) -> Result<(), Fault> {
    tx.alone(RETIRE, params![realm, number, at, key_use]).await.map(drop)
}

async fn destroy(tx: &Tx, (realm, key_use, number): (Option<Uuid>, &'static str, i64)) -> Result<u64, Fault> {
    let sql = "DELETE FROM data_keys WHERE tenant IS NOT DISTINCT FROM $1 AND key_use = $3 AND number < $2 \
               AND retired_at IS NOT NULL RETURNING true";
    Ok(tx.alone(sql, params![realm, number, key_use]).await?.len() as u64)
}

/// Where personal columns are. Those of sessions are bytes, all others text. The table is called `t`.
struct Shape {
    table: &'static str,
    id: &'static str,
    realm: &'static str,
    lookup: &'static str,
    words: Option<&'static str>,
    network: Option<&'static str>,
    /// Of what is looked up by, and of words.
    kind: &'static str,
}

fn shape(table: PersonalTable) -> Shape {
    let (lookup, words) = table.columns();
    let (table_name, realm, network, kind) = (table.as_str(), "t.tenant", None, "text");
    let shape = Shape { table: table_name, id: "id", realm, lookup, words, network, kind };
    match table {
        PersonalTable::Sessions => Shape { id: "session", kind: "bytea", ..shape },
        PersonalTable::SignIns => Shape { realm: "NULL::uuid", network: Some("network"), ..shape },
        PersonalTable::Subjects => Shape { id: "provider", realm: "NULL::uuid", ..shape },
        _ => shape,
    }
}

impl Shape {
    /// Id, realm, lookup, words, network.
    fn columns(&self) -> String {
        let Self { id, realm, lookup, kind, .. } = self;
        let words = self.words.map_or_else(|| format!("NULL::{kind}"), |column| format!("t.{column}"));
        let network = self.network.map_or_else(|| "NULL::bytea".to_owned(), |column| format!("t.{column}"));
        format!("t.{id}, {realm}, t.{lookup}, {words}, {network}")
    }

    /// Where rows come from. What is left of deleted queues is nobody's.
    fn from(&self) -> String {
        let of_queues = if self.table == "sessions" { " JOIN queues q ON q.key = t.queue_key" } else { "" };
        format!("{} t{of_queues}", self.table)
    }

    fn order(&self) -> &'static str {
        match self.table {
            "subjects" => "t.provider, t.subject",
            "sessions" => "t.session",
            _ => "t.id",
        }
    }

    /// Writes many rows: what they had and what they get, each as an array.
    fn update(&self) -> String {
        let Self { table, id, lookup, kind, .. } = self;
        let (mut gets, mut had) = (String::new(), format!("t.{id} = w.id"));
        let columns = [(Some(*lookup), "lookup"), (self.words, "words"), (self.network, "network")];
        for (column, value) in columns.into_iter().filter_map(|(column, value)| Some((column?, value))) {
            let comma = if gets.is_empty() { "" } else { ", " };
            gets += &format!("{comma}{column} = w.new_{value}");
            had += &format!(" AND t.{column} IS NOT DISTINCT FROM w.{value}");
        }
        format!(
            "UPDATE {table} t SET {gets} FROM unnest($1::uuid[], $2::{kind}[], $3::{kind}[], $4::bytea[], $5::{kind}[], \
             $6::{kind}[], $7::bytea[]) AS w (id, lookup, words, network, new_lookup, new_words, new_network) \
             WHERE {had} RETURNING t.{id}"
        )
    }
}

fn personal(table: PersonalTable, row: &Row) -> StoreResult<PersonalRow> {
    let text = |column| match table {
        PersonalTable::Sessions => Ok(row::words(row, column)?.map(String::from)),
        _ => row::get::<Option<String>>(row, column),
    };
    let network: Option<&[u8]> = row::get(row, 4)?;
    Ok(PersonalRow {
        id: row::uuid(row, 0)?,
        realm: row::get::<Option<Uuid>>(row, 1)?.map(TenantId),
        lookup: text(2)?,
        words: text(3)?,
        network: network
            .map(<[u8; 16]>::try_from)
            .transpose()
            .map_err(|error| unreadable("network", error))?,
    })
}

async fn rows(tx: &Tx, table: PersonalTable, whose: &Whose, most: u32) -> Result<Vec<PersonalRow>, Fault> {
    let shape = shape(table);
    let sql = |condition: &str| {
        format!(
            "SELECT {} FROM {} WHERE {condition} ORDER BY {} LIMIT {most}",
            shape.columns(),
            shape.from(),
            shape.order()
        )
    };
    // What is looked up by is bytes in the sessions.
    let bytes = table == PersonalTable::Sessions;
    let after = |last: &Option<PersonalRow>| match table {
        PersonalTable::Subjects => format!("(t.{}, t.{}) > ($1, $2::text)", shape.id, shape.lookup),
        _ => {
            let begins = if last.is_some() { ">" } else { ">=" };
            format!("t.{} {begins} $1 AND ($2::text IS NULL OR true)", shape.id)
        }
    };
    let place = |last: &Option<PersonalRow>| {
        let id = last.as_ref().map_or(Uuid::nil(), |row| row.id);
        let lookup = last.as_ref().and_then(|row| row.lookup.clone()).filter(|text| !text.contains('\0'));
        (id, Some(lookup.unwrap_or_default()))
    };
    let found = match whose {
        Whose::All(last) => {
            let (id, lookup) = place(last);
            tx.alone(&sql(&after(last)), params![id, lookup]).await?
        }
        Whose::Realm(realm, last) => {
            let (id, lookup) = place(last);
            let condition = format!("{} AND {} IS NOT DISTINCT FROM $3", after(last), shape.realm);
            tx.alone(&sql(&condition), params![id, lookup, realm.map(|realm| realm.0)]).await?
        }
        Whose::With(realm, value) => {
            if !bytes && value.contains('\0') {
                // No text that could be stored.
                return Ok(Vec::new());
            }
            let value: Box<dyn ToSql + Sync + Send> =
                if bytes { Box::new(value.clone().into_bytes()) } else { Box::new(value.clone()) };
            let lives: &[&str] = if bytes { &["t.state <= 2", "t.state > 2"] } else { &["true"] };
            let parts: Vec<_> = lives
                .iter()
                .map(|life| {
                    let (columns, from) = (shape.columns(), shape.from());
                    let Shape { lookup, realm, kind, .. } = shape;
                    format!(
                        "(SELECT {columns} FROM {from} WHERE t.{lookup} = $1::{kind} AND {life} \
                         AND {realm} IS NOT DISTINCT FROM $2 LIMIT {most})"
                    )
                })
                .collect();
            let realm = realm.map(|realm| realm.0);
            let values: [&(dyn ToSql + Sync); 2] = [&*value, &realm];
            tx.alone(&parts.join(" UNION ALL "), &values).await?
        }
        Whose::InQueue(queue, values) => {
            let values: Vec<&[u8]> = values.iter().map(String::as_bytes).collect();
            let part = |life: &str| {
                format!(
                    "(SELECT f.* FROM unnest($2::bytea[]) AS w (wanted) CROSS JOIN LATERAL (SELECT {} FROM {} \
                     WHERE q.id = $1 AND t.identifier = w.wanted AND {life} LIMIT {most}) f)",
                    shape.columns(),
                    shape.from()
                )
            };
            let sql = format!("{} UNION ALL {}", part("t.state <= 2"), part("t.state > 2"));
            tx.alone(&sql, params![queue.0, values]).await?
        }
        Whose::Rows(ids) => tx.alone(&sql(&format!("t.{} = ANY ($1)", shape.id)), params![ids]).await?,
        Whose::Ended(queue, before) => {
            let condition = "q.id = $1 AND t.state > 2 AND t.ended_at < $2 \
                             AND (t.identifier IS NOT NULL OR t.metadata IS NOT NULL)";
            tx.alone(&sql(condition), params![queue.0, before.0]).await?
        }
    };
    Ok(found.iter().map(|row| personal(table, row)).collect::<StoreResult<_>>()?)
}

/// A column of many rows: bytes in the sessions, else text that is never missing.
fn column<'a>(
    table: PersonalTable,
    values: impl Iterator<Item = Option<&'a str>>,
) -> Box<dyn ToSql + Sync + Send + 'a> {
    match table {
        PersonalTable::Sessions => Box::new(values.map(|text| text.map(str::as_bytes)).collect::<Vec<_>>()),
        _ => Box::new(values.map(Option::unwrap_or_default).collect::<Vec<_>>()),
    }
}

async fn replace(
    tx: &Tx,
    table: PersonalTable,
    rows: &[(PersonalRow, PersonalRow)],
) -> Result<Vec<Uuid>, Fault> {
    let ids: Vec<Uuid> = rows.iter().map(|(before, _)| before.id).collect();
    let lookups = column(table, rows.iter().map(|(before, _)| before.lookup.as_deref()));
    let words = column(table, rows.iter().map(|(before, _)| before.words.as_deref()));
    let networks: Vec<Option<&[u8]>> =
        rows.iter().map(|(before, _)| before.network.as_ref().map(|bytes| &bytes[..])).collect();
    let new_lookups = column(table, rows.iter().map(|(_, after)| after.lookup.as_deref()));
    let new_words = column(table, rows.iter().map(|(_, after)| after.words.as_deref()));
    let new_networks: Vec<Option<&[u8]>> =
        rows.iter().map(|(_, after)| after.network.as_ref().map(|bytes| &bytes[..])).collect();
    let values: [&(dyn ToSql + Sync); 7] =
        [&ids, &*lookups, &*words, &networks, &*new_lookups, &*new_words, &new_networks];
    let update = shape(table).update();
    let written = if table == PersonalTable::Sessions {
        // Commits rely on nobody writing a line's sessions while they hold its lock.
        let [update] = tx.prepare([update.as_str()]).await?;
        tx.first(LOCK_LINES, params![ids]).await?;
        tx.commit_with(tx.rows(&update, &values)).await?
    } else {
        tx.alone(&update, &values).await?
    };
    Ok(written
        .iter()
        .map(|row| row::uuid(row, 0))
        .collect::<StoreResult<HashSet<_>>>()?
        .into_iter()
        .collect())
}

async fn count(tx: &Tx, table: PersonalTable, realm: Option<Option<TenantId>>) -> Result<u64, Fault> {
    let shape = shape(table);
    let sql =
        format!("SELECT count(*) FROM {} WHERE $1 OR {} IS NOT DISTINCT FROM $2", shape.from(), shape.realm);
    let rows = tx.alone(&sql, params![realm.is_none(), realm.flatten().map(|realm| realm.0)]).await?;
    Ok(rows.first().map(|row| row::number(row, 0)).transpose()?.unwrap_or(0))
}

#[async_trait]
impl PersonalData for PostgresStore {
    async fn rows(&self, table: PersonalTable, whose: Whose, most: u32) -> StoreResult<Vec<PersonalRow>> {
        let input = (table, whose, most);
        self.core
            .read(Scope::Node, input, |tx, (table, whose, most)| rows(tx, *table, whose, *most).boxed())
            .await
    }

    async fn count(&self, table: PersonalTable, realm: Option<Option<TenantId>>) -> StoreResult<u64> {
        self.core
            .read(Scope::Node, (table, realm), |tx, (table, realm)| count(tx, *table, *realm).boxed())
            .await
    }

    async fn replace(
        &self,
        table: PersonalTable,
        rows: Vec<(PersonalRow, PersonalRow)>,
    ) -> StoreResult<Vec<Uuid>> {
        if rows.is_empty() {
            return Ok(Vec::new());
        }
        self.core
            .write(Scope::Node, (table, rows), |tx, (table, rows)| replace(tx, *table, rows).boxed())
            .await
    }

    async fn scrub(&self, _thorough: bool) -> StoreResult<()> {
        // The server's own vacuuming removes replaced rows; see docs/DATA-PROTECTION.md.
        Ok(())
    }

    async fn pass(&self, name: &str) -> StoreResult<Option<(String, u64)>> {
        self.core.read(Scope::Node, name.to_owned(), |tx, name| pass(tx, name).boxed()).await
    }

    async fn passes(&self) -> StoreResult<Vec<String>> {
        self.core.read(Scope::Node, (), |tx, ()| passes(tx).boxed()).await
    }

    async fn note_pass(&self, name: &str, notes: &str, version: u64) -> StoreResult<()> {
        let input = (name.to_owned(), notes.to_owned(), row::to_i64(version)?);
        self.core
            .write(Scope::Node, input, |tx, (name, notes, version)| note(tx, name, notes, *version).boxed())
            .await
    }

    async fn forget_pass(&self, name: &str) -> StoreResult<()> {
        self.core.write(Scope::Node, name.to_owned(), |tx, name| forget(tx, name).boxed()).await
    }
}

async fn pass(tx: &Tx, name: &str) -> Result<Option<(String, u64)>, Fault> {
    let rows = tx.alone("SELECT notes, version FROM passes WHERE name = $1", params![name]).await?;
    Ok(rows.first().map(|row| Ok::<_, StoreError>((row::get(row, 0)?, row::number(row, 1)?))).transpose()?)
}

async fn passes(tx: &Tx) -> Result<Vec<String>, Fault> {
    let rows = tx.alone("SELECT name FROM passes ORDER BY name", params![]).await?;
    Ok(rows.iter().map(|row| row::get(row, 0)).collect::<StoreResult<_>>()?)
}

async fn note(tx: &Tx, name: &str, notes: &str, version: i64) -> Result<(), Fault> {
    let written = if version == 0 {
        let sql = "INSERT INTO passes (name, notes, version) VALUES ($1, $2, 1) \
                   ON CONFLICT (name) DO NOTHING RETURNING true";
        tx.alone(sql, params![name, notes]).await?
    } else {
        let sql = "UPDATE passes SET notes = $2, version = version + 1 \
                   WHERE name = $1 AND version = $3 RETURNING true";
        tx.alone(sql, params![name, notes, version]).await?
    };
    if written.is_empty() { Err(StoreError::Stale.into()) } else { Ok(()) }
}

async fn forget(tx: &Tx, name: &str) -> Result<(), Fault> {
    let [statement] = tx.prepare(["DELETE FROM passes WHERE name = $1"]).await?;
    let work = async { try_join(tx.begin(), tx.execute(&statement, params![name])).await };
    tx.commit_with(work).await.map(drop)
}

//! From rows to the domain's types and back. Nothing stored is trusted: what does not fit is an error, never a panic.

use rusqlite::{Connection, OptionalExtension, Params, Row, types::FromSql};
use serde::de::DeserializeOwned;
use uuid::Uuid;
use vq_domain::Millis;
use vq_ports::StoreResult;
pub use vq_ports::stored::{to_i64, to_json};

use crate::fault::{fault, unreadable};

/// A column of a row.
pub fn get<T: FromSql>(row: &Row<'_>, column: usize) -> StoreResult<T> {
    row.get(column).map_err(fault)
}

/// An id.
pub fn uuid(row: &Row<'_>, column: usize) -> StoreResult<Uuid> {
    get::<[u8; 16]>(row, column).map(Uuid::from_bytes)
}

/// A moment.
pub fn millis(row: &Row<'_>, column: usize) -> StoreResult<Millis> {
    get(row, column).map(Millis)
}

/// A moment that may not have come.
pub fn maybe_millis(row: &Row<'_>, column: usize) -> StoreResult<Option<Millis>> {
    Ok(get::<Option<i64>>(row, column)?.map(Millis))
}

/// A whole number that fits its type.
pub fn number<T: TryFrom<i64>>(row: &Row<'_>, column: usize) -> StoreResult<T> {
    let value: i64 = get(row, column)?;
    T::try_from(value).map_err(|_| unreadable("number", value))
}

/// JSON.
pub fn json<T: DeserializeOwned>(row: &Row<'_>, column: usize) -> StoreResult<T> {
    let text = row.get_ref(column).map_err(fault)?.as_str().map_err(|error| unreadable("text", error))?;
    serde_json::from_str(text).map_err(|error| unreadable("JSON", error))
}

/// The first row of a query, if there is one.
pub fn find<T>(
    connection: &Connection,
    sql: &str,
    params: impl Params,
    map: impl FnOnce(&Row<'_>) -> StoreResult<T>,
) -> StoreResult<Option<T>> {
    let mut statement = connection.prepare_cached(sql).map_err(fault)?;
    statement.query_row(params, |row| Ok(map(row))).optional().map_err(fault)?.transpose()
}

/// All rows of a query.
pub fn all<T>(
    connection: &Connection,
    sql: &str,
    params: impl Params,
    mut map: impl FnMut(&Row<'_>) -> StoreResult<T>,
) -> StoreResult<Vec<T>> {
    let mut statement = connection.prepare_cached(sql).map_err(fault)?;
    let mut rows = statement.query(params).map_err(fault)?;
    let mut found = Vec::new();
    while let Some(row) = rows.next().map_err(fault)? {
        found.push(map(row)?);
    }
    Ok(found)
}

/// Whether a query has a row.
pub fn exists(connection: &Connection, sql: &str, params: impl Params) -> StoreResult<bool> {
    Ok(find(connection, sql, params, |_| Ok(()))?.is_some())
}

/// Runs a statement and answers how many rows it changed.
pub fn execute(connection: &Connection, sql: &str, params: impl Params) -> StoreResult<usize> {
    connection.prepare_cached(sql).and_then(|mut statement| statement.execute(params)).map_err(fault)
}

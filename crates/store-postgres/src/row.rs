//! From rows to the domain's types and back. Nothing stored is trusted: what does not fit is an error, never a panic.

use serde::de::DeserializeOwned;
use tokio_postgres::{Row, types::FromSql};
use uuid::Uuid;
use vq_domain::Millis;
use vq_ports::StoreResult;
pub use vq_ports::stored::{to_i64, to_json};

use crate::fault::unreadable;

/// A statement's parameters.
macro_rules! params {
    ($($param:expr),* $(,)?) => { &[$(&$param as &(dyn tokio_postgres::types::ToSql + Sync)),*] };
}
pub(crate) use params;

/// A column of a row.
pub fn get<'a, T: FromSql<'a>>(row: &'a Row, column: usize) -> StoreResult<T> {
    row.try_get(column).map_err(|error| unreadable("column", error))
}

/// An id.
pub fn uuid(row: &Row, column: usize) -> StoreResult<Uuid> {
    get(row, column)
}

/// A moment.
pub fn millis(row: &Row, column: usize) -> StoreResult<Millis> {
    get(row, column).map(Millis)
}

/// A moment that may not have come.
pub fn maybe_millis(row: &Row, column: usize) -> StoreResult<Option<Millis>> {
    Ok(get::<Option<i64>>(row, column)?.map(Millis))
}

/// A whole number that fits its type.
pub fn number<T: TryFrom<i64>>(row: &Row, column: usize) -> StoreResult<T> {
    let value: i64 = get(row, column)?;
    T::try_from(value).map_err(|_| unreadable("number", value))
}

/// A small whole number that fits its type.
pub fn small<T: TryFrom<i16>>(row: &Row, column: usize) -> StoreResult<T> {
    let value: i16 = get(row, column)?;
    T::try_from(value).map_err(|_| unreadable("number", value))
}

/// So many bytes.
pub fn bytes<const N: usize>(row: &Row, column: usize) -> StoreResult<[u8; N]> {
    let bytes: &[u8] = get(row, column)?;
    bytes.try_into().map_err(|error| unreadable("bytes", error))
}

/// An integrator's own words.
pub fn words(row: &Row, column: usize) -> StoreResult<Option<Box<str>>> {
    let bytes: Option<&[u8]> = get(row, column)?;
    let text = bytes.map(std::str::from_utf8).transpose().map_err(|error| unreadable("text", error))?;
    Ok(text.map(Box::from))
}

/// JSON.
pub fn json<T: DeserializeOwned>(row: &Row, column: usize) -> StoreResult<T> {
    serde_json::from_str(get(row, column)?).map_err(|error| unreadable("JSON", error))
}

/// JSON that may not be there.
pub fn maybe_json<T: DeserializeOwned>(row: &Row, column: usize) -> StoreResult<Option<T>> {
    let text: Option<&str> = get(row, column)?;
    text.map(serde_json::from_str).transpose().map_err(|error| unreadable("JSON", error))
}

/// The counter before this one; none that is stored if there is none before.
pub fn before(value: u64) -> i64 {
    value.checked_sub(1).and_then(|before| i64::try_from(before).ok()).unwrap_or(-1)
}

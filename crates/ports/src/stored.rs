//! What is stored in every database alike: how it is written, and what it means when it is read. How a column is read is each
//! adapter's own.

use std::fmt::Display;

use serde::Serialize;
use vq_domain::{DomainName, DomainProof, Millis};

use crate::{StoreError, StoreResult};

/// A stored value that cannot be what we wrote.
pub fn unreadable(what: &str, why: impl Display) -> StoreError {
    StoreError::Failed(format!("the stored {what} cannot be read: {why}"))
}

/// As JSON, to be stored.
pub fn to_json<T: Serialize>(value: &T) -> StoreResult<String> {
    serde_json::to_string(value)
        .map_err(|error| StoreError::Failed(format!("not to be written as JSON: {error}")))
}

/// A counter, to be stored.
pub fn to_i64(value: u64) -> StoreResult<i64> {
    i64::try_from(value).map_err(|_| StoreError::Failed(format!("{value} is too large to be stored")))
}

/// A domain's name.
pub fn domain_name(text: &str) -> StoreResult<DomainName> {
    DomainName::parse(text).map_err(|error| unreadable("domain", error))
}

/// When and by what a domain was shown to be its tenant's: both are stored, or it was not.
pub fn domain_verified(
    at: Option<Millis>,
    proof: Option<&str>,
) -> StoreResult<Option<(Millis, DomainProof)>> {
    let (Some(at), Some(proof)) = (at, proof) else { return Ok(None) };
    let parsed = DomainProof::parse(proof).ok_or_else(|| unreadable("proof", proof))?;
    Ok(Some((at, parsed)))
}

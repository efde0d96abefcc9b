//! Where sealed data belongs: its associated data. What is moved to another row, column, table or tenant does not open there.

use uuid::Uuid;
use vq_domain::{QueueId, SessionId, TenantId};
use vq_ports::{KeyUse, PersonalTable};

/// Tenant, table, column and row as bytes that no other place has: lengths are fixed or written before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place(Vec<u8>);

impl Place {
    fn new(realm: Option<TenantId>, table: &str, column: &str, row: &[u8]) -> Self {
        let mut bytes = b"vq1".to_vec();
        bytes.push(u8::from(realm.is_some()));
        bytes.extend(realm.as_ref().map_or([0; 16], |tenant| *tenant.as_bytes()));
        for part in [table.as_bytes(), column.as_bytes(), row] {
            bytes.extend((part.len() as u64).to_be_bytes());
            bytes.extend(part);
        }
        Self(bytes)
    }

    /// A row of a table.
    pub fn row(realm: Option<TenantId>, table: PersonalTable, id: Uuid) -> Self {
        Self::new(realm, table.as_str(), "personal", id.as_bytes())
    }

    /// A session.
    pub fn session(tenant: TenantId, session: SessionId) -> Self {
        Self::row(Some(tenant), PersonalTable::Sessions, session.0)
    }

    /// The reasons in the change records of a queue.
    pub fn reason(tenant: TenantId, queue: QueueId) -> Self {
        Self::new(Some(tenant), "changes", "reason", queue.as_bytes())
    }

    /// A remembered answer.
    pub fn answer(scope: &str, key: &str) -> Self {
        Self::new(None, "idempotency", "body", format!("{scope} {key}").as_bytes())
    }

    /// A wrapped data key.
    pub fn key(realm: Option<TenantId>, key_use: KeyUse, number: u32) -> Self {
        Self::new(realm, "data_keys", key_use.as_str(), &number.to_be_bytes())
    }

    /// A wrapped signing key.
    pub fn secret(purpose: &str, number: u32) -> Self {
        Self::new(None, "secrets", purpose, &number.to_be_bytes())
    }

    /// The associated data.
    pub fn bytes(&self) -> &[u8] {
        &self.0
    }
}

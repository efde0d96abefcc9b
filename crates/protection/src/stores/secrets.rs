//! Signing keys, unwrapped. One that stands in the open is none of ours.

use async_trait::async_trait;
use vq_domain::Millis;
use vq_ports::{Audit, SecretRecord, Secrets, StoreResult};

use super::Protected;
use crate::secrets::in_the_open;

#[async_trait]
impl Secrets for Protected {
    async fn all(&self) -> StoreResult<Vec<SecretRecord>> {
        let stored = self.inner.secrets.all().await?;
        let (wrapped, open): (Vec<_>, Vec<_>) =
            stored.into_iter().partition(|secret| secret.master.is_some());
        self.vault.refuse(&open);
        let mut all = Vec::with_capacity(wrapped.len());
        for secret in wrapped {
            all.push(self.vault.unwrap_secret(secret).await?);
        }
        Ok(all)
    }

    async fn add(
        &self,
        secret: &SecretRecord,
        predecessors_retire_at: Option<Millis>,
        audit: &Audit,
    ) -> StoreResult<()> {
        // A purpose that has keys nobody vouches for gets none beside them: what an earlier version signed and sealed would be
        // lost without a word, and the number may be taken.
        let stored = self.inner.secrets.all().await?;
        if stored.iter().any(|other| other.master.is_none() && other.purpose == secret.purpose) {
            return Err(in_the_open(&secret.purpose));
        }
        let wrapped = self.vault.wrap_secret(secret).await?;
        self.inner.secrets.add(&wrapped, predecessors_retire_at, audit).await
    }

    async fn forget(&self, before: Millis) -> StoreResult<u64> {
        self.inner.secrets.forget(before).await
    }
}

//! Signing keys, unwrapped.

use async_trait::async_trait;
use vq_domain::Millis;
use vq_ports::{Audit, SecretRecord, Secrets, StoreResult};

use super::Protected;

#[async_trait]
impl Secrets for Protected {
    async fn all(&self) -> StoreResult<Vec<SecretRecord>> {
        let mut all = self.inner.secrets.all().await?;
        for secret in &mut all {
            *secret = self.vault.unwrap_secret(secret.clone()).await?;
        }
        Ok(all)
    }

    async fn add(
        &self,
        secret: &SecretRecord,
        predecessors_retire_at: Option<Millis>,
        audit: &Audit,
    ) -> StoreResult<()> {
        let wrapped = self.vault.wrap_secret(secret).await?;
        self.inner.secrets.add(&wrapped, predecessors_retire_at, audit).await
    }

    async fn forget(&self, before: Millis) -> StoreResult<u64> {
        self.inner.secrets.forget(before).await
    }
}

//! The store: opened, and rid of what is old.

use super::{Deployment, SWEEP};
use crate::{nodes::Nodes, store::Store, vault};

impl Deployment {
    pub(crate) async fn start_store(&mut self) -> anyhow::Result<()> {
        let store = Store::open(&self.config.store).await?;
        if store.is_shared() {
            self.nodes = Some(Nodes::new(&self.config.redis, self.ids.clone())?);
        }
        let node = self.nodes.as_ref().map_or(1, |nodes| nodes.number);
        let (clock, ids) = (self.clock.clone(), self.ids.clone());
        let bare = store.stores();
        let shared = store.is_shared();
        self.store = Some(store);
        let (stores, protection) = vault::open(&self.config, &bare, shared, node, clock, ids).await?;
        self.stores = Some(stores.clone());
        self.keep_protection(&protection);
        self.protection = Some(protection);
        let retention = self.config.retention.clone();
        let millis = |seconds: u32| i64::from(seconds) * 1000;
        let (read, unread) = (millis(retention.changes_seconds), millis(retention.unread_changes_seconds));
        let minutes = millis(retention.analytics_minutes_seconds);
        let clock = self.clock.clone();
        self.every(SWEEP, "sweep", move || {
            let (stores, clock) = (stores.clone(), clock.clone());
            async move {
                let now = clock.now();
                let changes = stores.log.forget_changes(now + -read, now + -unread.max(read), now).await;
                let minutes = stores.analytics.forget_minutes(now + -minutes).await;
                let answers = stores.idempotency.forget(now + -24 * 3600 * 1000).await;
                if let Err(error) = changes.and(answers).and(minutes) {
                    tracing::warn!(%error, "what is old could not be forgotten yet");
                }
            }
        });
        Ok(())
    }
}

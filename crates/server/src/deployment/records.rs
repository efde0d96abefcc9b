//! What happened, and who did what: analytics and the audit log.

use std::{sync::Arc, time::Duration};

use tokio::sync::broadcast;
use vq_analytics::{AnalyticsService, Chronicler, Counter};
use vq_audit::{AuditService, Notary, NotaryConfig};
use vq_events::{Consumer, EventMetrics, Pace, Runner};
use vq_lines::Lines;

use super::{Deployment, SWEEP};

/// How often to look which chains of the audit log are to be signed.
const CHECKPOINTS: Duration = Duration::from_secs(10);

impl Deployment {
    pub(crate) async fn start_analytics(&mut self) -> anyhow::Result<()> {
        let stores = self.stores()?;
        let metrics = EventMetrics::default();
        metrics.register(&mut self.registry);
        self.consume(Arc::new(Counter), &metrics)?;
        self.consume(Arc::new(Chronicler), &metrics)?;
        let kept = self.config.retention.analytics_minutes_seconds;
        let service =
            AnalyticsService::new(stores.queues, stores.sessions, stores.analytics, stores.audit, kept);
        self.add(vq_analytics::router(service));
        Ok(())
    }

    /// Runs a consumer of events until the deployment stops.
    fn consume(&self, consumer: Arc<dyn Consumer>, metrics: &EventMetrics) -> anyhow::Result<()> {
        // A node without lines hears of nothing and looks by itself.
        let wakes = self.lines.get().map_or_else(|| broadcast::Sender::new(1).subscribe(), Lines::changed);
        let node = self.nodes.as_ref().map_or(1, |nodes| nodes.number);
        let (store, clock) = (self.stores()?.consumers, self.clock.clone());
        let runner = Runner::new(consumer, store, clock, node, Pace::default(), metrics);
        self.tasks.spawn(runner.run(wakes, self.stop.clone()));
        Ok(())
    }

    pub(crate) async fn start_audit(&mut self) -> anyhow::Result<()> {
        let stores = self.stores()?;
        let (keys, clock) = (self.keyring()?, self.clock.clone());
        let notary = Notary::new(stores.audit.clone(), keys, clock, NotaryConfig::default());
        notary.register(&mut self.registry);
        let notary = Arc::new(notary);
        let signer = notary.clone();
        self.every(CHECKPOINTS, "audit checkpoints", move || {
            let notary = signer.clone();
            async move {
                if let Err(error) = notary.sign_due().await {
                    tracing::warn!(%error, "the audit log could not be signed yet");
                }
            }
        });
        self.every(SWEEP, "audit retention", move || {
            let notary = notary.clone();
            async move {
                match notary.prune_due().await {
                    Ok(0) => {}
                    Ok(entries) => {
                        tracing::info!(entries, "audit entries that were kept long enough are removed")
                    }
                    Err(error) => tracing::warn!(%error, "the audit log could not be pruned yet"),
                }
            }
        });
        self.add(vq_audit::router(AuditService::new(stores)));
        Ok(())
    }
}

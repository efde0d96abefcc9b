//! Change records: what staff gave as a reason is in their own words, so it is sealed with the command and opened for those
//! who read the records. All else in them is ids, numbers and times.

use async_trait::async_trait;
use vq_domain::{Millis, QueueId, TenantId};
use vq_engine::{Change, Command};
use vq_ports::{Behind, Consumers, Portion, Step, StoreResult, Turn};

use super::Protected;
use crate::{Personal, Place, Ring};

/// The reason in a command.
pub(super) fn reason(command: &mut Command) -> Option<&mut Box<str>> {
    match command {
        Command::Attend(attend) => attend.by.reason.as_mut(),
        Command::CallNext(call) => call.by.reason.as_mut(),
        _ => None,
    }
}

impl Protected {
    pub(super) fn seal_reason(&self, place: &Place, ring: &Ring, reason: &mut Box<str>) -> StoreResult<()> {
        let personal = Personal { lookup: None, words: Some(reason.to_string()) };
        *reason = self.vault.seal(ring, place, &personal)?.into();
        Ok(())
    }

    async fn open_reason(&self, tenant: TenantId, place: &Place, reason: &str) -> Option<Box<str>> {
        match self.vault.open_text(Some(tenant), place, reason).await {
            Ok(Some(personal)) => personal.words.map(Into::into),
            Ok(None) => Some(reason.into()),
            // A record is kept longer than the key may be; what else it says is still of use.
            Err(error) => {
                tracing::warn!(%error, "the reason in a change record cannot be read");
                None
            }
        }
    }
}

#[async_trait]
impl Consumers for Protected {
    async fn register(&self, consumer: &str, now: Millis) -> StoreResult<()> {
        self.inner.consumers.register(consumer, now).await
    }

    async fn retire(&self, consumer: &str) -> StoreResult<()> {
        self.inner.consumers.retire(consumer).await
    }

    async fn behind(&self, consumer: &str) -> StoreResult<Vec<Behind>> {
        self.inner.consumers.behind(consumer).await
    }

    async fn take(
        &self,
        consumer: &'static str,
        queue: QueueId,
        turn: Turn,
        most: u32,
    ) -> StoreResult<Option<Portion>> {
        let Some(mut portion) = self.inner.consumers.take(consumer, queue, turn, most).await? else {
            return Ok(None);
        };
        for change in portion.sets.iter_mut().flat_map(|set| &mut set.changes) {
            if let Change::Attended { reason: Some(reason), .. } = change {
                let tenant = self.tenant_of(queue).await?;
                let place = Place::reason(tenant, queue);
                let opened = self.open_reason(tenant, &place, reason).await;
                if let Change::Attended { reason, .. } = change {
                    *reason = opened;
                }
            }
        }
        Ok(Some(portion))
    }

    async fn advance(&self, step: Step) -> StoreResult<()> {
        self.inner.consumers.advance(step).await
    }

    async fn give_up_turns(&self, consumer: &str, node: u64) -> StoreResult<()> {
        self.inner.consumers.give_up_turns(consumer, node).await
    }
}

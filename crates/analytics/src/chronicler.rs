//! Writes down what happens to sessions besides joining, being released, claiming and ending: those stand in the session's
//! own row, and a row more for each of them would double what a line writes.

use async_trait::async_trait;
use vq_domain::QueueId;
use vq_engine::Change;
use vq_events::{Consumer, ConsumerError, Handled};
use vq_ports::{Effect, Portion, SessionEvent};

/// The consumer that writes the history of sessions.
#[derive(Clone, Copy, Debug, Default)]
pub struct Chronicler;

#[async_trait]
impl Consumer for Chronicler {
    fn name(&self) -> &'static str {
        "history"
    }

    async fn handle(
        &self,
        _queue: QueueId,
        portion: &Portion,
        _has_gap: bool,
    ) -> Result<Handled, ConsumerError> {
        let mut events = Vec::<SessionEvent>::new();
        for set in &portion.sets {
            for change in &set.changes {
                let Change::Prioritised { session, ticket, from, to } = *change else { continue };
                let (version, at) = (set.version, set.at);
                // Twice in one transaction is once.
                match events.iter_mut().rev().find(|event| event.version == version && event.ticket == ticket)
                {
                    Some(event) => event.to = to,
                    None => events.push(SessionEvent { session, ticket, version, at, from, to }),
                }
            }
        }
        Ok(Handled { note: None, effect: Effect::Events(events) })
    }
}

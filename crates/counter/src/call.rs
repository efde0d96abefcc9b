//! Calling the next person to a counter.

use std::{cmp::Reverse, sync::Arc};

use vq_domain::{CallOrder, Counter, CounterId, Error, ErrorCode, Result, SessionId, TenantId};
use vq_engine::{
    Attend, CallNext, Command, Entry, Outcome, Refusal, Verb,
    attend::{AtCounter, By},
};
use vq_lines::LineHandle;

use crate::{
    attend::refused,
    service::{CounterService, There, store},
    trail,
    view::{CallOutcome, CounterView},
};

/// Somebody with their line.
type Person = (Arc<LineHandle>, Entry);

impl CounterService {
    /// Calls the next person. `current` is whom the caller sees at the counter: they are done, unless there is room for
    /// another. Goes on to its end when the caller hangs up.
    pub(crate) async fn call_next(
        &self,
        tenant: TenantId,
        counter: CounterId,
        current: Option<SessionId>,
        by: By,
    ) -> Result<CounterView> {
        let this = self.clone();
        let work = async move { this.call_next_in_turn(tenant, counter, current, by).await };
        let call = vq_api::to_the_end(work);
        call.await.unwrap_or_else(|_| Err(Error::internal()))
    }

    async fn call_next_in_turn(
        &self,
        tenant: TenantId,
        id: CounterId,
        current: Option<SessionId>,
        by: By,
    ) -> Result<CounterView> {
        let _turn = self.turn(id).await;
        let counter = self.counter(tenant, id).await?;
        if !counter.is_open {
            return Err(Error::new(
                ErrorCode::CounterClosed,
                "Open the counter before calling people to it.",
            ));
        }
        let turn = self.abreast(&counter).await?;
        let there = self.there(&counter);
        if there.last().is_some_and(|last| current != Some(last.occupant.session)) {
            return self.show(&counter, Some(CallOutcome::Unchanged), None).await;
        }
        let is_full = there.len() >= usize::from(counter.max_served);
        let leaving = there.last().filter(|_| is_full);
        let mut done = leaving.cloned();
        for line in self.in_calling_order(&counter) {
            let same = done.as_ref().is_some_and(|done| done.line.id() == line.id());
            if let Some(done) = done.take_if(|_| !same) {
                self.finish(&done, &by).await?;
            }
            let at = seen_at(&counter, turn, &line, &there, leaving);
            let call = CallNext { at, by: by.clone(), basis: 0, tickets: Vec::new(), all: false };
            let written = trail::of_next(&line, &counter);
            match line.direct(Command::CallNext(Box::new(call)), written).await? {
                Outcome::Session(entry) => {
                    return self.show(&counter, Some(CallOutcome::Called), Some((line, entry))).await;
                }
                // At another node, at the same moment.
                Outcome::Occupied(_) | Outcome::Overtaken => {
                    self.abreast(&counter).await?;
                    return self.show(&counter, Some(CallOutcome::Unchanged), None).await;
                }
                Outcome::Nobody => done = None,
                Outcome::Refused(Refusal::NotOpen(_)) => {}
                Outcome::Refused(refusal) => return Err(refused(refusal)),
                _ => return Err(Error::internal()),
            }
        }
        if let Some(done) = &done {
            self.finish(done, &by).await?;
        }
        self.show(&counter, Some(CallOutcome::Nobody), None).await
    }

    /// The lines that somebody waits in, the first to call from in front.
    fn in_calling_order(&self, counter: &Counter) -> Vec<Arc<LineHandle>> {
        let mut lines = self.lines_of(counter);
        let first = |line: &Arc<LineHandle>| {
            line.read(|index| {
                let (priority, place) = index.ranks().nth(0)?;
                let came = index.seat(index.ticket_at(place)).map(|seat| seat.ordered_at);
                Some((Reverse(priority), came))
            })
        };
        lines.retain(|line| line.queue().settings.releases.by_call() && first(line).is_some());
        if counter.order == CallOrder::Arrival {
            lines.sort_by_key(first);
        }
        lines
    }

    /// The lines of the services that a counter takes, as far as they are still offered.
    pub(crate) fn lines_of(&self, counter: &Counter) -> Vec<Arc<LineHandle>> {
        let find = |queue: &vq_domain::QueueId| self.inner.lines.of_tenant(counter.tenant_id, *queue);
        counter.services.iter().filter_map(find).collect()
    }

    /// Somebody at a counter is done, if they are there still.
    pub(crate) async fn finish(&self, done: &There, by: &By) -> Result<()> {
        let finish = Attend { ticket: done.occupant.ticket, verb: Verb::Finish, by: by.clone() };
        let written = trail::of_occupant(done, &Verb::Finish, by);
        match done.line.direct(Command::Attend(Box::new(finish)), written).await? {
            // Or they left by themselves meanwhile.
            Outcome::Session(_) | Outcome::Refused(Refusal::NotAtCounter(_) | Refusal::Ended(_)) => Ok(()),
            Outcome::Refused(refusal) => Err(refused(refusal)),
            _ => Err(Error::internal()),
        }
    }

    /// A counter as it is now; `known` is somebody whose row is at hand.
    pub(crate) async fn show(
        &self,
        counter: &Counter,
        outcome: Option<CallOutcome>,
        known: Option<Person>,
    ) -> Result<CounterView> {
        let mut people: Vec<Person> = Vec::new();
        for there in self.there(counter).into_iter().rev() {
            match &known {
                Some((line, entry)) if entry.session == there.occupant.session => {
                    people.push((line.clone(), entry.clone()));
                }
                _ => {
                    let (queue, ticket) = (there.line.id(), there.occupant.ticket);
                    let record = self.inner.stores.sessions.by_ticket(queue, ticket).await.map_err(store)?;
                    people.extend(record.map(|record| (there.line, record.entry)));
                }
            }
        }
        Ok(CounterView::new(counter, &self.lines_of(counter), &people, outcome))
    }
}

/// A counter as a call from a line sees it: `there` are all who are at it. `leaving` makes room for whoever is called; who does
/// so in this line, in the same transaction.
pub(crate) fn seen_at(
    counter: &Counter,
    turn: u64,
    line: &LineHandle,
    there: &[There],
    leaving: Option<&There>,
) -> AtCounter {
    let left = leaving.map(|leaving| leaving.occupant.session);
    // Those who stay in other lines leave so much room here.
    let elsewhere = there
        .iter()
        .filter(|there| there.line.id() != line.id() && Some(there.occupant.session) != left)
        .count();
    let elsewhere = u16::try_from(elsewhere).unwrap_or(u16::MAX);
    let leaves_here = leaving.filter(|leaving| leaving.line.id() == line.id());
    AtCounter {
        counter: counter.reference(),
        seen: there.iter().map(|there| there.occupant.session).collect(),
        most: counter.max_served.saturating_sub(elsewhere),
        turn: Some(turn),
        finish: leaves_here.map(|leaving| leaving.occupant.ticket),
    }
}

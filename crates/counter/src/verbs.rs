//! The verbs on one person: call, recall, start, finish, no-show, return, hold, resume, transfer, add-service, check-in.

use std::sync::Arc;

use aws_lc_rs::digest;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use vq_domain::{
    Counter, CounterId, CounterRef, Error, ErrorCode, QueueId, Result, SessionId, SessionState, TenantId,
    limit,
};
use vq_engine::{
    Arrival, Attend, Command, Entry, Outcome, Parked, Refusal, Verb,
    attend::{Admission, By, Target, Wish},
    hall::Onward,
};
use vq_lines::LineHandle;
use vq_ports::SessionRecord;

use crate::{
    attend::session_of,
    call::seen_at,
    service::{CounterService, offered_at, store},
    trail,
    view::DeskSession,
};

/// What is to be done with somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Deskwork {
    Call,
    Recall,
    Start,
    Finish,
    NoShow,
    Return,
    Hold,
    Resume,
    Transfer,
    AddService,
    CheckIn,
}

/// Where somebody is to wait again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
#[serde(untagged, expecting = "`to` is front, end, or a position from 1")]
pub(crate) enum ReturnTo {
    /// `front` or `end`.
    Named(ReturnName),
    /// A position, from 1.
    Position(u32),
}

/// Either end of the line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ReturnName {
    /// Next, as far as priorities allow.
    Front,
    /// Behind everybody.
    End,
}

/// What a verb needs; which of it, the verb's description says.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct DeskworkInput {
    /// `call`, `recall`, `transfer`: the counter.
    pub counter_id: Option<CounterId>,
    /// `call`: whom the caller sees at the counter; `null` if nobody.
    pub current: Option<SessionId>,
    /// `return`: `front`, `end`, or a position from 1.
    pub to: Option<ReturnTo>,
    /// `transfer`, `add-service`: the queue of the other service.
    pub queue_id: Option<QueueId>,
    /// Why, up to 500 characters; kept with who did it.
    pub reason: Option<String>,
}

/// Somebody with their line.
pub(crate) struct Found {
    record: SessionRecord,
    line: Arc<LineHandle>,
}

impl CounterService {
    /// Does something with somebody. Goes on to its end when the caller hangs up.
    pub(crate) async fn attend(
        &self,
        tenant: TenantId,
        session: SessionId,
        work: Deskwork,
        input: DeskworkInput,
        account: Option<vq_domain::AccountId>,
    ) -> Result<DeskSession> {
        let found = self.find(tenant, session).await?;
        let length = input.reason.as_ref().map_or(0, |reason| reason.chars().count());
        if length > limit::REASON.count() {
            let error = Error::invalid("reason", "A reason has at most 500 characters.");
            return Err(error.over(limit::REASON, length));
        }
        let by = By { account, reason: input.reason.clone().map(String::into_boxed_str) };
        let this = self.clone();
        let work = async move { this.attend_found(tenant, found, work, input, by).await };
        let task = vq_api::to_the_end(work);
        task.await.unwrap_or_else(|_| Err(Error::internal()))
    }

    async fn find(&self, tenant: TenantId, session: SessionId) -> Result<Found> {
        let record = self.inner.stores.sessions.get(tenant, session).await.map_err(store)?;
        let record = record.ok_or_else(|| Error::not_found("session"))?;
        let line = self.line(tenant, record.queue).await?;
        Ok(Found { record, line })
    }

    async fn attend_found(
        &self,
        tenant: TenantId,
        found: Found,
        work: Deskwork,
        input: DeskworkInput,
        by: By,
    ) -> Result<DeskSession> {
        let entry = &found.record.entry;
        let priority = entry.priority;
        let verb = match work {
            Deskwork::Call => return self.call_this(tenant, found, &input, by).await,
            Deskwork::Transfer => return self.transfer(tenant, found, &input, by).await,
            Deskwork::AddService => return self.add_service(tenant, found, &input, by).await,
            Deskwork::Recall => match input.counter_id {
                Some(counter) => return self.recall_to(tenant, found, counter, by).await,
                None => Verb::Recall(None),
            },
            Deskwork::Start => Verb::Start,
            Deskwork::Finish => Verb::Finish,
            Deskwork::NoShow => Verb::NoShow,
            Deskwork::Hold => Verb::Hold,
            Deskwork::Resume => Verb::Resume,
            Deskwork::Return => {
                let to =
                    input.to.ok_or_else(|| missing("to", "Say where: front, end, or a position from 1."))?;
                Verb::Return(Wish::new(target(to)?, priority), entry.identifier.clone())
            }
            Deskwork::CheckIn => {
                let appointment = entry.seat.as_ref().and_then(|seat| seat.appointment);
                let target = appointment.map_or(Target::End, Target::AsOf);
                Verb::CheckIn(Wish::new(target, priority))
            }
        };
        let entry = self.submit(&found.line, entry, verb, by).await?;
        Ok(DeskSession::new(&found.line, &entry))
    }

    async fn submit(&self, line: &LineHandle, entry: &Entry, verb: Verb, by: By) -> Result<Entry> {
        session_of(self.ask(line, entry, verb, by).await?)
    }

    /// What the engine says to a verb. On an error it is not known whether it was carried out.
    async fn ask(&self, line: &LineHandle, entry: &Entry, verb: Verb, by: By) -> Result<Outcome> {
        let written = trail::of_session(line, entry, &verb, &by);
        let attend = Attend { ticket: entry.ticket, verb, by };
        Ok(line.direct(Command::Attend(Box::new(attend)), written).await?)
    }

    async fn call_this(
        &self,
        tenant: TenantId,
        found: Found,
        input: &DeskworkInput,
        by: By,
    ) -> Result<DeskSession> {
        let id = input.counter_id.ok_or_else(|| missing("counterId", "Say to which counter."))?;
        let _turn = self.turn(id).await;
        let counter = self.counter(tenant, id).await?;
        may_call(&counter, &found.line)?;
        let turn = self.abreast(&counter).await?;
        let there = self.there(&counter);
        let session = found.record.entry.session;
        let last = there.last().map(|last| last.occupant.session);
        if last.is_some() && last != input.current && last != Some(session) {
            let message = "Somebody else is called to this counter; look at it again.";
            return Err(Error::new(ErrorCode::Conflict, message));
        }
        let is_here = there.iter().any(|there| there.occupant.session == session);
        let is_full = there.len() - usize::from(is_here) >= usize::from(counter.max_served);
        let leaving = there.iter().rfind(|there| is_full && there.occupant.session != session);
        // If the one who is called is here already, this is said again, perhaps because whoever was to leave for them could not
        // be finished: the caller still means the one they saw then.
        let leaving = leaving.filter(|leaving| !is_here || input.current == Some(leaving.occupant.session));
        let verb = Verb::Call(seen_at(&counter, turn, &found.line, &there, leaving));
        let entry = self.submit(&found.line, &found.record.entry, verb, by.clone()).await?;
        // In another line that takes a transaction of its own, and a call that is refused must have finished nobody.
        if let Some(leaving) = leaving.filter(|leaving| leaving.line.id() != found.line.id()) {
            self.finish(leaving, &by).await?;
        }
        Ok(DeskSession::new(&found.line, &entry))
    }

    /// Repeats a call, to this counter. If that is another one, it is as with a call to it; nobody is finished for it.
    async fn recall_to(&self, tenant: TenantId, found: Found, id: CounterId, by: By) -> Result<DeskSession> {
        let Found { record, line } = found;
        let _turn = self.turn(id).await;
        let counter = self.counter(tenant, id).await?;
        let before = record.entry.seat.as_ref().and_then(|seat| seat.counter.as_ref());
        if before.is_none_or(|before| before.id != id) {
            may_call(&counter, &line)?;
            takes(&counter, line.id())?;
        }
        let turn = self.abreast(&counter).await?;
        let there = self.there(&counter);
        let at = seen_at(&counter, turn, &line, &there, None);
        let entry = self.submit(&line, &record.entry, Verb::Recall(Some(at)), by).await?;
        Ok(DeskSession::new(&line, &entry))
    }

    async fn transfer(
        &self,
        tenant: TenantId,
        found: Found,
        input: &DeskworkInput,
        by: By,
    ) -> Result<DeskSession> {
        let Found { record, line } = found;
        let counter = match input.counter_id {
            Some(id) => Some(self.counter(tenant, id).await?),
            None => None,
        };
        let queue = input.queue_id.filter(|queue| *queue != line.id());
        if let Some(counter) = &counter {
            takes(counter, queue.unwrap_or_else(|| line.id()))?;
        }
        let counter = counter.map(|counter| counter.reference());
        let Some(queue) = queue else {
            let counter =
                counter.ok_or_else(|| missing("queueId", "Say to which service, or to which counter."))?;
            let entry = self.submit(&line, &record.entry, Verb::Reserve(counter), by).await?;
            return Ok(DeskSession::new(&line, &entry));
        };
        let target = self.line(tenant, queue).await?;
        let known = record.entry.seat.as_ref().and_then(|seat| seat.moved_to.as_ref());
        if record.entry.state == SessionState::Transferred
            && let Some(known) = known
        {
            let there = self.find(tenant, known.session).await?;
            if known.queue != queue {
                return Ok(DeskSession::new(&there.line, &there.record.entry));
            }
            // Whoever sent them may have been cut off before the rest was done.
            let rest = rest(&record.entry, queue);
            let entry = self.settle(&there.line, there.record.entry, counter, rest, &by).await?;
            return Ok(DeskSession::new(&there.line, &entry));
        }
        if !record.entry.state.is_live() {
            let message = format!("This session is over: {}.", record.entry.state.as_str());
            return Err(Error::new(ErrorCode::SessionEnded, message));
        }
        // What is still to come of the visit follows once they are sent: until then it belongs to the place they have here.
        let (there, is_made) = match self.put_aside(tenant, &record.entry, queue).await? {
            Some(there) => (there, false),
            None => {
                let made =
                    self.make_place(&target, &record.entry, Purpose::Transfer(counter.clone())).await?;
                (made.entry, made.is_of_this)
            }
        };
        let onward = onward_of(queue, &there);
        // Where it is not known whether they were sent, the place there stays: who tries again finds it.
        let sent = session_of(self.ask(&line, &record.entry, Verb::Transfer(onward), by.clone()).await?);
        let moved_to = |sent: &Entry| sent.seat.as_ref().and_then(|seat| seat.moved_to.clone());
        let elsewhere = match &sent {
            Ok(sent) => moved_to(sent).filter(|moved| moved.session != there.session),
            Err(_) => None,
        };
        // They were over here meanwhile, or somebody else sent them to another place: they are not to wait there, too.
        if is_made && (sent.is_err() || elsewhere.is_some()) {
            self.take_back(&target, &there, &by).await?;
        }
        let sent = sent?;
        if let Some(elsewhere) = elsewhere {
            return self.onward(tenant, &elsewhere).await;
        }
        let there = self.settle(&target, there, counter, rest(&sent, queue), &by).await?;
        Ok(DeskSession::new(&target, &there))
    }

    /// The place in another line that was put aside for later, if they have one there.
    async fn put_aside(&self, tenant: TenantId, entry: &Entry, queue: QueueId) -> Result<Option<Entry>> {
        let next = entry.seat.iter().flat_map(|seat| &seat.next).find(|next| next.queue == queue);
        let Some(next) = next else { return Ok(None) };
        let record = self.inner.stores.sessions.get(tenant, next.session).await.map_err(store)?;
        Ok(record.map(|record| record.entry).filter(|there| there.state.is_live()))
    }

    /// Somebody was sent to another line. If they had a place there before, perhaps put aside for later, it is as a new one
    /// would be: they wait there now, for this counter, and go on to what is left of their visit.
    async fn settle(
        &self,
        target: &LineHandle,
        mut there: Entry,
        counter: Option<CounterRef>,
        rest: Vec<Onward>,
        by: &By,
    ) -> Result<Entry> {
        let Some(seat) = there.seat.clone().filter(|_| there.state.is_live()) else { return Ok(there) };
        let mut verbs = Vec::new();
        if there.state == SessionState::Waiting {
            verbs.extend((seat.parked == Parked::Held).then_some(Verb::Resume));
            let counter = counter.filter(|counter| seat.for_counter.as_ref() != Some(counter));
            verbs.extend(counter.map(Verb::Reserve));
        }
        let is_known = |next: &Onward| seat.next.iter().any(|known| known.session == next.session);
        verbs.extend(rest.into_iter().filter(|next| !is_known(next)).map(Verb::Add));
        for verb in verbs {
            there = self.submit(target, &there, verb, by.clone()).await?;
        }
        Ok(there)
    }

    async fn onward(&self, tenant: TenantId, onward: &Onward) -> Result<DeskSession> {
        let Found { record, line } = self.find(tenant, onward.session).await?;
        Ok(DeskSession::new(&line, &record.entry))
    }

    async fn add_service(
        &self,
        tenant: TenantId,
        found: Found,
        input: &DeskworkInput,
        by: By,
    ) -> Result<DeskSession> {
        let Found { record, line } = found;
        let queue = input.queue_id.ok_or_else(|| missing("queueId", "Say which service they go on to."))?;
        if queue == line.id() {
            return Err(Error::invalid("queueId", "They are in the line of this service already."));
        }
        let target = self.line(tenant, queue).await?;
        if !record.entry.state.is_live() {
            let message = format!("This session is over: {}.", record.entry.state.as_str());
            return Err(Error::new(ErrorCode::SessionEnded, message));
        }
        let Made { entry: there, is_new, .. } =
            self.make_place(&target, &record.entry, Purpose::Later).await?;
        let onward = onward_of(queue, &there);
        // Where it is not known whether it was noted, the place there stays: who tries again finds it.
        match session_of(self.ask(&line, &record.entry, Verb::Add(onward), by.clone()).await?) {
            Ok(entry) => Ok(DeskSession::new(&line, &entry)),
            Err(error) => {
                // They are over here meanwhile: nothing would ever end the place that is put aside there.
                if is_new {
                    self.take_back(&target, &there, &by).await?;
                }
                Err(error)
            }
        }
    }

    /// A place in another line for somebody of this one, which is live: the one that was made for this before, or a new one.
    /// Who is in that line already, by their identifier, keeps the place they have.
    async fn make_place(&self, target: &LineHandle, entry: &Entry, purpose: Purpose) -> Result<Made> {
        let mut number = 0_u8;
        loop {
            let session = place_id(purpose.name(), entry.session, target.id(), number);
            let mut arrival = arrival(session, entry);
            match &purpose {
                Purpose::Transfer(counter) => arrival.for_counter.clone_from(counter),
                Purpose::Later => arrival.held = true,
            }
            let outcome = target.submit(Command::Arrive(Box::new(arrival))).await?;
            let is_new = matches!(outcome, Outcome::Joined(_));
            let entry = session_of(outcome).map_err(|error| target.explained(error))?;
            if entry.state.is_live() {
                let is_of_this = entry.session == session;
                return Ok(Made { entry, is_new, is_of_this });
            }
            number = number.checked_add(1).ok_or_else(Error::internal)?;
        }
    }

    /// Ends a place that was made for somebody who does not come; perhaps it is over by now.
    async fn take_back(&self, target: &LineHandle, there: &Entry, by: &By) -> Result<()> {
        match self.ask(target, there, Verb::Remove, by.clone()).await? {
            Outcome::Refused(Refusal::Ended(_)) => Ok(()),
            outcome => session_of(outcome).map(drop),
        }
    }
}

/// What a place in another line is for.
enum Purpose {
    /// To wait there now, perhaps for one counter.
    Transfer(Option<CounterRef>),
    /// To go on to: put aside until then.
    Later,
}

impl Purpose {
    /// As it goes into the ids of such places.
    fn name(&self) -> &'static str {
        match self {
            Self::Transfer(_) => "transfer",
            Self::Later => "add",
        }
    }
}

/// A place in another line.
struct Made {
    entry: Entry,
    /// Nobody had it before.
    is_new: bool,
    /// It was made for this purpose, now or by an earlier try.
    is_of_this: bool,
}

/// Somebody of a line may be called to a counter now, as far as that depends on how both are set up.
fn may_call(counter: &Counter, line: &LineHandle) -> Result<()> {
    if !counter.is_open {
        return Err(Error::new(ErrorCode::CounterClosed, "Open the counter before calling people to it."));
    }
    if offered_at(&line.queue()) != Some(counter.location_id) {
        let message = "This counter is at another location.";
        return Err(Error::field(ErrorCode::Conflict, "counterId", message));
    }
    Ok(())
}

/// A counter takes a service.
fn takes(counter: &Counter, queue: QueueId) -> Result<()> {
    if counter.services.contains(&queue) {
        return Ok(());
    }
    let message = "This counter does not take that service.";
    Err(Error::field(ErrorCode::Conflict, "counterId", message))
}

fn missing(field: &str, message: &str) -> Error {
    Error::field(ErrorCode::MissingField, field, message)
}

fn target(to: ReturnTo) -> Result<Target> {
    match to {
        ReturnTo::Named(ReturnName::Front) => Ok(Target::Position(1)),
        ReturnTo::Named(ReturnName::End) => Ok(Target::End),
        ReturnTo::Position(0) => Err(Error::invalid("to", "Positions begin at 1.")),
        ReturnTo::Position(position) => Ok(Target::Position(position)),
    }
}

/// Somebody who stands in a line already comes into another, as of when they came.
fn arrival(session: SessionId, entry: &Entry) -> Arrival {
    let came = entry.enqueued_at;
    Arrival {
        session,
        identifier: entry.identifier.clone(),
        metadata: entry.metadata.clone(),
        priority: entry.priority,
        came: Some((came, Wish::new(Target::AsOf(came), entry.priority))),
        appointment: None,
        number: None,
        visit: Some(entry.seat.as_ref().map_or(entry.session, |seat| seat.visit)),
        for_counter: None,
        held: false,
        admission: Admission::Sent,
    }
}

fn onward_of(queue: QueueId, entry: &Entry) -> Onward {
    Onward {
        queue,
        session: entry.session,
        ticket: entry.ticket,
        number: entry.seat.as_ref().and_then(|seat| seat.number.clone()),
        enqueued_at: entry.enqueued_at,
    }
}

/// What is still to come of a visit for somebody who is sent to this queue.
fn rest(entry: &Entry, queue: QueueId) -> Vec<Onward> {
    let next = entry.seat.iter().flat_map(|seat| &seat.next);
    next.filter(|next| next.queue != queue).cloned().collect()
}

/// The id of somebody's place in another line. Where one is over already, as when they did not come here and were let back in,
/// the next number gives another.
fn place_id(purpose: &str, session: SessionId, queue: QueueId, number: u8) -> SessionId {
    let parts: [&[u8]; 3] = [session.as_bytes(), queue.as_bytes(), &[number]];
    derived(purpose, if number == 0 { &parts[..2] } else { &parts })
}

/// The one session id that follows from something that is done once: a version 8 UUID of its SHA-256. Doing it again finds
/// what was done.
pub(crate) fn derived(purpose: &str, parts: &[&[u8]]) -> SessionId {
    let mut context = digest::Context::new(&digest::SHA256);
    for part in [purpose.as_bytes()].iter().chain(parts) {
        // With its length, so that no two lists of parts have the same bytes.
        context.update(&(part.len() as u64).to_be_bytes());
        context.update(part);
    }
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&context.finish().as_ref()[..16]);
    SessionId(uuid::Builder::from_custom_bytes(bytes).into_uuid())
}

#[cfg(test)]
mod tests {
    use super::derived;

    #[test]
    fn an_id_follows_from_all_its_parts() {
        let id = derived("transfer", &[b"ab", b"c"]);
        assert_eq!(id, derived("transfer", &[b"ab", b"c"]));
        assert_ne!(id, derived("transfer", &[b"a", b"bc"]));
        assert_ne!(id, derived("add", &[b"ab", b"c"]));
        assert_eq!(id.0.get_version_num(), 8);
    }
}

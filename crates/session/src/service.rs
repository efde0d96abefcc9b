//! What can be done with sessions.

use std::sync::Arc;

use serde_json::json;
use vq_admission::{RevocationPart, Revoked};
use vq_api::trail;
use vq_domain::{
    Action, Error, ErrorCode, Millis, QueueId, Result, SessionId, SessionState, TenantId, Ticket,
    audit::Target,
};
use vq_engine::{Attend, Command, Entry, Outcome, Refusal, Standing, Verb, attend::By};
use vq_keyring::{Keyring, Purpose};
use vq_lines::{Departures, LineHandle, Lines, Published};
use vq_ports::{JoinGuard, SessionRecord, Sessions};
use vq_room::RecoveryKey;

use crate::{Pass, SessionRow, SessionView};

/// What differs between deployments.
#[derive(Clone, Debug)]
pub struct SessionConfig {
    /// `iss` of admission tokens.
    pub issuer: String,
}

/// Sessions. Cheap to clone: every request gets one of its own.
#[derive(Clone)]
pub struct SessionService {
    pub(crate) inner: Arc<Inner>,
}

pub(crate) struct Inner {
    pub(crate) lines: Lines,
    pub(crate) keyring: Arc<Keyring>,
    pub(crate) config: SessionConfig,
    pub(crate) guard: Arc<dyn JoinGuard>,
    sessions: Arc<dyn Sessions>,
}

impl SessionService {
    /// Over a store, the lines of this node, the keys of the deployment, and who judges the joins of strangers.
    pub fn new(
        sessions: Arc<dyn Sessions>,
        lines: Lines,
        keyring: Arc<Keyring>,
        guard: Arc<dyn JoinGuard>,
        config: SessionConfig,
    ) -> Self {
        let inner = Inner { lines, keyring, config, guard, sessions };
        Self { inner: Arc::new(inner) }
    }

    /// Any queue's line.
    pub async fn line(&self, queue: QueueId) -> Result<Arc<LineHandle>> {
        self.inner.lines.find(queue).await.map_err(store)?.ok_or_else(|| Error::not_found("queue"))
    }

    /// A line that this node runs, without asking the store. One that another node set up a moment ago is not found.
    pub fn running_line(&self, queue: QueueId) -> Result<Arc<LineHandle>> {
        self.inner.lines.get(queue).ok_or_else(|| Error::not_found("queue"))
    }

    /// A tenant's line.
    pub(crate) async fn line_of(&self, tenant: TenantId, queue: QueueId) -> Result<Arc<LineHandle>> {
        let line = self.inner.lines.find_of_tenant(tenant, queue).await.map_err(store)?;
        line.ok_or_else(|| Error::not_found("queue"))
    }

    /// Reads a session token.
    pub fn pass(&self, token: &str) -> Result<Pass> {
        Pass::read(token, &self.inner.keyring).map_err(|_| {
            Error::new(
                ErrorCode::Unauthorized,
                "This is not a valid session token. Join the queue to get one.",
            )
        })
    }

    /// The token of a session.
    pub fn token(&self, pass: &Pass) -> String {
        let key = self.inner.keyring.current(Purpose::Session);
        pass.sign(key.number(), key.hmac())
    }

    /// The session of a pass as its holder sees it. Counts as a sign of life.
    pub async fn current(&self, pass: &Pass, now: Millis) -> Result<SessionView> {
        let line = self.line(pass.queue).await?;
        match self.glance(&line, pass, now) {
            Some(view) => Ok(view),
            None => self.ended(&line, pass, now).await,
        }
    }

    /// A live session, from memory alone.
    pub(crate) fn glance(&self, line: &LineHandle, pass: &Pass, now: Millis) -> Option<SessionView> {
        let look = line.look(pass.ticket, now);
        if look.standing == Standing::Gone {
            return None;
        }
        line.seen(pass.ticket);
        Some(SessionView::live(pass, &line.queue(), &look, now))
    }

    /// A session that is live, though this node may not have heard of it yet.
    pub(crate) async fn live(
        &self,
        line: &LineHandle,
        pass: &Pass,
        now: Millis,
    ) -> Result<Option<SessionView>> {
        if let Some(view) = self.glance(line, pass, now) {
            return Ok(Some(view));
        }
        match self.record(pass).await? {
            Some(entry) => self.heard_late(line, pass, &entry, now).await,
            None => Ok(None),
        }
    }

    /// A session that is over: what became of it, the store knows.
    async fn ended(&self, line: &LineHandle, pass: &Pass, now: Millis) -> Result<SessionView> {
        let entry = self.record(pass).await?.ok_or_else(|| Error::not_found("session"))?;
        if let Some(view) = self.heard_late(line, pass, &entry, now).await? {
            return Ok(view);
        }
        let look = line.look(pass.ticket, now);
        let view = SessionView::live(pass, &line.queue(), &look, now).with(&entry);
        Ok(view.moved(&entry, |pass| self.token(pass)))
    }

    /// Whether the session of a pass has this identifier. Without one there is nothing to compare.
    pub(crate) async fn is_of(&self, pass: &Pass, identifier: Option<&str>) -> Result<bool> {
        let Some(identifier) = identifier else { return Ok(true) };
        let entry = self.record(pass).await?;
        Ok(entry.is_some_and(|entry| entry.identifier.as_deref() == Some(identifier)))
    }

    /// The session of a pass as stored.
    async fn record(&self, pass: &Pass) -> Result<Option<Entry>> {
        let record = self.inner.sessions.by_ticket(pass.queue, pass.ticket).await.map_err(store)?;
        Ok(record.map(|record| record.entry).filter(|entry| entry.session == pass.session))
    }

    /// A session that another node let join, or moved, a moment ago.
    async fn heard_late(
        &self,
        line: &LineHandle,
        pass: &Pass,
        entry: &Entry,
        now: Millis,
    ) -> Result<Option<SessionView>> {
        if !entry.state.is_live() {
            return Ok(None);
        }
        line.sync().await?;
        Ok(self.glance(line, pass, now))
    }

    /// Carries out a command on the session of a pass and shows the session afterwards.
    pub(crate) async fn command(
        &self,
        pass: &Pass,
        command: Command,
        now: Millis,
    ) -> Result<(SessionView, Entry)> {
        let line = self.line(pass.queue).await?;
        let entry = session_of(line.submit(command).await?)?;
        let look = line.look(pass.ticket, now);
        Ok((SessionView::live(pass, &line.queue(), &look, now).with(&entry), entry))
    }

    /// Leaves the line, gives the offered turn back, or says that one is done. Having left already is no failure.
    pub async fn leave(&self, pass: &Pass, now: Millis) -> Result<SessionView> {
        match self.command(pass, Command::Leave { ticket: pass.ticket }, now).await {
            Ok((view, _)) => Ok(view),
            Err(error) if error.code() == ErrorCode::SessionEnded => self.current(pass, now).await,
            Err(error) => Err(error),
        }
    }

    /// Says that one is done, or gives the offered turn back. Whoever still waits keeps the place: leaving is [`Self::leave`].
    pub async fn complete(&self, pass: &Pass, now: Millis) -> Result<SessionView> {
        let line = self.line(pass.queue).await?;
        let has_turn = |standing| matches!(standing, Standing::Released { .. } | Standing::Active { .. });
        // This node may not have heard yet that the turn has come.
        if !has_turn(line.look(pass.ticket, now).standing)
            && self.record(pass).await?.is_some_and(|entry| entry.state == SessionState::Waiting)
        {
            return Err(refused(Refusal::NotYourTurn));
        }
        self.leave(pass, now).await
    }

    /// A short code that brings the place to another device.
    pub fn recovery_code(&self, pass: &Pass) -> String {
        RecoveryKey::new(self.inner.keyring.current(Purpose::Session).bytes()).encode(pass.queue, pass.ticket)
    }

    /// The pass of a recovery code as somebody typed it.
    pub async fn recover(&self, queue: QueueId, code: &str) -> Result<Option<Pass>> {
        self.line(queue).await?;
        let keys = self.inner.keyring.verifying(Purpose::Session);
        let ticket = keys.iter().find_map(|key| RecoveryKey::new(key.bytes()).decode(queue, code));
        let Some(ticket) = ticket else { return Ok(None) };
        let record = self.inner.sessions.by_ticket(queue, ticket).await.map_err(store)?;
        let live = record.filter(|record| record.entry.state.is_live());
        Ok(live.map(|record| pass_of(&record)))
    }

    /// The admissions of a queue that were taken back: the part of its list that follows on a cursor, the first one on 0.
    pub fn revocations(&self, line: &LineHandle, since: u64, now: Millis) -> Arc<Published> {
        line.departures(since, now, |part| document(part).into_bytes())
    }

    /// The stored sessions.
    pub(crate) fn stored(&self) -> &dyn Sessions {
        &*self.inner.sessions
    }

    /// A tenant's session and its line.
    pub(crate) async fn of_tenant(
        &self,
        tenant: TenantId,
        session: SessionId,
    ) -> Result<(SessionRecord, Arc<LineHandle>)> {
        let record = self.inner.sessions.get(tenant, session).await.map_err(store)?;
        let record = record.ok_or_else(|| Error::not_found("session"))?;
        let line = self.line_of(tenant, record.queue).await?;
        Ok((record, line))
    }

    /// As staff sees it.
    pub(crate) fn row(&self, tenant: TenantId, record: &SessionRecord, now: Millis) -> SessionRow {
        let line = self.inner.lines.of_tenant(tenant, record.queue).filter(|_| record.entry.state.is_live());
        let look = line.map(|line| line.look(record.entry.ticket, now));
        SessionRow::new(tenant, record.queue, &record.entry, look.as_ref())
    }

    /// Staff takes somebody out, for a reason that is kept with who did it. If they were inside, their admission is revoked.
    pub async fn remove(
        &self,
        tenant: TenantId,
        session: SessionId,
        by: By,
        now: Millis,
    ) -> Result<SessionRow> {
        let (record, line) = self.of_tenant(tenant, session).await?;
        let written = written(&line, &record.entry, Action::SessionRemove).because(by.reason.as_deref());
        let remove = Attend { ticket: record.entry.ticket, verb: Verb::Remove, by };
        let entry = session_of(line.direct(Command::Attend(Box::new(remove)), written).await?)?;
        Ok(self.row(tenant, &SessionRecord { queue: record.queue, entry }, now))
    }

    /// Carries out a staff command on a session.
    pub(crate) async fn change(
        &self,
        tenant: TenantId,
        session: SessionId,
        commands: impl FnOnce(Ticket) -> Vec<Command>,
        now: Millis,
    ) -> Result<SessionRow> {
        let (mut record, line) = self.of_tenant(tenant, session).await?;
        for command in commands(record.entry.ticket) {
            let action = match command {
                Command::Prioritise { .. } => Action::SessionPrioritise,
                _ => Action::SessionAnnotate,
            };
            let written = written(&line, &record.entry, action);
            record.entry = session_of(line.direct(command, written).await?)?;
        }
        Ok(self.row(tenant, &record, now))
    }
}

/// A part of a queue's list, as verifiers read it.
fn document(part: &Departures) -> String {
    let revoked = part.groups.iter().map(|(until, sessions)| Revoked {
        exp: until.0 / 1000 + 1,
        sub: sessions.iter().map(SessionId::to_string).collect(),
        jti: Vec::new(),
    });
    let (revoked, cursor) = (revoked.collect(), part.cursor.to_string());
    RevocationPart { revoked, cursor, more: part.more }.to_document()
}

/// What the audit log tells of something done to somebody.
fn written(line: &LineHandle, session: &Entry, action: Action) -> vq_domain::audit::Entry {
    let before = json!({"state": session.state.as_str(), "priority": session.priority});
    trail()
        .entry(Some(line.tenant_id()), action, Target::new("session", session.session))
        .before(before)
        .after(json!({"queue": line.id()}))
}

/// The pass of a stored session.
pub(crate) fn pass_of(record: &SessionRecord) -> Pass {
    pass_of_entry(record.queue, &record.entry)
}

pub(crate) fn pass_of_entry(queue: QueueId, entry: &Entry) -> Pass {
    Pass { queue, session: entry.session, ticket: entry.ticket, enqueued_at: entry.enqueued_at }
}

pub(crate) fn session_of(outcome: Outcome) -> Result<Entry> {
    match outcome {
        Outcome::Session(entry) | Outcome::Joined(entry) | Outcome::Existing(entry) => Ok(entry),
        Outcome::Refused(refusal) => Err(refused(refusal)),
        Outcome::Moved(_)
        | Outcome::Done
        | Outcome::Occupied(_)
        | Outcome::Overtaken
        | Outcome::Nobody
        | Outcome::Reserved(_)
        | Outcome::Lease(_) => Err(Error::internal()),
    }
}

fn refused(refusal: Refusal) -> Error {
    match refusal {
        Refusal::NotOpen(status) => {
            let message = format!("This queue is {}; nobody can join it now.", status.as_str());
            Error::new(ErrorCode::QueueClosed, message)
        }
        Refusal::Full => Error::new(ErrorCode::QueueFull, "As many people wait as may; try again later."),
        Refusal::NotFound => Error::not_found("session"),
        Refusal::NotYourTurn => {
            Error::new(ErrorCode::NotYourTurn, "It is not your turn yet; your place is kept.")
        }
        Refusal::Ended(state) if state.is_live() => {
            let message = format!("That is possible only while waiting; this session is {}.", state.as_str());
            Error::new(ErrorCode::Conflict, message)
        }
        Refusal::Ended(state) => Error::new(ErrorCode::SessionEnded, ended_text(state)),
        Refusal::NotExtendable => {
            Error::new(ErrorCode::Conflict, "The time to claim the turn was extended once already.")
        }
        Refusal::ClosingTime => Error::new(
            ErrorCode::ClosingTime,
            "Nobody more would be served before closing time; come earlier tomorrow, or ask at the counter.",
        ),
        Refusal::NoCounters => {
            let message = "This queue has no counters; that is possible for a service of a location only.";
            Error::new(ErrorCode::Conflict, message)
        }
        Refusal::AtCounter => {
            Error::new(ErrorCode::Conflict, "You are called to a counter; please go there.")
        }
        Refusal::NotAtCounter(_) | Refusal::CounterFull | Refusal::BackAlready => {
            Error::new(ErrorCode::Conflict, "That is not possible now.")
        }
        Refusal::NotReserved => Error::not_found("number"),
        Refusal::Stale => Error::internal(),
    }
}

fn ended_text(state: SessionState) -> &'static str {
    match state {
        SessionState::Completed => "This visit is over. Join again for another.",
        SessionState::Left => "You left the line. Join again for a new place.",
        SessionState::Abandoned => {
            "Nothing was heard from you for a long time, so your place was given up. Join again for a new one."
        }
        SessionState::NoShow => "The turn was not taken in time. Join again for a new place.",
        SessionState::Expired => "The time inside is over. Join again for another.",
        SessionState::Transferred => "You were sent on to another line; your place is there now.",
        _ => "This session was ended by staff.",
    }
}

pub(crate) fn store(error: vq_ports::StoreError) -> Error {
    vq_api::ApiError::from(error).0
}

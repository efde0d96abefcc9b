//! What can be done with queues.

use std::sync::Arc;

use serde_json::json;
use vq_api::trail;
use vq_domain::{
    Action, Error, ErrorCode, Location, Message, Millis, Queue, QueueId, QueueStatus, Result, Tenant,
    TenantId,
    audit::{Entry, Target},
    limit,
};
use vq_engine::{Command, LineState, Policy};
use vq_lines::{LineHandle, Lines, initial_status};
use vq_ports::{Audit, Fixtures, Ids, Queues, StoreError};

use crate::{
    conflict,
    input::{MessageInput, QueueInput},
};

/// Knows which queue a session token is for, if it is a valid one.
pub type Passes = Arc<dyn Fn(&str) -> Option<QueueId> + Send + Sync>;

/// Queue management.
#[derive(Clone)]
pub struct QueueService {
    queues: Arc<dyn Queues>,
    locations: Arc<dyn Fixtures<Location>>,
    lines: Lines,
    passes: Passes,
}

/// What an operator can tell a queue to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verb {
    /// Let people gather before the opening.
    Gather,
    /// Let people join and through.
    Open,
    /// Let people join, but nobody through.
    Pause,
    /// Go on after a pause.
    Resume,
    /// Let nobody join; let through those who wait.
    Drain,
    /// Let nobody join and nobody through.
    Close,
}

impl Verb {
    fn status(self) -> QueueStatus {
        match self {
            Self::Gather => QueueStatus::PreQueue,
            Self::Open | Self::Resume => QueueStatus::Open,
            Self::Pause => QueueStatus::Paused,
            Self::Drain => QueueStatus::Draining,
            Self::Close => QueueStatus::Closed,
        }
    }

    fn action(self) -> Action {
        match self {
            Self::Gather => Action::QueueGather,
            Self::Open => Action::QueueOpen,
            Self::Pause => Action::QueuePause,
            Self::Resume => Action::QueueResume,
            Self::Drain => Action::QueueDrain,
            Self::Close => Action::QueueClose,
        }
    }
}

impl QueueService {
    /// Over a store and the lines of this node.
    pub fn new(
        queues: Arc<dyn Queues>,
        locations: Arc<dyn Fixtures<Location>>,
        lines: Lines,
        passes: Passes,
    ) -> Self {
        Self { queues, locations, lines, passes }
    }

    /// The location that a queue is to be offered at.
    async fn location(&self, tenant: TenantId, input: &QueueInput) -> Result<Option<Location>> {
        match input.location() {
            Some(id) => self.locations.get(tenant, id.0).await.map_err(store),
            None => Ok(None),
        }
    }

    /// The tenant's queues as stored.
    pub fn stored(&self) -> &dyn Queues {
        &*self.queues
    }

    /// A queue's line.
    pub async fn line(&self, tenant: TenantId, queue: QueueId) -> Result<Arc<LineHandle>> {
        let line = self.lines.find_of_tenant(tenant, queue).await.map_err(store)?;
        line.ok_or_else(|| Error::not_found("queue"))
    }

    /// Whether somebody with this session token has been given a place in the queue.
    pub(crate) fn has_place(&self, queue: QueueId, token: &str) -> bool {
        (self.passes)(token) == Some(queue)
    }

    /// Any queue's line. Who may see what of it is the caller's to judge.
    pub(crate) async fn any_line(&self, queue: QueueId) -> Result<Arc<LineHandle>> {
        self.lines.find(queue).await.map_err(store)?.ok_or_else(|| Error::not_found("queue"))
    }

    /// Creates a queue and starts its line.
    pub async fn create(
        &self,
        tenant: &Tenant,
        input: QueueInput,
        now: Millis,
        ids: &dyn Ids,
    ) -> Result<(Queue, Arc<LineHandle>)> {
        let location = self.location(tenant.id, &input).await?;
        let settings = input.create(&tenant.limits, location.as_ref())?;
        let line = LineState::new(
            Policy::new(&settings, tenant.limits.max_waiting),
            initial_status(&settings, now),
            now,
        );
        let queue = Queue {
            id: QueueId(ids.uuid(now)),
            tenant_id: tenant.id,
            settings,
            message: None,
            revision: 1,
            created_at: now,
            updated_at: now,
        };
        let most = tenant.limits.queues();
        let written = entry(tenant.id, Action::QueueCreate, queue.id).after(&queue.settings);
        let made = self.queues.create(&queue, &line, most.value, &written.into()).await;
        made.map_err(|error| match error {
            StoreError::Full(used) => Error::full(most, used),
            error => store(error),
        })?;
        let handle = self.lines.run(queue.clone(), tenant.limits.max_waiting).await.map_err(store)?;
        Ok((queue, handle))
    }

    /// Changes settings; rate and cap take effect while the queue runs.
    pub async fn change(
        &self,
        tenant: &Tenant,
        queue: QueueId,
        input: QueueInput,
        now: Millis,
    ) -> Result<(Queue, Arc<LineHandle>)> {
        let line = self.line(tenant.id, queue).await?;
        let based_on = input.version;
        let location = self.location(tenant.id, &input).await?;
        let old = self.stored_one(tenant.id, queue).await?;
        if let Some(version) = based_on
            && version != old.revision
        {
            return Err(conflict::of(version, &old, input, location.as_ref()));
        }
        let settings = input.change(old.settings.clone(), &tenant.limits, location.as_ref())?;
        let written = entry(tenant.id, Action::QueueUpdate, queue).change(&old.settings, &settings);
        let changed = Queue { settings, revision: old.revision + 1, updated_at: now, ..old };
        let policy = Policy::of(&changed, tenant.limits.max_waiting);
        self.queues.update(&changed, &written.into()).await.map_err(store)?;
        line.set_queue(changed.clone());
        self.lines.tell_queue(queue);
        line.direct(Command::SetPolicy(policy), Audit::exempt("with the settings it comes from")).await?;
        Ok((changed, line))
    }

    /// Says something to all who wait, or takes it back.
    pub async fn say(
        &self,
        tenant: TenantId,
        queue: QueueId,
        input: MessageInput,
        now: Millis,
    ) -> Result<(Queue, Arc<LineHandle>)> {
        let line = self.line(tenant, queue).await?;
        let text = input.text.unwrap_or_default().trim().to_owned();
        let length = text.chars().count();
        if length > limit::MESSAGE.count() {
            let error = Error::invalid("text", "A message has at most 1,000 characters.");
            return Err(error.over(limit::MESSAGE, length));
        }
        let message = (!text.is_empty()).then_some(Message { text, level: input.level, at: now });
        let old = self.stored_one(tenant, queue).await?;
        let mut written = entry(tenant, Action::QueueMessage, queue);
        if let Some(before) = &old.message {
            written = written.before(before);
        }
        if let Some(after) = &message {
            written = written.after(after);
        }
        let changed = Queue { message, revision: old.revision + 1, updated_at: now, ..old };
        self.queues.update(&changed, &written.into()).await.map_err(store)?;
        line.set_queue(changed.clone());
        self.lines.tell_queue(queue);
        Ok((changed, line))
    }

    /// Opens, pauses, drains, closes. Against a schedule it holds until the schedule's next change.
    pub async fn steer(
        &self,
        tenant: TenantId,
        queue: QueueId,
        verb: Verb,
        now: Millis,
        ids: &dyn Ids,
    ) -> Result<(Queue, Arc<LineHandle>)> {
        let line = self.line(tenant, queue).await?;
        // What another node did a moment ago decides what is possible now.
        let current = self.stored_one(tenant, queue).await?;
        line.sync().await?;
        let status = line.read(|index| index.state().status);
        if !current.settings.is_active && verb != Verb::Close {
            return Err(Error::field(
                ErrorCode::Conflict,
                "isActive",
                "The queue is not active; set isActive to true first.",
            ));
        }
        if verb == Verb::Resume && !matches!(status, QueueStatus::Paused | QueueStatus::Open) {
            let message = format!("Only a paused queue can be resumed; this one is {}.", status.as_str());
            return Err(Error::new(ErrorCode::Conflict, message));
        }
        if verb == Verb::Pause && status == QueueStatus::Closed {
            let message = "The queue is closed, and a paused one takes people in; open it first.";
            return Err(Error::new(ErrorCode::Conflict, message));
        }
        if verb == Verb::Gather && status.releases() {
            let message = "The queue is open; close it before people gather for another opening.";
            return Err(Error::new(ErrorCode::Conflict, message));
        }
        let held_until = current.settings.hours().and_then(|hours| hours.next_change(now));
        let mut seed = [0; 32];
        ids.fill(&mut seed);
        let written = entry(tenant, verb.action(), queue).before(json!({"status": status.as_str()})).after(
            json!({"status": verb.status().as_str(), "heldUntil": held_until.map(Millis::to_rfc3339)}),
        );
        line.direct(Command::SetStatus { status: verb.status(), held_until, seed }, written).await?;
        Ok(((*line.queue()).clone(), line))
    }

    /// Deletes a queue and everybody in it.
    pub async fn delete(&self, tenant: TenantId, queue: QueueId) -> Result<()> {
        let line = self.line(tenant, queue).await?;
        let written = entry(tenant, Action::QueueDelete, queue).before(&line.queue().settings);
        self.queues.delete(tenant, queue, &written.into()).await.map_err(store)?;
        self.lines.stop_one(queue);
        self.lines.tell_queue(queue);
        Ok(())
    }

    async fn stored_one(&self, tenant: TenantId, queue: QueueId) -> Result<Queue> {
        self.queues.get(tenant, queue).await.map_err(store)?.ok_or_else(|| Error::not_found("queue"))
    }
}

/// What is written down of a change of a queue.
fn entry(tenant: TenantId, action: Action, queue: QueueId) -> Entry {
    trail().entry(Some(tenant), action, Target::new("queue", queue))
}

fn store(error: StoreError) -> Error {
    vq_api::ApiError::from(error).0
}

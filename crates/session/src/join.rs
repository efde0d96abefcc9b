//! Getting in line.

use std::{net::IpAddr, sync::Arc};

use serde::Deserialize;
use serde_json::{json, value::RawValue};
use tokio::sync::oneshot;
use utoipa::ToSchema;
use vq_api::{Principal, to_the_end, trail};
use vq_domain::{
    Action, Error, ErrorCode, FieldError, Millis, Permission, Priority, QueueId, Result, SessionId, Tenant,
    TenantId, Ticket, audit::Target, limit,
};
use vq_engine::{Arrival, Command, Entry, Outcome, attend::Admission};
use vq_lines::LineHandle;
use vq_ports::{Admitted, Ids, JoinAttempt, PageRequest, Proof, SessionFilter};

use crate::{Pass, SessionService, SessionView, service};

/// Longest identifier, in characters.
const LONGEST_IDENTIFIER: usize = limit::IDENTIFIER.count();
/// Largest metadata, in bytes of JSON.
pub(crate) const LARGEST_METADATA: usize = limit::METADATA_BYTES.count();

const ALREADY_IN_LINE: &str = "Somebody with this userIdentifier is in line already. If it is you, send the session token \
    you were given as Authorization: Bearer, or use the recovery code. A backend joins with the permission session:write.";

/// A challenge of `POST /v1/queues/{queueId}/challenge`, solved.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ProofInput {
    /// The challenge as it was given out.
    #[schema(max_length = 200)]
    pub challenge: String,
    /// A number for each puzzle, in their order.
    #[serde(default)]
    #[schema(max_items = 255)]
    pub solutions: Vec<u32>,
}

/// Who wants to get in line, and which.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct JoinInput {
    /// Which queue.
    pub queue_id: QueueId,
    /// Who it is, in the integrator's words; they have one session in a queue. 1 to 256 characters.
    pub user_identifier: Option<String>,
    /// JSON object of the integrator's own, up to 4,096 bytes.
    #[schema(value_type = Option<Object>)]
    pub metadata: Option<Box<RawValue>>,
    /// 0 to 9, higher is served first; needs the permission `session:prioritize` unless 0.
    #[schema(value_type = Option<u8>, minimum = 0, maximum = 9)]
    pub priority: Option<Priority>,
    /// Books for then, RFC 3339, in a queue that is offered at a location; needs the permission `session:write`.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub appointment_at: Option<String>,
    /// For a queue whose `joinRules` ask for it: the work that was done.
    pub proof_of_work: Option<ProofInput>,
    /// For a queue whose `joinRules` say `inviteOnly`.
    #[schema(max_length = 64, example = "7K3M-9QXT-2V4B-H8NR")]
    pub invite_code: Option<String>,
    /// A token of the tenant's shop, which says who it is and that they may join. Its `sub` is the `userIdentifier`.
    #[schema(max_length = 4096)]
    pub enqueue_token: Option<String>,
}

impl JoinInput {
    /// Somebody of whom nothing is known.
    pub fn stranger(queue: QueueId) -> Self {
        Self {
            queue_id: queue,
            user_identifier: None,
            metadata: None,
            priority: None,
            appointment_at: None,
            proof_of_work: None,
            invite_code: None,
            enqueue_token: None,
        }
    }
}

/// Somebody in line.
#[derive(Clone, Debug)]
pub struct Joined {
    /// What they are told.
    pub view: SessionView,
    /// What their token says.
    pub pass: Pass,
    /// Whether they were not in line before.
    pub is_new: bool,
}

/// A join on its way through the guard into the line: all that can be judged without them is.
struct Attempt {
    tenant: TenantId,
    line: Arc<LineHandle>,
    input: JoinInput,
    priority: Priority,
    appointment: Option<Millis>,
    /// The session that it begins, if there is none yet.
    session: SessionId,
    /// The pass they came with.
    known: Option<Pass>,
    /// They speak for the tenant, and the guard is for strangers.
    for_tenant: bool,
    address: Option<IpAddr>,
    now: Millis,
}

impl SessionService {
    /// Gets somebody in line, or finds the place they have. `known` is the pass they came with.
    ///
    /// An identifier is not a secret, so it opens nobody's place: a place that is there is given to whom it belongs by their
    /// pass, and to an integrator.
    ///
    /// Strangers pass the guard first (limits, proof of work, invitations, lists); `address` is theirs. A caller with
    /// `session:write` speaks for the tenant and does not.
    #[expect(clippy::too_many_arguments, reason = "who, what, whence and when: each is one thing")]
    pub async fn join(
        &self,
        tenant: &Tenant,
        principal: Option<&Principal>,
        input: JoinInput,
        known: Option<Pass>,
        address: Option<IpAddr>,
        now: Millis,
        ids: &dyn Ids,
    ) -> Result<Joined> {
        check(&input)?;
        let line =
            self.inner.lines.find_of_tenant(tenant.id, input.queue_id).await.map_err(service::store)?;
        let line =
            line.ok_or_else(|| Error::field(ErrorCode::NotFound, "queueId", "There is no such queue."))?;
        let may = |permission| principal.is_some_and(|principal| principal.may_in(tenant.id, permission));
        let priority = input.priority.unwrap_or_default();
        if priority != Priority::NORMAL && !may(Permission::SessionPrioritize) {
            let message =
                "A priority needs the permission session:prioritize; leave it out to join as everybody does.";
            return Err(Error::field(ErrorCode::Forbidden, "priority", message));
        }
        if !line.queue().settings.is_public && !may(Permission::SessionWrite) {
            return Err(Error::new(
                ErrorCode::Forbidden,
                "This queue is not public; joining it needs the permission session:write.",
            ));
        }

        if let Some(pass) = known.filter(|pass| pass.queue == input.queue_id)
            && self.is_of(&pass, input.user_identifier.as_deref()).await?
            && let Some(view) = self.live(&line, &pass, now).await?
        {
            return Ok(Joined { view: self.with_token(view, &pass), pass, is_new: false });
        }

        let appointment = input.appointment_at.as_deref().map(appointment).transpose()?;
        let for_tenant = may(Permission::SessionWrite);
        if appointment.is_some() && !for_tenant {
            let message = "Booking needs the permission session:write.";
            return Err(Error::field(ErrorCode::Forbidden, "appointmentAt", message));
        }
        let uses_up = !for_tenant && (input.invite_code.is_some() || input.enqueue_token.is_some());
        let (tenant, session) = (tenant.id, SessionId(ids.uuid(now)));
        let attempt =
            Attempt { tenant, line, input, priority, appointment, session, known, for_tenant, address, now };
        if uses_up { self.enter_whole(attempt).await } else { Ok(self.enter(attempt).await?.0) }
    }

    /// Goes on to its end when the caller hangs up, who would lose what is used up on the way. By an enqueue token they come back
    /// to their place; to one that only a code gave nobody can, so it is given back together with the code's use.
    async fn enter_whole(&self, attempt: Attempt) -> Result<Joined> {
        let (this, tenant, line) = (self.clone(), attempt.tenant, attempt.line.clone());
        let (reply, answer) = oneshot::channel();
        to_the_end(async move {
            let (joined, admitted) = match this.enter(attempt).await {
                Ok((joined, admitted)) => (Ok(joined), admitted),
                Err(error) => (Err(error), Admitted::default()),
            };
            let unheard = reply.send(joined).err().and_then(Result::ok);
            if let Some(joined) = unheard.filter(|joined| joined.is_new && admitted.proven.is_none())
                && this.withdraw(&line, joined.pass.ticket).await
            {
                this.inner.guard.undo(tenant, admitted).await;
            }
        });
        answer.await.unwrap_or_else(|_| Err(Error::internal()))
    }

    /// Through the guard into the line. Tells by what they were admitted, too.
    async fn enter(&self, attempt: Attempt) -> Result<(Joined, Admitted)> {
        let mut admitted =
            if attempt.for_tenant { Admitted::default() } else { self.ask_guard(&attempt).await? };
        let Attempt { tenant, line, input, priority, appointment, session, known, for_tenant, now, .. } =
            attempt;
        if admitted.existing_only
            && let Some(identifier) = admitted.proven.clone()
            && let Some(joined) = self.place_of(tenant, &line, identifier, now).await?
        {
            return Ok((joined, admitted));
        }

        let metadata = input.metadata.map(Box::<str>::from);
        let proven = admitted.proven.clone();
        let is_proven = proven.is_some();
        let identifier = proven.or(input.user_identifier).map(String::into_boxed_str);
        let command = match appointment {
            appointment @ Some(_) => Command::Arrive(Box::new(Arrival {
                session,
                identifier,
                metadata,
                priority,
                came: None,
                appointment,
                number: None,
                visit: None,
                for_counter: None,
                held: false,
                admission: Admission::Ordinary,
            })),
            None => Command::Join { session, identifier, metadata, priority },
        };
        // Who joins as everybody does is told by the line itself; who is let in otherwise, somebody answers for.
        let booked = matches!(command, Command::Arrive(_));
        let outcome = if booked || priority != Priority::NORMAL {
            let about = json!({"queue": line.id(), "booked": booked});
            let written =
                trail().entry(Some(tenant), Action::SessionAdmit, Target::only("session")).after(about);
            line.direct(command, written).await
        } else {
            line.submit(command).await
        };
        let outcome = outcome.map_err(Error::from);
        let is_new = matches!(outcome, Ok(Outcome::Joined(_)));
        let entry = match outcome.and_then(service::session_of) {
            Ok(entry) => entry,
            Err(error) => {
                // Our fault, or that of the hour: what they brought stays good.
                self.inner.guard.undo(tenant, admitted).await;
                return Err(line.explained(error));
            }
        };
        // A token stays used: of two requests with the same, this may be the one that came too late for a new place.
        if !is_new && !is_proven && !for_tenant {
            let is_theirs = known.is_some_and(|pass| pass.session == entry.session);
            // Who tries out names pays for each.
            let spent = if is_theirs { std::mem::take(&mut admitted.spent) } else { Vec::new() };
            self.inner.guard.undo(tenant, Admitted { spent, ..std::mem::take(&mut admitted) }).await;
            if !is_theirs {
                return Err(Error::field(ErrorCode::AlreadyInLine, "userIdentifier", ALREADY_IN_LINE));
            }
        }
        if is_new && admitted.token.is_some() && !self.inner.guard.gave_place(&admitted).await {
            // What it gave was not found: whose it was has been erased, it is not in the replica yet, or the token's number was given
            // to two people.
            self.withdraw(&line, entry.ticket).await;
            return Err(token_spent());
        }
        Ok((self.joined(&line, &entry, is_new, now), admitted))
    }

    /// Takes back a place that nobody is to have. Whether it could be.
    async fn withdraw(&self, line: &LineHandle, ticket: Ticket) -> bool {
        let left = line.submit(Command::Leave { ticket }).await;
        let is_left = matches!(left, Ok(Outcome::Session(_)));
        if !is_left {
            tracing::warn!(queue_id = %line.id(), ticket, "a place that nobody is to have could not be taken back");
        }
        is_left
    }

    fn joined(&self, line: &LineHandle, entry: &Entry, is_new: bool, now: Millis) -> Joined {
        let queue = line.queue();
        let pass = service::pass_of_entry(queue.id, entry);
        let look = line.look(pass.ticket, now);
        let view = SessionView::live(&pass, &queue, &look, now).with(entry);
        Joined { view: self.with_token(view, &pass), pass, is_new }
    }

    /// Whether a stranger may ask for a place.
    async fn ask_guard(&self, attempt: &Attempt) -> Result<Admitted> {
        let Attempt { tenant, line, input, address, now, .. } = attempt;
        let queue = line.queue();
        let proof = input
            .proof_of_work
            .as_ref()
            .map(|proof| Proof { challenge: proof.challenge.clone(), solutions: proof.solutions.clone() });
        let attempt = JoinAttempt {
            tenant: *tenant,
            queue: queue.id,
            rules: &queue.settings.join_rules,
            release_rate_per_minute: queue.settings.release_rate_per_minute,
            address: *address,
            identifier: input.user_identifier.as_deref(),
            proof: proof.as_ref(),
            invite_code: input.invite_code.as_deref(),
            enqueue_token: input.enqueue_token.as_deref(),
            now: *now,
        };
        self.inner.guard.admit(&attempt).await
    }

    /// The place of somebody whose enqueue token was used before; 410 if it is over. `None` if there is none: who used it got no
    /// further, or is joining just now. Then this one joins: of two with one identifier the line gives both the same place (I6).
    async fn place_of(
        &self,
        tenant: TenantId,
        line: &LineHandle,
        identifier: String,
        now: Millis,
    ) -> Result<Option<Joined>> {
        let queue = line.queue().id;
        let filter = SessionFilter { queue: Some(queue), identifier: Some(identifier), state: None };
        // The newest first: the live one, if there is one.
        let page = PageRequest { limit: 1, cursor: None };
        let found = self.stored().list(tenant, &filter, page).await.map_err(service::store)?;
        let Some(newest) = found.items.into_iter().map(|record| record.entry).next() else { return Ok(None) };
        if !newest.state.is_live() {
            return Err(token_spent());
        }
        line.sync().await?;
        Ok(Some(self.joined(line, &newest, false, now)))
    }

    /// Shows the session's own token, too.
    pub(crate) fn with_token(&self, view: SessionView, pass: &Pass) -> SessionView {
        SessionView { session_token: Some(self.token(pass)), ..view }
    }
}

fn token_spent() -> Error {
    let message = "This enqueue token was used, and the place that it gave is over.";
    Error::field(ErrorCode::TokenSpent, "enqueueToken", message)
}

fn appointment(text: &str) -> Result<Millis> {
    Millis::from_rfc3339(text).ok_or_else(|| {
        Error::invalid("appointmentAt", "appointmentAt must be RFC 3339, e.g. 2026-03-02T10:00:00Z.")
    })
}

fn check(input: &JoinInput) -> Result<()> {
    let mut errors = Vec::new();
    if let Some(identifier) = &input.user_identifier
        && (!(1..=LONGEST_IDENTIFIER).contains(&identifier.chars().count())
            || identifier.chars().any(char::is_control))
    {
        let message = format!(
            "userIdentifier must have 1 to {LONGEST_IDENTIFIER} characters, none of them control characters."
        );
        let error = FieldError::new(ErrorCode::InvalidField, "userIdentifier", message);
        errors.push(error.if_over(limit::IDENTIFIER, identifier.chars().count()));
    }
    errors.extend(check_metadata(input.metadata.as_deref()).err());
    if errors.is_empty() { Ok(()) } else { Err(Error { errors, retry_after_seconds: None }) }
}

/// A JSON object that is not too large.
pub(crate) fn check_metadata(metadata: Option<&RawValue>) -> std::result::Result<(), FieldError> {
    let wrong = |message: String| FieldError::new(ErrorCode::InvalidField, "metadata", message);
    match metadata.map(RawValue::get) {
        Some(json) if !json.starts_with('{') => Err(wrong("metadata must be a JSON object.".to_owned())),
        Some(json) if json.len() > LARGEST_METADATA => {
            let message =
                format!("metadata must have at most {LARGEST_METADATA} bytes of JSON; it has {}.", json.len());
            Err(wrong(message).over(limit::METADATA_BYTES, json.len()))
        }
        // As it is given back to programs of all kinds, it must be what they can read.
        Some(json) if serde_json::from_str::<serde_json::Value>(json).is_err() => Err(wrong(
            "metadata must be nested less than 128 deep, with numbers that fit a double and whole characters."
                .to_owned(),
        )),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::value::RawValue;

    use super::check_metadata;

    fn is_fine(json: &str) -> bool {
        let raw = RawValue::from_string(json.to_owned()).expect("JSON by its grammar");
        check_metadata(Some(&raw)).is_ok()
    }

    #[test]
    fn what_programs_cannot_read_is_refused() {
        let deep = format!(r#"{{"a":{}{}}}"#, "[".repeat(1_500), "]".repeat(1_500));
        for bad in [deep.as_str(), r#"{"a":1e999999}"#, r#"{"a":"\ud800"}"#, "[1]", "1"] {
            assert!(!is_fine(bad), "{bad}");
        }
        assert!(is_fine(r#"{"a":[1.5e300,"\ud83d\ude00",{"b":null}]}"#));
    }

    proptest! {
        #[test]
        fn any_json_is_judged(text in "\\PC{0,200}") {
            if let Ok(raw) = RawValue::from_string(text) {
                let fine = check_metadata(Some(&raw)).is_ok();
                prop_assert!(!fine || serde_json::from_str::<serde_json::Value>(raw.get()).is_ok());
            }
        }
    }
}

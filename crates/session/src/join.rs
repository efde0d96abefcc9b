//! Getting in line.

use std::net::IpAddr;

use serde::Deserialize;
use serde_json::{json, value::RawValue};
use utoipa::ToSchema;
use vq_api::{Principal, trail};
use vq_domain::{
    Action, Error, ErrorCode, FieldError, Millis, Permission, Priority, QueueId, Result, SessionId, Tenant,
    audit::Target, limit,
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

        if let Some(pass) =
            known.filter(|pass| pass.queue == input.queue_id && input.user_identifier.is_none())
            && let Some(view) = self.live(&line, &pass, now).await?
        {
            return Ok(Joined { view: self.with_token(view, &pass), pass, is_new: false });
        }

        let admitted = if may(Permission::SessionWrite) {
            Admitted::default()
        } else {
            self.ask_guard(tenant, &line, &input, address, now).await?
        };
        let is_proven = admitted.proven.is_some();
        if admitted.existing_only {
            let identifier = admitted.proven.unwrap_or_default();
            return self.place_of(tenant, &line, identifier, now).await;
        }

        let (session, metadata) = (SessionId(ids.uuid(now)), input.metadata.map(Box::<str>::from));
        let proven = admitted.proven.clone();
        let identifier = proven.or(input.user_identifier).map(String::into_boxed_str);
        let command = match input.appointment_at.as_deref().map(appointment).transpose()? {
            Some(_) if !may(Permission::SessionWrite) => {
                let message = "Booking needs the permission session:write.";
                return Err(Error::field(ErrorCode::Forbidden, "appointmentAt", message));
            }
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
                next: Vec::new(),
                admission: Admission::Ordinary,
            })),
            None => Command::Join { session, identifier, metadata, priority },
        };
        // Who joins as everybody does is told by the line itself; who is let in otherwise, somebody answers for.
        let booked = matches!(command, Command::Arrive(_));
        let outcome = if booked || priority != Priority::NORMAL {
            let about = json!({"queue": line.id(), "booked": booked});
            let written =
                trail().entry(Some(tenant.id), Action::SessionAdmit, Target::only("session")).after(about);
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
                self.inner.guard.undo(tenant.id, admitted).await;
                return Err(line.explained(error));
            }
        };
        let is_theirs = is_proven || known.is_some_and(|pass| pass.session == entry.session);
        if !is_new && !is_theirs && !may(Permission::SessionWrite) {
            // Who tries out names pays for each.
            self.inner.guard.undo(tenant.id, Admitted { spent: Vec::new(), ..admitted }).await;
            return Err(Error::field(ErrorCode::AlreadyInLine, "userIdentifier", ALREADY_IN_LINE));
        }
        Ok(self.joined(&line, &entry, is_new, now))
    }

    fn joined(&self, line: &LineHandle, entry: &Entry, is_new: bool, now: Millis) -> Joined {
        let queue = line.queue();
        let pass = service::pass_of_entry(queue.id, entry);
        let look = line.look(pass.ticket, now);
        let view = SessionView::live(&pass, &queue, &look, now).with(entry);
        Joined { view: self.with_token(view, &pass), pass, is_new }
    }

    /// Whether a stranger may ask for a place.
    async fn ask_guard(
        &self,
        tenant: &Tenant,
        line: &LineHandle,
        input: &JoinInput,
        address: Option<IpAddr>,
        now: Millis,
    ) -> Result<Admitted> {
        let queue = line.queue();
        let proof = input
            .proof_of_work
            .as_ref()
            .map(|proof| Proof { challenge: proof.challenge.clone(), solutions: proof.solutions.clone() });
        let attempt = JoinAttempt {
            tenant: tenant.id,
            queue: queue.id,
            rules: &queue.settings.join_rules,
            release_rate_per_minute: queue.settings.release_rate_per_minute,
            address,
            identifier: input.user_identifier.as_deref(),
            proof: proof.as_ref(),
            invite_code: input.invite_code.as_deref(),
            enqueue_token: input.enqueue_token.as_deref(),
            now,
        };
        self.inner.guard.admit(&attempt).await
    }

    /// The live place of somebody who has shown who they are.
    async fn place_of(
        &self,
        tenant: &Tenant,
        line: &LineHandle,
        identifier: String,
        now: Millis,
    ) -> Result<Joined> {
        let queue = line.queue().id;
        let filter = SessionFilter { queue: Some(queue), identifier: Some(identifier), state: None };
        // The newest first: the live one, if there is one.
        let page = PageRequest { limit: 1, cursor: None };
        let found = self.stored().list(tenant.id, &filter, page).await.map_err(service::store)?;
        let Some(newest) = found.items.into_iter().map(|record| record.entry).next() else {
            // The token came twice at the same moment: the place is just being made.
            return Err(Error::unavailable("The place of this enqueue token is not there yet; try again."));
        };
        let entry = Some(newest).filter(|entry| entry.state.is_live()).ok_or_else(|| {
            let message = "This enqueue token was used, and the place that it gave is over.";
            Error::field(ErrorCode::TokenSpent, "enqueueToken", message)
        })?;
        line.sync().await?;
        Ok(self.joined(line, &entry, false, now))
    }

    /// Shows the session's own token, too.
    pub(crate) fn with_token(&self, view: SessionView, pass: &Pass) -> SessionView {
        SessionView { session_token: Some(self.token(pass)), ..view }
    }
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

//! Getting in line.

use serde::Deserialize;
use serde_json::{json, value::RawValue};
use utoipa::ToSchema;
use vq_api::{Principal, trail};
use vq_domain::{
    Action, Error, ErrorCode, FieldError, Millis, Permission, Priority, QueueId, Result, SessionId, Tenant,
    audit::Target,
};
use vq_engine::{Arrival, Command, Outcome, attend::Admission};
use vq_ports::Ids;

use crate::{Pass, SessionService, SessionView, service};

/// Longest identifier, in characters.
const LONGEST_IDENTIFIER: usize = 256;
/// Largest metadata, in bytes of JSON.
pub(crate) const LARGEST_METADATA: usize = 4096;

const ALREADY_IN_LINE: &str = "Somebody with this userIdentifier is in line already. If it is you, send the session token \
    you were given as Authorization: Bearer, or use the recovery code. A backend joins with the permission session:write.";

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
    pub async fn join(
        &self,
        tenant: &Tenant,
        principal: Option<&Principal>,
        input: JoinInput,
        known: Option<Pass>,
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

        let (session, metadata) = (SessionId(ids.uuid(now)), input.metadata.map(Box::<str>::from));
        let identifier = input.user_identifier.map(String::into_boxed_str);
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
                admission: Admission::Ordinary,
            })),
            None => Command::Join { session, identifier, metadata, priority },
        };
        // Who joins as everybody does is told by the line itself; who is let in otherwise, somebody answers for.
        let booked = matches!(command, Command::Arrive(_));
        let outcome = if booked || priority != Priority::NORMAL {
            let admitted = json!({"queue": line.id(), "booked": booked});
            let written =
                trail().entry(Some(tenant.id), Action::SessionAdmit, Target::only("session")).after(admitted);
            line.direct(command, written).await?
        } else {
            line.submit(command).await?
        };
        let is_new = matches!(outcome, Outcome::Joined(_));
        let entry = service::session_of(outcome)?;
        let is_theirs = known.is_some_and(|pass| pass.session == entry.session);
        if !is_new && !is_theirs && !may(Permission::SessionWrite) {
            return Err(Error::field(ErrorCode::AlreadyInLine, "userIdentifier", ALREADY_IN_LINE));
        }
        let pass = service::pass_of_entry(input.queue_id, &entry);
        let look = line.look(pass.ticket, now);
        let view = SessionView::live(&pass, &line.queue(), &look, now).with(&entry);
        Ok(Joined { view: self.with_token(view, &pass), pass, is_new })
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
    let mut wrong = |field: &str, message: String| {
        errors.push(FieldError { code: ErrorCode::InvalidField, message, field: Some(field.to_owned()) });
    };
    if let Some(identifier) = &input.user_identifier
        && (!(1..=LONGEST_IDENTIFIER).contains(&identifier.chars().count())
            || identifier.chars().any(char::is_control))
    {
        wrong(
            "userIdentifier",
            format!(
                "userIdentifier must have 1 to {LONGEST_IDENTIFIER} characters, none of them control characters."
            ),
        );
    }
    if let Err(message) = check_metadata(input.metadata.as_deref()) {
        wrong("metadata", message);
    }
    if errors.is_empty() { Ok(()) } else { Err(Error { errors, retry_after_seconds: None }) }
}

/// A JSON object that is not too large.
pub(crate) fn check_metadata(metadata: Option<&RawValue>) -> std::result::Result<(), String> {
    match metadata.map(RawValue::get) {
        Some(json) if !json.starts_with('{') => Err("metadata must be a JSON object.".to_owned()),
        Some(json) if json.len() > LARGEST_METADATA => Err(format!(
            "metadata must have at most {LARGEST_METADATA} bytes of JSON; it has {}.",
            json.len()
        )),
        // As it is given back to programs of all kinds, it must be what they can read.
        Some(json) if serde_json::from_str::<serde_json::Value>(json).is_err() => {
            Err("metadata must be nested less than 128 deep, with numbers that fit a double and whole characters."
                .to_owned())
        }
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

//! What is written into the audit log of what staff does.

use serde::Serialize;
use serde_json::{Value, json};
use uuid::Uuid;
use vq_api::trail;
use vq_domain::{
    Action, Counter, TenantId,
    audit::{Entry, Target},
};
use vq_engine::{
    Entry as Session, Verb,
    attend::{By, Target as Where, Wish},
};
use vq_lines::LineHandle;

use crate::service::There;

/// Something that is set up.
pub(crate) fn of(tenant: TenantId, action: Action, kind: &str, id: Uuid) -> Entry {
    trail().entry(Some(tenant), action, Target::new(kind, id))
}

/// Something that was set up.
pub(crate) fn made(
    tenant: TenantId,
    action: Action,
    (kind, id): (&str, Uuid),
    item: &impl Serialize,
) -> Entry {
    of(tenant, action, kind, id).after(item)
}

/// Something that is no longer set up.
pub(crate) fn removed(
    tenant: TenantId,
    action: Action,
    (kind, id): (&str, Uuid),
    item: &impl Serialize,
) -> Entry {
    of(tenant, action, kind, id).before(item)
}

/// One person whose row is known.
pub(crate) fn of_session(line: &LineHandle, session: &Session, verb: &Verb, by: &By) -> Entry {
    let before = json!({"state": session.state.as_str(), "priority": session.priority});
    let target = Target::new("session", session.session);
    trail()
        .entry(Some(line.tenant_id()), action(verb), target)
        .before(before)
        .after(after(line, verb))
        .because(by.reason.as_deref())
}

/// Somebody at a counter.
pub(crate) fn of_occupant(there: &There, verb: &Verb, by: &By) -> Entry {
    let target = Target::new("session", there.occupant.session);
    trail()
        .entry(Some(there.line.tenant_id()), action(verb), target)
        .after(after(&there.line, verb))
        .because(by.reason.as_deref())
}

/// Whoever is next.
pub(crate) fn of_next(line: &LineHandle, counter: &Counter) -> Entry {
    trail()
        .entry(Some(line.tenant_id()), Action::SessionCallNext, Target::only("session"))
        .after(json!({"queue": line.id(), "counter": counter.id}))
}

fn action(verb: &Verb) -> Action {
    match verb {
        Verb::Call(_) => Action::SessionCall,
        Verb::Recall(_) => Action::SessionRecall,
        Verb::Start => Action::SessionStart,
        Verb::Finish => Action::SessionFinish,
        Verb::NoShow => Action::SessionNoShow,
        Verb::Return(..) => Action::SessionReturn,
        Verb::Hold => Action::SessionHold,
        Verb::Resume => Action::SessionResume,
        Verb::CheckIn(_) => Action::SessionCheckIn,
        Verb::Reserve(_) | Verb::Transfer(_) => Action::SessionTransfer,
        Verb::Add(_) => Action::SessionAddService,
        Verb::Remove | Verb::Cancel { .. } => Action::SessionRemove,
    }
}

fn after(line: &LineHandle, verb: &Verb) -> Value {
    let mut after = json!({"queue": line.id()});
    let detail = match verb {
        Verb::Call(at) | Verb::Recall(Some(at)) => Some(("counter", json!(at.counter.id))),
        Verb::Reserve(counter) => Some(("counter", json!(counter.id))),
        Verb::Return(wish, _) => Some(("to", place(wish))),
        Verb::Transfer(onward) | Verb::Add(onward) => Some(("toQueue", json!(onward.queue))),
        _ => None,
    };
    if let Some((name, value)) = detail {
        after[name] = value;
    }
    if let Verb::Call(at) = verb
        && let Some(ticket) = at.finish
    {
        after["finishedTicket"] = json!(ticket);
    }
    after
}

fn place(wish: &Wish) -> Value {
    match wish.target {
        Where::Position(1) => json!("front"),
        Where::Position(position) => json!(position),
        Where::End => json!("end"),
        Where::AsOf(at) => json!(at.to_rfc3339()),
    }
}

//! Who did what to what: entries of the audit log, and how they are encoded for its hash chain.
//!
//! A **trail** says who acts, from where and in which request. From it an **entry** is made for each change. An entry holds
//! no secret, and personal fields only masked: it is kept after the person it is about is gone.

mod action;
mod mask;

pub use action::Action;
pub use mask::mask;

use serde::Serialize;
use serde_json::Value;

use crate::{AccountId, ApiKeyId, Millis, TenantId};

/// Most bytes of what is kept of a state before or after a change.
const LONGEST_STATE: usize = 16 * 1024;

/// Who acts.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Actor {
    /// `account`, `key`, `system` or `nobody`.
    pub kind: Box<str>,
    /// The account's or key's id; what of the system it is; empty for nobody.
    pub id: Box<str>,
}

impl Actor {
    /// Somebody who is signed in.
    pub fn account(id: AccountId) -> Self {
        Self { kind: "account".into(), id: id.to_string().into() }
    }

    /// A program with an API key.
    pub fn key(id: ApiKeyId) -> Self {
        Self { kind: "key".into(), id: id.to_string().into() }
    }

    /// The system itself: which part of it, or the command line.
    pub fn system(part: &str) -> Self {
        Self { kind: "system".into(), id: part.into() }
    }

    /// Whoever did not say who they are.
    pub fn nobody() -> Self {
        Self { kind: "nobody".into(), id: "".into() }
    }
}

/// What something is done to.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Target {
    /// What kind of thing, e.g. `queue`.
    pub kind: Box<str>,
    /// Which; empty for the one of its kind.
    pub id: Box<str>,
}

impl Target {
    /// One thing of a kind.
    pub fn new(kind: &str, id: impl std::fmt::Display) -> Self {
        Self { kind: kind.into(), id: id.to_string().into() }
    }

    /// The only one of its kind.
    pub fn only(kind: &str) -> Self {
        Self { kind: kind.into(), id: "".into() }
    }
}

/// Who acts, from where, in which request, when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trail {
    /// Who.
    pub actor: Actor,
    /// From which address.
    pub address: Option<Box<str>>,
    /// In which request.
    pub request: Option<Box<str>>,
    /// When.
    pub at: Millis,
}

impl Trail {
    /// Of the system itself.
    pub fn system(part: &str, at: Millis) -> Self {
        Self { actor: Actor::system(part), address: None, request: None, at }
    }

    /// The same request, but somebody else's doing: of whom the request itself has shown who they are.
    #[must_use]
    pub fn by(self, actor: Actor) -> Self {
        Self { actor, ..self }
    }

    /// That an account did it, unless it is known who did.
    #[must_use]
    pub fn or_account(self, account: AccountId) -> Self {
        if &*self.actor.kind == "nobody" { self.by(Actor::account(account)) } else { self }
    }

    /// An entry in a tenant's log, or with `None` the platform's.
    pub fn entry(&self, tenant: Option<TenantId>, action: Action, target: Target) -> Entry {
        Entry {
            tenant,
            at: self.at,
            actor: self.actor.clone(),
            action: action.as_str().into(),
            target,
            before: None,
            after: None,
            reason: None,
            address: self.address.clone(),
            request: self.request.clone(),
        }
    }
}

/// One thing that was done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Whose log it is in; `None`: the platform's.
    pub tenant: Option<TenantId>,
    /// When.
    pub at: Millis,
    /// Who did it.
    pub actor: Actor,
    /// What: the name of an [`Action`], perhaps one that only a newer version knows.
    pub action: Box<str>,
    /// To what.
    pub target: Target,
    /// What it was, as far as it changed. JSON, masked.
    pub before: Option<Box<str>>,
    /// What it became, likewise.
    pub after: Option<Box<str>>,
    /// Why, in the words of whoever did it.
    pub reason: Option<Box<str>>,
    /// From which address.
    pub address: Option<Box<str>>,
    /// In which request.
    pub request: Option<Box<str>>,
}

impl Entry {
    /// What it was.
    #[must_use]
    pub fn before(self, state: impl Serialize) -> Self {
        Self { before: Some(text(mask(json(state)))), ..self }
    }

    /// What it became.
    #[must_use]
    pub fn after(self, state: impl Serialize) -> Self {
        Self { after: Some(text(mask(json(state)))), ..self }
    }

    /// What changed between two states: what is the same in both is left out.
    #[must_use]
    pub fn change(self, before: impl Serialize, after: impl Serialize) -> Self {
        let (before, after) = differences(json(before), json(after));
        Self { before: Some(text(mask(before))), after: Some(text(mask(after))), ..self }
    }

    /// Why. What looks personal in it is masked, as it is in every text of an entry.
    #[must_use]
    pub fn because(self, reason: Option<&str>) -> Self {
        let reason = reason.filter(|reason| !reason.is_empty());
        Self { reason: reason.map(|reason| crate::mask::text(reason).into()), ..self }
    }

    /// Adds to what it became.
    #[must_use]
    pub fn with(self, name: &str, value: impl Serialize) -> Self {
        let known = self.after.as_deref().and_then(|after| serde_json::from_str(after).ok());
        let mut fields = match known {
            Some(Value::Object(fields)) => fields,
            _ => serde_json::Map::new(),
        };
        fields.insert(name.to_owned(), json(value));
        self.after(Value::Object(fields))
    }

    /// The bytes that are hashed: each field with its length before it, so that no two entries have the same bytes.
    pub fn canonical(&self) -> Vec<u8> {
        let mut bytes = b"vqueue audit entry 1\0".to_vec();
        bytes.extend_from_slice(&self.chain());
        bytes.extend_from_slice(&self.at.0.to_be_bytes());
        let fields = [
            Some(&self.actor.kind),
            Some(&self.actor.id),
            Some(&self.action),
            Some(&self.target.kind),
            Some(&self.target.id),
            self.before.as_ref(),
            self.after.as_ref(),
            self.reason.as_ref(),
            self.address.as_ref(),
            self.request.as_ref(),
        ];
        for field in fields {
            match field {
                Some(text) => {
                    bytes.push(1);
                    bytes.extend_from_slice(&(text.len() as u64).to_be_bytes());
                    bytes.extend_from_slice(text.as_bytes());
                }
                None => bytes.push(0),
            }
        }
        bytes
    }

    /// Which chain it is in, as bytes: the tenant's id, or zeros for the platform's.
    pub fn chain(&self) -> [u8; 16] {
        chain_bytes(self.tenant)
    }
}

/// A chain's id as bytes: the tenant's id, or zeros for the platform's.
pub fn chain_bytes(tenant: Option<TenantId>) -> [u8; 16] {
    tenant.map_or([0; 16], |tenant| *tenant.as_bytes())
}

fn json(state: impl Serialize) -> Value {
    serde_json::to_value(state).unwrap_or(Value::Null)
}

fn text(state: Value) -> Box<str> {
    let text = state.to_string();
    if text.len() <= LONGEST_STATE {
        return text.into();
    }
    format!("{{\"tooLong\":{}}}", text.len()).into()
}

/// What differs, in objects down to their fields.
fn differences(before: Value, after: Value) -> (Value, Value) {
    match (before, after) {
        (Value::Object(before), Value::Object(mut after)) => {
            let (mut was, mut is) = (serde_json::Map::new(), serde_json::Map::new());
            for (name, before) in before {
                match after.remove(&name) {
                    Some(after) if after == before => {}
                    Some(after) => {
                        let (before, after) = differences(before, after);
                        was.insert(name.clone(), before);
                        is.insert(name, after);
                    }
                    None => {
                        was.insert(name, before);
                    }
                }
            }
            is.extend(after);
            (Value::Object(was), Value::Object(is))
        }
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn entry(fields: [&str; 3], options: [Option<&str>; 2]) -> Entry {
        let trail = Trail::system(fields[0], Millis(1));
        let entry = trail.entry(None, Action::QueuePause, Target::new(fields[1], fields[2]));
        Entry { before: options[0].map(Box::from), after: options[1].map(Box::from), ..entry }
    }

    #[test]
    fn only_what_changed_is_kept() {
        let entry = entry(["a", "b", "c"], [None, None]).change(
            json!({"name": "A", "flow": {"rate": 1, "cap": 2}, "gone": 1}),
            json!({"name": "A", "flow": {"rate": 3, "cap": 2}, "new": true}),
        );
        assert_eq!(entry.before.as_deref(), Some(r#"{"flow":{"rate":1},"gone":1}"#));
        assert_eq!(entry.after.as_deref(), Some(r#"{"flow":{"rate":3},"new":true}"#));
    }

    #[test]
    fn what_is_too_long_is_told_by_its_length() {
        let entry = entry(["a", "b", "c"], [None, None]).after(json!({"text": "x".repeat(20_000)}));
        assert_eq!(entry.after.as_deref(), Some(r#"{"tooLong":20011}"#));
    }

    proptest! {
        #[test]
        fn no_two_entries_have_the_same_bytes(
            a in any::<[String; 3]>(), b in any::<[String; 3]>(),
            x in any::<[Option<String>; 2]>(), y in any::<[Option<String>; 2]>(),
        ) {
            fn of(fields: &[String; 3], options: &[Option<String>; 2]) -> Entry {
                entry(fields.each_ref().map(String::as_str), options.each_ref().map(Option::as_deref))
            }
            let (one, other) = (of(&a, &x), of(&b, &y));
            prop_assert_eq!(one == other, one.canonical() == other.canonical());
        }

        #[test]
        fn a_letter_moved_to_the_next_field_is_another_entry(text in "[a-z]{2,8}", at in 1usize..2) {
            let (left, right) = text.split_at(at);
            let (less, more) = text.split_at(at - 1);
            let (one, other) = (entry(["s", left, right], [None; 2]), entry(["s", less, more], [None; 2]));
            prop_assert_ne!(one.canonical(), other.canonical());
        }
    }
}

//! Invite codes, lists and keys for staff; challenges for everybody.

mod challenge;
mod codes;
mod keys;
mod rules;

use std::sync::Arc;

use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};
use vq_domain::{
    AccessRuleId, EnqueueKeyId, Error, ErrorCode, FieldError, InviteCodeId, Limit, Millis, QueueId, Result,
    TenantId,
};
use vq_keyring::Keyring;
use vq_lines::Lines;
use vq_ports::{AccessRules, EnqueueKeys, InviteCodes, StoreError};

use crate::{Guard, guard::store};

/// What the endpoints work with.
#[derive(Clone)]
pub struct AccessService {
    /// Judges, and makes challenges.
    pub guard: Arc<Guard>,
    /// Knows the queues.
    pub lines: Lines,
    /// Codes.
    pub invite_codes: Arc<dyn InviteCodes>,
    /// Lists.
    pub access_rules: Arc<dyn AccessRules>,
    /// Keys.
    pub enqueue_keys: Arc<dyn EnqueueKeys>,
    /// Seals secrets.
    pub keyring: Arc<Keyring>,
}

/// For staff.
pub fn router(service: AccessService) -> OpenApiRouter {
    OpenApiRouter::new()
        .routes(routes!(codes::list_codes, codes::create_codes))
        .routes(routes!(codes::revoke_code))
        .routes(routes!(rules::list_rules, rules::create_rule))
        .routes(routes!(rules::remove_rule))
        .routes(routes!(keys::list_keys, keys::create_key))
        .routes(routes!(keys::remove_key))
        .with_state(service)
}

/// For visitors.
pub fn challenge_router(service: AccessService) -> OpenApiRouter {
    OpenApiRouter::new().routes(routes!(challenge::give)).with_state(service)
}

/// To what the sealed secret of a key is bound.
pub(crate) fn sealed_place(tenant: TenantId, key: EnqueueKeyId) -> Vec<u8> {
    [b"enqueue key\0", &tenant.as_bytes()[..], &key.as_bytes()[..]].concat()
}

/// That it was done.
#[derive(Serialize, ToSchema)]
pub(crate) struct AccessChanged {
    /// `true`
    #[schema(example = true)]
    done: bool,
}

impl AccessChanged {
    pub(crate) const DONE: Self = Self { done: true };
}

/// An end that lies ahead, if one was given.
fn end(text: Option<&str>, now: Millis) -> Result<Option<Millis>> {
    let Some(text) = text else { return Ok(None) };
    match Millis::from_rfc3339(text) {
        Some(at) if at > now => Ok(Some(at)),
        Some(_) => Err(Error::invalid("expiresAt", "expiresAt lies ahead.")),
        None => Err(Error::invalid("expiresAt", "A time looks like 2030-01-15T10:30:00Z.")),
    }
}

/// One line of so many characters.
fn words(field: &str, text: &str, least: usize, limit: Limit) -> Result<String> {
    let (text, most) = (text.trim(), limit.count());
    let length = text.chars().count();
    if (least..=most).contains(&length) && !text.chars().any(char::is_control) {
        return Ok(text.to_owned());
    }
    let message = format!("{field} is one line of {least} to {most} characters.");
    Err(FieldError::new(ErrorCode::InvalidField, field, message).if_over(limit, length).into())
}

/// Why something was not stored of which there may be so many.
fn not_stored(error: StoreError, limit: Limit) -> Error {
    match error {
        StoreError::Full(used) => Error::full(limit, used),
        error => store(error),
    }
}

vq_api::paths! {
    /// A tenant.
    TenantPath { _tenant as "tenantId": TenantId }
    /// A queue of a tenant.
    QueuePath { _tenant as "tenantId": TenantId, queue as "queueId": QueueId }
    /// An invite code of a queue.
    CodePath { _tenant as "tenantId": TenantId, queue as "queueId": QueueId, code as "codeId": InviteCodeId }
    /// A rule of a tenant.
    RulePath { _tenant as "tenantId": TenantId, rule as "ruleId": AccessRuleId }
    /// A key of a tenant.
    KeyPath { _tenant as "tenantId": TenantId, key as "enqueueKeyId": EnqueueKeyId }
}

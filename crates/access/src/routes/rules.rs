//! `/v1/tenants/{tenantId}/access-rules`

use axum::extract::State;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use vq_api::{
    ApiResult, Body, Edge, Envelope, InTenant, List, Listed, Path, Reply,
    auth::Masked,
    may,
    paging::{Paging, Query},
    trail,
};
use vq_domain::{
    AccessEffect, AccessRule, AccessRuleId, AccessSubject, AccountId, Action, Error, ErrorCode, Millis,
    QueueId, audit::Target, limit, mask,
};
use vq_ports::StoreError;

use super::{AccessChanged, RulePath, TenantPath, end, not_stored, words};
use crate::{AccessService, guard::store, lists::network};

/// A rule of the block and allow lists.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct AccessRuleView {
    /// Which.
    id: AccessRuleId,
    /// For which queue; `null` for all of the tenant.
    queue_id: Option<QueueId>,
    /// What it does.
    effect: AccessEffect,
    /// What `value` is.
    subject: AccessSubject,
    /// Whom it is about.
    #[schema(example = "192.0.2.0/24")]
    value: String,
    /// Why. Never told to whom it is about.
    reason: String,
    /// RFC 3339, UTC; `null`: it does not expire.
    expires_at: Option<String>,
    /// By whom.
    created_by: AccountId,
    /// RFC 3339, UTC.
    created_at: String,
}

/// A rule to be.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct AccessRuleInput {
    /// For which queue; absent for all of the tenant.
    queue_id: Option<QueueId>,
    /// `block`: they may not join. `allow`: they pass limits and proof of work, never the line.
    effect: AccessEffect,
    /// What `value` is.
    subject: AccessSubject,
    /// An address or a network in CIDR notation; or a `userIdentifier` of 1 to 256 characters.
    #[schema(min_length = 1, max_length = 256, example = "192.0.2.0/24")]
    value: String,
    /// Why, 1 to 200 characters.
    #[schema(min_length = 1, max_length = 200, example = "Scalper, order 4711")]
    reason: String,
    /// RFC 3339; absent: it does not expire.
    expires_at: Option<String>,
}

impl From<AccessRule> for AccessRuleView {
    fn from(rule: AccessRule) -> Self {
        Self {
            id: rule.id,
            queue_id: rule.queue_id,
            effect: rule.effect,
            subject: rule.subject,
            value: rule.value,
            reason: rule.reason,
            expires_at: rule.expires_at.map(Millis::to_rfc3339),
            created_by: rule.created_by,
            created_at: rule.created_at.to_rfc3339(),
        }
    }
}

impl Masked for AccessRuleView {
    fn mask(&mut self) {
        self.value = match self.subject {
            AccessSubject::Identifier => mask::value(&self.value),
            AccessSubject::Address => masked_address(&self.value),
        };
        self.reason = mask::text(&self.reason).into_owned();
    }

    fn is_personal(&self) -> bool {
        true
    }
}

/// An address or a network of which the first two groups are left: enough to tell rules apart, not people.
fn masked_address(address: &str) -> String {
    let separator = if address.contains(':') { ':' } else { '.' };
    let mut end = address.match_indices(separator).map(|(at, _)| at + 1);
    format!("{}{}", &address[..end.nth(1).unwrap_or(0)], mask::HIDDEN)
}

/// The block and allow lists in the order of their creation
#[utoipa::path(get, path = "/v1/tenants/{tenantId}/access-rules", tag = "access",
    security(("bearer" = [])), params(TenantPath, Paging),
    responses((status = 200, body = Envelope<List<AccessRuleView>>)))]
pub(crate) async fn list_rules(
    within: InTenant<may::SessionRead>,
    State(service): State<AccessService>,
    Query(paging): Query<Paging>,
) -> ApiResult<List<AccessRuleView>> {
    let page = service.access_rules.list(within.id(), paging.request()?).await.map_err(store)?;
    let listed = Listed::new(Action::LookAccessRules).page(paging);
    Ok(Reply::ok(within.shown_list(listed, List::new(page, AccessRuleView::from)).await?))
}

/// Put somebody on a list
///
/// In force on every node within two seconds. Of several networks around an address the narrowest decides. An identifier on
/// the allow list helps only those who prove it by an enqueue token.
#[utoipa::path(post, path = "/v1/tenants/{tenantId}/access-rules", tag = "access",
    security(("bearer" = [])), params(TenantPath), request_body = AccessRuleInput,
    responses((status = 201, body = Envelope<AccessRuleView>)))]
pub(crate) async fn create_rule(
    within: InTenant<may::SessionWrite>,
    State(service): State<AccessService>,
    edge: Edge,
    Body(input): Body<AccessRuleInput>,
) -> ApiResult<AccessRuleView> {
    let now = edge.now();
    let value = match input.subject {
        AccessSubject::Identifier => words("value", &input.value, 1, limit::RULE_VALUE)?,
        AccessSubject::Address => {
            let message = "An address looks like 192.0.2.7 or 2001:db8::7, a network like 192.0.2.0/24 or 2001:db8::/32.";
            let net = network(input.value.trim()).ok_or_else(|| Error::invalid("value", message))?;
            // One spelling of each.
            if net.prefix_len() == net.max_prefix_len() { net.addr().to_string() } else { net.to_string() }
        }
    };
    let rule = AccessRule {
        id: AccessRuleId(edge.ids().uuid(now)),
        tenant_id: within.id(),
        queue_id: input.queue_id,
        effect: input.effect,
        subject: input.subject,
        value,
        reason: words("reason", &input.reason, 1, limit::RULE_REASON)?,
        expires_at: end(input.expires_at.as_deref(), now)?,
        created_by: within.principal.account,
        created_at: now,
    };
    let identifier = (rule.subject == AccessSubject::Identifier).then_some(&rule.value);
    let address = (rule.subject == AccessSubject::Address).then_some(&rule.value);
    let written = trail()
        .entry(Some(within.id()), Action::AccessRuleCreate, Target::new("access_rule", rule.id))
        .after(json!({
            "effect": rule.effect.as_str(),
            "identifier": identifier,
            "address": address,
            "queue": rule.queue_id,
            "expiresAt": rule.expires_at,
            // Its words are about a person, are sealed with the rule and go with it; the log keeps that there are some.
            "reasonGiven": true,
        }));
    let most = limit::ACCESS_RULES;
    service.access_rules.create(&rule, most.value, &written.into()).await.map_err(|error| match error {
        StoreError::NotFound => Error::field(ErrorCode::NotFound, "queueId", "There is no such queue."),
        error => not_stored(error, most),
    })?;
    service.guard.lists_changed(within.id());
    Ok(Reply::created(within.shown(rule.into())))
}

/// Take somebody off a list
#[utoipa::path(delete, path = "/v1/tenants/{tenantId}/access-rules/{ruleId}", tag = "access",
    security(("bearer" = [])), params(RulePath),
    responses((status = 200, body = Envelope<AccessChanged>)))]
pub(crate) async fn remove_rule(
    within: InTenant<may::SessionWrite>,
    State(service): State<AccessService>,
    Path(RulePath { rule, .. }): Path<RulePath>,
) -> ApiResult<AccessChanged> {
    let written =
        trail().entry(Some(within.id()), Action::AccessRuleRemove, Target::new("access_rule", rule));
    service.access_rules.remove(within.id(), rule, &written.into()).await.map_err(store)?;
    service.guard.lists_changed(within.id());
    Ok(Reply::ok(AccessChanged::DONE))
}

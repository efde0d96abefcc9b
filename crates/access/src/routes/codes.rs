//! `/v1/tenants/{tenantId}/queues/{queueId}/invite-codes`

use axum::extract::State;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use vq_api::{
    ApiResult, Body, Edge, Envelope, InTenant, List, Path, Reply, may,
    paging::{Paging, Query},
    trail,
};
use vq_domain::{
    AccountId, Action, Error, ErrorCode, FieldError, InviteCode, InviteCodeId, Millis, audit::Target, limit,
};
use vq_ports::StoreError;

use super::{AccessChanged, CodePath, QueuePath, end, not_stored, words};
use crate::{AccessService, code, guard::store};

/// An invite code, without the code.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct InviteCodeView {
    /// Which.
    id: InviteCodeId,
    /// What it is for.
    label: String,
    /// The last four letters of the code.
    #[schema(example = "H8NR")]
    hint: String,
    /// How many may join with it.
    max_uses: u32,
    /// How many have.
    uses: u32,
    /// RFC 3339, UTC; `null`: it does not expire.
    expires_at: Option<String>,
    /// By whom.
    created_by: AccountId,
    /// RFC 3339, UTC.
    created_at: String,
}

/// An invite code that was just made.
#[derive(Serialize, ToSchema)]
pub(crate) struct NewInviteCode {
    /// Which.
    id: InviteCodeId,
    /// The code itself. Shown once.
    #[schema(example = "7K3M-9QXT-2V4B-H8NR")]
    code: String,
}

/// Invite codes that were just made.
#[derive(Serialize, ToSchema)]
pub(crate) struct NewInviteCodes {
    /// In the order in which they were made.
    codes: Vec<NewInviteCode>,
}

/// Invite codes to be.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct InviteCodesInput {
    /// What they are for, up to 100 characters.
    #[schema(max_length = 100, example = "Press")]
    #[serde(default)]
    label: String,
    /// How many codes, 1 to 1,000; 1 if absent.
    #[schema(minimum = 1, maximum = 1000)]
    count: Option<u32>,
    /// How many may join with each, 1 to 1,000,000; 1 if absent.
    #[schema(minimum = 1, maximum = 1000000)]
    max_uses: Option<u32>,
    /// RFC 3339; absent: they do not expire.
    expires_at: Option<String>,
}

impl From<InviteCode> for InviteCodeView {
    fn from(code: InviteCode) -> Self {
        Self {
            id: code.id,
            label: code.label,
            hint: code.hint,
            max_uses: code.max_uses,
            uses: code.uses,
            expires_at: code.expires_at.map(Millis::to_rfc3339),
            created_by: code.created_by,
            created_at: code.created_at.to_rfc3339(),
        }
    }
}

/// The queue's invite codes in the order of their creation
#[utoipa::path(get, path = "/v1/tenants/{tenantId}/queues/{queueId}/invite-codes", tag = "access",
    security(("bearer" = [])), params(QueuePath, Paging),
    responses((status = 200, body = Envelope<List<InviteCodeView>>)))]
pub(crate) async fn list_codes(
    within: InTenant<may::QueueRead>,
    State(service): State<AccessService>,
    Path(QueuePath { queue, .. }): Path<QueuePath>,
    Query(paging): Query<Paging>,
) -> ApiResult<List<InviteCodeView>> {
    let line = service.lines.find_of_tenant(within.id(), queue).await.map_err(store)?;
    line.ok_or_else(|| Error::not_found("queue"))?;
    let page = service.invite_codes.list(within.id(), queue, paging.request()?).await.map_err(store)?;
    Ok(Reply::ok(List::new(page, InviteCodeView::from)))
}

/// Make invite codes
///
/// They are shown once: only their hashes are kept.
#[utoipa::path(post, path = "/v1/tenants/{tenantId}/queues/{queueId}/invite-codes", tag = "access",
    security(("bearer" = [])), params(QueuePath), request_body = InviteCodesInput,
    responses((status = 201, body = Envelope<NewInviteCodes>)))]
pub(crate) async fn create_codes(
    within: InTenant<may::QueueWrite>,
    State(service): State<AccessService>,
    Path(QueuePath { queue, .. }): Path<QueuePath>,
    edge: Edge,
    Body(input): Body<InviteCodesInput>,
) -> ApiResult<NewInviteCodes> {
    let now = edge.now();
    let label = words("label", &input.label, 0, limit::INVITE_LABEL)?;
    let (count, max_uses) = (input.count.unwrap_or(1), input.max_uses.unwrap_or(1));
    let ranges =
        [("count", count, limit::INVITE_CODES_AT_ONCE), ("maxUses", max_uses, limit::INVITE_CODE_USES)];
    for (field, value, limit) in ranges {
        if !(1..=limit.value).contains(&value) {
            let message = format!("{field} goes from 1 to {}.", limit.value);
            let error = FieldError::new(ErrorCode::InvalidField, field, message);
            return Err(Error::from(error.if_over(limit, value as usize)).into());
        }
    }
    let expires_at = end(input.expires_at.as_deref(), now)?;
    let mut stored = Vec::new();
    let mut shown = Vec::new();
    for _ in 0..count {
        let (code, hash) = code::draw(edge.ids());
        let id = InviteCodeId(edge.ids().uuid(now));
        stored.push(InviteCode {
            id,
            tenant_id: within.id(),
            queue_id: queue,
            label: label.clone(),
            hint: code[code.len() - 4..].to_owned(),
            hash,
            max_uses,
            uses: 0,
            expires_at,
            created_by: within.principal.account,
            created_at: now,
        });
        shown.push(NewInviteCode { id, code });
    }
    let written = trail()
        .entry(Some(within.id()), Action::InviteCodesCreate, Target::new("queue", queue))
        .after(json!({"label": label, "count": count, "maxUses": max_uses, "expiresAt": expires_at}));
    let most = limit::INVITE_CODES;
    service.invite_codes.create(&stored, most.value, &written.into()).await.map_err(|error| match error {
        StoreError::NotFound => Error::not_found("queue"),
        error => not_stored(error, most),
    })?;
    tracing::info!(queue_id = %queue, count, "invite codes made");
    Ok(Reply::created(NewInviteCodes { codes: shown }))
}

/// Revoke an invite code: nobody joins with it any more
#[utoipa::path(delete, path = "/v1/tenants/{tenantId}/queues/{queueId}/invite-codes/{codeId}", tag = "access",
    security(("bearer" = [])), params(CodePath),
    responses((status = 200, body = Envelope<AccessChanged>)))]
pub(crate) async fn revoke_code(
    within: InTenant<may::QueueWrite>,
    State(service): State<AccessService>,
    Path(CodePath { queue, code, .. }): Path<CodePath>,
) -> ApiResult<AccessChanged> {
    let written = trail()
        .entry(Some(within.id()), Action::InviteCodeRevoke, Target::new("invite_code", code))
        .before(json!({"queue": queue}));
    service.invite_codes.revoke(within.id(), queue, code, &written.into()).await.map_err(store)?;
    Ok(Reply::ok(AccessChanged::DONE))
}

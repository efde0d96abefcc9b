//! The keys of personal data, for the platform's own people; copies and erasure, for a tenant's. Who somebody is stands in
//! bodies, never in paths, which end up in logs.

use axum::extract::State;
use serde::{Deserialize, Serialize};
use serde_json::{json, value::RawValue};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};
use vq_api::{ApiError, ApiResult, Body, Edge, Envelope, InTenant, List, OnPlatform, Reply, may, trail};
use vq_domain::{
    AccessEffect, AccessRule, AccessRuleId, Action, Error, ErrorCode, FieldError, QueueId, SessionId,
    SessionState, Stamp, TenantId, audit::Target, limit,
};
use vq_ports::{KeyUse, PageRequest, SessionRecord, StoreError};
use vq_protection::Progress;

use crate::vault::{Erased, Protection};

/// Most sessions of a page of a copy.
const PAGE: u32 = 200;
/// Longest identifier, in bytes; no session has a longer one.
const LONGEST_IDENTIFIER: usize = limit::SUBJECT_BYTES.count();

/// Rotation of the keys.
pub fn router(protection: Protection) -> OpenApiRouter {
    OpenApiRouter::new().routes(routes!(rotations, rotate)).routes(routes!(rewrap)).with_state(protection)
}

/// Copies and erasure.
pub fn subject_router(protection: Protection) -> OpenApiRouter {
    OpenApiRouter::new().routes(routes!(export)).routes(routes!(erase)).with_state(protection)
}

fn store(error: StoreError) -> ApiError {
    match error {
        StoreError::Stale => ApiError(Error::new(ErrorCode::Conflict, "The keys are being rotated already.")),
        other => other.into(),
    }
}

/// What a data key is for.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
enum DataKeyUse {
    /// Sealing personal data.
    #[default]
    Seal,
    /// Finding people by their identifiers.
    Index,
}

impl From<DataKeyUse> for KeyUse {
    fn from(key_use: DataKeyUse) -> Self {
        match key_use {
            DataKeyUse::Seal => Self::Seal,
            DataKeyUse::Index => Self::Index,
        }
    }
}

impl From<KeyUse> for DataKeyUse {
    fn from(key_use: KeyUse) -> Self {
        match key_use {
            KeyUse::Seal => Self::Seal,
            KeyUse::Index => Self::Index,
        }
    }
}

/// How far personal data has been sealed under a new key.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct KeyRotationView {
    /// Whose data; `null` for the platform's own, and for the first sealing of all that was stored in the open.
    tenant_id: Option<TenantId>,
    /// Whether it is that first sealing.
    first: bool,
    /// What the key is for.
    key_use: DataKeyUse,
    /// The number of the new key.
    number: u32,
    /// Rows seen in this round. There are rounds until one finds nothing to do.
    rows_done: u64,
    /// Rows to be seen in a round.
    rows_total: u64,
    /// Rows sealed so far.
    rows_sealed: u64,
    /// When it was done, RFC 3339.
    finished_at: Option<Stamp>,
}

impl From<Progress> for KeyRotationView {
    fn from(progress: Progress) -> Self {
        Self {
            tenant_id: progress.realm,
            first: progress.first,
            key_use: progress.key_use.into(),
            number: progress.number,
            rows_done: progress.done,
            rows_total: progress.total,
            rows_sealed: progress.sealed,
            finished_at: progress.finished_at.map(Stamp),
        }
    }
}

fn listed(all: Vec<Progress>) -> List<KeyRotationView> {
    List { items: all.into_iter().map(KeyRotationView::from).collect(), next_cursor: None }
}

/// How far rotations of data keys have come
#[utoipa::path(get, path = "/v1/protection/rotations", tag = "operations", security(("bearer" = [])),
    operation_id = "list_key_rotations",
    responses((status = 200, body = Envelope<List<KeyRotationView>>)))]
async fn rotations(
    State(protection): State<Protection>,
    _caller: OnPlatform<may::PlatformAdmin>,
) -> ApiResult<List<KeyRotationView>> {
    Ok(Reply::ok(listed(protection.keeper.progress().await.map_err(store)?)))
}

/// Whose keys to rotate.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct KeyRotationInput {
    /// One tenant's; absent for all, the platform's own among them.
    tenant_id: Option<TenantId>,
    /// Which of them: `seal` if absent. The platform's own key of the use `index` stays as it is.
    #[serde(default)]
    key_use: DataKeyUse,
}

/// Make new data keys, and seal all personal data again under them, in the background
#[utoipa::path(post, path = "/v1/protection/rotations", tag = "operations", security(("bearer" = [])),
    operation_id = "rotate_data_keys", request_body = KeyRotationInput,
    responses((status = 201, body = Envelope<List<KeyRotationView>>)))]
async fn rotate(
    State(protection): State<Protection>,
    _caller: OnPlatform<may::PlatformAdmin>,
    Body(input): Body<KeyRotationInput>,
) -> ApiResult<List<KeyRotationView>> {
    let key_use = input.key_use.into();
    let begun = match input.tenant_id {
        None => protection.keeper.rotate_all(key_use, &trail()).await.map_err(store)?,
        Some(tenant) => {
            let known = protection.vault.known(Some(tenant)).await.map_err(store)?;
            if known.is_none() {
                let message = "No such tenant, or nothing of it is sealed yet.";
                return Err(Error::field(ErrorCode::NotFound, "tenantId", message).into());
            }
            vec![protection.keeper.rotate(Some(tenant), key_use, &trail()).await.map_err(store)?]
        }
    };
    Ok(Reply::created(listed(begun)))
}

/// How many keys were wrapped anew.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct RewrapView {
    /// How many.
    rewrapped: u64,
}

/// Wrap all data keys and signing keys with the current master key
///
/// Afterwards the master keys before it are superfluous.
#[utoipa::path(post, path = "/v1/protection/rewrap", tag = "operations", security(("bearer" = [])),
    operation_id = "rewrap_data_keys",
    responses((status = 200, body = Envelope<RewrapView>)))]
async fn rewrap(
    State(protection): State<Protection>,
    _caller: OnPlatform<may::PlatformAdmin>,
) -> ApiResult<RewrapView> {
    let rewrapped = protection.rewrap(&trail()).await.map_err(store)?;
    Ok(Reply::ok(RewrapView { rewrapped }))
}

/// Who it is about.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct SubjectInput {
    /// The integrator's identifier.
    user_identifier: String,
    /// Of a copy: `nextCursor` of the part before.
    cursor: Option<String>,
}

impl SubjectInput {
    fn checked(self) -> Result<Self, Error> {
        if self.user_identifier.is_empty() || self.user_identifier.len() > LONGEST_IDENTIFIER {
            let message = format!("userIdentifier has 1 to {LONGEST_IDENTIFIER} bytes.");
            let error = FieldError::new(ErrorCode::InvalidField, "userIdentifier", message);
            return Err(error.if_over(limit::SUBJECT_BYTES, self.user_identifier.len()).into());
        }
        Ok(self)
    }
}

/// A session in the copy of somebody's data.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct SubjectSessionView {
    /// Which.
    session_id: SessionId,
    /// Which queue.
    queue_id: QueueId,
    /// Where in its life.
    status: SessionState,
    /// The number drawn when joining.
    ticket: u32,
    /// The integrator's own JSON.
    #[schema(value_type = Option<Object>)]
    metadata: Option<Box<RawValue>>,
    /// When it joined, RFC 3339.
    enqueued_at: Stamp,
    /// When it was offered its turn.
    released_at: Option<Stamp>,
    /// When it claimed its turn.
    served_at: Option<Stamp>,
    /// When it was over.
    ended_at: Option<Stamp>,
}

impl From<SessionRecord> for SubjectSessionView {
    fn from(record: SessionRecord) -> Self {
        let SessionRecord { queue, entry } = record;
        Self {
            session_id: entry.session,
            queue_id: queue,
            status: entry.state,
            ticket: entry.ticket,
            metadata: entry.metadata.and_then(|json| RawValue::from_string(json.into()).ok()),
            enqueued_at: Stamp(entry.enqueued_at),
            released_at: entry.released_at.map(Stamp),
            served_at: entry.served_at.map(Stamp),
            ended_at: entry.ended_at.map(Stamp),
        }
    }
}

/// A rule of the block and allow lists in the copy of somebody's data.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct SubjectRuleView {
    /// Which.
    id: AccessRuleId,
    /// For which queue; `null` for all of the tenant.
    queue_id: Option<QueueId>,
    /// What it does.
    effect: AccessEffect,
    /// Whom it is about, as it was written down.
    value: String,
    /// Why, in the words of whoever made it.
    reason: String,
    /// Without effect from then on, RFC 3339; `null`: it does not expire.
    expires_at: Option<Stamp>,
    /// When it was made, RFC 3339.
    created_at: Stamp,
}

impl From<AccessRule> for SubjectRuleView {
    fn from(rule: AccessRule) -> Self {
        Self {
            id: rule.id,
            queue_id: rule.queue_id,
            effect: rule.effect,
            value: rule.value,
            reason: rule.reason,
            expires_at: rule.expires_at.map(Stamp),
            created_at: Stamp(rule.created_at),
        }
    }
}

/// All there is about somebody.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct SubjectExport {
    /// Who.
    user_identifier: String,
    /// The tenant.
    tenant_id: TenantId,
    /// When it was looked up, RFC 3339.
    exported_at: Stamp,
    /// Their sessions, at most 200.
    sessions: Vec<SubjectSessionView>,
    /// Rules of the block and allow lists about this identifier; in the first part.
    access_rules: Vec<SubjectRuleView>,
    /// Send it as `cursor` for the part after this one.
    next_cursor: Option<String>,
}

/// A copy of all that is stored about a person, by the integrator's identifier
#[utoipa::path(post, path = "/v1/tenants/{tenantId}/subjects/export", tag = "sessions", security(("bearer" = [])),
    operation_id = "export_subject", params(("tenantId" = TenantId, Path)), request_body = SubjectInput,
    responses((status = 200, body = Envelope<SubjectExport>)))]
async fn export(
    State(protection): State<Protection>,
    caller: InTenant<may::PersonalRead>,
    edge: Edge,
    Body(input): Body<SubjectInput>,
) -> ApiResult<SubjectExport> {
    let SubjectInput { user_identifier, cursor } = input.checked()?;
    // First, so that nothing of a person is given out that the audit log does not know of.
    let entry = trail().entry(Some(caller.id()), Action::DataExport, Target::only("subject"));
    protection.audit.append(&entry.after(json!({"userIdentifier": user_identifier}))).await?;
    let rules = match &cursor {
        None => protection.subjects.rules(caller.id(), &user_identifier).await?,
        Some(_) => Vec::new(),
    };
    let page = PageRequest { limit: PAGE, cursor };
    let found = protection.subjects.sessions(caller.id(), &user_identifier, page).await?;
    Ok(Reply::ok(SubjectExport {
        user_identifier,
        tenant_id: caller.id(),
        exported_at: Stamp(edge.now()),
        sessions: found.items.into_iter().map(SubjectSessionView::from).collect(),
        access_rules: rules.into_iter().map(SubjectRuleView::from).collect(),
        next_cursor: found.next,
    }))
}

/// What was erased.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct SubjectErasure {
    /// Of how many sessions identifier and metadata were erased. The sessions themselves stay, so that all counts do.
    sessions: u64,
    /// How many rules of the block and allow lists about this identifier were removed. Other nodes follow within two seconds.
    access_rules: u64,
    /// When, RFC 3339.
    erased_at: Stamp,
}

/// Erase who a person is, everywhere
///
/// A place that they hold now stays theirs, for whoever has its token. Rules of the block and allow lists about this identifier
/// are removed.
#[utoipa::path(post, path = "/v1/tenants/{tenantId}/subjects/erasure", tag = "sessions", security(("bearer" = [])),
    operation_id = "erase_subject", params(("tenantId" = TenantId, Path)), request_body = SubjectInput,
    responses((status = 200, body = Envelope<SubjectErasure>)))]
async fn erase(
    State(protection): State<Protection>,
    caller: InTenant<may::PersonalErase>,
    edge: Edge,
    Body(input): Body<SubjectInput>,
) -> ApiResult<SubjectErasure> {
    let input = input.checked()?;
    let erased = protection.erase(caller.id(), &input.user_identifier, &trail()).await.map_err(store)?;
    let Erased { sessions, access_rules } = erased;
    tracing::info!(tenant = %caller.id(), by = %caller.principal.account, sessions, access_rules, "somebody was erased");
    Ok(Reply::ok(SubjectErasure { sessions, access_rules, erased_at: Stamp(edge.now()) }))
}

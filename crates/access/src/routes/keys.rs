//! `/v1/tenants/{tenantId}/enqueue-keys`

use axum::extract::State;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use vq_api::{ApiResult, Body, Edge, Envelope, InTenant, Path, Reply, may, trail};
use vq_domain::{
    AccountId, Action, EnqueueKey, EnqueueKeyId, EnqueueKeyMaterial, Error, audit::Target, limit,
};
use vq_keyring::seal;

use super::{AccessChanged, KeyPath, TenantPath, not_stored, sealed_place, words};
use crate::{AccessService, guard::store};

/// A key with which the tenant's shop signs enqueue tokens.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct EnqueueKeyView {
    /// Which: `kid` in the header of tokens.
    id: EnqueueKeyId,
    /// What it is for.
    name: String,
    /// `alg` in the header of tokens.
    #[schema(example = "HS256")]
    algorithm: &'static str,
    /// The public half of an Ed25519 key, in base64url; `null` for a shared secret.
    public_key: Option<String>,
    /// By whom.
    created_by: AccountId,
    /// RFC 3339, UTC.
    created_at: String,
}

/// A key that was just made.
#[derive(Serialize, ToSchema)]
pub(crate) struct NewEnqueueKey {
    #[serde(flatten)]
    key: EnqueueKeyView,
    /// The shared secret: 32 bytes in base64url, to sign with as bytes. Shown once; `null` for a key of one's own.
    secret: Option<String>,
}

/// All keys.
#[derive(Serialize, ToSchema)]
pub(crate) struct EnqueueKeyList {
    /// In the order of their creation.
    items: Vec<EnqueueKeyView>,
}

/// How tokens are signed.
#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
pub(crate) enum EnqueueAlgorithm {
    /// With a secret that both sides know, made here.
    #[serde(rename = "HS256")]
    Hs256,
    /// With an Ed25519 key of the shop's own.
    #[serde(rename = "EdDSA")]
    EdDsa,
}

/// A key to be.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct EnqueueKeyInput {
    /// What it is for.
    #[schema(min_length = 1, max_length = 100, example = "Shop")]
    name: String,
    /// How tokens are signed.
    algorithm: EnqueueAlgorithm,
    /// With `EdDSA`: the public half, 32 bytes in base64url (`x` of a JWK).
    public_key: Option<String>,
}

impl From<EnqueueKey> for EnqueueKeyView {
    fn from(key: EnqueueKey) -> Self {
        Self {
            id: key.id,
            algorithm: key.algorithm(),
            public_key: match key.material {
                EnqueueKeyMaterial::Public(bytes) => Some(URL_SAFE_NO_PAD.encode(bytes)),
                EnqueueKeyMaterial::Shared(_) => None,
            },
            name: key.name,
            created_by: key.created_by,
            created_at: key.created_at.to_rfc3339(),
        }
    }
}

/// The keys with which the tenant's shop signs enqueue tokens
#[utoipa::path(get, path = "/v1/tenants/{tenantId}/enqueue-keys", tag = "access",
    security(("bearer" = [])), params(TenantPath),
    responses((status = 200, body = Envelope<EnqueueKeyList>)))]
pub(crate) async fn list_keys(
    within: InTenant<may::KeyWrite>,
    State(service): State<AccessService>,
) -> ApiResult<EnqueueKeyList> {
    let keys = service.enqueue_keys.list(within.id()).await.map_err(store)?;
    Ok(Reply::ok(EnqueueKeyList { items: keys.into_iter().map(EnqueueKeyView::from).collect() }))
}

/// Make a key for enqueue tokens
///
/// `HS256`: a secret is made, and shown once. `EdDSA`: the public half of the shop's own Ed25519 key is kept, and nobody but the
/// shop can sign.
#[utoipa::path(post, path = "/v1/tenants/{tenantId}/enqueue-keys", tag = "access",
    security(("bearer" = [])), params(TenantPath), request_body = EnqueueKeyInput,
    responses((status = 201, body = Envelope<NewEnqueueKey>)))]
pub(crate) async fn create_key(
    within: InTenant<may::KeyWrite>,
    State(service): State<AccessService>,
    edge: Edge,
    Body(input): Body<EnqueueKeyInput>,
) -> ApiResult<NewEnqueueKey> {
    let now = edge.now();
    let id = EnqueueKeyId(edge.ids().uuid(now));
    let name = words("name", &input.name, 1, limit::ENQUEUE_KEY_NAME)?;
    let (material, secret) = match (input.algorithm, input.public_key.as_deref()) {
        (EnqueueAlgorithm::Hs256, None) => {
            let mut secret = [0; 32];
            edge.ids().fill(&mut secret);
            let place = sealed_place(within.id(), id);
            let sealed =
                seal(&service.keyring, edge.ids(), &place, &secret).map_err(|_| Error::internal())?;
            (EnqueueKeyMaterial::Shared(sealed), Some(URL_SAFE_NO_PAD.encode(secret)))
        }
        (EnqueueAlgorithm::Hs256, Some(_)) => {
            let message = "A shared secret is made here; leave publicKey out.";
            return Err(Error::invalid("publicKey", message).into());
        }
        (EnqueueAlgorithm::EdDsa, public) => {
            let bytes = public.and_then(|text| URL_SAFE_NO_PAD.decode(text).ok());
            let bytes = bytes.and_then(|bytes| <[u8; 32]>::try_from(bytes).ok());
            let message =
                "publicKey is an Ed25519 public key: 32 bytes in base64url without padding (x of a JWK).";
            (EnqueueKeyMaterial::Public(bytes.ok_or_else(|| Error::invalid("publicKey", message))?), None)
        }
    };
    let key = EnqueueKey {
        id,
        tenant_id: within.id(),
        name,
        material,
        created_by: within.principal.account,
        created_at: now,
    };
    let written = trail()
        .entry(Some(within.id()), Action::EnqueueKeyCreate, Target::new("enqueue_key", id))
        .after(json!({"name": key.name, "algorithm": key.algorithm()}));
    let most = limit::ENQUEUE_KEYS;
    let made = service.enqueue_keys.create(&key, most.value, &written.into()).await;
    made.map_err(|error| not_stored(error, most))?;
    tracing::info!(key_id = %id, "enqueue key made");
    Ok(Reply::created(NewEnqueueKey { key: key.into(), secret }))
}

/// Remove a key: tokens that it signed are refused from now on
#[utoipa::path(delete, path = "/v1/tenants/{tenantId}/enqueue-keys/{enqueueKeyId}", tag = "access",
    security(("bearer" = [])), params(KeyPath),
    responses((status = 200, body = Envelope<AccessChanged>)))]
pub(crate) async fn remove_key(
    within: InTenant<may::KeyWrite>,
    State(service): State<AccessService>,
    Path(KeyPath { key, .. }): Path<KeyPath>,
) -> ApiResult<AccessChanged> {
    let written = trail().entry(Some(within.id()), Action::EnqueueKeyRemove, Target::new("enqueue_key", key));
    service.enqueue_keys.remove(within.id(), key, &written.into()).await.map_err(store)?;
    Ok(Reply::ok(AccessChanged::DONE))
}

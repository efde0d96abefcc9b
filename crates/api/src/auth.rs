//! Extractors that are the authorisation. A handler names the permission it needs in its signature and cannot run without.

use std::{marker::PhantomData, sync::Arc};

use async_trait::async_trait;
use axum::{
    extract::{FromRequestParts, RawPathParams},
    response::{IntoResponse, Response},
};
use http::{HeaderMap, HeaderValue, header, request::Parts};
use serde_json::value::RawValue;
use vq_domain::{
    AccountId, Actor, ApiKeyId, Error, ErrorCode, Millis, Permission, Role, RoleRef, SignInId, Tenant,
    TenantId, TenantStatus, mask,
};

use crate::{ApiError, Edge, List, Listed, Looks, rate_limit::Recognised, request};

/// How an API key begins; an access token never does.
pub const API_KEY_PREFIX: &str = "vqk_";

/// What somebody calls with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Credential {
    /// An access token of this sign-in.
    SignIn(SignInId),
    /// A program's key.
    Key(ApiKeyId),
}

/// Who calls.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Principal {
    /// Whose account; for a key, its maker's.
    pub account: AccountId,
    /// With what.
    pub credential: Credential,
    /// Of which tenant; `None` for the platform's own people.
    pub tenant: Option<TenantId>,
    /// Their roles; a key has none.
    pub roles: Vec<RoleRef>,
    /// What they may do.
    pub permissions: Vec<Permission>,
}

impl Principal {
    /// Whether they may.
    pub fn may(&self, permission: Permission) -> bool {
        self.permissions.contains(&permission)
    }

    /// Whether they may do so in this tenant. The platform's own people may act in every tenant.
    pub fn may_in(&self, tenant: TenantId, permission: Permission) -> bool {
        self.reaches(tenant) && self.may(permission)
    }

    /// Whether a tenant is open to them, as it stands: one that is being removed is gone for everybody, a suspended one is closed to
    /// its own people. The platform's own must be able to look into it and resume it.
    pub fn may_enter(&self, tenant: &Tenant) -> Result<(), Error> {
        match tenant.status {
            TenantStatus::Deleting => Err(Error::not_found("tenant")),
            TenantStatus::Suspended if self.tenant.is_some() => Err(suspended()),
            TenantStatus::Suspended | TenantStatus::Active => Ok(()),
        }
    }

    fn reaches(&self, tenant: TenantId) -> bool {
        match self.tenant {
            Some(own) => own == tenant,
            None => self.may(Permission::PlatformAdmin),
        }
    }
}

/// Knows who holds a token, and the tenants.
#[async_trait]
pub trait Authenticator: Send + Sync + 'static {
    /// Who holds this access token at `now`. Must not wait.
    fn authenticate(&self, token: &str, now: Millis) -> Result<Principal, Error>;

    /// Who holds this API key at `now`.
    async fn authenticate_key(&self, _key: &str, _now: Millis) -> Result<Principal, Error> {
        Err(Error::new(ErrorCode::Unauthorized, "This API key is not valid."))
    }

    /// The tenant with this id.
    async fn tenant(&self, tenant: TenantId) -> Result<Option<Arc<Tenant>>, Error>;

    /// The tenant with this id as it was known last, without waiting; `None` if it was not asked for yet. What is old is read again
    /// in the background.
    fn tenant_at_hand(&self, _tenant: TenantId) -> Option<Arc<Tenant>> {
        None
    }
}

/// A permission as a type, so that a signature can name it.
pub trait Required: Send + Sync + 'static {
    /// Which.
    const PERMISSION: Permission;
}

/// The permissions as types.
pub mod may {
    use vq_domain::Permission;

    macro_rules! required {
        ($($name:ident),+ $(,)?) => {
            $(
                #[doc = concat!("[`Permission::", stringify!($name), "`]")]
                #[derive(Clone, Copy, Debug)]
                pub struct $name;

                impl super::Required for $name {
                    const PERMISSION: Permission = Permission::$name;
                }
            )+
        };
    }

    required!(
        PlatformAdmin,
        TenantRead,
        TenantWrite,
        QueueRead,
        QueueWrite,
        QueueOperate,
        SessionRead,
        SessionWrite,
        SessionPrioritize,
        PersonalRead,
        PersonalErase,
        LocationRead,
        LocationWrite,
        CounterRead,
        CounterWrite,
        CounterCall,
        AnalyticsRead,
        AccountRead,
        AccountWrite,
        RoleWrite,
        KeyWrite,
        IdentityWrite,
        AuditRead,
        AuditExport,
        AuditWrite,
    );
}

/// The caller has permission `P` on the platform as a whole.
#[derive(Clone, Debug)]
pub struct OnPlatform<P> {
    /// Who calls.
    pub principal: Principal,
    looks: Option<Arc<Looks>>,
    needs: PhantomData<P>,
}

impl<P> OnPlatform<P> {
    /// A list of people, once it is in the platform's audit log that the caller sees it. Fails when it cannot be written there.
    pub async fn noted<V>(&self, listed: Listed, list: List<V>) -> Result<List<V>, ApiError> {
        let rows = list.items.len();
        note(self.looks.as_deref(), None, &listed, rows).await?;
        Ok(list)
    }
}

async fn note(
    looks: Option<&Looks>,
    tenant: Option<TenantId>,
    listed: &Listed,
    rows: usize,
) -> Result<(), ApiError> {
    let Some(looks) = looks else {
        tracing::error!("there is no log of who sees people");
        return Err(ApiError(Error::internal()));
    };
    Ok(looks.note(tenant, listed, rows).await?)
}

impl<S: Send + Sync, P: Required> FromRequestParts<S> for OnPlatform<P> {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Response> {
        let principal = principal(parts).await.map_err(refuse)?;
        request::concerns_no_tenant().map_err(refuse)?;
        if !principal.may(P::PERMISSION) || principal.tenant.is_some() {
            return Err(refuse(lacks(P::PERMISSION)));
        }
        let looks = edge(parts).map_err(refuse)?.looks().cloned();
        Ok(Self { principal, looks, needs: PhantomData })
    }
}

/// The caller has permission `P` in the tenant of the path (`{tenantId}`), which exists. A tenant one has nothing to do with
/// does not exist (I9).
#[derive(Clone, Debug)]
pub struct InTenant<P> {
    /// Who calls.
    pub principal: Principal,
    /// The tenant.
    pub tenant: Arc<Tenant>,
    looks: Option<Arc<Looks>>,
    needs: PhantomData<P>,
}

impl<P> InTenant<P> {
    /// The tenant's id.
    pub fn id(&self) -> TenantId {
        self.tenant.id
    }

    /// An answer as the caller may see it: without the permission `personal:read` what is personal in it is masked.
    pub fn shown<V: Masked>(&self, mut view: V) -> V {
        if !self.principal.may(Permission::PersonalRead) {
            view.mask();
        }
        view
    }

    /// A list as the caller may see it: masked without the permission `personal:read`. Else it is in the tenant's audit log
    /// before they see it. Fails when it cannot be written there.
    pub async fn shown_list<V: Masked>(
        &self,
        listed: Listed,
        mut list: List<V>,
    ) -> Result<List<V>, ApiError> {
        if self.principal.may(Permission::PersonalRead) {
            let rows = list.items.iter().filter(|view| view.is_personal()).count();
            note(self.looks.as_deref(), Some(self.id()), &listed, rows).await?;
        } else {
            list.items.iter_mut().for_each(Masked::mask);
        }
        Ok(list)
    }

    /// One person as the caller may see them: masked, or noted likewise.
    pub async fn shown_one<V: Masked>(&self, looked: Listed, view: V) -> Result<V, ApiError> {
        if self.principal.may(Permission::PersonalRead) {
            note(self.looks.as_deref(), Some(self.id()), &looked, usize::from(view.is_personal())).await?;
        }
        Ok(self.shown(view))
    }

    /// A list of people who are not masked for whoever may list them, noted likewise.
    pub async fn noted<V>(&self, listed: Listed, list: List<V>) -> Result<List<V>, ApiError> {
        let rows = list.items.len();
        note(self.looks.as_deref(), Some(self.id()), &listed, rows).await?;
        Ok(list)
    }

    /// One thing that is not masked either.
    pub async fn noted_one<V>(&self, looked: Listed, view: V) -> Result<V, ApiError> {
        note(self.looks.as_deref(), Some(self.id()), &looked, 1).await?;
        Ok(view)
    }
}

/// An answer that says who somebody is.
pub trait Masked {
    /// Masks what is personal in it.
    fn mask(&mut self);

    /// Whether anything in it is.
    fn is_personal(&self) -> bool;
}

/// Metadata with everything in it masked; what cannot be read is left out.
pub fn masked_metadata(json: &RawValue) -> Option<Box<RawValue>> {
    let document = serde_json::from_str(json.get()).ok()?;
    serde_json::value::to_raw_value(&mask::json(&document)).ok()
}

impl<S: Send + Sync, P: Required> FromRequestParts<S> for InTenant<P> {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Response> {
        let judge = |caller: &Principal| match caller.may(P::PERMISSION) {
            true => Ok(()),
            false => Err(lacks(P::PERMISSION)),
        };
        let (principal, tenant) = caller_in_tenant(parts, state, judge).await.map_err(refuse)?;
        let looks = edge(parts).map_err(refuse)?.looks().cloned();
        Ok(Self { principal, tenant, looks, needs: PhantomData })
    }
}

/// The caller is a person who has all that an admin has, in the tenant of the path, which exists: for what could make whoever
/// does it any of the tenant's people, its admins included, such as saying who people are or where they are led. A program does
/// none of it, whatever its key may do else.
#[derive(Clone, Debug)]
pub struct Administers {
    /// Who calls.
    pub principal: Principal,
    /// The tenant.
    pub tenant: Arc<Tenant>,
}

impl Administers {
    /// The tenant's id.
    pub fn id(&self) -> TenantId {
        self.tenant.id
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Administers {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Response> {
        let (principal, tenant) = caller_in_tenant(parts, state, administers).await.map_err(refuse)?;
        Ok(Self { principal, tenant })
    }
}

fn administers(caller: &Principal) -> Result<(), Error> {
    if let Credential::Key(_) = caller.credential {
        let message =
            "This is done by a person who has all that an admin has: sign in instead of sending an API key.";
        return Err(Error::new(ErrorCode::Forbidden, message));
    }
    match Role::Admin.permissions().iter().find(|permission| !caller.may(**permission)) {
        None => Ok(()),
        Some(lacking) => {
            let message = format!("This needs all that an admin has. You lack {}.", lacking.as_str());
            Err(Error::new(ErrorCode::Forbidden, message))
        }
    }
}

/// Who calls, and the tenant of the path, if they have to do with it and pass `judge`.
async fn caller_in_tenant<S: Send + Sync>(
    parts: &mut Parts,
    state: &S,
    judge: impl Fn(&Principal) -> Result<(), Error> + Send + Sync,
) -> Result<(Principal, Arc<Tenant>), Error> {
    let caller = principal(parts).await?;
    let tenant = path_tenant(parts, state).await?;
    if !caller.reaches(tenant) {
        return Err(Error::not_found("tenant"));
    }
    let tenant = existing_tenant(parts, tenant).await?;
    judge(&caller)?;
    caller.may_enter(&tenant)?;
    Ok((caller, tenant))
}

/// The tenant of the path, for an endpoint that is open to the public. Who calls is known only if they say so.
#[derive(Clone, Debug)]
pub struct PublicTenant {
    /// Who calls, if they sent a valid access token.
    pub principal: Option<Principal>,
    /// The tenant; active.
    pub tenant: Arc<Tenant>,
}

impl<S: Send + Sync> FromRequestParts<S> for PublicTenant {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Response> {
        let principal = match bearer(parts) {
            None => None,
            Some(_) => Some(principal(parts).await.map_err(refuse)?),
        };
        Ok(Self { principal, ..Self::for_visitor(parts, state).await? })
    }
}

impl PublicTenant {
    /// For somebody who signs in nowhere, whatever bearer token they carry.
    pub async fn for_visitor<S: Send + Sync>(parts: &mut Parts, state: &S) -> Result<Self, Response> {
        let tenant = path_tenant(parts, state).await.map_err(refuse)?;
        let tenant = existing_tenant(parts, tenant).await.map_err(refuse)?;
        if tenant.status == TenantStatus::Suspended {
            return Err(refuse(suspended()));
        }
        Ok(Self { principal: None, tenant })
    }
}

/// Whoever is signed in, themselves: for what is about one's own account, which is no business of a program with a key.
#[derive(Clone, Debug)]
pub struct SignedIn {
    /// Who calls.
    pub principal: Principal,
    /// Their sign-in.
    pub sign_in: SignInId,
}

impl<S: Send + Sync> FromRequestParts<S> for SignedIn {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Response> {
        let principal = principal(parts).await.map_err(refuse)?;
        let Credential::SignIn(sign_in) = principal.credential else {
            let message = "This is about somebody's own account: sign in instead of sending an API key.";
            return Err(refuse(Error::new(ErrorCode::Forbidden, message)));
        };
        if let Some(tenant) = principal.tenant {
            let tenant = existing_tenant(parts, tenant).await.map_err(refuse)?;
            if tenant.status == TenantStatus::Suspended {
                return Err(refuse(suspended()));
            }
        }
        Ok(Self { principal, sign_in })
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Edge {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Response> {
        edge(parts).cloned().map_err(refuse)
    }
}

/// The bearer token of a request.
pub fn bearer(parts: &Parts) -> Option<&str> {
    bearer_in(&parts.headers)
}

/// The bearer token among a request's headers.
pub fn bearer_in(headers: &HeaderMap) -> Option<&str> {
    bearer_of(headers.get(header::AUTHORIZATION)?)
}

pub(crate) fn bearer_of(value: &HeaderValue) -> Option<&str> {
    let (scheme, token) = value.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then_some(token.trim())
}

fn edge(parts: &Parts) -> Result<&Edge, Error> {
    parts.extensions.get::<Edge>().ok_or_else(Error::internal)
}

/// Who calls, by an access token or an API key. What they do is theirs from here on.
pub async fn principal(parts: &Parts) -> Result<Principal, Error> {
    let principal = authenticated(parts).await?;
    // At a tenant's own host others' people are nobody.
    let host = request::host_tenant();
    if host.is_some() && principal.tenant.is_some() && principal.tenant != host {
        return Err(Error::new(ErrorCode::Unauthorized, "This token is for another host."));
    }
    request::acts(|| match principal.credential {
        Credential::SignIn(_) => Actor::account(principal.account),
        Credential::Key(key) => Actor::key(key),
    });
    Ok(principal)
}

async fn authenticated(parts: &Parts) -> Result<Principal, Error> {
    if let Some(Recognised(principal)) = parts.extensions.get() {
        return Ok(principal.clone());
    }
    let edge = edge(parts)?;
    let token = bearer(parts).ok_or_else(|| {
        Error::new(
            ErrorCode::Unauthorized,
            "Sign in first: send the header Authorization: Bearer <access token>.",
        )
    })?;
    let authenticator = edge.authenticator();
    if token.starts_with(API_KEY_PREFIX) {
        authenticator.authenticate_key(token, edge.now()).await
    } else {
        authenticator.authenticate(token, edge.now())
    }
}

async fn path_tenant<S: Send + Sync>(parts: &mut Parts, state: &S) -> Result<TenantId, Error> {
    let params =
        RawPathParams::from_request_parts(parts, state).await.map_err(|_| Error::not_found("tenant"))?;
    let tenant = params
        .iter()
        .find(|(name, _)| *name == "tenantId")
        .and_then(|(_, value)| value.parse().ok())
        .ok_or_else(|| Error::not_found("tenant"))?;
    request::concerns(tenant)?;
    Ok(tenant)
}

async fn existing_tenant(parts: &Parts, tenant: TenantId) -> Result<Arc<Tenant>, Error> {
    let found = edge(parts)?.authenticator().tenant(tenant).await?;
    // One that is being removed is gone for everybody.
    let found = found.filter(|tenant| tenant.status != TenantStatus::Deleting);
    found.ok_or_else(|| Error::not_found("tenant"))
}

fn lacks(permission: Permission) -> Error {
    Error::new(ErrorCode::Forbidden, format!("This needs the permission {}.", permission.as_str()))
}

fn suspended() -> Error {
    Error::new(ErrorCode::TenantSuspended, "This tenant is suspended. Nothing is lost; it can be resumed.")
}

fn refuse(error: Error) -> Response {
    ApiError(error).into_response()
}

//! The request being answered: its id, its moment, and what the extractors need to judge it.

use std::{
    sync::{
        Arc, OnceLock,
        atomic::{AtomicU64, Ordering},
    },
    task::{Context, Poll},
};

use axum::response::{IntoResponse, Response};
use futures_util::future::BoxFuture;
use http::{HeaderValue, Request};
use tokio::task::JoinHandle;
use tokio_util::task::TaskTracker;
use vq_domain::{Actor, DomainName, Error, ErrorCode, Millis, TenantId, Trail, host::name_of_host};
use vq_ports::{Clock, HostLookup, Ids, NoHosts};

use crate::{Authenticator, ClientAddress, Looks, envelope::ApiError, trace::TraceContext};

/// The header that carries the request id, in and out.
pub const REQUEST_ID: &str = "x-request-id";

/// Longest request id taken over from a caller.
const LONGEST_FOREIGN_ID: usize = 64;

#[derive(Clone)]
struct Current {
    id: Arc<str>,
    at: Millis,
    trace: TraceContext,
    /// From where, if it is known.
    address: Option<Box<str>>,
    /// To whom the host belongs that was asked, if it is a tenant's own.
    host: Option<TenantId>,
    /// Whether somebody wants to know whose what was asked for is.
    watched: bool,
    learned: Arc<Learned>,
    /// Keeps what goes on when the caller has hung up.
    unfinished: Option<TaskTracker>,
}

/// What turns out while a request is answered.
#[derive(Default)]
struct Learned {
    /// Who, once somebody has shown it.
    actor: OnceLock<Actor>,
    /// Whose what was asked for is.
    tenant: OnceLock<TenantId>,
}

impl Current {
    fn none() -> Self {
        Self {
            id: Arc::from("req-none"),
            at: Millis(0),
            trace: TraceContext::default(),
            address: None,
            host: None,
            watched: false,
            learned: Arc::default(),
            unfinished: None,
        }
    }
}

tokio::task_local! {
    static CURRENT: Current;
}

/// The id of the request this task answers; `req-none` outside of one.
pub fn current_id() -> Arc<str> {
    CURRENT.try_with(|current| current.id.clone()).unwrap_or_else(|_| Arc::from("req-none"))
}

/// The id and the trace of the request this task answers, if it answers one: for the log.
pub fn current_trace() -> Option<(Arc<str>, TraceContext)> {
    CURRENT.try_with(|current| (current.id.clone(), current.trace)).ok()
}

/// When the request this task answers came in.
pub fn current_time() -> Millis {
    CURRENT.try_with(|current| current.at).unwrap_or_default()
}

/// Who acts in the request this task answers, from where and when: what an entry of the audit log is made of. Whoever has
/// authenticated is who acts; nobody outside of a request, and in one that is open to everybody.
pub fn trail() -> Trail {
    let trail = CURRENT.try_with(|current| Trail {
        actor: current.learned.actor.get().cloned().unwrap_or_else(Actor::nobody),
        address: current.address.clone(),
        request: Some(current.id.as_ref().into()),
        at: current.at,
    });
    trail.unwrap_or_else(|_| Trail::system("task", Millis(0)).by(Actor::nobody()))
}

/// Notes who acts in this request: the first who shows who they are.
pub(crate) fn acts(actor: impl FnOnce() -> Actor) {
    let _ = CURRENT.try_with(|current| {
        current.learned.actor.get_or_init(actor);
    });
}

/// Says whose what was asked for is. `NotFound` if the request came over a host that is another tenant's own: what is not that
/// tenant's does not exist there.
pub fn concerns(tenant: TenantId) -> Result<(), Error> {
    CURRENT
        .try_with(|current| {
            current.learned.tenant.get_or_init(|| tenant);
            match current.host {
                Some(host) if host != tenant => Err(elsewhere()),
                _ => Ok(()),
            }
        })
        .unwrap_or(Ok(()))
}

/// Whether [`concerns`] has to be told at all: where finding out whose something is costs something, and nobody asks.
pub fn is_watched() -> bool {
    CURRENT.try_with(|current| current.watched).unwrap_or(false)
}

/// Whose what was asked for is, as far as somebody has said.
pub fn concerned() -> Option<TenantId> {
    CURRENT.try_with(|current| current.learned.tenant.get().copied()).unwrap_or(None)
}

/// To whom the host belongs that was asked, if it is a tenant's own.
pub fn host_tenant() -> Option<TenantId> {
    CURRENT.try_with(|current| current.host).unwrap_or(None)
}

/// What is asked for is nobody's in particular, or the platform's: it does not exist at a tenant's own host.
pub fn concerns_no_tenant() -> Result<(), Error> {
    if host_tenant().is_some() { Err(elsewhere()) } else { Ok(()) }
}

/// As for an address that there is not: nobody learns of what is another's.
fn elsewhere() -> Error {
    Error::new(ErrorCode::NotFound, "There is nothing at this address.")
}

/// Carries the request's id, moment and actor over to a task of its own.
pub fn inherit<F: Future>(work: F) -> impl Future<Output = F::Output> {
    let current = CURRENT.try_with(Current::clone).unwrap_or(Current::none());
    CURRENT.scope(current, work)
}

/// Begins work that goes on to its end also when the caller hangs up, in a task of its own: half of it would be worse than none.
/// The process waits for it before it stops, see [`Edge::finishing`]; outside of a request nobody is there to wait for.
pub fn to_the_end<F>(work: F) -> JoinHandle<F::Output>
where
    F: Future<Output: Send + 'static> + Send + 'static,
{
    let unfinished = CURRENT.try_with(|current| current.unfinished.clone()).unwrap_or_default();
    let work = inherit(work);
    match unfinished {
        Some(unfinished) => unfinished.spawn(work),
        None => tokio::spawn(work),
    }
}

/// What stands at the edge of the process, for extractors: clock, random source, who may sign in.
#[derive(Clone)]
pub struct Edge {
    inner: Arc<EdgeInner>,
    unfinished: TaskTracker,
}

struct EdgeInner {
    clock: Arc<dyn Clock>,
    ids: Arc<dyn Ids>,
    authenticator: Arc<dyn Authenticator>,
    looks: OnceLock<Arc<Looks>>,
    hosts: Hosts,
    request_prefix: String,
    request_count: AtomicU64,
}

/// Whose hosts are, and how links to them begin.
#[derive(Clone)]
pub struct Hosts {
    lookup: Arc<dyn HostLookup>,
    /// `https`, and `:8443` where it is not the usual port.
    scheme: Arc<str>,
    port: Arc<str>,
    /// What the platform itself is reached by: `https://queue.example:8443`.
    platform: Arc<str>,
}

impl Hosts {
    /// `public_url` is what the platform itself is reached by: tenants are reached by the same scheme and port.
    pub fn new(lookup: Arc<dyn HostLookup>, public_url: &str) -> Self {
        let uri = public_url.parse::<http::Uri>().unwrap_or_default();
        let port = uri.port_u16().map_or_else(String::new, |port| format!(":{port}"));
        let scheme = uri.scheme_str().unwrap_or("https");
        let platform = format!("{scheme}://{}{port}", uri.host().unwrap_or_default());
        Self { lookup, scheme: scheme.into(), port: port.into(), platform: platform.into() }
    }

    /// No tenant has a host of its own.
    pub fn none() -> Self {
        Self::new(Arc::new(NoHosts), "https://localhost")
    }

    /// What links to a tenant begin with, if it has a domain of its own: `https://queue.shop.example`.
    pub fn home_of(&self, tenant: TenantId) -> Option<String> {
        Some(self.url_of(&*self.lookup.primary(tenant)?))
    }

    /// What links to a domain begin with.
    pub fn url_of(&self, name: &DomainName) -> String {
        format!("{}://{name}{}", self.scheme, self.port)
    }

    /// Whose this origin is, e.g. `https://queue.shop.example`: the scheme and port must be those of our links.
    pub fn of_origin(&self, origin: &str) -> Option<TenantId> {
        let host = origin.strip_prefix(&*self.scheme)?.strip_prefix("://")?.strip_suffix(&*self.port)?;
        // Without a port of its own.
        if host.contains(':') { None } else { self.lookup.tenant_of(host) }
    }

    /// Whether this origin is the platform's own.
    pub fn is_platforms(&self, origin: &HeaderValue) -> bool {
        origin.as_bytes().eq_ignore_ascii_case(self.platform.as_bytes())
    }

    /// To whom the host of a request belongs. A proxy before us may have put its own in the place of what the browser asked for,
    /// and then says so.
    fn of_request<B>(&self, request: &Request<B>) -> Option<TenantId> {
        if self.lookup.is_empty() {
            return None;
        }
        let header = |name: &str| request.headers().get(name).and_then(|value| value.to_str().ok());
        let asked = header("host").or_else(|| request.uri().authority().map(http::uri::Authority::as_str));
        let told = || header("x-forwarded-host").and_then(|hosts| hosts.split(',').next()).map(str::trim);
        let find = |host: &str| name_of_host(host).and_then(|name| self.lookup.tenant_of(&name));
        asked.and_then(find).or_else(|| told().and_then(find))
    }
}

impl Edge {
    /// The edge of this process.
    pub fn new(clock: Arc<dyn Clock>, ids: Arc<dyn Ids>, authenticator: Arc<dyn Authenticator>) -> Self {
        Self::with_hosts(clock, ids, authenticator, Hosts::none())
    }

    /// The edge of a process that knows tenants by their own hosts, too.
    pub fn with_hosts(
        clock: Arc<dyn Clock>,
        ids: Arc<dyn Ids>,
        authenticator: Arc<dyn Authenticator>,
        hosts: Hosts,
    ) -> Self {
        let mut random = [0; 5];
        ids.fill(&mut random);
        let request_prefix = random.iter().map(|byte| format!("{byte:02x}")).collect();
        let request_count = AtomicU64::new(0);
        let looks = OnceLock::new();
        let inner = EdgeInner { clock, ids, authenticator, looks, hosts, request_prefix, request_count };
        Self { inner: Arc::new(inner), unfinished: TaskTracker::new() }
    }

    /// With a log of who sees lists that say who people are; without one nobody sees any.
    #[must_use]
    pub fn noting(self, looks: Looks) -> Self {
        self.inner.looks.get_or_init(|| Arc::new(looks));
        self
    }

    /// With the tracker of what [`to_the_end`] begins: whoever stops the process waits for it before what it needs is stopped.
    #[must_use]
    pub fn finishing(self, unfinished: TaskTracker) -> Self {
        Self { unfinished, ..self }
    }

    /// Now.
    pub fn now(&self) -> Millis {
        self.inner.clock.now()
    }

    /// The random source.
    pub fn ids(&self) -> &dyn Ids {
        self.inner.ids.as_ref()
    }

    /// Who may sign in.
    pub fn authenticator(&self) -> &dyn Authenticator {
        self.inner.authenticator.as_ref()
    }

    pub(crate) fn looks(&self) -> Option<&Arc<Looks>> {
        self.inner.looks.get()
    }

    /// Whose hosts are.
    pub fn hosts(&self) -> &Hosts {
        &self.inner.hosts
    }

    fn request_id(&self) -> Arc<str> {
        let count = self.inner.request_count.fetch_add(1, Ordering::Relaxed);
        Arc::from(format!("req-{}{count:06x}", self.inner.request_prefix))
    }
}

/// Gives every request its id and moment, and lets handlers and extractors reach the [`Edge`].
#[derive(Clone)]
pub struct EdgeLayer(pub Edge);

impl<S> tower::Layer<S> for EdgeLayer {
    type Service = EdgeService<S>;

    fn layer(&self, inner: S) -> Self::Service {
        EdgeService { edge: self.0.clone(), inner }
    }
}

/// See [`EdgeLayer`].
#[derive(Clone)]
pub struct EdgeService<S> {
    edge: Edge,
    inner: S,
}

impl<S, B> tower::Service<Request<B>> for EdgeService<S>
where
    S: tower::Service<Request<B>, Response = Response> + Clone + Send + 'static,
    S::Future: Send + 'static,
    S::Error: Send + 'static,
    B: Send + 'static,
{
    type Response = Response;
    type Error = S::Error;
    type Future = BoxFuture<'static, Result<Response, S::Error>>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, mut request: Request<B>) -> Self::Future {
        let id = foreign_id(&request).unwrap_or_else(|| self.edge.request_id());
        let header = HeaderValue::from_str(&id);
        let trace = TraceContext::of(request.headers(), |bytes| self.edge.ids().fill(bytes));
        let ClientAddress(address) = ClientAddress::of(request.extensions());
        let address = address.map(|address| address.to_string().into());
        let host = self.edge.hosts().of_request(&request);
        let current = Current {
            id,
            at: self.edge.now(),
            trace,
            address,
            host,
            watched: host.is_some() || request.headers().contains_key(http::header::ORIGIN),
            learned: Arc::default(),
            unfinished: Some(self.edge.unfinished.clone()),
        };
        request.extensions_mut().insert(self.edge.clone());
        let answer = self.inner.call(request);
        Box::pin(CURRENT.scope(current, async move {
            let mut response = answer.await?;
            // Failures of the router itself (unknown path, wrong method) have no envelope yet.
            if let Some(error) = bare_failure(&response) {
                let allow = response.headers_mut().remove(http::header::ALLOW);
                response = error.into_response();
                if let Some(allow) = allow {
                    response.headers_mut().insert(http::header::ALLOW, allow);
                }
            }
            if let Ok(header) = header {
                response.headers_mut().insert(REQUEST_ID, header);
            }
            Ok(response)
        }))
    }
}

fn foreign_id<B>(request: &Request<B>) -> Option<Arc<str>> {
    let id = request.headers().get(REQUEST_ID)?.to_str().ok()?;
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
    (!id.is_empty() && id.len() <= LONGEST_FOREIGN_ID && id.bytes().all(plain)).then(|| Arc::from(id))
}

fn bare_failure(response: &Response) -> Option<ApiError> {
    if response.headers().contains_key(http::header::CONTENT_TYPE) {
        return None;
    }
    let error = match response.status().as_u16() {
        404 => elsewhere(),
        405 => Error::new(
            ErrorCode::MethodNotAllowed,
            "This address does not take that method; see the Allow header.",
        ),
        413 => crate::body::too_large(None),
        _ => return None,
    };
    Some(ApiError(error))
}

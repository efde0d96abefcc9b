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
use vq_domain::{Actor, Millis, Trail};
use vq_ports::{Clock, Ids};

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
    /// Who, once somebody has shown it.
    actor: Arc<OnceLock<Actor>>,
}

impl Current {
    fn none() -> Self {
        let (trace, actor) = (TraceContext::default(), Arc::default());
        Self { id: Arc::from("req-none"), at: Millis(0), trace, address: None, actor }
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
        actor: current.actor.get().cloned().unwrap_or_else(Actor::nobody),
        address: current.address.clone(),
        request: Some(current.id.as_ref().into()),
        at: current.at,
    });
    trail.unwrap_or_else(|_| Trail::system("task", Millis(0)).by(Actor::nobody()))
}

/// Notes who acts in this request: the first who shows who they are.
pub(crate) fn acts(actor: impl FnOnce() -> Actor) {
    let _ = CURRENT.try_with(|current| {
        current.actor.get_or_init(actor);
    });
}

/// Carries the request's id, moment and actor over to a task of its own.
pub fn inherit<F: Future>(work: F) -> impl Future<Output = F::Output> {
    let current = CURRENT.try_with(Current::clone).unwrap_or(Current::none());
    CURRENT.scope(current, work)
}

/// What stands at the edge of the process, for extractors: clock, random source, who may sign in.
#[derive(Clone)]
pub struct Edge {
    inner: Arc<EdgeInner>,
}

struct EdgeInner {
    clock: Arc<dyn Clock>,
    ids: Arc<dyn Ids>,
    authenticator: Arc<dyn Authenticator>,
    looks: OnceLock<Arc<Looks>>,
    request_prefix: String,
    request_count: AtomicU64,
}

impl Edge {
    /// The edge of this process.
    pub fn new(clock: Arc<dyn Clock>, ids: Arc<dyn Ids>, authenticator: Arc<dyn Authenticator>) -> Self {
        let mut random = [0; 5];
        ids.fill(&mut random);
        let request_prefix = random.iter().map(|byte| format!("{byte:02x}")).collect();
        let request_count = AtomicU64::new(0);
        let looks = OnceLock::new();
        let inner = EdgeInner { clock, ids, authenticator, looks, request_prefix, request_count };
        Self { inner: Arc::new(inner) }
    }

    /// With a log of who sees lists that say who people are; without one nobody sees any.
    #[must_use]
    pub fn noting(self, looks: Looks) -> Self {
        self.inner.looks.get_or_init(|| Arc::new(looks));
        self
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
        let current = Current { id, at: self.edge.now(), trace, address, actor: Arc::default() };
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
    use vq_domain::{Error, ErrorCode};
    if response.headers().contains_key(http::header::CONTENT_TYPE) {
        return None;
    }
    let error = match response.status().as_u16() {
        404 => Error::new(ErrorCode::NotFound, "There is nothing at this address."),
        405 => Error::new(
            ErrorCode::MethodNotAllowed,
            "This address does not take that method; see the Allow header.",
        ),
        413 => Error::new(ErrorCode::PayloadTooLarge, "The body is too large."),
        _ => return None,
    };
    Some(ApiError(error))
}

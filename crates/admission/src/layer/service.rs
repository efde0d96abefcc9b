//! The tower service: find a token, check it, then pass, redirect or refuse.
//!
//! Must not buffer or change the body.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use http::request::Parts;
use http::{HeaderValue, Method, Request, Response, StatusCode};
use tower::{Layer, Service};

use super::checker::{Checker, Refusal};
use super::clock::{Clock, system_clock};
use super::config::{LayerConfig, LayerError};
use super::respond;
use super::revocations::RevocationSource;
use super::source::JwksSource;
use crate::Claims;
use crate::web::cookie::{self, Kind};
use crate::web::{TOKEN_HEADER, TOKEN_PARAMETER, is_navigation, path, query};

/// How many cookies of one name are looked at.
const MAX_COOKIES: usize = 4;

/// Puts a queue before a service: only visitors with a valid admission token reach it.
#[derive(Clone)]
pub struct AdmissionLayer {
    config: Arc<LayerConfig>,
    keys: Arc<JwksSource>,
    revocations: Option<Arc<RevocationSource>>,
    clock: Clock,
}

impl AdmissionLayer {
    /// A layer that verifies with `keys` and reads the system clock.
    pub fn new(config: LayerConfig, keys: Arc<JwksSource>) -> Result<Self, LayerError> {
        config.check()?;
        Ok(Self { config: Arc::new(config), keys, revocations: None, clock: system_clock() })
    }

    /// Also refuses what this list revokes, which must be that of the layer's queue. Keep it fresh:
    /// [`RevocationSource::run`]. Until it has been read once, everybody is refused with 503.
    pub fn with_revocations(mut self, revocations: Arc<RevocationSource>) -> Result<Self, LayerError> {
        if revocations.queue() != self.config.queue {
            return Err(LayerError::Revocations);
        }
        self.revocations = Some(revocations);
        Ok(self)
    }

    /// Reads the time from `clock` instead.
    #[must_use]
    pub fn with_clock(mut self, clock: Clock) -> Self {
        self.clock = clock;
        self
    }
}

impl<S> Layer<S> for AdmissionLayer {
    type Service = AdmissionService<S>;

    fn layer(&self, inner: S) -> Self::Service {
        let checker = Checker::new(
            &self.config.issuer,
            self.config.leeway,
            Arc::clone(&self.keys),
            self.revocations.clone(),
        );
        AdmissionService {
            inner,
            guard: Guard { config: Arc::clone(&self.config), checker, clock: Arc::clone(&self.clock) },
        }
    }
}

/// The service an [`AdmissionLayer`] makes.
#[derive(Clone)]
pub struct AdmissionService<S> {
    inner: S,
    guard: Guard,
}

impl<S, B, R> Service<Request<B>> for AdmissionService<S>
where
    S: Service<Request<B>, Response = Response<R>> + Clone + Send + 'static,
    S::Future: Send,
    B: Send + 'static,
    R: From<String>,
{
    type Response = Response<R>;
    type Error = S::Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, Self::Error>> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, request: Request<B>) -> Self::Future {
        // The clone that was polled ready is the one to call.
        let fresh = self.inner.clone();
        let mut inner = std::mem::replace(&mut self.inner, fresh);
        let guard = self.guard.clone();
        Box::pin(async move {
            let (mut parts, body) = request.into_parts();
            match guard.decide(&parts).await {
                Decision::Pass(claims) => {
                    parts.extensions.insert(claims);
                    inner.call(Request::from_parts(parts, body)).await
                }
                Decision::Clean(to, cookie) => Ok(respond::redirect(StatusCode::FOUND, &to, cookie)),
                Decision::Wait(to) if parts.method == Method::GET => {
                    Ok(respond::redirect(StatusCode::FOUND, &to, None))
                }
                Decision::Wait(to) => Ok(respond::redirect(StatusCode::SEE_OTHER, &to, None)),
                Decision::Refuse(refusal, to) => {
                    Ok(respond::refuse(&parts.headers, refusal, to.as_deref(), (guard.clock)()))
                }
            }
        })
    }
}

enum Decision {
    /// Admitted: on to the application.
    Pass(Claims),
    /// Admitted by the query parameter: keep the token in a cookie and go to the URL without it.
    Clean(String, Option<HeaderValue>),
    /// A browser that has to wait.
    Wait(String),
    /// A client that gets an error, and where its page could go.
    Refuse(Option<Refusal>, Option<String>),
}

#[derive(Clone)]
struct Guard {
    config: Arc<LayerConfig>,
    checker: Checker,
    clock: Clock,
}

impl Guard {
    async fn decide(&self, parts: &Parts) -> Decision {
        let now = (self.clock)();
        let target = parts.uri.path_and_query().map_or("/", |target| target.as_str());
        let handed = parts.uri.query().and_then(|query| query::get(query, TOKEN_PARAMETER));
        let clean = path::safe_or_root(&query::without(target, TOKEN_PARAMETER));
        let name = cookie::name(Kind::Admission, &self.config.queue, self.config.secure);

        let mut refusal = None;
        if let Some(token) = handed {
            match self.checker.check(token, &self.config.queue, now).await {
                Ok(claims) if parts.method == Method::GET => {
                    let cookie = cookie::set(&name, token, claims.exp - now, self.config.secure);
                    return Decision::Clean(clean, cookie);
                }
                Ok(claims) => return Decision::Pass(claims),
                Err(error) => refusal = weightier(refusal, error),
            }
        }
        for token in header_tokens(parts).chain(cookie::values(&parts.headers, &name).take(MAX_COOKIES)) {
            match self.checker.check(token, &self.config.queue, now).await {
                Ok(_) if handed.is_some() && parts.method == Method::GET => {
                    return Decision::Clean(clean, None);
                }
                Ok(claims) => return Decision::Pass(claims),
                Err(error) => refusal = weightier(refusal, error),
            }
        }
        // The wait page would send them straight back.
        if refusal == Some(Refusal::ListMissing) {
            return Decision::Refuse(refusal, None);
        }
        match self.config.wait_url_for(&clean) {
            Some(url) if is_navigation(&parts.headers) => Decision::Wait(url),
            url => Decision::Refuse(refusal, url),
        }
    }
}

/// Whoever could be good must not be sent away because of another token they carry.
fn weightier(one: Option<Refusal>, other: Refusal) -> Option<Refusal> {
    one.filter(|refusal| *refusal == Refusal::ListMissing).or(Some(other))
}

/// Tokens in headers: the dedicated one first, then a bearer token, which may be the application's own.
fn header_tokens(parts: &Parts) -> impl Iterator<Item = &str> {
    let dedicated = parts.headers.get(TOKEN_HEADER).and_then(|value| value.to_str().ok());
    let bearer =
        parts.headers.get(http::header::AUTHORIZATION).and_then(|value| value.to_str().ok()).and_then(
            |text| {
                let (scheme, token) = text.split_once(' ')?;
                scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
            },
        );
    dedicated.into_iter().chain(bearer)
}

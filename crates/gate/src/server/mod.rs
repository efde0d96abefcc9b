//! The gate's own conversation with the vqueue server: join, look, claim, extend, end.
//!
//! Requests carry who the visitor is, so that the server's limits count visitors and not the gate. Must not decide what
//! an answer means for the visitor.

mod breaker;
mod session;

use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, RETRY_AFTER};
use http::uri::PathAndQuery;
use http::{HeaderMap, HeaderName, HeaderValue, Method, Request, Response, StatusCode, Uri};
use http_body_util::{BodyExt as _, Limited};
use serde_json::{Value, json};
use vq_proxy::HttpClient;

pub(crate) use breaker::Breaker;
pub(crate) use session::{Session, Status};

use crate::observe::Observer;

/// The largest answer to a call about a session.
const MAX_ANSWER_BYTES: usize = 256 * 1024;
/// The largest document. A part of a revocation list has less than a quarter of it.
const MAX_DOCUMENT_BYTES: usize = 2 * 1024 * 1024;

/// Tells the server under which path visitors reach its API.
pub(crate) const X_VQ_BASE: HeaderName = HeaderName::from_static("x-vq-base");

/// What a visitor does with an existing session.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Action {
    /// Look at it.
    Get,
    /// Take the turn, or get the admission of a turn already taken.
    Claim,
    /// Renew the admission.
    Extend,
    /// Give the slot back, done.
    Complete,
    /// Give up the place or the slot.
    Leave,
}

/// Why the server did not answer a call with a session.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ApiError {
    /// No answer, or one that says the server cannot work now.
    #[error("the server is unavailable: {reason}")]
    Unavailable { reason: String, retry_after: Option<u32> },
    /// The server understood and said no.
    #[error("the server refused with {status} {code}")]
    Refused { status: StatusCode, code: String },
}

/// Calls to one server.
pub(crate) struct ServerApi {
    client: HttpClient,
    base: Uri,
    timeout: Duration,
    breaker: Breaker,
    observer: Arc<Observer>,
}

impl ServerApi {
    pub fn new(client: HttpClient, base: Uri, timeout: Duration, observer: Arc<Observer>) -> Self {
        Self { client, base, timeout, breaker: Breaker::default(), observer }
    }

    /// Takes a place in a queue. `visitor` holds the forwarding headers of the visitor.
    pub async fn join(&self, tenant: &str, queue: &str, visitor: &HeaderMap) -> Result<Session, ApiError> {
        let path = format!("/v1/tenants/{tenant}/sessions");
        self.call(Method::POST, &path, None, visitor, Some(json!({ "queueId": queue }))).await
    }

    /// Acts on the session a token names.
    pub async fn act(
        &self,
        action: Action,
        token: &str,
        queue: &str,
        visitor: &HeaderMap,
    ) -> Result<Session, ApiError> {
        let (method, verb) = match action {
            Action::Get => (Method::GET, ""),
            Action::Claim => (Method::POST, "/claim"),
            Action::Extend => (Method::POST, "/extend"),
            Action::Complete => (Method::POST, "/complete"),
            Action::Leave => (Method::DELETE, ""),
        };
        let path = format!("/v1/sessions/current{verb}?queueId={queue}");
        self.call(method, &path, Some(token), visitor, None).await
    }

    /// A public document of the server. Asked in the background, so it is asked even while calls are held back.
    pub async fn document(&self, path: &str) -> Result<String, String> {
        let request = self.request(Method::GET, path, HeaderMap::new(), Body::empty())?;
        let answer = self.send(request, MAX_DOCUMENT_BYTES).await?;
        if answer.status() != StatusCode::OK {
            return Err(format!("{path} answered {}", answer.status()));
        }
        self.heard();
        String::from_utf8(answer.into_body()).map_err(|_| format!("{path} is not text"))
    }

    /// What everybody may know about a queue, with the status of the answer. Says nothing about whether calls are held back.
    pub async fn frame(&self, queue: &str) -> Result<(StatusCode, Value), String> {
        let path = format!("/v1/queues/{queue}/frame");
        let request = self.request(Method::GET, &path, HeaderMap::new(), Body::empty())?;
        let answer = self.send(request, MAX_DOCUMENT_BYTES).await?;
        Ok((answer.status(), serde_json::from_slice(answer.body()).unwrap_or_default()))
    }

    async fn call(
        &self,
        method: Method,
        path: &str,
        token: Option<&str>,
        visitor: &HeaderMap,
        body: Option<Value>,
    ) -> Result<Session, ApiError> {
        let unavailable = |reason: String| ApiError::Unavailable { reason, retry_after: None };
        if !self.breaker.allows() {
            return Err(unavailable("it did not answer lately".to_owned()));
        }
        let mut headers = visitor.clone();
        headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
        headers.insert(X_VQ_BASE, HeaderValue::from_static(crate::BASE));
        if let Some(value) = token.and_then(|token| HeaderValue::try_from(format!("Bearer {token}")).ok()) {
            headers.insert(AUTHORIZATION, value);
        }
        let body = match body {
            Some(body) => {
                headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
                Body::from(body.to_string())
            }
            None => Body::empty(),
        };
        let request = self.request(method, path, headers, body).map_err(unavailable)?;
        match self.send(request, MAX_ANSWER_BYTES).await {
            Ok(answer) if !answer.status().is_server_error() => {
                self.heard();
                read(&answer)
            }
            Ok(answer) => {
                let reason = format!("it answered {}", answer.status());
                self.missed(&reason);
                Err(ApiError::Unavailable { reason, retry_after: retry_after(answer.headers()) })
            }
            Err(reason) => {
                self.missed(&reason);
                Err(unavailable(reason))
            }
        }
    }

    fn request(
        &self,
        method: Method,
        path: &str,
        headers: HeaderMap,
        body: Body,
    ) -> Result<Request<Body>, String> {
        let mut target = self.base.clone().into_parts();
        let joined = format!("{}{path}", self.base.path().trim_end_matches('/'));
        target.path_and_query = Some(PathAndQuery::try_from(joined).map_err(|error| error.to_string())?);
        let mut request = Request::new(body);
        *request.uri_mut() = Uri::from_parts(target).map_err(|error| error.to_string())?;
        *request.method_mut() = method;
        *request.headers_mut() = headers;
        Ok(request)
    }

    async fn send(&self, request: Request<Body>, limit: usize) -> Result<Response<Vec<u8>>, String> {
        let exchange = async {
            let answer = self.client.request(request).await.map_err(|error| error.to_string())?;
            let (parts, body) = answer.into_parts();
            let body = Limited::new(body, limit).collect().await.map_err(|error| error.to_string())?;
            Ok(Response::from_parts(parts, body.to_bytes().to_vec()))
        };
        match tokio::time::timeout(self.timeout, exchange).await {
            Ok(result) => result,
            Err(_) => Err("it did not answer in time".to_owned()),
        }
    }

    fn heard(&self) {
        if self.breaker.succeeded() {
            self.observer.server_up();
        }
    }

    fn missed(&self, reason: &str) {
        if self.breaker.failed() {
            self.observer.server_down(reason);
        }
    }
}

/// Reads the envelope of an answer.
fn read(answer: &Response<Vec<u8>>) -> Result<Session, ApiError> {
    let envelope: Value = serde_json::from_slice(answer.body()).unwrap_or_default();
    if answer.status().is_success() {
        let data = envelope.get("data").cloned().and_then(Session::from_json);
        let reason = || "it answered without a session".to_owned();
        return data.ok_or_else(|| ApiError::Unavailable { reason: reason(), retry_after: None });
    }
    let code = envelope.pointer("/errors/0/code").and_then(Value::as_str).unwrap_or("unknown");
    Err(ApiError::Refused { status: answer.status(), code: code.to_owned() })
}

fn retry_after(headers: &HeaderMap) -> Option<u32> {
    headers.get(RETRY_AFTER)?.to_str().ok()?.trim().parse().ok()
}

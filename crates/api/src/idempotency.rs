//! `Idempotency-Key`: a POST that is sent twice is carried out once, and both get the same answer.

use std::sync::Arc;

use aws_lc_rs::digest;
use axum::{
    body::Body,
    extract::{Request, State},
    middleware::Next,
    response::{IntoResponse, Response},
};
use http::{HeaderValue, Method, StatusCode, header};
use http_body_util::{BodyExt, Limited};
use vq_domain::{Error, ErrorCode, FieldError, limit};
use vq_ports::{Idempotency, Remembered, Reservation};

use crate::{
    ApiError, Edge,
    body::{LARGEST_BODY, body_length, too_large},
    cookie,
    request::to_the_end,
};

/// The header.
pub const KEY: &str = "idempotency-key";
/// Shortest token that a cookie of ours may hold.
const SHORTEST_TOKEN: usize = 64;
/// Set on an answer that was given before.
const REPLAYED: &str = "idempotency-replayed";

/// Middleware: `axum::middleware::from_fn_with_state(store, idempotency::layer)`.
pub async fn layer(State(store): State<Arc<dyn Idempotency>>, request: Request, next: Next) -> Response {
    match request.headers().get(KEY) {
        Some(key) if request.method() == Method::POST && asker(&request).is_some() => {
            let Ok(key) = key.to_str().map(str::to_owned) else {
                return refuse("The key must be plain text.", 0);
            };
            if key.is_empty() || key.len() > limit::IDEMPOTENCY_KEY.count() {
                return refuse("The key must have 1 to 255 characters.", key.len());
            }
            // The work must go on to its end when the caller hangs up, or the key would stay reserved.
            let work = once(store, key, request, next);
            to_the_end(work).await.unwrap_or_else(|_| ApiError(Error::internal()).into_response())
        }
        _ => next.run(request).await,
    }
}

/// Who asks: by a token, or by the cookies of their places. The answer to a stranger belongs to whoever sent the request and
/// may hold a token, so it is neither kept nor shown again: nobody could tell the next stranger with that key from the
/// first. The answers of sign-in hold tokens, too.
fn asker(request: &Request) -> Option<[u8; 32]> {
    let headers = request.headers();
    if request.uri().path().starts_with("/v1/auth/") {
        return None;
    }
    if let Some(token) = headers.get(header::AUTHORIZATION) {
        return Some(sha256(&[b"token", token.as_bytes()]));
    }
    // Nothing shorter is a token that nobody guesses.
    let ours = |name: &str, value: &str| {
        (name.starts_with("__Host-vq_") || name.starts_with("vq_")) && value.len() >= SHORTEST_TOKEN
    };
    let places: Vec<_> = cookie::all(headers)
        .filter(|(name, value)| ours(name, value))
        .flat_map(|(_, value)| [value.as_bytes(), b";"])
        .collect();
    (!places.is_empty()).then(|| sha256(&places))
}

fn refuse(message: &str, length: usize) -> Response {
    let error = FieldError::new(ErrorCode::InvalidParameter, "Idempotency-Key", message);
    ApiError(error.if_over(limit::IDEMPOTENCY_KEY, length).into()).into_response()
}

async fn once(store: Arc<dyn Idempotency>, key: String, request: Request, next: Next) -> Response {
    match try_once(&*store, &key, request, next).await {
        Ok(response) => response,
        Err(error) => error.into_response(),
    }
}

async fn try_once(
    store: &dyn Idempotency,
    key: &str,
    request: Request,
    next: Next,
) -> Result<Response, ApiError> {
    let asker = asker(&request).ok_or_else(Error::internal)?;
    let edge = request.extensions().get::<Edge>().cloned().ok_or_else(Error::internal)?;
    let (parts, body) = request.into_parts();
    let length = body_length(&parts.headers);
    let bytes = Limited::new(body, LARGEST_BODY).collect().await.map_err(|_| too_large(length))?.to_bytes();

    // Who asks is part of the scope, so that nobody is shown an answer that was another's.
    let target = parts.uri.path_and_query().map_or("/", |target| target.as_str());
    let scope = format!("{target}:{}", hex(&asker));
    let asked = sha256(&[parts.uri.path().as_bytes(), b"\0", &bytes]);
    match store.reserve(&scope, key, asked, edge.now()).await? {
        Reservation::New => {}
        Reservation::InFlight => {
            return Err(Error {
                retry_after_seconds: Some(1),
                ..Error::new(
                    ErrorCode::Conflict,
                    "The same request is being carried out; ask again in a moment.",
                )
            }
            .into());
        }
        Reservation::Mismatch => {
            let message = "This key came with another request before; use a new key for a new request.";
            return Err(Error::field(ErrorCode::IdempotencyMismatch, "Idempotency-Key", message).into());
        }
        Reservation::Done(answer) => return Ok(replay(answer)),
    }

    let response = next.run(Request::from_parts(parts, Body::from(bytes))).await;
    let (head, body) = response.into_parts();
    let body = body.collect().await.map_err(|_| Error::internal())?.to_bytes();
    if !is_final(head.status) {
        store.release(&scope, key).await?;
    } else {
        let answer = Remembered { status: head.status.as_u16(), body: body.to_vec() };
        store.finish(&scope, key, &answer).await?;
    }
    Ok(Response::from_parts(head, Body::from(body)))
}

/// Whether the same request would be answered like this for good. A failure of ours passes, and so does a lack of rights, or a
/// token that has run out.
fn is_final(status: StatusCode) -> bool {
    let passes =
        matches!(status, StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN | StatusCode::TOO_MANY_REQUESTS);
    !status.is_server_error() && !passes
}

fn replay(answer: Remembered) -> Response {
    let mut response = Response::new(Body::from(answer.body));
    *response.status_mut() = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::OK);
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
    headers.insert(REPLAYED, HeaderValue::from_static("true"));
    response
}

fn sha256(parts: &[&[u8]]) -> [u8; 32] {
    let mut context = digest::Context::new(&digest::SHA256);
    for part in parts {
        context.update(part);
    }
    let mut hash = [0; 32];
    hash.copy_from_slice(context.finish().as_ref());
    hash
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

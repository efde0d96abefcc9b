//! `/ws` and server-sent events.

use std::{convert::Infallible, sync::Arc, time::Duration};

use axum::{
    extract::{
        State, WebSocketUpgrade,
        ws::{CloseFrame, Message, Utf8Bytes, WebSocket},
    },
    response::{
        IntoResponse, Response,
        sse::{self, KeepAlive, Sse},
    },
};
use futures_util::{
    StreamExt,
    stream::{BoxStream, SelectAll},
};
use http::{HeaderMap, Uri, header};
use serde::Deserialize;
use tokio::time::Instant;
use vq_api::{ApiError, Edge, origins, request};
use vq_domain::{Error, ErrorCode, Permission, QueueId, Result, TenantId, limit};

use super::{Visitor, pass_by_cookie};
use crate::{
    SessionService,
    live::{self, Event, Now},
};

/// Longest message a client may send, in bytes.
const LONGEST_MESSAGE: usize = 4096;
/// Most queues one socket may follow.
const MOST_SUBSCRIPTIONS: usize = limit::SOCKET_QUEUES.count();
/// A reader that takes nothing for this long is dropped.
const PATIENCE: Duration = Duration::from_secs(15);
/// A quiet socket is asked for a sign this often.
const PING: Duration = Duration::from_secs(30);
/// WebSocket close code for "try again" (RFC 6455 registry: 1013).
const TRY_AGAIN: u16 = 1013;
/// WebSocket close code for a client that does not keep to the rules.
const POLICY: u16 = 1008;
/// So many messages a client may send in so much time; its answers to pings are among them.
const MOST_MESSAGES: u32 = 240;
const MESSAGES_PER: Duration = Duration::from_secs(60);

/// My session as it changes, as server-sent events
///
/// Events: `user_position_changed` (a session), `queue_updated`, `notification`, and `resubscribe` when the stream ends for
/// reasons of ours.
#[utoipa::path(get, path = "/v1/sessions/current/events", tag = "visitors", security(("session" = [])),
    params(("queueId" = Option<String>, Query, description = "Which queue, for a browser that waits in several")),
    responses((status = 200, description = "The stream", content_type = "text/event-stream", body = String)))]
pub(super) async fn events(
    State(service): State<SessionService>,
    visitor: Visitor,
    edge: Edge,
) -> std::result::Result<Response, ApiError> {
    let line = service.line(visitor.pass.queue).await?;
    let feed = live::of_visitor(service, line, visitor.pass, clock(&edge));
    let events =
        feed.map(|event| Ok::<_, Infallible>(sse::Event::default().event(event.name()).data(event.data())));
    let mut response = Sse::new(events).keep_alive(KeepAlive::new().interval(PING)).into_response();
    // A proxy that gathers a stream makes it useless.
    response.headers_mut().insert("x-accel-buffering", http::HeaderValue::from_static("no"));
    Ok(response)
}

/// `/ws`: the client subscribes to queues, the server tells what changes.
pub(super) async fn socket(
    State(service): State<SessionService>,
    edge: Edge,
    headers: HeaderMap,
    uri: Uri,
    upgrade: WebSocketUpgrade,
) -> Response {
    let is_own_page = vq_room::is_own_page(&headers, &uri);
    let session = Session {
        service,
        edge,
        headers,
        is_own_page,
        host: request::host_tenant(),
        feeds: SelectAll::new(),
        heard: Budget::new(),
        shown: Vec::new(),
    };
    upgrade
        .max_message_size(LONGEST_MESSAGE)
        .max_frame_size(LONGEST_MESSAGE)
        // What is read is a few hundred bytes at the start; what is written is small. Thousands of sockets wait.
        .read_buffer_size(1024)
        .write_buffer_size(0)
        .max_write_buffer_size(64 * 1024)
        .on_upgrade(move |socket| session.run(socket))
}

/// What a client can say.
#[derive(Debug, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum Said {
    /// Tell me about this queue.
    #[serde(rename_all = "camelCase")]
    Subscribe {
        tenant_id: TenantId,
        queue_id: QueueId,
        /// A session token or an access token; without one, that of the request, if any.
        token: Option<String>,
    },
    /// Are you there?
    Ping,
}

struct Session {
    service: SessionService,
    edge: Edge,
    headers: HeaderMap,
    /// Cookies speak for the visitor only on a page of ours.
    is_own_page: bool,
    /// To whom the host belongs over which the socket came: there are no other tenants there.
    host: Option<TenantId>,
    feeds: SelectAll<BoxStream<'static, Event>>,
    heard: Budget,
    /// What staff followed queues with: judged again before anything is told, and while nothing is.
    shown: Vec<Shown>,
}

/// An access token that somebody follows a queue of a tenant with.
struct Shown {
    token: String,
    tenant: TenantId,
}

/// How much a client may still say: a socket asks for a few queues and then listens.
struct Budget {
    left: u32,
    renewed_at: Instant,
}

impl Budget {
    fn new() -> Self {
        Self { left: MOST_MESSAGES, renewed_at: Instant::now() }
    }

    /// Counts a message. `false` if there have been too many.
    fn take(&mut self) -> bool {
        if self.renewed_at.elapsed() >= MESSAGES_PER {
            *self = Self::new();
        }
        self.left = self.left.saturating_sub(1);
        self.left > 0
    }
}

impl Session {
    async fn run(mut self, mut socket: WebSocket) {
        // By its own beat: a socket that is told something all the time is judged, too.
        let mut beat = tokio::time::interval_at(Instant::now() + PING, PING);
        loop {
            let outgoing = tokio::select! {
                Some(event) = self.feeds.next() => {
                    if !self.still_may().await {
                        return leave(socket).await;
                    }
                    message(event.name(), &event.data())
                }
                _ = beat.tick() => {
                    if !self.still_may().await {
                        return leave(socket).await;
                    }
                    Message::Ping(bytes::Bytes::new())
                }
                incoming = socket.recv() => match incoming {
                    Some(Ok(said)) if !matches!(said, Message::Close(_)) && !self.heard.take() => {
                        let reason = Utf8Bytes::from_static("too many messages");
                        let farewell = Message::Close(Some(CloseFrame { code: POLICY, reason }));
                        let _ = tokio::time::timeout(Duration::from_secs(1), socket.send(farewell)).await;
                        return;
                    }
                    Some(Ok(Message::Text(text))) => self.hear(&text).await,
                    Some(Ok(Message::Binary(_))) => error(&Error::new(ErrorCode::InvalidJson, "Send text messages with JSON.")),
                    Some(Ok(Message::Ping(_) | Message::Pong(_))) => continue,
                    Some(Ok(Message::Close(_)) | Err(_)) | None => return,
                },
            };
            match tokio::time::timeout(PATIENCE, socket.send(outgoing)).await {
                Ok(Ok(())) => {}
                Ok(Err(_)) => return,
                Err(_) => {
                    let reason = Utf8Bytes::from_static("resubscribe");
                    let farewell = Message::Close(Some(CloseFrame { code: TRY_AGAIN, reason }));
                    let _ = tokio::time::timeout(Duration::from_secs(1), socket.send(farewell)).await;
                    return;
                }
            }
        }
    }

    /// Whether all that was shown is still good: not over, its sign-in not ended, enough for the queue, and the tenant open to
    /// its people. A tenant that is not at hand is read; while that cannot be, nobody is sent away for it.
    async fn still_may(&mut self) -> bool {
        let (authenticator, now) = (self.edge.authenticator(), self.edge.now());
        for Shown { token, tenant } in &self.shown {
            let Ok(holder) = authenticator.authenticate(token, now) else { return false };
            if !holder.may_in(*tenant, Permission::QueueRead) {
                return false;
            }
            let found = match authenticator.tenant_at_hand(*tenant) {
                Some(tenant) => Some(tenant),
                None => match authenticator.tenant(*tenant).await {
                    Ok(found) => found,
                    Err(_) => continue,
                },
            };
            if found.is_none_or(|tenant| holder.may_enter(&tenant).is_err()) {
                return false;
            }
        }
        true
    }

    async fn hear(&mut self, text: &str) -> Message {
        match vq_api::body::parse(text.as_bytes()) {
            Ok(Said::Ping) => message("pong", "null"),
            Ok(Said::Subscribe { tenant_id, queue_id, token }) => {
                match self.subscribe(tenant_id, queue_id, token).await {
                    Ok(()) => message(
                        "subscribed",
                        &format!(r#"{{"tenantId":"{tenant_id}","queueId":"{queue_id}"}}"#),
                    ),
                    Err(refused) => error(&refused),
                }
            }
            Err(unreadable) => error(&unreadable),
        }
    }

    async fn subscribe(&mut self, tenant: TenantId, queue: QueueId, token: Option<String>) -> Result<()> {
        if self.feeds.len() >= MOST_SUBSCRIPTIONS {
            let message = format!("One socket follows at most {MOST_SUBSCRIPTIONS} queues; open another.");
            return Err(
                Error::new(ErrorCode::LimitReached, message).over(limit::SOCKET_QUEUES, self.feeds.len())
            );
        }
        if self.host.is_some_and(|host| host != tenant) {
            return Err(Error::not_found("queue"));
        }
        let line = self.service.line_of(tenant, queue).await?;
        self.judge_origin(tenant).await?;
        let now = clock(&self.edge);
        let token = token.or_else(|| bearer(&self.headers));
        let pass = match &token {
            Some(token) => self.service.pass(token).ok().filter(|pass| pass.queue == queue),
            None if self.is_own_page => pass_by_cookie(&self.headers, queue, &self.service),
            None => None,
        };
        let feed = match (pass, token) {
            (Some(pass), _) => live::of_visitor(self.service.clone(), line, pass, now).boxed(),
            (None, Some(token)) => {
                let principal = self.edge.authenticator().authenticate(&token, self.edge.now())?;
                if !principal.may_in(tenant, Permission::QueueRead) {
                    return Err(Error::not_found("queue"));
                }
                let found = self.edge.authenticator().tenant(tenant).await?;
                let found = found.ok_or_else(|| Error::not_found("queue"))?;
                principal.may_enter(&found)?;
                if !self.shown.iter().any(|shown| shown.tenant == tenant && shown.token == token) {
                    self.shown.push(Shown { token, tenant });
                }
                live::of_queue(line, now).boxed()
            }
            (None, None) if line.queue().settings.is_public => live::of_queue(line, now).boxed(),
            (None, None) => return Err(Error::not_found("queue")),
        };
        self.feeds.push(feed);
        Ok(())
    }

    /// Refuses pages of other sites that the tenant is not open to: browsers keep to that by themselves everywhere but on a socket.
    async fn judge_origin(&mut self, tenant: TenantId) -> Result<()> {
        let origin = self.headers.get(header::ORIGIN).filter(|_| !self.is_own_page);
        let Some(origin) = origin.filter(|origin| !self.edge.hosts().is_platforms(origin)) else {
            return Ok(());
        };
        let authenticator = self.edge.authenticator();
        let found = match authenticator.tenant_at_hand(tenant) {
            Some(tenant) => Some(tenant),
            None => authenticator.tenant(tenant).await?,
        };
        let found = found.ok_or_else(|| Error::not_found("queue"))?;
        if origins::may_call(self.edge.hosts(), &found, origin) {
            return Ok(());
        }
        Err(Error::new(
            ErrorCode::Forbidden,
            "Pages of this origin may not follow this tenant's queues; it is not among its corsOrigins.",
        ))
    }
}

/// Says goodbye to somebody whose sign-in is over, or whose tenant is closed: subscribe again with a token that is good.
async fn leave(mut socket: WebSocket) {
    let reason = Utf8Bytes::from_static("the token is no longer good here; resubscribe");
    let farewell =
        [message("resubscribe", "null"), Message::Close(Some(CloseFrame { code: POLICY, reason }))];
    for said in farewell {
        if !matches!(tokio::time::timeout(Duration::from_secs(1), socket.send(said)).await, Ok(Ok(()))) {
            return;
        }
    }
}

fn clock(edge: &Edge) -> Now {
    let edge = edge.clone();
    Arc::new(move || edge.now())
}

fn bearer(headers: &HeaderMap) -> Option<String> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim().to_owned())
}

fn message(name: &str, data: &str) -> Message {
    Message::Text(format!(r#"{{"type":"{name}","data":{data}}}"#).into())
}

fn error(error: &Error) -> Message {
    let first = error.errors.first();
    let data = serde_json::json!({
        "code": error.code().as_str(),
        "message": first.map(|first| &first.message),
        "field": first.and_then(|first| first.field.as_ref()),
        "limit": first.and_then(|first| first.limit).map(|limit| {
            serde_json::json!({"name": limit.name, "value": limit.value, "used": limit.used})
        }),
    });
    message("error", &data.to_string())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_subscription_is_read() {
        let id = "0192f0c1-7a00-7000-8000-000000000001";
        let text = format!(r#"{{"type":"subscribe","tenantId":"{id}","queueId":"{id}"}}"#);
        assert!(matches!(vq_api::body::parse(text.as_bytes()), Ok(Said::Subscribe { token: None, .. })));
        let failure = vq_api::body::parse::<Said>(br#"{"type":"shout"}"#).expect_err("unknown type");
        assert_eq!(failure.code(), ErrorCode::InvalidField);
    }

    proptest! {
        #[test]
        fn no_message_makes_it_panic(text in "\\PC{0,200}") {
            let _ = vq_api::body::parse::<Said>(text.as_bytes());
        }
    }
}

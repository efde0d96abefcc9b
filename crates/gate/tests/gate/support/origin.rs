//! A site: it tells what it was asked, echoes WebSockets, sends events and takes uploads.

use std::convert::Infallible;
use std::net::SocketAddr;

use axum::body::{Body, to_bytes};
use axum::extract::ws::{Message, WebSocketUpgrade};
use axum::extract::{Query, Request};
use axum::response::sse::{Event, Sse};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use futures_util::StreamExt as _;
use serde_json::{Map, Value, json};
use std::collections::HashMap;

pub async fn start() -> SocketAddr {
    let routes = Router::new()
        .route("/shop/ws", get(socket))
        .route("/shop/events", get(events))
        .route("/shop/upload", post(upload))
        .route("/shop/silent", get(std::future::pending::<()>))
        .fallback(echo);
    super::serve(routes).await
}

/// What was asked, and whatever headers the query orders: `?answer-vq-command=complete`.
async fn echo(Query(query): Query<HashMap<String, String>>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let body = to_bytes(body, usize::MAX).await.unwrap();
    let mut headers = Map::new();
    for (name, value) in &parts.headers {
        headers.insert(name.to_string(), String::from_utf8_lossy(value.as_bytes()).into());
    }
    let told = json!({
        "origin": true,
        "method": parts.method.as_str(),
        "target": parts.uri.path_and_query().unwrap().as_str(),
        "headers": Value::Object(headers),
        "body": String::from_utf8_lossy(&body),
    });
    let mut response = Json(told).into_response();
    for (name, value) in query {
        if let Some(name) = name.strip_prefix("answer-") {
            let name: http::HeaderName = name.parse().unwrap();
            response.headers_mut().append(name, value.parse().unwrap());
        }
    }
    response
}

async fn socket(upgrade: WebSocketUpgrade) -> Response {
    upgrade.protocols(["chat"]).on_upgrade(|mut socket| async move {
        while let Some(Ok(message)) = socket.recv().await {
            if matches!(message, Message::Text(_) | Message::Binary(_)) && socket.send(message).await.is_err()
            {
                break;
            }
        }
    })
}

/// Two events, and then none for ever: the stream stays open.
async fn events() -> Sse<impl futures_util::Stream<Item = Result<Event, Infallible>>> {
    let events = futures_util::stream::iter(["one", "two"]).map(|data| Ok(Event::default().data(data)));
    Sse::new(events.chain(futures_util::stream::pending()))
}

/// Sends each part of the upload back as it arrives.
async fn upload(request: Request) -> Body {
    Body::from_stream(request.into_body().into_data_stream())
}

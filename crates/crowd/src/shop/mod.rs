//! The sample shop: the site that the demo puts the gate before. Server-rendered, works without JavaScript, has what a
//! real shop has: pages, a form, an AJAX endpoint, a WebSocket. Knows nothing of queues but one response header.

use std::sync::{
    Arc,
    atomic::{AtomicU32, Ordering},
};

use axum::{
    Json, Router,
    extract::{
        State,
        ws::{Message, WebSocket, WebSocketUpgrade},
    },
    http::{HeaderName, HeaderValue, StatusCode, header},
    response::{Html, IntoResponse, Redirect, Response},
    routing::{any, get},
};
use serde_json::json;

/// How many lamps there are.
const EDITION: u32 = 500;

/// Tells the gate that this visitor is done, so that the slot goes to the next one.
const DONE: (HeaderName, HeaderValue) =
    (HeaderName::from_static("vq-command"), HeaderValue::from_static("complete"));

/// Nothing inline, nothing from elsewhere.
const POLICY: (HeaderName, HeaderValue) = (
    header::CONTENT_SECURITY_POLICY,
    HeaderValue::from_static(
        "default-src 'self'; form-action 'self'; frame-ancestors 'self'; base-uri 'none'; object-src 'none'",
    ),
);

const HOME: &str = include_str!("../../assets/shop/home.html");
const CHECKOUT: &str = include_str!("../../assets/shop/checkout.html");
const THANKS: &str = include_str!("../../assets/shop/thanks.html");

#[derive(Debug)]
struct Stock(AtomicU32);

impl Stock {
    fn left(&self) -> u32 {
        self.0.load(Ordering::Relaxed)
    }

    /// Sells one. The kiln is fired again when all are sold: a demo goes on.
    fn sell(&self) {
        let next = |left| Some(if left <= 1 { EDITION } else { left - 1 });
        let _ = self.0.fetch_update(Ordering::Relaxed, Ordering::Relaxed, next);
    }
}

/// The sample shop.
pub fn sample_shop() -> Router {
    let stock = Arc::new(Stock(AtomicU32::new(EDITION - 58)));
    Router::new()
        .route("/", get(home))
        .route("/checkout", get(checkout).post(pay))
        .route("/checkout/done", get(thanks))
        .route("/api/stock", get(stock_json))
        .route("/live", any(live))
        .route("/healthz", get(|| async { "ok" }))
        .route(
            "/shop.css",
            get(|| asset("text/css; charset=utf-8", include_str!("../../assets/shop/shop.css"))),
        )
        .route(
            "/shop.js",
            get(|| asset("text/javascript; charset=utf-8", include_str!("../../assets/shop/shop.js"))),
        )
        .route("/lamp.svg", get(|| asset("image/svg+xml", include_str!("../../assets/shop/lamp.svg"))))
        .route("/favicon.svg", get(|| asset("image/svg+xml", include_str!("../../assets/shop/favicon.svg"))))
        .fallback(|| async { (StatusCode::NOT_FOUND, "There is no such page in this shop.") })
        .with_state(stock)
}

async fn home(State(stock): State<Arc<Stock>>) -> Response {
    page(HOME, &stock)
}

async fn checkout(State(stock): State<Arc<Stock>>) -> Response {
    page(CHECKOUT, &stock)
}

/// Takes no notice of what was filled in: nothing of a demo is kept.
async fn pay(State(stock): State<Arc<Stock>>) -> Redirect {
    stock.sell();
    Redirect::to("/checkout/done")
}

async fn thanks(State(stock): State<Arc<Stock>>) -> Response {
    let mut answer = page(THANKS, &stock);
    answer.headers_mut().insert(DONE.0, DONE.1);
    answer
}

async fn stock_json(State(stock): State<Arc<Stock>>) -> impl IntoResponse {
    let body = json!({ "sku": "aurora-01", "left": stock.left(), "edition": EDITION });
    ([(header::CACHE_CONTROL, "no-store")], Json(body))
}

/// Says back what it hears.
async fn live(upgrade: WebSocketUpgrade) -> Response {
    upgrade.max_message_size(16 << 10).on_upgrade(echo)
}

async fn echo(mut socket: WebSocket) {
    while let Some(Ok(message)) = socket.recv().await {
        let back = match message {
            Message::Text(_) | Message::Binary(_) => message,
            Message::Close(_) => return,
            Message::Ping(_) | Message::Pong(_) => continue,
        };
        if socket.send(back).await.is_err() {
            return;
        }
    }
}

fn page(template: &str, stock: &Stock) -> Response {
    let left = stock.left();
    let html = template
        .replace("{left}", &left.to_string())
        .replace("{edition}", &EDITION.to_string())
        .replace("{number}", &(EDITION - left).max(1).to_string());
    ([POLICY, (header::CACHE_CONTROL, HeaderValue::from_static("private, no-store"))], Html(html))
        .into_response()
}

async fn asset(kind: &'static str, body: &'static str) -> impl IntoResponse {
    ([(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, "public, max-age=300")], body)
}

#[cfg(test)]
mod tests {
    use axum::{body::Body, http::Request};
    use http_body_util::BodyExt;
    use tower::ServiceExt;

    use super::*;

    async fn call(method: &str, path: &str) -> (StatusCode, http::HeaderMap, String) {
        let request = Request::builder().method(method).uri(path).body(Body::empty()).unwrap();
        let answer = sample_shop().oneshot(request).await.unwrap();
        let (head, body) = answer.into_parts();
        let body = String::from_utf8(body.collect().await.unwrap().to_bytes().to_vec()).unwrap();
        (head.status, head.headers, body)
    }

    #[tokio::test]
    async fn pages_have_nothing_inline_and_no_placeholder_left() {
        for path in ["/", "/checkout", "/checkout/done"] {
            let (status, headers, body) = call("GET", path).await;
            assert_eq!(status, StatusCode::OK, "{path}");
            assert!(headers.contains_key(header::CONTENT_SECURITY_POLICY), "{path}");
            for bad in
                ["<style", "style=", "<script>", "onclick", "{left}", "{edition}", "{number}", "http://"]
            {
                assert!(!body.contains(bad), "{path}: {bad}");
            }
        }
    }

    #[tokio::test]
    async fn whoever_is_done_gives_the_slot_back() {
        assert_eq!(call("GET", "/checkout/done").await.1.get("vq-command").unwrap(), "complete");
        assert!(!call("GET", "/checkout").await.1.contains_key("vq-command"));
        let (status, headers, _) = call("POST", "/checkout").await;
        assert_eq!(
            (status, headers.get("location").unwrap().as_bytes()),
            (StatusCode::SEE_OTHER, &b"/checkout/done"[..])
        );
    }

    #[tokio::test]
    async fn the_rest_of_a_real_shop_is_there() {
        let (_, headers, body) = call("GET", "/api/stock").await;
        assert_eq!(headers.get(header::CONTENT_TYPE).unwrap(), "application/json");
        assert_eq!(serde_json::from_str::<serde_json::Value>(&body).unwrap()["edition"], EDITION);
        for (path, status) in
            [("/healthz", 200), ("/shop.css", 200), ("/shop.js", 200), ("/lamp.svg", 200), ("/no", 404)]
        {
            assert_eq!(call("GET", path).await.0.as_u16(), status, "{path}");
        }
    }
}

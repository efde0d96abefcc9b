//! Real time, over real sockets.

use axum::{
    body::BodyDataStream,
    http::{Method, Request},
};
use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio_tungstenite::tungstenite::{
    Message, client::IntoClientRequest, protocol::frame::coding::CloseCode,
};
use tokio_util::sync::DropGuard;
use vq_domain::Role;

use crate::app::{App, PATIENCE, until};

everywhere! {
    a_visitor_hears_of_the_own_place_and_staff_of_the_queue,
    a_socket_says_what_it_does_not_understand,
    a_cookie_speaks_for_nobody_on_another_sites_page,
    who_says_too_much_is_not_listened_to_any_more,
    staff_that_is_signed_out_hears_no_more,
    staff_of_a_suspended_tenant_hears_no_more,
}

/// A stream of server-sent events.
pub struct Events(BodyDataStream);

impl App {
    pub async fn events(&self, token: &str) -> Events {
        let request =
            Request::get("/v1/sessions/current/events").header("authorization", format!("Bearer {token}"));
        let request = request.body(axum::body::Body::empty()).expect("a request");
        let response = self.open(request).await;
        assert_eq!(response.status(), 200);
        let mut events = Events(response.into_body().into_data_stream());
        events.until(|event| event.contains("event: user_position_changed")).await;
        events
    }
}

impl Events {
    pub async fn until(&mut self, wanted: impl Fn(&str) -> bool) {
        let found = async {
            while let Some(Ok(chunk)) = self.0.next().await {
                if wanted(&String::from_utf8_lossy(&chunk)) {
                    return;
                }
            }
            panic!("the stream ended");
        };
        tokio::time::timeout(PATIENCE, found).await.expect("the event did not come");
    }
}

type Stream = tokio_tungstenite::WebSocketStream<tokio_tungstenite::MaybeTlsStream<tokio::net::TcpStream>>;

/// An open `/ws`.
pub struct Socket {
    stream: Stream,
    _open: DropGuard,
}

impl App {
    pub async fn socket(&self) -> Socket {
        let (address, open) = self.door().await;
        let url = format!("ws://{address}/ws");
        let (stream, _) = tokio_tungstenite::connect_async(url).await.expect("a socket");
        Socket { stream, _open: open }
    }
}

impl App {
    /// An open `/ws` of a browser, on a page of this origin.
    async fn socket_of(&self, cookie: String, site: &str) -> Socket {
        let (address, open) = self.door().await;
        let mut request = format!("ws://{address}/ws").into_client_request().expect("a request");
        for (name, value) in [("cookie", cookie.as_str()), ("sec-fetch-site", site)] {
            request.headers_mut().insert(name, value.parse().expect("a value"));
        }
        let (stream, _) = tokio_tungstenite::connect_async(request).await.expect("a socket");
        Socket { stream, _open: open }
    }
}

impl Socket {
    async fn say_text(&mut self, text: &str) {
        self.stream.send(Message::text(text)).await.expect("sent");
    }

    async fn say(&mut self, message: Value) {
        self.say_text(&message.to_string()).await;
    }

    pub async fn subscribe(&mut self, tenant: &str, queue: &str, token: Option<&str>) {
        let subscribe = json!({"type": "subscribe", "tenantId": tenant, "queueId": queue, "token": token});
        self.say(subscribe).await;
    }

    pub async fn hear(&mut self, wanted: impl Fn(&Value) -> bool) -> Value {
        let heard = async {
            while let Some(Ok(message)) = self.stream.next().await {
                if let Message::Text(text) = message {
                    let value: Value = serde_json::from_str(&text).expect("JSON");
                    if wanted(&value) {
                        return value;
                    }
                }
            }
            panic!("the socket closed");
        };
        tokio::time::timeout(PATIENCE, heard).await.expect("the message did not come")
    }
}

async fn a_visitor_hears_of_the_own_place_and_staff_of_the_queue(app: App) {
    let tenant = app.tenant("Shop").await;
    let queue = app
        .queue(&tenant, json!({"name": "Drop", "maxConcurrentUsers": 1, "releaseRatePerMinute": 6000}))
        .await;
    let inside = app.join(&tenant, &queue).await.expect(201).text("sessionToken");
    let token = app.join(&tenant, &queue).await.expect(201).text("sessionToken");
    let (mut visitor, mut staff) = (app.socket().await, app.socket().await);
    visitor.subscribe(&tenant, &queue, Some(&token)).await;
    let first = visitor.hear(|message| message["type"] == "user_position_changed").await;
    assert_eq!(first["data"]["position"], 1);
    staff.subscribe(&tenant, &queue, Some(&app.admin)).await;
    staff.hear(|message| message["type"] == "queue_updated" && message["data"]["waitingUsers"] == 1).await;

    let message = format!("/v1/tenants/{tenant}/queues/{queue}/message");
    app.post(&message, Some(&app.admin), json!({"text": "Soon."})).await.expect(200);
    for socket in [&mut visitor, &mut staff] {
        socket.hear(|message| message["type"] == "notification" && message["data"]["text"] == "Soon.").await;
    }
    app.post("/v1/sessions/current/claim", Some(&inside), json!({})).await.expect(200);
    app.post("/v1/sessions/current/complete", Some(&inside), json!({})).await.expect(200);
    visitor.hear(|message| message["data"]["status"] == "released").await;
    staff.hear(|message| message["data"]["releasedUsers"] == 1).await;
}

async fn a_socket_says_what_it_does_not_understand(app: App) {
    let tenant = app.tenant("Shop").await;
    let queue = app.queue(&tenant, json!({"name": "Drop", "isPublic": false})).await;
    let mut socket = app.socket().await;
    for (text, code) in [
        ("{", "invalid_json"),
        (r#"{"type":"shout"}"#, "invalid_field"),
        (r#"{"type":"subscribe"}"#, "missing_field"),
    ] {
        socket.say_text(text).await;
        let answer = socket.hear(|message| message["type"] == "error").await;
        assert_eq!(answer["data"]["code"], code, "{text}");
    }
    socket.subscribe(&tenant, &queue, None).await;
    assert_eq!(socket.hear(|message| message["type"] == "error").await["data"]["code"], "not_found");
    socket.say(json!({"type": "ping"})).await;
    socket.hear(|message| message["type"] == "pong").await;
}

async fn a_cookie_speaks_for_nobody_on_another_sites_page(app: App) {
    let tenant = app.tenant("Shop").await;
    let queue = app.queue(&tenant, json!({"name": "Drop", "maxConcurrentUsers": 1})).await;
    app.join(&tenant, &queue).await.expect(201);
    let joined = app.join(&tenant, &queue).await.expect(201);
    let cookie = format!("vq_{queue}={}", joined.text("sessionToken"));
    let call = |method: &str, path: &str, header: (&str, &str)| {
        let request = Request::builder().method(method).uri(format!("/v1/sessions/current{path}"));
        let request =
            request.header("host", "q.example").header("cookie", &cookie).header(header.0, header.1);
        app.send(request.body(axum::body::Body::empty()).expect("a request"))
    };
    for from in
        [("sec-fetch-site", "same-site"), ("sec-fetch-site", "cross-site"), ("origin", "http://x.example")]
    {
        for (method, path) in
            [("DELETE", ""), ("POST", "/claim"), ("POST", "/complete"), ("GET", "/recovery")]
        {
            assert_eq!(call(method, path, from).await.expect(403).error().0, "forbidden");
        }
    }
    let own = call("GET", "", ("sec-fetch-site", "same-origin")).await.expect(200);
    assert_eq!(own.text("status"), "waiting", "nothing was done");

    let mut neighbour = app.socket_of(cookie.clone(), "same-site").await;
    neighbour.subscribe(&tenant, &queue, None).await;
    let first = neighbour.hear(|message| message["type"] != "subscribed").await;
    assert_eq!(first["type"], "queue_updated", "as any stranger: {first}");
    let mut page = app.socket_of(cookie, "same-origin").await;
    page.subscribe(&tenant, &queue, None).await;
    let first = page.hear(|message| message["type"] != "subscribed").await;
    assert_eq!(first["type"], "user_position_changed", "{first}");
}

async fn staff_that_is_signed_out_hears_no_more(app: App) {
    let tenant = app.tenant("Shop").await;
    let queue = app.queue(&tenant, json!({"name": "Drop"})).await;
    let viewer = app.member(&tenant, Role::Viewer).await;
    let (mut theirs, mut others) = (app.socket().await, app.socket().await);
    theirs.subscribe(&tenant, &queue, Some(&viewer)).await;
    others.subscribe(&tenant, &queue, Some(&app.admin)).await;
    for socket in [&mut theirs, &mut others] {
        socket.hear(|message| message["type"] == "queue_updated").await;
    }
    let id = app.get("/v1/auth/me", &viewer).await.expect(200).text("id");
    let person = format!("/v1/tenants/{tenant}/people/{id}");
    app.call(Method::PUT, &person, Some(&app.admin), Some(json!({"status": "disabled"}))).await.expect(200);
    let last = end_of(&app, &mut theirs, &tenant, &queue).await;
    others.hear(|message| message["data"]["text"] == last.as_str()).await;
}

async fn staff_of_a_suspended_tenant_hears_no_more(app: App) {
    let tenant = app.tenant("Late payer").await;
    let queue = app.queue(&tenant, json!({"name": "Drop"})).await;
    let viewer = app.member(&tenant, Role::Viewer).await;
    let (mut theirs, mut platforms) = (app.socket().await, app.socket().await);
    theirs.subscribe(&tenant, &queue, Some(&viewer)).await;
    platforms.subscribe(&tenant, &queue, Some(&app.admin)).await;
    for socket in [&mut theirs, &mut platforms] {
        socket.hear(|message| message["type"] == "queue_updated").await;
    }
    app.post(&format!("/v1/tenants/{tenant}/suspend"), Some(&app.admin), json!({})).await.expect(200);
    let last = end_of(&app, &mut theirs, &tenant, &queue).await;
    platforms.hear(|message| message["data"]["text"] == last.as_str()).await;
    // Nor does a new socket, of whichever node.
    until(async || {
        let mut socket = app.socket().await;
        socket.subscribe(&tenant, &queue, Some(&viewer)).await;
        let answer =
            socket.hear(|message| ["error", "subscribed"].map(Value::from).contains(&message["type"]));
        answer.await["data"]["code"] == "tenant_suspended"
    })
    .await;
}

/// Tells those who follow a queue something again and again until this socket, which may hear no more, is closed. What was said
/// at last.
async fn end_of(app: &App, socket: &mut Socket, tenant: &str, queue: &str) -> String {
    // Other nodes hear of it within seconds: what is told goes on until then, and not a moment longer.
    let path = format!("/v1/tenants/{tenant}/queues/{queue}/message");
    let farewell = async {
        let mut said = 0;
        loop {
            said += 1;
            app.post(&path, Some(&app.admin), json!({"text": format!("{said}")})).await.expect(200);
            match socket.stream.next().await {
                Some(Ok(Message::Close(frame))) => return (said, frame.map(|frame| frame.code)),
                Some(Ok(_)) => {}
                other => panic!("it closed without a word: {other:?}"),
            }
        }
    };
    let (said, code) = tokio::time::timeout(PATIENCE, farewell).await.expect("it goes on and on");
    assert_eq!(code, Some(CloseCode::Policy));
    said.to_string()
}

async fn who_says_too_much_is_not_listened_to_any_more(app: App) {
    let mut socket = app.socket().await;
    for _ in 0..1_000 {
        if socket.stream.send(Message::text(r#"{"type":"ping"}"#)).await.is_err() {
            break;
        }
    }
    let farewell = async {
        loop {
            match socket.stream.next().await {
                Some(Ok(Message::Close(frame))) => return frame.map(|frame| frame.code),
                Some(Ok(_)) => {}
                Some(Err(_)) | None => return None,
            }
        }
    };
    let code = tokio::time::timeout(PATIENCE, farewell).await.expect("it goes on and on");
    // What was still under way when it closed may have reset the connection before the farewell was read.
    assert!(code.is_none_or(|code| code == CloseCode::Policy), "{code:?}");
}

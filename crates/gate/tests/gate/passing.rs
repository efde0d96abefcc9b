//! What the origin sees of a request that passes, and what the visitor sees of its answer.

use http::StatusCode;
use serde_json::{Value, json};

use super::support::{Answer, World, dead_port};

async fn pass(world: &World, path: &str, headers: &[(&str, &str)]) -> Answer {
    let token = world.server.admission("session-1");
    let ask = world
        .visit(path)
        .cookie("vqa_queue-1", &token)
        .cookie("vq_queue-1", "session-1")
        .cookie("basket", "7");
    headers.iter().fold(ask, |ask, (name, value)| ask.header(name, value)).send().await
}

#[tokio::test]
async fn the_origin_learns_who_it_is_and_never_a_token() {
    let world = World::start().await;
    let spoofed = [("x-vq-session", "someone-else"), ("x-vq-ticket", "1"), ("x-forwarded-for", "6.6.6.6")];
    let answer = pass(&world, "/shop/echo", &spoofed).await;
    assert_eq!(answer.mark(), "pass");
    let headers = &answer.json()["headers"];
    assert_eq!(headers["x-vq-session"], "session-1");
    assert_eq!(headers["x-vq-ticket"], "345");
    assert_eq!(headers["cookie"], "basket=7");
    assert_eq!(headers["x-forwarded-for"], "127.0.0.1");
    assert_eq!(headers["x-forwarded-proto"], "http");
    assert_eq!(headers["x-forwarded-host"], world.address.to_string());
    assert_eq!(headers["host"], world.address.to_string(), "the origin sees the host the visitor asked for");
    assert_eq!(headers["via"], "1.1 vq-gate");

    let bypassed = world
        .visit("/about")
        .cookie("vq_queue-1", "t")
        .cookie("a", "b")
        .header("x-vq-session", "me")
        .send()
        .await;
    assert_eq!(bypassed.json()["headers"]["cookie"], "a=b");
    assert_eq!(bypassed.json()["headers"].get("x-vq-session"), None);
}

#[tokio::test]
async fn the_answer_reaches_the_visitor_as_it_is() {
    let world = World::start().await;
    let path = "/shop/echo?answer-cache-control=max-age%3D60&answer-set-cookie=a%3Db&answer-vq-gate=lies";
    let answer = pass(&world, path, &[]).await;
    assert_eq!(answer.header("cache-control"), "max-age=60");
    assert_eq!(answer.cookie("a").as_deref(), Some("b"));
    assert_eq!(answer.headers.get_all("vq-gate").iter().collect::<Vec<_>>(), ["pass"]);
}

#[tokio::test]
async fn hop_by_hop_headers_stay_on_their_hop() {
    let world = World::start().await;
    let hops =
        [("connection", "x-private, keep-alive"), ("x-private", "1"), ("te", "gzip"), ("x-public", "2")];
    let answer = pass(&world, "/shop/echo", &hops).await;
    let headers = &answer.json()["headers"];
    assert_eq!(headers["x-public"], "2");
    for gone in ["x-private", "te", "keep-alive"] {
        assert_eq!(headers.get(gone), None::<&Value>, "{gone}");
    }
}

#[tokio::test]
async fn no_visitor_has_what_the_gate_says_taken_out() {
    let world = World::start().await;
    let named =
        "close, X-VQ-Session, x-vq-ticket, X-Forwarded-For, x-forwarded-host, x-forwarded-proto, host";
    let answer = pass(&world, "/shop/echo", &[("connection", named)]).await;
    let headers = &answer.json()["headers"];
    assert_eq!((&headers["x-vq-session"], &headers["x-vq-ticket"]), (&json!("session-1"), &json!("345")));
    assert_eq!(
        (&headers["x-forwarded-for"], &headers["x-forwarded-proto"]),
        (&json!("127.0.0.1"), &json!("http"))
    );
    for name in ["host", "x-forwarded-host"] {
        assert_eq!(headers[name], world.address.to_string(), "{name}");
    }
}

#[tokio::test]
async fn an_origin_that_takes_underscores_for_dashes_is_not_lied_to() {
    let world = World::start().await;
    let lies = ["x_vq_session", "x-vq_ticket", "x_vq_admission", "x_forwarded_for", "x_real_ip"];
    for path in ["/shop/echo", "/about"] {
        let answer = pass(&world, path, &lies.map(|name| (name, "6.6.6.6"))).await;
        for name in lies {
            assert_eq!(answer.json()["headers"].get(name), None::<&Value>, "{path} {name}");
        }
    }
}

#[tokio::test]
async fn the_origins_own_host_where_it_is_wanted() {
    let world = World::with(json!({ "preserve_host": false })).await;
    let headers = pass(&world, "/shop/echo", &[]).await.json()["headers"].clone();
    assert_ne!(headers["host"], world.address.to_string());
    assert_eq!(headers["x-forwarded-host"], world.address.to_string());
}

#[tokio::test]
async fn an_origin_that_is_away_or_silent() {
    let away = World::with(json!({ "origin": format!("http://{}", dead_port().await) })).await;
    let answer = pass(&away, "/shop/echo", &[]).await;
    assert_eq!((answer.status, answer.mark()), (StatusCode::BAD_GATEWAY, "pass"));
    let token = away.server.admission("session-1");
    let page = away.visit("/shop/echo").cookie("vqa_queue-1", &token).send().await;
    assert!(
        page.header("content-type").starts_with("text/html") && page.body.contains("admission"),
        "{page:?}"
    );
    let data = away.get("/shop/echo").header("accept", "application/json").cookie("vqa_queue-1", &token);
    let data = data.send().await;
    assert_eq!(
        (data.status, &data.json()["errors"][0]["code"]),
        (StatusCode::BAD_GATEWAY, &json!("unavailable"))
    );

    let silent = World::with(json!({ "timeouts": { "read_ms": 50 } })).await;
    assert_eq!(pass(&silent, "/shop/silent", &[]).await.status, StatusCode::GATEWAY_TIMEOUT);
}

#[tokio::test]
async fn counts_what_it_does() {
    let world = World::start().await;
    pass(&world, "/shop/echo", &[]).await;
    world.visit("/about").send().await;
    world.visit("/shop").send().await;
    let stats = world.gate.stats();
    assert_eq!((stats.passed, stats.bypassed, stats.queued), (1, 1, 1));
}

/// A site of the last century.
async fn old_site() -> std::net::SocketAddr {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let _ = stream.read(&mut [0; 4096]).await;
            let _ = stream.write_all(b"HTTP/1.0 200 OK\r\ncontent-length: 2\r\n\r\nok").await;
        }
    });
    address
}

#[tokio::test]
async fn the_gate_speaks_its_own_version() {
    let world = World::with(json!({ "origin": format!("http://{}", old_site().await) })).await;
    let answer = world.visit("/about").open(axum::body::Body::empty()).await;
    assert_eq!((answer.status(), answer.version()), (StatusCode::OK, http::Version::HTTP_11));
    assert!(!answer.headers().contains_key("connection"));
}

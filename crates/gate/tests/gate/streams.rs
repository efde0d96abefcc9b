//! WebSockets, events and uploads, both ways and without waiting for an end.

use axum::body::Body;
use bytes::Bytes;
use futures_util::{SinkExt as _, StreamExt as _};
use http::StatusCode;
use http_body_util::BodyExt as _;
use tokio::net::TcpStream;
use tokio::sync::mpsc;
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream};

use super::support::World;

async fn connect(world: &World, cookie: &str) -> Result<WebSocketStream<MaybeTlsStream<TcpStream>>, Error> {
    let mut request = format!("ws://{}/shop/ws", world.address).into_client_request().unwrap();
    request.headers_mut().insert("sec-websocket-protocol", "chat".parse().unwrap());
    request.headers_mut().insert("cookie", cookie.parse().unwrap());
    let (socket, response) = tokio_tungstenite::connect_async(request).await?;
    assert_eq!(response.headers()["vq-gate"], "pass");
    assert_eq!(response.headers()["sec-websocket-protocol"], "chat");
    Ok(socket)
}

#[tokio::test]
async fn websockets_pass_both_ways() {
    let world = World::start().await;
    let token = world.server.admission("session-1");
    let mut socket = connect(&world, &format!("vqa_queue-1={token}")).await.unwrap();
    for message in [Message::text("hello"), Message::binary(vec![0; 100_000]), Message::text("again")] {
        socket.send(message.clone()).await.unwrap();
        assert_eq!(socket.next().await.unwrap().unwrap(), message);
    }
    socket.close(None).await.unwrap();
    while let Some(Ok(_)) = socket.next().await {}
}

#[tokio::test]
async fn a_websocket_without_admission_is_refused() {
    let world = World::start().await;
    match connect(&world, "vqa_queue-1=forged").await {
        Err(Error::Http(response)) => assert_eq!(response.status(), StatusCode::FORBIDDEN),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn events_arrive_while_the_stream_is_open() {
    let world = World::start().await;
    let token = world.server.admission("session-1");
    let response = world.get("/shop/events").cookie("vqa_queue-1", &token).open(Body::empty()).await;
    assert_eq!(response.headers()["content-type"], "text/event-stream");
    let mut body = response.into_body();
    let mut text = String::new();
    while !text.contains("two") {
        let frame = body.frame().await.unwrap().unwrap();
        text.push_str(std::str::from_utf8(frame.data_ref().unwrap()).unwrap());
    }
}

#[tokio::test]
async fn an_upload_streams_and_is_answered_part_by_part() {
    let world = World::start().await;
    let token = world.server.admission("session-1");
    let (parts, receiver) = mpsc::channel::<Result<Bytes, std::io::Error>>(1);
    let body = Body::from_stream(futures_util::stream::unfold(receiver, |mut receiver| async move {
        receiver.recv().await.map(|part| (part, receiver))
    }));
    parts.send(Ok(Bytes::from_static(b"first"))).await.unwrap();
    let response = world.ask("POST", "/shop/upload").cookie("vqa_queue-1", &token).open(body).await;
    assert_eq!(response.headers()["vq-gate"], "pass");
    let mut echoed = response.into_body();
    for part in ["first", "second", "third"] {
        if part != "first" {
            parts.send(Ok(Bytes::from_static(part.as_bytes()))).await.unwrap();
        }
        let frame = echoed.frame().await.unwrap().unwrap();
        assert_eq!(frame.data_ref().unwrap(), part, "each part comes back before the next is sent");
    }
    drop(parts);
    assert!(echoed.frame().await.is_none());
}

//! Redis for tests keeps its promises.

use std::time::Duration;

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};
use vq_testkit::Redis;

async fn ask(server: &Redis, commands: &str) -> std::io::Result<String> {
    let mut stream = TcpStream::connect(server.address()).await?;
    stream.write_all(commands.as_bytes()).await?;
    stream.write_all(b"QUIT\r\n").await?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await?;
    Ok(answer)
}

#[tokio::test]
async fn a_server_can_be_killed_stopped_and_started_again() {
    let server = Redis::start().await;
    for end in [false, true] {
        assert_eq!(ask(&server, "SET k v\r\n").await.unwrap(), "+OK\r\n+OK\r\n");
        assert_eq!(ask(&server, "GET k\r\n").await.unwrap(), "$1\r\nv\r\n+OK\r\n");
        if end {
            server.stop().await;
        } else {
            server.kill().await;
        }
        assert!(ask(&server, "PING\r\n").await.is_err());
        server.restart().await;
        assert_eq!(ask(&server, "GET k\r\n").await.unwrap(), "$-1\r\n+OK\r\n", "it comes back empty");
    }
}

#[tokio::test]
async fn a_frozen_server_goes_on_where_it_was() {
    let server = Redis::start().await;
    server.freeze().await;
    let mut answer = Box::pin(ask(&server, "PING\r\n"));
    assert!(tokio::time::timeout(Duration::from_millis(50), &mut answer).await.is_err());
    server.thaw().await;
    assert_eq!(answer.await.unwrap(), "+PONG\r\n+OK\r\n");
}

#[tokio::test]
async fn a_server_can_ask_for_a_password() {
    let server = Redis::with_password("sesame").await;
    assert!(server.url().contains(":sesame@"));
    assert!(ask(&server, "PING\r\n").await.unwrap().starts_with("-NOAUTH"));
    assert_eq!(ask(&server, "AUTH sesame\r\nPING\r\n").await.unwrap(), "+OK\r\n+PONG\r\n+OK\r\n");
}

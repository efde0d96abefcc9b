//! A visitor's WebSocket: subscribes with the session token and hears when the turn comes. Small buffers, because there
//! are ten thousand of them.

use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use serde::Deserialize;
use tokio::net::TcpStream;
use tokio_tungstenite::{
    WebSocketStream,
    tungstenite::{self, Message, protocol::WebSocketConfig},
};

use crate::{
    http::BaseUrl,
    staff::QueueRef,
    wire::{Session, Status},
};

/// Not answered by then is not answered.
const PATIENCE: Duration = Duration::from_secs(20);

/// Why there is no socket.
#[derive(Debug, thiserror::Error)]
pub enum SocketError {
    /// Nobody listens.
    #[error("cannot connect: {0}")]
    Connect(#[from] std::io::Error),
    /// The upgrade failed, or the connection broke.
    #[error(transparent)]
    Socket(#[from] Box<tungstenite::Error>),
    /// The server did not confirm the subscription.
    #[error("the server answered {0}")]
    Refused(String),
    /// Nothing came.
    #[error("no answer within {} s", PATIENCE.as_secs())]
    TimedOut,
}

/// A subscribed socket.
pub struct Socket(WebSocketStream<TcpStream>);

#[derive(Deserialize)]
struct Event<'a> {
    #[serde(borrow)]
    data: &'a serde_json::value::RawValue,
}

impl Socket {
    /// Connects, subscribes to the session of `token`, and waits for the confirmation.
    pub async fn subscribe(base: &BaseUrl, queue: QueueRef, token: &str) -> Result<Self, SocketError> {
        let subscribed = async {
            let stream = TcpStream::connect(&base.authority).await?;
            stream.set_nodelay(true)?;
            let url = format!("ws://{}{}/ws", base.authority, base.prefix);
            let config = WebSocketConfig::default().read_buffer_size(1024).write_buffer_size(0);
            let (stream, _) = tokio_tungstenite::client_async_with_config(url, stream, Some(config))
                .await
                .map_err(Box::new)?;
            let mut socket = Self(stream);
            let QueueRef { tenant, queue } = queue;
            let subscribe = serde_json::json!({
                "type": "subscribe", "tenantId": tenant, "queueId": queue, "token": token,
            });
            socket.0.send(Message::text(subscribe.to_string())).await.map_err(Box::new)?;
            while let Some(text) = socket.text().await? {
                if text.contains(r#""subscribed""#) {
                    return Ok(socket);
                }
                if text.contains(r#""type":"error""#) {
                    return Err(SocketError::Refused(text));
                }
            }
            Err(SocketError::Refused("with the end of the connection".into()))
        };
        tokio::time::timeout(PATIENCE, subscribed).await.unwrap_or(Err(SocketError::TimedOut))
    }

    /// Waits until the turn has come; `None` when the connection ended before.
    pub async fn turn(&mut self) -> Result<Option<Session>, SocketError> {
        while let Some(text) = self.text().await? {
            // Most messages are about others: they are not worth parsing.
            if !text.contains(r#""user_position_changed""#) || !text.contains(r#""released""#) {
                continue;
            }
            let session = serde_json::from_str::<Event<'_>>(&text)
                .and_then(|event| serde_json::from_str::<Session>(event.data.get()));
            if let Ok(session) = session
                && session.status == Status::Released
            {
                return Ok(Some(session));
            }
        }
        Ok(None)
    }

    async fn text(&mut self) -> Result<Option<String>, SocketError> {
        while let Some(message) = self.0.next().await {
            match message.map_err(Box::new)? {
                Message::Text(text) => return Ok(Some(text.as_str().to_owned())),
                Message::Close(_) => return Ok(None),
                _ => {}
            }
        }
        Ok(None)
    }
}

//! Hears what the nodes tell, over a connection of its own, and makes another whenever that is lost.

use std::{sync::Arc, time::Duration};

use futures_util::StreamExt;
use redis::{Client, RedisError, aio::PubSubStream};
use tokio::time::Instant;
use vq_ports::{Ids, Notice};

use crate::{
    bus::State,
    frame::{Body, Frame},
    gaps::Gaps,
    losses::Losses,
};

/// How long a connection may take to be made.
const CONNECT: Duration = Duration::from_secs(2);
/// A connection on which nothing is heard for so long, not even ourselves, is no longer one.
const SILENCE: Duration = Duration::from_secs(3);
/// Between two attempts to connect: at first, and at most. Up to as much again is added by chance, so that not all nodes
/// come back at the same moment.
const SOON: Duration = Duration::from_millis(20);
const LATE: Duration = Duration::from_millis(1000);

/// The hearing half of a bus.
pub(crate) struct Receiver {
    pub state: Arc<State>,
    pub channel: Arc<str>,
    pub client: Client,
    pub ids: Arc<dyn Ids>,
}

impl Receiver {
    /// Hears until it is stopped.
    pub(crate) async fn run(self) {
        let mut attempts = 0;
        loop {
            match tokio::time::timeout(CONNECT, self.connect()).await {
                Ok(Ok(messages)) => {
                    tracing::debug!("other nodes are heard");
                    attempts = 0;
                    self.state.subscribed(true);
                    self.listen(messages).await;
                    self.state.subscribed(false);
                    tracing::warn!("the connection over which other nodes are heard was lost");
                }
                Ok(Err(error)) if attempts == 0 => tracing::warn!(%error, "other nodes cannot be heard"),
                Err(_) if attempts == 0 => {
                    tracing::warn!("other nodes cannot be heard: Redis does not answer")
                }
                Ok(Err(_)) | Err(_) => {}
            }
            tokio::time::sleep(self.pause(attempts)).await;
            attempts += 1;
        }
    }

    async fn connect(&self) -> Result<PubSubStream, RedisError> {
        let (mut requests, messages) = self.client.get_async_pubsub().await?.split();
        requests.subscribe(&*self.channel).await?;
        Ok(messages)
    }

    fn pause(&self, attempts: u32) -> Duration {
        let pause = SOON.saturating_mul(1 << attempts.min(10)).min(LATE);
        let mut chance = [0];
        self.ids.fill(&mut chance);
        pause + pause * u32::from(chance[0]) / 256
    }

    /// Until the connection is lost.
    async fn listen(&self, mut messages: PubSubStream) {
        let (mut losses, mut gaps) = (Losses::default(), Gaps::default());
        loop {
            let message = tokio::select! {
                () = gaps.due() => {
                    self.state.gap();
                    gaps.said(Instant::now());
                    continue;
                }
                message = tokio::time::timeout(SILENCE, messages.next()) => match message {
                    Ok(Some(message)) => message,
                    Ok(None) | Err(_) => return,
                },
            };
            let Some(frame) = Frame::decode(message.get_payload_bytes()) else {
                self.missed(&mut gaps);
                continue;
            };
            match frame.body {
                Body::Beat(sent_at) if frame.sender == self.state.me => self.state.echo(sent_at),
                _ if frame.sender == self.state.me => {}
                _ => {
                    if losses.before(&frame) {
                        self.missed(&mut gaps);
                    }
                    match frame.body {
                        Body::Beat(_) => {}
                        Body::Notice(Notice::Gap) => self.missed(&mut gaps),
                        Body::Notice(notice) => self.state.hear(notice),
                    }
                }
            }
        }
    }

    fn missed(&self, gaps: &mut Gaps) {
        if gaps.missed(Instant::now()) {
            self.state.gap();
        }
    }
}

//! Sends what a node tells, many notices at once while there are many.

use std::sync::{Arc, atomic::Ordering::Relaxed};

use redis::Pipeline;
use tokio::{sync::mpsc, time::MissedTickBehavior};
use vq_ports::Notice;

use crate::{
    bus::{BEAT, State},
    frame::{Body, Frame},
    link::Link,
};

/// Most notices, and most bytes, in one round trip.
const MOST: usize = 128;
const LARGEST: usize = 1024 * 1024;

/// The sending half of a bus.
pub(crate) struct Outgoing {
    pub state: Arc<State>,
    pub channel: Arc<str>,
    pub link: Link,
    pub waiting: mpsc::Receiver<Notice>,
}

/// Messages for one round trip.
#[derive(Default)]
struct Batch {
    messages: Pipeline,
    notices: u64,
    bytes: usize,
}

impl Outgoing {
    /// Sends until the bus is dropped.
    pub(crate) async fn run(mut self) {
        let mut beat = tokio::time::interval(BEAT);
        beat.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let (mut count, mut notices) = (0, Vec::with_capacity(MOST));
        loop {
            let mut batch = Batch::default();
            tokio::select! {
                received = self.waiting.recv_many(&mut notices, MOST) => if received == 0 { return },
                _ = beat.tick() => {}
            }
            count += self.state.uncounted.swap(0, Relaxed);
            let beats = notices.is_empty();
            for notice in notices.drain(..) {
                count += 1;
                self.add(&mut batch, count, Body::Notice(notice));
                batch.notices += 1;
                if batch.bytes > LARGEST {
                    self.send(std::mem::take(&mut batch)).await;
                }
            }
            if beats {
                self.add(&mut batch, count, Body::Beat(self.state.micros()));
            }
            self.send(batch).await;
        }
    }

    fn add(&self, batch: &mut Batch, count: u64, body: Body) {
        let frame = Frame { sender: self.state.me, count, body }.encode();
        batch.bytes += frame.len();
        batch.messages.cmd("PUBLISH").arg(&*self.channel).arg(frame).ignore();
    }

    async fn send(&self, batch: Batch) {
        if batch.bytes == 0 {
            return;
        }
        match self.link.send(&batch.messages).await {
            Ok(()) => {
                self.state.sent.fetch_add(batch.notices, Relaxed);
            }
            Err(error) => {
                tracing::trace!(%error, notices = batch.notices, "notices were not sent");
                self.state.not_sent(batch.notices);
            }
        }
    }
}

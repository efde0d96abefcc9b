//! What the gate tells its operator: counters, and events for the audit.
//!
//! Must not hold anything personal: no address, no token, no path.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// Something an operator wants on record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum GateEvent {
    /// The server no longer answers; each queue's fail mode applies from now on.
    ServerUnreachable {
        /// What happened, in words.
        reason: String,
    },
    /// The server answers again.
    ServerReachable {
        /// Requests that passed unchecked in the meantime, in queues that fail open.
        passed_unchecked: u64,
    },
}

/// Receives events; must return quickly.
pub type EventSink = Arc<dyn Fn(&GateEvent) + Send + Sync>;

/// How many requests ended how, since the start.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct StatsSnapshot {
    /// Passed with an admission.
    pub passed: u64,
    /// Held: wait page, data or an error about the queue.
    pub queued: u64,
    /// Passed without needing one.
    pub bypassed: u64,
    /// Passed without one because the server was away.
    pub failed_open: u64,
    /// Turned away because the server was away.
    pub failed_closed: u64,
    /// Admission tokens that were not valid: expired ones as well as forgeries.
    pub tokens_refused: u64,
}

#[derive(Default)]
pub(crate) struct Observer {
    pub passed: Counter,
    pub queued: Counter,
    pub bypassed: Counter,
    pub failed_open: Counter,
    pub failed_closed: Counter,
    pub tokens_refused: Counter,
    failed_open_before: Counter,
    sink: Option<EventSink>,
}

#[derive(Default)]
pub(crate) struct Counter(AtomicU64);

impl Counter {
    pub fn add(&self) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }

    fn get(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

impl Observer {
    pub fn new(sink: Option<EventSink>) -> Self {
        Self { sink, ..Self::default() }
    }

    pub fn snapshot(&self) -> StatsSnapshot {
        StatsSnapshot {
            passed: self.passed.get(),
            queued: self.queued.get(),
            bypassed: self.bypassed.get(),
            failed_open: self.failed_open.get(),
            failed_closed: self.failed_closed.get(),
            tokens_refused: self.tokens_refused.get(),
        }
    }

    pub fn server_down(&self, reason: &str) {
        tracing::warn!(reason, "the queue's server is unreachable; fail modes apply");
        self.failed_open_before.0.store(self.failed_open.get(), Ordering::Relaxed);
        self.emit(&GateEvent::ServerUnreachable { reason: reason.to_owned() });
    }

    pub fn server_up(&self) {
        let passed_unchecked = self.failed_open.get() - self.failed_open_before.get();
        tracing::info!(passed_unchecked, "the queue's server is reachable again");
        self.emit(&GateEvent::ServerReachable { passed_unchecked });
    }

    fn emit(&self, event: &GateEvent) {
        if let Some(sink) = &self.sink {
            sink(event);
        }
    }
}

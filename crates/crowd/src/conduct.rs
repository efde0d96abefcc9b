//! How a crowd goes about it: where to, which line, how fast, with how many connections.

use std::time::Duration;

use tokio::sync::watch;

use crate::{character::Manners, http::BaseUrl, staff::QueueRef};

/// A site's backend, through which people join.
#[derive(Clone, Debug)]
pub struct Backend {
    /// What the names of its people begin with.
    pub prefix: String,
    /// Its access token of the moment; needs `session:write`.
    pub token: watch::Receiver<String>,
}

/// How a crowd goes about it.
#[derive(Clone, Debug)]
pub struct Conduct {
    /// Where to.
    pub base: BaseUrl,
    /// Which line.
    pub queue: QueueRef,
    /// `POST` here to join.
    pub join_path: String,
    /// What people are like.
    pub manners: Manners,
    /// Decides who does what.
    pub seed: u64,
    /// Times of [`Manners`] are divided by this.
    pub speed: f64,
    /// How long an offer is kept, in wall time: nobody who wants to come polls so rarely as to miss it.
    pub claim_window: Duration,
    /// Visitors who join through a site's backend, which names them: a join that is tried again makes no second session.
    pub backend: Option<Backend>,
    /// Whether the ledger keeps each join for the referee; a crowd without end does not.
    pub remember: bool,
    /// How many connections a worker may hold.
    pub connections: usize,
    /// After this time a worker goes home, whoever still waits.
    pub closing: Option<Duration>,
}

impl Conduct {
    /// Real time, ordinary manners.
    pub fn new(base: &BaseUrl, queue: QueueRef, seed: u64) -> Self {
        Self {
            base: base.clone(),
            queue,
            join_path: format!("/v1/tenants/{}/sessions", queue.tenant),
            manners: Manners::default(),
            seed,
            speed: 1.0,
            claim_window: Duration::from_secs(120),
            backend: None,
            remember: true,
            connections: 32,
            closing: None,
        }
    }

    #[cfg(test)]
    pub(crate) fn for_tests() -> Self {
        let base = "http://127.0.0.1:1".parse().expect("a URL");
        let nil = uuid::Uuid::nil();
        Self::new(&base, QueueRef { tenant: nil, queue: nil }, 1)
    }

    /// The longest a visitor may go without polling, in seconds.
    pub(crate) fn longest_pause(&self, after: f64) -> f64 {
        after.min(self.claim_window.as_secs_f64() * 0.4)
    }
}

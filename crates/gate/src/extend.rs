//! Sliding admissions: who keeps coming keeps the way open.
//!
//! Past half of an admission's life a fresh one is fetched in the background, once per session, and handed out with
//! whichever answer comes next. A visitor never waits for it, and a failure only means another try later.

use std::collections::HashMap;
use std::sync::Arc;

use http::HeaderMap;
use parking_lot::Mutex;
use tokio_util::task::TaskTracker;
use tracing::Instrument as _;
use vq_admission::Claims;

use crate::admission::Admissions;
use crate::gate::{Clock, seconds};
use crate::server::{Action, ServerApi};

/// Before another try after a failure, in seconds.
const PAUSE_SECONDS: i64 = 10;
/// Outdated sessions are dropped when there are this many, and then whenever their number has doubled.
const SWEEP_FROM: usize = 1024;

pub(crate) struct Extender {
    server: Arc<ServerApi>,
    admissions: Arc<Admissions>,
    tasks: TaskTracker,
    clock: Clock,
    sessions: Arc<Mutex<Sessions>>,
}

#[derive(Default)]
struct Sessions {
    by_id: HashMap<String, Renewal>,
    kept_by_sweep: usize,
}

#[derive(Clone)]
enum Renewal {
    /// A task is at it.
    Running,
    /// A fresh admission for everyone who still comes with an older one.
    Done { token: String, claims: Claims },
    /// It did not work; not before this second again.
    Failed { until: i64 },
}

impl Extender {
    pub fn new(
        server: Arc<ServerApi>,
        admissions: Arc<Admissions>,
        tasks: TaskTracker,
        clock: Clock,
    ) -> Self {
        Self { server, admissions, tasks, clock, sessions: Arc::default() }
    }

    /// Starts a renewal where it is due.
    pub fn visit(&self, claims: &Claims, session_token: &str, visitor: &HeaderMap, now: i64) {
        if claims.is_past_half(now) {
            self.start(claims, session_token, visitor, now);
        }
    }

    /// Starts a renewal unless one runs, has just failed, or is done and not yet used.
    pub fn start(&self, claims: &Claims, session_token: &str, visitor: &HeaderMap, now: i64) {
        {
            let mut sessions = self.sessions.lock();
            sessions.sweep(now);
            match sessions.by_id.get(&claims.sub) {
                Some(Renewal::Running) => return,
                Some(Renewal::Failed { until }) if *until > now => return,
                Some(Renewal::Done { claims: fresh, .. }) if fresh.exp > claims.exp => return,
                _ => {}
            }
            sessions.by_id.insert(claims.sub.clone(), Renewal::Running);
        }
        let (server, admissions) = (Arc::clone(&self.server), Arc::clone(&self.admissions));
        let (sessions, clock) = (Arc::clone(&self.sessions), Arc::clone(&self.clock));
        let (old, session_token, visitor) = (claims.clone(), session_token.to_owned(), visitor.clone());
        let task = async move {
            let renewal = renew(&server, &admissions, &old, &session_token, &visitor, &clock).await;
            sessions.lock().by_id.insert(old.sub, renewal);
        };
        self.tasks.spawn(task.instrument(tracing::info_span!("gate_extend")));
    }

    /// A fresh admission for a visitor who came with an older one.
    pub fn fresh(&self, claims: &Claims) -> Option<(String, Claims)> {
        match self.sessions.lock().by_id.get(&claims.sub) {
            Some(Renewal::Done { token, claims: fresh }) if fresh.exp > claims.exp => {
                Some((token.clone(), fresh.clone()))
            }
            _ => None,
        }
    }

    /// Forgets a session that has ended.
    pub fn forget(&self, claims: &Claims) {
        self.sessions.lock().by_id.remove(&claims.sub);
    }
}

impl Sessions {
    fn sweep(&mut self, now: i64) {
        if self.by_id.len() >= SWEEP_FROM.max(self.kept_by_sweep * 2) {
            self.by_id.retain(|_, renewal| renewal.is_current(now));
            self.kept_by_sweep = self.by_id.len();
        }
    }
}

impl Renewal {
    fn is_current(&self, now: i64) -> bool {
        match self {
            Self::Running => true,
            Self::Done { claims, .. } => claims.exp > now,
            Self::Failed { until } => *until > now,
        }
    }
}

async fn renew(
    server: &ServerApi,
    admissions: &Admissions,
    old: &Claims,
    session_token: &str,
    visitor: &HeaderMap,
    clock: &Clock,
) -> Renewal {
    let failed = || Renewal::Failed { until: seconds(clock) + PAUSE_SECONDS };
    let token = match server.act(Action::Extend, session_token, &old.aud, visitor).await {
        Ok(session) => session.admission_token,
        Err(error) => {
            tracing::debug!(%error, "an admission was not extended");
            return failed();
        }
    };
    let Some(token) = token else { return failed() };
    match admissions.check(&token, &old.aud, seconds(clock)).await {
        Ok(claims) => Renewal::Done { token, claims },
        Err(error) => {
            tracing::warn!(%error, "the server's fresh admission does not verify; check issuer and clocks");
            failed()
        }
    }
}

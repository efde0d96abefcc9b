//! What may be asked, and the answer put together.

use std::sync::Arc;

use jiff::tz::TimeZone;
use vq_api::trail;
use vq_domain::{
    Action, Error, ErrorCode, Millis, Queue, QueueId, Result, SessionId, Span, Tenant, audit::Target,
};
use vq_ports::{Analytics, AuditLog, Queues, Sessions, StoreError, TallyFilter};

use crate::{
    counter::COUNTER,
    history::SessionHistory,
    report,
    view::{AnalyticsView, Asked},
    zone::{self, Step},
};

/// Most steps in a series.
const MOST_STEPS: i64 = 1500;
/// Most tallies that one answer is put together from.
const MOST_ROWS: u32 = 200_000;
/// Most events in one session's history.
const MOST_EVENTS: u32 = 200;

/// Answers what happened.
#[derive(Clone)]
pub struct AnalyticsService {
    queues: Arc<dyn Queues>,
    sessions: Arc<dyn Sessions>,
    analytics: Arc<dyn Analytics>,
    audit: Arc<dyn AuditLog>,
    /// How long minutes are kept, in milliseconds.
    minutes_kept: i64,
}

/// A time, as asked for.
#[derive(Clone, Debug, Default)]
pub(crate) struct Asking {
    pub from: Option<String>,
    pub to: Option<String>,
    pub step: Option<String>,
    pub time_zone: Option<String>,
}

impl AnalyticsService {
    /// Answers from what is stored. Minutes are kept for so many seconds.
    pub fn new(
        queues: Arc<dyn Queues>,
        sessions: Arc<dyn Sessions>,
        analytics: Arc<dyn Analytics>,
        audit: Arc<dyn AuditLog>,
        minutes_kept_seconds: u32,
    ) -> Self {
        Self { queues, sessions, analytics, audit, minutes_kept: i64::from(minutes_kept_seconds) * 1000 }
    }

    /// What happened in one queue of a tenant, or in all.
    pub(crate) async fn report(
        &self,
        tenant: &Tenant,
        queue: Option<QueueId>,
        asking: Asking,
        now: Millis,
    ) -> Result<AnalyticsView> {
        let queue = match queue {
            None => None,
            Some(id) => {
                let found = self.queues.get(tenant.id, id).await.map_err(unavailable)?;
                Some(found.ok_or_else(|| Error::not_found("queue"))?)
            }
        };
        let (time_zone, zone) = time_zone(asking.time_zone, queue.as_ref(), tenant)?;
        let (name, step) = step(asking.step)?;
        let to = moment("to", asking.to)?.unwrap_or(now);
        let from = moment("from", asking.from)?.unwrap_or(to + -86_400_000);
        self.check(from, to, step, now)?;
        let edges = step.edges(from, to, &zone);
        let span = if step == Step::Minute { Span::Minute } else { Span::Quarter };
        let (first, last) = (edges.first().copied().unwrap_or(from), edges.last().copied().unwrap_or(to));
        let queue = queue.map(|queue| queue.id);
        let filter = TallyFilter { queue, span, from: first, to: last };
        let rows = self.analytics.tallies(tenant.id, filter, MOST_ROWS).await.map_err(unavailable)?;
        if rows.len() >= MOST_ROWS as usize {
            return Err(invalid(
                "from",
                "That is too much at once; ask for a shorter time, or for one queue.",
            ));
        }
        let losses = self.analytics.losses(tenant.id, queue, COUNTER, first, last).await;
        let losses = losses.map_err(unavailable)?;
        let report = report::put_together(&rows, &edges, &zone);
        Ok(AnalyticsView::new(Asked { edges, step: name, time_zone }, &report, &losses, now))
    }

    fn check(&self, from: Millis, to: Millis, step: Step, now: Millis) -> Result<()> {
        if from >= to {
            return Err(invalid("from", "from must lie before to."));
        }
        if (to - from) / step.about_millis() >= MOST_STEPS {
            let message =
                format!("That is more than {MOST_STEPS} steps; ask for a shorter time or a longer step.");
            return Err(invalid("step", message));
        }
        if step == Step::Minute && now - from > self.minutes_kept {
            let days = self.minutes_kept / 86_400_000;
            let message = format!("Minutes are kept for {days} days; ask for hours.");
            return Err(invalid("from", message));
        }
        Ok(())
    }

    /// What happened to one session.
    pub(crate) async fn history(&self, tenant: &Tenant, session: SessionId) -> Result<SessionHistory> {
        let record = self.sessions.get(tenant.id, session).await.map_err(unavailable)?;
        let record = record.ok_or_else(|| Error::not_found("session"))?;
        let events = self.analytics.events(tenant.id, record.queue, record.entry.ticket, MOST_EVENTS).await;
        // All that is known of one person: who looks at it is known, too.
        let looked = trail().entry(Some(tenant.id), Action::SessionRead, Target::new("session", session));
        self.audit.append(&looked).await.map_err(unavailable)?;
        Ok(SessionHistory::new(&record, &events.map_err(unavailable)?))
    }
}

fn unavailable(error: StoreError) -> Error {
    vq_api::ApiError::from(error).0
}

fn invalid(field: &'static str, message: impl Into<String>) -> Error {
    Error::field(ErrorCode::InvalidParameter, field, message)
}

fn moment(field: &'static str, text: Option<String>) -> Result<Option<Millis>> {
    let Some(text) = text else { return Ok(None) };
    let at = text.parse::<jiff::Timestamp>().map(Millis::from);
    // Leaves room for days around it.
    let at = at.ok().filter(|at| (0..=4_102_444_800_000).contains(&at.0));
    at.map(Some).ok_or_else(|| {
        invalid(field, format!("{field} must be a time such as 2024-01-15T10:30:00Z, from 1970 to 2099."))
    })
}

fn step(name: Option<String>) -> Result<(String, Step)> {
    let name = name.unwrap_or_else(|| "hour".to_owned());
    let step = Step::parse(&name).ok_or_else(|| invalid("step", "step must be minute, hour or day."))?;
    Ok((name, step))
}

/// The zone asked for; else that of the queue's schedule; else the tenant's (`timeZone` in its configuration); else UTC.
fn time_zone(asked: Option<String>, queue: Option<&Queue>, tenant: &Tenant) -> Result<(String, TimeZone)> {
    if let Some(name) = asked {
        let zone = zone::find(&name)
            .ok_or_else(|| invalid("timeZone", "timeZone must be an IANA name such as Europe/Berlin."))?;
        return Ok((name, zone));
    }
    let of_queue = queue.and_then(|queue| queue.settings.schedule.as_ref()).map(|own| own.time_zone.as_str());
    let of_tenant = tenant.configuration["timeZone"].as_str();
    let found = [of_queue, of_tenant].into_iter().flatten().find_map(|name| Some((name, zone::find(name)?)));
    Ok(found.map_or_else(|| ("UTC".to_owned(), TimeZone::UTC), |(name, zone)| (name.to_owned(), zone)))
}

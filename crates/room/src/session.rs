//! Reads the session as the visitor API shows it. What is missing or of another shape is taken as not known: a page is
//! drawn all the same.

use serde_json::Value;
use vq_domain::Millis;

/// The part of a session that a page shows.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct SessionView {
    pub status: String,
    pub queue_state: String,
    pub queue_name: Option<String>,
    pub position: Option<u64>,
    pub people_ahead: Option<u64>,
    /// P50 and P90, in seconds.
    pub wait: Option<(f64, f64)>,
    pub enqueued_at: Option<Millis>,
    pub claim_by: Option<Millis>,
    /// Until when somebody who is in may stay.
    pub active_until: Option<Millis>,
    pub opens_at: Option<Millis>,
    pub last_updated: Option<Millis>,
    /// Text, and whether it is a warning.
    pub message: Option<(String, bool)>,
    pub poll_after_seconds: Option<u32>,
    /// What stands on the ticket of somebody who comes in person.
    pub number: Option<String>,
    /// The counter they are called to, or are at.
    pub counter: Option<String>,
    /// Out of the order for now; the place is kept.
    pub held: bool,
    /// The line and token with which a visit goes on.
    pub moved_to: Option<(String, String)>,
}

impl SessionView {
    pub fn read(session: &Value) -> Self {
        let text = |key: &str| session[key].as_str().map(str::to_owned);
        let time = |key: &str| session[key].as_str()?.parse::<jiff::Timestamp>().ok().map(Millis::from);
        let wait = &session["estimatedWaitSeconds"];
        let message = &session["message"];
        let moved = &session["movedTo"];
        Self {
            status: text("status").unwrap_or_default(),
            queue_state: text("queueState").unwrap_or_default(),
            queue_name: text("queueName"),
            position: session["position"].as_u64(),
            people_ahead: session["peopleAhead"].as_u64(),
            wait: wait["p50"].as_f64().zip(wait["p90"].as_f64()),
            enqueued_at: time("enqueuedAt"),
            claim_by: time("claimBy"),
            active_until: time("activeUntil"),
            opens_at: time("opensAt"),
            last_updated: time("lastUpdated"),
            message: message["text"].as_str().map(|text| (text.to_owned(), message["level"] == "warning")),
            poll_after_seconds: session["pollAfterSeconds"].as_u64().and_then(|n| u32::try_from(n).ok()),
            number: text("number"),
            counter: session["calledTo"]["counterName"].as_str().map(str::to_owned),
            held: session["held"] == true,
            moved_to: moved["queueId"]
                .as_str()
                .zip(moved["sessionToken"].as_str())
                .map(|(queue, token)| (queue.to_owned(), token.to_owned())),
        }
    }

    /// How far the visitor has come, in percent. Where the place was at first is not kept, so time stands for it: what
    /// was waited against what is probably left. 0 where that is not known; never 100, which is the turn itself.
    pub fn progress_percent(&self) -> u64 {
        let (Some((p50, _)), Some(from), Some(now)) = (self.wait, self.enqueued_at, self.last_updated) else {
            return 0;
        };
        let waited = now.since(from) as f64 / 1_000.0;
        if waited + p50 <= 0.0 {
            return 0;
        }
        ((100.0 * waited / (waited + p50.max(0.0))) as u64).min(99)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::SessionView;

    #[test]
    fn progress_is_the_share_of_the_wait_that_is_over() {
        let session = |waited: u32, left: u32| {
            SessionView::read(&json!({
                "enqueuedAt": "2024-01-15T10:00:00.000Z",
                "lastUpdated": format!("2024-01-15T10:{waited:02}:00.000Z"),
                "estimatedWaitSeconds": {"p50": left * 60, "p90": left * 80},
            }))
        };
        assert_eq!(session(0, 0).progress_percent(), 0);
        assert_eq!(session(10, 30).progress_percent(), 25);
        assert_eq!(session(10, 0).progress_percent(), 99);
        assert_eq!(SessionView::default().progress_percent(), 0);
    }

    proptest! {
        #[test]
        fn any_shape_is_read(position: i64, p50: f64, at in "\\PC{0,30}") {
            let odd = json!({
                "status": position, "position": position, "estimatedWaitSeconds": {"p50": p50, "p90": -p50},
                "enqueuedAt": at, "lastUpdated": "2024-01-15T10:00:00Z", "message": at, "pollAfterSeconds": position,
                "number": position, "calledTo": at, "held": at, "movedTo": [at],
            });
            prop_assert!(SessionView::read(&odd).progress_percent() < 100);
            SessionView::read(&json!([at]));
        }
    }
}

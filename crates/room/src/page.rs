//! What a page is about, before it is put into words.

use serde::Serialize;
use serde_json::Value;
use vq_domain::{Message, Millis, QueueStatus};

use crate::{SlowWay, session::SessionView};

/// The faces of the wait page, as the template knows them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum State {
    /// Not in the line yet; joining needs a click, or JavaScript.
    Joining,
    /// Gathering before the opening, or the draw is on.
    PreQueue,
    /// Not in the line yet; joining needs an invite code.
    Invite,
    /// Not in the line, and a link of the organiser's own is needed.
    Uninvited,
    /// Not in the line: a list says so.
    Blocked,
    /// Opens later; nobody can join yet.
    Scheduled,
    /// In the line.
    Waiting,
    /// In the line, which takes nobody else.
    Draining,
    /// In the line, which does not move.
    Paused,
    /// Nobody joins and nobody is let in.
    Closed,
    /// No room for more visitors.
    Full,
    /// The turn has come.
    Turn,
    /// Called to a counter.
    Called,
    /// At a counter.
    Serving,
    /// Let in.
    Active,
    /// The place is gone; the session's status says why.
    Ended,
    /// There is no such queue.
    NotFound,
    /// The queue cannot be reached.
    Unavailable,
}

impl State {
    /// All of them.
    pub const ALL: [Self; 18] = [
        Self::Joining,
        Self::Invite,
        Self::Uninvited,
        Self::Blocked,
        Self::PreQueue,
        Self::Scheduled,
        Self::Waiting,
        Self::Draining,
        Self::Paused,
        Self::Closed,
        Self::Full,
        Self::Turn,
        Self::Called,
        Self::Serving,
        Self::Active,
        Self::Ended,
        Self::NotFound,
        Self::Unavailable,
    ];

    /// The name in the template.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Joining => "joining",
            Self::Invite => "invite",
            Self::Uninvited => "uninvited",
            Self::Blocked => "blocked",
            Self::PreQueue => "pre_queue",
            Self::Scheduled => "scheduled",
            Self::Waiting => "waiting",
            Self::Draining => "draining",
            Self::Paused => "paused",
            Self::Closed => "closed",
            Self::Full => "full",
            Self::Turn => "turn",
            Self::Called => "called",
            Self::Serving => "serving",
            Self::Active => "active",
            Self::Ended => "ended",
            Self::NotFound => "not_found",
            Self::Unavailable => "unavailable",
        }
    }

    /// The face for a session as the visitor API shows it.
    pub fn of_session(session: &Value) -> Self {
        Self::of(&SessionView::read(session))
    }

    fn of(session: &SessionView) -> Self {
        match session.status.as_str() {
            "waiting" => match session.queue_state.as_str() {
                "pre_queue" => Self::PreQueue,
                // Just opened: the place is still being drawn.
                "open" if session.position.is_none() => Self::PreQueue,
                "scheduled" => Self::Scheduled,
                "paused" => Self::Paused,
                "draining" => Self::Draining,
                "closed" => Self::Closed,
                _ => Self::Waiting,
            },
            "released" if session.counter.is_some() => Self::Called,
            "active" if session.counter.is_some() => Self::Serving,
            "released" => Self::Turn,
            "active" => Self::Active,
            _ => Self::Ended,
        }
    }

    /// The face for somebody who could not join because of what the queue is doing.
    pub fn of_closed_queue(status: QueueStatus) -> Self {
        if status == QueueStatus::Scheduled { Self::Scheduled } else { Self::Closed }
    }

    /// After how many seconds a page without JavaScript asks again. Never at the turn: nobody is moved without warning.
    pub(crate) fn refresh_seconds(self, poll_after: Option<u32>) -> Option<u32> {
        let polled = poll_after.unwrap_or(10).clamp(5, 300);
        match self {
            Self::Joining | Self::Invite | Self::Uninvited | Self::Blocked => None,
            Self::Turn | Self::Active | Self::Ended | Self::NotFound => None,
            Self::Waiting | Self::PreQueue | Self::Draining | Self::Called => Some(polled),
            Self::Paused | Self::Full | Self::Unavailable | Self::Serving => Some(polled.max(15)),
            Self::Scheduled | Self::Closed => Some(polled.max(30)),
        }
    }
}

/// How a page is dressed. Colours and logo come with a stylesheet at `{base}/brand/{queueId}/style.css`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Branding {
    /// Which version of the stylesheet; `None` where that is not known, as behind a gate.
    pub version: Option<String>,
    /// Stands in place of the queue's name.
    pub title: Option<String>,
    /// A welcome, on a location's page.
    pub welcome: Option<String>,
    /// Small print.
    pub note: Option<String>,
}

/// The wait page.
#[derive(Clone, Debug)]
pub struct Page {
    /// Path under which the visitor API appears: empty on the server, `/.vq` behind a gate.
    pub base: String,
    /// Whose queue.
    pub tenant_id: String,
    /// Which queue.
    pub queue_id: String,
    /// Its name; empty where it is not known.
    pub queue_name: String,
    /// What the page is about; see [`State::of_session`].
    pub state: State,
    /// The session as the visitor API shows it. Tokens in it are left out.
    pub session: Option<Value>,
    /// The path to return to.
    pub return_url: Option<String>,
    /// The queue's message, for those without a session.
    pub message: Option<Message>,
    /// When the queue opens, for those without a session.
    pub opens_at: Option<Millis>,
    /// IANA name of the zone that times are shown in; UTC without one.
    pub time_zone: Option<String>,
    /// How the page is dressed.
    pub branding: Option<Branding>,
    /// Whether to offer the other languages as links to the page's own address.
    pub languages: bool,
    /// Whether the browser keeps no cookies: the page says so.
    pub cookies_blocked: bool,
    /// Whether nothing is told to go on to: who is let in stays on the page.
    pub stays: bool,
    /// Whether this is only an example, which joins nothing.
    pub preview: bool,
    /// How a browser without JavaScript gets in, where others compute.
    pub slow_way: Option<SlowWay>,
    /// Whether the invite code that was sent is none.
    pub invite_wrong: bool,
    /// An invite code and an enqueue token that were brought along, for the next form.
    pub carried: Carried,
}

/// What somebody brought along to join with.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Carried {
    /// An invite code as it was typed.
    pub invite_code: Option<String>,
    /// A token of the tenant's shop.
    pub enqueue_token: Option<String>,
}

impl Page {
    /// A page about a queue of which nothing is known but its id.
    pub fn bare(base: &str, queue_id: &str, state: State) -> Self {
        Self {
            base: base.to_owned(),
            tenant_id: String::new(),
            queue_id: queue_id.to_owned(),
            queue_name: String::new(),
            state,
            session: None,
            return_url: None,
            message: None,
            opens_at: None,
            time_zone: None,
            branding: None,
            languages: false,
            cookies_blocked: false,
            stays: false,
            preview: false,
            slow_way: None,
            invite_wrong: false,
            carried: Carried::default(),
        }
    }
}

/// A location, where people come in person and take a number with their phone.
#[derive(Clone, Debug)]
pub struct LocationPage {
    /// As in [`Page::base`].
    pub base: String,
    /// The tenant, whose branding the page wears.
    pub tenant_id: String,
    /// How the page is dressed.
    pub branding: Option<Branding>,
    /// The location as the public API shows it.
    pub location: Value,
    /// The services in which the visitor has a place.
    pub places: Vec<String>,
}

/// "Keep my place on another device".
#[derive(Clone, Debug)]
pub struct KeepPage {
    /// As in [`Page::base`].
    pub base: String,
    /// Which queue.
    pub queue_id: String,
    /// Its name.
    pub queue_name: String,
    /// How the page is dressed.
    pub branding: Option<Branding>,
    /// The recovery code and the address that carries it; `None` if there was none to be had.
    pub recovery: Option<(String, String)>,
    /// Back to the wait page.
    pub back_url: String,
}

/// "I have a recovery code".
#[derive(Clone, Debug)]
pub struct RecoverPage {
    /// As in [`Page::base`].
    pub base: String,
    /// Which queue.
    pub queue_id: String,
    /// Its name.
    pub queue_name: String,
    /// How the page is dressed.
    pub branding: Option<Branding>,
    /// The code to begin with.
    pub code: Option<String>,
    /// Whether that code was tried and is wrong.
    pub wrong: bool,
    /// The path to return to.
    pub return_url: Option<String>,
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::State;

    #[test]
    fn the_session_decides_the_face() {
        let cases = [
            (json!({"status": "waiting", "queueState": "open", "position": 3}), State::Waiting),
            (json!({"status": "waiting", "queueState": "open", "position": null}), State::PreQueue),
            (json!({"status": "waiting", "queueState": "paused", "position": 3}), State::Paused),
            (json!({"status": "waiting", "queueState": "closed", "position": 3}), State::Closed),
            (json!({"status": "released", "queueState": "open"}), State::Turn),
            (json!({"status": "released", "calledTo": {"counterName": "Counter 3"}}), State::Called),
            (json!({"status": "active", "calledTo": {"counterName": "Counter 3"}}), State::Serving),
            (json!({"status": "active"}), State::Active),
            (json!({"status": "no_show"}), State::Ended),
            (json!(null), State::Ended),
        ];
        for (session, expected) in cases {
            assert_eq!(State::of_session(&session), expected, "{session}");
        }
    }

    #[test]
    fn nobody_is_moved_at_the_turn() {
        assert_eq!(State::Turn.refresh_seconds(Some(2)), None);
        assert_eq!(State::Waiting.refresh_seconds(Some(2)), Some(5));
        assert_eq!(State::Waiting.refresh_seconds(Some(40)), Some(40));
    }
}

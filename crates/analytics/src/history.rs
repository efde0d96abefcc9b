//! What happened to one session, in order.

use serde::Serialize;
use utoipa::ToSchema;
use vq_domain::{Millis, Priority, SessionState, Stamp};
use vq_ports::{SessionEvent, SessionRecord};

/// What happened to one session.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SessionHistory {
    /// The oldest first.
    items: Vec<HistoryItem>,
}

/// One thing that happened.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct HistoryItem {
    /// When.
    at: Stamp,
    /// `joined`, `released`, `claimed`, `priority_changed`, or how it ended: `completed`, `left`, `abandoned`, `no_show`,
    /// `expired`, `removed`, `transferred`.
    event: &'static str,
    /// Of `priority_changed`: the one before.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<u8>)]
    from_priority: Option<Priority>,
    /// Of `priority_changed`: the new one.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<u8>)]
    to_priority: Option<Priority>,
}

impl SessionHistory {
    pub(crate) fn new(record: &SessionRecord, events: &[SessionEvent]) -> Self {
        let entry = &record.entry;
        let plain =
            |at: Millis, event| HistoryItem { at: Stamp(at), event, from_priority: None, to_priority: None };
        let mut items = vec![plain(entry.enqueued_at, "joined")];
        items.extend(events.iter().map(|event| HistoryItem {
            at: Stamp(event.at),
            event: "priority_changed",
            from_priority: Some(event.from),
            to_priority: Some(event.to),
        }));
        items.extend(entry.released_at.map(|at| plain(at, SessionState::Released.as_str())));
        items.extend(entry.served_at.map(|at| plain(at, "claimed")));
        items.extend(entry.ended_at.map(|at| plain(at, entry.state.as_str())));
        // What happened at the same moment stays in the order of a session's life.
        items.sort_by_key(|item| item.at.0);
        Self { items }
    }
}

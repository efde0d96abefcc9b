//! What is said to people.

use serde::Serialize;
use utoipa::ToSchema;
use vq_domain::{Message, MessageLevel, QueueId, Stamp};

/// Something said to people.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Said {
    /// What is said.
    pub text: String,
    /// How loud.
    pub level: MessageLevel,
    /// When it was said, RFC 3339.
    pub at: Stamp,
    /// To those of which service; absent: to all.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub queue_id: Option<QueueId>,
}

impl Said {
    pub(crate) fn new(message: &Message, queue_id: Option<QueueId>) -> Self {
        Self { text: message.text.clone(), level: message.level, at: Stamp(message.at), queue_id }
    }
}

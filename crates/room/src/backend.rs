//! What the pages need from the services. The composition root implements it over the session and queue services.

use std::net::IpAddr;

use async_trait::async_trait;
use serde_json::Value;
use uuid::Uuid;
use vq_api::ClientAddress;
use vq_domain::{Message, Millis, QueueId, QueueStatus, Result, TenantId};

use crate::{Branding, text::Locale};

/// A queue as everybody may see it.
#[derive(Clone, Debug)]
pub struct PublicQueue {
    /// Whose.
    pub tenant_id: TenantId,
    /// Shown to people.
    pub name: String,
    /// What it is doing.
    pub status: QueueStatus,
    /// When it opens next, where that is known.
    pub opens_at: Option<Millis>,
    /// The operator's message.
    pub message: Option<Message>,
    /// Where Continue leads without a gate.
    pub target_url: Option<String>,
    /// IANA name of the queue's own time zone.
    pub time_zone: Option<String>,
    /// How the page is dressed.
    pub branding: Option<Branding>,
}

/// A location as everybody may see it.
#[derive(Clone, Debug)]
pub struct PublicLocation {
    /// Whose.
    pub tenant_id: TenantId,
    /// As the public API shows it.
    pub view: Value,
    /// How its page is dressed.
    pub branding: Option<Branding>,
}

/// Somebody who has a place now.
#[derive(Clone, Debug)]
pub struct Joined {
    /// The session as the visitor API shows it.
    pub session: Value,
    /// The session token, for the cookie.
    pub token: String,
    /// How long the cookie is kept, in seconds.
    pub max_age_seconds: u32,
}

/// Somebody who is let in now.
#[derive(Clone, Debug)]
pub struct Claimed {
    /// The admission token, for the cookie.
    pub admission_token: String,
    /// How long the cookie is kept, in seconds.
    pub max_age_seconds: u32,
    /// Where to go, if the queue says so.
    pub redirect_url: Option<String>,
}

/// Who stands at the door, and what they brought along: all of it from outside.
#[derive(Clone, Debug, Default)]
pub struct Arrival {
    /// Where they come from, for limits by address.
    pub address: Option<IpAddr>,
    /// The challenge that a page without JavaScript was given; see [`SlowWay`].
    pub challenge: Option<String>,
    /// An invite code as somebody typed it.
    pub invite_code: Option<String>,
    /// A token of the tenant's shop.
    pub enqueue_token: Option<String>,
}

/// The way in for a browser that computes nothing: to wait before joining.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SlowWay {
    /// To be sent back with the form.
    pub challenge: String,
    /// For how long, in seconds.
    pub seconds: u32,
}

/// What stands behind the pages. `token` is the session token as the cookie carried it: from outside, to be verified.
#[async_trait]
pub trait RoomBackend: Send + Sync + 'static {
    /// The queue, dressed with words in this language; `None` if there is none, or if it is not for the public.
    async fn queue_public(&self, queue: QueueId, locale: Locale) -> Result<Option<PublicQueue>>;

    /// A location by its id, dressed with words in this language; `None` if there is none.
    async fn location_public(&self, location: Uuid, locale: Locale) -> Result<Option<PublicLocation>>;

    /// The session of a token, as the visitor API shows it; `None` if the token is not valid or its session is gone.
    /// Counts as a sign of life.
    async fn session_for(&self, queue: QueueId, token: &str) -> Result<Option<Value>>;

    /// Takes a place; who has a live one already keeps it.
    async fn join(&self, queue: QueueId, token: Option<&str>, arrival: Arrival) -> Result<Joined>;

    /// How a browser that computes nothing gets in, where a proof of work is asked for.
    async fn slow_way(&self, queue: QueueId, arrival: &Arrival) -> Result<Option<SlowWay>>;

    /// Accepts the turn; again while inside, it gives a fresh admission.
    async fn claim(&self, queue: QueueId, token: &str) -> Result<Claimed>;

    /// Gives the place back.
    async fn leave(&self, queue: QueueId, token: &str) -> Result<()>;

    /// The session's recovery code; see [`crate::RecoveryKey`].
    async fn recovery(&self, queue: QueueId, token: &str) -> Result<String>;

    /// The session of a recovery code as a person typed it; `None` for a wrong one. `address` is for limits on wrong codes.
    async fn recover(&self, queue: QueueId, code: &str, address: ClientAddress) -> Result<Option<Joined>>;
}

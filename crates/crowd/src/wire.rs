//! The parts of the server's answers that visitors and the referee read. Everything else in them is skipped.

use serde::{Deserialize, Deserializer};
use uuid::Uuid;

use crate::{
    clock::parse_millis,
    http::{Answer, CallError},
};

/// Why a call did not lead to what was asked for.
#[derive(Debug, thiserror::Error)]
pub enum ApiError {
    /// No answer at all.
    #[error(transparent)]
    Call(#[from] CallError),
    /// The server said no.
    #[error("{status} {code}: {message}")]
    Refused {
        /// The HTTP status.
        status: u16,
        /// The stable code of the first error.
        code: String,
        /// Its sentence.
        message: String,
    },
    /// The answer is not what the interface promises.
    #[error("the answer is not what was promised: {0}")]
    Unreadable(String),
}

#[derive(Deserialize)]
struct Envelope<T> {
    data: Option<T>,
    #[serde(default)]
    errors: Option<Vec<Fault>>,
}

#[derive(Deserialize)]
struct Fault {
    #[serde(default)]
    code: String,
    #[serde(default)]
    message: String,
}

/// The `data` of a successful answer.
pub fn data<T: for<'a> Deserialize<'a>>(answer: &Answer) -> Result<T, ApiError> {
    if !answer.status.is_success() {
        let fault = serde_json::from_slice::<Envelope<serde::de::IgnoredAny>>(&answer.body).ok();
        let fault = fault.and_then(|envelope| envelope.errors?.into_iter().next());
        let fault = fault.unwrap_or(Fault { code: "no_envelope".into(), message: String::new() });
        return Err(ApiError::Refused {
            status: answer.status.as_u16(),
            code: fault.code,
            message: fault.message,
        });
    }
    let envelope: Envelope<T> =
        serde_json::from_slice(&answer.body).map_err(|error| ApiError::Unreadable(error.to_string()))?;
    envelope.data.ok_or_else(|| ApiError::Unreadable("`data` is null".into()))
}

/// Where a session stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names are the documentation of the interface")]
pub enum Status {
    Waiting,
    Released,
    Active,
    Completed,
    Left,
    Abandoned,
    NoShow,
    Expired,
    Removed,
}

/// The wait told, in seconds from the moment of the answer.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
pub struct Told {
    /// Half of the people wait no longer.
    pub p50: f64,
    /// Nine in ten wait no longer.
    pub p90: f64,
}

/// A session as its visitor sees it.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Session {
    /// Which.
    pub id: Uuid,
    /// Where it stands.
    pub status: Status,
    /// The number drawn at joining.
    pub ticket: u32,
    /// Where it stands inside its priority.
    #[serde(default)]
    pub place: Option<u32>,
    /// 1-based; null once not waiting.
    #[serde(default)]
    pub position: Option<u32>,
    /// How long it will be.
    #[serde(default)]
    pub estimated_wait_seconds: Option<Told>,
    /// When to ask again.
    #[serde(default)]
    pub poll_after_seconds: Option<f64>,
    /// When the turn came; answers from memory do not know it, but [`Self::claim_by`].
    #[serde(default, deserialize_with = "maybe_millis")]
    pub released_at: Option<i64>,
    /// How long the turn is kept: the claim window after it came.
    #[serde(default, deserialize_with = "maybe_millis")]
    pub claim_by: Option<i64>,
    /// Which state of the line the answer was made from; counts up with every change.
    #[serde(default)]
    pub queue_version: u64,
    /// On joining only.
    #[serde(default)]
    pub session_token: Option<String>,
}

/// A session as staff see it in the list.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Listed {
    /// Which.
    pub id: Uuid,
    /// Whose, in the words that were given at joining.
    #[serde(default)]
    pub user_identifier: Option<String>,
    /// Where it stands.
    pub status: Status,
    /// The number drawn at joining.
    pub ticket: u32,
    /// Higher goes first.
    #[serde(default)]
    pub priority: u8,
    /// When it joined.
    #[serde(deserialize_with = "millis")]
    pub enqueued_at: i64,
    /// When the turn came.
    #[serde(default, deserialize_with = "maybe_millis")]
    pub released_at: Option<i64>,
    /// When it came in.
    #[serde(default, deserialize_with = "maybe_millis")]
    pub served_at: Option<i64>,
    /// When it ended, however.
    #[serde(default, deserialize_with = "maybe_millis")]
    pub ended_at: Option<i64>,
}

/// One page of a list.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase", bound = "T: Deserialize<'de>")]
pub struct Page<T> {
    /// What is on it.
    pub items: Vec<T>,
    /// Where the next one begins.
    #[serde(default)]
    pub next_cursor: Option<String>,
}

/// A queue's live counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Counts {
    /// In the line.
    pub waiting_users: u64,
    /// Offered their turn.
    pub released_users: u64,
    /// Inside.
    pub active_users: u64,
}

impl Counts {
    /// How many hold a slot: what the cap bounds.
    pub fn holding(&self) -> u64 {
        self.released_users + self.active_users
    }
}

/// Anything with an id.
#[derive(Clone, Copy, Debug, Deserialize)]
pub struct Created {
    /// The id.
    pub id: Uuid,
}

fn millis<'de, D: Deserializer<'de>>(from: D) -> Result<i64, D::Error> {
    maybe_millis(from)?.ok_or_else(|| serde::de::Error::custom("a timestamp is missing"))
}

fn maybe_millis<'de, D: Deserializer<'de>>(from: D) -> Result<Option<i64>, D::Error> {
    let Some(text) = Option::<std::borrow::Cow<'de, str>>::deserialize(from)? else { return Ok(None) };
    let parsed = parse_millis(&text);
    parsed.map(Some).ok_or_else(|| serde::de::Error::custom(format!("{text:?} is not an RFC 3339 timestamp")))
}

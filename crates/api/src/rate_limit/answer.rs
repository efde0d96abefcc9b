//! What a caller is told: with every counted answer how much is left, and on a refusal when to come again.
//!
//! The three headers are those of the older drafts of the IETF (draft-ietf-httpapi-ratelimit-headers up to 06), which
//! clients know. They speak of the quota that is used up first.

use axum::response::{IntoResponse, Response};
use http::{HeaderName, HeaderValue};
use vq_domain::{Error, ErrorCode, Limit, Millis};
use vq_ports::{QuotaState, Verdict};

use crate::ApiError;

/// The headers, for pages of other sites to be allowed to read.
pub const HEADERS: [HeaderName; 3] = [
    HeaderName::from_static("ratelimit-limit"),
    HeaderName::from_static("ratelimit-remaining"),
    HeaderName::from_static("ratelimit-reset"),
];

/// How a caller stands.
#[derive(Clone, Copy, Debug)]
pub(super) struct Standing {
    state: QuotaState,
    /// Until the window ends, rounded up.
    reset_seconds: u32,
}

impl Standing {
    pub(super) fn new(verdict: &Verdict, now: Millis) -> Self {
        let state = verdict.tightest();
        let seconds = state.resets_at.since(now).div_ceil(1_000);
        Self { state, reset_seconds: u32::try_from(seconds).unwrap_or(u32::MAX) }
    }

    /// Says so in an answer.
    pub(super) fn tell(self, mut response: Response) -> Response {
        let values = [self.state.quota.calls, self.state.remaining, self.reset_seconds];
        let headers = response.headers_mut();
        for (name, value) in HEADERS.into_iter().zip(values) {
            headers.insert(name, HeaderValue::from(value));
        }
        response
    }

    /// The answer to a call that is one too many.
    pub(super) fn refuse(self) -> Response {
        let (calls, seconds) = (self.state.quota.calls, self.reset_seconds.max(1));
        let window = match self.state.quota.window_seconds {
            60 => "a minute".to_owned(),
            3_600 => "an hour".to_owned(),
            other => format!("{other} seconds"),
        };
        let unit = if seconds == 1 { "second" } else { "seconds" };
        let message =
            format!("Too many calls: {calls} in {window} is the most. Try again in {seconds} {unit}.");
        let name = match self.state.quota.window_seconds {
            60 => "apiRequestsPerMinute",
            _ => "apiRequestsPerHour",
        };
        let limit = Limit { name, value: calls, about: "calls of one caller" };
        let error = Error::new(ErrorCode::RateLimited, message).over(limit, calls);
        let error = Error { retry_after_seconds: Some(seconds), ..error };
        self.tell(ApiError(error).into_response())
    }
}

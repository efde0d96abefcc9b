//! A request on its way to a service.

use std::{sync::Arc, time::Duration};

use axum::{
    body::Body,
    extract::{Request, State},
    response::{IntoResponse, Response},
};
use http::{HeaderValue, header, request::Parts};
use ipnet::IpNet;
use vq_api::{
    ApiError, Visitors,
    auth::{API_KEY_PREFIX, bearer, principal},
    request::{REQUEST_ID, current_id},
};
use vq_domain::{Error, ErrorCode};
use vq_proxy::{Peer, Unanswered, forward_as, is_forwardable};

use crate::{
    Route,
    body::{Lender, Paced, discard},
    metrics::Counters,
    pool::Pool,
    table::Bearer,
};

/// When to come again after a failure that passes by itself, in seconds.
const RETRY_SECONDS: u32 = 2;

/// What the requests of all routes need.
pub(crate) struct Shared {
    pub visitors: Arc<dyn Visitors>,
    pub trusted_proxies: Vec<IpNet>,
    pub largest_body: u64,
    pub read_limit: Duration,
    pub counters: Counters,
}

/// Where the requests of one route go.
#[derive(Clone)]
pub(crate) struct Target {
    pub route: &'static Route,
    pub pool: Arc<Pool>,
    pub shared: Arc<Shared>,
}

/// Sends a request to the service of its route.
pub(crate) async fn forward(State(target): State<Target>, request: Request) -> Response {
    let (mut parts, body) = request.into_parts();
    if let Err(error) = target.admit(&parts).await {
        discard(body, target.shared.read_limit).await;
        return ApiError(error).into_response();
    }
    target.shared.prepare(&mut parts);
    let body = Lender::new(body, target.shared.largest_body);
    target.send(&parts, &body).await.unwrap_or_else(|error| ApiError(error).into_response())
}

impl Target {
    /// Refuses what the service would refuse anyway.
    async fn admit(&self, parts: &Parts) -> Result<(), Error> {
        if !is_forwardable(&parts.uri) {
            return Err(Error::new(ErrorCode::InvalidParameter, "The address is too long."));
        }
        let declared = parts.headers.get(header::CONTENT_LENGTH).and_then(|length| length.to_str().ok());
        let declared = declared.and_then(|length| length.parse::<u64>().ok());
        if declared.is_some_and(|length| length > self.shared.largest_body) {
            return Err(self.shared.too_large());
        }
        match (self.route.bearer, bearer(parts)) {
            (_, None) | (Bearer::Ignored, _) => Ok(()),
            // An access token has dots, a session token has none.
            (Bearer::Any, Some(token)) if !token.contains('.') && !token.starts_with(API_KEY_PREFIX) => {
                self.shared.check_visitor(token)
            }
            (Bearer::Any | Bearer::Account, Some(_)) => principal(parts).await.map(drop),
        }
    }

    /// Sends it, and once more to another if the first could not be reached.
    async fn send(&self, parts: &Parts, body: &Lender) -> Result<Response, Error> {
        let mut failed = None;
        for attempt in 0..2 {
            let (Some(member), Some(lent)) = (self.pool.next(failed), body.lend()) else { break };
            if attempt > 0 {
                self.shared.counters.retried();
            }
            let reason = match member.upstream.forward(parts.clone(), lent).await {
                Ok(response) => return Ok(self.shared.pace(response)),
                Err(_) if body.is_too_large() => return Err(self.shared.too_large()),
                Err(reason) => reason,
            };
            self.shared.counters.unanswered(self.route.service, reason);
            match reason {
                Unanswered::Unreached => member.eject(),
                // What became of it is not known: only the caller can say whether it may be sent again.
                Unanswered::Broken | Unanswered::Silent => return Err(unanswered(reason)),
            }
            failed = Some(member);
        }
        Err(unanswered(Unanswered::Unreached))
    }
}

impl Shared {
    /// Whether a session token is one of ours. What its holder may do is the service's to judge.
    fn check_visitor(&self, token: &str) -> Result<(), Error> {
        match self.visitors.session(token) {
            Some(_) => Ok(()),
            None => Err(Error::new(
                ErrorCode::Unauthorized,
                "This is not a valid token. Sign in, or join the queue, to get one.",
            )),
        }
    }

    /// Tells the service who asks, and under which number.
    fn prepare(&self, parts: &mut Parts) {
        let peer = Peer::of(parts, &self.trusted_proxies);
        let scheme = peer.scheme(&parts.headers);
        forward_as(&mut parts.headers, &peer, scheme);
        if let Ok(id) = HeaderValue::try_from(&*current_id()) {
            parts.headers.insert(REQUEST_ID, id);
        }
    }

    /// Events may be far between; everything else must go on.
    fn pace(&self, response: Response) -> Response {
        let media_type = response.headers().get(header::CONTENT_TYPE);
        if media_type.is_some_and(|media_type| media_type.as_bytes().starts_with(b"text/event-stream")) {
            return response;
        }
        response.map(|body| Body::new(Paced::new(body, self.read_limit)))
    }

    fn too_large(&self) -> Error {
        let message = format!("The body is larger than {} bytes.", self.largest_body);
        Error::new(ErrorCode::PayloadTooLarge, message)
    }
}

fn unanswered(reason: Unanswered) -> Error {
    let (code, message) = match reason {
        Unanswered::Unreached => (
            ErrorCode::Unavailable,
            "This part of the service cannot be reached just now. Nothing was done; try again in a moment.",
        ),
        Unanswered::Broken => (
            ErrorCode::BadGateway,
            "The connection to this part of the service broke. Look whether it was done, or repeat it.",
        ),
        Unanswered::Silent => (
            ErrorCode::GatewayTimeout,
            "This part of the service took too long. Look whether it was done, or repeat it.",
        ),
    };
    Error { retry_after_seconds: Some(RETRY_SECONDS), ..Error::new(code, message) }
}

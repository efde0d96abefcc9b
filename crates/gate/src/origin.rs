//! The two places requests are forwarded to: the site, and the server's visitor API. Must not decide who may pass.

use axum::body::Body;
use axum::response::Response;
use http::request::Parts;
use http::{StatusCode, Uri};
use vq_proxy::{HttpClient, Unanswered, UpstreamOptions};

use crate::gate::Inner;
use crate::request::Kind;
use crate::respond::{self, Failure};

/// When to ask a site again that did not answer, in seconds.
const RETRY_SECONDS: u64 = 5;

const DOWN: Failure = Failure {
    status: StatusCode::BAD_GATEWAY,
    code: "unavailable",
    message: "The site behind the queue does not answer. Place and admission are kept; try again in a moment.",
};

/// A place requests are forwarded to.
pub(crate) struct Upstream(vq_proxy::Upstream);

impl Upstream {
    pub fn new(target: &Uri, client: HttpClient, options: UpstreamOptions) -> Self {
        Self(vq_proxy::Upstream::new(target, client, options))
    }

    /// Forwards a request of a visitor to the site. Where it does not answer, says so in the way of who asks.
    pub async fn visit(&self, gate: &Inner, kind: Kind, parts: Parts, body: Body) -> Response {
        let headers = parts.headers.clone();
        let response = self.forward(parts, body).await;
        let Some(reason) = response.extensions().get::<Unanswered>().copied() else { return response };
        gate.origin_is_down(reason);
        let status = response.status();
        let answer = match kind {
            Kind::Navigation | Kind::Form => respond::origin_down(status),
            _ => respond::error(&headers, &Failure { status, ..DOWN }, None, &gate.timestamp()),
        };
        respond::retry_after(answer, RETRY_SECONDS)
    }

    /// Forwards a request. Answers 502 or 504 where the upstream does not.
    pub async fn forward(&self, parts: Parts, body: Body) -> Response {
        let reason = match self.0.forward(parts, body).await {
            Ok(response) => return response,
            Err(reason) => reason,
        };
        let (status, text) = match reason {
            Unanswered::Unreached | Unanswered::Broken => (StatusCode::BAD_GATEWAY, "Bad Gateway"),
            Unanswered::Silent => (StatusCode::GATEWAY_TIMEOUT, "Gateway Timeout"),
        };
        let mut response = Response::new(Body::from(text));
        *response.status_mut() = status;
        response.extensions_mut().insert(reason);
        response
    }
}

/// Whether the upstream gave no answer of its own; a proxy before it may have said so.
pub(crate) fn is_unreached(response: &Response) -> bool {
    response.extensions().get::<Unanswered>().is_some() || response.status() == StatusCode::GATEWAY_TIMEOUT
}

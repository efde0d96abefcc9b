//! The two places requests are forwarded to: the site, and the server's visitor API. Must not decide who may pass.

use axum::body::Body;
use axum::response::Response;
use http::request::Parts;
use http::{StatusCode, Uri};
use vq_proxy::{HttpClient, Unanswered, UpstreamOptions};

/// A place requests are forwarded to.
pub(crate) struct Upstream(vq_proxy::Upstream);

impl Upstream {
    pub fn new(target: &Uri, client: HttpClient, options: UpstreamOptions) -> Self {
        Self(vq_proxy::Upstream::new(target, client, options))
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

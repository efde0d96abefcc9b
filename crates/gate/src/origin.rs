//! The two places requests are forwarded to: the site, and the server's visitor API.
//!
//! The forwarding itself is `axum-reverse-proxy`: hop-by-hop headers, upgrades, streaming both ways, `Via` and the
//! detection of circles. Must not decide who may pass.

use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::response::Response;
use axum_reverse_proxy::{HostBehaviour, ProxyError, ProxyPolicy, ReverseProxy, XForwardedFor};
use http::request::Parts;
use http::{Request, StatusCode, Uri};
use hyper_rustls::HttpsConnector;
use hyper_util::client::legacy::connect::HttpConnector;
use tokio::sync::Notify;

use crate::idle;
use crate::server::HttpClient;

/// Longer targets are refused before they are joined with the upstream's own path.
const MAX_TARGET_BYTES: usize = 32 * 1024;

/// A place requests are forwarded to.
pub(crate) struct Upstream {
    proxy: ReverseProxy<HttpsConnector<HttpConnector>>,
    limit: Duration,
}

/// How an upstream sees requests.
pub(crate) struct UpstreamOptions {
    pub preserve_host: bool,
    pub via: String,
    pub limit: Duration,
}

impl Upstream {
    pub fn new(target: &Uri, client: HttpClient, options: UpstreamOptions) -> Self {
        let host = if options.preserve_host { HostBehaviour::Preserve } else { HostBehaviour::Replace };
        let policy = ProxyPolicy::new()
            .with_host_behaviour(host)
            // The gate has set these headers itself, knowing which proxies to believe.
            .with_x_forwarded_for(XForwardedFor::Preserve)
            .with_websocket_connect_timeout(options.limit)
            .with_via(options.via);
        let proxy = ReverseProxy::new_with_client("/", target.to_string(), client).with_policy(policy);
        Self { proxy, limit: options.limit }
    }

    /// Forwards a request. Answers 502 or 504 where the upstream does not.
    pub async fn forward(&self, parts: Parts, body: Body) -> Response {
        let taken = Arc::new(Notify::new());
        let request = Request::from_parts(parts, idle::watch(body, Arc::clone(&taken)));
        match idle::answer(self.proxy.proxy_request(request), &taken, self.limit).await {
            Some(Ok(response)) => response,
            Some(Err(never)) => match never {},
            None => {
                let mut response = Response::new(Body::from("Gateway Timeout"));
                *response.status_mut() = StatusCode::GATEWAY_TIMEOUT;
                response
            }
        }
    }
}

/// Whether the upstream could not be reached, as opposed to having answered with an error of its own.
pub(crate) fn is_unreached(response: &Response) -> bool {
    response.extensions().get::<ProxyError>().is_some() || response.status() == StatusCode::GATEWAY_TIMEOUT
}

/// Whether a request's target can be forwarded at all.
pub(crate) fn is_forwardable(uri: &Uri) -> bool {
    uri.path_and_query()
        .is_some_and(|target| target.as_str().starts_with('/') && target.as_str().len() <= MAX_TARGET_BYTES)
}

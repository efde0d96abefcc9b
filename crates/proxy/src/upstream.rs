//! A place requests are forwarded to.
//!
//! The forwarding itself is `axum-reverse-proxy`: hop-by-hop headers, upgrades, streaming both ways, `Via` and the
//! detection of circles.

use std::str::FromStr;

use axum::body::Body;
use axum::response::Response;
use axum_reverse_proxy::{HostBehaviour, ProxyError, ProxyPolicy, ReverseProxy, XForwardedFor};
use http::request::Parts;
use http::uri::PathAndQuery;
use http::{Request, Uri, Version};
use hyper_rustls::HttpsConnector;
use hyper_util::client::legacy::connect::HttpConnector;

use crate::{HttpClient, Limits, idle};

/// Longer targets are refused before they are joined with the upstream's own path.
const MAX_TARGET_BYTES: usize = 32 * 1024;

/// A place requests are forwarded to.
pub struct Upstream {
    proxy: ReverseProxy<HttpsConnector<HttpConnector>>,
    limits: Limits,
}

/// How an upstream sees requests.
#[derive(Clone, Debug)]
pub struct UpstreamOptions {
    /// Whether it sees the `Host` that was asked for rather than its own.
    pub preserve_host: bool,
    /// Our name in `Via`.
    pub via: String,
    /// How long it may take.
    pub limits: Limits,
}

/// Why an upstream did not answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unanswered {
    /// There was no connection, so nothing of the request was sent.
    #[error("no connection could be made")]
    Unreached,
    /// The connection broke before the answer began; what became of the request is not known.
    #[error("the connection broke before the answer")]
    Broken,
    /// It took too long; what became of the request is not known.
    #[error("no answer came in time")]
    Silent,
}

impl Upstream {
    /// `target` is an absolute URI; a path in it is put before every path.
    pub fn new(target: &Uri, client: HttpClient, options: UpstreamOptions) -> Self {
        let host = if options.preserve_host { HostBehaviour::Preserve } else { HostBehaviour::Replace };
        let policy = ProxyPolicy::new()
            .with_host_behaviour(host)
            // We have set these headers ourselves, knowing which proxies to believe.
            .with_x_forwarded_for(XForwardedFor::Preserve)
            .with_websocket_connect_timeout(options.limits.read)
            .with_via(options.via);
        let proxy = ReverseProxy::new_with_client("/", target.to_string(), client).with_policy(policy);
        Self { proxy, limits: options.limits }
    }

    /// Forwards a request.
    pub async fn forward(&self, parts: Parts, body: Body) -> Result<Response, Unanswered> {
        let (body, progress) = idle::watch(body);
        let sending = self.proxy.proxy_request(Request::from_parts(parts, body));
        let response = match idle::answer(sending, &progress, self.limits).await {
            Some(Ok(mut response)) => {
                // An intermediary speaks its own version, whatever the upstream speaks (RFC 9110 2.5).
                *response.version_mut() = Version::HTTP_11;
                response
            }
            Some(Err(never)) => match never {},
            None => return Err(Unanswered::Silent),
        };
        match response.extensions().get::<ProxyError>() {
            None => Ok(response),
            Some(error) if error.is_connect() => Err(Unanswered::Unreached),
            Some(_) => Err(Unanswered::Broken),
        }
    }
}

/// Whether a request's target can be forwarded at all.
pub fn is_forwardable(uri: &Uri) -> bool {
    uri.path_and_query()
        .is_some_and(|target| target.as_str().starts_with('/') && target.as_str().len() <= MAX_TARGET_BYTES)
}

/// The URL of an upstream: absolute, with a host, without credentials and query. A mistake is told in words that follow
/// the name of the setting.
pub fn base_url(text: &str) -> Result<Uri, String> {
    let wrong = |problem: &str| format!("is `{text}`, but {problem}");
    let uri = Uri::from_str(text).map_err(|_| wrong("that is not a URL"))?;
    if !matches!(uri.scheme_str(), Some("http" | "https")) || uri.authority().is_none() {
        return Err(wrong("it must begin with http:// or https:// and name a host"));
    }
    if uri.authority().is_some_and(|authority| authority.as_str().contains('@')) {
        return Err("must not contain a user name or password".to_owned());
    }
    if uri.path_and_query().and_then(PathAndQuery::query).is_some() {
        return Err(wrong("it must not have a query"));
    }
    Ok(uri)
}

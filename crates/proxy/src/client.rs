//! The HTTP client towards upstreams. TLS with aws-lc-rs, trusting what the machine trusts.

use std::time::Duration;

use axum::body::Body;
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::{TokioExecutor, TokioTimer};

/// A pooled client for HTTP/1.1, which upgrades need.
pub type HttpClient = Client<HttpsConnector<HttpConnector>, Body>;

/// How long an unused connection is kept: less than what servers usually keep it for.
const IDLE: Duration = Duration::from_secs(30);

/// A client that gives up a connection that is not made within `connect_timeout`.
pub fn http_client(connect_timeout: Duration) -> HttpClient {
    let mut connector = HttpConnector::new();
    connector.enforce_http(false);
    connector.set_nodelay(true);
    connector.set_connect_timeout(Some(connect_timeout));
    let roots = match HttpsConnectorBuilder::new().with_native_roots() {
        Ok(builder) => builder,
        // An image without certificates: the ones that were built in.
        Err(_) => HttpsConnectorBuilder::new().with_webpki_roots(),
    };
    let connector = roots.https_or_http().enable_http1().wrap_connector(connector);
    Client::builder(TokioExecutor::new())
        .pool_timer(TokioTimer::new())
        .pool_idle_timeout(IDLE)
        .build(connector)
}

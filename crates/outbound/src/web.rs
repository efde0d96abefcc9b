//! The guard: a tenant says where its provider of identities or its domain is; without it the tenant could have the server ask
//! things of its own network.

use std::{
    future::Future,
    io,
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};

use hickory_resolver::TokioResolver;
use http::{Request, StatusCode, Uri, header};
use http_body_util::{BodyExt, Full, Limited};
use hyper::body::Bytes;
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::{
    client::legacy::{
        Client,
        connect::{HttpConnector, dns::Name},
    },
    rt::TokioExecutor,
};
use serde::de::DeserializeOwned;

/// How long an answer may take.
const PATIENCE: Duration = Duration::from_secs(10);
/// Largest answer to a form that is read, in bytes.
const LARGEST: usize = 256 * 1024;

/// Why somebody did not tell what they were asked. Goes to the log.
#[derive(Debug, thiserror::Error)]
pub enum WebError {
    /// Not an address that may be called.
    #[error("{0} may not be called")]
    Forbidden(String),
    /// It could not be reached or did not answer in time.
    #[error("no answer: {0}")]
    NoAnswer(String),
    /// It answered something else.
    #[error("answered {0}")]
    Status(StatusCode),
    /// It answered what cannot be read.
    #[error("the answer cannot be read: {0}")]
    Unreadable(String),
}

/// Whether calls may go over plain HTTP.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Plain {
    /// To internal addresses only, where those are allowed.
    Internal,
    /// Everywhere: for what is no secret, and proves nothing that whoever stands on the way could not have.
    Everywhere,
}

/// The way to others.
pub struct Web {
    client: Client<HttpsConnector<HttpConnector<Guard>>, Full<Bytes>>,
    internal: bool,
    plain: bool,
}

impl Web {
    /// With `internal`, also to internal addresses, and to them over plain HTTP.
    pub fn new(internal: bool, plain: Plain) -> Self {
        Self::with_dns(internal, plain, None)
    }

    /// Like [`Self::new`], asking servers of the DNS of one's own instead of the machine's.
    pub(crate) fn with_dns(internal: bool, plain: Plain, dns: Option<TokioResolver>) -> Self {
        let plain = internal || plain == Plain::Everywhere;
        let mut http = HttpConnector::new_with_resolver(Guard { internal, dns });
        http.enforce_http(false);
        http.set_connect_timeout(Some(PATIENCE));
        let builder = HttpsConnectorBuilder::new().with_webpki_roots();
        let tls = if plain { builder.https_or_http() } else { builder.https_only() };
        let client = Client::builder(TokioExecutor::new()).build(tls.enable_http1().wrap_connector(http));
        Self { client, internal, plain }
    }

    /// Whether an address may be called, as far as can be seen without looking it up.
    pub fn allows(&self, url: &str) -> bool {
        let Ok(uri) = url.parse::<Uri>() else { return false };
        let Some(host) = uri.host() else { return false };
        if self.internal {
            return matches!(uri.scheme_str(), Some("http" | "https"));
        }
        let literal = host.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>();
        let scheme = if self.plain { &["https", "http"][..] } else { &["https"] };
        uri.scheme_str().is_some_and(|theirs| scheme.contains(&theirs))
            && !uri.authority().is_some_and(|authority| authority.as_str().contains('@'))
            && literal.map_or(true, is_public)
    }

    /// A JSON document of at most so many bytes.
    pub async fn get<T: DeserializeOwned>(&self, url: &str, largest: usize) -> Result<T, WebError> {
        let request = Request::get(url).header(header::ACCEPT, "application/json").body(Full::default());
        self.json(url, request, largest).await
    }

    /// A short text of at most so many bytes.
    pub async fn text(&self, url: &str, largest: usize) -> Result<String, WebError> {
        let request = Request::get(url).header(header::ACCEPT, "text/plain, */*").body(Full::default());
        let bytes = self.call(url, request, largest).await?;
        String::from_utf8(bytes.into()).map_err(|_| WebError::Unreadable("it is no text".into()))
    }

    /// The JSON answer to a form.
    pub async fn post_form<T: DeserializeOwned>(
        &self,
        url: &str,
        authorization: &str,
        form: String,
    ) -> Result<T, WebError> {
        let request = Request::post(url)
            .header(header::ACCEPT, "application/json")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header(header::AUTHORIZATION, authorization)
            .body(Full::from(form));
        self.json(url, request, LARGEST).await
    }

    async fn json<T: DeserializeOwned>(
        &self,
        url: &str,
        request: http::Result<Request<Full<Bytes>>>,
        largest: usize,
    ) -> Result<T, WebError> {
        let bytes = self.call(url, request, largest).await?;
        serde_json::from_slice(&bytes).map_err(|error| WebError::Unreadable(error.to_string()))
    }

    async fn call(
        &self,
        url: &str,
        request: http::Result<Request<Full<Bytes>>>,
        largest: usize,
    ) -> Result<Bytes, WebError> {
        if !self.allows(url) {
            return Err(WebError::Forbidden(url.to_owned()));
        }
        let request = request.map_err(|_| WebError::Forbidden(url.to_owned()))?;
        let work = async {
            let answer =
                self.client.request(request).await.map_err(|error| WebError::NoAnswer(error.to_string()))?;
            if answer.status() != StatusCode::OK {
                return Err(WebError::Status(answer.status()));
            }
            let body = Limited::new(answer.into_body(), largest).collect().await;
            Ok(body.map_err(|error| WebError::Unreadable(error.to_string()))?.to_bytes())
        };
        tokio::time::timeout(PATIENCE, work)
            .await
            .unwrap_or_else(|_| Err(WebError::NoAnswer("too late".into())))
    }
}

/// Looks names up and leaves out what lies within our own walls. The connection is made to what was looked at: nobody can
/// answer one thing to the guard and another to the connector.
#[derive(Clone)]
struct Guard {
    internal: bool,
    dns: Option<TokioResolver>,
}

/// What a name leads to.
async fn look_up(name: &str, dns: Option<TokioResolver>) -> io::Result<Vec<SocketAddr>> {
    match dns {
        None => Ok(tokio::net::lookup_host((name, 0)).await?.collect()),
        Some(dns) => {
            // With the dot at its end nothing is added to it.
            let found = dns.lookup_ip(format!("{name}.")).await.map_err(io::Error::other)?;
            Ok(found.iter().map(|address| SocketAddr::new(address, 0)).collect())
        }
    }
}

impl tower_service::Service<Name> for Guard {
    type Response = std::vec::IntoIter<SocketAddr>;
    type Error = io::Error;
    type Future = Pin<Box<dyn Future<Output = io::Result<Self::Response>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, name: Name) -> Self::Future {
        let (internal, dns) = (self.internal, self.dns.clone());
        Box::pin(async move {
            let mut allowed = look_up(name.as_str(), dns).await?;
            allowed.retain(|address| internal || is_public(address.ip()));
            if allowed.is_empty() {
                return Err(io::Error::other("the name leads to no public address"));
            }
            Ok(allowed.into_iter())
        })
    }
}

/// Whether an address is one of the open internet (IANA special-purpose address registries).
fn is_public(address: IpAddr) -> bool {
    match address.to_canonical() {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    let shared = a == 100 && (64..128).contains(&b);
    let benchmarks = a == 198 && (18..20).contains(&b);
    let protocols = (a, b, c) == (192, 0, 0);
    !(address.is_private()
        || address.is_loopback()
        || address.is_link_local()
        || address.is_documentation()
        || address.is_multicast()
        || shared
        || benchmarks
        || protocols
        || a == 0
        || a >= 240)
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    let [first, second, ..] = address.segments();
    // Only 2000::/3 is handed out; of that, not what is for documentation, tunnels and translators.
    let global = first & 0xe000 == 0x2000;
    let tunnels = first == 0x2002 || (first == 0x2001 && second < 0x0200);
    let documentation = (first, second) == (0x2001, 0x0db8) || first == 0x3fff;
    global && !tunnels && !documentation
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_lies_within_our_walls_is_not_public() {
        for inside in [
            "127.0.0.1",
            "10.1.2.3",
            "172.16.0.1",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
            "0.0.0.0",
            "224.0.0.1",
            "255.255.255.255",
            "198.18.0.1",
            "192.0.0.8",
            "::1",
            "::",
            "fe80::1",
            "fc00::1",
            "ff02::1",
            "::ffff:10.0.0.1",
            "64:ff9b::a00:1",
            "2002:a00:1::",
            "2001:db8::1",
        ] {
            assert!(!is_public(inside.parse().expect("an address")), "{inside}");
        }
        for outside in ["1.1.1.1", "172.15.0.1", "100.128.0.1", "2606:4700::1111", "::ffff:1.1.1.1"] {
            assert!(is_public(outside.parse().expect("an address")), "{outside}");
        }
    }

    #[tokio::test]
    async fn only_https_to_others_is_called() {
        let web = Web::new(false, Plain::Internal);
        for good in ["https://id.example", "https://id.example:8443/a?b", "https://1.1.1.1/"] {
            assert!(web.allows(good), "{good}");
        }
        for bad in [
            "",
            "id.example",
            "http://id.example",
            "ftp://id.example",
            "https://127.0.0.1/",
            "https://[::1]/",
            "https://user:secret@id.example/",
            "https://10.0.0.1:443/",
        ] {
            assert!(!web.allows(bad), "{bad}");
            let refused = web.get::<serde_json::Value>(bad, 100).await;
            assert!(matches!(refused, Err(WebError::Forbidden(_))), "{bad}");
        }
        // A name that leads inside is found out when it is looked up.
        let inside = web.get::<serde_json::Value>("https://localhost:1/", 100).await;
        assert!(matches!(inside, Err(WebError::NoAnswer(_))), "{inside:?}");
    }

    #[tokio::test]
    async fn plain_http_leads_inside_no_more_than_tls() {
        let web = Web::new(false, Plain::Everywhere);
        assert!(web.allows("http://shop.example/") && web.allows("https://shop.example/"));
        for bad in
            ["http://127.0.0.1/", "http://10.0.0.1/", "http://[::1]/", "http://a@shop.example/", "ftp://a.b/"]
        {
            assert!(!web.allows(bad), "{bad}");
        }
        let inside = web.text("http://localhost:1/", 100).await;
        assert!(matches!(inside, Err(WebError::NoAnswer(_))), "{inside:?}");
    }

    proptest! {
        #[test]
        fn any_text_is_judged(url in "\\PC{0,60}") {
            Web::new(false, Plain::Internal).allows(&url);
        }
    }
}

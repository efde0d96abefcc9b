//! Who is at the other end, and what upstreams are told about it.
//!
//! Forwarding headers are believed from trusted proxies only; from anyone else they are replaced, so that nobody
//! chooses the address an upstream sees.

use std::net::{IpAddr, SocketAddr};

use axum::extract::ConnectInfo;
use http::header::{FORWARDED, HOST};
use http::request::Parts;
use http::{HeaderMap, HeaderName, HeaderValue};
use ipnet::IpNet;

const X_FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");
const X_FORWARDED_HOST: HeaderName = HeaderName::from_static("x-forwarded-host");
const X_FORWARDED_PROTO: HeaderName = HeaderName::from_static("x-forwarded-proto");

/// Headers in which other proxies say who asks. We set one set of them and let no other through.
const UNTRUSTED: [HeaderName; 7] = [
    X_FORWARDED_FOR,
    X_FORWARDED_HOST,
    X_FORWARDED_PROTO,
    FORWARDED,
    HeaderName::from_static("x-forwarded-port"),
    HeaderName::from_static("x-real-ip"),
    HeaderName::from_static("x-client-ip"),
];

/// Who is at the other end of a request.
pub struct Peer {
    /// The address of who asks, behind all trusted proxies.
    pub client: Option<IpAddr>,
    /// What goes into `X-Forwarded-For`.
    chain: Option<HeaderValue>,
    /// The host that was asked for.
    pub host: Option<HeaderValue>,
    trusted: bool,
}

impl Peer {
    /// Of a request; who is connected comes from its [`ConnectInfo`].
    pub fn of(parts: &Parts, trusted_proxies: &[IpNet]) -> Self {
        let trusts = |ip: &IpAddr| trusted_proxies.iter().any(|network| network.contains(ip));
        let address =
            parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip().to_canonical());
        let trusted = address.as_ref().is_some_and(trusts);
        let before = if trusted { forwarded_for(&parts.headers) } else { Vec::new() };

        // The last address that is not one of ours is the first we did not check ourselves.
        let hops = before.iter().map(|hop| hop.parse::<IpAddr>().ok().map(|ip| ip.to_canonical()));
        let client = hops.rev().find(|hop| !hop.as_ref().is_some_and(trusts)).unwrap_or(address);
        let chain = before.iter().map(|hop| (*hop).to_owned()).chain(address.map(|ip| ip.to_string()));
        let chain = chain.collect::<Vec<_>>().join(", ");

        let asked = parts.headers.get(HOST).cloned().or_else(|| authority(parts));
        let forwarded = parts.headers.get(X_FORWARDED_HOST).filter(|_| trusted).cloned();
        Self {
            client,
            chain: HeaderValue::try_from(chain).ok().filter(|chain| !chain.is_empty()),
            host: forwarded.or(asked),
            trusted,
        }
    }

    /// How a request came to the first of us, for one that itself has no TLS: as a trusted proxy says.
    pub fn scheme(&self, headers: &HeaderMap) -> &'static str {
        let secure = headers.get(X_FORWARDED_PROTO).is_some_and(|scheme| scheme == "https");
        if self.trusted && secure { "https" } else { "http" }
    }
}

/// Replaces the forwarding headers of a request by what we know.
pub fn forward_as(headers: &mut HeaderMap, peer: &Peer, scheme: &'static str) {
    for name in &UNTRUSTED {
        let ours = [X_FORWARDED_FOR, X_FORWARDED_HOST, X_FORWARDED_PROTO, FORWARDED].contains(name);
        if ours || !peer.trusted {
            headers.remove(name);
        }
    }
    if let Some(chain) = &peer.chain {
        headers.insert(X_FORWARDED_FOR, chain.clone());
    }
    if let Some(host) = &peer.host {
        headers.insert(X_FORWARDED_HOST, host.clone());
    }
    headers.insert(X_FORWARDED_PROTO, HeaderValue::from_static(scheme));
}

/// Takes over what names the trace a request belongs to (W3C trace context), so that the server's log names it, too.
pub fn trace_as(headers: &mut HeaderMap, request: &HeaderMap) {
    for name in ["traceparent", "tracestate"] {
        for value in request.get_all(name) {
            headers.append(name, value.clone());
        }
    }
}

fn forwarded_for(headers: &HeaderMap) -> Vec<&str> {
    let lines = headers.get_all(X_FORWARDED_FOR).iter().filter_map(|value| value.to_str().ok());
    lines.flat_map(|line| line.split(',')).map(str::trim).filter(|hop| !hop.is_empty()).collect()
}

fn authority(parts: &Parts) -> Option<HeaderValue> {
    parts.uri.authority().and_then(|authority| HeaderValue::try_from(authority.as_str()).ok())
}

#[cfg(test)]
mod tests {
    use super::{Peer, forward_as};
    use axum::extract::ConnectInfo;
    use http::Request;
    use std::net::SocketAddr;

    fn parts(from: &str, forwarded: &[&str]) -> http::request::Parts {
        let mut request = Request::get("/").header("host", "shop.example").header("x-real-ip", "6.6.6.6");
        for line in forwarded {
            request = request.header("x-forwarded-for", *line);
        }
        let address: SocketAddr = from.parse().unwrap();
        request.extension(ConnectInfo(address)).body(()).unwrap().into_parts().0
    }

    #[test]
    fn strangers_choose_no_address() {
        let mut parts = parts("9.9.9.9:1", &["1.1.1.1"]);
        let peer = Peer::of(&parts, &["10.0.0.0/8".parse().unwrap()]);
        assert_eq!(peer.client, Some("9.9.9.9".parse().unwrap()));
        forward_as(&mut parts.headers, &peer, "https");
        assert_eq!(parts.headers["x-forwarded-for"], "9.9.9.9");
        assert_eq!(parts.headers["x-forwarded-host"], "shop.example");
        assert_eq!(parts.headers["x-forwarded-proto"], "https");
        assert!(!parts.headers.contains_key("x-real-ip"));
    }

    #[test]
    fn the_chain_of_trusted_proxies_is_followed_to_the_first_stranger() {
        let trusted = ["10.0.0.0/8".parse().unwrap()];
        let mut request = parts("10.0.0.1:1", &["1.1.1.1, 9.9.9.9", "10.0.0.2"]);
        let peer = Peer::of(&request, &trusted);
        assert_eq!(peer.client, Some("9.9.9.9".parse().unwrap()));
        forward_as(&mut request.headers, &peer, "http");
        assert_eq!(request.headers["x-forwarded-for"], "1.1.1.1, 9.9.9.9, 10.0.0.2, 10.0.0.1");
        assert_eq!(request.headers["x-real-ip"], "6.6.6.6");

        assert_eq!(Peer::of(&parts("10.0.0.1:1", &["garbage"]), &trusted).client, None);
        assert_eq!(
            Peer::of(&parts("[::ffff:10.0.0.1]:1", &["9.9.9.9"]), &trusted).client,
            Some("9.9.9.9".parse().unwrap())
        );
    }
}

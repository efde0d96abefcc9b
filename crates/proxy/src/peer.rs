//! Who is at the other end, and what upstreams are told about it.
//!
//! Forwarding headers are believed from trusted proxies only; from anyone else they are replaced, so that nobody
//! chooses the address an upstream sees.

use std::net::{IpAddr, SocketAddr};

use axum::extract::ConnectInfo;
use http::header::{FORWARDED, HOST};
use http::request::Parts;
use http::uri::Authority;
use http::{HeaderMap, HeaderName, HeaderValue};
use ipnet::IpNet;

use crate::hop::remove_alike;

const X_FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");
const X_FORWARDED_HOST: HeaderName = HeaderName::from_static("x-forwarded-host");
const X_FORWARDED_PROTO: HeaderName = HeaderName::from_static("x-forwarded-proto");

/// Headers in which other proxies say who asks. We set one set of them and let no other through.
pub(crate) const FORWARDING: [HeaderName; 7] = [
    X_FORWARDED_FOR,
    X_FORWARDED_HOST,
    X_FORWARDED_PROTO,
    FORWARDED,
    HeaderName::from_static("x-forwarded-port"),
    HeaderName::from_static("x-real-ip"),
    HeaderName::from_static("x-client-ip"),
];

/// Longest host that is passed on, in bytes; names in the DNS are no longer.
const LONGEST_HOST: usize = 255;
/// So many hops of a chain are passed on, the last ones, each no longer than an address can be.
const MOST_HOPS: usize = 32;
const LONGEST_HOP: usize = 64;
/// Longest header that names a trace, in bytes: what W3C trace context asks for at least.
const LONGEST_TRACE: usize = 512;

/// Who is at the other end of a request. Of bounded size, whatever the request holds.
pub struct Peer {
    /// The address of who asks, behind all trusted proxies.
    pub client: Option<IpAddr>,
    /// What goes into `X-Forwarded-For`.
    chain: Option<HeaderValue>,
    /// The host that was asked for, if it is one.
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
        let short = before.iter().rev().take(MOST_HOPS).take_while(|hop| hop.len() <= LONGEST_HOP);
        let mut chain: Vec<_> = short.map(|hop| (*hop).to_owned()).collect();
        chain.reverse();
        let chain = chain.into_iter().chain(address.map(|ip| ip.to_string()));
        let chain = chain.collect::<Vec<_>>().join(", ");

        let asked = parts.headers.get(HOST).cloned().or_else(|| authority(parts));
        let forwarded = parts.headers.get(X_FORWARDED_HOST).filter(|_| trusted).cloned();
        Self {
            client,
            chain: HeaderValue::try_from(chain).ok().filter(|chain| !chain.is_empty()),
            host: forwarded.or(asked).filter(is_host),
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
    if peer.trusted {
        remove_alike(headers, &[X_FORWARDED_FOR, X_FORWARDED_HOST, X_FORWARDED_PROTO, FORWARDED]);
    } else {
        remove_alike(headers, &FORWARDING);
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
        if let Some(value) = request.get(name).filter(|value| value.len() <= LONGEST_TRACE) {
            headers.insert(name, value.clone());
        }
    }
}

fn is_host(value: &HeaderValue) -> bool {
    value.len() <= LONGEST_HOST
        && Authority::try_from(value.as_bytes())
            .is_ok_and(|authority| !authority.host().is_empty() && !authority.as_str().contains('@'))
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
    use super::{Peer, forward_as, trace_as};
    use axum::extract::ConnectInfo;
    use http::{HeaderMap, Request};
    use proptest::prelude::*;
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
    fn names_that_pass_for_forwarding_headers_are_strangers_words_too() {
        let mut parts = parts("9.9.9.9:1", &[]);
        for name in ["x_forwarded_for", "x-forwarded_host", "x_real_ip"] {
            parts.headers.insert(name, "6.6.6.6".parse().unwrap());
        }
        let peer = Peer::of(&parts, &[]);
        forward_as(&mut parts.headers, &peer, "https");
        assert!(parts.headers.keys().all(|name| !name.as_str().contains('_')), "{:?}", parts.headers);
    }

    #[test]
    fn what_is_no_host_is_not_passed_on() {
        for host in ["a b", "me@shop.example", "shop.example/x", "", &"x".repeat(256)] {
            let mut parts = parts("9.9.9.9:1", &[]);
            parts.headers.insert("host", host.parse().unwrap());
            let peer = Peer::of(&parts, &[]);
            forward_as(&mut parts.headers, &peer, "https");
            assert_eq!(parts.headers.get("x-forwarded-host"), None, "{host}");
        }
    }

    proptest! {
        #[test]
        fn what_is_told_of_a_visitor_is_bounded(
            host in "[!-~]{0,400}", hops in proptest::collection::vec("[!-~]{0,200}", 0..200), trace in "[!-~]{0,2000}",
        ) {
            let mut parts = parts("10.0.0.1:1", &hops.iter().map(String::as_str).collect::<Vec<_>>());
            parts.headers.insert("host", host.parse().unwrap());
            parts.headers.insert("tracestate", trace.parse().unwrap());
            let peer = Peer::of(&parts, &["10.0.0.0/8".parse().unwrap()]);
            let mut told = HeaderMap::new();
            forward_as(&mut told, &peer, "https");
            trace_as(&mut told, &parts.headers);
            prop_assert!(told.values().map(|value| value.len()).sum::<usize>() < 4096);
        }
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

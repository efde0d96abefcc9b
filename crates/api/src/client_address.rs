//! Where a caller comes from.
//!
//! What proxies say about it is believed only of those that are trusted, and read from the right: the last address that is
//! not a trusted proxy's own is the first that nobody could make up.

use std::{
    convert::Infallible,
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    sync::Arc,
    task::{Context, Poll},
};

use axum::extract::{ConnectInfo, FromRequestParts};
use http::{Extensions, HeaderMap, Request, request::Parts};
use ipnet::IpNet;
use serde::Deserialize;

use crate::forwarded;

/// More proxies than ever stand in a row.
const MOST_HOPS: usize = 32;

/// The caller's address; `None` where there is no connection, as in tests. [`ClientAddressLayer`] puts it into the request's
/// extensions; without it, it is that of the connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ClientAddress(pub Option<IpAddr>);

impl ClientAddress {
    /// What stands for one household: an IPv4 address (mapped into IPv6), or the /64 network of an IPv6 address, which one
    /// person owns whole.
    pub fn network(self) -> Ipv6Addr {
        match self.0.map(|address| address.to_canonical()) {
            None => Ipv6Addr::UNSPECIFIED,
            Some(IpAddr::V4(address)) => address.to_ipv6_mapped(),
            Some(IpAddr::V6(address)) => Ipv6Addr::from_bits(address.to_bits() >> 64 << 64),
        }
    }

    /// The address of a request.
    pub fn of(extensions: &Extensions) -> Self {
        match extensions.get::<Self>() {
            Some(known) => *known,
            None => Self(connection(extensions)),
        }
    }
}

fn connection(extensions: &Extensions) -> Option<IpAddr> {
    extensions.get::<ConnectInfo<SocketAddr>>().map(|ConnectInfo(peer)| peer.ip().to_canonical())
}

impl<S: Send + Sync> FromRequestParts<S> for ClientAddress {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Infallible> {
        Ok(Self::of(&parts.extensions))
    }
}

/// The proxies that are believed when they say whom they speak for: addresses and networks.
///
/// The default is this machine alone: a gate or a web server beside us is there to be believed, and nobody from elsewhere
/// can connect from a loopback address.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "Vec<String>")]
pub struct TrustedProxies(Arc<[IpNet]>);

impl Default for TrustedProxies {
    fn default() -> Self {
        let loopback = [
            IpNet::new_assert(Ipv4Addr::LOCALHOST.into(), 8).trunc(),
            IpNet::from(IpAddr::V6(Ipv6Addr::LOCALHOST)),
        ];
        Self(loopback.into())
    }
}

/// Neither an address nor a network.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is neither an address (192.0.2.1) nor a network (192.0.2.0/24)")]
pub struct NotANetwork(String);

impl TryFrom<Vec<String>> for TrustedProxies {
    type Error = NotANetwork;

    fn try_from(texts: Vec<String>) -> Result<Self, NotANetwork> {
        let network = |text: String| {
            let address = text.parse().map(|address: IpAddr| address.to_canonical().into());
            address.or_else(|_| text.parse()).map_err(|_| NotANetwork(text))
        };
        texts.into_iter().map(network).collect::<Result<_, _>>().map(Self)
    }
}

impl TrustedProxies {
    /// The networks.
    pub fn networks(&self) -> &[IpNet] {
        &self.0
    }

    fn trusts(&self, address: IpAddr) -> bool {
        self.0.iter().any(|network| network.contains(&address))
    }

    /// Who calls over a connection with these headers.
    pub fn client(&self, connection: Option<IpAddr>, headers: &HeaderMap) -> Option<IpAddr> {
        let mut nearest = connection?;
        if !self.trusts(nearest) {
            return Some(nearest);
        }
        for hop in forwarded::from_the_right(headers).take(MOST_HOPS) {
            // What a trusted proxy does not know stands for itself.
            let Some(address) = hop else { break };
            nearest = address;
            if !self.trusts(nearest) {
                break;
            }
        }
        Some(nearest)
    }
}

/// Gives every request its [`ClientAddress`].
#[derive(Clone, Debug, Default)]
pub struct ClientAddressLayer {
    trusted: TrustedProxies,
}

impl ClientAddressLayer {
    /// Believes these proxies.
    pub fn new(trusted: TrustedProxies) -> Self {
        Self { trusted }
    }
}

impl<S> tower::Layer<S> for ClientAddressLayer {
    type Service = ClientAddressService<S>;

    fn layer(&self, inner: S) -> Self::Service {
        ClientAddressService { trusted: self.trusted.clone(), inner }
    }
}

/// See [`ClientAddressLayer`].
#[derive(Clone, Debug)]
pub struct ClientAddressService<S> {
    trusted: TrustedProxies,
    inner: S,
}

impl<S: tower::Service<Request<B>>, B> tower::Service<Request<B>> for ClientAddressService<S> {
    type Response = S::Response;
    type Error = S::Error;
    type Future = S::Future;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, mut request: Request<B>) -> S::Future {
        let client = self.trusted.client(connection(request.extensions()), request.headers());
        request.extensions_mut().insert(ClientAddress(client));
        self.inner.call(request)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn network(text: &str) -> Ipv6Addr {
        ClientAddress(Some(text.parse().expect("an address"))).network()
    }

    fn trusted(texts: &[&str]) -> TrustedProxies {
        texts.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>().try_into().expect("networks")
    }

    fn client(trusted: &TrustedProxies, connection: &str, headers: &[(&'static str, &str)]) -> String {
        let headers = headers.iter().map(|(name, value)| {
            (http::HeaderName::from_static(name), http::HeaderValue::from_str(value).expect("a value"))
        });
        let headers = headers.collect::<HeaderMap>();
        let client = trusted.client(Some(connection.parse().expect("an address")), &headers);
        client.expect("a client").to_string()
    }

    #[test]
    fn one_household_is_one() {
        assert_eq!(network("2001:db8::1"), network("2001:db8::ffff:2"));
        assert_ne!(network("2001:db8::1"), network("2001:db8:0:1::1"));
        assert_ne!(network("10.0.0.1"), network("10.0.0.2"));
        assert_eq!(network("10.0.0.1"), network("::ffff:10.0.0.1"));
    }

    #[test]
    fn strangers_choose_no_address() {
        let says = [("x-forwarded-for", "1.1.1.1"), ("forwarded", "for=1.1.1.1")];
        assert_eq!(client(&TrustedProxies::default(), "9.9.9.9", &says), "9.9.9.9");
        assert_eq!(client(&trusted(&[]), "127.0.0.1", &says), "127.0.0.1");
    }

    #[test]
    fn the_rightmost_address_that_is_not_trusted_counts() {
        let proxies = trusted(&["10.0.0.0/8", "2001:db8::1", "192.0.2.1"]);
        let from = |headers: &[_]| client(&proxies, "10.0.0.1", headers);
        assert_eq!(from(&[("x-forwarded-for", "1.1.1.1, 9.9.9.9, 10.0.0.2,192.0.2.1")]), "9.9.9.9");
        assert_eq!(from(&[("x-forwarded-for", "1.1.1.1, 2001:db8::1")]), "1.1.1.1");
        assert_eq!(from(&[("x-forwarded-for", "2001:db8::2:7")]), "2001:db8::2:7");
        assert_eq!(from(&[("forwarded", "for=1.1.1.1, for=\"[2001:db8::1]:80\";proto=https")]), "1.1.1.1");
        assert_eq!(from(&[("x-forwarded-for", "10.0.0.3, 10.0.0.2")]), "10.0.0.3", "all are ours");
        assert_eq!(from(&[]), "10.0.0.1");
        assert_eq!(client(&proxies, "10.0.0.1", &[("x-forwarded-for", "::ffff:10.0.0.9")]), "10.0.0.9");
    }

    #[test]
    fn what_cannot_be_read_stands_for_the_proxy_that_said_it() {
        let proxies = trusted(&["10.0.0.0/8"]);
        let from = |value| client(&proxies, "10.0.0.1", &[("x-forwarded-for", value)]);
        assert_eq!(from("1.1.1.1, unknown"), "10.0.0.1");
        assert_eq!(from("1.1.1.1, unknown, 10.0.0.2"), "10.0.0.2");
        assert_eq!(from(""), "10.0.0.1");
        assert_eq!(client(&proxies, "10.0.0.1", &[("forwarded", "for=_hidden")]), "10.0.0.1");
    }

    #[test]
    fn a_header_that_the_proxy_does_not_write_is_not_believed() {
        let proxies = trusted(&["10.0.0.0/8"]);
        let headers = [("forwarded", "for=1.1.1.1"), ("x-forwarded-for", "9.9.9.9")];
        assert_eq!(client(&proxies, "10.0.0.1", &headers), "9.9.9.9");
    }

    #[test]
    fn only_addresses_and_networks_can_be_trusted() {
        for text in ["", "proxy.example", "10.0.0.0/33", "10.0.0.1:80"] {
            assert!(TrustedProxies::try_from(vec![text.to_owned()]).is_err(), "{text}");
        }
        let default = trusted(&["127.0.0.0/8", "::1/128"]);
        assert_eq!(TrustedProxies::default(), default);
    }

    proptest! {
        #[test]
        fn any_header_is_read(name in "(x-forwarded-for|forwarded)", value in "[ -~]{0,80}") {
            let name = if name == "forwarded" { "forwarded" } else { "x-forwarded-for" };
            client(&trusted(&["0.0.0.0/0", "::/0"]), "127.0.0.1", &[(name, &value)]);
        }
    }
}

//! Where a caller comes from, as far as this process knows.

use std::{convert::Infallible, net::IpAddr, net::SocketAddr};

use axum::extract::{ConnectInfo, FromRequestParts};
use http::request::Parts;

/// The caller's address. Whoever knows better than the connection (behind a proxy that is trusted) puts one into the
/// request's extensions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ClientAddress(pub Option<IpAddr>);

impl ClientAddress {
    /// What stands for one household: the address, or the /64 network of an IPv6 address, which one person owns whole.
    pub(crate) fn network(self) -> [u8; 16] {
        let IpAddr::V6(address) = self.0.map_or(IpAddr::from([0; 4]), |address| address.to_canonical())
        else {
            return self.0.map_or([0; 16], mapped);
        };
        let mut octets = address.octets();
        octets[8..].fill(0);
        octets
    }
}

fn mapped(address: IpAddr) -> [u8; 16] {
    match address {
        IpAddr::V4(address) => address.to_ipv6_mapped().octets(),
        IpAddr::V6(address) => address.octets(),
    }
}

impl<S: Send + Sync> FromRequestParts<S> for ClientAddress {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Infallible> {
        if let Some(known) = parts.extensions.get::<Self>() {
            return Ok(*known);
        }
        let connection = parts.extensions.get::<ConnectInfo<SocketAddr>>();
        Ok(Self(connection.map(|ConnectInfo(peer)| peer.ip())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn network(text: &str) -> [u8; 16] {
        ClientAddress(Some(text.parse().expect("an address"))).network()
    }

    #[test]
    fn one_household_is_one() {
        assert_eq!(network("2001:db8::1"), network("2001:db8::ffff:2"));
        assert_ne!(network("2001:db8::1"), network("2001:db8:0:1::1"));
        assert_ne!(network("10.0.0.1"), network("10.0.0.2"));
        assert_eq!(network("10.0.0.1"), network("::ffff:10.0.0.1"));
    }
}

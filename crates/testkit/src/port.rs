//! Free ports.

use std::{
    hash::{BuildHasher, Hasher, RandomState},
    net::{Ipv4Addr, SocketAddr, TcpListener},
};

/// Below the ports that the system gives to outgoing connections: what is free here stays free while its server restarts.
const FIRST: u64 = 20_000;
const COUNT: u64 = 12_000;

/// An address of this machine where nobody listens.
pub fn free() -> SocketAddr {
    loop {
        let random = RandomState::new().build_hasher().finish();
        let port = u16::try_from(FIRST + random % COUNT).expect("a port");
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        if TcpListener::bind(address).is_ok() {
            return address;
        }
    }
}

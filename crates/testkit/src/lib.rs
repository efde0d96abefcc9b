//! Servers for tests, from the packages of the operating system: each on a free port of 127.0.0.1, in a folder of its own
//! that vanishes with it, however the test ends.
//!
//! - [`Postgres`]: a server, its streaming replicas, and databases owned by ordinary roles.
//! - [`Redis`].
//! - [`Program`]: any other server that says over HTTP when it is ready.
//! - [`TcpProxy`]: the way to a server, which can be cut, held up and slowed down.
//!
//! Servers can be killed, stopped, frozen, thawed and started again; they keep their port. What goes wrong here panics:
//! a test cannot go on without its server.

mod blocking;
mod family;
mod port;
mod postgres;
mod program;
mod proxy;
mod redis;
mod server;

pub use postgres::{Database, Postgres, PostgresOptions};
pub use program::Program;
pub use proxy::TcpProxy;
pub use redis::Redis;

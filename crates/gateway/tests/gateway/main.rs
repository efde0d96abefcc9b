//! The gateway before upstreams of the test's own, over real sockets.

mod edge;
mod failures;
mod support;

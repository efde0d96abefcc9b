//! Forwarding requests to an upstream: what the gate and the gateway share.
//!
//! - [`Upstream`]: one place requests are forwarded to, and why it did not answer if it did not;
//! - [`Peer`], [`forward_as`]: who is at the other end, and what the upstream is told about it;
//! - [`end_hop`], [`remove_alike`]: what the upstream must not be told;
//! - [`http_client`]: the pooled client, with TLS.
//!
//! Architecture invariant: nothing here decides who may pass or what a visitor is shown, and nothing here is retried.

mod client;
mod hop;
mod idle;
mod peer;
mod upstream;

pub use client::{HttpClient, http_client};
pub use hop::{end_hop, remove_alike};
pub use idle::Limits;
pub use peer::{Peer, forward_as, trace_as};
pub use upstream::{Unanswered, Upstream, UpstreamOptions, base_url, is_forwardable};

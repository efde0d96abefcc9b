//! What every endpoint shares.
//!
//! - [`envelope`]: the shape of every answer, success or failure;
//! - [`request`]: the id and time of the request being answered;
//! - [`auth`]: extractors that ARE the authorisation: a handler that takes `InTenant<may::QueueRead>` cannot run without it;
//! - [`body`], [`paging`], [`path`]: extractors whose rejections name the field and say what would be right;
//! - [`idempotency`]: `Idempotency-Key` on POST;
//! - [`looks`]: who sees lists that say who people are is written down;
//! - [`origins`]: which other sites' pages may call what is a tenant's;
//! - [`client_address`]: where a caller comes from;
//! - [`rate_limit`]: how often a caller may call.

pub mod auth;
pub mod body;
pub mod client_address;
pub mod cookie;
pub mod envelope;
mod forwarded;
pub mod idempotency;
pub mod looks;
pub mod origins;
pub mod paging;
pub mod path;
pub mod rate_limit;
pub mod request;
pub mod trace;

pub use auth::{Administers, Authenticator, Credential, InTenant, OnPlatform, Principal, may};
pub use body::Body;
pub use client_address::{ClientAddress, ClientAddressLayer, TrustedProxies};
pub use envelope::{ApiError, ApiResult, Envelope, Failure, Reply};
pub use looks::{Listed, Looks};
pub use paging::{List, Paging};
pub use path::Path;
pub use rate_limit::{RateLimit, RateLimitConfig, RateLimitLayer, Visitors};
pub use request::{Edge, inherit, to_the_end, trail};

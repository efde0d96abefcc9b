//! Calls to addresses that tenants name.
//!
//! - [`Web`]: bounded in time and size, following no redirects, and to nobody within our own walls;
//! - [`Prover`]: looks whether a domain has the token that shows whose it is, at its web server and in the DNS.
//!
//! Architecture invariant: whatever a tenant says where to call is called from here.

mod prover;
mod web;

pub use prover::{Prover, ProverConfig, ProverError, TXT_LABEL, WELL_KNOWN};
pub use web::{Plain, Web, WebError};

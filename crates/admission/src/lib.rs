//! Admission tokens of Virtual Queue: the proof that a visitor's turn has come.
//!
//! The queue signs ([`Signer`]); anyone with the public keys verifies ([`Verifier`]), offline. A token is a compact JWS
//! (RFC 7515) with `EdDSA` over Ed25519 (RFC 8037), bound to one queue (`aud`) and one session (`sub`).
//!
//! This crate must not read a clock, draw random numbers or do I/O while signing or verifying: time and ids are
//! arguments. Only the `layer` feature touches the outside world, through a fetcher and a clock the caller supplies.
//!
//! ```
//! use vq_admission::{Claims, KeySet, Signer, Verifier};
//!
//! let signer = Signer::from_seed(&[7; 32])?;
//! let claims = Claims {
//!     iss: "vqueue".into(),
//!     aud: "queue-1".into(),
//!     sub: "session-1".into(),
//!     iat: 1_000,
//!     exp: 1_600,
//!     jti: "token-1".into(),
//!     tkt: Some(345),
//! };
//! let token = signer.sign(&claims)?;
//!
//! let verifier = Verifier::new(KeySet::from_keys([signer.public_key()])?, "vqueue", 5);
//! assert_eq!(verifier.verify(&token, "queue-1", 1_001)?, claims);
//! assert!(verifier.verify(&token, "queue-2", 1_001).is_err());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod claims;
mod json;
mod jwks;
mod jws;
mod key;
mod revocation;
mod signer;
mod verify;

#[cfg(feature = "layer")]
pub mod layer;
#[cfg(feature = "web")]
pub mod web;

pub use claims::{Claims, ClaimsError};
pub use jwks::JwksError;
pub use key::{KeyError, KeySet, PublicKey};
pub use revocation::{RevocationError, RevocationList, RevocationPart, Revoked, revocations_path};
pub use signer::{SignError, Signer};
pub use verify::{Verifier, VerifyError, verify};

/// The longest token this crate signs or looks at, in bytes.
pub const MAX_TOKEN_BYTES: usize = 2048;

/// The issuer (`iss`) a server uses unless it is configured otherwise.
pub const DEFAULT_ISSUER: &str = "vqueue";

//! A tower layer that lets only admitted visitors through to a Rust origin.
//!
//! ```no_run
//! # use std::sync::Arc;
//! # use vq_admission::layer::{AdmissionLayer, JwksSource, LayerConfig};
//! # async fn fetch_jwks() -> Result<String, std::io::Error> { unimplemented!() }
//! # async fn example() -> Result<(), Box<dyn std::error::Error>> {
//! let keys = Arc::new(JwksSource::new(|| fetch_jwks()));
//! keys.refresh().await?;
//! tokio::spawn({
//!     let keys = Arc::clone(&keys);
//!     async move { keys.run(std::time::Duration::from_secs(60), |error| eprintln!("{error}")).await }
//! });
//! let mut config = LayerConfig::new("queue-id");
//! config.wait_url = Some("https://queue.example/q/queue-id?return={return}".to_owned());
//! let app: axum::Router = axum::Router::new().layer(AdmissionLayer::new(config, keys)?);
//! # Ok(()) }
//! ```
//!
//! With [`AdmissionLayer::with_revocations`] it also refuses what the queue's list revokes, and everybody (503) until that
//! list has been read once. Handlers find the visitor's [`crate::Claims`] in the request extensions. The layer must not fetch anything itself:
//! the caller supplies the fetcher, the task and, if it likes, the clock.

mod checker;
mod clock;
mod config;
mod respond;
mod revocations;
mod service;
mod source;

pub use checker::{Checker, Refusal};
pub use clock::{Clock, system_clock};
pub use config::{LayerConfig, LayerError};
pub use revocations::RevocationSource;
pub use service::{AdmissionLayer, AdmissionService};
pub use source::{FetchError, JwksSource, Source, SourceError};

//! Where somebody signs in from: what throttling and the list of sessions want to know of a request.

use std::convert::Infallible;

use axum::extract::FromRequestParts;
use http::{HeaderMap, header, request::Parts};
use vq_api::{ClientAddress, cookie};

/// More of what a browser says it is is not kept, in letters.
const LONGEST_DEVICE: usize = 200;

/// Where somebody signs in from.
pub(crate) struct Visit {
    pub(crate) address: ClientAddress,
    /// What the browser says it is.
    pub(crate) device: String,
    /// The request's headers, for its cookies.
    pub(crate) headers: HeaderMap,
    /// Whether over TLS.
    pub(crate) secure: bool,
}

impl<S: Send + Sync> FromRequestParts<S> for Visit {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Infallible> {
        let agent = parts.headers.get(header::USER_AGENT).and_then(|agent| agent.to_str().ok());
        Ok(Self {
            address: ClientAddress::of(&parts.extensions),
            device: agent.unwrap_or_default().chars().take(LONGEST_DEVICE).collect(),
            headers: parts.headers.clone(),
            secure: cookie::is_secure(&parts.headers),
        })
    }
}

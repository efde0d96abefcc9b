//! What the layer must be told, and the checks that catch a wrong configuration before the first visitor does.

use std::fmt::Write as _;

use crate::claims::is_id;

const PLACEHOLDER: &str = "{return}";

/// Configuration of an [`super::AdmissionLayer`].
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct LayerConfig {
    /// The queue whose tokens admit: its id, the `aud` of the tokens.
    pub queue: String,
    /// The `iss` of the tokens. Default: [`crate::DEFAULT_ISSUER`].
    pub issuer: String,
    /// Whether the public side speaks TLS, which decides the cookie's name and attributes. Default: true.
    pub secure: bool,
    /// Tolerated difference of clocks, in seconds. Default: 5.
    pub leeway: u32,
    /// Where browsers without admission are sent: a path or an `http(s)` URL in which `{return}` stands for the
    /// encoded path they wanted. Without it they get 401 or 403.
    pub wait_url: Option<String>,
}

/// A configuration that cannot work.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LayerError {
    /// The queue id is empty or uses characters outside `[A-Za-z0-9._-]`.
    #[error("`queue` is not a queue id")]
    Queue,
    /// The wait URL is neither a path nor an `http(s)` URL of printable ASCII.
    #[error("`wait_url` must be a path or an http(s) URL")]
    WaitUrl,
    /// The revocation list is not that of `queue`.
    #[error("the revocations are those of another queue")]
    Revocations,
}

impl LayerConfig {
    /// The defaults for one queue.
    #[must_use]
    pub fn new(queue: impl Into<String>) -> Self {
        Self {
            queue: queue.into(),
            issuer: crate::DEFAULT_ISSUER.to_owned(),
            secure: true,
            leeway: 5,
            wait_url: None,
        }
    }

    pub(super) fn check(&self) -> Result<(), LayerError> {
        if !is_id(&self.queue) {
            return Err(LayerError::Queue);
        }
        match &self.wait_url {
            Some(url) if !is_location(url) => Err(LayerError::WaitUrl),
            _ => Ok(()),
        }
    }

    /// The wait URL for a visitor who wanted `path`.
    pub(super) fn wait_url_for(&self, path: &str) -> Option<String> {
        self.wait_url.as_ref().map(|url| url.replace(PLACEHOLDER, &percent_encode(path)))
    }
}

fn is_location(url: &str) -> bool {
    let absolute = url.starts_with("https://") || url.starts_with("http://");
    let visible = url.replace(PLACEHOLDER, "");
    (absolute || crate::web::path::safe(&visible).is_some()) && visible.bytes().all(|b| b.is_ascii_graphic())
}

/// Encodes everything but unreserved characters and slashes.
fn percent_encode(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~' | b'/') {
            encoded.push(char::from(byte));
        } else {
            // Writing to a String cannot fail.
            let _ = write!(encoded, "%{byte:02X}");
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::{LayerConfig, LayerError};

    fn with_url(url: &str) -> LayerConfig {
        LayerConfig { wait_url: Some(url.to_owned()), ..LayerConfig::new("q") }
    }

    #[test]
    fn checks_what_it_is_told() {
        assert_eq!(LayerConfig::new("q").check(), Ok(()));
        assert_eq!(LayerConfig::new("q q").check(), Err(LayerError::Queue));
        for good in ["/wait", "https://queue.example/q/1?return={return}"] {
            assert_eq!(with_url(good).check(), Ok(()));
        }
        for bad in ["javascript:alert(1)", "//evil.example", "https://a b", "wait", ""] {
            assert_eq!(with_url(bad).check(), Err(LayerError::WaitUrl), "{bad}");
        }
    }

    #[test]
    fn the_return_path_is_encoded() {
        let url = with_url("/wait?return={return}").wait_url_for("/a?b=c&d=é").unwrap();
        assert_eq!(url, "/wait?return=/a%3Fb%3Dc%26d%3D%C3%A9");
    }
}

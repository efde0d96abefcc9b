//! One file, ready to be sent.

use std::io::Write;

use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use flate2::{Compression, write::GzEncoder};
use http::{HeaderMap, HeaderValue, StatusCode, header};

/// Length of the hash that a web build puts into a name.
const HASH: usize = 8;

pub(crate) struct Asset {
    content_type: HeaderValue,
    cache_control: HeaderValue,
    plain: Variant,
    /// Only where it is shorter.
    gzip: Option<Variant>,
}

struct Variant {
    body: Bytes,
    /// Strong, so each encoding has its own.
    etag: HeaderValue,
}

impl Asset {
    pub(crate) fn new(name: &str, file: &rust_embed::EmbeddedFile) -> Self {
        let hash: String =
            file.metadata.sha256_hash()[..16].iter().map(|byte| format!("{byte:02x}")).collect();
        let etag = |suffix: &str| {
            HeaderValue::from_str(&format!("\"{hash}{suffix}\"")).unwrap_or(HeaderValue::from_static("\"\""))
        };
        let plain = Bytes::copy_from_slice(&file.data);
        let gzip = compress(&plain).filter(|shorter| shorter.len() < plain.len());
        let text = matches!(file.metadata.mimetype().split('/').next(), Some("text"));
        let content_type =
            format!("{}{}", file.metadata.mimetype(), if text { "; charset=utf-8" } else { "" });
        let cache_control = if is_hashed(name) { "public, max-age=31536000, immutable" } else { "no-cache" };
        Self {
            content_type: HeaderValue::from_str(&content_type)
                .unwrap_or(HeaderValue::from_static("application/octet-stream")),
            cache_control: HeaderValue::from_static(cache_control),
            plain: Variant { body: plain, etag: etag("") },
            gzip: gzip.map(|body| Variant { body, etag: etag("-gz") }),
        }
    }

    pub(crate) fn bytes(&self) -> &[u8] {
        &self.plain.body
    }

    pub(crate) fn answer(&self, asked: &HeaderMap) -> Response {
        let gzip = self.gzip.as_ref().filter(|_| accepts_gzip(asked));
        let variant = gzip.unwrap_or(&self.plain);
        let known = is_known(asked, &variant.etag);
        let mut response = if known {
            StatusCode::NOT_MODIFIED.into_response()
        } else {
            variant.body.clone().into_response()
        };
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, self.content_type.clone());
        headers.insert(header::CACHE_CONTROL, self.cache_control.clone());
        headers.insert(header::ETAG, variant.etag.clone());
        headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
        if self.gzip.is_some() {
            headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
        }
        if gzip.is_some() && !known {
            headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
        }
        response
    }
}

fn compress(plain: &[u8]) -> Option<Bytes> {
    let mut encoder = GzEncoder::new(Vec::with_capacity(plain.len() / 2), Compression::best());
    encoder.write_all(plain).ok()?;
    encoder.finish().ok().map(Bytes::from)
}

/// `de-BNuZ4eZW.js`: the name changes with the content.
fn is_hashed(name: &str) -> bool {
    let Some((stem, _)) = name.rsplit_once('.') else { return false };
    let Some(at) = stem.len().checked_sub(HASH + 1) else { return false };
    let symbol = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    stem.as_bytes()[at] == b'-' && stem.as_bytes()[at + 1..].iter().all(symbol)
}

fn accepts_gzip(headers: &HeaderMap) -> bool {
    let values = headers.get_all(header::ACCEPT_ENCODING).iter().filter_map(|value| value.to_str().ok());
    values.flat_map(|value| value.split(',')).any(|item| {
        let (coding, weight) = item.split_once(';').unwrap_or((item, "q=1"));
        let refused = weight.trim().trim_start_matches("q=").parse::<f32>().is_ok_and(|weight| weight <= 0.0);
        coding.trim().eq_ignore_ascii_case("gzip") && !refused
    })
}

fn is_known(headers: &HeaderMap, etag: &HeaderValue) -> bool {
    let values = headers.get_all(header::IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok());
    values.flat_map(|value| value.split(',')).any(|item| {
        let item = item.trim();
        item == "*" || item.strip_prefix("W/").unwrap_or(item).as_bytes() == etag.as_bytes()
    })
}

#[cfg(test)]
mod tests {
    use super::is_hashed;

    #[test]
    fn only_names_with_a_hash_are_kept_for_long() {
        assert!(is_hashed("de-BNuZ4eZW.js"));
        assert!(is_hashed("ja-C8q-XrpK.js"));
        for stable in ["room.js", "room.css", "a.js", "-", "", "é-é.js", "long-name.js"] {
            assert!(!is_hashed(stable), "{stable}");
        }
    }
}

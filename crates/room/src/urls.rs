//! Addresses that come from outside and go into links and redirects. An open redirect is the classic bug here.

use std::fmt::Write;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use vq_domain::QueueId;

/// Longest path to return to.
const LONGEST_RETURN: usize = 2_048;
/// A longer one is left out of the recovery link, so that its QR code stays easy to scan.
const LONGEST_IN_LINK: usize = 120;
/// What a value in a query may hold as it is.
const IN_QUERY: &AsciiSet =
    &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~').remove(b'/');

/// A path on the same site, ready for a header: `None` for anything a browser could take for another site. Characters
/// outside ASCII, and spaces, are percent-encoded.
pub fn safe_return(path: &str) -> Option<String> {
    if path.len() > LONGEST_RETURN || !path.starts_with('/') || path[1..].starts_with('/') {
        return None;
    }
    // Browsers read a backslash as a slash, and drop tabs and line breaks before they read.
    if path.chars().any(|c| c == '\\' || c.is_control()) {
        return None;
    }
    let mut safe = String::with_capacity(path.len());
    for byte in path.bytes() {
        if byte.is_ascii_graphic() {
            safe.push(char::from(byte));
        } else {
            let _ = write!(safe, "%{byte:02X}");
        }
    }
    Some(safe)
}

/// Where Continue may lead: to `http(s)`, or to a path on the same site.
pub(crate) fn safe_target(url: &str) -> Option<String> {
    if origin_of(url).is_some() && url.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Some(url.to_owned());
    }
    safe_return(url)
}

/// `https://shop.example:8443` of a longer address; only `http` and `https` have one.
pub(crate) fn origin_of(url: &str) -> Option<String> {
    let url: http::Uri = url.parse().ok()?;
    let scheme = url.scheme_str().filter(|scheme| matches!(*scheme, "http" | "https"))?;
    let authority = url.authority()?;
    if authority.as_str().contains('@') || !is_host(authority.as_str()) {
        return None;
    }
    Some(format!("{scheme}://{authority}"))
}

/// Whether this is a host, with or without a port, and nothing else.
pub(crate) fn is_host(text: &str) -> bool {
    let plain =
        |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_' | b':' | b'[' | b']');
    !text.is_empty() && text.len() <= 255 && text.bytes().all(plain)
}

/// `?a=b&c=d` of those that have a value; empty when none has.
pub(crate) fn query(pairs: &[(&str, Option<&str>)]) -> String {
    let mut text = String::new();
    for (name, value) in pairs {
        if let Some(value) = value {
            let separator = if text.is_empty() { '?' } else { '&' };
            let _ = write!(text, "{separator}{name}={}", utf8_percent_encode(value, IN_QUERY));
        }
    }
    text
}

/// The address that brings a place to another device. `site` is where the visitor API appears, without a slash at its
/// end: `https://queue.example` or, behind a gate, `https://shop.example/.vq`.
pub fn recovery_url(site: &str, queue: QueueId, code: &str, return_url: Option<&str>) -> String {
    let return_url = return_url.filter(|path| path.len() <= LONGEST_IN_LINK);
    format!("{site}/q/{queue}/recover{}", query(&[("code", Some(code)), ("return", return_url)]))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use url::Url;

    use super::{origin_of, query, recovery_url, safe_return, safe_target};

    #[test]
    fn paths_on_the_same_site_pass() {
        for path in ["/", "/shop", "/shop?a=b&c=%20d#e", "/a//b", "/~x/(1)"] {
            assert_eq!(safe_return(path).as_deref(), Some(path));
        }
        assert_eq!(safe_return("/café au lait").as_deref(), Some("/caf%C3%A9%20au%20lait"));
    }

    #[test]
    fn ways_to_another_site_do_not() {
        let bad = [
            "",
            "shop",
            "//evil.example",
            "/\\evil.example",
            "\\\\evil",
            "https://evil.example",
            "javascript:alert(1)",
            "/\t/evil.example",
            "/\r\nset-cookie: a=b",
            " //evil",
            "/a\\b",
            "/\u{0}",
            "/\u{85}x",
        ];
        for path in bad {
            assert_eq!(safe_return(path), None, "{path:?}");
        }
    }

    #[test]
    fn targets_are_web_addresses_or_paths() {
        assert_eq!(
            safe_target("https://shop.example/in?x=1").as_deref(),
            Some("https://shop.example/in?x=1")
        );
        assert_eq!(safe_target("/in").as_deref(), Some("/in"));
        for bad in
            ["javascript:alert(1)", "ftp://x/", "https://user@evil.example/", "//evil.example", "data:,x"]
        {
            assert_eq!(safe_target(bad), None, "{bad}");
        }
        assert_eq!(origin_of("https://shop.example:8443/a").as_deref(), Some("https://shop.example:8443"));
    }

    #[test]
    fn links_are_encoded() {
        assert_eq!(query(&[("a", None), ("b", Some("/x?y=1&z"))]), "?b=/x%3Fy%3D1%26z");
        let id = vq_domain::QueueId::from_bytes([0; 16]);
        let url = recovery_url("https://shop.example/.vq", id, "AAAA-BBBB", Some("/cart"));
        assert_eq!(url, format!("https://shop.example/.vq/q/{id}/recover?code=AAAA-BBBB&return=/cart"));
        assert!(!recovery_url("", id, "A", Some(&"/x".repeat(100))).contains("return"));
    }

    fn stays(path: &str) -> bool {
        let site = Url::parse("https://here.example/q/1").unwrap();
        site.join(path).is_ok_and(|url| url.origin() == site.origin())
    }

    proptest! {
        #[test]
        fn what_passes_stays_on_the_site(path in "[/\\\\.:@a-z\\t\\n\\r %?#é]{0,12}") {
            if let Some(safe) = safe_return(&path) {
                prop_assert!(safe.bytes().all(|byte| byte.is_ascii_graphic()));
                prop_assert!(stays(&safe), "{}", safe);
            }
        }

        #[test]
        fn any_text_is_judged(path in "\\PC{0,60}", rest: String) {
            for text in [path, format!("/{rest}")] {
                if let Some(safe) = safe_return(&text) {
                    prop_assert!(stays(&safe) && http::HeaderValue::from_str(&safe).is_ok());
                }
                let _ = safe_target(&text);
            }
        }
    }
}

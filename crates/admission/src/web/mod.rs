//! How tokens travel over HTTP: cookies, query parameters, return paths.
//!
//! Everything here reads bytes a stranger sent, so nothing here may panic or trust. Must not verify tokens.

pub mod cookie;
pub mod path;
pub mod query;

/// The query parameter that hands an admission token to an origin or a gate.
pub const TOKEN_PARAMETER: &str = "vq_token";

/// The header in which clients without cookies send an admission token.
pub const TOKEN_HEADER: &str = "x-vq-admission";

/// Whether a request is a browser going to a page, as opposed to a script or a native client asking for data.
///
/// `Sec-Fetch-Mode` decides where the browser sends it; older browsers are told apart by `Accept: text/html`.
#[must_use]
pub fn is_navigation(headers: &http::HeaderMap) -> bool {
    match headers.get("sec-fetch-mode").map(http::HeaderValue::as_bytes) {
        Some(mode) => mode == b"navigate",
        None => !is_script(headers) && accepts(headers, "text/html"),
    }
}

/// Whether a request was made by a script inside a page (`fetch`, `XMLHttpRequest`).
#[must_use]
pub fn is_script(headers: &http::HeaderMap) -> bool {
    let mode = headers.get("sec-fetch-mode").map(http::HeaderValue::as_bytes);
    matches!(mode, Some(b"cors" | b"same-origin" | b"no-cors"))
        || headers
            .get("x-requested-with")
            .is_some_and(|value| value.as_bytes().eq_ignore_ascii_case(b"XMLHttpRequest"))
}

/// Whether `Accept` names this media type explicitly (`*/*` does not count) and does not refuse it with `q=0`.
#[must_use]
pub fn accepts(headers: &http::HeaderMap, media_type: &str) -> bool {
    headers
        .get_all(http::header::ACCEPT)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .any(|range| {
            let mut parts = range.split(';').map(str::trim);
            let names_it = parts.next().is_some_and(|name| name.eq_ignore_ascii_case(media_type));
            names_it && !parts.any(|parameter| matches!(parameter, "q=0" | "q=0.0" | "q=0.00" | "q=0.000"))
        })
}

#[cfg(test)]
mod tests {
    use super::{accepts, is_navigation, is_script};
    use http::HeaderMap;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        pairs.iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap())).collect()
    }

    #[test]
    fn tells_pages_from_scripts_and_native_clients() {
        let page = headers(&[("accept", "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8")]);
        assert!(is_navigation(&page) && !is_script(&page));
        let modern = headers(&[("sec-fetch-mode", "navigate"), ("accept", "text/html")]);
        assert!(is_navigation(&modern) && !is_script(&modern));
        let fetch = headers(&[("sec-fetch-mode", "cors"), ("accept", "text/html")]);
        assert!(!is_navigation(&fetch) && is_script(&fetch));
        let jquery = headers(&[("x-requested-with", "XMLHttpRequest"), ("accept", "text/html")]);
        assert!(!is_navigation(&jquery) && is_script(&jquery));
        let native = headers(&[("accept", "application/json")]);
        assert!(!is_navigation(&native) && !is_script(&native) && accepts(&native, "application/json"));
        assert!(!accepts(&headers(&[("accept", "*/*")]), "text/html"));
        assert!(!accepts(&headers(&[("accept", "text/html;q=0, */*")]), "text/html"));
    }
}

//! The headers that keep a page to itself.

use http::{HeaderMap, HeaderName, HeaderValue, header};

use crate::urls::origin_of;

const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: https:; \
                      connect-src 'self'; base-uri 'none'; frame-ancestors 'self'; form-action 'self'";

/// The policy of every page. `target_url` is where Continue may lead: browsers hold the redirect after a form to
/// `form-action`, too.
pub fn content_security_policy(target_url: Option<&str>) -> HeaderValue {
    target_url
        .and_then(origin_of)
        .and_then(|origin| HeaderValue::from_str(&format!("{POLICY} {origin}")).ok())
        .unwrap_or(HeaderValue::from_static(POLICY))
}

/// Everything about a page that is the same for each.
pub(crate) fn harden(headers: &mut HeaderMap, target_url: Option<&str>) {
    headers.insert(header::CONTENT_SECURITY_POLICY, content_security_policy(target_url));
    let fixed: [(HeaderName, &'static str); 5] = [
        (header::CACHE_CONTROL, "private, no-store"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        // The page's own address tells which view of it is a refresh; see `Visit::may_join`.
        (header::REFERRER_POLICY, "same-origin"),
        (header::VARY, "cookie, accept-language"),
        (HeaderName::from_static("x-robots-tag"), "noindex, nofollow"),
    ];
    for (name, value) in fixed {
        headers.insert(name, HeaderValue::from_static(value));
    }
}

#[cfg(test)]
mod tests {
    use super::content_security_policy;

    #[test]
    fn only_the_targets_origin_is_added() {
        let policy = content_security_policy(Some("https://shop.example/in?x=1; script-src *"));
        assert!(!policy.to_str().unwrap().contains("script-src *"));
        let policy = content_security_policy(Some("https://shop.example/in"));
        assert!(policy.to_str().unwrap().ends_with("form-action 'self' https://shop.example"));
        assert!(content_security_policy(None).to_str().unwrap().ends_with("form-action 'self'"));
    }
}

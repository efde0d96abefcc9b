//! Who is asking: a browser going to a page, a script, a native client, a robot.
//!
//! Only a browser going to a page may be put in the line without being asked: everything else comes in numbers.

use http::header::USER_AGENT;
use http::{HeaderMap, Method};
use vq_admission::web::{accepts, is_navigation, is_script};

/// The kinds of requests that are answered differently while waiting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A browser going to a page: it gets the wait page and a place.
    Navigation,
    /// A browser sending a form: it gets the page, never a replay.
    Form,
    /// A browser looking ahead without its user's doing.
    Prefetch,
    /// A script inside a page: it gets data and the URL its page should go to.
    Script,
    /// A native client: it gets the session as data.
    Json,
    /// A known robot: it is asked to come back.
    Crawler,
    /// Anything else is treated like a script.
    Other,
}

impl Kind {
    /// `crawlers` are lower-case parts of `User-Agent`.
    pub fn of(method: &Method, headers: &HeaderMap, crawlers: &[String]) -> Self {
        if is_crawler(headers, crawlers) {
            Self::Crawler
        } else if is_prefetch(headers) {
            Self::Prefetch
        } else if is_navigation(headers) {
            if *method == Method::GET { Self::Navigation } else { Self::Form }
        } else if is_script(headers) {
            Self::Script
        } else if accepts(headers, "application/json") {
            Self::Json
        } else {
            Self::Other
        }
    }
}

fn is_crawler(headers: &HeaderMap, crawlers: &[String]) -> bool {
    let Some(agent) = headers.get(USER_AGENT).and_then(|value| value.to_str().ok()) else { return false };
    let agent = agent.to_ascii_lowercase();
    crawlers.iter().any(|name| agent.contains(name))
}

fn is_prefetch(headers: &HeaderMap) -> bool {
    ["sec-purpose", "purpose", "x-moz"]
        .iter()
        .filter_map(|name| headers.get(*name))
        .any(|value| value.as_bytes().starts_with(b"prefetch"))
}

#[cfg(test)]
mod tests {
    use super::Kind;
    use http::{HeaderMap, Method};

    fn kind(method: Method, pairs: &[(&'static str, &'static str)]) -> Kind {
        let headers: HeaderMap =
            pairs.iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap())).collect();
        Kind::of(&method, &headers, &["googlebot".to_owned()])
    }

    #[test]
    fn tells_them_apart() {
        let html = ("accept", "text/html,*/*");
        assert_eq!(kind(Method::GET, &[html]), Kind::Navigation);
        assert_eq!(kind(Method::POST, &[html]), Kind::Form);
        assert_eq!(kind(Method::GET, &[html, ("sec-purpose", "prefetch;prerender")]), Kind::Prefetch);
        assert_eq!(
            kind(Method::GET, &[html, ("user-agent", "Mozilla (compatible; Googlebot/2.1)")]),
            Kind::Crawler
        );
        assert_eq!(
            kind(Method::GET, &[("sec-fetch-mode", "cors"), ("accept", "application/json")]),
            Kind::Script
        );
        assert_eq!(kind(Method::GET, &[("accept", "application/json")]), Kind::Json);
        assert_eq!(kind(Method::GET, &[("sec-fetch-mode", "websocket")]), Kind::Other);
        assert_eq!(kind(Method::GET, &[("accept", "*/*")]), Kind::Other);
    }
}

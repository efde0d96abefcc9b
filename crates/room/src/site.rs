//! Where the visitor's browser thinks it is, and whether a form really comes from there.

use http::{HeaderMap, Uri, header, request::Parts};
use vq_api::{Edge, cookie};
use vq_domain::TenantId;

use crate::{BASE_HEADER, urls::is_host};

/// Where links to a tenant's pages lead: to its own domain if it has one. Else, and behind a gate, to where the visitor API appears
/// as the browser sees it: `https://queue.example` or `https://shop.example/.vq`.
pub fn site_url(parts: &Parts, tenant: Option<TenantId>) -> String {
    Site::of(parts).links(parts.extensions.get(), tenant)
}

/// Whether a request that a browser sent with our cookies comes from a page of ours: a neighbour on the same site must not act
/// for its visitors. A caller that is no browser says nothing of where it comes from, and carries no cookies but its own.
pub fn is_own_page(headers: &HeaderMap, uri: &Uri) -> bool {
    Site::read(headers, uri).sender(headers) == Sender::Own
}

/// The site as the browser sees it, read from what the gate or another proxy says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Site {
    /// Path under which the server appears; empty without a gate.
    pub base: String,
    /// Host, with its port where it is not the usual one.
    pub host: Option<String>,
    /// Whether the browser's own connection is over TLS.
    pub secure: bool,
}

impl Site {
    pub fn of(parts: &Parts) -> Self {
        Self::read(&parts.headers, &parts.uri)
    }

    fn read(headers: &HeaderMap, uri: &Uri) -> Self {
        let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
        // Each proxy on the way may add itself; the first is the one the browser spoke to.
        let forwarded = text("x-forwarded-host").and_then(|hosts| hosts.split(',').next()).map(str::trim);
        let host = forwarded
            .or_else(|| text(header::HOST.as_str()))
            .or_else(|| uri.authority().map(http::uri::Authority::as_str));
        Self {
            base: text(BASE_HEADER).filter(|base| is_base(base)).unwrap_or_default().to_owned(),
            host: host.filter(|host| is_host(host)).map(str::to_owned),
            secure: cookie::is_secure(headers),
        }
    }

    /// `https://shop.example/.vq`; the base alone where the host is not known.
    pub fn url(&self) -> String {
        let scheme = if self.secure { "https" } else { "http" };
        self.host.as_ref().map_or_else(|| self.base.clone(), |host| format!("{scheme}://{host}{}", self.base))
    }

    /// Where links to a tenant's pages lead. Who came through a gate stays behind it.
    pub fn links(&self, edge: Option<&Edge>, tenant: Option<TenantId>) -> String {
        let home = || edge.zip(tenant).and_then(|(edge, tenant)| edge.hosts().home_of(tenant));
        if self.base.is_empty() { home().unwrap_or_else(|| self.url()) } else { self.url() }
    }

    /// Where a form was sent from.
    pub fn sender(&self, headers: &HeaderMap) -> Sender {
        let text = |name: &str| headers.get(name).map(|value| value.to_str().unwrap_or_default());
        if let Some(site) = text("sec-fetch-site") {
            return if matches!(site, "same-origin" | "none") { Sender::Own } else { Sender::Foreign };
        }
        match text(header::ORIGIN.as_str()) {
            // Browsers send one of the two with every form; without both there is no browser to be tricked.
            None => Sender::Own,
            Some("null") => Sender::Hidden,
            Some(origin) if self.is_host_of(origin) => Sender::Own,
            Some(_) => Sender::Foreign,
        }
    }

    /// Whether the request came from this very page: a refresh, or the redirect after one of its forms.
    pub fn is_referred_by(&self, headers: &HeaderMap, path: &str) -> bool {
        let referrer = headers.get(header::REFERER).and_then(|value| value.to_str().ok());
        referrer.is_some_and(|url| {
            self.is_host_of(url) && url.parse::<Uri>().is_ok_and(|parsed| parsed.path() == path)
        })
    }

    fn is_host_of(&self, url: &str) -> bool {
        let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://")).unwrap_or_default();
        let theirs = rest.split('/').next().unwrap_or_default();
        self.host.as_ref().is_some_and(|ours| ours.eq_ignore_ascii_case(theirs))
    }
}

/// Where a form was sent from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sender {
    /// From a page of ours.
    Own,
    /// The page withholds its address (`no-referrer`, as the recovery page does); an old browser, or no TLS.
    Hidden,
    /// From another site.
    Foreign,
}

/// `/.vq`, `/a/b`: a path that cannot be mistaken for a host or climb out of itself.
fn is_base(text: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_' | b'~');
    let segment = |part: &str| !matches!(part, "" | "." | "..") && part.bytes().all(plain);
    text.len() <= 64 && text.strip_prefix('/').is_some_and(|rest| rest.split('/').all(segment))
}

#[cfg(test)]
mod tests {
    use http::Request;
    use proptest::prelude::*;

    use super::{Sender, Site, is_base};

    fn site(headers: &[(&str, &str)]) -> (Site, http::HeaderMap) {
        let mut request = Request::get("/q/1");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let (parts, ()) = request.body(()).unwrap().into_parts();
        (Site::of(&parts), parts.headers)
    }

    #[test]
    fn the_gate_says_where_it_is() {
        let behind = [
            ("host", "127.0.0.1:8080"),
            ("x-forwarded-host", "shop.example, gate"),
            ("x-forwarded-proto", "https"),
            ("x-vq-base", "/.vq"),
        ];
        assert_eq!(site(&behind).0.url(), "https://shop.example/.vq");
        assert_eq!(site(&[("host", "localhost:8080")]).0.url(), "http://localhost:8080");
        assert_eq!(site(&[("host", "a b<script>")]).0.url(), "");
    }

    #[test]
    fn odd_bases_are_ignored() {
        for bad in ["", "/", "//evil.example", "vq", "/a//b", "/..", "/a/", "/a?b", "/<x>", "/a\\b"] {
            assert!(!is_base(bad), "{bad}");
        }
        assert!(is_base("/.vq") && is_base("/a/b-c"));
    }

    #[test]
    fn forms_from_elsewhere_are_told_apart() {
        let cases = [
            (vec![("sec-fetch-site", "same-origin")], Sender::Own),
            (vec![("sec-fetch-site", "same-origin"), ("origin", "null")], Sender::Own),
            (vec![("sec-fetch-site", "same-site")], Sender::Foreign),
            (vec![("sec-fetch-site", "cross-site"), ("origin", "https://shop.example")], Sender::Foreign),
            (vec![("origin", "https://Shop.example")], Sender::Own),
            (vec![("origin", "https://shop.example.evil")], Sender::Foreign),
            (vec![("origin", "https://shop.example:81")], Sender::Foreign),
            (vec![("origin", "shop.example")], Sender::Foreign),
            (vec![("origin", "null")], Sender::Hidden),
            (vec![], Sender::Own),
        ];
        for (mut headers, expected) in cases {
            headers.push(("host", "shop.example"));
            let (site, headers) = site(&headers);
            assert_eq!(site.sender(&headers), expected, "{headers:?}");
        }
    }

    #[test]
    fn a_refresh_is_recognised() {
        let (site, headers) = site(&[("host", "q.example"), ("referer", "http://q.example/q/1?lang=de")]);
        assert!(site.is_referred_by(&headers, "/q/1"));
        assert!(!site.is_referred_by(&headers, "/q/2"));
    }

    proptest! {
        #[test]
        fn any_header_is_read(value in "[ -~]{0,60}") {
            let names = ["host", "x-forwarded-host", "x-vq-base", "origin", "referer", "sec-fetch-site"];
            let (site, headers) = site(&names.map(|name| (name, value.as_str())));
            site.sender(&headers);
            site.is_referred_by(&headers, "/");
            prop_assert!(http::HeaderValue::from_str(&site.url()).is_ok());
        }
    }
}

//! Who asks, for which queue, from where: read once, the same for every page.

use std::convert::Infallible;

use axum::extract::{FromRequestParts, Path, Query};
use http::{HeaderMap, HeaderValue, Method, header, request::Parts};
use serde::Deserialize;
use vq_api::{ClientAddress, Edge, cookie};
use vq_domain::{QueueId, TenantId};

use crate::{
    ADMISSION_COOKIE, Arrival, PublicQueue, SESSION_COOKIE, safe_return, site::Site, text::Locale, urls,
};

/// Remembers a language that was chosen without JavaScript.
const LANGUAGE_COOKIE: &str = "vq-lang";
const LANGUAGE_SECONDS: u32 = 365 * 86_400;
/// Shows that the browser keeps cookies, while there is no session to show it.
const PROBE_COOKIE: &str = "vq-probe";
const PROBE_SECONDS: u32 = 86_400;

/// The query of any page.
#[derive(Clone, Debug, Default, Deserialize)]
pub(super) struct Asked {
    #[serde(rename = "return")]
    pub return_url: Option<String>,
    pub lang: Option<String>,
    pub code: Option<String>,
    #[serde(rename = "inviteCode")]
    pub invite_code: Option<String>,
    #[serde(rename = "enqueueToken")]
    pub enqueue_token: Option<String>,
}

/// A request for a page.
#[derive(Clone)]
pub(super) struct Visit {
    /// `None` if the path holds no id: then there is no such queue.
    pub queue: Option<QueueId>,
    pub site: Site,
    pub headers: HeaderMap,
    pub asked: Asked,
    /// From the query, checked.
    pub return_url: Option<String>,
    pub locale: Locale,
    /// Where the browser is.
    pub address: ClientAddress,
    method: Method,
    edge: Option<Edge>,
}

impl<S: Send + Sync> FromRequestParts<S> for Visit {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Infallible> {
        let path = Path::<String>::from_request_parts(parts, state).await;
        let asked = Query::<Asked>::try_from_uri(&parts.uri).map(|Query(asked)| asked).unwrap_or_default();
        let wanted = asked.lang.as_deref().or_else(|| cookie::get(&parts.headers, LANGUAGE_COOKIE));
        let accepted = parts.headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
        let locale = wanted
            .and_then(Locale::lookup)
            .unwrap_or_else(|| Locale::negotiate(accepted.unwrap_or_default()));
        Ok(Self {
            queue: path.ok().and_then(|Path(id)| id.parse().ok()),
            site: Site::of(parts),
            headers: parts.headers.clone(),
            return_url: asked.return_url.as_deref().and_then(safe_return),
            asked,
            locale,
            address: ClientAddress::of(&parts.extensions),
            method: parts.method.clone(),
            edge: parts.extensions.get().cloned(),
        })
    }
}

impl Visit {
    /// The same visit, of a page that is about no queue.
    pub fn about_no_queue(&self) -> Self {
        Self { queue: None, ..self.clone() }
    }

    /// Who looks at the page, with what its address brings along.
    pub fn arrival(&self) -> Arrival {
        Arrival {
            address: self.address.0,
            challenge: None,
            invite_code: self.asked.invite_code.clone(),
            enqueue_token: self.asked.enqueue_token.clone(),
        }
    }

    /// The session token, if the browser sent one for this queue.
    pub fn token(&self, queue: QueueId) -> Option<&str> {
        cookie::get(&self.headers, &cookie::name(SESSION_COOKIE, queue, self.site.secure))
    }

    /// The address of the wait page. Behind a gate that is the page the visitor wanted, or the site's first.
    pub fn page_url(&self, queue: QueueId) -> String {
        let return_url = self.return_url.as_deref();
        if self.is_behind_gate() {
            return return_url.unwrap_or("/").to_owned();
        }
        format!("{}{}", self.own_path(queue), urls::query(&[("return", return_url)]))
    }

    /// Whether there is nothing to go on to at the turn: no gate before a site, no target, no path to return to.
    pub fn stays(&self, queue: &PublicQueue) -> bool {
        !self.is_behind_gate()
            && self.return_url.is_none()
            && queue.target_url.as_deref().and_then(urls::safe_target).is_none()
    }

    pub fn is_behind_gate(&self) -> bool {
        !self.site.base.is_empty()
    }

    /// What links to a tenant's pages begin with.
    pub fn links(&self, tenant: TenantId) -> String {
        self.site.links(self.edge.as_ref(), Some(tenant))
    }

    /// The wait page of another line, on this server.
    pub fn line_url(&self, queue: QueueId) -> String {
        self.own_path(queue)
    }

    fn own_path(&self, queue: QueueId) -> String {
        format!("{}/q/{queue}", self.site.base)
    }

    /// Whether looking at the page takes a place: not for link previews (HEAD), prefetching, or pictures that other
    /// sites point here.
    pub fn is_plain_view(&self) -> bool {
        let text =
            |name: &str| self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let prefetch = ["sec-purpose", "purpose", "x-moz"].iter().any(|name| text(name).contains("prefetch"));
        let as_page = matches!(text("sec-fetch-dest"), "" | "document" | "iframe" | "frame");
        self.method == Method::GET && !prefetch && as_page
    }

    /// Whether this page came back to itself without the cookies that it had set. Joining again at each refresh would
    /// put the visitor at the end each time, and leave a trail of places that nobody holds.
    pub fn keeps_no_cookies(&self, queue: QueueId) -> bool {
        let path = self.own_path(queue);
        self.site.is_referred_by(&self.headers, &path) && cookie::get(&self.headers, PROBE_COOKIE).is_none()
    }

    /// The cookie with the session token.
    pub fn session_cookie(&self, queue: QueueId, token: &str, seconds: u32) -> Option<HeaderValue> {
        let name = cookie::name(SESSION_COOKIE, queue, self.site.secure);
        cookie::set(&name, token, seconds, self.site.secure)
    }

    /// The cookie with the admission token.
    pub fn admission_cookie(&self, queue: QueueId, token: &str, seconds: u32) -> Option<HeaderValue> {
        let name = cookie::name(ADMISSION_COOKIE, queue, self.site.secure);
        cookie::set(&name, token, seconds, self.site.secure)
    }

    /// The cookie that keeps a language chosen in this request.
    pub fn language_cookie(&self) -> Option<HeaderValue> {
        let chosen = self.asked.lang.as_deref().and_then(Locale::lookup)?;
        cookie::set(LANGUAGE_COOKIE, chosen.code(), LANGUAGE_SECONDS, self.site.secure)
    }

    /// The cookie that shows that there are cookies.
    pub fn probe_cookie(&self) -> Option<HeaderValue> {
        cookie::set(PROBE_COOKIE, "1", PROBE_SECONDS, self.site.secure)
    }
}

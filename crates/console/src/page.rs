//! `index.html` of an application: the same for everybody, but for a nonce that is new each time.

use axum::response::{IntoResponse, Response};
use base64::{Engine, engine::general_purpose::STANDARD};
use http::{HeaderName, HeaderValue, StatusCode, header};
use vq_assets::Assets;

use crate::App;

/// What the build writes where the nonce belongs.
const PLACEHOLDER: &str = "__NONCE__";
/// Bytes of a nonce; CSP asks for at least 16.
const NONCE_BYTES: usize = 16;

/// The page, taken apart at its nonces.
pub(crate) struct Page(Vec<String>);

impl Page {
    /// `None` if the binary was made without this web build.
    pub(crate) fn new(assets: &Assets) -> Option<Self> {
        let html = std::str::from_utf8(assets.bytes("index.html")?).ok()?;
        Some(Self(html.split(PLACEHOLDER).map(str::to_owned).collect()))
    }

    pub(crate) fn answer(&self, app: &App, random: [u8; NONCE_BYTES]) -> Response {
        let nonce = STANDARD.encode(random);
        let mut response = self.0.join(&nonce).into_response();
        let headers = response.headers_mut();
        let policy = HeaderValue::from_str(&policy(app, &nonce));
        headers
            .insert(header::CONTENT_SECURITY_POLICY, policy.unwrap_or(HeaderValue::from_static("sandbox")));
        let fixed: [(HeaderName, &'static str); 6] = [
            (header::CONTENT_TYPE, "text/html; charset=utf-8"),
            (header::CACHE_CONTROL, "private, no-store"),
            (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
            (header::REFERRER_POLICY, "same-origin"),
            (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
            (HeaderName::from_static("x-robots-tag"), "noindex, nofollow"),
        ];
        for (name, value) in fixed {
            headers.insert(name, HeaderValue::from_static(value));
        }
        response
    }
}

/// The answer where the binary was made without the web build.
pub(crate) fn missing(app: &App) -> Response {
    let text = format!(
        "This binary was built without web/{}. Build it with `make web`, then build the binary again.\n",
        app.dir
    );
    (StatusCode::SERVICE_UNAVAILABLE, text).into_response()
}

fn policy(app: &App, nonce: &str) -> String {
    let (connects_to, ancestors) = (app.connects_to, if app.is_framed { "'self'" } else { "'none'" });
    format!(
        "default-src 'none'; script-src 'self'; style-src 'self' 'nonce-{nonce}'; img-src 'self' data: https:; \
         font-src 'self'; connect-src 'self'{connects_to}; manifest-src 'self'; frame-src 'self'; base-uri 'none'; \
         frame-ancestors {ancestors}; form-action 'self'"
    )
}

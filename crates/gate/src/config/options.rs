//! The optional parts of the configuration, each with its defaults.

use http::StatusCode;
use ipnet::IpNet;
use serde::Deserialize;

/// File endings of what a page is made of. Holding these back would break the pages of those who are inside.
const STATIC_EXTENSIONS: &[&str] = &[
    "avif",
    "bmp",
    "css",
    "cur",
    "eot",
    "gif",
    "ico",
    "jpeg",
    "jpg",
    "js",
    "map",
    "mjs",
    "mp3",
    "mp4",
    "ogg",
    "otf",
    "png",
    "svg",
    "ttf",
    "wasm",
    "wav",
    "webm",
    "webmanifest",
    "webp",
    "woff",
    "woff2",
];

/// Names in `User-Agent` by which known robots present themselves.
const CRAWLERS: &[&str] = &[
    "AhrefsBot",
    "Applebot",
    "archive.org_bot",
    "Baiduspider",
    "bingbot",
    "CCBot",
    "ClaudeBot",
    "DuckDuckBot",
    "facebookexternalhit",
    "Googlebot",
    "GPTBot",
    "LinkedInBot",
    "MJ12bot",
    "PetalBot",
    "PerplexityBot",
    "SemrushBot",
    "Slackbot",
    "Slurp",
    "Twitterbot",
    "YandexBot",
];

/// What passes without waiting. Each list replaces its default; an empty list switches the rule off.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Bypass {
    /// Methods. Default: HEAD and OPTIONS, which change nothing and show nothing.
    pub methods: Vec<String>,
    /// File endings of static assets, for GET only. Default: images, styles, scripts, fonts, media. A path that only ends
    /// like one passes, too: see [`super::Rule::assets`].
    pub extensions: Vec<String>,
    /// Paths, written as in a rule, such as a payment provider's callback. Case matters. Default: none.
    pub paths: Vec<String>,
    /// Networks of clients, such as monitoring. Default: none.
    pub networks: Vec<IpNet>,
    /// Request headers. A header without a value is no secret: anyone can send it. Default: none.
    pub headers: Vec<HeaderRule>,
}

/// A request header that lets a request pass.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HeaderRule {
    /// The name of the header.
    pub name: String,
    /// The exact value; without one the header's presence is enough.
    #[serde(default)]
    pub value: Option<String>,
}

/// What known robots get on a protected path.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Crawlers {
    /// Whether they are told to come back (503 and `Retry-After`) instead of being put in the line. Default: true.
    pub enabled: bool,
    /// Parts of their `User-Agent`; case does not matter. Default: the well-known ones.
    pub user_agents: Vec<String>,
    /// When they shall come back, in seconds. Default: 300.
    pub retry_after_seconds: u32,
}

/// How long to wait, in milliseconds.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Timeouts {
    /// For a connection to the origin or the server. Default: 10 seconds.
    pub connect_ms: u64,
    /// For the origin to begin its answer, counted from the last part of the request it took. Default: 10 seconds.
    pub read_ms: u64,
    /// For a whole answer of the server before the queue counts as unreachable. Default: 5 seconds.
    pub server_ms: u64,
}

/// How visitors reach the gate.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Scheme {
    /// With TLS, ended at the gate or before it.
    #[default]
    Https,
    /// Without TLS: for machines of one's own only.
    Http,
}

/// What happens to visitors without admission while the server is away.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum FailMode {
    /// They get a page with 503 and `Retry-After`.
    #[default]
    Closed,
    /// They pass, and the answer says `vq-gate: fail-open`.
    Open,
}

/// Status of the wait page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "u16")]
pub struct WaitStatus(StatusCode);

impl WaitStatus {
    /// The status itself.
    #[must_use]
    pub fn code(self) -> StatusCode {
        self.0
    }
}

impl Default for WaitStatus {
    fn default() -> Self {
        Self(StatusCode::OK)
    }
}

impl TryFrom<u16> for WaitStatus {
    type Error = String;

    fn try_from(code: u16) -> Result<Self, String> {
        match code {
            200 => Ok(Self(StatusCode::OK)),
            202 => Ok(Self(StatusCode::ACCEPTED)),
            429 => Ok(Self(StatusCode::TOO_MANY_REQUESTS)),
            503 => Ok(Self(StatusCode::SERVICE_UNAVAILABLE)),
            _ => Err(format!("the status of the wait page is 200, 202, 429 or 503, not {code}")),
        }
    }
}

impl Scheme {
    /// As it stands in URLs and in `X-Forwarded-Proto`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Https => "https",
            Self::Http => "http",
        }
    }
}

impl Default for Bypass {
    fn default() -> Self {
        Self {
            methods: vec!["HEAD".to_owned(), "OPTIONS".to_owned()],
            extensions: owned(STATIC_EXTENSIONS),
            paths: Vec::new(),
            networks: Vec::new(),
            headers: Vec::new(),
        }
    }
}

impl Default for Crawlers {
    fn default() -> Self {
        Self { enabled: true, user_agents: owned(CRAWLERS), retry_after_seconds: 300 }
    }
}

impl Default for Timeouts {
    fn default() -> Self {
        Self { connect_ms: 10_000, read_ms: 10_000, server_ms: 5_000 }
    }
}

fn owned(list: &[&str]) -> Vec<String> {
    list.iter().map(|item| (*item).to_owned()).collect()
}

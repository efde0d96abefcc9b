//! What an operator tells the gate.
//!
//! Every field has a default but the origin, the server and the rules. Must not hold anything compiled: see `compile`.

mod compile;
mod options;

use ipnet::IpNet;
use serde::Deserialize;

pub(crate) use compile::{Compiled, CompiledRule, compile};
pub use options::{Bypass, Crawlers, FailMode, HeaderRule, Scheme, Timeouts, WaitStatus};

/// Configuration of one gate: one origin, one server, any number of queues.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GateConfig {
    /// URL of the site behind the gate, such as `http://127.0.0.1:8080`. A path in it is put before every path.
    pub origin: String,
    /// URL of the vqueue server, such as `http://127.0.0.1:7878`.
    pub server: String,
    /// Which paths wait in which queue. The first rule that matches decides; paths no rule matches are not queued.
    pub rules: Vec<Rule>,
    /// What passes without waiting.
    #[serde(default)]
    pub bypass: Bypass,
    /// How visitors reach the gate, `https` or `http`. Decides names and attributes of the cookies. Default: `https`.
    #[serde(default)]
    pub public_scheme: Scheme,
    /// The `iss` of the server's admission tokens. Default: `vqueue`.
    #[serde(default = "default_issuer")]
    pub issuer: String,
    /// Networks of the proxies before the gate: only their `X-Forwarded-For` is believed. Default: none.
    #[serde(default)]
    pub trusted_proxies: Vec<IpNet>,
    /// Whether the origin sees the `Host` the visitor asked for rather than its own. Default: true.
    #[serde(default = "default_true")]
    pub preserve_host: bool,
    /// How long to wait for whom.
    #[serde(default)]
    pub timeouts: Timeouts,
    /// What search engines and other known robots get on a protected path.
    #[serde(default)]
    pub crawlers: Crawlers,
    /// How long a browser keeps its place in the line after it is closed, in seconds. Default: 7 days.
    #[serde(default = "default_session_cookie_seconds")]
    pub session_cookie_seconds: u32,
    /// Between two looks at the server's keys, in seconds; an unknown key is looked up at once. Default: 60.
    #[serde(default = "default_keys_refresh_seconds")]
    pub keys_refresh_seconds: u32,
    /// Between two looks at what was added to the revocation list of a queue, in seconds. Default: 3.
    #[serde(default = "default_revocations_refresh_seconds")]
    pub revocations_refresh_seconds: u32,
    /// Tolerated difference between the clocks of gate and server, in seconds (at most 300). Default: 5.
    #[serde(default = "default_leeway_seconds")]
    pub leeway_seconds: u32,
    /// The gate's name in the `Via` header, by which it notices that requests run in a circle. Give gates that stand
    /// one behind the other different names. Default: `vq-gate`.
    #[serde(default = "default_via")]
    pub via: String,
}

/// One protected part of the site.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// A path with everything below it (`/shop`), or a pattern in which `*` stands for anything within one segment and
    /// `**` for anything (`/event/*/tickets/**`). Case does not matter.
    pub path: String,
    /// The tenant the queue belongs to: its id.
    pub tenant: String,
    /// The queue: its id.
    pub queue: String,
    /// What pages call the queue while the server has not said its name. Default: empty.
    #[serde(default)]
    pub queue_name: String,
    /// Status of the wait page: 200, 202, 429 or 503. Default: 200.
    #[serde(default)]
    pub wait_status: WaitStatus,
    /// What happens to visitors without admission when the server cannot be reached: `closed` shows them a page and
    /// asks to come back, `open` lets them through. Default: `closed`.
    #[serde(default)]
    pub fail: FailMode,
    /// Whether a GET of what looks like a static asset (`bypass.extensions`) passes without waiting. By its name alone: where
    /// the site answers `/checkout/x.css` with the page of `/checkout`, as many frameworks do, that page is not protected
    /// unless this is `false`. Default: true.
    #[serde(default = "default_true")]
    pub assets: bool,
}

/// A configuration that cannot work: which field, and what is wrong with it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("gate configuration: `{field}` {problem}")]
pub struct ConfigError {
    /// Path of the field, such as `rules[0].path`.
    pub field: String,
    /// What is wrong, in words that follow the field's name.
    pub problem: String,
}

impl ConfigError {
    pub(crate) fn new(field: impl Into<String>, problem: impl Into<String>) -> Self {
        Self { field: field.into(), problem: problem.into() }
    }
}

fn default_issuer() -> String {
    vq_admission::DEFAULT_ISSUER.to_owned()
}

fn default_true() -> bool {
    true
}

fn default_session_cookie_seconds() -> u32 {
    7 * 24 * 3600
}

fn default_keys_refresh_seconds() -> u32 {
    60
}

fn default_revocations_refresh_seconds() -> u32 {
    3
}

fn default_leeway_seconds() -> u32 {
    5
}

fn default_via() -> String {
    "vq-gate".to_owned()
}

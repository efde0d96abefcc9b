//! From what the operator wrote to what a request is held against, with every mistake found at the start.

use std::str::FromStr;
use std::time::Duration;

use http::{HeaderName, HeaderValue, Method, Uri};
use ipnet::IpNet;

use super::{ConfigError, FailMode, GateConfig, Rule, Scheme, WaitStatus};
use crate::request::{PathForms, Pattern};

/// A configuration that is known to work.
pub(crate) struct Compiled {
    pub origin: Uri,
    pub server: Uri,
    pub rules: Vec<CompiledRule>,
    pub scheme: Scheme,
    pub issuer: String,
    pub trusted_proxies: Vec<IpNet>,
    pub preserve_host: bool,
    pub connect_timeout: Duration,
    pub read_timeout: Duration,
    pub server_timeout: Duration,
    /// Lower-case parts of `User-Agent`; empty where robots are treated like anyone.
    pub crawlers: Vec<String>,
    pub crawler_retry_after: u32,
    pub session_cookie_seconds: i64,
    pub keys_refresh: Duration,
    pub revocations_refresh: Duration,
    pub leeway: u32,
    pub via: String,
    pub bypass: CompiledBypass,
}

/// One protected part of the site.
pub(crate) struct CompiledRule {
    pattern: Pattern,
    pub tenant: String,
    pub queue: String,
    pub queue_name: String,
    pub wait_status: WaitStatus,
    pub fail: FailMode,
    pub assets: bool,
}

pub(crate) struct CompiledBypass {
    pub methods: Vec<Method>,
    pub extensions: Vec<String>,
    pub paths: Vec<Pattern>,
    pub networks: Vec<IpNet>,
    pub headers: Vec<(HeaderName, Option<HeaderValue>)>,
}

impl Compiled {
    /// Whether the public side speaks TLS.
    pub fn secure(&self) -> bool {
        self.scheme == Scheme::Https
    }

    /// The queues of the rules, each once.
    pub fn queues(&self) -> Vec<&str> {
        let mut queues: Vec<&str> = self.rules.iter().map(|rule| rule.queue.as_str()).collect();
        queues.sort_unstable();
        queues.dedup();
        queues
    }

    /// The first rule any spelling of the path matches: a disguise must not get round the queue.
    pub fn rule_for(&self, path: &PathForms) -> Option<&CompiledRule> {
        self.rules.iter().find(|rule| path.any(|form| rule.pattern.matches(form)))
    }
}

pub(crate) fn compile(config: &GateConfig) -> Result<Compiled, ConfigError> {
    if config.rules.is_empty() {
        return Err(ConfigError::new("rules", "is empty: the gate would hold nobody back"));
    }
    let rules = config.rules.iter().enumerate().map(|(at, rule)| compile_rule(at, rule));
    let crawlers = config.crawlers.user_agents.iter().map(|name| name.to_ascii_lowercase());
    Ok(Compiled {
        origin: base_url("origin", &config.origin)?,
        server: base_url("server", &config.server)?,
        rules: rules.collect::<Result<_, _>>()?,
        scheme: config.public_scheme,
        issuer: config.issuer.clone(),
        trusted_proxies: config.trusted_proxies.clone(),
        preserve_host: config.preserve_host,
        connect_timeout: millis("timeouts.connect_ms", config.timeouts.connect_ms)?,
        read_timeout: millis("timeouts.read_ms", config.timeouts.read_ms)?,
        server_timeout: millis("timeouts.server_ms", config.timeouts.server_ms)?,
        crawlers: if config.crawlers.enabled {
            filled("crawlers.user_agents", crawlers)?
        } else {
            Vec::new()
        },
        crawler_retry_after: config.crawlers.retry_after_seconds,
        session_cookie_seconds: i64::from(config.session_cookie_seconds),
        keys_refresh: seconds("keys_refresh_seconds", config.keys_refresh_seconds)?,
        revocations_refresh: seconds("revocations_refresh_seconds", config.revocations_refresh_seconds)?,
        leeway: config.leeway_seconds,
        via: via(&config.via)?,
        bypass: compile_bypass(config)?,
    })
}

fn compile_rule(at: usize, rule: &Rule) -> Result<CompiledRule, ConfigError> {
    let field = |name: &str| format!("rules[{at}].{name}");
    Ok(CompiledRule {
        pattern: Pattern::new(&rule.path, true)
            .map_err(|problem| ConfigError::new(field("path"), problem))?,
        tenant: id(&field("tenant"), &rule.tenant)?,
        queue: id(&field("queue"), &rule.queue)?,
        queue_name: rule.queue_name.clone(),
        wait_status: rule.wait_status,
        fail: rule.fail,
        assets: rule.assets,
    })
}

fn compile_bypass(config: &GateConfig) -> Result<CompiledBypass, ConfigError> {
    let bypass = &config.bypass;
    let method = |name: &String| {
        Method::from_str(&name.to_ascii_uppercase())
            .map_err(|_| ConfigError::new("bypass.methods", format!("has `{name}`, which is not a method")))
    };
    let pattern = |(at, path): (usize, &String)| {
        Pattern::new(path, false).map_err(|problem| ConfigError::new(format!("bypass.paths[{at}]"), problem))
    };
    let header = |(at, rule): (usize, &super::HeaderRule)| {
        let wrong =
            |what: &str| ConfigError::new(format!("bypass.headers[{at}].{what}"), "is not valid in a header");
        let name = HeaderName::from_str(&rule.name).map_err(|_| wrong("name"))?;
        let value =
            rule.value.as_deref().map(HeaderValue::from_str).transpose().map_err(|_| wrong("value"))?;
        Ok((name, value))
    };
    let extensions = bypass.extensions.iter().map(|name| name.trim_start_matches('.').to_ascii_lowercase());
    Ok(CompiledBypass {
        methods: bypass.methods.iter().map(method).collect::<Result<_, _>>()?,
        extensions: filled("bypass.extensions", extensions)?,
        paths: bypass.paths.iter().enumerate().map(pattern).collect::<Result<_, _>>()?,
        networks: bypass.networks.clone(),
        headers: bypass.headers.iter().enumerate().map(header).collect::<Result<_, ConfigError>>()?,
    })
}

fn base_url(field: &str, text: &str) -> Result<Uri, ConfigError> {
    vq_proxy::base_url(text).map_err(|problem| ConfigError::new(field, problem))
}

fn id(field: &str, text: &str) -> Result<String, ConfigError> {
    let plain = text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'));
    if plain && (1..=128).contains(&text.len()) {
        Ok(text.to_owned())
    } else {
        Err(ConfigError::new(field, format!("is `{text}`, which is not an id")))
    }
}

fn millis(field: &str, value: u64) -> Result<Duration, ConfigError> {
    match value {
        0 => Err(ConfigError::new(field, "must be more than zero")),
        value => Ok(Duration::from_millis(value)),
    }
}

fn seconds(field: &str, value: u32) -> Result<Duration, ConfigError> {
    millis(field, u64::from(value) * 1000)
}

fn filled(field: &str, items: impl Iterator<Item = String>) -> Result<Vec<String>, ConfigError> {
    let items: Vec<String> = items.collect();
    if items.iter().any(String::is_empty) {
        return Err(ConfigError::new(field, "has an empty entry, which would match everything"));
    }
    Ok(items)
}

fn via(name: &str) -> Result<String, ConfigError> {
    if HeaderName::from_str(name).is_ok() {
        Ok(name.to_owned())
    } else {
        Err(ConfigError::new("via", format!("is `{name}`; use letters, digits and `-`")))
    }
}

//! What an operator tells the gateway: the section `gateway` of the configuration.

use std::time::Duration;

use http::{HeaderName, Uri, uri::PathAndQuery};
use serde::Deserialize;
use vq_proxy::base_url;

use crate::table::Service;

/// The section `gateway`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct GatewayConfig {
    /// Where the services are.
    pub upstreams: Upstreams,
    /// How long to wait for them.
    pub timeouts: Timeouts,
    /// How to see whether they are well.
    pub health: Health,
    /// The largest request body, in bytes. The services take no more than 64 KiB themselves.
    pub largest_body: u64,
    /// The gateway's name in the `Via` header, by which it notices that requests run in a circle.
    pub via: String,
}

/// Where the services are: for each any number of URLs such as `http://10.0.0.7:7878`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Upstreams {
    /// `--target=auth`
    pub auth: Vec<String>,
    /// `--target=tenant`
    pub tenant: Vec<String>,
    /// `--target=queue`
    pub queue: Vec<String>,
    /// `--target=session`
    pub session: Vec<String>,
    /// `--target=counter`
    pub counter: Vec<String>,
    /// `--target=analytics`
    pub analytics: Vec<String>,
    /// `--target=audit`
    pub audit: Vec<String>,
    /// `--target=room`
    pub room: Vec<String>,
}

/// How long to wait, in milliseconds.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Timeouts {
    /// For a connection; not more than the others.
    pub connect_ms: u64,
    /// For an answer to begin, and for each next part of one that is no stream of events.
    pub read_ms: u64,
    /// For each part of a request to be taken.
    pub write_ms: u64,
}

/// How to see whether an upstream is well.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Health {
    /// What is asked for; 200 means well.
    pub path: String,
    /// How often, in seconds.
    pub interval_seconds: u32,
    /// How often while it is not well, or could not be reached a moment ago, in seconds.
    pub failed_interval_seconds: u32,
}

impl Default for GatewayConfig {
    fn default() -> Self {
        Self {
            upstreams: Upstreams::default(),
            timeouts: Timeouts::default(),
            health: Health::default(),
            largest_body: vq_api::body::LARGEST_BODY as u64,
            via: "vq-gateway".to_owned(),
        }
    }
}

impl Default for Timeouts {
    fn default() -> Self {
        Self { connect_ms: 10_000, read_ms: 10_000, write_ms: 10_000 }
    }
}

impl Default for Health {
    fn default() -> Self {
        Self { path: "/health/ready".to_owned(), interval_seconds: 30, failed_interval_seconds: 2 }
    }
}

/// A configuration that cannot work: which setting, and what is wrong with it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("gateway.{setting} {problem}")]
pub struct ConfigError {
    /// Its path in the section.
    pub setting: String,
    /// In words that follow the setting's name.
    pub problem: String,
}

fn error(setting: impl Into<String>, problem: impl Into<String>) -> ConfigError {
    ConfigError { setting: setting.into(), problem: problem.into() }
}

impl Upstreams {
    fn of(&self, service: Service) -> &[String] {
        match service {
            Service::Auth => &self.auth,
            Service::Tenant => &self.tenant,
            Service::Queue => &self.queue,
            Service::Session => &self.session,
            Service::Counter => &self.counter,
            Service::Analytics => &self.analytics,
            Service::Room => &self.room,
            Service::Audit => &self.audit,
        }
    }
}

impl GatewayConfig {
    /// Where a service is.
    pub(crate) fn upstreams(&self, service: Service) -> Result<Vec<Uri>, ConfigError> {
        let url = |text: &String| {
            let setting = format!("upstreams.{}", service.name());
            base_url(text).map_err(|problem| error(setting, problem))
        };
        self.upstreams.of(service).iter().map(url).collect()
    }

    /// Whether it can work.
    pub(crate) fn check(&self) -> Result<(), ConfigError> {
        if Service::ALL.into_iter().all(|service| self.upstreams.of(service).is_empty()) {
            return Err(error("upstreams", "names no upstream of any service"));
        }
        let numbers = [
            ("timeouts.connect_ms", self.timeouts.connect_ms),
            ("timeouts.read_ms", self.timeouts.read_ms),
            ("timeouts.write_ms", self.timeouts.write_ms),
            ("health.interval_seconds", self.health.interval_seconds.into()),
            ("health.failed_interval_seconds", self.health.failed_interval_seconds.into()),
            ("largest_body", self.largest_body),
        ];
        if let Some((setting, _)) = numbers.into_iter().find(|(_, number)| *number == 0) {
            return Err(error(setting, "must be more than zero"));
        }
        let Timeouts { connect_ms, read_ms, write_ms } = self.timeouts;
        if connect_ms > read_ms.min(write_ms) {
            let problem = "must not be more than read_ms or write_ms: who cannot be reached would look like one who is silent";
            return Err(error("timeouts.connect_ms", problem));
        }
        if !self.health.path.starts_with('/') || PathAndQuery::try_from(&*self.health.path).is_err() {
            return Err(error("health.path", format!("is `{}`, which is not a path", self.health.path)));
        }
        if HeaderName::try_from(&*self.via).is_err() {
            return Err(error("via", format!("is `{}`; use letters, digits and `-`", self.via)));
        }
        Ok(())
    }

    pub(crate) fn limits(&self) -> vq_proxy::Limits {
        vq_proxy::Limits {
            write: Duration::from_millis(self.timeouts.write_ms),
            read: Duration::from_millis(self.timeouts.read_ms),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problem(change: impl FnOnce(&mut GatewayConfig)) -> String {
        let mut config = GatewayConfig::default();
        config.upstreams.session.push("http://127.0.0.1:1".to_owned());
        change(&mut config);
        let checked = config.check().and_then(|()| config.upstreams(Service::Session).map(drop));
        checked.err().map_or_else(String::new, |error| error.to_string())
    }

    #[test]
    fn what_cannot_work_is_named() {
        assert_eq!(problem(|_| ()), "");
        assert!(problem(|config| config.upstreams.session.clear()).contains("gateway.upstreams names no"));
        for url in ["127.0.0.1:1", "ftp://x", "http://a:b@c", "http://x?y", ""] {
            let found = problem(|config| config.upstreams.session[0] = url.to_owned());
            assert!(found.starts_with("gateway.upstreams.session "), "{url}: {found}");
        }
        assert!(problem(|config| config.timeouts.read_ms = 0).contains("timeouts.read_ms"));
        assert!(problem(|config| config.timeouts.write_ms = 9_999).contains("timeouts.connect_ms"));
        assert!(problem(|config| config.health.path = "ready".to_owned()).contains("health.path"));
        assert!(problem(|config| config.via = "a b".to_owned()).contains("via"));
    }
}

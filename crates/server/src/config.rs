//! The effective configuration: defaults, then a file, then the environment, then flags.

mod layers;

use std::{net::SocketAddr, path::PathBuf};

use serde::Deserialize;
use vq_api::{RateLimitConfig, TrustedProxies};
use vq_bus_redis::RedisConfig;
use vq_gateway::GatewayConfig;

use self::layers::Layers;

use crate::{
    cli::{CommonArgs, ServeArgs},
    http::tls::Files,
};

/// Every setting with its default, commented.
pub const REFERENCE: &str = include_str!("config/reference.toml");

/// What is in force.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// The listener.
    pub server: Server,
    /// The store.
    pub store: Store,
    /// What nodes share besides the store.
    pub redis: RedisConfig,
    /// How often a consumer may call.
    pub rate_limit: RateLimitConfig,
    /// The way for mail to go.
    pub mail: Mail,
    /// Signing in.
    pub sign_in: SignIn,
    /// Tenants' own domains.
    pub domains: Domains,
    /// The log.
    pub log: Log,
    /// The first start.
    pub bootstrap: Bootstrap,
    /// Tokens.
    pub tokens: Tokens,
    /// What is forgotten when.
    pub retention: Retention,
    /// Personal data at rest.
    pub protection: Protection,
    /// Traces.
    pub telemetry: Telemetry,
    /// Measuring.
    pub bench: Bench,
    /// Where the services are, for a gateway.
    pub gateway: GatewayConfig,
    /// A gate; read by itself, so that a mistake is told with the whole name of its setting.
    #[serde(skip)]
    pub gate: Option<GateSection>,
}

/// The listener.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Server {
    /// Where to listen.
    pub listen: SocketAddr,
    /// How long to say "not ready" before closing, in seconds.
    pub drain_seconds: u64,
    /// How long to wait for what is still open, in seconds.
    pub grace_seconds: u64,
    /// How long the head of a request may take, in seconds.
    pub header_timeout_seconds: u64,
    /// How long the body of a request may take, in seconds.
    pub body_timeout_seconds: u64,
    /// Most connections at once, of the server and of the gate each.
    pub most_connections: usize,
    /// Proxies that are believed when they say for whom they ask.
    pub trusted_proxies: TrustedProxies,
    /// What people reach the server by; empty for where it listens.
    pub public_url: String,
    /// A certificate chain, PEM; empty for none.
    pub tls_certificate_file: PathBuf,
    /// Its key.
    pub tls_key_file: PathBuf,
}

impl Server {
    /// The files for TLS, if the server is to speak it.
    pub fn tls_files(&self) -> anyhow::Result<Option<Files>> {
        let given = |path: &PathBuf| !path.as_os_str().is_empty();
        match (given(&self.tls_certificate_file), given(&self.tls_key_file)) {
            (false, false) => Ok(None),
            (true, true) => Ok(Some(Files {
                certificates: self.tls_certificate_file.clone(),
                key: self.tls_key_file.clone(),
            })),
            _ => anyhow::bail!("server.tls_certificate_file and server.tls_key_file need each other"),
        }
    }
}

/// Signing in.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignIn {
    /// Whether providers of identities may be within our own walls.
    pub internal_providers: bool,
}

/// How it is looked whether a domain is a tenant's.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Domains {
    /// Whether web servers of domains may be within our own walls.
    pub internal_addresses: bool,
    /// Where they speak TLS.
    pub https_port: u16,
    /// Where they do not.
    pub http_port: u16,
    /// Which servers of the DNS are asked; none for those of the machine.
    pub resolvers: Vec<SocketAddr>,
}

/// The way for mail to go.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mail {
    /// The mail server; empty for a folder.
    pub url: String,
    /// The sender.
    pub from: String,
}

/// Without the address, which may hold a password.
impl std::fmt::Debug for Mail {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Mail").field("from", &self.from).finish_non_exhaustive()
    }
}

/// The store.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Store {
    /// Where data is kept.
    pub data: PathBuf,
    /// A PostgreSQL database instead; empty for the data directory.
    pub url: String,
    /// A streaming replica of it, for lists; or empty.
    pub replica_url: String,
    /// Who may vouch for the database's certificate, instead of the system's authorities; or empty.
    pub ca_file: PathBuf,
    /// Most connections to the database.
    pub connections: usize,
    /// A replica that is further behind is not used, in seconds.
    pub max_replica_lag_seconds: u64,
}

impl Store {
    /// Whether there is a database in the data directory.
    pub fn has_database(&self) -> bool {
        self.data.join("vqueue.db").is_file()
    }
}

/// Without the addresses, which may hold passwords.
impl std::fmt::Debug for Store {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Store")
            .field("data", &self.data)
            .field("shared", &!self.url.is_empty())
            .finish_non_exhaustive()
    }
}

/// The log.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Log {
    /// The filter.
    pub level: String,
    /// For people or machines.
    pub format: LogFormat,
}

/// How log lines look.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    /// For people.
    Text,
    /// For machines.
    Json,
}

/// The first start.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bootstrap {
    /// Who.
    pub admin_email: String,
    /// Empty: one is made.
    pub admin_password: String,
}

impl std::fmt::Debug for Bootstrap {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Bootstrap").field("admin_email", &self.admin_email).finish_non_exhaustive()
    }
}

/// Tokens.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tokens {
    /// `iss` of admission tokens.
    pub issuer: String,
}

/// Personal data at rest.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Protection {
    /// The master keys; empty for a file.
    pub master_key: String,
    /// Where they are; empty for the data directory.
    pub master_key_file: PathBuf,
}

/// Without the keys.
impl std::fmt::Debug for Protection {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Protection").field("master_key_file", &self.master_key_file).finish_non_exhaustive()
    }
}

/// What is forgotten when.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Retention {
    /// Change records that every consumer has read, in seconds; those of a queue in which an admission lives longer are kept longer.
    pub changes_seconds: u32,
    /// Those that one has not, in seconds.
    pub unread_changes_seconds: u32,
    /// Numbers by the minute, in seconds.
    pub analytics_minutes_seconds: u32,
}

/// Traces.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Telemetry {
    /// The collector; empty for none.
    pub otlp_endpoint: String,
    /// Which part of the traces that begin here is told, 0 to 1.
    pub sample_ratio: f64,
}

/// Measuring.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bench {
    /// Whether there are endpoints for it.
    pub enabled: bool,
}

/// A gate.
#[derive(Clone, Debug)]
pub struct GateSection {
    /// Where it listens.
    pub listen: Option<SocketAddr>,
    /// The gate itself.
    pub gate: vq_gate::GateConfig,
}

impl Config {
    /// What links to the server begin with.
    pub fn public_url(&self) -> String {
        let url = self.server.public_url.trim_end_matches('/');
        let scheme = if self.server.tls_certificate_file.as_os_str().is_empty() { "http" } else { "https" };
        if url.is_empty() { format!("{scheme}://{}", self.server.listen) } else { url.to_owned() }
    }

    /// For a command that is not `serve`.
    pub fn load(args: &CommonArgs) -> anyhow::Result<Self> {
        parse(&Layers::read(args, None)?)
    }

    /// For `serve`.
    pub fn load_serve(args: &ServeArgs) -> anyhow::Result<Self> {
        parse(&Layers::read(&args.common, args.listen)?)
    }
}

fn parse(layers: &Layers) -> anyhow::Result<Config> {
    let (mut config, gate): (Config, _) = layers.parse()?;
    config.gate = gate;
    let wrong = |name: &str, problem: &str| anyhow::anyhow!("{name} ({}) {problem}", layers.origin_of(name));
    check_level(&config.log.level).map_err(|problem| wrong("log.level", &problem))?;
    let url = &config.server.public_url;
    if !url.is_empty() && !["http://", "https://"].iter().any(|scheme| url.starts_with(scheme)) {
        let problem =
            format!("is {url:?}; it begins with http:// or https://, like \"https://queue.shop.example\"");
        return Err(wrong("server.public_url", &problem));
    }
    let url = &config.store.url;
    if url.is_empty() {
        if config.store.data.is_file() {
            let problem = format!("is {}, which is a file; it names a folder", config.store.data.display());
            return Err(wrong("store.data", &problem));
        }
    } else if !["postgres://", "postgresql://"].iter().any(|scheme| url.starts_with(scheme)) {
        let scheme = url.split("://").next().filter(|scheme| scheme.len() < url.len()).unwrap_or("none");
        let problem = format!(
            "has the scheme {scheme:?}; a shared database is PostgreSQL, like \"postgres://user:password@host:5432/database\"; leave \
             it empty for the data folder"
        );
        return Err(wrong("store.url", &problem));
    }
    Ok(config)
}

/// A word that is no level would silence everything.
fn check_level(filter: &str) -> Result<(), String> {
    let is_level = |word: &str| word.parse::<tracing::level_filters::LevelFilter>().is_ok();
    for part in filter.split(',').map(str::trim).filter(|part| !part.is_empty()) {
        let level = part.rsplit_once('=').map_or(part, |(_, level)| level);
        if !level.ends_with(']') && !is_level(level) {
            return Err(format!(
                "is {filter:?}, and {level:?} is no level; levels are trace, debug, info, warn, error and off, and a filter is \
                 written like \"info,vq_lines=debug\""
            ));
        }
    }
    Ok(())
}

/// Tells of variables that look like settings but are none.
pub fn warn_of_unknown_variables() {
    for (name, meant) in layers::unknown_variables(layers::variables()) {
        match meant {
            Some(meant) => {
                tracing::warn!("the variable {name} is no setting and is ignored; {meant} is probably meant");
            }
            None => tracing::warn!(
                "the variable {name} is no setting and is ignored; settings are VQUEUE__SECTION__NAME, with two underscores each"
            ),
        }
    }
}

/// The effective configuration, a line per value with its origin. Secrets are redacted.
pub fn print(args: &CommonArgs) -> anyhow::Result<String> {
    let layers = Layers::read(args, None)?;
    // What is printed must also be usable.
    parse(&layers)?;
    layers.print()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_level_that_is_none_is_refused() {
        for good in ["info", "WARN", "off", "info,vq_lines=debug", "vq_lines=trace", "info,[span]=debug"] {
            assert_eq!(check_level(good), Ok(()), "{good}");
        }
        for bad in ["loud", "info,loud", "vq_lines=loud"] {
            assert!(check_level(bad).is_err_and(|problem| problem.contains("\"loud\"")), "{bad}");
        }
    }

    #[test]
    fn what_cannot_be_used_is_refused_with_an_example() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("vqueue.toml");
        let plain = folder.path().join("plain");
        std::fs::write(&plain, "").expect("written");
        let data = format!("[store]\ndata = {:?}\n", plain.display().to_string());
        for (text, name, right) in [
            ("[server]\npublic_url = \"queue.example\"\n", "server.public_url (file ", "https://"),
            ("[store]\nurl = \"mysql://a/b\"\n", "store.url (file ", "postgres://"),
            ("[log]\nlevel = \"loud\"\n", "log.level (file ", "info"),
            (data.as_str(), "store.data (file ", "a folder"),
        ] {
            std::fs::write(&file, text).expect("written");
            let loaded = Config::load(&CommonArgs { config: Some(file.clone()), data: None });
            let told = format!("{:#}", loaded.expect_err("must be refused"));
            assert!(told.contains(name) && told.contains(right), "{text}: {told}");
        }
    }
}

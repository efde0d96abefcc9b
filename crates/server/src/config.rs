//! The effective configuration: defaults, then a file, then the environment, then flags.

use std::{collections::BTreeMap, net::SocketAddr, path::PathBuf};

use anyhow::Context;
use config::{Environment, File, FileFormat, Value, ValueKind};
use serde::Deserialize;
use vq_api::{RateLimitConfig, TrustedProxies};
use vq_bus_redis::RedisConfig;
use vq_gateway::{GatewayConfig, Service};

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
    /// A gate.
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
    /// Change records that every consumer has read, in seconds.
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
#[derive(Clone, Debug, Deserialize)]
pub struct GateSection {
    /// Where it listens.
    pub listen: Option<SocketAddr>,
    /// The gate itself.
    #[serde(flatten)]
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
        parse(layers(args, None)?)
    }

    /// For `serve`.
    pub fn load_serve(args: &ServeArgs) -> anyhow::Result<Self> {
        parse(layers(&args.common, args.listen)?)
    }
}

fn parse(layers: config::Config) -> anyhow::Result<Config> {
    layers.try_deserialize().context("the configuration is not usable")
}

fn layers(args: &CommonArgs, listen: Option<SocketAddr>) -> anyhow::Result<config::Config> {
    let mut builder = config::Config::builder().add_source(File::from_str(REFERENCE, FileFormat::Toml));
    if let Some(file) = &args.config {
        builder = builder.add_source(File::from(file.as_path()).format(FileFormat::Toml));
    }
    let mut environment = Environment::with_prefix("VQUEUE")
        .prefix_separator("__")
        .separator("__")
        .try_parsing(true)
        .list_separator(",")
        .with_list_parse_key("server.trusted_proxies")
        .with_list_parse_key("domains.resolvers");
    for service in Service::ALL {
        environment = environment.with_list_parse_key(&format!("gateway.upstreams.{}", service.name()));
    }
    builder = builder.add_source(environment);
    if let Some(data) = &args.data {
        builder = builder.set_override("store.data", data.to_string_lossy().into_owned())?;
    }
    if let Some(listen) = listen {
        builder = builder.set_override("server.listen", listen.to_string())?;
    }
    builder.build().context("the configuration cannot be read")
}

/// The effective configuration, a line per value with its origin. Secrets are redacted.
pub fn print(args: &CommonArgs) -> anyhow::Result<String> {
    let layers = layers(args, None)?;
    let mut lines = BTreeMap::new();
    let root: BTreeMap<String, Value> = layers.clone().try_deserialize()?;
    for (name, value) in root {
        flatten(&name, &value, &mut lines);
    }
    // What is printed must also be usable.
    parse(layers)?;
    let width = lines.keys().map(String::len).max().unwrap_or(0);
    Ok(lines
        .into_iter()
        .map(|(name, (value, origin))| format!("{name:width$} = {value}  # {origin}\n"))
        .collect())
}

/// `scheme://user:password@host` without the password.
fn without_password(url: &str) -> String {
    let Some((scheme, rest)) = url.split_once("://") else { return url.to_owned() };
    let authority = rest.split(['/', '?']).next().unwrap_or_default();
    match authority.rsplit_once('@').map(|(user, _)| user.split(':').next().unwrap_or_default()) {
        Some(user) => {
            let after = &rest[authority.rfind('@').unwrap_or(0)..];
            format!("{scheme}://{user}:[redacted]{after}")
        }
        None => url.to_owned(),
    }
}

fn flatten(name: &str, value: &Value, lines: &mut BTreeMap<String, (String, String)>) {
    match &value.kind {
        ValueKind::Table(table) => {
            for (key, inner) in table {
                flatten(&format!("{name}.{key}"), inner, lines);
            }
        }
        ValueKind::Array(items) => {
            for (at, inner) in items.iter().enumerate() {
                flatten(&format!("{name}[{at}]"), inner, lines);
            }
        }
        kind => {
            let secret = ["password", "secret", "token", "master_key"].iter().any(|word| name.contains(word))
                && !name.starts_with("tokens.")
                && !name.ends_with("_file");
            let shown = match kind {
                ValueKind::String(text) if secret && !text.is_empty() => "\"[redacted]\"".to_owned(),
                ValueKind::String(text) if name.ends_with("url") => format!("{:?}", without_password(text)),
                ValueKind::String(text) => format!("{text:?}"),
                other => other.to_string(),
            };
            let origin = match value.origin() {
                None => "default",
                Some(origin) => origin,
            };
            lines.insert(name.to_owned(), (shown, origin.to_owned()));
        }
    }
}

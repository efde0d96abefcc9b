//! Where Redis is and how it is spoken to.

use std::{fmt, path::PathBuf, time::Duration};

use redis::{Client, ConnectionInfo, IntoConnectionInfo, TlsCertificates, io::tcp::TcpSettings};
use rustls::crypto::CryptoProvider;
use serde::Deserialize;

/// Where Redis is and how it is spoken to.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct RedisConfig {
    /// `redis://[user@]host:port[/database]`, or `rediss://…` for TLS.
    pub url: String,
    /// The password; empty if there is none, or if it is in the URL.
    pub password: String,
    /// PEM file of the authorities to trust with TLS; empty for those the machine trusts.
    pub ca_file: PathBuf,
    /// What all keys and channels begin with. Deployments that share a server need different ones.
    pub prefix: String,
    /// How long a call may take, in milliseconds.
    pub timeout_millis: u64,
}

impl Default for RedisConfig {
    fn default() -> Self {
        Self {
            url: "redis://127.0.0.1:6379".to_owned(),
            password: String::new(),
            ca_file: PathBuf::new(),
            prefix: "vq".to_owned(),
            timeout_millis: 300,
        }
    }
}

impl fmt::Debug for RedisConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The URL may hold a password.
        f.debug_struct("RedisConfig").field("prefix", &self.prefix).finish_non_exhaustive()
    }
}

/// Why a configuration is not usable.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The URL cannot be read. It is not shown, for it may hold a password.
    #[error("the URL of Redis is not usable: {0}")]
    Url(String),
    /// The authorities to trust cannot be read.
    #[error("the file of trusted authorities {0} cannot be read: {1}")]
    Authorities(PathBuf, std::io::Error),
    /// The prefix would break the rules of keys.
    #[error("the prefix of keys must be 1 to 64 characters without braces, spaces and control characters")]
    Prefix,
}

impl RedisConfig {
    pub(crate) fn timeout(&self) -> Duration {
        Duration::from_millis(self.timeout_millis.max(1))
    }

    pub(crate) fn client(&self) -> Result<Client, ConfigError> {
        let odd = |c: char| matches!(c, '{' | '}') || c.is_whitespace() || c.is_control();
        if !(1..=64).contains(&self.prefix.len()) || self.prefix.contains(odd) {
            return Err(ConfigError::Prefix);
        }
        let info = self.connection_info()?;
        let url = |error: redis::RedisError| ConfigError::Url(error.to_string());
        if !matches!(info.addr(), redis::ConnectionAddr::TcpTls { .. }) {
            return Client::open(info).map_err(url);
        }
        if CryptoProvider::get_default().is_none() {
            // Another part of the process may be quicker, with the same one.
            let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
        }
        if self.ca_file.as_os_str().is_empty() {
            return Client::open(info).map_err(url);
        }
        let authorities = std::fs::read(&self.ca_file)
            .map_err(|error| ConfigError::Authorities(self.ca_file.clone(), error))?;
        let certificates = TlsCertificates { client_tls: None, root_cert: Some(authorities) };
        Client::build_with_tls(info, certificates).map_err(url)
    }

    fn connection_info(&self) -> Result<ConnectionInfo, ConfigError> {
        let info = self
            .url
            .as_str()
            .into_connection_info()
            .map_err(|error| ConfigError::Url(error.category().to_owned()))?;
        let mut settings = info.redis_settings().clone();
        if !self.password.is_empty() {
            settings = settings.set_password(&self.password);
        }
        // Small requests must not wait for more to come.
        let tcp = TcpSettings::default().set_nodelay(true);
        Ok(info.set_redis_settings(settings).set_tcp_settings(tcp))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn client(change: impl FnOnce(&mut RedisConfig)) -> Result<Client, ConfigError> {
        let mut config = RedisConfig::default();
        change(&mut config);
        config.client()
    }

    #[test]
    fn a_configuration_is_judged_before_it_is_used() {
        assert!(client(|_| {}).is_ok());
        assert!(client(|config| config.url = "rediss://user@redis.example:6380/2".into()).is_ok());
        for prefix in ["", "a{b}", "a b", "a\n"] {
            let refused = client(|config| config.prefix = prefix.into());
            assert!(matches!(refused, Err(ConfigError::Prefix)), "{prefix:?}");
        }
        for url in ["", "http://x", "redis://secret@:x"] {
            let refused = client(|config| config.url = url.into());
            assert!(matches!(&refused, Err(ConfigError::Url(reason)) if !reason.contains("secret")), "{url}");
        }
        let refused = client(|config| {
            config.url = "rediss://localhost".into();
            config.ca_file = "/nowhere".into();
        });
        assert!(matches!(refused, Err(ConfigError::Authorities(..))));
    }

    #[test]
    fn secrets_are_not_shown() {
        let config = RedisConfig {
            url: "redis://:secret@host".into(),
            password: "secret".into(),
            ..RedisConfig::default()
        };
        assert!(!format!("{config:?}").contains("secret"));
    }
}

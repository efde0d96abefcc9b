//! Whether a domain has the token that shows whose it is: at its web server, or in a TXT record.

use std::{net::SocketAddr, time::Duration};

use async_trait::async_trait;
use hickory_resolver::{
    TokioResolver,
    config::{ConnectionConfig, NameServerConfig, ResolverConfig, ResolverOpts},
    net::{NetError, runtime::TokioRuntimeProvider},
    proto::rr::RData,
};
use vq_domain::{DomainName, DomainProof};
use vq_ports::{DomainProver, Looked};

use crate::web::{Plain, Web, WebError};

/// Where a domain's web server has the token, and nothing else.
pub const WELL_KNOWN: &str = "/.well-known/virtual-queue-domain";
/// The label before a domain at which its TXT record stands: a name that is an alias can have no others beside it.
pub const TXT_LABEL: &str = "_virtual-queue";
/// Longest answer of a web server that is read, in bytes.
const LARGEST: usize = 1024;
/// How long the DNS may take.
const PATIENCE: Duration = Duration::from_secs(8);

/// How domains are looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProverConfig {
    /// Whether web servers may be at internal addresses.
    pub internal: bool,
    /// The ports of web servers: TLS first, plain after it. 443 and 80, unless the deployment is a private network's.
    pub ports: (u16, u16),
    /// Which servers of the DNS are asked; none for those of the machine.
    pub resolvers: Vec<SocketAddr>,
}

impl Default for ProverConfig {
    fn default() -> Self {
        Self { internal: false, ports: (443, 80), resolvers: Vec::new() }
    }
}

/// The DNS cannot be asked.
#[derive(Debug, thiserror::Error)]
#[error("the DNS cannot be asked: {0}")]
pub struct ProverError(#[from] NetError);

/// Looks at domains.
pub struct Prover {
    web: Web,
    ports: (u16, u16),
    dns: TokioResolver,
}

impl Prover {
    /// Looks as `config` says.
    pub fn new(config: &ProverConfig) -> Result<Self, ProverError> {
        let mut builder = if config.resolvers.is_empty() {
            TokioResolver::builder_tokio()?
        } else {
            let servers = config.resolvers.iter().map(server).collect();
            let servers = ResolverConfig::from_parts(None, Vec::new(), servers);
            TokioResolver::builder_with_config(servers, TokioRuntimeProvider::default())
        };
        let options: &mut ResolverOpts = builder.options_mut();
        // Who has just set a record must not be told for an hour that there is none.
        options.cache_size = 0;
        options.timeout = Duration::from_secs(3);
        options.attempts = 2;
        let dns = builder.build()?;
        let own = (!config.resolvers.is_empty()).then(|| dns.clone());
        let web = Web::with_dns(config.internal, Plain::Everywhere, own);
        Ok(Self { web, ports: config.ports, dns })
    }

    /// `None` if the web server has the token; else what it has.
    async fn over_http(&self, name: &DomainName, token: &str) -> Option<String> {
        let (tls, plain) = self.ports;
        let mut said = Vec::new();
        for (scheme, port, usual) in [("https", tls, 443), ("http", plain, 80)] {
            let port = if port == usual { String::new() } else { format!(":{port}") };
            let url = format!("{scheme}://{name}{port}{WELL_KNOWN}");
            match self.web.text(&url, LARGEST).await {
                Ok(text) if text.trim() == token => return None,
                Ok(_) => said.push(format!("{url} has something else")),
                // What is told of a failure says no more about a network than that there was none.
                Err(WebError::Status(status)) => said.push(format!("{url} answers {}", status.as_u16())),
                Err(WebError::Unreadable(_)) => said.push(format!("{url} has something else")),
                Err(error @ (WebError::NoAnswer(_) | WebError::Forbidden(_))) => {
                    tracing::debug!(%error, url, "a domain's web server did not answer");
                    said.push(format!("{url} does not answer"));
                }
            }
        }
        Some(format!("{}.", said.join("; ")))
    }

    /// `None` if a TXT record has the token; else what there is.
    async fn in_dns(&self, name: &DomainName, token: &str) -> Option<String> {
        let record = format!("{TXT_LABEL}.{name}");
        // With the dot at its end nothing is added to it.
        let asked = tokio::time::timeout(PATIENCE, self.dns.txt_lookup(format!("{record}."))).await;
        let found = match asked {
            Ok(Ok(found)) => found,
            Ok(Err(error)) if error.is_no_records_found() || error.is_nx_domain() => {
                return Some(format!("There is no TXT record at {record}."));
            }
            Ok(Err(error)) => {
                tracing::debug!(%error, record, "the DNS did not answer");
                return Some(format!("The DNS did not tell whether there is a TXT record at {record}."));
            }
            Err(_) => return Some(format!("The DNS did not answer in time about {record}.")),
        };
        let has_token = found.answers().iter().any(|answer| match &answer.data {
            RData::TXT(text) => text.txt_data.concat().trim_ascii() == token.as_bytes(),
            _ => false,
        });
        (!has_token).then(|| format!("The TXT record at {record} has something else."))
    }
}

fn server(address: &SocketAddr) -> NameServerConfig {
    let mut server = NameServerConfig::udp_and_tcp(address.ip());
    let on_port = |mut connection: ConnectionConfig| {
        connection.port = address.port();
        connection
    };
    server.connections = server.connections.into_iter().map(on_port).collect();
    server
}

#[async_trait]
impl DomainProver for Prover {
    async fn look(&self, name: &DomainName, token: &str) -> Looked {
        let (http, dns) = tokio::join!(self.over_http(name, token), self.in_dns(name, token));
        match (http, dns) {
            (_, None) => Looked::Proven(DomainProof::Dns),
            (None, Some(_)) => Looked::Proven(DomainProof::Http),
            (Some(http), Some(dns)) => Looked::Not { http, dns },
        }
    }
}

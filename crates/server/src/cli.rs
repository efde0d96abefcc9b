//! The command line.

use std::{net::SocketAddr, path::PathBuf};

use clap::{Args, Parser, Subcommand};

/// Reads an address to listen on; a mistake is told in words that follow its name.
pub fn address(text: &str) -> Result<SocketAddr, String> {
    text.parse().map_err(|_| {
        let port = text.rsplit(':').next().and_then(|port| port.parse::<u16>().ok());
        let port = port.map_or_else(|| "PORT".to_owned(), |port| port.to_string());
        format!("is {text:?}; write an IP address and a port, like 127.0.0.1:{port} for this machine alone or 0.0.0.0:{port} for all")
    })
}

/// Virtual Queue: a waiting room for sites and a line for counters, in one engine.
#[derive(Debug, Parser)]
#[command(name = "vqueue", version, propagate_version = true)]
pub struct Cli {
    /// What to do
    #[command(subcommand)]
    pub command: Command,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Run the server
    Serve(ServeArgs),
    /// Run a gate: a reverse proxy that puts a queue before a site
    Gate(GateArgs),
    /// Print a kiosk's tickets: runs beside its browser and sends them to an ESC/POS printer
    Print(vq_printer::PrintArgs),
    /// Run a sample shop behind a gate, with a queue and a simulated crowd
    Demo(DemoArgs),
    /// Let the visitors of a recorded trace come to a queue, and judge what happened
    Replay(vq_crowd::ReplayArgs),
    /// Print the module table
    Modules,
    /// Look at the configuration
    #[command(subcommand)]
    Config(ConfigCommand),
    /// Check a deployment and say in plain words what is wrong
    Doctor(CommonArgs),
    /// Administer a deployment that is not running
    #[command(subcommand)]
    Admin(AdminCommand),
    /// Signing keys, and the keys of personal data
    #[command(subcommand)]
    Keys(KeysCommand),
    /// The audit log
    #[command(subcommand)]
    Audit(AuditCommand),
}

/// What every command that touches a deployment takes.
#[derive(Clone, Debug, Default, Args)]
pub struct CommonArgs {
    /// Configuration file (TOML); without it, defaults and environment alone
    #[arg(long, value_name = "FILE", env = "VQUEUE_CONFIG")]
    pub config: Option<PathBuf>,
    /// Where data is kept [default: data]
    #[arg(long, value_name = "DIR")]
    pub data: Option<PathBuf>,
}

/// `vqueue serve`.
#[derive(Clone, Debug, Default, Args)]
pub struct ServeArgs {
    /// Configuration and data
    #[command(flatten)]
    pub common: CommonArgs,
    /// Which modules to run, separated by commas; `vqueue modules` lists them [default: all]
    #[arg(long, value_name = "MODULES", value_delimiter = ',')]
    pub target: Vec<String>,
    /// Where to listen; port 0 takes a free one [default: 127.0.0.1:7878]
    #[arg(long, value_name = "ADDR", value_parser = address)]
    pub listen: Option<SocketAddr>,
}

/// `vqueue gate`.
#[derive(Clone, Debug, Args)]
pub struct GateArgs {
    /// Configuration file with a `[gate]` section, instead of the flags below
    #[arg(long, value_name = "FILE", env = "VQUEUE_CONFIG")]
    pub config: Option<PathBuf>,
    /// Where to listen [default: 127.0.0.1:8080]
    #[arg(long, value_name = "ADDR", value_parser = address)]
    pub listen: Option<SocketAddr>,
    /// The site behind the gate
    #[arg(long, value_name = "URL", required_unless_present = "config", conflicts_with = "config")]
    pub origin: Option<String>,
    /// The Virtual Queue server
    #[arg(long, value_name = "URL", required_unless_present = "config")]
    pub server: Option<String>,
    /// The queue's tenant
    #[arg(long, value_name = "ID", required_unless_present = "config")]
    pub tenant: Option<String>,
    /// The queue
    #[arg(long, value_name = "ID", required_unless_present = "config")]
    pub queue: Option<String>,
    /// Which paths wait in the queue
    #[arg(long, value_name = "PATH", default_value = "/")]
    pub path: String,
    /// How visitors reach the gate: `https` (with TLS ended before it) or `http`
    #[arg(long, value_name = "SCHEME", default_value = "https", value_parser = ["https", "http"])]
    pub public_scheme: String,
}

/// `vqueue demo`.
#[derive(Clone, Debug, Args)]
pub struct DemoArgs {
    /// Where the gate listens: the address to open
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8080", value_parser = address)]
    pub listen: SocketAddr,
    /// Where the server listens
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:7878", value_parser = address)]
    pub server: SocketAddr,
    /// Where the sample shop listens
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8081", value_parser = address)]
    pub shop: SocketAddr,
    /// Where data is kept; without it a temporary directory that is removed at the end
    #[arg(long, value_name = "DIR")]
    pub data: Option<PathBuf>,
    /// How many people are let through per minute
    #[arg(long, value_name = "N", default_value_t = 60)]
    pub rate: u32,
    /// How many may be inside at once
    #[arg(long, value_name = "N", default_value_t = 60)]
    pub cap: u32,
    /// How many come in each surge
    #[arg(long, value_name = "N", default_value_t = 120)]
    pub surge: usize,
    /// Decides who comes when and does what
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub seed: u64,
}

/// `vqueue config`.
#[derive(Clone, Debug, Subcommand)]
pub enum ConfigCommand {
    /// Print the effective configuration with each value's origin; secrets are redacted
    Print(CommonArgs),
    /// Print a commented file with every setting and its default
    Reference,
}

/// `vqueue admin`.
#[derive(Clone, Debug, Subcommand)]
pub enum AdminCommand {
    /// Create somebody who can sign in
    CreateUser(CreateUserArgs),
    /// Let somebody in again who lost password or second factor: both are replaced, and all their sessions end
    RescueUser(RescueUserArgs),
}

/// `vqueue admin rescue-user`.
#[derive(Clone, Debug, Args)]
pub struct RescueUserArgs {
    /// Configuration and data
    #[command(flatten)]
    pub common: CommonArgs,
    /// E-mail address they sign in with
    #[arg(long)]
    pub email: String,
    /// Password, 10 to 200 characters; without it one is made and printed
    #[arg(long, env = "VQUEUE_USER_PASSWORD", hide_env_values = true)]
    pub password: Option<String>,
}

/// `vqueue admin create-user`.
#[derive(Clone, Debug, Args)]
pub struct CreateUserArgs {
    /// Configuration and data
    #[command(flatten)]
    pub common: CommonArgs,
    /// E-mail address to sign in with
    #[arg(long)]
    pub email: String,
    /// Password, 10 to 200 characters; without it one is made and printed
    #[arg(long, env = "VQUEUE_USER_PASSWORD", hide_env_values = true)]
    pub password: Option<String>,
    /// Roles, separated by commas: `platform_admin` alone and without --tenant, or any of admin, manager, operator, clerk, viewer
    /// with --tenant
    #[arg(long, value_delimiter = ',', default_value = "platform_admin")]
    pub role: Vec<String>,
    /// The tenant's id
    #[arg(long)]
    pub tenant: Option<String>,
}

/// `vqueue audit`.
#[derive(Clone, Debug, Subcommand)]
pub enum AuditCommand {
    /// Find out whether anything in the log was changed, removed, moved or cut off; with a shared database also while servers run
    Verify(VerifyArgs),
    /// Print signed checkpoints as JSON Lines, to be kept elsewhere
    Checkpoints(AuditChainArgs),
}

/// Which chains of the audit log.
#[derive(Clone, Debug, Args)]
pub struct AuditChainArgs {
    /// Configuration and data
    #[command(flatten)]
    pub common: CommonArgs,
    /// One tenant's log, by its id; without it all, and the platform's own
    #[arg(long, value_name = "ID")]
    pub tenant: Option<String>,
}

/// `vqueue audit verify`.
#[derive(Clone, Debug, Args)]
pub struct VerifyArgs {
    /// Which chains
    #[command(flatten)]
    pub chains: AuditChainArgs,
    /// Checkpoints that were kept elsewhere, as `vqueue audit checkpoints` prints them; may be given several times
    #[arg(long, value_name = "FILE")]
    pub checkpoint: Vec<PathBuf>,
}

/// `vqueue keys`.
#[derive(Clone, Debug, Subcommand)]
pub enum KeysCommand {
    /// Make a new signing key; what the old one signed stays valid while keys overlap
    Rotate(RotateArgs),
    /// List keys: purpose, number, when each signs and retires
    List(CommonArgs),
    /// Make new keys for personal data and seal all of it again under them, while the deployment runs
    RotateData(RotateDataArgs),
    /// Wrap the keys of personal data with the first master key; those after it are superfluous then
    Rewrap(RemoteArgs),
    /// Wrap the signing keys that stand in the open: once, before the first start after a version that did not wrap them. From
    /// then on they are used, whoever put them there
    Wrap(CommonArgs),
    /// Print a fresh master key
    Master,
    /// Print the secrets of the access keys, for another gateway (Kong) that checks access tokens: who has one can sign
    Export(CommonArgs),
}

/// `vqueue keys rotate`.
#[derive(Clone, Debug, Args)]
pub struct RotateArgs {
    /// Configuration and data of a deployment that is not running
    #[command(flatten)]
    pub common: CommonArgs,
    /// Which keys
    #[arg(long, default_value = "admission", value_parser = ["admission", "session", "access", "seal", "audit"])]
    pub purpose: String,
    /// A running server, instead of its data directory
    #[arg(long, value_name = "URL")]
    pub url: Option<vq_crowd::BaseUrl>,
    /// With --url: a platform admin's e-mail address
    #[arg(long, requires = "url")]
    pub email: Option<String>,
    /// With --url: the password
    #[arg(long, requires = "url", env = "VQUEUE_USER_PASSWORD", hide_env_values = true)]
    pub password: Option<String>,
}

/// Which deployment.
#[derive(Clone, Debug, Args)]
pub struct RemoteArgs {
    /// Configuration and data of a deployment that is not running, or that shares its database
    #[command(flatten)]
    pub common: CommonArgs,
    /// A running server, instead of its data directory
    #[arg(long, value_name = "URL")]
    pub url: Option<vq_crowd::BaseUrl>,
    /// With --url: a platform admin's e-mail address
    #[arg(long, requires = "url")]
    pub email: Option<String>,
    /// With --url: the password
    #[arg(long, requires = "url", env = "VQUEUE_USER_PASSWORD", hide_env_values = true)]
    pub password: Option<String>,
}

/// `vqueue keys rotate-data`.
#[derive(Clone, Debug, Args)]
pub struct RotateDataArgs {
    /// Which deployment
    #[command(flatten)]
    pub remote: RemoteArgs,
    /// One tenant's keys alone
    #[arg(long, value_name = "ID")]
    pub tenant: Option<String>,
    /// The keys by which visitors are found, instead of those that seal
    #[arg(long)]
    pub index: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_says_how_it_is_written() {
        assert_eq!(address("127.0.0.1:1"), Ok(SocketAddr::from(([127, 0, 0, 1], 1))));
        assert!(address("7901").is_err_and(|problem| problem.contains("127.0.0.1:7901")));
        assert!(address("localhost").is_err_and(|problem| problem.contains("127.0.0.1:PORT")));
        assert!(address("localhost:80").is_err_and(|problem| problem.contains("127.0.0.1:80 ")));
    }

    #[test]
    fn a_gate_has_one_configuration() {
        let both = Cli::try_parse_from(["vqueue", "gate", "--config", "c", "--origin", "http://a"]);
        assert!(both.is_err_and(|error| error.kind() == clap::error::ErrorKind::ArgumentConflict));
    }
}

//! `vqueue gate`.

use std::net::{Ipv4Addr, SocketAddr};

use anyhow::Context;
use serde_json::json;

use super::serve::Running;
use crate::{
    cli::{CommonArgs, GateArgs},
    config::{self, Config, GateSection},
    life, log,
};

/// Where a gate listens unless told otherwise.
const ADDRESS: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(Ipv4Addr::LOCALHOST), 8080);

pub(super) async fn run(args: GateArgs) -> anyhow::Result<()> {
    let mut config = Config::load(&CommonArgs { config: args.config.clone(), data: None })?;
    log::start(&config.log)?;
    config::warn_of_unknown_variables();
    let stop = life::stop_on_signal()?;
    let from_flags = if args.origin.is_some() { Some(section(&args)?) } else { None };
    let mut section = from_flags.or(config.gate).context("the configuration file has no [gate] section")?;
    section.listen = Some(args.listen.or(section.listen).unwrap_or(ADDRESS));
    config.gate = Some(section);
    Running::start(config, &["gate".to_owned()]).await?.until(stop).await;
    Ok(())
}

fn section(args: &GateArgs) -> anyhow::Result<GateSection> {
    let gate = json!({
        "origin": args.origin, "server": args.server, "public_scheme": args.public_scheme,
        "rules": [{"path": args.path, "tenant": args.tenant, "queue": args.queue}],
    });
    let gate = serde_json::from_value(gate).context("the flags do not make a gate")?;
    Ok(GateSection { listen: args.listen, gate })
}

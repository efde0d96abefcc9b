//! `vqueue demo`: a sample shop, the gate before it, one queue, and a crowd.

use std::{net::SocketAddr, sync::Arc, time::Duration};

use anyhow::Context;
use serde_json::json;
use tokio::net::TcpListener;
use vq_crowd::{BaseUrl, DemoOptions, QueueSetup, Staff, demo_crowd, sample_shop};

use super::serve::Running;
use crate::{
    cli::{CommonArgs, DemoArgs},
    config::{Config, GateSection},
    http::serve::{Serving, serve},
    life, log,
};

const EMAIL: &str = "admin@localhost";

pub(super) async fn run(args: DemoArgs) -> anyhow::Result<()> {
    let temporary =
        if args.data.is_none() { Some(tempfile::tempdir().context("no temporary directory")?) } else { None };
    let data = args.data.clone().or_else(|| temporary.as_ref().map(|dir| dir.path().to_owned()));
    let mut config = Config::load(&CommonArgs { config: None, data })?;
    config.server.listen = args.server;
    config.server.grace_seconds = 1;
    config.log.level = "warn".to_owned();
    log::start(&config.log)?;
    let stop = life::stop_on_signal()?;
    let password = demo_password(&config);
    config.bootstrap.admin_email = EMAIL.to_owned();
    config.bootstrap.admin_password.clone_from(&password);

    // A second demo needs other addresses: says with which flags.
    free(args.server, "--server").await?;
    free(args.listen, "--listen").await?;
    let shop = bind(args.shop, "--shop").await?;
    let shop_address = shop.local_addr()?;
    let serving = Serving {
        header_timeout: Duration::from_secs(15),
        grace: Duration::from_secs(1),
        most_connections: 10_000,
        tls: None,
    };
    let shop = tokio::spawn(serve(shop, sample_shop(), serving, stop.clone()));

    let server = Running::start(config.clone(), &["all".to_owned()]).await?;
    let address = server.address.context("the server has no address")?;
    let base: BaseUrl = format!("http://{address}").parse().map_err(|error| anyhow::anyhow!("{error}"))?;
    let staff = Staff::login(&base, EMAIL, &password).await.context("cannot sign in")?;
    let tenant = staff.create_tenant("Lumen Atelier").await?;
    let options = DemoOptions {
        rate_per_minute: args.rate,
        surge: args.surge,
        seed: args.seed,
        ..DemoOptions::default()
    };
    let setup = QueueSetup {
        name: "Aurora 01 at Lumen Atelier".to_owned(),
        cap: args.cap,
        rate_per_minute: args.rate,
        claim_timeout_seconds: 60,
        active_timeout_seconds: 120,
        abandon_after_seconds: 120,
    };
    let queue = staff.create_queue(tenant, &setup).await?;

    config.gate = Some(gate_section(
        args.listen,
        shop_address,
        address,
        queue.tenant.to_string(),
        queue.queue.to_string(),
    )?);
    let gate = Running::start(config, &["gate".to_owned()]).await?;
    let gate_address = gate.gate.context("the gate has no address")?;

    println!();
    println!("  The shop, behind its queue    http://{gate_address}/");
    println!("  The same shop without it      http://{shop_address}/");
    println!("  The wait page on the server   http://{address}/q/{}", queue.queue);
    println!("  API documentation             http://{address}/docs");
    println!("  The dashboard                 http://{address}/admin");
    println!("  Sign in there and to the API  {EMAIL} / {password}");
    println!();
    println!(
        "  {} people are coming; {} are let through per minute. Open the first address. Ctrl-C stops.",
        args.surge, args.rate
    );

    let live = Arc::default();
    let crowd = tokio::spawn({
        let stop = stop.clone();
        async move { demo_crowd(&base, queue, options, live, stop).await }
    });
    stop.cancelled().await;
    let _ = crowd.await;
    gate.until(stop.clone()).await;
    server.until(stop).await;
    let _ = shop.await;
    Ok(())
}

async fn bind(address: SocketAddr, flag: &str) -> anyhow::Result<TcpListener> {
    TcpListener::bind(address)
        .await
        .with_context(|| format!("cannot listen on {address}; choose another address with {flag}"))
}

async fn free(address: SocketAddr, flag: &str) -> anyhow::Result<()> {
    bind(address, flag).await.map(drop)
}

/// As configured, so that scripts can sign in; otherwise one that is good for this demo only.
fn demo_password(config: &Config) -> String {
    if !config.bootstrap.admin_password.is_empty() {
        return config.bootstrap.admin_password.clone();
    }
    let mut random = [0; 12];
    vq_ports::Ids::fill(&vq_ports::SystemIds, &mut random);
    random.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn gate_section(
    listen: SocketAddr,
    shop: SocketAddr,
    server: SocketAddr,
    tenant: String,
    queue: String,
) -> anyhow::Result<GateSection> {
    let gate = json!({
        "origin": format!("http://{shop}"), "server": format!("http://{server}"), "public_scheme": "http",
        "rules": [{"path": "/", "tenant": tenant, "queue": queue, "queue_name": "Aurora 01 at Lumen Atelier"}],
    });
    Ok(GateSection { listen: Some(listen), gate: serde_json::from_value(gate)? })
}

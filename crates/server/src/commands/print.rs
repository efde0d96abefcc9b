//! `vqueue print`.

use anyhow::Context;
use tokio::net::TcpListener;
use vq_printer::{Agent, PrintArgs, router};

use crate::life;

pub(super) async fn run(args: PrintArgs) -> anyhow::Result<()> {
    let stop = life::stop_on_signal()?;
    let agent = Agent::new(&args.printer, &args.origin).context("--origin")?;
    let listener =
        TcpListener::bind(args.listen).await.with_context(|| format!("cannot listen on {}", args.listen))?;
    println!(
        "Tickets of {} are printed by {}; listening on http://{}",
        args.origin, args.printer, args.listen
    );
    axum::serve(listener, router(agent)).with_graceful_shutdown(stop.cancelled_owned()).await?;
    Ok(())
}

//! Starting and stopping: signals, and what the log looks like.

use anyhow::Context;
use tokio::signal::unix::{SignalKind, signal};
use tokio_util::sync::CancellationToken;
use tracing_subscriber::EnvFilter;

use crate::config::{Log, LogFormat};

/// Starts the log; it goes to standard error, so that standard output belongs to what commands answer.
pub fn start_log(log: &Log) -> anyhow::Result<()> {
    // The migrations' own steps are of interest only to who asks for them.
    let filter = EnvFilter::try_new(format!("refinery_core=warn,{}", log.level))
        .with_context(|| format!("log.level cannot be read: {:?}", log.level))?;
    let builder = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    let started = match log.format {
        LogFormat::Text => builder.with_target(false).try_init(),
        LogFormat::Json => builder.json().flatten_event(true).try_init(),
    };
    // A second start in one process (tests) keeps the first log.
    drop(started);
    Ok(())
}

/// Cancelled at the first SIGINT or SIGTERM; the second ends the process at once.
pub fn stop_on_signal() -> anyhow::Result<CancellationToken> {
    let stop = CancellationToken::new();
    let mut terminate = signal(SignalKind::terminate()).context("signals cannot be heard")?;
    let mut interrupt = signal(SignalKind::interrupt()).context("signals cannot be heard")?;
    let told = stop.clone();
    tokio::spawn(async move {
        for round in 0.. {
            tokio::select! {
                _ = terminate.recv() => {}
                _ = interrupt.recv() => {}
            }
            if round > 0 {
                std::process::exit(130);
            }
            tracing::info!("stopping; a second signal stops at once");
            told.cancel();
        }
    });
    Ok(stop)
}

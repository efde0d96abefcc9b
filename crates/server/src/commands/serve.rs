//! `vqueue serve`.

use std::{net::SocketAddr, time::Duration};

use anyhow::{Context, anyhow, bail};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use vq_auth::{AdminError, ensure_admin};

use crate::{
    cli::ServeArgs,
    config::{self, Config},
    deployment::Deployment,
    http::{self, Readiness, serve::Serving, tls::Certificate},
    life, log,
};

pub(super) async fn run(args: ServeArgs) -> anyhow::Result<()> {
    let config = Config::load_serve(&args)?;
    log::start(&config.log)?;
    config::warn_of_unknown_variables();
    let stop = life::stop_on_signal()?;
    let target = if args.target.is_empty() { vec!["all".to_owned()] } else { args.target };
    let running = Running::start(config, &target).await?;
    running.until(stop).await;
    Ok(())
}

/// A server that runs in this process.
pub(super) struct Running {
    deployment: Deployment,
    ready: Readiness,
    stop: CancellationToken,
    listeners: tokio::task::JoinSet<()>,
    /// Where the server listens, if this process has one.
    pub address: Option<SocketAddr>,
    /// Where the gate listens, if this process has one.
    pub gate: Option<SocketAddr>,
}

impl Running {
    /// Starts the modules of a target, then opens the doors.
    pub async fn start(config: Config, target: &[String]) -> anyhow::Result<Self> {
        let serving = Serving {
            header_timeout: Duration::from_secs(config.server.header_timeout_seconds),
            grace: Duration::from_secs(config.server.grace_seconds),
            most_connections: config.server.most_connections,
            tls: None,
        };
        let certificate = config.server.tls_files()?.map(Certificate::open).transpose()?;
        let secured = match &certificate {
            Some(certificate) => Serving { tls: Some(certificate.config()?), ..serving.clone() },
            None => serving.clone(),
        };
        // Who cannot listen should know before anything else is done.
        let has_server = target.iter().any(|name| name != "gate");
        let server = if has_server { Some(listen(config.server.listen).await?) } else { None };
        let gate_address = config.gate.as_ref().map(|gate| gate.listen.unwrap_or(config.server.listen));

        let mut deployment = Deployment::new(config);
        deployment.start(target).await?;
        let scheme = if certificate.is_some() { "https" } else { "http" };
        if let Some(certificate) = certificate {
            deployment.keep_certificate(certificate);
        }
        let (ready, stop) = (Readiness::default(), CancellationToken::new());
        let mut listeners = tokio::task::JoinSet::new();
        let (mut address, mut gate_bound) = (None, None);
        if let Some(listener) = server {
            if deployment.signs_in() {
                bootstrap(&deployment).await?;
            }
            let bound = listener.local_addr()?;
            let router = http::router(&mut deployment, ready.clone())?;
            listeners.spawn(http::serve::serve(listener, router, secured, stop.clone()));
            ready.set(true);
            address = Some(bound);
            println!("listening on {scheme}://{bound}");
            if deployment.has_console() {
                println!("the dashboard is at {scheme}://{bound}/admin");
            }
        }
        if let Some(gate) = deployment.gate() {
            let listener = listen(gate_address.context("the gate has no address")?).await?;
            let bound = listener.local_addr()?;
            listeners.spawn(http::serve::serve(listener, gate.router(), serving, stop.clone()));
            gate_bound = Some(bound);
            println!("gate listening on http://{bound}");
        }
        Ok(Self { deployment, ready, stop, listeners, address, gate: gate_bound })
    }

    /// Runs until told to stop, and stops in order: not ready, no new connections, then the modules.
    pub async fn until(mut self, told: CancellationToken) {
        told.cancelled().await;
        self.ready.set(false);
        tokio::time::sleep(Duration::from_secs(self.deployment.config.server.drain_seconds)).await;
        self.stop.cancel();
        while self.listeners.join_next().await.is_some() {}
        self.deployment.stop().await;
    }
}

async fn listen(address: SocketAddr) -> anyhow::Result<TcpListener> {
    match TcpListener::bind(address).await {
        Ok(listener) => Ok(listener),
        Err(error) if error.kind() == std::io::ErrorKind::AddrInUse => {
            bail!("{address} is in use by another program; choose another with --listen")
        }
        Err(error) => Err(error).with_context(|| format!("cannot listen on {address}")),
    }
}

/// Makes the first administrator, and tells the password once if it was made up.
async fn bootstrap(deployment: &Deployment) -> anyhow::Result<()> {
    let Ok(stores) = deployment.stores() else { return Ok(()) };
    let settings = &deployment.config.bootstrap;
    let given = |text: &'static str, value: &str| {
        (!value.is_empty()).then(|| (text, value.to_owned())).map(|(_, value)| value)
    };
    let email = given("email", &settings.admin_email);
    let password = given("password", &settings.admin_password);
    let made = ensure_admin(
        &*stores.accounts,
        &*deployment.clock,
        &*deployment.ids,
        email.as_deref(),
        password.as_deref(),
    );
    let made = made.await.map_err(|error| match error {
        AdminError::Refused(error) => {
            let told = error.errors.iter().map(|problem| match problem.field.as_deref() {
                Some(field) => format!("bootstrap.admin_{field}: {}", problem.message),
                None => problem.message.clone(),
            });
            anyhow!(told.collect::<Vec<_>>().join("; "))
        }
        AdminError::Store(error) => error.into(),
    });
    if let Some(made) = made.context("the first administrator cannot be made")? {
        println!("first administrator: {} with the one-time password: {}", made.email, made.password);
        println!("(it is shown this once; change it after signing in)");
    }
    Ok(())
}

//! Connections: how they are made and what holds on each of them.

use std::{fs, path::Path, time::Duration};

use deadpool_postgres::{Hook, HookError, Manager, ManagerConfig, Pool, RecyclingMethod, Runtime};
use rustls::{ClientConfig, RootCertStore, pki_types::CertificateDer, pki_types::pem::PemObject};
use tokio_postgres::{Client, Config, NoTls, config::SslMode};
use tokio_postgres_rustls::MakeRustlsConnect;
use vq_ports::{StoreError, StoreResult};

use crate::{Options, fault::text};

/// A transaction whose node fell silent between two statements holds its line's lock no longer than this.
const SILENCE: Duration = Duration::from_secs(5);
/// A way to the server on which nothing gets through is given up after about this long.
const DEAD_WAY: Duration = Duration::from_secs(15);
/// Plans must not change with a table's statistics, which lag behind a crowd: each of our statements has its index, and
/// looks up what it joins. Compiling plans never pays off for statements this short.
const PLANNING: &str = "-c enable_seqscan=off -c enable_bitmapscan=off -c enable_hashjoin=off -c enable_mergejoin=off -c jit=off -c client_min_messages=warning";
/// A deployment may ask for more than the server's own disk; not for less.
const DURABLE: &str = "SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off'";

/// A pool of connections, which are made when they are needed.
pub fn pool(options: &Options, url: &str, size: usize) -> StoreResult<Pool> {
    let limits = format!(
        "-c statement_timeout={} -c lock_timeout={}",
        options.statement_timeout.as_millis(),
        options.lock_timeout.as_millis()
    );
    let config = config(options, url, &limits)?;
    let method = ManagerConfig { recycling_method: RecyclingMethod::Fast };
    let manager = match tls(options, &config)? {
        Some(tls) => Manager::from_config(config, tls, method),
        None => Manager::from_config(config, NoTls, method),
    };
    Pool::builder(manager)
        .max_size(size.max(1))
        .runtime(Runtime::Tokio1)
        .wait_timeout(Some(options.connect_timeout))
        .create_timeout(Some(options.connect_timeout))
        .post_create(Hook::async_fn(|client, _| {
            Box::pin(async move { client.batch_execute(DURABLE).await.map_err(HookError::Backend) })
        }))
        .build()
        .map_err(|error| StoreError::Failed(error.to_string()))
}

/// A connection for one piece of work that may take its time. It ends when the client is dropped.
pub async fn alone(options: &Options) -> StoreResult<Client> {
    let config = config(options, &options.url, "-c statement_timeout=0 -c lock_timeout=0")?;
    let connecting = async {
        match tls(options, &config)? {
            Some(tls) => Ok(config.connect(tls).await.map(|(client, connection)| {
                tokio::spawn(connection);
                client
            })),
            None => Ok(config.connect(NoTls).await.map(|(client, connection)| {
                tokio::spawn(connection);
                client
            })),
        }
    };
    match tokio::time::timeout(options.connect_timeout, connecting).await {
        Ok(connected) => connected?.map_err(|error| StoreError::Unavailable(text(&error))),
        Err(_) => Err(StoreError::Unavailable("the database does not answer".into())),
    }
}

fn config(options: &Options, url: &str, limits: &str) -> StoreResult<Config> {
    let mut config: Config = url.parse().map_err(|error| {
        StoreError::Failed(format!("the database's address cannot be read: {}", text(&error)))
    })?;
    let own = config.get_options().unwrap_or_default();
    let silence = SILENCE.as_millis();
    // The deployment's own options come last, and so have the last word.
    let all = format!("{limits} -c idle_in_transaction_session_timeout={silence} {PLANNING} {own}");
    config
        .options(all)
        .application_name(&options.application_name)
        .connect_timeout(options.connect_timeout)
        .keepalives_idle(DEAD_WAY / 3)
        .keepalives_interval(DEAD_WAY / 5)
        .keepalives_retries(3)
        .tcp_user_timeout(DEAD_WAY);
    Ok(config)
}

/// Encryption, where the address asks for it; then the server's certificate is checked, too.
fn tls(options: &Options, config: &Config) -> StoreResult<Option<MakeRustlsConnect>> {
    if config.get_ssl_mode() != SslMode::Require {
        return Ok(None);
    }
    let roots = match &options.ca_file {
        Some(file) => roots_in(file)?,
        None => system_roots(),
    };
    let provider = rustls::crypto::aws_lc_rs::default_provider();
    let client = ClientConfig::builder_with_provider(provider.into())
        .with_safe_default_protocol_versions()
        .map_err(|error| StoreError::Failed(error.to_string()))?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(Some(MakeRustlsConnect::new(client)))
}

fn roots_in(file: &Path) -> StoreResult<RootCertStore> {
    let unreadable = |error: &dyn std::fmt::Display| {
        StoreError::Failed(format!("{} holds no certificates: {error}", file.display()))
    };
    let pem = fs::read(file).map_err(|error| unreadable(&error))?;
    let mut roots = RootCertStore::empty();
    for certificate in CertificateDer::pem_slice_iter(&pem) {
        roots.add(certificate.map_err(|error| unreadable(&error))?).map_err(|error| unreadable(&error))?;
    }
    Ok(roots)
}

fn system_roots() -> RootCertStore {
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    roots
}

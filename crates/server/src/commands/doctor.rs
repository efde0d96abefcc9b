//! `vqueue doctor`: says in plain words what is wrong with a deployment, and what to do.

use std::{fs, path::Path, process::ExitCode, sync::Arc};

use vq_audit::{Notary, NotaryConfig, RefusedChain};
use vq_bus_redis::Redis;
use vq_ports::{SystemClock, SystemIds};

use crate::{cli::CommonArgs, config::Config, http::tls::Certificate, store::Store, vault};

/// Fewer open files than this and a crowd of sockets is turned away.
const FEW_FILES: u64 = 16_384;

enum Finding {
    Good(String),
    Warning(String),
    Bad(String),
}

pub(super) async fn run(args: &CommonArgs) -> anyhow::Result<ExitCode> {
    let config = match Config::load(args) {
        Ok(config) => config,
        Err(error) => {
            println!("✗ {error:#}");
            return Ok(ExitCode::FAILURE);
        }
    };
    let mut findings = vec![Finding::Good("the configuration can be used".to_owned())];
    if config.store.url.is_empty() {
        findings.push(data_directory(&config.store.data));
    }
    findings.extend(store(&config).await);
    findings.extend(certificate(&config));
    findings.extend(redis(&config).await);
    findings.push(listener(&config).await);
    findings.push(open_files());
    findings.extend(risks(&config));

    let mut bad = false;
    for finding in findings {
        match finding {
            Finding::Good(text) => println!("✓ {text}"),
            Finding::Warning(text) => println!("! {text}"),
            Finding::Bad(text) => {
                bad = true;
                println!("✗ {text}");
            }
        }
    }
    Ok(if bad { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

fn data_directory(data: &Path) -> Finding {
    let shown = data.display();
    match fs::metadata(data) {
        Ok(found) if !found.is_dir() => {
            Finding::Bad(format!("{shown} is not a folder; choose another with --data"))
        }
        Ok(found) if found.permissions().readonly() => Finding::Bad(format!("{shown} cannot be written")),
        Ok(_) => Finding::Good(format!("the data folder {shown} is there")),
        Err(_) => {
            Finding::Warning(format!("the data folder {shown} is not there yet; the first start makes it"))
        }
    }
}

async fn store(config: &Config) -> Vec<Finding> {
    let settings = &config.store;
    if settings.url.is_empty() && !settings.has_database() {
        return vec![Finding::Good("there is no data yet".to_owned())];
    }
    let store = match Store::open(settings).await {
        Ok(store) => store,
        Err(error) if settings.url.is_empty() => {
            return vec![Finding::Warning(format!("the store was not looked into: {error:#}"))];
        }
        Err(error) => return vec![Finding::Bad(format!("the store cannot be used: {error:#}"))],
    };
    let mut findings = vec![match store.check().await {
        Ok(()) => Finding::Good("the store can be read and written".to_owned()),
        Err(error) => Finding::Bad(format!("the store: {error}")),
    }];
    let (clock, ids) = (Arc::new(SystemClock), Arc::new(SystemIds));
    findings.push(match vault::check(config, &store.stores(), store.is_shared(), clock, ids).await {
        Ok(()) => Finding::Good("the master key opens the keys of personal data".to_owned()),
        Err(error) => Finding::Bad(format!("the server cannot start: {error:#}")),
    });
    findings.extend(audit_logs(config, &store).await);
    findings.extend(match vault::open_keys(config, &store.stores(), store.is_shared()).await {
        Ok(open) if open.is_empty() => None,
        Ok(open) => Some(Finding::Bad(format!(
            "signing keys stand in the open in the table `secrets` and are not used: {}. If the database is of a version before signing \
             keys were wrapped, stop all processes and run `vqueue keys wrap` once. If not, somebody else wrote them there: find out \
             who can write to the database, and remove them (DELETE FROM secrets WHERE master IS NULL)",
            open.join(", ")
        ))),
        Err(error) => Some(Finding::Bad(format!("the signing keys: {error}"))),
    });
    if let Store::Shared(shared) = &store {
        findings.push(match shared.is_privileged().await {
            Ok(false) => Finding::Good("the database role is held by row-level security".to_owned()),
            Ok(true) => Finding::Bad(
                "the role of store.url is a superuser or has BYPASSRLS, so row-level security does not keep tenants apart; make an \
                 ordinary role that owns the database (CREATE ROLE vqueue LOGIN NOSUPERUSER NOBYPASSRLS) and use that"
                    .to_owned(),
            ),
            Err(error) => Finding::Bad(format!("the database role: {error}")),
        });
    }
    store.close().await;
    findings
}

/// Whether the logs of the audit are what they were, as far as that can be told without having seen them before. Signs nothing.
async fn audit_logs(config: &Config, store: &Store) -> Vec<Finding> {
    let (stores, clock, ids) = (store.stores(), Arc::new(SystemClock), Arc::new(SystemIds));
    let keys = match vault::keys_at_hand(config, &stores, store.is_shared(), clock.clone(), ids).await {
        Ok(Some(keys)) => Arc::new(keys),
        // Before the first start; or without the master key, which is told already.
        Ok(None) | Err(_) => return Vec::new(),
    };
    let notary = Notary::new(stores.audit, keys, clock, NotaryConfig::default());
    match notary.look().await {
        Ok((logs, refused)) if refused.is_empty() => {
            vec![Finding::Good(format!("the audit logs ({logs}) follow from where they were signed last"))]
        }
        Ok((_, refused)) => refused.iter().map(|refused| Finding::Bad(refused_log(refused))).collect(),
        Err(error) => vec![Finding::Bad(format!("the audit logs: {error}"))],
    }
}

fn refused_log(refused: &RefusedChain) -> String {
    let (whose, option) = match refused.chain {
        None => ("the platform".to_owned(), String::new()),
        Some(tenant) => (format!("tenant {tenant}"), format!(" --tenant {tenant}")),
    };
    let signed = match refused.signed {
        None => "no genuine signature of it is left".to_owned(),
        Some((sequence, at)) => {
            format!("the last genuine signature is of {}, up to entry {sequence}", at.to_rfc3339())
        }
    };
    let first = refused.first.as_ref().map_or_else(
        || "; the entries show no flaw by themselves".to_owned(),
        |first| format!("; the first flaw is at entry {}: {}", first.sequence, first.what),
    );
    format!(
        "the audit log of {whose} is not what it was, and is neither signed nor pruned: {}; {signed}{first}. Somebody wrote to the \
         database past the server: keep a copy of it as it is, run `vqueue audit verify{option}` with the checkpoints that you kept \
         elsewhere (--checkpoint FILE), and put back what was changed from a backup; the log is signed again once it is what it was",
        refused.refusal
    )
}

fn certificate(config: &Config) -> Option<Finding> {
    match config.server.tls_files().and_then(|files| files.map(Certificate::open).transpose()) {
        Ok(None) => None,
        Ok(Some(_)) => Some(Finding::Good("the certificate and its key can be used".to_owned())),
        Err(error) => Some(Finding::Bad(format!("the server cannot start: {error:#}"))),
    }
}

async fn redis(config: &Config) -> Option<Finding> {
    if config.redis.url.is_empty() {
        let shared = !config.store.url.is_empty();
        return shared.then(|| {
            Finding::Warning(
                "the store is shared, but redis.url is not set: nodes hear of each other later, rate limits are counted per node, and \
                 nobody is taken for having abandoned the line"
                    .to_owned(),
            )
        });
    }
    let redis = match Redis::new(config.redis.clone(), Arc::new(SystemIds)) {
        Ok(redis) => redis,
        Err(error) => return Some(Finding::Bad(error.to_string())),
    };
    let answer = redis.ping().await;
    redis.close().await;
    Some(match answer {
        Ok(()) => Finding::Good("Redis answers".to_owned()),
        Err(error) => {
            Finding::Bad(format!("Redis does not answer: {error}. Places and releases go on without it"))
        }
    })
}

async fn listener(config: &Config) -> Finding {
    let address = config.server.listen;
    match tokio::net::TcpListener::bind(address).await {
        Ok(_) => Finding::Good(format!("{address} is free to listen on")),
        Err(error) if error.kind() == std::io::ErrorKind::AddrInUse => Finding::Warning(format!(
            "{address} is in use: by a server that runs already, or by another program"
        )),
        Err(error) => Finding::Bad(format!("cannot listen on {address}: {error}")),
    }
}

fn open_files() -> Finding {
    let limits = fs::read_to_string("/proc/self/limits").unwrap_or_default();
    let soft = limits
        .lines()
        .find(|line| line.starts_with("Max open files"))
        .and_then(|line| line.split_whitespace().nth(3)?.parse::<u64>().ok());
    match soft {
        Some(limit) if limit < FEW_FILES => Finding::Warning(format!(
            "only {limit} files may be open at once, so about as many visitors can be connected; raise it with `ulimit -n` or LimitNOFILE="
        )),
        Some(limit) => Finding::Good(format!("{limit} files may be open at once")),
        None => Finding::Good("the limit of open files is not known here".to_owned()),
    }
}

fn risks(config: &Config) -> Vec<Finding> {
    let mut risks = Vec::new();
    if config.bench.enabled {
        risks.push(Finding::Bad(
            "bench.enabled is on: anybody can fill queues; switch it off in production".to_owned(),
        ));
    }
    if !config.rate_limit.enabled {
        let text = "calls are not counted (rate_limit.enabled is off): right behind a gateway that counts, wrong where anybody can reach this process";
        risks.push(Finding::Warning(text.to_owned()));
    }
    if !config.server.listen.ip().is_loopback() {
        let text = "the server listens beyond this machine without TLS; put a proxy with TLS before it that sets X-Forwarded-Proto";
        risks.push(Finding::Warning(text.to_owned()));
    }
    if config.gate.as_ref().is_some_and(|gate| gate.gate.public_scheme == vq_gate::Scheme::Http) {
        risks.push(Finding::Warning(
            "gate.public_scheme is http: cookies are not protected; only for tests".to_owned(),
        ));
    }
    risks
}

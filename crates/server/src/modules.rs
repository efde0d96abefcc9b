//! The module table: the one place that says what the binary is made of.
//!
//! A module starts after everything it needs and stops before it. `--target` names modules; what they need comes along.

use std::{fmt::Write, future::Future, pin::Pin};

use anyhow::bail;
use vq_gateway::Service;

use crate::deployment::Deployment;

type Start = for<'a> fn(&'a mut Deployment) -> Pin<Box<dyn Future<Output = anyhow::Result<()>> + Send + 'a>>;

/// A row of the table.
pub struct Module {
    /// What `--target` calls it.
    pub name: &'static str,
    /// What must run before it.
    pub needs: &'static [&'static str],
    /// What it is.
    pub about: &'static str,
    /// How it starts. `None`: it is only the sum of what it needs.
    start: Option<Start>,
}

macro_rules! module {
    ($name:literal, needs $needs:expr, $about:literal, $start:ident) => {
        Module {
            name: $name,
            needs: &$needs,
            about: $about,
            start: Some(|deployment| Box::pin(deployment.$start())),
        }
    };
    ($name:literal, needs $needs:expr, $about:literal) => {
        Module { name: $name, needs: &$needs, about: $about, start: None }
    };
}

/// All modules.
pub const MODULES: &[Module] = &[
    module!("store", needs [], "the truth: SQLite in the data directory, or PostgreSQL", start_store),
    module!("keys", needs["store"], "signing keys", start_keys),
    module!("directory", needs["store"], "tenants at hand for every request", start_directory),
    module!("lines", needs ["store", "directory"], "runs the lines: batching, index, release control", start_lines),
    module!("doorkeeper", needs ["keys", "directory"], "checks access tokens and API keys", start_doorkeeper),
    module!("auth", needs["doorkeeper"], "sign-in, people, roles, mail, rotation of keys", start_auth),
    module!("branding", needs["doorkeeper"], "how the pages are dressed", start_branding),
    module!("tenant", needs ["doorkeeper", "branding"], "tenant management", start_tenant),
    module!("queue", needs ["doorkeeper", "lines"], "queue management, the frame", start_queue),
    module!("session", needs ["doorkeeper", "lines"], "sessions, WebSocket, SSE, admission tokens", start_session),
    module!("counter", needs["session"], "locations, counters, kiosks, boards", start_counter),
    module!("console", needs[], "web applications: dashboard, kiosk, board", start_console),
    module!("room", needs ["session", "branding", "counter", "console"], "all pages", start_room),
    module!(
        "analytics",
        needs["doorkeeper"],
        "counts what happens, tells it by minute, hour and day",
        start_analytics
    ),
    module!("audit", needs["doorkeeper"], "who did what: shown, exported, signed, pruned", start_audit),
    module!(
        "all",
        needs ["auth", "tenant", "queue", "session", "counter", "analytics", "room", "audit"],
        "every service (default)"
    ),
    module!("gateway", needs["doorkeeper"], "the edge before services in other processes", start_gateway),
    module!("gate", needs [], "a reverse proxy that puts a queue before a site; has its own listener", start_gate),
];

fn find(name: &str) -> anyhow::Result<&'static Module> {
    match MODULES.iter().find(|module| module.name == name) {
        Some(module) => Ok(module),
        None => {
            let names: Vec<_> = MODULES.iter().map(|module| module.name).collect();
            bail!("there is no module {name:?}; --target takes {}", names.join(", "))
        }
    }
}

/// The modules of a target in the order in which they start.
pub fn start_order(target: &[String]) -> anyhow::Result<Vec<&'static Module>> {
    let mut order = Vec::new();
    for name in target {
        visit(find(name)?, &mut order)?;
    }
    let has = |name: &str| order.iter().any(|module| module.name == name);
    if has("gateway")
        && let Some(service) = Service::ALL.into_iter().find(|service| has(service.name()))
    {
        bail!(
            "the gateway is for services in other processes; {} cannot run in the same one",
            service.name()
        );
    }
    Ok(order)
}

fn visit(module: &'static Module, order: &mut Vec<&'static Module>) -> anyhow::Result<()> {
    if order.iter().any(|started| started.name == module.name) {
        return Ok(());
    }
    for need in module.needs {
        visit(find(need)?, order)?;
    }
    order.push(module);
    Ok(())
}

impl Module {
    /// Starts it.
    pub async fn start(&self, deployment: &mut Deployment) -> anyhow::Result<()> {
        match self.start {
            Some(start) => start(deployment).await,
            None => Ok(()),
        }
    }
}

/// The table for people.
pub fn table() -> String {
    let mut text = format!("{:10} {:38} {}\n", "MODULE", "NEEDS", "WHAT IT IS");
    for module in MODULES {
        let needs = if module.needs.is_empty() { "-".to_owned() } else { module.needs.join(", ") };
        let _ = writeln!(text, "{:10} {:38} {}", module.name, needs, module.about);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_module_starts_after_what_it_needs() {
        for module in MODULES {
            let order = start_order(&[module.name.to_owned()]).expect("the table is complete");
            for (at, started) in order.iter().enumerate() {
                for need in started.needs {
                    assert!(
                        order[..at].iter().any(|earlier| earlier.name == *need),
                        "{} needs {need}",
                        started.name
                    );
                }
            }
        }
    }

    #[test]
    fn the_gateway_runs_without_services() {
        let start = |target: &[&str]| {
            let target: Vec<_> = target.iter().map(|name| (*name).to_owned()).collect();
            start_order(&target).map(|order| order.len()).map_err(|error| error.to_string())
        };
        assert!(start(&["gateway", "gate"]).is_ok());
        for service in Service::ALL {
            assert!(start(&[service.name()]).is_ok(), "every service is a module");
            // The room brings the sessions along, which are named first.
            assert!(start(&["gateway", service.name()]).is_err_and(|error| error.contains("cannot run")));
        }
    }

    #[test]
    fn an_unknown_module_is_named() {
        let error = start_order(&["gat".to_owned()]).err().map(|error| error.to_string());
        assert!(error.is_some_and(|text| text.contains("\"gat\"") && text.contains("gate")));
    }
}

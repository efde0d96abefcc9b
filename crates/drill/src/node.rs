//! One server process of a cluster, and the ways to its servers.

use std::sync::Arc;

use parking_lot::RwLock;
use rustix::process::{Pid, Signal, kill_process};
use vq_crowd::{
    BaseUrl, ServerProcess, ServerSpec,
    http::{Call, Connection},
    server::ServerError,
};
use vq_testkit::TcpProxy;

use crate::history::Run;

/// Where each node listens; one that is down stays in the list, as it would at a load balancer. Clones are the same list.
#[derive(Clone, Default)]
pub struct Addresses(Arc<RwLock<Vec<(Run, BaseUrl)>>>);

impl Addresses {
    /// How many nodes there are.
    pub fn count(&self) -> usize {
        self.0.read().len()
    }

    /// Where a node listens, or did last.
    pub fn of(&self, node: usize) -> (Run, BaseUrl) {
        let all = self.0.read();
        all[node % all.len()].clone()
    }

    fn set(&self, run: Run, base: BaseUrl) {
        let mut all = self.0.write();
        match all.iter_mut().find(|(known, _)| known.node == run.node) {
            Some(one) => *one = (run, base),
            None => all.push((run, base)),
        }
        all.sort_by_key(|(run, _)| run.node);
    }
}

/// A node.
pub struct Node {
    spec: ServerSpec,
    addresses: Addresses,
    process: Option<ServerProcess>,
    run: Run,
    /// Its way to PostgreSQL, if it can be cut.
    pub postgres: Option<TcpProxy>,
    /// Its way to Redis, if it can be cut.
    pub redis: Option<TcpProxy>,
}

impl Node {
    /// Not started yet.
    pub(crate) fn new(number: usize, spec: ServerSpec, addresses: Addresses) -> Self {
        let run = Run { node: number, start: 0 };
        Self { spec, addresses, process: None, run, postgres: None, redis: None }
    }

    /// Starts the process and waits until it listens.
    pub async fn start(&mut self) -> Result<(), ServerError> {
        let process = ServerProcess::start(&self.spec).await?;
        self.run.start += 1;
        self.addresses.set(self.run, process.base.clone());
        self.process = Some(process);
        Ok(())
    }

    /// Which of the cluster it is.
    pub fn at(&self) -> usize {
        self.run.node
    }

    /// The process, if it runs.
    pub fn process(&self) -> Option<&ServerProcess> {
        self.process.as_ref()
    }

    /// `kill -9`.
    pub async fn kill(&mut self) -> std::io::Result<()> {
        match self.process.take() {
            Some(process) => process.kill().await,
            None => Ok(()),
        }
    }

    /// Ends it in good order.
    pub async fn stop(&mut self) -> std::io::Result<()> {
        self.signal(Signal::TERM)?;
        match self.process.take() {
            Some(process) => process.ended().await.map(drop),
            None => Ok(()),
        }
    }

    /// Holds it up: connections stay open, nobody answers.
    pub fn freeze(&self) -> std::io::Result<()> {
        self.signal(Signal::STOP)
    }

    /// Lets it go on.
    pub fn thaw(&self) -> std::io::Result<()> {
        self.signal(Signal::CONT)
    }

    /// Cuts it off from the other nodes and from the store.
    pub fn cut_off(&self) {
        self.ways().for_each(TcpProxy::sever);
    }

    /// Ends the cut.
    pub fn reconnect(&self) {
        self.ways().for_each(TcpProxy::restore);
    }

    fn ways(&self) -> impl Iterator<Item = &TcpProxy> {
        self.postgres.iter().chain(&self.redis)
    }

    fn signal(&self, signal: Signal) -> std::io::Result<()> {
        let id = self.process.as_ref().and_then(ServerProcess::id).and_then(|id| i32::try_from(id).ok());
        let Some(process) = id.and_then(Pid::from_raw) else { return Ok(()) };
        Ok(kill_process(process, signal)?)
    }

    /// The metrics, as text; empty if it does not answer.
    pub async fn metrics(&self) -> String {
        let Some(process) = &self.process else { return String::new() };
        let answer = Connection::new(&process.base).call(Call::get("/metrics")).await;
        answer.map(|answer| String::from_utf8_lossy(&answer.body).into_owned()).unwrap_or_default()
    }

    /// One metric without labels.
    pub async fn metric(&self, name: &str) -> Option<f64> {
        let text = self.metrics().await;
        let line = text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' '))?;
        line.parse().ok()
    }

    /// The number under which it takes control of lines.
    pub async fn number(&self) -> Option<u64> {
        let text = self.metrics().await;
        let line = text.lines().find_map(|line| line.strip_prefix("vq_node_info{number=\""))?;
        line.split('"').next()?.parse().ok()
    }

    /// CPU time so far, in clock ticks of the system.
    pub fn cpu_ticks(&self) -> Option<u64> {
        let id = self.process.as_ref()?.id()?;
        let stat = std::fs::read_to_string(format!("/proc/{id}/stat")).ok()?;
        // The name, in brackets, may have spaces; from the state on, user and system time are the 12th and 13th.
        let mut fields = stat.rsplit(") ").next()?.split(' ').skip(11);
        Some(fields.next()?.parse::<u64>().ok()? + fields.next()?.parse::<u64>().ok()?)
    }
}

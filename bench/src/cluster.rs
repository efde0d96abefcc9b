//! `make bench-cluster`: real nodes over PostgreSQL, whose commits wait for the disk, and Redis, all on one machine. Again
//! every goal is a ratio within one run.

use std::{path::Path, sync::Arc, time::Duration};

use tokio::time::Instant;
use vq_crowd::{
    BaseUrl, QueueRef, QueueSetup, ServerProcess, drills::join_call, http::Connection, load::hammer,
};
use vq_drill::{Cluster, ClusterSpec, Node};
use vq_testkit::{Postgres, PostgresOptions};

use crate::{
    Result, Size,
    line::Line,
    measure::{Caller, in_turns_at, open, pair, refuse_errors},
    people::noop,
    scale::{fill, get_noop, poll},
};

/// How many nodes.
const NODES: usize = 3;

/// One tick of the CPU time that Linux tells, in microseconds.
const TICK_MICROS: f64 = 10_000.0;

/// Connections of low load.
const FEW_CONNECTIONS: usize = 1;

/// All of it.
pub async fn measure(program: &Path, size: Size) -> Result<Vec<Line>> {
    let durable = PostgresOptions { durable: true, ..PostgresOptions::default() };
    let postgres = Some(Postgres::with(durable).await);
    let spec = ClusterSpec { nodes: NODES, postgres, ..ClusterSpec::new(program) };
    // As many connections as a node has by default.
    let mut cluster = Cluster::start(&spec.set("VQUEUE__STORE__CONNECTIONS", 16)).await?;
    for node in &mut cluster.nodes[1..] {
        node.stop().await?;
    }
    let mut lines = joins(&cluster, &[0], size).await?;
    lines.extend(batches(&cluster, &[0], size).await?);

    let server = running(&cluster.nodes[0])?;
    let staff = server.staff().await?;
    let tenant = staff.create_tenant("Scale").await?;
    let setup = QueueSetup { cap: 1, rate_per_minute: 1, ..QueueSetup::default() };
    let short = staff.create_queue(tenant, &setup).await?;
    let long = staff.create_queue(tenant, &setup).await?;
    let few = fill(server, &staff, short, size.few).await?;
    let many = fill(server, &staff, long, size.crowd).await?;
    let polls = Polls { size, few, many };
    lines.extend(polls.against_noop(&cluster, &[0]).await?);
    lines.extend(polls.by_length(&cluster, &[0]).await?);

    let begin = Instant::now();
    cluster.nodes[1].start().await?;
    let name = format!("start with {} waiting", size.crowd);
    lines.push(Line::plain(name, begin.elapsed().as_secs_f64(), "s", "from the process to its first call"));
    cluster.nodes[2].start().await?;
    let all = [0, 1, 2];
    lines.extend(joins(&cluster, &all, size).await?);
    lines.extend(batches(&cluster, &all, size).await?);
    lines.extend(polls.against_noop(&cluster, &all).await?);
    lines.extend(polls.by_length(&cluster, &all).await?);
    lines.extend(polls.by_nodes(&cluster, &all).await?);
    Ok(lines)
}

fn running(node: &Node) -> Result<&ServerProcess> {
    node.process().ok_or_else(|| format!("node {} does not run", node.at()).into())
}

fn bases(cluster: &Cluster, nodes: &[usize]) -> Result<Vec<BaseUrl>> {
    nodes.iter().map(|&node| Ok(running(&cluster.nodes[node])?.base.clone())).collect()
}

fn at(nodes: &[usize]) -> &'static str {
    if nodes.len() == 1 { "1 node" } else { "3 nodes" }
}

/// A queue in which everybody waits.
async fn queue(cluster: &Cluster) -> Result<QueueRef> {
    let staff = running(&cluster.nodes[0])?.staff().await?;
    let tenant = staff.create_tenant("Joins").await?;
    Ok(staff.create_queue(tenant, &QueueSetup { cap: 1, ..QueueSetup::default() }).await?)
}

/// Joins, each on PostgreSQL's disk before it is answered.
async fn joins(cluster: &Cluster, nodes: &[usize], size: Size) -> Result<Vec<Line>> {
    let queue = queue(cluster).await?;
    let a: Caller = Arc::new(move |_| join_call(queue));
    let b: Caller = Arc::new(move |_| noop(queue.queue));
    let pair = in_turns_at(&bases(cluster, nodes)?, size, a, b).await?;
    let note = format!("against {:.0}/s of a no-op JSON POST; fsync on", pair.b);
    let line = Line::plain(format!("join, {}", at(nodes)), pair.a, "/s", note).against(pair.ratio);
    Ok(vec![line.goal(0.35)])
}

/// How many commits a join takes when one comes at a time, and when many do.
async fn batches(cluster: &Cluster, nodes: &[usize], size: Size) -> Result<Vec<Line>> {
    let queue = queue(cluster).await?;
    let low = commits_per_join(cluster, nodes, queue, FEW_CONNECTIONS.max(nodes.len()), size.round).await?;
    let high = commits_per_join(cluster, nodes, queue, size.connections, size.round).await?;
    let name = |connections: usize| format!("commits per join, {}, {connections} at once", at(nodes));
    let note = format!("against {} at a time", FEW_CONNECTIONS.max(nodes.len()));
    Ok(vec![
        Line::plain(name(FEW_CONNECTIONS.max(nodes.len())), low, "", "low load"),
        Line::plain(name(size.connections), high, "", note).against(low / high.max(1e-9)).goal(2.0),
    ])
}

async fn commits_per_join(
    cluster: &Cluster,
    nodes: &[usize],
    queue: QueueRef,
    connections: usize,
    lasting: Duration,
) -> Result<f64> {
    let connections = open(&bases(cluster, nodes)?, connections).await?;
    let before = commits(cluster, nodes).await?;
    let (done, _) = hammer(connections, lasting, move |_| join_call(queue)).await;
    let after = commits(cluster, nodes).await?;
    refuse_errors(&done)?;
    Ok((after - before) / done.answers as f64)
}

async fn commits(cluster: &Cluster, nodes: &[usize]) -> Result<f64> {
    let mut sum = 0.0;
    for &node in nodes {
        sum += cluster.nodes[node].metric("vq_commits_total").await.ok_or("vq_commits is not told")?;
    }
    Ok(sum)
}

/// Polls in a short line and in a long one.
struct Polls {
    size: Size,
    few: Arc<Vec<String>>,
    many: Arc<Vec<String>>,
}

/// Where and what is polled.
struct Asked<'a> {
    nodes: &'a [usize],
    call: Caller,
    connections: Vec<Connection>,
}

impl Polls {
    /// Polls against a call that does nothing.
    async fn against_noop(&self, cluster: &Cluster, nodes: &[usize]) -> Result<Vec<Line>> {
        let noop: Caller = get_noop(&self.few);
        let pair = in_turns_at(&bases(cluster, nodes)?, self.size, poll(self.few.clone()), noop).await?;
        let note = format!("against {:.0}/s of a no-op GET", pair.b);
        let name = format!("poll, {}, {} waiting", at(nodes), self.size.few);
        Ok(vec![Line::plain(name, pair.a, "/s", note).against(pair.ratio).goal(0.90)])
    }

    /// CPU time of a poll in a short line and a long one.
    async fn by_length(&self, cluster: &Cluster, nodes: &[usize]) -> Result<Vec<Line>> {
        let short = self.asked(cluster, nodes, &self.few).await?;
        let long = self.asked(cluster, nodes, &self.many).await?;
        let (short, long, ratio) = self.cpu(cluster, short, long).await?;
        let name = |waiting: u64| format!("CPU per poll, {}, {waiting} waiting", at(nodes));
        let note = format!("against {} waiting", self.size.few);
        Ok(vec![
            Line::plain(name(self.size.few), short, "µs", "of the servers' processes"),
            Line::plain(name(self.size.crowd), long, "µs", note).against(ratio).goal(0.90),
        ])
    }

    /// CPU time of a poll at one of the nodes and at all of them.
    async fn by_nodes(&self, cluster: &Cluster, all: &[usize]) -> Result<Vec<Line>> {
        let one = self.asked(cluster, &all[..1], &self.many).await?;
        let every = self.asked(cluster, all, &self.many).await?;
        let (one, every, ratio) = self.cpu(cluster, one, every).await?;
        let note = format!("against {one:.1} µs at one of them, in turns");
        let name = format!("CPU per poll, {}, {} waiting, again", at(all), self.size.crowd);
        Ok(vec![Line::plain(name, every, "µs", note).against(ratio).goal(0.90)])
    }

    async fn asked<'a>(
        &self,
        cluster: &Cluster,
        nodes: &'a [usize],
        tokens: &Arc<Vec<String>>,
    ) -> Result<Asked<'a>> {
        let connections = open(&bases(cluster, nodes)?, self.size.connections).await?;
        Ok(Asked { nodes, call: poll(tokens.clone()), connections })
    }

    /// Microseconds of A and of B in turns, and the ratio of A to B.
    async fn cpu(&self, cluster: &Cluster, a: Asked<'_>, b: Asked<'_>) -> Result<(f64, f64, f64)> {
        let mut both = [a, b];
        let mut micros = Vec::new();
        for pair in 0..=self.size.pairs {
            let mut each = [0.0; 2];
            for which in if pair % 2 == 0 { [0, 1] } else { [1, 0] } {
                each[which] = self.cpu_once(cluster, &mut both[which]).await?;
            }
            if pair > 0 {
                micros.push(each);
            }
        }
        let pair = pair(&micros);
        Ok((pair.a, pair.b, pair.ratio))
    }

    async fn cpu_once(&self, cluster: &Cluster, asked: &mut Asked<'_>) -> Result<f64> {
        let connections = std::mem::take(&mut asked.connections);
        let call = asked.call.clone();
        let before = ticks(cluster, asked.nodes)?;
        let (done, back) = hammer(connections, self.size.round, move |at| call(at)).await;
        let after = ticks(cluster, asked.nodes)?;
        asked.connections = back;
        refuse_errors(&done)?;
        Ok((after - before) as f64 * TICK_MICROS / done.answers as f64)
    }
}

fn ticks(cluster: &Cluster, nodes: &[usize]) -> Result<u64> {
    let mut sum = 0;
    for &node in nodes {
        sum += cluster.nodes[node].cpu_ticks().ok_or("the system does not tell the CPU time")?;
    }
    Ok(sum)
}

//! Real server processes over one PostgreSQL database and one Redis.

use std::{path::PathBuf, time::Duration};

use serde::Deserialize;
use tempfile::TempDir;
use tokio::time::{Instant, sleep};
use uuid::Uuid;
use vq_crowd::{ServerSpec, Staff};
use vq_testkit::{Database, Postgres, Redis, TcpProxy};

use crate::{
    DrillError,
    history::Settings,
    node::{Addresses, Node},
};

/// Of clusters that live as long as a drill: 32 bytes.
const MASTER_KEY: &str = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

/// How often to look for something that nobody tells.
const GLANCE: Duration = Duration::from_millis(15);

/// What to start.
#[derive(Clone)]
pub struct ClusterSpec {
    /// The program `vqueue`.
    pub program: PathBuf,
    /// How many nodes.
    pub nodes: usize,
    /// Whether each node's ways to its servers can be cut.
    pub cuttable: bool,
    /// The database server, if not the one that the tests of this process share.
    pub postgres: Option<Postgres>,
    /// Environment variables of every node, besides those that say where the servers are.
    pub environment: Vec<(String, String)>,
}

impl ClusterSpec {
    /// Three nodes.
    pub fn new(program: impl Into<PathBuf>) -> Self {
        Self { program: program.into(), nodes: 3, cuttable: false, postgres: None, environment: Vec::new() }
    }

    /// With a setting of the servers.
    pub fn set(mut self, name: &str, value: impl ToString) -> Self {
        self.environment.push((name.to_owned(), value.to_string()));
        self
    }
}

/// Several nodes. Dropping it ends them.
pub struct Cluster {
    /// The nodes.
    pub nodes: Vec<Node>,
    /// Where they are.
    pub addresses: Addresses,
    /// Their Redis.
    pub redis: Redis,
    database: Database,
    _data: TempDir,
}

/// Who controls a line's releases, as the store says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub struct Lease {
    /// Counts holders.
    pub epoch: u64,
    /// The number of the node.
    pub node: u64,
}

#[derive(Deserialize)]
struct StoredLine {
    lease: Lease,
    version: u64,
}

impl Cluster {
    /// Starts the servers, then all nodes at once over an empty database.
    pub async fn start(spec: &ClusterSpec) -> Result<Self, DrillError> {
        let postgres = match &spec.postgres {
            Some(postgres) => postgres.clone(),
            None => Postgres::shared().await.clone(),
        };
        let (database, redis) = (postgres.database().await, Redis::start().await);
        let data = TempDir::with_prefix("vq-cluster-")?;
        let addresses = Addresses::default();
        let mut nodes = Vec::new();
        for number in 0..spec.nodes {
            let mut server = ServerSpec::new(&spec.program, data.path().join(number.to_string()));
            let (mut to_postgres, mut to_redis) = (None, None);
            if spec.cuttable {
                to_postgres = Some(TcpProxy::start(postgres.address()).await);
                to_redis = Some(TcpProxy::start(redis.address()).await);
            }
            let database_url = match &to_postgres {
                Some(way) => database.url_at(way.address()),
                None => database.url(),
            };
            let redis_url = to_redis.as_ref().map_or(redis.url(), |way| redis.url_at(way.address()));
            let own = [
                ("VQUEUE__STORE__URL", database_url),
                ("VQUEUE__REDIS__URL", redis_url),
                // Many clusters share a server in tests.
                ("VQUEUE__STORE__CONNECTIONS", "6".into()),
                ("VQUEUE__PROTECTION__MASTER_KEY", MASTER_KEY.into()),
            ];
            server.environment.extend(own.map(|(name, value)| (name.to_owned(), value)));
            server.environment.extend(spec.environment.iter().cloned());
            let mut node = Node::new(number, server, addresses.clone());
            (node.postgres, node.redis) = (to_postgres, to_redis);
            nodes.push(node);
        }
        start_all(&mut nodes).await?;
        Ok(Self { nodes, addresses, redis, database, _data: data })
    }

    /// The database server.
    pub fn postgres(&self) -> &Postgres {
        self.database.server()
    }

    /// Signs in at a node.
    pub async fn staff(&self, node: usize) -> Result<Staff, DrillError> {
        let process = self.nodes[node].process();
        let process = process.ok_or_else(|| DrillError::Stuck(format!("node {node} to run")))?;
        Ok(process.staff().await?)
    }

    /// Who controls a line's releases, whether alive or not; `None` if nobody ever did.
    pub async fn lease(&self, queue: Uuid) -> Option<Lease> {
        self.line(queue).await.map(|line| line.lease).filter(|lease| lease.epoch > 0)
    }

    /// The version of a line in the store.
    pub async fn version(&self, queue: Uuid) -> Option<u64> {
        self.line(queue).await.map(|line| line.version)
    }

    /// The node that controls a line's releases, once one does.
    pub async fn controller(&self, queue: Uuid) -> Option<(usize, Lease)> {
        let lease = self.lease(queue).await?;
        for (at, node) in self.nodes.iter().enumerate() {
            if node.number().await == Some(lease.node) {
                return Some((at, lease));
            }
        }
        None
    }

    /// The limits of a queue as they were set up, and as they are in force.
    pub async fn limits(&self, queue: Uuid) -> Option<(Settings, Settings)> {
        let owner = self.database.owner().await;
        let sql = "SELECT q.settings, l.state FROM queues q JOIN lines l ON l.queue = q.id \
                   WHERE q.id = $1::text::uuid";
        let row = owner.query_opt(sql, &[&queue.to_string()]).await.ok()??;
        let (set, line): (serde_json::Value, serde_json::Value) =
            (serde_json::from_str(row.get(0)).ok()?, serde_json::from_str(row.get(1)).ok()?);
        let number = |value: &serde_json::Value| u32::try_from(value.as_u64()?).ok();
        let settings = |cap, rate| Some(Settings { cap: number(cap)?, rate_per_minute: number(rate)? });
        let policy = &line["policy"];
        Some((
            settings(&set["max_concurrent_users"], &set["release_rate_per_minute"])?,
            settings(&policy["cap"], &policy["rate_per_minute"])?,
        ))
    }

    async fn line(&self, queue: Uuid) -> Option<StoredLine> {
        let owner = self.database.owner().await;
        let sql = "SELECT state FROM lines WHERE queue = $1::text::uuid";
        let row = owner.query_opt(sql, &[&queue.to_string()]).await.ok()??;
        serde_json::from_str(row.get(0)).ok()
    }
}

async fn start_all(nodes: &mut Vec<Node>) -> Result<(), DrillError> {
    let mut starting = tokio::task::JoinSet::new();
    for mut node in nodes.drain(..) {
        starting.spawn(async move { node.start().await.map(|()| node) });
    }
    while let Some(started) = starting.join_next().await {
        nodes.push(started.map_err(std::io::Error::from)??);
    }
    // They come in any order.
    nodes.sort_by_key(Node::at);
    Ok(())
}

/// Looks again and again until there is an answer, or `bound` is over. How long it took comes along.
pub async fn until<T>(bound: Duration, mut look: impl AsyncFnMut() -> Option<T>) -> Option<(T, Duration)> {
    let begin = Instant::now();
    while begin.elapsed() < bound {
        if let Some(answer) = look().await {
            return Some((answer, begin.elapsed()));
        }
        sleep(GLANCE).await;
    }
    None
}

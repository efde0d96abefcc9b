//! Real processes: one or more of each service, over one database and one Redis.

use std::{
    net::SocketAddr,
    process::Command,
    sync::atomic::{AtomicU32, Ordering},
};

use tokio::sync::OnceCell;
use vq_testkit::{Database, Postgres, Program, Redis};

/// What processes share.
pub struct Backing {
    pub database: Database,
    pub redis: Redis,
    /// What the keys in Redis begin with.
    pub prefix: String,
    /// Where nodes in the tests' own process keep what is not in the database, such as mails.
    pub folder: tempfile::TempDir,
}

impl Backing {
    /// A database of its own on the tests' PostgreSQL server, a prefix of its own on their Redis.
    pub async fn fresh() -> Self {
        static REDIS: OnceCell<Redis> = OnceCell::const_new();
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let database = Postgres::shared().await.database().await;
        let redis = REDIS.get_or_init(Redis::start).await.clone();
        let prefix = format!("t{}", COUNT.fetch_add(1, Ordering::Relaxed));
        let folder = tempfile::tempdir().expect("a temporary directory");
        Self { database, redis, prefix, folder }
    }

    /// The settings that say where it is.
    pub fn environment(&self) -> Vec<(String, String)> {
        let own = [
            ("VQUEUE__STORE__URL", self.database.url()),
            ("VQUEUE__STORE__CONNECTIONS", "4".to_owned()),
            ("VQUEUE__PROTECTION__MASTER_KEY", crate::setups::MASTER_KEY.to_owned()),
            ("VQUEUE__REDIS__URL", self.redis.url()),
            ("VQUEUE__REDIS__PREFIX", self.prefix.clone()),
        ];
        own.map(|(name, value)| (name.to_owned(), value)).to_vec()
    }

    /// Starts a process that runs one target.
    pub async fn process(&self, target: &str, settings: &[(&str, String)]) -> Program {
        let mut environment = self.environment();
        environment.push(("VQUEUE__LOG__LEVEL".to_owned(), "warn".to_owned()));
        environment.extend(settings.iter().map(|(name, value)| ((*name).to_owned(), value.clone())));
        let target = format!("--target={target}");
        Program::start("/health/ready", move |folder, address| {
            let mut command = Command::new(env!("CARGO_BIN_EXE_vqueue"));
            command
                .args(["serve", &target, "--listen", &address.to_string(), "--data"])
                .arg(folder.join("data"));
            command.envs(environment.iter().cloned());
            command
        })
        .await
    }
}

/// Every service, as often as it is said, each process by itself.
pub struct Services(Vec<(&'static str, Program)>);

impl Services {
    /// Starts them all at once.
    pub async fn start(
        backing: &Backing,
        counts: &[(&'static str, usize)],
        settings: &[(&str, String)],
    ) -> Self {
        let all = counts.iter().flat_map(|(name, count)| std::iter::repeat_n(*name, *count));
        let starting = all.map(async |name| (name, backing.process(name, settings).await));
        Self(futures_util::future::join_all(starting).await)
    }

    /// The processes of a service.
    pub fn of(&self, service: &str) -> Vec<&Program> {
        self.0.iter().filter(|(name, _)| *name == service).map(|(_, program)| program).collect()
    }

    /// Where the processes of a service are.
    pub fn addresses(&self, service: &str) -> Vec<SocketAddr> {
        self.of(service).iter().map(|program| program.address()).collect()
    }

    /// The settings of a gateway before them.
    pub fn upstreams(&self) -> Vec<(&'static str, String)> {
        let names = [
            ("auth", "VQUEUE__GATEWAY__UPSTREAMS__AUTH"),
            ("tenant", "VQUEUE__GATEWAY__UPSTREAMS__TENANT"),
            ("queue", "VQUEUE__GATEWAY__UPSTREAMS__QUEUE"),
            ("session", "VQUEUE__GATEWAY__UPSTREAMS__SESSION"),
            ("counter", "VQUEUE__GATEWAY__UPSTREAMS__COUNTER"),
            ("analytics", "VQUEUE__GATEWAY__UPSTREAMS__ANALYTICS"),
            ("room", "VQUEUE__GATEWAY__UPSTREAMS__ROOM"),
            ("audit", "VQUEUE__GATEWAY__UPSTREAMS__AUDIT"),
        ];
        names
            .map(|(service, setting)| {
                let urls: Vec<_> = self.addresses(service).iter().map(|at| format!("http://{at}")).collect();
                (setting, urls.join(","))
            })
            .to_vec()
    }
}

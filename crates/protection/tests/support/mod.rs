//! Stores of both kinds, bare and protected, with a clock of the test's own.
#![allow(dead_code, reason = "each test binary needs a part of it")]

use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

use vq_domain::Millis;
use vq_ports::{Clock, KeyManagement, Stores, SystemIds, contract::sample::START};
use vq_protection::{Keeper, LocalMaster, Subjects, Vault, VaultConfig, protect};
use vq_store_postgres::PostgresStore;
use vq_store_sqlite::SqliteStore;
use vq_testkit::{Database, Postgres};

/// 32 bytes.
pub const MASTER: &str = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
pub const OTHER_MASTER: &str = "HwECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHgA=";

/// A clock that is set.
#[derive(Debug)]
pub struct SetClock(AtomicI64);

impl SetClock {
    pub fn new() -> Arc<Self> {
        Arc::new(Self(AtomicI64::new(START.0)))
    }

    pub fn advance(&self, seconds: i64) {
        self.0.fetch_add(seconds * 1000, Ordering::Relaxed);
    }
}

impl Clock for SetClock {
    fn now(&self) -> Millis {
        Millis(self.0.load(Ordering::Relaxed))
    }
}

/// Where the data is.
pub enum Backing {
    Folder(tempfile::TempDir, SqliteStore),
    Database(Database, PostgresStore),
}

/// A node.
pub struct Node {
    /// The store as it is.
    pub bare: Stores,
    /// The store as services see it.
    pub open: Stores,
    pub vault: Arc<Vault>,
    pub keeper: Arc<Keeper>,
    pub subjects: Subjects,
    pub clock: Arc<SetClock>,
    pub backing: Arc<Backing>,
}

pub fn master(text: &str) -> Arc<dyn KeyManagement> {
    Arc::new(LocalMaster::parse(text, Arc::new(SystemIds)).unwrap())
}

impl Node {
    /// On a store; `number` tells nodes apart.
    pub async fn new(bare: Stores, backing: Arc<Backing>, clock: Arc<SetClock>, number: u64) -> Self {
        let config = VaultConfig { publish_delay_seconds: 0, ..VaultConfig::default() };
        let vault =
            Vault::open(bare.data_keys.clone(), master(MASTER), clock.clone(), Arc::new(SystemIds), config);
        let vault = Arc::new(vault.await.unwrap());
        let keeper = Arc::new(Keeper::new(vault.clone(), bare.clone(), number));
        keeper.begin().await.unwrap();
        let open = protect(&bare, vault.clone());
        let subjects = Subjects::new(vault.clone(), bare.clone(), open.clone());
        Self { bare, open, vault, keeper, subjects, clock, backing }
    }

    /// Another node on the same store.
    pub async fn another(&self, number: u64) -> Self {
        Self::new(self.bare.clone(), self.backing.clone(), self.clock.clone(), number).await
    }

    /// Carries out all passes to their end.
    pub async fn finish(&self) {
        while self.keeper.step().await.unwrap() {}
    }

    /// All that is stored, as text; bytes of columns as they are.
    pub async fn dump(&self) -> Vec<u8> {
        match &*self.backing {
            Backing::Folder(folder, _) => {
                let mut all = Vec::new();
                for file in std::fs::read_dir(folder.path()).unwrap() {
                    all.extend(std::fs::read(file.unwrap().path()).unwrap());
                }
                all
            }
            Backing::Database(database, _) => database.dump().await,
        }
    }
}

pub fn has(dump: &[u8], text: &str) -> bool {
    dump.windows(text.len()).any(|window| window == text.as_bytes())
}

pub async fn bare_sqlite() -> (Stores, Arc<Backing>) {
    let folder = tempfile::tempdir().unwrap();
    let store = SqliteStore::open(folder.path(), vq_store_sqlite::Options::default()).unwrap();
    (store.stores(), Arc::new(Backing::Folder(folder, store)))
}

pub async fn bare_postgres() -> (Stores, Arc<Backing>) {
    let database = Postgres::shared().await.database().await;
    let options =
        vq_store_postgres::Options { connections: 4, ..vq_store_postgres::Options::new(database.url()) };
    let store = PostgresStore::connect(options).await.unwrap();
    (store.stores(), Arc::new(Backing::Database(database, store)))
}

pub async fn on_sqlite() -> Node {
    let (bare, backing) = bare_sqlite().await;
    Node::new(bare, backing, SetClock::new(), 1).await
}

pub async fn on_postgres() -> Node {
    let (bare, backing) = bare_postgres().await;
    Node::new(bare, backing, SetClock::new(), 1).await
}

/// Makes a test on each store of a rule that takes the bare stores.
#[macro_export]
macro_rules! on_both {
    ($($rule:ident),+ $(,)?) => {
        mod sqlite {
            $(
                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn $rule() {
                    let (stores, backing) = super::support::bare_sqlite().await;
                    super::$rule(stores, backing).await;
                }
            )+
        }
        mod postgres {
            $(
                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn $rule() {
                    let (stores, backing) = super::support::bare_postgres().await;
                    super::$rule(stores, backing).await;
                }
            )+
        }
    };
}

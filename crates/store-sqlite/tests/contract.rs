//! The rules every store keeps.

use vq_ports::Stores;
use vq_store_sqlite::{Options, SqliteStore};

async fn store() -> (Stores, (tempfile::TempDir, SqliteStore)) {
    let dir = tempfile::tempdir().unwrap();
    let options = Options { readers: 2, ..Options::default() };
    let store = SqliteStore::open(dir.path(), options).unwrap();
    (store.stores(), (dir, store))
}

vq_ports::contract_suite!(store);

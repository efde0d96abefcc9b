//! Power loss: whatever part of the log's unsynced end is missing or garbled, the store opens at a whole commit.

use std::{fs, path::Path};

use rand::{RngExt, SeedableRng, rngs::StdRng};
use vq_engine::{Command, Line};
use vq_ports::contract::sample::{self, START};
use vq_store_sqlite::{Options, SqliteStore};

#[tokio::test]
async fn a_torn_log_opens_at_a_whole_commit() {
    let mut random = StdRng::seed_from_u64(7);
    let folder = tempfile::tempdir().unwrap();
    let store = SqliteStore::open(folder.path(), Options { readers: 1, ..Options::default() }).unwrap();
    let stores = store.stores();
    let queue = sample::stored(&stores, sample::open(10, 6000)).await.id;
    let log = folder.path().join("vqueue.db-wal");
    // What was on the disk before people came is not in danger.
    let safe = fs::metadata(&log).unwrap().len();
    for step in 0..40 {
        let mut commands: Vec<Command> =
            (0..random.random_range(1..40)).map(|_| sample::join(None)).collect();
        commands.extend([Command::Claim { ticket: step }, Command::Leave { ticket: step * 3 }]);
        stores.log.commit(queue, commands, u64::MAX, START).await.unwrap();
    }
    let whole = fs::read(&log).unwrap();
    let whole_version = stores.log.load(queue).await.unwrap().state.version;

    let mut versions = Vec::new();
    for damage in 0..24 {
        let at = random.random_range(safe as usize..whole.len());
        let mut torn = whole.clone();
        match damage % 3 {
            0 => torn.truncate(at),
            1 => torn[at..].fill(0),
            _ => torn[at..].iter_mut().for_each(|byte| *byte ^= 0x5a),
        }
        let copy = tempfile::tempdir().unwrap();
        fs::copy(folder.path().join("vqueue.db"), copy.path().join("vqueue.db")).unwrap();
        fs::write(copy.path().join("vqueue.db-wal"), torn).unwrap();
        versions.push(version_of_whole_line(copy.path(), queue).await);
    }
    assert!(versions.iter().all(|version| *version < whole_version));
    assert!(versions.iter().any(|version| *version > 0), "the damage was never near the end");
}

/// Checks that the line agrees with its sessions and its history, and answers its version.
async fn version_of_whole_line(folder: &Path, queue: vq_domain::QueueId) -> u64 {
    let store = SqliteStore::open(folder, Options { readers: 1, ..Options::default() }).unwrap();
    let log = store.stores().log;
    let line = log.load(queue).await.unwrap();
    let mut followed = Line::load(sample::open(10, 6000), []);
    for set in log.changes_after(queue, 0, 1000).await.unwrap() {
        followed.apply(&set).unwrap();
    }
    assert_eq!(*followed.state(), line.state);
    let loaded = Line::load(line.state, line.live);
    assert!(followed.ranks().in_order().eq(loaded.ranks().in_order()));
    loaded.state().version
}

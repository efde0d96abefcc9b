//! What sealing costs: people who join through a protected store and through a bare one, and single operations.
//! `cargo run --release --all-features -p vq-protection --example cost`

use std::{sync::Arc, time::Instant};

use vq_domain::{Priority, SessionId};
use vq_engine::Command;
use vq_ports::{Clock, Ids, Stores, SystemClock, SystemIds, contract::sample};
use vq_protection::{Keeper, Label, LocalMaster, Personal, Place, Vault, VaultConfig, protect};
use vq_store_sqlite::{Options, SqliteStore};

const PEOPLE: usize = 50_000;
const BATCH: usize = 500;
const TIMES: u32 = 20_000;

#[tokio::main]
async fn main() {
    // Each in a folder of its own: a larger file is slower.
    let folders = [(); 2].map(|()| tempfile::tempdir().expect("a folder"));
    let [alone, bare] = folders
        .each_ref()
        .map(|folder| SqliteStore::open(folder.path(), Options::default()).expect("a store").stores());
    let ids: Arc<dyn Ids> = Arc::new(SystemIds);
    let master = LocalMaster::parse(&LocalMaster::draw(&SystemIds), ids.clone()).expect("a key");
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    let vault = Vault::open(
        bare.data_keys.clone(),
        Arc::new(master),
        clock.clone(),
        ids.clone(),
        VaultConfig::default(),
    );
    let vault = Arc::new(vault.await.expect("a vault"));
    // Nothing is in the open.
    Keeper::new(vault.clone(), bare.clone(), 1).begin().await.expect("an answer");
    for (name, stores) in [("bare", alone), ("protected", protect(&bare, vault.clone()))] {
        let micros = join(&stores).await;
        println!("{name:10} {micros:7.2} µs per join, in batches of {BATCH}");
    }

    let ring = vault.ring(None).await.expect("a ring");
    let place = Place::answer("scope", "key");
    let personal = Personal { lookup: Some("x".repeat(30)), words: Some("y".repeat(300)) };
    let text = ring.seal(&*ids, clock.now(), &place, &personal).expect("sealed");
    let each = |name: &str, work: &dyn Fn()| {
        let begin = Instant::now();
        (0..TIMES).for_each(|_| work());
        println!("{name:10} {:7.2} µs", begin.elapsed().as_secs_f64() * 1e6 / f64::from(TIMES));
    };
    each("index", &|| drop(ring.blind(Label::Identifier, "customer-4711")));
    each("seal", &|| drop(ring.seal(&*ids, clock.now(), &place, &personal)));
    each("open", &|| drop(ring.open(&place, &text)));
}

/// Microseconds for one of many.
async fn join(stores: &Stores) -> f64 {
    let queue = sample::stored(stores, sample::paused()).await;
    let metadata = format!("{{\"note\":\"{}\"}}", "y".repeat(300));
    let begin = Instant::now();
    for _ in 0..PEOPLE / BATCH {
        // In no order, as addresses and ids of customers are: so are the indexes that stand for them.
        let person = |_| Command::Join {
            session: SessionId(sample::id()),
            identifier: Some(format!("customer-{}", sample::id()).into()),
            metadata: Some(metadata.as_str().into()),
            priority: Priority::NORMAL,
        };
        let commands = (0..BATCH).map(person).collect();
        stores.log.commit(queue.id, commands, u64::MAX, sample::START).await.expect("joined");
    }
    begin.elapsed().as_secs_f64() * 1e6 / PEOPLE as f64
}

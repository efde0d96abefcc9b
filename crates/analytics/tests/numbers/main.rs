//! The numbers are those that a count of the sessions gives, whatever dies and however many nodes count.

mod faults;
mod world;

use std::sync::Arc;

use rand::{RngExt, SeedableRng, rngs::StdRng};
use vq_ports::{
    Consumers, Stores,
    contract::sample::{self, START},
};
use vq_store_postgres::PostgresStore;
use vq_store_sqlite::{Options, SqliteStore};
use vq_testkit::Postgres;

use faults::Faulty;
use world::{Crew, World};

async fn on_sqlite() -> (Stores, impl Sized) {
    let dir = tempfile::tempdir().unwrap();
    let store = SqliteStore::open(dir.path(), Options { readers: 2, ..Options::default() }).unwrap();
    (store.stores(), (dir, store))
}

/// Stores of two nodes on one database.
async fn on_postgres() -> ([Stores; 2], impl Sized) {
    let database = Postgres::shared().await.database().await;
    let options =
        || vq_store_postgres::Options { connections: 4, ..vq_store_postgres::Options::new(database.url()) };
    let one = PostgresStore::connect(options()).await.unwrap();
    let other = PostgresStore::connect(options()).await.unwrap();
    ([one.stores(), other.stores()], (database, one, other))
}

/// Lets people come and go while counters are killed at any moment and answers are lost.
async fn whatever_dies(stores: &Stores, seed: u64) {
    let mut random = StdRng::seed_from_u64(seed);
    let mut world = World::new(stores, seed).await;
    let crew = Crew::new();
    let faulty: Arc<dyn Consumers> = Arc::new(Faulty::new(stores.consumers.clone(), seed));
    for node in 1..=12 {
        for _ in 0..random.random_range(1..12) {
            world.batch(stores).await;
        }
        let (task, _) = crew.run(faulty.clone(), node);
        for _ in 0..random.random_range(0..400) {
            tokio::task::yield_now().await;
        }
        // Nobody gives anything back who is killed.
        task.abort();
        drop(task.await);
        crew.let_turns_end();
    }
    crew.read_all(stores, faulty, 99).await;
    world.compare(stores).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whatever_dies_the_numbers_are_exact_on_sqlite() {
    for seed in 0..3 {
        let (stores, guard) = on_sqlite().await;
        whatever_dies(&stores, seed).await;
        drop(guard);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whatever_dies_the_numbers_are_exact_on_postgresql() {
    let ([stores, _], _guard) = on_postgres().await;
    for seed in 0..2 {
        whatever_dies(&stores, seed).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_nodes_that_count_at_once_count_once() {
    let (nodes, _guard) = on_postgres().await;
    let mut worlds = Vec::new();
    for seed in 0..3 {
        worlds.push(World::new(&nodes[0], seed).await);
    }
    // Turns that are over at once: the nodes are always in each other's way.
    let crew = Crew::with_turns_of(0);
    let counters = [crew.run(nodes[0].consumers.clone(), 1), crew.run(nodes[1].consumers.clone(), 2)];
    for round in 0..40 {
        for world in &mut worlds {
            world.batch(&nodes[round % 2]).await;
        }
    }
    crew.until_all_is_read(&nodes[0]).await;
    for (task, stop) in counters {
        stop.cancel();
        task.await.unwrap();
    }
    for world in &worlds {
        world.compare(&nodes[1]).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn after_a_gap_it_is_known_again_how_many_there_are() {
    let (stores, _guard) = on_sqlite().await;
    let queue = sample::stored(&stores, sample::paused()).await;
    let crew = Crew::new();
    sample::crowd(&stores, queue.id, 3).await;
    crew.read_all(&stores, stores.consumers.clone(), 1).await;
    sample::crowd(&stores, queue.id, 7).await;
    let late = START + 60_000;
    stores.log.forget_changes(late, late, sample::LATE).await.unwrap();
    sample::one_at(&stores, queue.id, sample::join(None), late).await;
    crew.read_all(&stores, stores.consumers.clone(), 1).await;
    let rows = world::stored(&stores, &queue).await;
    let numbers: Vec<_> = rows.values().map(|tally| (tally.joined, tally.most_waiting)).collect();
    // By the minute and by the quarter of an hour: the seven are missing, and are there in what is highest.
    assert_eq!(numbers, [(3, Some(3)), (1, Some(11)), (4, Some(11))]);
}

//! Rotating keys while a crowd comes and goes throws nobody out (I7).

use std::sync::{
    Arc,
    atomic::{AtomicBool, AtomicI64, AtomicUsize, Ordering},
};

use axum::http::Method;
use serde_json::json;
use tokio::{sync::Notify, task::JoinSet};
use vq_admission::{KeySet, Verifier};
use vq_domain::Millis;
use vq_ports::{Clock, SystemClock};

use crate::app::App;

/// More than the delay between the publication of a key and its first signature.
const PUBLISHED: i64 = 61_000;
const VISITORS: usize = 12;
const ROTATIONS: usize = 4;

/// The machine's clock, set forward when told.
#[derive(Default)]
struct JumpingClock(AtomicI64);

impl Clock for JumpingClock {
    fn now(&self) -> Millis {
        SystemClock.now() + self.0.load(Ordering::Relaxed)
    }
}

/// What the visitors count together.
#[derive(Default)]
struct Tally {
    visits: AtomicUsize,
    visited: Notify,
    stop: AtomicBool,
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn rotating_keys_under_load_throws_nobody_out() {
    let clock = Arc::new(JumpingClock::default());
    let app = Arc::new(App::one_process_at(clock.clone()).await);
    let tenant = app.tenant("Shop").await;
    let hour = json!({"name": "Drop", "maxConcurrentUsers": 3, "releaseRatePerMinute": 60_000,
        "claimTimeoutSeconds": 3_600, "activeTimeoutSeconds": 3_600});
    let queue = app.queue(&tenant, hour).await;
    let tally = Arc::new(Tally::default());
    let mut visitors = JoinSet::new();
    for _ in 0..VISITORS {
        visitors.spawn(visit(app.clone(), clock.clone(), tally.clone(), tenant.clone(), queue.clone()));
    }
    for rotation in 0..ROTATIONS {
        for purpose in ["session", "access", "admission"] {
            app.post(&format!("/v1/keys/{purpose}/rotate"), Some(&app.admin), json!({})).await.expect(201);
        }
        more_visits(&tally).await;
        clock.0.fetch_add(PUBLISHED, Ordering::Relaxed);
        more_visits(&tally).await;
        let keys = app.call(Method::GET, "/.well-known/jwks.json", None, None).await.body;
        assert_eq!(
            keys["keys"].as_array().map(Vec::len),
            Some(rotation + 2),
            "each rotation publishes a key"
        );
    }
    tally.stop.store(true, Ordering::Relaxed);
    while let Some(visitor) = visitors.join_next().await {
        visitor.expect("no visitor was thrown out");
    }
    // Who signed in before the first rotation is signed in still.
    app.get(&format!("/v1/tenants/{tenant}/queues/{queue}"), &app.admin).await.expect(200);
}

async fn more_visits(tally: &Tally) {
    let goal = tally.visits.load(Ordering::Relaxed) + 5 * VISITORS;
    loop {
        let visited = tally.visited.notified();
        if tally.visits.load(Ordering::Relaxed) >= goal {
            return;
        }
        visited.await;
    }
}

/// Joins, waits, goes in, shows the admission at the door, leaves; again and again. Any refusal panics.
async fn visit(app: Arc<App>, clock: Arc<JumpingClock>, tally: Arc<Tally>, tenant: String, queue: String) {
    while !tally.stop.load(Ordering::Relaxed) {
        let joined = app.join(&tenant, &queue).await.expect(201);
        let token = joined.text("sessionToken");
        let mut status = joined.text("status");
        while status != "released" {
            // A poll never waits for anything, so others would not get a turn.
            tokio::task::yield_now().await;
            status = app.get("/v1/sessions/current", &token).await.expect(200).text("status");
        }
        let claimed = app.post("/v1/sessions/current/claim", Some(&token), json!({})).await.expect(200);
        let keys = app.call(Method::GET, "/.well-known/jwks.json", None, None).await.body;
        let keys = KeySet::from_jwks(&keys.to_string()).expect("a key set");
        let door = Verifier::new(keys, "vqueue", 5);
        let now = clock.now().0 / 1000;
        door.verify(&claimed.text("admissionToken"), &queue, now).expect("the door opens");
        app.post("/v1/sessions/current/complete", Some(&token), json!({})).await.expect(200);
        tally.visits.fetch_add(1, Ordering::Relaxed);
        tally.visited.notify_waiters();
    }
}

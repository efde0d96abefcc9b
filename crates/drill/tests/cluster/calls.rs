//! One counter, whose key is pressed at several nodes at once.

use std::time::Duration;

use serde_json::{Value, json};
use tokio::task::JoinSet;
use vq_crowd::{
    BaseUrl,
    http::{Call, Connection},
};
use vq_drill::{Cluster, cluster::until};

use crate::three;

/// So often the key is pressed at all nodes at once.
const ROUNDS: usize = 25;
/// What has not come by then does not come.
const BOUND: Duration = Duration::from_secs(60);

/// Staff at one node.
#[derive(Clone)]
struct Desk {
    base: BaseUrl,
    token: String,
}

impl Desk {
    async fn at(cluster: &Cluster, node: usize) -> Self {
        let staff = cluster.staff(node).await.unwrap();
        Self { base: staff.base().clone(), token: staff.token().await }
    }

    async fn get(&self, path: &str) -> Value {
        self.call(Call::get(path)).await
    }

    async fn post(&self, path: &str, body: &Value) -> Value {
        self.call(Call::post(path).json(body.to_string())).await
    }

    async fn call(&self, call: Call) -> Value {
        let path = call.path.clone();
        let answer = Connection::new(&self.base).call(call.bearer(&self.token)).await.unwrap();
        let mut body: Value = serde_json::from_slice(&answer.body).unwrap();
        assert!(answer.status.is_success(), "{path}: {} {body}", answer.status);
        body["data"].take()
    }
}

/// A counter that takes several services, and staff at every node.
#[derive(Clone)]
struct Hall {
    tenant: String,
    services: Vec<Value>,
    counter: String,
    desks: Vec<Desk>,
}

impl Hall {
    async fn open(cluster: &Cluster) -> Self {
        let mut desks = Vec::new();
        for node in 0..cluster.nodes.len() {
            desks.push(Desk::at(cluster, node).await);
        }
        let desk = &desks[0];
        let tenant = desk.post("/v1/tenants", &json!({ "name": "Town" })).await;
        let tenant = format!("/v1/tenants/{}", text(&tenant["id"]));
        let place = json!({ "name": "Town hall", "timeZone": "Europe/Berlin", "languages": ["en"] });
        let location = desk.post(&format!("{tenant}/locations"), &place).await["id"].take();
        let mut services = Vec::new();
        for prefix in ["A", "B", "C"] {
            let walk_in = json!({ "locationId": location, "prefix": prefix });
            let service = json!({ "name": prefix, "releases": "call", "walkIn": walk_in });
            services.push(desk.post(&format!("{tenant}/queues"), &service).await["id"].take());
        }
        let setup = json!({
            "locationId": location, "name": "Counter 1", "services": services, "order": "arrival",
        });
        let counter = desk.post(&format!("{tenant}/counters"), &setup).await;
        let counter = format!("{tenant}/counters/{}", text(&counter["id"]));
        desk.post(&format!("{counter}/open"), &json!({})).await;
        Self { tenant, services, counter, desks }
    }

    /// Somebody takes a number at a node.
    async fn join(&self, node: usize, service: usize) {
        let body = json!({ "queueId": self.services[service] });
        self.desks[node].post(&format!("{}/sessions", self.tenant), &body).await;
    }

    /// The key is pressed at a node, where somebody sees this one at the counter.
    async fn press(&self, node: usize, current: &Value) -> Value {
        self.desks[node].post(&format!("{}/call-next", self.counter), &json!({ "current": current })).await
    }

    /// Calls everybody who waits, one after another, until all nodes see that nobody is left.
    async fn clear(&self, mut current: Value) {
        for node in 0..self.desks.len() {
            loop {
                let answer = self.press(node, &current).await;
                current = answer["current"]["id"].clone();
                if answer["outcome"] == "nobody" && answer["waiting"] == 0 {
                    break;
                }
            }
        }
        for desk in &self.desks {
            let empty = async || {
                let counter = desk.get(&self.counter).await;
                (counter["waiting"] == 0 && counter["current"].is_null()).then_some(())
            };
            until(BOUND, empty).await.unwrap();
        }
    }

    /// Who is called or served, as the store has it.
    async fn called(&self) -> Vec<String> {
        let mut called = Vec::new();
        for state in ["released", "active"] {
            let path = format!("{}/sessions?status={state}&limit=200", self.tenant);
            let page = self.desks[0].get(&path).await;
            called.extend(page["items"].as_array().unwrap().iter().map(|row| text(&row["id"]).to_owned()));
        }
        called
    }
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_else(|| panic!("no text: {value}"))
}

/// Nobody tells the other nodes: each knows of the person who came to it before the others do, and so each would call another
/// one, from another line.
#[tokio::test(flavor = "multi_thread")]
async fn a_key_pressed_at_all_nodes_at_once_calls_one_person() {
    let Some(cluster) = three().await else { return };
    let hall = Hall::open(&cluster).await;
    for desk in &hall.desks {
        let known = async || {
            let services = desk.get(&hall.counter).await["services"].take();
            (services.as_array()?.len() == 3).then_some(())
        };
        until(BOUND, known).await.unwrap();
    }
    cluster.redis.kill().await;
    let (mut called, mut unchanged) = (0, 0);
    for round in 0..ROUNDS {
        let mut presses = JoinSet::new();
        for (node, hall) in std::iter::repeat_n(hall.clone(), hall.desks.len()).enumerate() {
            presses.spawn(async move {
                hall.join(node, node).await;
                hall.press(node, &Value::Null).await
            });
        }
        let answers = presses.join_all().await;
        let new: Vec<_> = answers.iter().filter(|answer| answer["outcome"] == "called").collect();
        assert_eq!(new.len(), 1, "round {round}: {answers:#?}");
        assert_eq!(hall.called().await, [text(&new[0]["current"]["id"])], "round {round}");
        for answer in &answers {
            // Who came second is shown who is there, not an empty counter.
            assert_eq!(answer["current"]["id"], new[0]["current"]["id"], "round {round}: {answer:#}");
            unchanged += usize::from(answer["outcome"] == "unchanged");
        }
        called += 1;
        hall.clear(new[0]["current"]["id"].clone()).await;
    }
    assert_eq!((called, unchanged), (ROUNDS, 2 * ROUNDS));
}

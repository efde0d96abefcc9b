//! The server is away: who passes, who does not, and who is told.

use http::StatusCode;
use serde_json::{Value, json};
use vq_gate::GateEvent;

use super::support::{QUEUE, TENANT, World, dead_port};

fn rules(fail: &str) -> Value {
    json!([{ "path": "/shop", "tenant": TENANT, "queue": QUEUE, "fail": fail }])
}

#[tokio::test]
async fn a_queue_that_fails_closed_asks_to_come_back() {
    let world = World::unprepared(json!({ "server": format!("http://{}", dead_port().await) })).await;
    let answer = world.visit("/shop").send().await;
    assert_eq!((answer.status, answer.mark()), (StatusCode::SERVICE_UNAVAILABLE, "queue"));
    assert_eq!(answer.page()["state"], "unavailable");
    let seconds: u64 = answer.header("retry-after").parse().unwrap();
    assert!((10..20).contains(&seconds));
    assert_eq!(answer.header("cache-control"), "private, no-store");

    let data =
        world.get("/shop").header("accept", "application/json").cookie("vq_queue-1", "mine").send().await;
    assert_eq!(
        (data.status, &data.json()["errors"][0]["code"]),
        (StatusCode::SERVICE_UNAVAILABLE, &json!("unavailable"))
    );
    assert_eq!(world.visit("/about").send().await.mark(), "bypass", "what needs no queue is not concerned");
    assert!(!world.gate.is_ready());
    assert_eq!(world.gate.stats().failed_closed, 2);
}

#[tokio::test]
async fn a_queue_that_fails_open_lets_through_and_says_so() {
    let server = format!("http://{}", dead_port().await);
    let world = World::unprepared(json!({ "server": server, "rules": rules("open") })).await;
    let answer = world.visit("/shop/echo").cookie("vq_queue-1", "mine").send().await;
    assert_eq!((answer.status, answer.mark()), (StatusCode::OK, "fail-open"));
    assert_eq!(answer.json()["headers"].get("cookie"), None);
    assert_eq!(answer.json()["headers"].get("x-vq-session"), None);
    assert_eq!(world.gate.stats().failed_open, 1);
}

#[tokio::test]
async fn who_is_inside_stays_inside() {
    let world = World::start().await;
    let token = world.server.admission("session-1");
    world.server.fail(Some((StatusCode::SERVICE_UNAVAILABLE, "unavailable")));
    assert!(world.gate.refresh().await.is_err());
    assert_eq!(world.visit("/shop/echo").cookie("vqa_queue-1", &token).send().await.mark(), "pass");
    let newcomer = world.visit("/shop/echo").send().await;
    assert_eq!(newcomer.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(newcomer.header("retry-after"), "17", "the server knows best when");
}

#[tokio::test]
async fn a_gate_that_never_read_the_revocation_list_keeps_to_its_fail_mode() {
    for (fail, status, mark) in
        [("closed", StatusCode::SERVICE_UNAVAILABLE, "queue"), ("open", StatusCode::OK, "fail-open")]
    {
        let world = World::unprepared(json!({ "rules": rules(fail) })).await;
        world.server.withhold_lists(true);
        assert!(world.gate.refresh().await.is_err());
        assert!(!world.gate.is_ready());
        let token = world.server.admission("session-9");
        let holder = world.visit("/shop/echo").cookie("vqa_queue-1", &token).send().await;
        assert_eq!((holder.status, holder.mark()), (status, mark));
        assert!(world.server.lines().is_empty(), "nobody takes another place: {:?}", world.server.lines());
        let forged = world.visit("/shop/echo").cookie("vqa_queue-1", "x.y.z").send().await;
        assert_eq!((forged.status, forged.mark()), (StatusCode::OK, "queue"), "it is no admission");

        // Nor is a turn taken that nobody could use.
        world.server.room(true);
        let newcomer = world.visit("/shop/echo").send().await;
        assert_eq!((newcomer.status, newcomer.mark()), (status, mark));
        assert!(!world.server.lines().iter().any(|line| line.contains("claim")));
        if fail == "closed" {
            let place = newcomer.cookie("vq_queue-1").expect("who comes back has the place");
            world.server.withhold_lists(false);
            world.gate.refresh().await.unwrap();
            let back = world.visit("/shop/echo").cookie("vq_queue-1", &place).send().await;
            assert_eq!(back.status, StatusCode::OK);
        }

        world.server.withhold_lists(false);
        world.gate.refresh().await.unwrap();
        assert!(world.gate.is_ready());
        assert_eq!(world.visit("/shop/echo").cookie("vqa_queue-1", &token).send().await.mark(), "pass");
        // Once it was read it goes on to hold.
        world.server.withhold_lists(true);
        assert!(world.gate.refresh().await.is_err());
        assert_eq!(world.visit("/shop/echo").cookie("vqa_queue-1", &token).send().await.mark(), "pass");
    }
}

#[tokio::test]
async fn who_passes_with_a_place_keeps_it() {
    for has_lists in [false, true] {
        let world = World::unprepared(json!({ "rules": rules("open") })).await;
        if has_lists {
            world.gate.refresh().await.unwrap();
            world.server.fail_claims();
        } else {
            world.server.know_no_lists();
            assert!(world.gate.refresh().await.is_err());
        }
        world.server.room(true);
        let answer = world.visit("/shop/echo").send().await;
        assert_eq!((answer.status, answer.mark()), (StatusCode::OK, "fail-open"));
        let place = answer.cookie("vq_queue-1").expect("their place");
        assert_eq!(answer.header("cache-control"), "private, no-store");
        let next = world.visit("/shop/echo").cookie("vq_queue-1", &place).send().await;
        assert_eq!(next.page()["state"], "turn", "it is theirs to take");
        assert_eq!(world.server.status_of("session-2"), None, "no place is left behind with every page");
    }
}

#[tokio::test]
async fn a_refusal_never_opens_the_gate() {
    let world = World::with(json!({ "rules": rules("open") })).await;
    for (status, code) in [
        (StatusCode::TOO_MANY_REQUESTS, "rate_limited"),
        (StatusCode::NOT_FOUND, "not_found"),
        (StatusCode::FORBIDDEN, "forbidden"),
        (StatusCode::CONFLICT, "queue_closed"),
    ] {
        world.server.fail(Some((status, code)));
        assert_eq!(world.visit("/shop").send().await.mark(), "queue", "{code}");
    }
}

#[tokio::test]
async fn no_state_of_a_session_is_an_outage() {
    let world = World::with(json!({ "rules": rules("open") })).await;
    for status in ["transferred", "of_a_later_version"] {
        world.server.session("mine", status);
        let answer = world.visit("/shop").cookie("vq_queue-1", "mine").send().await;
        assert_eq!((answer.mark(), &answer.page()["state"]), ("queue", &json!("ended")), "{status}");
    }
    assert_eq!((world.gate.stats().failed_open, world.gate.stats().failed_closed), (0, 0));
}

#[tokio::test]
async fn what_a_visitor_sends_is_never_an_outage() {
    let world = World::with(json!({ "rules": rules("open") })).await;
    let long = "x".repeat(60_000);
    for _ in 0..4 {
        let visit = world.visit("/shop").header("host", &long).cookie("vq_queue-1", &long);
        let answer = visit.header("traceparent", &long).header("x-forwarded-for", &long).send().await;
        assert_eq!((answer.status, answer.mark()), (StatusCode::OK, "queue"));
    }
    for seen in world.server.seen() {
        assert_eq!(seen.line, format!("POST /v1/tenants/{TENANT}/sessions"), "a token that long is none");
        assert!(seen.headers.values().all(|value| value.len() < 1_000), "{:?}", seen.headers);
    }
}

#[tokio::test]
async fn an_outage_is_noticed_once_and_its_end_too() {
    let mut world = World::with(json!({ "rules": rules("open") })).await;
    world.server.fail(Some((StatusCode::INTERNAL_SERVER_ERROR, "internal")));
    for _ in 0..5 {
        assert_eq!(world.visit("/shop/echo").send().await.mark(), "fail-open");
    }
    assert_eq!(world.server.lines().len(), 3, "after three failures the server is left alone");
    assert!(matches!(world.events.recv().await, Some(GateEvent::ServerUnreachable { .. })));

    world.server.fail(None);
    world.gate.refresh().await.unwrap();
    assert_eq!(world.events.recv().await, Some(GateEvent::ServerReachable { passed_unchecked: 3 }));
    assert_eq!(world.visit("/shop/echo").send().await.mark(), "queue", "back to the line at once");
}

#[tokio::test]
async fn keys_arrive_in_the_background_once_it_is_started() {
    let world = World::unprepared(json!({})).await;
    let token = world.server.admission("session-1");
    world.gate.start();
    world.server.asked("jwks.json").await;
    world.server.asked("vq-revoked.json").await;
    let answer = world.visit("/shop/echo").cookie("vqa_queue-1", &token).send().await;
    assert_eq!(answer.mark(), "pass");
}

#[tokio::test]
async fn settings_that_do_not_fit_the_server_are_named() {
    let told = async |changes: Value| World::unprepared(changes).await.gate.problems().await;
    assert_eq!(told(json!({})).await, Vec::<String>::new());
    let rule =
        |tenant: &str, queue: &str| json!({ "rules": [{ "path": "/", "tenant": tenant, "queue": queue }] });
    for (changes, expected) in [
        (rule(QUEUE, TENANT), "gate.rules[0]: tenant and queue are swapped"),
        (rule(TENANT, "other"), "gate.rules[0].queue is other, and the server knows no such queue"),
        (
            rule("other", QUEUE),
            "gate.rules[0].tenant is other, but the queue queue-1 belongs to the tenant tenant-1",
        ),
        (json!({ "server": format!("http://{}", dead_port().await) }), "(gate.server) does not answer"),
    ] {
        let told = told(changes).await;
        assert!(told.len() == 1 && told[0].contains(expected), "{expected}: {told:?}");
    }
}

//! People who come in person: kiosk, counters, board and phone on one line.

use std::{
    collections::BTreeSet,
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::Duration,
};

use axum::{
    body::Body,
    http::{Method, Request},
};
use futures_util::{
    StreamExt,
    future::{join, join_all},
};
use serde_json::{Value, json};
use vq_domain::{Millis, Role};
use vq_engine::{Attend, Change, Command, Verb, attend::By, hall::Onward};
use vq_ports::Clock;

use crate::app::{Answer, App, until};

/// A clock that is put forward by hand.
struct HandClock(AtomicI64);

impl Clock for HandClock {
    fn now(&self) -> Millis {
        Millis(self.0.load(Ordering::SeqCst))
    }
}

struct Hall {
    app: App,
    clock: Arc<HandClock>,
    tenant: String,
    location: String,
    clerk: String,
}

impl Hall {
    async fn open() -> Self {
        // Monday, 2026-03-02 09:00 in Berlin.
        let clock = Arc::new(HandClock(AtomicI64::new(1_772_438_400_000)));
        let app = App::one_process_at(clock.clone()).await;
        let tenant = app.tenant("Town").await;
        let clerk = app.member(&tenant, Role::Clerk).await;
        let location = json!({"name": "Town hall", "timeZone": "Europe/Berlin", "languages": ["de", "en"]});
        let path = format!("/v1/tenants/{tenant}/locations");
        let location = app.post(&path, Some(&app.admin), location).await.expect(201).text("id");
        Self { app, clock, tenant, location, clerk }
    }

    fn pass(&self, millis: i64) {
        self.clock.0.fetch_add(millis, Ordering::SeqCst);
    }

    fn path(&self, rest: &str) -> String {
        format!("/v1/tenants/{}/{rest}", self.tenant)
    }

    async fn service(&self, name: &str, prefix: &str) -> String {
        let settings = json!({
            "name": name, "releases": "call", "maxConcurrentUsers": 100,
            "walkIn": {"locationId": self.location, "prefix": prefix},
        });
        self.app.queue(&self.tenant, settings).await
    }

    async fn counter(&self, name: &str, services: &[&str]) -> String {
        let body = json!({"locationId": self.location, "name": name, "services": services});
        let made = self.app.post(&self.path("counters"), Some(&self.app.admin), body).await.expect(201);
        let id = made.text("id");
        self.desk(&format!("counters/{id}/open"), json!({})).await.expect(200);
        id
    }

    async fn kiosk(&self) -> (String, String) {
        let body = json!({"locationId": self.location, "name": "Entrance"});
        let made = self.app.post(&self.path("kiosks"), Some(&self.app.admin), body).await.expect(201);
        (made.text("id"), made.text("deviceToken"))
    }

    /// As the clerk.
    async fn desk(&self, path: &str, body: Value) -> Answer {
        self.app.post(&self.path(path), Some(&self.clerk), body).await
    }

    async fn verb(&self, session: &str, verb: &str, body: Value) -> Answer {
        self.desk(&format!("sessions/{session}/{verb}"), body).await
    }

    async fn next(&self, counter: &str, current: Value) -> Answer {
        self.desk(&format!("counters/{counter}/call-next"), json!({"current": current})).await.expect(200)
    }

    async fn join(&self, queue: &str) -> Answer {
        self.app.join(&self.tenant, queue).await.expect(201)
    }

    /// A session as staff sees it.
    async fn row(&self, session: &str) -> Answer {
        self.app.get(&self.path(&format!("sessions/{session}")), &self.app.admin).await.expect(200)
    }

    /// Has somebody go on to another service once they are done; answers the session that is put aside there.
    async fn add(&self, session: &str, queue: &str) -> String {
        let added = self.verb(session, "add-service", json!({"queueId": queue})).await.expect(200);
        let next = added.data()["next"].as_array().expect("what is next").clone();
        let there = next.iter().rfind(|next| next["queueId"] == queue).expect("the other service");
        let id = there["sessionId"].as_str().expect("a session").to_owned();
        assert_eq!(self.row(&id).await.data()["held"], true);
        id
    }

    async fn board(&self) -> Answer {
        self.app
            .call(Method::GET, &format!("/v1/locations/{}/board", self.location), None, None)
            .await
            .expect(200)
    }

    /// The next so many events of the board after one, as (id, name, data).
    async fn events(&self, after: &str, count: usize) -> Vec<(String, String, Value)> {
        let path = format!("/v1/locations/{}/board/events", self.location);
        let request =
            Request::get(path).header("last-event-id", after).body(Body::empty()).expect("a request");
        let response = self.app.open(request).await;
        assert_eq!(response.status(), 200);
        let mut stream = response.into_body().into_data_stream();
        let (mut text, mut events) = (String::new(), Vec::new());
        while events.len() < count {
            let chunk = tokio::time::timeout(Duration::from_secs(30), stream.next()).await.expect("an event");
            text.push_str(std::str::from_utf8(&chunk.expect("more").expect("a chunk")).expect("text"));
            while let Some((event, rest)) =
                text.split_once("\n\n").map(|(event, rest)| (event.to_owned(), rest.to_owned()))
            {
                text = rest;
                let field = |name: &str| {
                    event
                        .lines()
                        .find_map(|line| line.strip_prefix(name))
                        .map(|value| value.trim().to_owned())
                };
                if let (Some(id), Some(name), Some(data)) = (field("id:"), field("event:"), field("data:")) {
                    events.push((id, name, serde_json::from_str(&data).expect("JSON")));
                }
            }
        }
        events
    }
}

fn current(answer: &Answer) -> (&str, &str) {
    let current = &answer.data()["current"];
    (current["id"].as_str().unwrap_or_default(), current["number"].as_str().unwrap_or_default())
}

#[tokio::test]
async fn a_locations_day() {
    let hall = Hall::open().await;
    let passports = hall.service("Passports", "A").await;
    let (kiosk, device) = hall.kiosk().await;
    let ticket = |request: u8| {
        let body = json!({"queueId": passports, "requestId": uuid(request)});
        let (app, path, device) = (&hall.app, format!("/v1/kiosks/{kiosk}/tickets"), device.clone());
        async move { app.post(&path, Some(&device), body).await }
    };
    let first = ticket(1).await.expect(201);
    assert_eq!((first.text("number"), first.data()["position"].as_u64()), ("A001".into(), Some(1)));
    assert_eq!(ticket(1).await.expect(200).data()["sessionId"], first.data()["sessionId"], "asked twice");
    assert!(first.text("url").contains("/recover?code=") && first.text("qrSvg").starts_with("<svg"));
    ticket(2).await.expect(201);
    let phone = hall.join(&passports).await;
    assert_eq!(phone.text("number"), "A003");
    ticket(3).await.expect(201);

    let (one, two) =
        (hall.counter("Counter 1", &[&passports]).await, hall.counter("Counter 2", &[&passports]).await);
    let called = hall.next(&one, Value::Null).await;
    assert_eq!((called.text("outcome"), current(&called).1), ("called".into(), "A001"));
    // The same key again: the caller still believes that nobody is there.
    let again = hall.next(&one, Value::Null).await;
    assert_eq!((again.text("outcome"), current(&again)), ("unchanged".into(), current(&called)));
    let a001 = current(&called).0.to_owned();
    let other = hall.next(&two, Value::Null).await;
    assert_eq!(current(&other).1, "A002");
    let a002 = current(&other).0.to_owned();

    // A recall right after the call is a key pressed twice; later it counts.
    hall.verb(&a002, "recall", json!({})).await.expect(200);
    hall.pass(5_000);
    let recalled = hall.verb(&a002, "recall", json!({})).await.expect(200);
    assert_eq!(recalled.data()["calls"], 2);
    let reason = json!({"reason": "called twice"});
    assert_eq!(hall.verb(&a002, "no-show", reason).await.expect(200).text("status"), "no_show");
    hall.verb(&a002, "no-show", json!({})).await.expect(200);

    // The phone learns where to go.
    let token = phone.text("sessionToken");
    let waiting = hall.app.get("/v1/sessions/current", &token).await.expect(200);
    assert_eq!((waiting.data()["position"].as_u64(), &waiting.data()["calledTo"]), (Some(1), &Value::Null));
    let called = hall.next(&two, Value::Null).await;
    assert_eq!(current(&called).1, "A003");
    let seen = hall.app.get("/v1/sessions/current", &token).await.expect(200);
    assert_eq!((seen.text("status"), &seen.data()["claimBy"]), ("released".into(), &Value::Null));
    assert_eq!(seen.data()["calledTo"]["counterName"], "Counter 2");
    let claim = hall.app.post("/v1/sessions/current/claim", Some(&token), json!({})).await.expect(409);
    assert_eq!(claim.error().0, "conflict", "there is nothing to claim");

    // Who did not come is back and gets a place in the middle; somebody is put aside and comes back to theirs.
    hall.join(&passports).await;
    let back = hall.verb(&a002, "return", json!({"to": 2})).await.expect(200);
    assert_eq!((back.text("status"), back.data()["position"].as_u64()), ("waiting".into(), Some(2)));
    assert_eq!(hall.verb(&a002, "hold", json!({})).await.expect(200).data()["held"], true);
    assert_eq!(hall.verb(&a002, "resume", json!({})).await.expect(200).data()["position"], 2);
    assert_eq!(hall.verb(&a002, "return", json!({"to": "front"})).await.expect(200).data()["position"], 1);

    // Served, and the next.
    assert_eq!(hall.verb(&a001, "start", json!({})).await.expect(200).text("status"), "active");
    let next = hall.next(&one, json!(a001)).await;
    assert_eq!(current(&next), (a002.as_str(), "A002"));
    let over = hall.app.get(&hall.path(&format!("sessions/{a001}")), &hall.app.admin).await.expect(200);
    assert_eq!((over.text("status"), over.text("number")), ("completed".into(), "A001".into()));
    assert_eq!(hall.verb(&a001, "finish", json!({})).await.expect(200).text("status"), "completed");
    assert_eq!(hall.verb(&a001, "hold", json!({})).await.expect(410).error().0, "session_ended");

    // The board: last called first; waiting numbers in order.
    let board = hall.board().await;
    let shown: Vec<_> =
        board.data()["calls"].as_array().expect("calls").iter().map(|call| &call["number"]).collect();
    assert_eq!(shown, ["A002", "A003", "A001"]);
    assert_eq!(board.data()["services"][0]["next"], json!(["A004", "A005"]));
    assert_eq!(board.data()["sequence"], 5);

    // A counter that is closed calls nobody; a kiosk out of service hands out nothing.
    hall.desk(&format!("counters/{two}/close"), json!({})).await.expect(200);
    let closed = hall.desk(&format!("counters/{two}/call-next"), json!({})).await.expect(409);
    assert_eq!(closed.error().0, "counter_closed");
    let path = hall.path(&format!("kiosks/{kiosk}"));
    let out = json!({"outOfService": true, "outOfServiceText": "No paper"});
    hall.app.call(Method::PUT, &path, Some(&hall.app.admin), Some(out)).await.expect(200);
    assert_eq!(ticket(9).await.expect(409).error().0, "kiosk_out_of_service");
    let own = hall.app.get(&format!("/v1/kiosks/{kiosk}"), &device).await.expect(200);
    assert_eq!(own.data()["kiosk"]["outOfServiceText"], "No paper");
}

fn uuid(number: u8) -> String {
    format!("00000000-0000-4000-8000-0000000000{number:02x}")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn eight_counters_call_at_once() {
    let hall = Hall::open().await;
    let queue = hall.service("Cash desk", "C").await;
    let mut counters = Vec::new();
    for number in 1..=8 {
        counters.push(hall.counter(&format!("Counter {number}"), &[&queue]).await);
    }
    const TICKETS: usize = 120;
    let begin = hall.board().await.text("eventId");
    let joins = join_all((0..TICKETS).map(|_| hall.join(&queue))).await;
    let numbers: BTreeSet<_> = joins.iter().map(|joined| joined.text("number")).collect();
    assert_eq!(numbers.len(), TICKETS, "every number once");
    // One of them is given a priority: they are first.
    let urgent = joins[TICKETS / 2].text("id");
    let path = hall.path(&format!("sessions/{urgent}"));
    hall.app.call(Method::PUT, &path, Some(&hall.app.admin), Some(json!({"priority": 9}))).await.expect(200);

    let desk = |counter: String| {
        let hall = &hall;
        async move {
            let (mut at, mut called) = (Value::Null, Vec::new());
            loop {
                let answer = hall.next(&counter, at).await;
                if answer.text("outcome") == "nobody" {
                    return called;
                }
                assert_eq!(answer.text("outcome"), "called");
                at = answer.data()["current"]["id"].clone();
                called.push(answer.data()["current"]["number"].as_str().expect("a number").to_owned());
            }
        }
    };
    let called = join_all(counters.into_iter().map(desk)).await;
    let all: Vec<_> = called.iter().flatten().cloned().collect();
    assert_eq!(all.len(), TICKETS);
    assert_eq!(all.iter().cloned().collect::<BTreeSet<_>>(), numbers, "everybody once");

    // The board announces each once, in the order of priority and arrival, with a sequence that grows.
    let mut order: Vec<_> =
        joins.iter().map(|joined| (joined.data()["ticket"].as_u64(), joined.text("number"))).collect();
    order.sort();
    let first = joins[TICKETS / 2].text("number");
    let mut expected = vec![first.clone()];
    expected.extend(order.into_iter().map(|(_, number)| number).filter(|number| *number != first));
    let mut announced = Vec::new();
    let (mut after, mut sequence) = (begin, 0);
    while announced.len() < TICKETS {
        // As a board that loses its connection again and again.
        for (id, name, data) in hall.events(&after, 7.min(TICKETS - announced.len())).await {
            if name == "call" && announced.len() < TICKETS {
                let next = data["sequence"].as_u64().expect("a sequence");
                assert!(next > sequence && data["repeated"] == false, "{data}");
                sequence = next;
                announced.push(data["number"].as_str().expect("a number").to_owned());
                after = id;
            }
        }
    }
    assert_eq!(announced, expected);
}

#[tokio::test]
async fn a_transfer_keeps_the_arrival_and_the_phone_follows() {
    let hall = Hall::open().await;
    let (passports, cars) = (hall.service("Passports", "A").await, hall.service("Cars", "B").await);
    let wrong = hall.join(&passports).await;
    hall.pass(60_000);
    let early = hall.join(&cars).await;
    hall.pass(60_000);
    let body = json!({"queueId": cars, "reason": "wrong line"});
    let there = hall.verb(&wrong.text("id"), "transfer", body.clone()).await.expect(200);
    assert_eq!((there.text("number"), there.data()["position"].as_u64()), ("B002".into(), Some(1)));
    assert_eq!(there.text("enqueuedAt"), wrong.text("enqueuedAt"));
    assert_eq!(there.data()["visitId"], wrong.data()["id"]);
    let again = hall.verb(&wrong.text("id"), "transfer", body).await.expect(200);
    assert_eq!(again.data()["id"], there.data()["id"], "once");
    let moved = hall.app.get("/v1/sessions/current", &wrong.text("sessionToken")).await.expect(200);
    assert_eq!(
        (moved.text("status"), &moved.data()["movedTo"]["number"]),
        ("transferred".into(), &json!("B002"))
    );
    let token = moved.data()["movedTo"]["sessionToken"].as_str().expect("a token").to_owned();
    let follows = hall.app.get("/v1/sessions/current", &token).await.expect(200);
    assert_eq!((&follows.data()["id"], follows.data()["position"].as_u64()), (&there.data()["id"], Some(1)));

    // Another service once they are done: put aside until then, with the arrival they have.
    let counter = hall.counter("Counter 1", &[&passports, &cars]).await;
    let next = hall.verb(&early.text("id"), "add-service", json!({"queueId": passports})).await.expect(200);
    let added = next.data()["next"][0]["sessionId"].as_str().expect("a session").to_owned();
    let row = hall.app.get(&hall.path(&format!("sessions/{added}")), &hall.app.admin).await.expect(200);
    assert_eq!(
        (row.data()["held"].as_bool(), row.text("enqueuedAt")),
        (Some(true), early.text("enqueuedAt"))
    );
    let call = json!({"counterId": counter, "current": null});
    hall.verb(&early.text("id"), "call", call).await.expect(200);
    hall.verb(&early.text("id"), "finish", json!({})).await.expect(200);
    let row = hall.app.get(&hall.path(&format!("sessions/{added}")), &hall.app.admin).await.expect(200);
    assert_eq!((row.data()["held"].as_bool(), row.data()["position"].as_u64()), (Some(false), Some(1)));

    // For one counter alone: the other does not call them.
    let other = hall.counter("Counter 2", &[&passports]).await;
    hall.verb(&added, "transfer", json!({"counterId": counter})).await.expect(200);
    assert_eq!(hall.next(&other, Value::Null).await.text("outcome"), "nobody");
    assert_eq!(current(&hall.next(&counter, Value::Null).await).0, added);
}

#[tokio::test]
async fn who_is_done_by_the_call_of_the_next_goes_on_with_their_visit() {
    let hall = Hall::open().await;
    let (passports, cars) = (hall.service("Passports", "A").await, hall.service("Cars", "B").await);
    let counter = hall.counter("Counter 1", &[&passports]).await;
    let (first, second) = (hall.join(&passports).await.text("id"), hall.join(&passports).await.text("id"));
    let (there, then) = (hall.add(&first, &cars).await, hall.add(&second, &cars).await);
    hall.next(&counter, Value::Null).await;
    let called = hall.next(&counter, json!(first)).await;
    assert_eq!((called.text("outcome"), current(&called).0), ("called".into(), second.as_str()));
    let row = hall.row(&there).await;
    assert_eq!((&row.data()["held"], &row.data()["position"]), (&json!(false), &json!(1)));
    assert_eq!(hall.row(&then).await.data()["held"], true, "not done yet");
    // Somebody waits, but not for this counter: nobody is called, and who was there is done all the same.
    let other = hall.counter("Counter 2", &[&passports]).await;
    let kept = hall.join(&passports).await.text("id");
    hall.verb(&kept, "transfer", json!({"counterId": other})).await.expect(200);
    assert_eq!(hall.next(&counter, json!(second)).await.text("outcome"), "nobody");
    let row = hall.row(&then).await;
    assert_eq!((&row.data()["held"], &row.data()["position"]), (&json!(false), &json!(2)));
}

#[tokio::test]
async fn a_transfer_takes_along_what_is_still_to_come() {
    let hall = Hall::open().await;
    let (passports, cars) = (hall.service("Passports", "A").await, hall.service("Cars", "B").await);
    let trailers = hall.service("Trailers", "C").await;
    let who = hall.join(&passports).await.text("id");
    let added = hall.add(&who, &trailers).await;
    let there = hall.verb(&who, "transfer", json!({"queueId": cars})).await.expect(200);
    assert_eq!(there.data()["next"][0]["sessionId"], json!(added));
    assert_eq!(hall.row(&added).await.data()["held"], true);
    let counter = hall.counter("Counter 1", &[&cars]).await;
    assert_eq!(current(&hall.next(&counter, Value::Null).await).0, there.text("id"));
    hall.verb(&there.text("id"), "finish", json!({})).await.expect(200);
    let row = hall.row(&added).await;
    assert_eq!((&row.data()["held"], &row.data()["position"]), (&json!(false), &json!(1)));

    // To a line in which a place was put aside: they wait there now, and go on to the rest from there.
    let who = hall.join(&passports).await.text("id");
    let (later, last) = (hall.add(&who, &cars).await, hall.add(&who, &trailers).await);
    let there = hall.verb(&who, "transfer", json!({"queueId": cars})).await.expect(200);
    assert_eq!((there.text("id"), &there.data()["held"]), (later, &json!(false)));
    assert_eq!(there.data()["position"], 1);
    assert_eq!(there.data()["next"][0]["sessionId"], json!(last));
    let again = hall.verb(&who, "transfer", json!({"queueId": cars})).await.expect(200);
    assert_eq!(again.data()["id"], there.data()["id"], "once");
}

#[tokio::test]
async fn who_is_let_back_in_after_a_transfer_that_failed_can_be_sent_again() {
    let hall = Hall::open().await;
    let (passports, cars) = (hall.service("Passports", "A").await, hall.service("Cars", "B").await);
    let counter = hall.counter("Counter 1", &[&passports]).await;
    let number = |answer: &Answer| answer.text("number")[1..].parse::<u32>().expect("a number");
    let (mut taken_back, mut last) = (0, 0);
    // Until somebody's place there was made and taken back again, because another clerk said meanwhile that they did not come.
    for _ in 0..100 {
        let who = hall.join(&passports).await.text("id");
        assert_eq!(current(&hall.next(&counter, Value::Null).await).0, who);
        hall.pass(1_000);
        let send = || hall.verb(&who, "transfer", json!({"queueId": cars}));
        let (sent, missed) = join(send(), hall.verb(&who, "no-show", json!({}))).await;
        if sent.status == 200 {
            assert_eq!(missed.expect(410).error().0, "session_ended");
            last = number(&sent);
            continue;
        }
        assert_eq!(sent.expect(410).error().0, "session_ended");
        missed.expect(200);
        hall.verb(&who, "return", json!({"to": "front"})).await.expect(200);
        let there = send().await.expect(200);
        assert_eq!(there.text("status"), "waiting");
        assert_eq!(hall.row(&there.text("id")).await.text("status"), "waiting");
        let over = hall.row(&who).await;
        assert_eq!(over.text("status"), "transferred");
        assert_eq!(send().await.expect(200).data()["id"], there.data()["id"], "once");
        // The place that was taken back had the number between.
        taken_back += u32::from(number(&there) > last + 1);
        last = number(&there);
        if taken_back >= 3 {
            break;
        }
    }
    assert!(taken_back > 0, "no transfer failed between");
}

#[tokio::test]
async fn what_is_to_come_of_a_visit_is_theirs_until_they_are_sent() {
    let hall = Hall::open().await;
    let (passports, cars) = (hall.service("Passports", "A").await, hall.service("Cars", "B").await);
    let trailers = hall.service("Trailers", "C").await;
    let who = hall.join(&passports).await.text("id");
    let added = hall.add(&who, &trailers).await;
    let there = hall.verb(&who, "transfer", json!({"queueId": cars})).await.expect(200);
    assert_eq!(there.data()["next"][0]["sessionId"], json!(added));
    // Should they not have been sent, the end of the new place would have ended the one that is put aside.
    let log = hall.app.stores().log;
    let sets = log.changes_after(cars.parse().expect("an id"), 0, 100).await.expect("the log");
    let joined = sets.iter().flat_map(|set| &set.changes).find_map(|change| match change {
        Change::Joined { session, seat, .. } if session.to_string() == there.text("id") => seat.clone(),
        _ => None,
    });
    assert_eq!(joined.expect("a seat").next, []);
}

#[tokio::test]
async fn a_transfer_that_was_cut_off_is_completed_when_it_is_said_again() {
    let hall = Hall::open().await;
    let (passports, cars) = (hall.service("Passports", "A").await, hall.service("Cars", "B").await);
    let trailers = hall.service("Trailers", "C").await;
    let counter = hall.counter("Counter 1", &[&cars]).await;
    let who = hall.join(&passports).await.text("id");
    let (later, last) = (hall.add(&who, &cars).await, hall.add(&who, &trailers).await);
    // As a node that dies once they are sent leaves it.
    let (stores, tenant) = (hall.app.stores(), hall.tenant.parse().expect("an id"));
    let record = async |session: &str| {
        let found = stores.sessions.get(tenant, session.parse().expect("an id")).await;
        found.expect("the store").expect("a session")
    };
    let (from, there) = (record(&who).await, record(&later).await);
    let onward = Onward {
        queue: there.queue,
        session: there.entry.session,
        ticket: there.entry.ticket,
        number: there.entry.seat.as_ref().and_then(|seat| seat.number.clone()),
        enqueued_at: there.entry.enqueued_at,
    };
    let (ticket, verb) = (from.entry.ticket, Verb::Transfer(onward));
    let sent = Command::Attend(Box::new(Attend { ticket, verb, by: By::default() }));
    let now = hall.clock.now();
    stores.log.commit(from.queue, vec![sent], u64::MAX, now).await.expect("sent");
    assert_eq!(hall.row(&later).await.data()["held"], true);

    let body = json!({"queueId": cars, "counterId": counter});
    for _ in 0..2 {
        let there = hall.verb(&who, "transfer", body.clone()).await.expect(200);
        assert_eq!((there.text("id"), &there.data()["held"]), (later.clone(), &json!(false)));
        assert_eq!(there.data()["forCounter"]["id"], json!(counter));
        assert_eq!(there.data()["next"].as_array().map(Vec::len), Some(1));
        assert_eq!(there.data()["next"][0]["sessionId"], json!(last));
    }
}

#[tokio::test]
async fn who_is_sent_to_two_services_at_once_goes_to_one() {
    let hall = Hall::open().await;
    let passports = hall.service("Passports", "A").await;
    let (cars, trailers) = (hall.service("Cars", "B").await, hall.service("Trailers", "C").await);
    let public = format!("/v1/locations/{}", hall.location);
    for count in 1..=10 {
        let who = hall.join(&passports).await.text("id");
        let send = |queue: &str| hall.verb(&who, "transfer", json!({"queueId": queue}));
        let (one, other) = join(send(&cars), send(&trailers)).await;
        let (one, other) = (one.expect(200), other.expect(200));
        assert_eq!(one.data()["id"], other.data()["id"], "both are told where they went");
        let location = hall.app.call(Method::GET, &public, None, None).await.expect(200);
        let services = location.data()["services"].as_array().expect("services").clone();
        let waiting: u64 = services.iter().filter_map(|service| service["waiting"].as_u64()).sum();
        assert_eq!(waiting, count, "{services:?}");
    }
}

#[tokio::test]
async fn a_call_that_is_said_again_finishes_whom_the_first_could_not() {
    let hall = Hall::open().await;
    let (passports, cars) = (hall.service("Passports", "A").await, hall.service("Cars", "B").await);
    let counter = hall.counter("Counter 1", &[&passports, &cars]).await;
    let path = hall.path(&format!("counters/{counter}"));
    let limit = async |most: u16| {
        let body = Some(json!({"maxServed": most}));
        hall.app.call(Method::PUT, &path, Some(&hall.app.admin), body).await.expect(200);
    };
    let status = async |session: &str| hall.row(session).await.text("status");
    let (first, second) = (hall.join(&passports).await.text("id"), hall.join(&cars).await.text("id"));
    let call = async |session: &str, current: Value| {
        hall.verb(session, "call", json!({"counterId": counter, "current": current})).await.expect(200)
    };
    call(&first, Value::Null).await;
    // As if the first had not been finished for the second.
    limit(2).await;
    hall.pass(1_000);
    call(&second, json!(first)).await;
    limit(1).await;
    assert_eq!((status(&first).await, status(&second).await), ("released".into(), "released".into()));
    // Nobody is finished whom the caller does not mean.
    call(&second, json!(second)).await;
    assert_eq!(status(&first).await, "released");
    call(&second, json!(first)).await;
    assert_eq!((status(&first).await, status(&second).await), ("completed".into(), "released".into()));
}

#[tokio::test]
async fn who_is_out_of_a_line_loses_what_was_to_come_after_it() {
    let hall = Hall::open().await;
    let (passports, cars) = (hall.service("Passports", "A").await, hall.service("Cars", "B").await);
    let trailers = hall.service("Trailers", "C").await;
    let status = async |session: &str| hall.row(session).await.text("status");

    // Who leaves.
    let phone = hall.join(&passports).await;
    let added = hall.add(&phone.text("id"), &cars).await;
    let token = phone.text("sessionToken");
    hall.app.call(Method::DELETE, "/v1/sessions/current", Some(&token), None).await.expect(200);
    assert_eq!(status(&added).await, "left");
    let over = hall.app.get("/v1/sessions/current", &token).await.expect(200);
    assert_eq!((over.text("status"), &over.data()["movedTo"]), ("left".into(), &Value::Null));

    // Who is taken out, with all that was to come after what was to come.
    let who = hall.join(&passports).await.text("id");
    let added = hall.add(&who, &cars).await;
    let last = hall.add(&added, &trailers).await;
    let path = hall.path(&format!("sessions/{who}"));
    hall.app.call(Method::DELETE, &path, Some(&hall.app.admin), None).await.expect(200);
    assert_eq!((status(&added).await, status(&last).await), ("removed".into(), "removed".into()));

    // Who does not come. Let back in, they can be given another place.
    let who = hall.join(&passports).await.text("id");
    let added = hall.add(&who, &cars).await;
    let counter = hall.counter("Counter 1", &[&passports]).await;
    assert_eq!(current(&hall.next(&counter, Value::Null).await).0, who);
    // Who was gone before the line began to number its tickets could have another's number by now.
    hall.pass(1_000);
    hall.verb(&who, "no-show", json!({})).await.expect(200);
    assert_eq!(status(&added).await, "removed");
    let back = hall.verb(&who, "return", json!({"to": "front"})).await.expect(200);
    assert_eq!(back.data()["next"], json!([]));
    let another = hall.add(&who, &cars).await;
    assert_ne!(another, added);

    // Who stands there by then stays: they were sent to that line before they were done here.
    hall.verb(&another, "resume", json!({})).await.expect(200);
    hall.app
        .call(Method::DELETE, &hall.path(&format!("sessions/{who}")), Some(&hall.app.admin), None)
        .await
        .expect(200);
    assert_eq!(status(&another).await, "waiting");

    // Nothing is left put aside.
    let public = format!("/v1/locations/{}", hall.location);
    let location = hall.app.call(Method::GET, &public, None, None).await.expect(200);
    let services = location.data()["services"].as_array().expect("services").clone();
    assert!(services.iter().all(|service| service["held"] == 0), "{services:?}");
}

#[tokio::test]
async fn who_does_not_take_an_offered_turn_in_time_loses_what_was_to_come_after_it() {
    let hall = Hall::open().await;
    let cars = hall.service("Cars", "B").await;
    let settings = json!({
        "name": "Library", "releases": "both", "maxConcurrentUsers": 100, "claimTimeoutSeconds": 10,
        "walkIn": {"locationId": hall.location, "prefix": "L"},
    });
    let library = hall.app.queue(&hall.tenant, settings).await;
    let who = hall.join(&library).await;
    assert_eq!(who.text("status"), "released", "nobody is before them");
    let added = hall.add(&who.text("id"), &cars).await;
    let mut seconds = 0;
    while hall.row(&who.text("id")).await.text("status") == "released" {
        // In small steps: time that goes by unseen is nobody's fault. Whoever joins has the line look at the clock.
        hall.pass(1_000);
        hall.join(&library).await;
        seconds += 1;
        assert!(seconds < 60, "the offer never ends");
    }
    assert_eq!(hall.row(&who.text("id")).await.text("status"), "no_show");
    // It is the line that ended it, so nobody waits for what follows.
    until(async || hall.row(&added).await.text("status") == "removed").await;
}

#[tokio::test]
async fn a_recall_to_another_counter_is_as_a_call_to_it() {
    let hall = Hall::open().await;
    let (passports, cars) = (hall.service("Passports", "A").await, hall.service("Cars", "B").await);
    let (one, two) =
        (hall.counter("Counter 1", &[&passports]).await, hall.counter("Counter 2", &[&passports]).await);
    let three = hall.counter("Counter 3", &[&cars]).await;
    let (first, second) = (hall.join(&passports).await.text("id"), hall.join(&passports).await.text("id"));
    assert_eq!(current(&hall.next(&one, Value::Null).await).0, first);
    assert_eq!(current(&hall.next(&two, Value::Null).await).0, second);
    hall.pass(5_000);
    let to = async |counter: &str| hall.verb(&first, "recall", json!({"counterId": counter})).await;
    let stays = async || assert_eq!(hall.row(&first).await.data()["counter"]["id"], json!(one));

    assert_eq!(to(&two).await.expect(409).error().0, "conflict", "somebody is there");
    stays().await;
    let other = to(&three).await.expect(409);
    assert_eq!(other.error(), ("conflict", Some("counterId")), "it does not take the service");
    stays().await;
    hall.verb(&second, "finish", json!({})).await.expect(200);
    hall.desk(&format!("counters/{two}/close"), json!({})).await.expect(200);
    assert_eq!(to(&two).await.expect(409).error().0, "counter_closed");
    stays().await;

    hall.desk(&format!("counters/{two}/open"), json!({})).await.expect(200);
    let there = to(&two).await.expect(200);
    assert_eq!((&there.data()["counter"]["id"], &there.data()["calls"]), (&json!(two), &json!(2)));
    // Closing a counter does not end whom it has called: they are called there again.
    hall.desk(&format!("counters/{two}/close"), json!({})).await.expect(200);
    hall.pass(5_000);
    assert_eq!(to(&two).await.expect(200).data()["calls"], 3);
}

#[tokio::test]
async fn a_call_that_is_refused_finishes_nobody() {
    let hall = Hall::open().await;
    let passports = hall.service("Passports", "A").await;
    let settings = json!({
        "name": "Cars", "releases": "call", "maxConcurrentUsers": 1,
        "walkIn": {"locationId": hall.location, "prefix": "B"},
    });
    let cars = hall.app.queue(&hall.tenant, settings).await;
    let counter = hall.counter("Counter 1", &[&passports, &cars]).await;
    let other = hall.counter("Counter 2", &[&cars]).await;
    let first = hall.join(&passports).await.text("id");
    assert_eq!(current(&hall.next(&counter, Value::Null).await).0, first);
    let call = async |session: &str, current: &str| {
        let body = json!({"counterId": counter, "current": current});
        hall.verb(session, "call", body).await
    };
    let status = async |session: &str| hall.row(session).await.text("status");

    // Of the same line and of another one: they are gone.
    for queue in [&passports, &cars] {
        let gone = hall.join(queue).await;
        let token = gone.text("sessionToken");
        hall.app.call(Method::DELETE, "/v1/sessions/current", Some(&token), None).await.expect(200);
        assert_eq!(call(&gone.text("id"), &first).await.expect(410).error().0, "session_ended");
        assert_eq!(status(&first).await, "released");
    }
    // As many are called of the other line as may.
    let (inside, waits) = (hall.join(&cars).await.text("id"), hall.join(&cars).await.text("id"));
    assert_eq!(current(&hall.next(&other, Value::Null).await).0, inside);
    assert_eq!(call(&waits, &first).await.expect(409).error().0, "conflict");
    assert_eq!((status(&first).await, status(&waits).await), ("released".into(), "waiting".into()));

    // A call that is not refused finishes whoever was there, in the same line and in another one.
    let second = hall.join(&passports).await.text("id");
    assert_eq!(call(&second, &first).await.expect(200).data()["counter"]["id"], json!(counter));
    assert_eq!((status(&first).await, status(&second).await), ("completed".into(), "released".into()));
    hall.verb(&inside, "finish", json!({})).await.expect(200);
    call(&waits, &second).await.expect(200);
    assert_eq!((status(&second).await, status(&waits).await), ("completed".into(), "released".into()));
    let path = hall.path(&format!("counters/{counter}"));
    let shown = hall.app.get(&path, &hall.app.admin).await.expect(200);
    let serving = shown.data()["serving"].as_array().expect("who is there").clone();
    assert_eq!(serving.iter().map(|one| &one["id"]).collect::<Vec<_>>(), [&json!(waits)]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_counter_is_removed_only_while_nobody_is_called_to_it() {
    let hall = Hall::open().await;
    let queue = hall.service("Passports", "A").await;
    let delete = async |counter: &str| {
        let path = hall.path(&format!("counters/{counter}"));
        hall.app.call(Method::DELETE, &path, Some(&hall.app.admin), None).await
    };
    for number in 1..=20 {
        let counter = hall.counter(&format!("Counter {number}"), &[&queue]).await;
        let person = hall.join(&queue).await.text("id");
        let path = format!("counters/{counter}/call-next");
        let call = hall.desk(&path, json!({"current": null}));
        let (called, deleted) = join(call, delete(&counter)).await;
        match (called.status.as_u16(), deleted.status.as_u16()) {
            (200, 409) => {
                assert_eq!(deleted.error().0, "conflict");
                hall.verb(&person, "finish", json!({})).await.expect(200);
                delete(&counter).await.expect(200);
            }
            (404, 200) => {
                assert_eq!(hall.row(&person).await.text("status"), "waiting");
                let path = hall.path(&format!("sessions/{person}"));
                hall.app.call(Method::DELETE, &path, Some(&hall.app.admin), None).await.expect(200);
            }
            both => panic!("called and removed, or neither: {both:?}"),
        }
    }
}

#[tokio::test]
async fn a_kiosk_goes_on_without_the_server() {
    let hall = Hall::open().await;
    let queue = hall.service("Passports", "A").await;
    let (kiosk, device) = hall.kiosk().await;
    let path = format!("/v1/kiosks/{kiosk}");
    let body = json!({"queueId": queue, "count": 3, "requestId": uuid(1)});
    let range = hall.app.post(&format!("{path}/reservations"), Some(&device), body.clone()).await.expect(201);
    assert_eq!(range.data()["numbers"], json!(["A997", "A998", "A999"]));
    let again = hall.app.post(&format!("{path}/reservations"), Some(&device), body).await.expect(201);
    assert_eq!(again.data()["numbers"], range.data()["numbers"]);

    let (first, later) = (hall.join(&queue).await, hall.clock.now().plus_seconds(30));
    hall.pass(60_000);
    let last = hall.join(&queue).await;
    assert_eq!((first.text("number"), last.text("number")), ("A001".into(), "A002".into()));
    let issued = |number: &str, at: Millis| {
        let reservation = range.text("reservationId");
        json!({"queueId": queue, "reservationId": reservation, "number": number, "takenAt": at.to_rfc3339()})
    };
    let tickets =
        json!({"tickets": [issued("A998", later + 10), issued("A997", later), issued("A009", later)]});
    for repeated in [false, true] {
        let done = hall
            .app
            .post(&format!("{path}/reconciliation"), Some(&device), tickets.clone())
            .await
            .expect(200);
        let done = done.data()["tickets"].as_array().expect("tickets").clone();
        assert_eq!((&done[0]["repeated"], &done[1]["repeated"]), (&json!(repeated), &json!(repeated)));
        assert_eq!(done[1]["ticket"]["number"], "A997");
        assert_eq!((&done[2]["ticket"], &done[2]["error"]["code"]), (&Value::Null, &json!("not_found")));
    }
    // Between those who came before and after.
    let board = hall.board().await;
    assert_eq!(board.data()["services"][0]["next"], json!(["A001", "A997", "A998", "A002"]));
    for wrong in ["vqk_wrong", &hall.app.admin, ""] {
        hall.app.post(&format!("{path}/reconciliation"), Some(wrong), tickets.clone()).await.expect(401);
    }
    let renew = hall.path(&format!("kiosks/{kiosk}/token"));
    hall.app.post(&renew, Some(&hall.app.admin), json!({})).await.expect(200);
    hall.app.get(&path, &device).await.expect(401);
}

#[tokio::test]
async fn a_reserved_number_is_on_one_ticket_however_it_is_written() {
    let hall = Hall::open().await;
    let queue = hall.service("Passports", "A").await;
    let (kiosk, device) = hall.kiosk().await;
    let path = format!("/v1/kiosks/{kiosk}");
    let body = json!({"queueId": queue, "count": 3, "requestId": uuid(1)});
    let range = hall.app.post(&format!("{path}/reservations"), Some(&device), body).await.expect(201);
    let at = hall.clock.now().to_rfc3339();
    let issued = |number: &str| {
        let reservation = range.text("reservationId");
        json!({"queueId": queue, "reservationId": reservation, "number": number, "takenAt": at})
    };
    let numbers = ["A0998", "A+998", "A998", "A00998", "A998 ", "998", "A998"];
    let tickets = json!({"tickets": numbers.map(issued)});
    let done = hall.app.post(&format!("{path}/reconciliation"), Some(&device), tickets).await.expect(200);
    for (number, answer) in numbers.iter().zip(done.data()["tickets"].as_array().expect("tickets")) {
        let expected = if *number == "A998" { Value::Null } else { json!("not_found") };
        assert_eq!(answer["error"]["code"], expected, "{number}: {answer}");
    }
    assert_eq!(hall.board().await.data()["services"][0]["next"], json!(["A998"]));
}

#[tokio::test]
async fn kiosks_leave_numbers_to_each_other_and_get_others_for_those_given_up() {
    let hall = Hall::open().await;
    let settings = json!({
        "name": "Passports", "releases": "call", "maxConcurrentUsers": 100,
        "walkIn": {"locationId": hall.location, "prefix": "A", "numbering": "continuous"},
    });
    let queue = hall.app.queue(&hall.tenant, settings).await;
    let (one, other) = (hall.kiosk().await, hall.kiosk().await);
    let reserve = async |kiosk: &(String, String), request: u8| {
        let path = format!("/v1/kiosks/{}/reservations", kiosk.0);
        let body = json!({"queueId": queue, "count": 2, "requestId": uuid(request)});
        hall.app.post(&path, Some(&kiosk.1), body).await
    };
    let mut ranges = Vec::new();
    let refused = loop {
        let answer = reserve(&one, ranges.len() as u8).await;
        if answer.status == 409 {
            break answer;
        }
        ranges.push(answer.expect(201));
        assert!(ranges.len() < 20, "it gets all");
    };
    assert_eq!(refused.error().0, "queue_full");
    let again = reserve(&one, 0).await.expect(201);
    assert_eq!(again.data(), ranges[0].data(), "what it has it is told again");
    reserve(&other, 100).await.expect(201);

    // One that was reported whole is no longer out.
    let at = hall.clock.now().to_rfc3339();
    let issued = |number: &Value| {
        let reservation = ranges[1].text("reservationId");
        json!({"queueId": queue, "reservationId": reservation, "number": number, "takenAt": at})
    };
    let numbers = ranges[1].data()["numbers"].as_array().expect("numbers");
    let tickets = json!({"tickets": numbers.iter().map(issued).collect::<Vec<_>>()});
    let path = format!("/v1/kiosks/{}/reconciliation", one.0);
    for repeated in [false, true] {
        let done = hall.app.post(&path, Some(&one.1), tickets.clone()).await.expect(200);
        for answer in done.data()["tickets"].as_array().expect("tickets") {
            assert_eq!((&answer["repeated"], &answer["error"]), (&json!(repeated), &Value::Null));
        }
    }
    reserve(&one, 101).await.expect(201);
    assert_eq!(reserve(&one, 102).await.expect(409).error().0, "queue_full");

    // Nor is one that is given up, though the numbers never begin anew.
    hall.pass(7 * 24 * 3_600_000);
    let later = reserve(&one, 103).await.expect(201);
    let numbers = |range: &Answer| range.data()["numbers"].as_array().expect("numbers").clone();
    assert!(ranges.iter().all(|range| numbers(range).iter().all(|number| !numbers(&later).contains(number))));
}

#[tokio::test]
async fn no_numbers_are_reserved_for_a_line_that_is_full() {
    let hall = Hall::open().await;
    let settings = json!({
        "name": "Passports", "releases": "call", "maxConcurrentUsers": 100, "maxWaiting": 1,
        "walkIn": {"locationId": hall.location, "prefix": "A"},
    });
    let queue = hall.app.queue(&hall.tenant, settings).await;
    let (kiosk, device) = hall.kiosk().await;
    let reserve = async |request: u8| {
        let body = json!({"queueId": queue, "count": 2, "requestId": uuid(request)});
        hall.app.post(&format!("/v1/kiosks/{kiosk}/reservations"), Some(&device), body).await
    };
    let range = reserve(1).await.expect(201);
    hall.join(&queue).await;
    assert_eq!(reserve(2).await.expect(409).error().0, "queue_full");
    // Who has one of those reserved before gets their place.
    assert_eq!(reserve(1).await.expect(201).data(), range.data());
    let ticket = json!({
        "queueId": queue, "reservationId": range.text("reservationId"), "number": "A998",
        "takenAt": hall.clock.now().to_rfc3339(),
    });
    let path = format!("/v1/kiosks/{kiosk}/reconciliation");
    let done = hall.app.post(&path, Some(&device), json!({"tickets": [ticket]})).await.expect(200);
    assert_eq!(done.data()["tickets"][0]["ticket"]["position"], 2);
}

#[tokio::test]
async fn a_kiosk_puts_nobody_before_those_who_came_before_its_numbers_were_reserved() {
    let hall = Hall::open().await;
    let queue = hall.service("Passports", "A").await;
    let (kiosk, device) = hall.kiosk().await;
    let path = format!("/v1/kiosks/{kiosk}");
    hall.join(&queue).await;
    hall.pass(60_000);
    let reserved = hall.clock.now();
    let body = json!({"queueId": queue, "count": 2, "requestId": uuid(1)});
    let range = hall.app.post(&format!("{path}/reservations"), Some(&device), body).await.expect(201);
    hall.pass(60_000);
    hall.join(&queue).await;
    hall.pass(60_000);
    let issued = |number: &str, at: &str| {
        let reservation = range.text("reservationId");
        json!({"queueId": queue, "reservationId": reservation, "number": number, "takenAt": at})
    };
    // A year ago, and in a year.
    let tickets =
        json!({"tickets": [issued("A998", "2025-03-02T09:00:00Z"), issued("A999", "2027-03-02T09:00:00Z")]});
    let done = hall.app.post(&format!("{path}/reconciliation"), Some(&device), tickets).await.expect(200);
    let first = &done.data()["tickets"][0]["ticket"];
    assert_eq!((&first["position"], &first["enqueuedAt"]), (&json!(2), &json!(reserved.to_rfc3339())));
    let board = hall.board().await;
    assert_eq!(board.data()["services"][0]["next"], json!(["A001", "A998", "A002", "A999"]));
}

#[tokio::test]
async fn the_board_does_not_name_what_is_not_public() {
    let hall = Hall::open().await;
    let queue = hall.service("Passports", "A").await;
    let settings = json!({
        "name": "Debt advice", "releases": "call", "maxConcurrentUsers": 100, "isPublic": false,
        "walkIn": {"locationId": hall.location, "prefix": "D"},
    });
    let quiet = hall.app.queue(&hall.tenant, settings).await;
    let body = json!({"queueId": quiet});
    hall.app.post(&hall.path("sessions"), Some(&hall.app.admin), body).await.expect(201);
    let board = hall.board().await;
    let services = board.data()["services"].as_array().expect("services").clone();
    assert_eq!(services.iter().map(|service| &service["queueId"]).collect::<Vec<_>>(), [&json!(queue)]);
    // Who has a number of it sees it called, without what it is for.
    let counter = hall.counter("Counter 1", &[&quiet]).await;
    hall.next(&counter, Value::Null).await;
    let board = hall.board().await;
    assert_eq!(board.data()["calls"][0]["number"], "D001");
    assert!(!board.data().to_string().contains("Debt advice"), "{}", board.data());
}

#[tokio::test]
async fn somebody_who_booked_stands_where_the_appointment_puts_them() {
    let hall = Hall::open().await;
    let queue = hall.service("Passports", "A").await;
    let at = hall.clock.now().plus_seconds(600);
    let body = json!({"queueId": queue, "appointmentAt": at.to_rfc3339()});
    let sessions = hall.path("sessions");
    hall.app.post(&sessions, None, body.clone()).await.expect(403);
    let booked = hall.app.post(&sessions, Some(&hall.app.admin), body).await.expect(201);
    assert_eq!((booked.data()["held"].as_bool(), &booked.data()["position"]), (Some(true), &Value::Null));
    hall.join(&queue).await;
    hall.pass(700_000);
    let after = hall.join(&queue).await;
    assert_eq!(after.data()["position"], 2);
    let here = hall.verb(&booked.text("id"), "check-in", json!({})).await.expect(200);
    assert_eq!((here.data()["held"].as_bool(), here.data()["position"].as_u64()), (Some(false), Some(2)));
    let seen = hall.app.get("/v1/sessions/current", &after.text("sessionToken")).await.expect(200);
    assert_eq!(seen.data()["position"], 3);
}

#[tokio::test]
async fn a_line_takes_nobody_who_would_not_be_served_before_closing_time() {
    let hall = Hall::open().await;
    let path = hall.path(&format!("locations/{}", hall.location));
    let hours = json!({"windows": [{"days": ["mon"], "from": "08:00", "to": "09:30"}]});
    let queue = hall.service("Passports", "A").await;
    let put = |path: String, body| {
        let app = &hall.app;
        async move { app.call(Method::PUT, &path, Some(&app.admin), Some(body)).await.expect(200) }
    };
    // It is 09:00. Each person takes ten minutes: the fourth would not be served.
    let slow = json!({"walkIn": {"locationId": hall.location, "prefix": "A", "averageServiceSeconds": 600}});
    put(hall.path(&format!("queues/{queue}")), slow).await;
    let location = put(path.clone(), json!({"hours": hours})).await;
    assert_eq!(
        (location.data()["isOpen"].as_bool(), location.text("closesAt")),
        (Some(true), "2026-03-02T08:30:00.000Z".into())
    );
    let shown = || async {
        let public = format!("/v1/locations/{}", hall.location);
        let answer = hall.app.call(Method::GET, &public, None, None).await.expect(200);
        let service = answer.data()["services"][0].clone();
        (service["acceptsJoins"] == true, service["reason"].as_str().map(str::to_owned))
    };
    assert_eq!(shown().await, (true, None));
    let mut joined = 0;
    let refused = loop {
        let answer = hall.app.join(&hall.tenant, &queue).await;
        if answer.status == 409 {
            break answer;
        }
        answer.expect(201);
        joined += 1;
        assert!(joined < 10, "it takes everybody");
        // It looks about once a second of its clock.
        hall.pass(1_000);
    };
    assert!(joined >= 2 && refused.error().0 == "closing_time", "{joined}: {}", refused.body);
    assert_eq!(shown().await, (false, Some("closing_time".into())));
    let status = hall.app.get(&hall.path(&format!("queues/{queue}")), &hall.app.admin).await.expect(200);
    assert_eq!(
        (status.text("status"), status.data()["acceptsJoins"].as_bool()),
        ("open".into(), Some(false))
    );
}

#[tokio::test]
async fn what_does_not_fit_is_refused_at_its_field() {
    let hall = Hall::open().await;
    let queue = hall.service("Passports", "A").await;
    let admin = Some(hall.app.admin.as_str());
    let refused = async |path: &str, body: Value| {
        let answer = hall.app.post(&hall.path(path), admin, body).await;
        let (code, field) = answer.error();
        format!("{} {code} {}", answer.status.as_u16(), field.unwrap_or("-"))
    };
    let at = |field: &str, value: Value| {
        let mut body = json!({"name": "X", "timeZone": "Europe/Berlin"});
        body[field] = value;
        body
    };
    assert_eq!(refused("locations", json!({"name": "X"})).await, "422 missing_field timeZone");
    assert_eq!(refused("locations", at("timeZone", json!("Nowhere"))).await, "422 invalid_field timeZone");
    assert_eq!(refused("locations", at("languages", json!(["x"]))).await, "422 invalid_field languages");
    let hours = json!({"windows": [{"days": ["mon"], "from": "8", "to": "16:00"}]});
    assert_eq!(refused("locations", at("hours", hours)).await, "422 invalid_field hours.windows[0].from");
    let foreign = json!({"locationId": uuid(7), "name": "1"});
    assert_eq!(refused("counters", foreign.clone()).await, "404 not_found locationId");
    assert_eq!(refused("kiosks", foreign).await, "404 not_found locationId");
    let services = json!({"locationId": hall.location, "name": "1", "services": [uuid(7)]});
    assert_eq!(refused("counters", services).await, "404 not_found services[0]");
    assert_eq!(refused("queues", json!({"name": "Q", "releases": "call"})).await, "422 missing_field walkIn");
    let prefix = json!({"name": "Q", "walkIn": {"locationId": hall.location, "prefix": "ÄÖ"}});
    assert_eq!(refused("queues", prefix).await, "422 invalid_field walkIn.prefix");
    // A place that is used stays; a counter calls only what its location offers.
    let path = hall.path(&format!("locations/{}", hall.location));
    let used = hall.app.call(Method::DELETE, &path, admin, None).await.expect(409);
    assert_eq!(used.error().0, "conflict");
    let stale = json!({"name": "Y", "version": 7});
    let stale = hall.app.call(Method::PUT, &path, admin, Some(stale)).await.expect(409);
    assert_eq!(stale.error(), ("version_conflict", Some("version")));
    // Clerks call; they set nothing up.
    let counter = json!({"locationId": hall.location, "name": "1", "services": [queue]});
    hall.desk("counters", counter).await.expect(403);
}

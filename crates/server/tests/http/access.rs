//! Who may join: proof of work, invite codes, enqueue tokens, lists and limits, on every way in.

use std::{future::poll_fn, pin::pin, task::Poll};

use axum::{
    body::Body,
    http::{Method, Request, StatusCode, header},
};
use futures_util::future::join_all;
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use serde_json::{Value, json};
use vq_access::solve;
use vq_domain::Role;
use vq_ports::{Clock, SystemClock};

use crate::{
    app::{Answer, App},
    leaks::keys_of_redis,
    setups::Setup,
};

everywhere! {
    work_is_asked_for_and_buys_one_place,
    a_code_lets_in_as_many_as_it_says,
    a_token_is_one_place_of_one_person,
    a_token_outlives_a_caller_who_hangs_up,
    many_at_once_with_one_token_get_one_place,
    a_token_whose_place_is_not_found_any_more_gives_no_other,
    what_would_be_refused_anyway_uses_nothing_up,
    who_has_a_place_needs_nothing_to_join_again,
    strangers_use_up_their_own_tries_at_a_name,
    a_name_may_need_a_token,
    lists_are_in_force,
    pages_ask_for_the_same,
}

/// A tenant with a queue of these rules.
async fn queue(app: &App, rules: Value) -> (String, String) {
    let tenant = app.tenant("Shop").await;
    let settings = json!({"name": "Drop", "maxConcurrentUsers": 1, "joinRules": rules});
    let queue = app.queue(&tenant, settings).await;
    (tenant, queue)
}

async fn join(app: &App, tenant: &str, queue: &str, more: Value) -> Answer {
    let mut body = json!({"queueId": queue});
    for (name, value) in more.as_object().expect("an object") {
        body[name] = value.clone();
    }
    app.post(&format!("/v1/tenants/{tenant}/sessions"), None, body).await
}

async fn challenge(app: &App, queue: &str) -> Value {
    app.post(&format!("/v1/queues/{queue}/challenge"), None, json!({})).await.expect(200).data().clone()
}

/// A challenge, solved.
async fn proof(app: &App, queue: &str) -> Value {
    let given = challenge(app, queue).await;
    let number = |name: &str| u8::try_from(given[name].as_u64().expect("a number")).expect("a small one");
    let text = given["challenge"].as_str().expect("a challenge");
    json!({"challenge": text, "solutions": solve(text, number("bits"), number("puzzles"))})
}

async fn work_is_asked_for_and_buys_one_place(app: App) {
    let (tenant, queue) = queue(&app, json!({"proofOfWork": "light"})).await;
    let refused = join(&app, &tenant, &queue, json!({})).await.expect(428);
    assert_eq!(refused.error(), ("proof_of_work_required", Some("proofOfWork")));
    let invalid = async |proof: Value| {
        let refused = join(&app, &tenant, &queue, json!({"proofOfWork": proof})).await.expect(422);
        assert_eq!(refused.error(), ("proof_of_work_invalid", Some("proofOfWork")));
    };
    let good = proof(&app, &queue).await;
    invalid(json!({"challenge": "nonsense", "solutions": []})).await;
    invalid(json!({"challenge": good["challenge"], "solutions": []})).await;
    invalid(json!({"challenge": good["challenge"], "solutions": vec![0; 32]})).await;
    let settings = json!({"name": "Other", "joinRules": {"proofOfWork": "light"}});
    let other = app.queue(&tenant, settings).await;
    invalid(proof(&app, &other).await).await;

    let place = join(&app, &tenant, &queue, json!({"proofOfWork": good})).await.expect(201);
    // Of nine who send the same, on whatever nodes, none gets another place.
    for _ in 0..9 {
        invalid(good.clone()).await;
    }
    // Who has a place joins again without.
    let token = place.text("sessionToken");
    let path = format!("/v1/tenants/{tenant}/sessions");
    let again = app.post(&path, Some(&token), json!({"queueId": queue})).await.expect(200);
    assert_eq!(again.text("id"), place.text("id"));
    // A backend speaks for the tenant.
    app.post(&path, Some(&app.admin), json!({"queueId": queue, "userIdentifier": "b"})).await.expect(201);

    // What was not used stays good: a queue that is closed takes neither place nor work.
    let kept = proof(&app, &queue).await;
    let steer = async |verb: &str| {
        let path = format!("/v1/tenants/{tenant}/queues/{queue}/{verb}");
        app.post(&path, Some(&app.admin), json!({})).await.expect(200);
    };
    steer("close").await;
    let closed = join(&app, &tenant, &queue, json!({"proofOfWork": kept})).await.expect(409);
    assert_eq!(closed.error().0, "queue_closed");
    steer("open").await;
    join(&app, &tenant, &queue, json!({"proofOfWork": kept})).await.expect(201);

    // Where nothing is asked, that is said.
    let free = app.queue(&tenant, json!({"name": "Free"})).await;
    let given = challenge(&app, &free).await;
    assert_eq!((&given["required"], &given["challenge"]), (&json!(false), &Value::Null));
    let hidden = app.queue(&tenant, json!({"name": "Hidden", "isPublic": false})).await;
    app.post(&format!("/v1/queues/{hidden}/challenge"), None, json!({})).await.expect(404);
}

async fn a_code_lets_in_as_many_as_it_says(app: App) {
    let (tenant, queue) = queue(&app, json!({"inviteOnly": true})).await;
    let path = format!("/v1/tenants/{tenant}/queues/{queue}/invite-codes");
    let input = json!({"label": "Press", "count": 3, "maxUses": 2});
    let made = app.post(&path, Some(&app.admin), input).await.expect(201);
    let codes: Vec<String> = made.data()["codes"]
        .as_array()
        .expect("codes")
        .iter()
        .map(|code| code["code"].as_str().expect("a code").to_owned())
        .collect();
    assert_eq!(codes.len(), 3);
    let by = async |code: &str| join(&app, &tenant, &queue, json!({"inviteCode": code})).await;
    let refused = join(&app, &tenant, &queue, json!({})).await.expect(403);
    assert_eq!(refused.error(), ("invite_required", Some("inviteCode")));
    by(&codes[0]).await.expect(201);
    by(&codes[0].to_lowercase().replace('-', " ")).await.expect(201);
    assert_eq!(by(&codes[0]).await.expect(410).error(), ("token_spent", Some("inviteCode")));
    assert_eq!(by("0000-0000-0000-0000").await.expect(410).error().0, "token_spent");
    assert_eq!(by("nonsense").await.expect(410).error().0, "token_spent");

    let listed = app.get(&path, &app.admin).await.expect(200);
    let items = listed.data()["items"].as_array().expect("a list").clone();
    assert_eq!(items.iter().map(|item| item["uses"].as_u64()).sum::<Option<u64>>(), Some(2));
    assert!(!listed.body.to_string().contains(&codes[1]), "a code is shown once");
    let second = items.iter().find(|item| codes[1].ends_with(item["hint"].as_str().expect("a hint")));
    let second = second.expect("the second")["id"].as_str().expect("an id").to_owned();
    app.call(Method::DELETE, &format!("{path}/{second}"), Some(&app.admin), None).await.expect(200);
    by(&codes[1]).await.expect(410);

    let wrong = async |input: Value, field: &str| {
        let refused = app.post(&path, Some(&app.admin), input).await.expect(422);
        assert_eq!(refused.error(), ("invalid_field", Some(field)));
    };
    wrong(json!({"count": 0}), "count").await;
    wrong(json!({"count": 1001}), "count").await;
    wrong(json!({"maxUses": 0}), "maxUses").await;
    wrong(json!({"expiresAt": "2001-01-01T00:00:00Z"}), "expiresAt").await;
    wrong(json!({"label": "a\nb"}), "label").await;
}

/// What a shop signs.
fn signed(key: &Answer, queue: &str, who: &str, id: &str) -> String {
    use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
    let secret = URL_SAFE_NO_PAD.decode(key.text("secret")).expect("base64url");
    let exp = SystemClock.now().0 / 1000 + 600;
    let claims = json!({"queue": queue, "sub": who, "exp": exp, "jti": id});
    let header = Header { kid: Some(key.text("id")), ..Header::new(Algorithm::HS256) };
    encode(&header, &claims, &EncodingKey::from_secret(&secret)).expect("a token")
}

async fn shop_key(app: &App, tenant: &str) -> Answer {
    let path = format!("/v1/tenants/{tenant}/enqueue-keys");
    app.post(&path, Some(&app.admin), json!({"name": "Shop", "algorithm": "HS256"})).await.expect(201)
}

async fn a_token_is_one_place_of_one_person(app: App) {
    let (tenant, queue) = queue(&app, json!({"inviteOnly": true, "proofOfWork": "strong"})).await;
    let key = shop_key(&app, &tenant).await;
    let by = async |token: &str| join(&app, &tenant, &queue, json!({"enqueueToken": token})).await;
    let token = signed(&key, &queue, "anna", "order-1");
    let place = by(&token).await.expect(201);
    // The same person, on a page that was loaded anew; and with another order.
    assert_eq!(by(&token).await.expect(200).text("id"), place.text("id"));
    assert_eq!(by(&signed(&key, &queue, "anna", "order-2")).await.expect(200).text("id"), place.text("id"));
    by(&signed(&key, &queue, "ben", "order-3")).await.expect(201);
    // The place is over, and so is what it was taken with.
    let session = place.text("sessionToken");
    app.call(Method::DELETE, "/v1/sessions/current", Some(&session), None).await.expect(200);
    assert_eq!(by(&token).await.expect(410).error(), ("token_spent", Some("enqueueToken")));

    let other = app.queue(&tenant, json!({"name": "Other"})).await;
    let elsewhere = signed(&key, &other, "anna", "order-4");
    assert_eq!(by(&elsewhere).await.expect(422).error(), ("invalid_field", Some("enqueueToken")));
    let foreign = app.tenant("Foreign").await;
    let theirs = signed(&shop_key(&app, &foreign).await, &queue, "anna", "order-5");
    by(&theirs).await.expect(422);
    let both = json!({"enqueueToken": signed(&key, &queue, "cleo", "order-6"), "userIdentifier": "dora"});
    let refused = join(&app, &tenant, &queue, both).await.expect(422);
    assert_eq!(refused.error(), ("invalid_field", Some("userIdentifier")));

    let path = format!("/v1/tenants/{tenant}/enqueue-keys");
    let listed = app.get(&path, &app.admin).await.expect(200);
    assert!(!listed.body.to_string().contains(&key.text("secret")), "a secret is shown once");
    let one = format!("{path}/{}", key.text("id"));
    app.call(Method::DELETE, &one, Some(&app.admin), None).await.expect(200);
    by(&signed(&key, &queue, "emil", "order-7")).await.expect(422);
}

/// Asks, and hangs up when there is no answer after so many times of waiting.
async fn hang_up(call: impl Future<Output = Answer>, mut waits: usize) -> Option<Answer> {
    let mut call = pin!(call);
    poll_fn(|cx| match call.as_mut().poll(cx) {
        Poll::Ready(answer) => Poll::Ready(Some(answer)),
        Poll::Pending if waits == 0 => Poll::Ready(None),
        Poll::Pending => {
            waits -= 1;
            Poll::Pending
        }
    })
    .await
}

async fn a_token_outlives_a_caller_who_hangs_up(app: App) {
    let (tenant, queue) = queue(&app, json!({"inviteOnly": true})).await;
    let key = shop_key(&app, &tenant).await;
    // At every moment at which one can.
    for waits in 0.. {
        let token = signed(&key, &queue, &format!("customer-{waits}"), &format!("order-{waits}"));
        let by = async || join(&app, &tenant, &queue, json!({"enqueueToken": token})).await;
        let answer = hang_up(by(), waits).await;
        let again = by().await;
        assert!([200, 201].contains(&again.status.as_u16()), "after {waits}: {}", again.body);
        if let Some(answer) = answer {
            assert_eq!(again.text("id"), answer.expect(201).text("id"));
            return;
        }
    }
}

/// The sessions of a queue that are not over.
async fn live(app: &App, tenant: &str, queue: &str) -> usize {
    let path = format!("/v1/tenants/{tenant}/sessions?queueId={queue}");
    let listed = app.get(&path, &app.admin).await.expect(200);
    let items = listed.data()["items"].as_array().expect("a list").clone();
    let is_live = |item: &&Value| {
        ["waiting", "released", "active"].contains(&item["status"].as_str().expect("a status"))
    };
    items.iter().filter(is_live).count()
}

#[tokio::test]
async fn a_code_outlives_a_caller_who_hangs_up() {
    let app = App::one_process().await;
    for waits in 0.. {
        let (tenant, queue) = queue(&app, json!({"inviteOnly": true})).await;
        let codes = format!("/v1/tenants/{tenant}/queues/{queue}/invite-codes");
        let made = app.post(&codes, Some(&app.admin), json!({"maxUses": 1})).await.expect(201);
        let code = made.data()["codes"][0]["code"].as_str().expect("a code").to_owned();
        let by = async || join(&app, &tenant, &queue, json!({"inviteCode": code})).await;
        if let Some(answer) = hang_up(by(), waits).await {
            answer.expect(201);
            by().await.expect(410);
            return;
        }
        // It was not used, or is given back together with the place that nobody heard of.
        crate::app::until(async || by().await.status == 201).await;
        assert_eq!(live(&app, &tenant, &queue).await, 1, "after {waits}");
    }
}

async fn many_at_once_with_one_token_get_one_place(app: App) {
    let (tenant, queue) = queue(&app, json!({})).await;
    let token = signed(&shop_key(&app, &tenant).await, &queue, "anna", "order-1");
    let by = || join(&app, &tenant, &queue, json!({"enqueueToken": token}));
    let answers = join_all((0..8).map(|_| by())).await;
    for answer in &answers {
        assert!([200, 201].contains(&answer.status.as_u16()), "{}", answer.body);
        assert_eq!(answer.text("id"), answers[0].text("id"));
    }
    assert_eq!(answers.iter().filter(|answer| answer.status == 201).count(), 1);
}

async fn a_token_whose_place_is_not_found_any_more_gives_no_other(app: App) {
    let (tenant, queue) = queue(&app, json!({})).await;
    let key = shop_key(&app, &tenant).await;
    let by = async |token: &str| join(&app, &tenant, &queue, json!({"enqueueToken": token})).await;
    let token = signed(&key, &queue, "anna", "order-1");
    let session = by(&token).await.expect(201).text("sessionToken");
    // The shop gave the same number twice.
    let twice = signed(&key, &queue, "ben", "order-1");
    assert_eq!(by(&twice).await.expect(410).error(), ("token_spent", Some("enqueueToken")));
    app.call(Method::DELETE, "/v1/sessions/current", Some(&session), None).await.expect(200);
    let erasure = format!("/v1/tenants/{tenant}/subjects/erasure");
    let admin = app.member(&tenant, Role::Admin).await;
    app.post(&erasure, Some(&admin), json!({"userIdentifier": "anna"})).await.expect(200);
    assert_eq!(by(&token).await.expect(410).error(), ("token_spent", Some("enqueueToken")));
    assert_eq!(live(&app, &tenant, &queue).await, 0);
}

async fn what_would_be_refused_anyway_uses_nothing_up(app: App) {
    let (tenant, queue) = queue(&app, json!({"inviteOnly": true})).await;
    let codes = format!("/v1/tenants/{tenant}/queues/{queue}/invite-codes");
    let made = app.post(&codes, Some(&app.admin), json!({"maxUses": 1})).await.expect(201);
    let code = made.data()["codes"][0]["code"].as_str().expect("a code").to_owned();
    let token = signed(&shop_key(&app, &tenant).await, &queue, "anna", "order-1");
    for brought in [json!({"inviteCode": code}), json!({"enqueueToken": token})] {
        for (appointment, status) in [("tomorrow", 422), ("2099-03-02T10:00:00Z", 403)] {
            let mut booking = brought.clone();
            booking["appointmentAt"] = json!(appointment);
            let refused = join(&app, &tenant, &queue, booking).await.expect(status);
            assert_eq!(refused.error().1, Some("appointmentAt"));
        }
        join(&app, &tenant, &queue, brought).await.expect(201);
    }
}

async fn who_has_a_place_needs_nothing_to_join_again(app: App) {
    let rules = json!({"inviteOnly": true, "proofOfWork": "light"});
    let (tenant, queue) = queue(&app, rules).await;
    let codes = format!("/v1/tenants/{tenant}/queues/{queue}/invite-codes");
    let made = app.post(&codes, Some(&app.admin), json!({"maxUses": 2})).await.expect(201);
    let code = made.data()["codes"][0]["code"].as_str().expect("a code").to_owned();
    let anna = json!({"queueId": queue, "userIdentifier": "anna", "inviteCode": code});
    let mut first = anna.clone();
    first["proofOfWork"] = proof(&app, &queue).await;
    let place = join(&app, &tenant, &queue, first).await.expect(201);
    let (path, token) = (format!("/v1/tenants/{tenant}/sessions"), place.text("sessionToken"));
    for _ in 0..3 {
        let again = app.post(&path, Some(&token), anna.clone()).await.expect(200);
        assert_eq!(again.text("id"), place.text("id"));
    }
    // To a stranger the name opens nothing, and the token does not make them somebody else.
    join(&app, &tenant, &queue, anna.clone()).await.expect(428);
    let ben = json!({"queueId": queue, "userIdentifier": "ben", "inviteCode": code});
    app.post(&path, Some(&token), ben.clone()).await.expect(428);
    // None of them has used the code.
    let mut first = ben;
    first["proofOfWork"] = proof(&app, &queue).await;
    join(&app, &tenant, &queue, first).await.expect(201);
}

async fn strangers_use_up_their_own_tries_at_a_name(app: App) {
    let (tenant, queue) = queue(&app, json!({"perIdentifierPerMinute": 2})).await;
    let token = signed(&shop_key(&app, &tenant).await, &queue, "anna", "order-1");
    let by_token = async || join(&app, &tenant, &queue, json!({"enqueueToken": token})).await;
    let place = by_token().await.expect(201);
    // A minute may end in between, and the count begins anew.
    crate::app::until(async || {
        let refused = join(&app, &tenant, &queue, json!({"userIdentifier": "anna"})).await;
        assert!([409, 429].contains(&refused.status.as_u16()), "{}", refused.body);
        refused.error().0 == "rate_limited"
    })
    .await;
    assert_eq!(by_token().await.expect(200).text("id"), place.text("id"));
    // Theirs are not without end either.
    crate::app::until(async || by_token().await.status == 429).await;
}

async fn a_name_may_need_a_token(app: App) {
    let (tenant, queue) = queue(&app, json!({"identifierRequiresToken": true})).await;
    let squatting = join(&app, &tenant, &queue, json!({"userIdentifier": "anna"})).await.expect(403);
    assert_eq!(squatting.error(), ("enqueue_token_required", Some("enqueueToken")));
    join(&app, &tenant, &queue, json!({})).await.expect(201);
    let key = shop_key(&app, &tenant).await;
    let token = signed(&key, &queue, "anna", "order-1");
    join(&app, &tenant, &queue, json!({"enqueueToken": token, "userIdentifier": "anna"})).await.expect(201);
}

async fn lists_are_in_force(app: App) {
    let (tenant, queue) = queue(&app, json!({"proofOfWork": "light"})).await;
    let path = format!("/v1/tenants/{tenant}/access-rules");
    let rule = async |subject: &str, effect: &str, value: &str| {
        let rule = json!({"subject": subject, "effect": effect, "value": value, "reason": "a test"});
        app.post(&path, Some(&app.admin), rule).await
    };
    let made = rule("identifier", "block", "mallory").await.expect(201);
    rule("identifier", "allow", "anna").await.expect(201);
    assert_eq!(rule("address", "block", "192.0.2.77/24").await.expect(201).text("value"), "192.0.2.0/24");
    assert_eq!(rule("address", "allow", "::ffff:192.0.2.7").await.expect(201).text("value"), "192.0.2.7");
    assert_eq!(rule("address", "block", "nonsense").await.expect(422).error().1, Some("value"));
    assert_eq!(rule("address", "block", "192.0.2.1/33").await.expect(422).error().1, Some("value"));

    // Other nodes hear of it within two seconds.
    crate::app::until(async || {
        let blocked = join(&app, &tenant, &queue, json!({"userIdentifier": "mallory"})).await;
        blocked.status == 403 && blocked.error().0 == "blocked"
    })
    .await;
    // A name that anybody can say opens no door.
    join(&app, &tenant, &queue, json!({"userIdentifier": "anna"})).await.expect(428);
    let id = made.text("id");
    app.call(Method::DELETE, &format!("{path}/{id}"), Some(&app.admin), None).await.expect(200);
    crate::app::until(async || {
        join(&app, &tenant, &queue, json!({"userIdentifier": "mallory"})).await.status == 428
    })
    .await;
    let listed = app.get(&path, &app.admin).await.expect(200);
    assert_eq!(listed.data()["items"].as_array().map(Vec::len), Some(3));
    let member = app.member(&tenant, Role::Clerk).await;
    app.post(&path, Some(&member), json!({})).await.expect(403);
}

/// The page as a browser without JavaScript gets it.
async fn page(app: &App, path: &str) -> (StatusCode, String, Option<String>) {
    let request = Request::get(path).body(Body::empty()).expect("a request");
    read(app.open(request).await).await
}

async fn read(response: http::Response<Body>) -> (StatusCode, String, Option<String>) {
    let status = response.status();
    let cookies = response.headers().get_all(header::SET_COOKIE).iter();
    let place = cookies.filter_map(|cookie| cookie.to_str().ok()).find(|cookie| cookie.starts_with("vq_"));
    let place = place.map(str::to_owned);
    let body = axum::body::to_bytes(response.into_body(), 1 << 20).await.expect("a body");
    (status, String::from_utf8_lossy(&body).into_owned(), place)
}

async fn send(app: &App, queue: &str, fields: &str) -> (StatusCode, String, Option<String>) {
    let request = Request::post(format!("/q/{queue}/join"))
        .header("content-type", "application/x-www-form-urlencoded")
        .header("sec-fetch-site", "same-origin")
        .body(Body::from(fields.to_owned()))
        .expect("a request");
    read(app.open(request).await).await
}

/// The value of a hidden field.
fn field<'a>(html: &'a str, name: &str) -> Option<&'a str> {
    let rest = html.split_once(&format!("name=\"{name}\" value=\""))?.1;
    rest.split_once('"').map(|(value, _)| value)
}

async fn pages_ask_for_the_same(app: App) {
    let (tenant, queue) = queue(&app, json!({"proofOfWork": "light"})).await;
    let (status, html, place) = page(&app, &format!("/q/{queue}")).await;
    assert_eq!((status, place), (StatusCode::OK, None));
    let challenge = field(&html, "challenge").expect("a challenge to wait for").to_owned();
    // Too early: the same wait goes on.
    let (status, html, place) = send(&app, &queue, &format!("challenge={challenge}")).await;
    assert_eq!((status, place), (StatusCode::OK, None));
    assert_eq!(field(&html, "challenge"), Some(&*challenge));
    // No way around it by the API.
    let early = json!({"proofOfWork": {"challenge": challenge}});
    assert_eq!(join(&app, &tenant, &queue, early).await.expect(422).error().0, "proof_of_work_invalid");

    let (tenant, queue) = self::queue(&app, json!({"inviteOnly": true})).await;
    let (status, html, place) = page(&app, &format!("/q/{queue}")).await;
    assert_eq!((status, place), (StatusCode::OK, None));
    assert!(html.contains("data-view=\"invite\"") && html.contains("name=\"inviteCode\""), "{html}");
    let codes = format!("/v1/tenants/{tenant}/queues/{queue}/invite-codes");
    let made = app.post(&codes, Some(&app.admin), json!({})).await.expect(201);
    let code = made.data()["codes"][0]["code"].as_str().expect("a code").to_owned();
    let (_, html, place) = send(&app, &queue, "inviteCode=WRONG").await;
    assert!(html.contains("aria-invalid") && place.is_none(), "{html}");
    let (status, _, place) = send(&app, &queue, &format!("inviteCode={code}")).await;
    assert!(status == StatusCode::SEE_OTHER && place.is_some());

    let key = shop_key(&app, &tenant).await;
    let token = signed(&key, &queue, "anna", "order-1");
    let (status, html, place) = page(&app, &format!("/q/{queue}?enqueueToken={token}")).await;
    assert!(status == StatusCode::OK && place.is_some(), "{html}");
    let (_, html, place) = page(&app, &format!("/q/{queue}?enqueueToken=a.b.c")).await;
    assert!(html.contains("data-view=\"uninvited\"") && place.is_none(), "{html}");
}

/// From somewhere, as a trusted proxy says.
async fn from(app: &App, address: &str, method: &str, path: &str, body: &str) -> Answer {
    let request = Request::builder()
        .method(method)
        .uri(path)
        .header("x-forwarded-for", address)
        .header("sec-fetch-site", "same-origin")
        .header(
            "content-type",
            if body.starts_with('{') { "application/json" } else { "application/x-www-form-urlencoded" },
        );
    app.send(request.body(Body::from(body.to_owned())).expect("a request")).await
}

#[tokio::test]
async fn one_address_joins_so_often_on_all_ways_together() {
    let app = App::three_nodes().await;
    let (tenant, queue) = queue(&app, json!({"perAddressPerMinute": 6, "perIdentifierPerMinute": 2})).await;
    let api = format!("/v1/tenants/{tenant}/sessions");
    let by_api =
        async |address: &str| from(&app, address, "POST", &api, &json!({"queueId": queue}).to_string()).await;
    let by_page = async |address: &str| from(&app, address, "GET", &format!("/q/{queue}"), "").await;
    let by_form =
        async |address: &str| from(&app, address, "POST", &format!("/q/{queue}/join"), "return=").await;
    for _ in 0..2 {
        by_api("2001:db8:1:1::1").await.expect(201);
        by_page("2001:db8:1:1::2").await.expect(200);
        assert_eq!(by_form("2001:db8:1:1:ffff::3").await.status, 303);
    }
    // One /64 is one address, on every node and every way.
    let refused = by_api("2001:db8:1:1::4").await.expect(429);
    assert_eq!(refused.error().0, "rate_limited");
    assert!(refused.headers.contains_key(header::RETRY_AFTER));
    assert_eq!(by_page("2001:db8:1:1::5").await.status, 429);
    assert_eq!(by_form("2001:db8:1:1::6").await.status, 429);
    by_api("2001:db8:1:2::1").await.expect(201);
    by_api("203.0.113.7").await.expect(201);

    let named = json!({"queueId": queue, "userIdentifier": "anna"}).to_string();
    from(&app, "198.51.100.1", "POST", &api, &named).await.expect(201);
    from(&app, "198.51.100.2", "POST", &api, &named).await.expect(409);
    from(&app, "198.51.100.3", "POST", &api, &named).await.expect(429);
}

#[tokio::test]
async fn what_a_deleted_tenant_left_in_redis_is_removed_and_told() {
    let setup = Setup::three_nodes().await;
    let app = App::over(setup.clone()).await;
    let backing = setup.backing();
    let counters = async |queue: &str| {
        let (keys, _) = keys_of_redis(backing.redis.address()).await;
        let keys = keys.iter().map(|key| String::from_utf8_lossy(key));
        let before = format!("{}:kept:{{joins:", backing.prefix);
        keys.filter(|key| key.starts_with(&before) && key.contains(queue)).count() as u64
    };
    let rules = json!({"perAddressPerMinute": 6, "perIdentifierPerMinute": 2});
    let (gone, closed) = queue(&app, rules.clone()).await;
    let (stays, open) = queue(&app, rules).await;
    for (tenant, queue) in [(&gone, &closed), (&stays, &open)] {
        for address in ["203.0.113.7", "203.0.113.8"] {
            let join = json!({"queueId": queue, "userIdentifier": address}).to_string();
            let path = format!("/v1/tenants/{tenant}/sessions");
            from(&app, address, "POST", &path, &join).await.expect(201);
        }
    }
    let counted = counters(&closed).await;
    assert!(counted > 0 && counters(&open).await > 0, "joins are counted in Redis");
    app.call(Method::DELETE, &format!("/v1/tenants/{gone}"), Some(&app.admin), None).await.expect(200);
    let told = app.get(&format!("/v1/tenants/{gone}/deletion"), &app.admin).await.expect(200);
    let removed = &told.data()["removedFromRedis"];
    let joins = removed["counted joins"].as_u64().unwrap_or_default();
    // One may have ended by itself since it was looked for.
    assert!(joins > 0 && joins <= counted, "{counted} were there: {removed}");
    assert!(removed["signs of life"].is_u64() && removed["counted calls"].is_u64(), "{removed}");
    assert_eq!(counters(&closed).await, 0, "nothing of it is left");
    assert!(counters(&open).await > 0, "another tenant's are");
}

#[tokio::test]
async fn an_address_is_blocked_or_passes() {
    let app = App::three_nodes().await;
    let (tenant, queue) = queue(&app, json!({"proofOfWork": "light", "perAddressPerMinute": 1})).await;
    let rules = format!("/v1/tenants/{tenant}/access-rules");
    for (effect, value) in [("block", "192.0.2.0/24"), ("allow", "192.0.2.7")] {
        let rule = json!({"subject": "address", "effect": effect, "value": value, "reason": "a test"});
        app.post(&rules, Some(&app.admin), rule).await.expect(201);
    }
    let api = format!("/v1/tenants/{tenant}/sessions");
    let body = json!({"queueId": queue}).to_string();
    let by_api = async |address: &str| from(&app, address, "POST", &api, &body).await;
    let page = format!("/q/{queue}");
    for _ in 0..3 {
        crate::app::until(async || by_api("192.0.2.8").await.error().0 == "blocked").await;
        crate::app::until(async || by_api("192.0.2.7").await.status == 201).await;
    }
    assert_eq!(from(&app, "192.0.2.8", "GET", &page, "").await.status, 403);
    assert_eq!(by_api("203.0.113.1").await.expect(428).error().0, "proof_of_work_required");
    let asked = format!("/v1/queues/{queue}/challenge");
    assert_eq!(from(&app, "192.0.2.8", "POST", &asked, "{}").await.expect(403).error().0, "blocked");
    let free = from(&app, "192.0.2.7", "POST", &asked, "{}").await.expect(200);
    assert_eq!(free.data()["required"], false);
    // A challenge is for the network that asked.
    let given = from(&app, "203.0.113.1", "POST", &asked, "{}").await.expect(200).data().clone();
    let text = given["challenge"].as_str().expect("a challenge");
    let solved = json!({"challenge": text, "solutions": solve(text, 10, 32)});
    let carried = json!({"queueId": queue, "proofOfWork": solved}).to_string();
    from(&app, "198.51.100.1", "POST", &api, &carried).await.expect(422);
    from(&app, "203.0.113.1", "POST", &api, &carried).await.expect(201);
}

#[tokio::test]
async fn a_rush_from_one_address_pays_more() {
    let app = App::three_nodes().await;
    let (_, queue) = queue(&app, json!({"proofOfWork": "light"})).await;
    let asked = format!("/v1/queues/{queue}/challenge");
    let bits = async |address: &str| {
        from(&app, address, "POST", &asked, "{}").await.expect(200).data()["bits"].as_u64().expect("bits")
    };
    assert_eq!(bits("203.0.113.20").await, 10);
    for _ in 0..58 {
        bits("203.0.113.20").await;
    }
    assert_eq!(bits("203.0.113.20").await, 11);
    assert_eq!(bits("203.0.113.21").await, 10);
}

//! Admissions that come from outside, and those that must not pass.

use base64_less::encode;
use http::StatusCode;
use serde_json::json;
use vq_admission::{Claims, Signer};

use super::support::{Answer, NOW, QUEUE, World};

mod base64_less {
    //! Base64url without padding, enough to forge a header.
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

    pub fn encode(text: &str) -> String {
        let bits: Vec<u8> = text.bytes().flat_map(|b| (0..8).rev().map(move |bit| b >> bit & 1)).collect();
        let sextet =
            |chunk: &[u8]| (0..6).fold(0, |value, at| value << 1 | chunk.get(at).copied().unwrap_or(0));
        bits.chunks(6).map(|chunk| char::from(ALPHABET[usize::from(sextet(chunk))])).collect()
    }
}

fn sign(seed: u8, queue: &str, iat: i64) -> String {
    let claims = Claims {
        iss: "vqueue".into(),
        aud: queue.into(),
        sub: "session-9".into(),
        iat,
        exp: iat + 600,
        jti: "jti-9".into(),
        tkt: None,
    };
    Signer::from_seed(&[seed; 32]).unwrap().sign(&claims).unwrap()
}

async fn with_cookie(world: &World, token: &str) -> Answer {
    world.get("/shop/echo").header("accept", "application/json").cookie("vqa_queue-1", token).send().await
}

#[tokio::test]
async fn a_token_in_the_url_moves_into_a_cookie() {
    let world = World::start().await;
    let token = sign(1, QUEUE, NOW - 100);
    let answer = world.visit(&format!("/shop/echo?a=1&vq_token={token}&b=2")).send().await;
    assert_eq!((answer.status, answer.mark()), (StatusCode::FOUND, "pass"));
    assert_eq!(answer.header("location"), "/shop/echo?a=1&b=2");
    assert_eq!(answer.header("cache-control"), "private, no-store");
    assert_eq!(
        answer.set_cookie("vqa_queue-1").unwrap(),
        format!("vqa_queue-1={token}; Max-Age=500; Path=/; HttpOnly; SameSite=Lax")
    );
    let clean = with_cookie(&world, &token).await;
    assert_eq!((clean.mark(), clean.json()["headers"]["x-vq-session"].as_str()), ("pass", Some("session-9")));
    assert!(world.server.lines().is_empty());
}

#[tokio::test]
async fn a_redirect_never_leaves_the_site() {
    let world =
        World::with(json!({ "rules": [{ "path": "/", "tenant": "tenant-1", "queue": QUEUE }] })).await;
    let token = sign(1, QUEUE, NOW);
    for path in ["//evil.example/", "///evil.example/", "/%5Cevil.example/"] {
        let answer = world.visit(&format!("{path}?vq_token={token}")).send().await;
        assert_eq!(answer.status, StatusCode::FOUND);
        assert!(!answer.header("location").starts_with("//"), "{}", answer.header("location"));
    }
    let page = world.visit("//evil.example/").send().await.page();
    assert_eq!(page["return_url"], "/evil.example/");
}

#[tokio::test]
async fn a_token_in_the_url_of_a_form_never_reaches_the_origin() {
    let world = World::start().await;
    let token = sign(1, QUEUE, NOW);
    let answer = world.ask("POST", &format!("/shop/echo?vq_token={token}&b=2")).send_body("x").await;
    assert_eq!((answer.mark(), answer.json()["target"].as_str()), ("pass", Some("/shop/echo?b=2")));
    assert_eq!(answer.cookie("vqa_queue-1"), Some(token));

    let stale = world.visit("/about?vq_token=whatever").send().await;
    assert_eq!(stale.json()["target"], "/about");
}

#[tokio::test]
async fn native_clients_may_send_a_header() {
    let world = World::start().await;
    let answer = world.get("/shop/echo").header("x-vq-admission", &sign(1, QUEUE, NOW)).send().await;
    assert_eq!(answer.mark(), "pass");
    assert_eq!(answer.json()["headers"].get("x-vq-admission"), None);
}

#[tokio::test]
async fn what_must_not_pass_does_not() {
    let world = World::start().await;
    let good = sign(1, QUEUE, NOW);
    let (signed, signature) = good.rsplit_once('.').unwrap();
    let payload = signed.split_once('.').unwrap().1;
    let kid = Signer::from_seed(&[1; 32]).unwrap().kid().to_owned();
    let swapped = |alg: &str| {
        let header = encode(&format!(r#"{{"alg":"{alg}","typ":"JWT","kid":"{kid}"}}"#));
        format!("{header}.{payload}.{signature}")
    };
    let longer_life = encode(
        r#"{"iss":"vqueue","aud":"queue-1","sub":"session-9","iat":1750000000,"exp":1760000000,"jti":"jti-9"}"#,
    );
    let header = signed.split_once('.').unwrap().0;
    for (what, token) in [
        ("forged claims", format!("{header}.{longer_life}.{signature}")),
        ("another key", sign(9, QUEUE, NOW)),
        ("another queue", sign(1, "queue-2", NOW)),
        ("expired", sign(1, QUEUE, NOW - 700)),
        ("not yet valid", sign(1, QUEUE, NOW + 700)),
        ("truncated", good[..good.len() - 1].to_owned()),
        ("without signature", format!("{signed}.")),
        ("alg none", swapped("none")),
        ("alg HS256", swapped("HS256")),
        ("padded", format!("{good}=")),
        ("empty", String::new()),
        ("huge", "A".repeat(5000)),
    ] {
        let answer = with_cookie(&world, &token).await;
        assert_eq!((answer.status, answer.mark()), (StatusCode::ACCEPTED, "queue"), "{what}");
        if !token.is_empty() {
            let answer =
                world.get(&format!("/shop/echo?vq_token={token}")).header("accept", "application/json");
            assert_eq!(answer.send().await.mark(), "queue", "{what} in the URL");
        }
    }
    assert_eq!(with_cookie(&world, &good).await.mark(), "pass");
    assert!(world.gate.stats().tokens_refused >= 20);
}

#[tokio::test]
async fn rotating_keys_throws_nobody_out() {
    let world = World::start().await;
    let old = world.server.admission("session-1");
    assert_eq!(with_cookie(&world, &old).await.mark(), "pass");

    world.server.publish_keys(&[2, 1]);
    let new = world.server.admission("session-2");
    assert_eq!(with_cookie(&world, &new).await.mark(), "pass", "an unknown key is looked up at once");
    assert_eq!(with_cookie(&world, &old).await.mark(), "pass");
    assert_eq!(world.server.fetches("jwks.json"), 2);

    world.server.publish_keys(&[2]);
    world.gate.refresh().await.unwrap();
    assert_eq!(with_cookie(&world, &old).await.mark(), "queue", "a withdrawn key is withdrawn");
    world.server.session("session-1", "active");
    let inside =
        world.visit("/shop/echo").cookie("vqa_queue-1", &old).cookie("vq_queue-1", "session-1").send().await;
    assert_eq!(inside.mark(), "pass", "and even then who is inside stays inside");
}

#[tokio::test]
async fn what_the_server_revokes_is_refused() {
    let world = World::start().await;
    let token = world.server.admission("session-1");
    assert_eq!(with_cookie(&world, &token).await.mark(), "pass");
    world.server.revoke_session("session-1");
    world.gate.refresh().await.unwrap();
    assert_eq!(with_cookie(&world, &token).await.mark(), "queue");
}

#[tokio::test]
async fn a_crowd_that_has_left_hides_nobody_who_is_revoked() {
    let world = World::start().await;
    let (first, last) = (world.server.admission("session-1"), world.server.admission("session-2"));
    world.server.revoke_session("session-1");
    // As many as were more than a gate would read of one list.
    let crowd = 150_000;
    for number in 0..crowd {
        world.server.revoke_session(&format!("0192f0c1-7a00-7000-8000-{number:012x}"));
    }
    world.server.revoke_session("session-2");
    world.gate.refresh().await.unwrap();
    for revoked in [&first, &last] {
        assert_eq!(with_cookie(&world, revoked).await.mark(), "queue");
    }
    assert_eq!(with_cookie(&world, &world.server.admission("session-3")).await.mark(), "pass");
    // From then on only what is new is asked for.
    world.server.revoke_session("session-3");
    world.gate.refresh().await.unwrap();
    let asked = world.server.last_list_asked().unwrap();
    assert_eq!(asked, format!("GET /.well-known/vq-revoked.json?queueId={QUEUE}&since={}", crowd + 2));
    assert_eq!(with_cookie(&world, &world.server.admission("session-3")).await.mark(), "queue");
}

#[tokio::test]
async fn a_planted_cookie_does_not_hide_the_good_one() {
    let world = World::start().await;
    let good = sign(1, QUEUE, NOW);
    let answer =
        world.get("/shop/echo").cookie("vqa_queue-1", "planted").cookie("vqa_queue-1", &good).send().await;
    assert_eq!(answer.mark(), "pass");
}

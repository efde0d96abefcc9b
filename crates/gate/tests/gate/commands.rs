//! The origin's word: `vq-command`; and admissions that renew themselves.

use super::support::{Answer, NOW, World};

async fn with_session(world: &World, path: &str, token: &str) -> Answer {
    world.visit(path).cookie("vqa_queue-1", token).cookie("vq_queue-1", "mine").send().await
}

#[tokio::test]
async fn complete_and_revoke_end_the_session_and_clear_the_cookies() {
    for (command, status) in [("complete", "completed"), ("revoke", "left")] {
        let world = World::start().await;
        world.server.session("mine", "active");
        let token = world.server.admission("mine");
        let answer = with_session(&world, &format!("/shop/echo?answer-vq-command={command}"), &token).await;
        assert_eq!(answer.mark(), "pass");
        assert_eq!(answer.headers.get("vq-command"), None, "the command is not the visitor's business");
        let cleared = "vqa_queue-1=; Max-Age=0; Path=/; HttpOnly; SameSite=Lax";
        assert_eq!(answer.set_cookie("vqa_queue-1").as_deref(), Some(cleared));
        assert!(answer.set_cookie("vq_queue-1").unwrap().contains("Max-Age=0"));
        assert_eq!(answer.header("cache-control"), "private, no-store");

        world.settle().await;
        assert_eq!(world.server.status_of("mine"), Some(status));
        // Who kept the token does not get in with it any more.
        let kept = world
            .get("/shop")
            .header("accept", "application/json")
            .cookie("vqa_queue-1", &token)
            .send()
            .await;
        assert_eq!(kept.mark(), "queue");
    }
}

#[tokio::test]
async fn a_command_works_from_a_path_without_a_queue() {
    let world = World::start().await;
    world.server.session("mine", "active");
    let token = world.server.admission("mine");
    let answer = with_session(&world, "/thank-you?answer-vq-command=complete", &token).await;
    assert_eq!(answer.mark(), "bypass");
    assert!(answer.set_cookie("vqa_queue-1").unwrap().contains("Max-Age=0"));
    world.settle().await;
    assert_eq!(world.server.status_of("mine"), Some("completed"));
}

#[tokio::test]
async fn a_visitor_cannot_command() {
    let world = World::start().await;
    world.server.session("mine", "active");
    let token = world.server.admission("mine");
    let ask = world.visit("/shop/echo").header("vq-command", "complete").cookie("vqa_queue-1", &token);
    assert_eq!(ask.cookie("vq_queue-1", "mine").send().await.mark(), "pass");
    let unknown = with_session(&world, "/shop/echo?answer-vq-command=explode", &token).await;
    assert_eq!((unknown.mark(), unknown.headers.get("vq-command")), ("pass", None));
    world.settle().await;
    assert_eq!(world.server.status_of("mine"), Some("active"));
}

#[tokio::test]
async fn extend_renews_at_once_and_hands_it_out_with_the_next_answer() {
    let world = World::start().await;
    world.server.session("mine", "active");
    let token = world.server.admission("mine");
    world.server.set_now(NOW + 10);
    world.set_now(NOW + 10);
    with_session(&world, "/shop/echo?answer-vq-command=extend", &token).await;
    world.settle().await;
    let next = with_session(&world, "/shop/echo", &token).await;
    let fresh = next.cookie("vqa_queue-1").unwrap();
    assert_ne!(fresh, token);
    assert_eq!(with_session(&world, "/shop/echo", &fresh).await.headers.get("set-cookie"), None);
}

#[tokio::test]
async fn past_half_of_its_life_an_admission_renews_itself_once() {
    let world = World::start().await;
    world.server.session("mine", "active");
    let token = world.server.admission("mine");
    let extends = || world.server.lines().iter().filter(|line| line.contains("/extend")).count();

    world.set_now(NOW + 299);
    with_session(&world, "/shop/echo", &token).await;
    world.settle().await;
    assert_eq!(extends(), 0, "not in its first half");

    world.set_now(NOW + 301);
    world.server.set_now(NOW + 301);
    let many = (0..8).map(|_| with_session(&world, "/shop/echo", &token));
    let answers = futures_util::future::join_all(many).await;
    assert!(answers.iter().all(|answer| answer.mark() == "pass"));
    world.settle().await;
    assert_eq!(extends(), 1, "eight requests, one renewal");

    let next = with_session(&world, "/shop/echo", &token).await;
    let line = next.set_cookie("vqa_queue-1").unwrap();
    assert!(line.contains("; Max-Age=600;"), "{line}");
    let fresh = next.cookie("vqa_queue-1").unwrap();
    world.set_now(NOW + 700);
    assert_eq!(with_session(&world, "/shop/echo", &fresh).await.mark(), "pass");
}

#[tokio::test]
async fn a_failed_renewal_harms_nobody_and_waits_before_the_next() {
    let world = World::start().await;
    let token = world.server.admission("mine");
    world.set_now(NOW + 301);
    for _ in 0..3 {
        assert_eq!(with_session(&world, "/shop/echo", &token).await.mark(), "pass");
        world.settle().await;
    }
    assert_eq!(world.server.lines().len(), 1);
    world.server.session("mine", "active");
    world.server.set_now(NOW + 320);
    world.set_now(NOW + 320);
    with_session(&world, "/shop/echo", &token).await;
    world.settle().await;
    assert!(with_session(&world, "/shop/echo", &token).await.cookie("vqa_queue-1").is_some());
}

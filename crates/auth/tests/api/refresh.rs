//! Staying signed in and signing out.

use http::{Method, StatusCode};
use proptest::prelude::*;
use serde_json::json;
use vq_domain::Role;

use crate::app::{App, PASSWORD};

async fn signed_in() -> (App, String) {
    let app = App::new().await;
    app.user("root@localhost", Role::PlatformAdmin, None).await;
    let token = app.login("root@localhost", PASSWORD).await.data("refreshToken");
    (app, token)
}

#[tokio::test]
async fn each_token_gives_the_next() {
    let (app, mut token) = signed_in().await;
    for _ in 0..5 {
        app.pass(10 * 24 * 60 * 60);
        let answer = app.refresh(&token).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
        assert_eq!(app.me(&answer.data("accessToken")).await.status, StatusCode::OK);
        assert_ne!(answer.data("refreshToken"), token);
        token = answer.data("refreshToken");
    }
    app.pass(14 * 24 * 60 * 60);
    let expired = app.refresh(&token).await;
    assert_eq!((expired.status, expired.code()), (StatusCode::UNAUTHORIZED, "token_expired"));
}

#[tokio::test]
async fn a_token_used_twice_costs_its_family_and_no_other() {
    let (app, first) = signed_in().await;
    let other = app.login("root@localhost", PASSWORD).await.data("refreshToken");
    let second = app.refresh(&first).await.data("refreshToken");
    let third = app.refresh(&second).await.data("refreshToken");
    assert_eq!(app.refresh(&first).await.code(), "unauthorized");
    assert_eq!(app.refresh(&third).await.code(), "unauthorized");
    assert_eq!(app.refresh(&other).await.status, StatusCode::OK);
}

#[tokio::test]
async fn of_two_at_once_at_most_one_is_served() {
    let (app, token) = signed_in().await;
    let (one, two) = tokio::join!(app.refresh(&token), app.refresh(&token));
    let served: Vec<_> = [one, two]
        .into_iter()
        .filter(|answer| answer.status == StatusCode::OK)
        .map(|answer| answer.data("refreshToken"))
        .collect();
    assert!(served.len() <= 1, "both were served");
    // The other was a replay, which ends the family: before the first is served, or after.
    for successor in served {
        assert_eq!(app.refresh(&successor).await.code(), "unauthorized");
    }
}

#[tokio::test]
async fn only_hashes_are_stored() {
    let (app, token) = signed_in().await;
    let folder = app.folder();
    let files = std::fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path());
    for file in files.filter(|path| path.is_file()) {
        let bytes = std::fs::read(&file).expect("reads");
        let holds = |text: &str| bytes.windows(text.len()).any(|window| window == text.as_bytes());
        assert!(!holds(&token) && !holds(PASSWORD), "{}", file.display());
    }
}

#[tokio::test]
async fn signing_out_ends_the_family() {
    let (app, first) = signed_in().await;
    let second = app.refresh(&first).await.data("refreshToken");
    let logout =
        |token: &str| app.call(Method::POST, "/v1/auth/logout", None, Some(json!({"refreshToken": token})));
    assert_eq!(logout(&second).await.status, StatusCode::OK);
    assert_eq!(app.refresh(&second).await.code(), "unauthorized");
    // Signing out again, or with nonsense, tells nothing.
    assert_eq!(logout(&second).await.status, StatusCode::OK);
    assert_eq!(logout("nonsense").await.status, StatusCode::OK);
}

/// In any order of honest exchanges and replays of old tokens: the first replay ends the family for good.
#[test]
fn after_a_replay_nothing_of_the_family_works() {
    let runtime = tokio::runtime::Runtime::new().expect("runtime");
    let (app, _) = runtime.block_on(signed_in());
    let replays = prop::collection::vec(prop::option::weighted(0.3, any::<prop::sample::Index>()), 1..10);
    proptest!(ProptestConfig::with_cases(12), |(replays in replays)| runtime.block_on(async {
        let mut tokens = vec![app.login("root@localhost", PASSWORD).await.data("refreshToken")];
        let mut revoked = false;
        for replay in replays {
            let newest = tokens.len() - 1;
            let at = replay.map_or(newest, |index| index.index(tokens.len()));
            let answer = app.refresh(&tokens[at]).await;
            revoked |= at != newest;
            assert_eq!(answer.status == StatusCode::OK, !revoked, "{}", answer.body);
            if !revoked {
                tokens.push(answer.data("refreshToken"));
            }
        }
    }));
}

//! Whatever bytes come, the gate answers, says what it did, and lets nobody in.

use axum::body::Body;
use http::{HeaderValue, Request};
use proptest::prelude::*;
use serde_json::json;
use tower::ServiceExt as _;

use super::support::{World, dead_port};

/// Sends a request with these raw parts to a gate whose every path is protected and whose server is away.
fn ask(path: &str, cookie: &[u8], query: &str, accept: &[u8]) -> Option<String> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let dead = format!("http://{}", dead_port().await);
        let rules = json!([{ "path": "/", "tenant": "t", "queue": "queue-1" }]);
        let world = World::unprepared(json!({ "server": dead, "origin": dead, "rules": rules })).await;
        let mut request = Request::get(format!("{path}?{query}")).body(Body::empty()).ok()?;
        for (name, value) in
            [("cookie", cookie), ("accept", accept), ("referer", cookie), ("x-forwarded-for", accept)]
        {
            request.headers_mut().insert(name, HeaderValue::from_bytes(value).ok()?);
        }
        let response = world.gate.router().oneshot(request).await.unwrap();
        Some(response.headers()["vq-gate"].to_str().unwrap().to_owned())
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn random_cookies_and_queries_never_panic_and_never_pass(
        path in "/[ -~]{0,20}",
        cookie in prop::collection::vec(any::<u8>(), 0..80),
        name in "(vqa_queue-1|vq_queue-1|__Host-vqa_queue-1)",
        query in "(vq_token=)?[!-~]{0,60}",
        accept in "(text/html|application/json|[ -~]{0,20})",
    ) {
        prop_assume!(!path.contains('.'));
        let cookie = [format!("{name}=").into_bytes(), cookie].concat();
        if let Some(mark) = ask(&path, &cookie, &query, accept.as_bytes()) {
            prop_assert_eq!(mark, "queue");
        }
    }
}

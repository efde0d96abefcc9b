//! Mistakes in the configuration are found at the start and explained.

use std::sync::Arc;

use serde_json::{Value, json};
use vq_gate::{Gate, GateConfig, GateDeps, PageModel, WaitPage};

struct NoPage;

impl WaitPage for NoPage {
    fn render(&self, _: &PageModel) -> String {
        String::new()
    }
}

fn build(changes: &Value) -> Result<Gate, String> {
    let mut config = json!({
        "origin": "http://origin:8080",
        "server": "https://queue.example/base",
        "rules": [{ "path": "/", "tenant": "t", "queue": "q" }],
    });
    config.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
    let config: GateConfig = serde_json::from_value(config).map_err(|error| error.to_string())?;
    Gate::new(config, GateDeps::new(Arc::new(NoPage), Arc::new(|| 0))).map_err(|error| error.to_string())
}

#[test]
fn defaults_are_enough() {
    assert!(build(&json!({})).is_ok());
}

#[test]
fn every_mistake_names_its_field() {
    let rule = |change: Value| {
        let mut rule = json!({ "path": "/", "tenant": "t", "queue": "q" });
        rule.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
        json!({ "rules": [rule] })
    };
    for (changes, expected) in [
        (json!({ "rules": [] }), "`rules` is empty"),
        (json!({ "origin": "origin:8080" }), "`origin` is `origin:8080`, but it must begin with http://"),
        (json!({ "origin": "ftp://x" }), "`origin`"),
        (json!({ "server": "http://user:pass@x" }), "`server` must not contain a user name"),
        (json!({ "server": "http://x/?a=b" }), "`server`"),
        (rule(json!({ "path": "shop" })), "`rules[0].path` is `shop`, but it must begin with `/`"),
        (rule(json!({ "path": "/a[" })), "`rules[0].path` is `/a[`, which is not a pattern"),
        (rule(json!({ "queue": "a b" })), "`rules[0].queue` is `a b`, which is not an id"),
        (rule(json!({ "tenant": "" })), "`rules[0].tenant`"),
        (rule(json!({ "wait_status": 404 })), "the status of the wait page is 200, 202, 429 or 503, not 404"),
        (rule(json!({ "fail": "maybe" })), "unknown variant `maybe`"),
        (json!({ "timeouts": { "read_ms": 0 } }), "`timeouts.read_ms` must be more than zero"),
        (json!({ "bypass": { "methods": ["A B"] } }), "`bypass.methods` has `A B`"),
        (json!({ "bypass": { "extensions": [""] } }), "`bypass.extensions` has an empty entry"),
        (json!({ "bypass": { "paths": ["x"] } }), "`bypass.paths[0]`"),
        (json!({ "bypass": { "headers": [{ "name": "a b" }] } }), "`bypass.headers[0].name`"),
        (json!({ "crawlers": { "user_agents": [""] } }), "`crawlers.user_agents`"),
        (json!({ "via": "a b" }), "`via`"),
        (json!({ "trusted_proxies": ["10.0.0.0/40"] }), "invalid IP address"),
        (json!({ "orgin": "typo" }), "unknown field `orgin`"),
    ] {
        let error = build(&changes).err().unwrap_or_default();
        assert!(error.contains(expected), "{changes}: {error}");
    }
}

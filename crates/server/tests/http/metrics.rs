//! Every metric that is documented is there, in strict OpenMetrics, and moves when something happens.

use std::collections::BTreeMap;

use axum::{body::Body, http::Request};
use serde_json::json;

use crate::app::App;

/// A family: its kind and its samples with their labels.
#[derive(Debug, Default)]
struct Family {
    kind: String,
    samples: BTreeMap<String, f64>,
}

/// Reads OpenMetrics text and panics at anything that is not.
fn parse(text: &str) -> BTreeMap<String, Family> {
    let body = text.strip_suffix("# EOF\n").expect("the end is marked");
    let mut families = BTreeMap::<String, Family>::new();
    let mut current = String::new();
    for line in body.lines() {
        if let Some(said) = line.strip_prefix("# ") {
            let (word, rest) = said.split_once(' ').expect("a word");
            let (name, value) = rest.split_once(' ').expect("a name and a value");
            match word {
                "HELP" => assert!(value.len() > 5, "{line}"),
                "TYPE" => {
                    assert!(!families.contains_key(name), "{name} comes twice");
                    assert!(["counter", "gauge", "histogram", "info"].contains(&value), "{line}");
                    families.insert(name.to_owned(), Family { kind: value.to_owned(), ..Family::default() });
                }
                "UNIT" => assert!(name.ends_with(&format!("_{value}")), "{line}"),
                _ => panic!("{line}"),
            }
            current = name.to_owned();
            continue;
        }
        let (series, value) = line.rsplit_once(' ').expect("a sample");
        let value: f64 = value.parse().unwrap_or_else(|_| panic!("{line}"));
        let name = series.split('{').next().unwrap_or_default();
        let suffix = name.strip_prefix(&current).unwrap_or_else(|| panic!("{line} is not of {current}"));
        let family = families.get_mut(&current).unwrap_or_else(|| panic!("{current} has no type"));
        let suffixes: &[&str] = match family.kind.as_str() {
            "counter" => &["_total"],
            "histogram" => &["_bucket", "_sum", "_count"],
            "info" => &["_info"],
            _ => &[""],
        };
        assert!(suffixes.contains(&suffix), "{line} in a {}", family.kind);
        assert!(series.ends_with('}') == series.contains('{'), "{line}");
        assert!(family.samples.insert(series.to_owned(), value).is_none(), "{series} comes twice");
    }
    families
}

async fn read(app: &App) -> BTreeMap<String, Family> {
    let request = Request::get("/metrics").body(Body::empty()).expect("a request");
    let response = app.open(request).await;
    assert_eq!(
        response.headers()["content-type"],
        "application/openmetrics-text; version=1.0.0; charset=utf-8"
    );
    let bytes = axum::body::to_bytes(response.into_body(), 1 << 24).await.expect("a body");
    parse(std::str::from_utf8(&bytes).expect("text"))
}

/// The names in the table of the handbook that a process without Redis has.
fn documented() -> Vec<String> {
    let text = include_str!("../../../../docs/OPERATIONS.md");
    let rows = text.lines().filter_map(|line| line.strip_prefix("| `"));
    let names = rows.filter_map(|row| row.split('`').next());
    let names = names.filter(|name| name.starts_with("vq_") || name.starts_with("http_"));
    names.filter(|name| !name.starts_with("vq_bus_")).map(str::to_owned).collect()
}

fn sum(families: &BTreeMap<String, Family>, name: &str) -> f64 {
    let counts = [name.to_owned(), format!("{name}_count")];
    let samples = families.values().flat_map(|family| &family.samples);
    let wanted = samples
        .filter(|(series, _)| counts.iter().any(|count| series.split('{').next() == Some(count.as_str())));
    wanted.map(|(_, value)| value).sum()
}

#[tokio::test]
async fn every_documented_metric_is_there() {
    let app = App::one_process().await;
    let tenant = app.tenant("Shop").await;
    app.queue(&tenant, json!({"name": "Sale"})).await;
    let families = read(&app).await;
    let names = documented();
    assert!(names.len() > 15, "{names:?}");
    for name in names {
        let family = name.strip_suffix("_total").unwrap_or(&name);
        let family = family.strip_suffix("_info").unwrap_or(family);
        assert!(families.contains_key(family), "{name} is documented, and not there");
    }
}

#[tokio::test]
async fn metrics_move() {
    let app = App::one_process().await;
    let tenant = app.tenant("Shop").await;
    let queue = app.queue(&tenant, json!({"name": "Sale", "maxConcurrentUsers": 1})).await;
    let before = read(&app).await;
    let first = app.join(&tenant, &queue).await.expect(201).text("sessionToken");
    app.post("/v1/sessions/current/claim", Some(&first), json!({})).await.expect(200);
    app.join(&tenant, &queue).await.expect(201);
    // The consumers come a little later.
    let after = loop {
        let after = read(&app).await;
        if sum(&after, "vq_consumer_versions_total") >= 6.0 {
            break after;
        }
        tokio::task::yield_now().await;
    };
    for name in [
        "http_requests_total",
        "http_request_duration_seconds",
        "vq_waiting",
        "vq_active",
        "vq_commits_total",
        "vq_commit_batch_size",
        "vq_commit_seconds",
        "vq_apply_seconds",
        "vq_releases_total",
        "vq_consumer_versions_total",
    ] {
        assert!(sum(&after, name) > sum(&before, name), "{name} did not move");
    }
    let joins =
        "http_requests_total{method=\"POST\",endpoint=\"/v1/tenants/{tenantId}/sessions\",status=\"201\"}";
    assert_eq!(after["http_requests"].samples.get(joins), Some(&2.0));
    assert_eq!(sum(&after, "vq_waiting"), 1.0);
}

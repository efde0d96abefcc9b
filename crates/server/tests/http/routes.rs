//! The gateway's table of routes, held against what each service really serves.

use std::collections::{BTreeMap, BTreeSet};

use axum::{
    Router,
    body::Body,
    http::{Method, Request},
};
use serde_json::{Value, json};
use tempfile::TempDir;
use tower::ServiceExt;
use vq_gateway::{ROUTES, Service, table::Bearer};
use vq_server::{
    cli::CommonArgs,
    config::Config,
    deployment::Deployment,
    http::{self, Readiness},
};

use crate::app::App;

/// What every process serves, whatever it is.
const EVERY_PROCESS: &[&str] = &["/health", "/health/ready", "/metrics", "/v1/openapi.json", "/docs"];

/// One service in a process of its own.
struct Alone {
    router: Router,
    _deployment: Deployment,
    _data: TempDir,
}

impl Alone {
    async fn start(service: Service) -> Self {
        let data = tempfile::tempdir().expect("a folder");
        let args = CommonArgs { config: None, data: Some(data.path().to_owned()) };
        let mut deployment = Deployment::new(Config::load(&args).expect("a configuration"));
        deployment.start(&[service.name().to_owned()]).await.expect("a start");
        let router = http::router(&mut deployment, Readiness::default()).expect("a router");
        Self { router, _deployment: deployment, _data: data }
    }

    /// Every template it serves, documented or not. A router tells them only where it shows itself to programmers.
    fn paths(&self) -> BTreeSet<String> {
        let shown = format!("{:?}", self.router);
        let quoted = shown.split('"').skip(1).step_by(2).filter(|text| text.starts_with('/'));
        let own = |path: &&str| {
            !EVERY_PROCESS.contains(path)
                && !path.starts_with("/docs/")
                && !path.contains("__private")
                && *path != "/"
        };
        quoted.filter(own).map(str::to_owned).collect()
    }

    async fn document(&self) -> Value {
        let request = Request::get("/v1/openapi.json").body(Body::empty()).expect("a request");
        let answer = self.router.clone().oneshot(request).await.expect("infallible");
        let bytes = axum::body::to_bytes(answer.into_body(), 1 << 24).await.expect("a body");
        serde_json::from_slice(&bytes).expect("JSON")
    }
}

fn rows(service: Service) -> BTreeSet<String> {
    ROUTES.iter().filter(|route| route.service == service).map(|route| route.path.to_owned()).collect()
}

#[tokio::test]
async fn every_path_of_a_service_is_in_the_table() {
    let all: BTreeSet<_> = Service::ALL.into_iter().flat_map(rows).collect();
    for service in Service::ALL {
        let served = Alone::start(service).await.paths();
        assert!(served.len() > 2, "{service:?} shows {served:?}");
        let missing: Vec<_> = rows(service).difference(&served).cloned().collect();
        assert!(missing.is_empty(), "{service:?} does not serve {missing:?}, which the table says it does");
        // Room and counters bring the sessions along; the table sends those elsewhere.
        let brings = matches!(service, Service::Room | Service::Counter);
        let known = if brings { all.clone() } else { rows(service) };
        let uncovered: Vec<_> = served.difference(&known).collect();
        assert!(
            uncovered.is_empty(),
            "{service:?} serves {uncovered:?}, which no row of crates/gateway/src/table.rs covers"
        );
    }
}

#[tokio::test]
async fn the_parts_of_the_document_make_the_whole() {
    let app = App::one_process().await;
    let whole = app.call(Method::GET, "/v1/openapi.json", None, None).await.expect(200).body;
    let mut parts = BTreeMap::new();
    for service in Service::ALL {
        let part = Alone::start(service).await.document().await;
        assert_eq!(part["info"], whole["info"]);
        let paths = part["paths"].as_object().expect("paths").clone();
        for (path, operations) in &paths {
            assert_eq!(operations, &whole["paths"][path], "{service:?} documents {path} differently");
        }
        for (name, schema) in part["components"]["schemas"].as_object().expect("schemas") {
            let shown = &whole["components"]["schemas"][name];
            assert_eq!(schema, shown, "{service:?} and another call something else {name}");
        }
        parts.extend(paths);
    }
    let paths = whole["paths"].as_object().expect("paths");
    assert!(paths.keys().eq(parts.keys()), "a part is missing, or there is one too many");
}

/// What the gateway refuses early is what the service would refuse.
#[tokio::test]
async fn a_token_is_looked_at_where_the_table_says_so() {
    let app = App::one_process().await;
    let document = app.call(Method::GET, "/v1/openapi.json", None, None).await.expect(200).body;
    let tenant = app.tenant("Shop").await;
    let queue = app.queue(&tenant, json!({"name": "Drop"})).await;
    let visitor = app.join(&tenant, &queue).await.expect(201).text("sessionToken");
    for route in ROUTES {
        let methods = document["paths"][route.path].as_object().cloned().unwrap_or_default();
        let id = "0192f0c1-7a00-7000-8000-000000000001";
        let concrete = |part: &str| if part.starts_with('{') { id.to_owned() } else { part.to_owned() };
        let path = route.path.split('/').map(concrete).collect::<Vec<_>>().join("/");
        for method in methods.keys() {
            let method: Method = method.to_uppercase().parse().expect("a method");
            let body = (method != Method::GET).then(|| json!({}));
            let send = |token| app.call(method.clone(), &path, token, body.clone());
            let without = send(None).await.status;
            let mut tokens = vec!["x", "a.b.c"];
            if route.bearer == Bearer::Account {
                tokens.push(&visitor);
            }
            for token in tokens {
                let with = send(Some(token)).await.status;
                let expected = if route.bearer == Bearer::Ignored { without.as_u16() } else { 401 };
                assert_eq!(with, expected, "{method} {} with {token}", route.path);
            }
        }
    }
}

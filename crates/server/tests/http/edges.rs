//! The same way through every edge that can stand before services that run apart: the built-in gateway, and real nginx and
//! Envoy with the files of `deploy/`.

use std::{
    fs,
    net::SocketAddr,
    path::{Path, PathBuf},
    process::Command,
    sync::Arc,
};

use axum::{
    body::Body,
    http::{Method, Request, header},
};
use serde_json::json;
use vq_gateway::Service;
use vq_testkit::Program;

use crate::{
    app::{Answer, App},
    services::{Backing, Services},
    setups::Setup,
};

/// Calls in a minute of all strangers behind one address.
const CALLS: u64 = 60;

/// What stands before the services.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Edge {
    Gateway,
    Nginx,
    Envoy,
}

impl Edge {
    /// Starts it before these services.
    pub async fn start(
        self,
        backing: &Backing,
        services: &Services,
        settings: &[(&'static str, String)],
    ) -> Program {
        let file = match self {
            Self::Gateway => {
                let settings = [services.upstreams(), settings.to_vec()].concat();
                return backing.process("gateway", &settings).await;
            }
            Self::Nginx => "nginx/vqueue.conf",
            Self::Envoy => "envoy/envoy.yaml",
        };
        let config = with_addresses(&shipped(file), self, services);
        Program::start("/health", move |folder, address| match self {
            Self::Nginx => nginx(folder, &config.replace("127.0.0.1:8000", &address.to_string())),
            _ => {
                envoy(folder, &config.replace("port_value: 8000", &format!("port_value: {}", address.port())))
            }
        })
        .await
    }
}

/// A file of `deploy/`.
pub fn shipped(file: &str) -> String {
    let path = repository().join("deploy").join(file);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Sets the ports of the services as somebody who deploys would.
fn with_addresses(config: &str, edge: Edge, services: &Services) -> String {
    let names = Service::ALL.map(Service::name);
    let addresses: Vec<_> = names.iter().flat_map(|name| services.addresses(name)).collect();
    assert_eq!(addresses.len(), 9, "the files name nine processes");
    // In two steps: a port of one might be the number in the file of another.
    let number =
        |port: u16| if edge == Edge::Nginx { format!(":{port}") } else { format!("port_value: {port} ") };
    let mut text = config.to_owned();
    for at in 0..9u16 {
        let shipped = number(7801 + at);
        assert!(text.contains(&shipped), "the file does not name {shipped}");
        text = text.replace(&shipped, &format!("<{at}>"));
    }
    for (at, address) in addresses.iter().enumerate() {
        text = text.replace(&format!("<{at}>"), &number(address.port()));
    }
    text
}

fn nginx(folder: &Path, config: &str) -> Command {
    let program = Path::new("/usr/sbin/nginx");
    assert!(program.exists(), "{} is missing; run `make packages`", program.display());
    fs::write(folder.join("vqueue.conf"), config).expect("a file");
    let temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
        .map(|kind| format!("{kind}_temp_path {}/{kind};", folder.display()))
        .join("\n");
    let main = format!(
        "daemon off;\nmaster_process off;\npid {0}/nginx.pid;\nerror_log stderr;\nevents {{}}\n\
         http {{\naccess_log off;\n{temporary}\ninclude {0}/vqueue.conf;\n}}\n",
        folder.display()
    );
    fs::write(folder.join("nginx.conf"), main).expect("a file");
    let mut command = Command::new(program);
    command.arg("-p").arg(folder).arg("-c").arg(folder.join("nginx.conf"));
    command
}

fn envoy(folder: &Path, config: &str) -> Command {
    let program = repository().join("target/python/bin/envoy");
    assert!(program.exists(), "{} is missing; run `make packages`", program.display());
    let file = folder.join("envoy.yaml");
    fs::write(&file, config).expect("a file");
    let mut command = Command::new(program);
    command.arg("-c").arg(file).args([
        "--concurrency",
        "1",
        "--disable-hot-restart",
        "--log-level",
        "warning",
    ]);
    command
}

async fn setup(edge: Edge) -> Arc<Setup> {
    let counting = vec![("VQUEUE__RATE_LIMIT__ANONYMOUS_PER_MINUTE", CALLS.to_string())];
    Arc::new(Setup::behind(edge, counting).await)
}

#[tokio::test]
async fn a_crowd_passes_the_gateway() {
    passes(Edge::Gateway).await;
}

#[tokio::test]
async fn a_crowd_passes_nginx() {
    passes(Edge::Nginx).await;
}

#[tokio::test]
async fn a_crowd_passes_envoy() {
    passes(Edge::Envoy).await;
}

async fn passes(edge: Edge) {
    let setup = setup(edge).await;
    let app = App::over(setup.clone()).await;
    let tenant = app.tenant("Shop").await;
    let settings = json!({"name": "Drop", "maxConcurrentUsers": 1, "releaseRatePerMinute": 6000});
    let queue = app.queue(&tenant, settings).await;
    let inside = app.join(&tenant, &queue).await.expect(201).text("sessionToken");
    let token = app.join(&tenant, &queue).await.expect(201).text("sessionToken");
    assert_eq!(app.get("/v1/sessions/current", &token).await.expect(200).data()["position"], 1);
    let page = app.open(Request::get(format!("/q/{queue}")).body(Body::empty()).expect("a request")).await;
    assert_eq!(page.status(), 200);
    app.call(Method::GET, "/.well-known/jwks.json", None, None).await.expect(200);

    // Events and sockets, which nobody may gather on the way.
    let mut events = app.events(&token).await;
    let mut socket = app.socket().await;
    socket.subscribe(&tenant, &queue, Some(&token)).await;
    socket.hear(|message| message["type"] == "user_position_changed").await;
    app.post("/v1/sessions/current/claim", Some(&inside), json!({})).await.expect(200);
    app.post("/v1/sessions/current/complete", Some(&inside), json!({})).await.expect(200);
    events.until(|event| event.contains("\"status\":\"released\"")).await;
    socket.hear(|message| message["data"]["status"] == "released").await;

    refuses(&app, &tenant).await;
    counts(&app).await;

    // One process of two is gone: whoever asks is answered by the other, with the same place.
    let waiting = app.join(&tenant, &queue).await.expect(201).text("sessionToken");
    let place = app.get("/v1/sessions/current", &waiting).await.expect(200).data()["position"].clone();
    setup.kill_one("session").await;
    for _ in 0..8 {
        let seen = app.get("/v1/sessions/current", &waiting).await.expect(200);
        assert_eq!(seen.data()["position"], place);
    }
    app.events(&waiting).await;
    for _ in 0..4 {
        app.join(&tenant, &queue).await.expect(201);
    }
    // The only process for tenants is gone, and nobody can stand in for it.
    setup.kill_one("tenant").await;
    let away = app.post("/v1/tenants", Some(&app.admin), json!({"name": "Late"})).await;
    let expected = if edge == Edge::Nginx { (502, "bad_gateway") } else { (503, "unavailable") };
    assert_eq!((away.status.as_u16(), away.error().0), expected, "{}", away.body);
    assert!(away.headers.contains_key(header::RETRY_AFTER));
}

/// What is nowhere, too large or forged fails as everywhere.
async fn refuses(app: &App, tenant: &str) {
    let nowhere = app.call(Method::GET, "/nothing/here", None, None).await.expect(404);
    assert_eq!(nowhere.error().0, "not_found");
    assert!(!nowhere.headers.contains_key(header::RETRY_AFTER));
    let large = json!({"queueId": "x".repeat(70_000)});
    let answer = app.post(&format!("/v1/tenants/{tenant}/sessions"), None, large).await.expect(413);
    assert_eq!(answer.error().0, "payload_too_large");
    let queues = format!("/v1/tenants/{tenant}/queues");
    assert_eq!(app.get(&queues, "a.b.c").await.expect(401).error().0, "unauthorized");
}

/// Each call counts once, for the address it really comes from.
async fn counts(app: &App) {
    let call = |from: &'static str| {
        let request = Request::get("/v1/sessions/current").header("x-forwarded-for", from);
        app.send(request.body(Body::empty()).expect("a request"))
    };
    let left = |answer: &Answer| -> u64 {
        let left = answer.headers["ratelimit-remaining"].to_str().expect("text");
        left.parse().expect("a number")
    };
    let mut before = left(&call("203.0.113.7").await.expect(401));
    let mut refused = None;
    for _ in 0..3 * CALLS {
        let answer = call("203.0.113.7").await;
        if answer.status == 429 {
            refused = Some(answer);
            break;
        }
        let now = left(&answer.expect(401));
        assert!(
            now + 1 == before || now + 1 == CALLS,
            "counted once, or a minute has begun: {before}, {now}"
        );
        before = now;
    }
    let refused = refused.expect("nobody may call that often");
    assert_eq!(refused.error().0, "rate_limited");
    assert!(refused.headers.contains_key(header::RETRY_AFTER));
    assert_eq!(refused.headers.get_all(header::ACCESS_CONTROL_ALLOW_ORIGIN).iter().count(), 1);
    let other = call("203.0.113.8").await.expect(401);
    assert_eq!(left(&other), CALLS - 1, "somebody else has calls of their own");
    assert_eq!(other.headers.get_all(header::ACCESS_CONTROL_ALLOW_ORIGIN).iter().count(), 1);
}

#[tokio::test]
async fn the_gateway_shows_the_whole_and_how_its_upstreams_are() {
    let app = App::services_apart().await;
    let document = app.call(Method::GET, "/v1/openapi.json", None, None).await.expect(200).body;
    let whole = fs::read_to_string(repository().join("docs/openapi.json")).expect("the file");
    assert_eq!(document, serde_json::from_str::<serde_json::Value>(&whole).expect("JSON"));
    let text = async |address: SocketAddr, path: &str| app.text_at(address, path).await;
    let (gateway, _open) = app.door().await;
    assert!(text(gateway, "/docs/").await.contains("swagger"));
    let metrics = text(gateway, "/metrics").await;
    let up =
        metrics.lines().filter(|line| line.starts_with("vq_gateway_upstream_up{") && line.ends_with(" 1"));
    assert_eq!(up.count(), 9, "{metrics}");
    assert!(metrics.contains(r#"http_requests_total{method="POST",endpoint="/v1/auth/login""#), "{metrics}");
}

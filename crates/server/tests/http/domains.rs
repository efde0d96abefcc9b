//! Tenants' own domains: how they are shown to be theirs, that nothing of anybody else appears there, what links begin with, and
//! whose origins may call.

use std::{net::SocketAddr, sync::Arc};

use axum::{
    Router,
    body::Body,
    http::{HeaderMap, HeaderValue, Method, Request, header},
};
use futures_util::{SinkExt, StreamExt};
use hickory_resolver::proto::{
    op::{Message, ResponseCode},
    rr::{
        RData, Record, RecordType,
        rdata::{A, TXT},
    },
};
use parking_lot::Mutex;
use serde_json::{Value, json};
use tokio::net::{TcpListener, TcpStream, UdpSocket};
use tokio_tungstenite::tungstenite::{Message as Said, client::IntoClientRequest};
use vq_domain::{Permission, Role};

use crate::app::{Answer, App, EMAIL, PASSWORD, until};

everywhere! {
    at_a_tenants_host_there_is_no_other_tenant,
    at_a_tenants_host_its_people_alone_sign_in,
    a_suspended_tenant_does_not_exist_at_anothers_host,
    links_begin_with_the_chosen_domain,
    who_is_no_admin_leads_nobody_to_a_domain,
    a_domain_that_was_given_up_is_nobodys,
    a_tenants_origins_may_call_all_that_is_its_own,
}

/// A request over a host.
async fn over(app: &App, host: &str, method: Method, path: &str, token: Option<&str>) -> Answer {
    let mut request = Request::builder().method(method.clone()).uri(path).header("host", host);
    if let Some(token) = token {
        request = request.header("authorization", format!("Bearer {token}"));
    }
    let empty = method == Method::GET || method == Method::DELETE;
    let body = match path.ends_with("/recover") {
        _ if empty => Body::empty(),
        true => Body::from(json!({"code": "7K3M-9QXT-2V4B-H8NR"}).to_string()),
        false => Body::from("{}"),
    };
    app.send(request.header("content-type", "application/json").body(body).expect("a request")).await
}

/// A domain of a tenant, shown to be its own, and known by every process.
async fn domain(app: &App, tenant: &str, name: &str) -> String {
    let path = format!("/v1/tenants/{tenant}/domains");
    let made = app.post(&path, Some(&app.admin), json!({"name": name})).await.expect(201);
    assert_eq!(
        (made.data()["verified"].as_bool(), made.data()["primary"].as_bool()),
        (Some(false), Some(false))
    );
    let id = made.text("id");
    let approved = app.post(&format!("{path}/{id}/approve"), Some(&app.admin), json!({})).await.expect(200);
    assert_eq!((approved.text("name").as_str(), approved.text("proof").as_str()), (name, "platform"));
    // The platform's list of tenants is nothing that there is at a tenant's host.
    heard(app, async || over(app, name, Method::GET, "/v1/tenants", Some(&app.admin)).await.status == 404)
        .await;
    heard(app, async || {
        over(app, name, Method::GET, "/v1/platform/people", Some(&app.admin)).await.status == 404
    })
    .await;
    let frame = "/v1/queues/0192f0c1-7a00-7000-8000-000000000001/frame";
    heard(app, async || over(app, name, Method::GET, frame, None).await.status == 404).await;
    id
}

/// Waits until all processes have heard of something, whichever answers.
async fn heard(app: &App, look: impl AsyncFn() -> bool) {
    let times = if app.is_one_process() { 1 } else { 6 };
    until(async || {
        for _ in 0..times {
            if !look().await {
                return false;
            }
        }
        true
    })
    .await;
}

/// One of everything that has an id.
struct Things {
    tenant: String,
    queue: String,
    location: String,
    kiosk: String,
    kiosk_token: String,
    visitor: String,
    provider: String,
}

async fn things(app: &App, name: &str) -> Things {
    let tenant = app.tenant(name).await;
    let queue = app.queue(&tenant, json!({"name": name, "maxConcurrentUsers": 1})).await;
    app.join(&tenant, &queue).await.expect(201);
    let visitor = app.join(&tenant, &queue).await.expect(201).text("sessionToken");
    let set_up = async |kind: &str, what: Value| {
        app.post(&format!("/v1/tenants/{tenant}/{kind}"), Some(&app.admin), what).await.expect(201)
    };
    let location = set_up("locations", json!({"name": name, "timeZone": "Europe/Berlin"})).await.text("id");
    let kiosk = set_up("kiosks", json!({"locationId": location, "name": "Door"})).await;
    let (kiosk, kiosk_token) = (kiosk.text("id"), kiosk.text("deviceToken"));
    let provider =
        json!({"name": name, "issuer": "https://id.example", "clientId": "x", "clientSecret": "x"});
    let provider = set_up("identity-providers", provider).await.text("id");
    let look = json!({"texts": {"en": {"title": name}}});
    app.call(Method::PUT, &format!("/v1/tenants/{tenant}/branding"), Some(&app.admin), Some(look))
        .await
        .expect(200);
    Things { tenant, queue, location, kiosk, kiosk_token, visitor, provider }
}

/// What is of nobody in particular, or of whoever calls.
fn is_everybodys(path: &str) -> bool {
    let own = path.starts_with("/v1/auth/") && !path.contains("/sso/{");
    own || path.starts_with("/health") || path == "/.well-known/jwks.json"
}

async fn at_a_tenants_host_there_is_no_other_tenant(app: App) {
    let (own, foreign) = (things(&app, "Own").await, things(&app, "Foreign").await);
    let host = format!("q-{}.shop.example", own.tenant);
    domain(&app, &own.tenant, &host).await;
    let document = app.call(Method::GET, "/v1/openapi.json", None, None).await.expect(200).body;
    let fill = |path: &str, of: &Things| {
        let known = [
            ("{tenantId}", &of.tenant),
            ("{queueId}", &of.queue),
            ("{locationId}", &of.location),
            ("{kioskId}", &of.kiosk),
            ("{providerId}", &of.provider),
        ];
        let mut path = known.iter().fold(path.to_owned(), |path, (name, id)| path.replace(name, id));
        while let (Some(from), Some(to)) = (path.find('{'), path.find('}')) {
            path.replace_range(from..=to, "0192f0c1-7a00-7000-8000-000000000001");
        }
        match path.as_str() {
            "/.well-known/vq-revoked.json" => format!("{path}?queueId={}", of.queue),
            _ => path,
        }
    };
    let mut walked = 0;
    for (path, operations) in document["paths"].as_object().expect("paths") {
        for method in operations.as_object().expect("operations").keys() {
            if is_everybodys(path) {
                continue;
            }
            let method: Method = method.to_uppercase().parse().expect("a method");
            let token = match path.as_str() {
                _ if path.starts_with("/v1/sessions/") => &foreign.visitor,
                _ if path.starts_with("/v1/kiosks/") => &foreign.kiosk_token,
                _ => &app.admin,
            };
            let answer = over(&app, &host, method.clone(), &fill(path, &foreign), Some(token)).await;
            assert_eq!(answer.status, 404, "{method} {path} of another tenant: {}", answer.body);
            walked += 1;
        }
    }
    assert!(walked > 100, "the document is not complete");

    let pages = [
        "/q/{queueId}",
        "/q/{queueId}/keep",
        "/q/{queueId}/recover",
        "/l/{locationId}",
        "/l/{locationId}/qr.svg",
    ];
    let open = [
        "/v1/queues/{queueId}/frame",
        "/v1/locations/{locationId}",
        "/v1/locations/{locationId}/board",
        "/.well-known/vq-revoked.json",
    ];
    for path in pages.iter().chain(&open).copied().chain(["/brand/{tenantId}/words.json"]) {
        // Also with upper case, a port, and a dot at its end.
        for host in [host.clone(), format!("{}.:8443", host.to_uppercase())] {
            let theirs = over(&app, &host, Method::GET, &fill(path, &foreign), None).await;
            assert_eq!(theirs.status, 404, "{path} of another tenant at {host}");
        }
        let mine = over(&app, &host, Method::GET, &fill(path, &own), None).await;
        assert!(mine.status.is_success() || mine.status == 303, "{path}: {}", mine.status);
        let elsewhere = over(&app, "queue.platform.example", Method::GET, &fill(path, &foreign), None).await;
        assert!(elsewhere.status.is_success() || elsewhere.status == 303, "{path}: {}", elsewhere.status);
    }
    // Who comes through a proxy that puts its own host in the place of ours.
    let behind = Request::get(format!("/q/{}", foreign.queue)).header("host", "10.0.0.1:7878");
    let behind = behind.header("x-forwarded-host", &host).body(Body::empty()).expect("a request");
    assert_eq!(app.open(behind).await.status(), 404);
    // Nobody leaves a host by saying that they came over another.
    let lie = Request::get(format!("/q/{}", foreign.queue)).header("host", &host);
    let lie =
        lie.header("x-forwarded-host", "queue.platform.example").body(Body::empty()).expect("a request");
    assert_eq!(app.open(lie).await.status(), 404);
    // Joining, with a visitor's own session, and by socket.
    let join = async |of: &Things| {
        let request = Request::post(format!("/v1/tenants/{}/sessions", of.tenant)).header("host", &host);
        let body = Body::from(json!({"queueId": of.queue}).to_string());
        app.send(request.header("content-type", "application/json").body(body).expect("a request")).await
    };
    assert_eq!(join(&foreign).await.status, 404);
    join(&own).await.expect(201);
    over(&app, &host, Method::GET, "/v1/sessions/current", Some(&own.visitor)).await.expect(200);
    assert_eq!(subscribed(&app, &host, &foreign).await, "error");
    assert_eq!(subscribed(&app, &host, &own).await, "subscribed");
}

/// What a socket that came over a host answers to a subscription.
async fn subscribed(app: &App, host: &str, of: &Things) -> String {
    subscribed_with(app, &[("host", host)], of).await
}

/// The same for one that came with these headers.
async fn subscribed_with(app: &App, headers: &[(&'static str, &str)], of: &Things) -> String {
    let (address, _open) = app.door().await;
    let mut request = format!("ws://{address}/ws").into_client_request().expect("a request");
    for (name, value) in headers {
        request.headers_mut().insert(*name, value.parse().expect("a value"));
    }
    let stream = TcpStream::connect(address).await.expect("a connection");
    let (mut socket, _) = tokio_tungstenite::client_async(request, stream).await.expect("a socket");
    let wanted = json!({"type": "subscribe", "tenantId": of.tenant, "queueId": of.queue});
    socket.send(Said::text(wanted.to_string())).await.expect("sends");
    loop {
        let said = socket.next().await.expect("an answer").expect("an answer");
        let Said::Text(text) = said else { continue };
        let said: Value = serde_json::from_str(&text).expect("JSON");
        let kind = said["type"].as_str().unwrap_or_default().to_owned();
        if ["error", "subscribed"].contains(&kind.as_str()) {
            return kind;
        }
    }
}

async fn at_a_tenants_host_its_people_alone_sign_in(app: App) {
    let (own, foreign) = (app.tenant("Own").await, app.tenant("Foreign").await);
    let host = format!("q-{own}.shop.example");
    domain(&app, &own, &host).await;
    let mine = app.member(&own, Role::Viewer).await;
    let theirs = app.member(&foreign, Role::Viewer).await;
    let sign_in = async |email: String| {
        let request = Request::post("/v1/auth/login").header("host", &host);
        let body = Body::from(json!({"email": email, "password": PASSWORD}).to_string());
        app.send(request.header("content-type", "application/json").body(body).expect("a request")).await
    };
    sign_in(format!("viewer-{own}@example.com")).await.expect(200);
    // Not even that there is such a person.
    let nobody = sign_in("nobody@example.com".to_owned()).await.expect(401);
    for stranger in [format!("viewer-{foreign}@example.com"), EMAIL.to_owned()] {
        let refused = sign_in(stranger.clone()).await.expect(401);
        assert_eq!(refused.body["errors"], nobody.body["errors"], "{stranger}");
    }
    over(&app, &host, Method::GET, "/v1/auth/me", Some(&mine)).await.expect(200);
    over(&app, &host, Method::GET, "/v1/auth/me", Some(&theirs)).await.expect(401);
    let path = format!("/v1/tenants/{own}/queues");
    over(&app, &host, Method::GET, &path, Some(&mine)).await.expect(200);
    // The platform's own people look after the tenant there, too.
    over(&app, &host, Method::GET, &path, Some(&app.admin)).await.expect(200);
}

async fn a_suspended_tenant_does_not_exist_at_anothers_host(app: App) {
    let (own, foreign) = (things(&app, "Own").await, things(&app, "Foreign").await);
    let host = format!("q-{}.shop.example", own.tenant);
    domain(&app, &own.tenant, &host).await;
    let suspend = format!("/v1/tenants/{}/suspend", foreign.tenant);
    app.post(&suspend, Some(&app.admin), json!({})).await.expect(200);
    let location = format!("/v1/locations/{}", foreign.location);
    let known = async || over(&app, "queue.platform.example", Method::GET, &location, None).await;
    heard(&app, async || known().await.error().0 == "tenant_suspended").await;
    let page = format!("/l/{}", foreign.location);
    for path in [
        location.clone(),
        format!("{location}/board"),
        format!("{location}/board/events"),
        page.clone(),
        format!("{page}/qr.svg"),
    ] {
        let theirs = over(&app, &host, Method::GET, &path, None).await;
        assert_eq!(theirs.status, 404, "{path} of a suspended tenant at another's host: {}", theirs.body);
    }
}

async fn links_begin_with_the_chosen_domain(app: App) {
    let own = things(&app, "Own").await;
    let (first, second) =
        (format!("a-{}.shop.example", own.tenant), format!("b-{}.shop.example", own.tenant));
    let (_, chosen) = (domain(&app, &own.tenant, &first).await, domain(&app, &own.tenant, &second).await);
    let recovery = async || {
        let path = "/v1/sessions/current/recovery";
        over(&app, "queue.platform.example", Method::GET, path, Some(&own.visitor))
            .await
            .expect(200)
            .text("url")
    };
    assert!(recovery().await.starts_with("http://queue.platform.example/q/"));
    let path = format!("/v1/tenants/{}/domains/{chosen}/primary", own.tenant);
    assert_eq!(app.post(&path, Some(&app.admin), json!({})).await.expect(200).data()["primary"], true);
    let begins = |url: &str| {
        let rest = url.strip_prefix("http://").or_else(|| url.strip_prefix("https://")).unwrap_or_default();
        let host = rest.split('/').next().unwrap_or_default();
        host.split(':').next() == Some(&second)
    };
    heard(&app, async || begins(&recovery().await)).await;
    // Who looks at the code on a page, and who takes a ticket at a kiosk, is led there, too.
    let code = async |host: &str| {
        let request = Request::get(format!("/l/{}/qr.svg", own.location)).header("host", host);
        let answer = app.open(request.body(Body::empty()).expect("a request")).await;
        axum::body::to_bytes(answer.into_body(), 1 << 20).await.expect("a picture")
    };
    heard(&app, async || code("queue.platform.example").await == code(&first).await).await;
    let service = json!({"name": "Desk", "releases": "call", "walkIn": {"locationId": own.location}});
    let service = app.queue(&own.tenant, service).await;
    let ticket = json!({"queueId": service, "requestId": "0192f0c1-7a00-7000-8000-0000000000aa"});
    // The process that answers may not have heard of the service yet. Sent again, it is the same ticket.
    let take = async || {
        app.post(&format!("/v1/kiosks/{}/tickets", own.kiosk), Some(&own.kiosk_token), ticket.clone()).await
    };
    until(async || take().await.status.is_success()).await;
    let url = take().await.expect(200).text("url");
    assert!(begins(&url), "{url}");
    if !app.is_one_process() {
        // What a gate says of itself is the gate's alone to say.
        return;
    }
    // Behind a gate people stay on the site that they came to.
    let request = Request::get("/v1/sessions/current/recovery").header("host", "127.0.0.1:7878");
    let request = request.header("x-forwarded-host", "shop.example").header("x-vq-base", "/.vq");
    let request = request.header("authorization", format!("Bearer {}", own.visitor));
    let gated = app.send(request.body(Body::empty()).expect("a request")).await.expect(200);
    assert!(gated.text("url").starts_with("http://shop.example/.vq/q/"), "{}", gated.body);
}

async fn who_is_no_admin_leads_nobody_to_a_domain(app: App) {
    let tenant = app.tenant("Own").await;
    let path = format!("/v1/tenants/{tenant}/domains");
    let shown = domain(&app, &tenant, &format!("a-{tenant}.shop.example")).await;
    let editor = app.token_with(Some(&tenant), &[Permission::TenantRead, Permission::TenantWrite]).await;
    let everything: Vec<_> = Role::Admin.permissions().iter().map(|permission| permission.as_str()).collect();
    let key = json!({"name": "All", "permissions": everything});
    let keys = format!("/v1/tenants/{tenant}/api-keys");
    let key = app.post(&keys, Some(&app.admin), key).await.expect(201).text("secret");
    let name = json!({"name": format!("evil-{tenant}.shop.example")});
    let evil = app.post(&path, Some(&key), name).await.expect(201).text("id");
    for token in [&editor, &key] {
        app.get(&path, token).await.expect(200);
        for refused in [format!("{evil}/verify"), format!("{shown}/primary")] {
            let answer = app.post(&format!("{path}/{refused}"), Some(token), json!({})).await.expect(403);
            assert_eq!(answer.error().0, "forbidden", "{refused}");
        }
    }
    let primary = async || {
        let listed = app.get(&path, &app.admin).await.expect(200);
        listed.data()["items"].as_array().expect("a list").iter().any(|domain| domain["primary"] == true)
    };
    assert!(!primary().await);
    let admin = app.member(&tenant, Role::Admin).await;
    app.post(&format!("{path}/{shown}/primary"), Some(&admin), json!({})).await.expect(200);
    assert!(primary().await);
    // To remove what is there leads nobody anywhere.
    app.call(Method::DELETE, &format!("{path}/{evil}"), Some(&editor), None).await.expect(200);
}

#[tokio::test]
async fn mails_of_accounts_lead_to_the_platforms_own_address() {
    let app =
        App::one_process_with(|config| config.server.public_url = "https://queue.platform.example".into())
            .await;
    let tenant = app.tenant("Shop").await;
    let chosen = domain(&app, &tenant, "queue.shop.example").await;
    let path = format!("/v1/tenants/{tenant}/domains/{chosen}/primary");
    app.post(&path, Some(&app.admin), json!({})).await.expect(200);
    let home = app.edge().hosts().home_of(tenant.parse().expect("an id"));
    assert_eq!(home.as_deref(), Some("https://queue.shop.example"));

    let invited = json!({"email": "bea@shop.example", "roles": ["viewer"]});
    let invitations = format!("/v1/tenants/{tenant}/invitations");
    app.post(&invitations, Some(&app.admin), invited).await.expect(201);
    app.person(&tenant, "ann@shop.example").await;
    app.post("/v1/auth/password-reset", None, json!({"email": "ann@shop.example"})).await.expect(200);
    let ann = app.login("ann@shop.example").await;
    app.post("/v1/auth/email-verification", Some(&ann), json!({})).await.expect(200);
    for page in ["invitation", "reset", "verify"] {
        let mail = mail_with(&app, &format!("/account/{page}?token=")).await;
        assert!(mail.contains(&format!("https://queue.platform.example/account/{page}?token=")), "{mail}");
        assert!(!mail.contains("https://queue.shop.example"), "{mail}");
    }
}

/// The mail that has this text, once it is there; mails are written as quoted-printable.
async fn mail_with(app: &App, text: &str) -> String {
    let folder = app.folder().join("mail");
    let mut found = None;
    until(async || {
        let files = std::fs::read_dir(&folder).into_iter().flatten().flatten();
        let mails = files.filter_map(|file| std::fs::read_to_string(file.path()).ok());
        let mut mails = mails.map(|mail| mail.replace("=\r\n", "").replace("=3D", "="));
        // What is being written does not end so.
        found = mails.find(|mail| mail.contains(text) && mail.trim_end().ends_with("--"));
        found.is_some()
    })
    .await;
    found.expect("a mail")
}

async fn a_domain_that_was_given_up_is_nobodys(app: App) {
    let (own, other) = (things(&app, "Own").await, things(&app, "Other").await);
    let name = format!("q-{}.shop.example", own.tenant);
    let id = domain(&app, &own.tenant, &name).await;
    let page =
        async |of: &Things| over(&app, &name, Method::GET, &format!("/q/{}", of.queue), None).await.status;
    assert_eq!((page(&own).await.as_u16(), page(&other).await.as_u16()), (200, 404));

    // Another can say that it is theirs, and not more.
    let path = format!("/v1/tenants/{}/domains", other.tenant);
    let again = app.post(&path, Some(&app.admin), json!({"name": name})).await.expect(201).text("id");
    let approve = format!("{path}/{again}/approve");
    let taken = app.post(&approve, Some(&app.admin), json!({})).await.expect(409);
    assert_eq!(taken.error(), ("conflict", Some("name")));
    let primary = app.post(&format!("{path}/{again}/primary"), Some(&app.admin), json!({})).await.expect(409);
    assert_eq!(primary.error().0, "domain_not_proven");
    assert_eq!(app.get(&path, &app.admin).await.expect(200).data()["items"][0]["verified"], false);
    let twice = app.post(&path, Some(&app.admin), json!({"name": name.to_uppercase()})).await.expect(409);
    assert_eq!(twice.error(), ("conflict", Some("name")));

    let removal = format!("/v1/tenants/{}/domains/{id}", own.tenant);
    app.call(Method::DELETE, &removal, Some(&app.admin), None).await.expect(200);
    heard(&app, async || page(&other).await == 200).await;
    app.post(&approve, Some(&app.admin), json!({})).await.expect(200);
    heard(&app, async || page(&own).await == 404 && page(&other).await == 200).await;
    // It goes with its tenant.
    app.call(Method::DELETE, &format!("/v1/tenants/{}", other.tenant), Some(&app.admin), None)
        .await
        .expect(200);
    heard(&app, async || page(&own).await == 200).await;
}

/// What a browser on a page of this origin is told, and whether it depends on the origin.
async fn origin(
    app: &App,
    (method, host, path): (Method, &str, &str),
    origin: Option<&str>,
    token: Option<&str>,
) -> (Option<String>, bool) {
    let mut request = Request::builder().method(&method).uri(path).header("host", host);
    if let Some(origin) = origin {
        request = request.header(header::ORIGIN, origin);
    }
    if method == Method::OPTIONS {
        request = request.header("access-control-request-method", "GET");
    }
    if let Some(token) = token {
        request = request.header("authorization", format!("Bearer {token}"));
    }
    let answer = app.open(request.body(Body::empty()).expect("a request")).await;
    let headers: &HeaderMap = answer.headers();
    let allowed = headers.get(header::ACCESS_CONTROL_ALLOW_ORIGIN);
    let names_origin = |vary: &HeaderValue| vary.to_str().is_ok_and(|vary| vary.contains("origin"));
    let depends = headers.get_all(header::VARY).iter().any(names_origin);
    (allowed.map(|value| value.to_str().expect("text").to_owned()), depends)
}

async fn a_tenants_origins_may_call_all_that_is_its_own(app: App) {
    let own = things(&app, "Own").await;
    let host = format!("q-{}.shop.example", own.tenant);
    domain(&app, &own.tenant, &host).await;
    let paths = [
        ("/v1/sessions/current".to_owned(), Some(own.visitor.as_str())),
        ("/v1/sessions/current/recovery".to_owned(), Some(&own.visitor)),
        (format!("/v1/queues/{}/frame", own.queue), None),
        (format!("/v1/locations/{}", own.location), None),
        (format!("/v1/locations/{}/board", own.location), None),
        (format!("/v1/kiosks/{}", own.kiosk), Some(&own.kiosk_token)),
        (format!("/v1/tenants/{}/queues", own.tenant), Some(&app.admin)),
    ];
    let platform = "queue.platform.example";
    for (path, token) in &paths {
        let (allowed, _) =
            origin(&app, (Method::GET, platform, path), Some("https://any.example"), *token).await;
        assert_eq!(allowed.as_deref(), Some("*"), "{path}: a tenant that says nothing is open");
    }
    let socket =
        async |from: &str| subscribed_with(&app, &[("host", platform), ("origin", from)], &own).await;
    assert_eq!(socket("https://any.example").await, "subscribed");
    let change = json!({"name": "Own", "configuration": {"corsOrigins": ["https://shop.example"]}});
    app.call(Method::PUT, &format!("/v1/tenants/{}", own.tenant), Some(&app.admin), Some(change))
        .await
        .expect(200);
    // The domain's own pages, by the scheme and port of our links.
    let of_domain = app.home(&host).unwrap_or_else(|| "https://shop.example".to_owned());
    for (path, token) in &paths {
        let ask = async |from: &str| origin(&app, (Method::GET, platform, path), Some(from), *token).await;
        heard(&app, async || ask("https://any.example").await.0.is_none()).await;
        for good in ["https://shop.example", &of_domain] {
            heard(&app, async || ask(good).await == (Some(good.to_owned()), true)).await;
        }
        for bad in ["https://any.example", "https://shop.example.evil", "http://shop.example", "null"] {
            assert_eq!(ask(bad).await.0, None, "{path} from {bad}");
        }
    }
    // No browser asks beforehand for a socket, so the server keeps to it by itself.
    for bad in ["https://any.example", "https://shop.example.evil", "http://shop.example", "null"] {
        heard(&app, async || socket(bad).await == "error").await;
    }
    let of_platform = format!("http://{platform}");
    for good in ["https://shop.example", &of_domain, &of_platform] {
        heard(&app, async || socket(good).await == "subscribed").await;
    }
    assert_eq!(subscribed(&app, platform, &own).await, "subscribed", "what is no page has no origin");
    // Behind a gate the wait page is one of the shop's own host.
    let gate = [
        ("host", platform),
        ("origin", "https://drop.example"),
        ("x-forwarded-host", "drop.example"),
        ("x-vq-base", "/.vq"),
    ];
    assert_eq!(subscribed_with(&app, &gate, &own).await, "subscribed");
    // What others keep and give to whoever asks must say so without an origin, too.
    let frame = &paths[2].0;
    assert_eq!(origin(&app, (Method::GET, platform, frame), None, None).await, (None, true));
    // Asked beforehand, by the path or the host; where neither says whose it is, what is then asked for is judged.
    let before = async |host: &str, path: &str, from: &str| {
        origin(&app, (Method::OPTIONS, host, path), Some(from), None).await.0
    };
    let shop = || Some("https://shop.example".to_owned());
    heard(&app, async || before(&host, "/v1/sessions/current", "https://any.example").await.is_none()).await;
    assert_eq!(before(&host, "/v1/sessions/current", "https://shop.example").await, shop());
    assert!(before(platform, "/v1/sessions/current", "https://any.example").await.is_some());
    let by_path = format!("/v1/tenants/{}/sessions", own.tenant);
    assert_eq!(before(platform, &by_path, "https://any.example").await, None);
    assert_eq!(before(platform, &by_path, "https://shop.example").await, shop());
}

/// A server of the DNS with A records for everything, here, and the TXT records that it is given.
async fn name_server(texts: Arc<Mutex<Vec<(String, String)>>>) -> SocketAddr {
    let socket = UdpSocket::bind("127.0.0.1:0").await.expect("a socket");
    let address = socket.local_addr().expect("an address");
    tokio::spawn(async move {
        let mut bytes = [0; 2048];
        while let Ok((length, peer)) = socket.recv_from(&mut bytes).await {
            let query = Message::from_vec(&bytes[..length]).expect("a query");
            let mut answer = Message::response(query.metadata.id, query.metadata.op_code);
            answer.metadata.recursion_available = true;
            answer.add_queries(query.queries.clone());
            for asked in &query.queries {
                let name = asked.name().to_ascii().trim_end_matches('.').to_lowercase();
                let found: Vec<_> = match asked.query_type() {
                    RecordType::A => vec![RData::A(A::new(127, 0, 0, 1))],
                    RecordType::TXT => {
                        let texts = texts.lock();
                        let theirs = texts.iter().filter(|(known, _)| *known == name);
                        theirs.map(|(_, text)| RData::TXT(TXT::new(vec![text.clone()]))).collect()
                    }
                    _ => Vec::new(),
                };
                if found.is_empty() && asked.query_type() == RecordType::TXT {
                    answer.metadata.response_code = ResponseCode::NXDomain;
                }
                for data in found {
                    answer.add_answer(Record::from_rdata(asked.name().clone(), 0, data));
                }
            }
            let _ = socket.send_to(&answer.to_vec().expect("an answer"), peer).await;
        }
    });
    address
}

/// A web server that has one text, and counts who asks for it.
async fn web_server(text: Arc<Mutex<String>>) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    let serve = move || async move { text.lock().clone() };
    let router = Router::new().route("/.well-known/virtual-queue-domain", axum::routing::get(serve));
    tokio::spawn(async move { axum::serve(listener, router).await });
    address
}

#[tokio::test]
async fn a_domain_is_shown_to_be_a_tenants_by_its_token() {
    let (texts, page) = (Arc::<Mutex<Vec<_>>>::default(), Arc::new(Mutex::new(String::new())));
    let (dns, web) = (name_server(texts.clone()).await, web_server(page.clone()).await);
    let app = App::one_process_with(|config| {
        config.domains.internal_addresses = true;
        config.domains.resolvers = vec![dns];
        config.domains.http_port = web.port();
    })
    .await;
    let tenant = app.tenant("Shop").await;
    let path = format!("/v1/tenants/{tenant}/domains");
    let register = async |name: &str| app.post(&path, Some(&app.admin), json!({"name": name})).await;
    for bad in
        ["", "localhost", "127.0.0.1", "https://shop.example", "shop.example:80", "a..b", "*.shop.example"]
    {
        assert_eq!(register(bad).await.expect(422).error(), ("invalid_field", Some("name")), "{bad}");
    }
    let made = register("Bücher.example").await.expect(201);
    assert_eq!(made.text("name"), "xn--bcher-kva.example");
    assert_eq!(made.text("displayName"), "bücher.example");
    assert_eq!(made.text("dnsName"), "_virtual-queue.xn--bcher-kva.example");
    let (id, token) = (made.text("id"), made.text("token"));
    let verify = async |id: &str| app.post(&format!("{path}/{id}/verify"), Some(&app.admin), json!({})).await;
    let refused = verify(&id).await.expect(409);
    assert_eq!(refused.error().0, "domain_not_proven");
    assert!(refused.body["errors"][0]["message"].as_str().is_some_and(|text| text.contains("TXT")));
    // The token of another is none, and neither is a page on which it stands among other things.
    texts.lock().push(("_virtual-queue.xn--bcher-kva.example".into(), "something else".into()));
    *page.lock() = format!("the token is {token}");
    verify(&id).await.expect(409);
    texts.lock().push(("_virtual-queue.xn--bcher-kva.example".into(), token));
    let shown = verify(&id).await.expect(200);
    assert_eq!((shown.text("proof").as_str(), shown.data()["verified"].as_bool()), ("dns", Some(true)));
    // Once it was, nothing is asked any more.
    texts.lock().clear();
    verify(&id).await.expect(200);

    let second = register("queue.shop.example").await.expect(201);
    *page.lock() = format!("{}\n", second.text("token"));
    assert_eq!(verify(&second.text("id")).await.expect(200).text("proof"), "http");
    // Every check calls others: some in a minute are enough, and the error names the limit.
    let third = register("third.shop.example").await.expect(201).text("id");
    let mut last = verify(&third).await;
    while last.status == 409 {
        last = verify(&third).await;
    }
    let limit = &last.expect(429).body["errors"][0]["limit"];
    assert_eq!(
        (&limit["name"], &limit["value"], &limit["used"]),
        (&"domainChecksPerMinute".into(), &10.into(), &11.into())
    );
    // All of it is written down.
    let log = app.get(&format!("/v1/tenants/{tenant}/audit?limit=200"), &app.admin).await.expect(200);
    let log = log.body.to_string();
    for action in ["domain.create", "domain.verify"] {
        assert!(log.contains(action), "{action} is not in {log}");
    }
}

#[tokio::test]
async fn nobody_within_our_own_walls_is_called() {
    let (texts, page) = (Arc::<Mutex<Vec<_>>>::default(), Arc::new(Mutex::new(String::new())));
    let (dns, web) = (name_server(texts).await, web_server(page.clone()).await);
    let app = App::one_process_with(|config| {
        config.domains.resolvers = vec![dns];
        config.domains.http_port = web.port();
    })
    .await;
    let tenant = app.tenant("Shop").await;
    let path = format!("/v1/tenants/{tenant}/domains");
    let made = app.post(&path, Some(&app.admin), json!({"name": "inside.shop.example"})).await.expect(201);
    // It leads to this machine, which has the token.
    *page.lock() = made.text("token");
    let refused = app.post(&format!("{path}/{}/verify", made.text("id")), Some(&app.admin), json!({})).await;
    let refused = refused.expect(409);
    assert_eq!(refused.error().0, "domain_not_proven");
    assert!(
        refused.body["errors"][0]["message"].as_str().is_some_and(|text| text.contains("does not answer"))
    );
}

#[tokio::test]
async fn the_platforms_own_host_is_nobodys() {
    let app =
        App::one_process_with(|config| config.server.public_url = "https://Queue.platform.example".into())
            .await;
    let tenant = app.tenant("Shop").await;
    let path = format!("/v1/tenants/{tenant}/domains");
    for name in ["queue.platform.example", "QUEUE.platform.example."] {
        let refused = app.post(&path, Some(&app.admin), json!({"name": name})).await.expect(409);
        assert_eq!(refused.error(), ("conflict", Some("name")));
    }
    app.post(&path, Some(&app.admin), json!({"name": "other.platform.example"})).await.expect(201);
    // And our own pages have nobody's token.
    let token = Request::get("/.well-known/virtual-queue-domain").body(Body::empty()).expect("a request");
    assert_eq!(app.open(token).await.status(), 404);
}

//! Personal data: nothing of it is stored, logged or shown to those who may not see it.

use std::{
    io,
    sync::{Arc, Mutex},
};

use axum::{
    body::Body,
    http::{Method, Request, header},
};
use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tracing_subscriber::fmt::MakeWriter;
use vq_domain::Role;
use vq_server::{
    config::{Log, LogFormat},
    log,
};

use crate::{
    app::{Answer, App, until},
    setups::{Setup, lasting},
};

everywhere! {
    who_may_not_see_people_sees_masks,
    who_looks_at_lists_is_written_down,
    who_looks_at_one_person_or_at_the_log_is_written_down,
    somebody_gets_a_copy_and_is_erased,
    keys_are_rotated_in_the_background,
    origins_are_a_tenants_own,
}

/// What is planted, and what of it must be found nowhere.
const PLANTED: &[&str] = &[
    "Quokka-Identifier-4711",
    "Xylophon-Metadata",
    "4915799911122",
    "wombat.person@planted.example",
    "wombat.person",
    "Wilhelmine Wombat",
    "platypus.invited",
    // In a reason that staff gave: its words are kept in the audit log, addresses and numbers in them are not.
    "numbat.reason",
    "bandicoot.desk",
    "echidna.nobody",
    "078-05-1120",
    "4111 1111 1111 1111",
    "GB82 WEST 1234 5698 7654 32",
    "Axolotl-Device",
];

fn metadata() -> Value {
    json!({
        "note": "Xylophon-Metadata",
        "phone": "+4915799911122",
        "ssn": "078-05-1120",
        "card": "4111 1111 1111 1111",
        "iban": "GB82 WEST 1234 5698 7654 32",
    })
}

/// A log that is kept.
#[derive(Clone, Default)]
struct Kept(Arc<Mutex<Vec<u8>>>);

impl io::Write for Kept {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().expect("a lock").extend(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Kept {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

/// Personal values go through every path that takes some.
async fn plant(app: &App) {
    let tenant = app.tenant("Planted").await;
    let queue = app.queue(&tenant, json!({"name": "Planted", "isPublic": true})).await;
    let staff = app.member(&tenant, Role::Admin).await;
    let sessions = format!("/v1/tenants/{tenant}/sessions");
    let join = json!({"queueId": queue, "userIdentifier": "Quokka-Identifier-4711", "metadata": metadata()});
    let mut own = Vec::new();
    for _ in 0..2 {
        // An answer that is remembered.
        let request = Request::post(&sessions)
            .header("authorization", format!("Bearer {staff}"))
            .header("idempotency-key", "planted-once")
            .header("content-type", "application/json")
            .body(Body::from(join.to_string()))
            .expect("a request");
        own.push(app.send(request).await.expect(201).text("id"));
    }
    assert_eq!(own[0], own[1]);
    app.post(&sessions, None, join.clone()).await.expect(409);
    app.post(&sessions, Some(&staff), join.clone()).await.expect(200);
    let listed =
        app.get(&format!("{sessions}?userIdentifier=Quokka-Identifier-4711"), &staff).await.expect(200);
    assert_eq!(listed.data()["items"].as_array().map(Vec::len), Some(1));
    assert_eq!(listed.data()["items"][0]["metadata"], metadata());
    let one = format!("{sessions}/{}", own[0]);
    let changed = json!({"metadata": metadata()});
    app.call(Method::PUT, &one, Some(&staff), Some(changed)).await.expect(200);
    let invalid = json!({"queueId": queue, "userIdentifier": "Quokka-Identifier-4711", "metadata": "Xylophon-Metadata"});
    app.post(&sessions, None, invalid).await.expect(422);

    let invited = json!({"email": "platypus.invited@planted.example", "roles": ["viewer"]});
    app.post(&format!("/v1/tenants/{tenant}/invitations"), Some(&staff), invited).await.expect(201);
    let wrong =
        json!({"email": "echidna.nobody@planted.example", "password": "Wilhelmine Wombat's password"});
    app.post("/v1/auth/login", None, wrong).await.expect(401);
    let reset = json!({"email": "wombat.person@planted.example"});
    app.post("/v1/auth/password-reset", None, reset).await;
    app.person(&tenant, "wombat.person@planted.example").await;
    let request = Request::post("/v1/auth/login")
        .header("content-type", "application/json")
        .header("user-agent", "Axolotl-Device/1.0")
        .body(Body::from(
            json!({"email": "wombat.person@planted.example", "password": crate::app::PASSWORD}).to_string(),
        ))
        .expect("a request");
    let person = app.send(request).await.expect(200).text("accessToken");
    let me = json!({"name": "Wilhelmine Wombat", "language": "de"});
    app.call(Method::PUT, "/v1/auth/me", Some(&person), Some(me)).await.expect(200);
    assert_eq!(
        app.get("/v1/auth/me", &person).await.expect(200).data()["email"],
        "wombat.person@planted.example"
    );

    let export = json!({"userIdentifier": "Quokka-Identifier-4711"});
    let path = format!("/v1/tenants/{tenant}/subjects/export");
    app.post(&path, Some(&staff), export).await.expect(200);
    app.call(
        Method::DELETE,
        &format!("{one}?reason=Asked+by+numbat.reason@planted.example"),
        Some(&staff),
        None,
    )
    .await
    .expect(200);
    app.get(&format!("{one}/history"), &staff).await;
    let rule = json!({
        "subject": "identifier", "effect": "allow", "value": "Quokka-Identifier-4711",
        "reason": "numbat.reason@planted.example wrote",
    });
    let rules = format!("/v1/tenants/{tenant}/access-rules");
    app.post(&rules, Some(&staff), rule).await.expect(201);
    app.get(&rules, &staff).await.expect(200);
    accept(app, "platypus.invited@planted.example").await;
    plant_in_person(app, &tenant, &staff).await;
}

/// Staff and devices that work with people who come in person.
async fn plant_in_person(app: &App, tenant: &str, staff: &str) {
    let post = async |rest: &str, body: Value| {
        app.post(&format!("/v1/tenants/{tenant}/{rest}"), Some(staff), body).await
    };
    let location = post("locations", json!({"name": "Hall", "timeZone": "UTC"})).await.expect(201).text("id");
    let mut services = Vec::new();
    for (name, prefix) in [("Passports", "A"), ("Cars", "B")] {
        let walk_in = json!({"locationId": location, "prefix": prefix});
        let settings =
            json!({"name": name, "releases": "call", "maxConcurrentUsers": 100, "walkIn": walk_in});
        services.push(app.queue(tenant, settings).await);
    }
    let counter = json!({"locationId": location, "name": "1", "services": services});
    let counter = post("counters", counter).await.expect(201).text("id");
    post(&format!("counters/{counter}/open"), json!({})).await.expect(200);
    let kiosk = post("kiosks", json!({"locationId": location, "name": "Door"})).await.expect(201);

    // A ticket of paper, about which a note is taken.
    let wish = json!({"queueId": services[0], "requestId": "00000000-0000-4000-8000-000000000001"});
    let request = Request::post(format!("/v1/kiosks/{}/tickets", kiosk.text("id")))
        .header("authorization", format!("Bearer {}", kiosk.text("deviceToken")))
        .header("content-type", "application/json")
        .header("user-agent", "Axolotl-Device/1.0")
        .body(Body::from(wish.to_string()))
        .expect("a request");
    let paper = app.send(request).await.expect(201).text("sessionId");
    let noted = Some(json!({"metadata": metadata()}));
    app.call(Method::PUT, &format!("/v1/tenants/{tenant}/sessions/{paper}"), Some(staff), noted)
        .await
        .expect(200);
    // Somebody who is known, called, missed, put back and sent on.
    let who =
        json!({"queueId": services[0], "userIdentifier": "Quokka-Identifier-4711", "metadata": metadata()});
    let known = post("sessions", who).await.expect(201).text("id");
    let why = "Bandicoot: call bandicoot.desk@planted.example or +4915799911122";
    let verb = async |session: &str, verb: &str, mut body: Value| {
        body["reason"] = json!(why);
        post(&format!("sessions/{session}/{verb}"), body).await.expect(200)
    };
    verb(&known, "call", json!({"counterId": counter, "current": null})).await;
    verb(&known, "no-show", json!({})).await;
    verb(&known, "return", json!({"to": "front"})).await;
    verb(&known, "hold", json!({})).await;
    verb(&known, "resume", json!({})).await;
    let there = verb(&known, "transfer", json!({"queueId": services[1]})).await;
    assert_eq!(there.data()["userIdentifier"], "Quokka-Identifier-4711");
    let next = post(&format!("counters/{counter}/call-next"), json!({"current": null})).await.expect(200);
    let at = next.data()["current"]["id"].as_str().expect("somebody").to_owned();
    verb(&at, "finish", json!({})).await;
    let counters = app.get(&format!("/v1/tenants/{tenant}/counters"), staff).await;
    counters.expect(200);
    app.call(Method::GET, &format!("/v1/locations/{location}/board"), None, None).await.expect(200);
}

/// Accepts the invitation that was mailed to somebody.
async fn accept(app: &App, to: &str) {
    let folder = app.folder().join("mail");
    let mut token = None;
    until(async || {
        let files = std::fs::read_dir(&folder).into_iter().flatten().flatten();
        let mails = files.filter_map(|file| std::fs::read_to_string(file.path()).ok());
        // What is being written does not end so.
        let whole = mails.filter(|mail| mail.contains(to) && mail.trim_end().ends_with("--"));
        token = whole.filter_map(|mail| token_in(&mail)).next();
        token.is_some()
    })
    .await;
    let answer = json!({
        "token": token, "name": "Wilhelmine Wombat", "password": crate::app::PASSWORD, "language": "de",
    });
    app.post("/v1/auth/invitations/accept", None, answer).await.expect(201);
    app.login(to).await;
}

/// The token in the link of an invitation; mails are written as quoted-printable.
fn token_in(mail: &str) -> Option<String> {
    let mail = mail.replace("=\r\n", "").replace("=3D", "=");
    let (_, rest) = mail.split_once("/account/invitation?token=")?;
    Some(rest.chars().take_while(|letter| letter.is_ascii_alphanumeric() || "-_".contains(*letter)).collect())
}

/// Every file below a folder. The folder of mails is where the way to a mail server would begin.
fn files(folder: &std::path::Path, top: bool) -> Vec<u8> {
    let mut all = Vec::new();
    for file in std::fs::read_dir(folder).expect("a folder") {
        let file = file.expect("a file");
        if file.file_type().expect("a type").is_file() {
            all.extend(std::fs::read(file.path()).expect("bytes"));
        } else if !(top && file.file_name() == "mail") {
            all.extend(files(&file.path(), false));
        }
    }
    all
}

/// The keys that sign and seal.
async fn keys_of(app: &App) -> Vec<vq_ports::SecretRecord> {
    let stores = app.stores();
    let keys = lasting(async move { stores.secrets.all().await }).await.expect("the keys");
    assert!(keys.len() >= 5, "every purpose has one");
    keys
}

fn assert_no_key(keys: &[vq_ports::SecretRecord], what: &str, dump: &[u8]) {
    for key in keys {
        let found = dump.windows(key.bytes.len()).any(|window| window == &key.bytes[..]);
        assert!(!found, "a key of the purpose {} is in {what}", key.purpose);
    }
}

fn assert_free(what: &str, dump: &[u8]) {
    assert!(!dump.is_empty(), "{what} is empty");
    for planted in PLANTED {
        let found =
            dump.windows(planted.len()).position(|window| window.eq_ignore_ascii_case(planted.as_bytes()));
        if let Some(at) = found {
            let around = &dump[at.saturating_sub(80)..(at + 120).min(dump.len())];
            panic!("{planted} is in {what}: {}", String::from_utf8_lossy(around));
        }
    }
}

#[tokio::test]
async fn nothing_planted_is_in_the_files_or_the_log() {
    let kept = Kept::default();
    let settings = Log { level: "debug".into(), format: LogFormat::Json };
    let guard = tracing::subscriber::set_default(log::subscriber(&settings, kept.clone()).expect("a log"));
    let app = App::one_process().await;
    plant(&app).await;
    tracing::info!(email = "wombat.person@planted.example", "card 4111 1111 1111 1111 of +4915799911122");
    tracing::warn!(error = "no such account: GB82 WEST 1234 5698 7654 32, 078-05-1120", "refused");
    let keys = keys_of(&app).await;
    // While it runs, with all that is in the write-ahead log, and after the end.
    for running in [true, false] {
        let dump = files(app.folder(), true);
        assert_free("the data directory", &dump);
        assert_no_key(&keys, "the data directory", &dump);
        assert!(dump.windows(4).any(|window| window == b"vq1."));
        if running {
            app.stop_writing().await;
        }
    }
    drop(guard);
    let log = kept.0.lock().expect("a lock").clone();
    assert!(log.windows(7).any(|window| window == b"refused"), "the log was kept");
    assert_free("the log", &log);
}

#[tokio::test]
async fn nothing_planted_is_in_the_database_or_in_redis() {
    let setup = Setup::three_nodes().await;
    let app = App::over(setup.clone()).await;
    plant(&app).await;
    let mut dump = setup.backing().database.dump().await;
    dump.extend(files(app.folder(), true));
    assert!(dump.windows(4).any(|window| window == b"vq1."));
    assert_free("the database", &dump);
    assert_no_key(&keys_of(&app).await, "the database", &dump);
    assert_free("the log of the database", setup.backing().database.server().log().as_bytes());
    assert_free("Redis", &dump_of_redis(setup.backing().redis.address()).await);
}

/// Every key of a Redis server, and the connection that told them.
pub async fn keys_of_redis(
    address: std::net::SocketAddr,
) -> (Vec<Vec<u8>>, BufReader<tokio::net::TcpStream>) {
    let mut redis = BufReader::new(tokio::net::TcpStream::connect(address).await.expect("Redis"));
    redis.write_all(b"*2\r\n$4\r\nKEYS\r\n$1\r\n*\r\n").await.expect("sent");
    let mut line = String::new();
    redis.read_line(&mut line).await.expect("an answer");
    let count: usize = line.trim().trim_start_matches('*').parse().expect("a number");
    let mut keys = Vec::new();
    for _ in 0..count {
        keys.push(bulk(&mut redis).await);
    }
    (keys, redis)
}

/// Every key of a Redis server, and what is kept under it.
async fn dump_of_redis(address: std::net::SocketAddr) -> Vec<u8> {
    let (keys, mut redis) = keys_of_redis(address).await;
    let mut dump = keys.concat();
    for key in keys {
        let head = format!("*2\r\n$4\r\nDUMP\r\n${}\r\n", key.len());
        redis.write_all(&[head.as_bytes(), &key, b"\r\n"].concat()).await.expect("sent");
        dump.extend(bulk(&mut redis).await);
    }
    dump
}

/// A string of bytes; nothing if there is none.
async fn bulk(redis: &mut BufReader<tokio::net::TcpStream>) -> Vec<u8> {
    let mut line = String::new();
    redis.read_line(&mut line).await.expect("an answer");
    let Ok(length) = line.trim().trim_start_matches('$').parse::<usize>() else { return Vec::new() };
    let mut bytes = vec![0; length + 2];
    redis.read_exact(&mut bytes).await.expect("bytes");
    bytes.truncate(length);
    bytes
}

async fn who_may_not_see_people_sees_masks(app: App) {
    let tenant = app.tenant("Shop").await;
    let queue = app.queue(&tenant, json!({"name": "Drop"})).await;
    let sessions = format!("/v1/tenants/{tenant}/sessions");
    let join = json!({"queueId": queue, "userIdentifier": "anna.berg@shop.example", "metadata": metadata()});
    let session = app.post(&sessions, None, join).await.expect(201).text("id");
    let viewer = app.member(&tenant, Role::Viewer).await;
    let operator = app.member(&tenant, Role::Operator).await;
    for path in [format!("{sessions}/{session}"), format!("{sessions}?queueId={queue}")] {
        let row = |answer: &Value| match answer["items"].as_array() {
            Some(items) => items[0].clone(),
            None => answer.clone(),
        };
        let seen = row(app.get(&path, &operator).await.expect(200).data());
        assert_eq!(seen["userIdentifier"], "anna.berg@shop.example");
        assert_eq!(seen["metadata"], metadata());
        let masked = row(app.get(&path, &viewer).await.expect(200).data());
        assert_eq!(masked["userIdentifier"], "a***@***");
        assert_eq!(
            masked["metadata"],
            json!({"note": "X***", "phone": "***22", "ssn": "***", "card": "***1111", "iban": "GB***32"})
        );
    }
    let rules = format!("/v1/tenants/{tenant}/access-rules");
    let listed = [
        ("identifier", "anna.berg@shop.example", "a***@***"),
        ("address", "192.0.2.0/24", "192.0.***"),
        ("address", "2001:db8::7", "2001:db8:***"),
    ];
    for (subject, value, _) in listed {
        let reason = "Wrote from anna.berg@shop.example";
        let rule = json!({"subject": subject, "effect": "block", "value": value, "reason": reason});
        app.post(&rules, Some(&app.admin), rule).await.expect(201);
    }
    let seen = app.get(&rules, &operator).await.expect(200);
    let masked = app.get(&rules, &viewer).await.expect(200);
    for (at, (_, value, hidden)) in listed.into_iter().enumerate() {
        let shown = |answer: &Answer| {
            let rule = &answer.data()["items"][at];
            (rule["value"].clone(), rule["reason"].clone())
        };
        assert_eq!(shown(&seen), (json!(value), json!("Wrote from anna.berg@shop.example")));
        assert_eq!(shown(&masked), (json!(hidden), json!("Wrote from a***@***")));
    }
    for path in ["export", "erasure"] {
        let path = format!("/v1/tenants/{tenant}/subjects/{path}");
        app.post(&path, Some(&viewer), json!({"userIdentifier": "x"})).await.expect(403);
    }
}

async fn who_looks_at_lists_is_written_down(app: App) {
    let tenant = app.tenant("Shop").await;
    let queue = app.queue(&tenant, json!({"name": "Drop"})).await;
    let sessions = format!("/v1/tenants/{tenant}/sessions");
    for name in ["anna.berg@shop.example", "customer-17"] {
        let join = json!({"queueId": queue, "userIdentifier": name});
        app.post(&sessions, None, join).await.expect(201);
    }
    // Nobody is known by this one.
    app.join(&tenant, &queue).await.expect(201);
    let (operator, viewer) =
        (app.member(&tenant, Role::Operator).await, app.member(&tenant, Role::Viewer).await);
    let all = format!("{sessions}?queueId={queue}");
    let anna = format!("{sessions}?userIdentifier=anna.berg@shop.example");
    // A page that asks again and again, twice.
    for _ in 0..3 {
        app.get(&all, &operator).await.expect(200);
        app.get(&anna, &operator).await.expect(200);
        // Who sees masks sees nobody.
        app.get(&all, &viewer).await.expect(200);
    }
    app.get(&format!("{sessions}?userIdentifier=nobody@shop.example"), &operator).await.expect(200);
    let part = app.get(&format!("{all}&limit=2"), &operator).await.expect(200);
    let rest = part.text("nextCursor");
    app.get(&format!("{all}&limit=2&cursor={rest}"), &operator).await.expect(200);
    app.get(&format!("/v1/tenants/{tenant}/people"), &app.admin).await.expect(200);

    let looks = crate::audit::entries(&app, &tenant, "&action=look.").await;
    let told: Vec<_> = looks.iter().rev().map(|look| (&look["action"], &look["after"])).collect();
    let sessions_of = |filter: Value, first: bool, rows: u32| {
        (json!("look.sessions"), json!({"filter": filter, "firstPage": first, "rows": rows}))
    };
    let people = json!({"filter": {}, "firstPage": true, "rows": 2});
    let mut expected = vec![
        sessions_of(json!({"queueId": queue}), true, 2),
        sessions_of(json!({"userIdentifier": "a***@***"}), true, 1),
    ];
    // Those who joined last come first, and nobody knows who that is.
    expected.push(sessions_of(json!({"queueId": queue}), true, 1));
    expected.push(sessions_of(json!({"queueId": queue}), false, 1));
    expected.push((json!("look.people"), people));
    assert_eq!(told, expected.iter().map(|(action, after)| (action, after)).collect::<Vec<_>>());
    let me = app.get("/v1/auth/me", &operator).await.expect(200).text("id");
    assert!(looks[1..].iter().all(|look| look["actor"]["id"] == me.as_str()), "{looks:?}");
}

async fn who_looks_at_one_person_or_at_the_log_is_written_down(app: App) {
    let tenant = app.tenant("Shop").await;
    let queue = app.queue(&tenant, json!({"name": "Drop"})).await;
    let sessions = format!("/v1/tenants/{tenant}/sessions");
    let join = json!({"queueId": queue, "userIdentifier": "anna.berg@shop.example"});
    let anna = app.post(&sessions, None, join).await.expect(201).text("id");
    let nobody = app.join(&tenant, &queue).await.expect(201).text("id");
    let (operator, viewer) =
        (app.member(&tenant, Role::Operator).await, app.member(&tenant, Role::Viewer).await);
    // Again and again, in an answer to a change that is none, too.
    for _ in 0..3 {
        for id in [&anna, &nobody] {
            let path = format!("{sessions}/{id}");
            app.get(&path, &operator).await.expect(200);
            app.call(Method::PUT, &path, Some(&operator), Some(json!({}))).await.expect(200);
            // Who sees a mask sees nobody.
            app.get(&path, &viewer).await.expect(200);
        }
    }
    let auditor = app.member(&tenant, Role::Admin).await;
    let log = format!("/v1/tenants/{tenant}/audit");
    for _ in 0..3 {
        for query in ["?action=queue.", "?action=queue.&limit=1", "?actor=nobody", "/1"] {
            app.get(&format!("{log}{query}"), &auditor).await.expect(200);
        }
    }
    let looks = crate::audit::entries(&app, &tenant, "&action=look.").await;
    let told: Vec<_> =
        looks.iter().rev().map(|look| json!([look["action"], look["target"], look["after"]])).collect();
    let audit = json!({"kind": "audit", "id": ""});
    let expected = [
        json!(["look.session", {"kind": "session", "id": anna}, null]),
        json!(["look.audit", audit, {"filter": {"action": "queue."}}]),
        json!(["look.audit", audit, null]),
    ];
    assert_eq!(told, expected);
    // The platform's own log tells of its readers likewise.
    for _ in 0..2 {
        app.get("/v1/platform/audit?action=tenant.", &app.admin).await.expect(200);
    }
    let of_readers = "/v1/platform/audit?action=look.audit&limit=200";
    let told = app.get(of_readers, &app.admin).await.expect(200);
    let told = told.data()["items"].as_array().expect("items").clone();
    let of_tenants = json!({"filter": {"action": "tenant."}});
    assert_eq!(told.iter().filter(|look| look["after"] == of_tenants).count(), 1, "{told:?}");
}

async fn somebody_gets_a_copy_and_is_erased(app: App) {
    let tenant = app.tenant("Shop").await;
    let queue = app.queue(&tenant, json!({"name": "Drop"})).await;
    let sessions = format!("/v1/tenants/{tenant}/sessions");
    let join = json!({"queueId": queue, "userIdentifier": "customer-17", "metadata": metadata()});
    let session = app.post(&sessions, None, join).await.expect(201).text("id");
    let admin = app.member(&tenant, Role::Admin).await;
    let subject = json!({"userIdentifier": "customer-17"});
    let export = format!("/v1/tenants/{tenant}/subjects/export");
    let copy = app.post(&export, Some(&admin), subject.clone()).await.expect(200);
    assert_eq!(copy.data()["sessions"][0]["sessionId"], session);
    assert_eq!(copy.data()["sessions"][0]["metadata"], metadata());
    let nobody = app.post(&export, Some(&admin), json!({"userIdentifier": ""})).await.expect(422);
    assert_eq!(nobody.error().1, Some("userIdentifier"));

    // What the lists say about them is theirs, too, and nobody else's.
    let rules = format!("/v1/tenants/{tenant}/access-rules");
    let mut made = Vec::new();
    for value in ["customer-17", "customer-18"] {
        let rule = json!({"subject": "identifier", "effect": "block", "value": value, "reason": "Shouted at Narwhal"});
        made.push(app.post(&rules, Some(&admin), rule).await.expect(201).text("id"));
    }
    let copy = app.post(&export, Some(&admin), subject.clone()).await.expect(200);
    let rule = &copy.data()["accessRules"][0];
    assert_eq!((&rule["id"], &rule["reason"]), (&json!(made[0]), &json!("Shouted at Narwhal")));
    assert_eq!(copy.data()["accessRules"].as_array().map(Vec::len), Some(1));
    // The audit log knows that there was a reason, not its words.
    let audit = format!("/v1/tenants/{tenant}/audit?action=access_rule.create");
    let written = app.get(&audit, &app.admin).await.expect(200).data().clone();
    assert!(!written.to_string().contains("Narwhal"), "{written}");
    assert_eq!(written["items"][0]["after"]["reasonGiven"], json!(true), "{written}");

    let erase = format!("/v1/tenants/{tenant}/subjects/erasure");
    let erased = app.post(&erase, Some(&admin), subject.clone()).await.expect(200);
    assert_eq!((&erased.data()["sessions"], &erased.data()["accessRules"]), (&json!(1), &json!(1)));
    let copy = app.post(&export, Some(&admin), subject.clone()).await.expect(200);
    assert_eq!((&copy.data()["sessions"], &copy.data()["accessRules"]), (&json!([]), &json!([])));
    let left = app.get(&rules, &admin).await.expect(200);
    assert_eq!(left.data()["items"].as_array().map(Vec::len), Some(1));
    assert_eq!(left.data()["items"][0]["id"], json!(made[1]));
    let left = app.get(&format!("{sessions}/{session}"), &admin).await.expect(200);
    assert_eq!((&left.data()["userIdentifier"], &left.data()["metadata"]), (&Value::Null, &Value::Null));
    let told = crate::audit::entries(&app, &tenant, "&action=data.").await;
    let told: Vec<_> = told.iter().rev().map(|entry| (&entry["action"], &entry["after"])).collect();
    let (copied, erased, who) =
        (json!("data.export"), json!("data.erase"), json!({"userIdentifier": "c***"}));
    let begun = json!({"userIdentifier": "c***", "state": "begun"});
    let done = json!({"userIdentifier": "c***", "state": "done", "sessions": 1});
    let copy = (&copied, &who);
    assert_eq!(told, [copy, copy, (&erased, &begun), (&erased, &done), copy]);
}

async fn keys_are_rotated_in_the_background(app: App) {
    let tenant = app.tenant("Shop").await;
    let rotations = "/v1/protection/rotations";
    let none = app.post(rotations, Some(&app.admin), json!({"tenantId": tenant})).await.expect(404);
    assert_eq!(none.error().1, Some("tenantId"), "nothing of it is sealed yet");
    let queue = app.queue(&tenant, json!({"name": "Drop"})).await;
    let join = json!({"queueId": queue, "userIdentifier": "customer-17"});
    app.post(&format!("/v1/tenants/{tenant}/sessions"), None, join).await.expect(201);
    let begun = app.post(rotations, Some(&app.admin), json!({"tenantId": tenant})).await.expect(201);
    assert_eq!(begun.data()["items"][0]["number"], 2);
    let of = async |key_use: &str| {
        let all = app.get(rotations, &app.admin).await.expect(200);
        let items = all.data()["items"].as_array().expect("items").clone();
        let ours = |one: &Value| one["tenantId"] == tenant.as_str() && one["keyUse"] == key_use;
        items.into_iter().find(ours).expect("the rotation")
    };
    let mine = async || of("seal").await;
    if app.is_one_process() {
        // Several processes wait until all of them know the new key.
        until(async || !mine().await["finishedAt"].is_null()).await;
        assert_eq!(mine().await["rowsSealed"], 1);
    } else {
        assert_eq!(mine().await["number"], 2);
        let twice = app.post(rotations, Some(&app.admin), json!({"tenantId": tenant})).await.expect(409);
        assert_eq!(twice.error().0, "conflict");
    }
    let index = json!({"tenantId": tenant, "keyUse": "index"});
    let begun = app.post(rotations, Some(&app.admin), index.clone()).await.expect(201);
    assert_eq!(
        (&begun.data()["items"][0]["number"], &begun.data()["items"][0]["keyUse"]),
        (&json!(2), &json!("index"))
    );
    if app.is_one_process() {
        until(async || !of("index").await["finishedAt"].is_null()).await;
        assert_eq!(of("index").await["rowsSealed"], 1);
        app.post(rotations, Some(&app.admin), json!({"tenantId": tenant, "keyUse": "other"}))
            .await
            .expect(422);
    } else {
        app.post(rotations, Some(&app.admin), index).await.expect(409);
    }
    // Found whether it is done or not.
    let again = json!({"queueId": queue, "userIdentifier": "customer-17"});
    let sessions = format!("/v1/tenants/{tenant}/sessions");
    app.post(&sessions, Some(&app.admin), again).await.expect(200);
    let found = app.get(&format!("{sessions}?userIdentifier=customer-17"), &app.admin).await.expect(200);
    assert_eq!(found.data()["items"].as_array().map(Vec::len), Some(1));
    let rewrapped = app.post("/v1/protection/rewrap", Some(&app.admin), json!({})).await.expect(200);
    assert_eq!(rewrapped.data()["rewrapped"], 0, "the master key is still the same");
    let told = async |query: &str| {
        let page = app.get(&format!("/v1/platform/audit?{query}"), &app.admin).await.expect(200);
        page.data()["items"].as_array().expect("items").clone()
    };
    let rotated = told(&format!("action=data_key.rotate&target={tenant}")).await;
    let uses: Vec<_> = rotated.iter().map(|entry| &entry["after"]["use"]).collect();
    assert_eq!(uses, ["index", "seal"], "what was refused is not there: {rotated:?}");
    assert!(rotated.iter().all(|entry| entry["after"]["number"] == 2));
    let rewraps = told("action=data_key.rewrap").await;
    assert_eq!(
        (&rewraps[1]["after"], &rewraps[0]["after"]),
        (&json!({"state": "begun"}), &json!({"state": "done", "rewrapped": 0}),)
    );
}

async fn origins_are_a_tenants_own(app: App) {
    let tenant = app.tenant("Shop").await;
    let path = format!("/v1/tenants/{tenant}");
    let allowed = async |origin: &str, method: Method| {
        let mut request =
            Request::builder().method(method.clone()).uri(format!("{path}/queues")).header("origin", origin);
        if method == Method::OPTIONS {
            request = request.header("access-control-request-method", "GET");
        } else {
            request = request.header("authorization", format!("Bearer {}", app.admin));
        }
        let answer = app.open(request.body(Body::empty()).expect("a request")).await;
        answer
            .headers()
            .get(header::ACCESS_CONTROL_ALLOW_ORIGIN)
            .map(|value| value.to_str().expect("text").to_owned())
    };
    assert_eq!(allowed("https://any.example", Method::GET).await.as_deref(), Some("*"));
    let wrong =
        json!({"name": "Shop", "version": 1, "configuration": {"corsOrigins": ["https://shop.example/"]}});
    let refused = app.call(Method::PUT, &path, Some(&app.admin), Some(wrong)).await.expect(422);
    assert_eq!(refused.error().1, Some("configuration.corsOrigins"));
    let right =
        json!({"name": "Shop", "version": 1, "configuration": {"corsOrigins": ["https://shop.example"]}});
    app.call(Method::PUT, &path, Some(&app.admin), Some(right)).await.expect(200);
    if !app.is_one_process() {
        // Other processes may know the tenant as it was for a moment.
        return;
    }
    for method in [Method::GET, Method::OPTIONS] {
        let own = allowed("https://shop.example", method.clone()).await;
        assert_eq!(own.as_deref(), Some("https://shop.example"));
        for other in ["https://any.example", "https://shop.example.evil", "http://shop.example", "null"] {
            assert_eq!(allowed(other, method.clone()).await, None, "{other}");
        }
    }
}

#[tokio::test]
async fn every_page_has_its_headers() {
    let app = App::one_process().await;
    let tenant = app.tenant("Shop").await;
    let queue = app.queue(&tenant, json!({"name": "Drop"})).await;
    let pages = [
        format!("/q/{queue}"),
        format!("/q/{queue}/keep"),
        format!("/q/{queue}/recover"),
        "/q/nothing".to_owned(),
        "/l/nothing".to_owned(),
        "/preview/room".to_owned(),
        "/admin/".to_owned(),
        "/admin/anything".to_owned(),
        "/kiosk/".to_owned(),
        "/board/".to_owned(),
        "/account/reset-password".to_owned(),
        "/account/nothing".to_owned(),
        "/docs/".to_owned(),
        "/v1/openapi.json".to_owned(),
        "/health".to_owned(),
        "/metrics".to_owned(),
        "/nothing".to_owned(),
        "/.well-known/jwks.json".to_owned(),
        format!("/v1/queues/{queue}/frame"),
    ];
    for page in pages {
        let answer = app.open(Request::get(&page).body(Body::empty()).expect("a request")).await;
        let header =
            |name: &str| answer.headers().get(name).map(|value| value.to_str().expect("text").to_owned());
        let policy = header("content-security-policy")
            .unwrap_or_else(|| panic!("{page} has no policy: {} {:?}", answer.status(), answer.headers()));
        assert!(policy.contains("default-src 'none'") || policy == "sandbox", "{page}: {policy}");
        let scripts = policy.split(';').find(|part| part.trim_start().starts_with("script-src"));
        assert!(!scripts.is_some_and(|part| part.contains("unsafe")), "{page}: {policy}");
        assert!(policy == "sandbox" || policy.contains("frame-ancestors"), "{page}: {policy}");
        assert_eq!(header("x-content-type-options").as_deref(), Some("nosniff"), "{page}");
        assert!(header("referrer-policy").is_some(), "{page}");
        assert_eq!(header("strict-transport-security"), None, "{page}: it is reached by http");
    }
    let secure =
        App::one_process_with(|config| config.server.public_url = "https://queue.example".into()).await;
    let answer = secure.open(Request::get("/health").body(Body::empty()).expect("a request")).await;
    assert!(answer.headers().contains_key("strict-transport-security"));
}

#[tokio::test]
async fn old_sessions_lose_their_owner_as_their_queue_says() {
    let app = App::one_process().await;
    let tenant = app.tenant("Shop").await;
    let sessions = format!("/v1/tenants/{tenant}/sessions");
    let mut left = Vec::new();
    for days in [0, 30] {
        let queue = app.queue(&tenant, json!({"name": "Drop", "personalDataDays": days})).await;
        let join = json!({"queueId": queue, "userIdentifier": "customer-17"});
        let joined = app.post(&sessions, None, join).await.expect(201);
        let (session, token) = (joined.text("id"), joined.text("sessionToken"));
        app.call(Method::DELETE, "/v1/sessions/current", Some(&token), None).await.expect(200);
        left.push(session);
    }
    let (stores, protection) = app.protection();
    let now = vq_ports::Clock::now(&vq_ports::SystemClock);
    let day = 24 * 60 * 60 * 1000;
    let forget = |days: i64| vq_server::vault::forget_people(&stores, &protection.subjects, now + days * day);
    assert_eq!(forget(29).await, Ok(0));
    assert_eq!(forget(31).await, Ok(1));
    for (session, owner) in left.iter().zip([json!("customer-17"), Value::Null]) {
        let seen = app.get(&format!("{sessions}/{session}"), &app.admin).await.expect(200);
        assert_eq!(seen.data()["userIdentifier"], owner);
    }
}

#[test]
fn no_secret_is_in_debug() {
    let mut config =
        vq_server::config::Config::load(&vq_server::cli::CommonArgs::default()).expect("a configuration");
    config.mail.url = "smtps://user:Secret-Sloth@mail.example".into();
    config.store.url = "postgres://user:Secret-Sloth@db.example/vq".into();
    config.store.replica_url.clone_from(&config.store.url);
    config.redis.url = "redis://:Secret-Sloth@redis.example".into();
    config.redis.password = "Secret-Sloth".into();
    config.bootstrap.admin_password = "Secret-Sloth".into();
    config.protection.master_key = crate::setups::MASTER_KEY.into();
    let ids = Arc::new(vq_ports::SystemIds);
    let master = vq_protection::LocalMaster::parse(crate::setups::MASTER_KEY, ids).expect("a key");
    let wrong =
        vq_protection::LocalMaster::parse("Secret-Sloth", Arc::new(vq_ports::SystemIds)).expect_err("no key");
    let secret = vq_ports::SecretRecord {
        purpose: "access".into(),
        number: 1,
        bytes: b"Secret-Sloth Secret-Sloth Secret".to_vec().into(),
        master: None,
        signs_from: vq_domain::Millis(0),
        retires_at: None,
    };
    let key = vq_ports::DataKeyRecord {
        realm: None,
        key_use: vq_ports::KeyUse::Seal,
        number: 1,
        wrapped: b"Secret-Sloth".to_vec(),
        master: "m".into(),
        seals_from: vq_domain::Millis(0),
        retired_at: None,
    };
    let personal = vq_protection::Personal { lookup: Some("Secret-Sloth".into()), words: None };
    let shown = format!("{config:?} {master:?} {wrong:?} {wrong} {secret:?} {key:?} {personal:?}");
    let bytes = format!("{:?}", &b"Secret-Sloth"[..]);
    for hidden in ["Secret-Sloth", crate::setups::MASTER_KEY, &bytes[1..bytes.len() - 1]] {
        assert!(!shown.contains(hidden), "{shown}");
    }
}

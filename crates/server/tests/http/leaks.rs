//! Nothing personal and no secret is in the files, the database, Redis or the log.

use std::sync::Arc;

use axum::{
    body::Body,
    http::{Method, Request},
};
use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use vq_domain::Role;
use vq_server::{
    config::{Log, LogFormat},
    log,
};

use crate::{
    app::{App, until},
    logs::Kept,
    setups::{Setup, lasting},
};

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

pub fn metadata() -> Value {
    json!({
        "note": "Xylophon-Metadata",
        "phone": "+4915799911122",
        "ssn": "078-05-1120",
        "card": "4111 1111 1111 1111",
        "iban": "GB82 WEST 1234 5698 7654 32",
    })
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
    let log = kept.bytes();
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

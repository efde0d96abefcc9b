//! What the command line says to somebody who makes a mistake, and what it leaves behind.

use std::{
    path::Path,
    process::{Command, Output},
};

use axum::{body::Body, http::Request};
use vq_domain::Millis;
use vq_keyring::Purpose;
use vq_ports::{Audit, SecretRecord};
use vq_server::{cli::CommonArgs, config::Config, deployment::Deployment, store::Store};

use crate::app::App;

/// Runs `vqueue` on a folder.
fn vqueue(args: &[&str], data: &Path) -> (bool, String) {
    run(&[args, &["--data", data.to_str().expect("text")]].concat(), &[])
}

/// Runs `vqueue` with these settings and nothing of this process's own.
fn run(args: &[&str], settings: &[(&str, &str)]) -> (bool, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_vqueue"));
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("VQUEUE") {
            command.env_remove(name);
        }
    }
    let Output { status, stdout, stderr } =
        command.args(args).envs(settings.iter().copied()).output().expect("a process");
    let told = [stdout, stderr].map(|bytes| String::from_utf8(bytes).expect("text")).concat();
    (status.success(), told)
}

/// A deployment in a folder of its own that has been started and stopped.
async fn stopped(data: &Path) {
    let args = CommonArgs { config: None, data: Some(data.to_owned()) };
    let mut deployment = Deployment::new(Config::load(&args).expect("a configuration"));
    deployment.start(&["keys".to_owned()]).await.expect("started");
    // The keys of the platform's people, so that the database depends on the master key.
    let email = "ann@example.com".to_owned();
    let user =
        vq_auth::NewUser { email, password: None, roles: vec![vq_domain::Role::PlatformAdmin], tenant: None };
    let stores = deployment.stores().expect("stores");
    vq_auth::create_user(&*stores.accounts, &*stores.tenants, &*deployment.clock, &*deployment.ids, user)
        .await
        .expect("made");
    deployment.stop().await;
}

#[test]
fn a_mistyped_folder_is_not_made() {
    let parent = tempfile::tempdir().expect("a folder");
    let data = parent.path().join("dnope");
    for args in [
        &["audit", "verify"][..],
        &["audit", "checkpoints"],
        &["keys", "list"],
        &["admin", "rescue-user", "--email", "ann@example.com"],
    ] {
        let (good, told) = vqueue(args, &data);
        assert!(!good && told.contains("there is no deployment in"), "{args:?}: {told}");
        assert!(!data.exists(), "{args:?}");
    }
}

#[tokio::test]
async fn a_verification_ends_with_its_verdict() {
    let folder = tempfile::tempdir().expect("a folder");
    stopped(folder.path()).await;
    let (good, told) = vqueue(&["audit", "verify"], folder.path());
    assert!(good && told.contains("nothing was changed, removed, moved or cut off"), "{told}");
    let nobody = "00000000-0000-4000-8000-000000000001";
    let (good, told) = vqueue(&["audit", "verify", "--tenant", nobody], folder.path());
    assert!(!good && told.contains("there is no tenant"), "{told}");
}

#[tokio::test]
async fn a_master_key_that_is_missing_is_not_replaced() {
    let folder = tempfile::tempdir().expect("a folder");
    stopped(folder.path()).await;
    let (good, told) = vqueue(&["doctor"], folder.path());
    assert!(good, "{told}");
    let key = folder.path().join("master.key");
    std::fs::remove_file(&key).expect("removed");
    let (good, told) = vqueue(&["doctor"], folder.path());
    assert!(!good && told.contains("master.key is missing"), "{told}");
    let (good, told) = vqueue(&["serve", "--listen", "127.0.0.1:0"], folder.path());
    assert!(!good && told.contains("master.key is missing"), "{told}");
    assert!(!key.exists(), "no other was made");
}

/// Writes signing keys into a stopped deployment past the server, in the open.
async fn plant(data: &Path, keys: &[(&str, u32)]) {
    let args = CommonArgs { config: None, data: Some(data.to_owned()) };
    let store = Store::open(&Config::load(&args).expect("a configuration").store).await.expect("a store");
    for (purpose, number) in keys {
        let purpose = (*purpose).to_owned();
        let (bytes, signs_from) = (vec![7_u8; 32].into(), Millis(0));
        let key =
            SecretRecord { purpose, number: *number, bytes, master: None, signs_from, retires_at: None };
        store.stores().secrets.add(&key, None, &Audit::exempt("a test")).await.expect("written");
    }
    store.close().await;
}

/// The lines of `vqueue keys list` that tell of a key.
fn listed(data: &Path) -> Vec<String> {
    let (good, told) = vqueue(&["keys", "list"], data);
    assert!(good, "{told}");
    let of_a_key = |line: &&str| Purpose::ALL.iter().any(|purpose| line.starts_with(purpose.as_str()));
    told.lines().filter(of_a_key).map(str::to_owned).collect()
}

#[tokio::test]
async fn a_signing_key_that_somebody_else_wrote_is_told_of_and_not_used() {
    let folder = tempfile::tempdir().expect("a folder");
    stopped(folder.path()).await;
    let before = listed(folder.path());
    assert_eq!(before.len(), Purpose::ALL.len());
    let (good, told) = vqueue(&["doctor"], folder.path());
    assert!(good && !told.contains("in the open"), "{told}");
    assert!(told.contains("the audit logs (1) follow from where they were signed last"), "{told}");
    // While nothing runs: the next start takes it for nobody's.
    plant(folder.path(), &[("seal", 2)]).await;
    assert_eq!(listed(folder.path()), before);
    let (good, told) = vqueue(&["doctor"], folder.path());
    assert!(!good && told.contains("are not used: seal 2"), "{told}");
    assert_eq!(listed(folder.path()), before, "nor does the second start");
}

#[tokio::test]
async fn signing_keys_of_an_earlier_version_are_wrapped_when_told() {
    let all = Purpose::ALL.map(|purpose| (purpose.as_str(), 1));
    let (fresh, known) = (tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder"));
    // Where the start makes the first master key, nothing can have been wrapped before.
    plant(fresh.path(), &all).await;
    assert_eq!(listed(fresh.path()).len(), all.len());
    // Where there is one, that is not known.
    plant(known.path(), &all).await;
    std::fs::copy(fresh.path().join("master.key"), known.path().join("master.key")).expect("copied");
    let (good, told) = vqueue(&["keys", "list"], known.path());
    assert!(!good && told.contains("vqueue keys wrap"), "{told}");
    let (good, told) = vqueue(&["keys", "wrap"], known.path());
    assert!(good && told.contains("wrapped 5 signing keys") && told.contains("audit 1"), "{told}");
    assert_eq!(listed(known.path()).len(), all.len());
    let (good, told) = vqueue(&["keys", "wrap"], known.path());
    assert!(good && told.contains("wrapped 0 signing keys"), "{told}");
    let (good, told) = vqueue(&["doctor"], known.path());
    assert!(good, "{told}");
}

#[tokio::test]
async fn the_bare_address_leads_a_browser_to_the_dashboard() {
    let app = App::one_process().await;
    let ask = |accept: &'static str| {
        let request = Request::get("/").header("accept", accept).body(Body::empty()).expect("a request");
        app.open(request)
    };
    let page = ask("text/html,*/*;q=0.8").await;
    let location = page.headers().get("location").and_then(|value| value.to_str().ok());
    assert_eq!((page.status().as_u16(), location), (302, Some("/admin")));
    assert_eq!(ask("application/json").await.status().as_u16(), 404);
}

#[test]
fn a_gate_wants_ids() {
    let gate = [
        "gate",
        "--listen",
        "127.0.0.1:0",
        "--origin",
        "http://127.0.0.1:1",
        "--server",
        "http://127.0.0.1:1",
    ];
    let (good, told) = run(&[&gate[..], &["--tenant", "shop", "--queue", "drop"]].concat(), &[]);
    assert!(!good && told.contains("gate.rules[0].tenant") && told.contains("a UUID like"), "{told}");
}

#[tokio::test]
async fn a_first_administrator_that_cannot_be_is_told_by_its_setting() {
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path().to_str().expect("text");
    let args = ["serve", "--listen", "127.0.0.1:0", "--data", data];
    let (good, told) =
        run(&args, &[("VQUEUE__BOOTSTRAP__ADMIN_PASSWORD", "short"), ("VQUEUE_SERVER_LISTEN", "x")]);
    assert!(!good && told.contains("bootstrap.admin_password: "), "{told}");
    assert!(told.contains("VQUEUE__SERVER__LISTEN is probably meant"), "{told}");
}

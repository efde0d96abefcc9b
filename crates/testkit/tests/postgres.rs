//! PostgreSQL for tests keeps its promises.

use std::{path::Path, time::Duration};

use tokio_postgres::{Client, NoTls};
use vq_testkit::{Postgres, PostgresOptions, TcpProxy};

async fn connect(url: &str) -> Result<Client, tokio_postgres::Error> {
    let (client, connection) = tokio_postgres::connect(url, NoTls).await?;
    tokio::spawn(connection);
    Ok(client)
}

async fn count(client: &Client, sql: &str) -> i64 {
    client.query_one(sql, &[]).await.unwrap().get(0)
}

#[tokio::test]
async fn a_database_belongs_to_an_ordinary_role() {
    let (first, second) =
        (Postgres::shared().await.database().await, Postgres::shared().await.database().await);
    assert_ne!(first.url(), second.url());
    let client = connect(&first.url()).await.unwrap();
    client.batch_execute("CREATE TABLE t (n int); INSERT INTO t VALUES (1), (2)").await.unwrap();
    assert_eq!(count(&client, "SELECT count(*) FROM t").await, 2);
    let privileged =
        "SELECT count(*) FROM pg_roles WHERE rolname = current_user AND (rolsuper OR rolbypassrls)";
    assert_eq!(count(&client, privileged).await, 0);
    assert_eq!(count(&first.owner().await, privileged).await, 1);
    let wrong = first.url().replace("not-a-secret", "a-guess");
    assert!(connect(&wrong).await.is_err());
    let name = first.name().to_owned();
    drop((client, first));
    let there = format!("SELECT count(*) FROM pg_database WHERE datname = '{name}'");
    assert_eq!(count(&second.owner().await, &there).await, 0);
}

#[tokio::test]
async fn a_server_can_be_killed_stopped_and_started_again() {
    let server = Postgres::start().await;
    let database = server.database().await;
    let client = connect(&database.url()).await.unwrap();
    client.batch_execute("CREATE TABLE t (n int); INSERT INTO t VALUES (1)").await.unwrap();
    for end in [false, true] {
        let client = connect(&database.url()).await.unwrap();
        if end {
            server.stop().await;
        } else {
            server.kill().await;
        }
        assert!(client.batch_execute("SELECT 1").await.is_err());
        assert!(connect(&database.url()).await.is_err());
        server.restart().await;
        let client = connect(&database.url()).await.unwrap();
        assert_eq!(count(&client, "SELECT count(*) FROM t").await, 1);
    }
}

#[tokio::test]
async fn a_frozen_server_goes_on_where_it_was() {
    let server = Postgres::start().await;
    let client = connect(&server.owner_url("postgres")).await.unwrap();
    server.freeze().await;
    let mut answer = Box::pin(client.query_one("SELECT 7", &[]));
    assert!(tokio::time::timeout(Duration::from_millis(50), &mut answer).await.is_err());
    server.thaw().await;
    assert_eq!(answer.await.unwrap().get::<_, i32>(0), 7);
    // One that is frozen can be ended as well.
    server.freeze().await;
}

#[tokio::test]
async fn a_replica_follows() {
    let server = Postgres::start().await;
    let database = server.database().await;
    let client = connect(&database.url()).await.unwrap();
    client.batch_execute("CREATE TABLE t (n int)").await.unwrap();
    let replica = server.replica().await;
    client.batch_execute("INSERT INTO t VALUES (1)").await.unwrap();
    let follower = connect(&database.url_at(replica.address())).await.unwrap();
    while count(&follower, "SELECT count(*) FROM t").await == 0 {
        tokio::task::yield_now().await;
    }
    assert!(follower.batch_execute("INSERT INTO t VALUES (2)").await.is_err());
}

#[tokio::test]
async fn a_server_can_be_durable_and_encrypt() {
    let options = PostgresOptions { durable: true, tls: true, settings: vec![("work_mem", "5MB".into())] };
    let server = Postgres::with(options).await;
    let client = server.owner("postgres").await;
    for (setting, value) in
        [("fsync", "on"), ("synchronous_commit", "on"), ("ssl", "on"), ("work_mem", "5MB")]
    {
        let row = client.query_one("SELECT current_setting($1)", &[&setting]).await.unwrap();
        assert_eq!(row.get::<_, &str>(0), value, "{setting}");
    }
    assert!(server.certificate().exists());
}

#[tokio::test]
async fn a_way_can_be_cut_and_held_up() {
    let server = Postgres::shared().await;
    let proxy = TcpProxy::start(server.address()).await;
    let database = server.database().await;
    let client = connect(&database.url_at(proxy.address())).await.unwrap();
    proxy.hold_up();
    let mut answer = Box::pin(client.query_one("SELECT 7", &[]));
    assert!(tokio::time::timeout(Duration::from_millis(50), &mut answer).await.is_err());
    proxy.slow_down(Duration::from_millis(1));
    answer.await.unwrap();
    proxy.sever();
    assert!(client.batch_execute("SELECT 1").await.is_err());
    assert!(connect(&database.url_at(proxy.address())).await.is_err());
    proxy.restore();
    connect(&database.url_at(proxy.address())).await.unwrap();
}

/// The process to be killed.
#[tokio::test]
#[ignore = "started by nothing_is_left_of_a_killed_test, in a process of its own"]
async fn victim() {
    let server = Postgres::start().await;
    let client = server.owner("postgres").await;
    let folder: String = client.query_one("SHOW data_directory", &[]).await.unwrap().get(0);
    println!("folder {folder}");
    std::future::pending::<()>().await;
}

#[test]
fn nothing_is_left_of_a_killed_test() {
    use std::io::BufRead;
    let mut victim = std::process::Command::new(std::env::current_exe().unwrap())
        .args(["victim", "--exact", "--ignored", "--nocapture"])
        .stdout(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    let lines = std::io::BufReader::new(victim.stdout.take().unwrap()).lines();
    let folder = lines.map_while(Result::ok).find_map(|line| Some(line.strip_prefix("folder ")?.to_owned()));
    let folder = folder.unwrap();
    let process = std::fs::read_to_string(Path::new(&folder).join("postmaster.pid")).unwrap();
    let process = format!("/proc/{}", process.lines().next().unwrap());
    victim.kill().unwrap();
    victim.wait().unwrap();
    while Path::new(&folder).exists() || Path::new(&process).exists() {
        std::thread::yield_now();
    }
}

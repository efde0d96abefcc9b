//! Child processes that say where they listen, or do not.
#![cfg(unix)]

use std::{os::unix::fs::PermissionsExt, path::Path};

use vq_crowd::{ServerProcess, ServerSpec, server::ServerError};

fn script(directory: &Path, text: &str) -> ServerSpec {
    let program = directory.join("server");
    std::fs::write(&program, format!("#!/bin/sh\n{text}\n")).unwrap();
    std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o755)).unwrap();
    ServerSpec::new(program, directory)
}

#[tokio::test]
async fn a_server_is_ready_when_it_says_where_it_listens() {
    let directory = tempfile::tempdir().unwrap();
    let spec = script(
        directory.path(),
        "echo warming up\necho \"listening on http://127.0.0.1:4711\"\nexec cat /dev/zero >/dev/null",
    );
    let server = ServerProcess::start(&spec).await.unwrap();
    assert_eq!(server.base.to_string(), "http://127.0.0.1:4711");
    if cfg!(target_os = "linux") {
        assert!(server.resident_bytes().unwrap() > 0);
    }
    server.kill().await.unwrap();
}

#[tokio::test]
async fn a_server_that_ends_is_quoted() {
    let directory = tempfile::tempdir().unwrap();
    let spec = script(directory.path(), "echo \"the disk is full\" >&2; exit 3");
    let Err(ServerError::NotReady(words)) = ServerProcess::start(&spec).await else {
        panic!("it must not start")
    };
    assert!(words.contains("the disk is full"), "{words}");
}

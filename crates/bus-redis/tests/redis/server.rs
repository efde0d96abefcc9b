//! A server with options that the shared test servers do not have: TLS, cluster mode.

use std::{
    net::{Ipv4Addr, TcpListener, TcpStream},
    process::{Child, Command, Stdio},
};

use crate::nodes::eventually;

/// Ends with its handle, and its folder with it.
pub struct Server {
    pub port: u16,
    child: Child,
    pub folder: tempfile::TempDir,
}

impl Server {
    /// Starts one in a folder of its own that `prepare` may fill; it answers the arguments for a port.
    pub async fn start(prepare: impl Fn(&tempfile::TempDir, u16) -> Vec<String>) -> Self {
        loop {
            let folder = tempfile::tempdir().expect("a folder");
            let port = free_port();
            let mut child = Command::new("redis-server")
                .args(["--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir"])
                .arg(folder.path())
                .args(prepare(&folder, port))
                .stdout(Stdio::null())
                .spawn()
                .expect("redis-server runs");
            let listens = eventually(async || match child.try_wait() {
                // Somebody else took the port.
                Ok(Some(_)) => Some(false),
                _ => TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_ok().then_some(true),
            });
            if listens.await {
                return Self { port, child, folder };
            }
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn free_port() -> u16 {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port");
    listener.local_addr().expect("its address").port()
}

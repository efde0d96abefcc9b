//! Any server that is started by a command and answers HTTP.

use std::{
    io::{Read, Write},
    net::{SocketAddr, TcpStream},
    path::Path,
    process::Command,
    sync::Arc,
    time::Duration,
};

use crate::{
    blocking::blocking,
    server::{Kind, Server},
};

/// Longer than a server that is ready takes to say so.
const PATIENCE: Duration = Duration::from_secs(2);

type Launch = Box<dyn Fn(&Path, SocketAddr) -> Command + Send + Sync>;

/// A server. Clones are handles to the same one, which ends with the last, or with this process.
#[derive(Clone)]
pub struct Program {
    server: Arc<Server<Launched>>,
}

struct Launched {
    launch: Launch,
    ready: &'static str,
}

impl Program {
    /// Starts what `launch` says, given a folder of its own and the address to listen on, and waits until a GET of the
    /// path `ready` is answered with 200.
    pub async fn start(
        ready: &'static str,
        launch: impl Fn(&Path, SocketAddr) -> Command + Send + Sync + 'static,
    ) -> Self {
        let launch = Launched { launch: Box::new(launch), ready };
        let server = blocking(move || Server::start(launch, None, |_, _| ())).await;
        Self { server: Arc::new(server) }
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.server.address
    }

    /// What it has said so far.
    pub fn log(&self) -> String {
        self.server.log()
    }

    /// Starts it again on the same port; ends it first, if it runs.
    pub async fn restart(&self) {
        let server = self.server.clone();
        blocking(move || server.restart()).await;
    }

    /// `kill -9`.
    pub async fn kill(&self) {
        let server = self.server.clone();
        blocking(move || server.kill()).await;
    }
}

impl Kind for Launched {
    const NAME: &'static str = "a program";
    const END: &'static str = "KILL";
    const STOP: &'static str = "TERM";

    fn command(&self, folder: &Path, address: SocketAddr) -> Command {
        (self.launch)(folder, address)
    }

    fn is_ready(&self, _: &Path, address: SocketAddr, _: u32) -> bool {
        status(address, self.ready).is_some_and(|status| status.contains(" 200 "))
    }
}

/// The first bytes of the answer to a GET.
fn status(address: SocketAddr, path: &str) -> Option<String> {
    let mut stream = TcpStream::connect_timeout(&address, PATIENCE).ok()?;
    stream.set_read_timeout(Some(PATIENCE)).ok()?;
    write!(stream, "GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n").ok()?;
    let mut first = [0; 16];
    stream.read_exact(&mut first).ok()?;
    Some(String::from_utf8_lossy(&first).into_owned())
}

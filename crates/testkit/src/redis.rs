//! Redis from Debian's package.

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

/// Longer than any answer of a server that runs.
const PATIENCE: Duration = Duration::from_secs(2);

/// A server that keeps nothing on disk. Clones are handles to the same one, which ends with the last.
#[derive(Clone)]
pub struct Redis {
    server: Arc<Server<Node>>,
}

struct Node {
    password: Option<String>,
}

impl Redis {
    /// A server that asks nobody for a password.
    pub async fn start() -> Self {
        Self::launch(None).await
    }

    /// A server that does.
    pub async fn with_password(password: &str) -> Self {
        Self::launch(Some(password.to_owned())).await
    }

    async fn launch(password: Option<String>) -> Self {
        let server = blocking(|| Server::start(Node { password }, None, |_, _| ())).await;
        Self { server: Arc::new(server) }
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.server.address
    }

    /// Its address, with the password if it has one.
    pub fn url(&self) -> String {
        self.url_at(self.address())
    }

    /// The same server behind another address, such as a proxy's.
    pub fn url_at(&self, address: SocketAddr) -> String {
        match &self.server.kind.password {
            Some(password) => format!("redis://:{password}@{address}/"),
            None => format!("redis://{address}/"),
        }
    }

    /// What the server has said so far.
    pub fn log(&self) -> String {
        self.server.log()
    }

    /// Starts it again, empty, on the same port; ends it first, if it runs.
    pub async fn restart(&self) {
        self.with_server(Server::restart).await;
    }

    /// Ends it in good order.
    pub async fn stop(&self) {
        self.with_server(Server::stop).await;
    }

    /// Ends it at once.
    pub async fn kill(&self) {
        self.with_server(Server::kill).await;
    }

    /// Holds it up: connections stay open, nobody answers.
    pub async fn freeze(&self) {
        self.with_server(Server::freeze).await;
    }

    /// Lets it go on.
    pub async fn thaw(&self) {
        self.with_server(Server::thaw).await;
    }

    async fn with_server(&self, work: fn(&Server<Node>)) {
        let server = self.server.clone();
        blocking(move || work(&server)).await;
    }
}

impl Kind for Node {
    const NAME: &'static str = "Redis";
    const END: &'static str = "KILL";
    const STOP: &'static str = "TERM";

    fn command(&self, folder: &Path, address: SocketAddr) -> Command {
        let mut server = Command::new("redis-server");
        server.args(["--bind", &address.ip().to_string(), "--port", &address.port().to_string()]);
        server.args(["--save", "", "--appendonly", "no", "--daemonize", "no", "--dir"]).arg(folder);
        server.args(self.password.iter().flat_map(|password| ["--requirepass", password]));
        server
    }

    fn is_ready(&self, _: &Path, address: SocketAddr, process: u32) -> bool {
        answers(address).is_some_and(|answer| {
            assert!(answer.contains(&process.to_string()) || self.password.is_some(), "another's: {answer}");
            true
        })
    }
}

/// The server's number if it answers; without the password it only says that it wants one.
fn answers(address: SocketAddr) -> Option<String> {
    let mut stream = TcpStream::connect_timeout(&address, PATIENCE).ok()?;
    stream.set_read_timeout(Some(PATIENCE)).ok()?;
    stream.write_all(b"INFO server\r\nQUIT\r\n").ok()?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).ok()?;
    let process = answer.lines().find_map(|line| line.strip_prefix("process_id:"));
    match process {
        Some(process) => Some(process.to_owned()),
        None => answer.starts_with("-NOAUTH").then_some(answer),
    }
}

//! A server as a child process: started on a free port, watched, killed.

use std::{collections::VecDeque, ffi::OsString, path::PathBuf, process::Stdio, sync::Arc, time::Duration};

use tokio::{
    io::{AsyncBufReadExt, AsyncRead, BufReader},
    process::{Child, Command},
    sync::Mutex,
    task::JoinHandle,
};

use crate::{http::BaseUrl, staff::Staff, wire::ApiError};

/// The line that says a server is ready begins like this.
const READY: &str = "listening on ";

/// A server that is not ready by then has hung.
const START: Duration = Duration::from_secs(60);

/// How many of the last lines of a server are kept.
const LAST_WORDS: usize = 60;

/// The last lines of a server.
type Words = Arc<Mutex<VecDeque<String>>>;

pub const EMAIL: &str = "crowd@vqueue.test";

// Of a throw-away server on loopback.
pub const PASSWORD: &str = "a crowd gathers before the gate";

/// What to start.
#[derive(Clone, Debug)]
pub struct ServerSpec {
    /// The program `vqueue`.
    pub program: PathBuf,
    /// Arguments after `serve --listen 127.0.0.1:0 --data DIR`.
    pub arguments: Vec<OsString>,
    /// Where it keeps its data.
    pub data: PathBuf,
    /// Environment variables besides the admin's.
    pub environment: Vec<(String, String)>,
}

impl ServerSpec {
    /// A server with its data in a directory.
    pub fn new(program: impl Into<PathBuf>, data: impl Into<PathBuf>) -> Self {
        // The crowd is one machine, and measures other things than how often one may call.
        let environment = [
            ("VQUEUE__BENCH__ENABLED", "true"),
            ("VQUEUE__RATE_LIMIT__ENABLED", "false"),
            ("VQUEUE__RATE_LIMIT__JOINS_PER_ADDRESS_PER_MINUTE", "0"),
        ]
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .to_vec();
        Self { program: program.into(), arguments: Vec::new(), data: data.into(), environment }
    }
}

/// Why a server did not start.
#[derive(Debug, thiserror::Error)]
pub enum ServerError {
    /// The program cannot be run, or watched.
    #[error("cannot run {0}: {1}")]
    Run(PathBuf, std::io::Error),
    /// It ended, or said nothing in time.
    #[error("the server did not become ready. Its last words:\n{0}")]
    NotReady(String),
}

/// A running server. Dropping it kills it.
pub struct ServerProcess {
    /// Where it listens.
    pub base: BaseUrl,
    child: Child,
    words: Words,
    readers: [JoinHandle<()>; 2],
}

impl ServerProcess {
    /// Starts a server and waits until it says where it listens.
    pub async fn start(spec: &ServerSpec) -> Result<Self, ServerError> {
        let failed = |error| ServerError::Run(spec.program.clone(), error);
        let mut child = Command::new(&spec.program)
            .args(["serve", "--listen", "127.0.0.1:0", "--data"])
            .arg(&spec.data)
            .args(&spec.arguments)
            .env("VQUEUE__BOOTSTRAP__ADMIN_EMAIL", EMAIL)
            .env("VQUEUE__BOOTSTRAP__ADMIN_PASSWORD", PASSWORD)
            .envs(spec.environment.iter().map(|(name, value)| (name, value)))
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .map_err(failed)?;
        let words = Words::default();
        let (told, ready) = tokio::sync::oneshot::channel();
        let readers = [
            tokio::spawn(listen(child.stdout.take(), words.clone(), Some(told))),
            tokio::spawn(listen(child.stderr.take(), words.clone(), None)),
        ];
        match tokio::time::timeout(START, ready).await {
            Ok(Ok(base)) => Ok(Self { base, child, words, readers }),
            _ => {
                let _ = child.kill().await;
                Err(ServerError::NotReady(joined(&words).await))
            }
        }
    }

    /// Signs in as its admin.
    pub async fn staff(&self) -> Result<Staff, ApiError> {
        Staff::login(&self.base, EMAIL, PASSWORD).await
    }

    /// The number of the process, while it runs.
    pub fn id(&self) -> Option<u32> {
        self.child.id()
    }

    /// What it said last.
    pub async fn last_words(&self) -> String {
        joined(&self.words).await
    }

    /// Waits until it has ended by itself.
    pub async fn ended(mut self) -> std::io::Result<std::process::ExitStatus> {
        self.child.wait().await
    }

    /// `kill -9`, and waits until it is gone.
    pub async fn kill(mut self) -> std::io::Result<()> {
        self.child.kill().await
    }

    /// Resident memory in bytes, if the system tells.
    pub fn resident_bytes(&self) -> Option<u64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id()?)).ok()?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
        line.trim().strip_suffix("kB")?.trim().parse::<u64>().ok().map(|kilobytes| kilobytes * 1024)
    }
}

impl Drop for ServerProcess {
    fn drop(&mut self) {
        for reader in &self.readers {
            reader.abort();
        }
    }
}

async fn joined(words: &Words) -> String {
    words.lock().await.iter().cloned().collect::<Vec<String>>().join("\n")
}

/// Reads what a server says, keeps the last lines, and tells where it listens. Goes on reading, or the pipe would fill.
async fn listen(
    from: Option<impl AsyncRead + Unpin>,
    words: Words,
    mut told: Option<tokio::sync::oneshot::Sender<BaseUrl>>,
) {
    let Some(from) = from else { return };
    let mut lines = BufReader::new(from).lines();
    while let Ok(Some(line)) = lines.next_line().await {
        let base = line.trim().strip_prefix(READY).and_then(|url| url.trim().parse().ok());
        if let Some(base) = base
            && let Some(told) = told.take()
        {
            let _ = told.send(base);
        }
        let mut words = words.lock().await;
        if words.len() == LAST_WORDS {
            words.pop_front();
        }
        words.push_back(line);
    }
}

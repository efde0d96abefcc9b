//! One server process with its folder, and the watchdog that ends both when this process is gone, however it went.

use std::{
    fs,
    net::SocketAddr,
    os::unix::{fs::chown, process::CommandExt},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread,
    time::Duration,
};

use parking_lot::Mutex;

use crate::{family, port};

/// How often to look whether a server is ready. Nothing tells us.
const GLANCE: Duration = Duration::from_millis(5);
/// How often another port is tried when somebody else took ours.
const TRIES: u32 = 5;

/// Waits for the end of its input, which is the end of the process that holds the other side, then ends the server,
/// hard if need be, and removes the folder. Children that were frozen must be thawed to end.
const WATCHDOG: &str = r#"
folder=$1 signal=$2
cat >/dev/null
pid=$(cat "$folder/pid" 2>/dev/null)
alive() { [ -n "$pid" ] && [ -r "/proc/$pid/stat" ] && ! grep -q ') Z ' "/proc/$pid/stat" 2>/dev/null; }
children() {
    for stat in /proc/[0-9]*/stat; do
        read -r line 2>/dev/null <"$stat" || continue
        rest=${line##*) }
        set -- $rest
        [ "$2" = "$pid" ] && echo "${line%% *}"
    done
}
if alive; then
    all="$pid $(children)"
    kill -CONT $all
    kill -"$signal" "$pid"
    tries=0
    while alive && [ $tries -lt 100 ]; do sleep 0.05; tries=$((tries + 1)); done
    alive && kill -KILL $all
fi 2>/dev/null
tries=0
until rm -rf "$folder" 2>/dev/null || [ $tries -ge 20 ]; do sleep 0.1; tries=$((tries + 1)); done
"#;

/// Writes its own number, which stays the server's, before it becomes the server.
const LAUNCH: &str = r#"echo $$ >"$0" && exec "$@""#;

/// Who the server runs as. A process of root must not be a database server.
#[derive(Clone, Copy, Debug)]
pub struct User {
    pub uid: u32,
    pub gid: u32,
}

/// What a kind of server does in its own way.
pub trait Kind: Send + Sync + 'static {
    /// For messages.
    const NAME: &'static str;
    /// Asks the server to end at once, leaving nothing behind in the system.
    const END: &'static str;
    /// Asks the server to end in good order.
    const STOP: &'static str;

    /// The program and its arguments.
    fn command(&self, folder: &Path, address: SocketAddr) -> Command;

    /// Whether the server, which is this process, answers.
    fn is_ready(&self, folder: &Path, address: SocketAddr, process: u32) -> bool;
}

/// A server.
pub struct Server<K: Kind> {
    pub kind: K,
    pub address: SocketAddr,
    folder: PathBuf,
    user: Option<User>,
    child: Mutex<Option<Child>>,
    watchdog: Mutex<Child>,
}

impl<K: Kind> Server<K> {
    /// Makes the folder, lets `prepare` put into it what the server needs, and starts it.
    pub fn start(kind: K, user: Option<User>, prepare: impl FnOnce(&K, &Path)) -> Self {
        let folder = tempfile::Builder::new().prefix("vq-test-").tempdir().expect("a folder").keep();
        if let Some(user) = user {
            chown(&folder, Some(user.uid), Some(user.gid)).expect("the folder's owner");
        }
        let watchdog = watchdog(&folder, K::END);
        prepare(&kind, &folder);
        let (child, watchdog) = (Mutex::new(None), Mutex::new(watchdog));
        let mut server = Self { kind, address: port::free(), folder, user, child, watchdog };
        for _ in 0..TRIES {
            if server.try_launch() {
                return server;
            }
            server.address = port::free();
        }
        panic!("{} does not start:\n{}", K::NAME, server.log());
    }

    /// Its folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// What the server said.
    pub fn log(&self) -> String {
        fs::read_to_string(self.folder.join("log")).unwrap_or_default()
    }

    /// Starts it again, where it was; ends it first, in good order, if it runs.
    pub fn restart(&self) {
        self.stop();
        assert!(self.try_launch(), "{} does not start again:\n{}", K::NAME, self.log());
    }

    /// Ends it in good order.
    pub fn stop(&self) {
        self.end(|child| {
            self.signal_all("CONT", child);
            family::signal(K::STOP, &[child]);
        });
    }

    /// Ends it and its children at once, as a loss of power would.
    pub fn kill(&self) {
        let mut children = Vec::new();
        self.end(|child| {
            // The first signal keeps it from noticing how its children go, and from having more.
            family::signal("STOP", &[child]);
            family::until_stopped(child);
            children = family::of(child);
            children.rotate_left(1);
            family::signal("KILL", &children);
        });
        // What they shared is free when the last is gone.
        children.into_iter().for_each(family::until_gone);
    }

    /// Holds it and its children up; connections stay open and nobody answers.
    pub fn freeze(&self) {
        if let Some(child) = &*self.child.lock() {
            // The parent first, and then whom it has.
            family::signal("STOP", &[child.id()]);
            family::until_stopped(child.id());
            self.signal_all("STOP", child.id());
        }
    }

    /// Lets it go on.
    pub fn thaw(&self) {
        if let Some(child) = &*self.child.lock() {
            self.signal_all("CONT", child.id());
        }
    }

    fn signal_all(&self, name: &str, child: u32) {
        family::signal(name, &family::of(child));
    }

    fn end(&self, how: impl FnOnce(u32)) {
        if let Some(mut child) = self.child.lock().take() {
            how(child.id());
            child.wait().expect("the end of a child");
        }
    }

    /// `false` if it ended before it was ready.
    fn try_launch(&self) -> bool {
        let server = self.kind.command(&self.folder, self.address);
        let mut launch = Command::new("/bin/sh");
        launch.arg("-c").arg(LAUNCH).arg(self.folder.join("pid"));
        launch.arg(server.get_program()).args(server.get_args());
        launch.envs(server.get_envs().filter_map(|(name, value)| Some((name, value?))));
        let log = fs::File::options().create(true).append(true).open(self.folder.join("log")).expect("a log");
        let errors = log.try_clone().expect("a log");
        launch.current_dir(&self.folder).stdin(Stdio::null()).stdout(log).stderr(errors).process_group(0);
        if let Some(user) = self.user {
            launch.uid(user.uid).gid(user.gid);
        }
        let mut child = launch.spawn().expect("a shell");
        loop {
            if self.kind.is_ready(&self.folder, self.address, child.id()) {
                *self.child.lock() = Some(child);
                return true;
            }
            if child.try_wait().expect("a child").is_some() {
                return false;
            }
            thread::sleep(GLANCE);
        }
    }
}

impl<K: Kind> Drop for Server<K> {
    fn drop(&mut self) {
        let watchdog = self.watchdog.get_mut();
        drop(watchdog.stdin.take());
        // The watchdog sees a child that nobody waited for as ended.
        drop(watchdog.wait());
        if let Some(child) = self.child.get_mut() {
            drop(child.wait());
        }
    }
}

/// A group of its own keeps it from an interrupt at the terminal, which is for the tests.
fn watchdog(folder: &Path, signal: &str) -> Child {
    let mut watchdog = Command::new("/bin/sh");
    watchdog.args(["-c", WATCHDOG, "watchdog"]).arg(folder).arg(signal);
    watchdog.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null()).process_group(0);
    watchdog.spawn().expect("a shell")
}

//! Where the programs are and who may run them.

use std::{
    fs,
    os::unix::{fs::MetadataExt, process::CommandExt},
    path::{Path, PathBuf},
    process::Command,
};

use crate::server::User;

/// The role that owns a server.
pub const OWNER: &str = "postgres";
const INSTALLED: &str = "/usr/lib/postgresql";

/// The programs of one version of PostgreSQL.
pub struct Programs {
    folder: PathBuf,
    /// Who is to run them, if not we.
    pub user: Option<User>,
}

impl Programs {
    /// The newest version that is installed.
    pub fn find() -> Self {
        let versions = fs::read_dir(INSTALLED).into_iter().flatten().flatten();
        let newest = versions
            .filter_map(|entry| entry.file_name().to_str()?.parse::<u32>().ok())
            .filter(|version| Path::new(INSTALLED).join(format!("{version}/bin/postgres")).exists())
            .max();
        let newest = newest.unwrap_or_else(|| panic!("no PostgreSQL in {INSTALLED}: run `make packages`"));
        let folder = Path::new(INSTALLED).join(format!("{newest}/bin"));
        Self { folder, user: we_are_root().then(|| user(OWNER)) }
    }

    /// One of them, to be run by the right user.
    pub fn command(&self, name: &str) -> Command {
        let mut command = Command::new(self.folder.join(name));
        if let Some(user) = self.user {
            command.uid(user.uid).gid(user.gid);
        }
        command
    }

    /// Runs one to its end.
    pub fn run(&self, name: &str, prepare: impl FnOnce(&mut Command)) {
        let mut command = self.command(name);
        prepare(&mut command);
        run(&mut command);
    }
}

/// Runs a command to its end; it must go well.
pub fn run(command: &mut Command) {
    let output = command.output().unwrap_or_else(|error| panic!("{command:?} does not start: {error}"));
    assert!(
        output.status.success(),
        "{command:?} failed:\n{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
}

fn we_are_root() -> bool {
    fs::metadata("/proc/self").is_ok_and(|process| process.uid() == 0)
}

fn user(name: &str) -> User {
    let users = fs::read_to_string("/etc/passwd").expect("the list of users");
    let fields = users.lines().map(|line| line.split(':').collect::<Vec<_>>());
    let mut found = fields.filter(|fields| fields[0] == name).filter_map(|fields| {
        Some(User { uid: fields.get(2)?.parse().ok()?, gid: fields.get(3)?.parse().ok()? })
    });
    found.next().unwrap_or_else(|| panic!("no user {name}, who is to run the database: run `make packages`"))
}

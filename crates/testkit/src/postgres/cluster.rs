//! The folder of a server: made anew, or copied from another server.

use std::{
    fs,
    net::SocketAddr,
    path::{Path, PathBuf},
    process::Command,
};

use super::{
    PostgresOptions, certificate,
    programs::{OWNER, Programs, run},
};
use crate::server::Kind;

/// Ordinary roles need their passwords, as in production; the owner comes from the tests alone.
const WHO_MAY_CONNECT: &str = "
host all postgres 127.0.0.1/32 trust
host replication postgres 127.0.0.1/32 trust
host all all 127.0.0.1/32 scram-sha-256
";

/// Where a server's data come from.
pub enum Origin {
    New,
    CopyOf(SocketAddr),
}

/// A server's folder and settings.
pub struct Cluster {
    pub programs: Programs,
    pub origin: Origin,
    pub options: PostgresOptions,
}

fn data(folder: &Path) -> PathBuf {
    folder.join("data")
}

impl Cluster {
    /// Fills the folder.
    pub fn prepare(&self, folder: &Path) {
        match self.origin {
            Origin::New => self.init(folder),
            Origin::CopyOf(source) => self.copy(folder, source),
        }
        if self.options.tls {
            certificate::make(folder, self.programs.user);
        }
    }

    fn init(&self, folder: &Path) {
        self.programs.run("initdb", |initdb| {
            initdb.current_dir(folder).arg("--pgdata").arg(data(folder)).args(["--username", OWNER]);
            initdb.args(["--encoding=UTF8", "--locale=C.UTF-8", "--auth=trust", "--no-sync"]);
            initdb.arg("--no-instructions");
        });
        fs::write(data(folder).join("pg_hba.conf"), WHO_MAY_CONNECT).expect("a configuration");
    }

    fn copy(&self, folder: &Path, source: SocketAddr) {
        self.programs.run("pg_basebackup", |copy| {
            copy.current_dir(folder).arg("--pgdata").arg(data(folder)).args(["--username", OWNER]);
            copy.arg(format!("--host={}", source.ip())).arg(format!("--port={}", source.port()));
            copy.args(["--write-recovery-conf", "--wal-method=stream", "--checkpoint=fast", "--no-sync"]);
        });
    }

    fn settings(&self, folder: &Path, address: SocketAddr) -> Vec<(&'static str, String)> {
        let on = |on: bool| if on { "on" } else { "off" }.to_owned();
        let durable = self.options.durable;
        let mut settings = vec![
            ("listen_addresses", address.ip().to_string()),
            ("port", address.port().to_string()),
            ("unix_socket_directories", String::new()),
            ("max_connections", "200".into()),
            ("shared_buffers", "64MB".into()),
            ("fsync", on(durable)),
            ("full_page_writes", on(durable)),
            // So that a replica can be made of any server, and follows at once.
            ("wal_level", "replica".into()),
            ("wal_receiver_status_interval", "1s".into()),
            ("wal_retrieve_retry_interval", "100ms".into()),
        ];
        if self.options.tls {
            settings.push(("ssl", on(true)));
            settings.push(("ssl_cert_file", certificate::path(folder).display().to_string()));
            settings.push(("ssl_key_file", certificate::key(folder).display().to_string()));
        }
        settings.extend(self.options.settings.iter().cloned());
        settings
    }
}

impl Kind for Cluster {
    const NAME: &'static str = "PostgreSQL";
    const END: &'static str = "QUIT";
    const STOP: &'static str = "INT";

    fn command(&self, folder: &Path, address: SocketAddr) -> Command {
        let mut server = self.programs.command("postgres");
        server.arg("-D").arg(data(folder));
        for (name, value) in self.settings(folder, address) {
            server.arg("-c").arg(format!("{name}={value}"));
        }
        server
    }

    fn is_ready(&self, folder: &Path, _: SocketAddr, process: u32) -> bool {
        let status = fs::read_to_string(data(folder).join("postmaster.pid")).unwrap_or_default();
        let mut lines = status.lines();
        // A server that was killed leaves its file behind.
        lines.next().is_some_and(|line| line.trim() == process.to_string())
            && lines.next_back().is_some_and(|line| line.trim() == "ready")
    }
}

/// Drops a database and its role, whoever is still connected.
pub fn drop_database(address: SocketAddr, name: &str) {
    let mut psql = Programs::find().command("psql");
    psql.current_dir("/").args(["--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", "--username", OWNER]);
    psql.arg(format!("--host={}", address.ip())).arg(format!("--port={}", address.port()));
    psql.arg(format!("--command=DROP DATABASE {name} WITH (FORCE)"));
    psql.arg(format!("--command=DROP ROLE {name}")).arg("postgres");
    run(&mut psql);
}

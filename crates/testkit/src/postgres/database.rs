//! Databases for single tests, each owned by an ordinary role of its own.

use std::{
    net::SocketAddr,
    sync::atomic::{AtomicU32, Ordering},
};

use tokio_postgres::Client;

use super::{Postgres, cluster, programs::Programs};
use crate::blocking::blocking;

/// Known to the tests alone.
const PASSWORD: &str = "not-a-secret";

/// A database that was empty when it was made. It is dropped with this handle.
pub struct Database {
    name: String,
    server: Postgres,
}

impl Database {
    pub(super) async fn create(server: &Postgres) -> Self {
        static MADE: AtomicU32 = AtomicU32::new(0);
        let name = format!("test_{}", MADE.fetch_add(1, Ordering::Relaxed));
        let owner = server.owner("postgres").await;
        // The one who owns the tables: whatever keeps tenants apart must hold for it, too.
        let role =
            format!("CREATE ROLE {name} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD '{PASSWORD}'");
        let database = format!("CREATE DATABASE {name} OWNER {name} TEMPLATE template0");
        for statement in [role, database] {
            owner.batch_execute(&statement).await.expect("a fresh database");
        }
        Self { name, server: server.clone() }
    }

    /// Its name, which is also its role's.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its address, for its role.
    pub fn url(&self) -> String {
        self.url_at(self.server.address())
    }

    /// The same database behind another address: a proxy or a replica.
    pub fn url_at(&self, address: SocketAddr) -> String {
        format!("postgres://{0}:{PASSWORD}@{address}/{0}", self.name)
    }

    /// A connection as the server's owner, who sees everything.
    pub async fn owner(&self) -> Client {
        self.server.owner(&self.name).await
    }

    /// What `pg_dump` makes of it, and after that every column of bytes as the bytes that it stands for.
    pub async fn dump(&self) -> Vec<u8> {
        let url = self.server.owner_url(&self.name);
        let output = blocking(move || Programs::find().command("pg_dump").arg(url).output()).await;
        let output = output.expect("pg_dump runs");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let mut dump = output.stdout;
        let text = String::from_utf8_lossy(&dump).into_owned();
        for hex in text.split("\\x").skip(1) {
            let digits: Vec<u8> = hex.bytes().take_while(u8::is_ascii_hexdigit).collect();
            let byte = |pair: &[u8]| u8::from_str_radix(&String::from_utf8_lossy(pair), 16).expect("hex");
            dump.extend(digits.chunks_exact(2).map(byte));
            dump.push(b'\n');
        }
        dump
    }

    /// The server it is on.
    pub fn server(&self) -> &Postgres {
        &self.server
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        // A server that several tests share would fill the disk with their databases.
        if self.server.is_shared() {
            cluster::drop_database(self.server.address(), &self.name);
        }
    }
}

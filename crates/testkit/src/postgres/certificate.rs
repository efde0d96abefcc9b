//! A certificate for a server on 127.0.0.1.

use std::{
    fs,
    os::unix::fs::{PermissionsExt, chown},
    path::{Path, PathBuf},
    process::Command,
};

use super::programs::run;
use crate::server::User;

const CONFIGURATION: &str = "
[req]
distinguished_name = name
x509_extensions = extensions
prompt = no
[name]
CN = localhost
[extensions]
basicConstraints = critical, CA:FALSE
subjectAltName = IP:127.0.0.1, DNS:localhost
";

/// The certificate, which vouches for itself.
pub fn path(folder: &Path) -> PathBuf {
    folder.join("server.crt")
}

/// Its key.
pub fn key(folder: &Path) -> PathBuf {
    folder.join("server.key")
}

/// Makes both.
pub fn make(folder: &Path, user: Option<User>) {
    let configuration = folder.join("certificate.conf");
    fs::write(&configuration, CONFIGURATION).expect("a configuration");
    let mut openssl = Command::new("openssl");
    openssl.args(["req", "-x509", "-nodes", "-days", "2", "-newkey", "ec"]);
    openssl.args(["-pkeyopt", "ec_paramgen_curve:prime256v1", "-config"]).arg(configuration);
    openssl.arg("-keyout").arg(key(folder)).arg("-out").arg(path(folder));
    run(&mut openssl);
    fs::set_permissions(key(folder), fs::Permissions::from_mode(0o600)).expect("the key's permissions");
    if let Some(user) = user {
        chown(key(folder), Some(user.uid), Some(user.gid)).expect("the key's owner");
    }
}

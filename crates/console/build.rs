//! Rebuilds when a web build changes, and lets the crate compile before the first one.

use std::{fs, path::Path};

/// As in `src/apps.rs`.
const APPS: &[&str] = &["admin", "kiosk", "board"];

fn main() {
    for app in APPS {
        let folder = format!("../../web/{app}/dist");
        // Cargo would take a missing folder for one that always changes. Should it not be writable, that is all it does.
        if !Path::new(&folder).exists() {
            let _ = fs::create_dir_all(&folder);
        }
        if !Path::new(&folder).join("index.html").exists() {
            println!("cargo::warning=web/{app} is not built: its address will say so; run `make web`");
        }
        println!("cargo::rerun-if-changed={folder}");
    }
    println!("cargo::rerun-if-changed=build.rs");
}

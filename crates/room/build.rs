//! Rebuilds when the web build changes, and lets the crate compile before the first one.

use std::{fs, path::Path};

const ASSETS: &str = "../../web/room/dist/assets";
const SNIPPET: &str = "../../web/packages/snippet/dist";

fn main() {
    // Cargo would take a missing folder for one that always changes. Should it not be writable, that is all it does.
    if !Path::new(ASSETS).exists() {
        let _ = fs::create_dir_all(ASSETS);
    }
    if !Path::new(ASSETS).join("room.js").exists() {
        println!("cargo::warning=web/room is not built: the wait page will work without JavaScript only");
    }
    println!("cargo::rerun-if-changed={ASSETS}");
    let _ = fs::create_dir_all(SNIPPET);
    println!("cargo::rerun-if-changed={SNIPPET}");
    println!("cargo::rerun-if-changed=build.rs");
}

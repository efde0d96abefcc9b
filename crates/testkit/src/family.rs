//! A process and its children, and signals to them.

use std::{fs, process::Command};

/// A process and its children, the process first.
pub fn of(process: u32) -> Vec<u32> {
    let mut family = vec![process];
    let entries = fs::read_dir("/proc").into_iter().flatten().flatten();
    family.extend(entries.filter_map(|entry| {
        let child: u32 = entry.file_name().to_str()?.parse().ok()?;
        (parent(child)? == process).then_some(child)
    }));
    family
}

fn parent(process: u32) -> Option<u32> {
    let stat = fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    // The name, in brackets, may have spaces; then come the state and the parent.
    stat.rsplit(") ").next()?.split(' ').nth(1)?.parse().ok()
}

/// Sends a signal to each. Those that are gone do not matter.
pub fn signal(name: &str, processes: &[u32]) {
    let mut kill = Command::new("/bin/sh");
    kill.args(["-c", "signal=$1; shift; for process; do kill -\"$signal\" \"$process\"; done", "sh", name]);
    kill.args(processes.iter().map(u32::to_string)).stderr(std::process::Stdio::null());
    kill.status().expect("a shell");
}

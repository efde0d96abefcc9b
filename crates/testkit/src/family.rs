//! A process and its children, and signals to them.

use std::{fs, process::Command, thread};

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

/// Waits until a process has taken notice of being stopped.
pub fn until_stopped(process: u32) {
    while state(process).is_some_and(|state| !"TZ".contains(&state)) {
        thread::yield_now();
    }
}

/// Waits for the end of a process.
pub fn until_gone(process: u32) {
    while state(process).is_some_and(|state| state != "Z") {
        thread::yield_now();
    }
}

fn parent(process: u32) -> Option<u32> {
    field(process, 1)?.parse().ok()
}

fn state(process: u32) -> Option<String> {
    field(process, 0)
}

/// What the system tells of a process after its name, which is in brackets and may have spaces.
fn field(process: u32, number: usize) -> Option<String> {
    let stat = fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    Some(stat.rsplit(") ").next()?.split(' ').nth(number)?.to_owned())
}

/// Sends a signal to each. Those that are gone do not matter.
pub fn signal(name: &str, processes: &[u32]) {
    let mut kill = Command::new("/bin/sh");
    kill.args(["-c", "signal=$1; shift; for process; do kill -\"$signal\" \"$process\"; done", "sh", name]);
    kill.args(processes.iter().map(u32::to_string)).stderr(std::process::Stdio::null());
    kill.status().expect("a shell");
}

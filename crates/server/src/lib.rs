//! The composition root: what the one binary is made of, and how it is told what to do.
//!
//! - [`cli`]: the command line, one variant per command, each carried out in [`commands`];
//! - [`config`]: the effective configuration and where each value came from;
//! - [`modules`]: the one table of modules: what each needs and how it starts;
//! - [`deployment`]: the parts that modules put together;
//! - [`http`]: the listener and what stands around every request.
//!
//! Architecture invariant: adapters are chosen here and nowhere else.

pub mod cli;
pub mod commands;
pub mod config;
pub mod deployment;
pub mod http;
mod leavings;
pub mod life;
pub mod log;
pub mod modules;
mod nodes;
mod passes;
mod room_backend;
pub mod store;
pub mod traces;
pub mod vault;

use std::process::ExitCode;

use clap::Parser;

/// Reads the command line and carries it out.
pub fn main() -> ExitCode {
    let cli = cli::Cli::parse();
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("vqueue: the runtime cannot start: {error}");
            return ExitCode::FAILURE;
        }
    };
    match runtime.block_on(commands::run(cli)) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("vqueue: {error:#}");
            ExitCode::FAILURE
        }
    }
}

//! One file per command.

mod admin;
mod audit;
mod config;
mod data_keys;
mod demo;
mod doctor;
mod gate;
mod keys;
mod print;
mod replay;
mod serve;

use std::process::ExitCode;

use crate::{
    cli::{AdminCommand, AuditCommand, Cli, Command, ConfigCommand, KeysCommand},
    modules,
};

/// Carries out a command.
pub async fn run(cli: Cli) -> anyhow::Result<ExitCode> {
    match cli.command {
        Command::Serve(args) => serve::run(args).await?,
        Command::Gate(args) => gate::run(args).await?,
        Command::Print(args) => print::run(args).await?,
        Command::Demo(args) => demo::run(args).await?,
        Command::Replay(args) => return replay::run(args).await,
        Command::Modules => print!("{}", modules::table()),
        Command::Config(ConfigCommand::Print(args)) => config::print(&args)?,
        Command::Config(ConfigCommand::Reference) => print!("{}", crate::config::REFERENCE),
        Command::Doctor(args) => return doctor::run(&args).await,
        Command::Admin(AdminCommand::CreateUser(args)) => admin::create_user(args).await?,
        Command::Admin(AdminCommand::RescueUser(args)) => admin::rescue_user(args).await?,
        Command::Keys(KeysCommand::Rotate(args)) => keys::rotate(args).await?,
        Command::Keys(KeysCommand::List(args)) => keys::list(&args).await?,
        Command::Keys(KeysCommand::RotateData(args)) => data_keys::rotate(args).await?,
        Command::Keys(KeysCommand::Rewrap(args)) => data_keys::rewrap(args).await?,
        Command::Keys(KeysCommand::Wrap(args)) => keys::wrap(&args).await?,
        Command::Keys(KeysCommand::Master) => println!("{}", data_keys::master()),
        Command::Keys(KeysCommand::Export(args)) => keys::export(&args).await?,
        Command::Audit(AuditCommand::Verify(args)) => audit::verify_chains(&args).await?,
        Command::Audit(AuditCommand::Checkpoints(args)) => audit::checkpoints(&args).await?,
    }
    Ok(ExitCode::SUCCESS)
}

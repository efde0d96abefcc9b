//! `vqueue config print`.

use crate::cli::CommonArgs;

pub(super) fn print(args: &CommonArgs) -> anyhow::Result<()> {
    print!("{}", crate::config::print(args)?);
    Ok(())
}

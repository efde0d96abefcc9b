//! `vqueue replay`.

use std::process::ExitCode;

use anyhow::{Context, bail};
use vq_crowd::{ReplayArgs, ServerProcess, ServerSpec, Staff, replay};

use crate::life;

pub(super) async fn run(args: ReplayArgs) -> anyhow::Result<ExitCode> {
    let stop = life::stop_on_signal()?;
    // The server is a process of its own, so that what is measured is what people run.
    let (report, _server, _data) = match &args.url {
        Some(url) => {
            let (Ok(email), Ok(password)) =
                (std::env::var("VQUEUE_USER_EMAIL"), std::env::var("VQUEUE_USER_PASSWORD"))
            else {
                bail!(
                    "with --url, set VQUEUE_USER_EMAIL and VQUEUE_USER_PASSWORD to those of a platform admin"
                );
            };
            let staff = Staff::login(url, &email, &password).await.context("cannot sign in")?;
            (replay(&args, staff, stop).await?, None, None)
        }
        None => {
            let data = tempfile::tempdir().context("no temporary directory")?;
            let program = std::env::current_exe().context("cannot find this program")?;
            let server = ServerProcess::start(&ServerSpec::new(program, data.path())).await?;
            let staff = server.staff().await?;
            (replay(&args, staff, stop).await?, Some(server), Some(data))
        }
    };
    print!("{report}");
    Ok(if report.is_clean() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

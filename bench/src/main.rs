//! `make bench`: starts the real server as a child process on loopback, with fsync on, and measures it. Every goal but
//! memory is a ratio of two things measured in turns within the same run, because machines differ and are noisy.
//!
//! `vq-bench surge|turn|crash|hall` carry out the drills instead and end with a failure when one fails. `vq-bench cluster`
//! measures several nodes over PostgreSQL and Redis, `vq-bench faults` carries out their drills.

mod abuse;
mod cluster;
mod faults;
mod hall;
mod line;
mod measure;
mod people;
mod scale;
mod sockets;
mod tokens;

use std::{
    error::Error,
    path::{Path, PathBuf},
    process::ExitCode,
    time::Duration,
};

use clap::{Parser, Subcommand, ValueEnum};
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use tempfile::TempDir;
use vq_crowd::{
    ServerProcess, ServerSpec,
    drills::{CrashDrill, HallDrill, SurgeDrill, TurnDrill},
};

use crate::line::Line;

/// Anything that keeps a measurement from being made.
type Result<T, E = Box<dyn Error + Send + Sync>> = std::result::Result<T, E>;

/// Measures Virtual Queue and carries out drills.
#[derive(Parser)]
#[command(version)]
struct Cli {
    /// The server
    #[arg(long, global = true, value_name = "FILE", default_value = "target/release/vqueue")]
    server_bin: PathBuf,
    /// Where the servers keep their data while it lasts; fsync must mean something there
    #[arg(long, global = true, value_name = "DIR", default_value = "target")]
    data_root: PathBuf,
    /// Where the table goes as JSON
    #[arg(long, value_name = "FILE", default_value = "target/bench.json")]
    out: PathBuf,
    /// A tenth of everything: to see that it works, not how fast
    #[arg(long, global = true)]
    quick: bool,
    /// Only these parts; all if none is named
    #[arg(long, value_enum, value_delimiter = ',')]
    only: Vec<Part>,
    /// Keep-alive connections of the load
    #[arg(long, value_name = "N", default_value_t = 128)]
    connections: usize,
    /// End with a failure when a goal is missed
    #[arg(long, global = true)]
    strict: bool,
    #[command(subcommand)]
    drill: Option<Drill>,
}

impl Cli {
    fn parts(&self) -> &[Part] {
        if self.only.is_empty() { Part::value_variants() } else { &self.only }
    }

    /// Prints the table and writes it down; whether all goals are reached, if that is asked for.
    fn show(&self, lines: &[Line], out: &Path) -> Result<bool> {
        print!("{}", line::table(lines));
        let mut json = serde_json::to_string_pretty(lines)?;
        json.push('\n');
        std::fs::write(out, json)?;
        Ok(!self.strict || lines.iter().all(Line::met))
    }
}

/// What is measured, in this order.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum Part {
    /// Joins and claims
    People,
    /// Polls, frames and memory of a long line
    Scale,
    /// Tickets of kiosks and calls of counters
    Hall,
    /// Admission tokens
    Tokens,
    /// Thousands of WebSockets
    Sockets,
    /// A flood of joins without the work that is asked for
    Flood,
    /// A storm of wrong passwords
    Passwords,
}

impl Part {
    /// With a server of its own: what one part leaves behind in memory must not count for the next.
    async fn measure(self, size: Size, program: &Path, data_root: &Path) -> Result<Vec<Line>> {
        let (server, _data) = start(program, data_root).await?;
        match self {
            Self::People => {
                let mut lines = people::join(&server, size).await?;
                lines.extend(people::claim(&server, size).await?);
                Ok(lines)
            }
            Self::Scale => scale::measure(&server, size).await,
            Self::Hall => hall::measure(&server, size).await,
            Self::Sockets => sockets::measure(&server, size).await,
            Self::Flood => abuse::places(&server, size).await,
            Self::Passwords => abuse::passwords(&server, size).await,
            Self::Tokens => Ok(vec![tokens::verify(size)?]),
        }
    }
}

#[derive(Subcommand)]
enum Drill {
    /// Thousands join at once; exactly as many as the cap get in
    Surge {
        /// How many join
        #[arg(long, default_value_t = 10_000)]
        people: usize,
        /// Over how many connections
        #[arg(long, default_value_t = 1_000)]
        connections: usize,
        /// The caps, one drill each
        #[arg(long, value_delimiter = ',', default_values_t = [1, 7, 500])]
        caps: Vec<u32>,
    },
    /// Hundreds of slots open at once; all are offered within a second
    Turn {
        /// How many wait and poll
        #[arg(long, default_value_t = 2_000)]
        waiting: usize,
        /// How many slots open
        #[arg(long, default_value_t = 200)]
        slots: usize,
    },
    /// `kill -9` under load; nobody loses a place
    Crash {
        /// How many wait
        #[arg(long, default_value_t = 1_000_000)]
        waiting: u64,
        /// Seconds of load before the crash
        #[arg(long, default_value_t = 3)]
        seconds: u64,
    },
    /// Kiosks hand out tickets, counters call; no number comes twice, everybody is called once and in order
    Hall {
        /// How many tickets
        #[arg(long, default_value_t = 5_000)]
        tickets: usize,
        /// How many kiosks
        #[arg(long, default_value_t = 8)]
        kiosks: usize,
        /// How many counters
        #[arg(long, default_value_t = 8)]
        counters: usize,
    },
    /// Several nodes over PostgreSQL and Redis, measured
    Cluster {
        /// Where the table goes as JSON
        #[arg(long, value_name = "FILE", default_value = "target/bench-cluster.json")]
        out: PathBuf,
    },
    /// Several nodes over PostgreSQL and Redis, of which one fails; every answer is checked
    Faults {
        /// How many join
        #[arg(long, default_value_t = 10_000)]
        people: usize,
        /// Which drills; all if none is named
        #[arg(value_enum)]
        only: Vec<faults::Which>,
    },
}

/// How much of everything.
#[derive(Clone, Copy, Debug)]
pub struct Size {
    /// Pairs of rounds; the median counts.
    pub pairs: usize,
    /// How long one round lasts.
    pub round: Duration,
    /// Connections of the load.
    pub connections: usize,
    /// The long line.
    pub crowd: u64,
    /// The short line.
    pub few: u64,
    /// Who claims, per round.
    pub claims: usize,
    /// WebSockets.
    pub sockets: usize,
    /// Tickets of kiosks.
    pub tickets: usize,
}

impl Size {
    fn of(cli: &Cli) -> Self {
        let connections = cli.connections;
        if cli.quick {
            let round = Duration::from_millis(200);
            return Self {
                pairs: 3,
                round,
                connections,
                crowd: 100_000,
                few: 1_000,
                claims: 400,
                sockets: 1_000,
                tickets: 500,
            };
        }
        let round = Duration::from_millis(1_500);
        Self {
            pairs: 7,
            round,
            connections,
            crowd: 1_000_000,
            few: 1_000,
            claims: 3_000,
            sockets: 10_000,
            tickets: 5_000,
        }
    }
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    raise_file_limit();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let outcome = runtime.map_err(Into::into).and_then(|runtime| runtime.block_on(run(&cli)));
    match outcome {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("vq-bench: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn run(cli: &Cli) -> Result<bool> {
    let program = std::path::absolute(&cli.server_bin)?;
    if !program.is_file() {
        return Err(
            format!("{} is not there; build the server with --release first", program.display()).into()
        );
    }
    std::fs::create_dir_all(&cli.data_root)?;
    match &cli.drill {
        None => bench(cli, &program).await,
        Some(Drill::Cluster { out }) => cli.show(&cluster::measure(&program, Size::of(cli)).await?, out),
        Some(Drill::Faults { people, only }) => faults::carry_out(&program, *people, only).await,
        Some(drill) => carry_out(drill, &program, &cli.data_root).await,
    }
}

async fn bench(cli: &Cli, program: &Path) -> Result<bool> {
    let mut lines = Vec::new();
    for part in cli.parts() {
        lines.extend(part.measure(Size::of(cli), program, &cli.data_root).await?);
    }
    cli.show(&lines, &cli.out)
}

async fn carry_out(drill: &Drill, program: &Path, data_root: &Path) -> Result<bool> {
    match *drill {
        Drill::Surge { people, connections, ref caps } => {
            let (server, _data) = start(program, data_root).await?;
            let staff = server.staff().await?;
            let mut passed = true;
            for &cap in caps {
                let report =
                    SurgeDrill { people, connections, cap, ..SurgeDrill::default() }.run(&staff).await?;
                println!("{report}");
                passed &= report.passed();
            }
            Ok(passed)
        }
        Drill::Turn { waiting, slots } => {
            let (server, _data) = start(program, data_root).await?;
            let drill = TurnDrill { waiting, slots, ..TurnDrill::default() };
            let report = drill.run(&server.staff().await?).await?;
            println!("{report}");
            Ok(report.passed())
        }
        Drill::Hall { tickets, kiosks, counters } => {
            let (server, _data) = start(program, data_root).await?;
            let drill = HallDrill { tickets, kiosks, counters, ..HallDrill::default() };
            let report = drill.run(&server.staff().await?).await?;
            println!("{report}");
            Ok(report.passed())
        }
        Drill::Crash { waiting, seconds } => {
            let data = TempDir::with_prefix_in("bench-", data_root)?;
            let drill = CrashDrill { waiting, load: Duration::from_secs(seconds), ..CrashDrill::default() };
            let report = drill.run(&ServerSpec::new(program, data.path())).await?;
            println!("{report}");
            Ok(report.passed())
        }
        Drill::Cluster { .. } | Drill::Faults { .. } => Err("this is not a drill of one server".into()),
    }
}

async fn start(program: &Path, data_root: &Path) -> Result<(ServerProcess, TempDir)> {
    let data = TempDir::with_prefix_in("bench-", data_root)?;
    let server = ServerProcess::start(&ServerSpec::new(program, data.path())).await?;
    Ok((server, data))
}

/// Ten thousand sockets need as many files, here and in the server, which inherits the limit.
fn raise_file_limit() {
    let limit = getrlimit(Resource::Nofile);
    // Where it cannot be raised, the sockets say so.
    let _ = setrlimit(Resource::Nofile, Rlimit { current: limit.maximum, maximum: limit.maximum });
}

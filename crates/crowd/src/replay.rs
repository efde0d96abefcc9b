//! `vqueue replay`: the visitors of a trace, over HTTP, judged by the referee.

use std::{path::PathBuf, sync::Arc, time::Duration};

use indicatif::{ProgressBar, ProgressStyle};
use tokio::{sync::watch, task::JoinSet, time::Instant};
use tokio_util::sync::CancellationToken;

use crate::{
    character::Manners,
    conduct::{Backend, Conduct},
    crowd,
    http::BaseUrl,
    ledger::{Ledger, Live},
    plan::{Plan, PlanError},
    referee::{self, Rules},
    report::Report,
    staff::{QueueSetup, Staff},
    trace::{TimeOfDay, Trace, TraceError},
    wire::{ApiError, Counts},
};

/// The share of the busiest minute that is let through unless `--rate` says otherwise, so that a line forms.
const RATE_SHARE: f64 = 0.6;

/// The highest rate a queue takes, per minute.
const MAX_RATE: f64 = 6_000_000.0;

/// The highest cap a queue takes.
const MAX_CAP: f64 = 10_000_000.0;

/// An offer is kept at least so long, however fast time runs: HTTP does not run faster.
const SHORTEST_CLAIM: f64 = 10.0;

const LOOK_EVERY: Duration = Duration::from_millis(250);

/// The options of `vqueue replay`.
#[derive(Clone, Debug, clap::Args)]
pub struct ReplayArgs {
    /// Recorded traffic: a CSV file of `minute_utc,requests`
    #[arg(long, value_name = "FILE.csv")]
    pub trace: PathBuf,
    /// Visitors per request of the trace
    #[arg(long, value_name = "S", default_value_t = 1.0)]
    pub scale: f64,
    /// How many times faster than it was
    #[arg(long, value_name = "X", default_value_t = 1.0)]
    pub speed: f64,
    /// Only from this time of day on (UTC)
    #[arg(long, value_name = "HH:MM")]
    pub from: Option<TimeOfDay>,
    /// Only before this time of day (UTC)
    #[arg(long, value_name = "HH:MM")]
    pub to: Option<TimeOfDay>,
    /// How many people may be inside at once; by default half as many again as the rate calls for
    #[arg(long, value_name = "N")]
    pub cap: Option<u32>,
    /// How many people are let through per minute of the trace; by default 60 % of its busiest minute
    #[arg(long, value_name = "N")]
    pub rate: Option<u32>,
    /// Decides who comes when and does what
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub seed: u64,
    /// Write the report as JSON too
    #[arg(long, value_name = "FILE")]
    pub json: Option<PathBuf>,
    /// A running server; by default one is started in a temporary directory
    #[arg(long, value_name = "URL")]
    pub url: Option<BaseUrl>,
}

/// Why there is no report.
#[derive(Debug, thiserror::Error)]
pub enum ReplayError {
    /// The trace cannot be opened, or the report not written.
    #[error("{0}: {1}")]
    File(PathBuf, std::io::Error),
    /// The trace cannot be read.
    #[error("{0}: {1}")]
    Trace(PathBuf, TraceError),
    /// The options do not fit together.
    #[error(transparent)]
    Plan(#[from] PlanError),
    /// The server did not do as asked.
    #[error("the server: {0}")]
    Api(#[from] ApiError),
}

/// Sets up a tenant and a queue, sends the visitors of the trace, judges. Writes the JSON file if asked for. When `stop`
/// is cancelled the visitors go home, and the report is about what happened until then.
pub async fn replay(args: &ReplayArgs, staff: Staff, stop: CancellationToken) -> Result<Report, ReplayError> {
    let plan = read_plan(args).await?;
    let manners = Manners::default();
    let setup = setup(args, &plan, &manners);
    let rules = Rules { cap: setup.cap.into(), rate_per_minute: setup.rate_per_minute.into() };

    let tenant = staff.create_tenant(&format!("Replay {}", args.seed)).await?;
    let queue = staff.create_queue(tenant, &setup).await?;
    let mut conduct = Conduct::new(staff.base(), queue, args.seed);
    conduct.manners = manners;
    conduct.speed = args.speed;
    conduct.claim_window = Duration::from_secs(setup.claim_timeout_seconds.into());
    let (signed_in, token) = watch::channel(staff.token().await);
    conduct.backend = Some(Backend { prefix: "visitor".into(), token });
    // So many that people come when they come, however long the server takes: a slow disk must not thin the crowd.
    conduct.connections = 256;
    conduct.closing = Some(plan.duration() * 3 + Duration::from_secs(120));
    let conduct = Arc::new(conduct);

    let (live, start, bar) = (Arc::new(Live::default()), Instant::now(), progress(&plan));
    let mut workers = JoinSet::new();
    let count = std::thread::available_parallelism().map_or(2, |cores| cores.get().clamp(1, 4));
    for worker in 0..count {
        let source = plan.share(worker, count);
        workers.spawn(crowd::run(conduct.clone(), source, live.clone(), stop.clone()));
    }
    let (mut ledger, mut samples) = (Ledger::default(), Vec::new());
    let mut look = tokio::time::interval(LOOK_EVERY);
    look.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Skip);
    loop {
        tokio::select! {
            done = workers.join_next() => match done {
                Some(done) => ledger.merge(done.unwrap_or_default()),
                None => break,
            },
            _ = look.tick() => match staff.counts(queue).await {
                Ok(counts) => {
                    // Whoever watches signs in again when the token has run out.
                    let token = staff.token().await;
                    signed_in.send_if_modified(|known| std::mem::replace(known, token.clone()) != token);
                    samples.push(counts);
                    show(&bar, &plan, start.elapsed(), &live, &counts);
                }
                // The referee has the list; a missing sample makes it see less, not wrongly.
                Err(error) => ledger.error(format!("watch: {error}")),
            },
        }
    }
    bar.set_message("reading the sessions for the referee");
    let sessions = staff.sessions(queue, |so_far| bar.set_message(format!("{so_far} sessions read"))).await?;
    bar.finish_and_clear();

    let verdict = referee::judge(rules, &sessions, &ledger.joined, &samples);
    let mut report = Report::new(rules, &ledger, &verdict);
    (report.seed, report.seconds) = (args.seed, start.elapsed().as_secs_f64());
    if let Some(file) = &args.json {
        report.save(file).map_err(|error| ReplayError::File(file.clone(), error))?;
    }
    Ok(report)
}

async fn read_plan(args: &ReplayArgs) -> Result<Plan, ReplayError> {
    let file = |error| ReplayError::File(args.trace.clone(), error);
    let trace = |error| ReplayError::Trace(args.trace.clone(), error);
    let size = tokio::fs::metadata(&args.trace).await.map_err(file)?.len();
    if size > crate::trace::MAX_TRACE_BYTES as u64 {
        return Err(trace(TraceError::TooLarge(usize::try_from(size).unwrap_or(usize::MAX))));
    }
    let bytes = tokio::fs::read(&args.trace).await.map_err(file)?;
    let requests = Trace::parse(&bytes).and_then(|trace| trace.select(args.from, args.to)).map_err(trace)?;
    Ok(Plan::new(&requests, args.scale, args.speed, args.seed)?)
}

/// The queue of a replay: rates scaled up and times scaled down with the speed, within what a queue takes.
fn setup(args: &ReplayArgs, plan: &Plan, manners: &Manners) -> QueueSetup {
    let rate = args.rate.map_or((f64::from(plan.busiest_minute()) * RATE_SHARE).ceil(), f64::from);
    let rate = (rate * args.speed).round().clamp(1.0, MAX_RATE);
    let claim = (120.0 / args.speed).max(SHORTEST_CLAIM);
    // People inside at once are the rate times how long a slot is held: a poll and the hesitation until the claim, the
    // stay, and the whole claim window for those who do not come.
    let held =
        2.0 + (manners.hesitation_seconds + manners.stay_seconds) / args.speed + claim * manners.no_shows;
    let cap = (rate / 60.0 * held * 1.5).ceil().clamp(1.0, MAX_CAP);
    QueueSetup {
        name: "Replay".into(),
        cap: args.cap.unwrap_or(cap as u32),
        rate_per_minute: rate as u32,
        claim_timeout_seconds: claim.ceil() as u32,
        // The longest stay is five times the mean.
        active_timeout_seconds: (manners.stay_seconds * 6.0 / args.speed).max(SHORTEST_CLAIM).ceil() as u32,
        abandon_after_seconds: (300.0 / args.speed).max(60.0).ceil() as u32,
    }
}

/// Draws on a terminal only.
fn progress(plan: &Plan) -> ProgressBar {
    let bar = ProgressBar::new(plan.total());
    let style = ProgressStyle::with_template("{elapsed_precise} {bar:32} {pos}/{len} came  {msg}");
    bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
    bar
}

fn show(bar: &ProgressBar, plan: &Plan, elapsed: Duration, live: &Live, counts: &Counts) {
    bar.set_position(Live::read(&live.arrived));
    let left = plan.duration().saturating_sub(elapsed).as_secs();
    let what = if left > 0 { format!("{left} s to go") } else { "the line empties".into() };
    let Counts { waiting_users, released_users, active_users } = counts;
    let errors = Live::read(&live.errors);
    bar.set_message(format!(
        "{waiting_users} waiting, {released_users} called, {active_users} inside, {errors} errors; {what}"
    ));
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    #[derive(Parser)]
    struct Cli {
        #[command(flatten)]
        replay: ReplayArgs,
    }

    fn parse(line: &str) -> Result<ReplayArgs, clap::Error> {
        Cli::try_parse_from(line.split_whitespace()).map(|cli| cli.replay)
    }

    #[test]
    fn the_command_line_is_as_documented() {
        let args = parse(
            "replay --trace t.csv --scale 0.01 --speed 60 --from 14:00 --to 18:00 --cap 9 --rate 7 --seed 3 \
             --json r.json --url http://127.0.0.1:8080",
        )
        .unwrap();
        assert_eq!(
            (args.scale, args.speed, args.cap, args.rate, args.seed),
            (0.01, 60.0, Some(9), Some(7), 3)
        );
        assert_eq!(args.url.unwrap().to_string(), "http://127.0.0.1:8080");
        let wrong = parse("replay --trace t.csv --from 25:00").unwrap_err().to_string();
        assert!(wrong.contains("is not a time of day like 14:00"), "{wrong}");
        assert!(parse("replay --scale 1").is_err());
    }

    #[test]
    fn without_a_rate_it_is_three_fifths_of_the_busiest_minute_times_the_speed() {
        let args = parse("replay --trace t.csv --speed 60").unwrap();
        let plan = Plan::new(&[10, 1_000, 500], 1.0, 60.0, 1).unwrap();
        let queue = setup(&args, &plan, &Manners::default());
        assert_eq!((queue.rate_per_minute, queue.claim_timeout_seconds), (36_000, 10));
        // 600 a second for about 4.5 s each, and half as many again.
        assert!((3_500..5_000).contains(&queue.cap), "{}", queue.cap);

        let slow = parse("replay --trace t.csv --rate 5 --cap 2").unwrap();
        let queue = setup(&slow, &plan, &Manners::default());
        assert_eq!((queue.rate_per_minute, queue.cap, queue.claim_timeout_seconds), (5, 2, 120));
    }
}

//! `make drills-cluster`: the drills of several nodes, whole. Each has a cluster of its own.

use std::{fmt::Display, path::Path, time::Duration};

use clap::ValueEnum;
use vq_drill::{
    Cluster, ClusterSpec,
    drills::{
        DatabaseDrill, FrozenDrill, KilledDrill, LimitDrill, MissedDrill, RedisDrill, RollingDrill,
        StormDrill,
    },
};
use vq_testkit::Postgres;

use crate::Result;

/// For how long servers are gone, and nodes are frozen.
const DOWN: Duration = Duration::from_secs(20);
const FROZEN: Duration = Duration::from_secs(10);

/// Who look after the people.
const WORKERS: usize = 120;

/// Which drill.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Which {
    /// All join at once at all nodes while the limits change
    Storm,
    /// `kill -9` of the node that controls the releases
    Killed,
    /// It is frozen and thawed
    Frozen,
    /// All nodes are restarted in turn
    Rolling,
    /// Redis is gone for a while
    Redis,
    /// PostgreSQL is gone for a while
    Database,
    /// A node misses 10,000 commits
    Missed,
    /// Calls are counted across nodes
    Limits,
}

/// Carries the drills out; whether all passed.
pub async fn carry_out(program: &Path, people: usize, only: &[Which]) -> Result<bool> {
    let mut passed = true;
    for which in
        Which::value_variants().iter().copied().filter(|which| only.is_empty() || only.contains(which))
    {
        passed &= one(program, people, which).await?;
    }
    Ok(passed)
}

async fn one(program: &Path, people: usize, which: Which) -> Result<bool> {
    let mut spec = ClusterSpec::new(program);
    // One of its own: it is gone with the drill.
    spec.postgres = Some(Postgres::start().await);
    spec.cuttable = which == Which::Missed;
    let limits = LimitDrill { per_minute: 1_000, workers: 12 };
    if which == Which::Limits {
        spec = spec
            .set("VQUEUE__RATE_LIMIT__ENABLED", "true")
            .set("VQUEUE__RATE_LIMIT__PER_MINUTE", limits.per_minute)
            .set("VQUEUE__RATE_LIMIT__PER_HOUR", 1_000_000);
    }
    let mut cluster = Cluster::start(&spec).await?;
    let nodes = cluster.nodes.len();
    let (workers, some) = (WORKERS, (people / 3).max(1));
    match which {
        Which::Storm => storm(&cluster, people).await,
        Which::Killed => {
            let report = KilledDrill { people: some, workers, turns: 100 }.run(&mut cluster).await?;
            Ok(told(report.passed(), &report))
        }
        Which::Frozen => {
            let drill = FrozenDrill { people: some, workers, turns: 100, frozen: FROZEN };
            let report = drill.run(&mut cluster).await?;
            Ok(told(report.passed(), &report))
        }
        Which::Rolling => {
            let report = RollingDrill { people: some / 4, workers: 30, turns: 100 }.run(&mut cluster).await?;
            Ok(told(report.passed(), &report))
        }
        Which::Redis => {
            let report = RedisDrill { people: some, workers, turns: 50, down: DOWN }.run(&cluster).await?;
            Ok(told(report.passed(), &report))
        }
        Which::Database => {
            // The fewer one worker looks after, the sooner each takes the turn that is offered.
            let report =
                DatabaseDrill { people: some / 3, workers, turns: 100, down: DOWN }.run(&cluster).await?;
            Ok(told(report.passed(nodes), &report))
        }
        Which::Missed => {
            let drill = MissedDrill { people: 500, workers: 30, filled: 10_000, versions: 10_000 };
            let report = drill.run(&cluster).await?;
            Ok(told(report.passed(), &report))
        }
        Which::Limits => match limits.run(&cluster).await? {
            Some(report) => Ok(told(report.passed(nodes), &report)),
            None => Err("the machine was too slow for the limits of a minute".into()),
        },
    }
}

async fn storm(cluster: &Cluster, people: usize) -> Result<bool> {
    let mut passed = true;
    for (cap, turns) in [(1, 100), (7, 300), (500, 1_000)] {
        let rates = vec![60_000, 3_000, 12_000, 1_200];
        let drill = StormDrill { people, workers: WORKERS, cap, rates, turns, seed: u64::from(cap) };
        let report = drill.run(cluster).await?;
        passed &= told(report.passed(), &report);
    }
    Ok(passed)
}

fn told(passed: bool, report: &impl Display) -> bool {
    println!("{report}: {}", if passed { "passed" } else { "FAILED" });
    passed
}

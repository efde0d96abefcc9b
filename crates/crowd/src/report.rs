//! The report of a replay: a table for people, JSON for programs. The names are the interface; do not rename them.

use std::{collections::BTreeMap, fmt, path::Path};

use serde::{Deserialize, Serialize};

use crate::{
    ledger::{Ledger, Percentiles},
    referee::{Rules, Verdict},
};

/// What came out of a replay.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "`Verdict` and `Ledger` say what the numbers are")]
pub struct Report {
    pub arrivals: u64,
    pub joined: u64,
    pub max_waiting: u64,
    pub released: u64,
    pub claimed: u64,
    pub completed: u64,
    pub leavers: u64,
    pub no_shows: u64,
    pub missed: u64,
    pub max_concurrent: u64,
    pub cap: u64,
    pub cap_breaches: u64,
    /// The rate in force, per minute of wall time.
    pub rate_per_minute: u64,
    pub max_releases_60s: u64,
    pub rate_breaches: u64,
    pub inversions: u64,
    pub lost_joins: u64,
    pub double_tickets: u64,
    pub wait_within_p50: Option<f64>,
    pub wait_within_p90: Option<f64>,
    pub join_ms: Percentiles,
    pub poll_ms: Percentiles,
    pub polls: u64,
    pub errors: u64,
    pub errors_by_kind: BTreeMap<String, u64>,
    pub seed: u64,
    pub seconds: f64,
}

impl Report {
    /// Puts together what the visitors lived through and what the referee saw.
    pub fn new(rules: Rules, ledger: &Ledger, verdict: &Verdict) -> Self {
        Self {
            arrivals: ledger.arrivals,
            joined: ledger.joined.len() as u64,
            max_waiting: verdict.max_waiting,
            released: verdict.released,
            claimed: ledger.claimed,
            completed: ledger.completed,
            leavers: ledger.leavers,
            no_shows: ledger.no_shows,
            missed: ledger.missed,
            max_concurrent: verdict.max_concurrent,
            cap: rules.cap,
            cap_breaches: verdict.cap_breaches,
            rate_per_minute: rules.rate_per_minute,
            max_releases_60s: verdict.max_releases_60s,
            rate_breaches: verdict.rate_breaches,
            inversions: verdict.inversions,
            lost_joins: verdict.lost_joins,
            double_tickets: verdict.double_tickets,
            wait_within_p50: verdict.wait_within_p50,
            wait_within_p90: verdict.wait_within_p90,
            join_ms: ledger.join.percentiles(),
            poll_ms: ledger.poll.percentiles(),
            polls: ledger.poll.count(),
            errors: ledger.errors.values().sum(),
            errors_by_kind: ledger.errors.clone(),
            seed: 0,
            seconds: 0.0,
        }
    }

    /// Whether no rule was broken. A command that replays ends with a failure otherwise.
    pub fn is_clean(&self) -> bool {
        let broken =
            self.cap_breaches + self.rate_breaches + self.inversions + self.lost_joins + self.double_tickets;
        broken == 0
    }

    /// Writes it as JSON.
    pub fn save(&self, file: &Path) -> std::io::Result<()> {
        let mut text = serde_json::to_string_pretty(self)?;
        text.push('\n');
        std::fs::write(file, text)
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let number = |value: u64| value.to_string();
        let share =
            |value: Option<f64>| value.map_or("–".to_owned(), |value| format!("{:.1} %", value * 100.0));
        let times = |of: &Percentiles| {
            format!("P50 {:.1}   P90 {:.1}   P99 {:.1}   max {:.1} ms", of.p50, of.p90, of.p99, of.max)
        };
        let judged = |count: u64| if count == 0 { "0   ok".to_owned() } else { format!("{count}   BROKEN") };
        let mut rows = vec![
            ("arrivals", number(self.arrivals)),
            ("joined", number(self.joined)),
            ("longest line (max_waiting)", number(self.max_waiting)),
            ("released", number(self.released)),
            ("claimed", number(self.claimed)),
            ("left the line (leavers)", number(self.leavers)),
            ("did not come (no_shows)", number(self.no_shows)),
            ("came too late (missed)", number(self.missed)),
            ("most inside at once", format!("{} of {}", self.max_concurrent, self.cap)),
            ("cap_breaches", judged(self.cap_breaches)),
            (
                "most releases in 60 s",
                format!("{} at {} a minute", self.max_releases_60s, self.rate_per_minute),
            ),
            ("rate_breaches", judged(self.rate_breaches)),
            ("inversions", judged(self.inversions)),
            ("lost_joins", judged(self.lost_joins)),
            ("double_tickets", judged(self.double_tickets)),
            ("waited within P50 told", share(self.wait_within_p50)),
            ("waited within P90 told", share(self.wait_within_p90)),
            ("join", times(&self.join_ms)),
            ("poll", format!("{}   ({} polls)", times(&self.poll_ms), self.polls)),
            ("errors", number(self.errors)),
        ];
        for (kind, count) in &self.errors_by_kind {
            rows.push(("", format!("{count} × {kind}")));
        }
        rows.push(("took", format!("{:.0} s, seed {}", self.seconds, self.seed)));
        for (name, value) in rows {
            writeln!(f, "  {name:<28}{value}")?;
        }
        Ok(())
    }
}

//! I2: releases follow a token bucket that holds one second of the rate, at least one release. Hence in any 60 s at most a
//! minute of the rate and one bucket.

use super::{Fault, limits::Limits, verdict::Findings};
use crate::history::History;

/// What one release costs; the rate per minute flows in each millisecond.
const TOKEN: i64 = 60_000;

fn capacity(rate: u32) -> i64 {
    TOKEN.max(i64::from(rate) * 1000)
}

/// The bucket, as full as it can have been.
struct Bucket<'a> {
    limits: &'a Limits,
    level: i64,
    at: i64,
}

impl Bucket<'_> {
    fn flow_until(&mut self, until: i64) {
        let turns = self.limits.turns.iter().copied().filter(|&turn| self.at < turn && turn < until);
        for to in turns.chain([until]).collect::<Vec<_>>() {
            let rate = self.limits.widest(self.at, to).rate_per_minute;
            let inflow = i64::from(rate).saturating_mul(to - self.at);
            self.level = self.level.saturating_add(inflow).min(capacity(rate));
            self.at = to;
        }
    }
}

/// By the stored times, nobody was released from an empty bucket.
pub(super) fn times(history: &History, limits: &Limits, findings: &mut Findings) {
    let mut releases: Vec<(i64, u32)> =
        history.sessions.iter().filter_map(|one| Some((one.released_at?, one.ticket))).collect();
    releases.sort_unstable();
    let Some(&(first, _)) = releases.first() else { return };
    let mut bucket = Bucket { limits, level: 0, at: first };
    bucket.level = capacity(limits.widest(first, first).rate_per_minute);
    for (at, ticket) in releases {
        bucket.flow_until(at);
        if bucket.level < TOKEN {
            let rate = limits.widest(at, at).rate_per_minute;
            findings.add(Fault::Rate, || {
                format!("ticket {ticket}, released at {at}, is one too many at {rate} a minute")
            });
            continue;
        }
        bucket.level -= TOKEN;
    }
}

//! What a process remembers of chains: where it saw each signed last, and which it refuses.

use std::{collections::BTreeMap, fmt};

use parking_lot::Mutex;
use prometheus_client::metrics::gauge::Gauge;
use vq_domain::Millis;
use vq_ports::audit::{AuditHead, Chain};

use super::Point;

/// How often the same refusal is told, in milliseconds.
const REPEAT: i64 = 10 * 60 * 1000;

/// Why a chain is not signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The head says that less is signed than was.
    SetBack,
    /// A checkpoint that was there is gone, or is no longer genuine.
    CheckpointGone,
    /// The entry that was signed last is another, or is gone.
    PastDiffers,
    /// What came since does not follow from what was signed, or the chain has flaws.
    Broken,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::SetBack => "less is marked as signed than was signed",
            Self::CheckpointGone => "a checkpoint that was there is gone or not genuine",
            Self::PastDiffers => "the entry that was signed last is another",
            Self::Broken => "the entries since the last signature do not follow from it",
        })
    }
}

/// One per process. A chain is never forgotten: one of a tenant that is gone never comes back.
#[derive(Debug, Default)]
pub(super) struct Memory {
    known: Mutex<BTreeMap<Chain, Point>>,
    refusals: Mutex<BTreeMap<Chain, (Refusal, Millis)>>,
    pub refused: Gauge,
}

impl Memory {
    /// Where a chain was signed last.
    pub fn of(&self, chain: Chain) -> Option<Point> {
        self.known.lock().get(&chain).copied()
    }

    /// Whether a chain was not seen before, was set back, or is refused.
    pub fn is_in_doubt(&self, head: &AuditHead) -> bool {
        let known = self.of(head.chain);
        let behind = known.is_none_or(|known| head.signed < known.sequence || head.sequence < known.sequence);
        behind || self.refusals.lock().contains_key(&head.chain)
    }

    /// A chain is signed up to here. Never goes back.
    pub fn remember(&self, chain: Chain, point: Point) {
        let mut known = self.known.lock();
        let stored = known.entry(chain).or_insert(point);
        if stored.sequence < point.sequence {
            *stored = point;
        }
    }

    /// A chain is what it was.
    pub fn accept(&self, chain: Chain) {
        self.refusals.lock().remove(&chain);
        self.count();
    }

    /// A chain is not what it was. Answers whether that is to be told: at first, and from time to time.
    pub fn refuse(&self, chain: Chain, refusal: Refusal, now: Millis) -> bool {
        let mut refusals = self.refusals.lock();
        let told = refusals.get(&chain).is_some_and(|(known, at)| *known == refusal && now - *at < REPEAT);
        if !told {
            refusals.insert(chain, (refusal, now));
        }
        drop(refusals);
        self.count();
        !told
    }

    /// Which are refused.
    pub fn refusals(&self) -> Vec<(Chain, Refusal)> {
        self.refusals.lock().iter().map(|(chain, (refusal, _))| (*chain, *refusal)).collect()
    }

    fn count(&self) {
        let refused = self.refusals.lock().len();
        self.refused.set(i64::try_from(refused).unwrap_or(i64::MAX));
    }
}

//! Verification of a chain: walks it from its beginning, or from where it was pruned, and tells the first place at which it
//! is not what it was.

use std::{collections::BTreeMap, fmt};

use vq_domain::{Action, Millis};

use super::{AuditHead, AuditLog, AuditRecord, Chain, Checkpoint, CheckpointKind, chain};
use crate::StoreResult;

/// Entries read at once.
const PORTION: u32 = 1000;

/// What is wrong with a chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Whose.
    pub chain: Chain,
    /// At which place.
    pub sequence: u64,
    /// What.
    pub what: Flaw,
}

/// What can be wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flaw {
    /// The entry was changed, or is not the one that stood here.
    Changed,
    /// The entry is missing.
    Missing,
    /// The chain ends before where its head says.
    EndsEarly,
    /// There are entries beyond where its head says.
    BeyondHead,
    /// The head's hash is not the last entry's.
    HeadDiffers,
    /// A signed checkpoint says that there was an entry here.
    CutBeforeCheckpoint,
    /// A signed checkpoint says that this entry was another.
    DiffersFromCheckpoint,
    /// A checkpoint's signature is not one of ours.
    ForgedCheckpoint,
    /// The chain does not begin at its first entry, and no signed anchor says why.
    NoAnchor,
    /// It cannot be read.
    Unreadable,
}

impl fmt::Display for Flaw {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Changed => "the entry was changed, or another stood here",
            Self::Missing => "the entry is missing",
            Self::EndsEarly => "the chain ends before where its head says",
            Self::BeyondHead => "there are entries beyond where the chain's head says",
            Self::HeadDiffers => "the head of the chain is not its last entry",
            Self::CutBeforeCheckpoint => "a signed checkpoint says that there was an entry here",
            Self::DiffersFromCheckpoint => "a signed checkpoint says that this entry was another",
            Self::ForgedCheckpoint => "the signature of the checkpoint is not valid",
            Self::NoAnchor => "what is missing before was not removed by us: no signed anchor tells of it",
            Self::Unreadable => "the entry cannot be read",
        })
    }
}

/// What was verified.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verified {
    /// Whose.
    pub chain: Chain,
    /// From where: the entry after the last that was pruned.
    pub from: u64,
    /// Up to where.
    pub to: u64,
    /// How many checkpoints bear it out.
    pub checkpoints: u64,
    /// Places of genuine checkpoints that say nothing here: what they are about was removed.
    pub incomparable: Vec<u64>,
    /// Anchors: what was removed, in order.
    pub removed: Vec<Removed>,
    /// When the chain was signed up to where, in milliseconds by place.
    pub signed: BTreeMap<u64, Millis>,
    /// Its entries that tell how long it is to be kept, in order.
    pub retentions: Vec<AuditRecord>,
    /// What is wrong. Empty: nothing.
    pub findings: Vec<Finding>,
}

impl Verified {
    /// When it was first signed that this entry stands where it does; `None`: not yet.
    pub fn seen(&self, sequence: u64) -> Option<Millis> {
        self.signed.range(sequence..).next().map(|(_, at)| *at)
    }
}

/// What a signed anchor says was kept long enough and removed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Removed {
    /// From this place, as far as earlier anchors are known; the anchors before go with what they are about.
    pub from: u64,
    /// Up to this place.
    pub to: u64,
    /// When.
    pub at: Millis,
}

/// Says whether a checkpoint was signed by a key of ours.
pub type IsGenuine<'a> = &'a (dyn Fn(&Checkpoint) -> bool + Send + Sync);

/// Verifies a chain. `elsewhere` are checkpoints that were kept elsewhere; those of other chains are passed over.
///
/// Fails only where the store cannot be read at all.
pub async fn verify(
    log: &dyn AuditLog,
    chain: Chain,
    elsewhere: &[Checkpoint],
    genuine: IsGenuine<'_>,
) -> StoreResult<Verified> {
    let mut walk = Walk::new(chain);
    walk.checkpoints(log, elsewhere, genuine).await?;
    walk.head = log.head(chain).await?;
    let mut after = 0;
    loop {
        let records = match log.after(chain, after, PORTION).await {
            Ok(records) => records,
            // A row that cannot be read was not written by us.
            Err(crate::StoreError::Failed(_)) => {
                walk.find(after + 1, Flaw::Unreadable);
                break;
            }
            Err(error) => return Err(error),
        };
        let Some(last) = records.last() else { break };
        after = last.sequence;
        records.iter().for_each(|record| walk.step(record));
    }
    // Others may have appended while we walked: the head is never behind what was read before it.
    let later = log.head(chain).await?;
    walk.end(later.as_ref());
    Ok(walk.done())
}

struct Walk {
    chain: Chain,
    from: u64,
    at: u64,
    hash: [u8; 32],
    /// What signed checkpoints say of places that were not reached yet.
    signed: BTreeMap<u64, [u8; 32]>,
    borne_out: u64,
    incomparable: Vec<u64>,
    anchors: BTreeMap<u64, Millis>,
    signed_at: BTreeMap<u64, Millis>,
    retentions: Vec<AuditRecord>,
    /// As it was before the walk.
    head: Option<AuditHead>,
    findings: Vec<Finding>,
}

impl Walk {
    fn new(chain: Chain) -> Self {
        Self {
            chain,
            from: 1,
            at: 0,
            hash: chain::beginning(chain),
            signed: BTreeMap::new(),
            borne_out: 0,
            incomparable: Vec::new(),
            anchors: BTreeMap::new(),
            signed_at: BTreeMap::new(),
            retentions: Vec::new(),
            head: None,
            findings: Vec::new(),
        }
    }

    fn find(&mut self, sequence: u64, what: Flaw) {
        self.findings.push(Finding { chain: self.chain, sequence, what });
    }

    async fn checkpoints(
        &mut self,
        log: &dyn AuditLog,
        elsewhere: &[Checkpoint],
        genuine: IsGenuine<'_>,
    ) -> StoreResult<()> {
        let mut all: Vec<_> =
            elsewhere.iter().filter(|checkpoint| checkpoint.chain == self.chain).cloned().collect();
        let mut after = 0;
        loop {
            let some = log.checkpoints(self.chain, after, PORTION).await?;
            let Some(last) = some.last() else { break };
            after = last.sequence;
            all.extend(some);
        }
        for checkpoint in all {
            if !genuine(&checkpoint) {
                self.find(checkpoint.sequence, Flaw::ForgedCheckpoint);
                continue;
            }
            if checkpoint.kind == CheckpointKind::Anchor {
                self.anchors.insert(checkpoint.sequence, checkpoint.at);
                if checkpoint.sequence > self.at {
                    (self.at, self.hash) = (checkpoint.sequence, checkpoint.hash);
                    self.from = checkpoint.sequence.saturating_add(1);
                }
            }
            self.signed_at
                .entry(checkpoint.sequence)
                .and_modify(|at| *at = (*at).min(checkpoint.at))
                .or_insert(checkpoint.at);
            let known = self.signed.insert(checkpoint.sequence, checkpoint.hash);
            if known.is_some_and(|known| known != checkpoint.hash) {
                self.find(checkpoint.sequence, Flaw::DiffersFromCheckpoint);
            }
        }
        // What was removed is no longer there to be compared: only the anchor itself stands for something.
        let at = self.at;
        self.incomparable = self.signed.range(..at).map(|(sequence, _)| *sequence).collect();
        self.borne_out += u64::from(self.signed.contains_key(&at));
        self.signed.retain(|sequence, _| *sequence > at);
        Ok(())
    }

    fn step(&mut self, record: &AuditRecord) {
        if record.sequence < self.from {
            // It stands where a signed anchor says that nothing does.
            self.find(record.sequence, Flaw::Changed);
            return;
        }
        let expected = self.at + 1;
        if record.sequence != expected {
            self.find(expected, if self.at == 0 { Flaw::NoAnchor } else { Flaw::Missing });
        } else if record.entry.tenant != self.chain
            || chain::link(&self.hash, record.sequence, &chain::digest(&record.entry)) != record.hash
        {
            self.find(record.sequence, Flaw::Changed);
        }
        if &*record.entry.action == Action::AuditRetention.as_str() {
            self.retentions.push(record.clone());
        }
        // Goes on from what is stored: each flaw is told once, where it is.
        (self.at, self.hash) = (record.sequence, record.hash);
        if let Some(signed) = self.signed.remove(&record.sequence) {
            if signed == record.hash {
                self.borne_out += 1;
            } else {
                self.find(record.sequence, Flaw::DiffersFromCheckpoint);
            }
        }
        let head = self.head.as_ref().filter(|head| head.sequence == record.sequence);
        if head.is_some_and(|head| head.hash != record.hash) {
            self.find(record.sequence, Flaw::HeadDiffers);
        }
    }

    fn end(&mut self, later: Option<&AuditHead>) {
        let before = self.head.as_ref().map_or(0, |head| head.sequence);
        if self.at < before {
            self.find(self.at + 1, Flaw::EndsEarly);
        }
        let later = later.map_or(0, |head| head.sequence);
        if self.at > later {
            self.find(later + 1, Flaw::BeyondHead);
        }
        for sequence in std::mem::take(&mut self.signed).into_keys() {
            let what = if sequence > self.at { Flaw::CutBeforeCheckpoint } else { Flaw::Missing };
            self.find(sequence, what);
        }
    }

    fn done(mut self) -> Verified {
        self.findings.sort_by_key(|finding| finding.sequence);
        let mut from = 1;
        let removed = self.anchors.into_iter().map(|(to, at)| {
            let removed = Removed { from, to, at };
            from = to.saturating_add(1);
            removed
        });
        Verified {
            chain: self.chain,
            from: self.from,
            to: self.at,
            checkpoints: self.borne_out,
            incomparable: self.incomparable,
            removed: removed.collect(),
            signed: self.signed_at,
            retentions: self.retentions,
            findings: self.findings,
        }
    }
}

//! Signs where chains stand, and removes what was kept long enough. Several nodes may do both at once: the store takes the
//! first, and the others find it done.
//!
//! A signature says that a chain is what it was. So nothing is signed and nothing removed before the chain was walked from where
//! it was signed last, and compared with what this process remembers of it: whoever can write to the database, but has no key,
//! could otherwise have a false chain signed. What differs is told, loudly, and left as it is.

mod memory;

use std::sync::Arc;

use prometheus_client::registry::Registry;
use vq_domain::{
    Action, Millis, Trail,
    audit::{Entry, Target},
};
use vq_keyring::{Key, Keyring, Purpose};
use vq_ports::{
    Audit, AuditLog, Clock, StoreError, StoreResult,
    audit::{
        AuditHead, AuditRecord, AuditRetention, Chain, Checkpoint, CheckpointKind,
        chain::{beginning, digest, link},
        kept::{self, DELAY, Said, Terms},
        verify::{Finding, verify},
    },
};

use crate::view::hex;
use memory::Memory;
pub use memory::Refusal;

const DAY: i64 = 24 * 60 * 60 * 1000;
/// Entries read at once.
const PORTION: u32 = 1000;

/// When to sign.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotaryConfig {
    /// After so many entries.
    pub entries: u64,
    /// Or once an entry has waited for so long, in seconds.
    pub seconds: u32,
}

impl Default for NotaryConfig {
    fn default() -> Self {
        Self { entries: 100, seconds: 60 }
    }
}

/// Signs and prunes.
pub struct Notary {
    log: Arc<dyn AuditLog>,
    keys: Arc<Keyring>,
    clock: Arc<dyn Clock>,
    config: NotaryConfig,
    memory: Memory,
}

/// A chain that is refused, for whoever has to find out what was done to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefusedChain {
    /// Whose.
    pub chain: Chain,
    /// Why it is not signed.
    pub refusal: Refusal,
    /// The last genuine signature that is there: up to which entry, and when.
    pub signed: Option<(u64, Millis)>,
    /// The first entry at which something is wrong; `None` if the entries as they stand show nothing.
    pub first: Option<Finding>,
}

/// A place of a chain and the hash up to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Point {
    sequence: u64,
    hash: [u8; 32],
}

/// What was found of a chain.
type Trusted<T> = StoreResult<Result<T, Refusal>>;

impl Notary {
    /// Over a store, with the audit keys of a deployment.
    pub fn new(
        log: Arc<dyn AuditLog>,
        keys: Arc<Keyring>,
        clock: Arc<dyn Clock>,
        config: NotaryConfig,
    ) -> Self {
        Self { log, keys, clock, config, memory: Memory::default() }
    }

    /// Makes visible how many chains are refused.
    pub fn register(&self, registry: &mut Registry) {
        registry.register(
            "vq_audit_refused_chains",
            "Logs of the audit that this node does not sign or prune, because their past is not what it was",
            self.memory.refused.clone(),
        );
    }

    /// The chains that are not signed, and why.
    pub fn refused(&self) -> Vec<(Chain, Refusal)> {
        self.memory.refusals()
    }

    /// Signs every chain that is due. Answers how many this node signed. Those whose past is not what it was are refused, which
    /// is an error in the log of the application and not of this call.
    pub async fn sign_due(&self) -> StoreResult<u32> {
        let now = self.clock.now();
        let mut signed = 0;
        for head in self.log.heads().await? {
            let waited = now - head.signed_at >= i64::from(self.config.seconds) * 1000;
            let unsigned = head.sequence.saturating_sub(head.signed);
            if unsigned >= self.config.entries || (unsigned > 0 && waited) {
                signed += u32::from(self.sign(&head, now).await?);
            } else if self.memory.is_in_doubt(&head) {
                // Never seen by this process, or set back since.
                self.trusts(&head, now).await?;
            }
        }
        Ok(signed)
    }

    /// Looks at every chain, due or not, as it is looked at before it is signed, and signs nothing. Answers how many there are
    /// and which are refused. Those are verified as a whole, to tell where.
    pub async fn look(&self) -> StoreResult<(usize, Vec<RefusedChain>)> {
        let (now, heads) = (self.clock.now(), self.log.heads().await?);
        for head in &heads {
            self.trusts(head, now).await?;
        }
        let mut refused = Vec::new();
        for (chain, refusal) in self.memory.refusals() {
            let genuine = |checkpoint: &Checkpoint| is_genuine(&self.keys, checkpoint);
            let (signed, first) = match verify(&*self.log, chain, &[], &genuine).await {
                Ok(verified) => {
                    let signed = verified.signed.last_key_value().map(|(sequence, at)| (*sequence, *at));
                    (signed, verified.findings.into_iter().min_by_key(|finding| finding.sequence))
                }
                // What cannot be read in one log keeps no other.
                Err(StoreError::Failed(_)) => (None, None),
                Err(error) => return Err(error),
            };
            refused.push(RefusedChain { chain, refusal, signed, first });
        }
        Ok((heads.len(), refused))
    }

    async fn sign(&self, head: &AuditHead, now: Millis) -> StoreResult<bool> {
        if !self.trusts(head, now).await? {
            return Ok(false);
        }
        let checkpoint =
            self.checkpoint(head.chain, CheckpointKind::Regular, head.sequence, head.hash, now)?;
        match self.log.sign(&checkpoint, head.signed).await {
            Ok(()) => {
                self.remember(&checkpoint);
                Ok(true)
            }
            Err(StoreError::Stale) => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// Also in the log of the application, which may be kept where nobody can write who can write to the database.
    fn remember(&self, checkpoint: &Checkpoint) {
        let Checkpoint { chain, kind, sequence, hash, key, .. } = checkpoint;
        let (kind, hash_hex) = (kind.as_str(), hex(hash));
        let of = name(*chain);
        tracing::info!(chain = of, kind, sequence, hash = hash_hex, key, "the audit log is signed");
        self.memory.remember(*chain, Point { sequence: *sequence, hash: *hash });
    }

    /// Whether all that was signed of a chain stands as it did, and what came since follows from it. If not, that is told,
    /// unless it only changed meanwhile.
    async fn trusts(&self, head: &AuditHead, now: Millis) -> StoreResult<bool> {
        let found = match self.signed_past(head).await? {
            Ok(point) => self.walk(head, point).await?.map(|()| point),
            Err(refusal) => Err(refusal),
        };
        match found {
            Ok(point) => {
                if point.sequence > 0 {
                    self.memory.remember(head.chain, point);
                }
                self.memory.accept(head.chain);
                Ok(true)
            }
            Err(refusal) => {
                self.refuse(head, refusal, now).await?;
                Ok(false)
            }
        }
    }

    /// Where a chain was signed last, if that stands as it did.
    async fn signed_past(&self, head: &AuditHead) -> Trusted<Point> {
        if let Some(known) = self.memory.of(head.chain) {
            if head.signed < known.sequence || head.sequence < known.sequence {
                return Ok(Err(Refusal::SetBack));
            }
            // What was removed since is borne out by its anchor, below.
            if head.pruned < known.sequence {
                match self.checkpoint_at(head.chain, known.sequence).await? {
                    Some(checkpoint) if checkpoint.hash == known.hash => {}
                    _ => return Ok(Err(Refusal::CheckpointGone)),
                }
                if !self.stands(head.chain, known).await? {
                    return Ok(Err(Refusal::PastDiffers));
                }
            }
        }
        // Nothing is signed beyond where the head says: it would have been set back.
        let beyond = match self.log.checkpoints(head.chain, head.signed, 1).await {
            Ok(found) => !found.is_empty(),
            // A row that cannot be read was not written by us.
            Err(StoreError::Failed(_)) => true,
            Err(error) => return Err(error),
        };
        if beyond || head.signed < head.pruned {
            return Ok(Err(Refusal::SetBack));
        }
        if head.signed == 0 {
            return Ok(Ok(Point { sequence: 0, hash: beginning(head.chain) }));
        }
        if head.pruned > 0 {
            let anchor = self.checkpoint_at(head.chain, head.pruned).await?;
            if anchor.is_none_or(|anchor| anchor.kind != CheckpointKind::Anchor) {
                return Ok(Err(Refusal::CheckpointGone));
            }
        }
        let Some(last) = self.checkpoint_at(head.chain, head.signed).await? else {
            return Ok(Err(Refusal::CheckpointGone));
        };
        let point = Point { sequence: last.sequence, hash: last.hash };
        if head.signed > head.pruned && !self.stands(head.chain, point).await? {
            return Ok(Err(Refusal::PastDiffers));
        }
        Ok(Ok(point))
    }

    /// A genuine checkpoint of this place. A row that cannot be read was not written by us.
    async fn checkpoint_at(&self, chain: Chain, sequence: u64) -> StoreResult<Option<Checkpoint>> {
        let found = match self.log.checkpoints(chain, sequence.saturating_sub(1), 1).await {
            Ok(found) => found.into_iter().next(),
            Err(StoreError::Failed(_)) => None,
            Err(error) => return Err(error),
        };
        let unknown = |found: &Checkpoint| !self.keys.all().iter().any(|key| is_of(key, found));
        if found.as_ref().is_some_and(unknown) {
            // Another node may have signed with a key that is not at hand yet.
            let read = self.keys.refresh().await;
            read.map_err(|error| StoreError::Unavailable(error.to_string()))?;
        }
        Ok(found.filter(|found| found.sequence == sequence && is_genuine(&self.keys, found)))
    }

    async fn stands(&self, chain: Chain, point: Point) -> StoreResult<bool> {
        match self.log.get(chain, point.sequence).await {
            Ok(record) => Ok(record.is_some_and(|record| record.hash == point.hash)),
            Err(StoreError::Failed(_)) => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// Walks from a place to the head.
    async fn walk(&self, head: &AuditHead, from: Point) -> Trusted<()> {
        let Point { mut sequence, mut hash } = from;
        while sequence < head.sequence {
            let records = match self.log.after(head.chain, sequence, PORTION).await {
                Ok(records) => records,
                Err(StoreError::Failed(_)) => return Ok(Err(Refusal::Broken)),
                Err(error) => return Err(error),
            };
            if records.is_empty() {
                return Ok(Err(Refusal::Broken));
            }
            for record in records {
                if sequence == head.sequence {
                    break;
                }
                let linked = link(&hash, record.sequence, &digest(&record.entry)) == record.hash;
                if record.sequence != sequence + 1 || record.entry.tenant != head.chain || !linked {
                    return Ok(Err(Refusal::Broken));
                }
                (sequence, hash) = (record.sequence, record.hash);
            }
        }
        Ok(if hash == head.hash { Ok(()) } else { Err(Refusal::Broken) })
    }

    /// Tells that a chain is not what it was, unless it changed since `head` was read: then it is looked at again the next time.
    async fn refuse(&self, head: &AuditHead, refusal: Refusal, now: Millis) -> StoreResult<()> {
        let since = self.log.head(head.chain).await?;
        let moved = since.is_none_or(|since| (since.signed, since.pruned) != (head.signed, head.pruned));
        if !moved && self.memory.refuse(head.chain, refusal, now) {
            tracing::error!(
                chain = name(head.chain),
                sequence = head.sequence,
                signed = head.signed,
                refusal = %refusal,
                "the audit log is not what it was: it is neither signed nor pruned; run vqueue audit verify"
            );
        }
        Ok(())
    }

    fn checkpoint(
        &self,
        chain: Chain,
        kind: CheckpointKind,
        sequence: u64,
        hash: [u8; 32],
        at: Millis,
    ) -> StoreResult<Checkpoint> {
        let key = self.keys.current(Purpose::Audit);
        let unsigned = Checkpoint { chain, kind, sequence, hash, at, key: key.number(), signature: [0; 64] };
        let signature = key.sign_ed25519(&unsigned.signed_bytes());
        let signature = signature.ok_or_else(|| StoreError::Failed("the audit key is damaged".into()))?;
        Ok(Checkpoint { signature, ..unsigned })
    }

    /// Removes what was kept long enough, by whole days, so that this is done once a day. Answers how many entries.
    ///
    /// How long that is the chain's own signed entries say ([`kept`]), never a row beside them: a row that says something else
    /// is set right, with an entry. Nothing is removed while the row holds it, either.
    pub async fn prune_due(&self) -> StoreResult<u64> {
        let now = self.clock.now();
        let mut removed = 0;
        // The platform's is kept for ever.
        for head in self.log.heads().await?.into_iter().filter(|head| head.chain.is_some()) {
            removed += match self.prune(&head, now).await {
                Ok(entries) => entries,
                // Held meanwhile, or another node did it.
                Err(StoreError::Stale | StoreError::NotFound) => 0,
                // What cannot be read in one log keeps no other.
                Err(StoreError::Failed(reason)) => {
                    tracing::error!(chain = name(head.chain), reason, "an audit log could not be pruned");
                    0
                }
                Err(error) => return Err(error),
            };
        }
        Ok(removed)
    }

    async fn prune(&self, head: &AuditHead, now: Millis) -> StoreResult<u64> {
        let chain = head.chain;
        let stored = self.log.retention(chain).await?;
        // As it is shown: whether it is worth while to verify all of it.
        let shown = Said::of(&kept::entries(&*self.log, chain).await?, now, |record| Some(record.entry.at));
        let removable = match shown.terms.removable_before(now) {
            Some(before) => self.log.last_before(chain, before).await?.is_some(),
            None => false,
        };
        if !removable && shown.terms.keeps_as(&Terms::of(&stored)) {
            return Ok(0);
        }
        if !self.trusts(head, now).await? {
            return Ok(0);
        }
        let genuine = |checkpoint: &Checkpoint| is_genuine(&self.keys, checkpoint);
        let verified = verify(&*self.log, chain, &[], &genuine).await?;
        if !verified.findings.is_empty() {
            self.refuse(head, Refusal::Broken, now).await?;
            return Ok(0);
        }
        let seen = |record: &AuditRecord| verified.seen(record.sequence).map(|at| at.max(record.entry.at));
        let said = Said::of(&verified.retentions, now, seen);
        if !said.terms.keeps_as(&Terms::of(&stored)) {
            tracing::warn!(
                chain = name(chain),
                "how long an audit log is kept is set to what its own signed entries say"
            );
            return self.say(&stored, &said, now).await;
        }
        let Some(before) = said.terms.removable_before(now) else { return Ok(0) };
        let Some(last) = self.log.last_before(chain, before).await? else { return Ok(0) };
        // What says how long must not go with the rest: it is said again in time.
        let newest = verified.retentions.last();
        if newest.is_none_or(|newest| newest.entry.at < before + DELAY + DAY) {
            return self.say(&stored, &said, now).await;
        }
        let left: Vec<_> =
            verified.retentions.iter().filter(|record| record.sequence > last.sequence).cloned().collect();
        if !Said::of(&left, now, seen).terms.keeps_as(&said.terms) {
            return Ok(0);
        }
        let anchor = self.checkpoint(chain, CheckpointKind::Anchor, last.sequence, last.hash, now)?;
        let written = Trail::system("audit", now)
            .entry(chain, Action::AuditPrune, Target::only("audit"))
            .with("before", before.to_rfc3339())
            .with("upTo", last.sequence)
            .with("days", said.terms.days);
        let entries = self.log.prune(&anchor, stored.version, &written.into()).await?;
        if head.signed < anchor.sequence {
            self.remember(&anchor);
        }
        Ok(entries)
    }

    /// Says how long a chain is kept, as it was said before: nothing is changed by it.
    async fn say(&self, stored: &AuditRetention, said: &Said, now: Millis) -> StoreResult<u64> {
        let (chain, days, version) = (stored.chain, said.terms.days, stored.version + 1);
        // The row has the words as they were given, the entry has them masked.
        let hold = said.terms.hold.as_ref().map(|words| stored.hold.as_ref().unwrap_or(words).clone());
        // What waits is said again, too, and goes on waiting from when it was said first.
        let told = said.pending.as_ref().map_or(&said.terms, |pending| &pending.terms);
        let written = Trail::system("audit", now)
            .entry(chain, Action::AuditRetention, Target::only("audit"))
            .before(serde_json::json!({"days": stored.days, "legalHold": stored.hold}))
            .after(serde_json::json!({"days": told.days, "legalHold": told.hold}))
            .because(Some("as the entries of this log say"));
        let audit = Audit::from(written.clone()).and(for_the_platform(written, chain));
        self.log.set_retention(&AuditRetention { chain, days, hold, version }, &audit).await?;
        Ok(0)
    }
}

/// The same entry in the platform's log, about this tenant.
pub(crate) fn for_the_platform(entry: Entry, chain: Chain) -> Entry {
    let target = chain.map_or_else(|| entry.target.clone(), |tenant| Target::new("tenant", tenant));
    Entry { tenant: None, target, ..entry }
}

fn name(chain: Chain) -> String {
    chain.map_or_else(|| "platform".to_owned(), |tenant| tenant.to_string())
}

fn is_of(key: &Key, checkpoint: &Checkpoint) -> bool {
    key.purpose() == Purpose::Audit && key.number() == checkpoint.key
}

/// Whether a checkpoint was signed by an audit key of this deployment.
pub fn is_genuine(keys: &Keyring, checkpoint: &Checkpoint) -> bool {
    keys.all()
        .iter()
        .find(|key| is_of(key, checkpoint))
        .is_some_and(|key| key.verifies_ed25519(&checkpoint.signed_bytes(), &checkpoint.signature))
}

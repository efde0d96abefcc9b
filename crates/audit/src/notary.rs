//! Signs where chains stand, and removes what was kept long enough. Several nodes may do both at once: the store takes the
//! first, and the others find it done.

use std::sync::Arc;

use vq_domain::{Action, Millis, Trail, audit::Target};
use vq_keyring::{Key, Keyring, Purpose};
use vq_ports::{
    AuditLog, Clock, StoreError, StoreResult,
    audit::{AuditHead, Chain, Checkpoint, CheckpointKind},
};

const DAY: i64 = 24 * 60 * 60 * 1000;

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
}

impl Notary {
    /// Over a store, with the audit keys of a deployment.
    pub fn new(
        log: Arc<dyn AuditLog>,
        keys: Arc<Keyring>,
        clock: Arc<dyn Clock>,
        config: NotaryConfig,
    ) -> Self {
        Self { log, keys, clock, config }
    }

    /// Signs every chain that is due. Answers how many this node signed.
    pub async fn sign_due(&self) -> StoreResult<u32> {
        let now = self.clock.now();
        let mut signed = 0;
        for head in self.log.heads().await? {
            let waited = now - head.signed_at >= i64::from(self.config.seconds) * 1000;
            let unsigned = head.sequence.saturating_sub(head.signed);
            if unsigned >= self.config.entries || (unsigned > 0 && waited) {
                signed += u32::from(self.sign(&head, now).await?);
            }
        }
        Ok(signed)
    }

    /// Signs one chain as it stands now, due or not. `false` if there is nothing new to sign, or another node did.
    pub async fn sign_now(&self, chain: Chain) -> StoreResult<bool> {
        match self.log.head(chain).await? {
            Some(head) if head.sequence > head.signed => self.sign(&head, self.clock.now()).await,
            _ => Ok(false),
        }
    }

    async fn sign(&self, head: &AuditHead, now: Millis) -> StoreResult<bool> {
        let checkpoint =
            self.checkpoint(head.chain, CheckpointKind::Regular, head.sequence, head.hash, now)?;
        match self.log.sign(&checkpoint, head.signed).await {
            Ok(()) => Ok(true),
            Err(StoreError::Stale) => Ok(false),
            Err(error) => Err(error),
        }
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
    pub async fn prune_due(&self) -> StoreResult<u64> {
        let now = self.clock.now();
        let mut removed = 0;
        for head in self.log.heads().await? {
            let retention = self.log.retention(head.chain).await?;
            let Some(before) = retention.removable_before(now) else { continue };
            let before = Millis(before.0 - before.0.rem_euclid(DAY));
            let Some(last) = self.log.last_before(head.chain, before).await? else { continue };
            let anchor =
                self.checkpoint(head.chain, CheckpointKind::Anchor, last.sequence, last.hash, now)?;
            let written = Trail::system("audit", now)
                .entry(head.chain, Action::AuditPrune, Target::only("audit"))
                .with("before", before.to_rfc3339())
                .with("upTo", last.sequence);
            match self.log.prune(&anchor, retention.version, &written.into()).await {
                Ok(entries) => removed += entries,
                // Held meanwhile, or another node did it.
                Err(StoreError::Stale) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(removed)
    }
}

/// Whether a checkpoint was signed by an audit key of this deployment.
pub fn is_genuine(keys: &Keyring, checkpoint: &Checkpoint) -> bool {
    let of_number = |key: &Arc<Key>| key.purpose() == Purpose::Audit && key.number() == checkpoint.key;
    keys.all()
        .iter()
        .find(|key| of_number(key))
        .is_some_and(|key| key.verifies_ed25519(&checkpoint.signed_bytes(), &checkpoint.signature))
}

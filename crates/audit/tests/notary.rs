//! Signing where chains stand, and removing what was kept long enough, with real keys on a real store.

use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

use vq_audit::{CheckpointView, Notary, NotaryConfig, is_genuine};
use vq_domain::{Action, Millis, TenantId, Trail, audit::Target};
use vq_keyring::{Keyring, KeyringConfig, Purpose};
use vq_ports::{
    Audit, Clock, Stores, SystemIds,
    audit::{
        AuditRetention, Checkpoint, CheckpointKind,
        verify::{Flaw, Verified, verify},
    },
};
use vq_store_sqlite::{Options, SqliteStore};

const DAY: i64 = 24 * 60 * 60 * 1000;
const TENANT: TenantId = TenantId::from_bytes([5; 16]);

struct TestClock(AtomicI64);

impl Clock for TestClock {
    fn now(&self) -> Millis {
        Millis(self.0.load(Ordering::Relaxed))
    }
}

struct World {
    clock: Arc<TestClock>,
    stores: Stores,
    keys: Arc<Keyring>,
    notary: Notary,
    _store: (tempfile::TempDir, SqliteStore),
}

impl World {
    async fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let store = SqliteStore::open(folder.path(), Options::default()).expect("a store");
        let (stores, clock) = (store.stores(), Arc::new(TestClock(AtomicI64::new(1000 * DAY))));
        let ids = Arc::new(SystemIds);
        let keys = Keyring::open(stores.secrets.clone(), clock.clone(), ids, KeyringConfig::default()).await;
        let keys = Arc::new(keys.expect("keys"));
        let config = NotaryConfig { entries: 3, seconds: 60 };
        let notary = Notary::new(stores.audit.clone(), keys.clone(), clock.clone(), config);
        Self { clock, stores, keys, notary, _store: (folder, store) }
    }

    fn pass(&self, millis: i64) {
        self.clock.0.fetch_add(millis, Ordering::Relaxed);
    }

    async fn happens(&self) {
        let trail = Trail::system("test", self.clock.now());
        let entry = trail.entry(Some(TENANT), Action::QueuePause, Target::new("queue", 1));
        self.stores.audit.append(&entry).await.expect("written");
    }

    async fn signed(&self) -> Vec<Checkpoint> {
        self.stores.audit.checkpoints(Some(TENANT), 0, 1000).await.expect("checkpoints")
    }

    async fn keep_days(&self, days: Option<u32>, hold: Option<&str>) {
        let stored = self.stores.audit.retention(Some(TENANT)).await.expect("a retention");
        let (hold, version) = (hold.map(str::to_owned), stored.version + 1);
        let wanted = AuditRetention { chain: Some(TENANT), days, hold, version };
        self.stores.audit.set_retention(&wanted, &Audit::exempt("a test")).await.expect("said");
    }

    async fn verified(&self, elsewhere: &[Checkpoint]) -> Verified {
        let genuine = |checkpoint: &Checkpoint| is_genuine(&self.keys, checkpoint);
        verify(&*self.stores.audit, Some(TENANT), elsewhere, &genuine).await.expect("an answer")
    }
}

#[tokio::test]
async fn a_chain_is_signed_after_some_entries_or_some_time() {
    let world = World::new().await;
    // The keys' own entries, in the platform's log.
    world.notary.sign_due().await.expect("signed");
    world.happens().await;
    assert_eq!(world.notary.sign_due().await, Ok(1), "the first is signed at once");
    world.happens().await;
    world.happens().await;
    assert_eq!(world.notary.sign_due().await, Ok(0), "two of three, and no time went by");
    world.happens().await;
    assert_eq!(world.notary.sign_due().await, Ok(1));
    world.happens().await;
    world.pass(60_000);
    assert_eq!(world.notary.sign_due().await, Ok(1));
    world.pass(60_000);
    assert_eq!(world.notary.sign_due().await, Ok(0), "nothing new");
    let places: Vec<_> = world.signed().await.iter().map(|checkpoint| checkpoint.sequence).collect();
    assert_eq!(places, [1, 4, 5]);
    let verified = world.verified(&[]).await;
    assert_eq!((verified.checkpoints, verified.findings), (3, Vec::new()));
}

#[tokio::test]
async fn what_an_older_key_signed_stays_genuine_and_nothing_else_is() {
    let world = World::new().await;
    world.happens().await;
    world.notary.sign_due().await.expect("signed");
    let trail = Trail::system("test", world.clock.now());
    world.keys.rotate(Purpose::Audit, None, &trail).await.expect("rotates");
    world.pass(400 * DAY);
    world.keys.refresh().await.expect("keys");
    world.happens().await;
    world.notary.sign_due().await.expect("signed");
    let signed = world.signed().await;
    assert_eq!(signed.iter().map(|checkpoint| checkpoint.key).collect::<Vec<_>>(), [1, 2]);
    assert_eq!(world.verified(&[]).await.findings, []);
    for checkpoint in signed {
        // As it is shown and read back.
        let read = CheckpointView::from(&checkpoint).read().expect("reads back");
        assert!(is_genuine(&world.keys, &read));
        let mut flipped = checkpoint.signature;
        flipped[7] ^= 1;
        for forged in [
            Checkpoint { signature: flipped, ..checkpoint.clone() },
            Checkpoint { sequence: checkpoint.sequence + 1, ..checkpoint.clone() },
            Checkpoint { chain: None, ..checkpoint.clone() },
            Checkpoint { kind: CheckpointKind::Anchor, ..checkpoint.clone() },
            Checkpoint { at: Millis(1), ..checkpoint.clone() },
            Checkpoint { key: 3 - checkpoint.key, ..checkpoint.clone() },
            Checkpoint { hash: [1; 32], ..checkpoint.clone() },
        ] {
            assert!(!is_genuine(&world.keys, &forged), "{forged:?}");
        }
        let forged = Checkpoint { signature: flipped, ..checkpoint };
        let findings = world.verified(std::slice::from_ref(&forged)).await.findings;
        assert!(findings.iter().any(|finding| finding.what == Flaw::ForgedCheckpoint));
    }
}

#[tokio::test]
async fn a_log_is_pruned_by_days_and_stays_verifiable() {
    let world = World::new().await;
    for _ in 0..50 {
        world.happens().await;
        world.notary.sign_due().await.expect("signed");
        world.pass(DAY);
    }
    let kept_elsewhere = world.signed().await;
    assert_eq!(world.notary.prune_due().await, Ok(0), "kept for ever unless somebody says otherwise");
    world.keep_days(Some(30), Some("court case 7")).await;
    assert_eq!(world.notary.prune_due().await, Ok(0), "held");
    world.keep_days(Some(30), None).await;
    // The entries of days 0 to 19 are more than 30 days old on day 50.
    assert_eq!(world.notary.prune_due().await, Ok(20));
    assert_eq!(world.notary.prune_due().await, Ok(0), "once a day");
    let verified = world.verified(&kept_elsewhere).await;
    assert_eq!((verified.from, verified.to, verified.findings), (21, 51, Vec::new()));
    let last = world.stores.audit.get(Some(TENANT), 51).await.expect("an answer").expect("an entry");
    assert_eq!(&*last.entry.action, "audit.prune");
    world.pass(DAY);
    assert_eq!(world.notary.prune_due().await, Ok(1));
    // Much later all of it has gone but what tells of it.
    world.pass(100 * DAY);
    assert!(world.notary.prune_due().await.expect("pruned") > 0);
    let verified = world.verified(&[]).await;
    assert_eq!((verified.from, verified.findings), (verified.to, Vec::new()));
}

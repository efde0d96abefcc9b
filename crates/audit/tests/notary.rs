//! Signing where chains stand, and removing what was kept long enough, with real keys on a real store.

use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

use vq_audit::{CheckpointView, Notary, NotaryConfig, Refusal, RefusedChain, is_genuine};
use vq_domain::{Action, Millis, TenantId, Trail, audit::Target};
use vq_keyring::{Keyring, KeyringConfig, Purpose};
use vq_ports::{
    Clock, Stores, SystemIds,
    audit::{
        AuditRetention, Checkpoint, CheckpointKind,
        chain::{beginning, digest, link},
        kept::Terms,
        verify::{Finding, Flaw, Verified, verify},
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
    store: (tempfile::TempDir, SqliteStore),
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
        Self { clock, stores, keys, notary, store: (folder, store) }
    }

    fn pass(&self, millis: i64) {
        self.clock.0.fetch_add(millis, Ordering::Relaxed);
    }

    async fn happens(&self) {
        let trail = Trail::system("test", self.clock.now());
        let entry = trail.entry(Some(TENANT), Action::QueuePause, Target::new("queue", 1));
        self.stores.audit.append(&entry).await.expect("written");
    }

    /// So many things happen, so many milliseconds apart, each signed when it is due.
    async fn goes_on(&self, times: u32, apart: i64) {
        for _ in 0..times {
            self.happens().await;
            self.notary.sign_due().await.expect("signed");
            self.pass(apart);
        }
    }

    async fn signed(&self) -> Vec<Checkpoint> {
        self.stores.audit.checkpoints(Some(TENANT), 0, 1000).await.expect("checkpoints")
    }

    /// As the API says it: the row has what holds at once, the entry what is wanted.
    async fn keep_days(&self, days: Option<u32>, hold: Option<&str>) {
        let stored = self.stores.audit.retention(Some(TENANT)).await.expect("a retention");
        let wanted = Terms { days, hold: hold.map(str::to_owned) };
        let at_once = wanted.at_once(&Terms::of(&stored));
        let written = Trail::system("test", self.clock.now())
            .entry(Some(TENANT), Action::AuditRetention, Target::only("audit"))
            .after(serde_json::json!({"days": days, "legalHold": hold}));
        let (days, hold, version) = (at_once.days, at_once.hold, stored.version + 1);
        let row = AuditRetention { chain: Some(TENANT), days, hold, version };
        self.stores.audit.set_retention(&row, &written.into()).await.expect("said");
        self.pass(60_000);
        self.notary.sign_due().await.expect("signed");
    }

    /// Somebody writes to the database, past the store, and has no key.
    fn tamper(&self, sql: &str) {
        let connection =
            rusqlite::Connection::open(self.store.0.path().join("vqueue.db")).expect("a database");
        connection.execute_batch(sql).expect("done");
    }

    /// Another process over the same store: it remembers nothing.
    fn another(&self) -> Notary {
        let config = NotaryConfig { entries: 3, seconds: 60 };
        Notary::new(self.stores.audit.clone(), self.keys.clone(), self.clock.clone(), config)
    }

    /// Removes the second entry and makes all hashes and the head fit.
    async fn forge(&self) {
        let chain = Some(TENANT);
        let mut left = self.stores.audit.after(chain, 0, 1000).await.expect("entries");
        left.remove(1);
        let mut hash = beginning(chain);
        let mut sql = String::from(
            "BEGIN; DELETE FROM audit WHERE sequence = 2 AND chain = x'05050505050505050505050505050505';",
        );
        for (sequence, record) in (1..).zip(&left) {
            hash = link(&hash, sequence, &digest(&record.entry));
            let hex: String = hash.iter().map(|byte| format!("{byte:02x}")).collect();
            let of =
                format!("chain = x'05050505050505050505050505050505' AND sequence = {}", record.sequence);
            sql += &format!("UPDATE audit SET sequence = {sequence}, hash = x'{hex}' WHERE {of};");
            if usize::try_from(sequence).is_ok_and(|sequence| sequence == left.len()) {
                sql += &format!(
                    "UPDATE audit_heads SET sequence = {sequence}, hash = x'{hex}', signed = 0, signed_at = 0
                                 WHERE chain = x'05050505050505050505050505050505';"
                );
            }
        }
        sql += "DELETE FROM audit_checkpoints WHERE chain = x'05050505050505050505050505050505'; COMMIT;";
        self.tamper(&sql);
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
    world.goes_on(50, DAY).await;
    let kept_elsewhere = world.signed().await;
    assert_eq!(world.notary.prune_due().await, Ok(0), "kept for ever unless somebody says otherwise");
    world.keep_days(Some(30), Some("court case 7")).await;
    assert_eq!(world.notary.prune_due().await, Ok(0), "held");
    world.pass(8 * DAY);
    assert_eq!(world.notary.prune_due().await, Ok(0), "held, and the days of it came due");
    let row = world.stores.audit.retention(Some(TENANT)).await.expect("a retention");
    assert_eq!((row.days, row.hold.as_deref()), (Some(30), Some("court case 7")), "the row follows");
    world.keep_days(Some(30), None).await;
    assert_eq!(world.notary.prune_due().await, Ok(0), "lifting a hold waits");
    world.pass(7 * DAY);
    assert_eq!(world.notary.prune_due().await, Ok(0), "the row follows first");
    // The entries of days 0 to 34 are more than 30 days old on day 65.
    assert_eq!(world.notary.prune_due().await, Ok(35));
    assert_eq!(world.notary.prune_due().await, Ok(0), "once a day");
    let verified = world.verified(&kept_elsewhere).await;
    assert_eq!((verified.from, verified.findings), (36, Vec::new()));
    assert_eq!(
        verified.incomparable,
        (1..35).collect::<Vec<_>>(),
        "those before the anchor bear nothing out"
    );
    assert_eq!(
        verified.removed.iter().map(|removed| (removed.from, removed.to)).collect::<Vec<_>>(),
        [(1, 35)]
    );
    let last = world.stores.audit.get(Some(TENANT), verified.to).await.expect("an answer").expect("an entry");
    assert_eq!(&*last.entry.action, "audit.prune");
    world.pass(DAY);
    assert_eq!(world.notary.prune_due().await, Ok(1));
    // How long it is kept is said again before the entry that says it goes.
    for _ in 0..100 {
        world.pass(DAY);
        world.notary.sign_due().await.expect("signed");
        world.notary.prune_due().await.expect("pruned");
    }
    let verified = world.verified(&[]).await;
    assert_eq!(verified.findings, []);
    assert!(verified.from > 51, "{}: the first that said so is gone", verified.from);
    let row = world.stores.audit.retention(Some(TENANT)).await.expect("a retention");
    assert_eq!((row.days, row.hold), (Some(30), None));
}

#[tokio::test]
async fn a_row_that_was_edited_removes_nothing() {
    let world = World::new().await;
    world.goes_on(50, DAY).await;
    world.keep_days(None, Some("court case 7")).await;
    let before = world.verified(&[]).await;
    world.tamper("UPDATE audit_retentions SET days = 0, hold = NULL");
    for _ in 0..3 {
        assert_eq!(world.notary.prune_due().await, Ok(0));
    }
    let after = world.verified(&[]).await;
    assert_eq!((after.from, after.findings), (1, Vec::new()));
    assert_eq!(after.to, before.to + 1, "that it was set right");
    let row = world.stores.audit.retention(Some(TENANT)).await.expect("a retention");
    assert!(row.days.is_none() && row.hold.is_some(), "{row:?}");
    // Nor does a row where nothing was ever said.
    let silent = World::new().await;
    silent.happens().await;
    silent.notary.sign_due().await.expect("signed");
    silent.pass(50 * DAY);
    silent.tamper(
        "INSERT INTO audit_retentions (chain, days, hold, version) VALUES (x'05050505050505050505050505050505', 0, NULL, 1)",
    );
    for _ in 0..3 {
        assert_eq!(silent.notary.prune_due().await, Ok(0));
    }
    assert_eq!(silent.verified(&[]).await.from, 1);
}

#[tokio::test]
async fn a_forged_chain_is_not_signed() {
    let world = World::new().await;
    world.goes_on(5, 60_000).await;
    assert_eq!(world.notary.refused(), []);
    world.forge().await;
    assert_eq!(world.verified(&[]).await.findings, [], "nothing in the store tells");
    assert_eq!(world.notary.sign_due().await, Ok(0));
    assert_eq!(world.notary.refused(), [(Some(TENANT), Refusal::SetBack)]);
    // Nor when it has grown, or claims to have been signed.
    world.happens().await;
    world.tamper("UPDATE audit_heads SET signed = 3 WHERE chain <> zeroblob(16)");
    world.pass(60_000);
    assert_eq!(world.notary.sign_due().await, Ok(0));
    assert_eq!(world.signed().await, []);
    assert_eq!(world.notary.refused().len(), 1);
}

#[tokio::test]
async fn a_process_that_remembers_nothing_signs_only_what_follows_from_the_last_checkpoint() {
    let world = World::new().await;
    world.goes_on(5, 60_000).await;
    let (of, all) = ("chain <> zeroblob(16)", world.signed().await);
    for (tampered, refusal) in [
        (format!("DELETE FROM audit_checkpoints WHERE sequence >= 4 AND {of}"), Refusal::CheckpointGone),
        (format!("UPDATE audit_heads SET signed = 0 WHERE {of}"), Refusal::SetBack),
        (format!("UPDATE audit_heads SET signed = 3 WHERE {of}"), Refusal::SetBack),
        (
            format!("UPDATE audit_checkpoints SET at = at + 1 WHERE sequence = 5 AND {of}"),
            Refusal::CheckpointGone,
        ),
        (format!("UPDATE audit SET hash = zeroblob(32) WHERE sequence = 5 AND {of}"), Refusal::PastDiffers),
        (format!("UPDATE audit SET actor = 'x' WHERE sequence = 6 AND {of}"), Refusal::Broken),
        (format!("DELETE FROM audit WHERE sequence = 6 AND {of}"), Refusal::Broken),
        (format!("UPDATE audit_heads SET hash = zeroblob(32) WHERE {of}"), Refusal::Broken),
    ] {
        let world = World::new().await;
        world.goes_on(5, 60_000).await;
        world.happens().await;
        world.happens().await;
        world.pass(60_000);
        world.tamper(&tampered);
        let fresh = world.another();
        fresh.sign_due().await.expect("looked at");
        assert_eq!(fresh.refused(), [(Some(TENANT), refusal)], "{tampered}");
        assert!(world.signed().await.iter().all(|checkpoint| checkpoint.sequence <= 5), "{tampered}");
    }
    // And with nothing done to it, it goes on.
    world.happens().await;
    world.pass(60_000);
    let fresh = world.another();
    assert_eq!((fresh.sign_due().await, fresh.refused()), (Ok(1), Vec::new()));
    assert_eq!(world.signed().await.len(), all.len() + 1);
}

#[tokio::test]
async fn who_asks_is_told_which_chain_is_not_what_it_was_and_where() {
    let world = World::new().await;
    world.goes_on(5, 60_000).await;
    world.happens().await;
    world.happens().await;
    let signed = world.signed().await;
    let last = signed.last().expect("a checkpoint");
    assert_eq!(world.another().look().await, Ok((2, Vec::new())), "the platform's and the tenant's");
    world.tamper("UPDATE audit SET reason = 'x' WHERE sequence = 7 AND chain <> zeroblob(16)");
    let first = Finding { chain: Some(TENANT), sequence: 7, what: Flaw::Changed };
    let refused = RefusedChain {
        chain: Some(TENANT),
        refusal: Refusal::Broken,
        signed: Some((last.sequence, last.at)),
        first: Some(first),
    };
    assert_eq!(world.another().look().await, Ok((2, vec![refused])));
    world.tamper("UPDATE audit SET reason = NULL WHERE chain <> zeroblob(16)");
    assert_eq!(world.another().look().await, Ok((2, Vec::new())), "it is what it was");
    assert_eq!(world.signed().await, signed, "nothing was signed by looking");
}

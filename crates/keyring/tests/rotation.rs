//! Keys over time: made once, shared by nodes, rotated so that nothing signed before is refused too early.

use std::sync::{
    Arc,
    atomic::{AtomicI64, AtomicU8, Ordering},
};

use async_trait::async_trait;
use parking_lot::Mutex;
use proptest::prelude::*;
use vq_admission::{Claims, Verifier};
use vq_domain::{Millis, Trail};
use vq_keyring::{Key, Keyring, KeyringConfig, KeyringError, Purpose};
use vq_ports::{Audit, Clock, Ids, SecretRecord, Secrets, StoreError, StoreResult};

/// A store, a clock and a random source in memory.
#[derive(Default)]
struct World {
    records: Mutex<Vec<SecretRecord>>,
    now: AtomicI64,
    drawn: AtomicU8,
    down: std::sync::atomic::AtomicBool,
}

#[async_trait]
impl Secrets for World {
    async fn all(&self) -> StoreResult<Vec<SecretRecord>> {
        if self.down.load(Ordering::Relaxed) {
            return Err(StoreError::Unavailable("down".into()));
        }
        let records = self.records.lock().clone();
        // Lets tasks that started together reach the same point together.
        tokio::task::yield_now().await;
        Ok(records)
    }

    async fn add(
        &self,
        secret: &SecretRecord,
        predecessors_retire_at: Option<Millis>,
        _audit: &Audit,
    ) -> StoreResult<()> {
        let mut records = self.records.lock();
        let of_purpose = |record: &&mut SecretRecord| record.purpose == secret.purpose;
        if records.iter_mut().filter(of_purpose).any(|record| record.number == secret.number) {
            return Err(StoreError::Taken("number"));
        }
        for record in records.iter_mut().filter(of_purpose).filter(|record| record.retires_at.is_none()) {
            record.retires_at = predecessors_retire_at;
        }
        records.push(secret.clone());
        Ok(())
    }

    async fn forget(&self, before: Millis) -> StoreResult<u64> {
        let mut records = self.records.lock();
        let count = records.len();
        records.retain(|record| record.retires_at.is_none_or(|at| at >= before));
        Ok((count - records.len()) as u64)
    }
}

impl Clock for World {
    fn now(&self) -> Millis {
        Millis(self.now.load(Ordering::Relaxed))
    }
}

impl Ids for World {
    fn uuid(&self, _now: Millis) -> uuid::Uuid {
        uuid::Uuid::nil()
    }

    fn fill(&self, bytes: &mut [u8]) {
        bytes.fill(self.drawn.fetch_add(1, Ordering::Relaxed));
    }
}

impl World {
    fn pass(&self, seconds: i64) {
        self.now.fetch_add(seconds * 1000, Ordering::Relaxed);
    }

    async fn node(self: &Arc<Self>) -> Keyring {
        let config = KeyringConfig::default();
        Keyring::open(self.clone(), self.clone(), self.clone(), config).await.expect("opens")
    }
}

fn numbers(keys: &[Arc<Key>]) -> Vec<u32> {
    keys.iter().map(|key| key.number()).collect()
}

#[tokio::test]
async fn nodes_that_start_together_agree() {
    let world = Arc::new(World::default());
    let (one, two) = tokio::join!(world.node(), world.node());
    for purpose in Purpose::ALL {
        assert_eq!(one.current(purpose).bytes(), two.current(purpose).bytes());
        assert_eq!(numbers(&one.verifying(purpose)), [1]);
    }
    assert_eq!(world.records.lock().len(), Purpose::ALL.len());
    assert_eq!(one.signer().kid(), two.signer().kid());
    assert_ne!(one.current(Purpose::Access).bytes(), one.current(Purpose::Session).bytes());
}

#[tokio::test]
async fn a_new_key_is_known_to_all_before_it_signs() {
    let world = Arc::new(World::default());
    let (here, there) = (world.node().await, world.node().await);
    for purpose in Purpose::ALL {
        here.rotate(purpose, None, &Trail::system("test", Millis(0))).await.expect("rotates");
        assert_eq!(here.current(purpose).number(), 1, "it is only announced");
        assert_eq!(numbers(&here.verifying(purpose)), [1, 2]);
    }
    world.pass(30);
    there.refresh().await.expect("refreshes");
    world.pass(30);
    for purpose in Purpose::ALL {
        assert_eq!(here.current(purpose).number(), 2);
        assert!(there.by_number(purpose, 2).is_some());
    }
}

#[tokio::test]
async fn admissions_survive_a_rotation_and_the_old_key_goes_in_the_end() {
    let world = Arc::new(World::default());
    let keys = world.node().await;
    let claims = Claims {
        iss: "vqueue".into(),
        aud: "queue".into(),
        sub: "session".into(),
        iat: 0,
        exp: 1_000_000_000,
        jti: "token".into(),
        tkt: None,
    };
    let token = keys.signer().sign(&claims).expect("signs");
    let accepted = |keys: &Keyring| {
        let published = vq_admission::KeySet::from_jwks(&keys.jwks().expect("publishes")).expect("reads");
        Verifier::new(published, "vqueue", 0).verify(&token, "queue", 10).is_ok()
    };
    let old = keys.signer().kid().to_owned();
    keys.rotate(Purpose::Admission, None, &Trail::system("test", Millis(0))).await.expect("rotates");
    world.pass(60);
    assert_ne!(keys.signer().kid(), old);
    assert!(accepted(&keys));
    let first = keys.admission_keys().expect("keys");
    assert_eq!(first.iter().next().map(|key| key.kid().to_owned()), Some(keys.signer().kid().to_owned()));

    let overlap = i64::from(KeyringConfig::default().admission_overlap_seconds);
    world.pass(overlap - 1);
    assert!(accepted(&keys));
    world.pass(1);
    assert!(!accepted(&keys));
    assert!(keys.by_number(Purpose::Admission, 1).is_none());

    // It stays in the store for another day, then the next rotation removes it.
    world.pass(24 * 60 * 60 + 1);
    keys.rotate(Purpose::Admission, None, &Trail::system("test", Millis(0))).await.expect("rotates");
    let stored = world.records.lock().iter().filter(|record| record.purpose == "admission").count();
    assert_eq!(stored, 2);
}

#[tokio::test]
async fn rotations_at_the_same_time_are_one() {
    let world = Arc::new(World::default());
    let (one, two) = (world.node().await, world.node().await);
    let trail = Trail::system("test", Millis(0));
    let (first, second) =
        tokio::join!(one.rotate(Purpose::Session, None, &trail), two.rotate(Purpose::Session, None, &trail));
    assert_eq!((first.expect("rotates").number(), second.expect("rotates").number()), (2, 2));
    assert_eq!(one.by_number(Purpose::Session, 2).map(|key| *key.bytes()), {
        two.refresh().await.expect("refreshes");
        two.by_number(Purpose::Session, 2).map(|key| *key.bytes())
    });
}

#[tokio::test]
async fn an_overlap_that_would_throw_people_out_is_refused() {
    let world = Arc::new(World::default());
    let keys = world.node().await;
    let refused = keys
        .rotate(Purpose::Session, Some(60), &Trail::system("test", Millis(0)))
        .await
        .expect_err("refuses");
    let least_seconds = 30 * 24 * 60 * 60;
    assert_eq!(refused, KeyringError::OverlapTooShort { purpose: Purpose::Session, least_seconds });
    assert_eq!(numbers(&keys.verifying(Purpose::Session)), [1]);
}

#[tokio::test]
async fn without_the_store_the_known_keys_go_on() {
    let world = Arc::new(World::default());
    let keys = world.node().await;
    world.down.store(true, Ordering::Relaxed);
    assert!(keys.refresh().await.is_err());
    assert!(keys.rotate(Purpose::Access, None, &Trail::system("test", Millis(0))).await.is_err());
    assert_eq!(keys.current(Purpose::Access).number(), 1);
}

#[tokio::test]
async fn no_secret_is_printed() {
    let world = Arc::new(World::default());
    world.drawn.store(0xAB, Ordering::Relaxed);
    let text = format!("{:?}", world.node().await);
    assert!(!text.contains("171") && !text.to_lowercase().contains("abab"), "{text}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Whatever was signed is accepted for the whole overlap, however often and when keys rotate.
    #[test]
    fn what_was_signed_is_accepted_for_the_overlap(steps in prop::collection::vec((0_i64..200_000, any::<bool>()), 1..30)) {
        let runtime = tokio::runtime::Builder::new_current_thread().build().expect("runtime");
        runtime.block_on(async {
            let world = Arc::new(World::default());
            let keys = world.node().await;
            let purpose = Purpose::Access;
            let overlap = i64::from(KeyringConfig::default().overlap_seconds(purpose)) * 1000;
            let mut signed: Vec<(i64, u32)> = Vec::new();
            for (seconds, rotate) in steps {
                world.pass(seconds / 50);
                if rotate {
                    keys.rotate(purpose, None, &Trail::system("test", Millis(0))).await.expect("rotates");
                }
                let now = world.now().0;
                for (at, number) in &signed {
                    if now < at + overlap {
                        assert!(keys.by_number(purpose, *number).is_some(), "{number} of {at} at {now}");
                    }
                }
                let current = keys.current(purpose);
                assert!(keys.by_number(purpose, current.number()).is_some());
                signed.push((now, current.number()));
            }
        });
    }
}

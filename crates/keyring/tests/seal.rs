//! Sealed values: opened where they belong, nowhere else, and after every rotation.

use std::sync::Arc;

use async_trait::async_trait;
use parking_lot::Mutex;
use proptest::prelude::*;
use vq_domain::Millis;
use vq_keyring::{Broken, Keyring, KeyringConfig, Purpose, seal, unseal};
use vq_ports::{Audit, Clock, SecretRecord, Secrets, StoreResult, SystemIds};

/// Keys in memory.
#[derive(Default)]
struct Memory(Mutex<Vec<SecretRecord>>);

#[async_trait]
impl Secrets for Memory {
    async fn all(&self) -> StoreResult<Vec<SecretRecord>> {
        Ok(self.0.lock().clone())
    }

    async fn add(
        &self,
        secret: &SecretRecord,
        predecessors_retire_at: Option<Millis>,
        _audit: &Audit,
    ) -> StoreResult<()> {
        let mut records = self.0.lock();
        for record in records.iter_mut().filter(|record| record.purpose == secret.purpose) {
            record.retires_at = record.retires_at.or(predecessors_retire_at);
        }
        records.push(secret.clone());
        Ok(())
    }

    async fn forget(&self, before: Millis) -> StoreResult<u64> {
        let mut records = self.0.lock();
        let count = records.len();
        records.retain(|record| record.retires_at.is_none_or(|retires_at| retires_at >= before));
        Ok((count - records.len()) as u64)
    }
}

/// The year 2100: a long time after anything was sealed.
struct Late(Mutex<Millis>);

impl Clock for Late {
    fn now(&self) -> Millis {
        *self.0.lock()
    }
}

async fn keys(clock: Arc<Late>) -> Keyring {
    let secrets = Arc::new(Memory::default());
    Keyring::open(secrets, clock, Arc::new(SystemIds), KeyringConfig::default()).await.expect("has keys")
}

#[tokio::test]
async fn a_secret_is_opened_where_it_belongs_after_every_rotation() {
    let clock = Arc::new(Late(Mutex::new(Millis(1_700_000_000_000))));
    let keys = keys(clock.clone()).await;
    let old = seal(&keys, &SystemIds, b"here", b"secret").expect("seals");
    assert_ne!(old, seal(&keys, &SystemIds, b"here", b"secret").expect("seals"), "never the same twice");
    assert!(!old.windows(6).any(|window| window == b"secret"));
    keys.rotate(Purpose::Seal, None, &vq_domain::Trail::system("test", vq_domain::Millis(0)))
        .await
        .expect("rotates");
    *clock.0.lock() = Millis(4_102_444_800_000);
    keys.rotate(Purpose::Seal, None, &vq_domain::Trail::system("test", vq_domain::Millis(0)))
        .await
        .expect("rotates");
    let new = seal(&keys, &SystemIds, b"here", b"secret").expect("seals");
    assert_ne!(old[..4], new[..4], "by another key");
    for sealed in [&old, &new] {
        assert_eq!(unseal(&keys, b"here", sealed), Ok(b"secret".to_vec()));
        assert_eq!(unseal(&keys, b"there", sealed), Err(Broken));
    }
}

#[test]
fn what_was_changed_or_made_up_is_not_opened() {
    let runtime = tokio::runtime::Builder::new_current_thread().build().expect("runtime");
    let keys = runtime.block_on(keys(Arc::new(Late(Mutex::new(Millis(1_700_000_000_000))))));
    let sealed = seal(&keys, &SystemIds, b"here", b"secret").expect("seals");
    proptest!(|(at in any::<prop::sample::Index>(), mask in 1_u8.., length in 0_usize..60, bytes in prop::collection::vec(any::<u8>(), 0..60))| {
        let mut changed = sealed.clone();
        let at = at.index(changed.len());
        changed[at] ^= mask;
        prop_assert_eq!(unseal(&keys, b"here", &changed), Err(Broken));
        if length < sealed.len() {
            prop_assert_eq!(unseal(&keys, b"here", &sealed[..length]), Err(Broken));
        }
        prop_assert_eq!(unseal(&keys, b"here", &bytes), Err(Broken));
    });
}

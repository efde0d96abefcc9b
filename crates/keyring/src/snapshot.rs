//! All keys as they were read once. Pure: time is an argument.

use std::sync::Arc;

use vq_admission::{KeyError, KeySet, Signer};
use vq_domain::Millis;
use vq_ports::SecretRecord;

use crate::{Key, Purpose};

/// All keys, by ascending number. No ring is empty.
#[derive(Default)]
pub(crate) struct Snapshot {
    rings: [Vec<Arc<Key>>; Purpose::ALL.len()],
    /// One per admission key, in the same order.
    signers: Vec<Arc<Signer>>,
}

/// Why keys as read make no snapshot.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Incomplete {
    /// A purpose has no key that verifies now.
    Missing(Purpose),
    /// An admission key is no Ed25519 seed.
    Seed(KeyError),
    /// A key of this purpose is no key.
    Damaged(Purpose),
}

impl Snapshot {
    /// Arranges `records`; keys that `before` has already are taken over from it.
    pub(crate) fn new(records: Vec<SecretRecord>, before: &Self, now: Millis) -> Result<Self, Incomplete> {
        let mut this = Self::default();
        for record in records {
            // A purpose that only a newer version knows is none of ours.
            let Some(purpose) = Purpose::parse(&record.purpose) else { continue };
            let known = before.ring(purpose).iter().find(|key| key.is_of(&record)).cloned();
            let key = known.or_else(|| Key::new(purpose, record).map(Arc::new));
            this.rings[purpose as usize].push(key.ok_or(Incomplete::Damaged(purpose))?);
        }
        for purpose in Purpose::ALL {
            let ring = &mut this.rings[purpose as usize];
            ring.sort_by_key(|key| key.number());
            if !ring.iter().any(|key| key.verifies_at(now)) {
                return Err(Incomplete::Missing(purpose));
            }
        }
        let old = before.ring(Purpose::Admission);
        let signer = |key: &Arc<Key>| match old.iter().position(|known| Arc::ptr_eq(known, key)) {
            Some(at) => Ok(before.signers[at].clone()),
            None => Signer::from_seed(key.bytes()).map(Arc::new).map_err(Incomplete::Seed),
        };
        this.signers = this.ring(Purpose::Admission).iter().map(signer).collect::<Result<_, _>>()?;
        Ok(this)
    }

    pub(crate) fn ring(&self, purpose: Purpose) -> &[Arc<Key>] {
        &self.rings[purpose as usize]
    }

    /// The key to sign with: the newest that has begun. Before any has (a clock went back), the oldest that verifies.
    pub(crate) fn current(&self, purpose: Purpose, now: Millis) -> &Arc<Key> {
        &self.ring(purpose)[self.current_at(purpose, now)]
    }

    fn current_at(&self, purpose: Purpose, now: Millis) -> usize {
        let ring = self.ring(purpose);
        let begun = ring.iter().rposition(|key| key.signs_at(now));
        begun.or_else(|| ring.iter().position(|key| key.verifies_at(now))).unwrap_or(ring.len() - 1)
    }

    pub(crate) fn verifying(&self, purpose: Purpose, now: Millis) -> impl Iterator<Item = &Arc<Key>> {
        self.ring(purpose).iter().filter(move |key| key.verifies_at(now))
    }

    pub(crate) fn by_number(&self, purpose: Purpose, number: u32, now: Millis) -> Option<&Arc<Key>> {
        let ring = self.ring(purpose);
        let at = ring.binary_search_by_key(&number, |key| key.number()).ok()?;
        Some(&ring[at]).filter(|key| key.verifies_at(now))
    }

    pub(crate) fn signer(&self, now: Millis) -> &Arc<Signer> {
        &self.signers[self.current_at(Purpose::Admission, now)]
    }

    /// The public admission keys, the current one first.
    pub(crate) fn key_set(&self, now: Millis) -> Result<KeySet, KeyError> {
        let others = self.ring(Purpose::Admission).iter().zip(&self.signers);
        let others = others.filter(|(key, _)| key.verifies_at(now)).map(|(_, signer)| signer.public_key());
        KeySet::from_keys(std::iter::once(self.signer(now).public_key()).chain(others))
    }
}

//! Sign-ins that have ended before their time, at hand for every request.
//!
//! The truth is in the store. Every node reads it again and again, so that what one has ended is over on all within seconds.

use std::{
    collections::HashSet,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use parking_lot::RwLock;
use vq_domain::{Millis, SignInId};
use vq_ports::{SignIns, StoreResult};

/// What is known as revoked.
pub struct Revoked {
    sign_ins: Arc<dyn SignIns>,
    known: RwLock<HashSet<SignInId>>,
    /// Counts what this node has ended itself, so that a reading begun before does not undo it.
    ended: AtomicU64,
}

impl Revoked {
    /// Nothing known yet.
    pub fn new(sign_ins: Arc<dyn SignIns>) -> Self {
        Self { sign_ins, known: RwLock::default(), ended: AtomicU64::new(0) }
    }

    /// Reads the store again. When it fails, what was known stays.
    pub async fn refresh(&self, now: Millis) -> StoreResult<()> {
        let ended = self.ended.load(Ordering::Acquire);
        let read: HashSet<_> = self.sign_ins.revoked(now).await?.into_iter().collect();
        let mut known = self.known.write();
        if self.ended.load(Ordering::Acquire) == ended {
            *known = read;
        } else {
            known.extend(read);
        }
        Ok(())
    }

    pub(crate) fn contains(&self, sign_in: SignInId) -> bool {
        self.known.read().contains(&sign_in)
    }

    /// This node has ended these.
    pub(crate) fn add(&self, sign_ins: Vec<SignInId>) {
        if sign_ins.is_empty() {
            return;
        }
        let mut known = self.known.write();
        self.ended.fetch_add(1, Ordering::AcqRel);
        known.extend(sign_ins);
    }
}

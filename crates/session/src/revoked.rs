//! Admissions that were taken back before their time, for verifiers that cannot wait for them to expire.

use parking_lot::Mutex;
use vq_admission::RevocationList;
use vq_domain::{Millis, SessionId};

/// The revocation list of this node.
#[derive(Debug, Default)]
pub(crate) struct Revoked {
    list: Mutex<RevocationList>,
}

impl Revoked {
    /// No admission of this session is valid any more. Those that were given end by themselves at `until`, and the list
    /// stays as small as that allows.
    pub fn add(&self, session: SessionId, until: Millis, now: Millis) {
        let mut list = self.list.lock();
        list.prune(now.0 / 1000);
        list.revoke_session(session.to_string(), until.0 / 1000 + 1);
    }

    /// The document to publish.
    pub fn document(&self, now: Millis) -> String {
        let mut list = self.list.lock();
        list.prune(now.0 / 1000);
        list.to_document()
    }
}

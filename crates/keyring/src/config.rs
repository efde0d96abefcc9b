//! How long keys are announced before they sign, and how long they verify after.

use crate::Purpose;

/// Times of a rotation, in seconds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyringConfig {
    /// From the publication of a key to its first signature. Every node must refresh, and every verifier of admission
    /// tokens fetch the published keys, more often than this: else one signs what another does not know yet.
    pub publish_delay_seconds: u32,
    /// How long an access key verifies after its successor began to sign.
    pub access_overlap_seconds: u32,
    /// The same for session keys: the longest time anybody waits and comes back.
    pub session_overlap_seconds: u32,
    /// The same for admission keys: the longest an admission is valid.
    pub admission_overlap_seconds: u32,
}

impl Default for KeyringConfig {
    fn default() -> Self {
        Self {
            publish_delay_seconds: 60,
            access_overlap_seconds: 60 * 60,
            session_overlap_seconds: 30 * 24 * 60 * 60,
            // Admissions last at most a week; the rest allows for clocks apart.
            admission_overlap_seconds: 7 * 24 * 60 * 60 + 60 * 60,
        }
    }
}

impl KeyringConfig {
    /// How long keys of a purpose verify after their successor began to sign, unless a rotation asks for longer.
    pub fn overlap_seconds(&self, purpose: Purpose) -> u32 {
        match purpose {
            Purpose::Access => self.access_overlap_seconds,
            Purpose::Session => self.session_overlap_seconds,
            Purpose::Admission => self.admission_overlap_seconds,
            // More than a century.
            Purpose::Seal | Purpose::Audit => u32::MAX,
        }
    }
}

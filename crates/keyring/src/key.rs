//! One key, ready to sign.

use std::fmt;

use aws_lc_rs::{
    hmac,
    signature::{ED25519, Ed25519KeyPair, KeyPair, UnparsedPublicKey},
};
use vq_domain::Millis;
use vq_ports::SecretRecord;
use zeroize::Zeroizing;

use crate::Purpose;

/// One key.
pub struct Key {
    purpose: Purpose,
    record: SecretRecord,
    bytes: Zeroizing<[u8; 32]>,
    // Kept ready: visitors' polls check a signature each and set up no key.
    hmac: hmac::Key,
}

impl Key {
    /// `None` if the record does not hold 32 bytes in the open.
    pub(crate) fn new(purpose: Purpose, record: SecretRecord) -> Option<Self> {
        let bytes = Zeroizing::new(<[u8; 32]>::try_from(record.bytes.as_slice()).ok()?);
        let hmac = hmac::Key::new(hmac::HMAC_SHA256, &*bytes);
        Some(Self { purpose, record, bytes, hmac })
    }

    /// What it is for.
    pub fn purpose(&self) -> Purpose {
        self.purpose
    }

    /// Counts up per purpose from 1; tokens name it, so that they find their key after a rotation.
    pub fn number(&self) -> u32 {
        self.record.number
    }

    /// The secret itself.
    pub fn bytes(&self) -> &[u8; 32] {
        &self.bytes
    }

    /// The secret as a key for HMAC-SHA-256.
    pub fn hmac(&self) -> &hmac::Key {
        &self.hmac
    }

    /// Signs from then on.
    pub fn signs_from(&self) -> Millis {
        self.record.signs_from
    }

    /// Verifies until then; `None` while it is the newest.
    pub fn retires_at(&self) -> Option<Millis> {
        self.record.retires_at
    }

    /// Whether what it signed is still accepted at `now`.
    pub fn verifies_at(&self, now: Millis) -> bool {
        self.record.retires_at.is_none_or(|retires_at| now < retires_at)
    }

    /// Signs with the secret as the seed of an Ed25519 key. `None` if it makes none.
    pub fn sign_ed25519(&self, message: &[u8]) -> Option<[u8; 64]> {
        self.ed25519()?.sign(message).as_ref().try_into().ok()
    }

    /// Whether [`Self::sign_ed25519`] of this key signed it.
    pub fn verifies_ed25519(&self, message: &[u8], signature: &[u8]) -> bool {
        let Some(pair) = self.ed25519() else { return false };
        let public = UnparsedPublicKey::new(&ED25519, pair.public_key().as_ref());
        public.verify(message, signature).is_ok()
    }

    fn ed25519(&self) -> Option<Ed25519KeyPair> {
        Ed25519KeyPair::from_seed_unchecked(&*self.bytes).ok()
    }

    pub(crate) fn signs_at(&self, now: Millis) -> bool {
        self.record.signs_from <= now && self.verifies_at(now)
    }

    pub(crate) fn is_of(&self, record: &SecretRecord) -> bool {
        self.record == *record
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Key")
            .field("purpose", &self.purpose)
            .field("number", &self.record.number)
            .field("signs_from", &self.record.signs_from)
            .field("retires_at", &self.record.retires_at)
            .finish_non_exhaustive()
    }
}

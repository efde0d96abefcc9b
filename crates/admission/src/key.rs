//! Public keys and sets of them.
//!
//! A set holds the current key and the older ones whose tokens are still alive, which is what lets keys rotate without
//! throwing anyone out. This module must not hold secret keys.

use std::fmt;

use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::signature::{ED25519, ParsedPublicKey};

use crate::claims::is_id;
use crate::jws;

/// Characters of the RFC 7638 thumbprint that make a key id: 96 bits.
const KID_CHARS: usize = 16;

/// An Ed25519 public key with the id it is published under.
#[derive(Clone)]
pub struct PublicKey {
    kid: String,
    bytes: [u8; 32],
    parsed: ParsedPublicKey,
}

/// Why a key or a set of keys is not acceptable.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// The bytes are not an Ed25519 key.
    #[error("not an Ed25519 key")]
    Invalid,
    /// The key id is empty, too long or uses characters outside `[A-Za-z0-9._-]`.
    #[error("the key id is malformed")]
    Kid,
    /// Two keys claim the same id.
    #[error("two keys have the same id")]
    DuplicateKid,
}

impl PublicKey {
    /// A key from its 32 bytes; its id is the first 16 characters of its RFC 7638 thumbprint.
    pub fn from_bytes(bytes: [u8; 32]) -> Result<Self, KeyError> {
        let kid = thumbprint(&bytes)[..KID_CHARS].to_owned();
        Self::with_kid(bytes, kid)
    }

    /// A key published under an id of the issuer's choice.
    pub fn with_kid(bytes: [u8; 32], kid: String) -> Result<Self, KeyError> {
        if !is_id(&kid) {
            return Err(KeyError::Kid);
        }
        let parsed = ParsedPublicKey::new(&ED25519, bytes).map_err(|_| KeyError::Invalid)?;
        Ok(Self { kid, bytes, parsed })
    }

    /// The id that tokens name in their header.
    #[must_use]
    pub fn kid(&self) -> &str {
        &self.kid
    }

    /// The key itself.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.bytes
    }

    pub(crate) fn accepts(&self, signed: &[u8], signature: &[u8]) -> bool {
        self.parsed.verify_sig(signed, signature).is_ok()
    }
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("PublicKey").field(&self.kid).finish()
    }
}

impl PartialEq for PublicKey {
    fn eq(&self, other: &Self) -> bool {
        self.kid == other.kid && self.bytes == other.bytes
    }
}

impl Eq for PublicKey {}

/// The RFC 7638 thumbprint of an Ed25519 key (SHA-256, base64url), as RFC 8037 appendix A.3 computes it.
pub(crate) fn thumbprint(bytes: &[u8; 32]) -> String {
    let members = format!(r#"{{"crv":"Ed25519","kty":"OKP","x":"{}"}}"#, jws::encode(bytes));
    jws::encode(digest(&SHA256, members.as_bytes()).as_ref())
}

/// Public keys by id; the first is the one that signs now.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KeySet {
    keys: Vec<PublicKey>,
}

impl KeySet {
    /// A set of the given keys, current one first.
    pub fn from_keys(keys: impl IntoIterator<Item = PublicKey>) -> Result<Self, KeyError> {
        let mut set = Self::default();
        for key in keys {
            set.insert(key)?;
        }
        Ok(set)
    }

    /// Adds a key. The same key twice is harmless; another key under the same id is an error.
    pub fn insert(&mut self, key: PublicKey) -> Result<(), KeyError> {
        match self.get(&key.kid) {
            None => self.keys.push(key),
            Some(same) if *same == key => {}
            Some(_) => return Err(KeyError::DuplicateKid),
        }
        Ok(())
    }

    /// The key published under `kid`.
    #[must_use]
    pub fn get(&self, kid: &str) -> Option<&PublicKey> {
        self.keys.iter().find(|key| key.kid == kid)
    }

    /// All keys in their order.
    pub fn iter(&self) -> impl Iterator<Item = &PublicKey> {
        self.keys.iter()
    }

    /// How many keys there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.keys.len()
    }

    /// Whether there is no key at all, so that nothing can be verified.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.keys.is_empty()
    }
}

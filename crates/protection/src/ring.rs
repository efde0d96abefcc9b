//! The data keys of one realm, ready for use.

use std::{fmt, sync::Arc};

use aws_lc_rs::{
    aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey},
    hmac,
};
use vq_domain::{Millis, TenantId};
use vq_ports::Ids;
use zeroize::Zeroizing;

use crate::{
    Place,
    envelope::{Envelope, Personal, index},
};

/// What is looked up by, so that the same word in two columns has two indexes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Label {
    /// A visitor's identifier.
    Identifier,
    /// An e-mail address.
    Email,
    /// A network that somebody signed in from.
    Network,
    /// A provider's name for somebody.
    Subject,
    /// A request that is remembered.
    Request,
}

impl Label {
    fn bytes(self) -> &'static [u8] {
        match self {
            Self::Identifier => b"identifier\0",
            Self::Email => b"email\0",
            Self::Network => b"network\0",
            Self::Subject => b"subject\0",
            Self::Request => b"request\0",
        }
    }
}

/// Why an envelope was not opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotOpened {
    /// The ring has no key of this number.
    NoKey,
    /// Damaged, or of another place.
    Broken,
}

/// A key that seals and opens.
pub(crate) struct DataKey {
    pub number: u32,
    pub seals_from: Millis,
    pub cipher: LessSafeKey,
}

impl DataKey {
    pub fn new(number: u32, seals_from: Millis, bytes: &[u8; 32]) -> Option<Self> {
        let cipher = UnboundKey::new(&AES_256_GCM, bytes).map(LessSafeKey::new).ok()?;
        Some(Self { number, seals_from, cipher })
    }
}

/// A key that blinds.
#[derive(Clone)]
pub(crate) struct IndexKey {
    pub number: u32,
    /// Whether nothing is written under it any more.
    pub retired: bool,
    pub key: Arc<hmac::Key>,
}

/// The data keys of one realm. The library's key types wipe what they hold when they are dropped.
pub struct Ring {
    pub(crate) realm: Option<TenantId>,
    /// By ascending number; never empty.
    pub(crate) index: Vec<IndexKey>,
    /// By ascending number; never empty.
    pub(crate) keys: Vec<Arc<DataKey>>,
}

impl fmt::Debug for Ring {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let numbers: Vec<_> = self.keys.iter().map(|key| key.number).collect();
        let index: Vec<_> = self.index.iter().map(|key| key.number).collect();
        let mut shown = f.debug_struct("Ring");
        shown.field("realm", &self.realm).field("index", &index).field("keys", &numbers);
        shown.finish_non_exhaustive()
    }
}

fn mac(key: &hmac::Key, label: Label, value: &[u8]) -> hmac::Tag {
    let mut context = hmac::Context::with_key(key);
    context.update(label.bytes());
    context.update(value);
    context.sign()
}

impl Ring {
    /// Whose data it protects.
    pub fn realm(&self) -> Option<TenantId> {
        self.realm
    }

    /// The number of the key that seals at `now`: the newest that has begun; before any has, the oldest.
    pub fn sealing(&self, now: Millis) -> u32 {
        self.key_at(now).map_or(0, |key| key.number)
    }

    fn key_at(&self, now: Millis) -> Option<&DataKey> {
        let begun = self.keys.iter().rev().find(|key| key.seals_from <= now);
        begun.or(self.keys.first()).map(|key| &**key)
    }

    /// The blind index of a value.
    pub fn blind(&self, label: Label, value: &str) -> String {
        index(self.mac(label, value.as_bytes()).as_ref())
    }

    /// Whether a stored index is that of a value, under whichever key.
    pub(crate) fn is_index_of(&self, label: Label, value: &str, stored: &str) -> bool {
        self.index.iter().any(|key| index(mac(&key.key, label, value.as_bytes()).as_ref()) == stored)
    }

    /// A keyed hash of some bytes.
    pub fn mac(&self, label: Label, value: &[u8]) -> hmac::Tag {
        mac(&self.index_key().key, label, value)
    }

    /// The indexes of a value under keys that have retired: what may still stand in a row.
    pub(crate) fn blinds_before(&self, label: Label, value: &str) -> impl Iterator<Item = String> {
        let retired = self.index.iter().filter(|key| key.retired);
        retired.map(move |key| index(mac(&key.key, label, value.as_bytes()).as_ref()))
    }

    /// The lowest that has not retired.
    fn index_key(&self) -> &IndexKey {
        self.index.iter().find(|key| !key.retired).unwrap_or(&self.index[self.index.len() - 1])
    }

    /// The number of the key that blinds.
    pub(crate) fn index_number(&self) -> u32 {
        self.index_key().number
    }

    /// Whether there are several keys that blind, or blinded, or will.
    pub(crate) fn changes_index(&self) -> bool {
        self.index.len() > 1
    }

    /// Seals personal data for a place.
    pub fn seal(&self, ids: &dyn Ids, now: Millis, place: &Place, personal: &Personal) -> Option<String> {
        let key = self.key_at(now)?;
        let mut nonce = [0; NONCE_LEN];
        ids.fill(&mut nonce);
        let mut sealed = personal.to_bytes();
        key.cipher
            .seal_in_place_append_tag(
                Nonce::assume_unique_for_key(nonce),
                Aad::from(place.bytes()),
                &mut sealed,
            )
            .ok()?;
        Some(Envelope { number: key.number, nonce, sealed }.write())
    }

    /// Opens an envelope; `Ok(None)` if the text is none.
    pub fn open(&self, place: &Place, text: &str) -> Result<Option<Personal>, NotOpened> {
        let Some(Envelope { number, nonce, sealed }) = Envelope::parse(text) else { return Ok(None) };
        let at = self.keys.binary_search_by_key(&number, |key| key.number).map_err(|_| NotOpened::NoKey)?;
        let mut sealed = Zeroizing::new(sealed);
        let opened = self.keys[at]
            .cipher
            .open_in_place(Nonce::assume_unique_for_key(nonce), Aad::from(place.bytes()), &mut sealed)
            .map_err(|_| NotOpened::Broken)?;
        Personal::from_bytes(opened).map(Some).ok_or(NotOpened::Broken)
    }
}

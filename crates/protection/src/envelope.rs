//! What stands in a table in place of personal data: an envelope of AES-256-GCM (NIST SP 800-38D), and a blind index.
//!
//! An envelope is `vq1.` and, as base64url without padding, the number of the data key (4 bytes, big-endian), a random nonce
//! (12), and the ciphertext with its tag (16). A blind index is `~` and the HMAC-SHA-256 of what is looked up, likewise. No
//! metadata begins so, for metadata is JSON.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};

const PREFIX: &str = "vq1.";
const NUMBER: usize = 4;
const NONCE: usize = 12;
const TAG: usize = 16;
const INDEX_PREFIX: char = '~';
/// Letters of a blind index: the prefix and 32 bytes as base64.
const INDEX_LENGTH: usize = 44;

/// An envelope, closed.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Envelope {
    pub number: u32,
    pub nonce: [u8; NONCE],
    /// Ciphertext and tag.
    pub sealed: Vec<u8>,
}

impl Envelope {
    /// Reads an envelope; `None` if the text is none.
    pub fn parse(text: &str) -> Option<Self> {
        let bytes = URL_SAFE_NO_PAD.decode(text.strip_prefix(PREFIX)?).ok()?;
        let (number, rest) = bytes.split_first_chunk::<NUMBER>()?;
        let (nonce, sealed) = rest.split_first_chunk::<NONCE>()?;
        (sealed.len() >= TAG).then(|| Self {
            number: u32::from_be_bytes(*number),
            nonce: *nonce,
            sealed: sealed.to_vec(),
        })
    }

    pub fn write(&self) -> String {
        let mut bytes = Vec::with_capacity(NUMBER + NONCE + self.sealed.len());
        bytes.extend(self.number.to_be_bytes());
        bytes.extend(self.nonce);
        bytes.extend(&self.sealed);
        let mut text = String::with_capacity(PREFIX.len() + bytes.len().div_ceil(3) * 4);
        text.push_str(PREFIX);
        URL_SAFE_NO_PAD.encode_string(&bytes, &mut text);
        text
    }

    /// The number of the key that sealed an envelope; `None` if the text is no envelope.
    pub fn number_of(text: &str) -> Option<u32> {
        Self::parse(text).map(|envelope| envelope.number)
    }
}

/// A blind index as text.
pub(crate) fn index(mac: &[u8]) -> String {
    let mut text = String::with_capacity(INDEX_LENGTH);
    text.push(INDEX_PREFIX);
    URL_SAFE_NO_PAD.encode_string(mac, &mut text);
    text
}

/// Whether a text is a blind index.
pub(crate) fn is_index(text: &str) -> bool {
    let decoded = |rest: &str| URL_SAFE_NO_PAD.decode(rest).is_ok_and(|bytes| bytes.len() == 32);
    text.len() == INDEX_LENGTH && text.strip_prefix(INDEX_PREFIX).is_some_and(decoded)
}

/// What is in an envelope: what a row is looked up by, and its words. A row has one envelope for both, beside the blind index.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Personal {
    /// What the row is looked up by.
    pub lookup: Option<String>,
    /// What is only read.
    pub words: Option<String>,
}

/// It is what nobody is to read in a log.
impl std::fmt::Debug for Personal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Personal").finish_non_exhaustive()
    }
}

const HAS_LOOKUP: u8 = 1;
const HAS_WORDS: u8 = 2;

impl Personal {
    /// Flags (1), the length of the lookup (4, big-endian), the lookup, the words.
    pub(crate) fn to_bytes(&self) -> Vec<u8> {
        let (lookup, words) = (self.lookup.as_deref(), self.words.as_deref());
        let flags = lookup.map_or(0, |_| HAS_LOOKUP) | words.map_or(0, |_| HAS_WORDS);
        let (lookup, words) = (lookup.unwrap_or_default(), words.unwrap_or_default());
        // With room for the tag, so that no copy of the plain text is left behind when it is added.
        let mut bytes = Vec::with_capacity(5 + lookup.len() + words.len() + TAG);
        bytes.push(flags);
        bytes.extend(u32::try_from(lookup.len()).unwrap_or(u32::MAX).to_be_bytes());
        bytes.extend(lookup.as_bytes());
        bytes.extend(words.as_bytes());
        bytes
    }

    pub(crate) fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (flags, rest) = bytes.split_first()?;
        let (length, rest) = rest.split_first_chunk::<4>()?;
        let (lookup, words) = rest.split_at_checked(usize::try_from(u32::from_be_bytes(*length)).ok()?)?;
        let text = |flag: u8, bytes: &[u8]| match flags & flag {
            0 => bytes.is_empty().then_some(None),
            _ => String::from_utf8(bytes.to_vec()).ok().map(Some),
        };
        if flags & !(HAS_LOOKUP | HAS_WORDS) != 0 {
            return None;
        }
        Some(Self { lookup: text(HAS_LOOKUP, lookup)?, words: text(HAS_WORDS, words)? })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn an_envelope_reads_back_as_written(number: u32, nonce: [u8; 12], sealed in proptest::collection::vec(any::<u8>(), 16..200)) {
            let envelope = Envelope { number, nonce, sealed };
            let text = envelope.write();
            prop_assert_eq!(Envelope::number_of(&text), Some(number));
            prop_assert_eq!(Envelope::parse(&text), Some(envelope));
        }

        #[test]
        fn any_text_is_read_without_a_panic(text in "(vq1\\.)?\\PC{0,80}", bytes: Vec<u8>) {
            drop(Envelope::parse(&text));
            drop(Personal::from_bytes(&bytes));
            prop_assert!(!is_index(&text) || text.starts_with('~'));
        }

        #[test]
        fn content_reads_back_as_written(lookup: Option<String>, words: Option<String>) {
            let personal = Personal { lookup, words };
            prop_assert_eq!(Personal::from_bytes(&personal.to_bytes()), Some(personal));
        }

        #[test]
        fn a_blind_index_is_one(mac: [u8; 32]) {
            prop_assert!(is_index(&index(&mac)));
        }
    }
}

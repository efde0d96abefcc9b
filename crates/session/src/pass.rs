//! The session token: a visitor's proof of their place, so compact and self-contained that a poll touches no store.
//!
//! 49 bytes of fixed-width fields and the first 16 bytes of their HMAC-SHA-256, in base64url:
//! `version(1) key(4) queue(16) session(16) ticket(4) enqueued_at(8) mac(16)`. Fixed widths mean that no two sets of
//! fields share their bytes (I7).

use aws_lc_rs::{constant_time, hmac};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use vq_domain::{Millis, QueueId, SessionId, Ticket};
use vq_keyring::{Keyring, Purpose};

const VERSION: u8 = 1;
const FIELDS: usize = 49;
const MAC: usize = 16;
const TEXT: usize = 87;

/// What a session token says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pass {
    /// In which queue.
    pub queue: QueueId,
    /// Which session.
    pub session: SessionId,
    /// With which ticket.
    pub ticket: Ticket,
    /// Since when.
    pub enqueued_at: Millis,
}

/// Why a session token is refused. Deliberately says nothing more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a valid session token")]
pub struct PassError;

impl Pass {
    /// The token, signed with the key of that number.
    pub fn sign(&self, number: u32, key: &hmac::Key) -> String {
        let mut bytes = [0; FIELDS + MAC];
        bytes[0] = VERSION;
        bytes[1..5].copy_from_slice(&number.to_be_bytes());
        bytes[5..21].copy_from_slice(self.queue.as_bytes());
        bytes[21..37].copy_from_slice(self.session.as_bytes());
        bytes[37..41].copy_from_slice(&self.ticket.to_be_bytes());
        bytes[41..49].copy_from_slice(&self.enqueued_at.0.to_be_bytes());
        let mac = hmac::sign(key, &bytes[..FIELDS]);
        bytes[FIELDS..].copy_from_slice(&mac.as_ref()[..MAC]);
        URL_SAFE_NO_PAD.encode(bytes)
    }

    /// Reads a token signed with one of these keys.
    pub fn read(token: &str, keys: &Keyring) -> Result<Self, PassError> {
        Self::verify(token, |number, fields| {
            Some(hmac::sign(keys.by_number(Purpose::Session, number)?.hmac(), fields))
        })
    }

    /// Reads a token; `mac` signs with the key of the given number, if it still counts.
    pub fn verify(token: &str, mac: impl FnOnce(u32, &[u8]) -> Option<hmac::Tag>) -> Result<Self, PassError> {
        if token.len() != TEXT {
            return Err(PassError);
        }
        let mut bytes = [0; FIELDS + MAC];
        let length = URL_SAFE_NO_PAD.decode_slice(token, &mut bytes).map_err(|_| PassError)?;
        if length != bytes.len() || bytes[0] != VERSION {
            return Err(PassError);
        }
        let mac = mac(u32::from_be_bytes(part(&bytes, 1)), &bytes[..FIELDS]).ok_or(PassError)?;
        constant_time::verify_slices_are_equal(&mac.as_ref()[..MAC], &bytes[FIELDS..])
            .map_err(|_| PassError)?;
        Ok(Self {
            queue: QueueId::from_bytes(part(&bytes, 5)),
            session: SessionId::from_bytes(part(&bytes, 21)),
            ticket: u32::from_be_bytes(part(&bytes, 37)),
            enqueued_at: Millis(i64::from_be_bytes(part(&bytes, 41))),
        })
    }
}

fn part<const N: usize>(bytes: &[u8; FIELDS + MAC], from: usize) -> [u8; N] {
    let mut part = [0; N];
    part.copy_from_slice(&bytes[from..from + N]);
    part
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn key() -> hmac::Key {
        hmac::Key::new(hmac::HMAC_SHA256, &[1; 32])
    }

    fn mac(number: u32, fields: &[u8]) -> Option<hmac::Tag> {
        (number == 7).then(|| hmac::sign(&key(), fields))
    }

    fn pass() -> impl Strategy<Value = Pass> {
        (any::<[u8; 16]>(), any::<[u8; 16]>(), any::<u32>(), any::<i64>()).prop_map(
            |(queue, session, ticket, at)| Pass {
                queue: QueueId::from_bytes(queue),
                session: SessionId::from_bytes(session),
                ticket,
                enqueued_at: Millis(at),
            },
        )
    }

    proptest! {
        #[test]
        fn what_is_signed_is_read_back(pass in pass()) {
            let token = pass.sign(7, &key());
            prop_assert_eq!(token.len(), TEXT);
            prop_assert_eq!(Pass::verify(&token, mac), Ok(pass));
        }

        #[test]
        fn any_changed_character_is_refused(pass in pass(), at in 0..TEXT, by in "[A-Za-z0-9_-]") {
            let mut token = pass.sign(7, &key());
            prop_assume!(token[at..=at] != by);
            token.replace_range(at..=at, &by);
            prop_assert_eq!(Pass::verify(&token, mac), Err(PassError));
        }

        #[test]
        fn a_part_of_a_token_is_refused(pass in pass(), length in 0..TEXT) {
            let token = pass.sign(7, &key());
            prop_assert_eq!(Pass::verify(&token[..length], mac), Err(PassError));
        }

        #[test]
        fn another_key_is_refused(pass in pass()) {
            let other = hmac::Key::new(hmac::HMAC_SHA256, &[2; 32]);
            prop_assert_eq!(Pass::verify(&pass.sign(7, &other), mac), Err(PassError));
            prop_assert_eq!(Pass::verify(&pass.sign(8, &key()), mac), Err(PassError));
        }

        #[test]
        fn no_text_makes_it_panic(text in "\\PC{0,120}") {
            prop_assert_eq!(Pass::verify(&text, mac), Err(PassError));
        }
    }
}

//! Recovery codes: `XXXX-XXXX-XXXX-XXXX`, which bring a place to another device.
//!
//! A code is the ticket and a MAC over queue and ticket, so nothing has to be stored for it. 48 bits of MAC cannot be
//! guessed online; whoever checks codes limits the rate of wrong ones.

use aws_lc_rs::{constant_time::verify_slices_are_equal, hmac};
use vq_domain::{QueueId, Ticket};

/// Crockford's base 32: no I, L, O or U.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// Keeps these MACs apart from all others made with the same key.
const TAG: &[u8] = b"virtual-queue recovery code v1\0";
const TICKET_BYTES: usize = 4;
const MAC_BYTES: usize = 6;
const CODE_BYTES: usize = TICKET_BYTES + MAC_BYTES;
/// 5 bits each.
const SYMBOLS: usize = CODE_BYTES * 8 / 5;
/// Longest text looked at: a code and a lot of dashes and spaces.
const LONGEST_TEXT: usize = 64;

/// Makes and checks recovery codes.
pub struct RecoveryKey(hmac::Key);

impl RecoveryKey {
    /// The key with these secret bytes.
    pub fn new(secret: &[u8; 32]) -> Self {
        Self(hmac::Key::new(hmac::HMAC_SHA256, secret))
    }

    /// The code of a ticket: 16 symbols in groups of four.
    pub fn encode(&self, queue: QueueId, ticket: Ticket) -> String {
        let mut bytes = [0; CODE_BYTES];
        bytes[..TICKET_BYTES].copy_from_slice(&ticket.to_be_bytes());
        bytes[TICKET_BYTES..].copy_from_slice(&self.mac(queue, ticket));
        let bits = bytes.iter().fold(0u128, |bits, &byte| bits << 8 | u128::from(byte));
        let mut code = String::with_capacity(SYMBOLS + 3);
        for at in 0..SYMBOLS {
            if at > 0 && at % 4 == 0 {
                code.push('-');
            }
            let symbol = bits >> (5 * (SYMBOLS - 1 - at)) & 31;
            code.push(char::from(ALPHABET[symbol as usize]));
        }
        code
    }

    /// The ticket of a code as a person typed it: lower case, O for 0, I or L for 1, with or without dashes and spaces.
    /// `None` if it is not a code of this queue.
    pub fn decode(&self, queue: QueueId, text: &str) -> Option<Ticket> {
        if text.len() > LONGEST_TEXT {
            return None;
        }
        let mut bits = 0u128;
        let mut symbols = 0;
        for byte in text.bytes().filter(|byte| !matches!(byte, b'-' | b' ' | b'\t' | b'\r' | b'\n')) {
            symbols += 1;
            if symbols > SYMBOLS {
                return None;
            }
            bits = bits << 5 | u128::from(value(byte)?);
        }
        if symbols != SYMBOLS {
            return None;
        }
        let bytes = bits.to_be_bytes();
        let (ticket, mac) = bytes[16 - CODE_BYTES..].split_at(TICKET_BYTES);
        let ticket = Ticket::from_be_bytes(ticket.try_into().ok()?);
        verify_slices_are_equal(&self.mac(queue, ticket), mac).ok()?;
        Some(ticket)
    }

    fn mac(&self, queue: QueueId, ticket: Ticket) -> [u8; MAC_BYTES] {
        let mut context = hmac::Context::with_key(&self.0);
        context.update(TAG);
        context.update(queue.as_bytes());
        context.update(&ticket.to_be_bytes());
        let mut mac = [0; MAC_BYTES];
        mac.copy_from_slice(&context.sign().as_ref()[..MAC_BYTES]);
        mac
    }
}

/// The secret stays out of logs.
impl std::fmt::Debug for RecoveryKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("RecoveryKey")
    }
}

fn value(symbol: u8) -> Option<u8> {
    let symbol = match symbol.to_ascii_uppercase() {
        b'O' => b'0',
        b'I' | b'L' => b'1',
        other => other,
    };
    ALPHABET.iter().position(|&known| known == symbol).and_then(|at| u8::try_from(at).ok())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use vq_domain::QueueId;

    use super::{ALPHABET, RecoveryKey};

    fn key() -> RecoveryKey {
        RecoveryKey::new(&[7; 32])
    }

    fn queue(byte: u8) -> QueueId {
        QueueId::from_bytes([byte; 16])
    }

    #[test]
    fn a_code_looks_as_documented() {
        let code = key().encode(queue(1), 345);
        assert_eq!(code.len(), 19);
        assert!(
            code.split('-')
                .all(|group| group.len() == 4 && group.bytes().all(|byte| ALPHABET.contains(&byte)))
        );
    }

    #[test]
    fn another_key_or_queue_does_not_know_it() {
        let code = key().encode(queue(1), 345);
        assert_eq!(key().decode(queue(1), &code), Some(345));
        assert_eq!(key().decode(queue(2), &code), None);
        assert_eq!(RecoveryKey::new(&[8; 32]).decode(queue(1), &code), None);
    }

    proptest! {
        #[test]
        fn a_code_leads_back_to_its_ticket(ticket: u32, id: [u8; 16], secret: [u8; 32]) {
            let (key, queue) = (RecoveryKey::new(&secret), QueueId::from_bytes(id));
            prop_assert_eq!(key.decode(queue, &key.encode(queue, ticket)), Some(ticket));
        }

        #[test]
        fn typing_it_differently_does_not_matter(ticket: u32, dash in "[- ]{0,3}", lower: bool, o in "[0oO]", i in "[1iIlL]") {
            let mut code = key().encode(queue(1), ticket).replace('0', &o).replace('1', &i).replace('-', &dash);
            if lower {
                code = code.to_lowercase();
            }
            prop_assert_eq!(key().decode(queue(1), &code), Some(ticket));
        }

        #[test]
        fn a_changed_symbol_is_noticed(ticket: u32, at in 0usize..16, to in 0usize..32) {
            let code = key().encode(queue(1), ticket).replace('-', "");
            let mut changed = code.clone().into_bytes();
            changed[at] = ALPHABET[to];
            let changed = String::from_utf8(changed).unwrap();
            prop_assume!(changed != code);
            prop_assert_eq!(key().decode(queue(1), &changed), None);
        }

        #[test]
        fn any_text_is_judged(text in "\\PC{0,80}") {
            prop_assert_eq!(key().decode(queue(1), &text), None);
        }
    }
}

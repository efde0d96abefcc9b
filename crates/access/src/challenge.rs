//! Challenges: signed, so that a server keeps nothing of one until it comes back solved.
//!
//! A challenge is [`PUZZLES`] small puzzles instead of a large one: the time for the sum of 32 varies by a sixth, that for one
//! by as much as it lasts. Puzzle `i` is solved by a number `n` for which SHA-256 of `seed ‖ i ‖ n` begins with so many zero
//! bits, where `seed` is SHA-256 of the challenge's text, `i` one byte and `n` four, big-endian (partial pre-image, as Hashcash,
//! ALTCHA and Friendly Captcha have it).
//!
//! Its text is 72 bytes of fields of fixed width and the first 16 of their HMAC-SHA-256, in base64url:
//! `version(1) key(4) kind(1) bits(1) puzzles(1) queue(16) origin(16) ready_at(8) expires_at(8) salt(16) mac(16)`. The key is
//! derived from that of session tokens, so that neither passes as the other.

use std::net::{IpAddr, Ipv6Addr};

use aws_lc_rs::{
    constant_time,
    digest::{SHA256, digest},
    hmac,
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use vq_domain::{Millis, QueueId};
use vq_keyring::{Key, Keyring, Purpose};

/// How many puzzles a challenge has.
pub const PUZZLES: u8 = 32;
/// How long there is to solve one, in seconds.
const LIFE_SECONDS: u32 = 300;
/// How long those wait whose browser computes nothing, in seconds.
pub(crate) const WAIT_SECONDS: u32 = 20;
/// How long after that they may take, in seconds.
const PATIENCE_SECONDS: u32 = 900;

const VERSION: u8 = 1;
const FIELDS: usize = 72;
const MAC: usize = 16;
const TEXT: usize = 118;
const TAG: &[u8] = b"virtual-queue challenge v1\0";

/// What a challenge demands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// To compute.
    Work = 1,
    /// To wait: the way of browsers without JavaScript, which is narrow.
    Wait = 2,
}

/// A challenge.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Challenge {
    /// What it demands.
    pub kind: Kind,
    /// How many zero bits each puzzle wants.
    pub bits: u8,
    /// How many puzzles.
    pub puzzles: u8,
    /// For which queue.
    pub queue: QueueId,
    /// For whom; see [`origin`].
    pub origin: [u8; 16],
    /// Not before.
    pub ready_at: Millis,
    /// Not after.
    pub expires_at: Millis,
    /// Makes each the only one of its kind.
    pub salt: [u8; 16],
}

/// Why a challenge does not count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ChallengeError {
    /// It is not one of ours.
    #[error("This is no challenge of this server.")]
    Foreign,
    /// It was given out for another queue.
    #[error("This challenge is for another queue.")]
    Queue,
    /// It was given out to a network elsewhere.
    #[error("This challenge was given out to another network.")]
    Origin,
    /// It is over.
    #[error("This challenge has expired.")]
    Late,
    /// It demands to wait.
    #[error("This challenge demands to wait a while.")]
    Early,
    /// A solution is wrong, or there are too few or too many.
    #[error("The puzzles are not solved.")]
    Unsolved,
}

/// The part of an address to which a challenge is bound: /24 of IPv4, /48 of IPv6. Wider than what limits count by, because a
/// carrier may send one telephone's next request from a neighbour address; narrow enough that what was got cheaply in a quiet
/// network is not good in one that is pressed.
pub fn origin(address: Option<IpAddr>) -> [u8; 16] {
    match address.map(|address| address.to_canonical()) {
        None => [0; 16],
        Some(IpAddr::V4(address)) => {
            let [a, b, c, _] = address.octets();
            Ipv6Addr::from_bits(u128::from(0xFFFF_u16) << 32 | u128::from(u32::from_be_bytes([a, b, c, 0])))
                .octets()
        }
        Some(IpAddr::V6(address)) => Ipv6Addr::from_bits(address.to_bits() >> 80 << 80).octets(),
    }
}

impl Challenge {
    /// One to compute.
    pub fn work(bits: u8, queue: QueueId, address: Option<IpAddr>, salt: [u8; 16], now: Millis) -> Self {
        let expires_at = now.plus_seconds(LIFE_SECONDS);
        let origin = origin(address);
        Self { kind: Kind::Work, bits, puzzles: PUZZLES, queue, origin, ready_at: now, expires_at, salt }
    }

    /// One to wait.
    pub fn wait(queue: QueueId, address: Option<IpAddr>, salt: [u8; 16], now: Millis) -> Self {
        let ready_at = now.plus_seconds(WAIT_SECONDS);
        let expires_at = ready_at.plus_seconds(PATIENCE_SECONDS);
        let origin = origin(address);
        Self { kind: Kind::Wait, bits: 0, puzzles: 0, queue, origin, ready_at, expires_at, salt }
    }

    /// Its text, signed.
    pub fn sign(&self, keys: &Keyring) -> String {
        let key = keys.current(Purpose::Session);
        self.sign_with(key.number(), &derived(&key))
    }

    /// Its text, signed with a key.
    pub fn sign_with(&self, number: u32, key: &hmac::Key) -> String {
        let mut bytes = [0; FIELDS + MAC];
        bytes[0] = VERSION;
        bytes[1..5].copy_from_slice(&number.to_be_bytes());
        bytes[5] = self.kind as u8;
        bytes[6] = self.bits;
        bytes[7] = self.puzzles;
        bytes[8..24].copy_from_slice(self.queue.as_bytes());
        bytes[24..40].copy_from_slice(&self.origin);
        bytes[40..48].copy_from_slice(&self.ready_at.0.to_be_bytes());
        bytes[48..56].copy_from_slice(&self.expires_at.0.to_be_bytes());
        bytes[56..72].copy_from_slice(&self.salt);
        let mac = hmac::sign(key, &bytes[..FIELDS]);
        bytes[FIELDS..].copy_from_slice(&mac.as_ref()[..MAC]);
        URL_SAFE_NO_PAD.encode(bytes)
    }

    /// Reads a text that one of these keys signed.
    pub fn read(text: &str, keys: &Keyring) -> Result<Self, ChallengeError> {
        Self::read_with(text, |number, fields| {
            Some(hmac::sign(&derived(&*keys.by_number(Purpose::Session, number)?), fields))
        })
    }

    /// Reads a text; `mac` signs with the key of the given number, if it still counts.
    pub fn read_with(
        text: &str,
        mac: impl FnOnce(u32, &[u8]) -> Option<hmac::Tag>,
    ) -> Result<Self, ChallengeError> {
        if text.len() != TEXT {
            return Err(ChallengeError::Foreign);
        }
        let mut bytes = [0; FIELDS + MAC];
        let length = URL_SAFE_NO_PAD.decode_slice(text, &mut bytes).map_err(|_| ChallengeError::Foreign)?;
        if length != bytes.len() || bytes[0] != VERSION {
            return Err(ChallengeError::Foreign);
        }
        let mac =
            mac(u32::from_be_bytes(part(&bytes, 1)), &bytes[..FIELDS]).ok_or(ChallengeError::Foreign)?;
        constant_time::verify_slices_are_equal(&mac.as_ref()[..MAC], &bytes[FIELDS..])
            .map_err(|_| ChallengeError::Foreign)?;
        Ok(Self {
            kind: match bytes[5] {
                1 => Kind::Work,
                2 => Kind::Wait,
                _ => return Err(ChallengeError::Foreign),
            },
            bits: bytes[6],
            puzzles: bytes[7],
            queue: QueueId::from_bytes(part(&bytes, 8)),
            origin: part(&bytes, 24),
            ready_at: Millis(i64::from_be_bytes(part(&bytes, 40))),
            expires_at: Millis(i64::from_be_bytes(part(&bytes, 48))),
            salt: part(&bytes, 56),
        })
    }

    /// Whether it is met: by somebody from `address` who joins `queue` at `now`, with these solutions of the challenge `text`.
    pub fn check(
        &self,
        text: &str,
        solutions: &[u32],
        queue: QueueId,
        address: Option<IpAddr>,
        now: Millis,
    ) -> Result<(), ChallengeError> {
        if self.queue != queue {
            return Err(ChallengeError::Queue);
        }
        if self.origin != origin(address) {
            return Err(ChallengeError::Origin);
        }
        if now >= self.expires_at {
            return Err(ChallengeError::Late);
        }
        if now < self.ready_at {
            return Err(ChallengeError::Early);
        }
        if solutions.len() != usize::from(self.puzzles) {
            return Err(ChallengeError::Unsolved);
        }
        let seed = seed(text);
        let solved = |(puzzle, number): (u8, &u32)| is_solved(&seed, puzzle, *number, self.bits);
        if (0..self.puzzles).zip(solutions).all(solved) { Ok(()) } else { Err(ChallengeError::Unsolved) }
    }

    /// Under what it is remembered once it was used.
    pub fn mark(&self) -> [u8; 32] {
        let mut bytes = [0; TAG.len() + 32];
        bytes[..TAG.len()].copy_from_slice(TAG);
        bytes[TAG.len()..TAG.len() + 16].copy_from_slice(&self.salt);
        bytes[TAG.len() + 16..].copy_from_slice(self.queue.as_bytes());
        sha256(&bytes)
    }
}

fn derived(key: &Key) -> hmac::Key {
    let secret = hmac::sign(key.hmac(), TAG);
    hmac::Key::new(hmac::HMAC_SHA256, secret.as_ref())
}

fn part<const N: usize>(bytes: &[u8; FIELDS + MAC], from: usize) -> [u8; N] {
    let mut part = [0; N];
    part.copy_from_slice(&bytes[from..from + N]);
    part
}

pub(crate) fn sha256(bytes: &[u8]) -> [u8; 32] {
    let mut hash = [0; 32];
    hash.copy_from_slice(digest(&SHA256, bytes).as_ref());
    hash
}

/// What the puzzles of a challenge begin with.
pub fn seed(text: &str) -> [u8; 32] {
    sha256(text.as_bytes())
}

/// Whether a number solves a puzzle.
pub fn is_solved(seed: &[u8; 32], puzzle: u8, number: u32, bits: u8) -> bool {
    let mut block = [0; 37];
    block[..32].copy_from_slice(seed);
    block[32] = puzzle;
    block[33..].copy_from_slice(&number.to_be_bytes());
    let hash = sha256(&block);
    u32::from_be_bytes([hash[0], hash[1], hash[2], hash[3]]).leading_zeros() >= u32::from(bits.min(32))
}

/// Solves all puzzles, as a browser does: by trying.
pub fn solve(text: &str, bits: u8, puzzles: u8) -> Vec<u32> {
    let seed = seed(text);
    let first = |puzzle| (0..=u32::MAX).find(|number| is_solved(&seed, puzzle, *number, bits));
    (0..puzzles).map(|puzzle| first(puzzle).unwrap_or_default()).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const NOW: Millis = Millis(1_700_000_000_000);
    const QUEUE: QueueId = QueueId::from_bytes([7; 16]);

    fn key() -> hmac::Key {
        hmac::Key::new(hmac::HMAC_SHA256, &[1; 32])
    }

    fn mac(number: u32, fields: &[u8]) -> Option<hmac::Tag> {
        (number == 7).then(|| hmac::sign(&key(), fields))
    }

    fn here() -> Option<IpAddr> {
        "192.0.2.77".parse().ok()
    }

    fn easy(salt: [u8; 16]) -> Challenge {
        Challenge::work(4, QUEUE, here(), salt, NOW)
    }

    #[test]
    fn a_solved_challenge_is_met() {
        let challenge = easy([3; 16]);
        let text = challenge.sign_with(7, &key());
        let solutions = solve(&text, challenge.bits, challenge.puzzles);
        assert_eq!(challenge.check(&text, &solutions, QUEUE, here(), NOW), Ok(()));
        let neighbour = "192.0.2.200".parse().ok();
        assert_eq!(challenge.check(&text, &solutions, QUEUE, neighbour, NOW), Ok(()));

        let other = QueueId::from_bytes([8; 16]);
        assert_eq!(challenge.check(&text, &solutions, other, here(), NOW), Err(ChallengeError::Queue));
        let away = "192.0.3.77".parse().ok();
        assert_eq!(challenge.check(&text, &solutions, QUEUE, away, NOW), Err(ChallengeError::Origin));
        let late = NOW.plus_seconds(LIFE_SECONDS);
        assert_eq!(challenge.check(&text, &solutions, QUEUE, here(), late), Err(ChallengeError::Late));
        for wrong in [&[][..], &solutions[1..], &[&solutions[..], &[0]].concat()] {
            let refused = challenge.check(&text, wrong, QUEUE, here(), NOW);
            assert_eq!(refused, Err(ChallengeError::Unsolved));
        }
        // The solutions of one are none of another.
        let another = easy([4; 16]).sign_with(7, &key());
        let refused = challenge.check(&another, &solutions, QUEUE, here(), NOW);
        assert_eq!(refused, Err(ChallengeError::Unsolved));
    }

    #[test]
    fn who_computes_nothing_waits() {
        let challenge = Challenge::wait(QUEUE, here(), [1; 16], NOW);
        let check = |seconds| challenge.check("", &[], QUEUE, here(), NOW.plus_seconds(seconds));
        assert_eq!(check(WAIT_SECONDS - 1), Err(ChallengeError::Early));
        assert_eq!(check(WAIT_SECONDS), Ok(()));
        assert_eq!(check(WAIT_SECONDS + PATIENCE_SECONDS), Err(ChallengeError::Late));
    }

    #[test]
    fn what_the_page_computes_is_what_is_checked() {
        // Also in web/room/test/work.test.ts: both sides must agree.
        let seed = seed("challenge");
        let numbers: Vec<_> = (0..3)
            .map(|puzzle| (0..).find(|number| is_solved(&seed, puzzle, *number, 10)).expect("one"))
            .collect();
        assert_eq!(numbers, KNOWN);
    }

    /// Numbers found by an implementation of another language (`hashlib`).
    const KNOWN: [u32; 3] = [1187, 3089, 1425];

    #[test]
    fn an_origin_is_a_network() {
        let of = |text: &str| origin(text.parse().ok());
        assert_eq!(of("192.0.2.1"), of("::ffff:192.0.2.9"));
        assert_ne!(of("192.0.2.1"), of("192.0.3.1"));
        assert_eq!(of("2001:db8:1:2::3"), of("2001:db8:1:ffff::"));
        assert_ne!(of("2001:db8:1::"), of("2001:db8:2::"));
        assert_ne!(of("nonsense"), of("192.0.2.1"));
    }

    fn challenge() -> impl Strategy<Value = Challenge> {
        let fields = (any::<bool>(), any::<u8>(), any::<u8>(), any::<[[u8; 16]; 3]>(), any::<[i64; 2]>());
        fields.prop_map(|(work, bits, puzzles, [queue, origin, salt], [ready_at, expires_at])| Challenge {
            kind: if work { Kind::Work } else { Kind::Wait },
            bits,
            puzzles,
            queue: QueueId::from_bytes(queue),
            origin,
            ready_at: Millis(ready_at),
            expires_at: Millis(expires_at),
            salt,
        })
    }

    proptest! {
        #[test]
        fn what_is_signed_is_read_back(challenge in challenge()) {
            let text = challenge.sign_with(7, &key());
            prop_assert_eq!(text.len(), TEXT);
            prop_assert_eq!(Challenge::read_with(&text, mac), Ok(challenge));
        }

        #[test]
        fn any_changed_character_is_refused(challenge in challenge(), at in 0..TEXT, by in "[A-Za-z0-9_-]") {
            let mut text = challenge.sign_with(7, &key());
            prop_assume!(text[at..=at] != by);
            text.replace_range(at..=at, &by);
            prop_assert_eq!(Challenge::read_with(&text, mac), Err(ChallengeError::Foreign));
        }

        #[test]
        fn another_key_is_refused(challenge in challenge()) {
            let other = hmac::Key::new(hmac::HMAC_SHA256, &[2; 32]);
            prop_assert!(Challenge::read_with(&challenge.sign_with(7, &other), mac).is_err());
            prop_assert!(Challenge::read_with(&challenge.sign_with(8, &key()), mac).is_err());
        }

        #[test]
        fn no_text_makes_it_panic(text in "\\PC{0,160}") {
            prop_assert_eq!(Challenge::read_with(&text, mac), Err(ChallengeError::Foreign));
        }

        #[test]
        fn guessed_solutions_are_refused(numbers in proptest::collection::vec(any::<u32>(), 0..40)) {
            let challenge = Challenge { bits: 20, ..easy([9; 16]) };
            let text = challenge.sign_with(7, &key());
            let refused = challenge.check(&text, &numbers, QUEUE, here(), NOW);
            prop_assert_eq!(refused, Err(ChallengeError::Unsolved));
        }
    }
}

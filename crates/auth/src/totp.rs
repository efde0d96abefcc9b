//! Codes of authenticator apps: TOTP (RFC 6238) with SHA-1, six digits and steps of 30 seconds, which is what all of them do.
//! Pure.

use aws_lc_rs::{constant_time::verify_slices_are_equal, hmac};
use vq_domain::Millis;

/// Length of a secret, in bytes: as long as the hash (RFC 4226, 4).
pub(crate) const SECRET: usize = 20;
/// Length of a step, in seconds.
const STEP: i64 = 30;
/// Steps before and after the present one that are accepted, for clocks apart and slow fingers (RFC 6238, 5.2).
const AROUND: i64 = 1;

const BASE32: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/// The step whose code this is, if it is one of those around `now`.
pub(crate) fn step_of(secret: &[u8], code: &str, now: Millis) -> Option<u64> {
    let present = now.0.div_euclid(1000 * STEP);
    let mut found = None;
    // All are looked at, in the same time whichever it is.
    for step in (present - AROUND..=present + AROUND).filter_map(|step| u64::try_from(step).ok()) {
        if verify_slices_are_equal(code_of(secret, step).as_bytes(), code.as_bytes()).is_ok() {
            found = Some(step);
        }
    }
    found
}

/// The code of a step (RFC 4226, 5.3).
pub(crate) fn code_of(secret: &[u8], step: u64) -> String {
    let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, secret);
    let tag = hmac::sign(&key, &step.to_be_bytes());
    let bytes = tag.as_ref();
    let offset = usize::from(bytes.last().copied().unwrap_or_default() & 0x0f);
    let part = bytes.iter().skip(offset).take(4).fold(0_u32, |all, byte| (all << 8) | u32::from(*byte));
    format!("{:06}", (part & 0x7fff_ffff) % 1_000_000)
}

/// Base32 without padding (RFC 4648), as authenticators take it.
pub(crate) fn base32(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len().div_ceil(5) * 8);
    let (mut buffer, mut bits) = (0_u32, 0);
    for byte in bytes {
        buffer = (buffer << 8) | u32::from(*byte);
        bits += 8;
        while bits >= 5 {
            bits -= 5;
            text.push(char::from(BASE32[(buffer >> bits) as usize & 31]));
        }
    }
    if bits > 0 {
        text.push(char::from(BASE32[(buffer << (5 - bits)) as usize & 31]));
    }
    text
}

/// What the QR code says (the key URI format of authenticators).
pub(crate) fn uri(secret: &[u8], email: &str, issuer: &str) -> String {
    let (issuer, email) = (percent(issuer), percent(email));
    format!("otpauth://totp/{issuer}:{email}?secret={}&issuer={issuer}", base32(secret))
}

fn percent(text: &str) -> String {
    text.bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                char::from(byte).to_string()
            }
            _ => format!("%{byte:02X}"),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const RFC: &[u8] = b"12345678901234567890";

    #[test]
    fn codes_are_those_of_the_rfc() {
        // RFC 6238, appendix B, the last six of its eight digits.
        for (seconds, code) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_111_111_111, "050471"),
            (1_234_567_890, "005924"),
            (2_000_000_000, "279037"),
            (20_000_000_000, "353130"),
        ] {
            assert_eq!(code_of(RFC, seconds / 30), code);
            let now = Millis(i64::try_from(seconds).expect("fits") * 1000);
            assert_eq!(step_of(RFC, code, now), Some(seconds / 30));
        }
    }

    #[test]
    fn a_code_is_good_a_step_early_and_a_step_late() {
        let code = code_of(RFC, 1000);
        let at = |seconds: i64| step_of(RFC, &code, Millis(seconds * 1000));
        assert_eq!([at(29_969), at(29_970), at(30_059), at(30_060)], [None, Some(1000), Some(1000), None]);
    }

    #[test]
    fn a_secret_is_written_as_authenticators_read_it() {
        // RFC 4648, 10.
        assert_eq!(
            ["f", "fo", "foo", "foob", "fooba", "foobar"].map(|text| base32(text.as_bytes())),
            ["MY", "MZXQ", "MZXW6", "MZXW6YQ", "MZXW6YTB", "MZXW6YTBOI"]
        );
        assert_eq!(
            uri(b"foobar", "a b@c", "Shop & Co"),
            "otpauth://totp/Shop%20%26%20Co:a%20b%40c?secret=MZXW6YTBOI&issuer=Shop%20%26%20Co"
        );
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in any::<String>(), at in any::<i32>()) {
            let _ = step_of(RFC, &text, Millis(i64::from(at) * 1000));
        }
    }
}

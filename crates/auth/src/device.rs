//! The cookie of a browser that has signed in before. It proves nothing but that: whoever has it gets attempts of their own.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use http::{HeaderMap, HeaderValue};
use vq_api::cookie;
use vq_domain::Millis;
use vq_keyring::{Keyring, seal, unseal};
use vq_ports::Ids;

/// How long a browser is known, in seconds.
const KNOWN_SECONDS: u32 = 180 * 24 * 60 * 60;
/// Random bytes that tell devices apart.
const DEVICE: usize = 16;
/// Longest cookie that is looked at, in bytes.
const LONGEST: usize = 200;

/// Makes and reads the cookies of known devices.
pub(crate) struct Devices<'a> {
    pub(crate) keys: &'a Keyring,
}

impl Devices<'_> {
    /// Which device a browser is, if it has signed in to this account.
    pub(crate) fn read(&self, headers: &HeaderMap, email: &str, now: Millis) -> Option<String> {
        let value = [true, false].iter().find_map(|secure| cookie::get(headers, &name(email, *secure)))?;
        if value.len() > LONGEST {
            return None;
        }
        let sealed = URL_SAFE_NO_PAD.decode(value).ok()?;
        let opened = unseal(self.keys, &place(email), &sealed).ok()?;
        let (device, known_until) = opened.split_first_chunk::<DEVICE>()?;
        let known_until = i64::from_be_bytes(known_until.try_into().ok()?);
        (now.0 < known_until).then(|| URL_SAFE_NO_PAD.encode(device))
    }

    /// `Set-Cookie` for a browser that has signed in. `None` if it cannot be made, which costs nobody a sign-in.
    pub(crate) fn remember(
        &self,
        email: &str,
        secure: bool,
        now: Millis,
        ids: &dyn Ids,
    ) -> Option<HeaderValue> {
        let mut opened = [0; DEVICE + 8];
        ids.fill(&mut opened[..DEVICE]);
        opened[DEVICE..].copy_from_slice(&now.plus_seconds(KNOWN_SECONDS).0.to_be_bytes());
        let sealed = seal(self.keys, ids, &place(email), &opened).ok()?;
        let (name, value) = (name(email, secure), URL_SAFE_NO_PAD.encode(sealed));
        let tls = if secure { "; Secure" } else { "" };
        let text =
            format!("{name}={value}; Path=/v1/auth; HttpOnly; SameSite=Strict; Max-Age={KNOWN_SECONDS}{tls}");
        HeaderValue::from_str(&text).ok()
    }
}

/// One per account, so that several people of one browser are all known.
fn name(email: &str, secure: bool) -> String {
    let hash = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, email.as_bytes());
    let short: String = hash.as_ref().iter().take(6).map(|byte| format!("{byte:02x}")).collect();
    let prefix = if secure { "__Secure-" } else { "" };
    format!("{prefix}vqdevice_{short}")
}

fn place(email: &str) -> Vec<u8> {
    [b"device\0", email.as_bytes()].concat()
}

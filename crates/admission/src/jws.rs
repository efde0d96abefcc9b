//! The compact serialisation of RFC 7515, in its one canonical spelling.
//!
//! Base64url without padding and without stray trailing bits, so that no byte of a token can change without changing
//! what is decoded. This module must not decide which keys are trusted.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::Value;

use crate::claims::is_id;
use crate::json;
use crate::{MAX_TOKEN_BYTES, VerifyError};

/// Bytes of an Ed25519 signature.
pub(crate) const SIGNATURE_BYTES: usize = 64;

/// A token taken apart, nothing about it verified yet.
pub(crate) struct Parts<'a> {
    /// The bytes the signature covers: `header.payload` as received.
    pub signed: &'a [u8],
    pub header: Vec<u8>,
    pub payload: Vec<u8>,
    pub signature: [u8; SIGNATURE_BYTES],
}

/// Encodes `bytes` as base64url without padding.
pub(crate) fn encode(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// Decodes canonical base64url without padding; the engine refuses padding and stray trailing bits.
pub(crate) fn decode(text: &str) -> Option<Vec<u8>> {
    URL_SAFE_NO_PAD.decode(text).ok()
}

/// Takes a compact token apart.
pub(crate) fn split(token: &str) -> Result<Parts<'_>, VerifyError> {
    if token.len() > MAX_TOKEN_BYTES {
        return Err(VerifyError::TooLong);
    }
    let mut dots = token.bytes().enumerate().filter(|(_, byte)| *byte == b'.').map(|(at, _)| at);
    let (Some(first), Some(second), None) = (dots.next(), dots.next(), dots.next()) else {
        return Err(VerifyError::Malformed);
    };
    let part = |text: &str| decode(text).ok_or(VerifyError::Malformed);
    Ok(Parts {
        signed: &token.as_bytes()[..second],
        header: part(&token[..first])?,
        payload: part(&token[first + 1..second])?,
        signature: part(&token[second + 1..])?.try_into().map_err(|_| VerifyError::Malformed)?,
    })
}

/// The protected header this crate writes.
pub(crate) fn header(kid: &str) -> String {
    format!(r#"{{"alg":"EdDSA","typ":"JWT","kid":"{kid}"}}"#)
}

/// Reads a header and returns its `kid`. Anything but `alg: EdDSA`, `typ: JWT` and `kid` is refused: a header that asks
/// for more (`jwk`, `jku`, `x5c`, `crit`, `b64`, …) asks for what this crate will not do.
pub(crate) fn key_id(header: &[u8]) -> Result<String, VerifyError> {
    let map = json::object(header).map_err(|_| VerifyError::Malformed)?;
    match map.get("alg") {
        Some(Value::String(alg)) if alg == "EdDSA" => {}
        _ => return Err(VerifyError::Algorithm),
    }
    match (map.len(), map.get("typ"), map.get("kid")) {
        (3, Some(Value::String(typ)), Some(Value::String(kid))) if typ == "JWT" && is_id(kid) => {
            Ok(kid.clone())
        }
        _ => Err(VerifyError::Malformed),
    }
}

#[cfg(test)]
mod tests {
    use super::{decode, header, key_id};
    use crate::VerifyError;

    #[test]
    fn only_canonical_base64url() {
        assert_eq!(decode("AA"), Some(vec![0]));
        for bad in ["AB", "AA==", "A", "A+", "A/", "A A", "AA\n", "ÄÄ"] {
            assert_eq!(decode(bad), None, "{bad}");
        }
    }

    #[test]
    fn only_our_header() {
        assert_eq!(key_id(header("k1").as_bytes()), Ok("k1".to_owned()));
        for alg in ["none", "None", "HS256", "RS256", "ES256", "eddsa", "EdDSA ", ""] {
            let header = header("k1").replace("EdDSA", alg);
            assert_eq!(key_id(header.as_bytes()), Err(VerifyError::Algorithm), "{alg}");
        }
        for bad in [
            r#"{"alg":"EdDSA","typ":"JWT"}"#,
            r#"{"alg":"EdDSA","kid":"k1"}"#,
            r#"{"alg":"EdDSA","typ":"at+jwt","kid":"k1"}"#,
            r#"{"alg":"EdDSA","typ":"JWT","kid":1}"#,
            r#"{"alg":"EdDSA","typ":"JWT","kid":"../k1"}"#,
            r#"{"alg":"EdDSA","typ":"JWT","kid":"k1","crit":["b64"]}"#,
            r#"{"alg":"EdDSA","alg":"EdDSA","typ":"JWT","kid":"k1"}"#,
        ] {
            assert_eq!(key_id(bad.as_bytes()), Err(VerifyError::Malformed), "{bad}");
        }
    }
}

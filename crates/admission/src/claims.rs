//! What an admission token says, and the strict rules each claim obeys.
//!
//! The same rules hold when signing and when reading, so nothing that can be signed is refused later. This module must
//! not judge time or audience: `verify` does.

use serde::Serialize;
use serde_json::{Map, Value};

use crate::json;

/// Longest `aud`, `sub` and `jti`, in bytes.
const MAX_ID_BYTES: usize = 128;
/// Longest `iss`, in bytes.
const MAX_ISSUER_BYTES: usize = 256;
/// The last second of the year 9999: later instants do not fit RFC 3339.
const MAX_SECONDS: i64 = 253_402_300_799;

/// The claims of an admission token.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Claims {
    /// Who issued the token.
    pub iss: String,
    /// The queue that admits: its id. `[A-Za-z0-9._-]`, 1–128 bytes.
    pub aud: String,
    /// The session that is admitted: its id. Same alphabet as `aud`.
    pub sub: String,
    /// Issued at, in seconds since the Unix epoch.
    pub iat: i64,
    /// The first second at which the token is no longer valid, in seconds since the Unix epoch.
    pub exp: i64,
    /// Unique id of this token. Same alphabet as `aud`.
    pub jti: String,
    /// The visitor's ticket number, where the queue shows one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tkt: Option<u32>,
}

/// Why a set of claims is not acceptable.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ClaimsError {
    /// Not one JSON object with every member once.
    #[error("the claims are not a JSON object with unique members")]
    Json,
    /// A required claim is absent.
    #[error("claim `{0}` is missing")]
    Missing(&'static str),
    /// A claim has the wrong type, alphabet, length or range.
    #[error("claim `{0}` is malformed")]
    Malformed(&'static str),
}

impl Claims {
    /// Whether every claim obeys the rules; the first that does not is named.
    pub fn check(&self) -> Result<(), ClaimsError> {
        ensure(is_issuer(&self.iss), "iss")?;
        ensure(is_id(&self.aud), "aud")?;
        ensure(is_id(&self.sub), "sub")?;
        ensure(is_id(&self.jti), "jti")?;
        ensure((0..=MAX_SECONDS).contains(&self.iat), "iat")?;
        ensure((0..=MAX_SECONDS).contains(&self.exp) && self.exp > self.iat, "exp")
    }

    /// Whether more than half of the token's life is over at `now` (seconds): the time to fetch a fresh one.
    #[must_use]
    pub fn is_past_half(&self, now: i64) -> bool {
        now.saturating_sub(self.iat) > self.exp.saturating_sub(now)
    }

    /// Reads claims from JSON. Unknown claims are ignored (RFC 7519 §4), duplicates are refused.
    pub(crate) fn from_json(bytes: &[u8]) -> Result<Self, ClaimsError> {
        let map = json::object(bytes).map_err(|_| ClaimsError::Json)?;
        let claims = Self {
            iss: text(&map, "iss")?,
            aud: text(&map, "aud")?,
            sub: text(&map, "sub")?,
            iat: seconds(&map, "iat")?,
            exp: seconds(&map, "exp")?,
            jti: text(&map, "jti")?,
            tkt: ticket(&map)?,
        };
        claims.check()?;
        Ok(claims)
    }
}

/// Whether `value` may stand where an id of a queue, session, token or key is expected.
pub(crate) fn is_id(value: &str) -> bool {
    (1..=MAX_ID_BYTES).contains(&value.len())
        && value.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-'))
}

fn is_issuer(value: &str) -> bool {
    (1..=MAX_ISSUER_BYTES).contains(&value.len()) && value.bytes().all(|b| b.is_ascii_graphic())
}

fn ensure(holds: bool, claim: &'static str) -> Result<(), ClaimsError> {
    if holds { Ok(()) } else { Err(ClaimsError::Malformed(claim)) }
}

fn text(map: &Map<String, Value>, claim: &'static str) -> Result<String, ClaimsError> {
    match map.get(claim) {
        None => Err(ClaimsError::Missing(claim)),
        Some(Value::String(value)) => Ok(value.clone()),
        Some(_) => Err(ClaimsError::Malformed(claim)),
    }
}

fn seconds(map: &Map<String, Value>, claim: &'static str) -> Result<i64, ClaimsError> {
    map.get(claim).ok_or(ClaimsError::Missing(claim))?.as_i64().ok_or(ClaimsError::Malformed(claim))
}

fn ticket(map: &Map<String, Value>) -> Result<Option<u32>, ClaimsError> {
    let Some(value) = map.get("tkt") else { return Ok(None) };
    let number = value.as_u64().and_then(|n| u32::try_from(n).ok());
    number.map(Some).ok_or(ClaimsError::Malformed("tkt"))
}

#[cfg(test)]
mod tests {
    use super::{Claims, ClaimsError};

    const GOOD: &str = r#"{"iss":"i","aud":"a","sub":"s","iat":10,"exp":20,"jti":"j","tkt":7}"#;

    fn read(json: &str) -> Result<Claims, ClaimsError> {
        Claims::from_json(json.as_bytes())
    }

    #[test]
    fn reads_what_it_writes() {
        let claims = read(GOOD).unwrap();
        assert_eq!(serde_json::to_string(&claims).unwrap(), GOOD);
    }

    #[test]
    fn unknown_claims_are_ignored_but_not_twice() {
        assert!(read(&GOOD.replace('}', r#","new":[1]}"#)).is_ok());
        assert_eq!(read(&GOOD.replace('}', r#","new":1,"new":1}"#)), Err(ClaimsError::Json));
        assert_eq!(read(&GOOD.replace('}', r#","aud":"b"}"#)), Err(ClaimsError::Json));
    }

    #[test]
    fn wrong_types_and_ranges_are_refused() {
        for (from, to) in [
            (r#""aud":"a""#, r#""aud":["a"]"#),
            (r#""aud":"a""#, r#""aud":"a b""#),
            (r#""aud":"a""#, r#""aud":"""#),
            (r#""sub":"s""#, r#""sub":5"#),
            (r#""iat":10"#, r#""iat":"10""#),
            (r#""iat":10"#, r#""iat":10.0"#),
            (r#""iat":10"#, r#""iat":-1"#),
            (r#""exp":20"#, r#""exp":10"#),
            (r#""exp":20"#, r#""exp":99999999999999"#),
            (r#""exp":20"#, r#""exp":1e9"#),
            (r#""tkt":7"#, r#""tkt":-7"#),
            (r#""tkt":7"#, r#""tkt":4294967296"#),
            (r#""tkt":7"#, r#""tkt":null"#),
            (r#""iss":"i""#, r#""iss":"a b""#),
        ] {
            let json = GOOD.replace(from, to);
            assert!(matches!(read(&json), Err(ClaimsError::Malformed(_))), "{json}");
        }
        for missing in [r#""iss":"i","#, r#""aud":"a","#, r#""iat":10,"#, r#""exp":20,"#, r#""sub":"s","#] {
            assert!(matches!(read(&GOOD.replace(missing, "")), Err(ClaimsError::Missing(_))));
        }
    }

    #[test]
    fn half_life() {
        let claims = read(GOOD).unwrap();
        assert!(!claims.is_past_half(15));
        assert!(claims.is_past_half(16));
    }
}

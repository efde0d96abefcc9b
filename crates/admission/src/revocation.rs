//! The list of tokens and sessions that must not pass although their signature is good.
//!
//! Short by design: an entry is forgotten once everything it names has expired anyway. The document is published at
//! `/.well-known/vq-revoked.json`:
//! `{"version":1,"revoked":[{"jti":"…","exp":1767225600},{"sub":"…","exp":1767225600}]}` with `exp` in seconds.
//! Must not read a clock.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::claims::{Claims, is_id};

/// The largest document that is parsed, in bytes.
const MAX_DOCUMENT_BYTES: usize = 8 * 1024 * 1024;
const VERSION: u32 = 1;

/// Tokens (`jti`) and sessions (`sub`) that no longer admit, each until a given second.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RevocationList {
    tokens: BTreeMap<String, i64>,
    sessions: BTreeMap<String, i64>,
}

/// Why a revocation document is not acceptable.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RevocationError {
    /// Not JSON of the right shape, or too large.
    #[error("not a revocation document")]
    Malformed,
    /// A version this crate does not know.
    #[error("unknown version of the revocation document")]
    Version,
    /// An entry names nothing, or both a token and a session, or an impossible id.
    #[error("an entry of the revocation document is malformed")]
    Entry,
}

#[derive(Serialize, Deserialize)]
struct Document {
    version: u32,
    revoked: Vec<Entry>,
}

#[derive(Serialize, Deserialize)]
struct Entry {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    jti: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    sub: Option<String>,
    exp: i64,
}

impl RevocationList {
    /// Revokes one token until `exp` (seconds), the token's own expiry.
    pub fn revoke_token(&mut self, jti: impl Into<String>, exp: i64) {
        keep_later(&mut self.tokens, jti.into(), exp);
    }

    /// Revokes every token of a session until `exp` (seconds), the latest expiry of any of them.
    pub fn revoke_session(&mut self, sub: impl Into<String>, exp: i64) {
        keep_later(&mut self.sessions, sub.into(), exp);
    }

    /// Whether the token with these claims is revoked.
    #[must_use]
    pub fn is_revoked(&self, claims: &Claims) -> bool {
        self.tokens.contains_key(&claims.jti) || self.sessions.contains_key(&claims.sub)
    }

    /// Forgets entries whose time is over at `now` (seconds); pass a `now` that is behind by the verifiers' leeway.
    pub fn prune(&mut self, now: i64) {
        self.tokens.retain(|_, exp| *exp > now);
        self.sessions.retain(|_, exp| *exp > now);
    }

    /// How many entries there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.tokens.len() + self.sessions.len()
    }

    /// Whether nothing is revoked.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The document to publish, entries in a stable order.
    #[must_use]
    pub fn to_document(&self) -> String {
        let tokens =
            self.tokens.iter().map(|(id, exp)| Entry { jti: Some(id.clone()), sub: None, exp: *exp });
        let sessions =
            self.sessions.iter().map(|(id, exp)| Entry { jti: None, sub: Some(id.clone()), exp: *exp });
        let document = Document { version: VERSION, revoked: tokens.chain(sessions).collect() };
        serde_json::to_string(&document).unwrap_or_default()
    }

    /// Reads a published document. One bad entry refuses it whole: half a list would let through what it should stop.
    pub fn from_document(text: &str) -> Result<Self, RevocationError> {
        if text.len() > MAX_DOCUMENT_BYTES {
            return Err(RevocationError::Malformed);
        }
        let document: Document = serde_json::from_str(text).map_err(|_| RevocationError::Malformed)?;
        if document.version != VERSION {
            return Err(RevocationError::Version);
        }
        let mut list = Self::default();
        for entry in document.revoked {
            match (entry.jti, entry.sub) {
                (Some(jti), None) if is_id(&jti) => list.revoke_token(jti, entry.exp),
                (None, Some(sub)) if is_id(&sub) => list.revoke_session(sub, entry.exp),
                _ => return Err(RevocationError::Entry),
            }
        }
        Ok(list)
    }
}

fn keep_later(map: &mut BTreeMap<String, i64>, id: String, exp: i64) {
    map.entry(id).and_modify(|old| *old = exp.max(*old)).or_insert(exp);
}

#[cfg(test)]
mod tests {
    use super::{RevocationError, RevocationList};
    use crate::Claims;

    fn claims(sub: &str, jti: &str) -> Claims {
        Claims {
            iss: "i".into(),
            aud: "q".into(),
            sub: sub.into(),
            iat: 1,
            exp: 9,
            jti: jti.into(),
            tkt: None,
        }
    }

    #[test]
    fn revokes_a_token_or_a_whole_session_until_it_expires() {
        let mut list = RevocationList::default();
        list.revoke_token("t1", 100);
        list.revoke_session("s2", 50);
        list.revoke_session("s2", 200);
        list.revoke_session("s2", 70);
        assert!(list.is_revoked(&claims("s1", "t1")));
        assert!(!list.is_revoked(&claims("s1", "t2")));
        assert!(list.is_revoked(&claims("s2", "t9")));
        assert_eq!(RevocationList::from_document(&list.to_document()).unwrap(), list);

        list.prune(100);
        assert!(!list.is_revoked(&claims("s1", "t1")));
        assert!(list.is_revoked(&claims("s2", "t9")));
        list.prune(200);
        assert!(list.is_empty());
    }

    #[test]
    fn refuses_documents_it_does_not_understand() {
        for (text, error) in [
            ("", RevocationError::Malformed),
            ("{}", RevocationError::Malformed),
            (r#"{"version":2,"revoked":[]}"#, RevocationError::Version),
            (r#"{"version":1,"revoked":[{"exp":1}]}"#, RevocationError::Entry),
            (r#"{"version":1,"revoked":[{"jti":"a","sub":"b","exp":1}]}"#, RevocationError::Entry),
            (r#"{"version":1,"revoked":[{"jti":"a b","exp":1}]}"#, RevocationError::Entry),
            (r#"{"version":1,"revoked":[{"jti":"a","exp":"1"}]}"#, RevocationError::Malformed),
        ] {
            assert_eq!(RevocationList::from_document(text), Err(error), "{text}");
        }
    }
}

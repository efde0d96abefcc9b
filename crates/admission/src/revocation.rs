//! The list of tokens and sessions of a queue that must not pass although their signature is good.
//!
//! An entry is forgotten once everything it names has expired anyway. A queue that lets many people through has many, so
//! the list is published in parts at the path that [`revocations_path`] makes, each from a cursor on:
//! `{"version":2,"revoked":[{"exp":1767225600,"sub":["…","…"]},{"exp":1767225600,"jti":["…"]}],"cursor":"41","more":false}`
//! with `exp` in seconds. Who keeps the cursor and comes back with it gets what was added since. Must not read a clock.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::claims::{Claims, is_id};

/// The largest part that is parsed, in bytes. The server's own have less than a quarter of it.
const MAX_PART_BYTES: usize = 2 * 1024 * 1024;
const VERSION: u32 = 2;

/// Where a server publishes the list of `queue`, as path and query: the part that follows on the cursor `since`, or the
/// first one.
#[must_use]
pub fn revocations_path(queue: &str, since: Option<&str>) -> String {
    let path = format!("/.well-known/vq-revoked.json?queueId={queue}");
    match since {
        Some(cursor) => format!("{path}&since={cursor}"),
        None => path,
    }
}

/// Tokens (`jti`) and sessions (`sub`) that no longer admit, each until a given second.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RevocationList {
    tokens: Entries,
    sessions: Entries,
}

/// Ids, each until a given second. In the order of those seconds too, so that it costs no more to forget what is over than
/// there is of it: a list may have a million entries that stay.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Entries {
    until: BTreeMap<Arc<str>, i64>,
    in_order: BTreeSet<(i64, Arc<str>)>,
}

/// A part of a published list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RevocationPart {
    /// What is revoked, in the order in which it was.
    pub revoked: Vec<Revoked>,
    /// From where to go on: an id of up to 128 characters out of `[A-Za-z0-9._-]`.
    pub cursor: String,
    /// Whether there is more already.
    pub more: bool,
}

/// Tokens and sessions that are revoked until the same second.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Revoked {
    /// When everything named here has expired, in seconds.
    pub exp: i64,
    /// Ids of tokens.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub jti: Vec<String>,
    /// Ids of sessions: all their tokens are.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sub: Vec<String>,
}

/// Why a published list is not acceptable.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RevocationError {
    /// Not JSON of the right shape, or too large.
    #[error("not a part of a revocation list")]
    Malformed,
    /// A version this crate does not know.
    #[error("unknown version of the revocation list")]
    Version,
    /// An entry names nothing, or an impossible id; or the cursor is none.
    #[error("an entry of the revocation list is malformed")]
    Entry,
    /// There is always more of it.
    #[error("the revocation list has no end")]
    Endless,
}

#[derive(Serialize)]
struct Written<'a> {
    version: u32,
    revoked: &'a [Revoked],
    cursor: &'a str,
    more: bool,
}

#[derive(Deserialize)]
struct Read {
    version: u32,
    revoked: Vec<Revoked>,
    cursor: String,
    more: bool,
}

/// Of a part whose shape is another version's.
#[derive(Deserialize)]
struct Version {
    version: u32,
}

impl RevocationList {
    /// Revokes one token until `exp` (seconds), the token's own expiry.
    pub fn revoke_token(&mut self, jti: impl Into<Box<str>>, exp: i64) {
        self.tokens.keep_later(&jti.into(), exp);
    }

    /// Revokes every token of a session until `exp` (seconds), the latest expiry of any of them.
    pub fn revoke_session(&mut self, sub: impl Into<Box<str>>, exp: i64) {
        self.sessions.keep_later(&sub.into(), exp);
    }

    /// Revokes what a part names.
    pub fn add(&mut self, revoked: Vec<Revoked>) {
        for Revoked { exp, jti, sub } in revoked {
            jti.into_iter().for_each(|jti| self.revoke_token(jti, exp));
            sub.into_iter().for_each(|sub| self.revoke_session(sub, exp));
        }
    }

    /// Whether the token with these claims is revoked.
    #[must_use]
    pub fn is_revoked(&self, claims: &Claims) -> bool {
        let (tokens, sessions) = (&self.tokens.until, &self.sessions.until);
        tokens.contains_key(claims.jti.as_str()) || sessions.contains_key(claims.sub.as_str())
    }

    /// Forgets entries whose time is over at `now` (seconds); pass a `now` that is behind by the verifiers' leeway.
    pub fn prune(&mut self, now: i64) {
        self.prune_some(now, usize::MAX);
    }

    /// The same for at most so many entries. Whether all that are over are forgotten.
    pub(crate) fn prune_some(&mut self, now: i64, most: usize) -> bool {
        let mut left = most;
        self.tokens.prune(now, &mut left) && self.sessions.prune(now, &mut left)
    }

    /// How many entries there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.tokens.until.len() + self.sessions.until.len()
    }

    /// Whether nothing is revoked.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl RevocationPart {
    /// The document to publish.
    #[must_use]
    pub fn to_document(&self) -> String {
        let Self { revoked, cursor, more } = self;
        let written = Written { version: VERSION, revoked, cursor, more: *more };
        serde_json::to_string(&written).unwrap_or_default()
    }

    /// Reads a published document. One bad entry refuses it whole: half a list would let through what it should stop.
    pub fn from_document(text: &str) -> Result<Self, RevocationError> {
        if text.len() > MAX_PART_BYTES {
            return Err(RevocationError::Malformed);
        }
        let read: Read = serde_json::from_str(text).map_err(|_| match serde_json::from_str(text) {
            Ok(Version { version }) if version != VERSION => RevocationError::Version,
            _ => RevocationError::Malformed,
        })?;
        if read.version != VERSION {
            return Err(RevocationError::Version);
        }
        let names = |one: &Revoked| {
            let mut ids = one.jti.iter().chain(&one.sub).peekable();
            ids.peek().is_some() && ids.all(|id| is_id(id))
        };
        if !is_id(&read.cursor) || !read.revoked.iter().all(names) {
            return Err(RevocationError::Entry);
        }
        Ok(Self { revoked: read.revoked, cursor: read.cursor, more: read.more })
    }
}

impl Entries {
    fn keep_later(&mut self, id: &str, exp: i64) {
        let id = match self.until.get_key_value(id) {
            Some((_, old)) if *old >= exp => return,
            Some((known, old)) => {
                let known = Arc::clone(known);
                self.in_order.remove(&(*old, Arc::clone(&known)));
                known
            }
            None => Arc::from(id),
        };
        self.in_order.insert((exp, Arc::clone(&id)));
        self.until.insert(id, exp);
    }

    /// Forgets what is over, up to `left` entries, which becomes less by each. Whether that was all.
    fn prune(&mut self, now: i64, left: &mut usize) -> bool {
        while self.in_order.first().is_some_and(|(exp, _)| *exp <= now) {
            if *left == 0 {
                return false;
            }
            *left -= 1;
            if let Some((_, id)) = self.in_order.pop_first() {
                self.until.remove(&id);
            }
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::{RevocationError, RevocationList, RevocationPart, Revoked, revocations_path};
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
        list.add(vec![
            Revoked { exp: 200, sub: vec!["s2".to_owned()], jti: Vec::new() },
            Revoked { exp: 70, sub: vec!["s2".to_owned()], jti: vec!["t3".to_owned()] },
        ]);
        assert!(list.is_revoked(&claims("s1", "t1")));
        assert!(list.is_revoked(&claims("s1", "t3")));
        assert!(!list.is_revoked(&claims("s1", "t2")));
        assert!(list.is_revoked(&claims("s2", "t9")));
        assert_eq!(list.len(), 3);

        list.prune(100);
        assert!(!list.is_revoked(&claims("s1", "t1")));
        assert!(list.is_revoked(&claims("s2", "t9")));
        list.prune(200);
        assert!(list.is_empty());
    }

    #[test]
    fn who_is_over_is_forgotten_and_nobody_else() {
        let mut list = RevocationList::default();
        let stay = 1_000;
        for number in 0..stay {
            list.revoke_session(format!("stays-{number}"), 1_000_000);
        }
        for round in 0..100 {
            list.revoke_session(format!("goes-{round}"), round);
            list.prune(round);
            assert_eq!(list.len(), stay);
        }
    }

    #[test]
    fn is_forgotten_in_portions_too() {
        let mut list = RevocationList::default();
        for number in 0..5 {
            list.revoke_token(format!("t{number}"), 10);
            list.revoke_session(format!("s{number}"), 10);
        }
        // Its time became longer, so that it is among those who stay.
        list.revoke_session("s0", 20);
        assert!(!list.prune_some(10, 7));
        assert_eq!(list.len(), 3);
        assert!(list.prune_some(10, 7));
        assert!(list.is_revoked(&claims("s0", "t0")));
        assert_eq!(list.len(), 1);
    }

    #[test]
    fn is_written_as_it_is_documented() {
        let text = r#"{"version":2,"revoked":[{"exp":9,"sub":["s1","s2"]},{"exp":7,"jti":["t1"]}],"cursor":"41","more":true}"#;
        let part = RevocationPart::from_document(text).unwrap();
        assert_eq!(part.to_document(), text);
        assert_eq!(revocations_path("q", None), "/.well-known/vq-revoked.json?queueId=q");
        let next = revocations_path("q", Some(&part.cursor));
        assert_eq!(next, "/.well-known/vq-revoked.json?queueId=q&since=41");
    }

    #[test]
    fn refuses_documents_it_does_not_understand() {
        let with =
            |revoked: &str| format!(r#"{{"version":2,"revoked":[{revoked}],"cursor":"1","more":false}}"#);
        assert!(RevocationPart::from_document(&with("")).is_ok());
        for (text, error) in [
            (String::new(), RevocationError::Malformed),
            ("{}".to_owned(), RevocationError::Malformed),
            (r#"{"version":1,"revoked":[{"sub":"a","exp":1}]}"#.to_owned(), RevocationError::Version),
            (with("").replace("\"version\":2", "\"version\":3"), RevocationError::Version),
            (with("").replace("\"cursor\":\"1\"", "\"cursor\":\"\""), RevocationError::Entry),
            (with("").replace("\"cursor\":\"1\"", "\"cursor\":\"1&since=0\""), RevocationError::Entry),
            (with("").replace(",\"more\":false", ""), RevocationError::Malformed),
            (with("").replace(",\"cursor\":\"1\"", ""), RevocationError::Malformed),
            (with(r#"{"exp":1}"#), RevocationError::Entry),
            (with(r#"{"exp":1,"sub":[]}"#), RevocationError::Entry),
            (with(r#"{"exp":1,"sub":["a"],"jti":["a b"]}"#), RevocationError::Entry),
            (with(r#"{"exp":1,"sub":["a",""]}"#), RevocationError::Entry),
            (with(r#"{"exp":1,"sub":"a"}"#), RevocationError::Malformed),
            (with(r#"{"exp":"1","sub":["a"]}"#), RevocationError::Malformed),
            (with(r#"{"sub":["a"]}"#), RevocationError::Malformed),
            (with(&" ".repeat(2 * 1024 * 1024)), RevocationError::Malformed),
        ] {
            assert_eq!(RevocationPart::from_document(&text), Err(error), "{text:.200}");
        }
    }
}

//! What a key is for. One key never serves two purposes, so that no signed thing passes as another.

use std::fmt;

/// What a key is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Purpose {
    /// Access tokens of those who sign in: HMAC-SHA-256 of a JWT.
    Access,
    /// Session tokens of visitors: HMAC-SHA-256.
    Session,
    /// Admission tokens: the seed of an Ed25519 key.
    Admission,
    /// Secrets at rest: AES-256-GCM. Its keys never retire, for what they sealed stays.
    Seal,
    /// Checkpoints of the audit log: the seed of an Ed25519 key. Its keys never retire, for what they signed is looked at
    /// for as long as the log is kept.
    Audit,
}

impl Purpose {
    /// Every purpose.
    pub const ALL: [Self; 5] = [Self::Access, Self::Session, Self::Admission, Self::Seal, Self::Audit];

    /// The stable name in the store and on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Access => "access",
            Self::Session => "session",
            Self::Admission => "admission",
            Self::Seal => "seal",
            Self::Audit => "audit",
        }
    }

    /// The purpose with this name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|purpose| purpose.as_str() == name)
    }
}

impl fmt::Display for Purpose {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

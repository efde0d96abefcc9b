//! What an operator may tune about signing in.

use crate::throttle::AttemptLimits;

/// Signing in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuthConfig {
    /// How long an access token is good, in seconds.
    pub access_seconds: u32,
    /// How long a refresh token is good, in seconds.
    pub refresh_seconds: u32,
    /// How passwords are hashed.
    pub hashing: Hashing,
    /// How many passwords of strangers are hashed at once: each takes a processor and `hashing.memory_kib` meanwhile. As many
    /// again of people on devices and networks that are known.
    pub hash_concurrency: usize,
    /// How many more may wait for that, in either lane; whoever comes then is asked to come again (503 with `Retry-After`).
    pub hash_queue: usize,
    /// How many of those may come from one network, so that nobody fills the lane alone.
    pub hash_per_network: usize,
    /// Wrong passwords allowed in a window.
    pub password_attempts: AttemptLimits,
    /// Wrong codes of a second factor allowed in a window.
    pub code_attempts: AttemptLimits,
    /// How long a window is, in seconds.
    pub attempt_window_seconds: u32,
    /// Mails to one address within an hour that somebody who is not signed in can cause.
    pub mails_per_hour: i64,
    /// What the redirects of providers begin with, without a slash at the end.
    pub public_url: String,
    /// Whether providers of identities may be at `http` and at internal addresses: for trying things out.
    pub internal_providers: bool,
}

impl Default for AuthConfig {
    fn default() -> Self {
        Self {
            access_seconds: 15 * 60,
            refresh_seconds: 14 * 24 * 60 * 60,
            hashing: Hashing::default(),
            hash_concurrency: 1,
            hash_queue: 32,
            hash_per_network: 4,
            password_attempts: AttemptLimits { own: 10, account: 100, network: 100 },
            code_attempts: AttemptLimits { own: 5, account: 20, network: 100 },
            attempt_window_seconds: 300,
            mails_per_hour: 5,
            public_url: "http://127.0.0.1:7878".to_owned(),
            internal_providers: false,
        }
    }
}

/// Parameters of argon2id. Passwords hashed with others are hashed anew at their next use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hashing {
    /// Memory, in KiB.
    pub memory_kib: u32,
    /// Passes over it.
    pub passes: u32,
    /// Lanes.
    pub lanes: u32,
}

impl Default for Hashing {
    /// What the OWASP password storage cheat sheet recommends for argon2id.
    fn default() -> Self {
        Self { memory_kib: 19 * 1024, passes: 2, lanes: 1 }
    }
}

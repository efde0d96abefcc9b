//! What an operator may tune about signing in.

/// Signing in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuthConfig {
    /// How long an access token is good, in seconds.
    pub access_seconds: u32,
    /// How long a refresh token is good, in seconds.
    pub refresh_seconds: u32,
    /// How passwords are hashed.
    pub hashing: Hashing,
    /// How many passwords are hashed at once: each takes a processor and `hashing.memory_kib` meanwhile.
    pub hash_concurrency: usize,
    /// How many more may wait for that; whoever comes then is asked to come again (503 with `Retry-After`).
    pub hash_queue: usize,
    /// Sign-in attempts for one e-mail from one address within [`Self::attempt_window_seconds`]; then 429.
    pub attempts: u32,
    /// See [`Self::attempts`], in seconds.
    pub attempt_window_seconds: u32,
}

impl Default for AuthConfig {
    fn default() -> Self {
        Self {
            access_seconds: 15 * 60,
            refresh_seconds: 14 * 24 * 60 * 60,
            hashing: Hashing::default(),
            hash_concurrency: 2,
            hash_queue: 32,
            attempts: 10,
            attempt_window_seconds: 300,
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

//! How many joins, where the queue does not say.

/// Limits of joins in a minute.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GuardConfig {
    /// To one queue from one address; 0 for any number.
    pub per_address: u32,
    /// To one queue with one identifier; 0 for any number.
    pub per_identifier: u32,
}

impl Default for GuardConfig {
    fn default() -> Self {
        Self { per_address: 6_000, per_identifier: 20 }
    }
}

//! With the other nodes, and alone while that fails.
//!
//! There is one fallback for each port: what is counted alone, and what becomes of it when the others are back, differs. When a
//! node is on its own is the same for both.

mod rate_limits;
mod short_lived;

use std::sync::atomic::{AtomicBool, Ordering};

use vq_ports::StoreResult;

pub use rate_limits::FallbackRateLimits;
pub use short_lived::FallbackShortLived;

/// Whether this node is on its own at present. The log is told when that changes, not with every call.
struct Alone {
    alone: AtomicBool,
    /// What the log is told when it begins.
    begins: &'static str,
    /// What it is told when it is over.
    ends: &'static str,
}

impl Alone {
    /// Together with the others, to begin with.
    fn new(begins: &'static str, ends: &'static str) -> Self {
        Self { alone: AtomicBool::new(false), begins, ends }
    }

    fn get(&self) -> bool {
        self.alone.load(Ordering::Relaxed)
    }

    /// Answers whether that is a change. Calls that change nothing write nothing: every request comes by here.
    fn set(&self, alone: bool) -> bool {
        self.get() != alone && self.alone.swap(alone, Ordering::Relaxed) != alone
    }

    /// What the others answered, if they did.
    fn shared<T>(&self, answer: StoreResult<T>) -> Option<T> {
        match answer {
            Ok(answer) => {
                if self.set(false) {
                    tracing::info!("{}", self.ends);
                }
                Some(answer)
            }
            Err(error) => {
                if self.set(true) {
                    tracing::warn!(%error, "{}", self.begins);
                }
                None
            }
        }
    }
}

//! Why a command was not carried out.

use vq_domain::{Error, ErrorCode};
use vq_ports::StoreError;

/// Why a command was not carried out. What the engine refuses is an outcome, not an error.
#[derive(Clone, Debug, thiserror::Error)]
pub enum LineError {
    /// More is asked for than can be committed.
    #[error("the line's command buffer is full")]
    Overloaded,
    /// This node is shutting down, or the queue was deleted.
    #[error("the line has stopped")]
    Stopped,
    /// There is no such queue.
    #[error("no such queue")]
    NotFound,
    /// The store did not do it.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<LineError> for Error {
    fn from(error: LineError) -> Self {
        match error {
            LineError::Overloaded => {
                Self::unavailable("More people arrive than can be written down; try again in a moment.")
            }
            LineError::Stopped => Self::unavailable("This node is restarting; try again in a moment."),
            LineError::NotFound | LineError::Store(StoreError::NotFound) => Self::not_found("queue"),
            LineError::Store(StoreError::Unavailable(reason)) => {
                tracing::warn!(reason, "a command found the store not available");
                Self::unavailable(
                    "The store cannot be reached just now. Places are kept; try again in a moment.",
                )
            }
            LineError::Store(StoreError::Stale) => {
                Self::new(ErrorCode::VersionConflict, "It was changed meanwhile.")
            }
            LineError::Store(error) => {
                tracing::error!(%error, "a command failed in the store");
                Self::internal()
            }
        }
    }
}

//! Why a drill could not be carried out. A rule that was broken is not an error but a report that says so.

use vq_crowd::{server::ServerError, wire::ApiError};

/// Why a drill could not be carried out.
#[derive(Debug, thiserror::Error)]
pub enum DrillError {
    /// The server did not do as asked.
    #[error("the server: {0}")]
    Api(#[from] ApiError),
    /// A server did not start.
    #[error(transparent)]
    Server(#[from] ServerError),
    /// The system did not do as asked.
    #[error("the system: {0}")]
    System(#[from] std::io::Error),
    /// What was waited for did not come.
    #[error("did not come in time: {0}")]
    Stuck(String),
}

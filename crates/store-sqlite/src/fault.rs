//! What an error of SQLite means to the caller. The texts go to our log, never to a client.

use rusqlite::ErrorCode;
use vq_ports::StoreError;
pub use vq_ports::stored::unreadable;

/// Trying again may help when the disk, a lock or memory is the matter; nothing helps against a broken row.
pub fn fault(error: rusqlite::Error) -> StoreError {
    use ErrorCode::*;
    match error.sqlite_error_code() {
        Some(
            DiskFull
            | SystemIoFailure
            | CannotOpen
            | ReadOnly
            | DatabaseBusy
            | DatabaseLocked
            | OutOfMemory
            | FileLockingProtocolFailed
            | PermissionDenied
            | OperationInterrupted,
        ) => StoreError::Unavailable(error.to_string()),
        _ => StoreError::Failed(error.to_string()),
    }
}

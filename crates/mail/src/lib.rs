//! Ways for mail to go.
//!
//! - [`SmtpMailer`]: to a mail server;
//! - [`FileMailer`]: into a folder, for those who try things out without a mail server.
//!
//! Architecture invariant: what a mail says is never logged, for it carries tokens.

mod file;
mod message;
mod smtp;

pub use file::FileMailer;
pub use smtp::{SmtpError, SmtpMailer};

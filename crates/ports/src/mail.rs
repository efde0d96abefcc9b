//! Mail to people.

use std::fmt;

use async_trait::async_trait;

/// A mail, ready to be sent.
#[derive(Clone, PartialEq, Eq)]
pub struct Mail {
    /// The address of the one person it is for.
    pub to: String,
    /// One line.
    pub subject: String,
    /// As plain text.
    pub text: String,
    /// The same as HTML.
    pub html: String,
}

/// Without what it says: mails carry tokens.
impl fmt::Debug for Mail {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Mail").finish_non_exhaustive()
    }
}

/// Why a mail was not sent.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MailError {
    /// It can never be sent: the address is none.
    #[error("the mail cannot be addressed")]
    Unaddressable,
    /// The server is not there or did not take it now; trying again may help.
    #[error("the mail server did not take it: {0}")]
    NotNow(String),
    /// The server will not take it.
    #[error("the mail server refused it: {0}")]
    Refused(String),
}

/// Sends mail.
#[async_trait]
pub trait Mailer: Send + Sync + 'static {
    /// Hands a mail over. Takes as long as it takes: never to be awaited by who answers a request.
    async fn send(&self, mail: &Mail) -> Result<(), MailError>;

    /// What became of a mail that was handed over, for the log.
    fn done(&self) -> String {
        "mail sent".to_owned()
    }
}

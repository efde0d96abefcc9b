//! Into a folder, one file per mail, that any mail program opens.

use std::{
    io,
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use async_trait::async_trait;
use lettre::message::Mailbox;
use tokio::io::AsyncWriteExt;
use vq_ports::{Clock, Mail, MailError, Mailer};

use crate::{SmtpError, message::message};

/// Writes `.eml` files.
pub struct FileMailer {
    folder: PathBuf,
    from: Mailbox,
    clock: Arc<dyn Clock>,
    count: AtomicU64,
}

impl FileMailer {
    /// Writes into `folder`, which is made with the first mail.
    pub fn new(folder: &Path, from: &str, clock: Arc<dyn Clock>) -> Result<Self, SmtpError> {
        let from = from.parse().map_err(|_| SmtpError::From)?;
        Ok(Self { folder: folder.to_owned(), from, clock, count: AtomicU64::new(0) })
    }

    async fn write(&self, bytes: &[u8]) -> io::Result<()> {
        tokio::fs::create_dir_all(&self.folder).await?;
        let (at, number) = (self.clock.now().0, self.count.fetch_add(1, Ordering::Relaxed));
        let mut options = tokio::fs::OpenOptions::new();
        options.write(true).create_new(true);
        // The links in mails are keys.
        #[cfg(unix)]
        options.mode(0o600);
        let mut file = options.open(self.folder.join(format!("{at}-{number}.eml"))).await?;
        file.write_all(bytes).await?;
        file.flush().await
    }
}

#[async_trait]
impl Mailer for FileMailer {
    async fn send(&self, mail: &Mail) -> Result<(), MailError> {
        let message = message(&self.from, mail)?;
        self.write(&message.formatted()).await.map_err(|error| MailError::NotNow(error.to_string()))
    }

    fn done(&self) -> String {
        format!(
            "mail.url is not set: a mail was not sent but written as an .eml file into {}",
            self.folder.display()
        )
    }
}

#[cfg(test)]
mod tests {
    use vq_ports::SystemClock;

    use super::*;

    #[tokio::test]
    async fn each_mail_is_a_file() {
        let dir = tempfile::tempdir().expect("a folder");
        let folder = dir.path().join("mail");
        let mailer = FileMailer::new(&folder, "vq@localhost", Arc::new(SystemClock)).expect("a mailer");
        let mail = Mail {
            to: "ann@shop.example".into(),
            subject: "Hi".into(),
            text: "Hello".into(),
            html: "<p>Hello</p>".into(),
        };
        for _ in 0..2 {
            mailer.send(&mail).await.expect("writes");
        }
        let files: Vec<_> =
            std::fs::read_dir(&folder).expect("a folder").map(|file| file.expect("a file").path()).collect();
        assert_eq!(files.len(), 2);
        let text = std::fs::read_to_string(&files[0]).expect("reads");
        assert!(text.contains("To: ann@shop.example") && text.contains("Hello"), "{text}");
    }
}

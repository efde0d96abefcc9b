//! To a mail server.

use std::time::Duration;

use async_trait::async_trait;
use lettre::{AsyncSmtpTransport, AsyncTransport, Tokio1Executor, message::Mailbox};
use vq_ports::{Mail, MailError, Mailer};

use crate::message::message;

/// How long a mail server may take for each of its answers.
const PATIENCE: Duration = Duration::from_secs(20);

/// Why a mail server's address cannot be used. Says nothing of what stands in it, for there may be a password.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SmtpError {
    /// No URL of a mail server.
    #[error(
        "mail.url looks like smtps://user:password@mail.example:465, or smtp://mail.example:587?tls=required"
    )]
    Url,
    /// No sender.
    #[error("mail.from looks like Virtual Queue <queue@shop.example>")]
    From,
}

/// Sends by SMTP, over a few connections that are kept.
pub struct SmtpMailer {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
}

impl SmtpMailer {
    /// Reads the configuration; connects to nothing yet.
    pub fn new(url: &str, from: &str) -> Result<Self, SmtpError> {
        let transport = AsyncSmtpTransport::<Tokio1Executor>::from_url(url).map_err(|_| SmtpError::Url)?;
        let from = from.parse().map_err(|_| SmtpError::From)?;
        Ok(Self { transport: transport.timeout(Some(PATIENCE)).build(), from })
    }
}

#[async_trait]
impl Mailer for SmtpMailer {
    async fn send(&self, mail: &Mail) -> Result<(), MailError> {
        let message = message(&self.from, mail)?;
        match self.transport.send(message).await {
            Ok(_) => Ok(()),
            Err(error) if error.is_permanent() => Err(MailError::Refused(error.to_string())),
            Err(error) => Err(MailError::NotNow(error.to_string())),
        }
    }
}

#[cfg(test)]
mod tests {
    use tokio::{
        io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
        net::TcpListener,
    };

    use super::*;

    /// Answers one mail like a server that says `verdict` in the end. Answers what it was told.
    async fn server(listener: TcpListener, verdict: &'static str) -> String {
        let (stream, _) = listener.accept().await.expect("a caller");
        let (reader, mut writer) = stream.into_split();
        let mut lines = BufReader::new(reader).lines();
        writer.write_all(b"220 here\r\n").await.expect("greets");
        let (mut told, mut in_data) = (String::new(), false);
        while let Ok(Some(line)) = lines.next_line().await {
            told.push_str(&line);
            told.push('\n');
            let answer = match line.split(' ').next().unwrap_or_default() {
                "." if in_data => {
                    in_data = false;
                    verdict
                }
                _ if in_data => continue,
                "EHLO" => "250 hello",
                "DATA" => {
                    in_data = true;
                    "354 go on"
                }
                "QUIT" => break,
                _ => "250 fine",
            };
            if writer.write_all(format!("{answer}\r\n").as_bytes()).await.is_err() || answer == verdict {
                break;
            }
        }
        told
    }

    async fn sent(verdict: &'static str) -> (Result<(), MailError>, String) {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let url = format!("smtp://{}", listener.local_addr().expect("bound"));
        let mailer = SmtpMailer::new(&url, "Virtual Queue <vq@shop.example>").expect("a mailer");
        let mail = Mail {
            to: "ann@shop.example".into(),
            subject: "Hi".into(),
            text: "A link: https://q.example/?token=abc".into(),
            html: "<p>Hi</p>".into(),
        };
        tokio::join!(mailer.send(&mail), server(listener, verdict))
    }

    #[tokio::test]
    async fn a_mail_reaches_the_server() {
        let (result, told) = sent("250 taken").await;
        assert_eq!(result, Ok(()));
        assert!(
            told.contains("MAIL FROM:<vq@shop.example>") && told.contains("RCPT TO:<ann@shop.example>"),
            "{told}"
        );
        assert!(told.contains("Subject: Hi") && told.contains("A link:"), "{told}");
    }

    #[tokio::test]
    async fn what_a_server_says_is_told_apart() {
        assert!(matches!(sent("451 later").await.0, Err(MailError::NotNow(_))));
        assert!(matches!(sent("550 never").await.0, Err(MailError::Refused(_))));
    }

    #[test]
    fn what_is_no_server_is_refused_without_showing_the_password() {
        let refused = SmtpMailer::new("mailto://user:secret@x", "a@b").err().expect("refused");
        assert!(!refused.to_string().contains("secret"));
        assert_eq!(SmtpMailer::new("smtp://localhost", "").err(), Some(SmtpError::From));
    }
}

//! From our mails to what goes over the wire: headers and text are encoded by the library, so that nobody can write a header
//! by way of a name.

use lettre::{
    Message,
    message::{Mailbox, MultiPart},
};
use vq_ports::{Mail, MailError};

/// The message of a mail.
pub(crate) fn message(from: &Mailbox, mail: &Mail) -> Result<Message, MailError> {
    let to: Mailbox = mail.to.parse().map_err(|_| MailError::Unaddressable)?;
    let body = MultiPart::alternative_plain_html(mail.text.clone(), mail.html.clone());
    Message::builder()
        .from(from.clone())
        .to(to)
        .subject(mail.subject.clone())
        .multipart(body)
        .map_err(|error| MailError::Refused(error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_writes_headers_by_way_of_words() {
        let from: Mailbox = "Virtual Queue <vq@shop.example>".parse().expect("an address");
        let mail = Mail {
            to: "ann@shop.example".into(),
            subject: "Grüße\r\nBcc: eve@evil.example".into(),
            text: "Hi\r\n.\r\nBcc: eve@evil.example".into(),
            html: "<p>Hi</p>".into(),
        };
        let sent = message(&from, &mail).expect("a message");
        let text = String::from_utf8(sent.formatted()).expect("is ASCII");
        let (head, _) = text.split_once("\r\n\r\n").expect("head and body");
        assert!(!head.lines().any(|line| line.to_lowercase().starts_with("bcc")), "{head}");
        assert_eq!(sent.envelope().to().len(), 1);
        for to in ["", "nobody", "a@b\r\nBcc: eve@evil.example", "a@b, c@d"] {
            let mail = Mail { to: to.into(), ..mail.clone() };
            assert_eq!(message(&from, &mail).map(drop), Err(MailError::Unaddressable), "{to:?}");
        }
    }
}

//! What mails and pages say, in every language. The words are in `text/*.json`, one file per language with the same keys.

use std::collections::HashMap;

use minijinja::{AutoEscape, Environment, context};
use vq_ports::Mail;

const WORDS: [(&str, &str); 6] = [
    ("en", include_str!("text/en.json")),
    ("de", include_str!("text/de.json")),
    ("es", include_str!("text/es.json")),
    ("fr", include_str!("text/fr.json")),
    ("ar", include_str!("text/ar.json")),
    ("ja", include_str!("text/ja.json")),
];

/// What a mail is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Invitation,
    Reset,
    Verification,
}

impl Kind {
    fn as_str(self) -> &'static str {
        match self {
            Self::Invitation => "invitation",
            Self::Reset => "reset",
            Self::Verification => "verification",
        }
    }
}

/// Writes mails and pages.
pub(crate) struct Letters {
    words: HashMap<&'static str, HashMap<String, String>>,
    templates: Environment<'static>,
}

impl Default for Letters {
    fn default() -> Self {
        let words = WORDS.map(|(language, text)| (language, serde_json::from_str(text).unwrap_or_default()));
        let mut templates = Environment::new();
        templates.set_auto_escape_callback(|name| {
            if name.ends_with(".html") { AutoEscape::Html } else { AutoEscape::None }
        });
        for (name, source) in [
            ("mail.txt", include_str!("text/mail.txt")),
            ("mail.html", include_str!("text/mail.html")),
            ("page.html", include_str!("text/page.html")),
        ] {
            if let Err(error) = templates.add_template(name, source) {
                tracing::error!(%error, name, "a template cannot be read");
            }
        }
        Self { words: words.into(), templates }
    }
}

impl Letters {
    /// The words of a language; English where there are none.
    pub(crate) fn words(&self, language: &str) -> Option<&HashMap<String, String>> {
        self.words.get(language).or_else(|| self.words.get("en"))
    }

    /// A mail about something, with a link. `None` only if the words or templates are broken.
    pub(crate) fn write(
        &self,
        kind: Kind,
        language: &str,
        to: &str,
        place: &str,
        link: &str,
    ) -> Option<Mail> {
        let words = self.words(language)?;
        let word = |name: &str| {
            let text = words.get(&format!("{}_{name}", kind.as_str())).map(String::as_str);
            text.unwrap_or_default().replace("{place}", place)
        };
        let subject: String = word("subject").chars().filter(|letter| !letter.is_control()).collect();
        let context = context! {
            language, link,
            subject => &subject,
            direction => direction(language),
            text => word("text"),
            button => word("button"),
            until => word("until"),
            ignore => words.get("mail_ignore"),
        };
        let render = |name: &str| self.templates.get_template(name)?.render(&context);
        match (render("mail.txt"), render("mail.html")) {
            (Ok(text), Ok(html)) => Some(Mail { to: to.to_owned(), subject, text, html }),
            (Err(error), _) | (_, Err(error)) => {
                tracing::error!(%error, "a mail could not be written");
                None
            }
        }
    }

    /// A page.
    pub(crate) fn page(&self, context: minijinja::Value) -> Option<String> {
        let page = self.templates.get_template("page.html").and_then(|page| page.render(context));
        page.inspect_err(|error| tracing::error!(%error, "a page could not be written")).ok()
    }
}

/// The direction of writing.
pub(crate) fn direction(language: &str) -> &'static str {
    if language == "ar" { "rtl" } else { "ltr" }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::account::LANGUAGES;

    #[test]
    fn every_language_says_everything() {
        let letters = Letters::default();
        let mut keys: Vec<_> = letters.words["en"].keys().collect();
        keys.sort();
        assert!(keys.len() > 20);
        for language in LANGUAGES {
            let words = &letters.words[language];
            let mut own: Vec<_> = words.keys().collect();
            own.sort();
            assert_eq!(own, keys, "{language}");
            assert!(words.values().all(|text| !text.trim().is_empty()), "{language}");
            let places = |words: &HashMap<String, String>| {
                let mut with: Vec<_> = words
                    .iter()
                    .filter(|(_, text)| text.contains("{place}"))
                    .map(|(key, _)| key.clone())
                    .collect();
                with.sort();
                with
            };
            assert_eq!(places(words), places(&letters.words["en"]), "{language}");
        }
    }

    #[test]
    fn every_mail_is_written_in_every_language() {
        let letters = Letters::default();
        for kind in [Kind::Invitation, Kind::Reset, Kind::Verification] {
            for language in LANGUAGES {
                let link = "https://q.example/account/reset?token=abc";
                let mail = letters.write(kind, language, "a@b", "<Shop>\r\nBcc: x", link).expect("a mail");
                assert!(mail.text.contains(link), "{}", mail.text);
                assert!(mail.html.contains(&format!("lang=\"{language}\"")), "{}", mail.html);
                assert!(!mail.html.contains("<Shop>"), "what tenants say is no HTML");
                assert!(!mail.subject.contains(['\r', '\n']), "{}", mail.subject);
                assert!(!mail.text.contains('{') && !mail.html.contains("{place}"), "{}", mail.text);
            }
        }
    }
}

//! What a look may be. Pure.

use vq_domain::{Colour, Error, ErrorCode, FieldError, Look, limit};

use crate::palette::{self, Palettes};

/// Most languages a look has words in.
const MOST_LANGUAGES: usize = limit::BRANDING_LANGUAGES.count();

/// Checks a look; the error names every field that is wrong.
pub(crate) fn check(look: &Look) -> Result<(), Error> {
    let mut errors = Vec::new();
    let wrong = |field: String, message: String| FieldError::new(ErrorCode::InvalidField, field, message);
    if let Some((field, ratio)) = unreadable(look) {
        errors.push(wrong(
            field.to_owned(),
            format!(
                "Text has a contrast of {ratio:.2}:1 with the background; it needs {}:1 to be read. \
                 Make one of them darker or lighter.",
                palette::TEXT
            ),
        ));
    }
    if look.texts.len() > MOST_LANGUAGES {
        let message = format!("There are words in at most {MOST_LANGUAGES} languages.");
        errors.push(wrong("texts".into(), message).over(limit::BRANDING_LANGUAGES, look.texts.len()));
    }
    for (language, words) in &look.texts {
        if !is_language(language) {
            let message = "A language is a tag such as \"en\" or \"pt-BR\".".to_owned();
            errors.push(wrong(format!("texts.{language}"), message));
            continue;
        }
        let all = [
            ("title", &words.title, limit::BRANDING_TITLE),
            ("welcome", &words.welcome, limit::BRANDING_WELCOME),
            ("note", &words.note, limit::BRANDING_NOTE),
        ];
        for (name, text, longest) in all {
            let Some(text) = text else { continue };
            let length = text.chars().count();
            if !(1..=longest.count()).contains(&length) || text.chars().any(char::is_control) {
                let message =
                    format!("1 to {} characters without control characters; null for none.", longest.value);
                let error = wrong(format!("texts.{language}.{name}"), message);
                errors.push(error.if_over(longest, length));
            }
        }
    }
    if errors.is_empty() { Ok(()) } else { Err(Error { errors, retry_after_seconds: None }) }
}

/// The colour that is to blame if text cannot be read on the background, and their contrast.
fn unreadable(look: &Look) -> Option<(&'static str, f64)> {
    let field = match (look.text, look.background) {
        (Some(_), _) => "text",
        (None, Some(_)) => "background",
        (None, None) => return None,
    };
    let (text, background) = text_and_background(look);
    let ratio = text.contrast(background);
    (ratio < palette::TEXT).then_some((field, ratio))
}

/// The two as they are shown in the light; what is not given is the product's.
pub(crate) fn text_and_background(look: &Look) -> (Colour, Colour) {
    let plain = Palettes::of(&Look { text: None, ..look.clone() }).light;
    (look.text.unwrap_or(plain.ink), look.background.unwrap_or(plain.sea_low[0]))
}

fn is_language(tag: &str) -> bool {
    let mut parts = tag.split('-');
    let language = parts.next().unwrap_or_default();
    let plain = |part: &str| (1..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric());
    tag.len() <= 35
        && (2..=3).contains(&language.len())
        && language.bytes().all(|byte| byte.is_ascii_lowercase())
        && parts.all(plain)
}

#[cfg(test)]
mod tests {
    use vq_domain::Words;

    use super::*;

    fn wrong(look: &Look) -> Vec<String> {
        let Err(error) = check(look) else { return Vec::new() };
        error.errors.into_iter().filter_map(|error| error.field).collect()
    }

    fn colours(text: &str, background: &str) -> Look {
        Look { text: text.parse().ok(), background: background.parse().ok(), ..Look::default() }
    }

    #[test]
    fn text_must_be_readable_and_the_answer_tells_the_ratio() {
        let error = check(&colours("#777777", "#ffffff")).unwrap_err();
        assert_eq!(error.errors[0].field.as_deref(), Some("text"));
        assert!(error.errors[0].message.contains("4.48:1"), "{error}");
        assert!(check(&colours("#767676", "#ffffff")).is_ok());
        assert!(check(&colours("#ffffff", "#000000")).is_ok());
        // One alone is held against the product's other.
        assert_eq!(wrong(&colours("#aabbcc", "")), ["text"]);
    }

    #[test]
    fn every_wrong_field_is_named_at_once() {
        let words = |title: &str, note: &str| Words {
            title: Some(title.into()),
            welcome: None,
            note: Some(note.into()),
        };
        let look = Look {
            texts: [
                ("en".to_owned(), words("", &"x".repeat(501))),
                ("EN".to_owned(), words("a", "b")),
                ("de".to_owned(), words("a\nb", &"é".repeat(500))),
            ]
            .into(),
            ..colours("#fff", "#fff")
        };
        assert_eq!(wrong(&look), ["text", "texts.EN", "texts.de.title", "texts.en.title", "texts.en.note"]);
    }
}

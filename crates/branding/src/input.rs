//! A look as callers send it.

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer};
use utoipa::ToSchema;
use vq_domain::{Colour, Look, Words};

/// A look as it shall be. What is absent stays as it is; `null` clears it.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct LookInput {
    /// What stands out: the sun, progress, focus. `#rrggbb`.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<String>, example = "#1a7f5a")]
    pub accent: Option<Option<Colour>>,
    /// Behind everything, in the light; the dark follows from it.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<String>, example = "#f4f1ea")]
    pub background: Option<Option<Colour>>,
    /// Text on the background, with a contrast of at least 4.5:1.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<String>, example = "#1b2141")]
    pub text: Option<Option<Colour>>,
    /// Replaces all words, by language tag.
    pub texts: Option<BTreeMap<String, WordsInput>>,
    /// The `version` that was read, 0 if there was no branding; the change is refused if it has another one by now.
    pub version: Option<u64>,
}

/// Words in one language.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct WordsInput {
    /// Stands in place of the queue's name, up to 80 characters.
    #[schema(max_length = 80)]
    pub title: Option<String>,
    /// A welcome, on the kiosk's first screen and the board; up to 200 characters.
    #[schema(max_length = 200)]
    pub welcome: Option<String>,
    /// Small print, up to 500 characters.
    #[schema(max_length = 500)]
    pub note: Option<String>,
}

impl LookInput {
    /// `base` with what is said here.
    pub(crate) fn over(&self, base: &Look) -> Look {
        let words = |words: &WordsInput| Words {
            title: trimmed(words.title.as_deref()),
            welcome: trimmed(words.welcome.as_deref()),
            note: trimmed(words.note.as_deref()),
        };
        Look {
            accent: self.accent.unwrap_or(base.accent),
            background: self.background.unwrap_or(base.background),
            text: self.text.unwrap_or(base.text),
            texts: match &self.texts {
                Some(texts) => texts.iter().map(|(tag, given)| (tag.clone(), words(given))).collect(),
                None => base.texts.clone(),
            },
        }
    }
}

/// Without spaces around; nothing but spaces is nothing.
fn trimmed(text: Option<&str>) -> Option<String> {
    text.map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned)
}

/// Tells `null` (`Some(None)`) from absent (`None`).
fn present<'de, D: Deserializer<'de>, T: Deserialize<'de>>(
    deserializer: D,
) -> Result<Option<Option<T>>, D::Error> {
    Option::deserialize(deserializer).map(Some)
}

#[cfg(test)]
mod tests {
    use vq_domain::{Colour, Look};

    use super::LookInput;

    #[test]
    fn absent_stays_and_null_clears() {
        let base = Look { accent: Some(Colour([1; 3])), text: Some(Colour([2; 3])), ..Look::default() };
        let input: LookInput = serde_json::from_str(
            r##"{"accent": null, "background": "#fff", "texts": {"en": {"title": " Shop "}}}"##,
        )
        .unwrap();
        let look = input.over(&base);
        assert_eq!((look.accent, look.background, look.text), (None, Some(Colour([255; 3])), base.text));
        assert_eq!(look.texts["en"].title.as_deref(), Some("Shop"));
        assert!(serde_json::from_str::<LookInput>(r#"{"accent": "red"}"#).is_err());
    }
}

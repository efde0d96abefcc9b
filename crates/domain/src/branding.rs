//! How the pages of a tenant, or of one of its queues, are dressed.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{Colour, Millis, QueueId, TenantId};

/// Whose branding: the tenant's own, or that of one queue, which is worn over it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Wearer {
    /// The tenant.
    pub tenant_id: TenantId,
    /// One of its queues; `None` for all that belongs to the tenant.
    pub queue_id: Option<QueueId>,
}

/// A branding as it is stored.
#[derive(Clone, Debug, PartialEq)]
pub struct Branding {
    /// Whose.
    pub wearer: Wearer,
    /// Colours and words.
    pub look: Look,
    /// The picture at the top of every page.
    pub logo: Option<Logo>,
    /// Counts changes, for optimistic concurrency.
    pub version: u64,
    /// When it was last changed.
    pub updated_at: Millis,
}

/// Colours and words.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Look {
    /// What stands out: the sun, progress, focus.
    pub accent: Option<Colour>,
    /// Behind everything, in the light.
    pub background: Option<Colour>,
    /// The colour of text on the background, in the light.
    pub text: Option<Colour>,
    /// Words by language tag, e.g. `de`.
    pub texts: BTreeMap<String, Words>,
}

/// Words in one language.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Words {
    /// Stands in place of the queue's name.
    pub title: Option<String>,
    /// A welcome: on the kiosk's first screen and the board.
    pub welcome: Option<String>,
    /// Small print.
    pub note: Option<String>,
}

/// A picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Logo {
    /// What it is, recognised from its bytes.
    pub kind: LogoKind,
    /// Width and height in pixels.
    pub size: (u32, u32),
    /// The first 16 bytes of the SHA-256 of its bytes, in hexadecimal: part of its address.
    pub hash: String,
    /// The file.
    pub bytes: Vec<u8>,
}

/// The formats of logos: those that can carry no script.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogoKind {
    /// PNG.
    Png,
    /// JPEG.
    Jpeg,
    /// WebP.
    Webp,
}

impl LogoKind {
    /// The media type.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
            Self::Webp => "image/webp",
        }
    }

    /// The ending of a file's name, and the name in the store.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Png => "png",
            Self::Jpeg => "jpeg",
            Self::Webp => "webp",
        }
    }

    /// The kind with this name.
    pub fn parse(name: &str) -> Option<Self> {
        [Self::Png, Self::Jpeg, Self::Webp].into_iter().find(|kind| kind.as_str() == name)
    }
}

impl Look {
    /// This look worn over another: what is not said here is as it is there. The three colours go together, so that
    /// nobody's text meets somebody else's background.
    pub fn over(&self, base: &Self) -> Self {
        let has_colours = self.accent.or(self.background).or(self.text).is_some();
        let colours = if has_colours { self } else { base };
        let mut texts = base.texts.clone();
        for (language, words) in &self.texts {
            let below = texts.entry(language.clone()).or_default();
            *below = Words {
                title: words.title.clone().or_else(|| below.title.take()),
                welcome: words.welcome.clone().or_else(|| below.welcome.take()),
                note: words.note.clone().or_else(|| below.note.take()),
            };
        }
        Self { accent: colours.accent, background: colours.background, text: colours.text, texts }
    }

    /// The words for a language; what is not said in it is said in English, or else not at all.
    pub fn words(&self, language: &str) -> Words {
        let in_language = |tag: &str| self.texts.get(tag).cloned().unwrap_or_default();
        let (own, english) = (in_language(language), in_language("en"));
        Words {
            title: own.title.or(english.title),
            welcome: own.welcome.or(english.welcome),
            note: own.note.or(english.note),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(title: Option<&str>, note: Option<&str>) -> Words {
        Words { title: title.map(Into::into), welcome: None, note: note.map(Into::into) }
    }

    #[test]
    fn a_queue_wears_its_own_over_the_tenants() {
        let tenant = Look {
            accent: Some(Colour([1, 2, 3])),
            text: Some(Colour([0, 0, 0])),
            texts: [("en".to_owned(), words(Some("Shop"), Some("Bye")))].into(),
            ..Look::default()
        };
        assert_eq!(Look::default().over(&tenant), tenant);
        let queue = Look {
            accent: Some(Colour([9, 9, 9])),
            texts: [
                ("en".to_owned(), words(Some("Sale"), None)),
                ("de".to_owned(), words(None, Some("Tschüss"))),
            ]
            .into(),
            ..Look::default()
        };
        let worn = queue.over(&tenant);
        // The tenant's text colour was chosen for the tenant's background.
        assert_eq!((worn.accent, worn.text), (queue.accent, None));
        assert_eq!(worn.texts["en"], words(Some("Sale"), Some("Bye")));
        assert_eq!(worn.words("de"), words(Some("Sale"), Some("Tschüss")));
        assert_eq!(worn.words("ja"), words(Some("Sale"), Some("Bye")));
    }
}

//! The languages of the page, and which of them a browser wants.

/// A language of the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs)]
pub enum Locale {
    En,
    De,
    Es,
    Fr,
    Ar,
    Ja,
}

/// More of `Accept-Language` is not read.
const LONGEST_HEADER: usize = 1_024;

impl Locale {
    /// All, in the order in which they are offered.
    pub const ALL: [Self; 6] = [Self::En, Self::De, Self::Es, Self::Fr, Self::Ar, Self::Ja];

    /// The language tag.
    pub fn code(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::De => "de",
            Self::Es => "es",
            Self::Fr => "fr",
            Self::Ar => "ar",
            Self::Ja => "ja",
        }
    }

    /// Its own name, so that everybody finds their language in any language.
    pub fn own_name(self) -> &'static str {
        match self {
            Self::En => "English",
            Self::De => "Deutsch",
            Self::Es => "Español",
            Self::Fr => "Français",
            Self::Ar => "العربية",
            Self::Ja => "日本語",
        }
    }

    /// The direction of writing, as the attribute `dir` wants it.
    pub fn dir(self) -> &'static str {
        if self == Self::Ar { "rtl" } else { "ltr" }
    }

    /// The language of a tag, subtags cut off from the end until one fits (RFC 4647, 3.4 "Lookup").
    pub fn lookup(tag: &str) -> Option<Self> {
        // All of ours have one subtag only, so whatever is cut off, the first subtag remains.
        let primary = tag.split(['-', '_']).next().unwrap_or_default();
        Self::ALL.into_iter().find(|locale| locale.code().eq_ignore_ascii_case(primary))
    }

    /// The language an `Accept-Language` wants most; English where it wants none of ours.
    pub fn negotiate(accept_language: &str) -> Self {
        let end = accept_language.floor_char_boundary(LONGEST_HEADER);
        let mut best: Option<(u16, Self)> = None;
        for (range, weight) in accept_language[..end].split(',').filter_map(weighted) {
            let Some(locale) = Self::lookup(range) else { continue };
            if best.is_none_or(|(so_far, _)| weight > so_far) {
                best = Some((weight, locale));
            }
        }
        best.map_or(Self::En, |(_, locale)| locale)
    }
}

/// A range with its weight in thousandths; `None` if it is not wanted (`q=0`) or not readable.
fn weighted(item: &str) -> Option<(&str, u16)> {
    let (range, parameters) = item.split_once(';').unwrap_or((item, ""));
    let parameters = parameters.trim();
    let weight = if parameters.is_empty() {
        1_000
    } else {
        let value = parameters.strip_prefix("q=").or_else(|| parameters.strip_prefix("Q="))?;
        let value: f32 = value.trim().parse().ok().filter(|value| (0.0..=1.0).contains(value))?;
        (value * 1_000.0) as u16
    };
    (weight > 0).then_some((range.trim(), weight))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::Locale;

    #[test]
    fn the_heaviest_known_range_wins() {
        let cases = [
            ("", Locale::En),
            ("de", Locale::De),
            ("de-CH-1996, en;q=0.5", Locale::De),
            ("en;q=0.5, fr;q=0.8", Locale::Fr),
            ("nl, pt-BR;q=0.9, ES-mx;q=0.8, *;q=0.1", Locale::Es),
            ("ja;q=0, ar;q=0.001", Locale::Ar),
            ("*", Locale::En),
            ("fr;q=0.8, de;q=0.8", Locale::Fr),
            ("fr;q=2, de;q=x, ja;q=0.1", Locale::Ja),
            ("deutsch, ;;;, ,q=1", Locale::En),
        ];
        for (header, expected) in cases {
            assert_eq!(Locale::negotiate(header), expected, "{header}");
        }
    }

    proptest! {
        #[test]
        fn any_header_is_read(header in "\\PC{0,2000}") {
            Locale::negotiate(&header);
        }

        #[test]
        fn whatever_is_chosen_was_asked_for(header in "((en|de|es|fr|ar|ja|nl)(-[A-Z]{2})?(;q=[01](\\.[0-9]{1,3})?)?,? ?){0,6}") {
            let chosen = Locale::negotiate(&header);
            prop_assert!(chosen == Locale::En || header.contains(chosen.code()));
        }
    }
}

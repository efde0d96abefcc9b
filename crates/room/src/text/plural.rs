//! Which plural form a whole number takes (CLDR 48, cardinal).

use super::Locale;

/// A plural category.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Plural {
    Zero,
    One,
    Two,
    Few,
    Many,
    Other,
}

impl Plural {
    /// The name in the keys of the locales.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Zero => "zero",
            Self::One => "one",
            Self::Two => "two",
            Self::Few => "few",
            Self::Many => "many",
            Self::Other => "other",
        }
    }
}

/// The category of `n`.
pub fn plural(locale: Locale, n: u64) -> Plural {
    let millions = n != 0 && n.is_multiple_of(1_000_000);
    match (locale, n) {
        (Locale::Ja, _) => Plural::Other,
        (Locale::En | Locale::De | Locale::Es, 1) | (Locale::Fr, 0 | 1) => Plural::One,
        (Locale::Es | Locale::Fr, _) if millions => Plural::Many,
        (Locale::Ar, 0) => Plural::Zero,
        (Locale::Ar, 1) => Plural::One,
        (Locale::Ar, 2) => Plural::Two,
        (Locale::Ar, _) => match n % 100 {
            3..=10 => Plural::Few,
            11..=99 => Plural::Many,
            _ => Plural::Other,
        },
        _ => Plural::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::{Locale, Plural, plural};

    #[test]
    fn categories_are_those_of_cldr() {
        use Plural::*;
        let cases: [(Locale, &[(u64, Plural)]); 6] = [
            (Locale::En, &[(0, Other), (1, One), (2, Other), (1_000_000, Other)]),
            (Locale::De, &[(0, Other), (1, One), (21, Other)]),
            (Locale::Es, &[(0, Other), (1, One), (2, Other), (1_000_000, Many), (1_000_001, Other)]),
            (Locale::Fr, &[(0, One), (1, One), (2, Other), (2_000_000, Many)]),
            (
                Locale::Ar,
                &[(0, Zero), (1, One), (2, Two), (3, Few), (10, Few), (11, Many), (99, Many), (100, Other)],
            ),
            (Locale::Ja, &[(0, Other), (1, Other), (5, Other)]),
        ];
        for (locale, expected) in cases {
            for &(n, category) in expected {
                assert_eq!(plural(locale, n), category, "{locale:?} {n}");
            }
        }
    }
}

//! Whole numbers, grouped.

use super::Locale;

/// `n` with the language's separators.
pub fn number(locale: Locale, n: u64) -> String {
    let separator = match locale {
        Locale::En | Locale::Ar | Locale::Ja => ',',
        Locale::De | Locale::Es => '.',
        Locale::Fr => '\u{202f}',
    };
    let digits = n.to_string();
    // Spanish leaves four digits together.
    if locale == Locale::Es && digits.len() == 4 {
        return digits;
    }
    let mut text = String::with_capacity(digits.len() * 2);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(separator);
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Locale, number};

    #[test]
    fn separators_are_those_of_the_language() {
        let cases = [
            (Locale::En, ["999", "1,234", "1,234,567"]),
            (Locale::De, ["999", "1.234", "1.234.567"]),
            (Locale::Es, ["999", "1234", "1.234.567"]),
            (Locale::Fr, ["999", "1\u{202f}234", "1\u{202f}234\u{202f}567"]),
            (Locale::Ar, ["999", "1,234", "1,234,567"]),
            (Locale::Ja, ["999", "1,234", "1,234,567"]),
        ];
        for (locale, expected) in cases {
            assert_eq!([999, 1_234, 1_234_567].map(|n| number(locale, n)), expected);
        }
    }

    proptest! {
        #[test]
        fn no_digit_is_lost(n: u64) {
            for locale in Locale::ALL {
                let digits: String = number(locale, n).chars().filter(char::is_ascii_digit).collect();
                prop_assert_eq!(digits, n.to_string());
            }
        }
    }
}

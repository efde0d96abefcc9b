//! Colours as brands give them, and how well one can be read on another.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// An opaque sRGB colour. Written `#1a7f5a`; `#17a` is read as `#1177aa`.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Colour(pub [u8; 3]);

/// Text that is no colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a colour is written #rrggbb or #rgb")]
pub struct NoColour;

impl Colour {
    /// Relative luminance, 0 to 1 (WCAG 2.2, "relative luminance").
    pub fn luminance(self) -> f64 {
        let [red, green, blue] = self.0.map(linear);
        0.2126 * red + 0.7152 * green + 0.0722 * blue
    }

    /// Contrast ratio, 1 to 21 (WCAG 2.2, "contrast ratio"). The same in both directions.
    pub fn contrast(self, other: Self) -> f64 {
        let (one, two) = (self.luminance(), other.luminance());
        (one.max(two) + 0.05) / (one.min(two) + 0.05)
    }
}

/// A channel as an amount of light (IEC 61966-2-1).
fn linear(channel: u8) -> f64 {
    let share = f64::from(channel) / 255.0;
    if share <= 0.040_45 { share / 12.92 } else { ((share + 0.055) / 1.055).powf(2.4) }
}

impl FromStr for Colour {
    type Err = NoColour;

    fn from_str(text: &str) -> Result<Self, NoColour> {
        let digits = text.strip_prefix('#').ok_or(NoColour)?;
        let digit = |at: usize| {
            let byte = digits.as_bytes()[at];
            char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok()).ok_or(NoColour)
        };
        match digits.len() {
            3 => Ok(Self([digit(0)? * 17, digit(1)? * 17, digit(2)? * 17])),
            6 => {
                let pair = |at: usize| Ok(digit(at)? * 16 + digit(at + 1)?);
                Ok(Self([pair(0)?, pair(2)?, pair(4)?]))
            }
            _ => Err(NoColour),
        }
    }
}

impl fmt::Display for Colour {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [red, green, blue] = self.0;
        write!(f, "#{red:02x}{green:02x}{blue:02x}")
    }
}

impl fmt::Debug for Colour {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Colour({self})")
    }
}

impl Serialize for Colour {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Colour {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<str>::deserialize(deserializer)?;
        text.parse().map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn colour(text: &str) -> Colour {
        text.parse().unwrap()
    }

    #[test]
    fn contrast_is_that_of_the_standard() {
        let cases = [("#000", "#fff", 21.0), ("#777", "#fff", 4.48), ("#1a7f5a", "#ffffff", 4.97)];
        for (one, other, ratio) in cases {
            let found = colour(one).contrast(colour(other));
            assert!((found - ratio).abs() < 0.01, "{one} on {other}: {found}");
        }
    }

    #[test]
    fn only_hexadecimal_is_a_colour() {
        assert_eq!(colour("#17A"), Colour([0x11, 0x77, 0xaa]));
        for bad in ["", "#", "red", "123456", "#12345", "#12345g", "#1234567", "#+12", "#é", "rgb(1,2,3)"] {
            assert_eq!(bad.parse::<Colour>(), Err(NoColour), "{bad}");
        }
    }

    proptest! {
        #[test]
        fn a_colour_is_read_as_written(channels: [u8; 3]) {
            prop_assert_eq!(colour(&Colour(channels).to_string()), Colour(channels));
        }

        #[test]
        fn any_text_is_read(text in "\\PC{0,10}") {
            let _ = text.parse::<Colour>();
        }
    }
}

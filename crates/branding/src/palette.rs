//! From three colours to all those of a page.
//!
//! A tenant gives an accent, a background and a text colour, or some of them; what is not given is as the product has it
//! (`web/room/src/styles/tokens.css`). Every colour that text can stand on is moved away from the text until it can be read
//! there, so no brand makes a page unreadable.

use vq_domain::{Colour, Look};

use crate::oklch::Oklch;

/// Contrast of text with what is behind it (WCAG 2.2, 1.4.3).
pub(crate) const TEXT: f64 = 4.5;
/// Contrast of what is not text but means something (WCAG 2.2, 1.4.11).
pub(crate) const SHAPE: f64 = 3.0;
/// One step in the search for a colour that can be read.
const STEP: f64 = 0.004;

/// The product's own colours.
const LIGHT: Palette = Palette {
    ink: Colour([0x1b, 0x21, 0x41]),
    ink_soft: Colour([0x47, 0x4e, 0x70]),
    paper: Colour([0xff, 0xfd, 0xf9]),
    accent: Colour([0xb4, 0x38, 0x0c]),
    sun: Colour([0xff, 0xb7, 0x65]),
    sky_high: [Colour([0xcf, 0xdc, 0xef]), Colour([0xde, 0xd5, 0xea]), Colour([0xf6, 0xdf, 0xce])],
    sky_low: [Colour([0xea, 0xf0, 0xf7]), Colour([0xfb, 0xe6, 0xe0]), Colour([0xff, 0xf0, 0xd6])],
    sea_high: [Colour([0xd3, 0xde, 0xec]), Colour([0xe8, 0xd6, 0xde]), Colour([0xfb, 0xdc, 0xb4])],
    sea_low: [Colour([0xed, 0xf2, 0xf8]), Colour([0xf7, 0xee, 0xf2]), Colour([0xfd, 0xf3, 0xe6])],
};
const DARK: Palette = Palette {
    ink: Colour([0xf7, 0xf1, 0xe8]),
    ink_soft: Colour([0xc6, 0xc3, 0xd8]),
    paper: Colour([0x17, 0x19, 0x30]),
    accent: Colour([0xff, 0xb2, 0x7a]),
    sun: Colour([0x9a, 0x4a, 0x2b]),
    sky_high: [Colour([0x0a, 0x0e, 0x1f]), Colour([0x16, 0x13, 0x2f]), Colour([0x24, 0x1a, 0x3c])],
    sky_low: [Colour([0x1a, 0x22, 0x42]), Colour([0x3a, 0x26, 0x50]), Colour([0x5a, 0x30, 0x4a])],
    sea_high: [Colour([0x10, 0x17, 0x30]), Colour([0x2b, 0x1d, 0x42]), Colour([0x48, 0x27, 0x44])],
    sea_low: [Colour([0x0b, 0x0f, 0x20]), Colour([0x12, 0x0f, 0x25]), Colour([0x19, 0x14, 0x28])],
};

/// The colours of a page in one scheme. Those in threes are of the night, of first light and of the dawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Palette {
    /// Text.
    pub ink: Colour,
    /// Text that steps back.
    pub ink_soft: Colour,
    /// Dialogs, and text on buttons.
    pub paper: Colour,
    /// What stands out.
    pub accent: Colour,
    /// The sun behind the place in line.
    pub sun: Colour,
    /// The top of the sky.
    pub sky_high: [Colour; 3],
    /// The sky at the horizon.
    pub sky_low: [Colour; 3],
    /// The water at the horizon.
    pub sea_high: [Colour; 3],
    /// The water in front; behind everything else.
    pub sea_low: [Colour; 3],
}

/// Both schemes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Palettes {
    /// In the light, which is what a tenant chooses.
    pub light: Palette,
    /// In the dark, which follows from it.
    pub dark: Palette,
}

impl Palettes {
    /// The colours of a look.
    pub fn of(look: &Look) -> Self {
        let background = look.background.unwrap_or(LIGHT.sea_low[0]);
        let text = look.text.unwrap_or_else(|| ink_on(background));
        // A brand that is dark by itself is so in the light, too.
        let dark_brand = text.luminance() > background.luminance();
        let plain = if dark_brand { &DARK } else { &LIGHT };
        let light = match (look.background, look.text) {
            (None, None) => LIGHT,
            (None, Some(text)) => Palette { ink: text, ..LIGHT }.readable(),
            (Some(background), _) => Palette::around(background, text, look.accent, plain),
        };
        let dark = match look.background {
            Some(_) if dark_brand => light.clone(),
            Some(background) => {
                let (night, day) = (Oklch::of(background), Oklch::of(DARK.sea_low[0]));
                let chroma = night.chroma.min(0.045);
                let night = Oklch { lightness: day.lightness, chroma, ..night }.colour();
                let ink = Oklch { lightness: 0.96, chroma: 0.012, ..Oklch::of(background) }.colour();
                Palette::around(night, ink, look.accent, &DARK)
            }
            None => DARK,
        };
        match look.accent {
            None => Self { light: light.readable(), dark: dark.readable() },
            Some(accent) => Self { light: light.with_accent(accent), dark: dark.with_accent(accent) },
        }
    }
}

/// The product's ink that is read better on a background.
fn ink_on(background: Colour) -> Colour {
    let by_contrast = |one: &&Palette, two: &&Palette| {
        one.ink.contrast(background).total_cmp(&two.ink.contrast(background))
    };
    [&LIGHT, &DARK].into_iter().max_by(by_contrast).map_or(LIGHT.ink, |best| best.ink)
}

impl Palette {
    /// Skies and seas around one background; they warm towards the accent as the product's do towards the sun.
    fn around(background: Colour, ink: Colour, accent: Option<Colour>, plain: &Self) -> Self {
        let base = Oklch::of(background);
        let warm = Oklch::of(accent.map_or(plain.sun, |accent| sun_of(accent, is_darker(ink, background))));
        let deeper = if is_darker(ink, background) { -0.05 } else { 0.07 };
        let rising =
            |from: Oklch, most: f64| [0.0, 0.45, 1.0].map(|share| from.mixed(warm, share * most).colour());
        let high = Oklch { chroma: (base.chroma * 1.5).min(base.chroma + 0.02), ..base };
        Self {
            ink,
            ink_soft: ink,
            paper: base.lighter(-deeper / 2.0).colour(),
            accent: plain.accent,
            sun: plain.sun,
            sky_high: rising(high.lighter(deeper), 0.16),
            sky_low: rising(base.lighter(deeper / 5.0), 0.3),
            sea_high: rising(high.lighter(deeper * 0.8), 0.34),
            sea_low: rising(base, 0.12),
        }
        .readable()
    }

    fn with_accent(self, accent: Colour) -> Self {
        let (own, dark_ink) = (Oklch::of(accent), self.has_dark_ink());
        let sun = sun_of(accent, dark_ink);
        let lightness = if dark_ink { own.lightness.min(0.55) } else { own.lightness.max(0.7) };
        Self { sun, accent: Oklch { lightness, ..own }.colour(), ..self }.readable()
    }

    /// Everything text can stand on.
    pub fn grounds(&self) -> impl Iterator<Item = Colour> + '_ {
        [&self.sky_high, &self.sky_low, &self.sea_high, &self.sea_low]
            .into_iter()
            .flatten()
            .copied()
            .chain([self.paper, self.sun])
    }

    /// Whether dark text stands on a light ground.
    pub fn has_dark_ink(&self) -> bool {
        is_darker(self.ink, self.sea_low[0])
    }

    /// Moves what cannot be read or seen as little as is needed.
    fn readable(mut self) -> Self {
        let (ink, step) = (self.ink, if self.has_dark_ink() { STEP } else { -STEP });
        for ground in [&mut self.sky_high, &mut self.sky_low, &mut self.sea_high, &mut self.sea_low] {
            *ground = ground.map(|colour| away(colour, ink, step));
        }
        (self.paper, self.sun) = (away(self.paper, ink, step), away(self.sun, ink, step));
        self.ink_soft = self.soft();
        self.accent = self.visible(self.accent);
        self
    }

    /// As soft as it may be. Not read on the sun, where only large text stands.
    fn soft(&self) -> Colour {
        let (ink, ground) = (Oklch::of(self.ink), Oklch::of(self.sea_low[0]));
        let is_read = |soft: &Colour| {
            self.grounds().filter(|ground| *ground != self.sun).all(|ground| soft.contrast(ground) >= TEXT)
        };
        let shares = (0..=32).rev().map(|part| f64::from(part) / 100.0);
        shares.map(|share| ink.mixed(ground, share).colour()).find(is_read).unwrap_or(self.ink)
    }

    /// A colour that stands out everywhere, on the ink's side of the grounds.
    fn visible(&self, colour: Colour) -> Colour {
        let step = if self.has_dark_ink() { -STEP } else { STEP };
        let mut tried = Oklch::of(colour);
        loop {
            let shown = tried.colour();
            let next = tried.lighter(step);
            if self.grounds().all(|ground| shown.contrast(ground) >= SHAPE) || next == tried {
                return shown;
            }
            tried = next;
        }
    }
}

/// The sun in a brand's hue, on the far side of the ink.
fn sun_of(accent: Colour, dark_ink: bool) -> Colour {
    let own = Oklch::of(accent);
    let (lightness, most) = if dark_ink { (0.83, 0.13) } else { (0.46, 0.12) };
    Oklch { lightness, chroma: own.chroma.min(most), ..own }.colour()
}

fn is_darker(one: Colour, other: Colour) -> bool {
    one.luminance() < other.luminance()
}

/// A ground moved away from its text until it can be read.
fn away(ground: Colour, ink: Colour, step: f64) -> Colour {
    let mut tried = Oklch::of(ground);
    loop {
        let shown = tried.colour();
        let next = tried.lighter(step);
        if shown.contrast(ink) >= TEXT || next == tried {
            return shown;
        }
        tried = next;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn assert_readable(palettes: &Palettes) {
        for palette in [&palettes.light, &palettes.dark] {
            for ground in palette.grounds() {
                assert!(palette.ink.contrast(ground) >= TEXT, "{palette:?}: ink on {ground}");
                assert!(palette.accent.contrast(ground) >= SHAPE, "{palette:?}: accent on {ground}");
                if ground != palette.sun {
                    assert!(palette.ink_soft.contrast(ground) >= TEXT, "{palette:?}: soft ink on {ground}");
                }
            }
        }
    }

    #[test]
    fn without_a_brand_the_product_looks_as_it_does() {
        let palettes = Palettes::of(&Look::default());
        assert_eq!(palettes.light.sky_high, LIGHT.sky_high);
        assert_eq!((palettes.light.ink, palettes.dark.ink), (LIGHT.ink, DARK.ink));
        assert_eq!(palettes.dark.sea_low, DARK.sea_low);
        assert_readable(&palettes);
    }

    #[test]
    fn a_dark_brand_is_dark_in_both_schemes() {
        let look = Look { background: Some(Colour([20, 20, 30])), ..Look::default() };
        let palettes = Palettes::of(&look);
        assert_eq!(palettes.light, palettes.dark);
        assert_eq!(palettes.light.ink, DARK.ink);
        assert_readable(&palettes);
    }

    #[test]
    fn the_accent_keeps_its_hue() {
        let green = Colour([0x1a, 0x7f, 0x5a]);
        let palettes = Palettes::of(&Look { accent: Some(green), ..Look::default() });
        for shown in [palettes.light.accent, palettes.light.sun, palettes.dark.accent, palettes.dark.sun] {
            let turned = (Oklch::of(shown).hue - Oklch::of(green).hue).abs();
            assert!(turned < 0.08, "{shown} is turned by {turned}");
        }
    }

    proptest! {
        #[test]
        fn no_brand_makes_a_page_unreadable(accent: Option<[u8; 3]>, background: Option<[u8; 3]>, text: Option<[u8; 3]>) {
            let look = Look {
                accent: accent.map(Colour),
                background: background.map(Colour),
                text: text.map(Colour),
                ..Look::default()
            };
            // What the rules let through.
            prop_assume!(crate::rules::check(&look).is_ok());
            assert_readable(&Palettes::of(&look));
        }
    }
}

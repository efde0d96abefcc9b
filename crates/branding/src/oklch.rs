//! Colours by lightness, chroma and hue as people see them (Björn Ottosson, "A perceptual color space for image processing",
//! 2020), so that a colour can be made lighter and stay the same colour.

use vq_domain::Colour;

/// A colour in Oklch.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Oklch {
    /// 0 to 1.
    pub lightness: f64,
    /// 0 (grey) to about 0.3.
    pub chroma: f64,
    /// In radians.
    pub hue: f64,
}

/// Chroma is reduced in this many halvings until a colour can be shown.
const HALVINGS: u32 = 12;

impl Oklch {
    pub fn of(colour: Colour) -> Self {
        let [red, green, blue] = colour.0.map(to_linear);
        let long = (0.412_221_470_8 * red + 0.536_332_536_3 * green + 0.051_445_992_9 * blue).cbrt();
        let middle = (0.211_903_498_2 * red + 0.680_699_545_1 * green + 0.107_396_956_6 * blue).cbrt();
        let short = (0.088_302_461_9 * red + 0.281_718_837_6 * green + 0.629_978_700_5 * blue).cbrt();
        let a = 1.977_998_495_1 * long - 2.428_592_205_0 * middle + 0.450_593_709_9 * short;
        let b = 0.025_904_037_1 * long + 0.782_771_766_2 * middle - 0.808_675_766_0 * short;
        Self {
            lightness: 0.210_454_255_3 * long + 0.793_617_785_0 * middle - 0.004_072_046_8 * short,
            chroma: a.hypot(b),
            hue: b.atan2(a),
        }
    }

    /// The nearest colour of this lightness and hue that a screen can show.
    pub fn colour(self) -> Colour {
        if let Some(shown) = self.exact() {
            return shown;
        }
        let (mut low, mut high) = (0.0, self.chroma);
        let mut best = Self { chroma: 0.0, ..self }.clipped();
        for _ in 0..HALVINGS {
            let chroma = f64::midpoint(low, high);
            match (Self { chroma, ..self }).exact() {
                Some(shown) => (low, best) = (chroma, shown),
                None => high = chroma,
            }
        }
        best
    }

    pub fn lighter(self, by: f64) -> Self {
        Self { lightness: (self.lightness + by).clamp(0.0, 1.0), ..self }
    }

    /// A colour between this one and another: `share` of the other.
    pub fn mixed(self, other: Self, share: f64) -> Self {
        let between = |one: f64, two: f64| one + (two - one) * share;
        let (a, b) = (
            between(self.chroma * self.hue.cos(), other.chroma * other.hue.cos()),
            between(self.chroma * self.hue.sin(), other.chroma * other.hue.sin()),
        );
        Self { lightness: between(self.lightness, other.lightness), chroma: a.hypot(b), hue: b.atan2(a) }
    }

    fn linear(self) -> [f64; 3] {
        let (a, b) = (self.chroma * self.hue.cos(), self.chroma * self.hue.sin());
        let long = (self.lightness + 0.396_337_777_4 * a + 0.215_803_757_3 * b).powi(3);
        let middle = (self.lightness - 0.105_561_345_8 * a - 0.063_854_172_8 * b).powi(3);
        let short = (self.lightness - 0.089_484_177_5 * a - 1.291_485_548_0 * b).powi(3);
        [
            4.076_741_662_1 * long - 3.307_711_591_3 * middle + 0.230_969_929_2 * short,
            -1.268_438_004_6 * long + 2.609_757_401_1 * middle - 0.341_319_396_5 * short,
            -0.004_196_086_3 * long - 0.703_418_614_7 * middle + 1.707_614_701_0 * short,
        ]
    }

    fn exact(self) -> Option<Colour> {
        let inside = |amount: &f64| (-0.000_1..=1.000_1).contains(amount);
        self.linear().iter().all(inside).then(|| self.clipped())
    }

    fn clipped(self) -> Colour {
        Colour(self.linear().map(from_linear))
    }
}

fn to_linear(channel: u8) -> f64 {
    let share = f64::from(channel) / 255.0;
    if share <= 0.040_45 { share / 12.92 } else { ((share + 0.055) / 1.055).powf(2.4) }
}

fn from_linear(amount: f64) -> u8 {
    let share = if amount <= 0.003_130_8 { amount * 12.92 } else { 1.055 * amount.powf(1.0 / 2.4) - 0.055 };
    // Clamped to what a byte holds.
    (share.clamp(0.0, 1.0) * 255.0).round() as u8
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn known_colours_have_their_known_places() {
        let white = Oklch::of(Colour([255, 255, 255]));
        assert!((white.lightness - 1.0).abs() < 1e-3 && white.chroma < 1e-3);
        let red = Oklch::of(Colour([255, 0, 0]));
        assert!((red.lightness - 0.628).abs() < 1e-3 && (red.chroma - 0.2577).abs() < 1e-3);
        assert!((red.hue.to_degrees() - 29.23).abs() < 0.1);
    }

    proptest! {
        #[test]
        fn there_and_back_is_the_same_colour(channels: [u8; 3]) {
            prop_assert_eq!(Oklch::of(Colour(channels)).colour(), Colour(channels));
        }

        #[test]
        fn a_lighter_colour_has_more_light(channels: [u8; 3], by in 0.05..0.5_f64) {
            let colour = Oklch::of(Colour(channels));
            prop_assume!(colour.lightness + by <= 1.0);
            prop_assert!(colour.lighter(by).colour().luminance() > colour.colour().luminance());
        }
    }
}

//! A branding as CSS: the variables of `web/room/src/styles/tokens.css` in a tenant's own colours.
//!
//! Written from numbers alone. Nothing in it comes from a tenant's text.

use std::fmt::Write;

use vq_domain::{Logo, Look};

use crate::{Palette, Palettes};

/// The height of a logo, in rem, and the width it may take.
const LOGO_HEIGHT: f64 = 2.5;
const LOGO_WIDTH: f64 = 11.0;

/// The stylesheet; empty for somebody who has no branding.
pub(crate) fn of(look: &Look, logo: Option<&Logo>) -> String {
    let mut css = String::new();
    if look.accent.or(look.background).or(look.text).is_some() {
        let Palettes { light, dark } = Palettes::of(look);
        // `html:root` counts for more than the page's own `:root`, whichever is loaded first.
        let _ = write!(
            css,
            "html:root{{{}}}\n@media (prefers-color-scheme:dark){{html:root{{{}}}}}\n",
            variables(&light),
            variables(&dark)
        );
    }
    if let Some(logo) = logo {
        let (width, height) = (f64::from(logo.size.0.max(1)), f64::from(logo.size.1.max(1)));
        let shown = (LOGO_HEIGHT * width / height).min(LOGO_WIDTH);
        let _ = writeln!(
            css,
            ".brand::before{{content:\"\";flex:none;width:{shown:.2}em;height:{LOGO_HEIGHT:.2}em;\
             background:url(\"{}\") center/contain no-repeat}}",
            file_name(logo)
        );
    }
    css
}

/// The name of a logo's file, beside the stylesheet.
pub(crate) fn file_name(logo: &Logo) -> String {
    format!("logo-{}.{}", logo.hash, logo.kind.as_str())
}

fn variables(palette: &Palette) -> String {
    let mut css = String::new();
    let Palette { ink, ink_soft, paper, accent, sun, .. } = palette;
    let plain = [("ink", ink), ("ink-soft", ink_soft), ("paper", paper), ("you", accent), ("sun", sun)];
    for (name, colour) in plain {
        let _ = write!(css, "--{name}:{colour};");
    }
    let rising = [
        ("sky-hi", &palette.sky_high),
        ("sky-lo", &palette.sky_low),
        ("sea-hi", &palette.sea_high),
        ("sea-lo", &palette.sea_low),
    ];
    for (name, colours) in rising {
        for (stage, colour) in ["0", "half", "1"].into_iter().zip(colours) {
            let _ = write!(css, "--{name}-{stage}:{colour};");
        }
    }
    let (note, star) = if palette.has_dark_ink() { ("#ffffff9c", 0) } else { ("#ffffff12", 1) };
    let _ = write!(css, "--line:{ink}38;--note:{note};--backdrop:{}cc;--star:{star};", palette.sea_low[0]);
    css
}

#[cfg(test)]
mod tests {
    use vq_domain::Colour;

    use super::*;

    #[test]
    fn who_has_no_branding_has_no_rules() {
        assert_eq!(of(&Look::default(), None), "");
    }

    #[test]
    fn every_variable_of_the_page_is_set_in_both_schemes() {
        let tokens = include_str!("../../../web/room/src/styles/tokens.css");
        let (light, rest) = tokens.split_once("@media (prefers-color-scheme: dark)").unwrap();
        let dark = rest.split_once("\n}\n").unwrap().0;
        let css = of(&Look { accent: Some(Colour([1, 2, 3])), ..Look::default() }, None);
        for part in [light, dark] {
            let colours = part.lines().filter_map(|line| line.trim().strip_prefix("--"));
            let colours = colours.filter_map(|line| line.split_once(": #")).map(|(name, _)| name);
            assert!(colours.clone().count() >= 18, "{part}");
            for name in colours {
                assert_eq!(css.matches(&format!("--{name}:#")).count(), 2, "--{name}\n{css}");
            }
        }
    }

    #[test]
    fn a_wide_logo_is_not_wider_than_the_header() {
        let logo =
            Logo { kind: vq_domain::LogoKind::Png, size: (4_000, 100), hash: "ab".into(), bytes: vec![] };
        let css = of(&Look::default(), Some(&logo));
        assert!(css.contains("width:11.00em") && css.contains("url(\"logo-ab.png\")"), "{css}");
    }
}

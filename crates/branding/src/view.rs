//! Brandings as callers see them.

use std::collections::BTreeMap;

use serde::Serialize;
use utoipa::ToSchema;
use vq_domain::{Branding, Look, Words};

use crate::{Palette, Palettes, palette, rules, stylesheet};

/// A branding.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct BrandingView {
    /// What stands out, `#rrggbb`.
    #[schema(example = "#1a7f5a")]
    pub accent: Option<String>,
    /// Behind everything, in the light.
    pub background: Option<String>,
    /// Text on the background.
    pub text: Option<String>,
    /// Words by language tag.
    pub texts: BTreeMap<String, WordsView>,
    /// The picture at the top of every page.
    pub logo: Option<LogoView>,
    /// How well text and accent can be told from what is behind them. What falls short of its need is shown darker or lighter
    /// than it was given.
    pub contrasts: Vec<ContrastView>,
    /// Counts changes; 0 if it was never set. Send it with a change to be refused if somebody else was faster.
    pub version: u64,
    /// RFC 3339, UTC; `null` if it was never set.
    pub updated_at: Option<String>,
}

/// Words in one language.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct WordsView {
    /// Stands in place of the queue's name.
    pub title: Option<String>,
    /// A welcome, on the kiosk's first screen and the board.
    pub welcome: Option<String>,
    /// Small print.
    pub note: Option<String>,
}

/// A logo.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct LogoView {
    /// Where it is served; the address changes with the picture.
    #[schema(
        example = "/brand/0192f0c1-7a00-7000-8000-000000000001/logo-5d41402abc4b2a76b9719d911017c592.png"
    )]
    pub url: String,
    /// What it is.
    #[schema(example = "image/png")]
    pub media_type: String,
    /// In pixels.
    pub width: u32,
    /// In pixels.
    pub height: u32,
}

/// A contrast as it was given.
#[derive(Debug, PartialEq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ContrastView {
    /// `text` or `accent`, with the background.
    #[schema(example = "accent")]
    pub of: &'static str,
    /// 1 to 21, rounded to hundredths.
    #[schema(example = 3.42)]
    pub ratio: f64,
    /// What it needs.
    #[schema(example = 3.0)]
    pub needed: f64,
    /// The colour that is shown instead, if it falls short.
    pub shown_as: Option<String>,
}

/// What a draft would look like.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct BrandingPreview {
    /// The branding as it would be.
    pub branding: BrandingView,
    /// The stylesheet of its pages, for a preview.
    pub css: String,
}

impl From<Branding> for BrandingView {
    fn from(branding: Branding) -> Self {
        let Branding { wearer, look, logo, version, updated_at } = branding;
        let owner = wearer.queue_id.map_or_else(|| wearer.tenant_id.to_string(), |queue| queue.to_string());
        let logo = logo.map(|logo| LogoView {
            url: format!("/brand/{owner}/{}", stylesheet::file_name(&logo)),
            media_type: logo.kind.media_type().to_owned(),
            width: logo.size.0,
            height: logo.size.1,
        });
        let text = |colour: Option<vq_domain::Colour>| colour.map(|colour| colour.to_string());
        Self {
            contrasts: contrasts(&look),
            accent: text(look.accent),
            background: text(look.background),
            text: text(look.text),
            texts: look.texts.into_iter().map(|(tag, words)| (tag, words.into())).collect(),
            logo,
            version,
            updated_at: (version > 0).then(|| updated_at.to_rfc3339()),
        }
    }
}

impl From<Words> for WordsView {
    fn from(Words { title, welcome, note }: Words) -> Self {
        Self { title, welcome, note }
    }
}

impl From<Branding> for BrandingPreview {
    fn from(branding: Branding) -> Self {
        // The logo's address is relative to the stylesheet's; a preview has none.
        let css = stylesheet::of(&branding.look, None);
        Self { css, branding: branding.into() }
    }
}

fn contrasts(look: &Look) -> Vec<ContrastView> {
    let rounded = |ratio: f64| (ratio * 100.0).round() / 100.0;
    let (text, background) = rules::text_and_background(look);
    let mut all = vec![ContrastView {
        of: "text",
        ratio: rounded(text.contrast(background)),
        needed: palette::TEXT,
        shown_as: None,
    }];
    if let Some(accent) = look.accent {
        let Palette { accent: shown, .. } = Palettes::of(look).light;
        let ratio = accent.contrast(background);
        all.push(ContrastView {
            of: "accent",
            ratio: rounded(ratio),
            needed: palette::SHAPE,
            shown_as: (ratio < palette::SHAPE).then(|| shown.to_string()),
        });
    }
    all
}

#[cfg(test)]
mod tests {
    use vq_domain::{Colour, Look};

    use super::*;

    #[test]
    fn a_pale_accent_is_shown_darker_and_that_is_said() {
        let look =
            |accent| Look { accent: Some(accent), background: Some(Colour([255; 3])), ..Look::default() };
        let pale = contrasts(&look(Colour([255, 220, 0])));
        assert_eq!(pale[0].of, "text");
        assert!(pale[1].ratio < 3.0 && pale[1].shown_as.is_some(), "{pale:?}");
        let strong = contrasts(&look(Colour([0, 60, 120])));
        assert_eq!((strong[1].needed, &strong[1].shown_as), (3.0, &None));
    }
}

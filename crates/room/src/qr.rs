//! QR codes as SVG that a strict Content-Security-Policy lets through: presentation attributes only.

use std::fmt::Write;

use fast_qr::{ECL, QRBuilder};

/// Light modules around the code; scanners need them.
const QUIET_ZONE: usize = 4;

/// `text` as a QR code, one unit per module; empty if it is too long for one (about 2,300 bytes).
pub fn qr_svg(text: &str) -> String {
    let Ok(code) = QRBuilder::new(text).ecl(ECL::M).build() else { return String::new() };
    let width = code.size;
    let side = width + 2 * QUIET_ZONE;
    let mut svg = format!(
        r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}" role="img" shape-rendering="crispEdges"><title>QR</title><path fill="#fff" d="M0 0h{side}v{side}H0z"/><path fill="#000" d=""##
    );
    for y in 0..width {
        let mut x = 0;
        for run in code[y].chunk_by(|a, b| a.value() == b.value()) {
            if run[0].value() {
                // Writing to a String cannot fail.
                let _ = write!(svg, "M{} {}h{}v1h-{}z", x + QUIET_ZONE, y + QUIET_ZONE, run.len(), run.len());
            }
            x += run.len();
        }
    }
    svg.push_str(r#""/></svg>"#);
    svg
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::qr_svg;

    /// Draws the rectangles of the path and reads the picture with another library.
    fn scan(svg: &str) -> Option<String> {
        let side: usize = svg.split("viewBox=\"0 0 ").nth(1)?.split(' ').next()?.parse().ok()?;
        let mut dark = vec![false; side * side];
        for run in svg.rsplit(" d=\"").next()?.split('M').skip(1) {
            let (x, rest) = run.split_once(' ')?;
            let (y, rest) = rest.split_once('h')?;
            let (x, y): (usize, usize) = (x.parse().ok()?, y.parse().ok()?);
            let length: usize = rest.split('v').next()?.parse().ok()?;
            dark[y * side + x..][..length].fill(true);
        }
        let scale = 4;
        let pixel = |x: usize, y: usize| if dark[y / scale * side + x / scale] { 0 } else { 255 };
        let mut image = rqrr::PreparedImage::prepare_from_greyscale(side * scale, side * scale, pixel);
        image.detect_grids().first()?.decode().ok().map(|(_, text)| text)
    }

    proptest! {
        #[test]
        fn it_says_what_it_was_made_from(text in "https://[a-z]{1,30}\\.example/[A-Za-z0-9/?=&%._~-]{0,200}") {
            prop_assert_eq!(scan(&qr_svg(&text)), Some(text));
        }
    }

    #[test]
    fn it_is_a_picture_with_a_title_and_no_style() {
        let svg = qr_svg("https://shop.example/.vq/q/1/recover?code=7KQM-X2VD-9HTR-4WNB");
        assert!(svg.starts_with("<svg ") && svg.ends_with("</svg>"));
        assert!(svg.contains(r#"role="img""#) && svg.contains("<title>"));
        assert!(!svg.contains("style"));
        // The upper left eye: seven dark modules after the quiet zone.
        assert!(svg.contains("M4 4h7v1h-7z"));
    }

    #[test]
    fn what_does_not_fit_is_left_out() {
        assert_eq!(qr_svg(&"x".repeat(3_000)), "");
    }
}

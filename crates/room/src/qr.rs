//! QR codes as SVG that a strict Content-Security-Policy lets through: presentation attributes only.

use std::fmt::Write;

use qrcode::{Color, EcLevel, QrCode};

/// Light modules around the code; scanners need them.
const QUIET_ZONE: usize = 4;

/// `text` as a QR code, one unit per module; empty if it is too long for one (about 2,300 bytes).
pub fn qr_svg(text: &str) -> String {
    let Ok(code) = QrCode::with_error_correction_level(text, EcLevel::M) else { return String::new() };
    let width = code.width();
    let side = width + 2 * QUIET_ZONE;
    let mut svg = format!(
        r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}" role="img" shape-rendering="crispEdges"><title>QR</title><path fill="#fff" d="M0 0h{side}v{side}H0z"/><path fill="#000" d=""##
    );
    for (y, row) in code.to_colors().chunks(width).enumerate() {
        let mut x = 0;
        for run in row.chunk_by(|a, b| a == b) {
            if run[0] == Color::Dark {
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
    use super::qr_svg;

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

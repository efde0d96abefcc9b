//! What a file is, read from its bytes: PNG, JPEG or WebP, and how large the picture is. A name or a header can lie.

use aws_lc_rs::digest::{SHA256, digest};
use vq_domain::{Error, ErrorCode, FieldError, Logo, LogoKind, limit};

/// Largest file, in bytes.
pub(crate) const LARGEST: usize = limit::LOGO_BYTES.count();
/// Longest side, in pixels.
const LONGEST_SIDE: u32 = limit::LOGO_SIDE.value;
/// Bytes of the hash that stand in the address.
const HASH_BYTES: usize = 16;

/// The logo in these bytes.
pub(crate) fn read(bytes: Vec<u8>) -> Result<Logo, Error> {
    if bytes.len() > LARGEST {
        let error = Error::invalid("logo", format!("A logo has at most {LARGEST} bytes."));
        return Err(error.over(limit::LOGO_BYTES, bytes.len()));
    }
    let Some((kind, size)) = recognise(&bytes) else {
        return Err(Error::invalid(
            "logo",
            "A logo is a PNG, JPEG or WebP file; this is none, or a broken one.",
        ));
    };
    let sides = 1..=LONGEST_SIDE;
    if !sides.contains(&size.0) || !sides.contains(&size.1) {
        let message =
            format!("A logo has 1 to {LONGEST_SIDE} pixels on each side; this has {} by {}.", size.0, size.1);
        let error = FieldError::new(ErrorCode::InvalidField, "logo", message);
        return Err(error.if_over(limit::LOGO_SIDE, size.0.max(size.1) as usize).into());
    }
    let sum = digest(&SHA256, &bytes);
    let hash = sum.as_ref()[..HASH_BYTES].iter().map(|byte| format!("{byte:02x}")).collect();
    Ok(Logo { kind, size, hash, bytes })
}

fn recognise(bytes: &[u8]) -> Option<(LogoKind, (u32, u32))> {
    if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
        return Some((LogoKind::Png, png(bytes)?));
    }
    if bytes.starts_with(b"\xff\xd8\xff") {
        return Some((LogoKind::Jpeg, jpeg(bytes)?));
    }
    if bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") {
        return Some((LogoKind::Webp, webp(bytes)?));
    }
    None
}

/// The first chunk is IHDR, which begins with the size (PNG, 11.2.1).
fn png(bytes: &[u8]) -> Option<(u32, u32)> {
    (bytes.get(12..16) == Some(b"IHDR")).then_some(())?;
    Some((be32(bytes, 16)?, be32(bytes, 20)?))
}

/// The size stands in the frame header (ITU-T T.81, B.2.2); the segments before it are skipped.
fn jpeg(bytes: &[u8]) -> Option<(u32, u32)> {
    let mut at = 2;
    loop {
        if *bytes.get(at)? != 0xff {
            return None;
        }
        match *bytes.get(at + 1)? {
            // Fill.
            0xff => at += 1,
            // Start of frame, but not the tables whose numbers lie between.
            marker @ 0xc0..=0xcf if !matches!(marker, 0xc4 | 0xc8 | 0xcc) => {
                return Some((be16(bytes, at + 7)?, be16(bytes, at + 5)?));
            }
            // Restart and the like: no length.
            0x01 | 0xd0..=0xd8 => at += 2,
            // The picture itself, or its end, without a frame before.
            0xd9 | 0xda => return None,
            _ => at += 2 + usize::try_from(be16(bytes, at + 2)?.max(2)).ok()?,
        }
    }
}

/// Lossy, lossless or extended (RFC 9649, 2.5 to 2.7).
fn webp(bytes: &[u8]) -> Option<(u32, u32)> {
    match bytes.get(12..16)? {
        b"VP8 " if bytes.get(23..26) == Some(b"\x9d\x01\x2a") => {
            Some((le(bytes, 26, 2)? & 0x3fff, le(bytes, 28, 2)? & 0x3fff))
        }
        b"VP8L" if bytes.get(20) == Some(&0x2f) => {
            let packed = le(bytes, 21, 4)?;
            Some(((packed & 0x3fff) + 1, (packed >> 14 & 0x3fff) + 1))
        }
        b"VP8X" => Some((le(bytes, 24, 3)? + 1, le(bytes, 27, 3)? + 1)),
        _ => None,
    }
}

fn be16(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from(u16::from_be_bytes(bytes.get(at..at + 2)?.try_into().ok()?)))
}

fn be32(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_be_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}

fn le(bytes: &[u8], at: usize, count: usize) -> Option<u32> {
    let part = bytes.get(at..at + count)?;
    Some(part.iter().rev().fold(0, |sum, byte| sum << 8 | u32::from(*byte)))
}

#[cfg(test)]
pub(crate) mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The beginning of a PNG of this size.
    pub fn png_of(width: u32, height: u32) -> Vec<u8> {
        let mut bytes = b"\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIHDR".to_vec();
        bytes.extend(width.to_be_bytes());
        bytes.extend(height.to_be_bytes());
        bytes
    }

    #[test]
    fn a_picture_is_recognised_by_its_bytes() {
        let jpeg =
            b"\xff\xd8\xff\xe0\x00\x04ab\xff\xff\xc2\x00\x0b\x08\x00\x78\x02\x80\x01\x00\x00\x00".to_vec();
        let lossy = b"RIFF\0\0\0\0WEBPVP8 \0\0\0\0\0\0\0\x9d\x01\x2a\x80\x02\x78\x00".to_vec();
        let lossless = b"RIFF\0\0\0\0WEBPVP8L\0\0\0\0\x2f\x7f\xc2\x1d\x00".to_vec();
        let extended = b"RIFF\0\0\0\0WEBPVP8X\0\0\0\0\0\0\0\0\x7f\x02\x00\x77\x00\x00".to_vec();
        let cases = [
            (png_of(640, 120), LogoKind::Png),
            (jpeg, LogoKind::Jpeg),
            (lossy, LogoKind::Webp),
            (lossless, LogoKind::Webp),
            (extended, LogoKind::Webp),
        ];
        for (bytes, kind) in cases {
            let logo = read(bytes).unwrap();
            assert_eq!((logo.kind, logo.size), (kind, (640, 120)));
            assert_eq!(logo.hash.len(), 32);
        }
    }

    #[test]
    fn what_is_no_picture_or_too_large_is_refused() {
        let svg = b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>".to_vec();
        let html = b"<!doctype html>".to_vec();
        for bad in [
            svg,
            html,
            b"GIF89a".to_vec(),
            vec![],
            png_of(0, 9),
            png_of(4097, 9),
            b"\xff\xd8\xff\xd9".to_vec(),
        ] {
            assert_eq!(read(bad).unwrap_err().errors[0].field.as_deref(), Some("logo"));
        }
        let mut large = png_of(10, 10);
        large.resize(LARGEST + 1, 0);
        assert!(read(large).is_err());
    }

    proptest! {
        #[test]
        fn any_bytes_are_read(kind in 0..4_usize, rest in proptest::collection::vec(any::<u8>(), 0..64)) {
            let heads: [&[u8]; 4] = [b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"RIFF\0\0\0\0WEBP", b""];
            let _ = read([heads[kind], &rest].concat());
        }
    }
}

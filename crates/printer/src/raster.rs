//! A picture in black and white.

use base64::{Engine, engine::general_purpose::STANDARD};
use serde::Deserialize;

/// The widest paper: 832 dots are 104 mm.
const WIDEST: u16 = 832;
/// The longest ticket, in dots; 4,000 are half a metre.
const LONGEST: u16 = 4_000;

/// A picture as a thermal printer burns it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Raster {
    /// In dots; a multiple of 8.
    width: u16,
    height: u16,
    /// One bit a dot, 1 burns; rows from the top, the leftmost dot in the highest bit.
    bits: Vec<u8>,
}

/// Why something is no picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadRaster {
    /// The width.
    #[error("the width is a multiple of 8, from 8 to {WIDEST} dots")]
    Width,
    /// The height.
    #[error("the height goes from 1 to {LONGEST} dots")]
    Height,
    /// The dots.
    #[error("the bits are base64 of width / 8 bytes for each row")]
    Bits,
}

/// A picture as a page sends it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Sent {
    width: u16,
    height: u16,
    bits: String,
}

impl TryFrom<Sent> for Raster {
    type Error = BadRaster;

    fn try_from(sent: Sent) -> Result<Self, BadRaster> {
        let bits = STANDARD.decode(sent.bits).map_err(|_| BadRaster::Bits)?;
        Self::new(sent.width, sent.height, bits)
    }
}

impl Raster {
    /// A picture of this size.
    pub fn new(width: u16, height: u16, bits: Vec<u8>) -> Result<Self, BadRaster> {
        if width == 0 || width > WIDEST || !width.is_multiple_of(8) {
            return Err(BadRaster::Width);
        }
        if height == 0 || height > LONGEST {
            return Err(BadRaster::Height);
        }
        if bits.len() != usize::from(width / 8) * usize::from(height) {
            return Err(BadRaster::Bits);
        }
        Ok(Self { width, height, bits })
    }

    /// Bytes in a row.
    pub fn row_bytes(&self) -> u16 {
        self.width / 8
    }

    /// The rows from the top.
    pub fn rows(&self) -> std::slice::Chunks<'_, u8> {
        self.bits.chunks(usize::from(self.row_bytes()))
    }
}

//! ESC/POS, as far as a ticket needs it (Epson, "ESC/POS Command Reference"): initialise, print a raster image, feed, cut.

use crate::Raster;

/// Rows of one image command: printers with little memory lose lines of longer ones.
const BAND: usize = 128;
/// Lines of paper between the last dots and the knife.
const FEED: u8 = 4;

const INITIALISE: [u8; 2] = [0x1b, b'@'];
/// `GS v 0`, in its normal size.
const IMAGE: [u8; 4] = [0x1d, b'v', b'0', 0];
/// `ESC d`.
const FEED_LINES: [u8; 2] = [0x1b, b'd'];
/// `GS V 66 0`: feeds to the knife and leaves a point uncut.
const CUT: [u8; 4] = [0x1d, b'V', 66, 0];

/// What a printer is told to print a picture and cut it off.
pub fn ticket(picture: &Raster) -> Vec<u8> {
    let mut bytes = INITIALISE.to_vec();
    let rows: Vec<&[u8]> = picture.rows().collect();
    for band in rows.chunks(BAND) {
        bytes.extend(IMAGE);
        bytes.extend(picture.row_bytes().to_le_bytes());
        // A band has at most `BAND` rows.
        bytes.extend((band.len() as u16).to_le_bytes());
        bytes.extend(band.iter().copied().flatten());
    }
    bytes.extend(FEED_LINES);
    bytes.push(FEED);
    bytes.extend(CUT);
    bytes
}

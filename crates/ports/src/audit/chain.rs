//! The hash chain. SHA-256, over what comes before and the entry's own digest:
//!
//! - `digest = SHA-256(canonical bytes of the entry)`
//! - `hash = SHA-256(LINK ‖ hash before ‖ place, 8 bytes big-endian ‖ digest)`
//! - before the first: `SHA-256(BEGINNING ‖ chain's id)`
//!
//! Two steps, so that a store can make the link inside the statement that appends, whatever the entry is.

use aws_lc_rs::digest::{Context, SHA256};
use vq_domain::audit::{Entry, chain_bytes};

use super::Chain;

/// What a link begins with.
pub const LINK: &[u8] = b"vqueue audit link 1\0";
const BEGINNING: &[u8] = b"vqueue audit chain 1\0";

fn sha256(parts: &[&[u8]]) -> [u8; 32] {
    let mut context = Context::new(&SHA256);
    for part in parts {
        context.update(part);
    }
    let mut hash = [0; 32];
    hash.copy_from_slice(context.finish().as_ref());
    hash
}

/// The hash before a chain's first entry.
pub fn beginning(chain: Chain) -> [u8; 32] {
    sha256(&[BEGINNING, &chain_bytes(chain)])
}

/// The digest of an entry.
pub fn digest(entry: &Entry) -> [u8; 32] {
    sha256(&[&entry.canonical()])
}

/// The hash of a chain up to an entry.
pub fn link(before: &[u8; 32], sequence: u64, digest: &[u8; 32]) -> [u8; 32] {
    sha256(&[LINK, before, &sequence.to_be_bytes(), digest])
}

//! Sealing small secrets: AES-256-GCM with a key of the purpose `seal` (NIST SP 800-38D).
//!
//! A sealed value is the key's number (4 bytes, big-endian), a random nonce (12), and the ciphertext with its tag (16). Where
//! it belongs is bound to it, so that it cannot be moved: somebody who can write the database cannot give one person's secret
//! to another.

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use vq_ports::Ids;

use crate::{Key, Keyring, Purpose};

const NUMBER: usize = 4;

/// A sealed value that cannot be opened: of another place, damaged, or of a key that is not there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a sealed value cannot be opened")]
pub struct Broken;

/// Seals `secret` for `place`, which says without ambiguity what and whose it is.
pub fn seal(keys: &Keyring, ids: &dyn Ids, place: &[u8], secret: &[u8]) -> Result<Vec<u8>, Broken> {
    let key = keys.current(Purpose::Seal);
    let mut nonce = [0; NONCE_LEN];
    ids.fill(&mut nonce);
    let mut sealed = Vec::with_capacity(NUMBER + NONCE_LEN + secret.len() + AES_256_GCM.tag_len());
    sealed.extend(key.number().to_be_bytes());
    sealed.extend(nonce);
    let mut text = secret.to_vec();
    cipher(&key)?
        .seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), Aad::from(place), &mut text)
        .map_err(|_| Broken)?;
    sealed.append(&mut text);
    Ok(sealed)
}

/// Opens what [`seal`] sealed for the same place.
pub fn unseal(keys: &Keyring, place: &[u8], sealed: &[u8]) -> Result<Vec<u8>, Broken> {
    let (number, rest) = sealed.split_first_chunk::<NUMBER>().ok_or(Broken)?;
    let (nonce, text) = rest.split_first_chunk::<NONCE_LEN>().ok_or(Broken)?;
    let key = keys.by_number(Purpose::Seal, u32::from_be_bytes(*number)).ok_or(Broken)?;
    let mut text = text.to_vec();
    let opened = cipher(&key)?
        .open_in_place(Nonce::assume_unique_for_key(*nonce), Aad::from(place), &mut text)
        .map_err(|_| Broken)?
        .len();
    text.truncate(opened);
    Ok(text)
}

fn cipher(key: &Key) -> Result<LessSafeKey, Broken> {
    UnboundKey::new(&AES_256_GCM, key.bytes()).map(LessSafeKey::new).map_err(|_| Broken)
}

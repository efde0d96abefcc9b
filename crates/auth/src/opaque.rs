//! Opaque tokens: refresh tokens, and those in mails. Random; only their SHA-256 is stored.

use aws_lc_rs::digest;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use vq_ports::Ids;

/// A fresh token and the hash to store.
pub(crate) fn draw(ids: &dyn Ids) -> (String, [u8; 32]) {
    let mut bytes = [0; 32];
    ids.fill(&mut bytes);
    (URL_SAFE_NO_PAD.encode(bytes), sha256(&bytes))
}

/// The hash under which a token is stored; `None` if it is no token of ours.
pub(crate) fn hash(token: &str) -> Option<[u8; 32]> {
    let mut bytes = [0; 32];
    // 33 bytes would not fit and fail; fewer are none of ours.
    let length = URL_SAFE_NO_PAD.decode_slice(token, &mut bytes).ok()?;
    (length == bytes.len()).then(|| sha256(&bytes))
}

fn sha256(bytes: &[u8]) -> [u8; 32] {
    let mut hash = [0; 32];
    hash.copy_from_slice(digest::digest(&digest::SHA256, bytes).as_ref());
    hash
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use vq_ports::SystemIds;

    use super::*;

    #[test]
    fn a_token_is_found_by_its_hash() {
        let (token, stored) = draw(&SystemIds);
        assert_eq!(token.len(), 43);
        assert_eq!(hash(&token), Some(stored));
        assert_ne!(draw(&SystemIds).0, token);
    }

    proptest! {
        #[test]
        fn other_texts_are_none(text in any::<String>()) {
            prop_assume!(text.len() != 43);
            prop_assert_eq!(hash(&text), None);
        }

        #[test]
        fn no_two_spellings_are_one_token(bytes in any::<[u8; 32]>(), at in 0_usize..43, other in "[A-Za-z0-9_-]") {
            let token = URL_SAFE_NO_PAD.encode(bytes);
            let mut changed = token.clone();
            changed.replace_range(at..=at, &other);
            prop_assume!(changed != token);
            prop_assert_ne!(hash(&changed), hash(&token));
        }
    }
}

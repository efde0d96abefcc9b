//! Invite codes: `XXXX-XXXX-XXXX-XXXX`, 80 random bits in Crockford's base 32. Only their SHA-256 is kept.

use vq_ports::Ids;

use crate::challenge::sha256;

/// No I, L, O or U.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const SYMBOLS: usize = 16;
/// Longest text looked at: a code and a lot of dashes and spaces.
const LONGEST_TEXT: usize = 64;

/// A fresh code and the hash to store.
pub(crate) fn draw(ids: &dyn Ids) -> (String, [u8; 32]) {
    let mut bytes = [0; SYMBOLS];
    ids.fill(&mut bytes);
    let symbols = bytes.map(|byte| ALPHABET[usize::from(byte & 31)]);
    let mut code = String::with_capacity(SYMBOLS + 3);
    for (at, symbol) in symbols.iter().enumerate() {
        if at > 0 && at % 4 == 0 {
            code.push('-');
        }
        code.push(char::from(*symbol));
    }
    (code, sha256(&symbols))
}

/// The hash of a code as a person typed it: lower case, O for 0, I or L for 1, with or without dashes and spaces. `None` if it
/// cannot be a code.
pub(crate) fn hash(text: &str) -> Option<[u8; 32]> {
    if text.len() > LONGEST_TEXT {
        return None;
    }
    let mut symbols = Vec::with_capacity(SYMBOLS);
    for byte in text.bytes().filter(|byte| !matches!(byte, b'-' | b' ' | b'\t' | b'\r' | b'\n')) {
        let symbol = match byte.to_ascii_uppercase() {
            b'O' => b'0',
            b'I' | b'L' => b'1',
            other => other,
        };
        if symbols.len() == SYMBOLS || !ALPHABET.contains(&symbol) {
            return None;
        }
        symbols.push(symbol);
    }
    (symbols.len() == SYMBOLS).then(|| sha256(&symbols))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use vq_ports::SystemIds;

    use super::*;

    #[test]
    fn a_code_is_found_however_it_is_typed() {
        let (code, stored) = draw(&SystemIds);
        assert_eq!((code.len(), hash(&code)), (19, Some(stored)));
        let typed =
            format!(" {} ", code.to_lowercase().replace('-', " ").replace('0', "o").replace('1', "l"));
        assert_eq!(hash(&typed), Some(stored));
        assert_eq!(hash(&code[1..]), None);
        assert_eq!(hash(&format!("{code}0")), None);
        assert_ne!(draw(&SystemIds).0, code);
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "\\PC{0,80}") {
            let symbols = text.chars().filter(char::is_ascii_alphanumeric).count();
            prop_assert!(symbols == SYMBOLS || hash(&text).is_none());
        }

        #[test]
        fn another_code_is_another(left in "[0-9A-HJKMNP-TV-Z]{16}", right in "[0-9A-HJKMNP-TV-Z]{16}") {
            prop_assert_eq!(hash(&left) == hash(&right), left == right);
        }
    }
}

//! Masking: what is left of personal data for those who have no right to it, and in logs for everybody.
//!
//! Two questions. [`value`] and [`json`] mask what is known to be personal: something is left to tell two people apart on a
//! screen, never enough to reach somebody. [`text`] finds what looks personal in free text: e-mail addresses, phone numbers
//! (E.164, or written as is usual in North America, or with a leading zero), US social security numbers, payment cards
//! (ISO/IEC 7812, with the check digit of Luhn) and IBANs (ISO 13616, with the check of ISO 7064 MOD 97-10). Text in which
//! nothing is found comes back as it is.
//!
//! Masking twice is masking once.

use std::borrow::Cow;

use serde_json::Value;

/// What stands for what is hidden.
pub const HIDDEN: &str = "***";

/// What a piece of text looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// An e-mail address.
    Email,
    /// A telephone number.
    Phone,
    /// A US social security number.
    Ssn,
    /// The number of a payment card.
    Card,
    /// An account number of a bank.
    Iban,
}

/// Masks a value that is personal whatever it looks like. A shape that is known keeps what its kind may keep; of any other text
/// of six characters or more the first is left.
pub fn value(personal: &str) -> String {
    let trimmed = personal.trim();
    if trimmed.ends_with(HIDDEN) && trimmed.chars().count() <= 1 + HIDDEN.len() {
        return trimmed.to_owned();
    }
    let masked = text(trimmed);
    if let Cow::Owned(masked) = masked {
        // Something was found; what stands around it is personal as well, unless it is all there was.
        return match find(trimmed.as_bytes(), 0) {
            Some(found) if found.start == 0 && found.end == trimmed.len() => masked,
            _ => first_letter(trimmed),
        };
    }
    if is_masked(trimmed) { trimmed.to_owned() } else { first_letter(trimmed) }
}

/// Masks every text and number in a document; its keys, truth values and shape stay.
pub fn json(personal: &Value) -> Value {
    match personal {
        Value::Null | Value::Bool(_) => personal.clone(),
        Value::Number(_) => Value::String(HIDDEN.to_owned()),
        Value::String(text) => Value::String(value(text)),
        Value::Array(items) => Value::Array(items.iter().map(json).collect()),
        Value::Object(members) => Value::Object(
            members.iter().map(|(key, member)| (text(key).into_owned(), json(member))).collect(),
        ),
    }
}

/// Masks what looks personal in free text.
pub fn text(free: &str) -> Cow<'_, str> {
    let bytes = free.as_bytes();
    let Some(mut found) = find(bytes, 0) else { return Cow::Borrowed(free) };
    let mut masked = String::with_capacity(free.len());
    let mut from = 0;
    loop {
        masked.push_str(&free[from..found.start]);
        put(&mut masked, &free[found.start..found.end], found.kind);
        from = found.end;
        match find(bytes, from) {
            Some(next) => found = next,
            None => break,
        }
    }
    masked.push_str(&free[from..]);
    Cow::Owned(masked)
}

/// What the whole of a text looks like, if it looks like anything.
pub fn kind(text: &str) -> Option<Kind> {
    find(text.as_bytes(), 0)
        .filter(|found| found.start == 0 && found.end == text.len())
        .map(|found| found.kind)
}

/// Whether the check digit of a card's number is right (Luhn, ISO/IEC 7812-1 annex B).
pub fn luhn(digits: &[u8]) -> bool {
    let sum: u32 = digits
        .iter()
        .rev()
        .enumerate()
        .map(|(at, digit)| match (u32::from(*digit), at % 2) {
            (digit, 0) => digit,
            (digit, _) if digit > 4 => digit * 2 - 9,
            (digit, _) => digit * 2,
        })
        .sum();
    sum.is_multiple_of(10)
}

/// Whether the check digits of an IBAN without spaces are right: 1 modulo 97, the first four characters moved to the end and
/// letters read as 10 to 35 (ISO 13616, ISO 7064 MOD 97-10).
pub fn iban(compact: &[u8]) -> bool {
    if compact.len() < 15 || compact.len() > 34 {
        return false;
    }
    let (head, tail) = compact.split_at(4);
    let shape = head[..2].iter().all(u8::is_ascii_alphabetic) && head[2..].iter().all(u8::is_ascii_digit);
    let rest = tail.iter().chain(head).try_fold(0_u32, |rest, byte| match byte {
        b'0'..=b'9' => Some((rest * 10 + u32::from(byte - b'0')) % 97),
        b'a'..=b'z' => Some((rest * 100 + u32::from(byte - b'a') + 10) % 97),
        b'A'..=b'Z' => Some((rest * 100 + u32::from(byte - b'A') + 10) % 97),
        _ => None,
    });
    shape && rest == Some(1)
}

fn first_letter(personal: &str) -> String {
    let mut letters = personal.chars();
    match letters.next() {
        Some(first) if letters.count() >= 5 => format!("{first}{HIDDEN}"),
        _ => HIDDEN.to_owned(),
    }
}

/// Whether this is what masking leaves of an address or a number.
fn is_masked(text: &str) -> bool {
    let mut left = text.split(HIDDEN);
    let hidden = left.clone().count() > 1;
    hidden && left.all(|part| part.chars().count() <= 5)
}

fn put(masked: &mut String, found: &str, kind: Kind) {
    let last = |count: usize| {
        let digits: Vec<char> = found.chars().filter(char::is_ascii_alphanumeric).collect();
        digits[digits.len().saturating_sub(count)..].iter().collect::<String>()
    };
    match kind {
        Kind::Email => {
            let (local, domain) = found.rsplit_once('@').unwrap_or((found, ""));
            let first = |part: &str| part.chars().next().map(String::from).unwrap_or_default();
            let top = domain.rsplit('.').next().unwrap_or_default();
            // A top-level domain of three letters or fewer says little about whose it is.
            let top = if top.len() <= 3 { format!(".{top}") } else { String::new() };
            masked.push_str(&format!("{}{HIDDEN}@{HIDDEN}{top}", first(local)));
        }
        Kind::Phone => masked.push_str(&format!("{HIDDEN}{}", last(2))),
        Kind::Ssn => masked.push_str(HIDDEN),
        Kind::Card => masked.push_str(&format!("{HIDDEN}{}", last(4))),
        Kind::Iban => masked.push_str(&format!("{}{HIDDEN}{}", &found[..2], last(2))),
    }
}

/// Something found in text; `start` and `end` are offsets in bytes.
struct Found {
    start: usize,
    end: usize,
    kind: Kind,
}

fn find(bytes: &[u8], from: usize) -> Option<Found> {
    (from..bytes.len()).find_map(|at| match bytes[at] {
        b'@' => email(bytes, from, at),
        byte if begins(bytes, from, at) => match byte {
            b'0'..=b'9' => ssn(bytes, at).or_else(|| card(bytes, at)).or_else(|| phone(bytes, at)),
            b'+' | b'(' => phone(bytes, at),
            byte if byte.is_ascii_alphabetic() => bank(bytes, at),
            _ => None,
        },
        _ => None,
    })
}

/// Whether a number or a word can begin here: not in the middle of one, nor in the middle of an id with hyphens.
fn begins(bytes: &[u8], from: usize, at: usize) -> bool {
    let Some(before) = at.checked_sub(1).filter(|before| *before >= from).map(|before| bytes[before]) else {
        return true;
    };
    let joined = before.is_ascii_alphanumeric() || before >= 0x80 || matches!(before, b'+' | b'_' | b'.');
    let hyphen = before == b'-' && at >= 2 && bytes[at - 2].is_ascii_alphanumeric();
    !joined && !hyphen
}

/// Whether a number or a word can end here.
fn ends(bytes: &[u8], end: usize) -> bool {
    match bytes.get(end) {
        None => true,
        Some(b'-' | b'_' | b'.' | b':') => !bytes.get(end + 1).is_some_and(u8::is_ascii_alphanumeric),
        Some(byte) => !byte.is_ascii_alphanumeric() && *byte < 0x80,
    }
}

/// An address around its `@`. What may stand before and after it is what mail servers let pass, not all of RFC 5322.
fn email(bytes: &[u8], from: usize, at: usize) -> Option<Found> {
    let local =
        |byte: u8| byte.is_ascii_alphanumeric() || b".!#$%&'*+/=?^_`{|}~-".contains(&byte) || byte >= 0x80;
    let domain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'.' || byte == b'-' || byte >= 0x80;
    let mut start = at;
    while start > from && local(bytes[start - 1]) {
        start -= 1;
    }
    let mut end = at + 1;
    while end < bytes.len() && domain(bytes[end]) {
        end += 1;
    }
    while end > at + 1 && matches!(bytes[end - 1], b'.' | b'-') {
        end -= 1;
    }
    // Quotes, keys and brackets of the text around an address are none of it.
    while start < at && matches!(bytes[start], b'=' | b'\'' | b'`' | b'{' | b'|' | b'/' | b'?' | b'&' | b'.')
    {
        start += 1;
    }
    if let Some(key) = bytes[start..at].iter().rposition(|byte| matches!(byte, b'=' | b'/' | b'?' | b'&')) {
        start += key + 1;
    }
    let name = &bytes[at + 1..end];
    let top = name.rsplit(|byte| *byte == b'.').next()?;
    let whole = start < at && name.contains(&b'.') && top.len() >= 2;
    whole.then_some(Found { start, end, kind: Kind::Email })
}

/// `ddd-dd-dddd`, also with spaces.
fn ssn(bytes: &[u8], at: usize) -> Option<Found> {
    let end = at + 11;
    let shape = bytes.get(at..end)?;
    let separator = shape[3];
    let fits = matches!(separator, b'-' | b' ')
        && shape.iter().enumerate().all(|(at, byte)| match at {
            3 | 6 => *byte == separator,
            _ => byte.is_ascii_digit(),
        });
    (fits && ends(bytes, end)).then_some(Found { start: at, end, kind: Kind::Ssn })
}

/// Digits from `at` on, single separators between them let pass, and where they end.
fn digits(bytes: &[u8], at: usize, separators: &[u8], most: usize) -> (Vec<u8>, usize) {
    let mut digits = Vec::with_capacity(most);
    let (mut end, mut next) = (at, at);
    while let Some(byte) = bytes.get(next) {
        if byte.is_ascii_digit() {
            if digits.len() == most {
                return (Vec::new(), at);
            }
            digits.push(byte - b'0');
            end = next + 1;
        } else if !separators.contains(byte) || next != end {
            break;
        }
        next += 1;
    }
    (digits, end)
}

/// 13 to 19 digits with the right check digit, as one number or in groups. Cards of payment begin with 2 to 6; no moment in
/// milliseconds does in our time.
fn card(bytes: &[u8], at: usize) -> Option<Found> {
    [&b""[..], b" -"].into_iter().find_map(|separators| {
        let (digits, end) = digits(bytes, at, separators, 19);
        let length = match digits.first()? {
            4 => digits.len() >= 13,
            2 | 3 | 5 | 6 => digits.len() >= 14,
            _ => false,
        };
        (length && luhn(&digits) && ends(bytes, end)).then_some(Found { start: at, end, kind: Kind::Card })
    })
}

/// A telephone number: E.164 has 7 to 15 digits after its plus sign; with a leading zero 9 to 12; in North America ten in
/// groups of three, three and four.
fn phone(bytes: &[u8], at: usize) -> Option<Found> {
    let separators = b" -./()";
    let found = |end| Some(Found { start: at, end, kind: Kind::Phone });
    match bytes[at] {
        b'+' => {
            let (digits, end) = loose(bytes, at + 1, separators, 15);
            ((7..=15).contains(&digits) && ends(bytes, end)).then(|| found(end))?
        }
        b'0' => {
            let (digits, end) = loose(bytes, at, b" -/()", 12);
            ((9..=12).contains(&digits) && ends(bytes, end)).then(|| found(end))?
        }
        _ => {
            let mut next = at;
            let mut group = |count: usize, bracket: bool| {
                let open = bracket && bytes.get(next) == Some(&b'(');
                let from = next + usize::from(open);
                let all = bytes.get(from..from + count)?.iter().all(u8::is_ascii_digit);
                next = from + count;
                if open {
                    (bytes.get(next) == Some(&b')')).then_some(())?;
                    next += 1 + usize::from(bytes.get(next + 1) == Some(&b' '));
                } else if count == 3 {
                    matches!(bytes.get(next), Some(b'-' | b' ' | b'.')).then_some(())?;
                    next += 1;
                }
                all.then_some(next)
            };
            group(3, true)?;
            group(3, false)?;
            let end = group(4, false)?;
            ends(bytes, end).then(|| found(end))?
        }
    }
}

/// How many digits there are from `at` on, up to two separators between them let pass, and where they end.
fn loose(bytes: &[u8], at: usize, separators: &[u8], most: usize) -> (usize, usize) {
    let (mut count, mut end, mut next) = (0, at, at);
    while let Some(byte) = bytes.get(next) {
        if byte.is_ascii_digit() {
            if count == most {
                return (0, at);
            }
            count += 1;
            end = next + 1;
        } else if !separators.contains(byte) || next >= end + 2 {
            break;
        }
        next += 1;
    }
    (count, end)
}

/// An IBAN, compact or in groups of four.
fn bank(bytes: &[u8], at: usize) -> Option<Found> {
    let mut compact = Vec::with_capacity(34);
    let mut best = None;
    let mut next = at;
    while let Some(byte) = bytes.get(next) {
        if byte.is_ascii_alphanumeric() {
            // In groups it is written in capitals, which tells it from the words after it.
            if compact.len() == 34 || byte.is_ascii_lowercase() && next - at > compact.len() {
                break;
            }
            compact.push(*byte);
        } else if *byte != b' ' || compact.is_empty() || compact.len() % 4 != 0 {
            break;
        } else if ends(bytes, next) && iban(&compact) {
            best = Some(next);
        }
        next += 1;
        if compact.len() == 4 && !(compact[2].is_ascii_digit() && compact[3].is_ascii_digit()) {
            return None;
        }
    }
    if ends(bytes, next) && iban(&compact) {
        best = Some(next);
    }
    best.map(|end| Found { start: at, end, kind: Kind::Iban })
}

//! Masking hides what it finds, finds what is there, and leaves the rest alone.

use proptest::prelude::*;
use serde_json::json;
use vq_domain::mask::{self, Kind};

fn digits(count: std::ops::Range<usize>) -> impl Strategy<Value = Vec<u8>> {
    proptest::collection::vec(0_u8..=9, count)
}

fn spell(digits: &[u8]) -> String {
    digits.iter().map(|digit| char::from(b'0' + digit)).collect()
}

/// A card's number with the right check digit.
fn card() -> impl Strategy<Value = String> {
    (2_u8..=6, digits(12..17)).prop_map(|(first, rest)| {
        let mut number = vec![first];
        number.extend(rest);
        let check = (0..=9)
            .find(|check| {
                let mut whole = number.clone();
                whole.push(*check);
                mask::luhn(&whole)
            })
            .unwrap();
        number.push(check);
        spell(&number)
    })
}

/// An IBAN with the right check digits.
fn iban() -> impl Strategy<Value = String> {
    ("[A-Z]{2}", "[0-9]{11,26}").prop_map(|(country, account)| {
        (2..=98)
            .map(|check| format!("{country}{check:02}{account}"))
            .find(|whole| mask::iban(whole.as_bytes()))
            .unwrap()
    })
}

fn grouped(number: &str, separator: char) -> String {
    let letters: Vec<char> = number.chars().collect();
    let groups: Vec<String> = letters.chunks(4).map(|group| group.iter().collect()).collect();
    groups.join(&separator.to_string())
}

fn around() -> impl Strategy<Value = (String, String)> {
    // Words and punctuation as they stand around values in logs, JSON and sentences.
    let before = prop_oneof!["", "[a-z]{1,8} ", "[a-z]{1,8}[=:]", "\"[a-z]{1,8}\":\"", "\\(", "<"];
    let after = prop_oneof!["", " [a-z]{1,8}", "\"[,}]", "\\)", ", [a-z]{2}", "\\. ", ">"];
    (before, after)
}

fn personal() -> impl Strategy<Value = (String, Kind)> {
    prop_oneof![
        "[a-z]{3,9}(\\.[a-z]{2,9})?@[a-z]{3,9}\\.(com|org|example)".prop_map(|text| (text, Kind::Email)),
        "\\+[1-9][0-9]{8,13}".prop_map(|text| (text, Kind::Phone)),
        "\\+[1-9][0-9] [0-9]{3} [0-9]{3} [0-9]{3}".prop_map(|text| (text, Kind::Phone)),
        "\\([2-9][0-9]{2}\\) [0-9]{3}-[0-9]{4}".prop_map(|text| (text, Kind::Phone)),
        "[2-9][0-9]{2}-[0-9]{3}-[0-9]{4}".prop_map(|text| (text, Kind::Phone)),
        "[0-9]{3}-[0-9]{2}-[0-9]{4}".prop_map(|text| (text, Kind::Ssn)),
        card().prop_map(|text| (text, Kind::Card)),
        card().prop_map(|text| (grouped(&text, ' '), Kind::Card)),
        card().prop_map(|text| (grouped(&text, '-'), Kind::Card)),
        iban().prop_map(|text| (text, Kind::Iban)),
        iban().prop_map(|text| (grouped(&text, ' '), Kind::Iban)),
    ]
}

/// The letters and digits of a text.
fn bare(text: &str) -> String {
    text.chars().filter(char::is_ascii_alphanumeric).collect()
}

proptest! {
    #[test]
    fn what_is_personal_is_found_in_any_text((value, kind) in personal(), (before, after) in around()) {
        prop_assert_eq!(mask::kind(&value), Some(kind), "{}", value);
        let text = format!("{before}{value}{after}");
        let masked = mask::text(&text);
        prop_assert!(!masked.contains(&value), "{masked}");
        prop_assert!(!bare(&masked).contains(&bare(&value)), "{masked}");
        // What stands around it is still there.
        prop_assert!(masked.starts_with(&before) && masked.ends_with(&after), "{masked}");
    }

    #[test]
    fn masking_twice_is_masking_once((value, _) in personal(), (before, after) in around(), word in "\\PC{0,40}") {
        let text = format!("{before}{value}{after}");
        let once = mask::text(&text).into_owned();
        prop_assert_eq!(mask::text(&once), once.as_str());
        for personal in [value, word] {
            let once = mask::value(&personal);
            prop_assert_eq!(mask::value(&once), once.as_str());
        }
    }

    #[test]
    fn any_text_is_masked_without_a_panic(text in "\\PC{0,200}", bytes in "[-+@.()0-9A-Za-zé ]{0,80}") {
        for text in [text, bytes] {
            drop(mask::text(&text).into_owned());
            drop(mask::value(&text));
        }
    }

    #[test]
    fn words_without_numbers_are_left_alone(text in "[a-zA-Z ,.:;=_-]{0,80}") {
        prop_assert_eq!(mask::text(&text), text.as_str());
    }

    #[test]
    fn ids_and_moments_are_left_alone(id: u128, millis in 1_500_000_000_000_i64..1_999_999_999_999, small in 0_u32..99_999_999) {
        let id = uuid::Uuid::from_u128(id);
        let text = format!("queue={id} at={millis} count={small} took=12.5ms 2026-01-15T10:30:00.123Z http.status=200");
        prop_assert_eq!(mask::text(&text), text.as_str());
    }

    #[test]
    fn little_is_left_of_a_value(value in "[a-zA-Z0-9]{2,40}") {
        let masked = mask::value(&value);
        let left = masked.replace(mask::HIDDEN, "");
        prop_assert!(left.len() <= 5 && left.len() < value.len(), "{value} {masked}");
    }

    #[test]
    fn no_scalar_of_a_document_is_left(text in "[a-z]{7,20}", number in 1000_u64..) {
        let document = json!({"name": text, "list": [number, {"deep": text}], "flag": true, "none": null});
        let masked = mask::json(&document);
        let spelled = masked.to_string();
        prop_assert!(!spelled.contains(&text) && !spelled.contains(&number.to_string()), "{spelled}");
        prop_assert_eq!(&masked["flag"], &json!(true));
        prop_assert_eq!(mask::json(&masked), masked);
    }
}

#[test]
fn each_kind_keeps_what_it_may() {
    for (value, masked) in [
        ("anna.berg@example.org", "a***@***.org"),
        ("anna@hospital.international", "a***@***"),
        ("+49 170 1234567", "***67"),
        ("078-05-1120", "***"),
        ("4111 1111 1111 1111", "***1111"),
        ("GB82 WEST 1234 5698 7654 32", "GB***32"),
        ("customer-4711", "c***"),
        ("anna", "***"),
        ("", "***"),
    ] {
        assert_eq!(mask::value(value), masked);
    }
}

#[test]
fn numbers_with_wrong_check_digits_are_none() {
    assert_eq!(mask::kind("4111111111111112"), None);
    assert_eq!(mask::kind("GB83WEST12345698765432"), None);
    assert_eq!(mask::kind("GB82WEST12345698765432"), Some(Kind::Iban));
}

#[test]
fn the_rest_of_a_value_around_an_address_is_hidden_too() {
    assert_eq!(mask::value("Anna Berg <anna@example.org>"), "A***");
}

//! What of a state may stand in the audit log. Fields are known by their names, wherever in a state they stand.

use serde_json::Value;

/// Parts of names whose values are secrets: nothing of them is kept.
const SECRET: &[&str] = &["password", "secret", "token", "hash", "seed", "recoverycode"];
/// Names whose values are about a person: they are told apart, not read.
const PERSONAL: &[&str] =
    &["email", "phone", "personname", "useridentifier", "identifier", "subject", "metadata"];

/// A state without secrets, and with personal fields masked.
pub fn mask(state: Value) -> Value {
    match state {
        Value::Object(fields) => {
            let masked = fields.into_iter().map(|(name, value)| {
                let value = mask_field(&name, value);
                (name, value)
            });
            Value::Object(masked.collect())
        }
        Value::Array(items) => Value::Array(items.into_iter().map(mask).collect()),
        other => other,
    }
}

fn mask_field(name: &str, value: Value) -> Value {
    let plain: String =
        name.chars().filter(|letter| letter.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    match value {
        Value::Null | Value::Bool(_) => value,
        value if SECRET.iter().any(|secret| plain.contains(secret)) => {
            drop(value);
            Value::from("[secret]")
        }
        value if PERSONAL.contains(&plain.as_str()) => match value {
            Value::String(text) if text.contains('@') => Value::from(mask_email(&text)),
            Value::String(text) => Value::from(mask_text(&text)),
            _ => Value::from("[personal]"),
        },
        value => mask(value),
    }
}

/// `a•••@shop.example` of `ann@shop.example`.
pub fn mask_email(email: &str) -> String {
    match email.rsplit_once('@') {
        Some((person, place)) => format!("{}@{place}", mask_text(person)),
        None => mask_text(email),
    }
}

/// The first letter, then dots: always as many, so that the length is not told.
pub fn mask_text(text: &str) -> String {
    text.chars().next().map(|first| format!("{first}•••")).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    #[test]
    fn secrets_are_gone_and_people_are_masked() {
        let masked = mask(json!({
            "email": "ann@shop.example",
            "password_hash": "argon2",
            "clientSecret": "s",
            "token_hash": [1, 2, 3],
            "requirePassword": true,
            "metadata": {"ssn": "1"},
            "user_identifier": "customer-17",
            "rows": [{"phone": "+49 30 1"}],
            "name": "Tickets",
        }));
        let wanted = json!({
            "email": "a•••@shop.example",
            "password_hash": "[secret]",
            "clientSecret": "[secret]",
            "token_hash": "[secret]",
            "requirePassword": true,
            "metadata": "[personal]",
            "user_identifier": "c•••",
            "rows": [{"phone": "+•••"}],
            "name": "Tickets",
        });
        assert_eq!(masked, wanted);
    }

    proptest! {
        #[test]
        fn of_a_masked_text_only_its_first_letter_is_left(text in "\\PC{2,40}") {
            let masked = mask_text(&text);
            prop_assert_eq!(masked.chars().count(), 4);
            prop_assert!(text.starts_with(masked.chars().next().unwrap_or_default()));
        }

        #[test]
        fn no_email_makes_it_panic_or_shows_the_person(person in "[a-z.]{4,20}", place in "[0-9]{1,9}") {
            let masked = mask_email(&[person.as_str(), &place].join("@"));
            prop_assert!(!masked.contains(&person));
        }
    }
}

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
            Value::String(text) => Value::from(crate::mask::value(&text)),
            _ => Value::from("[personal]"),
        },
        Value::String(text) => Value::from(crate::mask::text(&text)),
        value => mask(value),
    }
}

#[cfg(test)]
mod tests {
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
            "email": "a***@***",
            "password_hash": "[secret]",
            "clientSecret": "[secret]",
            "token_hash": "[secret]",
            "requirePassword": true,
            "metadata": "[personal]",
            "user_identifier": "c***",
            "rows": [{"phone": "+***"}],
            "name": "Tickets",
        });
        assert_eq!(masked, wanted);
    }
}

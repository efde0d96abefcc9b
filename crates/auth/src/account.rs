//! What an account's e-mail and password may look like. Pure.

use vq_domain::{Account, ErrorCode, FieldError, limit};

/// Longest e-mail address, in bytes (RFC 5321).
const LONGEST_EMAIL: usize = limit::EMAIL.count();
/// Longest part before the `@`, in bytes (RFC 5321).
const LONGEST_LOCAL: usize = 64;
/// Shortest password, in characters.
const SHORTEST_PASSWORD: usize = 10;
/// The languages of mails and pages, as tags: those of the wait page.
pub(crate) const LANGUAGES: [&str; 6] = ["en", "de", "es", "fr", "ar", "ja"];
/// Longest name of a person, a role or a key, in characters.
const LONGEST_NAME: usize = limit::PERSON_NAME.count();
/// Longest password, in characters.
pub(crate) const LONGEST_PASSWORD: usize = limit::PASSWORD.count();

/// The one form of an e-mail address, under which it is stored and looked up.
pub(crate) fn normalise_email(email: &str) -> String {
    email.trim().to_lowercase()
}

/// What is wrong with a normalised e-mail address.
pub(crate) fn check_email(email: &str) -> Option<FieldError> {
    let good = email.len() <= LONGEST_EMAIL
        && email.split_once('@').is_some_and(|(local, domain)| {
            let is_text = |text: &str| {
                !text.contains(|letter: char| {
                    letter.is_whitespace() || letter.is_control() || "@<>(),;:\"\\".contains(letter)
                })
            };
            let is_label =
                |label: &str| !label.is_empty() && !label.starts_with('-') && !label.ends_with('-');
            (1..=LONGEST_LOCAL).contains(&local.len())
                && is_text(local)
                && is_text(domain)
                && domain.split('.').all(is_label)
        });
    let wrong = || problem("email", "An e-mail address looks like name@shop.example.");
    (!good).then(|| wrong().if_over(limit::EMAIL, email.len()))
}

/// What is wrong with a new password.
pub(crate) fn check_password(password: &str, email: &str) -> Option<FieldError> {
    let length = password.chars().count();
    if !(SHORTEST_PASSWORD..=LONGEST_PASSWORD).contains(&length) {
        let message = format!("A password has {SHORTEST_PASSWORD} to {LONGEST_PASSWORD} characters.");
        return Some(problem("password", &message).if_over(limit::PASSWORD, length));
    }
    if password.to_lowercase() == email {
        return Some(problem("password", "The password must not be the e-mail address."));
    }
    None
}

/// What is wrong with a name that people see.
pub(crate) fn check_name(name: &str, shortest: usize) -> Option<FieldError> {
    let length = name.chars().count();
    let good = (shortest..=LONGEST_NAME).contains(&length) && !name.contains(char::is_control);
    let wrong = || problem("name", &format!("A name has {shortest} to {LONGEST_NAME} characters."));
    (!good).then(|| wrong().if_over(limit::PERSON_NAME, length))
}

/// What is wrong with the language of mails.
pub(crate) fn check_language(language: &str) -> Option<FieldError> {
    let message = format!("Mails are written in {}.", LANGUAGES.join(", "));
    (!LANGUAGES.contains(&language)).then(|| problem("language", &message))
}

pub(crate) fn problem(field: &str, message: &str) -> FieldError {
    FieldError::new(ErrorCode::InvalidField, field, message)
}

/// What the audit log tells of an account: whose it is, masked.
pub(crate) fn seen(account: &Account) -> serde_json::Value {
    serde_json::json!({
        "email": account.email,
        "personName": account.name,
        "language": account.language,
        "roles": account.roles,
        "status": account.status.as_str(),
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn emails() {
        for good in ["a@b", "admin@localhost", "first.last+tag@mail.shop.example", "jürgen@bücher.example"]
        {
            assert_eq!(check_email(good), None, "{good}");
        }
        let long = format!("{}@b.c", "a".repeat(65));
        for bad in
            ["", "a", "@b", "a@", "a@b@c", "a b@c.d", "a@b..c", "a@.b", "a@-b.c", "<a@b.c>", "a\n@b.c", &long]
        {
            assert!(check_email(bad).is_some(), "{bad}");
        }
        assert_eq!(normalise_email(" Ann@Shop.Example\n"), "ann@shop.example");
    }

    #[test]
    fn passwords() {
        assert_eq!(check_password("0123456789", "a@b"), None);
        assert_eq!(check_password(&"ü".repeat(200), "a@b"), None);
        assert!(check_password("012345678", "a@b").is_some());
        assert!(check_password(&"x".repeat(201), "a@b").is_some());
        assert!(check_password("Ann@Shop.Example", "ann@shop.example").is_some());
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in any::<String>()) {
            let email = normalise_email(&text);
            let _ = check_email(&email);
            let _ = check_password(&text, &email);
        }
    }
}

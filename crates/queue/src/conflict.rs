//! What differs when a change was made on an older version.

use serde_json::Value;
use vq_domain::{Error, ErrorCode, FieldError, Location, Queue, QueueSettings};

use crate::input::QueueInput;

/// The refusal of `wanted`, made on version `based_on`: first that it is refused, then each field that the change would set
/// to something else than it is now.
pub(crate) fn of(based_on: u64, now: &Queue, wanted: QueueInput, location: Option<&Location>) -> Error {
    let message = format!(
        "The change was made on version {based_on}; the queue has version {} by now. Read it again and repeat the change.",
        now.revision
    );
    let conflict = |field: &str, message: String| FieldError::new(ErrorCode::VersionConflict, field, message);
    let wanted = match wanted.over(now.settings.clone(), location) {
        Ok(wanted) => fields(&wanted),
        Err(error) => return error,
    };
    let differs =
        fields(&now.settings).into_iter().zip(wanted).filter(|((_, is), (_, wanted))| is != wanted).map(
            |((field, is), (_, wanted))| {
                conflict(&field, format!("It is {is} now; this change says {wanted}."))
            },
        );
    let errors = std::iter::once(conflict("version", message)).chain(differs).collect();
    Error { errors, retry_after_seconds: None }
}

/// The settings as the API names them, in an order of their own.
fn fields(settings: &QueueSettings) -> Vec<(String, Value)> {
    match serde_json::to_value(settings) {
        Ok(Value::Object(fields)) => {
            fields.into_iter().map(|(name, value)| (camel_case(&name), value)).collect()
        }
        _ => Vec::new(),
    }
}

/// `max_waiting` as `maxWaiting`: the settings are stored under their Rust names.
fn camel_case(name: &str) -> String {
    let mut words = name.split('_');
    let first = words.next().unwrap_or_default().to_owned();
    words.fold(first, |mut name, word| {
        let mut letters = word.chars();
        name.extend(letters.next().map(|letter| letter.to_ascii_uppercase()));
        name.push_str(letters.as_str());
        name
    })
}

#[cfg(test)]
mod tests {
    use vq_domain::{Millis, QueueId, TenantId};

    use super::*;

    #[test]
    fn only_what_would_change_is_named() {
        let now = Queue {
            id: QueueId::from_bytes([1; 16]),
            tenant_id: TenantId::from_bytes([2; 16]),
            settings: QueueSettings {
                name: "Drop".into(),
                release_rate_per_minute: 90,
                ..QueueSettings::default()
            },
            message: None,
            revision: 7,
            created_at: Millis(0),
            updated_at: Millis(0),
        };
        let wanted = QueueInput {
            name: Some("Drop".into()),
            release_rate_per_minute: Some(120),
            target_url: Some(Some("https://shop.example".into())),
            ..QueueInput::default()
        };
        let error = of(5, &now, wanted, None);
        assert_eq!(error.code(), ErrorCode::VersionConflict);
        let told: Vec<_> = error
            .errors
            .iter()
            .map(|one| (one.field.as_deref().unwrap_or_default(), &*one.message))
            .collect();
        assert_eq!(
            told[1..],
            [
                ("releaseRatePerMinute", "It is 90 now; this change says 120."),
                ("targetUrl", "It is null now; this change says \"https://shop.example\"."),
            ]
        );
        assert!(told[0].0 == "version" && told[0].1.contains("version 7"), "{told:?}");
    }
}

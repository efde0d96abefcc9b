//! A JSON body whose rejection names the field and says what would be right.

use axum::{
    extract::{FromRequest, Request},
    response::{IntoResponse, Response},
};
use http::{HeaderMap, header};
use http_body_util::{BodyExt, LengthLimitError, Limited};
use serde::de::DeserializeOwned;
use vq_domain::{Error, ErrorCode, limit};

use crate::ApiError;

/// How an id looks.
const AN_ID: &str = "0198a7c4-5e21-7c3a-9f0b-2d4c6e8a0b1f";
/// Largest body of an API call, in bytes.
pub const LARGEST_BODY: usize = limit::BODY_BYTES.count();

/// A JSON body.
#[derive(Clone, Copy, Debug)]
pub struct Body<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Body<T> {
    type Rejection = Response;

    async fn from_request(request: Request, _state: &S) -> Result<Self, Response> {
        read(request).await.map(Self).map_err(|error| ApiError(error).into_response())
    }
}

async fn read<T: DeserializeOwned>(request: Request) -> Result<T, Error> {
    let media_type = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let is_json = media_type.is_some_and(|value| {
        let essence = value.split(';').next().unwrap_or_default().trim();
        essence.eq_ignore_ascii_case("application/json")
            || (essence.starts_with("application/") && essence.ends_with("+json"))
    });
    if !is_json {
        return Err(Error::new(
            ErrorCode::UnsupportedMediaType,
            "Send the body as Content-Type: application/json.",
        ));
    }
    let length = body_length(request.headers());
    let bytes = match Limited::new(request.into_body(), LARGEST_BODY).collect().await {
        Ok(collected) => collected.to_bytes(),
        Err(error) if error.is::<LengthLimitError>() => return Err(too_large(length)),
        Err(_) => return Err(Error::new(ErrorCode::InvalidJson, "The body could not be read to its end.")),
    };
    parse(&bytes)
}

/// How long a body is, by what its sender says.
pub fn body_length(headers: &HeaderMap) -> Option<u64> {
    headers.get(header::CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}

/// A body is larger than that of a call may be; how large, if that is known.
pub fn too_large(length: Option<u64>) -> Error {
    let error =
        Error::new(ErrorCode::PayloadTooLarge, format!("The body is larger than {LARGEST_BODY} bytes."));
    match length {
        Some(length) => error.over(limit::BODY_BYTES, length),
        None => error.over_unknown(limit::BODY_BYTES),
    }
}

/// Reads JSON; a failure names the field.
pub fn parse<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Error> {
    // Else the items of a list would be taken for the fields of an object, in their order.
    if bytes.trim_ascii_start().first() == Some(&b'[') {
        return Err(Error::new(ErrorCode::InvalidJson, "The body must be an object, not a list."));
    }
    let mut json = serde_json::Deserializer::from_slice(bytes);
    let value = serde_path_to_error::deserialize(&mut json).map_err(|error| explain(&error))?;
    json.end().map_err(|_| {
        Error::new(ErrorCode::InvalidJson, "There is something after the end of the JSON value.")
    })?;
    Ok(value)
}

fn explain(error: &serde_path_to_error::Error<serde_json::Error>) -> Error {
    use serde_json::error::Category;
    let inner = error.inner();
    let text = inner.to_string();
    // serde_json ends its messages with where they happened; in a body of one line that is noise.
    let sentence = text.split(" at line ").next().unwrap_or(&text);
    let sentence = &*in_words(sentence);
    let named = |quoted: &str| sentence.split('`').nth(1).map(|name| join(quoted, name));
    let path = match error.path().to_string() {
        path if path == "." => String::new(),
        path => path,
    };
    if inner.is_data() && text.starts_with("UUID parsing failed") && !path.is_empty() {
        let message = format!("This must be {}, like \"{AN_ID}\".", id_of(&path));
        return Error::invalid(path, message);
    }
    if inner.is_data()
        && !path.is_empty()
        && let Some((found, known)) = unknown_variant(&text)
    {
        return Error::invalid(path, format!("There is no {found} here; it is {known}."));
    }
    match inner.classify() {
        Category::Data if sentence.starts_with("missing field") => Error {
            errors: vec![vq_domain::FieldError {
                code: ErrorCode::MissingField,
                message: format!("{}.", capitalised(sentence)),
                field: named(&path),
                limit: None,
            }],
            retry_after_seconds: None,
        },
        Category::Data if sentence.starts_with("unknown field") => {
            // The path already ends in the unknown name.
            let field = if path.is_empty() { named("").unwrap_or_default() } else { path };
            Error::field(ErrorCode::UnknownField, field, format!("{}.", capitalised(sentence)))
        }
        Category::Data if path.is_empty() => {
            Error::new(ErrorCode::InvalidField, format!("{}.", capitalised(sentence)))
        }
        Category::Data => Error::invalid(path, format!("{}.", capitalised(sentence))),
        _ => Error::new(ErrorCode::InvalidJson, format!("The body is not JSON: {text}.")),
    }
}

/// What stands for a name that is none of the known ones, and those.
fn unknown_variant(text: &str) -> Option<(String, String)> {
    let rest = text.split(" at line ").next()?.strip_prefix("unknown variant `")?;
    let (found, known) = rest.split_once("`, expected ")?;
    Some((format!("{found:?}"), known.replace('`', "")))
}

/// Whose id a field holds, by the field's name: `queueId`, `steps[0].queueIds[1]`.
fn id_of(path: &str) -> String {
    let name = path.rsplit('.').next().unwrap_or(path).split('[').next().unwrap_or_default();
    match name.strip_suffix("Ids").or_else(|| name.strip_suffix("Id")) {
        Some(thing) if !thing.is_empty() && thing.bytes().all(|letter| letter.is_ascii_lowercase()) => {
            format!("a {thing}'s id")
        }
        _ => "an id".to_owned(),
    }
}

/// A sentence of serde's, which names types of ours after "expected", in the words of whoever wrote the JSON.
fn in_words(sentence: &str) -> String {
    let Some((found, expected)) = sentence.rsplit_once(", expected ") else { return sentence.to_owned() };
    let expected = match expected.split(' ').next().unwrap_or_default() {
        "u8" | "u16" | "u32" | "u64" | "u128" | "usize" => "a whole number that is not negative",
        "i8" | "i16" | "i32" | "i64" | "i128" | "isize" => "a whole number",
        "f32" | "f64" => "a number",
        "struct" | "map" => "an object",
        "sequence" | "tuple" => "a list",
        "enum" | "internally" | "adjacently" | "variant" => "one of the documented values",
        _ if expected.starts_with("a map") => "an object",
        _ if expected.starts_with("a sequence") => "a list",
        _ if expected.starts_with("a boolean") => "true or false",
        _ => expected,
    };
    let found = match found.strip_prefix("invalid type: ").unwrap_or(found) {
        kind if kind.starts_with("map") => "invalid type: an object",
        kind if kind.starts_with("sequence") => "invalid type: a list",
        kind if kind.starts_with("unit") => "invalid type: null",
        _ => found,
    };
    format!("{found}, expected {expected}")
}

fn join(path: &str, name: &str) -> String {
    if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") }
}

fn capitalised(sentence: &str) -> String {
    let mut letters = sentence.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde::Deserialize;

    use super::*;

    #[derive(Debug, Deserialize)]
    #[serde(rename_all = "camelCase", deny_unknown_fields)]
    #[expect(dead_code)]
    struct Sample {
        queue_id: String,
        inner: Option<Inner>,
    }

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code)]
    struct Inner {
        count: u8,
    }

    fn failure(json: &str) -> (ErrorCode, Option<String>) {
        let error = parse::<Sample>(json.as_bytes()).expect_err("must fail");
        (error.code(), error.errors[0].field.clone())
    }

    #[test]
    fn a_failure_names_the_field() {
        assert_eq!(failure("{"), (ErrorCode::InvalidJson, None));
        assert_eq!(failure("{}"), (ErrorCode::MissingField, Some("queueId".into())));
        assert_eq!(failure(r#"{"queueId":1}"#), (ErrorCode::InvalidField, Some("queueId".into())));
        assert_eq!(failure(r#"{"queueId":"","x":1}"#), (ErrorCode::UnknownField, Some("x".into())));
        let too_large = r#"{"queueId":"","inner":{"count":256}}"#;
        assert_eq!(failure(too_large), (ErrorCode::InvalidField, Some("inner.count".into())));
        assert_eq!(
            failure(r#"{"queueId":"","inner":{}}"#),
            (ErrorCode::MissingField, Some("inner.count".into()))
        );
        assert_eq!(failure(r#"{"queueId":""} x"#), (ErrorCode::InvalidJson, None));
    }

    #[test]
    fn no_type_of_ours_is_named() {
        for (json, message) in [
            ("[]", "The body must be an object, not a list."),
            (" [\"a\", null]", "The body must be an object, not a list."),
            ("1", "Invalid type: integer `1`, expected an object."),
            (r#"{"queueId":{}}"#, "Invalid type: an object, expected a string."),
            (
                r#"{"queueId":"","inner":{"count":"x"}}"#,
                "Invalid type: string \"x\", expected a whole number that is not negative.",
            ),
        ] {
            let error = parse::<Sample>(json.as_bytes()).expect_err("must fail");
            assert_eq!(error.errors[0].message, message, "{json}");
        }
    }

    #[derive(Debug, Deserialize)]
    #[serde(rename_all = "camelCase")]
    #[expect(dead_code)]
    struct Chosen {
        queue_id: Option<vq_domain::QueueId>,
        day: Option<Day>,
    }

    #[derive(Debug, Deserialize)]
    #[serde(rename_all = "lowercase")]
    enum Day {
        Monday,
        Tuesday,
        Sunday,
    }

    #[test]
    fn what_would_be_right_is_said() {
        for (json, field, message) in [
            (r#"{"queueId":"abc"}"#, "queueId", format!("This must be a queue's id, like \"{AN_ID}\".")),
            (
                r#"{"day":"mon"}"#,
                "day",
                "There is no \"mon\" here; it is one of monday, tuesday, sunday.".to_owned(),
            ),
        ] {
            let error = parse::<Chosen>(json.as_bytes()).expect_err("must fail");
            let error = &error.errors[0];
            assert_eq!((error.field.as_deref(), &error.message), (Some(field), &message), "{json}");
        }
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let _ = parse::<Sample>(&bytes);
        }
    }
}

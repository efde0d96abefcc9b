//! `?limit=&cursor=` and the lists they page through; and query strings whose rejection is in the envelope.

use axum::{
    extract::FromRequestParts,
    response::{IntoResponse, Response},
};
use http::request::Parts;
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use utoipa::{IntoParams, ToSchema};
use vq_domain::{Error, ErrorCode, FieldError, limit};
use vq_ports::{Page, PageRequest};

use crate::ApiError;

/// Rows on a page unless asked otherwise.
const DEFAULT_LIMIT: u32 = 50;
/// Most rows on a page.
const MAX_LIMIT: u32 = limit::LIST_ITEMS.value;

/// A query string.
#[derive(Clone, Copy, Debug)]
pub struct Query<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequestParts<S> for Query<T> {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Response> {
        match axum::extract::Query::<T>::from_request_parts(parts, state).await {
            Ok(axum::extract::Query(value)) => Ok(Self(value)),
            Err(error) => Err(ApiError(explain(&error.body_text())).into_response()),
        }
    }
}

/// What is wrong with a query string: names the parameter where it is known.
fn explain(text: &str) -> Error {
    let text = text.strip_prefix("Failed to deserialize query string: ").unwrap_or(text);
    let unknown = text.split_once("unknown field `").and_then(|(_, rest)| rest.split_once('`'));
    if let Some((name, rest)) = unknown {
        let known = rest.trim_start_matches(", expected ").replace('`', "");
        let message = format!("There is no parameter {name} here; there is {known}.");
        return Error::field(ErrorCode::InvalidParameter, name, message);
    }
    let is_name = |name: &str| !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric());
    match text.split_once(": ").filter(|(name, _)| is_name(name)) {
        Some((name, problem)) => {
            let problem = match problem {
                "invalid digit found in string" | "cannot parse integer from empty string" => {
                    "it is a whole number that is not negative"
                }
                other => other,
            };
            let message = format!("The parameter {name} cannot be read: {problem}.");
            Error::field(ErrorCode::InvalidParameter, name, message)
        }
        None => Error::new(ErrorCode::InvalidParameter, format!("The query string cannot be read: {text}.")),
    }
}

/// Which page of a list.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Paging {
    /// Most rows, 1 to 200; 50 if absent.
    #[param(minimum = 1, maximum = 200)]
    pub limit: Option<u32>,
    /// `nextCursor` of the page before.
    pub cursor: Option<String>,
}

impl Paging {
    /// Checks it.
    pub fn request(&self) -> Result<PageRequest, Error> {
        let wanted = self.limit.unwrap_or(DEFAULT_LIMIT);
        if !(1..=MAX_LIMIT).contains(&wanted) {
            let message = format!("limit goes from 1 to {MAX_LIMIT}.");
            let error = FieldError::new(ErrorCode::InvalidParameter, "limit", message);
            return Err(error.if_over(limit::LIST_ITEMS, wanted as usize).into());
        }
        Ok(PageRequest { limit: wanted, cursor: self.cursor.clone() })
    }
}

/// One page of a list.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct List<T> {
    /// The rows.
    pub items: Vec<T>,
    /// Where the next page begins; `null` on the last.
    pub next_cursor: Option<String>,
}

impl<T> List<T> {
    /// A page as it is shown.
    pub fn new<R>(page: Page<R>, show: impl FnMut(R) -> T) -> Self {
        Self { items: page.items.into_iter().map(show).collect(), next_cursor: page.next }
    }
}

#[cfg(test)]
mod tests {
    use http::Request;

    use super::*;

    async fn failure(query: &str) -> (Option<String>, String) {
        let (mut parts, ()) = Request::get(format!("/?{query}")).body(()).expect("a request").into_parts();
        let read = axum::extract::Query::<Paging>::from_request_parts(&mut parts, &()).await;
        let error = explain(&read.expect_err("must fail").body_text());
        (error.errors[0].field.clone(), error.errors[0].message.clone())
    }

    #[tokio::test]
    async fn a_parameter_that_cannot_be_read_is_named() {
        let (field, message) = failure("limit=abc").await;
        assert_eq!(field.as_deref(), Some("limit"), "{message}");
        assert!(message.contains("a whole number"), "{message}");
        let (field, message) = failure("limt=3").await;
        assert_eq!(field.as_deref(), Some("limt"), "{message}");
        assert!(message.contains("limit or cursor"), "{message}");
    }
}

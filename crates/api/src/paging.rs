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
            Err(error) => {
                let message = format!("The query string cannot be read: {}.", error.body_text());
                Err(ApiError(Error::new(ErrorCode::InvalidParameter, message)).into_response())
            }
        }
    }
}

/// Which page of a list.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
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

//! The shape of every answer: `{"success", "data", "metadata", "errors"}`.

use axum::response::{IntoResponse, Response};
use http::{HeaderMap, HeaderValue, StatusCode, header};
use serde::Serialize;
use utoipa::ToSchema;
use vq_domain::{Error, ErrorCode, Exceeded, FieldError};
use vq_ports::StoreError;

use crate::request;

/// The version of the envelope.
const VERSION: &str = "1.0";

/// Success: `data` is there and `errors` is `null`. Only its OpenAPI schema is used: answers are written by [`Reply`].
#[derive(Serialize, ToSchema)]
pub struct Envelope<T> {
    /// `true`
    #[schema(example = true)]
    pub success: bool,
    /// What was asked for.
    pub data: T,
    /// About the answer.
    pub metadata: Metadata,
    /// `null`
    pub errors: Option<Vec<ErrorItem>>,
}

/// Failure: `data` is `null`, `errors` says why.
#[derive(Serialize, ToSchema)]
pub struct Failure {
    /// `false`
    #[schema(example = false)]
    pub success: bool,
    /// `null`
    #[schema(value_type = Option<String>)]
    pub data: Option<()>,
    /// About the answer.
    pub metadata: Metadata,
    /// What is wrong; the first is what the whole is about.
    pub errors: Vec<ErrorItem>,
}

/// About an answer.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Metadata {
    /// When the request came in, RFC 3339.
    #[schema(example = "2024-01-15T10:30:00.000Z")]
    pub timestamp: String,
    /// Of the envelope.
    #[schema(example = "1.0")]
    pub version: &'static str,
    /// For questions about this request; also in the header `x-request-id`.
    #[schema(example = "req-123456")]
    pub request_id: String,
}

/// One thing that is wrong.
#[derive(Serialize, ToSchema)]
pub struct ErrorItem {
    /// Stable; see the list of codes in the documentation.
    #[schema(example = "invalid_field")]
    pub code: &'static str,
    /// For a person: what is wrong and what would be right.
    pub message: String,
    /// Which field it is about.
    pub field: Option<String>,
    /// The limit that is reached or gone over, if that is what is wrong.
    pub limit: Option<LimitItem>,
}

/// A limit that is reached or gone over.
#[derive(Serialize, ToSchema)]
pub struct LimitItem {
    /// Stable; see the list of limits in the documentation.
    #[schema(example = "maxQueues")]
    pub name: &'static str,
    /// The most that is allowed.
    #[schema(example = 100)]
    pub value: u64,
    /// What is used, or what was sent; `null` where that is not known or not told.
    #[schema(example = 100)]
    pub used: Option<u64>,
}

impl From<FieldError> for ErrorItem {
    fn from(error: FieldError) -> Self {
        let FieldError { code, message, field, limit } = error;
        let limit = limit.map(|Exceeded { name, value, used }| LimitItem { name, value, used });
        Self { code: code.as_str(), message, field, limit }
    }
}

impl Metadata {
    fn current() -> Self {
        Self {
            timestamp: request::current_time().to_rfc3339(),
            version: VERSION,
            request_id: request::current_id().to_string(),
        }
    }
}

/// A successful answer.
#[derive(Debug)]
pub struct Reply<T> {
    status: StatusCode,
    data: T,
    headers: HeaderMap,
}

impl<T> Reply<T> {
    /// 200.
    pub fn ok(data: T) -> Self {
        Self { status: StatusCode::OK, data, headers: HeaderMap::new() }
    }

    /// 201.
    pub fn created(data: T) -> Self {
        Self { status: StatusCode::CREATED, ..Self::ok(data) }
    }

    /// With another status.
    pub fn status(mut self, status: StatusCode) -> Self {
        self.status = status;
        self
    }

    /// With a header more.
    pub fn header(mut self, name: header::HeaderName, value: HeaderValue) -> Self {
        self.headers.append(name, value);
        self
    }
}

impl<T: Serialize> IntoResponse for Reply<T> {
    fn into_response(self) -> Response {
        // Room for a session: the answer that is given most.
        let mut body = Vec::with_capacity(1536);
        let written = write_success(&mut body, &self.data);
        if let Err(error) = written {
            tracing::error!(%error, "an answer could not be written");
            return ApiError(Error::internal()).into_response();
        }
        let mut response = json_response(self.status, body);
        response.headers_mut().extend(self.headers);
        response
    }
}

/// Writes a success envelope around `data`.
fn write_success(body: &mut Vec<u8>, data: &impl Serialize) -> serde_json::Result<()> {
    body.extend_from_slice(br#"{"success":true,"data":"#);
    serde_json::to_writer(&mut *body, data)?;
    body.extend_from_slice(br#","metadata":"#);
    serde_json::to_writer(&mut *body, &Metadata::current())?;
    body.extend_from_slice(br#","errors":null}"#);
    Ok(())
}

fn json_response(status: StatusCode, body: Vec<u8>) -> Response {
    let mut response = Response::new(axum::body::Body::from(body));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
    response
}

/// An error on its way to a caller.
#[derive(Clone, Debug)]
pub struct ApiError(pub Error);

/// What handlers return.
pub type ApiResult<T> = Result<Reply<T>, ApiError>;

impl From<Error> for ApiError {
    fn from(error: Error) -> Self {
        Self(error)
    }
}

impl From<StoreError> for ApiError {
    /// What a store says goes to the log; the caller learns only whether to come again.
    fn from(error: StoreError) -> Self {
        Self(match error {
            StoreError::Unavailable(reason) => {
                tracing::warn!(reason, "the store is not available");
                Error::unavailable(
                    "The store cannot be reached just now. Nothing was lost; try again in a moment.",
                )
            }
            StoreError::Taken(what) => {
                Error::field(ErrorCode::Conflict, what, format!("This {what} is taken; choose another."))
            }
            // Whoever has set the limit names it; this is for those who forgot.
            StoreError::Full(used) => Error::new(
                ErrorCode::LimitReached,
                format!("There are {used} already, as many as there may be."),
            ),
            StoreError::Stale => Error::new(
                ErrorCode::VersionConflict,
                "It was changed by somebody else meanwhile; read it again and repeat the change.",
            ),
            StoreError::LastAdmin => Error::new(
                ErrorCode::LastAdmin,
                "Nobody would be left who can administer; give somebody else that role first.",
            ),
            StoreError::NotFound => Error::not_found("thing"),
            StoreError::NoCursor => Error::field(
                ErrorCode::InvalidParameter,
                "cursor",
                "This is no cursor of this list; send the nextCursor of the page before, or none to begin.",
            ),
            StoreError::Failed(reason) => {
                tracing::error!(reason, "the store failed");
                Error::internal()
            }
        })
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let error = self.0;
        let status =
            StatusCode::from_u16(error.code().http_status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let errors = error.errors.into_iter().map(ErrorItem::from).collect();
        let failure = Failure { success: false, data: None, metadata: Metadata::current(), errors };
        let mut body = Vec::with_capacity(512);
        if let Err(error) = serde_json::to_writer(&mut body, &failure) {
            tracing::error!(%error, "an error could not be written");
        }
        let mut response = json_response(status, body);
        if let Some(seconds) = error.retry_after_seconds {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        if status == StatusCode::UNAUTHORIZED {
            response.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response
    }
}

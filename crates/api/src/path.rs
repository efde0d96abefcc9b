//! Path parameters whose rejection is in the envelope. An id that is none is a thing that does not exist: 404.

use axum::{
    extract::FromRequestParts,
    response::{IntoResponse, Response},
};
use http::request::Parts;
use serde::de::DeserializeOwned;
use vq_domain::Error;

use crate::ApiError;

/// Structs of the ids in paths, for [`Path`] and for the document of the API: `Name { field as "spelling in the path": Id, … }`.
///
/// What the extractor that authorises has read already begins with an underscore.
#[macro_export]
macro_rules! paths {
    ($($(#[$doc:meta])* $name:ident { $($field:ident as $spelling:tt: $kind:ty),+ })+) => {
        $(
            $(#[$doc])*
            #[derive(Clone, Copy, Debug, serde::Deserialize, utoipa::IntoParams)]
            #[into_params(parameter_in = Path)]
            pub(crate) struct $name {
                $(
                    /// Which.
                    #[serde(rename = $spelling)]
                    #[param(inline)]
                    pub(crate) $field: $kind,
                )+
            }
        )+
    };
}

/// Path parameters.
#[derive(Clone, Copy, Debug)]
pub struct Path<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned + Send> FromRequestParts<S> for Path<T> {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Response> {
        match axum::extract::Path::<T>::from_request_parts(parts, state).await {
            Ok(axum::extract::Path(value)) => Ok(Self(value)),
            Err(_) => Err(ApiError(Error::not_found("thing")).into_response()),
        }
    }
}

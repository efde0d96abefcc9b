//! The bytes of a picture as a request carries them.

use axum::extract::{FromRequest, Request};
use http_body_util::{BodyExt, LengthLimitError, Limited};
use vq_api::body::body_length;
use vq_domain::{Error, ErrorCode, limit};

use crate::logo::LARGEST;

/// A body that is a file. What it is, is read from its bytes: the content type may say what it likes. The outcome is for
/// the handler, so that a queue that is not there is what a caller learns first.
pub(super) struct Picture(Result<Vec<u8>, Error>);

impl Picture {
    pub fn bytes(self) -> Result<Vec<u8>, Error> {
        self.0
    }
}

impl<S: Send + Sync> FromRequest<S> for Picture {
    type Rejection = std::convert::Infallible;

    async fn from_request(request: Request, _state: &S) -> Result<Self, Self::Rejection> {
        let length = body_length(request.headers());
        let read = Limited::new(request.into_body(), LARGEST).collect().await;
        Ok(Self(match read {
            Ok(collected) => Ok(collected.to_bytes().into()),
            Err(error) if error.is::<LengthLimitError>() => {
                let error =
                    Error::new(ErrorCode::PayloadTooLarge, format!("A logo has at most {LARGEST} bytes."));
                Err(match length {
                    Some(length) => error.over(limit::LOGO_BYTES, length),
                    None => error.over_unknown(limit::LOGO_BYTES),
                })
            }
            Err(_) => Err(Error::new(ErrorCode::InvalidField, "The picture could not be read to its end.")),
        }))
    }
}

//! All that is wrong with an input, gathered, so that the caller can mend it in one go.

use vq_domain::{Error, ErrorCode, FieldError};

#[derive(Default)]
pub(crate) struct Problems(Vec<FieldError>);

impl Problems {
    pub(crate) fn add(&mut self, field: impl Into<String>, message: impl Into<String>) {
        let field = Some(field.into());
        self.0.push(FieldError { code: ErrorCode::InvalidField, message: message.into(), field });
    }

    pub(crate) fn into_result(self) -> Result<(), Error> {
        if self.0.is_empty() { Ok(()) } else { Err(Error { errors: self.0, retry_after_seconds: None }) }
    }
}

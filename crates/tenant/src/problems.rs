//! All that is wrong with an input, gathered, so that the caller can mend it in one go.

use vq_domain::{Error, ErrorCode, FieldError, Limit};

#[derive(Default)]
pub(crate) struct Problems(Vec<FieldError>);

impl Problems {
    pub(crate) fn add(&mut self, field: impl Into<String>, message: impl Into<String>) {
        self.0.push(FieldError::new(ErrorCode::InvalidField, field, message));
    }

    /// Not allowed, perhaps because of a limit.
    pub(crate) fn over(
        &mut self,
        field: impl Into<String>,
        message: impl Into<String>,
        limit: Limit,
        used: usize,
    ) {
        self.0.push(FieldError::new(ErrorCode::InvalidField, field, message).if_over(limit, used));
    }

    pub(crate) fn into_result(self) -> Result<(), Error> {
        if self.0.is_empty() { Ok(()) } else { Err(Error { errors: self.0, retry_after_seconds: None }) }
    }
}

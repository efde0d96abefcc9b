//! The errors a caller can see: a stable code, a sentence, and the field it is about.

use std::fmt;

use crate::Limit;

/// `Result` with [`Error`].
pub type Result<T, E = Error> = std::result::Result<T, E>;

macro_rules! codes {
    ($($(#[$doc:meta])* $variant:ident = ($name:literal, $status:literal)),+ $(,)?) => {
        /// Stable, documented in `docs/ERRORS.md`; clients branch on it.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum ErrorCode { $($(#[$doc])* $variant,)+ }

        impl ErrorCode {
            /// Every code.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The name in answers.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $name),+ }
            }

            /// The HTTP status that goes with it.
            pub fn http_status(self) -> u16 {
                match self { $(Self::$variant => $status),+ }
            }
        }
    };
}

codes! {
    /// The body is not JSON, or not of the documented shape.
    InvalidJson = ("invalid_json", 400),
    /// A path or query part cannot be read.
    InvalidParameter = ("invalid_parameter", 400),
    /// A field's value is not allowed.
    InvalidField = ("invalid_field", 422),
    /// A field that must be there is not.
    MissingField = ("missing_field", 422),
    /// A field nobody knows.
    UnknownField = ("unknown_field", 422),
    /// The body is larger than allowed.
    PayloadTooLarge = ("payload_too_large", 413),
    /// The body did not come in time.
    RequestTimeout = ("request_timeout", 408),
    /// The body is not `application/json`.
    UnsupportedMediaType = ("unsupported_media_type", 415),
    /// No token, or one that is not valid.
    Unauthorized = ("unauthorized", 401),
    /// The token was valid once.
    TokenExpired = ("token_expired", 401),
    /// Signed in, but without the right.
    Forbidden = ("forbidden", 403),
    /// There is no such thing, or it is somebody else's.
    NotFound = ("not_found", 404),
    /// The path exists, not with this method.
    MethodNotAllowed = ("method_not_allowed", 405),
    /// It collides with what is there.
    Conflict = ("conflict", 409),
    /// It was changed by somebody else meanwhile.
    VersionConflict = ("version_conflict", 409),
    /// The queue takes nobody now.
    QueueClosed = ("queue_closed", 409),
    /// The line is as long as it may get.
    QueueFull = ("queue_full", 409),
    /// Somebody with this identifier has a place, and the caller has not shown that it is theirs.
    AlreadyInLine = ("already_in_line", 409),
    /// Nobody more would be served before closing time.
    ClosingTime = ("closing_time", 409),
    /// The counter is not open.
    CounterClosed = ("counter_closed", 409),
    /// The kiosk is out of service.
    KioskOutOfService = ("kiosk_out_of_service", 409),
    /// The person is still waiting.
    NotYourTurn = ("not_your_turn", 409),
    /// The session is over.
    SessionEnded = ("session_ended", 410),
    /// A proof of work is needed to join.
    ProofOfWorkRequired = ("proof_of_work_required", 428),
    /// The proof of work is wrong, late, somebody else's, or was used.
    ProofOfWorkInvalid = ("proof_of_work_invalid", 422),
    /// An invite code or an enqueue token is needed to join.
    InviteRequired = ("invite_required", 403),
    /// An identifier counts only with an enqueue token that names it.
    EnqueueTokenRequired = ("enqueue_token_required", 403),
    /// A list says that they may not join.
    Blocked = ("blocked", 403),
    /// Too many calls.
    RateLimited = ("rate_limited", 429),
    /// A limit of the tenant is reached.
    LimitReached = ("limit_reached", 409),
    /// The token was not found where the domain should have it.
    DomainNotProven = ("domain_not_proven", 409),
    /// The same `Idempotency-Key` came with another request.
    IdempotencyMismatch = ("idempotency_mismatch", 422),
    /// Nobody would be left who can administer.
    LastAdmin = ("last_admin", 409),
    /// A role demands a second factor.
    SecondFactorRequired = ("second_factor_required", 409),
    /// A token that works once was used, has expired, or never was.
    TokenSpent = ("token_spent", 410),
    /// The tenant is suspended.
    TenantSuspended = ("tenant_suspended", 403),
    /// Not now; `Retry-After` says when.
    Unavailable = ("unavailable", 503),
    /// The connection to a service broke before it had answered; what became of the call is not known.
    BadGateway = ("bad_gateway", 502),
    /// A service did not answer in time; what became of the call is not known.
    GatewayTimeout = ("gateway_timeout", 504),
    /// Our fault.
    Internal = ("internal", 500),
}

/// One thing that is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldError {
    /// Stable code.
    pub code: ErrorCode,
    /// What is wrong and what would be right, for a person.
    pub message: String,
    /// Which field, in the caller's own spelling, e.g. `schedule.windows[0].from`.
    pub field: Option<String>,
    /// The limit that is reached or gone over, if that is what is wrong.
    pub limit: Option<Exceeded>,
}

/// A limit that is reached or gone over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Exceeded {
    /// The limit's stable name.
    pub name: &'static str,
    /// The most that is allowed.
    pub value: u64,
    /// What is used, or what was sent; `None` where that is not told or not known.
    pub used: Option<u64>,
}

impl FieldError {
    /// What is wrong with a field.
    pub fn new(code: ErrorCode, field: impl Into<String>, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), field: Some(field.into()), limit: None }
    }

    /// Because of a limit, of which so much is used.
    #[must_use]
    pub fn over(self, limit: Limit, used: impl TryInto<u64>) -> Self {
        let exceeded = Exceeded { name: limit.name, value: limit.value.into(), used: used.try_into().ok() };
        Self { limit: Some(exceeded), ..self }
    }

    /// Because of a limit, if `used` is more than it allows.
    #[must_use]
    pub fn if_over(self, limit: Limit, used: usize) -> Self {
        if used > limit.count() { self.over(limit, used) } else { self }
    }
}

/// Why a call failed. Never carries SQL, a path or a secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error {
    /// The first says what the whole is about; validation may add more.
    pub errors: Vec<FieldError>,
    /// For 429 and 503: when to come again, in seconds.
    pub retry_after_seconds: Option<u32>,
}

impl Error {
    /// An error about the call as a whole.
    pub fn new(code: ErrorCode, message: impl Into<String>) -> Self {
        Self {
            errors: vec![FieldError { code, message: message.into(), field: None, limit: None }],
            retry_after_seconds: None,
        }
    }

    /// An error about one field.
    pub fn field(code: ErrorCode, field: impl Into<String>, message: impl Into<String>) -> Self {
        Self { errors: vec![FieldError::new(code, field, message)], retry_after_seconds: None }
    }

    /// A field's value is not allowed.
    pub fn invalid(field: impl Into<String>, message: impl Into<String>) -> Self {
        Self::field(ErrorCode::InvalidField, field, message)
    }

    /// There are as many of something as a limit allows.
    pub fn full(limit: Limit, used: u64) -> Self {
        let message =
            format!("There are {used} {}; the limit {} is {}.", limit.about, limit.name, limit.value);
        Self::new(ErrorCode::LimitReached, message).over(limit, used)
    }

    /// The first is because of a limit, of which so much is used.
    #[must_use]
    pub fn over(mut self, limit: Limit, used: impl TryInto<u64>) -> Self {
        if let Some(first) = self.errors.first_mut() {
            first.limit =
                Some(Exceeded { name: limit.name, value: limit.value.into(), used: used.try_into().ok() });
        }
        self
    }

    /// The same, where what is used is not told or not known.
    #[must_use]
    pub fn over_unknown(mut self, limit: Limit) -> Self {
        if let Some(first) = self.errors.first_mut() {
            first.limit = Some(Exceeded { name: limit.name, value: limit.value.into(), used: None });
        }
        self
    }

    /// There is no such thing here.
    pub fn not_found(what: &str) -> Self {
        Self::new(ErrorCode::NotFound, format!("There is no such {what}."))
    }

    /// Not now.
    pub fn unavailable(message: impl Into<String>) -> Self {
        Self { retry_after_seconds: Some(1), ..Self::new(ErrorCode::Unavailable, message) }
    }

    /// Our own fault; the reason goes to the log, not to the caller.
    pub fn internal() -> Self {
        Self::new(ErrorCode::Internal, "Something went wrong on our side. Nothing was lost; try again.")
    }

    /// What the whole is about.
    pub fn code(&self) -> ErrorCode {
        self.errors.first().map_or(ErrorCode::Internal, |first| first.code)
    }
}

impl From<FieldError> for Error {
    fn from(error: FieldError) -> Self {
        Self { errors: vec![error], retry_after_seconds: None }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, error) in self.errors.iter().enumerate() {
            if at > 0 {
                f.write_str("; ")?;
            }
            write!(f, "{}: {}", error.code.as_str(), error.message)?;
            if let Some(field) = &error.field {
                write!(f, " ({field})")?;
            }
        }
        Ok(())
    }
}

impl std::error::Error for Error {}

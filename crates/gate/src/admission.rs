//! Which admission a request carries, and whether it is good.
//!
//! Verification is offline. What this gate itself has ended is refused at once, before the server's list says so.

use http::HeaderMap;
use http::request::Parts;
use parking_lot::Mutex;
use vq_admission::layer::{Checker, Refusal};
use vq_admission::web::cookie::{self, Kind};
use vq_admission::web::{TOKEN_HEADER, TOKEN_PARAMETER, query};
use vq_admission::{Claims, RevocationList};

/// How many cookies of one name are looked at.
const MAX_COOKIES: usize = 4;
/// The longest session token that is shown to the server, which issues shorter ones. Whatever is longer is none, and would
/// have the server refuse the whole call.
const MAX_SESSION_TOKEN_BYTES: usize = 256;
/// How long a session ended here is remembered, in seconds: longer than any token of it lives.
const REMEMBER_SECONDS: i64 = 24 * 3600;

/// A good admission.
pub(crate) struct Admission {
    pub claims: Claims,
    pub token: String,
    /// Whether the URL carried it, so that it must move into a cookie.
    pub handed: bool,
}

/// Why a request has no good admission.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Refused {
    /// How many of its admissions are not good.
    pub count: usize,
    /// Whether it has another that may be: the revocation list could not be read yet.
    pub unsure: bool,
}

impl Refused {
    fn note(&mut self, refusal: Refusal) {
        match refusal {
            Refusal::ListMissing => self.unsure = true,
            Refusal::Invalid(_) | Refusal::Revoked => self.count += 1,
        }
    }

    fn and(self, other: Self) -> Self {
        Self { count: self.count + other.count, unsure: self.unsure || other.unsure }
    }
}

pub(crate) struct Admissions {
    checker: Checker,
    secure: bool,
    ended: Mutex<RevocationList>,
}

impl Admissions {
    pub fn new(checker: Checker, secure: bool) -> Self {
        Self { checker, secure, ended: Mutex::default() }
    }

    /// The first good admission for `queue` in a request: query, header, cookie.
    pub async fn find(&self, parts: &Parts, queue: &str, now: i64) -> Result<Admission, Refused> {
        let handed = parts.uri.query().and_then(|text| query::get(text, TOKEN_PARAMETER));
        let header = parts.headers.get(TOKEN_HEADER).and_then(|value| value.to_str().ok());
        let mut refused = Refused::default();
        for (token, handed) in
            handed.map(|token| (token, true)).into_iter().chain(header.map(|token| (token, false)))
        {
            match self.check(token, queue, now).await {
                Ok(claims) => return Ok(Admission { claims, token: token.to_owned(), handed }),
                Err(refusal) => refused.note(refusal),
            }
        }
        self.find_cookie(&parts.headers, queue, now).await.map_err(|more| refused.and(more))
    }

    /// The first good admission among the cookies.
    pub async fn find_cookie(
        &self,
        headers: &HeaderMap,
        queue: &str,
        now: i64,
    ) -> Result<Admission, Refused> {
        let name = cookie::name(Kind::Admission, queue, self.secure);
        let mut refused = Refused::default();
        for token in cookie::values(headers, &name).take(MAX_COOKIES) {
            match self.check(token, queue, now).await {
                Ok(claims) => return Ok(Admission { claims, token: token.to_owned(), handed: false }),
                Err(refusal) => refused.note(refusal),
            }
        }
        Err(refused)
    }

    /// Whether it can be told which admissions for a queue were taken back.
    pub async fn knows_revocations(&self, queue: &str) -> bool {
        self.checker.knows_revocations(queue).await
    }

    /// Verifies one token.
    pub async fn check(&self, token: &str, queue: &str, now: i64) -> Result<Claims, Refusal> {
        let claims = self.checker.check(token, queue, now).await?;
        if self.ended.lock().is_revoked(&claims) { Err(Refusal::Revoked) } else { Ok(claims) }
    }

    /// Refuses every admission of this session from now on.
    pub fn end(&self, claims: &Claims, now: i64) {
        let mut ended = self.ended.lock();
        ended.prune(now);
        ended.revoke_session(claims.sub.clone(), claims.exp.max(now) + REMEMBER_SECONDS);
    }

    /// The visitor's session token for a queue.
    pub fn session_token(&self, headers: &HeaderMap, queue: &str) -> Option<String> {
        let name = cookie::name(Kind::Session, queue, self.secure);
        let mut tokens = cookie::values(headers, &name);
        tokens.find(|token| (1..=MAX_SESSION_TOKEN_BYTES).contains(&token.len())).map(str::to_owned)
    }
}

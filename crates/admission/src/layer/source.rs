//! A published document kept fresh: the keys.
//!
//! The last good value stays when a refresh fails, so an outage of the publisher changes nothing for the visitors. Must
//! not know HTTP: the caller supplies the fetcher.

use std::future::Future;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use tokio::sync::Mutex;
use tokio::time::{Instant, sleep, sleep_until};

use crate::{JwksError, KeySet, RevocationError};

/// Between two refreshes on demand, and between two attempts after a failure.
pub(super) const MIN_INTERVAL: Duration = Duration::from_secs(1);

/// What a fetcher may fail with.
pub type FetchError = Box<dyn std::error::Error + Send + Sync>;

pub(super) type FetchFuture = Pin<Box<dyn Future<Output = Result<String, FetchError>> + Send>>;

/// Why a refresh failed. The previous value stays in use.
#[derive(Debug, thiserror::Error)]
pub enum SourceError {
    /// The fetcher failed.
    #[error("cannot fetch the document: {0}")]
    Fetch(FetchError),
    /// The JWKS document is damaged.
    #[error(transparent)]
    Jwks(#[from] JwksError),
    /// The JWKS document holds no key that could verify a token.
    #[error("the JWKS document holds no usable key")]
    NoKeys,
    /// A part of the revocation list is damaged.
    #[error(transparent)]
    Revocations(#[from] RevocationError),
}

/// A value parsed from a document that is fetched now and then.
pub struct Source<T> {
    fetch: Box<dyn Fn() -> FetchFuture + Send + Sync>,
    parse: fn(&str) -> Result<T, SourceError>,
    current: RwLock<Arc<T>>,
    loaded: AtomicBool,
    /// When the last attempt began. Held locked while an attempt runs, so that there is one at a time.
    attempt: Mutex<Option<Instant>>,
}

/// The keys of an issuer, from its `/.well-known/jwks.json`.
pub type JwksSource = Source<KeySet>;

impl JwksSource {
    /// A source of keys, empty until the first refresh. `fetch` returns the text of the JWKS document.
    pub fn new<F, R, E>(fetch: F) -> Self
    where
        F: Fn() -> R + Send + Sync + 'static,
        R: Future<Output = Result<String, E>> + Send + 'static,
        E: Into<FetchError>,
    {
        Self::with_parser(fetch, |text| match KeySet::from_jwks(text)? {
            keys if keys.is_empty() => Err(SourceError::NoKeys),
            keys => Ok(keys),
        })
    }
}

impl<T: Default> Source<T> {
    fn with_parser<F, R, E>(fetch: F, parse: fn(&str) -> Result<T, SourceError>) -> Self
    where
        F: Fn() -> R + Send + Sync + 'static,
        R: Future<Output = Result<String, E>> + Send + 'static,
        E: Into<FetchError>,
    {
        Self {
            fetch: Box::new(move || {
                let fetched = fetch();
                Box::pin(async move { fetched.await.map_err(Into::into) })
            }),
            parse,
            current: RwLock::default(),
            loaded: AtomicBool::new(false),
            attempt: Mutex::new(None),
        }
    }
}

impl<T> Source<T> {
    /// The last good value.
    #[must_use]
    pub fn current(&self) -> Arc<T> {
        Arc::clone(&self.current.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Whether any refresh has succeeded yet.
    #[must_use]
    pub fn is_loaded(&self) -> bool {
        self.loaded.load(Ordering::Acquire)
    }

    /// Fetches and parses now.
    pub async fn refresh(&self) -> Result<(), SourceError> {
        let mut attempt = self.attempt.lock().await;
        *attempt = Some(Instant::now());
        self.load().await
    }

    /// Fetches because the current value lacks something, such as the key a token names.
    ///
    /// Callers share attempts, and attempts are at least a second apart, so forged key ids cannot flood the publisher.
    /// Returns once an attempt that began after this call has ended, whether it succeeded or not: who comes with a key
    /// published a moment ago waits up to a second instead of being refused.
    pub async fn refresh_on_demand(&self) {
        let asked = Instant::now();
        let mut attempt = self.attempt.lock().await;
        match *attempt {
            Some(last) if last > asked => return,
            Some(last) => sleep_until(last + MIN_INTERVAL).await,
            None => {}
        }
        *attempt = Some(Instant::now());
        // A failure keeps the old value; `run` reports it when it meets it too.
        let _ = self.load().await;
    }

    /// Refreshes every `interval`, sooner after a failure. Never returns; drop the future to stop.
    pub async fn run(&self, interval: Duration, on_error: impl Fn(&SourceError)) {
        keep(|| self.refresh(), interval, on_error).await;
    }

    async fn load(&self) -> Result<(), SourceError> {
        let text = (self.fetch)().await.map_err(SourceError::Fetch)?;
        let value = Arc::new((self.parse)(&text)?);
        *self.current.write().unwrap_or_else(PoisonError::into_inner) = value;
        self.loaded.store(true, Ordering::Release);
        Ok(())
    }
}

/// Refreshes again and again.
pub(super) async fn keep<R>(refresh: impl Fn() -> R, interval: Duration, on_error: impl Fn(&SourceError))
where
    R: Future<Output = Result<(), SourceError>>,
{
    loop {
        match refresh().await {
            Ok(()) => sleep(interval).await,
            Err(error) => {
                on_error(&error);
                sleep(interval.min(MIN_INTERVAL)).await;
            }
        }
    }
}

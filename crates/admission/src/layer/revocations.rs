//! The revocation list of one queue kept fresh: read to its end once, then what was added since.
//!
//! What was read stays when a refresh fails, and the next one goes on from there. Until the list was read to its end once
//! nobody can say who is not on it: see [`RevocationSource::is_revoked`]. Must not know HTTP: the caller supplies the fetcher.

use std::future::Future;
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicU32, Ordering};
use std::sync::{PoisonError, RwLock};
use std::time::Duration;

use tokio::sync::Mutex;
use tokio::time::{Instant, sleep_until};

use super::source::{FetchError, FetchFuture, MIN_INTERVAL, SourceError, keep};
use crate::{Claims, RevocationError, RevocationList, RevocationPart, revocations_path};

/// Parts that are read in one refresh. A server's own have thousands of entries each.
const MOST_PARTS: usize = 20_000;
/// Attempts to read a list for the first time that who asks waits for: publisher and verifier may have been started together.
const PATIENCE: u32 = 3;
/// Entries that are forgotten at once: every check waits so long.
const FORGOTTEN_AT_ONCE: usize = 4096;

/// The revocations of one queue, from its issuer's `/.well-known/vq-revoked.json`.
pub struct RevocationSource {
    queue: String,
    fetch: Box<dyn Fn(String) -> FetchFuture + Send + Sync>,
    known: RwLock<Known>,
    /// Whether the list was read to its end.
    loaded: AtomicBool,
    /// Attempts that failed.
    failures: AtomicU32,
    /// When the last attempt began. Held locked while an attempt runs, so that there is one at a time.
    attempt: Mutex<Option<Instant>>,
    /// The time of the last check, in seconds.
    now: AtomicI64,
}

#[derive(Default)]
struct Known {
    list: RevocationList,
    /// From where to go on.
    cursor: Option<String>,
}

impl RevocationSource {
    /// A source of the revocations of `queue` (its id), empty until the first refresh. `fetch` is given a path with a query and
    /// returns the text of the document that the server has there. A source that is not refreshed any more knows of nobody who is
    /// revoked later: see [`Self::run`].
    pub fn new<F, R, E>(queue: impl Into<String>, fetch: F) -> Self
    where
        F: Fn(String) -> R + Send + Sync + 'static,
        R: Future<Output = Result<String, E>> + Send + 'static,
        E: Into<FetchError>,
    {
        Self {
            queue: queue.into(),
            fetch: Box::new(move |path| {
                let fetched = fetch(path);
                Box::pin(async move { fetched.await.map_err(Into::into) })
            }),
            known: RwLock::default(),
            loaded: AtomicBool::new(false),
            failures: AtomicU32::new(0),
            attempt: Mutex::new(None),
            now: AtomicI64::new(0),
        }
    }

    /// The queue whose list it is.
    #[must_use]
    pub fn queue(&self) -> &str {
        &self.queue
    }

    /// Whether the token with these claims is revoked, at `now` (seconds). `None` until the list was read to its end once,
    /// unless the token is among what was read.
    #[must_use]
    pub fn is_revoked(&self, claims: &Claims, now: i64) -> Option<bool> {
        self.now.store(now, Ordering::Relaxed);
        // Before the list, which may be read to its end meanwhile.
        let is_loaded = self.is_loaded();
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
        let is_revoked = known.list.is_revoked(claims);
        (is_loaded || is_revoked).then_some(is_revoked)
    }

    /// How many entries are known.
    #[must_use]
    pub fn len(&self) -> usize {
        self.known.read().unwrap_or_else(PoisonError::into_inner).list.len()
    }

    /// Whether no entry is known.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Whether the list has been read to its end.
    #[must_use]
    pub fn is_loaded(&self) -> bool {
        self.loaded.load(Ordering::Acquire)
    }

    /// The same; who asks before that waits for the next attempt. Callers share attempts, which are at least a second apart.
    /// After the first few nobody waits any more: while the publisher is away each may take long.
    pub async fn ready(&self) -> bool {
        if !self.is_awaited() {
            return self.is_loaded();
        }
        let asked = Instant::now();
        let mut attempt = self.attempt.lock().await;
        if self.is_awaited() && attempt.is_none_or(|last| last <= asked) {
            if let Some(last) = *attempt {
                sleep_until(last + MIN_INTERVAL).await;
            }
            *attempt = Some(Instant::now());
            // `run` reports it when it fails there, too.
            let _ = self.load().await;
        }
        self.is_loaded()
    }

    /// Fetches what was added, all of it at first, now.
    pub async fn refresh(&self) -> Result<(), SourceError> {
        let mut attempt = self.attempt.lock().await;
        *attempt = Some(Instant::now());
        self.load().await
    }

    /// Refreshes every `interval`, sooner after a failure. Never returns; drop the future to stop.
    pub async fn run(&self, interval: Duration, on_error: impl Fn(&SourceError)) {
        keep(|| self.refresh(), interval, on_error).await;
    }

    fn is_awaited(&self) -> bool {
        !self.is_loaded() && self.failures.load(Ordering::Relaxed) < PATIENCE
    }

    async fn load(&self) -> Result<(), SourceError> {
        let outcome = self.read_on().await;
        if outcome.is_ok() {
            self.loaded.store(true, Ordering::Release);
        } else {
            self.failures.fetch_add(1, Ordering::Relaxed);
        }
        outcome
    }

    /// Reads parts until there are no more.
    async fn read_on(&self) -> Result<(), SourceError> {
        for _ in 0..MOST_PARTS {
            let cursor = self.known.read().unwrap_or_else(PoisonError::into_inner).cursor.clone();
            let path = revocations_path(&self.queue, cursor.as_deref());
            let text = (self.fetch)(path).await.map_err(SourceError::Fetch)?;
            let part = RevocationPart::from_document(&text)?;
            if !part.more {
                self.take(part);
                return Ok(());
            }
            if cursor.as_ref() == Some(&part.cursor) {
                break;
            }
            self.take(part);
        }
        Err(RevocationError::Endless.into())
    }

    fn take(&self, part: RevocationPart) {
        {
            let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
            known.list.add(part.revoked);
            known.cursor = Some(part.cursor);
        }
        // By the clock that also tells when a token has expired, so nothing is forgotten too early.
        let now = self.now.load(Ordering::Relaxed);
        let forget = || {
            let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
            known.list.prune_some(now, FORGOTTEN_AT_ONCE)
        };
        while !forget() {}
    }
}

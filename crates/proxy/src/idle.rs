//! A deadline for an upstream's answer that a long upload does not run into.
//!
//! The time counts from the last part of the request body that was taken, not from the beginning of the request. Must
//! not limit the answer's body: streams and events may be silent for as long as they like.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::Body;
use bytes::Bytes;
use http_body::{Body as HttpBody, Frame, SizeHint};
use tokio::sync::Notify;

/// How long an upstream may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// To take the next part of a request.
    pub write: Duration,
    /// To begin its answer once it has all of the request.
    pub read: Duration,
}

/// How far a request body has come.
pub(crate) struct Progress {
    taken: Notify,
    sent: AtomicBool,
}

/// A request body that says when a part of it is taken.
struct Watched {
    inner: Body,
    progress: Arc<Progress>,
}

/// Wraps a body so that [`answer`] hears of its progress.
pub(crate) fn watch(body: Body) -> (Body, Arc<Progress>) {
    let progress = Arc::new(Progress { taken: Notify::new(), sent: AtomicBool::new(body.is_end_stream()) });
    if body.is_end_stream() {
        return (body, progress);
    }
    let watched = Watched { inner: body, progress: Arc::clone(&progress) };
    (Body::new(watched), progress)
}

/// Awaits `work` as long as it or the body it sends goes on within the limits. `None` when it does not.
pub(crate) async fn answer<F: Future>(work: F, progress: &Progress, limits: Limits) -> Option<F::Output> {
    let mut work = std::pin::pin!(work);
    loop {
        let limit = if progress.sent.load(Ordering::Relaxed) { limits.read } else { limits.write };
        tokio::select! {
            biased;
            output = &mut work => return Some(output),
            () = progress.taken.notified() => {}
            () = tokio::time::sleep(limit) => return None,
        }
    }
}

impl HttpBody for Watched {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        let polled = Pin::new(&mut self.inner).poll_frame(context);
        if let Poll::Ready(part) = &polled {
            if part.is_none() || self.inner.is_end_stream() {
                self.progress.sent.store(true, Ordering::Relaxed);
            }
            self.progress.taken.notify_one();
        }
        polled
    }

    fn is_end_stream(&self) -> bool {
        self.inner.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.inner.size_hint()
    }
}

#[cfg(test)]
mod tests {
    use super::{Limits, answer, watch};
    use axum::body::Body;
    use bytes::Bytes;
    use http_body_util::BodyExt as _;
    use std::time::Duration;
    use tokio::time::sleep;

    const LIMITS: Limits = Limits { write: Duration::from_secs(10), read: Duration::from_secs(20) };

    fn slow(pause: Duration) -> Body {
        Body::from_stream(futures_util::stream::unfold(0u8, move |part| async move {
            sleep(pause).await;
            (part < 5).then(|| (Ok::<_, std::io::Error>(Bytes::from_static(b"part")), part + 1))
        }))
    }

    #[tokio::test(start_paused = true)]
    async fn a_slow_upload_is_not_a_silent_upstream() {
        let (body, progress) = watch(slow(Duration::from_secs(9)));
        let bytes = answer(body.collect(), &progress, LIMITS).await.unwrap().unwrap().to_bytes();
        assert_eq!(bytes.len(), 20);
    }

    #[tokio::test(start_paused = true)]
    async fn an_upload_that_stands_still_ends_it() {
        let (body, progress) = watch(slow(Duration::from_secs(11)));
        assert!(answer(body.collect(), &progress, LIMITS).await.is_none());
    }

    #[tokio::test(start_paused = true)]
    async fn silence_ends_it() {
        let (_, progress) = watch(Body::empty());
        assert_eq!(answer(sleep(Duration::from_secs(21)), &progress, LIMITS).await, None);
        assert_eq!(answer(sleep(Duration::from_secs(19)), &progress, LIMITS).await, Some(()));
    }
}

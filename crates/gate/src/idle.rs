//! A deadline for the origin's answer that a long upload does not run into.
//!
//! The time counts from the last part of the request body that was taken, not from the beginning of the request. Must
//! not limit the answer's body: streams and events may be silent for as long as they like.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::Body;
use bytes::Bytes;
use http_body::{Body as HttpBody, Frame, SizeHint};
use tokio::sync::Notify;

/// A request body that says when a part of it is taken.
struct Watched {
    inner: Body,
    taken: Arc<Notify>,
}

/// Wraps a body so that [`answer`] hears of its progress.
pub(crate) fn watch(body: Body, taken: Arc<Notify>) -> Body {
    if body.is_end_stream() { body } else { Body::new(Watched { inner: body, taken }) }
}

/// Awaits `work` as long as it or the body it sends goes on at least every `limit`. `None` when it does not.
pub(crate) async fn answer<F: Future>(work: F, taken: &Notify, limit: Duration) -> Option<F::Output> {
    let mut work = std::pin::pin!(work);
    loop {
        tokio::select! {
            biased;
            output = &mut work => return Some(output),
            () = taken.notified() => {}
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
        if polled.is_ready() {
            self.taken.notify_one();
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
    use super::{answer, watch};
    use axum::body::Body;
    use bytes::Bytes;
    use http_body_util::BodyExt as _;
    use std::sync::Arc;
    use std::time::Duration;
    use tokio::sync::Notify;
    use tokio::time::sleep;

    const LIMIT: Duration = Duration::from_secs(10);

    #[tokio::test(start_paused = true)]
    async fn a_slow_upload_is_not_a_silent_origin() {
        let parts = futures_util::stream::unfold(0u8, |part| async move {
            sleep(Duration::from_secs(9)).await;
            (part < 5).then(|| (Ok::<_, std::io::Error>(Bytes::from_static(b"part")), part + 1))
        });
        let taken = Arc::new(Notify::new());
        let body = watch(Body::from_stream(parts), Arc::clone(&taken));
        let bytes = answer(body.collect(), &taken, LIMIT).await.unwrap().unwrap().to_bytes();
        assert_eq!(bytes.len(), 20);
    }

    #[tokio::test(start_paused = true)]
    async fn silence_ends_it() {
        let taken = Notify::new();
        assert_eq!(answer(sleep(Duration::from_secs(11)), &taken, LIMIT).await, None);
        assert_eq!(answer(sleep(Duration::from_secs(9)), &taken, LIMIT).await, Some(()));
    }
}

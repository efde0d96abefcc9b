//! Bodies on their way through: a request's that can be taken back while nothing of it was sent, and that ends where it
//! grows too large; an answer's that must go on.

use std::{
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    task::{Context, Poll},
    time::Duration,
};

use axum::body::Body;
use bytes::Bytes;
use http_body::{Body as HttpBody, Frame, SizeHint};
use http_body_util::{BodyExt, LengthLimitError, Limited};
use parking_lot::Mutex;
use pin_project_lite::pin_project;
use tokio::time::{Instant, Sleep};

type Polled = Poll<Option<Result<Frame<Bytes>, axum::Error>>>;

/// How much of a body that is refused is still read, in bytes.
const MOST_DISCARDED: usize = 1024 * 1024;

/// Reads a body that is refused, within bounds: who is still sending when the connection closes may never see the answer.
pub(crate) async fn discard(mut body: Body, limit: Duration) {
    let reading = async {
        let mut read = 0;
        while let Some(Ok(frame)) = body.frame().await
            && read < MOST_DISCARDED
        {
            read += frame.data_ref().map_or(0, Bytes::len);
        }
    };
    // Whether it came to its end does not matter any more.
    let _ = tokio::time::timeout(limit, reading).await;
}

/// A request's body, lent to one attempt after the other.
pub(crate) struct Lender {
    kept: Arc<Mutex<Option<Body>>>,
    too_large: Arc<AtomicBool>,
}

impl Lender {
    /// Lends no more than `largest` bytes of it.
    pub fn new(body: Body, largest: u64) -> Self {
        let too_large = Arc::new(AtomicBool::new(false));
        let largest = usize::try_from(largest).unwrap_or(usize::MAX);
        let capped = Capped { inner: Limited::new(body, largest), too_large: too_large.clone() };
        Self { kept: Arc::new(Mutex::new(Some(Body::new(capped)))), too_large }
    }

    /// The body for an attempt. `None` if an earlier one has taken something of it.
    pub fn lend(&self) -> Option<Body> {
        let kept = self.kept.lock();
        let body = kept.as_ref()?;
        // A body without content needs no chunks.
        if body.is_end_stream() {
            return Some(Body::empty());
        }
        let size = body.size_hint();
        Some(Body::new(Lent { kept: self.kept.clone(), taken: None, size }))
    }

    /// Whether it was longer than allowed.
    pub fn is_too_large(&self) -> bool {
        self.too_large.load(Ordering::Relaxed)
    }
}

/// Takes the body over when the first part of it is asked for.
struct Lent {
    kept: Arc<Mutex<Option<Body>>>,
    taken: Option<Body>,
    size: SizeHint,
}

impl HttpBody for Lent {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Polled {
        if self.taken.is_none() {
            let kept = self.kept.lock().take();
            self.taken = kept;
        }
        match &mut self.taken {
            Some(body) => Pin::new(body).poll_frame(context),
            None => Poll::Ready(None),
        }
    }

    fn is_end_stream(&self) -> bool {
        self.taken.as_ref().is_some_and(HttpBody::is_end_stream)
    }

    fn size_hint(&self) -> SizeHint {
        self.taken.as_ref().map_or(self.size, HttpBody::size_hint)
    }
}

/// Notes why it ended early.
struct Capped {
    inner: Limited<Body>,
    too_large: Arc<AtomicBool>,
}

impl HttpBody for Capped {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Polled {
        Pin::new(&mut self.inner).poll_frame(context).map_err(|error| {
            if error.is::<LengthLimitError>() {
                self.too_large.store(true, Ordering::Relaxed);
            }
            axum::Error::new(error)
        })
    }

    fn is_end_stream(&self) -> bool {
        self.inner.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.inner.size_hint()
    }
}

/// The next part of an answer did not come in time.
#[derive(Debug, thiserror::Error)]
#[error("the answer did not go on")]
struct Stalled;

pin_project! {
    /// An answer's body each part of which comes in time, or that ends with an error.
    pub(crate) struct Paced {
        inner: Body,
        limit: Duration,
        #[pin]
        deadline: Sleep,
    }
}

impl Paced {
    /// With a limit for each part.
    pub fn new(inner: Body, limit: Duration) -> Self {
        Self { inner, limit, deadline: tokio::time::sleep(limit) }
    }
}

impl HttpBody for Paced {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(self: Pin<&mut Self>, context: &mut Context<'_>) -> Polled {
        let mut this = self.project();
        let polled = Pin::new(&mut *this.inner).poll_frame(context);
        if polled.is_ready() {
            this.deadline.as_mut().reset(Instant::now() + *this.limit);
        } else if this.deadline.as_mut().poll(context).is_ready() {
            return Poll::Ready(Some(Err(axum::Error::new(Stalled))));
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
    use futures_util::stream;

    use super::*;

    #[tokio::test]
    async fn what_nobody_took_is_lent_again() {
        let lender = Lender::new(Body::from("whole"), 5);
        let first = lender.lend().expect("there is a body");
        assert_eq!(first.size_hint().exact(), Some(5));
        drop(first);
        let second = lender.lend().expect("nothing was taken");
        assert_eq!(second.collect().await.expect("a body").to_bytes(), "whole");
        assert!(lender.lend().is_none() && !lender.is_too_large());
    }

    #[tokio::test]
    async fn a_body_that_grows_too_large_ends() {
        let parts = stream::iter(["ab", "cd", "ef"].map(|part| Ok::<_, std::io::Error>(Bytes::from(part))));
        let lender = Lender::new(Body::from_stream(parts), 5);
        assert!(lender.lend().expect("a body").collect().await.is_err() && lender.is_too_large());
    }

    #[tokio::test(start_paused = true)]
    async fn an_answer_must_go_on() {
        let parts = |pause: u64| {
            Body::from_stream(stream::unfold(0, move |part| async move {
                tokio::time::sleep(Duration::from_secs(pause)).await;
                (part < 3).then(|| (Ok::<_, std::io::Error>(Bytes::from("x")), part + 1))
            }))
        };
        let limit = Duration::from_secs(10);
        assert_eq!(Paced::new(parts(9), limit).collect().await.expect("in time").to_bytes(), "xxx");
        assert!(Paced::new(parts(11), limit).collect().await.is_err());
    }
}

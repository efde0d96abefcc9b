//! The body of a request must come in time: whoever sends it drop by drop holds up no handler.

use std::{
    io,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    task::{Context, Poll},
    time::Duration,
};

use axum::{
    body::{Body, Bytes, HttpBody},
    extract::{Request, State},
    middleware::Next,
    response::{IntoResponse, Response},
};
use http_body::{Frame, SizeHint};
use tokio::time::Sleep;
use vq_api::ApiError;
use vq_domain::{Error, ErrorCode};

/// Middleware: the body ends with an error when the time is over, and the answer is 408 whatever was made of that.
pub(super) async fn layer(State(limit): State<Duration>, request: Request, next: Next) -> Response {
    if request.body().is_end_stream() {
        return next.run(request).await;
    }
    let late = Arc::new(AtomicBool::new(false));
    let request = request.map(|body| {
        Body::new(Timed { body, deadline: Box::pin(tokio::time::sleep(limit)), late: late.clone() })
    });
    let response = next.run(request).await;
    if !late.load(Ordering::Relaxed) {
        return response;
    }
    let message = format!("The body did not come within {} seconds.", limit.as_secs());
    ApiError(Error::new(ErrorCode::RequestTimeout, message)).into_response()
}

struct Timed {
    body: Body,
    deadline: Pin<Box<Sleep>>,
    late: Arc<AtomicBool>,
}

impl HttpBody for Timed {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        if self.deadline.as_mut().poll(context).is_ready() {
            self.late.store(true, Ordering::Relaxed);
            return Poll::Ready(Some(Err(axum::Error::new(io::Error::from(io::ErrorKind::TimedOut)))));
        }
        Pin::new(&mut self.body).poll_frame(context)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

#[cfg(test)]
mod tests {
    use axum::{Router, body::Body, http::Request, middleware, routing::post};
    use futures_util::{StreamExt, stream};
    use http_body_util::BodyExt;
    use tower::ServiceExt;
    use vq_api::Body as Json;

    use super::*;

    const LIMIT: Duration = Duration::from_secs(30);

    async fn send(pause: Duration) -> (u16, serde_json::Value) {
        let router = Router::new()
            .route("/", post(async |Json(_): Json<serde_json::Value>| "read"))
            .layer(middleware::from_fn_with_state(LIMIT, layer));
        let drops = stream::iter(*b"{}        ").then(move |byte| async move {
            tokio::time::sleep(pause).await;
            Ok::<_, std::io::Error>(vec![byte])
        });
        let request = Request::post("/").header("content-type", "application/json");
        let answer = router.oneshot(request.body(Body::from_stream(drops)).unwrap()).await.unwrap();
        let status = answer.status().as_u16();
        let bytes = answer.into_body().collect().await.unwrap().to_bytes();
        (status, serde_json::from_slice(&bytes).unwrap_or_default())
    }

    #[tokio::test(start_paused = true)]
    async fn a_body_that_comes_drop_by_drop_is_not_waited_for() {
        assert_eq!(send(Duration::from_secs(1)).await.0, 200);
        let (status, body) = send(Duration::from_secs(4)).await;
        assert_eq!((status, &body["errors"][0]["code"]), (408, &"request_timeout".into()));
    }
}

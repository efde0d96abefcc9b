//! Counts calls on their way in. A call that is counted without waiting costs no task, no boxed future and no copy of what
//! is behind the layer.

use std::{
    future::Future,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
};

use axum::response::Response;
use futures_util::future::BoxFuture;
use http::Request;
use pin_project_lite::pin_project;
use vq_domain::Millis;

use super::{
    RateLimit,
    answer::Standing,
    consumer::{Caller, api_key, caller, counts, key_holder},
};
use crate::Edge;

/// Refuses whoever calls too often. Belongs inside [`crate::request::EdgeLayer`], which tells the time, and
/// [`crate::ClientAddressLayer`], and outside everything that works for a caller.
#[derive(Clone)]
pub struct RateLimitLayer(Option<Arc<RateLimit>>);

impl RateLimitLayer {
    /// Counts by this, or not at all.
    pub fn new(limit: Option<RateLimit>) -> Self {
        Self(limit.filter(|limit| limit.config.enabled).map(Arc::new))
    }
}

impl<S> tower::Layer<S> for RateLimitLayer {
    type Service = RateLimitService<S>;

    fn layer(&self, inner: S) -> Self::Service {
        RateLimitService { limit: self.0.clone(), inner }
    }
}

/// See [`RateLimitLayer`].
#[derive(Clone)]
pub struct RateLimitService<S> {
    limit: Option<Arc<RateLimit>>,
    inner: S,
}

impl<S, B> tower::Service<Request<B>> for RateLimitService<S>
where
    S: tower::Service<Request<B>, Response = Response> + Clone + Send + 'static,
    S::Future: Send + 'static,
    B: Send + 'static,
{
    type Response = Response;
    type Error = S::Error;
    type Future = RateLimitFuture<S::Future, S::Error>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, mut request: Request<B>) -> Self::Future {
        let limit = self.limit.as_ref().filter(|_| counts(&request));
        let edge = limit.and_then(|_| request.extensions().get::<Edge>().cloned());
        let (Some(limit), Some(edge)) = (limit, edge) else {
            return State::Passed { answer: self.inner.call(request), standing: None }.into();
        };
        let now = edge.now();
        if let Some(key) = api_key(&request) {
            let limit = limit.clone();
            return State::Asking { asking: self.ask(limit, request, Who::Key(key), edge, now) }.into();
        }
        let caller = caller(&mut request, &edge, &*limit.visitors, now);
        // A tenant's own limits may have to be read first.
        let verdict = match caller.tenant {
            None => limit.take_at_once(caller.consumer, now),
            Some(_) => None,
        };
        let Some(verdict) = verdict else {
            let limit = limit.clone();
            return State::Asking { asking: self.ask(limit, request, Who::Known(caller), edge, now) }.into();
        };
        let standing = Standing::new(&verdict, now);
        if verdict.allowed {
            State::Passed { answer: self.inner.call(request), standing: Some(standing) }.into()
        } else {
            State::Refused { standing }.into()
        }
    }
}

/// Who calls, or how to find out.
enum Who {
    Known(Caller),
    Key(String),
}

impl<S> RateLimitService<S> {
    /// Counts a call where that takes a while.
    fn ask<B>(
        &mut self,
        limit: Arc<RateLimit>,
        mut request: Request<B>,
        who: Who,
        edge: Edge,
        now: Millis,
    ) -> BoxFuture<'static, Result<Response, S::Error>>
    where
        S: tower::Service<Request<B>, Response = Response> + Clone + Send + 'static,
        S::Future: Send + 'static,
        B: Send + 'static,
    {
        // The one that is ready goes with the request.
        let next = self.inner.clone();
        let mut inner = std::mem::replace(&mut self.inner, next);
        Box::pin(async move {
            let caller = match who {
                Who::Known(caller) => caller,
                Who::Key(key) => key_holder(&mut request, &edge, &key, now).await,
            };
            let Some(verdict) = limit.take(caller.consumer, caller.tenant, &edge, now).await else {
                return inner.call(request).await;
            };
            let standing = Standing::new(&verdict, now);
            if verdict.allowed {
                inner.call(request).await.map(|response| standing.tell(response))
            } else {
                Ok(standing.refuse())
            }
        })
    }
}

pin_project! {
    /// The answer to come.
    pub struct RateLimitFuture<F, E> {
        #[pin]
        state: State<F, E>,
    }
}

pin_project! {
    #[project = Projected]
    enum State<F, E> {
        Passed { #[pin] answer: F, standing: Option<Standing> },
        Refused { standing: Standing },
        Asking { asking: BoxFuture<'static, Result<Response, E>> },
    }
}

impl<F, E> From<State<F, E>> for RateLimitFuture<F, E> {
    fn from(state: State<F, E>) -> Self {
        Self { state }
    }
}

impl<F: Future<Output = Result<Response, E>>, E> Future for RateLimitFuture<F, E> {
    type Output = Result<Response, E>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        match self.project().state.project() {
            Projected::Passed { answer, standing } => {
                let response = ready!(answer.poll(cx))?;
                Poll::Ready(Ok(match standing {
                    Some(standing) => standing.tell(response),
                    None => response,
                }))
            }
            // Only here is it known which request this is.
            Projected::Refused { standing } => Poll::Ready(Ok(standing.refuse())),
            Projected::Asking { asking } => asking.as_mut().poll(cx),
        }
    }
}

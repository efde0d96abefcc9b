//! What the rate limit costs a poll while nothing has to be waited for: `cargo run --release -p vq-api --example rate_limit`.

use std::{
    convert::Infallible,
    future::{Ready, ready},
    hint::black_box,
    net::SocketAddr,
    sync::Arc,
    task::{Context, Poll},
    time::Instant,
};

use async_trait::async_trait;
use axum::{body::Body, extract::ConnectInfo, response::Response};
use futures_util::FutureExt;
use http::{Request, header};
use tower::{Layer, Service};
use vq_api::{
    Authenticator, ClientAddressLayer, Edge, Principal, RateLimit, RateLimitConfig, RateLimitLayer,
};
use vq_bus_local::LocalRateLimits;
use vq_domain::{AccountId, Error, Millis, Result, SessionId, Tenant, TenantId};
use vq_ports::{Clock, Consumer, Quota, SystemClock, SystemIds};

/// The best of many rounds counts: in the others the machine had something else to do.
const ROUNDS: u32 = 100;
const CALLS: u32 = 20_000;

struct Nobody;

#[async_trait]
impl Authenticator for Nobody {
    fn authenticate(&self, _token: &str, _now: Millis) -> Result<Principal> {
        Err(Error::internal())
    }

    async fn tenant(&self, _tenant: TenantId) -> Result<Option<Arc<Tenant>>> {
        Ok(None)
    }
}

#[derive(Clone)]
struct Done;

impl Service<Request<Body>> for Done {
    type Response = Response;
    type Error = Infallible;
    type Future = Ready<std::result::Result<Response, Infallible>>;

    fn poll_ready(&mut self, _cx: &mut Context<'_>) -> Poll<std::result::Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<Body>) -> Self::Future {
        black_box(request);
        ready(Ok(Response::new(Body::empty())))
    }
}

fn measure(name: &str, mut work: impl FnMut(u32)) -> f64 {
    let mut round = |round: u32| {
        let began = Instant::now();
        (round * CALLS..(round + 1) * CALLS).for_each(&mut work);
        began.elapsed()
    };
    let best = (0..ROUNDS).map(&mut round).min().unwrap_or_default();
    let nanos = best.as_nanos() as f64 / f64::from(CALLS);
    println!("{name:44} {nanos:7.0} ns");
    nanos
}

fn through(name: &str, mut service: impl Service<Request<Body>, Response = Response>, edge: &Edge) -> f64 {
    let peer = SocketAddr::from(([192, 0, 2, 1], 80));
    let token = format!("Bearer {}", "x".repeat(87));
    measure(name, |_| {
        let request = Request::get("/v1/sessions/current")
            .header(header::AUTHORIZATION, &token)
            .extension(ConnectInfo(peer))
            .extension(edge.clone())
            .body(Body::empty())
            .expect("a request");
        drop(black_box(service.call(request).now_or_never()));
    })
}

fn main() {
    let quotas = [60, 3_600].map(|window_seconds| Quota { calls: u32::MAX, window_seconds });
    let limits = LocalRateLimits::new(200_000);
    let now = SystemClock.now();
    let ids = (0..100_000).map(|_| vq_ports::Ids::uuid(&SystemIds, now)).collect::<Vec<_>>();
    measure("counter, one consumer", |_| {
        black_box(limits.count(Consumer::Account(AccountId(ids[0])), &quotas, now));
    });
    measure("counter, 100,000 consumers", |call| {
        let account = AccountId(ids[call as usize % ids.len()]);
        black_box(limits.count(Consumer::Account(account), &quotas, now));
    });

    let edge = Edge::new(Arc::new(SystemClock), Arc::new(SystemIds), Arc::new(Nobody));
    let config = RateLimitConfig { per_minute: u32::MAX, per_hour: u32::MAX, ..RateLimitConfig::default() };
    let session = SessionId(ids[0]);
    let visitors = Arc::new(move |_: &str| Some(session));
    let (own, shared) = (Arc::new(limits), Arc::new(LocalRateLimits::new(10)));
    let layer = RateLimitLayer::new(Some(RateLimit::new(config, shared, own, visitors)));
    let bare = through("a request to nothing", Done, &edge);
    let addressed = through("with the client's address", ClientAddressLayer::default().layer(Done), &edge);
    let limited = through("with the rate limit, token not checked", layer.layer(Done), &edge);
    let off = through("with the rate limit off", RateLimitLayer::new(None).layer(Done), &edge);
    println!(
        "a poll pays {:.0} ns for its count, {:.0} ns for its address; {:.0} ns where the limit is off",
        limited - bare,
        addressed - bare,
        off - bare
    );
}

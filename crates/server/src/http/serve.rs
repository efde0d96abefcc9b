//! Accepts connections and lets the open ones finish when told to stop.

use std::{net::SocketAddr, sync::Arc, time::Duration};

use axum::{Router, extract::ConnectInfo};
use hyper::{body::Incoming, service::service_fn};
use hyper_util::{
    rt::{TokioExecutor, TokioIo, TokioTimer},
    server::{
        conn::auto,
        graceful::{GracefulShutdown, Watcher},
    },
};
use rustls::ServerConfig;
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::{TcpListener, TcpStream},
    sync::{OwnedSemaphorePermit, Semaphore},
};
use tokio_rustls::TlsAcceptor;
use tokio_util::sync::CancellationToken;
use tower::ServiceExt;

use super::sniffing::Sniffing;

/// The largest head of a request, in bytes.
const LARGEST_HEAD: usize = 64 * 1024;

/// How connections are treated.
#[derive(Clone, Debug)]
pub struct Serving {
    /// How long the head of a request may take, and before it the first bytes of a connection.
    pub header_timeout: Duration,
    /// How long to wait for open connections when stopping.
    pub grace: Duration,
    /// Most connections at once. Who comes then waits until one ends.
    pub most_connections: usize,
    /// For TLS; without it connections are plain.
    pub tls: Option<Arc<ServerConfig>>,
}

/// Serves until `stop`, then waits for what is open.
pub async fn serve(listener: TcpListener, router: Router, serving: Serving, stop: CancellationToken) {
    let mut builder = auto::Builder::new(TokioExecutor::new());
    builder
        .http1()
        .timer(TokioTimer::new())
        .header_read_timeout(serving.header_timeout)
        .max_buf_size(LARGEST_HEAD);
    builder.http2().timer(TokioTimer::new()).keep_alive_interval(Duration::from_secs(30));
    let graceful = GracefulShutdown::new();
    let tls = serving.tls.clone().map(TlsAcceptor::from);
    let room = Arc::new(Semaphore::new(serving.most_connections.min(Semaphore::MAX_PERMITS)));
    loop {
        let (place, stream, peer) = tokio::select! {
            () = stop.cancelled() => break,
            accepted = accept(&listener, &room) => accepted,
        };
        // Small answers must not wait for more to come.
        let _ = stream.set_nodelay(true);
        let service = Service { router: router.clone(), peer };
        let (builder, watcher, limit) = (builder.clone(), graceful.watcher(), serving.header_timeout);
        match &tls {
            None => {
                let connection = answer(builder, watcher, Sniffing::new(stream, limit, place), service);
                tokio::spawn(connection);
            }
            Some(tls) => {
                let (handshake, stop) = (tls.accept(stream), stop.clone());
                tokio::spawn(async move {
                    let stream = tokio::select! {
                        () = stop.cancelled() => return,
                        done = tokio::time::timeout(limit, handshake) => match done {
                            Ok(Ok(stream)) => stream,
                            Ok(Err(error)) => return tracing::trace!(%error, %peer, "no TLS was agreed on"),
                            Err(_) => return tracing::trace!(%peer, "TLS was not agreed on in time"),
                        }
                    };
                    answer(builder, watcher, Sniffing::new(stream, limit, place), service).await;
                });
            }
        }
    }
    drop(listener);
    tokio::select! {
        () = graceful.shutdown() => {}
        () = tokio::time::sleep(serving.grace) => tracing::info!("some connections were still open and are closed now"),
    }
}

/// What answers a connection's requests.
struct Service {
    router: Router,
    peer: SocketAddr,
}

/// Answers a connection until it ends.
async fn answer<S>(
    builder: auto::Builder<TokioExecutor>,
    watcher: Watcher,
    stream: Sniffing<S, OwnedSemaphorePermit>,
    Service { router, peer }: Service,
) where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let service = service_fn(move |mut request: hyper::Request<Incoming>| {
        request.extensions_mut().insert(ConnectInfo(peer));
        router.clone().oneshot(request)
    });
    let connection = builder.serve_connection_with_upgrades(TokioIo::new(stream), service).into_owned();
    if let Err(error) = watcher.watch(connection).await {
        tracing::trace!(%error, %peer, "a connection ended early");
    }
}

/// Running out of file descriptors must not end the server.
async fn accept(
    listener: &TcpListener,
    room: &Arc<Semaphore>,
) -> (OwnedSemaphorePermit, TcpStream, SocketAddr) {
    loop {
        if room.available_permits() == 0 {
            tracing::warn!("all connections there may be are open; others wait until one ends");
        }
        let Ok(place) = room.clone().acquire_owned().await else { std::future::pending().await };
        match listener.accept().await {
            Ok((stream, peer)) => return (place, stream, peer),
            Err(error) => {
                tracing::warn!(%error, "a connection could not be accepted");
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
        }
    }
}

//! The way to a server, which can be cut, held up and slowed down.

use std::{
    io,
    net::{Ipv4Addr, SocketAddr},
    time::Duration,
};

use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::{mpsc, watch},
    task::{JoinHandle, JoinSet},
    time::Instant,
};

/// Bytes read at a time, and how many such pieces may be on their way in one direction.
const PIECE: usize = 64 * 1024;
const PIECES: usize = 64;

/// A listener on 127.0.0.1 that passes everything on to a server and back. It ends with this handle.
pub struct TcpProxy {
    address: SocketAddr,
    way: watch::Sender<Way>,
    task: JoinHandle<()>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    /// All goes through, each piece after this long.
    Open(Duration),
    /// Connections stay open and nothing goes through.
    HeldUp,
    /// Connections are broken; new ones, too, as soon as they are made.
    Cut,
}

impl TcpProxy {
    /// A way to `server`, open.
    pub async fn start(server: SocketAddr) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a listener");
        let address = listener.local_addr().expect("its address");
        let (way, watched) = watch::channel(Way::Open(Duration::ZERO));
        let task = tokio::spawn(accept(listener, server, watched));
        Self { address, way, task }
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Breaks all connections, and new ones as they come.
    pub fn sever(&self) {
        self.way.send_replace(Way::Cut);
    }

    /// Lets nothing through; connections stay open.
    pub fn hold_up(&self) {
        self.way.send_replace(Way::HeldUp);
    }

    /// Lets each piece through after `delay`, in both directions.
    pub fn slow_down(&self, delay: Duration) {
        self.way.send_replace(Way::Open(delay));
    }

    /// Opens the way again. What was held up goes on; what was broken stays so.
    pub fn restore(&self) {
        self.way.send_replace(Way::Open(Duration::ZERO));
    }
}

impl Drop for TcpProxy {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// The connections end with this task, which owns them.
async fn accept(listener: TcpListener, server: SocketAddr, way: watch::Receiver<Way>) {
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            accepted = listener.accept() => {
                let Ok((client, _)) = accepted else { continue };
                connections.spawn(connect(client, server, way.clone()));
            }
            Some(_) = connections.join_next() => {}
        }
    }
}

async fn connect(client: TcpStream, server: SocketAddr, way: watch::Receiver<Way>) {
    let mut cut = way.clone();
    tokio::select! {
        biased;
        _ = cut.wait_for(|way| *way == Way::Cut) => {}
        _ = pass(client, server, way) => {}
    }
}

async fn pass(mut client: TcpStream, server: SocketAddr, mut way: watch::Receiver<Way>) -> io::Result<()> {
    delay(&mut way, Instant::now()).await;
    let mut server = TcpStream::connect(server).await?;
    client.set_nodelay(true)?;
    server.set_nodelay(true)?;
    let (from_client, to_client) = client.split();
    let (from_server, to_server) = server.split();
    // When one direction has ended, so has what people use a connection for.
    tokio::select! {
        there = copy(from_client, to_server, way.clone()) => there,
        back = copy(from_server, to_client, way.clone()) => back,
    }
}

/// Passes on one direction. What was read waits in line, so that a delay is a longer way and not a narrower one.
async fn copy(
    mut from: impl AsyncRead + Unpin,
    mut to: impl AsyncWrite + Unpin,
    mut way: watch::Receiver<Way>,
) -> io::Result<()> {
    let (line, mut pieces) = mpsc::channel::<(Instant, Vec<u8>)>(PIECES);
    let read = async move {
        loop {
            let mut piece = Vec::with_capacity(PIECE);
            if from.read_buf(&mut piece).await? == 0 || line.send((Instant::now(), piece)).await.is_err() {
                return Ok(());
            }
        }
    };
    let write = async move {
        while let Some((read_at, piece)) = pieces.recv().await {
            delay(&mut way, read_at).await;
            to.write_all(&piece).await?;
        }
        to.shutdown().await
    };
    tokio::try_join!(read, write).map(drop)
}

/// Waits until the way is open, and then as long as it takes from `since`. The sender outlives the task that asks.
async fn delay(way: &mut watch::Receiver<Way>, since: Instant) {
    let open = way.wait_for(|way| matches!(way, Way::Open(_))).await.map(|way| *way);
    if let Ok(Way::Open(delay)) = open
        && !delay.is_zero()
    {
        tokio::time::sleep_until(since + delay).await;
    }
}

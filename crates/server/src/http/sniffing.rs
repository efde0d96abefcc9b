//! A connection's first bytes, by which HTTP/1 and HTTP/2 are told apart: until they have come, no other deadline counts.

use std::{
    io,
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};

use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    time::Sleep,
};

/// How a connection begins that speaks HTTP/2 (RFC 9113, 3.4).
const PREFACE: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

/// A connection that must say in time which HTTP it speaks. Keeps `held` as long as it is open, upgraded or not.
pub(super) struct Sniffing<S, H> {
    stream: S,
    /// `None` once it has said.
    deadline: Option<Pin<Box<Sleep>>>,
    /// How much of the preface has come.
    heard: usize,
    _held: H,
}

impl<S, H> Sniffing<S, H> {
    pub fn new(stream: S, limit: Duration, held: H) -> Self {
        Self { stream, deadline: Some(Box::pin(tokio::time::sleep(limit))), heard: 0, _held: held }
    }

    fn hear(&mut self, bytes: &[u8]) {
        let wanted = &PREFACE[self.heard..];
        let same = bytes.iter().zip(wanted).take_while(|(byte, wanted)| byte == wanted).count();
        self.heard += same;
        if same < bytes.len() || self.heard == PREFACE.len() {
            self.deadline = None;
        }
    }
}

impl<S: AsyncRead + Unpin, H: Unpin> AsyncRead for Sniffing<S, H> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        match Pin::new(&mut self.stream).poll_read(context, buffer) {
            Poll::Ready(Ok(())) => {
                if self.deadline.is_some() {
                    self.hear(&buffer.filled()[before..]);
                }
                Poll::Ready(Ok(()))
            }
            Poll::Pending => {
                let late = |deadline: &mut Pin<Box<Sleep>>| deadline.as_mut().poll(context).is_ready();
                if self.deadline.as_mut().is_some_and(late) {
                    return Poll::Ready(Err(io::ErrorKind::TimedOut.into()));
                }
                Poll::Pending
            }
            failed => failed,
        }
    }
}

impl<S: AsyncWrite + Unpin, H: Unpin> AsyncWrite for Sniffing<S, H> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        parts: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write_vectored(context, parts)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use tokio::io::{AsyncReadExt, AsyncWriteExt, duplex};

    const LIMIT: Duration = Duration::from_secs(15);

    /// What becomes of a connection that sends this and then nothing for a day.
    async fn read_after(said: &[u8]) -> io::Result<Vec<u8>> {
        let (mut client, server) = duplex(1024);
        client.write_all(said).await.unwrap();
        let mut connection = Sniffing::new(server, LIMIT, ());
        let mut heard = vec![0; said.len() + 1];
        connection.read_exact(&mut heard[..said.len()]).await?;
        let day =
            tokio::time::timeout(Duration::from_secs(86_400), connection.read(&mut heard[said.len()..]));
        match day.await {
            Ok(Err(error)) => Err(error),
            _ => Ok(heard),
        }
    }

    #[tokio::test(start_paused = true)]
    async fn who_does_not_say_what_they_speak_is_not_waited_for() {
        for said in [&b""[..], b"P", b"PRI * HTTP/2.0"] {
            let error = read_after(said).await.expect_err("too late");
            assert_eq!(error.kind(), io::ErrorKind::TimedOut);
        }
        for said in [&b"G"[..], b"PO", PREFACE] {
            assert!(read_after(said).await.is_ok(), "the deadlines of HTTP count from here on");
        }
    }

    proptest! {
        #[test]
        fn it_is_decided_by_the_bytes_and_not_by_how_they_come(
            bytes in prop_oneof![Just(PREFACE.to_vec()), proptest::collection::vec(any::<u8>(), 0..60)],
            cut: proptest::sample::Index,
        ) {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
            let _inside = runtime.enter();
            let (mut whole, mut parts) = (Sniffing::new((), LIMIT, ()), Sniffing::new((), LIMIT, ()));
            whole.hear(&bytes);
            let (first, second) = bytes.split_at(cut.index(bytes.len() + 1));
            for part in [first, second] {
                if parts.deadline.is_some() {
                    parts.hear(part);
                }
            }
            let open = |one: &Sniffing<(), ()>| one.deadline.is_some();
            prop_assert_eq!(open(&whole), open(&parts));
            prop_assert_eq!(open(&whole), PREFACE.starts_with(&bytes) && bytes.len() < PREFACE.len());
        }
    }
}

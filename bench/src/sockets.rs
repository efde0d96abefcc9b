//! Ten thousand people with an open WebSocket: what a socket costs, and how long a release takes to reach it.

use std::time::Duration;

use tokio::{task::JoinSet, time::timeout};
use vq_crowd::{
    QueueSetup, ServerProcess,
    clock::wall_millis,
    drills::{Ticketed, join_at_once},
    ledger::Latency,
    socket::Socket,
};

use crate::{Result, Size, line::Line};

/// How many sockets are opened at a time.
const AT_A_TIME: usize = 128;

/// One in five of those who wait is released, over about four seconds.
const SHARE: usize = 5;

/// Memory per socket, and the time from the commit's time to the message.
pub async fn measure(server: &ServerProcess, size: Size) -> Result<Vec<Line>> {
    let staff = server.staff().await?;
    let tenant = staff.create_tenant("Sockets").await?;
    let shut = QueueSetup { cap: 1, ..QueueSetup::default() };
    let queue = staff.create_queue(tenant, &shut).await?;
    let mut people = join_at_once(&server.base, queue, size.sockets + 1, size.connections).await;
    people.remove(0);

    let before = server.resident_bytes();
    let mut sockets = Vec::with_capacity(people.len());
    for some in people.chunks(AT_A_TIME) {
        let mut opening = JoinSet::new();
        for Ticketed { token, session } in some.iter().cloned() {
            let base = server.base.clone();
            opening.spawn(async move { (session.ticket, Socket::subscribe(&base, queue, &token).await) });
        }
        while let Some(opened) = opening.join_next().await {
            let (ticket, socket) = opened?;
            sockets.push((ticket, socket?));
        }
    }
    let after = server.resident_bytes();
    let mut lines = Vec::new();
    if let (Some(before), Some(after)) = (before, after) {
        let bytes = after.saturating_sub(before) as f64 / size.sockets as f64 / 1024.0;
        let name = format!("memory per socket, {} open", size.sockets);
        lines.push(Line::plain(name, bytes, "KiB", "growth of the server's RSS"));
    }

    let released = size.sockets / SHARE;
    let last = people.get(released.saturating_sub(1)).map_or(0, |one| one.session.ticket);
    let mut hearing = JoinSet::new();
    let mut kept = Vec::new();
    for (ticket, mut socket) in sockets {
        if ticket <= last {
            hearing.spawn(async move { socket.turn().await.map(|turn| (turn, wall_millis())) });
        } else {
            // Those who go on waiting must read too, or the server would drop them as slow.
            kept.push(tokio::spawn(async move { socket.turn().await.map(|_| ()) }));
        }
    }
    let open = QueueSetup {
        cap: u32::try_from(released + 1)?,
        rate_per_minute: u32::try_from(released * 15)?,
        ..shut
    };
    staff.set_up(queue, &open).await?;
    let mut latency = Latency::default();
    let all = async {
        while let Some(heard) = hearing.join_next().await {
            let (turn, at) = heard??;
            // The message tells until when the turn is kept, and so when it came.
            let until = turn.and_then(|session| session.claim_by).ok_or("a socket ended too soon")?;
            let released_at = until - i64::from(open.claim_timeout_seconds) * 1000;
            latency.record(Duration::from_millis(u64::try_from(at - released_at).unwrap_or(0)));
        }
        Ok::<(), Box<dyn std::error::Error + Send + Sync>>(())
    };
    timeout(Duration::from_secs(60), all)
        .await
        .map_err(|_| "not everybody heard of the turn within 60 s")??;
    kept.into_iter().for_each(|task| task.abort());

    let percentiles = latency.percentiles();
    let note = format!("{released} released over 4 s; from the commit's time to the message");
    let name = |which: &str| format!("release to socket, {} open, {which}", size.sockets);
    lines.push(Line::plain(name("P50"), percentiles.p50, "ms", note.clone()));
    lines.push(Line::plain(name("P99"), percentiles.p99, "ms", note));
    Ok(lines)
}

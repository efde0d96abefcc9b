//! A short line and a long one on the same server: what a waiting person costs, and whether asking costs more in the
//! long one.

use std::sync::Arc;

use vq_crowd::{QueueRef, QueueSetup, ServerProcess, Staff, drills::join_at_once, http::Call};

use crate::{
    Result, Size,
    line::Line,
    measure::{Caller, in_turns},
};

/// Tokens of people spread over the whole line.
const SAMPLES: u64 = 1_000;

/// The most a waiting person may add to the resident memory.
const BYTES_PER_PERSON: f64 = 200.0;

/// Everything that is about the length of the line.
pub async fn measure(server: &ServerProcess, size: Size) -> Result<Vec<Line>> {
    let staff = server.staff().await?;
    let tenant = staff.create_tenant("Scale").await?;
    // Nobody moves: one is inside and stays there.
    let setup = QueueSetup { cap: 1, rate_per_minute: 1, ..QueueSetup::default() };
    let short = staff.create_queue(tenant, &setup).await?;
    let long = staff.create_queue(tenant, &setup).await?;
    let few = fill(server, &staff, short, size.few).await?;

    let noop = get_noop(&few);
    let pair = in_turns(&server.base, size, poll(few.clone()), noop.clone()).await?;
    let name = format!("poll, {} waiting", size.few);
    let note = format!("against {:.0}/s of a no-op GET", pair.b);
    let mut lines = vec![Line::plain(name, pair.a, "/s", note).against(pair.ratio).goal(0.90)];

    let before = server.resident_bytes();
    let many = fill(server, &staff, long, size.crowd).await?;
    if let (Some(before), Some(after)) = (before, server.resident_bytes()) {
        let bytes = after.saturating_sub(before) as f64 / size.crowd as f64;
        let name = format!("memory per person, {} waiting", size.crowd);
        lines.push(Line::plain(name, bytes, "B", "growth of the server's RSS").goal(BYTES_PER_PERSON));
    }

    let pair = in_turns(&server.base, size, poll(many), poll(few)).await?;
    let name = format!("poll, {} waiting", size.crowd);
    let note = format!("against {:.0}/s with {} waiting", pair.b, size.few);
    lines.push(Line::plain(name, pair.a, "/s", note).against(pair.ratio).goal(0.95));

    let path = format!("/v1/queues/{}/frame", long.queue);
    let frame: Caller = Arc::new(move |_| Call::get(path.clone()));
    let pair = in_turns(&server.base, size, frame, noop).await?;
    let name = format!("frame, {} waiting", size.crowd);
    let note = format!("against {:.0}/s of a no-op GET", pair.b);
    lines.push(Line::plain(name, pair.a, "/s", note).against(pair.ratio).goal(0.95));
    Ok(lines)
}

/// Fills a line up to `count`, and gives the tokens of people all over it.
pub async fn fill(
    server: &ServerProcess,
    staff: &Staff,
    queue: QueueRef,
    count: u64,
) -> Result<Arc<Vec<String>>> {
    let (rounds, mut tokens) = (20, Vec::new());
    let joins = SAMPLES.min(count) / rounds;
    for _ in 0..rounds {
        let people = join_at_once(&server.base, queue, usize::try_from(joins)?, 16).await;
        tokens.extend(people.into_iter().map(|one| one.token));
        let rest = (count / rounds).saturating_sub(joins);
        if rest > 0 {
            staff.fill(queue, rest).await?;
        }
    }
    let waiting = staff.counts(queue).await?.waiting_users;
    if waiting + 1 < count {
        return Err(format!("only {waiting} of {count} wait").into());
    }
    Ok(Arc::new(tokens))
}

/// A poll of one of these people.
pub fn poll(tokens: Arc<Vec<String>>) -> Caller {
    Arc::new(move |at| Call::get("/v1/sessions/current").bearer(&tokens[at % tokens.len()]))
}

/// With a token too: the request must be as large.
pub fn get_noop(tokens: &Arc<Vec<String>>) -> Caller {
    let tokens = tokens.clone();
    Arc::new(move |at| Call::get("/__bench/noop").bearer(&tokens[at % tokens.len()]))
}

//! Who has abandoned the line. A visitor may show up at any node, so where there are several, each writes down whom it has
//! seen, and the one in control judges by what all have written. Where that cannot be known, nobody is judged (I8).

use roaring::RoaringBitmap;
use vq_domain::{Millis, Ticket};
use vq_ports::{LifeBoard, Seen};

use crate::LineHandle;

/// Ends the window of time if it is over, tells the others, and answers who waits and was not seen anywhere for the whole
/// grace period. Judges only if `in_control`.
pub(crate) async fn silent(
    line: &LineHandle,
    board: Option<(&dyn LifeBoard, u64)>,
    in_control: bool,
    now: Millis,
) -> Vec<Ticket> {
    let Some(turned) = turn(line, now) else { return Vec::new() };
    let mut seen = turned.seen;
    if let Some((board, node)) = board {
        if line.read(|index| index.state().waiting) == 0 {
            return Vec::new();
        }
        let grace_seconds = u32::try_from(turned.grace_millis / 1000).unwrap_or(u32::MAX);
        let tickets = to_bytes(&turned.recent);
        // Without our own report others must not judge either: they see that it is old.
        if let Err(error) =
            board.report(line.id(), &Seen { node, at: now, tickets }, grace_seconds.saturating_mul(3)).await
        {
            tracing::warn!(queue = %line.id(), %error, "signs of life could not be shared; nobody is judged by them");
            return Vec::new();
        }
        if in_control && let Some(own) = &mut seen {
            match board.reports(line.id()).await {
                Ok(reports) if merge(own, &reports, turned.grace_millis, now) => {}
                Ok(_) => return Vec::new(),
                Err(error) => {
                    tracing::warn!(queue = %line.id(), %error, "signs of life could not be read; nobody is judged by them");
                    return Vec::new();
                }
            }
        }
    }
    match seen.filter(|_| in_control) {
        Some(seen) => line.read(|index| index.silent(&seen, usize::MAX)),
        None => Vec::new(),
    }
}

struct Turned {
    /// Everybody seen in a whole grace period, once one was watched.
    seen: Option<RoaringBitmap>,
    /// Everybody seen lately.
    recent: RoaringBitmap,
    grace_millis: i64,
}

fn turn(line: &LineHandle, now: Millis) -> Option<Turned> {
    let mut life = line.life().lock();
    if !life.is_due(now) {
        return None;
    }
    let seen = life.turn(now);
    Some(Turned { seen, recent: life.recent(), grace_millis: life.grace_millis() })
}

/// Adds what the nodes have written down to `seen`. `false` if one of them has not been heard of for too long to know
/// about its visitors, and not long enough for them to have gone elsewhere: visitors show up five times in a grace
/// period.
fn merge(seen: &mut RoaringBitmap, reports: &[Seen], grace_millis: i64, now: Millis) -> bool {
    for report in reports {
        let age = now - report.at;
        if age > 2 * grace_millis {
            continue;
        }
        if age > grace_millis / 2 {
            return false;
        }
        match RoaringBitmap::deserialize_from(report.tickets.as_slice()) {
            Ok(tickets) => *seen |= tickets,
            Err(_) => return false,
        }
    }
    true
}

fn to_bytes(tickets: &RoaringBitmap) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(tickets.serialized_size());
    match tickets.serialize_into(&mut bytes) {
        Ok(()) => bytes,
        // Writing to memory does not fail.
        Err(_) => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Millis = Millis(1_000_000);
    const GRACE: i64 = 60_000;

    fn report(age: i64, tickets: &[u32]) -> Seen {
        Seen { node: 2, at: NOW + -age, tickets: to_bytes(&tickets.iter().copied().collect()) }
    }

    fn merged(reports: &[Seen]) -> Option<Vec<u32>> {
        let mut seen = RoaringBitmap::from([1]);
        merge(&mut seen, reports, GRACE, NOW).then(|| seen.iter().collect())
    }

    #[test]
    fn whom_any_node_saw_is_not_silent() {
        assert_eq!(merged(&[report(1_000, &[2]), report(GRACE / 2, &[3])]), Some(vec![1, 2, 3]));
    }

    #[test]
    fn nobody_is_judged_while_a_node_is_not_heard_of() {
        assert_eq!(merged(&[report(1_000, &[2]), report(GRACE / 2 + 1, &[3])]), None);
        assert_eq!(merged(&[report(2 * GRACE, &[3])]), None);
    }

    #[test]
    fn a_node_that_is_long_gone_does_not_stop_the_others() {
        assert_eq!(merged(&[report(2 * GRACE + 1, &[3])]), Some(vec![1]));
    }

    #[test]
    fn nobody_is_judged_by_what_cannot_be_read() {
        assert_eq!(merged(&[Seen { node: 2, at: NOW, tickets: vec![1, 2, 3] }]), None);
    }
}

//! Notices whether something was lost on the way, by the counts that senders put into their messages.

use std::{
    collections::HashMap,
    time::{Duration, Instant},
};

use crate::frame::{Body, Frame, Sender};

/// Senders who are silent for this long are forgotten, once there are many.
const FORGET: Duration = Duration::from_secs(60);
const MANY: usize = 1000;

#[derive(Debug, Default)]
pub(crate) struct Losses(HashMap<Sender, (u64, Instant)>);

impl Losses {
    /// Whether notices that were told before this message were not heard.
    pub(crate) fn before(&mut self, frame: &Frame) -> bool {
        let now = Instant::now();
        if self.0.len() >= MANY {
            self.0.retain(|_, (_, heard_at)| now.duration_since(*heard_at) < FORGET);
        }
        let told_before = match frame.body {
            Body::Beat(_) => frame.count,
            Body::Notice(_) => frame.count.saturating_sub(1),
        };
        // Of a sender we hear for the first time, everything before was not heard.
        let (heard, heard_at) = self.0.entry(frame.sender).or_insert((0, now));
        let lost = told_before > *heard;
        *heard = frame.count.max(*heard);
        *heard_at = now;
        lost
    }
}

#[cfg(test)]
mod tests {
    use vq_ports::Notice;

    use super::*;

    #[test]
    fn what_is_missing_between_two_messages_is_noticed() {
        let mut losses = Losses::default();
        let sender = Sender { node: 1, run: 1 };
        let notice = |count| Frame { sender, count, body: Body::Notice(Notice::Gap) };
        let beat = |count| Frame { sender, count, body: Body::Beat(0) };
        for (frame, lost) in [
            (beat(0), false),
            (notice(1), false),
            (notice(2), false),
            (beat(2), false),
            (notice(4), true),
            (notice(3), false),
            (notice(5), false),
            (beat(6), true),
            (notice(7), false),
        ] {
            assert_eq!(losses.before(&frame), lost, "{frame:?}");
        }
        let again = Sender { run: 2, ..sender };
        assert!(!losses.before(&Frame { sender: again, ..notice(1) }), "started again, nothing missed");
        let late = Sender { node: 2, ..sender };
        assert!(losses.before(&Frame { sender: late, ..beat(9) }), "it had told something before");
    }
}

//! Who controls a line's releases: a lease in the store, counted by epochs. Every release is checked against the epoch in
//! its own transaction, so whoever only believes to be in control can do nothing.

use vq_domain::Millis;
use vq_engine::{Command, Outcome};

/// This node's part in the control of one line.
#[derive(Debug)]
pub(crate) struct Control {
    node: u64,
    lease_millis: i64,
    held: Option<Held>,
    /// The epoch in which we last were in control.
    last_epoch: Option<u64>,
    ask_again_at: Millis,
}

#[derive(Debug)]
struct Held {
    epoch: u64,
    until: Millis,
}

impl Control {
    pub(crate) fn new(node: u64, lease_millis: i64) -> Self {
        Self { node, lease_millis, held: None, last_epoch: None, ask_again_at: Millis(0) }
    }

    /// The epoch to act in, while we are in control.
    pub(crate) fn epoch(&self, now: Millis) -> Option<u64> {
        self.held.as_ref().filter(|held| now < held.until).map(|held| held.epoch)
    }

    /// The command that takes or renews control, when it is time for it.
    pub(crate) fn request(&self, now: Millis) -> Option<Command> {
        let command = Command::Lease { node: self.node, ttl_millis: self.lease_millis };
        (now >= self.ask_again_at).then_some(command)
    }

    /// When to ask again.
    pub(crate) fn ask_again_at(&self) -> Millis {
        self.ask_again_at
    }

    /// Lets others go first: whoever has something to do for this line asks at once.
    pub(crate) fn stand_back(&mut self, now: Millis, jitter: u8) {
        if self.held.is_none() {
            self.ask_again_at = self.ask_again_at.max(self.retry_at(now, jitter));
        }
    }

    /// Takes over the answer to [`Self::request`] that was made at `asked_at`. `true` if another was in control since we
    /// last were, or nobody ever.
    pub(crate) fn answer(&mut self, outcome: Option<&Outcome>, asked_at: Millis, jitter: u8) -> bool {
        let Some(Outcome::Lease(Some(epoch))) = outcome else {
            self.held = None;
            self.ask_again_at = self.retry_at(asked_at, jitter);
            return false;
        };
        self.held = Some(Held { epoch: *epoch, until: Millis(asked_at.0.saturating_add(self.lease_millis)) });
        self.ask_again_at = asked_at + self.lease_millis / 3;
        self.last_epoch.replace(*epoch) != Some(*epoch)
    }

    /// A third to a half of a lease from `now`: soon enough to follow a controller that died, not all at once.
    fn retry_at(&self, now: Millis, jitter: u8) -> Millis {
        now + self.lease_millis / 3 + self.lease_millis / 6 * i64::from(jitter) / 256
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const START: Millis = Millis(1_000_000);

    #[test]
    fn control_ends_with_the_lease_and_is_renewed_before() {
        let mut control = Control::new(1, 900);
        assert!(control.request(START).is_some() && control.epoch(START).is_none());
        assert!(control.answer(Some(&Outcome::Lease(Some(4))), START, 0), "new to it");
        assert_eq!((control.epoch(START + 899), control.epoch(START + 900)), (Some(4), None));
        assert!(control.request(START + 299).is_none() && control.request(START + 300).is_some());
        assert!(!control.answer(Some(&Outcome::Lease(Some(4))), START + 300, 0), "nobody was in between");
        assert_eq!(control.epoch(START + 1100), Some(4));
        assert!(control.answer(Some(&Outcome::Lease(Some(6))), START + 2000, 0), "somebody was in between");
    }

    #[test]
    fn who_was_refused_asks_again_within_half_a_lease() {
        for jitter in [0, 255] {
            let mut control = Control::new(1, 900);
            control.answer(Some(&Outcome::Lease(None)), START, jitter);
            assert_eq!(control.epoch(START), None);
            assert!(control.request(START + 299).is_none() && control.request(START + 450).is_some());
        }
    }
}

//! Says that something was missed, but not more often than those who hear it can make up for it.

use std::time::Duration;

use tokio::time::Instant;

/// Shortest time between two gaps.
const APART: Duration = Duration::from_millis(100);

#[derive(Debug, Default)]
pub(crate) struct Gaps {
    last: Option<Instant>,
    due: Option<Instant>,
}

impl Gaps {
    /// Something was missed. Answers whether to say so now; otherwise it is due later.
    pub(crate) fn missed(&mut self, now: Instant) -> bool {
        match self.last {
            Some(last) if now < last + APART => {
                self.due.get_or_insert(last + APART);
                false
            }
            _ => {
                self.said(now);
                true
            }
        }
    }

    /// It was said.
    pub(crate) fn said(&mut self, now: Instant) {
        *self = Self { last: Some(now), due: None };
    }

    /// Waits until it is to be said.
    pub(crate) async fn due(&self) {
        match self.due {
            Some(due) => tokio::time::sleep_until(due).await,
            None => std::future::pending().await,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn many_losses_are_few_gaps_and_the_last_is_not_forgotten() {
        let (mut gaps, start) = (Gaps::default(), Instant::now());
        assert!(gaps.missed(start));
        assert!(!gaps.missed(start + APART / 2) && !gaps.missed(start + APART / 3));
        assert_eq!(gaps.due, Some(start + APART));
        gaps.due().await;
        gaps.said(start + APART);
        assert_eq!(gaps.due, None);
        assert!(gaps.missed(start + APART * 2));
    }
}

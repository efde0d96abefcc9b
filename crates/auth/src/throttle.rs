//! How often one may try a password or a code, counted with the other nodes.
//!
//! Three counters, so that guessing is slow and the owner is not locked out by it:
//!
//! - *own*: one account from one place. The place of somebody known is their device, or their network if they have signed in
//!   from there; that of a stranger is their network;
//! - *account*: all strangers at one account, however many networks they come from;
//! - *network*: one network's strangers at all accounts.
//!
//! Who is known counts against the first alone: whatever strangers do, it is not used up.

use std::{fmt::Write, net::Ipv6Addr, sync::Arc};

use aws_lc_rs::digest::{SHA256, digest};
use vq_domain::{Error, ErrorCode, Limit, Millis};
use vq_ports::{Count, ShortLived};

/// Attempts allowed in a window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AttemptLimits {
    /// At one account from one place.
    pub own: i64,
    /// At one account by all strangers.
    pub account: i64,
    /// At all accounts by the strangers of one network.
    pub network: i64,
}

/// Who tries.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Attempter {
    /// Whose account: a normalised e-mail, or an id.
    pub(crate) account: String,
    pub(crate) network: Ipv6Addr,
    /// The device that is known, if one is.
    pub(crate) device: Option<String>,
    /// Whether the device or the network is known.
    pub(crate) known: bool,
}

/// An attempt that was counted.
#[must_use]
pub(crate) struct Attempt {
    own: String,
    others: Vec<String>,
}

/// Counts attempts of one kind.
pub(crate) struct Throttle {
    kind: &'static str,
    counters: Arc<dyn ShortLived>,
    limits: AttemptLimits,
    window_seconds: u32,
}

impl Throttle {
    pub(crate) fn new(
        kind: &'static str,
        counters: Arc<dyn ShortLived>,
        limits: AttemptLimits,
        window_seconds: u32,
    ) -> Self {
        Self { kind, counters, limits, window_seconds }
    }

    /// Counts an attempt before it is made, so that many at once do not slip through; refuses one too many, which then
    /// counts nowhere else: whoever is refused uses up nobody's attempts but their own.
    pub(crate) async fn begin(&self, who: &Attempter, now: Millis) -> Result<Attempt, Error> {
        let place = who.device.clone().unwrap_or_else(|| who.network.to_string());
        let own = self.key("own", &[&who.account, &place]);
        self.count(&own, self.limits.own, now).await?;
        let mut attempt = Attempt { own, others: Vec::new() };
        if who.known {
            return Ok(attempt);
        }
        let rest = [
            (self.key("network", &[&who.network.to_string()]), self.limits.network),
            (self.key("account", &[&who.account]), self.limits.account),
        ];
        for (key, limit) in rest {
            if let Err(error) = self.count(&key, limit, now).await {
                self.take_back(attempt, now).await;
                return Err(error);
            }
            attempt.others.push(key);
        }
        Ok(attempt)
    }

    /// The attempt was not judged, through no fault of the caller.
    pub(crate) async fn take_back(&self, attempt: Attempt, now: Millis) {
        for key in std::iter::once(&attempt.own).chain(&attempt.others) {
            self.add(key, -1, now).await;
        }
    }

    /// The attempt was right: those before it from the same place are forgiven.
    pub(crate) async fn forgive(&self, attempt: Attempt, now: Millis) {
        for key in &attempt.others {
            self.add(key, -1, now).await;
        }
        if let Err(error) = self.counters.remove(&attempt.own).await {
            tracing::debug!(%error, "attempts were not forgiven");
        }
    }

    async fn count(&self, key: &str, limit: i64, now: Millis) -> Result<(), Error> {
        // Our own fault refuses nobody.
        let Some(count) = self.add(key, 1, now).await else { return Ok(()) };
        if count.value <= limit {
            return Ok(());
        }
        self.add(key, -1, now).await;
        let seconds = u32::try_from(count.ends_at.since(now).div_ceil(1000)).unwrap_or(u32::MAX).max(1);
        let message = format!("Too many attempts. Try again in {seconds} seconds.");
        // How many others have tried is nobody's business.
        let value = u32::try_from(limit).unwrap_or_default();
        let limit = Limit { name: "signInAttempts", value, about: "attempts to sign in within some minutes" };
        let error = Error::new(ErrorCode::RateLimited, message).over_unknown(limit);
        Err(Error { retry_after_seconds: Some(seconds), ..error })
    }

    async fn add(&self, key: &str, by: i64, now: Millis) -> Option<Count> {
        match self.counters.count(key, by, self.window_seconds, now).await {
            Ok(count) => Some(count),
            Err(error) => {
                tracing::debug!(%error, "an attempt was not counted");
                None
            }
        }
    }

    /// A key in which nothing can be read of whom it is about.
    fn key(&self, counter: &str, parts: &[&str]) -> String {
        let mut key = format!("attempts:{}:{counter}:", self.kind);
        for byte in digest(&SHA256, parts.join("\0").as_bytes()).as_ref() {
            let _ = write!(key, "{byte:02x}");
        }
        key
    }
}

#[cfg(test)]
mod tests {
    use vq_bus_local::LocalShortLived;

    use super::*;

    const LIMITS: AttemptLimits = AttemptLimits { own: 3, account: 5, network: 7 };

    fn throttle() -> Throttle {
        Throttle::new("password", Arc::new(LocalShortLived::new(10_000)), LIMITS, 60)
    }

    fn stranger(account: &str, network: u32) -> Attempter {
        let network = Ipv6Addr::from_bits(u128::from(network));
        Attempter { account: account.into(), network, device: None, known: false }
    }

    async fn wrong(throttle: &Throttle, who: &Attempter, seconds: u32) -> Result<(), Option<u32>> {
        let begun = throttle.begin(who, Millis(0).plus_seconds(seconds)).await;
        begun.map(drop).map_err(|error| {
            assert_eq!(error.code(), ErrorCode::RateLimited);
            error.retry_after_seconds
        })
    }

    #[tokio::test]
    async fn one_too_many_is_told_when_to_come_again() {
        let throttle = throttle();
        for second in 0..3 {
            assert_eq!(wrong(&throttle, &stranger("a", 1), second).await, Ok(()));
        }
        assert_eq!(wrong(&throttle, &stranger("a", 1), 10).await, Err(Some(50)));
        assert_eq!(wrong(&throttle, &stranger("b", 1), 10).await, Ok(()));
        assert_eq!(wrong(&throttle, &stranger("a", 2), 10).await, Ok(()));
        assert_eq!(wrong(&throttle, &stranger("a", 1), 60).await, Ok(()));
    }

    #[tokio::test]
    async fn ten_thousand_strangers_do_not_lock_the_owner_out() {
        let throttle = throttle();
        let mut judged = 0;
        for network in 0..10_000 {
            judged += u32::from(wrong(&throttle, &stranger("a", network), 0).await.is_ok());
        }
        assert_eq!(judged, 5, "guessing is slow");
        let at_home = Attempter { known: true, ..stranger("a", 70_000) };
        let with_device = Attempter { device: Some("d".into()), known: true, ..stranger("a", 7) };
        for owner in [at_home, with_device] {
            for _ in 0..3 {
                assert_eq!(wrong(&throttle, &owner, 1).await, Ok(()));
            }
            assert!(wrong(&throttle, &owner, 1).await.is_err(), "but not at will either");
        }
    }

    #[tokio::test]
    async fn one_network_cannot_try_everybody_and_uses_up_nobodys_attempts() {
        let throttle = throttle();
        let mut judged = 0;
        for account in 0..100 {
            judged += u32::from(wrong(&throttle, &stranger(&account.to_string(), 1), 0).await.is_ok());
        }
        assert_eq!(judged, 7);
        // Whom it was refused for has all their attempts left.
        for network in 2..7 {
            assert_eq!(wrong(&throttle, &stranger("99", network), 0).await, Ok(()));
        }
    }

    #[tokio::test]
    async fn right_and_unjudged_attempts_do_not_count() {
        let (throttle, now) = (throttle(), Millis(0));
        let who = stranger("a", 1);
        for _ in 0..20 {
            let attempt = throttle.begin(&who, now).await.expect("allowed");
            throttle.take_back(attempt, now).await;
        }
        for _ in 0..20 {
            for _ in 0..2 {
                wrong(&throttle, &who, 0).await.ok();
            }
            if let Ok(attempt) = throttle.begin(&who, now).await {
                throttle.forgive(attempt, now).await;
            }
        }
        assert!(wrong(&throttle, &stranger("a", 2), 0).await.is_err(), "wrong ones are not forgiven to all");
    }
}

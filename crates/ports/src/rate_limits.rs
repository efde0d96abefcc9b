//! How often a consumer of the API may call.

use std::{cmp::Reverse, fmt, net::Ipv6Addr};

use async_trait::async_trait;
use vq_domain::{AccountId, ApiKeyId, Millis, SessionId};

use crate::StoreResult;

/// Whose calls are counted together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Consumer {
    /// Somebody who signed in.
    Account(AccountId),
    /// A program with a key.
    Key(ApiKeyId),
    /// A visitor with a place in a line.
    Session(SessionId),
    /// Strangers from one network: an IPv4 address (mapped into IPv6), or the /64 that one household has of IPv6.
    Network(Ipv6Addr),
}

impl fmt::Display for Consumer {
    /// A name without spaces, slashes and braces.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Account(account) => write!(f, "account-{account}"),
            Self::Key(key) => write!(f, "key-{key}"),
            Self::Session(session) => write!(f, "session-{session}"),
            Self::Network(network) => write!(f, "network-{:032x}", network.to_bits()),
        }
    }
}

/// At most so many calls in a window, which begins with a consumer's first call and begins anew with the first call after
/// its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quota {
    /// How many calls.
    pub calls: u32,
    /// How long the window lasts, in seconds.
    pub window_seconds: u32,
}

/// What one consumer may do: a quota for a short window and one for a long window. The windows differ in length and are
/// always the same for the same consumer.
pub type Quotas = [Quota; 2];

/// How a quota stands after a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct QuotaState {
    /// Which.
    pub quota: Quota,
    /// How many calls are left.
    pub remaining: u32,
    /// When the window ends.
    pub resets_at: Millis,
}

/// Whether a call may go on. A call that may not counts against no quota.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// It may.
    pub allowed: bool,
    /// Both quotas, in the order they were given.
    pub states: [QuotaState; 2],
}

impl Verdict {
    /// The quota that is used up first: the one with the fewest calls left, of two alike the one that lasts longer.
    pub fn tightest(&self) -> QuotaState {
        let [short, long] = self.states;
        let rank = |state: &QuotaState| (state.remaining, Reverse(state.resets_at));
        if rank(&short) < rank(&long) { short } else { long }
    }
}

/// Counts calls.
#[async_trait]
pub trait RateLimits: Send + Sync + 'static {
    /// Counts one call of `consumer` against both quotas if each has one left.
    async fn take(&self, consumer: Consumer, quotas: &Quotas, now: Millis) -> StoreResult<Verdict>;

    /// As [`Self::take`], from those who need not wait for anything. `None` from all others, who have counted nothing.
    fn take_at_once(&self, _consumer: Consumer, _quotas: &Quotas, _now: Millis) -> Option<Verdict> {
        None
    }
}

//! Counts what a rush is told by, so that one network cannot make it look like everybody's: challenges that were asked for, and
//! joins by waiting instead of computing.

use std::net::IpAddr;

use vq_api::ClientAddress;
use vq_domain::{Limit, Millis, QueueId, limit};
use vq_ports::{Count, ShortLived};

use crate::challenge::origin;

/// Counters live for a minute.
pub(crate) const MINUTE: u32 = 60;
/// So many challenges in a minute a network (/24 of IPv4, /48 of IPv6) adds at most to what the queue was asked for: a tenth of what
/// is no attack at all. What it asks for beyond that makes it harder for its own addresses alone.
const MOST_OF_NETWORK: i64 = 60;

/// How much was asked for in the running minute.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Asked {
    /// By the visitors of the queue, as far as it counts.
    pub(crate) of_queue: i64,
    /// By this address.
    pub(crate) of_address: i64,
}

/// A challenge is asked for.
pub(crate) async fn asked(
    counters: &dyn ShortLived,
    queue: QueueId,
    address: ClientAddress,
    now: Millis,
) -> Asked {
    let network = origin_text(address.0);
    let of_network = count(counters, &format!("joins:asked:{queue}:net:{network}"), 1, now).await;
    // Looked at, not added to.
    let by = i64::from(of_network <= MOST_OF_NETWORK);
    let of_queue = count(counters, &format!("joins:asked:{queue}"), by, now).await;
    let of_address = count(counters, &format!("joins:asked:{queue}:{}", network_text(address)), 1, now).await;
    Asked { of_queue, of_address }
}

/// What is counted of a join by waiting, from the narrowest to the widest: key, the most in a minute, and what there were too many
/// of. A /48 of IPv6 is one household or company; in a /24 of IPv4 there are many.
pub(crate) fn slow_limits(queue: QueueId, address: ClientAddress) -> [(String, Limit, &'static str); 3] {
    let is_ipv4 = address.0.is_none_or(|address| address.to_canonical().is_ipv4());
    let per_network =
        if is_ipv4 { limit::SLOW_JOINS_OF_IPV4_NETWORK } else { limit::SLOW_JOINS_OF_IPV6_NETWORK };
    [
        (
            format!("joins:slow:{queue}:{}", network_text(address)),
            limit::SLOW_JOINS,
            "Too many joins without JavaScript from this address",
        ),
        (
            format!("joins:slow:{queue}:net:{}", origin_text(address.0)),
            per_network,
            "Too many joins without JavaScript from this network",
        ),
        (format!("joins:slow:{queue}"), limit::SLOW_JOINS_OF_ALL, "Too many joins without JavaScript"),
    ]
}

/// Adds to a counter of the running minute; `None` if it could not be counted, for our own fault refuses nobody.
pub(crate) async fn counted(counters: &dyn ShortLived, key: &str, by: i64, now: Millis) -> Option<Count> {
    let count = counters.count(key, by, MINUTE, now).await;
    count.inspect_err(|error| tracing::debug!(%error, "a join was not counted")).ok()
}

/// Likewise, how much there is then; 0 if that is not known.
async fn count(counters: &dyn ShortLived, key: &str, by: i64, now: Millis) -> i64 {
    counted(counters, key, by, now).await.map_or(0, |count| count.value)
}

/// An address as limits count: of IPv6 its /64.
pub(crate) fn network_text(address: ClientAddress) -> String {
    format!("{:032x}", address.network().to_bits())
}

fn origin_text(address: Option<IpAddr>) -> String {
    format!("{:032x}", u128::from_be_bytes(origin(address)))
}

#[cfg(test)]
mod tests {
    use vq_bus_local::LocalShortLived;

    use super::*;

    const QUEUE: QueueId = QueueId::from_bytes([7; 16]);
    const NOW: Millis = Millis(1_700_000_000_000);

    fn address(text: &str) -> ClientAddress {
        ClientAddress(Some(text.parse().expect("an address")))
    }

    #[tokio::test]
    async fn one_network_makes_it_no_harder_for_everybody() {
        let counters = LocalShortLived::new(100_000);
        for number in 0..10_000_u32 {
            // Of one address, of all in a /24, and of all in a /48.
            let from = match number % 3 {
                0 => "198.51.100.1".to_owned(),
                1 => format!("203.0.113.{}", number % 256),
                _ => format!("2001:db8:1:{:x}::1", number % 65_536),
            };
            asked(&counters, QUEUE, address(&from), NOW).await;
        }
        let seen = asked(&counters, QUEUE, address("192.0.2.1"), NOW).await;
        assert_eq!(seen, Asked { of_queue: 3 * MOST_OF_NETWORK + 1, of_address: 1 });
        // The one address pays for itself.
        let own = asked(&counters, QUEUE, address("198.51.100.1"), NOW).await;
        assert_eq!((own.of_queue, own.of_address), (3 * MOST_OF_NETWORK + 1, 3335));
        // A rush from everywhere is one.
        let counters = LocalShortLived::new(100_000);
        for number in 0..2_000_u32 {
            let from = format!("10.{}.{}.1", number / 256, number % 256);
            asked(&counters, QUEUE, address(&from), NOW).await;
        }
        assert_eq!(asked(&counters, QUEUE, address("192.0.2.1"), NOW).await.of_queue, 2_001);
        let later = NOW.plus_seconds(MINUTE);
        assert_eq!(asked(&counters, QUEUE, address("192.0.2.1"), later).await.of_queue, 1);
    }

    #[tokio::test]
    async fn one_network_does_not_take_all_slow_joins() {
        let counters = LocalShortLived::new(100_000);
        let joins = async |from: String| {
            for (key, most, _) in slow_limits(QUEUE, address(&from)) {
                if count(&counters, &key, 1, NOW).await > i64::from(most.value) {
                    return false;
                }
            }
            true
        };
        let mut taken = [0_i64; 3];
        for number in 0..200 {
            taken[0] += i64::from(joins(format!("2001:db8:1:{number:x}::1")).await);
            taken[1] += i64::from(joins(format!("198.51.100.{number}")).await);
        }
        let [ipv6, ipv4] =
            [limit::SLOW_JOINS_OF_IPV6_NETWORK, limit::SLOW_JOINS_OF_IPV4_NETWORK].map(|most| most.value);
        assert_eq!(taken, [i64::from(ipv6), i64::from(ipv4), 0]);
        for number in 0..200 {
            taken[2] += i64::from(joins(format!("10.0.{number}.1")).await);
        }
        assert_eq!(
            taken.iter().sum::<i64>(),
            i64::from(limit::SLOW_JOINS_OF_ALL.value),
            "there was room for others"
        );
    }
}

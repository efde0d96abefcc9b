//! How hard the work is: harder, the more joins are asked for.

use vq_domain::ProofOfWork;

/// The hardest that is ever asked for: 2^23 hashes for a whole challenge, some ten seconds of a desktop computer.
pub const HARDEST_BITS: u8 = 18;
/// So many challenges in a minute to one queue are no attack, however slowly it moves.
const QUIET_QUEUE: u32 = 600;
/// So many challenges in a minute to one address are no attack: a household, a class, the passengers of a bus.
const QUIET_ADDRESS: u32 = 30;
/// Most that is added for each of the two.
const MOST_ADDED: u32 = 4;

/// Zero bits of each puzzle:
///
/// `bits = min(18, base + min(4, ⌊log2 max(1, q / Q)⌋) + min(4, ⌊log2 max(1, a / A)⌋))`
///
/// where `q` are the challenges that the queue's visitors were given in the running minute, of one network at most 60, `Q = max(600, people let through per
/// minute)`, `a` those given to this address in the running minute, and `A = 30`. Each bit doubles the work: who asks for twice
/// as much pays twice for each.
pub fn bits(work: ProofOfWork, of_queue: i64, release_rate_per_minute: u32, of_address: i64) -> Option<u8> {
    let base = work.bits()?;
    let queue = added(of_queue, QUIET_QUEUE.max(release_rate_per_minute));
    let address = added(of_address, QUIET_ADDRESS);
    Some(base.saturating_add(queue).saturating_add(address).min(HARDEST_BITS))
}

fn added(asked: i64, quiet: u32) -> u8 {
    let times = u64::try_from(asked).unwrap_or(0) / u64::from(quiet.max(1));
    let bits = times.max(1).ilog2().min(MOST_ADDED);
    u8::try_from(bits).unwrap_or(u8::MAX)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_rush_makes_it_harder() {
        let light = |queue, rate, address| bits(ProofOfWork::Light, queue, rate, address);
        assert_eq!(bits(ProofOfWork::Off, i64::MAX, 1, i64::MAX), None);
        assert_eq!(light(0, 60, 0), Some(10));
        assert_eq!(light(1_199, 60, 59), Some(10));
        assert_eq!(light(1_200, 60, 1), Some(11));
        assert_eq!(light(1_200, 6_000, 1), Some(10));
        assert_eq!(light(1, 60, 60), Some(11));
        assert_eq!(light(1, 60, 480), Some(14));
        assert_eq!(light(1, 60, 50_000), Some(14));
        assert_eq!(light(50_000, 60, 50_000), Some(18));
        assert_eq!(bits(ProofOfWork::Strong, 50_000, 60, 50_000), Some(HARDEST_BITS));
    }

    proptest! {
        #[test]
        fn more_is_never_easier(queue: i64, rate: u32, address: i64, more in 0_i64..100_000) {
            for work in [ProofOfWork::Light, ProofOfWork::Normal, ProofOfWork::Strong] {
                let now = bits(work, queue, rate, address);
                prop_assert!(now <= Some(HARDEST_BITS) && now >= work.bits());
                prop_assert!(bits(work, queue.saturating_add(more), rate, address) >= now);
                prop_assert!(bits(work, queue, rate, address.saturating_add(more)) >= now);
            }
        }
    }
}

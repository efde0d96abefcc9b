//! What a visitor will do, drawn at birth from the seed: who leaves, who does not come when called, how long one stays.

use rand::{RngExt, SeedableRng, rngs::ChaCha8Rng};

/// How a crowd behaves. Times are in seconds of the trace; a run that is sped up divides them.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Manners {
    /// The share of those who wait that leaves before the turn.
    pub leavers: f64,
    /// The share that does not claim the turn.
    pub no_shows: f64,
    /// The longest hesitation before claiming.
    pub hesitation_seconds: f64,
    /// How long one stays inside on average.
    pub stay_seconds: f64,
}

impl Default for Manners {
    /// 27 % leave: what vendors of waiting rooms report. The other numbers are assumptions.
    fn default() -> Self {
        Self { leavers: 0.27, no_shows: 0.03, hesitation_seconds: 10.0, stay_seconds: 120.0 }
    }
}

/// One visitor's decisions.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Character {
    /// Leaves after this share of the wait told at joining, if it still waits then.
    pub leaves_after: Option<f32>,
    /// Does not come when called.
    pub no_show: bool,
    /// Seconds of the trace before claiming.
    pub hesitation: f32,
    /// Seconds of the trace inside.
    pub stay: f32,
    /// 0.9 to 1.1: nobody polls to the millisecond.
    pub rhythm: f32,
}

impl Character {
    /// The character of visitor `index`.
    pub fn draw(manners: &Manners, seed: u64, index: u64) -> Self {
        let mut random = ChaCha8Rng::seed_from_u64(seed.rotate_left(32) ^ index);
        // All are drawn in any case, so that changing one share does not change what the others do.
        let (leaves, when) = (random.random::<f64>() < manners.leavers, random.random::<f32>());
        let no_show = random.random::<f64>() < manners.no_shows;
        let hesitation = random.random::<f64>() * manners.hesitation_seconds;
        // Exponential, cut at five times the mean: the many who are quick and the few who linger.
        let stay = -(1.0 - random.random::<f64>()).ln();
        Self {
            leaves_after: leaves.then_some(when),
            no_show,
            hesitation: hesitation as f32,
            stay: (stay.min(5.0) * manners.stay_seconds) as f32,
            rhythm: 0.9 + 0.2 * random.random::<f32>(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_as_asked_and_the_seed_decides() {
        let manners = Manners::default();
        let draw =
            |seed| (0..20_000).map(move |index| Character::draw(&manners, seed, index)).collect::<Vec<_>>();
        let crowd = draw(1);
        let share = |count: usize| count as f64 / crowd.len() as f64;
        let leavers = share(crowd.iter().filter(|one| one.leaves_after.is_some()).count());
        let no_shows = share(crowd.iter().filter(|one| one.no_show).count());
        assert!((0.26..0.28).contains(&leavers), "{leavers}");
        assert!((0.025..0.035).contains(&no_shows), "{no_shows}");
        let stay = crowd.iter().map(|one| f64::from(one.stay)).sum::<f64>() / crowd.len() as f64;
        assert!((115.0..125.0).contains(&stay), "{stay}");
        assert_eq!(crowd, draw(1));
        assert_ne!(crowd, draw(2));
    }
}

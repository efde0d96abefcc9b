//! What happened in a line during some time, as numbers that can be added up.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::Millis;

/// How long a tally is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Span {
    /// A minute.
    Minute = 0,
    /// A quarter of an hour. The clocks of all time zones differ from UTC by a multiple of it, so hours and days of
    /// everybody can be put together from quarters.
    Quarter = 1,
}

impl Span {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Minute, Self::Quarter];

    /// Its length.
    pub fn millis(self) -> i64 {
        match self {
            Self::Minute => 60_000,
            Self::Quarter => 900_000,
        }
    }

    /// The beginning of the one that a moment lies in.
    pub fn start_of(self, at: Millis) -> Millis {
        Millis(at.0 - at.0.rem_euclid(self.millis()))
    }
}

/// Counts of what happened.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Tally {
    /// People who joined.
    #[serde(skip_serializing_if = "is_zero")]
    pub joined: u64,
    /// People who were offered their turn, those among them who did not have to wait.
    #[serde(skip_serializing_if = "is_zero")]
    pub released: u64,
    /// People who claimed their turn.
    #[serde(skip_serializing_if = "is_zero")]
    pub served: u64,
    /// People who were inside and are done.
    #[serde(skip_serializing_if = "is_zero")]
    pub completed: u64,
    /// People who left while they waited.
    #[serde(skip_serializing_if = "is_zero")]
    pub left: u64,
    /// People who gave their turn back.
    #[serde(skip_serializing_if = "is_zero")]
    pub declined: u64,
    /// People who gave no sign of life while they waited.
    #[serde(skip_serializing_if = "is_zero")]
    pub abandoned: u64,
    /// People who did not claim their turn in time.
    #[serde(skip_serializing_if = "is_zero")]
    pub no_show: u64,
    /// People who stayed inside too long.
    #[serde(skip_serializing_if = "is_zero")]
    pub expired: u64,
    /// People whom staff took out.
    #[serde(skip_serializing_if = "is_zero")]
    pub removed: u64,
    /// People whom staff sent on to another line.
    #[serde(skip_serializing_if = "is_zero")]
    pub transferred: u64,
    /// How long those waited who were offered their turn.
    #[serde(skip_serializing_if = "Waits::is_empty")]
    pub waits: Waits,
    /// Most people who waited at once, where that is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub most_waiting: Option<u32>,
    /// Most people who were inside at once, where that is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub most_active: Option<u32>,
}

impl Tally {
    /// Adds what happened elsewhere or at another time. Of what is highest the higher counts.
    pub fn add(&mut self, other: &Self) {
        for (own, others) in [
            (&mut self.joined, other.joined),
            (&mut self.released, other.released),
            (&mut self.served, other.served),
            (&mut self.completed, other.completed),
            (&mut self.left, other.left),
            (&mut self.declined, other.declined),
            (&mut self.abandoned, other.abandoned),
            (&mut self.no_show, other.no_show),
            (&mut self.expired, other.expired),
            (&mut self.removed, other.removed),
            (&mut self.transferred, other.transferred),
        ] {
            *own += others;
        }
        self.waits.add(&other.waits);
        self.most_waiting = self.most_waiting.max(other.most_waiting);
        self.most_active = self.most_active.max(other.most_active);
    }

    /// People who gave up before it was their turn.
    pub fn gave_up(&self) -> u64 {
        self.left + self.abandoned
    }

    /// Of those whose waiting ended by their turn or by giving up, which part gave up.
    pub fn abandonment_rate(&self) -> Option<f64> {
        let ended = self.gave_up() + self.released;
        (ended > 0).then(|| self.gave_up() as f64 / ended as f64)
    }
}

/// How long people waited: the sum exactly, the single waits to an eighth, in few bytes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Waits {
    /// Of all, in milliseconds.
    sum_millis: u64,
    /// How many there were in each class, see [`class`].
    classes: BTreeMap<u8, u64>,
}

impl Waits {
    /// One more.
    pub fn note(&mut self, millis: u32) {
        self.sum_millis += u64::from(millis);
        *self.classes.entry(class(millis)).or_default() += 1;
    }

    /// Those of another.
    pub fn add(&mut self, other: &Self) {
        self.sum_millis += other.sum_millis;
        for (class, count) in &other.classes {
            *self.classes.entry(*class).or_default() += count;
        }
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.classes.is_empty()
    }

    /// How many there are.
    pub fn count(&self) -> u64 {
        self.classes.values().sum()
    }

    /// The mean, in seconds.
    pub fn mean_seconds(&self) -> Option<f64> {
        let count = self.count();
        (count > 0).then(|| self.sum_millis as f64 / 1000.0 / count as f64)
    }

    /// The wait that a part of all people did not exceed (0.5: the median), in seconds; off by a sixteenth at most, or by
    /// 50 ms.
    pub fn quantile_seconds(&self, part: f64) -> Option<f64> {
        let count = self.count();
        let rank = (part * count as f64).ceil().clamp(1.0, count.max(1) as f64) as u64;
        let mut seen = 0;
        let found = self.classes.iter().find(|(_, count)| {
            seen += **count;
            seen >= rank
        });
        found.map(|(class, _)| {
            let (from, to) = (lower_bound(*class), lower_bound(class + 1));
            (from + to) as f64 / 2.0 / 10.0
        })
    }
}

/// Waits below 1.6 s by tenths of a second; from there on each doubling in eight classes.
fn class(millis: u32) -> u8 {
    let tenths = millis / 100;
    if tenths < 16 {
        return tenths as u8;
    }
    let doublings = tenths.ilog2();
    let eighth = (tenths >> (doublings - 3)) & 7;
    // 42,949,672 tenths at most: 25 doublings, class 183.
    (16 + (doublings - 4) * 8 + eighth) as u8
}

/// The least of a class, in tenths of a second.
fn lower_bound(class: u8) -> u64 {
    match class.checked_sub(16) {
        None => u64::from(class),
        Some(above) => u64::from(8 + above % 8) << (above / 8 + 1),
    }
}

fn is_zero(count: &u64) -> bool {
    *count == 0
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_wait_lies_in_its_class(millis: u32) {
            let tenths = u64::from(millis / 100);
            prop_assert!(lower_bound(class(millis)) <= tenths && tenths < lower_bound(class(millis) + 1));
        }

        #[test]
        fn a_quantile_is_off_by_little(mut millis in prop::collection::vec(0..10_000_000_u32, 1..200), part in 0.01..1.0_f64) {
            let mut waits = Waits::default();
            millis.iter().for_each(|millis| waits.note(*millis));
            millis.sort_unstable();
            let rank = (part * millis.len() as f64).ceil() as usize;
            let exact = f64::from(millis[rank.clamp(1, millis.len()) - 1]) / 1000.0;
            let told = waits.quantile_seconds(part).unwrap();
            prop_assert!((told - exact).abs() <= (exact / 16.0).max(0.05) + 0.1, "{told} for {exact}");
            let mean = millis.iter().map(|millis| f64::from(*millis)).sum::<f64>() / 1000.0 / millis.len() as f64;
            prop_assert!((waits.mean_seconds().unwrap() - mean).abs() < 0.001);
        }

        #[test]
        fn it_does_not_matter_in_which_order_tallies_are_added(waits in prop::collection::vec((0..9_u8, any::<u32>()), 0..40)) {
            let mut parts: Vec<Tally> = waits.chunks(3).map(|some| {
                let mut tally = Tally::default();
                for (kind, millis) in some {
                    tally.waits.note(*millis);
                    tally.joined += u64::from(*kind);
                    tally.most_waiting = tally.most_waiting.max(Some(u32::from(*kind)));
                }
                tally
            }).collect();
            let sum = |parts: &[Tally]| parts.iter().fold(Tally::default(), |mut sum, part| {
                sum.add(part);
                sum
            });
            let forward = sum(&parts);
            parts.reverse();
            prop_assert_eq!(&sum(&parts), &forward);
            let text = serde_json::to_string(&forward).unwrap();
            prop_assert_eq!(serde_json::from_str::<Tally>(&text).unwrap(), forward);
        }
    }

    #[test]
    fn spans_begin_before_what_lies_in_them() {
        for (at, minute, quarter) in
            [(0, 0, 0), (899_999, 840_000, 0), (900_000, 900_000, 900_000), (-1, -60_000, -900_000)]
        {
            assert_eq!(Span::Minute.start_of(Millis(at)), Millis(minute));
            assert_eq!(Span::Quarter.start_of(Millis(at)), Millis(quarter));
        }
    }

    #[test]
    fn where_nobody_waited_there_is_no_mean() {
        let nobody = Tally::default();
        assert_eq!((nobody.waits.mean_seconds(), nobody.waits.quantile_seconds(0.5)), (None, None));
        assert_eq!(nobody.abandonment_rate(), None);
        let some = Tally { released: 3, left: 1, declined: 5, ..Tally::default() };
        assert_eq!(some.abandonment_rate(), Some(0.25));
    }
}

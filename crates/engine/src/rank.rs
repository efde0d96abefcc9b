//! The rank index: who waits, and how many stand before whom (invariant I4).
//!
//! Per priority a compressed bitmap of waiting places. A position is people in higher priorities + rank inside one's
//! own; leaving clears a bit. A million waiting people cost about 128 KiB.

use roaring::RoaringBitmap;
use vq_domain::{Place, Priority};

/// Waiting places by priority.
#[derive(Clone, Debug, Default)]
pub struct RankIndex {
    places: [RoaringBitmap; Priority::COUNT],
    counts: [u32; Priority::COUNT],
}

impl RankIndex {
    /// An index of nobody.
    pub fn new() -> Self {
        Self::default()
    }

    /// Puts somebody in. `false` if they were there.
    pub fn insert(&mut self, priority: Priority, place: Place) -> bool {
        let at = usize::from(priority.get());
        let new = self.places[at].insert(place);
        self.counts[at] += u32::from(new);
        new
    }

    /// Takes somebody out. `false` if they were not there.
    pub fn remove(&mut self, priority: Priority, place: Place) -> bool {
        let at = usize::from(priority.get());
        let gone = self.places[at].remove(place);
        self.counts[at] -= u32::from(gone);
        gone
    }

    /// In which priority a place waits, if it does.
    pub fn priority_of(&self, place: Place) -> Option<Priority> {
        // Nearly everybody has priority 0, so look there first.
        (0..=Priority::MAX.get())
            .find(|&priority| {
                self.counts[usize::from(priority)] > 0 && self.places[usize::from(priority)].contains(place)
            })
            .and_then(Priority::new)
    }

    /// How many wait ahead of a place that waits in `priority`.
    pub fn people_ahead(&self, priority: Priority, place: Place) -> u32 {
        let at = usize::from(priority.get());
        let higher: u32 = self.counts[at + 1..].iter().sum();
        let own = place.checked_sub(1).map_or(0, |before| self.places[at].rank(before));
        higher + u32::try_from(own).unwrap_or(u32::MAX)
    }

    /// Who has so many people ahead, if that many wait.
    pub fn nth(&self, people_ahead: u32) -> Option<(Priority, Place)> {
        let mut left = people_ahead;
        for priority in Priority::descending() {
            let at = usize::from(priority.get());
            if left < self.counts[at] {
                return self.places[at].select(left).map(|place| (priority, place));
            }
            left -= self.counts[at];
        }
        None
    }

    /// How many wait.
    pub fn len(&self) -> u32 {
        self.counts.iter().sum()
    }

    /// Whether nobody waits.
    pub fn is_empty(&self) -> bool {
        self.counts.iter().all(|&count| count == 0)
    }

    /// How many wait in one priority.
    pub fn waiting_in(&self, priority: Priority) -> u32 {
        self.counts[usize::from(priority.get())]
    }

    /// Everybody who waits, in the order in which they are to be released.
    pub fn in_order(&self) -> impl Iterator<Item = (Priority, Place)> + '_ {
        Priority::descending().flat_map(move |priority| {
            self.places[usize::from(priority.get())].iter().map(move |place| (priority, place))
        })
    }

    /// The places of one priority that wait, in order.
    pub fn places(&self, priority: Priority) -> &RoaringBitmap {
        &self.places[usize::from(priority.get())]
    }

    /// How many wait in each block of `size` places of one priority: the first block's number and the counts from there.
    pub fn blocks(&self, priority: Priority, size: u32) -> (u32, Vec<u32>) {
        let places = self.places(priority);
        let (Some(min), Some(max)) = (places.min(), places.max()) else { return (0, Vec::new()) };
        let first = min / size;
        let counts = (first..=max / size)
            .map(|block| {
                let start = block * size;
                u32::try_from(places.range_cardinality(start..=start.saturating_add(size - 1)))
                    .unwrap_or(u32::MAX)
            })
            .collect();
        (first, counts)
    }
}

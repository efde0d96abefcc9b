//! What happened in a day.

/// How often things happened.
#[derive(Clone, Debug, Default)]
pub struct Seen {
    pub(super) called: u32,
    pub(super) occupied: u32,
    pub(super) nobody: u32,
    pub(super) stale: u32,
    pub(super) returned: u32,
    pub(super) revived: u32,
    pub(super) resumed: u32,
    pub(super) checked_in: u32,
    pub(super) kept_apart: u32,
    pub(super) arrived: u32,
    pub(super) issued: u32,
    pub(super) repeated: u32,
    pub(super) transferred: u32,
    pub(super) new_days: u32,
    pub(super) leftovers: u32,
    pub(super) used_up: u32,
}

impl Seen {
    pub fn all(&self) -> [u32; 16] {
        [
            self.called,
            self.occupied,
            self.nobody,
            self.stale,
            self.returned,
            self.revived,
            self.resumed,
            self.checked_in,
            self.kept_apart,
            self.arrived,
            self.issued,
            self.repeated,
            self.transferred,
            self.new_days,
            self.leftovers,
            self.used_up,
        ]
    }

    pub fn add(&mut self, other: &Self) {
        let mut sums = self.all();
        for (sum, more) in sums.iter_mut().zip(other.all()) {
            *sum += more;
        }
        [
            self.called,
            self.occupied,
            self.nobody,
            self.stale,
            self.returned,
            self.revived,
            self.resumed,
            self.checked_in,
            self.kept_apart,
            self.arrived,
            self.issued,
            self.repeated,
            self.transferred,
            self.new_days,
            self.leftovers,
            self.used_up,
        ] = sums;
    }
}

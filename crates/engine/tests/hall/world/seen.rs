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
    fn each(&mut self) -> [&mut u32; 16] {
        [
            &mut self.called,
            &mut self.occupied,
            &mut self.nobody,
            &mut self.stale,
            &mut self.returned,
            &mut self.revived,
            &mut self.resumed,
            &mut self.checked_in,
            &mut self.kept_apart,
            &mut self.arrived,
            &mut self.issued,
            &mut self.repeated,
            &mut self.transferred,
            &mut self.new_days,
            &mut self.leftovers,
            &mut self.used_up,
        ]
    }

    pub fn all(&self) -> [u32; 16] {
        self.clone().each().map(|count| *count)
    }

    pub fn add(&mut self, other: &Self) {
        for (sum, more) in self.each().into_iter().zip(other.all()) {
            *sum += more;
        }
    }
}

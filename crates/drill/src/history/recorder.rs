//! Gathers events from all clients of a run.

use parking_lot::Mutex;
use tokio::time::Instant;
use vq_crowd::clock::wall_millis;

use super::{Asked, Event, Moment, Run, Told};

/// Where all clients write down what they live through.
pub struct Recorder {
    began: Instant,
    began_at: Moment,
    events: Mutex<Vec<Event>>,
}

impl Default for Recorder {
    fn default() -> Self {
        Self { began: Instant::now(), began_at: wall_millis() * 1000, events: Mutex::default() }
    }
}

impl Recorder {
    /// Now. Never steps back.
    pub fn now(&self) -> Moment {
        let since = i64::try_from(self.began.elapsed().as_micros()).unwrap_or(i64::MAX);
        self.began_at.saturating_add(since)
    }

    /// Writes down what was asked at `asked_at` and has been answered just now.
    pub fn note(&self, at: Run, asked: Asked, asked_at: Moment, told: Told) {
        let event = Event { at, asked, asked_at, told, told_at: self.now() };
        self.events.lock().push(event);
    }

    /// How many events there are so far.
    pub fn len(&self) -> usize {
        self.events.lock().len()
    }

    /// Whether nothing has happened yet.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// All events so far.
    pub fn events(&self) -> Vec<Event> {
        self.events.lock().clone()
    }
}

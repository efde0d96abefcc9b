//! A bounded queue of work between callers and the threads that do it. Full means an error at once, not a wait: whoever
//! calls can say 503 while it still helps.

use std::collections::VecDeque;

use parking_lot::{Condvar, Mutex};
use vq_ports::{StoreError, StoreResult};

/// Work that waits. Each piece has a weight, at least 1.
pub struct Backlog<T> {
    inner: Mutex<Inner<T>>,
    arrived: Condvar,
    most: usize,
}

struct Inner<T> {
    waiting: VecDeque<(usize, T)>,
    weight: usize,
    closed: bool,
}

impl<T> Backlog<T> {
    /// A queue that takes pieces up to this weight in total.
    pub fn new(most: usize) -> Self {
        Self {
            inner: Mutex::new(Inner { waiting: VecDeque::new(), weight: 0, closed: false }),
            arrived: Condvar::new(),
            most,
        }
    }

    /// Adds a piece. A piece heavier than all that fits is taken when nothing else waits.
    pub fn push(&self, weight: usize, piece: T) -> StoreResult<()> {
        let weight = weight.max(1);
        let mut inner = self.inner.lock();
        if inner.closed {
            return Err(StoreError::Unavailable("the store is closed".into()));
        }
        if inner.weight + weight > self.most && !inner.waiting.is_empty() {
            return Err(StoreError::Unavailable("too much is waiting to be done".into()));
        }
        inner.weight += weight;
        inner.waiting.push_back((weight, piece));
        drop(inner);
        self.arrived.notify_one();
        Ok(())
    }

    /// Waits for a piece. `None` once the queue is closed and empty.
    pub fn pop(&self) -> Option<T> {
        let mut inner = self.inner.lock();
        loop {
            if let Some((weight, piece)) = inner.waiting.pop_front() {
                inner.weight -= weight;
                return Some(piece);
            }
            if inner.closed {
                return None;
            }
            self.arrived.wait(&mut inner);
        }
    }

    /// Takes all that waits, up to this weight (at least one piece), into `pieces`. Waits for the first one if `patient`.
    /// `false` once the queue is closed and empty.
    pub fn pop_group(&self, most: usize, patient: bool, pieces: &mut Vec<T>) -> bool {
        let mut inner = self.inner.lock();
        while inner.waiting.is_empty() {
            if inner.closed {
                return false;
            }
            if !patient {
                return true;
            }
            self.arrived.wait(&mut inner);
        }
        let mut taken = 0;
        while let Some(&(weight, _)) = inner.waiting.front() {
            if taken > 0 && taken + weight > most {
                break;
            }
            taken += weight;
            pieces.extend(inner.waiting.pop_front().map(|(_, piece)| piece));
        }
        inner.weight -= taken;
        true
    }

    /// Takes nothing more. What waits is still handed out.
    pub fn close(&self) {
        self.inner.lock().closed = true;
        self.arrived.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_queue_refuses_and_a_closed_one_hands_out_the_rest() {
        let backlog = Backlog::new(3);
        backlog.push(2, 'a').unwrap();
        backlog.push(0, 'b').unwrap();
        assert!(matches!(backlog.push(1, 'c'), Err(StoreError::Unavailable(_))));
        assert_eq!(backlog.pop(), Some('a'));
        backlog.push(2, 'd').unwrap();
        backlog.close();
        assert!(matches!(backlog.push(1, 'e'), Err(StoreError::Unavailable(_))));
        let mut group = Vec::new();
        assert!(backlog.pop_group(2, true, &mut group));
        assert_eq!(group, ['b']);
        assert!(backlog.pop_group(2, true, &mut group));
        assert_eq!(group, ['b', 'd']);
        assert!(!backlog.pop_group(2, true, &mut group));
        assert_eq!(backlog.pop(), None);
    }

    #[test]
    fn a_piece_larger_than_the_queue_is_taken_alone() {
        let backlog = Backlog::new(3);
        backlog.push(10, 'a').unwrap();
        assert!(backlog.push(1, 'b').is_err());
        assert_eq!(backlog.pop(), Some('a'));
        backlog.push(1, 'b').unwrap();
    }
}

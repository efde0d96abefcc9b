//! Who waits to hear about which ticket.
//!
//! A release must reach the one it concerns at once, among any number of open sockets, without waking the others. So
//! each socket registers under its ticket, and a change set wakes only those whose tickets it moves.

use std::{collections::HashMap, sync::Arc};

use parking_lot::Mutex;
use tokio::sync::Notify;
use vq_domain::Ticket;
use vq_engine::{Change, ChangeSet};

/// The sockets of one line, by ticket.
#[derive(Debug, Default)]
pub(crate) struct Watchers {
    by_ticket: Mutex<HashMap<Ticket, Vec<Arc<Notify>>>>,
}

impl Watchers {
    fn add(&self, ticket: Ticket) -> Arc<Notify> {
        let notify = Arc::new(Notify::new());
        self.by_ticket.lock().entry(ticket).or_default().push(notify.clone());
        notify
    }

    fn remove(&self, ticket: Ticket, notify: &Arc<Notify>) {
        let mut by_ticket = self.by_ticket.lock();
        if let Some(watching) = by_ticket.get_mut(&ticket) {
            watching.retain(|other| !Arc::ptr_eq(other, notify));
            if watching.is_empty() {
                by_ticket.remove(&ticket);
            }
        }
    }

    /// Wakes those whose tickets were moved.
    pub(crate) fn tell(&self, set: &ChangeSet) {
        let by_ticket = self.by_ticket.lock();
        if by_ticket.is_empty() {
            return;
        }
        for change in &set.changes {
            let ticket = match change {
                Change::Moved { ticket, .. }
                | Change::Extended { ticket, .. }
                | Change::Seated { ticket, .. }
                | Change::Prioritised { ticket, .. } => ticket,
                Change::Joined { .. }
                | Change::Called { .. }
                | Change::Attended { .. }
                | Change::Hall { .. }
                | Change::Status { .. }
                | Change::Policy { .. } => continue,
            };
            for notify in by_ticket.get(ticket).into_iter().flatten() {
                notify.notify_one();
            }
        }
    }

    /// Wakes everybody: after the index was loaded anew, anything may have moved.
    pub(crate) fn tell_all(&self) {
        for notify in self.by_ticket.lock().values().flatten() {
            notify.notify_one();
        }
    }
}

/// Hears about one ticket until it is dropped.
#[derive(Debug)]
pub struct Watcher {
    line: Arc<crate::LineHandle>,
    ticket: Ticket,
    notify: Arc<Notify>,
}

impl Watcher {
    pub(crate) fn new(line: Arc<crate::LineHandle>, ticket: Ticket) -> Self {
        let notify = line.watchers().add(ticket);
        Self { line, ticket, notify }
    }

    /// Waits until the ticket was moved. A move between two calls is not missed.
    pub async fn moved(&self) {
        self.notify.notified().await;
    }
}

impl Drop for Watcher {
    fn drop(&mut self) {
        self.line.watchers().remove(self.ticket, &self.notify);
    }
}

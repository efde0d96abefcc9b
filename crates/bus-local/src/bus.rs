//! Notices between the nodes of one process.

use std::sync::Arc;

use parking_lot::RwLock;
use tokio::sync::broadcast;
use vq_ports::{Bus, Notice};

/// Notices that may wait for a slow subscriber; then it has missed some.
const BUFFER: usize = 4096;

/// Where the nodes of a process meet. Clones are the same place.
#[derive(Clone, Debug, Default)]
pub struct LocalHub(Arc<RwLock<Members>>);

#[derive(Debug, Default)]
struct Members {
    last: u64,
    present: Vec<(u64, broadcast::Sender<Notice>)>,
}

impl LocalHub {
    /// One more node. It takes part until it is dropped.
    pub fn node(&self) -> LocalBus {
        let notices = broadcast::Sender::new(BUFFER);
        let mut members = self.0.write();
        members.last += 1;
        let number = members.last;
        members.present.push((number, notices.clone()));
        LocalBus { hub: self.clone(), number, notices }
    }
}

/// One node's way to the others of a [`LocalHub`].
#[derive(Debug)]
pub struct LocalBus {
    hub: LocalHub,
    number: u64,
    notices: broadcast::Sender<Notice>,
}

impl Bus for LocalBus {
    fn publish(&self, notice: Notice) {
        for (number, notices) in &self.hub.0.read().present {
            if *number != self.number {
                // Nobody listens there: nobody has missed anything.
                let _ = notices.send(notice.clone());
            }
        }
    }

    fn subscribe(&self) -> broadcast::Receiver<Notice> {
        self.notices.subscribe()
    }

    fn is_up(&self) -> bool {
        true
    }
}

impl Drop for LocalBus {
    fn drop(&mut self) {
        self.hub.0.write().present.retain(|(number, _)| *number != self.number);
    }
}

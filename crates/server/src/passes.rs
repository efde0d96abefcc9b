//! What proves the place of a ticket from a kiosk, made by the session service.

use vq_counter::Passes;
use vq_domain::{Millis, QueueId, SessionId, Ticket};
use vq_session::{Pass, SessionService};

/// The session service as the counter service sees it.
pub struct TicketPasses {
    sessions: SessionService,
}

impl TicketPasses {
    /// Over the service of this process.
    pub fn new(sessions: SessionService) -> Self {
        Self { sessions }
    }
}

impl Passes for TicketPasses {
    fn token(&self, queue: QueueId, session: SessionId, ticket: Ticket, enqueued_at: Millis) -> String {
        self.sessions.token(&Pass { queue, session, ticket, enqueued_at })
    }

    fn recovery_code(&self, queue: QueueId, ticket: Ticket) -> String {
        let pass = Pass { queue, session: SessionId::from_bytes([0; 16]), ticket, enqueued_at: Millis(0) };
        self.sessions.recovery_code(&pass)
    }
}

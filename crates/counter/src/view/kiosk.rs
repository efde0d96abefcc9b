//! A kiosk, and the ticket that it prints.

use serde::Serialize;
use utoipa::ToSchema;
use vq_domain::{Kiosk, KioskId, LocationId, Millis, QueueId, SessionId, SessionState, Stamp, TenantId};
use vq_engine::{Entry, Standing};
use vq_lines::LineHandle;

use super::wait::{CounterWait, words};

/// A kiosk.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct KioskView {
    /// Which.
    pub id: KioskId,
    /// Whose.
    pub tenant_id: TenantId,
    /// Where it stands.
    pub location_id: LocationId,
    /// For those who look after it.
    pub name: String,
    /// Whether it is to hand out nothing for now.
    pub out_of_service: bool,
    /// What it says meanwhile.
    pub out_of_service_text: String,
    /// When it last asked this node for something, RFC 3339.
    pub last_seen_at: Option<Stamp>,
    /// What it proves itself with; in answers to its registration and to a renewal alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub device_token: Option<String>,
    /// Counts changes; send it back when changing it.
    pub version: u64,
    /// When it came to be, RFC 3339.
    pub created_at: Stamp,
    /// When it was last changed, RFC 3339.
    pub updated_at: Stamp,
}

impl KioskView {
    pub(crate) fn new(kiosk: &Kiosk, seen: Option<Millis>, device_token: Option<String>) -> Self {
        Self {
            id: kiosk.id,
            tenant_id: kiosk.tenant_id,
            location_id: kiosk.location_id,
            name: kiosk.name.clone(),
            out_of_service: kiosk.out_of_service,
            out_of_service_text: kiosk.out_of_service_text.clone(),
            last_seen_at: seen.map(Stamp),
            device_token,
            version: kiosk.version,
            created_at: Stamp(kiosk.created_at),
            updated_at: Stamp(kiosk.updated_at),
        }
    }
}

/// A ticket as a kiosk prints it.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct TicketView {
    /// Which session.
    pub session_id: SessionId,
    /// In which queue.
    pub queue_id: QueueId,
    /// Its name.
    pub queue_name: String,
    /// What stands on it.
    pub number: Option<String>,
    /// The ticket.
    pub ticket: u32,
    /// Where in its life.
    pub status: SessionState,
    /// 1 + the number of people still waiting ahead.
    pub position: Option<u32>,
    /// The wait in words.
    pub estimated_wait_time: String,
    /// The wait; `null` when nobody can know.
    pub estimated_wait_seconds: Option<CounterWait>,
    /// When they came, RFC 3339.
    pub enqueued_at: Stamp,
    /// The session's proof.
    pub session_token: String,
    /// Brings the place to a phone.
    pub url: String,
    /// The same as a QR code, an SVG image.
    pub qr_svg: String,
}

impl TicketView {
    pub(crate) fn new(
        line: &LineHandle,
        entry: &Entry,
        session_token: String,
        url: String,
        now: Millis,
    ) -> Self {
        let queue = line.queue();
        let look = line.look(entry.ticket, now);
        let position = match look.standing {
            Standing::Waiting { people_ahead, .. } if entry.state == SessionState::Waiting => {
                Some(people_ahead + 1)
            }
            _ => None,
        };
        Self {
            session_id: entry.session,
            queue_id: queue.id,
            queue_name: queue.settings.name.clone(),
            number: entry.seat.as_ref().and_then(|seat| seat.number.as_ref()).map(ToString::to_string),
            ticket: entry.ticket,
            status: entry.state,
            position,
            estimated_wait_time: words(look.estimate),
            estimated_wait_seconds: look.estimate.map(CounterWait::from),
            enqueued_at: Stamp(entry.enqueued_at),
            session_token,
            qr_svg: vq_room::qr_svg(&url),
            url,
        }
    }
}

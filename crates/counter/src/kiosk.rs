//! Kiosks: how they prove who they are, and the tickets they hand out, with the server and without it.

use aws_lc_rs::{constant_time, digest};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use futures_util::future::join_all;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use vq_domain::{
    Error, ErrorCode, FieldError, Kiosk, KioskId, LocationId, Millis, Priority, QueueId, ReservationId,
    Result, Schedule, SessionId, Stamp, TicketNumber, limit,
};
use vq_engine::{
    Arrival, Command, Entry, Outcome, Refusal,
    attend::{Admission, Target, Wish},
    hall::Reservation,
};
use vq_lines::LineHandle;
use vq_ports::Ids;

use crate::{
    attend::{refused, session_of},
    service::{CounterService, offered_at, store},
    verbs::derived,
    view::{ServiceView, TicketView},
};

/// Before the random part of a device's token.
const PREFIX: &str = "vqk_";
/// Most numbers reserved at once, and most tickets reconciled at once.
const MOST: usize = limit::RESERVED_NUMBERS.count();

/// A fresh token and the hash that is kept of it.
pub(crate) fn new_token(ids: &dyn Ids) -> (String, [u8; 32]) {
    let mut random = [0; 32];
    ids.fill(&mut random);
    let token = format!("{PREFIX}{}", BASE64_URL_SAFE_NO_PAD.encode(random));
    let hash = hash(&token);
    (token, hash)
}

fn hash(token: &str) -> [u8; 32] {
    let mut hash = [0; 32];
    hash.copy_from_slice(digest::digest(&digest::SHA256, token.as_bytes()).as_ref());
    hash
}

/// A ticket is wanted.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct TicketInput {
    /// For which service.
    pub queue_id: QueueId,
    /// Made by the kiosk: sent again it gives the same ticket.
    #[schema(value_type = String, format = "uuid")]
    pub request_id: Uuid,
}

/// Numbers are wanted in advance.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct ReservationInput {
    /// Of which service.
    pub queue_id: QueueId,
    /// How many, 1 to 200.
    pub count: u32,
    /// Made by the kiosk: sent again it gives the same numbers.
    #[schema(value_type = String, format = "uuid")]
    pub request_id: Uuid,
}

/// Numbers that nobody else gets.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ReservationView {
    /// Which reservation.
    #[schema(value_type = String, format = "uuid")]
    pub reservation_id: ReservationId,
    /// Of which service.
    pub queue_id: QueueId,
    /// As they stand on tickets, in order.
    pub numbers: Vec<String>,
    /// What is not reported by then is given up, RFC 3339.
    pub expires_at: Stamp,
}

/// Tickets that were handed out without the server.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ReconciliationInput {
    /// At most 200.
    pub tickets: Vec<IssuedTicket>,
}

/// A ticket that was handed out without the server.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct IssuedTicket {
    /// For which service.
    pub queue_id: QueueId,
    /// From which reservation.
    #[schema(value_type = String, format = "uuid")]
    pub reservation_id: ReservationId,
    /// As it stands on the ticket.
    pub number: String,
    /// When it was taken, RFC 3339.
    pub taken_at: String,
}

/// What became of a ticket that was handed out without the server.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Reconciled {
    /// As it stands on the ticket.
    pub number: String,
    /// Whether it was reported before.
    pub repeated: bool,
    /// The ticket; `null` if it is none of the reservation.
    pub ticket: Option<TicketView>,
    /// Why there is none.
    pub error: Option<ReconcileError>,
}

/// Why a ticket could not be taken over.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ReconcileError {
    /// Stable code.
    pub code: String,
    /// For people.
    pub message: String,
}

/// What became of all of them, in the order in which they were sent.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Reconciliation {
    /// One for each ticket.
    pub tickets: Vec<Reconciled>,
}

impl CounterService {
    /// The kiosk that shows this token.
    pub(crate) async fn device(&self, id: Option<KioskId>, token: &str, now: Millis) -> Result<Kiosk> {
        let kiosk = match id.filter(|_| token.starts_with(PREFIX)) {
            Some(id) => self.inner.stores.kiosks.by_id(id.0).await.map_err(store)?,
            None => None,
        };
        let known =
            |kiosk: &Kiosk| constant_time::verify_slices_are_equal(&kiosk.token_hash, &hash(token)).is_ok();
        let kiosk = kiosk.filter(known).ok_or_else(|| {
            Error::new(ErrorCode::Unauthorized, "This is not the token of that kiosk; register it again.")
        })?;
        self.inner.kiosks_seen.lock().insert(kiosk.id, now);
        Ok(kiosk)
    }

    /// When a kiosk last showed up here.
    pub(crate) fn kiosk_seen(&self, kiosk: KioskId) -> Option<Millis> {
        self.inner.kiosks_seen.lock().get(&kiosk).copied()
    }

    /// Hands a ticket out. `true` if it is a new one.
    pub(crate) async fn ticket(
        &self,
        kiosk: &Kiosk,
        input: &TicketInput,
        site: &str,
        now: Millis,
    ) -> Result<(TicketView, bool)> {
        in_service(kiosk)?;
        let line = self.service_of(kiosk, input.queue_id).await?;
        let session = derived("ticket", &[kiosk.id.as_bytes(), input.request_id.as_bytes()]);
        let arrival = arrival(session, Admission::Ordinary);
        let outcome = line.submit(Command::Arrive(Box::new(arrival))).await?;
        let is_new = matches!(outcome, Outcome::Joined(_));
        let entry = session_of(outcome).map_err(|error| line.explained(error))?;
        Ok((self.show_ticket(&line, &entry, site, now), is_new))
    }

    /// Hands a range of numbers out in advance.
    pub(crate) async fn reserve(&self, kiosk: &Kiosk, input: &ReservationInput) -> Result<ReservationView> {
        in_service(kiosk)?;
        if !(1..=MOST as u32).contains(&input.count) {
            let error =
                FieldError::new(ErrorCode::InvalidField, "count", format!("count goes from 1 to {MOST}."));
            return Err(error.if_over(limit::RESERVED_NUMBERS, input.count as usize).into());
        }
        let line = self.service_of(kiosk, input.queue_id).await?;
        let id = derived("reservation", &[kiosk.id.as_bytes(), input.request_id.as_bytes()]);
        let reservation = ReservationId::from_bytes(*id.as_bytes());
        let command = Command::Reserve { reservation, kiosk: kiosk.id, count: input.count };
        match line.submit(command).await? {
            Outcome::Reserved(range) => {
                let number = |number| TicketNumber { prefix: range.prefix.clone(), number }.to_string();
                Ok(ReservationView {
                    reservation_id: range.id,
                    queue_id: input.queue_id,
                    numbers: (range.first..range.first + range.count).map(number).collect(),
                    expires_at: Stamp(range.until),
                })
            }
            Outcome::Refused(Refusal::Full) => {
                let message = "As many wait as may, or as many numbers are reserved; report what was issued.";
                Err(Error::new(ErrorCode::QueueFull, message))
            }
            Outcome::Refused(refusal) => Err(refused(refusal)),
            _ => Err(Error::internal()),
        }
    }

    /// Takes over tickets that were handed out without the server. Goes on to its end when the caller hangs up.
    pub(crate) async fn reconcile(
        &self,
        kiosk: &Kiosk,
        input: ReconciliationInput,
        site: &str,
        now: Millis,
    ) -> Result<Reconciliation> {
        if input.tickets.len() > MOST {
            let error = Error::invalid("tickets", format!("At most {MOST} tickets at once."));
            return Err(error.over(limit::RECONCILED_TICKETS, input.tickets.len()));
        }
        let (this, kiosk, site) = (self.clone(), kiosk.clone(), site.to_owned());
        let task = vq_api::to_the_end(async move {
            let all = input.tickets.iter().map(|issued| this.take_over(&kiosk, issued, &site, now));
            Ok(Reconciliation { tickets: join_all(all).await })
        });
        task.await.unwrap_or_else(|_| Err(Error::internal()))
    }

    async fn take_over(&self, kiosk: &Kiosk, issued: &IssuedTicket, site: &str, now: Millis) -> Reconciled {
        let number = issued.number.clone();
        match self.take_over_one(kiosk, issued, site, now).await {
            Ok((ticket, is_new)) => {
                Reconciled { number, repeated: !is_new, ticket: Some(ticket), error: None }
            }
            Err(error) => {
                let message = error.errors.first().map(|first| first.message.clone()).unwrap_or_default();
                let code = error.code().as_str().to_owned();
                let error = Some(ReconcileError { code, message });
                Reconciled { number, repeated: false, ticket: None, error }
            }
        }
    }

    async fn take_over_one(
        &self,
        kiosk: &Kiosk,
        issued: &IssuedTicket,
        site: &str,
        now: Millis,
    ) -> Result<(TicketView, bool)> {
        let said = Millis::from_rfc3339(&issued.taken_at)
            .ok_or_else(|| Error::invalid("takenAt", "takenAt must be RFC 3339."))?;
        let line = self.service_of(kiosk, issued.queue_id).await?;
        let id = issued.reservation_id;
        let range = line
            .read(|index| index.state().hall.as_ref().and_then(|hall| hall.numbers.reservation(id)).cloned());
        let reserved_at = range.as_ref().map_or(now, Reservation::since);
        let walk_in = line.queue().settings.walk_in.clone();
        let came = taken_at(said, reserved_at, walk_in.and_then(|walk_in| walk_in.hours).as_ref(), now);
        // 0 is in no range: what is not written as on a ticket is refused, so that each number of a range has one text and
        // one id. Of a range that is given up only what was reported in time is known, by that id.
        let number = range.and_then(|range| number_on(&issued.number, &range.prefix));
        let session = derived("issued", &[id.as_bytes(), issued.number.as_bytes()]);
        let mut arrival = arrival(session, Admission::Issued);
        arrival.number = Some((id, number.unwrap_or(0)));
        arrival.came = Some((came, Wish::new(Target::AsOf(came), Priority::NORMAL)));
        let outcome = line.submit(Command::Arrive(Box::new(arrival))).await?;
        let is_new = matches!(outcome, Outcome::Joined(_));
        let entry = session_of(outcome).map_err(|error| line.explained(error))?;
        Ok((self.show_ticket(&line, &entry, site, now), is_new))
    }

    async fn service_of(&self, kiosk: &Kiosk, queue: QueueId) -> Result<std::sync::Arc<LineHandle>> {
        let line = self.inner.lines.find_of_tenant(kiosk.tenant_id, queue).await.map_err(store)?;
        let here = |line: &std::sync::Arc<LineHandle>| offered_at(&line.queue()) == Some(kiosk.location_id);
        line.filter(here).ok_or_else(|| {
            Error::field(ErrorCode::NotFound, "queueId", "There is no such service at this location.")
        })
    }

    fn show_ticket(&self, line: &LineHandle, entry: &Entry, site: &str, now: Millis) -> TicketView {
        let passes = &self.inner.passes;
        let token = passes.token(line.id(), entry.session, entry.ticket, entry.enqueued_at);
        let code = passes.recovery_code(line.id(), entry.ticket);
        let url = vq_room::recovery_url(site, line.id(), &code, None);
        TicketView::new(line, entry, token, url, now)
    }

    /// All services of a location, with those that are not public, or without.
    pub(crate) fn services_shown(&self, location: LocationId, all: bool, now: Millis) -> Vec<ServiceView> {
        let services = self.services(location);
        let shown = services.iter().filter(|line| all || line.queue().settings.is_public);
        shown.map(|line| ServiceView::new(line, now)).collect()
    }
}

/// The number on a ticket with this prefix, if it is written as tickets show it: `A998`, and not `A0998` or `A+998`.
fn number_on(ticket: &str, prefix: &str) -> Option<u32> {
    let number = ticket.strip_prefix(prefix)?.parse().ok()?;
    let shown = TicketNumber { prefix: prefix.into(), number }.to_string();
    (shown == ticket).then_some(number)
}

/// The moment by which a ticket that was handed out without the server gets its place. What a kiosk says counts between the
/// handing out of its numbers and now, and inside the hours: a stolen token or a clock that is wrong puts nobody before those
/// who came earlier.
fn taken_at(said: Millis, reserved_at: Millis, hours: Option<&Schedule>, now: Millis) -> Millis {
    let came = said.max(reserved_at).min(now);
    match hours.filter(|hours| !hours.is_open(came)) {
        Some(hours) => hours.next_opening(came).map_or(came, |opening| opening.min(now)),
        None => came,
    }
}

fn in_service(kiosk: &Kiosk) -> Result<()> {
    if kiosk.out_of_service {
        let message = "This kiosk is out of service; staff can put it back.";
        return Err(Error::new(ErrorCode::KioskOutOfService, message));
    }
    Ok(())
}

fn arrival(session: SessionId, admission: Admission) -> Arrival {
    Arrival {
        session,
        identifier: None,
        metadata: None,
        priority: Priority::NORMAL,
        came: None,
        appointment: None,
        number: None,
        visit: None,
        for_counter: None,
        held: false,
        admission,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use vq_domain::schedule::{Day, Window};

    use super::*;

    proptest! {
        #[test]
        fn a_number_is_read_in_one_spelling_only(
            prefix in "[A-Z0-9]{0,4}", number in any::<u32>(), before in "[+ -]?0{0,3}",
        ) {
            let ticket = TicketNumber { prefix: prefix.as_str().into(), number }.to_string();
            prop_assert_eq!(number_on(&ticket, &prefix), Some(number));
            let other = format!("{prefix}{before}{number}");
            prop_assert_eq!(number_on(&other, &prefix), (other == ticket).then_some(number));
        }

        #[test]
        fn any_text_is_the_ticket_of_its_number_or_none(text in "\\PC{0,8}|A[+0]{0,2}[0-9]{1,10}") {
            if let Some(number) = number_on(&text, "A") {
                prop_assert_eq!(TicketNumber { prefix: "A".into(), number }.to_string(), text);
            }
        }
    }

    #[test]
    fn a_kiosk_puts_nobody_before_its_numbers_were_reserved_nor_before_the_opening() {
        let at = |text: &str| Millis::from_rfc3339(text).expect("a moment");
        let (reserved, now) = (at("2026-03-02T07:00:00Z"), at("2026-03-02T12:00:00Z"));
        let taken = |said: &str, hours: Option<&Schedule>| taken_at(at(said), reserved, hours, now);
        assert_eq!(taken("2025-03-02T09:00:00Z", None), reserved);
        assert_eq!(taken("2026-03-02T09:00:00Z", None), at("2026-03-02T09:00:00Z"));
        assert_eq!(taken("2027-03-02T09:00:00Z", None), now);
        // A Monday.
        let hours = Schedule {
            time_zone: "UTC".into(),
            windows: vec![Window { days: vec![Day::Mon], from: "08:00".into(), to: "11:00".into() }],
            ..Schedule::default()
        };
        assert_eq!(taken("2025-03-02T09:00:00Z", Some(&hours)), at("2026-03-02T08:00:00Z"));
        assert_eq!(taken("2026-03-02T09:00:00Z", Some(&hours)), at("2026-03-02T09:00:00Z"));
        // The doors were closed; the next opening is a week ahead.
        assert_eq!(taken("2026-03-02T11:30:00Z", Some(&hours)), now);
    }
}

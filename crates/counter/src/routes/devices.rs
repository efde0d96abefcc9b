//! What a kiosk itself calls, with its own token.

use axum::{
    extract::{FromRequestParts, RawPathParams, State},
    response::{IntoResponse, Response},
};
use http::request::Parts;
use serde::Serialize;
use utoipa::ToSchema;
use vq_api::{ApiError, ApiResult, Body, Edge, Envelope, Reply, auth, request};
use vq_domain::{Error, ErrorCode, Kiosk, KioskId, TenantStatus};

use crate::{
    CounterService,
    kiosk::{Reconciliation, ReconciliationInput, ReservationInput, ReservationView, TicketInput},
    view::{KioskView, PublicLocationView, TicketView},
};

/// The kiosk of the path, which shows its token, at work for a tenant that is active.
pub(crate) struct Device {
    kiosk: Kiosk,
    /// Where visitors reach the server.
    site: String,
}

impl FromRequestParts<CounterService> for Device {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, service: &CounterService) -> Result<Self, Response> {
        device(parts, service).await.map_err(|error| ApiError(error).into_response())
    }
}

async fn device(parts: &mut Parts, service: &CounterService) -> vq_domain::Result<Device> {
    let token = auth::bearer(parts).map(str::to_owned).ok_or_else(|| {
        Error::new(ErrorCode::Unauthorized, "Send the kiosk's token as Authorization: Bearer <token>.")
    })?;
    let edge = parts.extensions.get::<Edge>().cloned().ok_or_else(Error::internal)?;
    let params =
        RawPathParams::from_request_parts(parts, service).await.map_err(|_| Error::not_found("kiosk"))?;
    let id: Option<KioskId> =
        params.iter().find(|(name, _)| *name == "kioskId").and_then(|(_, value)| value.parse().ok());
    let kiosk = service.device(id, &token, edge.now()).await?;
    request::concerns(kiosk.tenant_id)?;
    let tenant = edge.authenticator().tenant(kiosk.tenant_id).await?;
    match tenant.map(|tenant| tenant.status) {
        Some(TenantStatus::Active) => {
            let site = vq_room::site_url(parts, Some(kiosk.tenant_id));
            Ok(Device { kiosk, site })
        }
        Some(TenantStatus::Suspended) => Err(Error::new(
            ErrorCode::TenantSuspended,
            "This tenant is suspended. Nothing is lost; it can be resumed.",
        )),
        Some(TenantStatus::Deleting) | None => {
            Err(Error::new(ErrorCode::Unauthorized, "This kiosk is registered with nobody any more."))
        }
    }
}

/// What a kiosk needs to know.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DeviceView {
    /// Itself.
    kiosk: KioskView,
    /// Where it stands, with the services that are not public.
    location: PublicLocationView,
}

/// Who am I, and what is offered here?
#[utoipa::path(get, path = "/v1/kiosks/{kioskId}", tag = "kiosks", security(("kiosk" = [])),
    operation_id = "kiosk_self", params(("kioskId" = KioskId, Path)),
    responses((status = 200, body = Envelope<DeviceView>)))]
pub(crate) async fn get(
    State(service): State<CounterService>,
    device: Device,
    edge: Edge,
) -> ApiResult<DeviceView> {
    let location = service.public_location(device.kiosk.location_id).await?;
    let now = edge.now();
    let services = service.services_shown(location.id, true, now);
    Ok(Reply::ok(DeviceView {
        kiosk: KioskView::new(&device.kiosk, Some(now), None),
        location: PublicLocationView::new(&location, services, now),
    }))
}

/// A ticket
#[utoipa::path(post, path = "/v1/kiosks/{kioskId}/tickets", tag = "kiosks", security(("kiosk" = [])),
    operation_id = "kiosk_ticket", params(("kioskId" = KioskId, Path)), request_body = TicketInput,
    responses((status = 201, description = "A new ticket", body = Envelope<TicketView>),
        (status = 200, description = "The ticket of this request", body = Envelope<TicketView>)))]
pub(crate) async fn ticket(
    State(service): State<CounterService>,
    device: Device,
    edge: Edge,
    Body(input): Body<TicketInput>,
) -> ApiResult<TicketView> {
    let (ticket, is_new) = service.ticket(&device.kiosk, &input, &device.site, edge.now()).await?;
    Ok(if is_new { Reply::created(ticket) } else { Reply::ok(ticket) })
}

/// Numbers in advance, for times without the server
#[utoipa::path(post, path = "/v1/kiosks/{kioskId}/reservations", tag = "kiosks", security(("kiosk" = [])),
    operation_id = "kiosk_reservation", params(("kioskId" = KioskId, Path)), request_body = ReservationInput,
    responses((status = 201, body = Envelope<ReservationView>)))]
pub(crate) async fn reserve(
    State(service): State<CounterService>,
    device: Device,
    Body(input): Body<ReservationInput>,
) -> ApiResult<ReservationView> {
    Ok(Reply::created(service.reserve(&device.kiosk, &input).await?))
}

/// Tickets that were handed out without the server
///
/// Each gets the place of the time it was taken at. Sent again, nothing happens twice.
#[utoipa::path(post, path = "/v1/kiosks/{kioskId}/reconciliation", tag = "kiosks", security(("kiosk" = [])),
    operation_id = "kiosk_reconciliation", params(("kioskId" = KioskId, Path)), request_body = ReconciliationInput,
    responses((status = 200, body = Envelope<Reconciliation>)))]
pub(crate) async fn reconcile(
    State(service): State<CounterService>,
    device: Device,
    edge: Edge,
    Body(input): Body<ReconciliationInput>,
) -> ApiResult<Reconciliation> {
    Ok(Reply::ok(service.reconcile(&device.kiosk, input, &device.site, edge.now()).await?))
}

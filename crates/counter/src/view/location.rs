//! A location: as everybody may see it, and as its tenant does.

use serde::Serialize;
use utoipa::ToSchema;
use vq_domain::{Location, LocationId, Millis, Schedule, Stamp, TenantId};

use super::{Said, ServiceView};

/// A location as everybody may see it.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PublicLocationView {
    /// Which.
    pub id: LocationId,
    /// Whose.
    pub tenant_id: TenantId,
    /// Its name.
    pub name: String,
    /// Where it is.
    pub address: String,
    /// IANA name.
    pub time_zone: String,
    /// In which people are spoken to, the first before the others.
    pub languages: Vec<String>,
    /// When it is open; `null`: always.
    pub hours: Option<Schedule>,
    /// Whether it is.
    pub is_open: bool,
    /// When it opens, if it is closed.
    pub opens_at: Option<Stamp>,
    /// When it closes, if it is open.
    pub closes_at: Option<Stamp>,
    /// Shown to all who are there.
    pub message: Option<Said>,
    /// What is offered.
    pub services: Vec<ServiceView>,
}

impl PublicLocationView {
    pub(crate) fn new(location: &Location, services: Vec<ServiceView>, now: Millis) -> Self {
        let is_open = location.hours.as_ref().is_none_or(|hours| hours.is_open(now));
        let change = location.hours.as_ref().and_then(|hours| hours.next_change(now)).map(Stamp);
        Self {
            id: location.id,
            tenant_id: location.tenant_id,
            name: location.name.clone(),
            address: location.address.clone(),
            time_zone: location.time_zone.clone(),
            languages: location.languages.clone(),
            hours: location.hours.clone(),
            is_open,
            opens_at: change.filter(|_| !is_open),
            closes_at: change.filter(|_| is_open),
            message: location.message.as_ref().map(|message| Said::new(message, None)),
            services,
        }
    }
}

/// A location as its tenant sees it.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct LocationView {
    /// As everybody sees it, with the services that are not public.
    #[serde(flatten)]
    pub location: PublicLocationView,
    /// Counts changes; send it back when changing it.
    pub version: u64,
    /// When it came to be, RFC 3339.
    pub created_at: Stamp,
    /// When it was last changed, RFC 3339.
    pub updated_at: Stamp,
}

impl LocationView {
    pub(crate) fn new(location: &Location, services: Vec<ServiceView>, now: Millis) -> Self {
        Self {
            location: PublicLocationView::new(location, services, now),
            version: location.version,
            created_at: Stamp(location.created_at),
            updated_at: Stamp(location.updated_at),
        }
    }
}

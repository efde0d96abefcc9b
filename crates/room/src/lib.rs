//! The server's side of the wait page.
//!
//! - [`Room`] draws the pages from `web/room`'s templates and locales; they are complete without JavaScript.
//! - [`router`] serves them on the server: `GET /q/{queueId}` and the forms behind it, over a [`RoomBackend`].
//! - [`assets_router`] serves what makes them live; with the feature `gate`, [`Room`] is the gate's `WaitPage`, too.
//! - [`snippet_router`] serves what puts a page of any site behind a queue.
//! - [`RecoveryKey`] and [`qr_svg`] let a place move to another device.
//!
//! Architecture invariants:
//! - Nothing here decides about a place: joining, claiming and leaving are the backend's.
//! - No clock: what "now" is on a page comes from the session's `lastUpdated`.
//! - No token is ever written into a page; tokens travel in `HttpOnly` cookies alone.
//! - Pages carry no inline script, style or style attribute; they run under [`content_security_policy`].

mod assets;
mod backend;
#[cfg(feature = "gate")]
mod gate;
mod page;
mod qr;
mod recovery;
mod room;
mod routes;
mod security;
mod session;
mod site;
mod snippet;
pub mod text;
mod urls;

pub use assets::assets_router;
pub use backend::{Arrival, Claimed, Joined, PublicLocation, PublicQueue, RoomBackend, SlowWay};
pub use page::{Branding, Carried, KeepPage, LocationPage, Page, RecoverPage, State};
pub use qr::qr_svg;
pub use recovery::RecoveryKey;
pub use room::{Room, RoomError};
pub use routes::router;
pub use security::content_security_policy;
pub use site::{is_own_page, site_url};
pub use snippet::snippet_router;
pub use urls::{recovery_url, safe_return};

/// The header in which the gate says where on its site the server appears, e.g. `/.vq`.
pub const BASE_HEADER: &str = "x-vq-base";
/// Prefix of the cookie that carries the session token; see [`vq_api::cookie::name`].
pub const SESSION_COOKIE: &str = "vq";
/// Prefix of the cookie that carries the admission token.
pub const ADMISSION_COOKIE: &str = "vqa";

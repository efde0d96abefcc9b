//! The applications there are.

use rust_embed::RustEmbed;
use vq_assets::Assets;

/// A single-page application.
pub struct App {
    /// Where it is served, e.g. `/admin`; its build has this as its base.
    pub mount: &'static str,
    /// Its folder in `web/`.
    pub dir: &'static str,
    /// Whether the dashboard may show it in a frame, as it does for a preview.
    pub(crate) is_framed: bool,
    /// Whom it may talk to besides its own server.
    pub(crate) connects_to: &'static str,
    pub(crate) load: fn() -> Assets,
}

/// Where a kiosk's printing program listens, on the device itself (`vqueue print`).
const PRINTER: &str = " http://127.0.0.1:9187";

/// All applications.
pub const APPS: &[App] = &[
    App { mount: "/admin", dir: "admin", is_framed: false, connects_to: "", load: Assets::embedded::<Admin> },
    App {
        mount: "/kiosk",
        dir: "kiosk",
        is_framed: true,
        connects_to: PRINTER,
        load: Assets::embedded::<Kiosk>,
    },
    App { mount: "/board", dir: "board", is_framed: true, connects_to: "", load: Assets::embedded::<Board> },
];

#[derive(RustEmbed)]
#[folder = "../../web/admin/dist"]
#[allow_missing = true]
struct Admin;

#[derive(RustEmbed)]
#[folder = "../../web/kiosk/dist"]
#[allow_missing = true]
struct Kiosk;

#[derive(RustEmbed)]
#[folder = "../../web/board/dist"]
#[allow_missing = true]
struct Board;

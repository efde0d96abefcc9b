//! The applications there are.

use rust_embed::RustEmbed;
use vq_assets::Assets;

/// A single-page application.
pub struct App {
    /// Where it is served, e.g. `/admin`; its build has this as its base.
    pub mount: &'static str,
    /// Its folder in `web/`.
    pub dir: &'static str,
    pub(crate) load: fn() -> Assets,
}

/// All applications.
pub const APPS: &[App] = &[App { mount: "/admin", dir: "admin", load: Assets::embedded::<Admin> }];

#[derive(RustEmbed)]
#[folder = "../../web/admin/dist"]
#[allow_missing = true]
struct Admin;

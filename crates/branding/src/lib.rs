//! How a tenant's pages are dressed.
//!
//! - [`router`]: `/v1/tenants/{tenantId}/branding` and the same for one queue;
//! - [`public_router`]: the stylesheet, words and logo that the pages load from `/brand/{id}`;
//! - [`Wardrobe`]: brandings at hand for those who draw pages;
//! - [`Palette`]: from three colours to all those of a page, light and dark, readable in each.
//!
//! Architecture invariants:
//! - A page's colours come as a stylesheet of our own origin, made from numbers: nothing a tenant wrote stands in it.
//! - A logo is a picture that can carry no script, and what it is was read from its bytes.

mod input;
mod logo;
mod oklch;
mod palette;
mod public;
mod routes;
mod rules;
mod service;
mod stylesheet;
mod view;
mod wardrobe;

pub use input::LookInput;
pub use palette::{Palette, Palettes};
pub use public::router as public_router;
pub use routes::router;
pub use service::BrandingService;
pub use view::{BrandingPreview, BrandingView, ContrastView, LogoView};
pub use wardrobe::{Dress, Wardrobe};

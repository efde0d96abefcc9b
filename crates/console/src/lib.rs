//! The staff's web applications as part of the binary.
//!
//! An [`App`] is a folder of `web/` and the path under which it is served. [`APPS`] lists them; a new one is a row there and
//! in `build.rs`. Every path below the mount that is no file is the application's own: it answers with `index.html`.
//!
//! Architecture invariants:
//! - Nothing here knows the API: what an application may see, it asks for with its user's rights.
//! - Pages carry no inline script and no style attribute. The one thing inline are the style sheets that a component library
//!   makes while it runs, and each page lets in those with its own nonce only.

mod apps;
mod page;
mod serve;

pub use apps::{APPS, App};
pub use serve::router;

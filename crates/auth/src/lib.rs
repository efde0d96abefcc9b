//! People who sign in.
//!
//! - [`routes`](router): `/v1/auth`;
//! - [`Auth`]: signing in and out, with the bounds that keep a flood of attempts from starving everybody else;
//! - [`Doorkeeper`]: who holds an access token; what the extractors of the API ask;
//! - [`ensure_admin`], [`create_user`]: accounts from the command line and at the first start.
//!
//! Architecture invariant: no password and no token is stored, logged or printed in `Debug`; the store has their hashes.
//! Access tokens are checked without the store. Time is an argument throughout.

mod access;
mod account;
mod bootstrap;
mod config;
mod doorkeeper;
mod password;
mod refresh;
mod routes;
mod service;
mod throttle;

pub use access::AccessTokens;
pub use bootstrap::{AdminError, Created, NewUser, OneTimePassword, create_user, ensure_admin};
pub use config::{AuthConfig, Hashing};
pub use doorkeeper::Doorkeeper;
pub use routes::router;
pub use service::{Auth, AuthStores};

//! People who sign in, and programs with keys.
//!
//! - [`routes`](router): `/v1/auth`, and the people, roles and keys of tenants and of the platform;
//! - [`pages`]: what links in mails lead to;
//! - [`Auth`]: the service, with the bounds that keep a flood of attempts from starving everybody else;
//! - [`Doorkeeper`]: who holds an access token or a key; what the extractors of the API ask;
//! - `sso`: single sign-on by OpenID Connect;
//! - [`Revoked`]: sign-ins that have ended before their time;
//! - [`Post`]: mails, written and sent in the background;
//! - [`ensure_admin`], [`create_user`], [`rescue_user`]: accounts from the command line and at the first start.
//!
//! Architecture invariant: no password, token or key is stored, logged or printed in `Debug`; the store has their hashes, and
//! second factors sealed. Access tokens are checked without the store. Nobody gives what they do not have. Time is an argument
//! throughout.

mod access;
mod account;
mod api_keys;
mod auth;
mod bootstrap;
mod config;
mod device;
mod doorkeeper;
mod failures;
mod grants;
mod invitations;
mod letters;
mod opaque;
mod own_account;
mod pages;
mod password;
mod people;
mod post;
mod providers;
mod recovery;
mod revoked;
mod roles;
mod routes;
mod second_factor;
mod sessions;
mod sign_in;
mod sso;
mod throttle;
mod totp;
mod visit;

pub use access::AccessTokens;
pub use auth::{Auth, AuthParts};
pub use bootstrap::{AdminError, Created, NewUser, OneTimePassword, create_user, ensure_admin, rescue_user};
pub use config::{AuthConfig, Hashing};
pub use doorkeeper::Doorkeeper;
pub use pages::pages;
pub use post::Post;
pub use revoked::Revoked;
pub use routes::router;
pub use throttle::AttemptLimits;

//! `/v1/auth`, and people, roles and keys, over real HTTP semantics, on a store in a temporary folder.

mod api_keys;
mod app;
mod bootstrap;
mod browser;
mod hosts;
mod invitations;
mod login;
mod people;
mod recovery;
mod refresh;
mod roles;
mod second_factor;
mod sessions;
mod sso;
mod tokens;

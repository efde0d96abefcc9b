//! `/v1/auth` over real HTTP semantics, on a store in a temporary folder.

mod app;
mod bootstrap;
mod browser;
mod login;
mod refresh;
mod tokens;

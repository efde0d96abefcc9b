//! `/v1/tenants` over real HTTP semantics, on a store in a temporary folder.

mod app;
mod change;
mod directory;
mod lifecycle;
mod rights;

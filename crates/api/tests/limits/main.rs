//! The rate limit over HTTP.

mod app;
mod consumers;
mod refusals;

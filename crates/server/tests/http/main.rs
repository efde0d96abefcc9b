//! The HTTP suite: the whole server in one process, driven through its router.

mod analytics;
mod app;
mod input;
mod isolation;
mod live;
mod logs;
mod metrics;
mod openapi;
mod queues;
mod restart;
mod rotation;
mod sessions;
mod tokens;
mod traces;

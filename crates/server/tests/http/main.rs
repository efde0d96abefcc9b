//! The HTTP suite: the whole server in one process, driven through its router.

mod app;
mod input;
mod isolation;
mod live;
mod openapi;
mod queues;
mod restart;
mod rights;
mod rotation;
mod sessions;
mod tokens;

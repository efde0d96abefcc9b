//! The HTTP suite: the whole server in one process, driven through its router.

mod app;
mod input;
mod isolation;
mod live;
mod openapi;
mod queues;
mod restart;
mod rotation;
mod sessions;
mod tokens;
mod walk_in;

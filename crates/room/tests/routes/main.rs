//! The pages over HTTP, with a backend that answers as told.

#[path = "../common/mod.rs"]
mod common;

mod assets;
mod forms;
mod keep;
mod location;
mod site;
mod wait;

//! A line alone and among other nodes, on a truth in memory.

mod calls;
mod cluster;
mod departed;
mod outage;
mod support;
mod suspended;
mod visit;

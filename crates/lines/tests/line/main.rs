//! A line alone and among other nodes, on a truth in memory.

mod cluster;
mod outage;
mod support;

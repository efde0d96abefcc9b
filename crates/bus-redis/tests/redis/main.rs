//! Nodes that share a real Redis: what they tell each other, what they count together, and what happens when it fails.

mod bus;
mod cluster;
mod faults;
mod leavings;
mod limits;
mod nodes;
mod secure;
mod server;

vq_ports::shared_contract_suite!(nodes::three);

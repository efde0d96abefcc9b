//! Real servers over real PostgreSQL and Redis, if `VQUEUE_BIN` names the server: the drills, small. `make test` builds the
//! server first and sets it; without it these tests have nothing to do. The figures are for the bench to judge: here
//! order and safety count, and that things go on at all.

mod calls;
mod consumers;
mod faults;
mod settings;
mod storms;

use vq_drill::{Cluster, ClusterSpec};

/// What `VQUEUE_BIN` names.
fn spec() -> Option<ClusterSpec> {
    std::env::var_os("VQUEUE_BIN").map(ClusterSpec::new)
}

/// Three nodes, if there is a server.
async fn three() -> Option<Cluster> {
    Some(Cluster::start(&spec()?).await.unwrap())
}

//! I8: our own fault never expires a visitor. In these runs all visitors do what they should, in time.

use vq_crowd::wire::Status;

use super::{Fault, verdict::Findings};
use crate::history::History;

pub(super) fn nobody_expired(history: &History, findings: &mut Findings) {
    for one in &history.sessions {
        if matches!(one.status, Status::Abandoned | Status::NoShow | Status::Expired | Status::Removed) {
            findings.add(Fault::Expired, || format!("{one:?}"));
        }
    }
}

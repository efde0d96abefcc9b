//! I7: an admission verifies with the published keys, for its own queue and session, and for no other queue.

use std::collections::HashSet;

use uuid::Uuid;
use vq_admission::{DEFAULT_ISSUER, KeySet, Verifier};

use super::{Fault, verdict::Findings};
use crate::history::{History, Moment, Told};

/// The clock of the clients and that of the server are the same; seconds are cut off.
const LEEWAY: u32 = 2;

pub(super) fn admissions(history: &History, findings: &mut Findings) {
    let admitted = history.events.iter().filter_map(|event| match &event.told {
        Told::Admitted(seen, token) => Some((seen.session, token, event.told_at)),
        _ => None,
    });
    let mut admitted = admitted.peekable();
    if admitted.peek().is_none() {
        return;
    }
    let keys = match KeySet::from_jwks(&history.keys) {
        Ok(keys) => keys,
        Err(error) => {
            findings.add(Fault::TokenRefused, || format!("the published keys cannot be read: {error}"));
            return;
        }
    };
    let verifier = Verifier::new(keys, DEFAULT_ISSUER, LEEWAY);
    let (queue, elsewhere) = (history.queue.to_string(), Uuid::nil().to_string());
    let mut seen = HashSet::new();
    for (session, token, at) in admitted {
        let now = seconds(at);
        match verifier.verify(token, &queue, now) {
            Err(error) => findings.add(Fault::TokenRefused, || format!("{session}: {error}")),
            Ok(claims) if claims.sub != session.to_string() || !seen.insert(claims.jti.clone()) => {
                findings.add(Fault::TokenForAnother, || format!("{session} was given {claims:?}"));
            }
            Ok(_) if verifier.verify(token, &elsewhere, now).is_ok() => {
                findings.add(Fault::TokenForAnother, || format!("{session}: it opens another queue, too"));
            }
            Ok(_) if forgeable(&verifier, token, &queue, now) => {
                findings.add(Fault::TokenForAnother, || format!("{session}: it verifies when changed"));
            }
            Ok(_) => {}
        }
    }
}

/// Whether a changed character goes unnoticed. Which one follows from the token, so that many are tried in a run.
fn forgeable(verifier: &Verifier, token: &str, queue: &str, now: i64) -> bool {
    let sum: usize = token.bytes().map(usize::from).sum();
    let at = sum % token.len();
    let mut bytes = token.as_bytes().to_vec();
    bytes[at] = if bytes[at] == b'A' { b'B' } else { b'A' };
    String::from_utf8(bytes).is_ok_and(|forged| verifier.verify(&forged, queue, now).is_ok())
}

fn seconds(moment: Moment) -> i64 {
    moment.div_euclid(1_000_000)
}

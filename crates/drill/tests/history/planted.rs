//! One fault of each kind.

use uuid::Uuid;
use vq_admission::{Claims, DEFAULT_ISSUER, Signer};
use vq_crowd::wire::{Counts, Status};
use vq_drill::{
    check::{Fault, check},
    history::{Asked, Event, History, Run, Seen, Told},
};

use crate::model::{Op, QUEUE, run};

/// Three are inside, nine wait, one was inside and is done; all nodes were asked.
fn honest() -> History {
    let mut ops = Vec::new();
    for who in 0..12 {
        ops.extend([Op::Join(who, usize::from(who) % 3), Op::Wait(150), Op::Look(who, 1), Op::Counts(0)]);
    }
    ops.extend([
        Op::Claim(0, 0),
        Op::Wait(10),
        Op::Leave(0, 1),
        Op::Wait(200),
        Op::Claim(3, 2),
        Op::Look(8, 2),
    ]);
    ops.extend([Op::Follow(1), Op::Wait(5), Op::Look(9, 1), Op::Wait(5), Op::Look(9, 1)]);
    run(&ops)
}

fn event(history: &mut History, select: impl Fn(&Event) -> bool) -> &mut Event {
    history.events.iter_mut().find(|event| select(event)).expect("such an event")
}

fn seen_mut(event: &mut Event) -> &mut Seen {
    match &mut event.told {
        Told::Session(seen) | Told::Admitted(seen, _) => seen,
        other => panic!("not about a session: {other:?}"),
    }
}

fn is_look(event: &Event) -> bool {
    matches!(event.asked, Asked::Look(_)) && event.seen().is_some_and(|seen| seen.position.is_some())
}

fn is_census(event: &Event) -> bool {
    matches!(event.asked, Asked::Census(..)) && event.seen().is_some_and(|seen| seen.position == Some(5))
}

fn is_claim(event: &Event) -> bool {
    matches!(event.told, Told::Admitted(..))
}

/// An answer more: the same, later, from the same state.
fn again(history: &mut History, select: impl Fn(&Event) -> bool) -> &mut Event {
    let mut copy = event(history, select).clone();
    copy.asked_at += 1_000;
    copy.told_at += 1_000;
    copy.at = Run { node: 9, start: 0 };
    history.events.push(copy);
    history.events.last_mut().unwrap()
}

fn token(seed: u8, queue: Uuid, session: Uuid, at: i64) -> String {
    let iat = at / 1_000_000;
    let claims = Claims {
        iss: DEFAULT_ISSUER.into(),
        aud: queue.to_string(),
        sub: session.to_string(),
        iat,
        exp: iat + 600,
        jti: "planted".into(),
        tkt: None,
    };
    Signer::from_seed(&[seed; 32]).unwrap().sign(&claims).unwrap()
}

fn admit(history: &mut History, seed: u8, queue: Uuid, other: bool) {
    let event = event(history, is_claim);
    let session = if other { Uuid::nil() } else { event.seen().unwrap().session };
    let (seen, at) = (*event.seen().unwrap(), event.told_at);
    event.told = Told::Admitted(seen, token(seed, queue, session, at));
}

/// Plants one fault of a kind, in each way there is.
fn plant(fault: Fault, history: &mut History, way: usize) {
    let last = history.sessions.len() - 1;
    match fault {
        Fault::CapInCounts => {
            let counts = Counts { waiting_users: 0, released_users: 3, active_users: 1 };
            event(history, |event| event.asked == Asked::Counts).told = Told::Counts(counts);
        }
        Fault::CapByTimes => {
            // The one who made room stayed a little longer.
            let first = &mut history.sessions[0];
            first.ended_at = first.ended_at.map(|at| at + 1);
        }
        Fault::Rate => {
            // All in one millisecond, of whom a bucket of ten lets ten through; the cap is no matter.
            let at = history.sessions[last].enqueued_at + 1;
            history.first.cap = 100;
            for one in &mut history.sessions[1..] {
                (one.status, one.released_at) = (Status::Released, Some(at));
            }
        }
        Fault::Overtaken => {
            let at = history.sessions[last].enqueued_at + 1;
            let one = &mut history.sessions[last];
            (one.status, one.released_at) = (Status::Released, Some(at));
        }
        Fault::PlaceChanged => {
            let seen = seen_mut(again(history, is_look));
            seen.place = seen.place.map(|place| place + 1);
            seen.version += 1;
        }
        Fault::PositionRose => {
            let seen = seen_mut(again(history, is_look));
            seen.position = seen.position.map(|position| position + 1);
            seen.version += 1;
        }
        Fault::WentBack => {
            let late = again(history, is_look);
            late.at = Run { node: 1, start: 0 };
            late.asked_at += 3_600_000_000;
            seen_mut(late).version = 1;
        }
        Fault::PositionsDiffer => {
            let seen = seen_mut(again(history, is_look));
            seen.position =
                seen.position.map(|position| position.abs_diff([1, 2][way % 2]) + [0, 3][way % 2]);
        }
        Fault::PositionNotExact => match way {
            0 => seen_mut(event(history, is_census)).position = Some(6),
            // All agree, and all are one too high.
            1 => {
                for event in
                    history.events.iter_mut().filter(|event| matches!(event.asked, Asked::Census(..)))
                {
                    let seen = seen_mut(event);
                    seen.position = seen.position.map(|position| position + 1);
                }
            }
            // One node does not count somebody whom the store has.
            _ => {
                let gone = history.sessions[last].id;
                for event in history.events.iter_mut().filter(|event| event.at.node == 2) {
                    if event.asked == Asked::Census(1, gone) {
                        seen_mut(event).position = Some(1);
                    }
                }
            }
        },
        Fault::JoinLost => match way {
            0 => drop(history.sessions.remove(last)),
            _ => event(history, is_look).told = Told::Refused(404, "not_found".into()),
        },
        Fault::TicketChanged => history.sessions[last].ticket += 100,
        Fault::ClaimLost => {
            for one in &mut history.sessions {
                one.served_at = None;
            }
        }
        Fault::EndLost => {
            let first = &mut history.sessions[0];
            (first.status, first.ended_at) = (Status::Active, None);
        }
        Fault::TwoSessions => {
            let first = history.sessions[0].user_identifier.clone();
            history.sessions[last].user_identifier = first;
            history.sessions[0].ended_at = Some(history.sessions[last].enqueued_at + 1);
        }
        Fault::TicketTwice => {
            let mut copy = history.sessions[last].clone();
            match way {
                0 => copy.id = Uuid::from_u128(1),
                _ => copy.ticket += 1,
            }
            history.sessions.push(copy);
        }
        Fault::ReleasedTwice => {
            let claim = again(history, is_claim);
            let seen = seen_mut(claim);
            match way {
                0 => seen.released_at = seen.released_at.map(|at| at + 1),
                _ => {
                    seen.status = Status::Waiting;
                    seen.version += 1;
                }
            }
            claim.told = Told::Session(*claim.seen().unwrap());
        }
        Fault::Uninvited => history.sessions[last].user_identifier = Some("nobody".into()),
        Fault::TokenRefused => match way {
            // Another's key; another queue.
            0 => admit(history, 6, QUEUE, false),
            1 => admit(history, 5, Uuid::from_u128(78), false),
            _ => history.keys = "{}".into(),
        },
        Fault::TokenForAnother => match way {
            0 => admit(history, 5, QUEUE, true),
            _ => {
                // The same admission for two claims.
                let copy = event(history, is_claim).clone();
                history.events.push(copy);
            }
        },
        Fault::Expired => history.sessions[last].status = Status::Abandoned,
    }
}

#[test]
fn the_honest_run_is_clean_and_has_all_that_is_needed() {
    let history = honest();
    let verdict = check(&history);
    assert!(verdict.is_clean(), "{verdict}");
    assert!(verdict.joins == 12 && verdict.releases >= 4 && verdict.census > 20, "{verdict}");
}

#[test]
fn each_planted_fault_is_found_and_named() {
    for fault in Fault::ALL {
        for way in 0..3 {
            let mut history = honest();
            plant(fault, &mut history, way);
            let verdict = check(&history);
            assert!(verdict.has(fault), "{fault:?}, planted in way {way}, was not found: {verdict}");
            let named = verdict.violations.iter().any(|one| one.fault == fault && !one.what.is_empty());
            assert!(named, "{verdict}");
        }
    }
}

#[test]
fn a_cap_or_a_rate_that_may_have_been_in_force_counts_for_the_server() {
    // Raised to five without an answer: it may or may not have been done.
    let lost = [Op::SetUp(5, 600, 0, 1)];
    let joins = (0..8).flat_map(|who| [Op::Join(who, 0), Op::Wait(150), Op::Counts(1), Op::Follow(1)]);
    let history = run(&lost.into_iter().chain(joins.clone()).collect::<Vec<_>>());
    assert!(check(&history).is_clean());
    // Lowered afterwards, and acknowledged: those who are inside stay, nobody more goes in.
    let lowered = [Op::SetUp(1, 600, 0, 0), Op::Wait(500), Op::Counts(0)];
    let mut history = run(&joins.chain(lowered).collect::<Vec<_>>());
    assert!(check(&history).is_clean());
    let at = history.events.last().unwrap().told_at / 1000;
    let next = history.sessions.iter_mut().find(|one| one.status == Status::Waiting).unwrap();
    (next.status, next.released_at) = (Status::Released, Some(at));
    assert!(check(&history).has(Fault::CapByTimes));
}

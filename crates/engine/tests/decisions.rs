//! Single decisions that went wrong once, or would be easy to get wrong.

use vq_domain::{
    CounterId, CounterRef, LocationId, Millis, Numbering, Priority, QueueSettings, QueueStatus, Releases,
    SessionId, SessionState, WalkIn,
};
use vq_engine::{
    Attend, CallNext, Change, Command, Line, LineState, MemTable, Outcome, Plan, Policy, Refusal, Standing,
    Verb,
    attend::{Admission, Arrival, AtCounter, By},
    transact,
};

const NOW: Millis = Millis(1_700_000_000_000);

fn policy(cap: u32) -> Policy {
    let settings =
        QueueSettings { max_concurrent_users: cap, release_rate_per_minute: 6_000, ..Default::default() };
    Policy { draw: false, ..Policy::new(&settings, 1_000) }
}

fn join(number: u8, priority: u8) -> Command {
    let (session, priority) = (SessionId::from_bytes([number; 16]), Priority::new(priority).unwrap());
    Command::Join { session, identifier: Some(format!("person {number}").into()), metadata: None, priority }
}

struct Desk {
    state: LineState,
    table: MemTable,
    line: Line,
}

impl Desk {
    fn new(policy: Policy, status: QueueStatus) -> Self {
        let state = LineState::new(policy, status, NOW);
        Self { line: Line::load(state.clone(), []), state, table: MemTable::new() }
    }

    fn run(&mut self, commands: &[Command], now: Millis) -> Vec<Outcome> {
        let Ok((outcomes, changes)) = transact(&mut self.state, &mut self.table, commands, now);
        if let Some(changes) = changes {
            self.line.apply(&changes).unwrap();
        }
        outcomes
    }

    /// From where to where people went at `now`, and how long they had been there.
    fn moves(&mut self, command: Command, now: Millis) -> Vec<(SessionState, SessionState, Option<u32>)> {
        let Ok((_, changes)) = transact(&mut self.state, &mut self.table, &[command], now);
        let changes = changes.unwrap();
        self.line.apply(&changes).unwrap();
        let moves = changes.changes.iter().filter_map(|change| match change {
            Change::Moved { from, to, spent_millis, .. } => Some((*from, *to, *spent_millis)),
            _ => None,
        });
        moves.collect()
    }

    fn one(&mut self, command: Command, now: Millis) -> Outcome {
        self.run(&[command], now).remove(0)
    }
}

#[test]
fn a_plan_made_before_somebody_with_priority_joined_is_refused() {
    let mut desk = Desk::new(policy(1), QueueStatus::Paused);
    desk.run(&[Command::Lease { node: 1, ttl_millis: 5_000 }, join(1, 0), join(2, 0)], NOW);
    desk.one(Command::SetStatus { status: QueueStatus::Open, held_until: None, seed: [0; 32] }, NOW);
    let (basis, tickets) = (desk.line.state().version, desk.line.release_plan(NOW));
    assert_eq!(tickets, [1]);
    desk.one(join(3, 5), NOW);
    let release = |basis, tickets| Command::Release { epoch: 1, basis, tickets };
    assert_eq!(desk.one(release(basis, tickets), NOW), Outcome::Refused(Refusal::Stale));
    let (basis, tickets) = (desk.line.state().version, desk.line.release_plan(NOW));
    assert_eq!(tickets, [3]);
    assert_eq!(desk.one(release(basis, tickets), NOW), Outcome::Moved(1));
}

#[test]
fn in_one_batch_too() {
    let mut desk = Desk::new(policy(1), QueueStatus::Paused);
    desk.run(&[Command::Lease { node: 1, ttl_millis: 5_000 }, join(1, 0)], NOW);
    desk.one(Command::SetStatus { status: QueueStatus::Open, held_until: None, seed: [0; 32] }, NOW);
    let release = Command::Release { epoch: 1, basis: desk.line.state().version, tickets: vec![1] };
    assert_eq!(desk.run(&[join(2, 1), release], NOW)[1], Outcome::Refused(Refusal::Stale));
}

#[test]
fn a_draw_switched_on_while_people_gather_leaves_those_who_saw_their_place() {
    let mut desk = Desk::new(policy(1), QueueStatus::PreQueue);
    desk.run(&(1..=20).map(|number| join(number, 0)).collect::<Vec<_>>(), NOW);
    assert!(!desk.line.is_before_draw(20));
    desk.one(Command::SetPolicy(Policy { draw: true, ..policy(1) }), NOW);
    desk.run(&(21..=60).map(|number| join(number, 0)).collect::<Vec<_>>(), NOW);
    assert!(!desk.line.is_before_draw(20) && desk.line.is_before_draw(21));
    desk.one(Command::SetStatus { status: QueueStatus::Open, held_until: None, seed: [3; 32] }, NOW);
    assert!((1..=20).all(|ticket| desk.line.place_of(ticket) == ticket));
    assert!((21..=60).any(|ticket| desk.line.place_of(ticket) != ticket));
    assert!((21..=60).all(|ticket| desk.line.place_of(ticket) > 20));
}

#[test]
fn draws_are_forgotten_once_nobody_waits() {
    let mut desk = Desk::new(Policy { draw: true, ..policy(1_000) }, QueueStatus::PreQueue);
    desk.one(Command::Lease { node: 1, ttl_millis: 5_000 }, NOW);
    let status = |status| Command::SetStatus { status, held_until: None, seed: [9; 32] };
    for day in 0..5 {
        let now = NOW + day * 86_400_000;
        desk.run(&(1..=9).map(|number| join(number + 10 * day as u8, 0)).collect::<Vec<_>>(), now);
        desk.one(status(QueueStatus::Open), now);
        assert_eq!(desk.state.draws.len(), 1);
        let (basis, tickets) = (desk.line.state().version, desk.line.release_plan(now));
        assert_eq!(desk.one(Command::Release { epoch: 1, basis, tickets }, now), Outcome::Moved(9));
        desk.one(status(QueueStatus::Closed), now);
        assert!(desk.state.draws.is_empty() && desk.line.state().draws.is_empty());
        desk.one(status(QueueStatus::PreQueue), now);
    }
}

#[test]
fn a_lease_from_a_clock_that_ran_ahead_is_taken_over_and_one_that_is_held_is_not() {
    let mut desk = Desk::new(policy(1), QueueStatus::Open);
    let lease = |node| Command::Lease { node, ttl_millis: 5_000 };
    assert_eq!(desk.one(lease(1), NOW + 86_400_000), Outcome::Lease(Some(1)));
    assert_eq!(desk.one(lease(2), NOW), Outcome::Lease(Some(2)));
    assert_eq!(desk.one(lease(1), NOW), Outcome::Lease(None));
    assert_eq!(desk.one(lease(2), NOW + 4_999), Outcome::Lease(Some(2)));
    assert_eq!(desk.one(lease(1), NOW + 5_001), Outcome::Lease(None));
    assert_eq!(desk.one(lease(1), NOW + 20_000), Outcome::Lease(Some(3)));
    let release = Command::Release { epoch: 2, basis: desk.line.state().version, tickets: vec![] };
    assert_eq!(desk.one(release, NOW + 20_000), Outcome::Refused(Refusal::Stale));
}

#[test]
fn tickets_run_out_without_being_handed_out_twice() {
    let mut desk = Desk::new(policy(1), QueueStatus::Paused);
    desk.state.next_ticket = u32::MAX - 1;
    assert!(matches!(desk.one(join(1, 0), NOW), Outcome::Joined(entry) if entry.ticket == u32::MAX - 1));
    assert_eq!(desk.one(join(2, 0), NOW), Outcome::Refused(Refusal::Full));
}

#[test]
fn two_calls_for_the_next_get_two_people() {
    let mut desk = Desk::new(policy(2), QueueStatus::Paused);
    desk.run(&[Command::Lease { node: 1, ttl_millis: 5_000 }, join(1, 0), join(2, 0), join(3, 0)], NOW);
    desk.one(Command::SetStatus { status: QueueStatus::Open, held_until: None, seed: [0; 32] }, NOW);
    let basis = desk.line.state().version;
    let next = |tickets| Command::Release { epoch: 1, basis, tickets };
    let outcomes = desk.run(&[next(vec![1]), next(vec![1, 2]), next(vec![3])], NOW);
    assert_eq!(outcomes, [Outcome::Moved(1), Outcome::Moved(1), Outcome::Moved(0)]);
    assert!(matches!(desk.line.standing(3), Standing::Waiting { people_ahead: 0, .. }));
}

/// Two nodes read their clocks; the one that read later got its turn first. By the times in the store nobody may have gone
/// in before somebody ahead, or into a full house.
#[test]
fn times_follow_the_order_of_the_commits() {
    let mut desk = Desk::new(policy(2), QueueStatus::Open);
    let earlier = NOW + 100;
    let joined = |outcome| match outcome {
        Outcome::Joined(entry) => entry,
        other => panic!("{other:?}"),
    };
    let first = joined(desk.one(join(1, 0), NOW + 107));
    let second = joined(desk.one(join(2, 0), earlier));
    assert_eq!((first.released_at, second.released_at), (Some(NOW + 107), Some(NOW + 107)));
    assert_eq!(second.deadline, first.deadline);
    desk.one(Command::Leave { ticket: 1 }, NOW + 120);
    let third = joined(desk.one(join(3, 0), NOW + 110));
    assert_eq!((third.enqueued_at, third.released_at), (NOW + 120, Some(NOW + 120)));
    assert_eq!(desk.line.state(), &desk.state);
    // What changes nothing takes no time.
    desk.one(Command::Look, NOW + 500);
    assert_eq!(desk.state.at, NOW + 120);
    // A clock that was set back far is followed, or the line would stand still until it has caught up.
    desk.one(Command::Leave { ticket: 2 }, NOW + -3_600_000);
    assert_eq!(desk.state.at, NOW + -3_600_000);
}

#[test]
fn a_batch_that_is_rolled_back_leaves_no_trace() {
    let mut desk = Desk::new(policy(1), QueueStatus::Open);
    desk.one(join(1, 0), NOW);
    desk.table.commit();
    let before = desk.table.clone();
    let mut state = desk.state.clone();
    let batch = [Command::Leave { ticket: 1 }, join(1, 0), join(2, 0), Command::Claim { ticket: 2 }];
    let Ok((outcomes, _)) = transact(&mut state, &mut desk.table, &batch, NOW);
    assert!(
        matches!(&outcomes[1], Outcome::Joined(entry) if entry.ticket == 2 && entry.state == SessionState::Released)
    );
    assert_eq!(desk.table.touched().map(|entry| entry.ticket).collect::<Vec<_>>(), [1, 2, 3]);
    assert!(desk.table.is_new(2) && !desk.table.is_new(1));
    desk.table.rollback();
    assert!(desk.table.entries().eq(before.entries()));
    assert!(matches!(desk.one(join(1, 0), NOW), Outcome::Existing(entry) if entry.ticket == 1));
}

#[test]
fn an_estimate_is_given_only_while_the_line_moves() {
    let mut desk = Desk::new(Policy { draw: true, ..policy(1) }, QueueStatus::PreQueue);
    desk.run(&[join(1, 0), join(2, 0)], NOW);
    let status = |status| Command::SetStatus { status, held_until: None, seed: [9; 32] };
    assert_eq!(desk.line.estimate(0, NOW), None);
    desk.one(status(QueueStatus::Open), NOW);
    assert!(
        desk.line.estimate(1, NOW).is_some_and(|estimate| estimate.p50 > 0.0 && estimate.p90 >= estimate.p50)
    );
    desk.one(status(QueueStatus::Paused), NOW);
    assert_eq!(desk.line.estimate(0, NOW), None);
}

#[test]
fn a_move_tells_how_long_somebody_was_where_they_left() {
    use SessionState::{Active, Completed, Released, Waiting};
    let mut desk = Desk::new(policy(2), QueueStatus::Paused);
    desk.run(&[Command::Lease { node: 1, ttl_millis: 5_000 }, join(1, 0), join(2, 0)], NOW);
    desk.one(Command::SetStatus { status: QueueStatus::Open, held_until: None, seed: [0; 32] }, NOW);
    let release = Command::Release { epoch: 1, basis: desk.line.state().version, tickets: vec![1, 2] };
    assert_eq!(desk.moves(release, NOW + 4_200)[0], (Waiting, Released, Some(4_200)));
    let claim = Command::Claim { ticket: 1 };
    assert_eq!(desk.moves(claim, NOW + 5_000), [(Released, Active, Some(800))]);
    // Longer than can be written.
    let leave = Command::Leave { ticket: 1 };
    assert_eq!(desk.moves(leave, NOW + 5_000 + (1 << 33)), [(Active, Completed, Some(u32::MAX))]);
}

/// The settings of a service at a location.
fn hall(cap: u32, releases: Releases) -> Policy {
    let walk_in = WalkIn {
        location_id: LocationId::from_bytes([1; 16]),
        prefix: "A".into(),
        numbering: Numbering::Continuous,
        resets_at: "04:00".into(),
        average_service_seconds: None,
        time_zone: "Europe/Berlin".into(),
        hours: None,
    };
    let settings = QueueSettings {
        max_concurrent_users: cap,
        release_rate_per_minute: 60,
        releases,
        walk_in: Some(walk_in),
        ..Default::default()
    };
    Policy::new(&settings, 1_000)
}

fn call_next(line: &Line, counter: u8) -> Command {
    let counter = CounterRef { id: CounterId::from_bytes([counter; 16]), name: "Counter".into() };
    let at = AtCounter { counter, seen: [].into(), most: 1, turn: None, finish: None };
    let call = CallNext { at, by: By::default(), basis: 0, tickets: Vec::new(), all: false };
    let mut command = Command::CallNext(Box::new(call));
    Plan::new(line, 1).fill(&mut command);
    command
}

#[test]
fn a_call_is_repeated_at_another_counter_only_if_it_is_free_for_them() {
    let mut desk = Desk::new(hall(3, Releases::Call), QueueStatus::Open);
    desk.run(&[join(1, 0), join(2, 0)], NOW);
    for counter in [7, 8] {
        let call = call_next(&desk.line, counter);
        assert!(matches!(desk.one(call, NOW), Outcome::Session(_)));
    }
    let recall = |seen: &[SessionId], most| {
        let counter = CounterRef { id: CounterId::from_bytes([8; 16]), name: "Counter".into() };
        let at = AtCounter { counter, seen: seen.into(), most, turn: None, finish: None };
        Command::Attend(Box::new(Attend { ticket: 1, verb: Verb::Recall(Some(at)), by: By::default() }))
    };
    let there = [SessionId::from_bytes([2; 16])];
    assert_eq!(desk.one(recall(&[], 2), NOW), Outcome::Occupied(2), "nobody looked who is there");
    assert_eq!(desk.one(recall(&there, 1), NOW), Outcome::Refused(Refusal::CounterFull));
    let Outcome::Session(entry) = desk.one(recall(&there, 2), NOW) else { panic!("there is room") };
    let seat = entry.seat.expect("a seat");
    assert_eq!(
        (seat.counter.map(|counter| counter.id), seat.calls),
        (Some(CounterId::from_bytes([8; 16])), 2)
    );
}

#[test]
fn a_call_that_is_refused_finishes_nobody() {
    let mut desk = Desk::new(hall(1, Releases::Call), QueueStatus::Open);
    desk.run(&[join(1, 0), join(2, 0), join(3, 0), Command::Leave { ticket: 2 }], NOW);
    let next = call_next(&desk.line, 7);
    assert!(matches!(desk.one(next, NOW), Outcome::Session(_)));
    let call = |ticket| {
        let counter = CounterRef { id: CounterId::from_bytes([7; 16]), name: "Counter".into() };
        let seen = [SessionId::from_bytes([1; 16])].into();
        let at = AtCounter { counter, seen, most: 1, turn: None, finish: Some(1) };
        Command::Attend(Box::new(Attend { ticket, verb: Verb::Call(at), by: By::default() }))
    };
    let state = |desk: &Desk| desk.table.get(1).map(|entry| entry.state);
    assert_eq!(desk.one(call(2), NOW), Outcome::Refused(Refusal::Ended(SessionState::Left)));
    assert_eq!(state(&desk), Some(SessionState::Released));
    // One may be inside, and who is done makes room for the next.
    assert!(matches!(desk.one(call(3), NOW), Outcome::Session(entry) if entry.ticket == 3));
    assert_eq!(state(&desk), Some(SessionState::Completed));
    assert_eq!((desk.line.state().released, desk.line.state().waiting), (1, 0));
}

#[test]
fn what_is_off_elsewhere_ends_a_place_that_is_put_aside_and_no_other() {
    let mut desk = Desk::new(hall(3, Releases::Call), QueueStatus::Open);
    let arrive = |number: u8, visit: u8| {
        Command::Arrive(Box::new(Arrival {
            session: SessionId::from_bytes([number; 16]),
            identifier: None,
            metadata: None,
            priority: Priority::NORMAL,
            came: None,
            appointment: None,
            number: None,
            visit: Some(SessionId::from_bytes([visit; 16])),
            for_counter: None,
            held: true,
            admission: Admission::Sent,
        }))
    };
    // The fourth began their visit here and was put aside by staff.
    desk.run(&[arrive(1, 9), arrive(2, 9), arrive(3, 9), arrive(4, 4)], NOW);
    let attend = |ticket, verb| Command::Attend(Box::new(Attend { ticket, verb, by: By::default() }));
    desk.one(attend(3, Verb::Resume), NOW);
    for (ticket, left, state) in [
        (1, false, SessionState::Removed),
        (2, true, SessionState::Left),
        (3, false, SessionState::Waiting),
        (4, true, SessionState::Waiting),
    ] {
        let outcome = desk.one(attend(ticket, Verb::Cancel { left }), NOW);
        assert!(matches!(outcome, Outcome::Session(entry) if entry.state == state), "{ticket}");
    }
    // Called meanwhile, after it was put aside.
    assert!(matches!(desk.one(call_next(&desk.line, 7), NOW), Outcome::Session(entry) if entry.ticket == 3));
    let outcome = desk.one(attend(3, Verb::Cancel { left: false }), NOW);
    assert!(matches!(outcome, Outcome::Session(entry) if entry.state == SessionState::Released));
    let again = desk.one(attend(1, Verb::Cancel { left: false }), NOW);
    assert_eq!(again, Outcome::Refused(Refusal::Ended(SessionState::Removed)));
    assert_eq!(desk.state.hall.as_ref().map(|hall| hall.held), Some(1));
}

#[test]
fn a_line_may_be_called_from_and_let_people_through_by_its_rate() {
    let mut desk = Desk::new(hall(3, Releases::Both), QueueStatus::Paused);
    desk.run(&(1..=4).map(|number| join(number, 0)).collect::<Vec<_>>(), NOW);
    desk.run(
        &[
            Command::Lease { node: 1, ttl_millis: 5_000 },
            Command::SetStatus { status: QueueStatus::Open, held_until: None, seed: [0; 32] },
        ],
        NOW,
    );
    let (basis, tickets) = (desk.line.state().version, desk.line.release_plan(NOW));
    assert_eq!(tickets, [1], "one second of the rate");
    let call = call_next(&desk.line, 7);
    let outcomes = desk.run(&[Command::Release { epoch: 1, basis, tickets }, call], NOW);
    assert!(matches!(&outcomes[1], Outcome::Session(entry) if entry.ticket == 2 && entry.deadline.is_none()));
    assert!(desk.table.get(1).is_some_and(|entry| entry.deadline.is_some()), "an offer is to be claimed");
    assert!(matches!(desk.one(Command::Claim { ticket: 1 }, NOW), Outcome::Session(_)));
    assert_eq!(desk.one(Command::Claim { ticket: 2 }, NOW), Outcome::Refused(Refusal::AtCounter));
    let third = desk.one(call_next(&desk.line, 8), NOW);
    assert!(matches!(&third, Outcome::Session(entry) if entry.ticket == 3));
    assert_eq!(desk.one(call_next(&desk.line, 9), NOW), Outcome::Nobody, "the cap holds for calls, too");
    assert!(desk.line.release_plan(NOW + 60_000).is_empty());
    assert_eq!(
        desk.line.state(),
        &LineState { lease: desk.line.state().lease.clone(), ..desk.state.clone() }
    );
}

#[test]
fn who_joined_before_a_line_had_counters_is_called_in_turn() {
    let mut desk = Desk::new(policy(9), QueueStatus::Paused);
    desk.run(&[join(1, 0), join(2, 0), join(3, 5)], NOW);
    desk.one(Command::SetPolicy(hall(9, Releases::Call)), NOW);
    desk.one(Command::SetStatus { status: QueueStatus::Open, held_until: None, seed: [0; 32] }, NOW);
    desk.one(join(4, 0), NOW);
    let mut called = Vec::new();
    for counter in 1..=4 {
        match desk.one(call_next(&desk.line, counter), NOW) {
            Outcome::Session(entry) => {
                called.push((entry.ticket, entry.seat.unwrap().number.unwrap().number))
            }
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(
        called,
        [(3, 2), (1, 3), (2, 4), (4, 1)],
        "those who have no number yet get one with the call"
    );
    assert!(desk.line.ranks().is_empty());
    // Without counters again, new people stand by their tickets once those with seats are gone.
    for ticket in 1..=4 {
        desk.one(Command::Leave { ticket }, NOW);
    }
    desk.one(Command::SetPolicy(policy(1)), NOW);
    assert!(desk.state.hall.is_none() && desk.line.state().hall.is_none());
    desk.run(&[join(5, 0), join(6, 0)], NOW);
    assert!(matches!(desk.line.standing(6), Standing::Waiting { place: 6, people_ahead: 0, .. }));
}

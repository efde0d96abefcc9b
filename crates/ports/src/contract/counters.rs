//! Rules of lines that people are called from.

use std::collections::BTreeSet;

use vq_domain::{
    Counter, CounterId, CounterRef, KioskId, Millis, Priority, QueueId, ReservationId, SessionId,
    SessionState,
};
use vq_engine::{
    Arrival, Attend, Command, Line, Outcome, Plan, Refusal, Seat, Verb,
    attend::{Admission, AtCounter, By, Target, Wish},
};

use super::sample::{self, START, UNAUDITED, at_once, call_next, crowd, joined, one, one_at, session};
use crate::{CounterTurn, StoreError, Stores};

fn desk(number: u8) -> CounterRef {
    CounterRef { id: CounterId::from_bytes([number; 16]), name: format!("Counter {number}").into() }
}

fn attend(ticket: u32, verb: Verb) -> Command {
    let by = By { account: None, reason: Some("they asked".into()) };
    Command::Attend(Box::new(Attend { ticket, verb, by }))
}

async fn seat(stores: &Stores, queue: QueueId, ticket: u32) -> Option<Box<Seat>> {
    stores.sessions.by_ticket(queue, ticket).await.unwrap().unwrap().entry.seat
}

/// As the planner of a node does: on the stored line, again while it is refused as stale.
async fn planned(stores: &Stores, queue: QueueId, mut command: Command, now: Millis) -> Outcome {
    for number in 1.. {
        let index = sample::index(stores, queue).await;
        Plan::new(&index, number).fill(&mut command);
        match one_at(stores, queue, command.clone(), now).await {
            Outcome::Refused(Refusal::Stale) => {}
            outcome => return outcome,
        }
    }
    unreachable!("the loop has no end")
}

fn arrival(session: SessionId, came: Millis) -> Arrival {
    Arrival {
        session,
        identifier: None,
        metadata: None,
        priority: Priority::NORMAL,
        came: Some((came, Wish::new(Target::AsOf(came), Priority::NORMAL))),
        appointment: None,
        number: None,
        visit: None,
        for_counter: None,
        held: false,
        admission: Admission::Issued,
    }
}

pub async fn a_seat_is_read_as_written(stores: Stores) {
    let queue = sample::stored(&stores, sample::hall(3)).await.id;
    crowd(&stores, queue, 2).await;
    let outcome = one(&stores, queue, call_next(&sample::index(&stores, queue).await, &desk(1))).await;
    let called = session(&outcome).clone();
    assert_eq!((called.ticket, called.state, called.deadline), (1, SessionState::Released, None));
    assert_eq!(seat(&stores, queue, 1).await, called.seat);
    let shown = called.seat.unwrap();
    assert_eq!(shown.number.as_ref().unwrap().to_string(), "A001");
    assert_eq!((shown.counter.clone(), shown.calls), (Some(desk(1)), 1));
    one(&stores, queue, attend(2, Verb::Hold)).await;
    one(&stores, queue, attend(1, Verb::Start)).await;
    let stored = stores.log.load(queue).await.unwrap();
    assert_eq!(stored.seats.len(), 2);
    assert_eq!((stored.state.waiting, stored.state.active, stored.state.hall.unwrap().held), (0, 1, 1));
    // What is over has a seat for the record, and is not loaded.
    one(&stores, queue, attend(1, Verb::Finish)).await;
    assert!(seat(&stores, queue, 1).await.is_some());
    assert_eq!(stores.log.load(queue).await.unwrap().seats.len(), 1);
}

pub async fn everybody_is_called_once_and_in_order(stores: Stores) {
    let queue = sample::stored(&stores, sample::hall(4)).await.id;
    let tickets = crowd(&stores, queue, 40).await;
    one(&stores, queue, Command::Prioritise { ticket: 31, priority: Priority::MAX }).await;
    let mut called = Vec::new();
    loop {
        let index = sample::index(&stores, queue).await;
        let calls = (0..4).map(|number| call_next(&index, &desk(number))).collect();
        let commit = stores.log.commit(queue, calls, u64::MAX, START).await.unwrap();
        let before = called.len();
        called.extend(commit.outcomes.iter().filter_map(|outcome| match outcome {
            Outcome::Session(entry) => Some(entry.ticket),
            _ => None,
        }));
        if called.len() == before {
            break;
        }
    }
    let mut expected = vec![31];
    expected.extend(tickets.into_iter().filter(|ticket| *ticket != 31));
    assert_eq!(called, expected);
}

pub async fn two_calls_at_once_get_two_people(stores: Stores) {
    let queue = sample::stored(&stores, sample::hall(20)).await.id;
    crowd(&stores, queue, 30).await;
    // All plan on the same line. Who is so late that others have called everybody they had in mind plans anew.
    let index = sample::index(&stores, queue).await;
    let mut calls = tokio::task::JoinSet::new();
    for number in 0..20 {
        let (stores, mut command) = (stores.clone(), call_next(&index, &desk(number)));
        calls.spawn(async move {
            loop {
                match one(&stores, queue, command).await {
                    Outcome::Session(entry) => return entry.ticket,
                    Outcome::Refused(Refusal::Stale) => {}
                    other => panic!("nobody was called: {other:?}"),
                }
                command = call_next(&sample::index(&stores, queue).await, &desk(number));
            }
        });
    }
    let called: Vec<_> = calls.join_all().await;
    assert!(called.iter().collect::<BTreeSet<_>>().into_iter().eq(&(1..=20).collect::<BTreeSet<_>>()));
    assert_eq!(called.len(), 20, "nobody is called twice");
}

pub async fn a_number_is_in_use_once_over_the_days(stores: Stores) {
    let queue = sample::stored(&stores, sample::hall(9)).await.id;
    crowd(&stores, queue, 4).await;
    for ticket in [1, 3] {
        one(&stores, queue, Command::Leave { ticket }).await;
    }
    let tomorrow = START.plus_seconds(24 * 3600);
    let mut numbers = Vec::new();
    for _ in 0..3 {
        let outcome = one_at(&stores, queue, sample::join(None), tomorrow).await;
        numbers.push(joined(&outcome).seat.as_ref().unwrap().number.as_ref().unwrap().number);
    }
    assert_eq!(numbers, [1, 3, 5], "2 and 4 are still out");
}

pub async fn somebody_arrives_once(stores: Stores) {
    let queue = sample::stored(&stores, sample::hall(1)).await.id;
    for seconds in [0, 100, 200] {
        one_at(&stores, queue, sample::join(None), START.plus_seconds(seconds)).await;
    }
    let (who, now) = (SessionId(sample::id()), START.plus_seconds(300));
    let arrives = Command::Arrive(Box::new(arrival(who, START.plus_seconds(150))));
    let first = planned(&stores, queue, arrives.clone(), now).await;
    assert_eq!((joined(&first).ticket, joined(&first).enqueued_at), (4, START.plus_seconds(150)));
    let again = planned(&stores, queue, arrives.clone(), now).await;
    assert_eq!(again, Outcome::Existing(joined(&first).clone()));
    let index = sample::index(&stores, queue).await;
    let order: Vec<_> = index.ranks().in_order().map(|(_, place)| index.ticket_at(place)).collect();
    assert_eq!(order, [1, 2, 4, 3]);
    // Also at the same time, and when it is over.
    one(&stores, queue, Command::Leave { ticket: 4 }).await;
    let commits = at_once(&stores, queue, vec![vec![arrives]; 6], now).await;
    for commit in commits {
        assert_eq!(session(&commit.unwrap().outcomes[0]).state, SessionState::Left);
    }
}

pub async fn a_range_of_numbers_is_nobody_elses(stores: Stores) {
    let queue = sample::stored(&stores, sample::hall(1)).await.id;
    crowd(&stores, queue, 2).await;
    let id = ReservationId(sample::id());
    let reserve = Command::Reserve { reservation: id, kiosk: KioskId(sample::id()), count: 3 };
    let Outcome::Reserved(range) = one(&stores, queue, reserve.clone()).await else { panic!("no range") };
    assert_eq!((range.first, range.count), (997, 3));
    assert_eq!(one(&stores, queue, reserve).await, Outcome::Reserved(range));
    let next = one(&stores, queue, sample::join(None)).await;
    assert_eq!(joined(&next).seat.as_ref().unwrap().number.as_ref().unwrap().number, 3);
    // Nor is a number of it given to two. With the last of its numbers it is given up.
    for (number, given) in [(998, true), (1_000, false), (998, false), (997, true), (999, true), (999, false)]
    {
        let mut issued = arrival(SessionId(sample::id()), START);
        issued.number = Some((id, number));
        let outcome = planned(&stores, queue, Command::Arrive(Box::new(issued)), START).await;
        assert_eq!(matches!(outcome, Outcome::Joined(_)), given, "{number}: {outcome:?}");
        let hall = stores.log.load(queue).await.unwrap().state.hall.unwrap();
        assert_eq!(hall.numbers.reservation(id).is_none(), number == 999);
    }
}

pub async fn following_the_calls_gives_the_stored_line(stores: Stores) {
    let queue = sample::stored(&stores, sample::hall(2)).await.id;
    let mut followed = Line::load(sample::hall(2), []);
    crowd(&stores, queue, 12).await;
    for step in 0..30_u32 {
        let index = sample::index(&stores, queue).await;
        let verb = match step % 6 {
            0 => Verb::Hold,
            1 => Verb::Return(Wish::new(Target::Position(2), Priority::NORMAL), None),
            2 => Verb::Start,
            3 => Verb::NoShow,
            4 => Verb::Resume,
            _ => Verb::Finish,
        };
        let mut commands = vec![call_next(&index, &desk(1 + (step % 2) as u8)), attend(1 + step % 12, verb)];
        commands.iter_mut().for_each(|command| Plan::new(&index, 1).fill(command));
        stores.log.commit(queue, commands, u64::MAX, START + i64::from(step)).await.unwrap();
    }
    for set in stores.log.changes_after(queue, 0, 1000).await.unwrap() {
        followed.apply(&set).unwrap();
    }
    let stored = sample::index(&stores, queue).await;
    assert_eq!(followed.state(), stored.state());
    assert!(followed.ranks().in_order().eq(stored.ranks().in_order()));
    for ticket in 1..=12 {
        assert_eq!(followed.standing(ticket), stored.standing(ticket), "{ticket}");
        assert_eq!(followed.seat(ticket), stored.seat(ticket), "{ticket}");
    }
}

/// A counter of a new tenant, that takes two services with three people in each.
async fn counter_of_two(stores: &Stores) -> (Counter, [QueueId; 2]) {
    let first = sample::stored(stores, sample::hall(9)).await;
    let second = sample::stored_for(stores, first.tenant_id, sample::hall(9)).await;
    let location = sample::location(first.tenant_id);
    stores.locations.create(&location, 100, &UNAUDITED).await.unwrap();
    let queues = [first.id, second.id];
    let counter = Counter { services: queues.to_vec(), ..sample::counter(&location) };
    stores.counters.create(&counter, 100, &UNAUDITED).await.unwrap();
    for queue in queues {
        crowd(stores, queue, 3).await;
    }
    (counter, queues)
}

/// Calls from a line to a counter where nobody was seen when its turn was this.
async fn in_turn(stores: &Stores, queue: QueueId, counter: &Counter, turn: u64) -> Outcome {
    let mut command = call_next(&sample::index(stores, queue).await, &counter.reference());
    let Command::CallNext(call) = &mut command else { unreachable!("it calls the next") };
    (call.at.turn, call.at.seen) = (Some(turn), [].into());
    planned(stores, queue, command, START).await
}

/// Sends somebody to a counter at which nobody is of their line.
fn recall_to(counter: &Counter) -> Verb {
    let counter = counter.reference();
    Verb::Recall(Some(AtCounter { counter, seen: [].into(), most: 1, turn: None, finish: None }))
}

async fn turn(stores: &Stores, counter: &Counter) -> CounterTurn {
    stores.turns.turn(counter.tenant_id, counter.id).await.unwrap().unwrap()
}

pub async fn a_counter_has_one_turn_over_all_its_lines(stores: Stores) {
    let (counter, queues) = counter_of_two(&stores).await;
    assert_eq!(turn(&stores, &counter).await, CounterTurn::default());
    // Nobody is there, for all who look now. Some call from one line and some from the other.
    let mut calls = tokio::task::JoinSet::new();
    for number in 0..20 {
        let (stores, counter) = (stores.clone(), counter.clone());
        calls.spawn(async move { in_turn(&stores, queues[number % 2], &counter, 0).await });
    }
    let outcomes = calls.join_all().await;
    let called = outcomes.iter().filter(|outcome| matches!(outcome, Outcome::Session(_))).count();
    assert_eq!(called, 1, "one person is called: {outcomes:?}");
    let told = |outcome: &Outcome| {
        matches!(outcome, Outcome::Session(_) | Outcome::Overtaken | Outcome::Occupied(_))
    };
    assert!(outcomes.iter().all(told), "{outcomes:?}");
    let mut released = 0;
    for queue in queues {
        released += stores.log.load(queue).await.unwrap().state.released;
    }
    assert_eq!(released, 1);
    assert_eq!(turn(&stores, &counter).await.number, 1);
}

pub async fn a_turn_tells_how_far_lines_had_come(stores: Stores) {
    let (counter, [first, second]) = counter_of_two(&stores).await;
    let called = session(&in_turn(&stores, first, &counter, 0).await).clone();
    let version = stores.log.load(first).await.unwrap().state.version;
    assert_eq!(turn(&stores, &counter).await, CounterTurn { number: 1, lines: vec![(first, version)] });
    // An old turn does nothing, in whichever line; what does not call takes none.
    let before = stores.log.load(second).await.unwrap().state;
    assert_eq!(in_turn(&stores, second, &counter, 0).await, Outcome::Overtaken);
    assert_eq!(stores.log.load(second).await.unwrap().state, before);
    one(&stores, first, attend(called.ticket, recall_to(&counter))).await;
    one(&stores, first, attend(called.ticket, Verb::Finish)).await;
    assert_eq!(turn(&stores, &counter).await.number, 1);
    session(&in_turn(&stores, second, &counter, 1).await);
    let after = turn(&stores, &counter).await;
    let lines: Vec<_> = after.lines.iter().map(|(queue, _)| *queue).collect();
    assert_eq!((after.number, lines), (2, vec![first, second]));
    // Who is sent here from another counter is here from now on.
    let elsewhere = one(&stores, first, call_next(&sample::index(&stores, first).await, &desk(9))).await;
    session(&one(&stores, first, attend(session(&elsewhere).ticket, recall_to(&counter))).await);
    let after = turn(&stores, &counter).await;
    assert_eq!((after.number, after.lines.last().unwrap().0), (3, first));
    // How it is set up is another matter.
    let renamed = Counter { name: "Desk".into(), version: 2, ..counter.clone() };
    stores.counters.update(&renamed, &UNAUDITED).await.unwrap();
    assert_eq!(turn(&stores, &counter).await, after);
}

pub async fn a_turn_is_its_tenants_alone(stores: Stores) {
    let (counter, [first, _]) = counter_of_two(&stores).await;
    let (theirs, _) = counter_of_two(&stores).await;
    assert_eq!(stores.turns.turn(theirs.tenant_id, counter.id).await.unwrap(), None);
    // A counter of somebody else's is none, and is not counted.
    assert_eq!(in_turn(&stores, first, &theirs, 0).await, Outcome::Overtaken);
    let index = sample::index(&stores, first).await;
    session(&one(&stores, first, call_next(&index, &theirs.reference())).await);
    assert_eq!(turn(&stores, &theirs).await.number, 0);
    stores.counters.delete(counter.tenant_id, counter.id.0, &UNAUDITED).await.unwrap();
    assert_eq!(stores.turns.turn(counter.tenant_id, counter.id).await.unwrap(), None);
    assert_eq!(in_turn(&stores, first, &counter, 0).await, Outcome::Overtaken);
}

pub async fn a_counter_is_removed_only_at_the_turn_that_was_seen(stores: Stores) {
    let (counter, [first, second]) = counter_of_two(&stores).await;
    let (tenant, id) = (counter.tenant_id, counter.id);
    session(&in_turn(&stores, first, &counter, 0).await);
    assert_eq!(stores.turns.remove(tenant, id, 0, &UNAUDITED).await, Err(StoreError::Stale));
    assert_eq!(turn(&stores, &counter).await.number, 1);
    let (theirs, _) = counter_of_two(&stores).await;
    assert_eq!(
        stores.turns.remove(theirs.tenant_id, id, 1, &UNAUDITED).await,
        Err(StoreError::NotFound),
        "it is another tenant's"
    );
    stores.turns.remove(tenant, id, 1, &UNAUDITED).await.unwrap();
    assert_eq!(stores.counters.get(tenant, id.0).await.unwrap(), None);
    assert_eq!(stores.turns.remove(tenant, id, 1, &UNAUDITED).await, Err(StoreError::NotFound));
    assert_eq!(in_turn(&stores, second, &counter, 1).await, Outcome::Overtaken);
    // What is of another kind is no counter.
    let location = counter.location_id.0;
    let removed = stores.turns.remove(tenant, CounterId(location), 0, &UNAUDITED).await;
    assert_eq!(removed, Err(StoreError::NotFound));
    assert!(stores.locations.get(tenant, location).await.unwrap().is_some());
}

pub async fn a_counter_is_called_to_or_removed(stores: Stores) {
    for _ in 0..10 {
        let (counter, [first, _]) = counter_of_two(&stores).await;
        let call = {
            let (stores, counter) = (stores.clone(), counter.clone());
            tokio::spawn(async move { in_turn(&stores, first, &counter, 0).await })
        };
        let removed = stores.turns.remove(counter.tenant_id, counter.id, 0, &UNAUDITED).await;
        match (call.await.unwrap(), removed) {
            (Outcome::Session(_), Err(StoreError::Stale)) | (Outcome::Overtaken, Ok(())) => {}
            (called, removed) => panic!("both, or neither: {called:?}, {removed:?}"),
        }
    }
}

//! Rules of remembered answers.

use super::sample::START;
use crate::{Remembered, Reservation, StoreError, Stores};

const REQUEST: [u8; 32] = [1; 32];
const OTHER: [u8; 32] = [2; 32];

fn answer() -> Remembered {
    Remembered { status: 201, body: b"{\"data\":\0}".to_vec() }
}

async fn reserve(stores: &Stores, key: &str, request: [u8; 32], after_seconds: u32) -> Reservation {
    stores.idempotency.reserve("anna", key, request, START.plus_seconds(after_seconds)).await.unwrap()
}

pub async fn a_key_is_reserved_once(stores: Stores) {
    let mut tasks = tokio::task::JoinSet::new();
    for _ in 0..16 {
        let stores = stores.clone();
        tasks.spawn(async move { reserve(&stores, "k", REQUEST, 0).await });
    }
    let results = tasks.join_all().await;
    assert_eq!(results.iter().filter(|result| **result == Reservation::New).count(), 1);
    assert_eq!(results.iter().filter(|result| **result == Reservation::InFlight).count(), 15);
}

pub async fn a_key_with_another_request_is_a_mismatch(stores: Stores) {
    assert_eq!(reserve(&stores, "k", REQUEST, 0).await, Reservation::New);
    assert_eq!(reserve(&stores, "k", OTHER, 0).await, Reservation::Mismatch);
    stores.idempotency.finish("anna", "k", &answer()).await.unwrap();
    assert_eq!(reserve(&stores, "k", OTHER, 0).await, Reservation::Mismatch);
}

pub async fn an_answer_is_remembered(stores: Stores) {
    assert_eq!(stores.idempotency.finish("anna", "k", &answer()).await, Err(StoreError::NotFound));
    assert_eq!(reserve(&stores, "k", REQUEST, 0).await, Reservation::New);
    stores.idempotency.finish("anna", "k", &answer()).await.unwrap();
    for after_seconds in [0, 60, 86_000] {
        assert_eq!(reserve(&stores, "k", REQUEST, after_seconds).await, Reservation::Done(answer()));
    }
    // An answer that was given cannot be given back.
    stores.idempotency.release("anna", "k").await.unwrap();
    assert_eq!(reserve(&stores, "k", REQUEST, 0).await, Reservation::Done(answer()));
}

pub async fn a_released_key_is_free(stores: Stores) {
    assert_eq!(reserve(&stores, "k", REQUEST, 0).await, Reservation::New);
    stores.idempotency.release("anna", "k").await.unwrap();
    assert_eq!(reserve(&stores, "k", OTHER, 0).await, Reservation::New);
    stores.idempotency.release("anna", "unknown").await.unwrap();
}

pub async fn an_abandoned_reservation_is_free_after_a_minute(stores: Stores) {
    assert_eq!(reserve(&stores, "k", REQUEST, 0).await, Reservation::New);
    assert_eq!(reserve(&stores, "k", REQUEST, 59).await, Reservation::InFlight);
    assert_eq!(reserve(&stores, "k", OTHER, 60).await, Reservation::New);
    assert_eq!(reserve(&stores, "k", OTHER, 61).await, Reservation::InFlight);
    assert_eq!(reserve(&stores, "k", REQUEST, 61).await, Reservation::Mismatch);
}

pub async fn scopes_do_not_meet(stores: Stores) {
    assert_eq!(reserve(&stores, "k", REQUEST, 0).await, Reservation::New);
    stores.idempotency.finish("anna", "k", &answer()).await.unwrap();
    let other = stores.idempotency.reserve("ben", "k", REQUEST, START).await;
    assert_eq!(other, Ok(Reservation::New));
    stores.idempotency.release("ben", "k").await.unwrap();
    assert_eq!(reserve(&stores, "k", REQUEST, 0).await, Reservation::Done(answer()));
}

pub async fn old_answers_are_forgotten(stores: Stores) {
    for (key, after_seconds) in [("old", 0), ("older", 0), ("new", 100)] {
        assert_eq!(reserve(&stores, key, REQUEST, after_seconds).await, Reservation::New);
        stores.idempotency.finish("anna", key, &answer()).await.unwrap();
    }
    assert_eq!(stores.idempotency.forget(START.plus_seconds(100)).await, Ok(2));
    assert_eq!(reserve(&stores, "old", OTHER, 100).await, Reservation::New);
    assert_eq!(reserve(&stores, "new", REQUEST, 100).await, Reservation::Done(answer()));
}

//! Rules of signing keys.

use super::sample::{START, UNAUDITED};
use crate::{SecretRecord, StoreError, Stores};

fn secret(purpose: &str, number: u32) -> SecretRecord {
    let byte = u8::try_from(number).unwrap_or(u8::MAX);
    SecretRecord {
        purpose: purpose.into(),
        number,
        bytes: vec![byte; 32].into(),
        master: None,
        signs_from: START,
        retires_at: None,
    }
}

async fn all(stores: &Stores) -> Vec<SecretRecord> {
    let mut all = stores.secrets.all().await.unwrap();
    all.sort_by(|one, other| (&one.purpose, one.number).cmp(&(&other.purpose, other.number)));
    all
}

pub async fn secrets_are_read_as_written(stores: Stores) {
    assert_eq!(all(&stores).await, []);
    let (mut first, second) = (secret("access", 1), secret("admission", 1));
    first.retires_at = Some(START.plus_seconds(5));
    stores.secrets.add(&second, None, &UNAUDITED).await.unwrap();
    stores.secrets.add(&first, None, &UNAUDITED).await.unwrap();
    assert_eq!(all(&stores).await, [first, second]);
}

pub async fn a_number_is_given_once_per_purpose(stores: Stores) {
    let mut tasks = tokio::task::JoinSet::new();
    for node in 0..16 {
        let (secrets, mut secret) = (stores.secrets.clone(), secret("access", 1));
        secret.bytes = vec![node; 32].into();
        tasks.spawn(async move { secrets.add(&secret, None, &UNAUDITED).await.map(|()| secret) });
    }
    let results = tasks.join_all().await;
    let added: Vec<_> = results.iter().flatten().cloned().collect();
    assert_eq!(added.len(), 1);
    assert!(results.iter().all(|result| result.is_ok() || *result == Err(StoreError::Taken("number"))));
    assert_eq!(all(&stores).await, added);
    stores.secrets.add(&secret("session", 1), None, &UNAUDITED).await.unwrap();
}

pub async fn a_secret_is_wrapped_in_place_of_what_stands_there(stores: Stores) {
    stores.secrets.add(&secret("access", 1), None, &UNAUDITED).await.unwrap();
    stores.secrets.add(&secret("session", 1), None, &UNAUDITED).await.unwrap();
    let stored = async || stores.data_keys.secrets().await.unwrap();
    let of = |all: Vec<SecretRecord>, purpose: &str| {
        all.into_iter().find(|secret| secret.purpose == purpose).unwrap()
    };
    let (before, other) = (of(stored().await, "access"), of(stored().await, "session"));
    let master = Some("another master".to_owned());
    let wrapped = SecretRecord { bytes: vec![9; 60].into(), master, ..before.clone() };
    assert_eq!(stores.data_keys.rewrap_secret(&wrapped, &before).await, Ok(true));
    // Whoever comes second has not overtaken anybody.
    let late = SecretRecord { bytes: vec![8; 60].into(), ..wrapped.clone() };
    assert_eq!(stores.data_keys.rewrap_secret(&late, &before).await, Ok(false));
    assert_eq!((of(stored().await, "access"), of(stored().await, "session")), (wrapped, other));
}

pub async fn a_new_secret_retires_its_predecessors(stores: Stores) {
    let (soon, later) = (START.plus_seconds(10), START.plus_seconds(20));
    stores.secrets.add(&secret("access", 1), None, &UNAUDITED).await.unwrap();
    stores.secrets.add(&secret("session", 1), None, &UNAUDITED).await.unwrap();
    stores.secrets.add(&secret("access", 2), Some(soon), &UNAUDITED).await.unwrap();
    stores.secrets.add(&secret("access", 3), Some(later), &UNAUDITED).await.unwrap();
    // One that came too late retires nobody.
    assert_eq!(
        stores.secrets.add(&secret("access", 3), Some(START), &UNAUDITED).await,
        Err(StoreError::Taken("number"))
    );
    let retirements: Vec<_> = all(&stores).await.iter().map(|secret| secret.retires_at).collect();
    assert_eq!(retirements, [Some(soon), Some(later), None, None]);
}

pub async fn retired_secrets_are_forgotten(stores: Stores) {
    stores.secrets.add(&secret("access", 1), None, &UNAUDITED).await.unwrap();
    stores.secrets.add(&secret("access", 2), Some(START.plus_seconds(10)), &UNAUDITED).await.unwrap();
    assert_eq!(stores.secrets.forget(START.plus_seconds(10)).await, Ok(0));
    assert_eq!(stores.secrets.forget(START.plus_seconds(11)).await, Ok(1));
    assert_eq!(all(&stores).await, [secret("access", 2)]);
}

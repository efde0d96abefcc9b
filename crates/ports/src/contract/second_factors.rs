//! Rules of second factors.

use vq_domain::{AccountId, SecondFactor};

use super::sample::{self, START, UNAUDITED};
use crate::{StoreError, Stores};

async fn person(stores: &Stores) -> AccountId {
    let account = sample::account(None, &format!("{}@shop.example", sample::id()), &[]);
    stores.accounts.create(&account, &UNAUDITED).await.unwrap();
    account.id
}

pub async fn a_second_factor_is_confirmed_once(stores: Stores) {
    let (anna, factors) = (person(&stores).await, &stores.second_factors);
    assert_eq!(factors.get(anna).await, Ok(None));
    assert_eq!(factors.confirm(anna, 5, &[], START, &UNAUDITED).await, Ok(false));
    factors.start(anna, b"first").await.unwrap();
    factors.start(anna, b"second").await.unwrap();
    let seen = |confirmed_at, codes_left| {
        let sealed_secret = b"second".to_vec();
        Ok(Some(SecondFactor { account_id: anna, sealed_secret, confirmed_at, codes_left }))
    };
    assert_eq!(factors.get(anna).await, seen(None, 0));
    assert_eq!(factors.use_step(anna, 9).await, Ok(false));
    let all = vec![anna, person(&stores).await];
    assert_eq!(factors.holders(all.clone()).await, Ok(vec![]));
    assert_eq!(factors.confirm(anna, 5, &[[1; 32], [2; 32]], START, &UNAUDITED).await, Ok(true));
    assert_eq!(factors.confirm(anna, 6, &[[3; 32]], START, &UNAUDITED).await, Ok(false));
    assert_eq!(factors.get(anna).await, seen(Some(START), 2));
    assert_eq!(factors.holders(all).await, Ok(vec![anna]));
    assert_eq!(factors.start(anna, b"third").await, Err(StoreError::Taken("second factor")));
    factors.remove(anna, &UNAUDITED).await.unwrap();
    factors.remove(anna, &UNAUDITED).await.unwrap();
    assert_eq!(factors.get(anna).await, Ok(None));
    assert_eq!(factors.use_code(anna, &[1; 32]).await, Ok(false));
}

pub async fn a_step_works_once_and_none_before_it(stores: Stores) {
    let anna = person(&stores).await;
    stores.second_factors.start(anna, b"secret").await.unwrap();
    stores.second_factors.confirm(anna, 5, &[], START, &UNAUDITED).await.unwrap();
    assert_eq!(stores.second_factors.use_step(anna, 5).await, Ok(false));
    let mut tasks = tokio::task::JoinSet::new();
    for _ in 0..8 {
        let factors = stores.second_factors.clone();
        tasks.spawn(async move { factors.use_step(anna, 7).await.unwrap() });
    }
    assert_eq!(tasks.join_all().await.into_iter().filter(|used| *used).count(), 1);
    assert_eq!(stores.second_factors.use_step(anna, 6).await, Ok(false));
    assert_eq!(stores.second_factors.use_step(anna, 8).await, Ok(true));
}

pub async fn a_recovery_code_works_once(stores: Stores) {
    let (anna, ben, factors) = (person(&stores).await, person(&stores).await, &stores.second_factors);
    assert_eq!(factors.replace_codes(ben, &[[1; 32]], &UNAUDITED).await, Err(StoreError::NotFound));
    factors.start(anna, b"secret").await.unwrap();
    assert_eq!(factors.replace_codes(anna, &[[1; 32]], &UNAUDITED).await, Err(StoreError::NotFound));
    factors.confirm(anna, 5, &[[1; 32], [2; 32]], START, &UNAUDITED).await.unwrap();
    assert_eq!(factors.use_code(ben, &[1; 32]).await, Ok(false));
    assert_eq!(factors.use_code(anna, &[1; 32]).await, Ok(true));
    assert_eq!(factors.use_code(anna, &[1; 32]).await, Ok(false));
    factors.replace_codes(anna, &[[3; 32], [4; 32], [5; 32]], &UNAUDITED).await.unwrap();
    assert_eq!(factors.use_code(anna, &[2; 32]).await, Ok(false));
    assert_eq!(factors.get(anna).await.unwrap().map(|factor| factor.codes_left), Some(3));
}

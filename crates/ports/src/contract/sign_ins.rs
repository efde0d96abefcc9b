//! Rules of sign-ins and refresh tokens.

use vq_domain::{Account, AccountId, Millis, RefreshToken, Role, SignIn, SignInId};

use super::sample::{self, START, UNAUDITED};
use crate::{StoreError, Stores, Which};

const LATER: Millis = Millis(START.0 + 1000);

async fn person(stores: &Stores) -> Account {
    let account = sample::account(None, &format!("{}@shop.example", sample::id()), &[Role::PlatformAdmin]);
    stores.accounts.create(&account, &UNAUDITED).await.unwrap();
    account
}

async fn begin(stores: &Stores, account: AccountId, byte: u8) -> (SignIn, RefreshToken) {
    let (sign_in, token) = sample::sign_in(account, [byte; 32], LATER);
    stores.sign_ins.begin(&sign_in, &token, &UNAUDITED).await.unwrap();
    (sign_in, token)
}

async fn exchange(stores: &Stores, byte: u8, successor: u8, now: Millis) -> Option<RefreshToken> {
    stores.sign_ins.exchange(&[byte; 32], [successor; 32], LATER + 500, now).await.unwrap()
}

pub async fn a_refresh_token_is_exchanged_once(stores: Stores) {
    let (sign_in, token) = begin(&stores, person(&stores).await.id, 0).await;
    let mut tasks = tokio::task::JoinSet::new();
    for successor in 1..=16 {
        let stores = stores.clone();
        tasks.spawn(async move { (successor, exchange(&stores, 0, successor, START + 3).await.unwrap()) });
    }
    let results = tasks.join_all().await;
    let fresh: Vec<_> = results.iter().filter(|(_, old)| old.used_at.is_none()).collect();
    assert_eq!(fresh.len(), 1);
    assert_eq!(fresh[0].1, token);
    assert!(results.iter().all(|(_, old)| old.family == token.family && old.account_id == token.account_id));
    assert!(results.iter().all(|(_, old)| old.used_at.is_none_or(|at| at == START + 3)));
    let used = SignIn { last_used_at: START + 3, expires_at: LATER + 500, ..sign_in };
    assert_eq!(stores.sign_ins.get(used.id).await, Ok(Some(used)));
    // Only the successor of the one that was fresh is kept.
    for (successor, _) in &results {
        let found = exchange(&stores, *successor, successor + 100, START + 4).await;
        assert_eq!(found.is_some(), *successor == fresh[0].0);
        if let Some(found) = found {
            assert_eq!((found.family, found.account_id), (token.family, token.account_id));
            assert_eq!((found.expires_at, found.used_at), (LATER + 500, None));
        }
    }
}

pub async fn a_sign_in_has_more_tokens_while_it_lasts(stores: Stores) {
    let (sign_in, token) = begin(&stores, person(&stores).await.id, 0).await;
    let more = |byte| RefreshToken { hash: [byte; 32], ..token.clone() };
    assert_eq!(stores.sign_ins.keep(&more(1)).await, Ok(true));
    assert_eq!(exchange(&stores, 1, 2, START).await, Some(more(1)));
    stores.sign_ins.revoke(sign_in.account_id, Which::One(sign_in.id), LATER, &UNAUDITED).await.unwrap();
    assert_eq!(stores.sign_ins.keep(&more(3)).await, Ok(false));
    assert_eq!(exchange(&stores, 3, 4, START).await, None);
}

pub async fn an_expired_or_unknown_refresh_token_has_no_successor(stores: Stores) {
    let (_, token) = begin(&stores, person(&stores).await.id, 0).await;
    assert_eq!(exchange(&stores, 9, 10, START).await, None);
    assert_eq!(exchange(&stores, 10, 11, START).await, None);
    assert_eq!(exchange(&stores, 0, 1, LATER).await, Some(token));
    assert_eq!(exchange(&stores, 1, 2, LATER).await, None);
    let (sign_in, token) = sample::sign_in(AccountId(sample::id()), [3; 32], LATER);
    let nobodys = stores.sign_ins.begin(&sign_in, &token, &UNAUDITED).await;
    assert_eq!(nobodys, Err(StoreError::NotFound));
}

pub async fn a_revoked_sign_in_is_gone_and_known_as_revoked(stores: Stores) {
    let (anna, ben) = (person(&stores).await.id, person(&stores).await.id);
    let (one, _) = begin(&stores, anna, 0).await;
    let (two, _) = begin(&stores, anna, 10).await;
    let (three, _) = begin(&stores, anna, 20).await;
    let (other, others) = begin(&stores, ben, 50).await;
    exchange(&stores, 0, 1, START).await;
    let revoke = async |account, which| {
        let mut ended = stores.sign_ins.revoke(account, which, LATER, &UNAUDITED).await.unwrap();
        ended.sort();
        ended
    };
    assert_eq!(revoke(ben, Which::One(one.id)).await, []);
    assert_eq!(revoke(anna, Which::One(one.id)).await, [one.id]);
    assert_eq!(revoke(anna, Which::One(one.id)).await, []);
    assert_eq!(exchange(&stores, 0, 2, START).await, None);
    assert_eq!(exchange(&stores, 1, 3, START).await, None);
    assert_eq!(revoke(anna, Which::Others(two.id)).await, [three.id]);
    assert_eq!(revoke(anna, Which::All).await, [two.id]);
    assert_eq!(stores.sign_ins.get(two.id).await, Ok(None));
    assert_eq!(exchange(&stores, 50, 51, START).await, Some(others));

    let revoked = async |now| {
        let mut revoked = stores.sign_ins.revoked(now).await.unwrap();
        revoked.sort();
        revoked
    };
    let mut all: Vec<SignInId> = vec![one.id, two.id, three.id];
    all.sort();
    assert_eq!(revoked(START).await, all);
    assert_eq!(revoked(LATER).await, []);
    assert!(stores.sign_ins.get(other.id).await.unwrap().is_some());
}

pub async fn sign_ins_are_listed_the_latest_used_first(stores: Stores) {
    let anna = person(&stores).await.id;
    let (one, _) = begin(&stores, anna, 0).await;
    let (two, _) = begin(&stores, anna, 10).await;
    begin(&stores, person(&stores).await.id, 20).await;
    exchange(&stores, 10, 11, START + 1).await;
    exchange(&stores, 0, 1, START + 2).await;
    let listed = stores.sign_ins.list(anna, START).await.unwrap();
    assert_eq!(listed.iter().map(|sign_in| sign_in.id).collect::<Vec<_>>(), [one.id, two.id]);
    assert_eq!(stores.sign_ins.list(anna, LATER + 500).await, Ok(vec![]));
    assert_eq!(stores.sign_ins.knows_network(anna, [7; 16]).await, Ok(true));
    assert_eq!(stores.sign_ins.knows_network(anna, [8; 16]).await, Ok(false));
    assert_eq!(stores.sign_ins.knows_network(AccountId(sample::id()), [7; 16]).await, Ok(false));
}

pub async fn holders_of_a_role_are_signed_out(stores: Stores) {
    let (mine, theirs) = (sample::tenant(), sample::tenant());
    let mut sign_ins = Vec::new();
    for (tenant, role) in [(&mine, Role::Viewer), (&mine, Role::Admin), (&theirs, Role::Viewer)] {
        let _ = stores.tenants.create(tenant, &UNAUDITED).await;
        let email = format!("{}@shop.example", sample::id());
        let account = sample::account(Some(tenant.id), &email, &[role]);
        stores.accounts.create(&account, &UNAUDITED).await.unwrap();
        sign_ins.push(begin(&stores, account.id, u8::try_from(sign_ins.len()).unwrap()).await.0);
    }
    let ended = stores.sign_ins.revoke_holders(Some(mine.id), Role::Viewer.into(), LATER, &UNAUDITED).await;
    assert_eq!(ended, Ok(vec![sign_ins[0].id]));
    assert_eq!(
        stores.sign_ins.revoke_holders(None, Role::Viewer.into(), LATER, &UNAUDITED).await,
        Ok(vec![])
    );
    assert_eq!(stores.sign_ins.revoked(START).await, Ok(vec![sign_ins[0].id]));
    // Who is removed takes their sign-ins along.
    stores.tenants.delete(theirs.id, &UNAUDITED).await.unwrap();
    assert_eq!(stores.sign_ins.get(sign_ins[2].id).await, Ok(None));
    assert_eq!(exchange(&stores, 2, 9, START).await, None);
    assert!(exchange(&stores, 1, 8, START).await.is_some());
}

pub async fn what_is_over_is_forgotten(stores: Stores) {
    let anna = person(&stores).await.id;
    let (one, _) = begin(&stores, anna, 0).await;
    let (two, _) = begin(&stores, anna, 10).await;
    stores.sign_ins.revoke(anna, Which::One(one.id), START + 5, &UNAUDITED).await.unwrap();
    stores.sign_ins.forget(START + 5).await.unwrap();
    assert_eq!(stores.sign_ins.revoked(START).await, Ok(vec![]));
    assert!(stores.sign_ins.get(two.id).await.unwrap().is_some());
    stores.sign_ins.forget(LATER).await.unwrap();
    assert_eq!(stores.sign_ins.get(two.id).await, Ok(None));
    assert_eq!(exchange(&stores, 10, 11, START).await, None);
}

//! Rules of invitations and of tokens that work once.

use vq_domain::{
    Account, AccountId, AccountStatus, Invitation, InvitationId, Millis, OneTimeToken, Role, RoleId, RoleRef,
    TenantId, TokenPurpose,
};

use super::sample::{self, START, UNAUDITED};
use crate::{PageRequest, StoreError, Stores};

const LATER: Millis = Millis(START.0 + 1000);

fn invitation(realm: Option<TenantId>, email: &str, byte: u8) -> Invitation {
    Invitation {
        id: InvitationId(sample::id()),
        tenant_id: realm,
        email: email.into(),
        roles: vec![Role::Viewer.into(), RoleRef::Own(RoleId(sample::id()))],
        language: "ja".into(),
        token_hash: [byte; 32],
        invited_by: AccountId(sample::id()),
        created_at: START,
        expires_at: LATER,
    }
}

async fn listed(stores: &Stores, realm: Option<TenantId>) -> Vec<Invitation> {
    stores.invitations.list(realm, PageRequest { limit: 200, cursor: None }).await.unwrap().items
}

pub async fn an_invitation_is_used_once(stores: Stores) {
    let tenant = sample::tenant();
    stores.tenants.create(&tenant, &UNAUDITED).await.unwrap();
    let made = invitation(Some(tenant.id), "anna@shop.example", 1);
    stores.invitations.create(&made, 99, &UNAUDITED).await.unwrap();
    assert_eq!(stores.invitations.by_token(&[1; 32]).await, Ok(Some(made)));
    assert_eq!(stores.invitations.by_token(&[2; 32]).await, Ok(None));
    let account = || sample::account(Some(tenant.id), "anna@shop.example", &[Role::Viewer]);
    let (first, second) = (account(), account());
    let (one, two) = tokio::join!(
        stores.invitations.accept(&[1; 32], &first, 99, &UNAUDITED),
        stores.invitations.accept(&[1; 32], &second, 99, &UNAUDITED)
    );
    let results = [one, two];
    assert!(results.contains(&Ok(())) && results.contains(&Err(StoreError::NotFound)), "{results:?}");
    assert!(stores.accounts.by_email("anna@shop.example").await.unwrap().is_some());
    assert_eq!(listed(&stores, Some(tenant.id)).await, []);
    // Whoever has an account is not invited, and an invitation into a taken address makes none and is not used up.
    let again = invitation(None, "anna@shop.example", 3);
    assert_eq!(stores.invitations.create(&again, 99, &UNAUDITED).await, Err(StoreError::Taken("email")));
    stores.invitations.create(&invitation(None, "ben@shop.example", 4), 99, &UNAUDITED).await.unwrap();
    assert_eq!(
        stores.invitations.accept(&[4; 32], &account(), 99, &UNAUDITED).await,
        Err(StoreError::Taken("email"))
    );
    assert_eq!(listed(&stores, None).await.len(), 1);
}

pub async fn an_invitation_replaces_the_one_before(stores: Stores) {
    let tenant = sample::tenant();
    stores.tenants.create(&tenant, &UNAUDITED).await.unwrap();
    for realm in [Some(tenant.id), None] {
        let byte = if realm.is_some() { 10 } else { 20 };
        for number in 0..2 {
            let made = invitation(realm, "anna@shop.example", byte + number);
            stores.invitations.create(&made, 99, &UNAUDITED).await.unwrap();
        }
        assert_eq!(stores.invitations.by_token(&[byte; 32]).await, Ok(None));
        assert_eq!(listed(&stores, realm).await.len(), 1);
    }
}

pub async fn an_invitation_goes_with_who_gave_it(stores: Stores) {
    let tenant = sample::tenant();
    stores.tenants.create(&tenant, &UNAUDITED).await.unwrap();
    let mut makers = Vec::new();
    for name in ["anna", "ben", "cleo"] {
        let maker = sample::account(Some(tenant.id), &format!("{name}@shop.example"), &[Role::Admin]);
        stores.accounts.create(&maker, &UNAUDITED).await.unwrap();
        makers.push(maker);
    }
    for (byte, maker) in (1..).zip(&makers) {
        let email = format!("guest{byte}@shop.example");
        let made = Invitation { invited_by: maker.id, ..invitation(Some(tenant.id), &email, byte) };
        stores.invitations.create(&made, 100, &UNAUDITED).await.unwrap();
    }
    let [anna, ben, cleo] = &makers[..] else { panic!("three") };
    let mut disabled = Account { version: 2, status: AccountStatus::Disabled, ..anna.clone() };
    stores.accounts.update(&disabled, &UNAUDITED).await.unwrap();
    stores.accounts.delete(Some(tenant.id), ben.id, &UNAUDITED).await.unwrap();
    let renamed = Account { version: 2, name: "Cleo".into(), ..cleo.clone() };
    stores.accounts.update(&renamed, &UNAUDITED).await.unwrap();
    for byte in [1, 2] {
        assert_eq!(stores.invitations.by_token(&[byte; 32]).await, Ok(None), "{byte}");
    }
    // Whoever is let in again has to invite again.
    (disabled.version, disabled.status) = (3, AccountStatus::Active);
    stores.accounts.update(&disabled, &UNAUDITED).await.unwrap();
    assert_eq!(listed(&stores, Some(tenant.id)).await.len(), 1);
}

pub async fn an_invitation_is_its_realms_alone(stores: Stores) {
    let tenant = sample::tenant();
    stores.tenants.create(&tenant, &UNAUDITED).await.unwrap();
    let (theirs, platforms) =
        (invitation(Some(tenant.id), "a@shop.example", 1), invitation(None, "b@shop.example", 2));
    for made in [&theirs, &platforms] {
        stores.invitations.create(made, 99, &UNAUDITED).await.unwrap();
    }
    assert_eq!(listed(&stores, Some(tenant.id)).await, std::slice::from_ref(&theirs));
    assert_eq!(listed(&stores, None).await, std::slice::from_ref(&platforms));
    assert_eq!(listed(&stores, Some(TenantId(sample::id()))).await, []);
    assert_eq!(stores.invitations.revoke(None, theirs.id, &UNAUDITED).await, Err(StoreError::NotFound));
    assert_eq!(
        stores.invitations.revoke(Some(tenant.id), platforms.id, &UNAUDITED).await,
        Err(StoreError::NotFound)
    );
    stores.invitations.revoke(None, platforms.id, &UNAUDITED).await.unwrap();
    stores.tenants.delete(tenant.id, &UNAUDITED).await.unwrap();
    for byte in [1, 2] {
        assert_eq!(stores.invitations.by_token(&[byte; 32]).await, Ok(None));
    }
}

pub async fn a_one_time_token_is_taken_once(stores: Stores) {
    use TokenPurpose::{EmailVerification, PasswordReset};
    let anna = sample::account(None, "anna@shop.example", &[]);
    stores.accounts.create(&anna, &UNAUDITED).await.unwrap();
    let keep = async |byte, purpose| {
        let token = OneTimeToken { hash: [byte; 32], purpose, account_id: anna.id, expires_at: LATER };
        stores.one_time_tokens.keep(&token).await.unwrap();
    };
    keep(1, PasswordReset).await;
    keep(2, PasswordReset).await;
    keep(3, EmailVerification).await;
    let tokens = &stores.one_time_tokens;
    assert_eq!(tokens.look_up(&[1; 32], PasswordReset, START).await, Ok(Some(anna.id)));
    assert_eq!(tokens.look_up(&[1; 32], EmailVerification, START).await, Ok(None));
    assert_eq!(tokens.look_up(&[1; 32], PasswordReset, LATER).await, Ok(None));
    assert_eq!(tokens.take(&[1; 32], EmailVerification, START).await, Ok(None));
    assert_eq!(tokens.take(&[1; 32], PasswordReset, LATER).await, Ok(None));
    let mut tasks = tokio::task::JoinSet::new();
    for _ in 0..8 {
        let tokens = tokens.clone();
        tasks.spawn(async move { tokens.take(&[1; 32], PasswordReset, START).await.unwrap() });
    }
    let taken: Vec<_> = tasks.join_all().await.into_iter().flatten().collect();
    assert_eq!(taken, [anna.id]);
    // The others of its kind go with it.
    assert_eq!(tokens.take(&[2; 32], PasswordReset, START).await, Ok(None));
    assert_eq!(tokens.take(&[3; 32], EmailVerification, START).await, Ok(Some(anna.id)));
    let nobodys = OneTimeToken {
        hash: [4; 32],
        purpose: PasswordReset,
        account_id: AccountId(sample::id()),
        expires_at: LATER,
    };
    assert_eq!(tokens.keep(&nobodys).await, Err(StoreError::NotFound));
    keep(5, PasswordReset).await;
    tokens.forget(LATER).await.unwrap();
    assert_eq!(tokens.look_up(&[5; 32], PasswordReset, START).await, Ok(None));
}

pub async fn no_more_people_than_allowed(stores: Stores) {
    let tenant = sample::tenant();
    stores.tenants.create(&tenant, &UNAUDITED).await.unwrap();
    let realm = Some(tenant.id);
    let account = |name: &str| sample::account(realm, &format!("{name}@shop.example"), &[Role::Viewer]);
    // One who is there, one who was invited and has not come in time: four may be.
    stores.accounts.create(&account("anna"), &UNAUDITED).await.unwrap();
    let over = Invitation { expires_at: START, ..invitation(realm, "late@shop.example", 9) };
    stores.invitations.create(&over, 4, &UNAUDITED).await.unwrap();
    let mut tries = tokio::task::JoinSet::new();
    for byte in 10..16 {
        let invited = invitation(realm, &format!("p{byte}@shop.example"), byte);
        let invitations = stores.invitations.clone();
        tries.spawn(async move { invitations.create(&invited, 4, &UNAUDITED).await.map(|()| invited) });
    }
    let outcomes = tries.join_all().await;
    let invited: Vec<_> = outcomes.iter().flatten().collect();
    assert_eq!(invited.len(), 3, "{outcomes:?}");
    assert!(outcomes.iter().all(|outcome| outcome.is_ok() || *outcome == Err(StoreError::Full(4))));
    // An invitation in place of another is none more.
    let again = Invitation { token_hash: [99; 32], ..invitation(realm, &invited[0].email, 99) };
    stores.invitations.create(&again, 4, &UNAUDITED).await.unwrap();

    // Who is invited comes in, as long as there are no more than may be; so it is with those whom a provider sends.
    stores.invitations.accept(&[99; 32], &account("p1"), 4, &UNAUDITED).await.unwrap();
    let ready = [account("b"), account("c"), account("d"), account("e")];
    let mut tries = tokio::task::JoinSet::new();
    for person in ready {
        let accounts = stores.accounts.clone();
        tries.spawn(async move { accounts.create_within(&person, 4, &UNAUDITED).await });
    }
    let outcomes = tries.join_all().await;
    assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 2, "{outcomes:?}");
    assert!(outcomes.contains(&Err(StoreError::Full(4))));
    let late = stores.invitations.accept(&invited[1].token_hash, &account("late"), 4, &UNAUDITED).await;
    assert_eq!(late, Err(StoreError::Full(4)));
    assert!(
        stores.invitations.by_token(&invited[1].token_hash).await.unwrap().is_some(),
        "it was not used up"
    );
    // Who is there already is told so first; others' people do not count.
    let there = stores.accounts.create_within(&account("anna"), 4, &UNAUDITED).await;
    assert_eq!(there, Err(StoreError::Taken("email")));
    stores
        .accounts
        .create_within(&sample::account(None, "root@shop.example", &[]), 4, &UNAUDITED)
        .await
        .unwrap();
}

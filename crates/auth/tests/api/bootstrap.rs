//! Accounts from outside the API.

use http::StatusCode;
use vq_auth::{AdminError, NewUser, create_user, ensure_admin, rescue_user};
use vq_domain::{ErrorCode, Role, TenantId};
use vq_ports::{StoreError, SystemIds};

use crate::app::{App, PASSWORD};

async fn ensure(
    app: &App,
    email: Option<&str>,
    password: Option<&str>,
) -> Result<Option<vq_auth::OneTimePassword>, AdminError> {
    ensure_admin(&*app.stores.accounts, &*app.clock, &SystemIds, email, password).await
}

#[tokio::test]
async fn the_first_start_makes_an_administrator_and_no_other_does() {
    let app = App::new().await;
    let made = ensure(&app, None, None).await.expect("makes one").expect("with a password");
    assert_eq!(made.email, "admin@localhost");
    assert!(made.password.len() >= 20);
    assert_eq!(ensure(&app, None, None).await, Ok(None));
    assert_eq!(ensure(&app, Some("other@localhost"), Some(PASSWORD)).await, Ok(None));
    assert_eq!(app.login(&made.email, &made.password).await.status, StatusCode::OK);
    assert_eq!(app.login("other@localhost", PASSWORD).await.code(), "unauthorized");
}

#[tokio::test]
async fn a_given_password_is_not_shown_again() {
    let app = App::new().await;
    assert_eq!(ensure(&app, Some("Root@Shop.example"), Some(PASSWORD)).await, Ok(None));
    assert_eq!(app.login("root@shop.example", PASSWORD).await.status, StatusCode::OK);
}

#[tokio::test]
async fn nodes_that_start_together_make_one_administrator() {
    let app = App::new().await;
    let (one, two) = tokio::join!(ensure(&app, None, None), ensure(&app, None, None));
    let shown: Vec<_> = [one, two].into_iter().filter_map(|made| made.expect("no error")).collect();
    assert_eq!(shown.len(), 1);
    assert_eq!(app.login(&shown[0].email, &shown[0].password).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_user_that_cannot_be_is_refused_with_every_reason() {
    let app = App::new().await;
    let tenant = app.tenant().await.id;
    let create = async |email: &str, password: &str, roles: &[Role], tenant| {
        let user =
            NewUser { email: email.into(), password: Some(password.into()), roles: roles.into(), tenant };
        create_user(&*app.stores.accounts, &*app.stores.tenants, &*app.clock, &SystemIds, user).await
    };
    let Err(AdminError::Refused(refused)) = create("nobody", "short", &[], Some(tenant)).await else {
        panic!("must be refused")
    };
    let fields: Vec<_> = refused.errors.iter().filter_map(|error| error.field.as_deref()).collect();
    assert_eq!(fields, ["email", "password", "roles"]);

    let elsewhere = Some(TenantId::from_bytes([9; 16]));
    let Err(AdminError::Refused(refused)) =
        create("ann@shop.example", PASSWORD, &[Role::Admin], elsewhere).await
    else {
        panic!("must be refused")
    };
    assert_eq!(refused.code(), ErrorCode::InvalidField);

    create("ann@shop.example", PASSWORD, &[Role::Admin], Some(tenant)).await.expect("creates");
    let taken = create("ANN@shop.example", PASSWORD, &[Role::Admin], Some(tenant)).await;
    assert_eq!(taken, Err(AdminError::Store(StoreError::Taken("email"))));
}

#[tokio::test]
async fn whoever_has_the_machine_lets_people_in_again() {
    let app = App::new().await;
    app.user("root@localhost", Role::PlatformAdmin, None).await;
    let signed_in = app.login("root@localhost", PASSWORD).await.expect(200);
    let account = app.stores.accounts.by_email("root@localhost").await.expect("reads").expect("is there");
    app.stores.second_factors.start(account.id, b"lost").await.expect("writes");
    app.stores
        .second_factors
        .confirm(account.id, 1, &[], account.created_at, &vq_ports::Audit::exempt("a test"))
        .await
        .expect("writes");
    assert_eq!(app.login("root@localhost", PASSWORD).await.data("status"), "second_factor_required");

    let rescue = async |email: &str, password: Option<&str>| {
        let password = password.map(ToOwned::to_owned);
        rescue_user(&app.stores, &*app.clock, &SystemIds, email, password).await
    };
    let made = rescue("Root@localhost", None).await.expect("rescues").expect("with a password");
    assert_eq!(app.login("root@localhost", PASSWORD).await.code(), "unauthorized");
    assert_eq!(app.login("root@localhost", &made.password).await.data("status"), "signed_in");
    assert_eq!(app.refresh(&signed_in.data("refreshToken")).await.code(), "unauthorized");
    assert_eq!(rescue("root@localhost", Some(PASSWORD)).await, Ok(None));
    assert_eq!(app.login("root@localhost", PASSWORD).await.status, StatusCode::OK);
    assert!(matches!(rescue("nobody@localhost", None).await, Err(AdminError::Refused(_))));
    assert!(matches!(rescue("root@localhost", Some("short")).await, Err(AdminError::Refused(_))));
}

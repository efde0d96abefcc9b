//! Accounts from outside the API: the first administrator, and those made on the command line.

use std::fmt;

use vq_domain::{
    Account, AccountId, AccountStatus, Action, Error, FieldError, Role, RoleRef, TenantId, Trail,
    audit::Target,
};
use vq_ports::{Accounts, Audit, Clock, Ids, StoreError, Stores, Tenants, Which};

use crate::{
    AuthConfig,
    account::{check_email, check_password, normalise_email, problem, seen},
    password::Passwords,
};

/// Who administers a platform whose owner named nobody.
const DEFAULT_ADMIN: &str = "admin@localhost";
/// Longer than any access token is good, in seconds.
const RESCUE_REVOKED_SECONDS: u32 = 60 * 60;
/// Characters of a generated password: 5 bits each, none that looks like another.
const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
/// Groups of a generated password, of [`GROUP`] characters each: 125 bits.
const GROUPS: usize = 5;
const GROUP: usize = 5;

/// A generated password, shown once to whoever started the command.
#[derive(Clone, PartialEq, Eq)]
pub struct OneTimePassword {
    /// Whose.
    pub email: String,
    /// The password itself.
    pub password: String,
}

impl fmt::Debug for OneTimePassword {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OneTimePassword").field("email", &self.email).finish_non_exhaustive()
    }
}

/// An account to be.
#[derive(Clone)]
pub struct NewUser {
    /// Where to reach them; with this they sign in.
    pub email: String,
    /// 10 to 200 characters; `None` generates one.
    pub password: Option<String>,
    /// At least one. [`Role::PlatformAdmin`] stands alone and without a tenant, all others need one.
    pub roles: Vec<Role>,
    /// Whose people they are.
    pub tenant: Option<TenantId>,
}

/// An account that was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Created {
    /// Which.
    pub account: AccountId,
    /// The password, if it was generated.
    pub one_time_password: Option<OneTimePassword>,
}

/// Why an account was not made.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AdminError {
    /// Something given is not allowed.
    #[error(transparent)]
    Refused(#[from] Error),
    /// The store did not do what it was asked.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Makes the first administrator of the platform if there is none. Answers the password if it had to make one up.
pub async fn ensure_admin(
    accounts: &dyn Accounts,
    clock: &dyn Clock,
    ids: &dyn Ids,
    email: Option<&str>,
    password: Option<&str>,
) -> Result<Option<OneTimePassword>, AdminError> {
    if accounts.has_platform_admin().await? {
        return Ok(None);
    }
    let user = NewUser {
        email: email.unwrap_or(DEFAULT_ADMIN).to_owned(),
        password: password.map(ToOwned::to_owned),
        roles: vec![Role::PlatformAdmin],
        tenant: None,
    };
    match create(accounts, clock, ids, user).await {
        Ok(created) => Ok(created.one_time_password),
        // Another node that started at the same time was faster.
        Err(AdminError::Store(StoreError::Taken(_))) if accounts.has_platform_admin().await? => Ok(None),
        Err(error) => Err(error),
    }
}

/// Makes an account.
pub async fn create_user(
    accounts: &dyn Accounts,
    tenants: &dyn Tenants,
    clock: &dyn Clock,
    ids: &dyn Ids,
    user: NewUser,
) -> Result<Created, AdminError> {
    if let Some(tenant) = user.tenant
        && tenants.get(tenant).await?.is_none()
    {
        return Err(Error::invalid("tenant", "There is no such tenant.").into());
    }
    create(accounts, clock, ids, user).await
}

/// Lets somebody in again who has lost password or second factor: another password, no second factor, active, and signed out
/// everywhere. For whoever has the machine. Answers the password if it had to make one up; `Ok(None)` if it was given.
pub async fn rescue_user(
    stores: &Stores,
    clock: &dyn Clock,
    ids: &dyn Ids,
    email: &str,
    password: Option<String>,
) -> Result<Option<OneTimePassword>, AdminError> {
    let email = normalise_email(email);
    let Some(mut account) = stores.accounts.by_email(&email).await? else {
        return Err(Error::invalid("email", "There is nobody with this address.").into());
    };
    let generated = password.is_none().then(|| generate_password(ids));
    let password = password.or_else(|| generated.clone()).unwrap_or_default();
    if let Some(problem) = check_password(&password, &email) {
        return Err(Error { errors: vec![problem], retry_after_seconds: None }.into());
    }
    let hash = Passwords::new(&AuthConfig::default()).hash(password, ids).await?;
    let trail = Trail::system("command line", clock.now());
    let target = Target::new("account", account.id);
    let written = trail
        .entry(account.tenant_id, Action::AccountPassword, target.clone())
        .because(Some("rescued: another password, no second factor, active, signed out"));
    stores.accounts.set_password_hash(account.id, &hash, &written.into()).await?;
    let follows = Audit::exempt("part of the rescue");
    let written = trail.entry(account.tenant_id, Action::SecondFactorRemove, target);
    stores.second_factors.remove(account.id, &written.into()).await?;
    if account.status != AccountStatus::Active {
        account.status = AccountStatus::Active;
        account.version += 1;
        stores.accounts.update(&account, &follows).await?;
    }
    let until = clock.now().plus_seconds(RESCUE_REVOKED_SECONDS);
    stores.sign_ins.revoke(account.id, Which::All, until, &follows).await?;
    tracing::info!(account_id = %account.id, "account rescued");
    Ok(generated.map(|password| OneTimePassword { email, password }))
}

async fn create(
    accounts: &dyn Accounts,
    clock: &dyn Clock,
    ids: &dyn Ids,
    user: NewUser,
) -> Result<Created, AdminError> {
    let email = normalise_email(&user.email);
    let generated = user.password.is_none().then(|| generate_password(ids));
    let password = user.password.clone().or_else(|| generated.clone()).unwrap_or_default();
    let problems = [check_email(&email), check_password(&password, &email), check_roles(&user)];
    let errors: Vec<_> = problems.into_iter().flatten().collect();
    if !errors.is_empty() {
        return Err(Error { errors, retry_after_seconds: None }.into());
    }
    let password_hash = Passwords::new(&AuthConfig::default()).hash(password, ids).await?;
    let now = clock.now();
    let account = Account {
        id: AccountId(ids.uuid(now)),
        tenant_id: user.tenant,
        email: email.clone(),
        name: String::new(),
        language: "en".to_owned(),
        password_hash: Some(password_hash),
        roles: user.roles.into_iter().map(RoleRef::from).collect(),
        status: AccountStatus::Active,
        email_verified_at: None,
        version: 1,
        created_at: now,
    };
    let written = Trail::system("command line", now)
        .entry(account.tenant_id, Action::AccountCreate, Target::new("account", account.id))
        .after(seen(&account));
    accounts.create(&account, &written.into()).await?;
    tracing::info!(account_id = %account.id, "account created");
    let one_time_password = generated.map(|password| OneTimePassword { email, password });
    Ok(Created { account: account.id, one_time_password })
}

fn check_roles(user: &NewUser) -> Option<FieldError> {
    let on_platform = user.roles.contains(&Role::PlatformAdmin);
    match (user.tenant, on_platform) {
        _ if user.roles.is_empty() => Some(problem("roles", "An account needs at least one role.")),
        (Some(_), true) => Some(problem("roles", "The role platform_admin belongs to no tenant.")),
        (None, false) => Some(problem("tenant", "These roles are within a tenant; say which.")),
        _ => None,
    }
}

fn generate_password(ids: &dyn Ids) -> String {
    let mut random = [0; GROUPS * GROUP];
    ids.fill(&mut random);
    let letters = random.map(|byte| char::from(ALPHABET[usize::from(byte % 32)]));
    letters.chunks(GROUP).map(String::from_iter).collect::<Vec<_>>().join("-")
}

#[cfg(test)]
mod tests {
    use vq_ports::SystemIds;

    use super::*;

    #[test]
    fn generated_passwords_are_long_readable_and_different() {
        let password = generate_password(&SystemIds);
        assert_eq!(password.len(), 29);
        assert!(password.bytes().all(|byte| byte == b'-' || ALPHABET.contains(&byte)), "{password}");
        assert_eq!(check_password(&password, "a@b"), None);
        assert_ne!(password, generate_password(&SystemIds));
    }

    #[test]
    fn a_one_time_password_is_not_printed_by_accident() {
        let shown = format!("{:?}", OneTimePassword { email: "a@b".into(), password: "secret".into() });
        assert!(!shown.contains("secret"), "{shown}");
    }

    #[test]
    fn roles_fit_their_tenant() {
        let tenant = Some(TenantId::from_bytes([1; 16]));
        let user = |roles: &[Role], tenant| NewUser {
            email: String::new(),
            password: None,
            roles: roles.into(),
            tenant,
        };
        assert!(check_roles(&user(&[], tenant)).is_some());
        assert!(check_roles(&user(&[Role::PlatformAdmin], tenant)).is_some());
        assert!(check_roles(&user(&[Role::Viewer], None)).is_some());
        assert!(check_roles(&user(&[Role::PlatformAdmin], None)).is_none());
        assert!(check_roles(&user(&[Role::Viewer, Role::Operator], tenant)).is_none());
    }
}

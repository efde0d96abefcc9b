//! Whose account somebody has of whom a provider tells.

use std::collections::BTreeSet;

use serde_json::json;
use vq_api::{ApiError, trail};
use vq_domain::{
    Account, AccountId, AccountStatus, Action, Actor, Error, ErrorCode, IdentityProvider, Millis, ProviderId,
    ProviderSettings, RoleRef, TenantId,
    audit::{Entry, Target},
};
use vq_ports::Ids;

use super::provider::Identity;
use crate::{
    Auth,
    account::{check_email, normalise_email, seen},
    invitations::full,
};

/// Whom a provider has told of.
pub(super) enum Known {
    /// Them.
    Account(Box<Account>),
    /// Somebody who has to show first that this account is theirs.
    ToConfirm { account: AccountId, subject: String },
}

impl Auth {
    /// The account of somebody: the one they came with before, else the tenant's own of the address that the provider has
    /// verified, else a new one if the tenant wants that. An account with a password or a second factor is not given away
    /// on the provider's word alone: its owner signs in with them once. Where groups give roles, they are those of this
    /// moment; whoever has a password here keeps the roles that people gave them.
    pub(super) async fn account_for(
        &self,
        provider: &IdentityProvider,
        identity: Identity,
        now: Millis,
        ids: &dyn Ids,
    ) -> Result<Known, ApiError> {
        let roles = roles_of(&provider.settings, &identity.groups);
        let linked = self.stores().identity_providers.account_of(provider.id, &identity.subject).await?;
        let account = match linked {
            Some(account) => {
                let found = self.stores().accounts.get_in(Some(provider.tenant_id), account).await?;
                found.ok_or_else(|| refused("This account is gone."))?
            }
            None => {
                let account = self.first_time(provider, &identity, &roles, now, ids).await?;
                if self.is_guarded(&account).await? {
                    return Ok(Known::ToConfirm { account: account.id, subject: identity.subject });
                }
                let written = by_provider(provider.id, account.tenant_id, Action::AccountLink, account.id);
                self.link(provider.id, &identity.subject, account.id, written).await?;
                account
            }
        };
        let account = match provider.settings.groups_claim {
            Some(_) if account.password_hash.is_none() => {
                self.follow_groups(provider.id, account, roles, now).await?
            }
            _ => account,
        };
        Ok(Known::Account(Box::new(account)))
    }

    /// Whether an account has something that its owner alone can show.
    async fn is_guarded(&self, account: &Account) -> Result<bool, ApiError> {
        Ok(account.password_hash.is_some() || self.has_second_factor(account.id).await?)
    }

    /// Links an account to a subject that it has confirmed: its owner has just signed in with the password.
    pub(super) async fn link_confirmed(
        &self,
        provider: ProviderId,
        subject: &str,
        account: &Account,
    ) -> Result<(), ApiError> {
        if self.stores().identity_providers.account_of(provider, subject).await? == Some(account.id) {
            return Ok(());
        }
        let target = Target::new("account", account.id);
        let written = trail().or_account(account.id).entry(account.tenant_id, Action::AccountLink, target);
        self.link(provider, subject, account.id, written).await
    }

    async fn link(
        &self,
        provider: ProviderId,
        subject: &str,
        account: AccountId,
        written: Entry,
    ) -> Result<(), ApiError> {
        let written = written.after(json!({"identityProvider": provider, "subject": subject}));
        self.stores().identity_providers.link(provider, subject, account, &written.into()).await?;
        tracing::info!(account_id = %account, provider_id = %provider, "account linked to a provider");
        Ok(())
    }

    async fn first_time(
        &self,
        provider: &IdentityProvider,
        identity: &Identity,
        roles: &[RoleRef],
        now: Millis,
        ids: &dyn Ids,
    ) -> Result<Account, ApiError> {
        let email = normalise_email(identity.email.as_deref().unwrap_or_default());
        if !identity.email_verified || check_email(&email).is_some() {
            return Err(refused("The provider has not verified your e-mail address.").into());
        }
        if let Some(known) = self.stores().accounts.by_email(&email).await? {
            // A provider speaks for the people of its tenant, and for nobody else.
            return match known.tenant_id == Some(provider.tenant_id) {
                true => Ok(known),
                false => Err(refused("This e-mail address belongs to another account.").into()),
            };
        }
        if !provider.settings.create_accounts || roles.is_empty() {
            return Err(refused("There is no account for you here. Ask whoever administers it.").into());
        }
        let account = Account {
            id: AccountId(ids.uuid(now)),
            tenant_id: Some(provider.tenant_id),
            email,
            name: identity.name.clone(),
            language: "en".to_owned(),
            password_hash: None,
            roles: roles.to_vec(),
            status: AccountStatus::Active,
            email_verified_at: Some(now),
            version: 1,
            created_at: now,
        };
        let written = by_provider(provider.id, account.tenant_id, Action::AccountCreate, account.id)
            .after(seen(&account));
        let most = self.most_people(account.tenant_id).await?;
        let made = self.stores().accounts.create_within(&account, most.value, &written.into()).await;
        made.map_err(|error| full(error, most))?;
        tracing::info!(account_id = %account.id, "account made by single sign-on");
        Ok(account)
    }

    /// Gives somebody the roles of their groups, and ends what they began with others.
    async fn follow_groups(
        &self,
        provider: ProviderId,
        mut account: Account,
        roles: Vec<RoleRef>,
        now: Millis,
    ) -> Result<Account, ApiError> {
        if account.roles == roles {
            return Ok(account);
        }
        let was = seen(&account);
        let before = std::mem::replace(&mut account.roles, roles);
        account.version += 1;
        let written = by_provider(provider, account.tenant_id, Action::AccountUpdate, account.id)
            .change(was, seen(&account));
        match self.write_person(account.clone(), written.into(), true, now).await {
            // Whatever the provider says, somebody administers.
            Err(error) if error.0.code() == ErrorCode::LastAdmin => {
                tracing::warn!(account_id = %account.id, "a provider would take away the last admin; the roles stay");
                account.roles = before;
                account.version -= 1;
            }
            done => account = done?,
        }
        if account.roles.is_empty() {
            return Err(refused("None of your groups may do anything here.").into());
        }
        Ok(account)
    }
}

/// What a provider's word does to an account.
fn by_provider(provider: ProviderId, realm: Option<TenantId>, action: Action, account: AccountId) -> Entry {
    let provider = Actor::system(&format!("identity provider {provider}"));
    trail().by(provider).entry(realm, action, Target::new("account", account))
}

/// The roles of somebody's groups; those of everybody where none counts. Sorted, each once.
fn roles_of(settings: &ProviderSettings, groups: &[String]) -> Vec<RoleRef> {
    let given = groups.iter().filter_map(|group| settings.group_roles.get(group)).flatten();
    let roles: BTreeSet<_> = given.copied().collect();
    let roles = if roles.is_empty() { settings.default_roles.iter().copied().collect() } else { roles };
    roles.into_iter().collect()
}

fn refused(message: &str) -> Error {
    Error::new(ErrorCode::Forbidden, message)
}

#[cfg(test)]
mod tests {
    use vq_domain::Role;

    use super::*;

    #[test]
    fn groups_add_up_and_nobody_in_particular_gets_the_default() {
        let settings = ProviderSettings {
            name: String::new(),
            issuer: String::new(),
            client_id: String::new(),
            scopes: vec![],
            groups_claim: Some("groups".into()),
            group_roles: [
                ("tills".to_owned(), vec![Role::Operator.into()]),
                ("heads".to_owned(), vec![Role::Manager.into(), Role::Operator.into()]),
            ]
            .into(),
            default_roles: vec![Role::Viewer.into()],
            create_accounts: true,
            enabled: true,
        };
        let of = |groups: &[&str]| {
            let groups: Vec<_> = groups.iter().map(|group| (*group).to_owned()).collect();
            roles_of(&settings, &groups)
        };
        assert_eq!(of(&["tills"]), [Role::Operator.into()]);
        assert_eq!(of(&["tills", "heads", "others"]), [Role::Manager.into(), Role::Operator.into()]);
        assert_eq!(of(&["others"]), [Role::Viewer.into()]);
        assert_eq!(of(&[]), [Role::Viewer.into()]);
    }
}

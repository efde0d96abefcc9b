//! Asking people to join, and their answer.

use serde_json::json;
use vq_api::{ApiError, Principal, request, trail};
use vq_domain::{
    Account, AccountId, AccountStatus, Action, Error, ErrorCode, Invitation, InvitationId, Limit, Millis,
    Permission, RoleRef, TenantId, audit::Target,
};
use vq_ports::{Ids, Page, PageRequest, StoreError};

use crate::{
    Auth,
    account::{check_email, check_language, check_name, check_password, normalise_email, seen},
    auth::refuse,
    grants::check_permissions,
    opaque,
    post::Letter,
    recovery::HOUR,
};

/// How long an invitation is good, in seconds.
const INVITATION_SECONDS: u32 = 7 * 24 * 60 * 60;
/// How many are looked at in one go.
const AT_ONCE: u32 = 200;

/// Whom to invite.
pub(crate) struct Invite {
    pub(crate) email: String,
    pub(crate) roles: Vec<RoleRef>,
    pub(crate) language: Option<String>,
}

/// What somebody who was invited says about themselves.
pub(crate) struct Acceptance {
    pub(crate) name: String,
    pub(crate) password: String,
    pub(crate) language: Option<String>,
}

impl Auth {
    /// Invites somebody; the mail is on its way.
    pub(crate) async fn invite(
        &self,
        host: &Principal,
        realm: Option<TenantId>,
        mut wanted: Invite,
        now: Millis,
        ids: &dyn Ids,
    ) -> Result<Invitation, ApiError> {
        let email = normalise_email(&wanted.email);
        let language = wanted.language.unwrap_or_else(|| "en".to_owned());
        refuse([check_email(&email), check_language(&language)])?;
        wanted.roles.sort_unstable();
        wanted.roles.dedup();
        self.inner().grants.check(host, realm, &wanted.roles).await?;
        if let Some(before) = self.pending(realm, |pending| pending.email == email).await? {
            self.check_replaceable(host, &before).await?;
        }
        if !self.may_mail("invitation", &email, now).await {
            let message = "This address was invited several times within the hour. Try again in an hour.";
            let refused =
                Error { retry_after_seconds: Some(HOUR), ..Error::new(ErrorCode::RateLimited, message) };
            return Err(refused.into());
        }
        let (token, token_hash) = opaque::draw(ids);
        let invitation = Invitation {
            id: InvitationId(ids.uuid(now)),
            tenant_id: realm,
            email: email.clone(),
            roles: wanted.roles,
            language: language.clone(),
            token_hash,
            invited_by: host.account,
            created_at: now,
            expires_at: now.plus_seconds(INVITATION_SECONDS),
        };
        let written = trail()
            .entry(realm, Action::InvitationCreate, Target::new("invitation", invitation.id))
            .after(json!({"email": email, "roles": invitation.roles}));
        let most = self.most_people(realm).await?;
        let made = self.stores().invitations.create(&invitation, most.value, &written.into()).await;
        made.map_err(|error| full(error, most))?;
        let place = self.place_name(realm).await?;
        self.inner().parts.post.hand_over(Letter::Invitation { to: email, language, token, place })?;
        tracing::info!(invitation_id = %invitation.id, by = %host.account, "person invited");
        Ok(invitation)
    }

    pub(crate) async fn invitations(
        &self,
        realm: Option<TenantId>,
        page: PageRequest,
    ) -> Result<Page<Invitation>, ApiError> {
        Ok(self.stores().invitations.list(realm, page).await?)
    }

    /// The first pending invitation of a realm that is meant.
    async fn pending(
        &self,
        realm: Option<TenantId>,
        is_meant: impl Fn(&Invitation) -> bool,
    ) -> Result<Option<Invitation>, ApiError> {
        let mut cursor = None;
        loop {
            let page = self.invitations(realm, PageRequest { limit: AT_ONCE, cursor }).await?;
            if let Some(found) = page.items.into_iter().find(&is_meant) {
                return Ok(Some(found));
            }
            match page.next {
                Some(next) => cursor = Some(next),
                None => return Ok(None),
            }
        }
    }

    /// Refuses to let somebody take an invitation away that gives more than they have.
    async fn check_replaceable(&self, changer: &Principal, invitation: &Invitation) -> Result<(), ApiError> {
        let given = self.inner().grants.permissions(invitation.tenant_id, &invitation.roles).await?;
        check_permissions(changer, &given)
    }

    pub(crate) async fn revoke_invitation(
        &self,
        revoker: &Principal,
        realm: Option<TenantId>,
        invitation: InvitationId,
    ) -> Result<(), ApiError> {
        let found = self.pending(realm, |pending| pending.id == invitation).await?;
        self.check_replaceable(revoker, &found.ok_or_else(|| Error::not_found("invitation"))?).await?;
        let written = trail().entry(realm, Action::InvitationRevoke, Target::new("invitation", invitation));
        Ok(self.stores().invitations.revoke(realm, invitation, &written.into()).await?)
    }

    /// The invitation a token is for, and into what.
    pub(crate) async fn invitation(
        &self,
        token: &str,
        now: Millis,
    ) -> Result<(Invitation, String), ApiError> {
        let hash = opaque::hash(token).ok_or_else(spent)?;
        let found = self.stores().invitations.by_token(&hash).await?;
        let invitation = found.filter(|found| now < found.expires_at).ok_or_else(spent)?;
        if invitation.tenant_id.is_some_and(|tenant| request::concerns(tenant).is_err()) {
            return Err(spent().into());
        }
        self.check_host(&invitation).await?;
        let place = self.place_name(invitation.tenant_id).await?;
        Ok((invitation, place))
    }

    /// Refuses an invitation of somebody who could not give it any more: it is their word that counts, not the mail.
    async fn check_host(&self, invitation: &Invitation) -> Result<(), ApiError> {
        let host = self.stores().accounts.get(invitation.invited_by).await?;
        // The platform's own people invite into tenants, too.
        let host = host.filter(|host| {
            host.status == AccountStatus::Active
                && (host.tenant_id.is_none() || host.tenant_id == invitation.tenant_id)
        });
        let grants = &self.inner().grants;
        let may = match host {
            Some(host) => grants.permissions(host.tenant_id, &host.roles).await?,
            None => Vec::new(),
        };
        let given = grants.permissions(invitation.tenant_id, &invitation.roles).await?;
        let mut needed = given.iter().chain(&[Permission::AccountWrite]);
        if needed.all(|permission| may.contains(permission)) {
            return Ok(());
        }
        let message = "Whoever invited you cannot do so any more. Ask for another invitation.";
        Err(Error::new(ErrorCode::Forbidden, message).into())
    }

    /// Makes the account. Whoever has the token got the mail, so the address is theirs.
    pub(crate) async fn accept(
        &self,
        token: &str,
        answer: Acceptance,
        now: Millis,
        ids: &dyn Ids,
    ) -> Result<AccountId, ApiError> {
        let (invitation, _) = self.invitation(token, now).await?;
        let language = answer.language.unwrap_or_else(|| invitation.language.clone());
        refuse([
            check_name(&answer.name, 0),
            check_language(&language),
            check_password(&answer.password, &invitation.email),
        ])?;
        let account = Account {
            id: AccountId(ids.uuid(now)),
            tenant_id: invitation.tenant_id,
            email: invitation.email,
            name: answer.name,
            language,
            password_hash: Some(self.inner().passwords.hash(answer.password, ids).await?),
            roles: invitation.roles,
            status: AccountStatus::Active,
            email_verified_at: Some(now),
            version: 1,
            created_at: now,
        };
        self.check_allowed(&account).await?;
        let written = trail()
            .or_account(account.id)
            .entry(account.tenant_id, Action::InvitationAccept, Target::new("account", account.id))
            .after(seen(&account))
            .with("invitation", invitation.id);
        let most = self.most_people(account.tenant_id).await?;
        let hash = &invitation.token_hash;
        match self.stores().invitations.accept(hash, &account, most.value, &written.into()).await {
            Err(StoreError::NotFound) => Err(spent().into()),
            made => {
                made.map_err(|error| full(error, most))?;
                tracing::info!(account_id = %account.id, "invitation accepted");
                Ok(account.id)
            }
        }
    }

    /// How many people a realm may have; the platform any number.
    pub(crate) async fn most_people(&self, realm: Option<TenantId>) -> Result<Limit, ApiError> {
        let Some(tenant) = realm else {
            return Ok(Limit { name: "maxPeople", value: u32::MAX, about: "people of the platform" });
        };
        let found = self.inner().parts.tenants.tenant(tenant).await?;
        Ok(found.ok_or_else(|| Error::not_found("tenant"))?.limits.people())
    }

    /// What people call a realm.
    pub(crate) async fn place_name(&self, realm: Option<TenantId>) -> Result<String, ApiError> {
        let Some(tenant) = realm else { return Ok("Virtual Queue".to_owned()) };
        let found = self.inner().parts.tenants.tenant(tenant).await?;
        Ok(found.ok_or_else(|| Error::not_found("tenant"))?.name.clone())
    }
}

/// There are as many as a limit allows, if that is why something was not stored.
pub(crate) fn full(error: StoreError, limit: Limit) -> ApiError {
    match error {
        StoreError::Full(used) => Error::full(limit, used).into(),
        error => error.into(),
    }
}

/// A token that works once does not work: whether it was used, is over, or never was is nobody's business.
pub(crate) fn spent() -> Error {
    Error::new(ErrorCode::TokenSpent, "This link was used already, or it is too old. Ask for another one.")
}

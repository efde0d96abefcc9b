//! Roles that a tenant makes, and what it demands of those who sign in.

use serde_json::{Value, json};
use vq_api::{ApiError, Principal, trail};
use vq_domain::{
    Action, Error, Millis, OwnRole, Permission, Role, RoleId, RoleRef, SignInPolicy, TenantId,
    audit::{Entry, Target},
    limit,
};
use vq_ports::{Audit, Ids, StoreError};

use crate::{
    Auth,
    account::check_name,
    auth::{refuse, to_the_end},
    grants::check_permissions,
    invitations::full,
};

/// What of a role is to change; what is absent stays.
pub(crate) struct ChangeRole {
    pub(crate) version: Option<u64>,
    pub(crate) name: Option<String>,
    pub(crate) permissions: Option<Vec<Permission>>,
}

impl Auth {
    pub(crate) async fn roles(&self, tenant: TenantId) -> Result<Vec<OwnRole>, ApiError> {
        Ok(self.stores().roles.list(tenant).await?)
    }

    async fn role(&self, tenant: TenantId, role: RoleId) -> Result<OwnRole, ApiError> {
        let found = self.roles(tenant).await?.into_iter().find(|known| known.id == role);
        Ok(found.ok_or_else(|| Error::not_found("role"))?)
    }

    /// Makes a role of permissions that its maker has.
    pub(crate) async fn create_role(
        &self,
        maker: &Principal,
        tenant: TenantId,
        (name, permissions): (String, Vec<Permission>),
        now: Millis,
        ids: &dyn Ids,
    ) -> Result<OwnRole, ApiError> {
        refuse([check_name(&name, 1), check_not_built_in(&name)])?;
        let permissions = checked(maker, permissions)?;
        let id = RoleId(ids.uuid(now));
        let role = OwnRole { id, tenant_id: tenant, name, permissions, version: 1, created_at: now };
        let written = role_entry(Action::RoleCreate, &role).after(seen(&role));
        match self.stores().roles.create(&role, limit::ROLES.value, &written.into()).await {
            Err(error @ StoreError::Full(_)) => Err(full(error, limit::ROLES)),
            made => {
                made?;
                tracing::info!(role_id = %role.id, by = %maker.account, "role made");
                Ok(role)
            }
        }
    }

    /// Changes a role. Where permissions are given, its holders must sign in again, so that nobody goes on with what it allowed
    /// before.
    pub(crate) async fn change_role(
        &self,
        changer: &Principal,
        tenant: TenantId,
        role: RoleId,
        wanted: ChangeRole,
        now: Millis,
    ) -> Result<OwnRole, ApiError> {
        let before = self.role(tenant, role).await?;
        if wanted.version.is_some_and(|version| version != before.version) {
            return Err(StoreError::Stale.into());
        }
        // Whoever could not give it away cannot take of it either.
        check_permissions(changer, &before.permissions)?;
        let ends = wanted.permissions.is_some();
        let mut after = before.clone();
        if let Some(name) = wanted.name {
            refuse([check_name(&name, 1), check_not_built_in(&name)])?;
            after.name = name;
        }
        if let Some(permissions) = wanted.permissions {
            after.permissions = checked(changer, permissions)?;
        }
        after.version += 1;
        let written = role_entry(Action::RoleUpdate, &after).change(seen(&before), seen(&after));
        let this = self.clone();
        let after =
            to_the_end(async move { this.update_role(after, &written.into(), ends, now).await }).await?;
        tracing::info!(role_id = %role, by = %changer.account, "role changed");
        Ok(after)
    }

    async fn update_role(
        &self,
        role: OwnRole,
        written: &Audit,
        ends: bool,
        now: Millis,
    ) -> Result<OwnRole, ApiError> {
        self.stores().roles.update(&role, written).await?;
        if ends {
            self.end_holders(role.tenant_id, role.id, now).await?;
        }
        Ok(role)
    }

    /// Removes a role, also from its holders, who must sign in again.
    pub(crate) async fn delete_role(
        &self,
        changer: &Principal,
        tenant: TenantId,
        role: RoleId,
        now: Millis,
    ) -> Result<(), ApiError> {
        let before = self.role(tenant, role).await?;
        check_permissions(changer, &before.permissions)?;
        self.end_holders(tenant, role, now).await?;
        let written = role_entry(Action::RoleDelete, &before).before(seen(&before));
        self.stores().roles.delete(tenant, role, &written.into()).await?;
        tracing::info!(role_id = %role, by = %changer.account, "role deleted");
        Ok(())
    }

    async fn end_holders(&self, tenant: TenantId, role: RoleId, now: Millis) -> Result<(), ApiError> {
        let until = self.known_until(now);
        let follows = Audit::exempt("follows from the change of the role");
        let ended =
            self.stores().sign_ins.revoke_holders(Some(tenant), RoleRef::Own(role), until, &follows).await?;
        self.inner().parts.revoked.add(ended);
        Ok(())
    }

    pub(crate) async fn policy(&self, realm: Option<TenantId>) -> Result<SignInPolicy, ApiError> {
        Ok(self.stores().roles.policy(realm).await?)
    }

    /// Demands a second factor of whoever holds one of these roles. Those who have none are asked at their next sign-in or
    /// refresh.
    pub(crate) async fn set_policy(
        &self,
        realm: Option<TenantId>,
        mut policy: SignInPolicy,
    ) -> Result<SignInPolicy, ApiError> {
        policy.second_factor_roles.sort_unstable();
        policy.second_factor_roles.dedup();
        let own = match realm {
            Some(tenant) => self.roles(tenant).await?,
            None => Vec::new(),
        };
        let unknown = policy.second_factor_roles.iter().find(|role| match role {
            RoleRef::BuiltIn(role) => (*role == Role::PlatformAdmin) == realm.is_some(),
            RoleRef::Own(id) => !own.iter().any(|known| known.id == *id),
        });
        if let Some(unknown) = unknown {
            let message = format!("There is no role {unknown} here.");
            return Err(Error::invalid("secondFactorRoles", message).into());
        }
        let before = self.stores().roles.policy(realm).await?;
        let written = trail()
            .entry(realm, Action::SignInPolicyUpdate, Target::only("sign_in_policy"))
            .change(&before, &policy);
        self.stores().roles.set_policy(realm, &policy, &written.into()).await?;
        Ok(policy)
    }
}

fn role_entry(action: Action, role: &OwnRole) -> Entry {
    trail().entry(Some(role.tenant_id), action, Target::new("role", role.id))
}

/// What the audit log tells of a role.
fn seen(role: &OwnRole) -> Value {
    json!({"name": role.name, "permissions": role.permissions})
}

fn checked(giver: &Principal, mut permissions: Vec<Permission>) -> Result<Vec<Permission>, ApiError> {
    if permissions.contains(&Permission::PlatformAdmin) {
        let message = "A role is within a tenant; platform:admin is not.";
        return Err(Error::invalid("permissions", message).into());
    }
    check_permissions(giver, &permissions)?;
    permissions.sort_unstable();
    permissions.dedup();
    Ok(permissions)
}

/// A name that a built-in role has would be taken for it.
fn check_not_built_in(name: &str) -> Option<vq_domain::FieldError> {
    let taken = Role::ALL.iter().any(|role| role.as_str().eq_ignore_ascii_case(name.trim()));
    taken.then(|| crate::account::problem("name", "A built-in role has this name."))
}

//! What roles allow, and who may give them.

use std::sync::Arc;

use vq_api::{ApiError, Principal};
use vq_domain::{Account, Error, ErrorCode, FieldError, OwnRole, Permission, Role, RoleRef, TenantId, limit};
use vq_ports::Roles;

/// Most roles that one person holds.
const MOST_ROLES: usize = limit::ROLES_OF_A_PERSON.count();

/// Looks roles up.
pub(crate) struct Grants {
    roles: Arc<dyn Roles>,
}

impl Grants {
    pub(crate) fn new(roles: Arc<dyn Roles>) -> Self {
        Self { roles }
    }

    /// What holders of these roles may do, each permission once.
    pub(crate) async fn permissions(
        &self,
        realm: Option<TenantId>,
        roles: &[RoleRef],
    ) -> Result<Vec<Permission>, ApiError> {
        Ok(add_up(roles, &self.own(realm, roles).await?).0)
    }

    /// Refuses roles that somebody cannot give: such as do not exist in the realm, and such as allow more than they may
    /// themselves.
    pub(crate) async fn check(
        &self,
        giver: &Principal,
        realm: Option<TenantId>,
        roles: &[RoleRef],
    ) -> Result<(), ApiError> {
        if roles.is_empty() || roles.len() > MOST_ROLES {
            let message = format!("A person has 1 to {MOST_ROLES} roles.");
            let error = FieldError::new(ErrorCode::InvalidField, "roles", message);
            return Err(Error::from(error.if_over(limit::ROLES_OF_A_PERSON, roles.len())).into());
        }
        if let Some(stranger) = roles.iter().find(|role| !fits(**role, realm)) {
            let message = format!("The role {stranger} cannot be held here.");
            return Err(Error::invalid("roles", message).into());
        }
        let (permissions, missing) = add_up(roles, &self.own(realm, roles).await?);
        if let Some(missing) = missing {
            return Err(Error::invalid("roles", format!("There is no role {missing}.")).into());
        }
        check_permissions(giver, &permissions)
    }

    /// Refuses to let somebody change a person who may do more than they.
    pub(crate) async fn check_person(&self, changer: &Principal, person: &Account) -> Result<(), ApiError> {
        let theirs = self.permissions(person.tenant_id, &person.roles).await?;
        check_permissions(changer, &theirs)
    }

    async fn own(&self, realm: Option<TenantId>, roles: &[RoleRef]) -> Result<Vec<OwnRole>, ApiError> {
        match realm {
            Some(tenant) if roles.iter().any(|role| matches!(role, RoleRef::Own(_))) => {
                Ok(self.roles.list(tenant).await?)
            }
            _ => Ok(Vec::new()),
        }
    }
}

/// Refuses permissions that somebody does not have themselves.
pub(crate) fn check_permissions(giver: &Principal, permissions: &[Permission]) -> Result<(), ApiError> {
    match permissions.iter().find(|permission| !giver.may(**permission)) {
        None => Ok(()),
        Some(lacking) => {
            let message = format!("Nobody gives what they do not have: {}.", lacking.as_str());
            Err(Error::new(ErrorCode::Forbidden, message).into())
        }
    }
}

/// Whether a role can be held in a realm.
fn fits(role: RoleRef, realm: Option<TenantId>) -> bool {
    (role == RoleRef::BuiltIn(Role::PlatformAdmin)) == realm.is_none()
}

/// All permissions of some roles, and the first role that is not there.
fn add_up(roles: &[RoleRef], own: &[OwnRole]) -> (Vec<Permission>, Option<RoleRef>) {
    let mut permissions = Vec::new();
    let mut missing = None;
    for role in roles {
        match role {
            RoleRef::BuiltIn(role) => permissions.extend(role.permissions()),
            RoleRef::Own(id) => match own.iter().find(|known| known.id == *id) {
                Some(known) => permissions.extend(&known.permissions),
                None => missing = missing.or(Some(*role)),
            },
        }
    }
    permissions.sort_unstable();
    permissions.dedup();
    (permissions, missing)
}

#[cfg(test)]
mod tests {
    use vq_domain::{Millis, RoleId};

    use super::*;

    #[test]
    fn roles_add_up() {
        let own = OwnRole {
            id: RoleId::from_bytes([1; 16]),
            tenant_id: TenantId::from_bytes([2; 16]),
            name: "Door".into(),
            permissions: vec![Permission::QueueOperate],
            version: 1,
            created_at: Millis(0),
        };
        let gone = RoleRef::Own(RoleId::from_bytes([9; 16]));
        let roles = [Role::Viewer.into(), RoleRef::Own(own.id), Role::Viewer.into(), gone];
        let (permissions, missing) = add_up(&roles, &[own]);
        assert_eq!(permissions.len(), Role::Viewer.permissions().len() + 1);
        assert!(permissions.contains(&Permission::QueueOperate));
        assert_eq!(missing, Some(gone));
        assert_eq!(add_up(&[Role::PlatformAdmin.into()], &[]).0.len(), Permission::ALL.len());
        assert_eq!(add_up(&[], &[]), (vec![], None));
    }

    #[test]
    fn roles_stay_in_their_realm() {
        let tenant = Some(TenantId::from_bytes([2; 16]));
        assert!(fits(Role::PlatformAdmin.into(), None) && !fits(Role::PlatformAdmin.into(), tenant));
        assert!(fits(Role::Admin.into(), tenant) && !fits(Role::Admin.into(), None));
    }
}

//! Roles as people hold them: built in, or a tenant's own.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::{Millis, Permission, Role, RoleId, TenantId};

/// A role somebody holds. As text: a built-in role's name, or the id of a tenant's own role.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RoleRef {
    /// One that every tenant has.
    BuiltIn(Role),
    /// One that a tenant made.
    Own(RoleId),
}

impl From<Role> for RoleRef {
    fn from(role: Role) -> Self {
        Self::BuiltIn(role)
    }
}

impl fmt::Display for RoleRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::BuiltIn(role) => f.write_str(role.as_str()),
            Self::Own(id) => id.fmt(f),
        }
    }
}

/// Neither a role's name nor an id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotARole;

impl fmt::Display for NotARole {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a role is platform_admin, admin, manager, operator, viewer, or the id of a tenant's own")
    }
}

impl std::error::Error for NotARole {}

impl FromStr for RoleRef {
    type Err = NotARole;

    fn from_str(text: &str) -> Result<Self, NotARole> {
        match Role::parse(text) {
            Some(role) => Ok(Self::BuiltIn(role)),
            None => text.parse().map(Self::Own).map_err(|_| NotARole),
        }
    }
}

impl Serialize for RoleRef {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for RoleRef {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

/// A role that a tenant made of permissions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnRole {
    /// Which.
    pub id: RoleId,
    /// Whose.
    pub tenant_id: TenantId,
    /// Shown to people, 1 to 100 characters; unique within the tenant.
    pub name: String,
    /// What its holders may do, each once.
    pub permissions: Vec<Permission>,
    /// Counts changes, for optimistic concurrency.
    pub version: u64,
    /// When it was made.
    pub created_at: Millis,
}

/// What a tenant, or the platform, demands of those who sign in.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct SignInPolicy {
    /// Whoever holds one of these must have a second factor.
    pub second_factor_roles: Vec<RoleRef>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_role_reads_back_as_written() {
        let own = RoleRef::Own(RoleId::from_bytes([7; 16]));
        for role in Role::ALL.map(RoleRef::from).into_iter().chain([own]) {
            assert_eq!(role.to_string().parse(), Ok(role));
        }
        assert_eq!("root".parse::<RoleRef>(), Err(NotARole));
        assert_eq!("".parse::<RoleRef>(), Err(NotARole));
    }
}

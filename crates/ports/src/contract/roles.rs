//! Rules of roles and policies.

use vq_domain::{Account, OwnRole, Permission, Role, RoleId, RoleRef, SignInPolicy, TenantId};

use super::sample::{self, START, UNAUDITED};
use crate::{StoreError, Stores};

async fn tenant(stores: &Stores) -> TenantId {
    let tenant = sample::tenant();
    stores.tenants.create(&tenant, &UNAUDITED).await.unwrap();
    tenant.id
}

fn role(tenant: TenantId, name: &str) -> OwnRole {
    OwnRole {
        id: RoleId(sample::id()),
        tenant_id: tenant,
        name: name.into(),
        permissions: vec![Permission::QueueRead, Permission::SessionRead],
        version: 1,
        created_at: START,
    }
}

pub async fn a_role_is_its_tenants_alone(stores: Stores) {
    let (mine, theirs) = (tenant(&stores).await, tenant(&stores).await);
    let (door, till, other) = (role(mine, "Door"), role(mine, "Till"), role(theirs, "Door"));
    for role in [&door, &till, &other] {
        stores.roles.create(role, 2, &UNAUDITED).await.unwrap();
    }
    assert_eq!(stores.roles.create(&role(mine, "Third"), 2, &UNAUDITED).await, Err(StoreError::Full(2)));
    assert_eq!(stores.roles.create(&role(mine, "Till"), 3, &UNAUDITED).await, Err(StoreError::Taken("name")));
    let listed = stores.roles.list(mine).await.unwrap();
    assert!(listed.len() == 2 && listed.contains(&door) && listed.contains(&till));
    assert_eq!(stores.roles.list(theirs).await, Ok(vec![other.clone()]));

    let changed = OwnRole { name: "Gate".into(), permissions: vec![], version: 2, ..door.clone() };
    let stolen = OwnRole { tenant_id: theirs, ..changed.clone() };
    assert_eq!(stores.roles.update(&stolen, &UNAUDITED).await, Err(StoreError::NotFound));
    let taken = OwnRole { name: "Till".into(), ..changed.clone() };
    assert_eq!(stores.roles.update(&taken, &UNAUDITED).await, Err(StoreError::Taken("name")));
    stores.roles.update(&changed, &UNAUDITED).await.unwrap();
    assert_eq!(stores.roles.update(&changed, &UNAUDITED).await, Err(StoreError::Stale));
    assert!(stores.roles.list(mine).await.unwrap().contains(&changed));

    assert_eq!(stores.roles.delete(theirs, door.id, &UNAUDITED).await, Err(StoreError::NotFound));
    stores.roles.delete(mine, door.id, &UNAUDITED).await.unwrap();
    assert_eq!(stores.roles.list(mine).await, Ok(vec![till]));
    stores.tenants.delete(theirs, &UNAUDITED).await.unwrap();
    assert_eq!(stores.roles.list(theirs).await, Ok(vec![]));
}

pub async fn a_deleted_role_is_nobodys(stores: Stores) {
    let tenant = tenant(&stores).await;
    let (door, till) = (role(tenant, "Door"), role(tenant, "Till"));
    for role in [&door, &till] {
        stores.roles.create(role, 9, &UNAUDITED).await.unwrap();
    }
    let anna = Account {
        roles: vec![RoleRef::Own(door.id), Role::Viewer.into(), RoleRef::Own(till.id)],
        ..sample::account(Some(tenant), "anna@shop.example", &[])
    };
    stores.accounts.create(&anna, &UNAUDITED).await.unwrap();
    stores.roles.delete(tenant, door.id, &UNAUDITED).await.unwrap();
    let left = stores.accounts.get(anna.id).await.unwrap().unwrap().roles;
    assert_eq!(left, [Role::Viewer.into(), RoleRef::Own(till.id)]);
}

pub async fn a_policy_is_its_realms(stores: Stores) {
    let (mine, theirs) = (Some(tenant(&stores).await), Some(tenant(&stores).await));
    let policy = |role: Role| SignInPolicy { second_factor_roles: vec![role.into()] };
    for realm in [mine, theirs, None] {
        assert_eq!(stores.roles.policy(realm).await, Ok(SignInPolicy::default()));
    }
    for role in [Role::Viewer, Role::PlatformAdmin] {
        stores.roles.set_policy(None, &policy(role), &UNAUDITED).await.unwrap();
    }
    stores.roles.set_policy(mine, &policy(Role::Admin), &UNAUDITED).await.unwrap();
    assert_eq!(stores.roles.policy(None).await, Ok(policy(Role::PlatformAdmin)));
    assert_eq!(stores.roles.policy(mine).await, Ok(policy(Role::Admin)));
    assert_eq!(stores.roles.policy(theirs).await, Ok(SignInPolicy::default()));
}

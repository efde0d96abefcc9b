//! What people may do. An endpoint names the permission it needs; a role is a set of permissions.

use serde::{Deserialize, Serialize};
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{
        ObjectBuilder, RefOr,
        schema::{Schema, Type},
    },
};

macro_rules! permissions {
    ($($(#[$doc:meta])* $variant:ident = $name:literal),+ $(,)?) => {
        /// One right. Its name is what stands in tokens and in the API documentation.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum Permission {
            $($(#[$doc])* #[serde(rename = $name)] $variant,)+
        }

        impl Permission {
            /// Every permission there is.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The stable name, e.g. `queue:read`.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $name),+ }
            }
        }
    };
}

permissions! {
    /// List, create, suspend and delete tenants: the platform's own people.
    PlatformAdmin = "platform:admin",
    /// See one's own tenant.
    TenantRead = "tenant:read",
    /// Change one's own tenant.
    TenantWrite = "tenant:write",
    /// See queues.
    QueueRead = "queue:read",
    /// Create, change and delete queues.
    QueueWrite = "queue:write",
    /// Open, pause, drain, close a queue; change its rate, cap and message while it runs.
    QueueOperate = "queue:operate",
    /// See sessions.
    SessionRead = "session:read",
    /// Change and remove sessions.
    SessionWrite = "session:write",
    /// Give somebody a priority.
    SessionPrioritize = "session:prioritize",
    /// See identifiers and metadata of people in full; without it they are masked. Copy all there is about somebody.
    PersonalRead = "personal:read",
    /// Erase who somebody was.
    PersonalErase = "personal:erase",
    /// See locations, kiosks and what is offered there.
    LocationRead = "location:read",
    /// Set up locations and kiosks.
    LocationWrite = "location:write",
    /// See counters and whom they serve.
    CounterRead = "counter:read",
    /// Set up counters.
    CounterWrite = "counter:write",
    /// Work at a counter: call people, serve them, send them on.
    CounterCall = "counter:call",
    /// See what has happened in the queues, as numbers.
    AnalyticsRead = "analytics:read",
    /// See people, invitations and roles.
    AccountRead = "account:read",
    /// Invite, change, disable and delete people.
    AccountWrite = "account:write",
    /// Make a tenant's own roles.
    RoleWrite = "role:write",
    /// See, make and revoke API keys.
    KeyWrite = "key:write",
    /// Set up single sign-on, and what is demanded of those who sign in.
    IdentityWrite = "identity:write",
    /// See who did what: the audit log.
    AuditRead = "audit:read",
    /// Take the audit log away: exports and reports.
    AuditExport = "audit:export",
    /// Say how long the audit log is kept, and hold it.
    AuditWrite = "audit:write",
}

// Written out: the derive does not see the names that the macro fills in.
impl PartialSchema for Permission {
    fn schema() -> RefOr<Schema> {
        let names = Self::ALL.iter().map(|permission| permission.as_str());
        let description = "One right. Its name is what stands in tokens and in the API documentation.";
        ObjectBuilder::new()
            .schema_type(Type::String)
            .enum_values(Some(names))
            .description(Some(description))
            .into()
    }
}

impl ToSchema for Permission {}

impl Permission {
    /// The permission with this name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|permission| permission.as_str() == name)
    }
}

/// A named set of permissions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Runs the platform for many tenants.
    PlatformAdmin,
    /// Sets up one tenant.
    Admin,
    /// Runs the queues of one tenant.
    Manager,
    /// Watches a live queue and steers it.
    Operator,
    /// Works at a counter.
    Clerk,
    /// Looks only.
    Viewer,
}

impl Role {
    /// Every role.
    pub const ALL: [Self; 6] =
        [Self::PlatformAdmin, Self::Admin, Self::Manager, Self::Operator, Self::Clerk, Self::Viewer];

    /// The stable name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::PlatformAdmin => "platform_admin",
            Self::Admin => "admin",
            Self::Manager => "manager",
            Self::Operator => "operator",
            Self::Clerk => "clerk",
            Self::Viewer => "viewer",
        }
    }

    /// The role with this name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.as_str() == name)
    }

    /// What holders of the role may do.
    pub fn permissions(self) -> &'static [Permission] {
        use Permission::*;
        match self {
            Self::PlatformAdmin => Permission::ALL,
            Self::Admin => &[
                TenantRead,
                TenantWrite,
                QueueRead,
                QueueWrite,
                QueueOperate,
                SessionRead,
                SessionWrite,
                SessionPrioritize,
                PersonalRead,
                PersonalErase,
                LocationRead,
                LocationWrite,
                CounterRead,
                CounterWrite,
                CounterCall,
                AnalyticsRead,
                AccountRead,
                AccountWrite,
                RoleWrite,
                KeyWrite,
                IdentityWrite,
                AuditRead,
                AuditExport,
                AuditWrite,
            ],
            Self::Manager => &[
                TenantRead,
                QueueRead,
                QueueWrite,
                QueueOperate,
                SessionRead,
                SessionWrite,
                SessionPrioritize,
                PersonalRead,
                LocationRead,
                LocationWrite,
                CounterRead,
                CounterWrite,
                CounterCall,
                AnalyticsRead,
                AccountRead,
            ],
            Self::Operator => &[
                TenantRead,
                QueueRead,
                QueueOperate,
                SessionRead,
                SessionWrite,
                SessionPrioritize,
                PersonalRead,
                LocationRead,
                CounterRead,
                CounterCall,
                AnalyticsRead,
            ],
            Self::Clerk => {
                &[TenantRead, QueueRead, SessionRead, PersonalRead, LocationRead, CounterRead, CounterCall]
            }
            Self::Viewer => &[TenantRead, QueueRead, SessionRead, LocationRead, CounterRead, AnalyticsRead],
        }
    }
}

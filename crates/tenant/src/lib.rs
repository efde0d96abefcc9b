//! The customers of the platform.
//!
//! - [`routes`](router): `/v1/tenants`;
//! - [`TenantService`]: the rules: what a tenant may be called, who may change what, how one is suspended and removed;
//! - [`TenantDirectory`]: tenants at hand for those who check every request.
//!
//! Architecture invariant: this crate knows nothing of queues or accounts. What lives on a tenant is told through
//! [`vq_ports::TenantGuests`] before the tenant goes.

mod directory;
mod problems;
mod routes;
mod rules;
mod service;
mod view;

pub use directory::TenantDirectory;
pub use routes::router;
pub use service::TenantService;
pub use view::{
    ChangeTenant, CreateTenant, DeletedTenant, LimitUsage, LimitsInput, TenantDeletionView, TenantUsageView,
    TenantView,
};

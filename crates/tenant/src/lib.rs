//! The customers of the platform.
//!
//! - [`routes`](router): `/v1/tenants`;
//! - [`TenantService`]: the rules: what a tenant may be called, who may change what, how one is suspended and removed;
//! - [`TenantDirectory`]: tenants at hand for those who check every request;
//! - [`DomainService`], [`HostDirectory`]: under which hosts a tenant is reached, and whose a host is.
//!
//! Architecture invariant: this crate knows nothing of queues or accounts. What lives on a tenant is told through
//! [`vq_ports::TenantGuests`] before the tenant goes.

mod directory;
mod domains;
mod hosts;
mod problems;
mod routes;
mod rules;
mod service;
mod view;

pub use directory::TenantDirectory;
pub use domains::DomainService;
pub use hosts::HostDirectory;
pub use routes::{domain_router, router};
pub use service::TenantService;
pub use view::{
    ChangeTenant, CreateTenant, DeletedTenant, LimitUsage, LimitsInput, TenantDeletionView, TenantUsageView,
    TenantView,
};

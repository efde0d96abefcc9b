//! Which other sites' pages may call what is a tenant's. A tenant that says nothing is open to all of them, for they bring a token
//! of their own and never cookies; one that lists origins (`configuration.corsOrigins`) is open to those, letter by letter, and to
//! its own domains.

use http::HeaderValue;
use serde_json::Value;
use vq_domain::Tenant;

use crate::request::Hosts;

/// The origins that a tenant lists; `None` if it does not say.
pub fn listed(tenant: &Tenant) -> Option<&Vec<Value>> {
    tenant.configuration.get("corsOrigins")?.as_array()
}

/// Whether a page of this origin, which is not the server's own, may call what is the tenant's.
pub fn may_call(hosts: &Hosts, tenant: &Tenant, origin: &HeaderValue) -> bool {
    let Some(known) = listed(tenant) else { return true };
    let is_known = |known: &Value| known.as_str().is_some_and(|known| known.as_bytes() == origin.as_bytes());
    let is_own = || origin.to_str().is_ok_and(|origin| hosts.of_origin(origin) == Some(tenant.id));
    known.iter().any(is_known) || is_own()
}

//! Which other sites' pages may call a tenant's API. A tenant that says nothing is open to all of them, for they bring a token
//! of their own and never cookies; one that lists origins (`configuration.corsOrigins`) is open to those, letter by letter.

use axum::{extract::Request, middleware::Next, response::Response};
use http::{HeaderValue, header};
use vq_api::Edge;
use vq_domain::TenantId;

/// Whose path this is.
fn tenant_of(path: &str) -> Option<TenantId> {
    path.strip_prefix("/v1/tenants/")?.split('/').next()?.parse().ok()
}

/// Middleware around the layer that answers for all.
pub async fn layer(request: Request, next: Next) -> Response {
    let origin = request.headers().get(header::ORIGIN).cloned();
    let (Some(origin), Some(tenant), Some(edge)) =
        (origin, tenant_of(request.uri().path()), request.extensions().get::<Edge>().cloned())
    else {
        return next.run(request).await;
    };
    let allowed = allowed(&edge, tenant, &origin).await;
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    if let Some(allowed) = allowed {
        headers.append(header::VARY, HeaderValue::from_static("origin"));
        if allowed {
            headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
        } else {
            headers.remove(header::ACCESS_CONTROL_ALLOW_ORIGIN);
        }
    }
    response
}

/// Whether pages of this origin may; `None` if the tenant does not say. Nothing is allowed while that cannot be known.
async fn allowed(edge: &Edge, tenant: TenantId, origin: &HeaderValue) -> Option<bool> {
    match edge.authenticator().tenant(tenant).await {
        Ok(tenant) => {
            let origins = tenant?;
            let origins = origins.configuration.get("corsOrigins")?.as_array()?;
            Some(
                origins
                    .iter()
                    .any(|known| known.as_str().is_some_and(|known| known.as_bytes() == origin.as_bytes())),
            )
        }
        Err(_) => Some(false),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn any_path_is_read(path in "(/v1/tenants/)?\\PC{0,60}") {
            let _ = tenant_of(&path);
        }
    }

    #[test]
    fn the_tenant_stands_in_the_path() {
        let id = "0192f0c1-7a00-7000-8000-000000000001";
        assert_eq!(tenant_of(&format!("/v1/tenants/{id}/queues")), id.parse().ok());
        assert_eq!(tenant_of(&format!("/v1/tenants/{id}")), id.parse().ok());
        assert_eq!(tenant_of("/v1/tenants"), None);
        assert_eq!(tenant_of("/v1/queues/x/frame"), None);
    }
}

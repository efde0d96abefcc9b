//! Tells browsers which other sites' pages may call a tenant's API: [`origins`] says which.
//!
//! Whose a call is, whoever answers it says ([`request::concerns`]): by the path, the queue, the session's token. A browser that asks
//! beforehand (`OPTIONS`) is told by the path and the host alone; where they do not say, it may ask, and what it then asks for is
//! judged. Nothing here waits for a store, unless a tenant is asked for the first time.

use axum::{
    extract::{Request, State},
    middleware::Next,
    response::Response,
};
use http::{HeaderMap, HeaderValue, Method, header};
use vq_api::{Edge, origins, request};
use vq_domain::{QueueId, TenantId};
use vq_lines::Lines;

/// What services behind a gateway said about origins: it is theirs to say, for they know whose a call is.
#[derive(Clone)]
struct Said(Option<HeaderValue>);

/// Middleware around what a gateway passes on: keeps what the services said, for [`layer`]. Each answer of theirs says that it
/// depends on the origin; one that the gateway gave for itself does not yet.
pub async fn of_services(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers();
    let depends =
        |value: &HeaderValue| value.as_bytes().windows(6).any(|word| word.eq_ignore_ascii_case(b"origin"));
    if headers.get_all(header::VARY).iter().any(depends) {
        let said = headers.get(header::ACCESS_CONTROL_ALLOW_ORIGIN).cloned();
        response.extensions_mut().insert(Said(said));
    }
    response
}

/// Whose this path is, as far as it says so.
fn tenant_of(path: &str, lines: Option<&Lines>) -> Option<TenantId> {
    let rest = path.strip_prefix("/v1/")?;
    if let Some(rest) = rest.strip_prefix("tenants/") {
        return rest.split('/').next()?.parse().ok();
    }
    let queue: QueueId = rest.strip_prefix("queues/")?.split('/').next()?.parse().ok()?;
    Some(lines?.get(queue)?.tenant_id())
}

/// Middleware around the layer that answers for all.
pub async fn layer(State(lines): State<Option<Lines>>, request: Request, next: Next) -> Response {
    let origin = request.headers().get(header::ORIGIN).cloned();
    let by_path = origin.as_ref().and_then(|_| tenant_of(request.uri().path(), lines.as_ref()));
    let asks_beforehand = *request.method() == Method::OPTIONS;
    let edge = request.extensions().get::<Edge>().cloned();
    let mut response = next.run(request).await;
    if let Some(Said(said)) = response.extensions_mut().remove::<Said>() {
        // Not a refusal of our own: the services were asked.
        set(response.headers_mut(), said);
        return response;
    }
    // Without an origin it matters only for what others keep and give to those who have one.
    let matters = origin.is_some() || is_kept(response.headers());
    let Some(edge) = edge.filter(|_| matters) else { return response };
    let by_host = if asks_beforehand { request::host_tenant() } else { None };
    let Some(tenant) = request::concerned().or(by_path).or(by_host) else { return response };
    let listed = match edge.authenticator().tenant_at_hand(tenant) {
        Some(tenant) => Some(tenant),
        None => match edge.authenticator().tenant(tenant).await {
            Ok(Some(tenant)) => Some(tenant),
            Ok(None) => return response,
            // Nothing is allowed while that cannot be known.
            Err(_) => None,
        },
    };
    if listed.as_ref().is_some_and(|tenant| origins::listed(tenant).is_none()) {
        return response;
    }
    let headers = response.headers_mut();
    headers.append(header::VARY, HeaderValue::from_static("origin"));
    let may_call =
        |origin: &HeaderValue| listed.is_some_and(|listed| origins::may_call(edge.hosts(), &listed, origin));
    let allowed = origin.filter(may_call);
    set(headers, allowed);
    response
}

fn set(headers: &mut HeaderMap, allowed: Option<HeaderValue>) {
    match allowed {
        Some(origin) => drop(headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin)),
        None => drop(headers.remove(header::ACCESS_CONTROL_ALLOW_ORIGIN)),
    }
}

/// Whether caches on the way may keep an answer.
fn is_kept(headers: &HeaderMap) -> bool {
    headers.get(header::CACHE_CONTROL).is_some_and(|value| value.as_bytes().starts_with(b"public"))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn any_path_is_read(path in "(/v1/(tenants|queues)/)?\\PC{0,60}") {
            let _ = tenant_of(&path, None);
        }
    }

    #[test]
    fn the_tenant_stands_in_the_path() {
        let id = "0192f0c1-7a00-7000-8000-000000000001";
        assert_eq!(tenant_of(&format!("/v1/tenants/{id}/queues"), None), id.parse().ok());
        assert_eq!(tenant_of(&format!("/v1/tenants/{id}"), None), id.parse().ok());
        assert_eq!(tenant_of("/v1/tenants", None), None);
        assert_eq!(tenant_of("/v1/queues/x/frame", None), None);
        assert_eq!(tenant_of(&format!("/v1/queues/{id}/frame"), None), None, "nobody knows the queue");
    }
}

//! Whose call it is.

use http::{HeaderMap, Method, Request, header};
use vq_domain::{Millis, TenantId};
use vq_ports::Consumer;

use super::Visitors;
use crate::{ClientAddress, Edge, Principal, auth::API_KEY_PREFIX, auth::Credential, cookie};

/// Cookies that are looked at to find a visitor; a browser rarely waits in more queues.
const MOST_COOKIES: usize = 4;

/// The holder of the request's access token, found out once.
#[derive(Clone)]
pub(crate) struct Recognised(pub Principal);

/// Who calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Caller {
    pub consumer: Consumer,
    /// An account's.
    pub tenant: Option<TenantId>,
}

/// Whether a request is a call of the API.
pub(super) fn counts<B>(request: &Request<B>) -> bool {
    let path = request.uri().path();
    let api = path == "/ws" || path.strip_prefix("/v1/").is_some_and(|rest| !is_public_document(rest));
    api && request.method() != Method::OPTIONS
}

/// The same for everybody, and cached.
fn is_public_document(rest: &str) -> bool {
    rest == "openapi.json"
        || (rest.starts_with("queues/") && rest.ends_with("/frame"))
        || (rest.starts_with("locations/") && rest.ends_with("/board"))
}

/// Who sends a request.
///
/// A session counts as a consumer only where its token is what the call is made with. Elsewhere, above all at joining,
/// everybody could get any number of quotas: each join makes a session.
pub(super) fn caller<B>(
    request: &mut Request<B>,
    edge: &Edge,
    visitors: &dyn Visitors,
    now: Millis,
) -> Caller {
    let stranger = |consumer| Caller { consumer, tenant: None };
    let session = match bearer(request.headers()) {
        // An access token has dots, a session token has none.
        Some(token) if token.contains('.') => {
            if let Ok(principal) = edge.authenticator().authenticate(token, now) {
                let caller =
                    Caller { consumer: Consumer::Account(principal.account), tenant: principal.tenant };
                request.extensions_mut().insert(Recognised(principal));
                return caller;
            }
            None
        }
        _ if !is_visitors(request.uri().path()) => None,
        Some(token) => visitors.session(token),
        None => {
            let ours = |name: &str| name.starts_with("__Host-vq_") || name.starts_with("vq_");
            let mut tokens = cookie::all(request.headers()).filter(|(name, _)| ours(name)).take(MOST_COOKIES);
            tokens.find_map(|(_, token)| visitors.session(token))
        }
    };
    stranger(match session {
        Some(session) => Consumer::Session(session),
        None => Consumer::Network(ClientAddress::of(request.extensions()).network()),
    })
}

/// Whether a path is called with the token of a visitor's session.
fn is_visitors(path: &str) -> bool {
    path.starts_with("/v1/sessions/") || path == "/ws"
}

/// The API key that a request came with: who holds it is to be asked, which takes a while.
pub(super) fn api_key<B>(request: &Request<B>) -> Option<String> {
    let key = bearer(request.headers()).filter(|token| token.starts_with(API_KEY_PREFIX))?;
    (!is_visitors(request.uri().path())).then(|| key.to_owned())
}

/// Who sends a request with this key; somebody from their network if it is none.
pub(super) async fn key_holder<B>(request: &mut Request<B>, edge: &Edge, key: &str, now: Millis) -> Caller {
    match edge.authenticator().authenticate_key(key, now).await {
        Ok(principal) => {
            let consumer = match principal.credential {
                Credential::Key(key) => Consumer::Key(key),
                Credential::SignIn(_) => Consumer::Account(principal.account),
            };
            let caller = Caller { consumer, tenant: principal.tenant };
            request.extensions_mut().insert(Recognised(principal));
            caller
        }
        Err(_) => {
            let network = ClientAddress::of(request.extensions()).network();
            Caller { consumer: Consumer::Network(network), tenant: None }
        }
    }
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    crate::auth::bearer_of(headers.get(header::AUTHORIZATION)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calls_of_the_api_count_and_nothing_else() {
        let counted = |method: Method, path: &str| {
            counts(&Request::builder().method(method).uri(path).body(()).expect("a request"))
        };
        for path in [
            "/v1/sessions/current?queueId=1",
            "/v1/tenants",
            "/v1/auth/login",
            "/v1/queues/1/frames",
            "/v1/tenants/1/queues/frame",
            "/ws",
        ] {
            assert!(counted(Method::GET, path) && counted(Method::POST, path), "{path}");
            assert!(!counted(Method::OPTIONS, path), "{path}: a browser asks beforehand, on its own");
        }
        for path in [
            "/v1/queues/0192f0c1-7a00-7000-8000-000000000003/frame",
            "/v1/locations/0192f0c1-7a00-7000-8000-000000000004/board",
            "/v1/openapi.json",
            "/.well-known/jwks.json",
            "/.well-known/vq-revoked.json",
            "/health",
            "/health/ready",
            "/metrics",
            "/docs/",
            "/q/1",
            "/q/1/join",
            "/assets/room.js",
            "/__bench/noop",
            "/",
        ] {
            assert!(!counted(Method::GET, path), "{path}");
        }
    }
}

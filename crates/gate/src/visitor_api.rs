//! The server's visitor API under `/.vq`, for the wait page's scripts and forms.
//!
//! A list of what may pass, not of what may not: staff routes, other queues and whatever the server learns tomorrow
//! stay out of reach here. The site's own cookies and credentials stay out of the server's sight.

use axum::body::Body;
use axum::response::Response;
use http::header::AUTHORIZATION;
use http::request::Parts;
use http::uri::PathAndQuery;
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Uri};
use vq_admission::web::{cookie, is_navigation};
use vq_proxy::{Peer, forward_as};

use crate::config::Compiled;
use crate::gate::Inner;
use crate::page::{PageModel, PageState};
use crate::respond::{self, Failure, Mark};
use crate::server::X_VQ_BASE;
use crate::{BASE, origin};

const NOT_FOUND: Failure =
    Failure { status: StatusCode::NOT_FOUND, code: "not_found", message: "There is nothing here." };
const UNAVAILABLE: Failure = Failure {
    status: StatusCode::SERVICE_UNAVAILABLE,
    code: "unavailable",
    message: "The queue cannot be reached. Try again later.",
};
const RETRY_SECONDS: u64 = 5;

/// The path below [`BASE`], if it is one.
pub(crate) fn strip_base(path: &str) -> Option<&str> {
    path.strip_prefix(BASE).filter(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// Forwards a request of the visitor API to the server. `path` is the one below [`BASE`].
pub(crate) async fn forward(gate: &Inner, path: &str, mut parts: Parts, body: Body, peer: &Peer) -> Response {
    let headers = parts.headers.clone();
    let target = with_path(&parts.uri, path).filter(|_| is_allowed(&gate.config, &parts.method, path));
    let Some(target) = target else {
        return respond::mark(respond::error(&headers, &NOT_FOUND, None, &gate.timestamp()), Mark::Queue);
    };
    parts.uri = target;
    prepare(&mut parts.headers, peer, gate.config.scheme.as_str());
    let response = gate.visitor_api.forward(parts, body).await;
    let response = if origin::is_unreached(&response) { unreached(gate, path, &headers) } else { response };
    respond::mark(response, Mark::Queue)
}

/// Whether this is a visitor's route, and about a queue of this gate.
fn is_allowed(config: &Compiled, method: &Method, path: &str) -> bool {
    let get = matches!(*method, Method::GET | Method::HEAD);
    let post = *method == Method::POST;
    let tenant = |id: &str| config.rules.iter().any(|rule| rule.tenant == id);
    let queue = |id: &str| config.rules.iter().any(|rule| rule.queue == id);
    let segments: Vec<&str> = path.split('/').skip(1).collect();
    match segments.as_slice() {
        ["v1", "tenants", id, "sessions"] => post && tenant(id),
        ["v1", "sessions", "current"] => get || *method == Method::DELETE,
        ["v1", "sessions", "current", "claim" | "extend" | "complete"] => post,
        ["v1", "sessions", "current", "recovery" | "events"] | ["ws"] => get,
        ["v1", "queues", id, "recover" | "challenge"] => post && queue(id),
        ["v1", "queues", id, "frame"] => get && queue(id),
        ["q", id, "continue" | "leave" | "join"] => post && queue(id),
        ["q", id, "keep"] => get && queue(id),
        ["q", id, "recover"] => (get || post) && queue(id),
        ["brand", id, file] => get && queue(id) && is_file_name(file),
        ["assets", files @ ..] => get && !files.is_empty() && files.iter().all(|name| is_file_name(name)),
        _ => false,
    }
}

fn is_file_name(name: &str) -> bool {
    !name.is_empty()
        && !name.starts_with('.')
        && name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-'))
}

fn with_path(uri: &Uri, path: &str) -> Option<Uri> {
    let target = uri.query().map_or_else(|| path.to_owned(), |query| format!("{path}?{query}"));
    let mut parts = uri.clone().into_parts();
    parts.path_and_query = Some(PathAndQuery::try_from(target).ok()?);
    Uri::from_parts(parts).ok()
}

/// Leaves the server what is meant for it: our cookies, a bearer token, and who is asking.
fn prepare(headers: &mut HeaderMap, peer: &Peer, scheme: &'static str) {
    cookie::keep_only_ours(headers);
    let bearer = |value: &HeaderValue| {
        value.as_bytes().get(..7).is_some_and(|scheme| scheme.eq_ignore_ascii_case(b"bearer "))
    };
    if headers.get(AUTHORIZATION).is_some_and(|value| !bearer(value)) {
        headers.remove(AUTHORIZATION);
    }
    for name in ["x-vq-session", "x-vq-ticket", "x-vq-admission"] {
        headers.remove(HeaderName::from_static(name));
    }
    headers.insert(X_VQ_BASE, HeaderValue::from_static(BASE));
    forward_as(headers, peer, scheme);
}

/// The server is away: a page for those who sent a form, an error for the page's script.
fn unreached(gate: &Inner, path: &str, headers: &HeaderMap) -> Response {
    let response = if is_navigation(headers) {
        let rule = gate.config.rules.iter().find(|rule| path.split('/').any(|segment| segment == rule.queue));
        let model = PageModel {
            base: BASE.to_owned(),
            tenant_id: rule.map(|rule| rule.tenant.clone()).unwrap_or_default(),
            queue_id: rule.map(|rule| rule.queue.clone()).unwrap_or_default(),
            queue_name: rule.map(|rule| rule.queue_name.clone()).unwrap_or_default(),
            session_json: None,
            state: PageState::Unavailable,
            return_url: "/".to_owned(),
            accept_language: String::new(),
            secure: gate.config.secure(),
        };
        respond::page(StatusCode::SERVICE_UNAVAILABLE, gate.page.render(&model))
    } else {
        respond::error(headers, &UNAVAILABLE, None, &gate.timestamp())
    };
    respond::retry_after(response, RETRY_SECONDS)
}

#[cfg(test)]
mod tests {
    use super::{is_allowed, strip_base};
    use crate::config::{GateConfig, compile};
    use http::Method;
    use proptest::prelude::*;

    fn allows(method: &str, path: &str) -> bool {
        let config: GateConfig = serde_json::from_str(
            r#"{"origin":"http://o","server":"http://s","rules":[{"path":"/","tenant":"t1","queue":"q1"}]}"#,
        )
        .unwrap();
        is_allowed(&compile(&config).unwrap(), &method.parse::<Method>().unwrap(), path)
    }

    #[test]
    fn visitors_routes_pass() {
        for (method, path) in [
            ("POST", "/v1/tenants/t1/sessions"),
            ("POST", "/v1/queues/q1/challenge"),
            ("GET", "/v1/sessions/current"),
            ("DELETE", "/v1/sessions/current"),
            ("POST", "/v1/sessions/current/claim"),
            ("POST", "/v1/sessions/current/extend"),
            ("POST", "/v1/sessions/current/complete"),
            ("GET", "/v1/sessions/current/recovery"),
            ("GET", "/v1/sessions/current/events"),
            ("POST", "/v1/queues/q1/recover"),
            ("GET", "/v1/queues/q1/frame"),
            ("GET", "/ws"),
            ("POST", "/q/q1/continue"),
            ("POST", "/q/q1/leave"),
            ("POST", "/q/q1/join"),
            ("GET", "/q/q1/keep"),
            ("GET", "/q/q1/recover"),
            ("POST", "/q/q1/recover"),
            ("GET", "/assets/room.js"),
            ("HEAD", "/assets/fonts/a-b_c.woff2"),
        ] {
            assert!(allows(method, path), "{method} {path}");
        }
    }

    #[test]
    fn nothing_else_passes() {
        for (method, path) in [
            ("GET", ""),
            ("GET", "/"),
            ("GET", "/v1/tenants/t1/sessions"),
            ("POST", "/v1/tenants/t2/sessions"),
            ("GET", "/v1/tenants"),
            ("GET", "/v1/tenants/t1/queues"),
            ("PUT", "/v1/tenants/t1/queues/q1"),
            ("POST", "/v1/auth/login"),
            ("GET", "/v1/queues/q2/frame"),
            ("POST", "/q/q2/continue"),
            ("GET", "/q/q1"),
            ("GET", "/q/q1/continue"),
            ("GET", "/metrics"),
            ("GET", "/health"),
            ("GET", "/assets/"),
            ("GET", "/assets/../v1/tenants"),
            ("GET", "/assets/%2e%2e/metrics"),
            ("GET", "/assets//x"),
            ("GET", "/assets/.env"),
            ("POST", "/assets/room.js"),
            ("GET", "/v1/sessions/current/"),
            ("GET", "/v1/sessions/current/../../tenants"),
            ("POST", "/ws"),
        ] {
            assert!(!allows(method, path), "{method} {path}");
        }
    }

    #[test]
    fn the_base_ends_at_a_segment() {
        assert_eq!(strip_base("/.vq/ws"), Some("/ws"));
        assert_eq!(strip_base("/.vq"), Some(""));
        assert_eq!(strip_base("/.vqx"), None);
    }

    proptest! {
        #[test]
        fn random_paths_never_panic(path in "/\\PC{0,40}") {
            let _ = allows("GET", &path);
        }

        #[test]
        fn what_passes_has_no_dots_to_climb(path in "(/(assets|\\.\\.|\\.|%2e|a|v1)){1,5}") {
            prop_assert!(!allows("GET", &path) || !path.contains(".."));
        }
    }
}

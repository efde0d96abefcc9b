//! The way of a request through the gate, from its first line to who answers it.
//!
//! The order is the promise: the gate's own API, then what needs no queue, then a good admission, then the line.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Request, State};
use axum::response::Response;
use http::request::Parts;
use http::{HeaderMap, Method, StatusCode};
use vq_admission::web::cookie;
use vq_admission::web::{TOKEN_PARAMETER, path, query};
use vq_proxy::{Peer, end_hop, forward_as, trace_as};

use crate::admission::Admission;
use crate::config::CompiledRule;
use crate::gate::Inner;
use crate::queue::{self, Verdict};
use crate::request::{Kind, PathForms, bypasses};
use crate::respond::{self, Mark};
use crate::{pass, visitor_api};

/// A request to a protected path, with everything about it that more than one step needs.
pub(crate) struct Visit<'a> {
    pub rule: &'a CompiledRule,
    pub kind: Kind,
    /// The request's headers as they came.
    pub headers: &'a HeaderMap,
    /// The forwarding headers that name the visitor to the server.
    pub visitor: HeaderMap,
    /// The path to return to, without any token.
    pub target: String,
    /// The token of the visitor's place, from its cookie.
    pub session_token: Option<String>,
    /// Now, in seconds.
    pub now: i64,
}

pub(crate) async fn handle(State(gate): State<Arc<Inner>>, request: Request) -> Response {
    let (mut parts, body) = request.into_parts();
    end_hop(&mut parts.headers);
    if !vq_proxy::is_forwardable(&parts.uri) {
        return respond::mark(respond::empty(StatusCode::BAD_REQUEST), Mark::Bypass);
    }
    let peer = Peer::of(&parts, &gate.config.trusted_proxies);
    if let Some(path) = visitor_api::strip_base(parts.uri.path()) {
        let path = path.to_owned();
        return visitor_api::forward(&gate, &path, parts, body, &peer).await;
    }
    let forms = PathForms::new(parts.uri.path());
    match gate.config.rule_for(&forms) {
        Some(rule) if !bypasses(&gate.config, rule, &parts, &forms, peer.client) => {
            protect(&gate, rule, parts, body, &peer).await
        }
        _ => pass::unqueued(&gate, parts, body, &peer, Mark::Bypass).await,
    }
}

async fn protect(gate: &Inner, rule: &CompiledRule, parts: Parts, body: Body, peer: &Peer) -> Response {
    let headers = parts.headers.clone();
    let visit = Visit::new(gate, rule, &parts, &headers, peer);
    match gate.admissions.find(&parts, &rule.queue, visit.now).await {
        Ok(admission) => admitted(gate, &visit, admission, parts, body, peer).await,
        Err(refused) => {
            (0..refused.count).for_each(|_| gate.observer.tokens_refused.add());
            let verdict = match refused.unsure {
                true => queue::unsure(gate, &visit),
                false => queue::stand(gate, &visit).await,
            };
            match verdict {
                Verdict::Admit(admission, cookies) => {
                    pass::admitted(gate, &visit, &admission, cookies, parts, body, peer).await
                }
                Verdict::FailOpen(cookies) => {
                    let response = pass::unqueued(gate, parts, body, peer, Mark::FailOpen).await;
                    respond::with_cookies(response, cookies)
                }
                Verdict::Answer(response) => {
                    gate.observer.queued.add();
                    respond::mark(*response, Mark::Queue)
                }
            }
        }
    }
}

/// Passes the holder of an admission, but first moves a token out of the URL and into a cookie.
async fn admitted(
    gate: &Inner,
    visit: &Visit<'_>,
    admission: Admission,
    parts: Parts,
    body: Body,
    peer: &Peer,
) -> Response {
    let url_holds_token = parts.uri.query().is_some_and(|text| query::get(text, TOKEN_PARAMETER).is_some());
    let cookies: Vec<_> = admission
        .handed
        .then(|| pass::admission_cookie(gate, &admission.token, &admission.claims, visit.now))
        .flatten()
        .into_iter()
        .collect();
    if url_holds_token && parts.method == Method::GET {
        gate.observer.passed.add();
        return respond::mark(respond::with_cookies(respond::redirect(&visit.target), cookies), Mark::Pass);
    }
    pass::admitted(gate, visit, &admission, cookies, parts, body, peer).await
}

impl<'a> Visit<'a> {
    fn new(gate: &Inner, rule: &'a CompiledRule, parts: &Parts, headers: &'a HeaderMap, peer: &Peer) -> Self {
        let target = parts.uri.path_and_query().map_or("/", |target| target.as_str());
        let mut visitor = HeaderMap::new();
        forward_as(&mut visitor, peer, gate.config.scheme.as_str());
        trace_as(&mut visitor, headers);
        Self {
            rule,
            kind: Kind::of(&parts.method, headers, &gate.config.crawlers),
            headers,
            visitor,
            target: path::safe_or_root(&query::without(target, TOKEN_PARAMETER)),
            session_token: gate.admissions.session_token(headers, &rule.queue),
            now: gate.now(),
        }
    }

    /// The name of one of the visitor's cookies for this queue.
    pub fn cookie_name(&self, kind: cookie::Kind, secure: bool) -> String {
        cookie::name(kind, &self.rule.queue, secure)
    }
}

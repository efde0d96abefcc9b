//! Letting a request through to the origin: what the origin learns, what it must not see, what it may order.
//!
//! `vq-command` in an answer ends, renews or revokes the visitor's session. It is the origin's word to the gate, so it
//! never reaches a visitor, and a visitor's own `vq-…` headers never reach the origin.

use axum::body::Body;
use axum::response::Response;
use http::header::COOKIE;
use http::request::Parts;
use http::uri::PathAndQuery;
use http::{HeaderMap, HeaderName, HeaderValue, Uri};
use tracing::Instrument as _;
use vq_admission::Claims;
use vq_admission::web::{TOKEN_HEADER, TOKEN_PARAMETER, cookie, query};
use vq_proxy::{Peer, forward_as, remove_alike};

use crate::admission::Admission;
use crate::decide::Visit;
use crate::gate::Inner;
use crate::request::Kind;
use crate::respond::{self, Mark};
use crate::server::Action;

const X_VQ_SESSION: HeaderName = HeaderName::from_static("x-vq-session");
const X_VQ_TICKET: HeaderName = HeaderName::from_static("x-vq-ticket");
const VQ_COMMAND: HeaderName = HeaderName::from_static("vq-command");
const UUID_BYTES: usize = 36;

/// Lets an admitted request through and hands out cookies with the answer.
pub(crate) async fn admitted(
    gate: &Inner,
    visit: &Visit<'_>,
    admission: &Admission,
    mut cookies: Vec<HeaderValue>,
    mut parts: Parts,
    body: Body,
    peer: &Peer,
) -> Response {
    let claims = &admission.claims;
    if let Some(token) = &visit.session_token {
        gate.extender.visit(claims, token, &visit.visitor, visit.now);
    }
    prepare(gate, &mut parts, peer);
    if let Ok(session) = HeaderValue::try_from(claims.sub.as_str()) {
        parts.headers.insert(X_VQ_SESSION, session);
    }
    if let Some(ticket) = claims.tkt {
        parts.headers.insert(X_VQ_TICKET, HeaderValue::from(ticket));
    }
    let mut response = gate.origin.visit(gate, visit.kind, parts, body).await;
    if cookies.is_empty()
        && let Some((token, fresh)) = gate.extender.fresh(claims)
    {
        cookies.extend(admission_cookie(gate, &token, &fresh, gate.now()));
    }
    let holder = Holder { claims, session_token: visit.session_token.as_deref(), visitor: &visit.visitor };
    for command in take_commands(&mut response) {
        if let Some(cleared) = holder.obey(gate, command) {
            cookies = cleared;
        }
    }
    gate.observer.passed.add();
    respond::mark(respond::with_cookies(response, cookies), Mark::Pass)
}

/// Lets a request through that needs no admission, or cannot be asked for one.
pub(crate) async fn unqueued(
    gate: &Inner,
    mut parts: Parts,
    body: Body,
    peer: &Peer,
    mark: Mark,
) -> Response {
    let cookies: HeaderMap =
        parts.headers.get_all(COOKIE).iter().map(|value| (COOKIE, value.clone())).collect();
    prepare(gate, &mut parts, peer);
    let kind = Kind::of(&parts.method, &parts.headers, &gate.config.crawlers);
    let mut response = gate.origin.visit(gate, kind, parts, body).await;
    let commands = take_commands(&mut response);
    let mut cleared = Vec::new();
    if !commands.is_empty() {
        cleared = obey_for_all(gate, &cookies, &commands, peer).await;
    }
    match mark {
        Mark::FailOpen => gate.observer.failed_open.add(),
        _ => gate.observer.bypassed.add(),
    }
    respond::mark(respond::with_cookies(response, cleared), mark)
}

/// The cookie that carries an admission.
pub(crate) fn admission_cookie(gate: &Inner, token: &str, claims: &Claims, now: i64) -> Option<HeaderValue> {
    let secure = gate.config.secure();
    cookie::set(&cookie::name(cookie::Kind::Admission, &claims.aud, secure), token, claims.exp - now, secure)
}

/// Makes a request fit for the origin: no tokens, no claims of the visitor's own making, true forwarding headers.
fn prepare(gate: &Inner, parts: &mut Parts, peer: &Peer) {
    let known =
        |queue: &str| queue.len() == UUID_BYTES || gate.config.rules.iter().any(|rule| rule.queue == queue);
    cookie::strip(&mut parts.headers, known);
    let ours = [X_VQ_SESSION, X_VQ_TICKET, HeaderName::from_static(TOKEN_HEADER)];
    remove_alike(&mut parts.headers, &ours);
    forward_as(&mut parts.headers, peer, gate.config.scheme.as_str());
    if parts.uri.query().is_some_and(|text| query::get(text, TOKEN_PARAMETER).is_some())
        && let Some(clean) = without_token(&parts.uri)
    {
        parts.uri = clean;
    }
}

fn without_token(uri: &Uri) -> Option<Uri> {
    let mut parts = uri.clone().into_parts();
    let clean = query::without(parts.path_and_query.as_ref()?.as_str(), TOKEN_PARAMETER);
    parts.path_and_query = Some(PathAndQuery::try_from(clean).ok()?);
    Uri::from_parts(parts).ok()
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Command {
    Complete,
    Extend,
    Revoke,
}

/// Takes the origin's commands out of an answer.
fn take_commands(response: &mut Response) -> Vec<Command> {
    let commands = response.headers().get_all(VQ_COMMAND).iter().filter_map(|value| value.to_str().ok());
    let commands = commands.flat_map(|line| line.split(',')).filter_map(|word| match word.trim() {
        "complete" => Some(Command::Complete),
        "extend" => Some(Command::Extend),
        "revoke" => Some(Command::Revoke),
        other => {
            tracing::warn!(command = other, "the origin sent an unknown vq-command");
            None
        }
    });
    let commands = commands.collect();
    response.headers_mut().remove(VQ_COMMAND);
    commands
}

/// The visitor a command is about.
struct Holder<'a> {
    claims: &'a Claims,
    session_token: Option<&'a str>,
    visitor: &'a HeaderMap,
}

impl Holder<'_> {
    /// Does what the origin asks; the cookies that tell the browser, where it changes anything for it.
    fn obey(&self, gate: &Inner, command: Command) -> Option<Vec<HeaderValue>> {
        let action = match command {
            Command::Complete => Action::Complete,
            Command::Revoke => Action::Leave,
            Command::Extend => {
                if let Some(token) = self.session_token {
                    gate.extender.start(self.claims, token, self.visitor, gate.now());
                }
                return None;
            }
        };
        gate.admissions.end(self.claims, gate.now());
        gate.extender.forget(self.claims);
        if let Some(token) = self.session_token {
            let server = std::sync::Arc::clone(&gate.server);
            let (token, queue, visitor) = (token.to_owned(), self.claims.aud.clone(), self.visitor.clone());
            // Detached: the visitor hanging up must not keep the slot taken.
            let task = async move {
                if let Err(error) = server.act(action, &token, &queue, &visitor).await {
                    tracing::warn!(%error, queue, ?action, "an origin's command was not carried out; the slot frees up when its time is over");
                }
            };
            gate.tasks.spawn(task.instrument(tracing::info_span!("gate_command")));
        }
        let secure = gate.config.secure();
        let names = [cookie::Kind::Admission, cookie::Kind::Session];
        let clear = |kind| cookie::clear(&cookie::name(kind, &self.claims.aud, secure), secure);
        Some(names.into_iter().filter_map(clear).collect())
    }
}

/// Commands in an answer to a path without a queue, such as a "thank you" page: they hold for every queue the visitor
/// has a good admission of.
async fn obey_for_all(
    gate: &Inner,
    cookies: &HeaderMap,
    commands: &[Command],
    peer: &Peer,
) -> Vec<HeaderValue> {
    let mut visitor = HeaderMap::new();
    forward_as(&mut visitor, peer, gate.config.scheme.as_str());
    let mut cleared = Vec::new();
    for queue in gate.config.queues() {
        let Ok(admission) = gate.admissions.find_cookie(cookies, queue, gate.now()).await else { continue };
        let session_token = gate.admissions.session_token(cookies, queue);
        let holder =
            Holder { claims: &admission.claims, session_token: session_token.as_deref(), visitor: &visitor };
        cleared.extend(commands.iter().filter_map(|command| holder.obey(gate, *command)).flatten());
    }
    cleared
}

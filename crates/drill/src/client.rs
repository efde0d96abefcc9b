//! A client that writes down all it lives through.

use std::{collections::HashMap, sync::Arc, time::Duration};

use tokio::time::timeout;
use uuid::Uuid;
use vq_crowd::{
    QueueRef,
    http::{Answer, Call, Connection},
    wire::{self, ApiError, Session, Status},
};

use crate::{
    history::{Asked, Recorder, Run, Seen, Told},
    node::Addresses,
};

/// Calls at any node, over a connection to each.
pub struct Client {
    addresses: Addresses,
    recorder: Arc<Recorder>,
    connections: HashMap<usize, (Run, Connection)>,
    patience: Duration,
    backend: Arc<str>,
}

impl Client {
    /// Nothing is connected yet. Whoever has not answered after `patience` is not waited for. People join through a site's
    /// backend, which holds the access token `backend`: it names them, and is told of the place they have when it asks again.
    pub fn new(
        addresses: &Addresses,
        recorder: &Arc<Recorder>,
        patience: Duration,
        backend: &Arc<str>,
    ) -> Self {
        let (addresses, recorder, backend) = (addresses.clone(), recorder.clone(), backend.clone());
        Self { addresses, recorder, connections: HashMap::new(), patience, backend }
    }

    /// How many nodes there are.
    pub fn nodes(&self) -> usize {
        self.addresses.count()
    }

    /// Asks, and writes the answer down as `read` understands it.
    pub async fn ask(&mut self, node: usize, asked: Asked, call: Call, read: fn(&Answer) -> Told) -> Told {
        let recorder = self.recorder.clone();
        let asked_at = recorder.now();
        let (run, answer) = self.call(node, call).await;
        let told = answer.as_ref().map_or(Told::Unknown, read);
        recorder.note(run, asked, asked_at, told.clone());
        told
    }

    /// Calls without a note.
    pub async fn call(&mut self, node: usize, call: Call) -> (Run, Option<Answer>) {
        let (run, base) = self.addresses.of(node);
        let fresh = || (run, Connection::new(&base));
        let (known, connection) = self.connections.entry(run.node).or_insert_with(fresh);
        if *known != run {
            (*known, *connection) = fresh();
        }
        let answer = timeout(self.patience, connection.call(call)).await;
        match answer {
            Ok(Ok(answer)) => (run, Some(answer)),
            failed => {
                if failed.is_err() {
                    // Half a call may be under way on it.
                    *connection = Connection::new(&base);
                }
                (run, None)
            }
        }
    }
}

/// Somebody who wants to get in.
#[derive(Clone, Debug)]
pub struct Visitor {
    /// Who it is.
    pub name: String,
    /// Their session, once they are in line.
    pub session: Option<Uuid>,
    /// What they were told last.
    pub seen: Option<Seen>,
    token: String,
}

impl Visitor {
    /// Not in line yet.
    pub fn new(name: String) -> Self {
        Self { name, session: None, seen: None, token: String::new() }
    }

    /// Where they stand, as far as they know.
    pub fn status(&self) -> Option<Status> {
        self.seen.map(|seen| seen.status)
    }

    /// Gets in line.
    pub async fn join(&mut self, client: &mut Client, node: usize, queue: QueueRef) -> Told {
        let body = format!(r#"{{"queueId":"{}","userIdentifier":"{}"}}"#, queue.queue, self.name);
        let call = Call::post(format!("/v1/tenants/{}/sessions", queue.tenant)).json(body);
        let call = call.bearer(&client.backend);
        let asked_at = client.recorder.now();
        let (run, answer) = client.call(node, call).await;
        let session = answer.as_ref().and_then(|answer| wire::data::<Session>(answer).ok());
        if let Some(session) = &session {
            (self.session, self.token) =
                (Some(session.id), session.session_token.clone().unwrap_or_default());
        }
        let told = answer.as_ref().map_or(Told::Unknown, told_session);
        client.recorder.note(run, Asked::Join(self.name.clone()), asked_at, told.clone());
        self.hear(told)
    }

    /// Asks where they stand.
    pub async fn look(&mut self, client: &mut Client, node: usize) -> Told {
        let Some(session) = self.session else { return Told::Unknown };
        let call = Call::get("/v1/sessions/current").bearer(&self.token);
        let told = client.ask(node, Asked::Look(session), call, told_session).await;
        self.hear(told)
    }

    /// Asks where they stand while nothing changes.
    pub async fn census(&self, client: &mut Client, node: usize, phase: u32) -> Told {
        let Some(session) = self.session else { return Told::Unknown };
        let call = Call::get("/v1/sessions/current").bearer(&self.token);
        client.ask(node, Asked::Census(phase, session), call, told_session).await
    }

    /// Takes the turn.
    pub async fn claim(&mut self, client: &mut Client, node: usize) -> Told {
        let Some(session) = self.session else { return Told::Unknown };
        let call = Call::post("/v1/sessions/current/claim").bearer(&self.token);
        let told = client.ask(node, Asked::Claim(session), call, told_admission).await;
        self.hear(told)
    }

    /// Is done.
    pub async fn leave(&mut self, client: &mut Client, node: usize) -> Told {
        let Some(session) = self.session else { return Told::Unknown };
        let call = Call::post("/v1/sessions/current/complete").bearer(&self.token);
        let told = client.ask(node, Asked::Leave(session), call, told_session).await;
        self.hear(told)
    }

    /// A poll of theirs, without a note.
    pub fn poll(&self) -> Call {
        Call::get("/v1/sessions/current").bearer(&self.token)
    }

    fn hear(&mut self, told: Told) -> Told {
        if let Told::Session(seen) | Told::Admitted(seen, _) = &told {
            self.seen = Some(*seen);
        }
        told
    }
}

/// An answer about a session.
pub fn told_session(answer: &Answer) -> Told {
    match wire::data::<Session>(answer) {
        Ok(session) => Told::Session(Seen::from(&session)),
        Err(error) => refused(&error),
    }
}

fn told_admission(answer: &Answer) -> Told {
    #[derive(serde::Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Admission {
        admission_token: Option<String>,
    }
    match (told_session(answer), wire::data::<Admission>(answer)) {
        (Told::Session(seen), Ok(Admission { admission_token: Some(token) })) => Told::Admitted(seen, token),
        // A success without an admission is none.
        (Told::Session(_), _) => Told::Refused(200, "no_admission".into()),
        (told, _) => told,
    }
}

/// What an error says.
pub fn refused(error: &ApiError) -> Told {
    match error {
        ApiError::Refused { status, code, .. } => Told::Refused(*status, code.clone()),
        ApiError::Unreadable(why) => Told::Refused(200, why.clone()),
        ApiError::Call(_) => Told::Unknown,
    }
}

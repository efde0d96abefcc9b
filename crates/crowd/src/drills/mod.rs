//! Drills: hard moments, made on purpose, with a verdict. Sizes are parameters, so that a test runs them small and the
//! bench runs them whole.

mod crash;
mod hall;
mod surge;
mod turn;

use crate::{
    http::{Answer, BaseUrl, Call, CallError},
    load::volley,
    server::ServerError,
    socket::SocketError,
    staff::QueueRef,
    wire::{self, ApiError, Session},
};

pub use crash::{CrashDrill, CrashReport};
pub use hall::{HallDrill, HallReport};
pub use surge::{SurgeDrill, SurgeReport};
pub use turn::{TurnDrill, TurnReport};

/// Why a drill could not be carried out. A rule that was broken is not an error but a report that says so.
#[derive(Debug, thiserror::Error)]
pub enum DrillError {
    /// The server did not do as asked.
    #[error("the server: {0}")]
    Api(#[from] ApiError),
    /// The server did not start.
    #[error(transparent)]
    Server(#[from] ServerError),
    /// A WebSocket did not work.
    #[error("a WebSocket: {0}")]
    Socket(#[from] SocketError),
    /// The server could not be killed.
    #[error("cannot kill the server: {0}")]
    Kill(std::io::Error),
}

/// Somebody the server gave a number to.
#[derive(Clone, Debug)]
pub struct Ticketed {
    /// The session as the join was answered.
    pub session: Session,
    /// Its token.
    pub token: String,
}

/// The call by which somebody joins.
pub fn join_call(queue: QueueRef) -> Call {
    let body = format!(r#"{{"queueId":"{}"}}"#, queue.queue);
    Call::post(format!("/v1/tenants/{}/sessions", queue.tenant)).json(body)
}

/// Reads the answer to a join.
pub fn read_join(answer: Result<Answer, CallError>) -> Result<Ticketed, ApiError> {
    let session: Session = wire::data(&answer?)?;
    let token = session.session_token.clone();
    let token = token.ok_or_else(|| ApiError::Unreadable("`sessionToken` is missing".into()))?;
    Ok(Ticketed { session, token })
}

/// `people` join at once over `connections` connections. Those whom the server gave a number come back in its order.
pub async fn join_at_once(
    base: &BaseUrl,
    queue: QueueRef,
    people: usize,
    connections: usize,
) -> Vec<Ticketed> {
    let answers = volley(base, connections, people, move |_| join_call(queue), read_join).await;
    let mut joined: Vec<Ticketed> = answers.into_iter().flatten().collect();
    joined.sort_unstable_by_key(|one| one.session.ticket);
    joined
}

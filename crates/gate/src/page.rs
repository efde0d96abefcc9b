//! The seam to whoever draws the visitors' pages.
//!
//! Must not know how a page looks, and must not hand a token to it: the cookies are `HttpOnly` for a reason.

use serde::Serialize;

/// What a page is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum PageState {
    /// In the line.
    Waiting,
    /// The turn has come; the visitor continues with a click.
    Turn,
    /// The place is gone: left, abandoned, not claimed in time, removed, sent to another line. `session_json.status` says which.
    Ended,
    /// Not in the line yet, and joining needs a click: the request was not a plain visit of a page.
    Join,
    /// The queue takes no one.
    Closed,
    /// The queue is full.
    Full,
    /// The queue cannot be reached.
    Unavailable,
}

/// Everything a page shows.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PageModel {
    /// Prefix of the visitor API: [`crate::BASE`].
    pub base: String,
    /// The tenant the queue belongs to.
    pub tenant_id: String,
    /// The queue.
    pub queue_id: String,
    /// Its name, where it is known.
    pub queue_name: String,
    /// The session as the visitor API shows it, without any token.
    pub session_json: Option<serde_json::Value>,
    /// What the page is about.
    pub state: PageState,
    /// The path to go on to: always one on the same site.
    pub return_url: String,
    /// The browser's `Accept-Language`, empty where it sent none.
    pub accept_language: String,
    /// Whether the public side speaks TLS, which decides the cookies' names.
    pub secure: bool,
}

/// Draws the visitors' pages.
pub trait WaitPage: Send + Sync {
    /// A whole HTML document. It is served with a policy that forbids inline scripts and styles.
    fn render(&self, model: &PageModel) -> String;
}

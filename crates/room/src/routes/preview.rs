//! `GET /preview/room`: the wait page with an example on it, for the dashboard to show what a branding looks like. The draft
//! comes from the window around it; see `web/packages/pages/src/preview.ts`.

use axum::{extract::State as Extract, response::Response};
use http::StatusCode;
use serde_json::json;

use super::{App, answer::html, visit::Visit};
use crate::{Page, State};

pub(super) async fn show(Extract(app): Extract<App>, visit: Visit) -> Response {
    let session = json!({
        "id": "preview",
        "status": "waiting",
        "queueState": "open",
        "position": 42,
        "peopleAhead": 41,
        "estimatedWaitSeconds": {"p50": 540, "p90": 780},
        "enqueuedAt": "2024-01-15T10:24:00.000Z",
        "lastUpdated": "2024-01-15T10:30:00.000Z",
        "pollAfterSeconds": 300,
        "canExtendClaim": false,
    });
    let page = Page {
        queue_name: "Virtual Queue".into(),
        session: Some(session),
        preview: true,
        ..Page::bare(&visit.site.base, "", State::Waiting)
    };
    html(StatusCode::OK, app.drawn(app.room.wait_page(&page, visit.locale), page.state), None)
}

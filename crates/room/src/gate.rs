//! The gate's pages: the same room, on the very URL the visitor asked for.

use vq_gate::{PageModel, PageState, WaitPage};

use crate::{Branding, Page, Room, State, safe_return, text::Locale};

impl WaitPage for Room {
    fn render(&self, model: &PageModel) -> String {
        let page = page_of(model);
        self.wait_page(&page, Locale::negotiate(&model.accept_language)).unwrap_or_else(|error| {
            tracing::error!(%error, "the wait page could not be drawn");
            page.state.plain_page()
        })
    }
}

fn page_of(model: &PageModel) -> Page {
    let state = match (model.state, &model.session_json) {
        (PageState::Waiting | PageState::Turn | PageState::Ended, Some(session)) => {
            State::of_session(session)
        }
        (PageState::Waiting | PageState::Join, _) => State::Joining,
        (PageState::Turn, None) => State::Turn,
        (PageState::Ended, None) => State::Ended,
        (PageState::Closed, _) => State::Closed,
        (PageState::Full, _) => State::Full,
        (PageState::Unavailable, _) => State::Unavailable,
    };
    Page {
        tenant_id: model.tenant_id.clone(),
        queue_name: model.queue_name.clone(),
        session: model.session_json.clone(),
        return_url: safe_return(&model.return_url),
        // What it is, only the server knows: the page asks it.
        branding: Some(Branding::default()),
        ..Page::bare(&model.base, &model.queue_id, state)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use vq_gate::{PageModel, PageState, WaitPage};

    use crate::Room;

    #[test]
    fn every_page_of_the_gate_has_a_face() {
        use PageState::*;
        let room = Room::new().unwrap();
        let waiting = json!({"status": "waiting", "queueState": "paused", "position": 3, "peopleAhead": 2});
        let cases = [
            (Waiting, Some(waiting), "paused"),
            (Turn, Some(json!({"status": "released"})), "turn"),
            (Ended, Some(json!({"status": "left"})), "ended"),
            (Ended, None, "ended"),
            (Join, None, "joining"),
            (Closed, None, "closed"),
            (Full, None, "full"),
            (Unavailable, None, "unavailable"),
        ];
        for (state, session_json, face) in cases {
            let html = room.render(&PageModel {
                base: vq_gate::BASE.into(),
                tenant_id: "t".into(),
                queue_id: "q".into(),
                queue_name: "Aurora".into(),
                session_json,
                state,
                return_url: "/shop?a=1".into(),
                accept_language: "fr-CA".into(),
                secure: true,
            });
            assert!(
                html.contains(&format!("data-view=\"{face}\"")) && html.contains("lang=\"fr\""),
                "{html}"
            );
        }
    }
}

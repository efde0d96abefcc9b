//! Every template, in every state, in every language: complete, well-formed, and fit for the strict policy.

mod common;

use common::check;
use serde_json::{Value, json};
use vq_domain::{Message, MessageLevel, Millis};
use vq_room::{Branding, KeepPage, Page, RecoverPage, Room, State, text::Locale};

const HOSTILE: &str = "<b>\"x' & </script><!-- {{ 7*7 }}";
const OPENS: Millis = Millis(1_717_423_509_000);

fn session(status: &str, queue_state: &str, position: Option<u64>) -> Value {
    json!({
        "id": "1", "status": status, "queueState": queue_state, "queueName": "Aurora",
        "position": position, "peopleAhead": position.map(|p| p - 1),
        "estimatedWaitSeconds": position.map(|p| json!({"p50": p * 30, "p90": p * 45})),
        "enqueuedAt": "2024-01-15T10:00:00.000Z", "lastUpdated": "2024-01-15T10:10:00.000Z",
        "claimBy": "2024-01-15T10:12:00.000Z", "opensAt": "2024-01-16T10:00:00.000Z",
        "message": {"text": "Hello", "level": "warning", "at": "2024-01-15T10:00:00.000Z"},
        "pollAfterSeconds": 7, "sessionToken": "SECRET", "admissionToken": "SECRET",
    })
}

fn sessions() -> Vec<Option<Value>> {
    let mut all = vec![None, Some(json!({})), Some(json!({"status": "waiting", "position": 5}))];
    for state in ["scheduled", "pre_queue", "open", "paused", "draining", "closed"] {
        for position in [None, Some(1), Some(2), Some(3), Some(12), Some(101), Some(1_000_001)] {
            all.push(Some(session("waiting", state, position)));
        }
    }
    let others =
        ["released", "active", "completed", "left", "abandoned", "no_show", "expired", "removed", "odd"];
    all.extend(others.map(|status| Some(session(status, "open", None))));
    all
}

fn page(state: State, session: Option<Value>) -> Page {
    Page {
        tenant_id: "t".into(),
        queue_name: "Aurora".into(),
        session,
        return_url: Some("/shop?a=1&b=2".into()),
        opens_at: Some(OPENS),
        ..Page::bare("/.vq", "q1", state)
    }
}

fn dressed(page: Page) -> Page {
    Page {
        queue_name: HOSTILE.into(),
        return_url: None,
        message: Some(Message { text: HOSTILE.into(), level: MessageLevel::Info, at: OPENS }),
        time_zone: Some("Asia/Tokyo".into()),
        branding: Some(Branding {
            version: Some("5d41\"<".into()),
            title: Some(HOSTILE.into()),
            welcome: Some(HOSTILE.into()),
            note: Some(HOSTILE.into()),
        }),
        languages: true,
        cookies_blocked: page.session.is_none(),
        ..page
    }
}

/// The text would else look like a template that was left over.
fn without_bait(html: &str) -> String {
    html.replace("{{ 7*7 }}", "")
}

#[test]
fn every_wait_page_is_well_formed() {
    let room = Room::new().unwrap();
    let mut faces: Vec<(State, Option<Value>)> =
        sessions().into_iter().map(|s| (s.as_ref().map_or(State::Joining, State::of_session), s)).collect();
    faces.extend(State::ALL.map(|state| (state, None)));
    for locale in Locale::ALL {
        for (state, session) in &faces {
            for page in [page(*state, session.clone()), dressed(page(*state, session.clone()))] {
                let html =
                    room.wait_page(&page, locale).unwrap_or_else(|e| panic!("{state:?} {locale:?}: {e}"));
                let checked = check(&without_bait(&html), locale.code(), locale.dir());
                checked.unwrap_or_else(|problem| panic!("{state:?} {locale:?}: {problem}\n{html}"));
                assert!(!html.contains("SECRET") && !html.contains("<b>"), "{state:?}");
            }
        }
    }
}

#[test]
fn the_other_pages_are_well_formed() {
    let room = Room::new().unwrap();
    for locale in Locale::ALL {
        for recovery in [None, Some(("7KQM-X2VD".to_owned(), "https://q.example/r?code=7&a=b".to_owned()))] {
            let keep = KeepPage {
                base: "/.vq".into(),
                queue_id: "q1".into(),
                queue_name: HOSTILE.into(),
                branding: None,
                recovery,
                back_url: "/shop".into(),
            };
            let html = room.keep_page(&keep, locale).unwrap();
            check(&without_bait(&html), locale.code(), locale.dir()).unwrap();
            assert_eq!(html.contains("<svg "), keep.recovery.is_some());
        }
        for (code, wrong) in [(None, false), (Some("\"><script>"), true)] {
            let recover = RecoverPage {
                base: String::new(),
                queue_id: "q1".into(),
                queue_name: "Aurora".into(),
                branding: Some(Branding::default()),
                code: code.map(Into::into),
                wrong,
                return_url: Some("/shop".into()),
            };
            let html = room.recover_page(&recover, locale).unwrap();
            check(&html, locale.code(), locale.dir()).unwrap();
        }
    }
}

#[test]
fn all_that_a_visitor_wants_to_know_is_there() {
    let room = Room::new().unwrap();
    let html = room
        .wait_page(&page(State::Waiting, Some(session("waiting", "open", Some(1_204)))), Locale::En)
        .unwrap();
    for text in [
        "1,204",
        "1,203 people ahead of you",
        // 36,120 s and 54,180 s
        "10\u{a0}hr to 15\u{a0}hr 30\u{a0}min",
        "10:10:00\u{a0}AM UTC",
        "Important message",
        "content=\"7\"",
        "&#x2f;.vq&#x2f;q&#x2f;q1&#x2f;keep?return=&#x2f;shop%3Fa%3D1%26b%3D2",
    ] {
        assert!(
            html.contains(text) || html.replace("&#x2f;", "/").contains(&text.replace("&#x2f;", "/")),
            "{text}\n{html}"
        );
    }
    let html =
        room.wait_page(&page(State::Turn, Some(session("released", "open", None))), Locale::De).unwrap();
    assert!(html.contains("10:12:00 UTC") && !html.contains("http-equiv"), "{html}");
}

#[test]
fn the_script_finds_its_configuration() {
    let room = Room::new().unwrap();
    let html = room
        .wait_page(&dressed(page(State::Waiting, Some(session("waiting", "open", Some(3))))), Locale::Ja)
        .unwrap();
    let (_, rest) = html.split_once("id=\"vq-config\">").unwrap();
    let config: Value = serde_json::from_str(rest.split_once("</script>").unwrap().0).unwrap();
    assert_eq!(config["queueName"], HOSTILE);
    assert_eq!(config["base"], "/.vq");
    assert_eq!(config["locale"], "ja");
    assert_eq!(config["session"]["position"], 3);
    assert!(config["session"].get("sessionToken").is_none());
    assert_eq!(config["branding"]["note"], HOSTILE);
}

#[test]
fn a_brand_is_worn_as_a_stylesheet_of_our_own_origin() {
    let room = Room::new().unwrap();
    let dressed = Page {
        branding: Some(Branding { version: Some("5d41402a".into()), ..Branding::default() }),
        ..page(State::Waiting, Some(session("waiting", "open", Some(3))))
    };
    let html = room.wait_page(&dressed, Locale::En).unwrap();
    let links: Vec<_> =
        check(&html, "en", "ltr").unwrap().into_iter().filter(|tag| tag.name == "link").collect();
    let styles = links.iter().filter(|link| link.get("rel") == Some("stylesheet"));
    let styles: Vec<_> =
        styles.filter_map(|link| link.get("href")).map(|href| href.replace("&#x2f;", "/")).collect();
    assert_eq!(styles, ["/.vq/assets/room.css", "/.vq/brand/q1/style.css?v=5d41402a"]);
}

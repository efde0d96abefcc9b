//! The pages that links in mails lead to. They need no JavaScript, and nothing of them goes into other hands: no referrer, no
//! frames, no cache.
//!
//! A GET uses nothing up: whoever looks through mails for bad links must not do it in a person's place.

use axum::{
    Router,
    extract::{Form, Path, Query, State},
    response::{IntoResponse, Response},
    routing::get,
};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use minijinja::context;
use serde::Deserialize;
use vq_api::Edge;
use vq_domain::{Error, ErrorCode};

use crate::{
    Auth,
    account::LANGUAGES,
    invitations::Acceptance,
    letters::{Letters, direction},
};

const POLICY: &str =
    "default-src 'none'; style-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";
const STYLE: &str = include_str!("text/style.css");

/// The pages.
#[derive(Clone)]
struct Pages {
    auth: Auth,
    letters: std::sync::Arc<Letters>,
}

#[derive(Deserialize)]
struct Link {
    #[serde(default)]
    token: String,
}

#[derive(Deserialize)]
struct Answer {
    token: String,
    #[serde(default)]
    name: String,
    #[serde(default)]
    password: String,
}

/// What a page is about.
#[derive(Clone, Copy, PartialEq, Eq)]
enum About {
    Invitation,
    Reset,
    Verify,
}

impl About {
    fn parse(name: &str) -> Option<Self> {
        [Self::Invitation, Self::Reset, Self::Verify].into_iter().find(|about| about.as_str() == name)
    }

    fn as_str(self) -> &'static str {
        match self {
            Self::Invitation => "invitation",
            Self::Reset => "reset",
            Self::Verify => "verify",
        }
    }
}

/// What a page shows besides its title.
enum Shown<'a> {
    Form { token: &'a str, error: Option<&'static str> },
    Done,
    Failed(&'static str),
}

/// The pages under `/account`.
pub fn pages(auth: Auth) -> Router {
    let pages = Pages { auth, letters: std::sync::Arc::default() };
    Router::new()
        .route("/account/style.css", get(style))
        .route("/account/{about}", get(show).post(submit))
        .with_state(pages)
}

async fn style() -> Response {
    let css = [(header::CONTENT_TYPE, "text/css"), (header::CACHE_CONTROL, "public, max-age=3600")];
    (css, STYLE).into_response()
}

async fn show(
    State(pages): State<Pages>,
    edge: Edge,
    Path(about): Path<String>,
    Query(link): Query<Link>,
    headers: HeaderMap,
) -> Response {
    let Some(about) = About::parse(&about) else { return StatusCode::NOT_FOUND.into_response() };
    let language = language(&headers);
    let place = match about {
        About::Invitation => match pages.auth.invitation(&link.token, edge.now()).await {
            Ok((_, place)) => place,
            Err(error) => return pages.page(about, language, "", Shown::Failed(word(&error.0)), &error.0),
        },
        About::Reset | About::Verify => String::new(),
    };
    let shown = Shown::Form { token: &link.token, error: None };
    pages.render(about, language, &place, shown, StatusCode::OK)
}

async fn submit(
    State(pages): State<Pages>,
    edge: Edge,
    Path(about): Path<String>,
    headers: HeaderMap,
    Form(answer): Form<Answer>,
) -> Response {
    let Some(about) = About::parse(&about) else { return StatusCode::NOT_FOUND.into_response() };
    let (language, auth, now) = (language(&headers), &pages.auth, edge.now());
    let mut place = String::new();
    let done = match about {
        About::Invitation => {
            if let Ok((_, name)) = auth.invitation(&answer.token, now).await {
                place = name;
            }
            let wanted = Acceptance {
                name: answer.name,
                password: answer.password,
                language: Some(language.to_owned()),
            };
            auth.accept(&answer.token, wanted, now, edge.ids()).await.map(drop)
        }
        About::Reset => auth.reset(&answer.token, answer.password, now, edge.ids()).await.map(drop),
        About::Verify => auth.verify(&answer.token, now).await,
    };
    match done {
        Ok(()) => pages.render(about, language, &place, Shown::Done, StatusCode::OK),
        Err(error) if error.0.code() == ErrorCode::InvalidField => {
            let shown = Shown::Form { token: &answer.token, error: Some("refused") };
            pages.page(about, language, &place, shown, &error.0)
        }
        Err(error) => pages.page(about, language, &place, Shown::Failed(word(&error.0)), &error.0),
    }
}

/// What is said of an error.
fn word(error: &Error) -> &'static str {
    // Who invited may not do so any more: another link is what helps, too.
    if matches!(error.code(), ErrorCode::TokenSpent | ErrorCode::Forbidden) { "spent" } else { "later" }
}

impl Pages {
    fn page(&self, about: About, language: &str, place: &str, shown: Shown<'_>, error: &Error) -> Response {
        let status = StatusCode::from_u16(error.code().http_status());
        self.render(about, language, place, shown, status.unwrap_or(StatusCode::INTERNAL_SERVER_ERROR))
    }

    fn render(
        &self,
        about: About,
        language: &str,
        place: &str,
        shown: Shown<'_>,
        status: StatusCode,
    ) -> Response {
        let Some(words) = self.letters.words(language) else {
            return StatusCode::INTERNAL_SERVER_ERROR.into_response();
        };
        let word = |name: &str| words.get(name).map(|text| text.replace("{place}", place));
        let about = about.as_str();
        let button = match about {
            "verify" => "verification_button".to_owned(),
            other => format!("{other}_button"),
        };
        let sign_in = matches!(shown, Shown::Done).then(|| word("sign_in")).flatten();
        let form = match shown {
            Shown::Form { .. } => Some(about),
            _ => None,
        };
        let (token, text, error) = match shown {
            Shown::Form { token, error } => (token, None, error.and_then(word)),
            Shown::Done => ("", word(&format!("done_{about}")), None),
            Shown::Failed(name) => ("", None, word(name)),
        };
        let page = self.letters.page(context! {
            language, text, error, form, token, sign_in,
            direction => direction(language),
            title => word(&format!("page_{about}")),
            button => word(&button),
            ask_name => about == "invitation",
            ask_password => about != "verify",
            name_label => word("name"),
            password_label => word("password"),
        });
        let Some(page) = page else { return StatusCode::INTERNAL_SERVER_ERROR.into_response() };
        let mut response = (status, page).into_response();
        let headers = response.headers_mut();
        for (name, value) in [
            (header::CONTENT_TYPE, "text/html; charset=utf-8"),
            (header::CACHE_CONTROL, "no-store"),
            (header::CONTENT_SECURITY_POLICY, POLICY),
            (header::REFERRER_POLICY, "no-referrer"),
            (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
            (HeaderName::from_static("x-frame-options"), "DENY"),
        ] {
            headers.insert(name, HeaderValue::from_static(value));
        }
        response
    }
}

/// The first language a browser names that there is.
fn language(headers: &HeaderMap) -> &'static str {
    let wanted =
        headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let primary = |range: &str| range.trim().get(..2).unwrap_or_default().to_ascii_lowercase();
    let named = wanted.split(',').take(20).map(primary);
    let mut known = named.filter_map(|tag| LANGUAGES.into_iter().find(|language| *language == tag));
    known.next().unwrap_or(LANGUAGES[0])
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn wanted(value: &str) -> &'static str {
        let mut headers = HeaderMap::new();
        if let Ok(value) = HeaderValue::from_str(value) {
            headers.insert(header::ACCEPT_LANGUAGE, value);
        }
        language(&headers)
    }

    #[test]
    fn the_first_language_that_there_is() {
        assert_eq!(
            [wanted("nl, de-CH;q=0.9, fr"), wanted("JA"), wanted("*"), wanted("")],
            ["de", "ja", "en", "en"]
        );
    }

    proptest! {
        #[test]
        fn any_header_is_read(value in "\\PC{0,200}") {
            wanted(&value);
        }
    }
}

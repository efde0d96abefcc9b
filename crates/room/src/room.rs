//! Draws the pages: templates and locales are part of the binary, and a variable that a template does not get is an error.

use std::collections::BTreeMap;

use minijinja::{Environment, UndefinedBehavior, Value, context};
use serde_json::json;
use vq_domain::MessageLevel;

use crate::{
    assets,
    page::{Branding, KeepPage, LocationPage, Page, RecoverPage, State},
    qr::qr_svg,
    session::SessionView,
    text::{self, Locale},
    urls::query,
};

const ROOM: &str = "room.html";
const KEEP: &str = "keep.html";
const RECOVER: &str = "recover.html";
const LOCATION: &str = "location.html";
const TEMPLATES: [(&str, &str); 4] = [
    (LOCATION, include_str!("../../../web/room/templates/location.html")),
    (ROOM, include_str!("../../../web/room/templates/room.html")),
    (KEEP, include_str!("../../../web/room/templates/keep.html")),
    (RECOVER, include_str!("../../../web/room/templates/recover.html")),
];
/// Ways to end that have words of their own.
const ENDED: [&str; 7] = ["left", "abandoned", "no_show", "expired", "removed", "completed", "transferred"];
/// What a session must not hand to a page: the cookies are `HttpOnly` for a reason.
const SECRETS: [&str; 3] = ["sessionToken", "admissionToken", "movedTo"];

fn strings_of(locale: Locale) -> &'static str {
    match locale {
        Locale::En => include_str!("../../../web/room/locales/en.json"),
        Locale::De => include_str!("../../../web/room/locales/de.json"),
        Locale::Es => include_str!("../../../web/room/locales/es.json"),
        Locale::Fr => include_str!("../../../web/room/locales/fr.json"),
        Locale::Ar => include_str!("../../../web/room/locales/ar.json"),
        Locale::Ja => include_str!("../../../web/room/locales/ja.json"),
    }
}

/// Why the pages cannot be drawn: a fault of the build.
#[derive(Debug, thiserror::Error)]
pub enum RoomError {
    /// A template.
    #[error("a template of the wait page: {0}")]
    Template(#[from] minijinja::Error),
    /// A locale.
    #[error("a locale of the wait page: {0}")]
    Locale(#[from] serde_json::Error),
}

struct Words {
    strings: BTreeMap<String, String>,
    /// The same, as the templates take it.
    t: Value,
}

impl Words {
    fn get(&self, key: &str) -> &str {
        self.strings.get(key).map_or("", String::as_str)
    }
}

/// Draws the visitors' pages in all languages.
pub struct Room {
    templates: Environment<'static>,
    words: Vec<Words>,
    has_script: bool,
}

impl Room {
    /// Reads templates and locales. Warns when the web build is missing; the pages work without it.
    pub fn new() -> Result<Self, RoomError> {
        let mut templates = Environment::new();
        templates.set_undefined_behavior(UndefinedBehavior::Strict);
        for (name, source) in TEMPLATES {
            templates.add_template(name, source)?;
        }
        let words = Locale::ALL.map(|locale| {
            let strings: BTreeMap<String, String> = serde_json::from_str(strings_of(locale))?;
            let t = Value::from_pairs(strings.iter().map(|(key, text)| (key.as_str(), text.as_str())));
            Ok(Words { strings, t })
        });
        let has_script = assets::has_script();
        if !has_script {
            tracing::warn!(
                "web/room was not built into this binary: the wait page works without JavaScript only"
            );
        }
        Ok(Self { templates, words: words.into_iter().collect::<Result<_, RoomError>>()?, has_script })
    }

    /// The wait page.
    pub fn wait_page(&self, page: &Page, locale: Locale) -> Result<String, RoomError> {
        let words = self.words(locale);
        let session = page.session.as_ref().map(SessionView::read).unwrap_or_default();
        let zone = text::zone(page.time_zone.as_deref());
        let opens_at = session.opens_at.or(page.opens_at);
        let people_ahead = session.people_ahead.map(|count| match count {
            0 => words.get("nobody_ahead").to_owned(),
            _ => words
                .get(&format!("people_ahead.{}", text::plural(locale, count).as_str()))
                .replace("{count}", &text::number(locale, count)),
        });
        let wait_text = session
            .wait
            .map(|(p50, p90)| text::wait(locale, p50, p90, words.get("wait_soon"), words.get("wait_range")));
        let status = ENDED.into_iter().find(|known| *known == session.status).unwrap_or("unknown");
        let queue_name = match page.queue_name.as_str() {
            "" => session.queue_name.as_deref().unwrap_or_default(),
            name => name,
        };
        let refresh_seconds = page.state.refresh_seconds(session.poll_after_seconds);
        let keep_url = format!(
            "{}/q/{}/keep{}",
            page.base,
            page.queue_id,
            query(&[("return", page.return_url.as_deref())])
        );
        self.render(
            ROOM,
            context! {
                queue_name, status, people_ahead, wait_text, refresh_seconds, keep_url,
                challenge => page.slow_way.as_ref().map(|way| way.challenge.as_str()),
                slow_text => page.slow_way.as_ref().map(|way| {
                    let seconds = text::number(locale, u64::from(way.seconds));
                    words.get("work_nojs").replace("{seconds}", &seconds)
                }),
                invite_wrong => page.invite_wrong,
                invite_code => page.carried.invite_code.as_deref(),
                enqueue_token => page.carried.enqueue_token.as_deref(),
                branding => own_words(&page.branding),
                brand_href => brand_href(&page.base, &page.queue_id, &page.branding),
                state => page.state.as_str(),
                number => session.number.as_deref(),
                counter => session.counter.as_deref(),
                held => session.held,
                draw => session.position.is_none(),
                position => session.position.map(|position| text::number(locale, position)),
                progress_percent => session.progress_percent(),
                message => message(page, &session, words),
                stays => page.stays,
                active_until_text => session.active_until.map(|at| text::clock(locale, at, &zone)),
                claim_by_text => session.claim_by.map(|at| text::clock(locale, at, &zone)),
                opens_at_text => opens_at.map(|at| text::moment(locale, at, session.last_updated, &zone)),
                last_update_text => session.last_updated.map(|at| text::clock(locale, at, &zone)),
                return_url => page.return_url.as_deref(),
                languages => page.languages.then(|| languages(page)),
                config_json => script_json(&config(page, queue_name, locale)),
                js_src => self.has_script.then(|| format!("{}/assets/{}", page.base, assets::SCRIPT)),
                ..self.common(&page.base, &page.queue_id, locale)
            },
        )
    }

    /// A location's services.
    pub fn location_page(&self, page: &LocationPage, locale: Locale) -> Result<String, RoomError> {
        let (words, location) = (self.words(locale), &page.location);
        let services = location["services"].as_array().map(Vec::as_slice).unwrap_or_default();
        let services: Vec<Value> =
            services.iter().map(|service| offer(service, page, locale, words)).collect();
        let message = location["message"]["text"]
            .as_str()
            .map(|text| context! { text, level => location["message"]["level"].as_str().unwrap_or("info") });
        let languages: Vec<Value> = offered(location, locale)
            .into_iter()
            .map(|locale| {
                let href = query(&[("lang", Some(locale.code()))]);
                context! { code => locale.code(), name => locale.own_name(), href }
            })
            .collect();
        self.render(
            LOCATION,
            context! {
                services, message, languages,
                location_name => location["name"].as_str().unwrap_or_default(),
                branding => own_words(&page.branding),
                brand_href => brand_href(&page.base, &page.tenant_id, &page.branding),
                ..self.common(&page.base, "", locale)
            },
        )
    }

    /// "Keep my place on another device".
    pub fn keep_page(&self, page: &KeepPage, locale: Locale) -> Result<String, RoomError> {
        let (code, url) = page.recovery.as_ref().map(|(code, url)| (code, url)).unzip();
        self.render(
            KEEP,
            context! {
                code, url,
                queue_name => page.queue_name.as_str(),
                branding => own_words(&page.branding),
                brand_href => brand_href(&page.base, &page.queue_id, &page.branding),
                qr_svg => url.map(|url| qr_svg(url)),
                back_url => page.back_url.as_str(),
                return_url => (),
                ..self.common(&page.base, &page.queue_id, locale)
            },
        )
    }

    /// "I have a recovery code".
    pub fn recover_page(&self, page: &RecoverPage, locale: Locale) -> Result<String, RoomError> {
        self.render(
            RECOVER,
            context! {
                queue_name => page.queue_name.as_str(),
                branding => own_words(&page.branding),
                brand_href => brand_href(&page.base, &page.queue_id, &page.branding),
                code => page.code.as_deref(),
                wrong => page.wrong,
                return_url => page.return_url.as_deref(),
                ..self.common(&page.base, &page.queue_id, locale)
            },
        )
    }

    fn common(&self, base: &str, queue_id: &str, locale: Locale) -> Value {
        context! {
            base, queue_id,
            lang => locale.code(),
            dir => locale.dir(),
            t => self.words(locale).t.clone(),
            css_href => format!("{base}/assets/{}", assets::STYLES),
        }
    }

    fn render(&self, template: &str, variables: Value) -> Result<String, RoomError> {
        Ok(self.templates.get_template(template)?.render(variables)?)
    }

    fn words(&self, locale: Locale) -> &Words {
        // `words` holds one for each of `Locale::ALL`, in that order, which is that of the enum.
        &self.words[locale as usize]
    }
}

/// The languages to choose from: those of the location that are ours, or else all; none where there is no choice.
fn offered(location: &serde_json::Value, shown: Locale) -> Vec<Locale> {
    let tags = location["languages"].as_array().map(Vec::as_slice).unwrap_or_default();
    let primary = |tag: &str| tag.split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase();
    let own: Vec<String> = tags.iter().filter_map(|tag| tag.as_str().map(primary)).collect();
    let known: Vec<Locale> =
        Locale::ALL.into_iter().filter(|locale| own.iter().any(|tag| tag == locale.code())).collect();
    match known.as_slice() {
        [] => Locale::ALL.to_vec(),
        [only] if *only == shown => Vec::new(),
        _ => known,
    }
}

/// Why a service gives out no number, as the API says it; other reasons are told as "closed".
const REASONS: [&str; 5] = ["closed", "scheduled", "draining", "full", "closing_time"];

/// A service as the location's page shows it.
fn offer(service: &serde_json::Value, page: &LocationPage, locale: Locale, words: &Words) -> Value {
    let id = service["queueId"].as_str().unwrap_or_default();
    let is_open = service["acceptsJoins"] == true;
    let state = match service["waiting"].as_u64() {
        _ if !is_open => {
            let reason = service["reason"].as_str().filter(|reason| REASONS.contains(reason));
            words.get(&format!("reason_{}", reason.unwrap_or("closed"))).to_owned()
        }
        None | Some(0) => words.get("location_nobody").to_owned(),
        Some(count) => {
            let waiting = words
                .get(&format!("location_waiting.{}", text::plural(locale, count).as_str()))
                .replace("{count}", &text::number(locale, count));
            let wait = &service["estimatedWaitSeconds"];
            match wait["p50"].as_f64().zip(wait["p90"].as_f64()) {
                Some((p50, p90)) => {
                    let wait = text::wait(locale, p50, p90, words.get("wait_soon"), words.get("wait_range"));
                    format!("{waiting} · {}", words.get("location_wait").replace("{wait}", &wait))
                }
                None => waiting,
            }
        }
    };
    context! {
        id, state, is_open,
        name => service["name"].as_str().unwrap_or_default(),
        description => service["description"].as_str().unwrap_or_default(),
        has_place => page.places.iter().any(|place| place == id),
    }
}

/// The session's message, or else the queue's; above all, that the browser keeps no cookies.
fn message(page: &Page, session: &SessionView, words: &Words) -> Option<Value> {
    let level = |warning: bool| if warning { "warning" } else { "info" };
    if page.cookies_blocked {
        let text = format!("{}. {}", words.get("cookies_title"), words.get("cookies_body"));
        return Some(context! { text, level => level(true) });
    }
    if let Some((text, warning)) = &session.message {
        return Some(context! { text, level => level(*warning) });
    }
    // With a session its word is the last: the operator may have taken the message back.
    let queue = page.message.as_ref().filter(|_| page.session.is_none())?;
    Some(context! { text => queue.text.as_str(), level => level(queue.level == MessageLevel::Warning) })
}

fn own_words(branding: &Option<Branding>) -> Value {
    branding
        .as_ref()
        .map_or(().into(), |Branding { title, welcome, note, .. }| context! { title, welcome, note })
}

/// The address of the stylesheet that dresses the page.
fn brand_href(base: &str, queue_id: &str, branding: &Option<Branding>) -> Option<String> {
    let branding = branding.as_ref()?;
    Some(format!("{base}/brand/{queue_id}/style.css{}", query(&[("v", branding.version.as_deref())])))
}

fn languages(page: &Page) -> Vec<Value> {
    let link = |locale: Locale| {
        let parts = [("lang", Some(locale.code())), ("return", page.return_url.as_deref())];
        let href = format!("{}/q/{}{}", page.base, page.queue_id, query(&parts));
        context! { code => locale.code(), name => locale.own_name(), href }
    };
    Locale::ALL.into_iter().map(link).collect()
}

/// What `room.js` begins with.
fn config(page: &Page, queue_name: &str, locale: Locale) -> serde_json::Value {
    let mut session = page.session.clone();
    if let Some(fields) = session.as_mut().and_then(serde_json::Value::as_object_mut) {
        fields.retain(|name, _| !SECRETS.contains(&name.as_str()));
    }
    json!({
        "tenantId": page.tenant_id,
        "queueId": page.queue_id,
        "queueName": queue_name,
        "base": page.base,
        "locale": locale.code(),
        "returnUrl": page.return_url,
        "session": session,
        "branding": page.branding,
        "work": page.slow_way.is_some(),
        "stays": page.stays,
        "missing": page.state == State::NotFound,
        "preview": page.preview,
    })
}

/// JSON that cannot end the script element around it.
fn script_json(value: &serde_json::Value) -> String {
    let mut text = String::new();
    for c in value.to_string().chars() {
        match c {
            '<' | '>' | '&' | '\u{2028}' | '\u{2029}' => text.push_str(&format!("\\u{:04x}", u32::from(c))),
            other => text.push(other),
        }
    }
    text
}

impl State {
    /// The page of last resort, should a template fail.
    pub(crate) fn plain_page(self) -> String {
        let name = self.as_str();
        format!(
            "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Waiting line</title><p>One moment, please. Reload this page. ({name})</p></html>"
        )
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{offered, script_json};
    use crate::text::Locale;

    #[test]
    fn a_location_offers_the_languages_it_speaks() {
        let of = |languages: serde_json::Value, shown| offered(&json!({"languages": languages}), shown);
        assert_eq!(of(json!(["en", "de-DE", "tr"]), Locale::En), [Locale::En, Locale::De]);
        // Nothing to choose, but for who came in another language.
        assert_eq!(of(json!(["en"]), Locale::En), []);
        assert_eq!(of(json!(["en"]), Locale::De), [Locale::En]);
        assert_eq!(of(json!(["tr"]), Locale::En), Locale::ALL);
        assert_eq!(of(json!(null), Locale::En), Locale::ALL);
    }

    #[test]
    fn json_cannot_leave_its_script() {
        let hostile = json!({"a": "</script><!-- \u{2028}\u{2029} & \" \\"});
        let text = script_json(&hostile);
        assert!(!text.contains(['<', '>', '&', '\u{2028}', '\u{2029}']));
        assert_eq!(serde_json::from_str::<serde_json::Value>(&text).unwrap(), hostile);
    }
}

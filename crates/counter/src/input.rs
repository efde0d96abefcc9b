//! What a caller may say about locations, counters and kiosks, and what is allowed.

use serde::{Deserialize, Deserializer};
use utoipa::ToSchema;
use vq_domain::{
    CallOrder, Counter, Error, ErrorCode, FieldError, Kiosk, Limit, Location, LocationId, Message,
    MessageLevel, Millis, QueueId, Result, Schedule, limit, walk_in::is_time_zone,
};

/// Most languages of a location, and most services of a counter.
const MOST_LANGUAGES: usize = limit::LOCATION_LANGUAGES.count();
pub(crate) const MOST_SERVICES: usize = limit::COUNTER_SERVICES.count();

/// Tells `null` from absent.
fn given<'de, D: Deserializer<'de>, T: Deserialize<'de>>(
    json: D,
) -> std::result::Result<Option<Option<T>>, D::Error> {
    Option::<T>::deserialize(json).map(Some)
}

/// A location as it is to be. When changing one, a field that is absent stays as it is.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct LocationInput {
    /// 1 to 200 characters. Needed when creating.
    pub name: Option<String>,
    /// Up to 500 characters.
    pub address: Option<String>,
    /// IANA name, e.g. `Europe/Berlin`. Needed when creating.
    pub time_zone: Option<String>,
    /// In which people are spoken to, the first before the others, e.g. `de`; 1 to 20.
    pub languages: Option<Vec<String>>,
    /// When it is open, by its own clocks; `null`: always.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<Schedule>)]
    pub hours: Option<Option<Schedule>>,
    /// Shown to all who are there; `null` takes it away.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<LocationMessage>)]
    pub message: Option<Option<LocationMessage>>,
    /// When changing: the `version` that the change was made on. If the location has another by now, nothing is changed.
    pub version: Option<u64>,
}

/// What is said to all who are at a location.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LocationMessage {
    /// 1 to 1,000 characters.
    pub text: String,
    /// How loud.
    #[serde(default)]
    pub level: MessageLevel,
}

impl LocationInput {
    /// Applies it to a location.
    pub fn apply(self, location: &mut Location, now: Millis) -> Result<()> {
        let mut problems = Problems::default();
        if let Some(name) = self.name {
            location.name = name.trim().to_owned();
        }
        problems.length("name", &location.name, 1, limit::LOCATION_NAME);
        if let Some(address) = self.address {
            location.address = address;
        }
        problems.length("address", &location.address, 0, limit::LOCATION_ADDRESS);
        if let Some(time_zone) = self.time_zone {
            location.time_zone = time_zone;
        }
        if location.time_zone.is_empty() {
            problems.add(
                ErrorCode::MissingField,
                "timeZone",
                "A location needs a time zone, e.g. Europe/Berlin.",
            );
        } else if !is_time_zone(&location.time_zone) {
            problems.invalid("timeZone", "timeZone is an IANA name, e.g. Europe/Berlin.");
        }
        if let Some(languages) = self.languages {
            location.languages = languages;
        }
        let plain = |tag: &String| {
            (2..=35).contains(&tag.len())
                && tag.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
        };
        if !(1..=MOST_LANGUAGES).contains(&location.languages.len()) || !location.languages.iter().all(plain)
        {
            let message = "languages are 1 to 20 tags, e.g. de or pt-BR.";
            let count = location.languages.len();
            problems.over("languages", message, limit::LOCATION_LANGUAGES, count);
        }
        if let Some(hours) = self.hours {
            location.hours = hours;
        }
        if let Some(hours) = &mut location.hours {
            hours.time_zone.clone_from(&location.time_zone);
        }
        if let Some(Err(found)) = location.hours.as_ref().map(Schedule::validate) {
            problems.0.extend(found.errors.into_iter().map(|error| FieldError {
                field: error.field.map(|field| field.replacen("schedule", "hours", 1)),
                ..error
            }));
        }
        if let Some(message) = self.message {
            location.message = message.map(|said| Message { text: said.text, level: said.level, at: now });
        }
        if let Some(message) = &location.message {
            problems.length("message.text", &message.text, 1, limit::MESSAGE);
        }
        problems.into_result()
    }
}

/// A counter as it is to be. When changing one, a field that is absent stays as it is.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CounterInput {
    /// Where. Needed when creating; stays.
    pub location_id: Option<LocationId>,
    /// What stands above it, 1 to 50 characters. Needed when creating.
    pub name: Option<String>,
    /// The services it takes, the preferred first: queues that are offered at the location.
    pub services: Option<Vec<QueueId>>,
    /// Whom it calls first.
    pub order: Option<CallOrder>,
    /// How many may be called or served there at once, 1 to 20; 1 if absent.
    pub max_served: Option<u16>,
    /// When changing: the `version` that the change was made on. If the counter has another by now, nothing is changed.
    pub version: Option<u64>,
}

impl CounterInput {
    /// Applies it to a counter. `offered` are the services of its location.
    pub fn apply(self, counter: &mut Counter, offered: &[QueueId]) -> Result<()> {
        let mut problems = Problems::default();
        if self.location_id.is_some_and(|location| location != counter.location_id) {
            problems.invalid("locationId", "A counter stays at its location; make another one there.");
        }
        if let Some(name) = self.name {
            counter.name = name.trim().to_owned();
        }
        problems.length("name", &counter.name, 1, limit::COUNTER_NAME);
        if let Some(services) = self.services {
            for (at, service) in services.iter().enumerate() {
                if !offered.contains(service) {
                    let message = "There is no such service at this location.";
                    problems.add(ErrorCode::NotFound, &format!("services[{at}]"), message);
                } else if services[..at].contains(service) {
                    problems.invalid(&format!("services[{at}]"), "This service is named already.");
                }
            }
            if services.len() > MOST_SERVICES {
                let message = "A counter takes at most 100 services.";
                problems.over("services", message, limit::COUNTER_SERVICES, services.len());
            }
            counter.services = services;
        }
        counter.order = self.order.unwrap_or(counter.order);
        counter.max_served = self.max_served.unwrap_or(counter.max_served);
        if !(1..=20).contains(&counter.max_served) {
            let (message, served) = ("maxServed goes from 1 to 20.", usize::from(counter.max_served));
            problems.over("maxServed", message, limit::COUNTER_SERVED, served);
        }
        problems.into_result()
    }
}

/// A kiosk as it is to be. When changing one, a field that is absent stays as it is.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct KioskInput {
    /// Where it stands. Needed when creating; stays.
    pub location_id: Option<LocationId>,
    /// For those who look after it, 1 to 200 characters. Needed when creating.
    pub name: Option<String>,
    /// Whether it is to hand out nothing for now.
    pub out_of_service: Option<bool>,
    /// What it says meanwhile, up to 500 characters.
    pub out_of_service_text: Option<String>,
    /// When changing: the `version` that the change was made on. If the kiosk has another by now, nothing is changed.
    pub version: Option<u64>,
}

impl KioskInput {
    /// Applies it to a kiosk.
    pub fn apply(self, kiosk: &mut Kiosk) -> Result<()> {
        let mut problems = Problems::default();
        if self.location_id.is_some_and(|location| location != kiosk.location_id) {
            problems.invalid("locationId", "A kiosk stays at its location; register another one there.");
        }
        if let Some(name) = self.name {
            kiosk.name = name.trim().to_owned();
        }
        problems.length("name", &kiosk.name, 1, limit::KIOSK_NAME);
        kiosk.out_of_service = self.out_of_service.unwrap_or(kiosk.out_of_service);
        if let Some(text) = self.out_of_service_text {
            kiosk.out_of_service_text = text;
        }
        problems.length("outOfServiceText", &kiosk.out_of_service_text, 0, limit::KIOSK_TEXT);
        problems.into_result()
    }
}

#[derive(Default)]
struct Problems(Vec<FieldError>);

impl Problems {
    fn add(&mut self, code: ErrorCode, field: &str, message: &str) {
        self.0.push(FieldError::new(code, field, message));
    }

    fn invalid(&mut self, field: &str, message: &str) {
        self.add(ErrorCode::InvalidField, field, message);
    }

    /// Not allowed, perhaps because of a limit.
    fn over(&mut self, field: &str, message: &str, limit: Limit, used: usize) {
        self.0.push(FieldError::new(ErrorCode::InvalidField, field, message).if_over(limit, used));
    }

    fn length(&mut self, field: &str, text: &str, least: usize, limit: Limit) {
        let (length, most) = (text.chars().count(), limit.count());
        let message = || format!("{field} must have {least} to {most} characters.");
        if text.is_empty() && least > 0 {
            self.add(ErrorCode::MissingField, field, &message());
        } else if !(least..=most).contains(&length) {
            self.over(field, &message(), limit, length);
        }
    }

    fn into_result(self) -> Result<()> {
        if self.0.is_empty() { Ok(()) } else { Err(Error { errors: self.0, retry_after_seconds: None }) }
    }
}

//! What a caller may say about a queue, and what is allowed.

use serde::{Deserialize, Deserializer};
use utoipa::ToSchema;
use vq_domain::{
    Error, ErrorCode, FieldError, JoinRules, Limits, Location, LocationId, MessageLevel, Numbering, PreQueue,
    QueueSettings, Releases, Result, Schedule, WalkIn, limit,
};

/// A queue as it is to be. When changing one, a field that is absent stays as it is.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct QueueInput {
    /// Shown to people, 1 to 200 characters. Needed when creating.
    pub name: Option<String>,
    /// Up to 2,000 characters.
    pub description: Option<String>,
    /// Most people who are offered their turn or are inside at once; never exceeded. 1 to the tenant's limit.
    pub max_concurrent_users: Option<u32>,
    /// People let through per minute, 1 to 6,000,000.
    pub release_rate_per_minute: Option<u32>,
    /// A queue that is not active is closed.
    pub is_active: Option<bool>,
    /// Whether anybody may join without signing in.
    pub is_public: Option<bool>,
    /// When it opens and closes by itself; `null` to steer it by hand.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<Schedule>)]
    pub schedule: Option<Option<Schedule>>,
    /// How long an offered turn is kept, in seconds, 5 to 86,400.
    pub claim_timeout_seconds: Option<u32>,
    /// How long somebody may be inside without a sign, in seconds, 5 to 604,800.
    pub active_timeout_seconds: Option<u32>,
    /// How long somebody may be inside at all, in seconds, to 604,800; 0 is without end.
    pub max_active_seconds: Option<u32>,
    /// Without a sign of life for this long somebody who waits has abandoned the line, in seconds, 20 to 86,400; 0 is never.
    pub abandon_after_seconds: Option<u32>,
    /// How many may wait at once; 0 is the tenant's limit.
    pub max_waiting: Option<u32>,
    /// How long after its end it is kept whose session one was, identifier and metadata, in days, to 3,650; 0 is without end.
    pub personal_data_days: Option<u32>,
    /// Gathering before the opening.
    pub pre_queue: Option<PreQueue>,
    /// Where people go when it is their turn, if no gate stands before the site: an `https://` or `http://` URL; `null` for none.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<String>)]
    pub target_url: Option<Option<String>>,
    /// What is asked of strangers who join; what it leaves out is off.
    pub join_rules: Option<JoinRules>,
    /// By what people are let through: `rate` (a waiting room), `call` (staff at counters), or `both`.
    pub releases: Option<Releases>,
    /// Makes the queue a service of a location; `null` for an online queue.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<WalkInInput>)]
    pub walk_in: Option<Option<WalkInInput>>,
    /// When changing: the `version` that the change was made on. If the queue has another by now, nothing is changed.
    pub version: Option<u64>,
}

/// A service of a location.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct WalkInInput {
    /// Where it is offered.
    pub location_id: LocationId,
    /// What stands before the number on a ticket, 0 to 4 letters or digits.
    #[serde(default)]
    pub prefix: String,
    /// When the numbers begin at 1 again.
    #[serde(default)]
    pub numbering: Numbering,
    /// At which time of the day, by the clocks of the location, `HH:MM`; `04:00` if absent.
    pub resets_at: Option<String>,
    /// How long a person is served on average, before it is known, in seconds, 1 to 86,400.
    pub average_service_seconds: Option<u32>,
}

impl WalkInInput {
    fn at(self, location: &Location) -> WalkIn {
        WalkIn {
            location_id: location.id,
            prefix: self.prefix,
            numbering: self.numbering,
            resets_at: self.resets_at.unwrap_or_else(|| "04:00".to_owned()),
            average_service_seconds: self.average_service_seconds,
            time_zone: location.time_zone.clone(),
            hours: location.hours.clone(),
        }
    }
}

/// Tells `null` from absent.
fn given<'de, D: Deserializer<'de>, T: Deserialize<'de>>(
    json: D,
) -> std::result::Result<Option<Option<T>>, D::Error> {
    Option::<T>::deserialize(json).map(Some)
}

/// How fast people are let through and how many at once. A field that is absent stays as it is.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct FlowInput {
    /// Most people who are offered their turn or are inside at once; never exceeded. 1 to the tenant's limit.
    pub max_concurrent_users: Option<u32>,
    /// People let through per minute, 1 to 6,000,000.
    pub release_rate_per_minute: Option<u32>,
    /// The `version` that the change was made on. If the queue has another by now, nothing is changed.
    pub version: Option<u64>,
}

impl From<FlowInput> for QueueInput {
    fn from(flow: FlowInput) -> Self {
        Self {
            max_concurrent_users: flow.max_concurrent_users,
            release_rate_per_minute: flow.release_rate_per_minute,
            version: flow.version,
            ..Self::default()
        }
    }
}

/// What is to be said to all who wait.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MessageInput {
    /// Up to 1,000 characters; empty or absent takes the message away.
    pub text: Option<String>,
    /// How loud.
    #[serde(default)]
    pub level: MessageLevel,
}

impl QueueInput {
    /// The location it is to be offered at, if that is said.
    pub fn location(&self) -> Option<LocationId> {
        Some(self.walk_in.as_ref()?.as_ref()?.location_id)
    }

    /// The settings of a new queue; `location` is the one that [`Self::location`] names.
    pub fn create(self, limits: &Limits, location: Option<&Location>) -> Result<QueueSettings> {
        if self.name.is_none() {
            return Err(Error::field(
                ErrorCode::MissingField,
                "name",
                "A queue needs a name of 1 to 200 characters.",
            ));
        }
        self.change(QueueSettings::default(), limits, location)
    }

    /// The settings of a queue that is changed; `location` as for a new one.
    pub fn change(
        self,
        old: QueueSettings,
        limits: &Limits,
        location: Option<&Location>,
    ) -> Result<QueueSettings> {
        let settings = self.over(old, location)?;
        check(&settings, limits)?;
        Ok(settings)
    }

    /// `old` with what is said here, allowed or not.
    pub(crate) fn over(self, old: QueueSettings, location: Option<&Location>) -> Result<QueueSettings> {
        let walk_in = match self.walk_in {
            None => old.walk_in,
            Some(None) => None,
            Some(Some(wanted)) => {
                let location = location.ok_or_else(|| {
                    Error::field(ErrorCode::NotFound, "walkIn.locationId", "There is no such location.")
                })?;
                Some(wanted.at(location))
            }
        };
        Ok(QueueSettings {
            name: self.name.map_or(old.name, |name| name.trim().to_owned()),
            description: self.description.unwrap_or(old.description),
            max_concurrent_users: self.max_concurrent_users.unwrap_or(old.max_concurrent_users),
            release_rate_per_minute: self.release_rate_per_minute.unwrap_or(old.release_rate_per_minute),
            is_active: self.is_active.unwrap_or(old.is_active),
            is_public: self.is_public.unwrap_or(old.is_public),
            schedule: self.schedule.unwrap_or(old.schedule),
            claim_timeout_seconds: self.claim_timeout_seconds.unwrap_or(old.claim_timeout_seconds),
            active_timeout_seconds: self.active_timeout_seconds.unwrap_or(old.active_timeout_seconds),
            max_active_seconds: self.max_active_seconds.unwrap_or(old.max_active_seconds),
            abandon_after_seconds: self.abandon_after_seconds.unwrap_or(old.abandon_after_seconds),
            max_waiting: self.max_waiting.unwrap_or(old.max_waiting),
            personal_data_days: self.personal_data_days.unwrap_or(old.personal_data_days),
            pre_queue: self.pre_queue.unwrap_or(old.pre_queue),
            target_url: self.target_url.unwrap_or(old.target_url),
            join_rules: self.join_rules.unwrap_or(old.join_rules),
            releases: self.releases.unwrap_or(old.releases),
            walk_in,
        })
    }
}

fn check(settings: &QueueSettings, limits: &Limits) -> Result<()> {
    let mut errors = Vec::new();
    let invalid = ErrorCode::InvalidField;
    let texts = [
        ("name", &settings.name, 1, limit::QUEUE_NAME),
        ("description", &settings.description, 0, limit::QUEUE_DESCRIPTION),
    ];
    for (field, text, least, most) in texts {
        let length = text.chars().count();
        if !(least..=most.count()).contains(&length) {
            let message = format!("The {field} must have {least} to {} characters.", most.value);
            errors.push(FieldError::new(invalid, field, message).if_over(most, length));
        }
    }
    let of_tenant = [
        ("maxConcurrentUsers", settings.max_concurrent_users, limits.concurrent_users()),
        ("maxWaiting", settings.max_waiting, limits.waiting()),
    ];
    for (field, wanted, most) in of_tenant {
        if wanted > most.value {
            let message = format!("This tenant's limit {} is {}.", most.name, most.value);
            errors.push(FieldError::new(ErrorCode::LimitReached, field, message).over(most, wanted));
        }
    }
    if let Some(url) = &settings.target_url
        && !is_web_url(url)
    {
        let message = "targetUrl must be an absolute https:// or http:// URL of at most 2,000 characters, without a user name.";
        let error = FieldError::new(invalid, "targetUrl", message);
        errors.push(error.if_over(limit::TARGET_URL, url.len()));
    }
    let mut wrong = |field: &str, code, message: String| errors.push(FieldError::new(code, field, message));
    if settings.name.chars().any(char::is_control) {
        wrong("name", invalid, "The name is one line of text without control characters.".into());
    }
    let ranges = [
        ("maxConcurrentUsers", settings.max_concurrent_users, 1, 10_000_000),
        ("releaseRatePerMinute", settings.release_rate_per_minute, 1, 6_000_000),
        ("claimTimeoutSeconds", settings.claim_timeout_seconds, 5, 86_400),
        ("activeTimeoutSeconds", settings.active_timeout_seconds, 5, 604_800),
        ("maxActiveSeconds", settings.max_active_seconds, 0, 604_800),
        ("personalDataDays", settings.personal_data_days, 0, 3_650),
        ("preQueue.leadSeconds", settings.pre_queue.lead_seconds, 0, 604_800),
        ("joinRules.perAddressPerMinute", settings.join_rules.per_address_per_minute, 0, 1_000_000),
        ("joinRules.perIdentifierPerMinute", settings.join_rules.per_identifier_per_minute, 0, 1_000_000),
    ];
    for (field, value, least, most) in ranges {
        if !(least..=most).contains(&value) {
            wrong(field, invalid, format!("{field} goes from {least} to {most}."));
        }
    }
    if settings.abandon_after_seconds != 0 && !(20..=86_400).contains(&settings.abandon_after_seconds) {
        let message = "abandonAfterSeconds goes from 20 to 86400, or is 0 for never.".into();
        wrong("abandonAfterSeconds", invalid, message);
    }
    if settings.releases.by_call() && settings.walk_in.is_none() {
        let message = "Staff calls people at a location only; say which one in walkIn.".into();
        wrong("walkIn", ErrorCode::MissingField, message);
    }
    if let Some(walk_in) = &settings.walk_in {
        let plain = walk_in.prefix.chars().all(|letter| letter.is_ascii_alphanumeric());
        if walk_in.prefix.len() > 4 || !plain {
            wrong("walkIn.prefix", invalid, "prefix has 0 to 4 letters A to Z or digits.".into());
        }
        if walk_in.reset_minute().is_none() {
            wrong("walkIn.resetsAt", invalid, "resetsAt is a time of the day, e.g. 04:00.".into());
        }
        if walk_in.average_service_seconds.is_some_and(|seconds| !(1..=86_400).contains(&seconds)) {
            let message = "averageServiceSeconds goes from 1 to 86400.".into();
            wrong("walkIn.averageServiceSeconds", invalid, message);
        }
    }
    if let Some(Err(found)) = settings.schedule.as_ref().map(Schedule::validate) {
        errors.extend(found.errors);
    }
    if errors.is_empty() { Ok(()) } else { Err(Error { errors, retry_after_seconds: None }) }
}

fn is_web_url(url: &str) -> bool {
    let uri: Option<http::Uri> = url.parse().ok();
    url.len() <= limit::TARGET_URL.count()
        && uri.is_some_and(|uri| {
            matches!(uri.scheme_str(), Some("https" | "http"))
                && uri.host().is_some_and(|host| !host.is_empty())
                // What stands before the @ is taken for the host by people.
                && uri.authority().is_some_and(|authority| !authority.as_str().contains('@'))
        })
}

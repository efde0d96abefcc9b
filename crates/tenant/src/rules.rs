//! What a tenant may look like. Pure.

use serde_json::{Map, Value, json};
use vq_domain::{Error, Limits, Tenant, limit};

use crate::problems::Problems;

/// Longest name, in characters.
const LONGEST_NAME: usize = limit::TENANT_NAME.count();
/// Longest domain, in bytes (RFC 1035).
const LONGEST_DOMAIN: usize = 253;
/// Longest label of a domain, in bytes (RFC 1035).
const LONGEST_LABEL: usize = 63;
/// Most origins that may call a tenant's API.
const MOST_ORIGINS: usize = limit::CORS_ORIGINS.count();
/// Largest configuration, in bytes of JSON.
const LARGEST_CONFIGURATION: usize = limit::CONFIGURATION_BYTES.count();

/// Brings a tenant's fields into their one form (spaces around a name, upper case in a domain).
pub(crate) fn normalise(tenant: &mut Tenant) {
    tenant.name = tenant.name.trim().to_owned();
    tenant.domain = tenant.domain.take().map(|domain| domain.trim().to_ascii_lowercase());
}

/// Checks a normalised tenant; the error names every field that is wrong.
pub(crate) fn check(tenant: &Tenant) -> Result<(), Error> {
    let mut problems = Problems::default();
    let length = tenant.name.chars().count();
    if !(1..=LONGEST_NAME).contains(&length) {
        let message = format!("A name has 1 to {LONGEST_NAME} characters.");
        problems.over("name", message, limit::TENANT_NAME, length);
    } else if tenant.name.chars().any(char::is_control) {
        problems.add("name", "A name is one line of text without control characters.");
    }
    if let Some(domain) = &tenant.domain
        && !is_domain(domain)
    {
        problems.add(
            "domain",
            "A domain looks like shop.example: letters, digits and hyphens between dots, without scheme, port or path. \
             Write other letters in punycode (xn--…).",
        );
    }
    check_configuration(&tenant.configuration, &mut problems);
    check_limits(&tenant.limits, &mut problems);
    problems.into_result()
}

/// Fills in what every tenant has from the start; what the caller gave stays.
pub(crate) fn with_defaults(given: Option<Value>) -> Value {
    let defaults = [("locale", json!("en")), ("timeZone", json!("UTC"))];
    match given.unwrap_or_else(|| Value::Object(Map::new())) {
        Value::Object(mut members) => {
            for (name, value) in defaults {
                members.entry(name).or_insert(value);
            }
            Value::Object(members)
        }
        // Left as it is for the check to complain about.
        other => other,
    }
}

fn check_configuration(configuration: &Value, problems: &mut Problems) {
    let Value::Object(members) = configuration else {
        problems.add("configuration", "The configuration is a JSON object.");
        return;
    };
    let length = serde_json::to_vec(members).map_or(usize::MAX, |json| json.len());
    if length > LARGEST_CONFIGURATION {
        let message = format!("The configuration has at most {LARGEST_CONFIGURATION} bytes of JSON.");
        problems.over("configuration", message, limit::CONFIGURATION_BYTES, length);
    }
    if members.get("locale").is_some_and(|locale| !locale.as_str().is_some_and(is_locale)) {
        problems.add("configuration.locale", "A locale is a language tag, e.g. \"en\" or \"pt-BR\".");
    }
    if members.get("timeZone").is_some_and(|zone| !zone.as_str().is_some_and(is_time_zone)) {
        problems.add("configuration.timeZone", "A time zone is an IANA name, e.g. \"Europe/Berlin\".");
    }
    if let Some(origins) = members.get("corsOrigins").filter(|origins| !is_list_of_origins(origins)) {
        problems.over(
            "configuration.corsOrigins",
            format!(
                "At most {MOST_ORIGINS} origins as browsers send them, e.g. [\"https://shop.example\"]: scheme, host in lower \
                 case and port if it is not the usual one, without path."
            ),
            limit::CORS_ORIGINS,
            origins.as_array().map_or(0, Vec::len),
        );
    }
}

fn check_limits(limits: &Limits, problems: &mut Problems) {
    for (limit, most) in limits.all() {
        if !(1..=most).contains(&limit.value) {
            problems.add(format!("limits.{}", limit.name), format!("This limit goes from 1 to {most}."));
        }
    }
}

fn is_domain(domain: &str) -> bool {
    let is_label = |label: &str| {
        (1..=LONGEST_LABEL).contains(&label.len())
            && label.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    // An address is no domain: its last label would be a number.
    let last_is_name =
        domain.rsplit('.').next().is_some_and(|last| !last.bytes().all(|byte| byte.is_ascii_digit()));
    domain.len() <= LONGEST_DOMAIN && domain.split('.').all(is_label) && last_is_name
}

fn is_list_of_origins(value: &Value) -> bool {
    let is_given = |origin: &Value| origin.as_str().is_some_and(is_origin);
    value.as_array().is_some_and(|origins| origins.len() <= MOST_ORIGINS && origins.iter().all(is_given))
}

/// An origin in the one form that is sent (RFC 6454, 6.2).
fn is_origin(origin: &str) -> bool {
    let Some((scheme, rest)) = origin.split_once("://") else { return false };
    let (host, port) = match rest.rsplit_once(':') {
        Some((host, port)) => (host, Some(port)),
        None => (rest, None),
    };
    let usual = match scheme {
        "https" => "443",
        "http" => "80",
        _ => return false,
    };
    let is_port = |port: &str| {
        port != usual
            && !port.starts_with('0')
            && port.parse::<u16>().is_ok_and(|port| port.to_string().len() <= 5)
    };
    let is_address = host.split('.').count() == 4 && host.parse::<std::net::Ipv4Addr>().is_ok();
    (is_domain(host) || is_address) && port.is_none_or(is_port)
}

fn is_locale(tag: &str) -> bool {
    let mut parts = tag.split('-');
    let language = parts.next().unwrap_or_default();
    (2..=3).contains(&language.len())
        && language.bytes().all(|byte| byte.is_ascii_alphabetic())
        && parts.all(|part| {
            (1..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric())
        })
}

fn is_time_zone(name: &str) -> bool {
    let is_part = |part: &str| {
        !part.is_empty()
            && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'+' | b'-'))
    };
    name.len() <= 64 && name.split('/').all(is_part)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use vq_domain::{Millis, TenantId, TenantStatus};

    use super::*;

    fn tenant(name: &str, domain: Option<&str>, configuration: Value) -> Tenant {
        Tenant {
            id: TenantId::from_bytes([1; 16]),
            name: name.into(),
            domain: domain.map(Into::into),
            configuration,
            limits: Limits::default(),
            status: TenantStatus::Active,
            version: 1,
            created_at: Millis(0),
            updated_at: Millis(0),
        }
    }

    fn wrong(tenant: &Tenant) -> Vec<String> {
        let Err(error) = check(tenant) else { return Vec::new() };
        error.errors.into_iter().filter_map(|error| error.field).collect()
    }

    #[test]
    fn every_wrong_field_is_named_at_once() {
        let mut bad = tenant("", Some("a b"), json!({"locale": 1, "timeZone": "a//b"}));
        bad.limits.max_queues = 0;
        bad.limits.max_waiting = u32::MAX;
        let fields = [
            "name",
            "domain",
            "configuration.locale",
            "configuration.timeZone",
            "limits.maxQueues",
            "limits.maxWaiting",
        ];
        assert_eq!(wrong(&bad), fields);
    }

    #[test]
    fn names_and_domains_have_one_form() {
        let mut given = tenant("  Shop ", Some("SHOP.Example "), with_defaults(None));
        normalise(&mut given);
        assert_eq!((given.name.as_str(), given.domain.as_deref()), ("Shop", Some("shop.example")));
        assert!(check(&given).is_ok());
    }

    #[test]
    fn domains() {
        for good in ["shop.example", "localhost", "xn--bcher-kva.example", "a-b.c1", "1a.de"] {
            assert!(is_domain(good), "{good}");
        }
        let long = format!("{}.de", "a".repeat(64));
        for bad in [
            "",
            ".",
            "a.",
            ".a",
            "a..b",
            "-a.de",
            "a-.de",
            "a_b.de",
            "10.0.0.1",
            "a.de:80",
            "https://a.de",
            &long,
        ] {
            assert!(!is_domain(bad), "{bad}");
        }
    }

    #[test]
    fn origins_are_what_browsers_send() {
        for good in
            ["https://shop.example", "http://localhost:3000", "https://a-b.c1:8443", "http://127.0.0.1:8080"]
        {
            assert!(is_origin(good), "{good}");
        }
        for bad in [
            "",
            "*",
            "null",
            "shop.example",
            "https://",
            "https://shop.example/",
            "https://Shop.example",
            "https://shop.example:443",
            "https://shop.example:0",
            "https://shop.example:99999",
            "https://*.example",
            "ftp://shop.example",
            "https://user@shop.example",
        ] {
            assert!(!is_origin(bad), "{bad}");
        }
        let listed = |origins: Value| tenant("a", None, json!({"corsOrigins": origins}));
        assert!(wrong(&listed(json!(["https://shop.example"]))).is_empty());
        assert!(wrong(&listed(json!([]))).is_empty());
        for bad in [json!("https://shop.example"), json!([1]), json!(vec!["https://shop.example"; 51])] {
            assert_eq!(wrong(&listed(bad)), ["configuration.corsOrigins"]);
        }
    }

    #[test]
    fn a_name_counts_characters_not_bytes() {
        assert!(wrong(&tenant(&"é".repeat(200), None, json!({}))).is_empty());
        assert_eq!(wrong(&tenant(&"é".repeat(201), None, json!({}))), ["name"]);
        assert_eq!(wrong(&tenant("a\nb", None, json!({}))), ["name"]);
    }

    #[test]
    fn a_configuration_is_a_small_object() {
        assert_eq!(wrong(&tenant("a", None, json!([]))), ["configuration"]);
        assert_eq!(wrong(&tenant("a", None, json!({"a": "x".repeat(16 * 1024)}))), ["configuration"]);
        assert!(wrong(&tenant("a", None, json!({"a": "x".repeat(16 * 1024 - 8)}))).is_empty());
    }

    #[test]
    fn defaults_never_replace_what_was_given() {
        assert_eq!(with_defaults(None), json!({"locale": "en", "timeZone": "UTC"}));
        let given = json!({"locale": "de", "theme": "dark"});
        assert_eq!(with_defaults(Some(given)), json!({"locale": "de", "theme": "dark", "timeZone": "UTC"}));
        assert_eq!(with_defaults(Some(json!(1))), json!(1));
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(name in any::<String>(), domain in any::<String>(), locale in any::<String>()) {
            let mut given = tenant(&name, Some(&domain), json!({"locale": locale}));
            normalise(&mut given);
            let _ = check(&given);
        }
    }
}

//! Every limit of the product: who goes over one is told its name, its value and what is used, in one shape; and two at once go
//! over none.

use axum::{
    body::Body,
    http::{Method, Request},
};
use serde_json::{Value, json};
use vq_domain::{Limits, Role, limit};

use crate::app::{Answer, App};

everywhere! {
    a_tenant_has_no_more_than_it_may,
    many_at_once_go_over_no_limit,
}

/// What an error says of a limit: its code, the field, and the limit's name, value and use.
fn told(answer: &Answer) -> (u16, &str, Option<&str>, &str, u64, Option<u64>) {
    let error = &answer.body["errors"][0];
    let limit = &error["limit"];
    let (code, field) = answer.error();
    let name = limit["name"].as_str().unwrap_or_else(|| panic!("no limit is named: {}", answer.body));
    let value = limit["value"].as_u64().unwrap_or_else(|| panic!("no value: {}", answer.body));
    (answer.status.as_u16(), code, field, name, value, limit["used"].as_u64())
}

const PEOPLE: [(&str, u32); 5] =
    [("maxQueues", 2), ("maxApiKeys", 1), ("maxLocations", 2), ("maxCounters", 1), ("maxKiosks", 1)];

async fn limited(app: &App, name: &str, limits: Value) -> String {
    let body = json!({"name": name, "limits": limits});
    app.post("/v1/tenants", Some(&app.admin), body).await.expect(201).text("id")
}

async fn a_tenant_has_no_more_than_it_may(app: App) {
    let mut limits = json!({"maxPeople": 2, "maxDomains": 1, "maxWaiting": 1, "maxConcurrentUsers": 5});
    for (name, most) in PEOPLE {
        limits[name] = most.into();
    }
    let tenant = limited(&app, "Small", limits).await;
    let path = |rest: &str| format!("/v1/tenants/{tenant}/{rest}");
    let create = async |kind: &str, body: Value| app.post(&path(kind), Some(&app.admin), body).await;

    let queue = app.queue(&tenant, json!({"name": "One", "maxConcurrentUsers": 1, "maxWaiting": 1})).await;
    app.queue(&tenant, json!({"name": "Two", "maxConcurrentUsers": 1})).await;
    let full = create("queues", json!({"name": "Three", "maxConcurrentUsers": 1})).await;
    assert_eq!(told(&full), (409, "limit_reached", None, "maxQueues", 2, Some(2)));
    let location = create("locations", json!({"name": "A", "timeZone": "UTC"})).await.expect(201).text("id");
    create("locations", json!({"name": "B", "timeZone": "UTC"})).await.expect(201);
    let full = create("locations", json!({"name": "C", "timeZone": "UTC"})).await;
    assert_eq!(told(&full), (409, "limit_reached", None, "maxLocations", 2, Some(2)));
    for (kind, name) in [("counters", "maxCounters"), ("kiosks", "maxKiosks")] {
        let wanted = json!({"locationId": location, "name": "1"});
        create(kind, wanted.clone()).await.expect(201);
        assert_eq!(told(&create(kind, wanted).await), (409, "limit_reached", None, name, 1, Some(1)));
    }
    let key = json!({"name": "K", "permissions": ["queue:read"]});
    create("api-keys", key.clone()).await.expect(201);
    assert_eq!(told(&create("api-keys", key).await), (409, "limit_reached", None, "maxApiKeys", 1, Some(1)));
    create("domains", json!({"name": format!("a-{tenant}.example")})).await.expect(201);
    let full = create("domains", json!({"name": format!("b-{tenant}.example")})).await;
    assert_eq!(told(&full), (409, "limit_reached", None, "maxDomains", 1, Some(1)));
    // One who is there and one who is invited are two.
    app.member(&tenant, Role::Viewer).await;
    let invite = |name: &str| json!({"email": format!("{name}-{tenant}@example.com"), "roles": ["viewer"]});
    create("invitations", invite("a")).await.expect(201);
    assert_eq!(
        told(&create("invitations", invite("b")).await),
        (409, "limit_reached", None, "maxPeople", 2, Some(2))
    );
    create("invitations", invite("a")).await.expect(201);

    // What a queue may be.
    let wide = json!({"name": "Wide", "maxConcurrentUsers": 6});
    let refused = create("queues", wide).await;
    let expected = (422, "limit_reached", Some("maxConcurrentUsers"), "maxConcurrentUsers", 5, Some(6));
    assert_eq!((told(&refused).1, told(&refused).2, told(&refused).3), (expected.1, expected.2, expected.3));
    assert_eq!((told(&refused).4, told(&refused).5), (expected.4, expected.5));
    let long = create("queues", json!({"name": "Long", "maxConcurrentUsers": 1, "maxWaiting": 2})).await;
    assert_eq!((told(&long).3, told(&long).4, told(&long).5), ("maxWaiting", 1, Some(2)));
    // And how many wait in it.
    app.join(&tenant, &queue).await.expect(201);
    app.join(&tenant, &queue).await.expect(201);
    let full = app.join(&tenant, &queue).await.expect(409);
    assert_eq!(told(&full), (409, "queue_full", None, "maxWaiting", 1, Some(1)));

    // Usage says the same.
    let usage = app.get(&path("usage"), &app.admin).await.expect(200);
    for (name, most) in PEOPLE {
        assert_eq!(usage.data()[name], json!({"used": most, "limit": most}), "{name}");
    }
    assert_eq!(usage.data()["maxDomains"], json!({"used": 1, "limit": 1}));
}

async fn many_at_once_go_over_no_limit(app: App) {
    let tenant = limited(
        &app,
        "Hurried",
        json!({"maxQueues": 3, "maxLocations": 3, "maxApiKeys": 3, "maxDomains": 3}),
    )
    .await;
    let path = |rest: &str| format!("/v1/tenants/{tenant}/{rest}");
    type Make = fn(usize) -> Value;
    let kinds: [(&str, Make); 4] = [
        ("queues", |number| json!({"name": format!("Q{number}")})),
        ("locations", |number| json!({"name": format!("L{number}"), "timeZone": "UTC"})),
        ("api-keys", |number| json!({"name": format!("K{number}"), "permissions": ["queue:read"]})),
        ("domains", |number| json!({"name": format!("d{number}.shop.example")})),
    ];
    for (kind, make) in kinds {
        let calls = (0..9).map(|number| {
            let (app, path) = (&app, path(kind));
            async move { app.post(&path, Some(&app.admin), make(number)).await }
        });
        let answers = futures_util::future::join_all(calls).await;
        let made = answers.iter().filter(|answer| answer.status == 201).count();
        assert_eq!(made, 3, "{kind}");
        for refused in answers.iter().filter(|answer| answer.status != 201) {
            let (status, code, _, _, value, used) = told(refused);
            assert_eq!((status, code, value, used), (409, "limit_reached", 3, Some(3)), "{kind}");
        }
    }
}

/// A call that goes over a limit: what is sent, and what is said of it.
struct Over {
    limit: &'static str,
    method: Method,
    path: String,
    body: Value,
    status: u16,
    field: Option<&'static str>,
    used: u64,
}

fn letters(count: u32) -> String {
    "x".repeat(count as usize)
}

/// Limits that no call of a test goes over, and where they are tested instead.
const ELSEWHERE: &[(&str, &str)] = &[
    ("accessRules", "the contract suite of the stores: 10,000 rules"),
    ("inviteCodes", "the contract suite of the stores: 100,000 codes"),
    ("roles", "below: several calls"),
    ("identityProviders", "below: several calls"),
    ("enqueueKeys", "below: several calls"),
    ("bodyBytes", "below: no JSON of a field"),
    ("logoBytes", "below: no JSON"),
    ("logoPixels", "crates/branding/src/logo.rs"),
    ("idempotencyKeyLength", "below: a header"),
    ("socketQueues", "crates/server/tests/http/live.rs: a message of a socket"),
    ("reservedNumbers", "below: a kiosk's"),
    ("reconciledTickets", "below: a kiosk's"),
    ("domainChecksPerMinute", "crates/server/tests/http/domains.rs"),
    ("wrongInviteCodesPerMinute", "below: many calls"),
    ("wrongEnqueueTokensPerMinute", "crates/server/tests/http/access.rs"),
    ("wrongRecoveryCodesPerMinute", "crates/server/tests/http/access.rs"),
    ("joinsWithoutJavaScriptPerMinute", "crates/server/tests/http/access.rs: pages"),
    ("joinsWithoutJavaScriptPerIpv4NetworkPerMinute", "crates/access/src/rush.rs"),
    ("joinsWithoutJavaScriptPerIpv6NetworkPerMinute", "crates/access/src/rush.rs"),
    ("allJoinsWithoutJavaScriptPerMinute", "crates/server/tests/http/access.rs: pages"),
    ("mailsPerHour", "crates/auth/tests"),
];

#[tokio::test]
async fn every_limit_is_named_by_who_goes_over_it() {
    let app = App::one_process().await;
    let tenant = app.tenant("Shop").await;
    let queue = app.queue(&tenant, json!({"name": "Q"})).await;
    let path = |rest: &str| format!("/v1/tenants/{tenant}/{rest}");
    let location = app
        .post(&path("locations"), Some(&app.admin), json!({"name": "L", "timeZone": "UTC"}))
        .await
        .expect(201);
    let location = location.text("id");
    let tenant_path = format!("/v1/tenants/{tenant}");
    let over =
        |limit: vq_domain::Limit, (method, path): (Method, String), body: Value, field: &'static str| Over {
            limit: limit.name,
            method,
            path,
            body,
            status: 422,
            field: Some(field),
            used: u64::from(limit.value) + 1,
        };
    let one_more = |limit: vq_domain::Limit| letters(limit.value + 1);
    let post = |rest: &str| (Method::POST, path(rest));
    let put_tenant = || (Method::PUT, tenant_path.clone());
    let branding = |words: Value| ((Method::PUT, path("branding")), json!({"texts": {"en": words}}));
    let windows: Vec<_> =
        (0..101).map(|_| json!({"days": ["mon"], "from": "09:00", "to": "10:00"})).collect();
    let exceptions: Vec<_> = (0..401).map(|_| json!({"date": "2026-03-02"})).collect();
    let events: Vec<_> =
        (0..401).map(|_| json!({"from": "2026-03-02T10:00:00Z", "to": "2026-03-02T11:00:00Z"})).collect();
    let provider = |change: (&str, Value)| {
        let mut body =
            json!({"name": "P", "issuer": "https://id.example", "clientId": "x", "clientSecret": "x"});
        body[change.0] = change.1;
        (post("identity-providers"), body)
    };
    let groups: serde_json::Map<_, _> =
        (0..201).map(|number| (format!("g{number}"), json!(["viewer"]))).collect();
    let languages: serde_json::Map<_, _> = (0..41)
        .map(|number: u8| {
            (format!("{}{}", char::from(b'a' + number / 26), char::from(b'a' + number % 26)), json!({}))
        })
        .collect();
    let long_url = format!("https://{}", letters(1_993));
    let person = |field: &str, value: String| {
        let mut body = json!({"email": "a@example.com", "roles": ["viewer"]});
        body[field] = value.into();
        (post("invitations"), body)
    };
    let metadata = json!({"a": letters(limit::METADATA_BYTES.value - 8 + 1)});
    let configuration = json!({"a": letters(limit::CONFIGURATION_BYTES.value - 8 + 1)});
    let origins: Vec<_> = (0..51).map(|number| json!(format!("https://s{number}.example"))).collect();
    let mut rows = vec![
        over(limit::TENANT_NAME, put_tenant(), json!({"name": one_more(limit::TENANT_NAME)}), "name"),
        over(
            limit::CONFIGURATION_BYTES,
            put_tenant(),
            json!({"name": "S", "configuration": configuration}),
            "configuration",
        ),
        over(
            limit::CORS_ORIGINS,
            put_tenant(),
            json!({"name": "S", "configuration": {"corsOrigins": origins}}),
            "configuration.corsOrigins",
        ),
        over(limit::QUEUE_NAME, post("queues"), json!({"name": one_more(limit::QUEUE_NAME)}), "name"),
        over(
            limit::QUEUE_DESCRIPTION,
            post("queues"),
            json!({"name": "Q", "description": one_more(limit::QUEUE_DESCRIPTION)}),
            "description",
        ),
        over(limit::TARGET_URL, post("queues"), json!({"name": "Q", "targetUrl": long_url}), "targetUrl"),
        over(
            limit::SCHEDULE_WINDOWS,
            post("queues"),
            json!({"name": "Q", "schedule": {"timeZone": "UTC", "windows": windows}}),
            "schedule.windows",
        ),
        over(
            limit::SCHEDULE_EXCEPTIONS,
            post("queues"),
            json!({"name": "Q", "schedule": {"timeZone": "UTC", "exceptions": exceptions}}),
            "schedule.exceptions",
        ),
        over(
            limit::SCHEDULE_EVENTS,
            post("queues"),
            json!({"name": "Q", "schedule": {"timeZone": "UTC", "events": events}}),
            "schedule.events",
        ),
        over(
            limit::MESSAGE,
            (Method::POST, path(&format!("queues/{queue}/message"))),
            json!({"text": one_more(limit::MESSAGE)}),
            "text",
        ),
        over(
            limit::LOCATION_NAME,
            post("locations"),
            json!({"name": one_more(limit::LOCATION_NAME), "timeZone": "UTC"}),
            "name",
        ),
        over(
            limit::LOCATION_ADDRESS,
            post("locations"),
            json!({"name": "L", "timeZone": "UTC", "address": one_more(limit::LOCATION_ADDRESS)}),
            "address",
        ),
        over(
            limit::LOCATION_LANGUAGES,
            post("locations"),
            json!({"name": "L", "timeZone": "UTC", "languages": vec!["de"; 21]}),
            "languages",
        ),
        over(
            limit::COUNTER_NAME,
            post("counters"),
            json!({"locationId": location, "name": one_more(limit::COUNTER_NAME)}),
            "name",
        ),
        over(
            limit::COUNTER_SERVED,
            post("counters"),
            json!({"locationId": location, "name": "1", "maxServed": 21}),
            "maxServed",
        ),
        over(
            limit::KIOSK_NAME,
            post("kiosks"),
            json!({"locationId": location, "name": one_more(limit::KIOSK_NAME)}),
            "name",
        ),
        over(
            limit::KIOSK_TEXT,
            post("kiosks"),
            json!({"locationId": location, "name": "K", "outOfServiceText": one_more(limit::KIOSK_TEXT)}),
            "outOfServiceText",
        ),
        over(
            limit::IDENTIFIER,
            post("sessions"),
            json!({"queueId": queue, "userIdentifier": one_more(limit::IDENTIFIER)}),
            "userIdentifier",
        ),
        over(
            limit::METADATA_BYTES,
            post("sessions"),
            json!({"queueId": queue, "metadata": metadata}),
            "metadata",
        ),
        over(
            limit::SUBJECT_BYTES,
            post("subjects/export"),
            json!({"userIdentifier": one_more(limit::SUBJECT_BYTES)}),
            "userIdentifier",
        ),
        over(
            limit::INVITE_CODES_AT_ONCE,
            (Method::POST, path(&format!("queues/{queue}/invite-codes"))),
            json!({"count": limit::INVITE_CODES_AT_ONCE.value + 1}),
            "count",
        ),
        over(
            limit::INVITE_CODE_USES,
            (Method::POST, path(&format!("queues/{queue}/invite-codes"))),
            json!({"maxUses": limit::INVITE_CODE_USES.value + 1}),
            "maxUses",
        ),
        over(
            limit::INVITE_LABEL,
            (Method::POST, path(&format!("queues/{queue}/invite-codes"))),
            json!({"label": one_more(limit::INVITE_LABEL)}),
            "label",
        ),
        over(
            limit::RULE_VALUE,
            post("access-rules"),
            json!({"effect": "block", "subject": "identifier", "value": one_more(limit::RULE_VALUE), "reason": "x"}),
            "value",
        ),
        over(
            limit::RULE_REASON,
            post("access-rules"),
            json!({"effect": "block", "subject": "identifier", "value": "x", "reason": one_more(limit::RULE_REASON)}),
            "reason",
        ),
        over(
            limit::ENQUEUE_KEY_NAME,
            post("enqueue-keys"),
            json!({"name": one_more(limit::ENQUEUE_KEY_NAME), "algorithm": "HS256"}),
            "name",
        ),
        over(
            limit::PERSON_NAME,
            post("api-keys"),
            json!({"name": one_more(limit::PERSON_NAME), "permissions": ["queue:read"]}),
            "name",
        ),
        over(
            limit::ROLES_OF_A_PERSON,
            post("invitations"),
            json!({"email": "a@example.com", "roles": (0..21).map(|n| format!("0192f0c1-7a00-7000-8000-0000000000{n:02}")).collect::<Vec<_>>()}),
            "roles",
        ),
        over(
            limit::LEGAL_HOLD,
            (Method::PUT, path("audit/retention")),
            json!({"legalHold": one_more(limit::LEGAL_HOLD)}),
            "legalHold",
        ),
        over(
            limit::BRANDING_LANGUAGES,
            (Method::PUT, path("branding")),
            json!({"texts": languages}),
            "texts",
        ),
    ];
    for (limit, (request, body), field) in [
        (limit::PROVIDER_TEXT, provider(("clientId", letters(1_001).into())), "clientId"),
        (limit::PROVIDER_SCOPES, provider(("scopes", json!(vec!["a"; 21]))), "scopes"),
        (limit::PROVIDER_GROUPS, provider(("groupRoles", groups.into())), "groupRoles"),
        (limit::EMAIL, person("email", format!("{}@example.com", letters(243))), "email"),
        (
            limit::BRANDING_TITLE,
            branding(json!({"title": one_more(limit::BRANDING_TITLE)})),
            "texts.en.title",
        ),
        (
            limit::BRANDING_WELCOME,
            branding(json!({"welcome": one_more(limit::BRANDING_WELCOME)})),
            "texts.en.welcome",
        ),
        (limit::BRANDING_NOTE, branding(json!({"note": one_more(limit::BRANDING_NOTE)})), "texts.en.note"),
    ] {
        rows.push(over(limit, request, body, field));
    }
    rows.push(Over {
        status: 400,
        ..over(limit::LIST_ITEMS, (Method::GET, path("queues?limit=201")), Value::Null, "limit")
    });
    let nobody = format!("sessions/0192f0c1-7a00-7000-8000-000000000001?reason={}", letters(501));
    rows.push(Over {
        status: 400,
        ..over(limit::REASON, (Method::DELETE, path(&nobody)), Value::Null, "reason")
    });
    let services: Vec<_> = (0..101).map(|n| format!("0192f0c1-7a00-7000-8000-000000000{n:03}")).collect();
    let counter = json!({"locationId": location, "name": "1", "services": services});
    // First of all, there are no such services.
    rows.push(Over { status: 404, ..over(limit::COUNTER_SERVICES, post("counters"), counter, "services") });
    let password = json!({"currentPassword": crate::app::PASSWORD, "newPassword": one_more(limit::PASSWORD)});
    rows.push(over(limit::PASSWORD, (Method::PUT, "/v1/auth/password".into()), password, "newPassword"));

    for Over { limit, method, path, body, status, field, used } in &rows {
        let body = (!body.is_null()).then(|| body.clone());
        let answer = app.call(method.clone(), path, Some(&app.admin), body).await;
        let errors = answer.body["errors"].as_array().unwrap_or_else(|| panic!("{limit}: {}", answer.body));
        let error = errors.iter().find(|error| error["limit"]["name"] == *limit);
        let error = error.unwrap_or_else(|| panic!("{limit} is not named: {}", answer.body));
        assert_eq!(answer.status.as_u16(), *status, "{limit}: {}", answer.body);
        assert_eq!(error["field"].as_str(), *field, "{limit}: {error}");
        assert_eq!(error["limit"]["used"], *used, "{limit}: {error}");
        assert_eq!(error["limit"]["value"], used - 1, "{limit}: {error}");
        assert!(error["code"].is_string() && error["message"].is_string());
    }

    // What goes over by many calls, or without JSON.
    type Make<'a> = &'a dyn Fn(u32) -> Value;
    let fill = async |kind: &str, make: Make<'_>, most: u32| {
        for number in 0..most {
            app.post(&path(kind), Some(&app.admin), make(number)).await.expect(201);
        }
        app.post(&path(kind), Some(&app.admin), make(most)).await
    };
    let role = |n| json!({"name": format!("R{n}"), "permissions": ["queue:read"]});
    let key = |n| json!({"name": format!("K{n}"), "algorithm": "HS256"});
    let offered = |n| json!({"name": format!("P{n}"), "issuer": "https://id.example", "clientId": "x", "clientSecret": "x"});
    let kinds: [(&str, Make<'_>, vq_domain::Limit); 3] = [
        ("roles", &role, limit::ROLES),
        ("enqueue-keys", &key, limit::ENQUEUE_KEYS),
        ("identity-providers", &offered, limit::IDENTITY_PROVIDERS),
    ];
    for (kind, make, most) in kinds {
        let full = fill(kind, make, most.value).await;
        let expected = (409, "limit_reached", None, most.name, most.value.into(), Some(most.value.into()));
        assert_eq!(told(&full), expected);
    }
    let large = json!({"name": letters(limit::BODY_BYTES.value)});
    let size = large.to_string().len() as u64;
    let request = Request::post(path("queues")).header("authorization", format!("Bearer {}", app.admin));
    let request = request.header("content-type", "application/json").header("content-length", size);
    let refused = app.send(request.body(Body::from(large.to_string())).expect("a request")).await;
    assert_eq!(told(&refused), (413, "payload_too_large", None, "bodyBytes", 65_536, Some(size)));
    let request =
        Request::put(path("branding/logo")).header("authorization", format!("Bearer {}", app.admin));
    let request = request.header("content-length", 300_000).body(Body::from(vec![0; 300_000]));
    let refused = app.send(request.expect("a request")).await;
    assert_eq!(told(&refused), (413, "payload_too_large", None, "logoBytes", 262_144, Some(300_000)));
    let request = Request::post(path("queues")).header("authorization", format!("Bearer {}", app.admin));
    let request = request.header("content-type", "application/json").header("idempotency-key", letters(256));
    let refused = app.send(request.body(Body::from("{}")).expect("a request")).await;
    let expected =
        (400, "invalid_parameter", Some("Idempotency-Key"), "idempotencyKeyLength", 255, Some(256));
    assert_eq!(told(&refused), expected);
    let kiosk = json!({"locationId": location, "name": "K"});
    let kiosk = app.post(&path("kiosks"), Some(&app.admin), kiosk).await.expect(201);
    let (id, token) = (kiosk.text("id"), kiosk.text("deviceToken"));
    let wanted = json!({"queueId": queue, "count": 201, "requestId": queue});
    let refused = app.post(&format!("/v1/kiosks/{id}/reservations"), Some(&token), wanted).await;
    assert_eq!(told(&refused), (422, "invalid_field", Some("count"), "reservedNumbers", 200, Some(201)));
    let issued =
        json!({"queueId": queue, "reservationId": queue, "number": "A1", "takenAt": "2026-03-02T10:00:00Z"});
    let tickets = json!({"tickets": vec![issued; 201]});
    let refused = app.post(&format!("/v1/kiosks/{id}/reconciliation"), Some(&token), tickets).await;
    assert_eq!(told(&refused), (422, "invalid_field", Some("tickets"), "reconciledTickets", 200, Some(201)));
    let invited = app.queue(&tenant, json!({"name": "I", "joinRules": {"inviteOnly": true}})).await;
    let wrong = json!({"queueId": invited, "inviteCode": "7K3M-9QXT-2V4B-H8NR"});
    let mut answer = app.post(&path("sessions"), None, wrong.clone()).await;
    while answer.status != 429 {
        answer = app.post(&path("sessions"), None, wrong.clone()).await;
    }
    assert_eq!(told(&answer), (429, "rate_limited", None, "wrongInviteCodesPerMinute", 20, Some(21)));

    // Nothing is forgotten, and every name is told apart.
    let tested = |name: &str| rows.iter().any(|row| row.limit == name);
    for limit in limit::ALL {
        let elsewhere = ELSEWHERE.iter().any(|(name, _)| *name == limit.name);
        assert!(tested(limit.name) != elsewhere, "{} is tested nowhere, or twice", limit.name);
    }
    let own = Limits::default().all().map(|(limit, _)| limit);
    let mut names: Vec<_> = limit::ALL.iter().chain(&own).map(|limit| limit.name).collect();
    let count = names.len();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), count, "two limits have the same name");
}

#[tokio::test]
async fn rates_are_named_too() {
    let app = App::one_process_with(|config| {
        config.rate_limit.enabled = true;
        config.rate_limit.joins_per_address_per_minute = 2;
        config.rate_limit.joins_per_identifier_per_minute = 1;
    })
    .await;
    let tenant = limited(&app, "Slow", json!({"apiRequestsPerMinute": 3})).await;
    let queue = app.queue(&tenant, json!({"name": "Q"})).await;
    let join = async |who: &str| {
        let body = json!({"queueId": queue, "userIdentifier": who});
        app.post(&format!("/v1/tenants/{tenant}/sessions"), None, body).await
    };
    join("anna").await.expect(201);
    assert_eq!(
        told(&join("anna").await),
        (429, "rate_limited", None, "joinsPerIdentifierPerMinute", 1, Some(2))
    );
    assert_eq!(told(&join("ben").await), (429, "rate_limited", None, "joinsPerAddressPerMinute", 2, Some(3)));
    let member = app.member(&tenant, Role::Viewer).await;
    let path = format!("/v1/tenants/{tenant}/queues");
    let mut last = app.get(&path, &member).await;
    while last.status == 200 {
        last = app.get(&path, &member).await;
    }
    assert_eq!(told(&last), (429, "rate_limited", None, "apiRequestsPerMinute", 3, Some(3)));
    // How often others have tried to sign in is nobody's business.
    let sign_in = async || {
        let body = json!({"email": "root@example.com", "password": "wrong password"});
        app.post("/v1/auth/login", None, body).await
    };
    let mut last = sign_in().await;
    while last.status == 401 {
        last = sign_in().await;
    }
    assert_eq!((told(&last).1, told(&last).3, told(&last).5), ("rate_limited", "signInAttempts", None));
}

#[test]
fn the_documentation_has_every_limit() {
    let page = include_str!("../../../../docs/LIMITS.md");
    let grouped = |value: u32| {
        let digits = value.to_string();
        let parts: Vec<_> =
            digits.as_bytes().rchunks(3).rev().map(|part| String::from_utf8_lossy(part)).collect();
        parts.join(",")
    };
    let own = Limits::default().all();
    for limit in limit::ALL.iter().copied().chain(own.map(|(limit, _)| limit)) {
        let row = format!("| `{}` | {} |", limit.name, grouped(limit.value));
        assert!(page.contains(&row), "docs/LIMITS.md lacks: {row} {} |", limit.about);
    }
}

//! What the OpenAPI document says about the whole.

use axum::http::StatusCode;
use utoipa::{
    Modify, OpenApi,
    openapi::{
        ContentBuilder, Ref, RefOr, ResponseBuilder,
        security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityScheme},
    },
};

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Virtual Queue",
        description = "A waiting room for sites and a line for counters, in one engine.\n\nEvery JSON answer is an envelope: \
            `success`, `data`, `metadata`, `errors`. Errors have stable codes and name the field they are about.",
        license(name = "Apache-2.0", identifier = "Apache-2.0"),
    ),
    tags(
        (name = "visitors", description = "Joining, seeing one's place, claiming one's turn. Open to the public."),
        (name = "queues", description = "Queues and the verbs that steer them"),
        (name = "access", description = "Who may join: invite codes, keys of enqueue tokens, block and allow lists"),
        (name = "sessions", description = "The people in the queues, for staff"),
        (name = "locations", description = "Where people come in person"),
        (name = "counters", description = "Calling people to counters, and all that is done with them there"),
        (name = "kiosks", description = "Devices that hand out tickets"),
        (name = "analytics", description = "What has happened in the queues, as numbers"),
        (name = "audit", description = "Who did what to what, when and from where"),
        (name = "tenants", description = "The platform's customers"),
        (name = "branding", description = "How the pages are dressed"),
        (name = "auth", description = "Signing in"),
        (name = "verifiers", description = "What those who verify admission tokens read"),
        (name = "operations", description = "For those who run it"),
    ),
    modifiers(&Schemes),
)]
struct Document;

struct Schemes;

impl Modify for Schemes {
    fn modify(&self, openapi: &mut utoipa::openapi::OpenApi) {
        let components = openapi.components.get_or_insert_with(Default::default);
        let bearer = HttpBuilder::new()
            .scheme(HttpAuthScheme::Bearer)
            .bearer_format("JWT")
            .description(Some("An access token from /v1/auth/login"))
            .build();
        components.add_security_scheme("bearer", SecurityScheme::Http(bearer));
        let session = HttpBuilder::new()
            .scheme(HttpAuthScheme::Bearer)
            .description(Some("A session token; or the cookie __Host-vq_<queue>"))
            .build();
        components.add_security_scheme("session", SecurityScheme::Http(session));
        let kiosk = HttpBuilder::new()
            .scheme(HttpAuthScheme::Bearer)
            .description(Some("The token that a kiosk was given when it was registered"))
            .build();
        components.add_security_scheme("kiosk", SecurityScheme::Http(kiosk));
        let cookie = ApiKey::Cookie(ApiKeyValue::new("__Host-vq_<queue>"));
        components.add_security_scheme("session_cookie", SecurityScheme::ApiKey(cookie));
        let cookie = ApiKey::Cookie(ApiKeyValue::new("__Secure-vq_signin"));
        components.add_security_scheme("sign_in_cookie", SecurityScheme::ApiKey(cookie));
    }
}

/// The document before the services add their paths.
pub fn document() -> utoipa::openapi::OpenApi {
    Document::openapi()
}

/// Any call can fail, in ways that have nothing to do with what it is for, too: too large, too often, not JSON, not now. All
/// failures look alike, so they are told of here for every operation. Other answers that say no more are told of by the reason
/// phrase of their status, as the document must describe each.
fn describe_responses(operation: &mut utoipa::openapi::path::Operation) {
    let content = ContentBuilder::new().schema(Some(Ref::from_schema_name("Failure"))).build();
    let failure =
        ResponseBuilder::new().description("A failure; see `errors`").content("application/json", content);
    let responses = &mut operation.responses.responses;
    responses.insert("default".to_owned(), failure.build().into());
    for (status, response) in responses {
        let RefOr::T(response) = response else { continue };
        if let (true, Ok(status)) = (response.description.is_empty(), status.parse::<StatusCode>()) {
            response.description = status.canonical_reason().unwrap_or_default().to_owned();
        }
    }
}

/// Names each operation after its tag and its handler, e.g. `queues_list`: handlers of several services are called `list`, and
/// an operation's name must be the only one of its kind.
pub fn name_operations(document: &mut utoipa::openapi::OpenApi) {
    for item in document.paths.paths.values_mut() {
        let operations =
            [&mut item.get, &mut item.put, &mut item.post, &mut item.delete, &mut item.patch].into_iter();
        for operation in operations.filter_map(Option::as_mut) {
            describe_responses(operation);
            let tag = operation.tags.as_ref().and_then(|tags| tags.first());
            if let (Some(tag), Some(name)) = (tag, &operation.operation_id) {
                operation.operation_id = Some(format!("{tag}_{name}"));
            }
        }
    }
}

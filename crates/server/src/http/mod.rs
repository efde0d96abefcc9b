//! The listener and what stands around every request.

pub mod bench;
mod body_deadline;
mod bus_metrics;
mod cors;
mod headers;
mod health;
pub(crate) mod keys;
mod metrics;
mod openapi;
pub(crate) mod protection;
mod rate_limit;
pub mod serve;
mod sniffing;
pub mod tls;

use std::{
    sync::{Arc, atomic::AtomicBool},
    time::Duration,
};

use anyhow::Context;
use axum::{
    Router, middleware,
    response::{IntoResponse, Response},
    routing::get,
};
use http::{HeaderMap, HeaderName, StatusCode, header};
use prometheus_client::registry::Registry;
use tower_http::{catch_panic::CatchPanicLayer, cors as tower_cors};
use utoipa_axum::router::OpenApiRouter;
use utoipa_swagger_ui::SwaggerUi;
use vq_api::{ApiError, ClientAddressLayer, idempotency, request::EdgeLayer};
use vq_domain::Error;

use crate::{deployment::Deployment, traces};

/// Whether the process takes requests.
#[derive(Clone, Debug, Default)]
pub struct Readiness(Arc<AtomicBool>);

impl Readiness {
    /// From now on, or no longer.
    pub fn set(&self, ready: bool) {
        self.0.store(ready, std::sync::atomic::Ordering::Relaxed);
    }

    fn get(&self) -> bool {
        self.0.load(std::sync::atomic::Ordering::Relaxed)
    }
}

/// The router of a deployment whose modules have all started.
pub fn router(deployment: &mut Deployment, ready: Readiness) -> anyhow::Result<Router> {
    let edge = deployment.edge()?;
    let gateway = deployment.gateway();
    // Whether the services behind a gateway are ready, it sees for itself.
    let store = if gateway.is_some() { None } else { deployment.store_check() };
    let documented = OpenApiRouter::with_openapi(openapi::document())
        .merge(std::mem::take(&mut deployment.api))
        .merge(std::mem::take(&mut deployment.visitor_api))
        .merge(health::router(ready, store));
    let (api, mut document) = documented.split_for_parts();
    openapi::name_operations(&mut document);

    let mut registry = std::mem::take(&mut deployment.registry);
    let traces = match traces::start(&deployment.config.telemetry, &mut registry)? {
        None => None,
        Some((traces, exporter)) => {
            deployment.tasks.spawn(exporter.run(deployment.stop.clone()));
            Some(traces)
        }
    };
    let requests = metrics::Requests::new(&mut registry, traces);
    if let Some(lines) = deployment.lines() {
        registry.register_collector(Box::new(metrics::QueueCollector(lines)));
    }
    if let Some(bus) = deployment.redis_bus() {
        registry.register_collector(Box::new(bus_metrics::BusCollector(bus)));
    }
    if let Ok(protection) = deployment.protection() {
        registry.register_collector(Box::new(metrics::KeyCollector(protection.vault)));
    }
    let registry: Arc<Registry> = Arc::new(registry);

    let api = api.layer(middleware::from_fn_with_state(deployment.stores()?.idempotency, idempotency::layer));
    let (api, document) = match gateway {
        Some(gateway) => {
            let services = gateway.api().layer(middleware::from_fn(cors::of_services));
            (api.merge(services), self::document()?)
        }
        None => (api, serde_json::to_value(document)?),
    };
    // A page of another site must be able to read that it calls too often.
    let origins = middleware::from_fn_with_state(deployment.lines(), cors::layer);
    let api = api.layer((origins, cors_for_all(), rate_limit::layer(deployment)?));
    if deployment.has_console() {
        deployment.pages = std::mem::take(&mut deployment.pages).route("/", get(home));
    }
    let tls = deployment.config.public_url().starts_with("https://");
    Ok(api
        .merge(std::mem::take(&mut deployment.pages))
        .merge(metrics::router(registry))
        .merge(SwaggerUi::new("/docs").external_url_unchecked("/v1/openapi.json", document))
        .layer(middleware::from_fn_with_state(
            Duration::from_secs(deployment.config.server.body_timeout_seconds),
            body_deadline::layer,
        ))
        .layer(CatchPanicLayer::custom(panicked))
        .layer(middleware::from_fn_with_state(requests, metrics::measure))
        .layer(EdgeLayer(edge))
        // Before the edge, which notes for the audit log where a request comes from.
        .layer(ClientAddressLayer::new(deployment.config.server.trusted_proxies.clone()))
        .layer(middleware::from_fn(move |request, next| headers::layer(tls, request, next))))
}

/// Who opens the server's bare address in a browser is looking for the dashboard.
async fn home(headers: HeaderMap) -> Response {
    if vq_admission::web::accepts(&headers, "text/html") {
        return (StatusCode::FOUND, [(header::LOCATION, "/admin")]).into_response();
    }
    StatusCode::NOT_FOUND.into_response()
}

/// The OpenAPI document of all services together, for a process that serves none of them itself. The file is held against
/// the code by a test.
pub fn document() -> anyhow::Result<serde_json::Value> {
    serde_json::from_str(include_str!("../../../../docs/openapi.json")).context("docs/openapi.json")
}

/// Pages of other sites may call the API with a token of their own, never with the cookies of ours.
fn cors_for_all() -> tower_cors::CorsLayer {
    tower_cors::CorsLayer::new()
        .allow_origin(tower_cors::Any)
        .allow_methods(tower_cors::Any)
        .allow_headers([
            header::AUTHORIZATION,
            header::CONTENT_TYPE,
            HeaderName::from_static(idempotency::KEY),
        ])
        .expose_headers(
            [header::RETRY_AFTER, HeaderName::from_static(vq_api::request::REQUEST_ID)]
                .into_iter()
                .chain(vq_api::rate_limit::HEADERS)
                .collect::<Vec<_>>(),
        )
        .max_age(Duration::from_secs(3600))
}

#[expect(clippy::needless_pass_by_value, reason = "the layer's signature")]
fn panicked(reason: Box<dyn std::any::Any + Send>) -> Response {
    let reason = reason
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| reason.downcast_ref::<&str>().copied());
    tracing::error!(reason, "a handler panicked");
    ApiError(Error::internal()).into_response()
}

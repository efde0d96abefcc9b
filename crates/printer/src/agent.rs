//! `POST /print` and `GET /status`, for pages of one origin.

use std::{net::SocketAddr, sync::Arc, time::Duration};

use axum::{
    Json, Router,
    extract::{DefaultBodyLimit, Request, State, rejection::JsonRejection},
    middleware::{self, Next},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use http::{HeaderName, HeaderValue, Method, StatusCode, header};
use serde_json::json;
use tokio::{io::AsyncWriteExt, net::TcpStream, sync::Mutex, time::timeout};
use tower_http::cors::CorsLayer;

use crate::{Raster, escpos, raster::Sent};

/// How long a printer may take for each step.
const PATIENCE: Duration = Duration::from_secs(5);
/// Largest request: the largest picture in base64, and what is around it.
const LARGEST: usize = 640 * 1024;
/// A page of a public address must ask before it may talk to this device.
const PRIVATE_NETWORK: HeaderName = HeaderName::from_static("access-control-allow-private-network");

/// `vqueue print`.
#[derive(Clone, Debug, clap::Args)]
pub struct PrintArgs {
    /// The printer: host and port; most ESC/POS printers listen on 9100
    #[arg(long, value_name = "HOST:PORT", value_parser = host_and_port)]
    pub printer: String,
    /// The server whose kiosk may print
    #[arg(long, value_name = "URL")]
    pub origin: String,
    /// Where to listen; the kiosk's page looks for it there and nowhere else
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:9187")]
    pub listen: SocketAddr,
}

/// Reads where a printer is.
fn host_and_port(text: &str) -> Result<String, String> {
    let port =
        text.rsplit_once(':').filter(|(host, _)| !host.is_empty()).map(|(_, port)| port.parse::<u16>());
    match port {
        Some(Ok(1..)) => Ok(text.to_owned()),
        _ => Err("a printer is written HOST:PORT, like 192.168.1.50:9100".to_owned()),
    }
}

/// Sends tickets to one printer, one after another.
pub struct Agent {
    printer: String,
    origin: HeaderValue,
    /// Two tickets at once would be mixed on the paper.
    busy: Mutex<()>,
}

/// The origin is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("an origin is written https://queue.example, without a path")]
pub struct NoOrigin;

impl Agent {
    /// For this printer, and pages of this origin.
    pub fn new(printer: &str, origin: &str) -> Result<Self, NoOrigin> {
        let trimmed = origin.trim_end_matches('/');
        let uri: http::Uri = trimmed.parse().map_err(|_| NoOrigin)?;
        let plain = uri.scheme().is_some() && uri.authority().is_some() && matches!(uri.path(), "" | "/");
        let value = HeaderValue::from_str(trimmed).map_err(|_| NoOrigin)?;
        if plain {
            Ok(Self { printer: printer.to_owned(), origin: value, busy: Mutex::new(()) })
        } else {
            Err(NoOrigin)
        }
    }

    async fn send(&self, bytes: &[u8]) -> std::io::Result<()> {
        let _turn = self.busy.lock().await;
        let mut stream = self.connect().await?;
        timeout(PATIENCE, stream.write_all(bytes)).await??;
        timeout(PATIENCE, stream.shutdown()).await?
    }

    async fn connect(&self) -> std::io::Result<TcpStream> {
        timeout(PATIENCE, TcpStream::connect(&self.printer)).await?
    }
}

/// The routes of the agent.
pub fn router(agent: Agent) -> Router {
    let agent = Arc::new(agent);
    let cors = CorsLayer::new()
        .allow_origin(agent.origin.clone())
        .allow_methods([Method::GET, Method::POST])
        .allow_headers([header::CONTENT_TYPE]);
    Router::new()
        .route("/print", post(print))
        .route("/status", get(status))
        .layer(DefaultBodyLimit::max(LARGEST))
        .layer(middleware::from_fn_with_state(agent.clone(), only_from_the_kiosk))
        .layer(cors)
        .layer(middleware::map_response(allow_private_network))
        .with_state(agent)
}

/// Browsers keep other origins from reading the answer; this keeps them from printing.
async fn only_from_the_kiosk(State(agent): State<Arc<Agent>>, request: Request, next: Next) -> Response {
    match request.headers().get(header::ORIGIN) {
        Some(origin) if *origin != agent.origin => {
            failure(StatusCode::FORBIDDEN, "forbidden", "Another origin may print here.")
        }
        _ => next.run(request).await,
    }
}

async fn allow_private_network(mut response: Response) -> Response {
    if response.headers().contains_key(header::ACCESS_CONTROL_ALLOW_METHODS) {
        response.headers_mut().insert(PRIVATE_NETWORK, HeaderValue::from_static("true"));
    }
    response
}

async fn print(State(agent): State<Arc<Agent>>, sent: Result<Json<Sent>, JsonRejection>) -> Response {
    let picture = match sent {
        Ok(Json(sent)) => Raster::try_from(sent).map_err(|error| error.to_string()),
        Err(rejection) => Err(rejection.body_text()),
    };
    let picture = match picture {
        Ok(picture) => picture,
        Err(message) => return failure(StatusCode::UNPROCESSABLE_ENTITY, "invalid_field", &message),
    };
    match agent.send(&escpos::ticket(&picture)).await {
        Ok(()) => Json(json!({"printed": true})).into_response(),
        Err(error) => {
            tracing::warn!(%error, printer = agent.printer, "a ticket could not be printed");
            failure(StatusCode::SERVICE_UNAVAILABLE, "unavailable", "The printer does not take the ticket.")
        }
    }
}

async fn status(State(agent): State<Arc<Agent>>) -> Response {
    match agent.connect().await {
        Ok(_) => Json(json!({"printer": "reachable"})).into_response(),
        Err(_) => failure(StatusCode::SERVICE_UNAVAILABLE, "unavailable", "The printer cannot be reached."),
    }
}

fn failure(status: StatusCode, code: &str, message: &str) -> Response {
    let body = json!({"errors": [{"code": code, "message": message, "field": null}]});
    (status, Json(body)).into_response()
}

#[cfg(test)]
mod tests {
    use super::host_and_port;

    #[test]
    fn a_printer_has_a_host_and_a_port() {
        for good in ["printer:9100", "192.168.1.50:9100", "[fe80::1]:9100"] {
            assert_eq!(host_and_port(good).as_deref(), Ok(good));
        }
        for bad in ["nohost", ":9100", "printer:", "printer:x", "printer:0", "printer:70000"] {
            assert!(host_and_port(bad).is_err(), "{bad}");
        }
    }
}

//! What everybody may see: the location and its board.

use std::{convert::Infallible, sync::Arc, time::Duration};

use axum::{
    extract::State,
    response::{
        IntoResponse, Response,
        sse::{self, KeepAlive, Sse},
    },
};
use futures_util::{StreamExt, stream};
use http::{HeaderMap, HeaderValue, header};
use serde::Deserialize;
use utoipa::IntoParams;
use vq_api::{ApiError, Edge, Envelope, Path, Reply, paging::Query};
use vq_domain::{Error, ErrorCode, LocationId};

use crate::{
    CounterService,
    board::{BoardView, Cursor},
    feed::Feed,
    view::PublicLocationView,
};

/// A quiet stream is kept open with a comment this often.
const PING: Duration = Duration::from_secs(15);

fn cached<T: serde::Serialize>(data: T, cache: &'static str) -> Response {
    let mut response = Reply::ok(data).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(cache));
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    response
}

/// A location and what is offered there, for phones and kiosks
#[utoipa::path(get, path = "/v1/locations/{locationId}", tag = "visitors", operation_id = "public_location",
    params(("locationId" = LocationId, Path)),
    responses((status = 200, body = Envelope<PublicLocationView>)))]
pub(crate) async fn location(
    State(service): State<CounterService>,
    edge: Edge,
    Path(id): Path<LocationId>,
) -> Result<Response, ApiError> {
    let location = service.public_location(id).await?;
    let now = edge.now();
    let services = service.services_shown(id, false, now);
    Ok(cached(PublicLocationView::new(&location, services, now), "public, max-age=2"))
}

/// The board of a location: who was called, the last first
#[utoipa::path(get, path = "/v1/locations/{locationId}/board", tag = "visitors", operation_id = "board",
    params(("locationId" = LocationId, Path)),
    responses((status = 200, body = Envelope<BoardView>)))]
pub(crate) async fn board(
    State(service): State<CounterService>,
    edge: Edge,
    Path(id): Path<LocationId>,
) -> Result<Response, ApiError> {
    let location = service.public_location(id).await?;
    let board = BoardView::new(&location, &service.services(id), edge.now());
    Ok(cached(board, "public, max-age=1"))
}

/// Where a stream goes on.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct After {
    /// `eventId` of the board, or the id of an event; the header `Last-Event-ID` counts before it.
    after: Option<String>,
}

/// The board as it changes, as server-sent events
///
/// Events: `call` (to be announced; each call and recall once, in order, with a `sequence` that grows), `board` (the whole
/// board), `resync` (calls between are too old to be announced). Goes on after `Last-Event-ID`.
#[utoipa::path(get, path = "/v1/locations/{locationId}/board/events", tag = "visitors", operation_id = "board_events",
    params(("locationId" = LocationId, Path), After),
    responses((status = 200, description = "The stream", content_type = "text/event-stream", body = String)))]
pub(crate) async fn events(
    State(service): State<CounterService>,
    edge: Edge,
    Path(id): Path<LocationId>,
    Query(query): Query<After>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    service.public_location(id).await?;
    let last = headers.get("last-event-id").and_then(|value| value.to_str().ok());
    let after = match last.or(query.after.as_deref()) {
        Some(text) => Some(Cursor::decode(text).ok_or_else(|| {
            Error::field(
                ErrorCode::InvalidParameter,
                "after",
                "after must be the id of an event, as it was sent.",
            )
        })?),
        None => None,
    };
    let clock = edge.clone();
    let feed = Feed::new(service, id, after, Arc::new(move || clock.now()));
    let events = stream::unfold(feed, |mut feed| async move { feed.next().await.map(|event| (event, feed)) });
    let events = events.map(|(event, id)| {
        Ok::<_, Infallible>(sse::Event::default().id(id).event(event.name()).data(event.data()))
    });
    let mut response = Sse::new(events).keep_alive(KeepAlive::new().interval(PING)).into_response();
    let headers = response.headers_mut();
    // A proxy that gathers a stream makes it useless.
    headers.insert("x-accel-buffering", HeaderValue::from_static("no"));
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    Ok(response)
}

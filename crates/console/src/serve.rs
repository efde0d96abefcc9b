//! Routes of the applications.

use std::sync::Arc;

use axum::{
    Router,
    extract::{Path, Request, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
    routing::get,
};
use vq_api::Edge;
use vq_assets::Assets;

use crate::{APPS, App, page, page::Page};

struct Loaded {
    app: &'static App,
    assets: Assets,
    page: Option<Page>,
}

/// Serves all applications, each below its mount.
pub fn router() -> Router {
    APPS.iter().map(mounted).fold(Router::new(), Router::merge)
}

fn mounted(app: &'static App) -> Router {
    let assets = (app.load)();
    let page = Page::new(&assets);
    let home = format!("{}/", app.mount);
    let to_home = home.clone();
    Router::new()
        // Links inside the page are relative to a folder.
        .route(app.mount, get(async move || Redirect::permanent(&to_home)))
        .route(&home, get(async |loaded: State<Arc<Loaded>>, edge: Edge| index(&loaded, &edge)))
        .route(&format!("{home}{{*path}}"), get(file))
        .with_state(Arc::new(Loaded { app, assets, page }))
}

async fn file(
    State(loaded): State<Arc<Loaded>>,
    edge: Edge,
    Path(path): Path<String>,
    request: Request,
) -> Response {
    if path == "index.html" {
        return index(&loaded, &edge);
    }
    match loaded.assets.answer(&path, request.method(), request.headers()) {
        Some(found) => found,
        // A chunk of an older build: its page is to reload, not to read HTML as a script.
        None if path.starts_with("assets/") => {
            (StatusCode::NOT_FOUND, "There is nothing at this address.").into_response()
        }
        None => index(&loaded, &edge),
    }
}

fn index(loaded: &Loaded, edge: &Edge) -> Response {
    let Some(page) = &loaded.page else { return page::missing(loaded.app) };
    let mut random = [0; 16];
    edge.ids().fill(&mut random);
    page.answer(loaded.app, random)
}

//! `/assets/…`.

use axum::http::{StatusCode, header};

use crate::site::{Scripted, Site};

#[tokio::test]
async fn assets_are_cached_by_their_names() {
    let site = Site::new(Scripted::default());
    assert_eq!(site.get("/assets/none.js", &[]).await.status, StatusCode::NOT_FOUND);
    let styles = site.get("/assets/room.css", &[]).await;
    // Without the web build there is nothing to serve.
    if styles.status == StatusCode::NOT_FOUND {
        return;
    }
    assert_eq!(styles.header(header::CACHE_CONTROL), "no-cache");
    assert_eq!(styles.header(header::CONTENT_TYPE), "text/css; charset=utf-8");
    let gzip = ("accept-encoding", "br, gzip;q=0.5");
    let packed = site.get("/assets/room.css", &[gzip]).await;
    assert_eq!(packed.header(header::CONTENT_ENCODING), "gzip");
    assert!(packed.body.len() < styles.body.len());
    assert_ne!(packed.header(header::ETAG), styles.header(header::ETAG));
    let known = site.get("/assets/room.css", &[gzip, ("if-none-match", packed.header(header::ETAG))]).await;
    assert_eq!((known.status, known.body.len()), (StatusCode::NOT_MODIFIED, 0));
    assert_eq!(site.get("/assets/room.css", &[("accept-encoding", "gzip;q=0")]).await.body, styles.body);
    assert_eq!(
        site.get("/assets/room.js", &[]).await.header(header::CONTENT_TYPE),
        "text/javascript; charset=utf-8"
    );
}

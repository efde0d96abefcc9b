//! `GET /q/{queueId}`.

use axum::http::{StatusCode, header};
use vq_domain::ErrorCode;

use crate::{
    common::check,
    site::{ID, OTHER, RELEASED, Scripted, Site, WAITING},
};

#[tokio::test]
async fn the_first_view_takes_a_place() {
    let site = Site::new(Scripted::default());
    let answer = site.get("/q/{id}?return=/shop", &[("accept-language", "de")]).await;
    assert_eq!(answer.status, StatusCode::OK);
    answer.shows("waiting");
    let session = format!("vq_{ID}=waiting; Path=/; HttpOnly; SameSite=Lax; Max-Age=60");
    assert_eq!(answer.cookies(), session);
    assert_eq!(answer.header(header::CACHE_CONTROL), "private, no-store");
    assert!(
        answer.header(header::CONTENT_SECURITY_POLICY).starts_with("default-src 'none'; script-src 'self';")
    );
    assert_eq!(answer.header(header::X_CONTENT_TYPE_OPTIONS), "nosniff");
    assert!(!answer.text().contains("SECRET"));
    check(answer.text(), "de", "ltr").unwrap();
    assert_eq!(site.calls(), ["join -"]);
}

#[tokio::test]
async fn later_views_show_the_same_place() {
    let site = Site::new(Scripted::default());
    let answer = site.get("/q/{id}", &[WAITING]).await;
    answer.shows("waiting");
    assert_eq!(answer.cookies(), "");
    site.get("/q/{id}", &[RELEASED]).await.shows("turn");
    let answer = site.get("/q/{id}", &[("cookie", "vq_{id}=forged")]).await;
    answer.shows("ended");
    assert_eq!(site.calls(), ["session waiting", "session released", "session forged"]);
}

#[tokio::test]
async fn who_is_called_sees_the_counter_and_who_is_sent_on_goes_on() {
    let site = Site::new(Scripted::default());
    let answer = site.get("/q/{id}", &[("cookie", "vq_{id}=called")]).await;
    answer.shows("called");
    assert!(answer.text().contains("Please come to Counter &lt;3&gt;") && answer.text().contains("A042"));
    check(answer.text(), "en", "ltr").unwrap();
    let answer = site.get("/q/{id}", &[("cookie", "vq_{id}=moved")]).await;
    answer.leads_to(&format!("/q/{OTHER}"));
    assert!(answer.cookies().starts_with(&format!("vq_{OTHER}=OTHER; ")), "{}", answer.cookies());
}

#[tokio::test]
async fn over_tls_only_the_bound_cookie_counts() {
    let site = Site::new(Scripted::default());
    let tls = ("x-forwarded-proto", "https");
    let answer = site.get("/q/{id}", &[WAITING, tls]).await;
    assert!(
        answer.cookies().starts_with(&format!("__Host-vq_{ID}=")) && answer.cookies().ends_with("; Secure")
    );
    site.get("/q/{id}", &[("cookie", "__Host-vq_{id}=active"), tls]).await.shows("active");
}

#[tokio::test]
async fn only_a_real_view_takes_a_place() {
    let site = Site::new(Scripted::default());
    site.get("/q/{id}", &[("sec-purpose", "prefetch;prerender")]).await.shows("joining");
    site.get("/q/{id}", &[("sec-fetch-dest", "image")]).await.shows("joining");
    site.send("HEAD", "/q/{id}", &[], "").await;
    assert!(site.calls().is_empty());
}

#[tokio::test]
async fn a_browser_without_cookies_is_told_and_does_not_join_at_each_refresh() {
    let site = Site::new(Scripted::default());
    let refresh = ("referer", "http://q.example/q/{id}?lang=en");
    let answer = site.get("/q/{id}", &[refresh]).await;
    answer.shows("joining");
    assert!(answer.text().contains("Please allow cookies") && answer.text().contains("Join the line"));
    assert!(site.calls().is_empty());
    let full = Site::new(Scripted { failure: Some(ErrorCode::QueueFull), ..Scripted::default() });
    let answer = full.get("/q/{id}", &[]).await;
    answer.shows("full");
    assert!(answer.cookies().contains("vq-probe=1"));
    full.get("/q/{id}", &[refresh, ("cookie", "vq-probe=1")]).await.shows("full");
    assert_eq!(full.calls(), ["join -", "join -"]);
}

#[tokio::test]
async fn failures_are_pages_too() {
    let cases = [
        (ErrorCode::QueueClosed, 200, "closed"),
        (ErrorCode::QueueFull, 200, "full"),
        (ErrorCode::RateLimited, 429, "unavailable"),
        (ErrorCode::Unavailable, 503, "unavailable"),
        (ErrorCode::Internal, 503, "unavailable"),
    ];
    for (code, status, face) in cases {
        let site = Site::new(Scripted { failure: Some(code), ..Scripted::default() });
        let answer = site.get("/q/{id}", &[]).await;
        assert_eq!(answer.status.as_u16(), status, "{code:?}");
        answer.shows(face);
        assert_eq!(answer.headers.contains_key(header::RETRY_AFTER), status >= 429);
    }
    for path in ["/q/nonsense", "/q/0190c8a0-0000-7000-8000-000000000002", "/q/%3Cscript%3E/keep"] {
        let answer = Site::new(Scripted::default()).get(path, &[]).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND);
        answer.shows("not_found");
    }
}

#[tokio::test]
async fn a_chosen_language_is_kept() {
    let site = Site::new(Scripted::default());
    let answer = site.get("/q/{id}?lang=ar", &[WAITING, ("accept-language", "fr")]).await;
    check(answer.text(), "ar", "rtl").unwrap();
    assert!(answer.cookies().starts_with("vq-lang=ar; "));
    let answer = site.get("/q/{id}", &[("cookie", "vq-lang=ar; vq_{id}=waiting")]).await;
    check(answer.text(), "ar", "rtl").unwrap();
    let answer = site.get("/q/{id}?lang=xx", &[WAITING, ("accept-language", "fr")]).await;
    check(answer.text(), "fr", "ltr").unwrap();
}

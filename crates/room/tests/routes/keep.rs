//! The way to another device: keep and recover.

use axum::http::StatusCode;

use crate::{
    common::check,
    site::{GATE, ID, Scripted, Site, WAITING},
};

#[tokio::test]
async fn a_place_can_be_taken_along() {
    let site = Site::new(Scripted::default());
    let gate = [WAITING, GATE, ("x-forwarded-host", "shop.example")];
    let answer = site.get("/q/{id}/keep?return=/shop", &gate).await;
    assert_eq!(answer.status, StatusCode::OK);
    check(answer.text(), "en", "ltr").unwrap();
    let text = answer.text().replace("&#x2f;", "/").replace("&amp;", "&");
    assert!(text.contains("7KQM-X2VD-9HTR-4WNB") && text.contains("<svg "));
    let link = format!("http://shop.example/.vq/q/{ID}/recover?code=7KQM-X2VD-9HTR-4WNB&return=/shop");
    assert!(text.contains(&link), "{text}");
    assert!(text.contains("class=\"button\" href=\"/shop\""), "{text}");
    site.get("/q/{id}/keep", &[]).await.leads_to("/q/{id}");
}

#[tokio::test]
async fn a_code_brings_it_back() {
    let site = Site::new(Scripted::default());
    let form = site.get("/q/{id}/recover?code=GOOD&return=/shop", &[]).await;
    check(form.text(), "en", "ltr").unwrap();
    assert!(form.text().contains("value=\"GOOD\""));
    assert!(site.calls().is_empty());
    let answer = site.send("POST", "/q/{id}/recover", &[("origin", "null")], "code=GOOD&return=/shop").await;
    answer.leads_to("/q/{id}?return=/shop");
    assert!(answer.cookies().starts_with(&format!("vq_{ID}=waiting;")));
    let wrong = site.send("POST", "/q/{id}/recover", &[], "code=BAD%3C").await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.text().contains("aria-invalid") && wrong.text().contains("BAD&lt;"));
}

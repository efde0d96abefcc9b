//! `GET /l/{locationId}` and its QR code.

use axum::http::{StatusCode, header};

use crate::{
    common::check,
    site::{OTHER, PLACE, Scripted, Site, WAITING},
};

#[tokio::test]
async fn a_location_offers_its_services_and_takes_no_place_by_itself() {
    let site = Site::new(Scripted::default());
    let answer = site.get(&format!("/l/{PLACE}"), &[]).await;
    assert_eq!(answer.status, StatusCode::OK);
    let tags = check(answer.text(), "en", "ltr").unwrap();
    let forms: Vec<_> =
        tags.iter().filter(|tag| tag.name == "form").filter_map(|tag| tag.get("action")).collect();
    // Only for the service that takes people.
    assert_eq!(forms.len(), 1, "{forms:?}");
    assert!(!forms[0].contains(OTHER) && forms[0].ends_with("join"));
    for text in ["Pass&lt;ports", "12 people wait", "No more numbers today", "No lift", "Town hall"] {
        assert!(answer.text().contains(text), "{text}\n{}", answer.text());
    }
    assert_eq!(site.calls(), [""; 0]);
}

#[tokio::test]
async fn who_has_a_place_there_is_led_back_to_it() {
    let site = Site::new(Scripted::default());
    let answer = site.get(&format!("/l/{PLACE}?lang=de"), &[WAITING]).await;
    assert!(answer.text().contains("Zu meinem Platz") && !answer.text().contains("<form"));
    assert!(answer.cookies().contains("vq-lang=de"));
}

#[tokio::test]
async fn the_code_leads_to_the_page_as_the_browser_sees_it() {
    let site = Site::new(Scripted::default());
    let answer = site.get(&format!("/l/{PLACE}/qr.svg"), &[("x-forwarded-proto", "https")]).await;
    assert_eq!(answer.header(header::CONTENT_TYPE), "image/svg+xml");
    let expected = vq_room::qr_svg(&format!("https://q.example/l/{PLACE}"));
    assert_eq!(answer.text(), expected);
}

#[tokio::test]
async fn a_location_that_is_not_there_is_said_to_be() {
    let site = Site::new(Scripted::default());
    for path in [format!("/l/{OTHER}"), "/l/x".to_owned(), format!("/l/{OTHER}/qr.svg")] {
        let answer = site.get(&path, &[]).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
        answer.shows("not_found");
    }
}

//! The buttons: continue, leave, join.

use axum::http::{StatusCode, header};

use crate::site::{GATE, ID, RELEASED, Scripted, Site, WAITING};

#[tokio::test]
async fn continue_leads_to_the_site() {
    let site = Site::new(Scripted::default());
    let answer = site.send("POST", "/q/{id}/continue", &[RELEASED, GATE], "return=%2Fshop%3Fa%3D1").await;
    answer.leads_to("/shop?a=1");
    assert!(answer.cookies().starts_with(&format!("vqa_{ID}=admission; Path=/; HttpOnly; SameSite=Lax")));
    site.send("POST", "/q/{id}/continue", &[RELEASED, GATE], "return=").await.leads_to("/");
    site.send("POST", "/q/{id}/continue", &[RELEASED, GATE], "return=//evil.example").await.leads_to("/");
    site.send("POST", "/q/{id}/continue", &[RELEASED], "").await.leads_to("/q/{id}");
    let early = site.send("POST", "/q/{id}/continue", &[WAITING], "return=/shop").await;
    early.leads_to("/q/{id}?return=/shop");
    assert_eq!(early.cookies(), "");
    site.send("POST", "/q/{id}/continue", &[], "").await.leads_to("/q/{id}");
}

#[tokio::test]
async fn without_a_gate_the_queues_target_is_where_it_leads() {
    let target_url = Some("https://shop.example/in".to_owned());
    let site = Site::new(Scripted { target_url, ..Scripted::default() });
    let page = site.get("/q/{id}", &[RELEASED]).await;
    assert!(
        page.header(header::CONTENT_SECURITY_POLICY).ends_with("form-action 'self' https://shop.example")
    );
    site.send("POST", "/q/{id}/continue", &[RELEASED], "return=/x").await.leads_to("https://shop.example/in");
    site.send("POST", "/q/{id}/continue", &[RELEASED, GATE], "return=/x").await.leads_to("/x");
}

#[tokio::test]
async fn without_a_gate_and_a_target_the_page_itself_is_where_one_stays() {
    let active = ("cookie", "vq_{id}=active");
    let site = Site::new(Scripted::default());
    site.send("POST", "/q/{id}/continue", &[RELEASED], "").await.leads_to("/q/{id}");
    let page = site.get("/q/{id}", &[active]).await;
    page.shows("active");
    assert!(page.text().contains("/leave\""), "a way to say that one is done");
    assert!(!page.text().contains("/continue\""), "nowhere to go on to");
    assert!(page.text().contains("\"stays\":true"));
    site.send("POST", "/q/{id}/leave", &[active], "return=").await.leads_to("/q/{id}");
    assert_eq!(site.calls().last().unwrap(), "leave active");

    let gone_on = |page: crate::site::Answer| {
        page.shows("active");
        assert!(page.text().contains("/continue\"") && page.text().contains("\"stays\":false"));
    };
    gone_on(site.get("/q/{id}", &[active, GATE]).await);
    gone_on(site.get("/q/{id}?return=/shop", &[active]).await);
    let target_url = Some("https://shop.example/in".to_owned());
    gone_on(Site::new(Scripted { target_url, ..Scripted::default() }).get("/q/{id}", &[active]).await);
}

#[tokio::test]
async fn leave_and_join_lead_back_to_the_page() {
    let site = Site::new(Scripted::default());
    site.send("POST", "/q/{id}/leave", &[WAITING], "return=/shop").await.leads_to("/q/{id}?return=/shop");
    let left = ("cookie", "vq_{id}=left");
    site.get("/q/{id}", &[left]).await.shows("ended");
    let again = site.send("POST", "/q/{id}/join", &[left, GATE], "return=/shop").await;
    again.leads_to("/shop");
    assert!(again.cookies().starts_with(&format!("vq_{ID}=waiting;")));
    assert_eq!(site.calls(), ["leave waiting", "session left", "join left"]);
}

#[tokio::test]
async fn forms_from_other_sites_do_nothing() {
    let site = Site::new(Scripted::default());
    let foreign = [("sec-fetch-site", "cross-site"), ("origin", "https://evil.example"), ("origin", "null")];
    for header in foreign {
        for form in ["continue", "leave", "join"] {
            let answer = site.send("POST", &format!("/q/{{id}}/{form}"), &[RELEASED, header], "").await;
            assert_eq!(answer.status, StatusCode::FORBIDDEN);
        }
    }
    let answer =
        site.send("POST", "/q/{id}/recover", &[("origin", "https://evil.example")], "code=GOOD").await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    assert!(site.calls().is_empty());
    let own = [RELEASED, ("origin", "http://q.example")];
    site.send("POST", "/q/{id}/continue", &own, "").await.leads_to("/q/{id}");
}

#[tokio::test]
async fn odd_forms_are_refused() {
    let site = Site::new(Scripted::default());
    let answer = site.send("POST", "/q/{id}/join", &[], &format!("return=/{}", "x".repeat(20_000))).await;
    assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert!(site.calls().is_empty());
    assert_eq!(site.get("/q/{id}/join", &[]).await.status, StatusCode::METHOD_NOT_ALLOWED);
}

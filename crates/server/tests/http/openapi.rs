//! The API as documented is a file of the repository, so that no change of it goes unseen, and clients can be made from it.

use std::path::Path;

use axum::http::Method;

use crate::app::App;

#[tokio::test]
async fn the_api_is_the_one_in_the_docs() {
    let app = App::one_process().await;
    let document = app.call(Method::GET, "/v1/openapi.json", None, None).await.expect(200).body;
    let mut text = serde_json::to_string_pretty(&document).expect("JSON");
    text.push('\n');
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/openapi.json");
    if std::env::var_os("UPDATE_OPENAPI").is_some() {
        std::fs::write(&file, &text).expect("the file can be written");
    }
    let stored = std::fs::read_to_string(&file).unwrap_or_default();
    assert!(
        stored == text,
        "the API differs from docs/openapi.json; if that is meant, run the tests once with UPDATE_OPENAPI=1 and look at the change"
    );
}

#[tokio::test]
async fn every_operation_has_a_name_of_its_own() {
    let app = App::one_process().await;
    let document = app.call(Method::GET, "/v1/openapi.json", None, None).await.expect(200).body;
    let paths = document["paths"].as_object().expect("paths");
    let mut names: Vec<_> = paths
        .values()
        .flat_map(|item| item.as_object().expect("methods").values())
        .map(|operation| operation["operationId"].as_str().expect("a name"))
        .collect();
    let all = names.len();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), all, "{names:?}");
}

#[tokio::test]
async fn every_parameter_of_a_path_is_told() {
    let app = App::one_process().await;
    let document = app.call(Method::GET, "/v1/openapi.json", None, None).await.expect(200).body;
    for (path, operations) in document["paths"].as_object().expect("paths") {
        let named = path.split('{').skip(1).filter_map(|part| part.split('}').next());
        let named: std::collections::BTreeSet<_> = named.collect();
        for (method, operation) in operations.as_object().expect("operations") {
            let told = operation["parameters"].as_array().map_or(&[][..], Vec::as_slice);
            let told = told.iter().filter(|parameter| parameter["in"] == "path");
            let told = told.filter_map(|parameter| parameter["name"].as_str()).collect();
            assert_eq!(named, told, "{method} {path}");
        }
    }
}

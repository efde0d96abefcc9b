//! The files for other gateways, held against the gateway's own table of routes. nginx and Envoy are also started, see
//! `edges`; Kong cannot be here, so its file is read.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use vq_gateway::{ROUTES, Service, table::Bearer};

use crate::edges::shipped;

/// A template as a regular expression.
fn expression(template: &str) -> String {
    let part = |part: &str| match part {
        part if part.starts_with("{*") => ".+".to_owned(),
        part if part.starts_with('{') => "[^/]+".to_owned(),
        part => part.replace('.', "\\."),
    };
    template.split('/').map(part).collect::<Vec<_>>().join("/")
}

/// Expression to service, as the table says.
fn table() -> BTreeMap<String, &'static str> {
    ROUTES.iter().map(|route| (expression(route.path), route.service.name())).collect()
}

fn yaml(file: &str) -> Value {
    serde_saphyr::from_str(&shipped(file)).expect("YAML")
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

fn nginx_routes() -> BTreeMap<String, String> {
    let file = shipped("nginx/vqueue.conf");
    let rows = file.lines().filter_map(|line| line.trim().strip_prefix("\"~^")?.split_once("$\"  vq_"));
    rows.map(|(path, service)| (path.to_owned(), service.trim_end_matches(';').to_owned())).collect()
}

fn envoy_routes() -> BTreeMap<String, String> {
    let file = yaml("envoy/envoy.yaml");
    let manager = &file["static_resources"]["listeners"][0]["filter_chains"][0]["filters"][0]["typed_config"];
    let routes = list(&manager["route_config"]["virtual_hosts"][0]["routes"]);
    let row = |route: &Value| {
        let path = route["match"]["safe_regex"]["regex"].as_str()?;
        Some((path.to_owned(), route["route"]["cluster"].as_str()?.trim_start_matches("vq_").to_owned()))
    };
    routes.iter().filter_map(row).collect()
}

fn kong_routes() -> BTreeMap<String, String> {
    let file = yaml("kong/kong.yml");
    let mut rows = BTreeMap::new();
    for service in list(&file["services"]) {
        let name = text(&service["host"]).trim_start_matches("vq-").trim_end_matches(".upstream");
        for path in list(&service["routes"]).iter().flat_map(|route| list(&route["paths"])) {
            let path = text(path).strip_prefix('~').and_then(|path| path.strip_suffix('$'));
            rows.insert(path.expect("a regular expression from end to end").to_owned(), name.to_owned());
        }
    }
    rows
}

fn kubernetes_routes() -> BTreeMap<String, String> {
    let file = shipped("kong/kubernetes.yaml");
    let mut rows = BTreeMap::new();
    for object in file.split("\n---\n") {
        let object: Value = serde_saphyr::from_str(object).expect("YAML");
        for path in list(&object["spec"]["rules"]).iter().flat_map(|rule| list(&rule["http"]["paths"])) {
            let expression = text(&path["path"]).strip_prefix("/~").and_then(|path| path.strip_suffix('$'));
            let service = text(&path["backend"]["service"]["name"]).trim_start_matches("vq-");
            let expression = expression.expect("a regular expression from end to end").to_owned();
            rows.insert(expression, service.trim_end_matches("-streams").to_owned());
        }
    }
    rows
}

#[test]
fn every_file_routes_as_the_table_does() {
    let table: BTreeMap<_, _> = table().into_iter().map(|(path, name)| (path, name.to_owned())).collect();
    let files = [
        ("nginx", nginx_routes()),
        ("Envoy", envoy_routes()),
        ("Kong", kong_routes()),
        ("Kong on Kubernetes", kubernetes_routes()),
    ];
    for (file, routes) in files {
        for (path, service) in &table {
            assert_eq!(routes.get(path), Some(service), "{file}: {path}; run tools/gateway-routes");
        }
        let more: Vec<_> = routes.keys().filter(|path| !table.contains_key(*path)).collect();
        assert!(more.is_empty(), "{file} routes {more:?}, which the table does not know");
    }
}

#[test]
fn kong_is_told_what_it_should_be() {
    let file = yaml("kong/kong.yml");
    assert_eq!(file["_format_version"], "3.0");
    let upstreams = list(&file["upstreams"]);
    assert_eq!(upstreams.len(), Service::ALL.len());
    for upstream in upstreams {
        let active = &upstream["healthchecks"]["active"];
        assert_eq!((text(&active["http_path"]), text(&active["type"])), ("/health/ready", "http"));
        for kind in ["healthy", "unhealthy"] {
            assert_eq!(active[kind]["interval"], 30, "{upstream}");
        }
        assert!(!list(&upstream["targets"]).is_empty());
    }
    for service in list(&file["services"]) {
        assert!(upstreams.iter().any(|upstream| upstream["name"] == service["host"]), "{service}");
        assert_eq!(service["connect_timeout"], 10_000);
        let streams = text(&service["name"]).ends_with("-streams");
        for timeout in ["read_timeout", "write_timeout"] {
            assert_eq!(service[timeout], if streams { 3_600_000 } else { 10_000 }, "{service}");
        }
        for route in list(&service["routes"]) {
            assert_eq!((&route["strip_path"], &route["preserve_host"]), (&false.into(), &true.into()));
            let checked = text(&route["name"]).ends_with("-signed-in");
            let plugins = list(&route["plugins"]);
            assert_eq!(checked, plugins.iter().any(|plugin| plugin["name"] == "jwt"), "{route}");
            for plugin in plugins {
                assert_eq!(plugin["config"]["key_claim_name"], "kid");
                assert_eq!(plugin["config"]["claims_to_verify"], serde_json::json!(["exp"]));
            }
        }
    }
    // No visitor has a JWT: only where nobody but people who signed in may call is one asked for.
    let signed_in = list(&file["services"])
        .iter()
        .flat_map(|service| list(&service["routes"]))
        .filter(|route| text(&route["name"]).ends_with("-signed-in"));
    let asked: BTreeSet<_> = signed_in.flat_map(|route| list(&route["paths"])).map(text).collect();
    let account = ROUTES.iter().filter(|route| route.bearer == Bearer::Account);
    let account: BTreeSet<_> = account.map(|route| format!("~{}$", expression(route.path))).collect();
    assert!(asked.into_iter().eq(&account));
    let plugin = |name: &str| {
        let found = list(&file["plugins"]).iter().find(|plugin| plugin["name"] == name);
        found.unwrap_or_else(|| panic!("no plugin {name}"))["config"].clone()
    };
    let limit = plugin("rate-limiting");
    assert_eq!((&limit["minute"], &limit["hour"]), (&1000.into(), &10_000.into()));
    assert_eq!((text(&limit["policy"]), text(&limit["limit_by"])), ("redis", "header"));
    assert_eq!(plugin("request-size-limiting")["allowed_payload_size"], 64);
    let secret = &file["consumers"][0]["jwt_secrets"][0];
    assert_eq!((text(&secret["algorithm"]), text(&secret["key"])), ("HS256", "1"));
}

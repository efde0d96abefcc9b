//! What passes without waiting: the operator's exemptions.

use std::net::IpAddr;

use http::request::Parts;
use http::{HeaderMap, Method};

use super::spelling::PathForms;
use crate::config::{Compiled, CompiledRule};

/// Whether a request that a rule is about is exempt. Paths and file endings must hold in every spelling of the path.
pub(crate) fn bypasses(
    config: &Compiled,
    rule: &CompiledRule,
    parts: &Parts,
    path: &PathForms,
    client: Option<IpAddr>,
) -> bool {
    let bypass = &config.bypass;
    bypass.methods.contains(&parts.method)
        || rule.assets && parts.method == Method::GET && path.all(|form| is_asset(form, &bypass.extensions))
        || bypass.paths.iter().any(|pattern| path.all(|form| pattern.matches(form)))
        || client.is_some_and(|ip| bypass.networks.iter().any(|network| network.contains(&ip)))
        || bypass.headers.iter().any(|(name, value)| has(&parts.headers, name, value.as_ref()))
}

fn is_asset(path: &str, extensions: &[String]) -> bool {
    let file = path.rsplit('/').next().unwrap_or("");
    file.rsplit_once('.')
        .is_some_and(|(_, ending)| extensions.iter().any(|known| known.eq_ignore_ascii_case(ending)))
}

fn has(headers: &HeaderMap, name: &http::HeaderName, value: Option<&http::HeaderValue>) -> bool {
    match value {
        None => headers.contains_key(name),
        Some(expected) => headers.get_all(name).iter().any(|given| given == expected),
    }
}

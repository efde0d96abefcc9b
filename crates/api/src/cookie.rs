//! Reading and writing cookies, and whether a request came over TLS.

use http::{HeaderMap, HeaderValue, header};

/// The value of a cookie, the first of that name.
pub fn get<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    all(headers).find(|(found, _)| *found == name).map(|(_, value)| value)
}

/// All cookies of a request.
pub fn all(headers: &HeaderMap) -> impl Iterator<Item = (&str, &str)> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
}

/// `Set-Cookie` for a cookie that only the server reads. `None` if name or value cannot stand in a header.
pub fn set(name: &str, value: &str, max_age_seconds: u32, secure: bool) -> Option<HeaderValue> {
    let tls = if secure { "; Secure" } else { "" };
    let text = format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax; Max-Age={max_age_seconds}{tls}");
    HeaderValue::from_str(&text).ok()
}

/// A cookie's name: with the `__Host-` prefix, which binds it to host and TLS, wherever there is TLS.
pub fn name(prefix: &str, id: impl std::fmt::Display, secure: bool) -> String {
    if secure { format!("__Host-{prefix}_{id}") } else { format!("{prefix}_{id}") }
}

/// Whether the visitor's own connection is over TLS, as far as the proxy before us says.
pub fn is_secure(headers: &HeaderMap) -> bool {
    headers.get("x-forwarded-proto").is_some_and(|value| value.as_bytes().eq_ignore_ascii_case(b"https"))
}

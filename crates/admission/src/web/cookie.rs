//! The two cookies of a visitor, and nothing else of the `Cookie` header.
//!
//! With TLS their names carry the `__Host-` prefix, which stops other hosts and plain HTTP from planting them. Must not
//! touch cookies that are not ours.

use http::header::COOKIE;
use http::{HeaderMap, HeaderValue};

use crate::claims::is_id;

/// Which of the visitor's two cookies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The place in the line: a session token.
    Session,
    /// The right to pass: an admission token.
    Admission,
}

/// The name of a visitor's cookie for one queue. `secure` says whether the public side speaks TLS.
#[must_use]
pub fn name(kind: Kind, queue: &str, secure: bool) -> String {
    let prefix = if secure { "__Host-" } else { "" };
    let stem = match kind {
        Kind::Session => "vq_",
        Kind::Admission => "vqa_",
    };
    format!("{prefix}{stem}{queue}")
}

/// All values sent under `name`, in order. A browser sends one; whoever plants cookies may send several.
pub fn values<'a>(headers: &'a HeaderMap, name: &'a str) -> impl Iterator<Item = &'a str> {
    pairs(headers)
        .filter_map(split)
        .filter(move |(key, _)| *key == name)
        .map(|(_, value)| value.strip_prefix('"').and_then(|inner| inner.strip_suffix('"')).unwrap_or(value))
}

/// A `Set-Cookie` value that keeps `value` for `max_age` seconds: `HttpOnly`, `Path=/`, `SameSite=Lax`, with TLS
/// `Secure`. `None` where the value cannot stand in a cookie.
#[must_use]
pub fn set(name: &str, value: &str, max_age: i64, secure: bool) -> Option<HeaderValue> {
    if !value
        .bytes()
        .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-' | b'=' | b'~' | b'+' | b'/'))
    {
        return None;
    }
    let secure = if secure { "; Secure" } else { "" };
    let text = format!("{name}={value}; Max-Age={}; Path=/{secure}; HttpOnly; SameSite=Lax", max_age.max(0));
    HeaderValue::try_from(text).ok()
}

/// A `Set-Cookie` value that makes the browser forget `name`.
#[must_use]
pub fn clear(name: &str, secure: bool) -> Option<HeaderValue> {
    set(name, "", 0, secure)
}

/// Takes every cookie of Virtual Queue out of a request, so that the origin never sees a visitor's tokens.
///
/// Names of other applications stay, even if they begin alike: a suffix must be an id `is_queue` knows.
pub fn strip(headers: &mut HeaderMap, is_queue: impl Fn(&str) -> bool) {
    rewrite(headers, |name| !queue_of(name).is_some_and(&is_queue));
}

/// Leaves only the cookies of Virtual Queue in a request.
pub fn keep_only_ours(headers: &mut HeaderMap) {
    rewrite(headers, |name| queue_of(name).is_some());
}

/// The queue id inside the name of one of our cookies.
#[must_use]
pub fn queue_of(name: &str) -> Option<&str> {
    let stem = name.strip_prefix("__Host-").unwrap_or(name);
    let queue = stem.strip_prefix("vqa_").or_else(|| stem.strip_prefix("vq_"))?;
    is_id(queue).then_some(queue)
}

fn rewrite(headers: &mut HeaderMap, keep: impl Fn(&str) -> bool) {
    let keep = |pair: &[u8]| keep(split(pair).map_or("", |(name, _)| name));
    if pairs(headers).all(keep) {
        return;
    }
    let kept = pairs(headers).filter(|pair| keep(pair)).collect::<Vec<_>>().join(&b"; "[..]);
    headers.remove(COOKIE);
    if let Ok(value) = HeaderValue::from_bytes(&kept)
        && !kept.is_empty()
    {
        headers.insert(COOKIE, value);
    }
}

/// The pairs of all `Cookie` headers as they were sent. Bytes, because other applications' cookies need not be text.
fn pairs(headers: &HeaderMap) -> impl Iterator<Item = &[u8]> {
    let lines = headers.get_all(COOKIE).iter().map(HeaderValue::as_bytes);
    lines.flat_map(|line| line.split(|b| *b == b';')).map(<[u8]>::trim_ascii).filter(|pair| !pair.is_empty())
}

/// Name and value of a pair that is text; ours always are.
fn split(pair: &[u8]) -> Option<(&str, &str)> {
    let pair = std::str::from_utf8(pair).ok()?;
    let (name, value) = pair.split_once('=')?;
    Some((name.trim(), value.trim()))
}

#[cfg(test)]
mod tests {
    use super::{Kind, clear, keep_only_ours, name, set, strip, values};
    use http::HeaderMap;
    use http::header::COOKIE;

    fn headers(lines: &[&str]) -> HeaderMap {
        lines.iter().map(|line| (COOKIE, line.parse().unwrap())).collect()
    }

    #[test]
    fn attributes_follow_the_convention() {
        let secure = name(Kind::Admission, "q1", true);
        assert_eq!(
            set(&secure, "a.b", 60, true).unwrap(),
            "__Host-vqa_q1=a.b; Max-Age=60; Path=/; Secure; HttpOnly; SameSite=Lax"
        );
        let plain = name(Kind::Session, "q1", false);
        assert_eq!(clear(&plain, false).unwrap(), "vq_q1=; Max-Age=0; Path=/; HttpOnly; SameSite=Lax");
        assert_eq!(set(&plain, "a; Domain=evil", 60, false), None);
        assert_eq!(set(&plain, "a\r\nX: y", 60, false), None);
    }

    #[test]
    fn reads_every_value_of_a_name() {
        let headers = headers(&["a=1; vq_q=one", "vq_q=\"two\";b", "vq_qq=three"]);
        assert_eq!(values(&headers, "vq_q").collect::<Vec<_>>(), ["one", "two"]);
    }

    #[test]
    fn strips_ours_and_only_ours() {
        let mut request = headers(&["a=1; vq_q=t; __Host-vqa_q=t", "vq_theme=dark; b=x=y"]);
        strip(&mut request, |queue| queue == "q");
        assert_eq!(request.get(COOKIE).unwrap(), "a=1; vq_theme=dark; b=x=y");
        assert_eq!(request.get_all(COOKIE).iter().count(), 1);

        let mut ours = headers(&["a=1; vq_q=t; __Host-vqa_q=t"]);
        keep_only_ours(&mut ours);
        assert_eq!(ours.get(COOKIE).unwrap(), "vq_q=t; __Host-vqa_q=t");

        let latin1 = http::HeaderValue::from_bytes(b"caf\xe9=1; vq_q=t; flag").unwrap();
        let mut mixed: HeaderMap = [(COOKIE, latin1)].into_iter().collect();
        strip(&mut mixed, |queue| queue == "q");
        assert_eq!(mixed.get(COOKIE).unwrap().as_bytes(), b"caf\xe9=1; flag");

        let mut only_ours = headers(&["vq_q=t"]);
        strip(&mut only_ours, |queue| queue == "q");
        assert!(only_ours.get(COOKIE).is_none());
    }
}

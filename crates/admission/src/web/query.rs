//! One parameter of a query string, found and taken out without touching the others.
//!
//! Must not decode: tokens need no escaping, and the rest of the query goes on byte for byte.

/// The first value of `name` in a query string, still encoded.
#[must_use]
pub fn get<'a>(query: &'a str, name: &str) -> Option<&'a str> {
    query.split('&').find_map(|pair| value_of(pair, name))
}

/// `path_and_query` without any parameter called `name`.
#[must_use]
pub fn without(path_and_query: &str, name: &str) -> String {
    let Some((path, query)) = path_and_query.split_once('?') else { return path_and_query.to_owned() };
    let kept: Vec<&str> = query.split('&').filter(|pair| value_of(pair, name).is_none()).collect();
    if kept.iter().all(|pair| pair.is_empty()) {
        path.to_owned()
    } else {
        format!("{path}?{}", kept.join("&"))
    }
}

fn value_of<'a>(pair: &'a str, name: &str) -> Option<&'a str> {
    let rest = pair.strip_prefix(name)?;
    if rest.is_empty() { Some(rest) } else { rest.strip_prefix('=') }
}

#[cfg(test)]
mod tests {
    use super::{get, without};

    #[test]
    fn finds_and_removes() {
        assert_eq!(get("a=1&vq_token=x.y.z&b=2", "vq_token"), Some("x.y.z"));
        assert_eq!(get("xvq_token=1&vq_token2=2", "vq_token"), None);
        assert_eq!(without("/p?a=%20&vq_token=x&b=2", "vq_token"), "/p?a=%20&b=2");
        assert_eq!(without("/p?vq_token=x", "vq_token"), "/p");
        assert_eq!(without("/p?vq_token=x&vq_token=y&c", "vq_token"), "/p?c");
        assert_eq!(without("/p", "vq_token"), "/p");
    }
}

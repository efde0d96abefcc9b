//! What proxies say about those they speak for: `X-Forwarded-For`, and where there is none, `Forwarded` (RFC 7239).
//!
//! Never both: a proxy writes one of the two and passes the other on as it came from who knows whom. `X-Forwarded-For` goes
//! first because all common proxies write it; one that writes only `Forwarded` must remove it from requests.

use std::net::{IpAddr, SocketAddr};

use http::{HeaderMap, HeaderName, header};

const X_FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");

/// The addresses, the nearest first. `None` stands for one that is hidden or cannot be read.
pub(crate) fn from_the_right(headers: &HeaderMap) -> impl Iterator<Item = Option<IpAddr>> {
    let simple = headers.contains_key(X_FORWARDED_FOR);
    let name = if simple { X_FORWARDED_FOR } else { header::FORWARDED };
    let lines = headers.get_all(name).into_iter().rev();
    lines.flat_map(move |line| {
        let line = line.to_str().unwrap_or("?");
        let mut hops: Vec<_> = if simple {
            line.split(',').map(address).collect()
        } else {
            split(line, ',').map(element).collect()
        };
        hops.reverse();
        hops
    })
}

/// One element of `Forwarded`: `for=…;by=…;proto=…`, in any order and case.
fn element(text: &str) -> Option<IpAddr> {
    let (_, value) = split(text, ';')
        .filter_map(|pair| pair.split_once('='))
        .find(|(name, _)| name.trim().eq_ignore_ascii_case("for"))?;
    address(value.trim().trim_matches('"'))
}

/// An address with or without a port.
fn address(text: &str) -> Option<IpAddr> {
    let text = text.trim();
    let whole = text.trim_start_matches('[').trim_end_matches(']').parse().ok();
    whole
        .or_else(|| text.parse().ok().map(|with_port: SocketAddr| with_port.ip()))
        .map(|ip| ip.to_canonical())
}

/// The parts between separators that are not inside quotes.
fn split(text: &str, separator: char) -> impl Iterator<Item = &str> {
    let mut quoted = false;
    text.split(move |c| {
        quoted ^= c == '"';
        c == separator && !quoted
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hops(lines: &[(HeaderName, &'static str)]) -> Vec<String> {
        let mut headers = HeaderMap::new();
        for (name, value) in lines {
            headers.append(name, http::HeaderValue::from_static(value));
        }
        from_the_right(&headers).map(|hop| hop.map_or("-".into(), |ip| ip.to_string())).collect()
    }

    #[test]
    fn every_way_of_writing_an_address_is_read() {
        let line = "1.1.1.1, 1.1.1.2:80 ,2001:db8::1,[2001:db8::2],[2001:db8::3]:443, ::ffff:1.1.1.3, x, ";
        let expected =
            ["-", "-", "1.1.1.3", "2001:db8::3", "2001:db8::2", "2001:db8::1", "1.1.1.2", "1.1.1.1"];
        assert_eq!(hops(&[(X_FORWARDED_FOR, line)]), expected);
        let line =
            r#"for=1.1.1.1;proto=http, By=2.2.2.2;FOR="[2001:db8::1]:80";host="a,b;for=9.9.9.9", by=3.3.3.3"#;
        assert_eq!(hops(&[(header::FORWARDED, line)]), ["-", "2001:db8::1", "1.1.1.1"]);
    }

    #[test]
    fn several_lines_are_one_list() {
        let lines = [(X_FORWARDED_FOR, "1.1.1.1, 1.1.1.2"), (X_FORWARDED_FOR, "1.1.1.3")];
        assert_eq!(hops(&lines), ["1.1.1.3", "1.1.1.2", "1.1.1.1"]);
    }
}

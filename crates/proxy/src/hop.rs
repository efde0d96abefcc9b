//! What a request must not carry further than this hop, and names that pass for others.
//!
//! `Connection` lets a sender have headers taken out on the way (RFC 9110, 7.6.1). Must be done with before anything of our
//! own is put in, or whoever sends the request would have that taken out, too.

use http::header::{CONNECTION, FORWARDED, HOST, UPGRADE};
use http::{HeaderMap, HeaderName, HeaderValue};

use crate::peer::FORWARDING;

/// Takes out what `Connection` names, and leaves of `Connection` itself an upgrade at most.
///
/// What names who asks, and for which host, is not the sender's to take out: a proxy before us has put it in.
pub fn end_hop(headers: &mut HeaderMap) {
    let named: Vec<HeaderName> = headers
        .get_all(CONNECTION)
        .iter()
        .filter_map(|line| line.to_str().ok())
        .flat_map(|line| line.split(','))
        .filter_map(|name| HeaderName::try_from(name.trim()).ok())
        .collect();
    headers.remove(CONNECTION);
    let upgrades = named.contains(&UPGRADE) && headers.contains_key(UPGRADE);
    for name in named {
        let stays = [HOST, FORWARDED, UPGRADE].contains(&name) || FORWARDING.contains(&name);
        if !stays {
            headers.remove(name);
        }
    }
    if upgrades {
        headers.insert(CONNECTION, HeaderValue::from_static("upgrade"));
    }
}

/// Removes headers of these names, and those that an upstream may take for them: behind CGI and its like `_` and `-` are
/// one.
pub fn remove_alike(headers: &mut HeaderMap, names: &[HeaderName]) {
    let alike = |name: &HeaderName| {
        let spelt = name.as_str().replace('_', "-");
        names.iter().any(|one| one.as_str() == spelt)
    };
    let found: Vec<HeaderName> = headers.keys().filter(|name| alike(name)).cloned().collect();
    for name in found {
        headers.remove(name);
    }
}

#[cfg(test)]
mod tests {
    use super::{end_hop, remove_alike};
    use http::{HeaderMap, HeaderName, HeaderValue};
    use proptest::prelude::*;

    fn headers(lines: &[(&str, &str)]) -> HeaderMap {
        let line = |(name, value): &(&str, &str)| {
            (HeaderName::try_from(*name).unwrap(), HeaderValue::try_from(*value).unwrap())
        };
        lines.iter().map(line).collect()
    }

    #[test]
    fn what_is_named_goes_but_not_who_asks() {
        let mut request = headers(&[
            ("connection", "close, X-Private, host"),
            ("connection", "x-forwarded-for, forwarded"),
            ("x-private", "1"),
            ("x-public", "2"),
            ("host", "shop.example"),
            ("x-forwarded-for", "9.9.9.9"),
        ]);
        end_hop(&mut request);
        let left = [("x-public", "2"), ("host", "shop.example"), ("x-forwarded-for", "9.9.9.9")];
        assert_eq!(request, headers(&left));
    }

    #[test]
    fn an_upgrade_is_all_that_is_left_of_connection() {
        let mut request = headers(&[("connection", "keep-alive, Upgrade"), ("upgrade", "websocket")]);
        end_hop(&mut request);
        assert_eq!(request, headers(&[("connection", "upgrade"), ("upgrade", "websocket")]));
        let mut nothing = headers(&[("connection", "upgrade")]);
        end_hop(&mut nothing);
        assert_eq!(nothing, HeaderMap::new());
    }

    #[test]
    fn an_underscore_is_no_disguise() {
        let mut request =
            headers(&[("x_vq_session", "1"), ("x-vq_session", "2"), ("x-vq-session", "3"), ("x_a", "4")]);
        remove_alike(&mut request, &[HeaderName::from_static("x-vq-session")]);
        assert_eq!(request, headers(&[("x_a", "4")]));
    }

    proptest! {
        #[test]
        fn nothing_that_stays_can_take_a_header_out(line in "[ -~]{0,60}", more in "[ -~]{0,60}") {
            let mut request = headers(&[("x-a", "1"), ("upgrade", "h2c")]);
            for line in [line, more] {
                request.append("connection", HeaderValue::try_from(line).unwrap());
            }
            end_hop(&mut request);
            let left: Vec<_> = request.get_all("connection").iter().collect();
            prop_assert!(left.is_empty() || left == ["upgrade"]);
        }
    }
}

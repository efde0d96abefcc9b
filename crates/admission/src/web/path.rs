//! Return paths: where a visitor goes on to. Always on the same site.
//!
//! An open redirect is the classic bug of waiting rooms, so the rule is narrow: one leading slash, printable ASCII, no
//! backslash. Must not resolve or decode.

/// The longest accepted return path, in bytes.
const MAX_BYTES: usize = 4096;

/// `path` if a browser is sure to stay on the same site when it is sent there.
#[must_use]
pub fn safe(path: &str) -> Option<&str> {
    let printable = path.bytes().all(|b| b.is_ascii_graphic() && b != b'\\');
    let relative = path.starts_with('/') && !path.starts_with("//");
    (printable && relative && path.len() <= MAX_BYTES).then_some(path)
}

/// `path` made safe: leading slashes and backslashes become one slash; what is still not safe becomes `/`.
#[must_use]
pub fn safe_or_root(path: &str) -> String {
    let tail = path.trim_start_matches(['/', '\\']);
    let candidate = format!("/{tail}");
    let rooted = path.starts_with(['/', '\\']);
    if rooted { safe(&candidate).unwrap_or("/").to_owned() } else { "/".to_owned() }
}

#[cfg(test)]
mod tests {
    use super::{safe, safe_or_root};

    #[test]
    fn stays_on_the_site() {
        for good in ["/", "/a", "/a/b?c=d#e", "/a?next=https://x.example/", "/a//b", "/%2F%2Fevil"] {
            assert_eq!(safe(good), Some(good));
        }
        for bad in [
            "",
            "a",
            "//evil.example",
            "/\\evil.example",
            "\\\\evil",
            "https://evil",
            "javascript:alert(1)",
            "/a\r\nb",
            "/a\tb",
            "/a b",
            "/\u{e9}",
            "/\u{0}",
            "/a\\b",
            " /a",
        ] {
            assert_eq!(safe(bad), None, "{bad:?}");
        }
        assert_eq!(safe_or_root("//evil.example/x"), "/evil.example/x");
        assert_eq!(safe_or_root("/\\/evil"), "/evil");
        assert_eq!(safe_or_root("https://evil"), "/");
    }
}

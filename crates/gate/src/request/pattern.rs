//! One path in a rule: a prefix at segment borders, or a pattern.

use globset::{GlobBuilder, GlobMatcher};

/// A compiled path of a rule.
pub(crate) enum Pattern {
    /// The path itself and everything below it, without the slash at its end.
    Prefix { path: String, ignore_case: bool },
    /// A pattern with wildcards.
    Glob(Box<GlobMatcher>),
}

impl Pattern {
    /// Compiles a path; the error completes a sentence that begins with the field's name.
    pub fn new(text: &str, ignore_case: bool) -> Result<Self, String> {
        if !text.starts_with('/') {
            return Err(format!("is `{text}`, but it must begin with `/`"));
        }
        if !text.contains(['*', '?', '[', '{']) {
            let path = text.trim_end_matches('/').to_owned();
            return Ok(Self::Prefix { path, ignore_case });
        }
        let mut glob = GlobBuilder::new(text);
        glob.literal_separator(true).backslash_escape(false).case_insensitive(ignore_case);
        match glob.build() {
            Ok(glob) => Ok(Self::Glob(Box::new(glob.compile_matcher()))),
            Err(error) => Err(format!("is `{text}`, which is not a pattern: {}", error.kind())),
        }
    }

    pub fn matches(&self, path: &str) -> bool {
        match self {
            Self::Glob(glob) => glob.is_match(path),
            Self::Prefix { path: prefix, ignore_case } => {
                let Some(head) = path.as_bytes().get(..prefix.len()) else { return false };
                let same = if *ignore_case {
                    head.eq_ignore_ascii_case(prefix.as_bytes())
                } else {
                    head == prefix.as_bytes()
                };
                same && matches!(path.as_bytes().get(prefix.len()), None | Some(b'/'))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Pattern;
    use proptest::prelude::*;

    fn matches(pattern: &str, path: &str) -> bool {
        Pattern::new(pattern, true).unwrap().matches(path)
    }

    #[test]
    fn prefixes_end_at_segments() {
        for path in ["/shop", "/shop/", "/shop/a/b", "/Shop/A"] {
            assert!(matches("/shop", path) && matches("/shop/", path), "{path}");
        }
        for path in ["/shopping", "/sho", "/", "/a/shop"] {
            assert!(!matches("/shop", path), "{path}");
        }
        assert!(matches("/", "/") && matches("/", "/anything"));
        assert!(!Pattern::new("/hook", false).unwrap().matches("/Hook"));
    }

    #[test]
    fn stars_stay_within_a_segment() {
        assert!(matches("/event/*/tickets", "/event/7/tickets"));
        assert!(!matches("/event/*/tickets", "/event/7/8/tickets"));
        assert!(matches("/event/*/tickets/**", "/event/7/tickets/a/b"));
        assert!(matches("/{buy,pay}/**", "/pay/now"));
    }

    #[test]
    fn mistakes_are_explained() {
        assert!(Pattern::new("shop", true).is_err_and(|text| text.contains("begin with `/`")));
        assert!(Pattern::new("/a[", true).is_err_and(|text| text.contains("not a pattern")));
    }

    proptest! {
        #[test]
        fn never_panics(pattern in "/[a-z*?\\[\\]{},!-]{0,12}", path in "\\PC{0,30}") {
            if let Ok(pattern) = Pattern::new(&pattern, true) {
                let _ = pattern.matches(&path);
            }
        }
    }
}

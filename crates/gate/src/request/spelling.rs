//! The spellings of one path.
//!
//! Origins decode, collapse and resolve paths in their own ways: `/checkout`, `//checkout`, `/a/../checkout`,
//! `/%63heckout` and `/checkout;x=1` may be one page. The gate cannot know which, so it looks at all of them: a rule
//! holds if it matches any, an exemption only if it matches every one. Must not be used to build a request.

use percent_encoding::percent_decode_str;

/// How often a path is decoded; more layers than this no origin takes off.
const MAX_ROUNDS: usize = 3;

/// A path as it came and as an origin may read it.
pub(crate) struct PathForms {
    forms: Vec<String>,
}

impl PathForms {
    pub fn new(path: &str) -> Self {
        let mut forms = vec![path.to_owned()];
        let mut current = path.to_owned();
        for _ in 0..MAX_ROUNDS {
            for form in [resolve(&current), resolve(&without_parameters(&current))] {
                if !forms.contains(&form) {
                    forms.push(form);
                }
            }
            let decoded = percent_decode_str(&current).decode_utf8_lossy().into_owned();
            if decoded == current {
                break;
            }
            current = decoded;
        }
        Self { forms }
    }

    /// Whether `test` holds for some spelling.
    pub fn any(&self, test: impl Fn(&str) -> bool) -> bool {
        self.forms.iter().any(|form| test(form))
    }

    /// Whether `test` holds for every spelling.
    pub fn all(&self, test: impl Fn(&str) -> bool) -> bool {
        self.forms.iter().all(|form| test(form))
    }
}

/// Drops what follows `;` in each segment, as Java servers do.
fn without_parameters(path: &str) -> String {
    path.split('/').map(|segment| segment.split(';').next().unwrap_or("")).collect::<Vec<_>>().join("/")
}

/// Reads backslashes as slashes, drops empty segments, resolves dots, cuts at a decoded NUL, `?` or `#`.
fn resolve(path: &str) -> String {
    let path = path.split(['\0', '?', '#']).next().unwrap_or("");
    let mut kept: Vec<&str> = Vec::new();
    let mut directory = true;
    for segment in path.split(['/', '\\']) {
        directory = matches!(segment, "" | "." | "..");
        match segment {
            "" | "." => {}
            ".." => {
                kept.pop();
            }
            other => kept.push(other),
        }
    }
    let tail = if directory && !kept.is_empty() { "/" } else { "" };
    format!("/{}{tail}", kept.join("/"))
}

#[cfg(test)]
mod tests {
    use super::PathForms;
    use proptest::prelude::*;

    #[test]
    fn finds_a_disguised_path() {
        for disguise in [
            "/checkout",
            "//checkout",
            "/./checkout",
            "/a/../checkout",
            "/%63heckout",
            "/%2563heckout",
            "/\\checkout",
            "/a/%2e%2e/checkout",
            "/..;/checkout",
            "/checkout;a=b",
            "/%2Fcheckout",
            "/checkout%00.css",
            "/checkout%3Fx",
            "/checkout%23.png",
        ] {
            assert!(PathForms::new(disguise).any(|form| form == "/checkout"), "{disguise}");
        }
        assert!(!PathForms::new("/static/a.css").any(|form| form.starts_with("/checkout")));
    }

    proptest! {
        #[test]
        fn never_panics_and_keeps_the_original(path in "\\PC*") {
            let forms = PathForms::new(&path);
            prop_assert!(forms.any(|form| form == path));
            prop_assert!(forms.forms[1..].iter().all(|form| form.starts_with('/')));
        }
    }
}

//! The domains under which a tenant's pages are reached, and the one form in which a domain is written.

use std::{borrow::Cow, fmt};

use idna::uts46::{AsciiDenyList, DnsLength, Hyphens, Uts46};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{AccountId, DomainId, Millis, TenantId};

/// Longest text that is looked at, in bytes: a name of 253 letters may be longer before it is in its one form.
const LONGEST_TEXT: usize = 1024;

/// A domain in its one form: lower case, other letters than those of ASCII in punycode (UTS #46, non-transitional), two labels
/// at least, no dot at its end, no port. Two names that a browser takes for the same are equal.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct DomainName(Box<str>);

/// What cannot be a domain of the public's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "a domain looks like queue.shop.example: two labels at least, without scheme, port or path; not an address"
)]
pub struct NotADomain;

impl DomainName {
    /// The domain that somebody typed, in any spelling.
    pub fn parse(text: &str) -> Result<Self, NotADomain> {
        let text = text.trim();
        if text.len() > LONGEST_TEXT {
            return Err(NotADomain);
        }
        let ascii = Uts46::new()
            .to_ascii(
                text.as_bytes(),
                AsciiDenyList::STD3,
                Hyphens::CheckFirstLast,
                DnsLength::VerifyAllowRootDot,
            )
            .map_err(|_| NotADomain)?;
        let name = ascii.strip_suffix('.').unwrap_or(&ascii);
        let last = name.rsplit_once('.').map(|(_, last)| last).ok_or(NotADomain)?;
        // What ends in a number is an address to browsers, whatever else it is.
        if last.bytes().all(|byte| byte.is_ascii_digit()) || last.starts_with("0x") {
            return Err(NotADomain);
        }
        Ok(Self(name.into()))
    }

    /// As it stands in headers and certificates.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// As people write it.
    pub fn to_unicode(&self) -> String {
        Uts46::new()
            .to_unicode(self.0.as_bytes(), AsciiDenyList::STD3, Hyphens::CheckFirstLast)
            .0
            .into_owned()
    }
}

/// The name in a `Host` header, in the form of [`DomainName`], without the port; `None` for an address in brackets and for what
/// is no name. A browser sends names in punycode, so nothing is converted.
pub fn name_of_host(host: &str) -> Option<Cow<'_, str>> {
    let name = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        Some(_) => return None,
        None => host,
    };
    let name = name.strip_suffix('.').unwrap_or(name);
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.');
    if name.is_empty() || name.len() > 253 || !name.bytes().all(plain) {
        return None;
    }
    Some(if name.bytes().any(|byte| byte.is_ascii_uppercase()) {
        Cow::Owned(name.to_ascii_lowercase())
    } else {
        Cow::Borrowed(name)
    })
}

impl TryFrom<String> for DomainName {
    type Error = NotADomain;

    fn try_from(text: String) -> Result<Self, NotADomain> {
        Self::parse(&text)
    }
}

impl From<DomainName> for String {
    fn from(name: DomainName) -> Self {
        name.0.into()
    }
}

impl fmt::Display for DomainName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for DomainName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DomainName({})", self.0)
    }
}

/// By what it was shown that a domain is a tenant's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum DomainProof {
    /// Its web server has the token.
    Http,
    /// A TXT record has the token.
    Dns,
    /// The platform's own people know.
    Platform,
}

impl DomainProof {
    /// The stable name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Http => "http",
            Self::Dns => "dns",
            Self::Platform => "platform",
        }
    }

    /// The proof with this name.
    pub fn parse(name: &str) -> Option<Self> {
        [Self::Http, Self::Dns, Self::Platform].into_iter().find(|proof| proof.as_str() == name)
    }
}

/// A domain that a tenant says is its own. Several tenants may say so of the same; shown to be one's own it is of one at most.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TenantDomain {
    /// Which.
    pub id: DomainId,
    /// Whose.
    pub tenant_id: TenantId,
    /// The domain.
    pub name: DomainName,
    /// What must be found at the domain. No secret.
    pub token: String,
    /// Who said so.
    pub created_by: AccountId,
    /// When.
    pub created_at: Millis,
    /// When and by what it was shown; `None` before.
    pub verified: Option<(Millis, DomainProof)>,
    /// Whether links to the tenant begin with it: one of those that were shown to be its own.
    pub is_primary: bool,
}

/// A domain that is a tenant's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VerifiedDomain {
    /// The domain.
    pub name: DomainName,
    /// Whose.
    pub tenant_id: TenantId,
    /// Whether links begin with it.
    pub is_primary: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_domain_has_one_form() {
        for (text, form) in [
            ("queue.shop.example", "queue.shop.example"),
            ("  Queue.SHOP.example. ", "queue.shop.example"),
            ("bücher.example", "xn--bcher-kva.example"),
            ("BÜCHER.example", "xn--bcher-kva.example"),
            ("xn--bcher-kva.example", "xn--bcher-kva.example"),
            ("XN--BCHER-KVA.example", "xn--bcher-kva.example"),
            ("straße.example", "xn--strae-oqa.example"),
            ("例え.テスト", "xn--r8jz45g.xn--zckzah"),
            ("queue。shop．example", "queue.shop.example"),
            ("a1.b-c.d2", "a1.b-c.d2"),
        ] {
            assert_eq!(DomainName::parse(text).map(String::from).as_deref(), Ok(form), "{text}");
        }
        assert_eq!(DomainName::parse("xn--bcher-kva.example").unwrap().to_unicode(), "bücher.example");
    }

    #[test]
    fn what_is_none_is_refused() {
        let long_label = format!("{}.example", "a".repeat(64));
        let long_name = format!("{}example", "abcdefg.".repeat(32));
        let endless = "a.".repeat(10_000);
        for bad in [
            "",
            ".",
            "localhost",
            "localhost.",
            "shop..example",
            ".shop.example",
            "shop.example..",
            "-shop.example",
            "shop-.example",
            "sh_op.example",
            "shop.example:443",
            "https://shop.example",
            "shop.example/",
            "user@shop.example",
            "*.shop.example",
            "sh op.example",
            "shop\u{200b}.exa\u{0}mple",
            "10.0.0.1",
            "1.2.3",
            "shop.example.42",
            "shop.0x7f",
            "[::1]",
            "xn--a.example",
            &long_label,
            &long_name,
            &endless,
        ] {
            assert_eq!(DomainName::parse(bad), Err(NotADomain), "{bad:?}");
        }
    }

    #[test]
    fn a_host_is_read_as_browsers_send_it() {
        for (host, name) in [
            ("queue.shop.example", Some("queue.shop.example")),
            ("Queue.Shop.example:8443", Some("queue.shop.example")),
            ("queue.shop.example.", Some("queue.shop.example")),
            ("queue.shop.example.:80", Some("queue.shop.example")),
            ("localhost", Some("localhost")),
            ("127.0.0.1:80", Some("127.0.0.1")),
            ("[::1]:80", None),
            ("[::1]", None),
            ("", None),
            (":80", None),
            ("a b", None),
            ("bücher.example", None),
            ("shop.example:x", None),
        ] {
            assert_eq!(name_of_host(host).as_deref(), name, "{host}");
        }
    }
}

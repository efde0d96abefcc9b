//! Properties of the parser of domains.

use proptest::prelude::*;
use vq_domain::{DomainName, host::name_of_host};

proptest! {
    #[test]
    fn any_text_is_judged(text in any::<String>(), host in "\\PC{0,80}") {
        let _ = DomainName::parse(&text);
        let _ = name_of_host(&host);
    }

    #[test]
    fn the_one_form_is_its_own_form(text in "[a-zA-ZäöüßéΣς例。．.0-9-]{1,40}\\.[a-zA-Zテスト0-9-]{1,12}\\.?") {
        if let Ok(name) = DomainName::parse(&text) {
            prop_assert_eq!(DomainName::parse(name.as_str()), Ok(name.clone()), "of {}", text);
            prop_assert_eq!(DomainName::parse(&name.to_unicode()), Ok(name.clone()), "of {}", text);
            // What a browser sends for it is found.
            let found = name_of_host(name.as_str()).map(|found| found.into_owned());
            prop_assert_eq!(found.as_deref(), Some(name.as_str()));
            let with_port = format!("{}:8443", name.as_str().to_uppercase());
            let found = name_of_host(&with_port).map(|found| found.into_owned());
            prop_assert_eq!(found.as_deref(), Some(name.as_str()));
        }
    }

    #[test]
    fn a_form_is_a_name_of_the_dns(text in "\\PC{1,30}(\\.\\PC{1,20}){0,3}") {
        if let Ok(name) = DomainName::parse(&text) {
            let name = name.as_str();
            prop_assert!(name.len() <= 253 && name.contains('.'));
            for label in name.split('.') {
                prop_assert!((1..=63).contains(&label.len()));
                prop_assert!(!label.starts_with('-') && !label.ends_with('-'));
                prop_assert!(label.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-'));
            }
            prop_assert!(name.parse::<std::net::IpAddr>().is_err());
        }
    }

    #[test]
    fn upper_and_lower_case_are_the_same(text in "[a-z]{1,10}(-[a-z0-9]{1,5})?\\.[a-z]{2,8}") {
        prop_assert_eq!(DomainName::parse(&text.to_uppercase()), DomainName::parse(&text));
        prop_assert!(DomainName::parse(&text).is_ok());
    }
}

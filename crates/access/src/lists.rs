//! Block and allow lists, at hand for every join.

use std::{collections::HashMap, net::IpAddr, sync::Arc};

use ipnet::{IpNet, Ipv4Net};
use parking_lot::Mutex;
use vq_domain::{AccessEffect, AccessRule, AccessSubject, Millis, QueueId, TenantId, access::comparable};
use vq_ports::{AccessRules, StoreError};

/// How long a tenant's lists are gone by before they are read again, in milliseconds.
const FRESH_MILLIS: u64 = 2_000;

/// How long the prefix of all IPv6 spellings of IPv4 addresses is: `::ffff:0:0/96`.
const MAPPED: u8 = 96;

/// Reads a network or an address; an IPv6 spelling of an IPv4 address or network is that one.
pub(crate) fn network(text: &str) -> Option<IpNet> {
    let address = text.parse().map(|address: IpAddr| IpNet::from(address.to_canonical()));
    address.or_else(|_| text.parse::<IpNet>().map(|net| canonical(net.trunc()))).ok()
}

fn canonical(net: IpNet) -> IpNet {
    let IpNet::V6(six) = net else { return net };
    let four = six.addr().to_ipv4_mapped().zip(six.prefix_len().checked_sub(MAPPED));
    four.and_then(|(address, prefix)| Ipv4Net::new(address, prefix).ok()).map_or(net, IpNet::V4)
}

/// The rules of a tenant, read.
#[derive(Debug, Default)]
pub(crate) struct Lists {
    addresses: Vec<(Option<QueueId>, IpNet, AccessEffect)>,
    identifiers: HashMap<String, Vec<(Option<QueueId>, AccessEffect)>>,
}

impl Lists {
    pub(crate) fn new(rules: Vec<AccessRule>) -> Self {
        let mut lists = Self::default();
        for rule in rules {
            match rule.subject {
                AccessSubject::Address => {
                    lists.addresses.extend(network(&rule.value).map(|net| (rule.queue_id, net, rule.effect)));
                }
                AccessSubject::Identifier => {
                    let name = comparable(&rule.value).into_owned();
                    lists.identifiers.entry(name).or_default().push((rule.queue_id, rule.effect));
                }
            }
        }
        lists
    }

    /// What is said about somebody who comes from there. The narrowest network decides; of two alike the one that blocks.
    pub(crate) fn about_address(&self, queue: QueueId, address: IpAddr) -> Option<AccessEffect> {
        let address = address.to_canonical();
        self.addresses
            .iter()
            .filter(|(of, net, _)| of.is_none_or(|of| of == queue) && net.contains(&address))
            .max_by_key(|(_, net, effect)| (net.prefix_len(), *effect == AccessEffect::Block))
            .map(|(_, _, effect)| *effect)
    }

    /// What is said about somebody of this name. A rule that blocks goes before one that allows.
    pub(crate) fn about_identifier(&self, queue: QueueId, identifier: &str) -> Option<AccessEffect> {
        let rules = self.identifiers.get(&*comparable(identifier))?;
        let mut effects =
            rules.iter().filter(|(of, _)| of.is_none_or(|of| of == queue)).map(|(_, effect)| *effect);
        let first = effects.next()?;
        if first == AccessEffect::Block || effects.any(|effect| effect == AccessEffect::Block) {
            return Some(AccessEffect::Block);
        }
        Some(first)
    }
}

/// The lists of all tenants that were asked about.
pub(crate) struct ListCache {
    rules: Arc<dyn AccessRules>,
    known: Mutex<HashMap<TenantId, (Millis, Arc<Lists>)>>,
}

impl ListCache {
    pub(crate) fn new(rules: Arc<dyn AccessRules>) -> Self {
        Self { rules, known: Mutex::default() }
    }

    /// A tenant's lists, at most two seconds old; older only while the store does not answer.
    pub(crate) async fn of(&self, tenant: TenantId, now: Millis) -> Result<Arc<Lists>, StoreError> {
        let known = self.known.lock().get(&tenant).cloned();
        if let Some((read_at, lists)) = &known
            && now.since(*read_at) < FRESH_MILLIS
        {
            return Ok(lists.clone());
        }
        match (self.rules.in_force(tenant, now).await, known) {
            (Ok(rules), _) => {
                let lists = Arc::new(Lists::new(rules));
                self.known.lock().insert(tenant, (now, lists.clone()));
                Ok(lists)
            }
            (Err(_), Some((_, lists))) => Ok(lists),
            (Err(error), None) => Err(error),
        }
    }

    /// A tenant's lists were changed here.
    pub(crate) fn changed(&self, tenant: TenantId) {
        self.known.lock().remove(&tenant);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use vq_domain::{AccessRuleId, AccountId};

    use super::*;

    const HERE: QueueId = QueueId::from_bytes([1; 16]);
    const THERE: QueueId = QueueId::from_bytes([2; 16]);

    fn rule(effect: AccessEffect, subject: AccessSubject, value: &str, queue: Option<QueueId>) -> AccessRule {
        AccessRule {
            id: AccessRuleId::from_bytes([1; 16]),
            tenant_id: TenantId::from_bytes([1; 16]),
            queue_id: queue,
            effect,
            subject,
            value: value.into(),
            reason: "test".into(),
            expires_at: None,
            created_by: AccountId::from_bytes([1; 16]),
            created_at: Millis(0),
        }
    }

    #[test]
    fn the_narrowest_network_decides() {
        use AccessEffect::{Allow, Block};
        let address = |effect, value, queue| rule(effect, AccessSubject::Address, value, queue);
        let lists = Lists::new(vec![
            address(Block, "192.0.2.0/24", None),
            address(Allow, "192.0.2.7", None),
            address(Allow, "198.51.100.0/24", Some(HERE)),
            address(Block, "198.51.100.0/24", None),
            address(Block, "2001:db8::/32", Some(THERE)),
            address(Block, "::ffff:100.64.7.0/120", None),
        ]);
        let about = |queue, text: &str| lists.about_address(queue, text.parse().expect("an address"));
        assert_eq!(about(HERE, "192.0.2.8"), Some(Block));
        assert_eq!(about(HERE, "192.0.2.7"), Some(Allow));
        assert_eq!(about(HERE, "::ffff:192.0.2.7"), Some(Allow));
        assert_eq!(about(HERE, "198.51.100.1"), Some(Block));
        assert_eq!(about(HERE, "203.0.113.1"), None);
        assert_eq!(about(HERE, "2001:db8::1"), None);
        assert_eq!(about(THERE, "2001:db8::1"), Some(Block));
        assert_eq!(about(HERE, "100.64.7.1"), Some(Block));
        assert_eq!(about(HERE, "100.64.8.1"), None);
    }

    #[test]
    fn an_ipv6_spelling_of_an_ipv4_network_is_that_network() {
        let read = |text: &str| network(text).map(|net| net.to_string());
        assert_eq!(read("::ffff:198.51.100.77/120").as_deref(), Some("198.51.100.0/24"));
        assert_eq!(read("::ffff:0:0/96").as_deref(), Some("0.0.0.0/0"));
        assert_eq!(read("::ffff:198.51.100.7/128").as_deref(), Some("198.51.100.7/32"));
        // Wider than all of them.
        assert_eq!(read("::/64").as_deref(), Some("::/64"));
    }

    #[test]
    fn a_name_is_that_name_and_no_other() {
        use AccessEffect::{Allow, Block};
        let name = |effect, value, queue| rule(effect, AccessSubject::Identifier, value, queue);
        let lists = Lists::new(vec![
            name(Allow, "anna", None),
            name(Block, "ben", Some(HERE)),
            name(Block, "andr\u{e9}", None),
            name(Allow, "cleo", None),
            name(Block, "cleo", Some(HERE)),
        ]);
        assert_eq!(lists.about_identifier(HERE, "anna"), Some(Allow));
        assert_eq!(lists.about_identifier(HERE, "Anna"), None);
        assert_eq!(lists.about_identifier(HERE, " anna "), Some(Allow));
        assert_eq!(lists.about_identifier(HERE, "andre\u{301}"), Some(Block));
        assert_eq!(lists.about_identifier(HERE, "ben"), Some(Block));
        assert_eq!(lists.about_identifier(THERE, "ben"), None);
        assert_eq!(lists.about_identifier(HERE, "cleo"), Some(Block));
        assert_eq!(lists.about_identifier(THERE, "cleo"), Some(Allow));
    }

    proptest! {
        #[test]
        fn any_text_is_a_network_or_none(text in "\\PC{0,60}") {
            if let Some(net) = network(&text) {
                prop_assert!(net.contains(&net.network()));
                prop_assert_eq!(network(&net.to_string()), Some(net));
            }
        }

        #[test]
        fn an_address_is_within_its_own_network(bits: u128, prefix in 0_u8..=128) {
            let address = IpAddr::from(std::net::Ipv6Addr::from_bits(bits)).to_canonical();
            let longest = if address.is_ipv4() { 32 } else { 128 };
            let value = format!("{address}/{}", prefix.min(longest));
            let lists = Lists::new(vec![rule(AccessEffect::Block, AccessSubject::Address, &value, None)]);
            prop_assert_eq!(lists.about_address(HERE, address), Some(AccessEffect::Block));
        }
    }
}

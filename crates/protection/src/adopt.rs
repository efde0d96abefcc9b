//! Sealing rows as they stand: from before there were keys, or under an older key.

use vq_domain::{QueueId, SessionId, TenantId};
use vq_ports::{PersonalData, PersonalRow, PersonalTable, StoreError, StoreResult, Whose};

use crate::{
    Label, Personal, Place, Ring, Vault,
    envelope::{Envelope, is_index},
};

/// How often a row is tried that somebody else changes at the same time.
const TRIES: u32 = 20;
/// Most rows of one person that are looked at.
const MOST: u32 = 100_000;

/// A row's personal data in the open. `None` if there is none.
pub(crate) async fn opened(
    vault: &Vault,
    table: PersonalTable,
    row: &PersonalRow,
) -> StoreResult<Option<Personal>> {
    let place = Place::row(row.realm, table, row.id);
    let sealed = match &row.words {
        Some(words) => vault.open_text(row.realm, &place, words).await?,
        None => None,
    };
    Ok(match sealed {
        Some(personal) => Some(personal),
        None if row.lookup.is_none() && row.words.is_none() => None,
        // An index without its envelope says nothing any more.
        None => {
            let lookup = row.lookup.clone().filter(|text| !is_index(text));
            if lookup.is_some() {
                // Nobody's plain text is sealed as if it were ours.
                vault.plain_is_fine()?;
            }
            Some(Personal { lookup, words: row.words.clone() })
        }
    })
}

/// What of a sealed row is made anew.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Anew {
    /// Its envelope, if another key sealed it.
    Envelope,
    /// Its index too, if another key blinded it.
    Index,
}

/// The row sealed with the key of this moment; `None` if it is so already, or has nothing to seal.
pub(crate) async fn resealed(
    vault: &Vault,
    table: PersonalTable,
    row: &PersonalRow,
    anew: Anew,
) -> StoreResult<Option<PersonalRow>> {
    if table == PersonalTable::Subjects {
        return blinded_subject(vault, row).await;
    }
    let ring = vault.ring(row.realm).await?;
    let number = row.words.as_deref().and_then(Envelope::number_of);
    let is_sealed = number.is_some_and(|number| number >= ring.sealing(vault.now()));
    if is_sealed && anew == Anew::Envelope {
        return Ok(None);
    }
    let Some(mut personal) = opened(vault, table, row).await? else { return Ok(None) };
    if let (None, Some(network), Some(address)) = (number, row.network, &personal.lookup) {
        personal.lookup = Some(address_in(network, address));
    }
    let lookup = match (table, personal.lookup.as_deref()) {
        // As it stands: the key at hand may be the one before.
        _ if number.is_some() && anew == Anew::Envelope => row.lookup.clone(),
        (PersonalTable::Sessions, lookup) => lookup.map(|text| ring.blind(Label::Identifier, text)),
        (PersonalTable::Accounts | PersonalTable::Invitations, lookup) => {
            Some(vault.ring(None).await?.blind(Label::Email, lookup.unwrap_or_default()))
        }
        (PersonalTable::AccessRules, lookup) => {
            Some(ring.blind(Label::Identifier, lookup.unwrap_or_default()))
        }
        _ => Some(String::new()),
    };
    if is_sealed && lookup == row.lookup {
        return Ok(None);
    }
    let place = Place::row(row.realm, table, row.id);
    let words = vault.seal(&ring, &place, &personal)?;
    let network = match (number, row.network) {
        // In the open until now.
        (None, Some(network)) => Some(blind_network(&ring, network)),
        (_, network) => network,
    };
    Ok(Some(PersonalRow { lookup, words: Some(words), network, ..row.clone() }))
}

/// What stands for a network in the store.
pub(crate) fn blind_network(ring: &Ring, network: [u8; 16]) -> [u8; 16] {
    let mac = ring.mac(Label::Network, &network);
    std::array::from_fn(|at| mac.as_ref()[at])
}

/// A sign-in's address with its network, as they are sealed together.
pub(crate) fn address_in(network: [u8; 16], address: &str) -> String {
    format!("{:032x}{address}", u128::from_be_bytes(network))
}

/// Network and address, apart again.
pub(crate) fn address_of(sealed: &str) -> Option<([u8; 16], &str)> {
    let (network, address) = sealed.split_at_checked(32)?;
    Some((u128::from_str_radix(network, 16).ok()?.to_be_bytes(), address))
}

/// A provider's name for somebody, which has no envelope: it is only looked up.
async fn blinded_subject(vault: &Vault, row: &PersonalRow) -> StoreResult<Option<PersonalRow>> {
    let Some(subject) = row.lookup.as_deref().filter(|subject| !is_index(subject)) else { return Ok(None) };
    vault.plain_is_fine()?;
    let ring = vault.ring(None).await?;
    Ok(Some(PersonalRow { lookup: Some(ring.blind(Label::Subject, subject)), ..row.clone() }))
}

/// Seals those of these sessions that are in the open, or all of them with the index of now. Once it is done, none of them
/// is as it was, whatever others do at the same time.
async fn seal_these(vault: &Vault, store: &dyn PersonalData, whose: Whose, anew: Anew) -> StoreResult<()> {
    let table = PersonalTable::Sessions;
    for _ in 0..TRIES {
        let mut pairs = Vec::new();
        for row in store.rows(table, whose.clone(), MOST).await? {
            let plain = row.words.as_deref().is_none_or(|words| Envelope::number_of(words).is_none());
            let meant = plain || anew == Anew::Index;
            if meant && let Some(sealed) = resealed(vault, table, &row, anew).await? {
                pairs.push((row, sealed));
            }
        }
        let meant = pairs.len();
        if meant == 0 || store.replace(table, pairs).await?.len() == meant {
            return Ok(());
        }
    }
    Err(StoreError::Unavailable("a row could not be sealed, for others changed it again and again".into()))
}

/// Seals the sessions of a queue that have any of these identifiers in the open, so that they are found by their index.
pub(crate) async fn in_queue(
    vault: &Vault,
    store: &dyn PersonalData,
    queue: QueueId,
    identifiers: Vec<String>,
) -> StoreResult<()> {
    if identifiers.is_empty() {
        return Ok(());
    }
    seal_these(vault, store, Whose::InQueue(queue, identifiers), Anew::Envelope).await
}

/// Gives the sessions of a queue with any of these indexes, of keys that have retired, the index of now.
pub(crate) async fn blinded_in_queue(
    vault: &Vault,
    store: &dyn PersonalData,
    queue: QueueId,
    indexes: Vec<String>,
) -> StoreResult<()> {
    if indexes.is_empty() {
        return Ok(());
    }
    seal_these(vault, store, Whose::InQueue(queue, indexes), Anew::Index).await
}

/// Likewise all sessions of a tenant with this identifier.
pub(crate) async fn blinded_of_tenant(
    vault: &Vault,
    store: &dyn PersonalData,
    ring: &Ring,
    tenant: TenantId,
    identifier: &str,
) -> StoreResult<()> {
    for index in ring.blinds_before(Label::Identifier, identifier).collect::<Vec<_>>() {
        seal_these(vault, store, Whose::With(Some(tenant), index), Anew::Index).await?;
    }
    Ok(())
}

/// Likewise all sessions of a tenant with this identifier.
pub(crate) async fn of_tenant(
    vault: &Vault,
    store: &dyn PersonalData,
    tenant: TenantId,
    identifier: &str,
) -> StoreResult<()> {
    seal_these(vault, store, Whose::With(Some(tenant), identifier.to_owned()), Anew::Envelope).await
}

/// Likewise one session.
pub(crate) async fn one(vault: &Vault, store: &dyn PersonalData, session: SessionId) -> StoreResult<()> {
    seal_these(vault, store, Whose::Rows(vec![session.0]), Anew::Envelope).await
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn an_address_reads_back_as_written(network: [u8; 16], address in "\\PC{0,40}", text in "\\PC{0,60}") {
            let sealed = address_in(network, &address);
            prop_assert_eq!(address_of(&sealed), Some((network, address.as_str())));
            let _ = address_of(&text);
        }
    }
}

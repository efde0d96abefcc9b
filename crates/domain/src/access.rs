//! Who may join a line: proof of work, invitations, tokens of the tenant's own shop, block and allow lists.

use std::{borrow::Cow, fmt};

use serde::{Deserialize, Serialize};
use unicode_normalization::{UnicodeNormalization, is_nfc};
use utoipa::ToSchema;

use crate::{AccessRuleId, AccountId, EnqueueKeyId, InviteCodeId, Millis, QueueId, TenantId};

/// How much a stranger's machine has to compute before it may join.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ProofOfWork {
    /// Nothing.
    #[default]
    Off,
    /// 2^15 hashes on average: a tenth of a second on a desktop computer.
    Light,
    /// 2^17 hashes on average: half a second on a telephone of the middle class.
    Normal,
    /// 2^19 hashes on average: a few seconds on a telephone.
    Strong,
}

impl ProofOfWork {
    /// Leading zero bits of each of the small puzzles, before anything is added under attack; `None` if there are none.
    pub fn bits(self) -> Option<u8> {
        match self {
            Self::Off => None,
            Self::Light => Some(10),
            Self::Normal => Some(12),
            Self::Strong => Some(14),
        }
    }
}

/// What is asked of strangers who join a queue.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct JoinRules {
    /// How much their machine has to compute; harder under attack.
    pub proof_of_work: ProofOfWork,
    /// Whether only those may join who have an invite code or an enqueue token.
    pub invite_only: bool,
    /// Whether an identifier counts only if an enqueue token names it: nobody can take the place of another's name.
    pub identifier_requires_token: bool,
    /// Most joins in a minute from one address (an IPv4 address or the /64 network of an IPv6 address), 1 to 1,000,000; 0 is
    /// the server's own limit.
    pub per_address_per_minute: u32,
    /// Most joins in a minute with one identifier, 1 to 1,000,000; 0 is the server's own limit.
    pub per_identifier_per_minute: u32,
}

/// A code that lets somebody into a queue. The code itself is not kept.
#[derive(Clone, PartialEq, Eq)]
pub struct InviteCode {
    /// Which.
    pub id: InviteCodeId,
    /// Whose.
    pub tenant_id: TenantId,
    /// Into which queue.
    pub queue_id: QueueId,
    /// What it is for, in its maker's words; up to 100 characters.
    pub label: String,
    /// The last four letters of the code, to tell it from others.
    pub hint: String,
    /// SHA-256 of the code.
    pub hash: [u8; 32],
    /// How many may join with it.
    pub max_uses: u32,
    /// How many have.
    pub uses: u32,
    /// Useless from then on; `None` for ever.
    pub expires_at: Option<Millis>,
    /// Who made it.
    pub created_by: AccountId,
    /// When.
    pub created_at: Millis,
}

impl fmt::Debug for InviteCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("InviteCode").field("id", &self.id).field("uses", &self.uses).finish_non_exhaustive()
    }
}

/// What a rule of a list does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum AccessEffect {
    /// They may not join.
    Block,
    /// They pass limits and proof of work, never the line.
    Allow,
}

impl AccessEffect {
    /// The stable name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Block => "block",
            Self::Allow => "allow",
        }
    }

    /// The effect with this name.
    pub fn parse(name: &str) -> Option<Self> {
        [Self::Block, Self::Allow].into_iter().find(|effect| effect.as_str() == name)
    }
}

/// By what a rule of a list knows somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum AccessSubject {
    /// By where they come from: an address or a network.
    Address,
    /// By the integrator's identifier.
    Identifier,
}

impl AccessSubject {
    /// The stable name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Address => "address",
            Self::Identifier => "identifier",
        }
    }

    /// The subject with this name.
    pub fn parse(name: &str) -> Option<Self> {
        [Self::Address, Self::Identifier].into_iter().find(|subject| subject.as_str() == name)
    }
}

/// The form in which lists compare identifiers: without white space around it and composed (Unicode NFC), so that the same name
/// looks the same however it was typed. Upper and lower case differ, as they do in line.
pub fn comparable(identifier: &str) -> Cow<'_, str> {
    let trimmed = identifier.trim();
    if is_nfc(trimmed) { Cow::Borrowed(trimmed) } else { Cow::Owned(trimmed.nfc().collect()) }
}

/// A rule of a block or allow list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccessRule {
    /// Which.
    pub id: AccessRuleId,
    /// Whose.
    pub tenant_id: TenantId,
    /// For which queue; `None` for all of the tenant.
    pub queue_id: Option<QueueId>,
    /// What it does.
    pub effect: AccessEffect,
    /// What `value` is.
    pub subject: AccessSubject,
    /// An address, a network (`192.0.2.0/24`) or an identifier.
    pub value: String,
    /// Why, for those who read the list; 1 to 200 characters.
    pub reason: String,
    /// Without effect from then on; `None` for ever.
    pub expires_at: Option<Millis>,
    /// Who made it.
    pub created_by: AccountId,
    /// When.
    pub created_at: Millis,
}

impl AccessRule {
    /// Whether it is about this identifier.
    pub fn is_about(&self, identifier: &str) -> bool {
        self.subject == AccessSubject::Identifier && comparable(&self.value) == comparable(identifier)
    }
}

/// By what a shop's enqueue tokens are known.
#[derive(Clone, PartialEq, Eq)]
pub enum EnqueueKeyMaterial {
    /// A secret that both sides know (`HS256`), sealed.
    Shared(Vec<u8>),
    /// The public half of the shop's own key (`EdDSA`, Ed25519).
    Public([u8; 32]),
}

/// A key with which a tenant's shop signs enqueue tokens.
#[derive(Clone, PartialEq, Eq)]
pub struct EnqueueKey {
    /// Which: `kid` in the tokens.
    pub id: EnqueueKeyId,
    /// Whose.
    pub tenant_id: TenantId,
    /// What it is for, in its maker's words; 1 to 100 characters.
    pub name: String,
    /// What verifies.
    pub material: EnqueueKeyMaterial,
    /// Who made it.
    pub created_by: AccountId,
    /// When.
    pub created_at: Millis,
}

impl EnqueueKey {
    /// `alg` in the tokens.
    pub fn algorithm(&self) -> &'static str {
        match self.material {
            EnqueueKeyMaterial::Shared(_) => "HS256",
            EnqueueKeyMaterial::Public(_) => "EdDSA",
        }
    }
}

impl fmt::Debug for EnqueueKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EnqueueKey")
            .field("id", &self.id)
            .field("tenant_id", &self.tenant_id)
            .field("algorithm", &self.algorithm())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_the_same_however_it_is_typed() {
        assert_eq!(comparable(" anna\u{a0}"), "anna");
        // One letter, or a letter and an accent.
        assert_eq!(comparable("Jose\u{301}"), "Jos\u{e9}");
        assert_ne!(comparable("Anna"), comparable("anna"));
        assert_eq!(comparable("a  b"), "a  b");
    }
}

//! Entries, checkpoints and retention as the API shows them.

use std::fmt::Write;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use utoipa::ToSchema;
use vq_domain::{Millis, TenantId};
use vq_ports::audit::{AuditHead, AuditRecord, AuditRetention, Checkpoint, CheckpointKind, kept::Pending};

/// Who did something.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct AuditActor {
    /// `account`, `key`, `system` or `nobody`.
    #[schema(example = "account")]
    pub kind: String,
    /// The id of the account or key; what of the system it is.
    pub id: String,
    /// What they are called now; `null` if they are gone or not of this tenant.
    pub name: Option<String>,
}

/// What something was done to.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct AuditTarget {
    /// What kind of thing.
    #[schema(example = "queue")]
    pub kind: String,
    /// Which; empty for the one of its kind.
    pub id: String,
}

/// One thing that was done.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct AuditEntry {
    /// Its place in the chain, from 1, without gaps.
    pub sequence: u64,
    /// When, RFC 3339.
    #[schema(example = "2026-03-02T10:00:00.000Z")]
    pub at: String,
    /// Who.
    pub actor: AuditActor,
    /// What.
    #[schema(example = "queue.pause")]
    pub action: String,
    /// To what.
    pub target: AuditTarget,
    /// What it was, as far as it changed; secrets are left out, personal fields are masked.
    #[schema(value_type = Option<Object>)]
    pub before: Option<Box<RawValue>>,
    /// What it became, likewise.
    #[schema(value_type = Option<Object>)]
    pub after: Option<Box<RawValue>>,
    /// Why, in the words of whoever did it.
    pub reason: Option<String>,
    /// From which address.
    pub address: Option<String>,
    /// In which request.
    pub request_id: Option<String>,
    /// The hash of the chain up to this entry, hexadecimal.
    pub hash: String,
}

impl From<AuditRecord> for AuditEntry {
    fn from(record: AuditRecord) -> Self {
        let AuditRecord { sequence, entry, hash } = record;
        // Whoever edits the database can write what is no JSON: shown as nothing here, found by verification.
        let json = |text: Option<Box<str>>| RawValue::from_string(text?.into()).ok();
        Self {
            sequence,
            at: entry.at.to_rfc3339(),
            actor: AuditActor { kind: entry.actor.kind.into(), id: entry.actor.id.into(), name: None },
            action: entry.action.into(),
            target: AuditTarget { kind: entry.target.kind.into(), id: entry.target.id.into() },
            before: json(entry.before),
            after: json(entry.after),
            reason: entry.reason.map(Into::into),
            address: entry.address.map(Into::into),
            request_id: entry.request.map(Into::into),
            hash: hex(&hash),
        }
    }
}

/// As hexadecimal text.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

fn unhex(text: &str) -> Option<[u8; 32]> {
    let mut bytes = [0; 32];
    if text.len() != 64 || !text.is_ascii() {
        return None;
    }
    for (at, byte) in bytes.iter_mut().enumerate() {
        *byte = u8::from_str_radix(text.get(2 * at..2 * at + 2)?, 16).ok()?;
    }
    Some(bytes)
}

/// Where a chain stood, signed. What `vqueue audit verify --checkpoint` reads.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CheckpointView {
    /// Whose chain; `null` for the platform's.
    pub tenant_id: Option<TenantId>,
    /// `regular`, or `anchor`: all up to here was kept long enough and removed.
    #[schema(example = "regular")]
    pub kind: String,
    /// An entry's place.
    pub sequence: u64,
    /// The hash of the chain up to that entry, hexadecimal.
    pub hash: String,
    /// When it was signed, RFC 3339.
    pub at: String,
    /// The number of the audit key.
    pub key: u32,
    /// Ed25519, base64url.
    pub signature: String,
}

impl From<&Checkpoint> for CheckpointView {
    fn from(checkpoint: &Checkpoint) -> Self {
        Self {
            tenant_id: checkpoint.chain,
            kind: checkpoint.kind.as_str().to_owned(),
            sequence: checkpoint.sequence,
            hash: hex(&checkpoint.hash),
            at: checkpoint.at.to_rfc3339(),
            key: checkpoint.key,
            signature: URL_SAFE_NO_PAD.encode(checkpoint.signature),
        }
    }
}

impl CheckpointView {
    /// The checkpoint itself; `None` if this is none.
    pub fn read(&self) -> Option<Checkpoint> {
        let at = Millis::from_rfc3339(&self.at)?;
        Some(Checkpoint {
            chain: self.tenant_id,
            kind: CheckpointKind::parse(&self.kind)?,
            sequence: self.sequence,
            hash: unhex(&self.hash)?,
            at,
            key: self.key,
            signature: URL_SAFE_NO_PAD.decode(&self.signature).ok()?.try_into().ok()?,
        })
    }
}

/// How long the log is kept.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct AuditRetentionView {
    /// In days; `null`: for ever.
    pub days: Option<u32>,
    /// Why nothing is removed, whatever `days` says; `null` if it is not held.
    pub legal_hold: Option<String>,
    /// Counts changes.
    pub version: u64,
    /// Entries up to this place were kept long enough and removed.
    pub pruned: u64,
    /// A change that keeps less and does not hold yet; `null` if there is none. To withdraw it, say again what holds.
    pub pending: Option<PendingRetention>,
}

/// A change of the retention that waits.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PendingRetention {
    /// In days; `null`: for ever.
    pub days: Option<u32>,
    /// Why it is held; `null`: the hold is lifted. What looks personal in it is masked.
    pub legal_hold: Option<String>,
    /// From when, RFC 3339, at the earliest.
    pub effective_at: Option<String>,
}

impl AuditRetentionView {
    pub(crate) fn new(retention: AuditRetention, pending: Option<Pending>, head: Option<&AuditHead>) -> Self {
        Self {
            days: retention.days,
            legal_hold: retention.hold,
            version: retention.version,
            pruned: head.map_or(0, |head| head.pruned),
            pending: pending.map(|pending| PendingRetention {
                days: pending.terms.days,
                legal_hold: pending.terms.hold,
                effective_at: pending.from.map(Millis::to_rfc3339),
            }),
        }
    }
}

/// How long the log is to be kept.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct AuditRetentionInput {
    /// In days, 30 to 36,500; `null`: for ever.
    #[schema(minimum = 30, maximum = 36500)]
    pub days: Option<u32>,
    /// Why nothing is to be removed; `null` to lift the hold.
    #[schema(max_length = 500)]
    pub legal_hold: Option<String>,
    /// Why, if less is kept than before: fewer days, or the hold lifted.
    #[schema(max_length = 500)]
    pub reason: Option<String>,
    /// The version that was read; a change on an old one is refused.
    pub version: Option<u64>,
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_checkpoint_reads_back_as_shown(
            tenant in any::<Option<[u8; 16]>>(), anchor: bool, sequence: u64, hash: [u8; 32], key: u32,
            at in 0i64..4_000_000_000_000, signature in any::<[[u8; 32]; 2]>(),
        ) {
            let mut both = [0; 64];
            both[..32].copy_from_slice(&signature[0]);
            both[32..].copy_from_slice(&signature[1]);
            let checkpoint = Checkpoint {
                chain: tenant.map(TenantId::from_bytes),
                kind: if anchor { CheckpointKind::Anchor } else { CheckpointKind::Regular },
                sequence,
                hash,
                at: Millis(at),
                key,
                signature: both,
            };
            let text = serde_json::to_string(&CheckpointView::from(&checkpoint)).expect("JSON");
            let view: CheckpointView = serde_json::from_str(&text).expect("reads back");
            prop_assert_eq!(view.read(), Some(checkpoint));
        }

        #[test]
        fn any_text_is_read_or_refused(hash in "\\PC{0,80}", signature in "\\PC{0,100}", kind in "\\PC{0,10}", at in "\\PC{0,30}") {
            let view = CheckpointView { tenant_id: None, kind, sequence: 1, hash, at, key: 1, signature };
            prop_assert!(view.read().is_none());
        }
    }
}

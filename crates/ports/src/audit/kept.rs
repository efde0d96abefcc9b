//! How long a chain is kept, as its own entries say: those of `audit.retention`, in order.
//!
//! The row that a store has of it only tells those who ask. What is removed is decided by the entries, because they are hashed
//! and signed and the row is not. What keeps more (more days, a hold) holds at once. What keeps less (fewer days, a hold lifted)
//! takes effect [`DELAY`] after it was said and signed, so that somebody can see it and withdraw it.

use serde_json::Value;
use vq_domain::{Action, Millis};

use super::{AuditFilter, AuditLog, AuditRecord, AuditRetention, Chain};
use crate::{StoreResult, all_pages};

/// Milliseconds of a day.
const DAY: i64 = 24 * 60 * 60 * 1000;

/// Nothing younger than so many days is removed, whatever is said.
pub const FEWEST_DAYS: u32 = 30;
/// How long what keeps less has to wait, in milliseconds: 7 days.
pub const DELAY: i64 = 7 * DAY;

/// How long a log is kept.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Terms {
    /// In days; `None`: for ever.
    pub days: Option<u32>,
    /// Nothing is removed, for this reason.
    pub hold: Option<String>,
}

impl Terms {
    /// What a store's row says.
    pub fn of(retention: &AuditRetention) -> Self {
        Self { days: retention.days, hold: retention.hold.clone() }
    }

    /// Whether less is kept than by `others`: fewer days, or no hold where there was one.
    pub fn is_weaker_than(&self, others: &Self) -> bool {
        fewer(self.days, others.days) || (self.hold.is_none() && others.hold.is_some())
    }

    /// Whether the same is kept. The words of a hold do not matter: an entry may have them masked.
    pub fn keeps_as(&self, others: &Self) -> bool {
        self.days == others.days && self.hold.is_some() == others.hold.is_some()
    }

    /// What holds at once when these are said where `before` holds: of each part what keeps more, the newer hold's words.
    #[must_use]
    pub fn at_once(&self, before: &Self) -> Self {
        let days = if fewer(self.days, before.days) { before.days } else { self.days };
        Self { days, hold: self.hold.clone().or_else(|| before.hold.clone()) }
    }

    /// Entries before this moment may be removed at `now`: of whole days, and never younger than [`FEWEST_DAYS`].
    pub fn removable_before(&self, now: Millis) -> Option<Millis> {
        let days = self.days.filter(|_| self.hold.is_none())?.max(FEWEST_DAYS);
        let before = now + -i64::from(days) * DAY;
        Some(Millis(before.0 - before.0.rem_euclid(DAY)))
    }
}

fn fewer(days: Option<u32>, others: Option<u32>) -> bool {
    match (days, others) {
        (None, _) => false,
        (Some(_), None) => true,
        (Some(days), Some(others)) => days < others,
    }
}

/// What was said and does not hold yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pending {
    /// What is to hold.
    pub terms: Terms,
    /// From when; `None` if it is not signed yet.
    pub from: Option<Millis>,
}

/// What a chain's entries say.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Said {
    /// What holds.
    pub terms: Terms,
    /// What is to hold later.
    pub pending: Option<Pending>,
}

impl Said {
    /// What these entries say at `now`, in the order of the chain; other actions than `audit.retention` are passed over. `seen`
    /// tells when it was certain that an entry stood there: the moment of the first signed checkpoint that covers it, or, for
    /// those who only show it, the entry's own; `None`: not yet.
    pub fn of(records: &[AuditRecord], now: Millis, seen: impl Fn(&AuditRecord) -> Option<Millis>) -> Self {
        let mut said = Self::default();
        // The platform's log has copies of what tenants say of theirs; their target is the tenant.
        let of_this = |record: &&AuditRecord| {
            &*record.entry.action == Action::AuditRetention.as_str() && &*record.entry.target.kind == "audit"
        };
        for record in records.iter().filter(of_this) {
            let seen = seen(record);
            said.come_to(seen.unwrap_or(now));
            let before = said.pending.as_ref().map_or(&said.terms, |pending| &pending.terms);
            let wanted = wanted_by(record.entry.after.as_deref(), before);
            said.terms = wanted.at_once(&said.terms);
            said.pending = if wanted.keeps_as(&said.terms) {
                None
            } else {
                let from = match said.pending.take() {
                    // Said again: it waits no longer for that.
                    Some(pending) if pending.terms.keeps_as(&wanted) => pending.from,
                    _ => seen.map(|seen| seen + DELAY),
                };
                Some(Pending { terms: wanted, from })
            };
        }
        said.come_to(now);
        said
    }

    fn come_to(&mut self, now: Millis) {
        let due = |pending: &mut Pending| pending.from.is_some_and(|from| from <= now);
        if let Some(pending) = self.pending.take_if(due) {
            self.terms = pending.terms;
        }
    }
}

/// What an entry wants. Entries of earlier versions tell only what changed.
fn wanted_by(after: Option<&str>, before: &Terms) -> Terms {
    let Some(Ok(Value::Object(after))) = after.map(serde_json::from_str) else { return before.clone() };
    let days = match after.get("days") {
        Some(Value::Null) => None,
        Some(Value::Number(days)) => match days.as_u64().map(u32::try_from) {
            Some(Ok(days)) => Some(days.max(FEWEST_DAYS)),
            // More than anybody can count, or nothing that we write.
            _ => None,
        },
        _ => before.days,
    };
    let hold = match after.get("legalHold") {
        Some(Value::Null) => None,
        Some(Value::String(why)) => Some(why.clone()),
        _ => before.hold.clone(),
    };
    Terms { days, hold }
}

/// The entries of a chain that tell how long it is kept, in order, as the store lists them: to be shown, not verified.
pub async fn entries(log: &dyn AuditLog, chain: Chain) -> StoreResult<Vec<AuditRecord>> {
    let filter =
        AuditFilter { action: Some(Action::AuditRetention.as_str().to_owned()), ..AuditFilter::default() };
    let mut found = all_pages(|page| log.list(chain, &filter, page)).await?;
    found.reverse();
    Ok(found)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;
    use vq_domain::{Trail, audit::Target};

    use super::*;

    fn record(day: i64, after: &Value) -> AuditRecord {
        let trail = Trail::system("test", Millis(day * DAY));
        let entry = trail.entry(None, Action::AuditRetention, Target::only("audit")).after(after);
        AuditRecord { sequence: day.unsigned_abs() + 1, entry, hash: [0; 32] }
    }

    fn said(records: &[AuditRecord], day: i64) -> Said {
        Said::of(records, Millis(day * DAY), |record| Some(record.entry.at))
    }

    fn terms(days: Option<u32>, hold: Option<&str>) -> Terms {
        Terms { days, hold: hold.map(str::to_owned) }
    }

    #[test]
    fn nothing_said_is_for_ever() {
        assert_eq!(said(&[], 1000), Said::default());
        assert_eq!(Said::default().terms.removable_before(Millis(1000 * DAY)), None);
    }

    #[test]
    fn less_waits_a_week_and_more_does_not() {
        let shorter = [record(100, &json!({"days": 365, "legalHold": null}))];
        let waiting = said(&shorter, 106);
        assert_eq!(waiting.terms, Terms::default());
        let pending = Pending { terms: terms(Some(365), None), from: Some(Millis(107 * DAY)) };
        assert_eq!(waiting.pending, Some(pending));
        assert_eq!(said(&shorter, 107), Said { terms: terms(Some(365), None), pending: None });
        // A hold holds at once; lifting it waits, and can be withdrawn.
        let mut all = shorter.to_vec();
        all.push(record(110, &json!({"days": 365, "legalHold": "case 7"})));
        assert_eq!(said(&all, 110).terms, terms(Some(365), Some("case 7")));
        all.push(record(120, &json!({"days": 730, "legalHold": null})));
        assert_eq!(said(&all, 126).terms, terms(Some(730), Some("case 7")), "more days at once");
        assert_eq!(said(&all, 127).terms, terms(Some(730), None));
        all.push(record(124, &json!({"days": 730, "legalHold": "case 7"})));
        assert_eq!(said(&all, 500), Said { terms: terms(Some(730), Some("case 7")), pending: None });
    }

    #[test]
    fn what_is_said_again_does_not_wait_again() {
        let all = [record(100, &json!({"days": 90})), record(105, &json!({"days": 90, "legalHold": null}))];
        assert_eq!(said(&all, 107).terms, terms(Some(90), None));
    }

    #[test]
    fn what_is_not_signed_keeps_nothing_less_but_more() {
        let unsigned = |records: &[AuditRecord]| Said::of(records, Millis(900 * DAY), |_| None);
        let shorter = unsigned(&[record(1, &json!({"days": 30}))]);
        assert_eq!(shorter.terms, Terms::default());
        assert_eq!(shorter.pending.map(|pending| pending.from), Some(None));
        assert_eq!(unsigned(&[record(1, &json!({"legalHold": "x"}))]).terms, terms(None, Some("x")));
    }

    #[test]
    fn entries_of_earlier_versions_tell_what_changed() {
        let all = [
            record(1, &json!({"days": 40, "legalHold": "x"})),
            record(20, &json!({"legalHold": null})),
            record(40, &json!({"days": 50})),
        ];
        assert_eq!(said(&all, 60).terms, terms(Some(50), None));
    }

    proptest! {
        #[test]
        fn never_is_less_kept_than_thirty_days(after in "\\PC{0,60}", days: u64, text in any::<Option<String>>()) {
            for after in [after, json!({"days": days, "legalHold": text}).to_string()] {
                let mut one = record(1, &json!({}));
                one.entry.after = Some(after.into());
                let now = Millis(40_000 * DAY + 5);
                if let Some(before) = said(&[one], 40_000).terms.removable_before(now) {
                    prop_assert!(before.0 <= now.0 - 30 * DAY);
                }
            }
        }
    }
}

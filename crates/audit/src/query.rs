//! What a list, an export or a report is narrowed to.

use std::collections::BTreeMap;

use serde::Deserialize;
use utoipa::IntoParams;
use vq_domain::{Error, ErrorCode, Millis, Result};
use vq_ports::audit::AuditFilter;

/// Longest text to look for, in bytes.
const LONGEST: usize = 200;

/// What a list is narrowed to, and which page of it.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
pub(crate) struct AuditQuery {
    /// Who did it: the id of an account or an API key, or a part of the system.
    actor: Option<String>,
    /// What: an action, e.g. `queue.pause`, or a group of them with its dot, e.g. `queue.`.
    action: Option<String>,
    /// A kind of target, e.g. `queue`.
    target_kind: Option<String>,
    /// To what: the target's id.
    target: Option<String>,
    /// From this moment, RFC 3339.
    #[param(value_type = Option<String>, format = DateTime)]
    from: Option<String>,
    /// Before this moment, RFC 3339.
    #[param(value_type = Option<String>, format = DateTime)]
    to: Option<String>,
    /// Most rows, 1 to 200; 50 if absent.
    #[param(minimum = 1, maximum = 200)]
    pub limit: Option<u32>,
    /// `nextCursor` of the page before.
    pub cursor: Option<String>,
}

/// What an export is narrowed to, and how it is written.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
pub(crate) struct ExportQuery {
    /// `csv` or `jsonl`; `jsonl` if absent.
    pub format: Option<String>,
    /// Who did it: the id of an account or an API key, or a part of the system.
    actor: Option<String>,
    /// What: an action, e.g. `queue.pause`, or a group of them with its dot, e.g. `queue.`.
    action: Option<String>,
    /// A kind of target, e.g. `queue`.
    target_kind: Option<String>,
    /// To what: the target's id.
    target: Option<String>,
    /// From this moment, RFC 3339.
    #[param(value_type = Option<String>, format = DateTime)]
    from: Option<String>,
    /// Before this moment, RFC 3339.
    #[param(value_type = Option<String>, format = DateTime)]
    to: Option<String>,
}

impl From<ExportQuery> for AuditQuery {
    fn from(query: ExportQuery) -> Self {
        let ExportQuery { actor, action, target_kind, target, from, to, .. } = query;
        Self { actor, action, target_kind, target, from, to, limit: None, cursor: None }
    }
}

impl AuditQuery {
    /// As the audit log tells of it.
    pub(crate) fn told(&self) -> BTreeMap<&'static str, &str> {
        let fields = [
            ("actor", &self.actor),
            ("action", &self.action),
            ("targetKind", &self.target_kind),
            ("target", &self.target),
            ("from", &self.from),
            ("to", &self.to),
        ];
        fields.into_iter().filter_map(|(name, value)| Some((name, value.as_deref()?))).collect()
    }

    /// Checks it.
    pub(crate) fn filter(&self) -> Result<AuditFilter> {
        let filter = AuditFilter {
            actor: text("actor", self.actor.as_deref())?,
            action: text("action", self.action.as_deref())?,
            target_kind: text("targetKind", self.target_kind.as_deref())?,
            target: text("target", self.target.as_deref())?,
            from: moment("from", self.from.as_deref())?,
            to: moment("to", self.to.as_deref())?,
        };
        if let (Some(from), Some(to)) = (filter.from, filter.to)
            && from > to
        {
            return Err(Error::field(ErrorCode::InvalidParameter, "to", "to is not before from."));
        }
        Ok(filter)
    }
}

fn text(field: &str, text: Option<&str>) -> Result<Option<String>> {
    match text {
        Some(text) if text.len() > LONGEST || text.contains('\0') => {
            let message = format!("{field} has at most {LONGEST} letters.");
            Err(Error::field(ErrorCode::InvalidParameter, field, message))
        }
        text => Ok(text.filter(|text| !text.is_empty()).map(str::to_owned)),
    }
}

/// A moment of a query string.
pub(crate) fn moment(field: &str, text: Option<&str>) -> Result<Option<Millis>> {
    let read = |text| {
        Millis::from_rfc3339(text).ok_or_else(|| {
            let message = format!("{field} is a moment as RFC 3339 writes it, e.g. 2026-03-02T10:00:00Z.");
            Error::field(ErrorCode::InvalidParameter, field, message)
        })
    };
    text.map(read).transpose()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn any_query_is_read_or_refused(texts in any::<[Option<String>; 6]>()) {
            let [actor, action, target_kind, target, from, to] = texts;
            let query = AuditQuery { actor, action, target_kind, target, from, to, limit: None, cursor: None };
            if let Ok(filter) = query.filter() {
                prop_assert!(filter.actor.is_none_or(|actor| actor.len() <= LONGEST));
            }
        }
    }
}

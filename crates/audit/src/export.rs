//! Exports: JSON Lines and CSV, written while they are read.

use std::sync::Arc;

use axum::body::Body;
use bytes::Bytes;
use futures_util::stream;
use vq_domain::{Error, ErrorCode, Result};
use vq_ports::{
    AuditLog, PageRequest, StoreError,
    audit::{AuditFilter, AuditRecord, Chain},
};

use crate::view::{AuditEntry, hex};

/// Rows read at once.
const PORTION: u32 = 200;
const HEADER: &str = concat!(
    r#""sequence","at","actorKind","actor","action","targetKind","target","before","#,
    r#""after","reason","address","requestId","hash""#,
    "\r\n"
);

/// How an export is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Format {
    Csv,
    JsonLines,
}

impl Format {
    pub(crate) fn parse(name: Option<&str>) -> Result<Self> {
        match name {
            None | Some("jsonl") => Ok(Self::JsonLines),
            Some("csv") => Ok(Self::Csv),
            Some(_) => Err(Error::field(ErrorCode::InvalidParameter, "format", "format is csv or jsonl.")),
        }
    }

    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::JsonLines => "jsonl",
        }
    }

    pub(crate) fn media_type(self) -> &'static str {
        match self {
            Self::Csv => "text/csv; charset=utf-8; header=present",
            Self::JsonLines => "application/jsonl",
        }
    }

    fn write(self, record: AuditRecord) -> String {
        match self {
            Self::Csv => csv(&record),
            Self::JsonLines => {
                let line = serde_json::to_string(&AuditEntry::from(record)).unwrap_or_default();
                line + "\n"
            }
        }
    }
}

/// Which page is next.
enum Next {
    First,
    After(String),
    Done,
}

/// All entries of a filter, the newest first. A store that fails on the way breaks the answer off.
pub(crate) fn body(log: Arc<dyn AuditLog>, chain: Chain, filter: AuditFilter, format: Format) -> Body {
    Body::from_stream(stream::try_unfold(Next::First, move |next| {
        let (log, filter) = (log.clone(), filter.clone());
        async move {
            let (cursor, head) = match next {
                Next::First => (None, if format == Format::Csv { HEADER } else { "" }),
                Next::After(cursor) => (Some(cursor), ""),
                Next::Done => return Ok::<_, StoreError>(None),
            };
            let page = log.list(chain, &filter, PageRequest { limit: PORTION, cursor }).await?;
            let mut text = head.to_owned();
            page.items.into_iter().for_each(|record| text += &format.write(record));
            Ok(Some((Bytes::from(text), page.next.map_or(Next::Done, Next::After))))
        }
    }))
}

fn csv(record: &AuditRecord) -> String {
    let entry = &record.entry;
    let cells = [
        &record.sequence.to_string(),
        &entry.at.to_rfc3339(),
        &*entry.actor.kind,
        &*entry.actor.id,
        &*entry.action,
        &*entry.target.kind,
        &*entry.target.id,
        entry.before.as_deref().unwrap_or_default(),
        entry.after.as_deref().unwrap_or_default(),
        entry.reason.as_deref().unwrap_or_default(),
        entry.address.as_deref().unwrap_or_default(),
        entry.request.as_deref().unwrap_or_default(),
        &hex(&record.hash),
    ];
    cells.map(cell).join(",") + "\r\n"
}

/// A cell as RFC 4180 writes it, always quoted: spreadsheets of many countries part cells at semicolons or tabs. What a spreadsheet would take for a formula begins with an apostrophe
/// (<https://owasp.org/www-community/attacks/CSV_Injection>).
fn cell(text: &str) -> String {
    let formula =
        text.trim_start().starts_with(['=', '+', '-', '@', '\t', '\r', '|', '%', '＝', '＋', '－', '＠'])
            || text.starts_with(['\t', '\r', '\n']);
    let guarded = if formula { format!("'{text}") } else { text.to_owned() };
    format!("\"{}\"", guarded.replace('"', "\"\""))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// What a reader of RFC 4180 makes of one cell.
    fn read(cell: &str) -> String {
        let inner = cell.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).expect("quoted");
        inner.replace("\"\"", "\"")
    }

    #[test]
    fn formulas_are_text() {
        for formula in ["=HYPERLINK(\"http://x\")", "+1", "-1", "@SUM(A1)", "\t=1", " =1", "\r=1"] {
            assert!(read(&cell(formula)).starts_with('\''), "{formula:?}");
        }
        assert_eq!(cell("queue.pause"), "\"queue.pause\"");
        // No second cell where cells are parted by semicolons or tabs.
        assert_eq!(cell("a;=1+1"), "\"a;=1+1\"");
        assert_eq!(cell("a\t=1+1"), "\"a\t=1+1\"");
        assert_eq!(cell(""), "\"\"");
        assert_eq!(cell(r#"{"a":1,"b":2}"#), r#""{""a"":1,""b"":2}""#);
    }

    proptest! {
        #[test]
        fn a_cell_reads_back_and_is_one_cell(text in any::<String>()) {
            let written = cell(&text);
            let back = read(&written);
            prop_assert_eq!(back.strip_prefix('\'').filter(|_| back != text).unwrap_or(&back), &text);
            // No quote stands alone inside, so that the cell ends at its end.
            let inner = &written[1..written.len() - 1];
            prop_assert!(!inner.replace("\"\"", "").contains('"'));
        }
    }
}

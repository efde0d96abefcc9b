//! A report as one page that can be printed: no script, nothing from elsewhere.

use std::fmt::Write;

use aws_lc_rs::digest::{SHA256, digest};
use base64::{Engine, engine::general_purpose::STANDARD};

use super::Report;

const STYLE: &str = "\
:root{color-scheme:light}\
body{font:14px/1.45 system-ui,sans-serif;color:#111;background:#fff;margin:2rem auto;max-width:70rem;padding:0 1rem}\
h1{font-size:1.6rem;margin:0 0 .25rem}h2{font-size:1.15rem;margin:2rem 0 .5rem}\
dl{display:grid;grid-template-columns:max-content 1fr;gap:.15rem 1rem}dt{font-weight:600}dd{margin:0;overflow-wrap:anywhere}\
table{border-collapse:collapse;width:100%;font-size:.85rem}caption{text-align:start;color:#444;padding:.25rem 0}\
th,td{border:1px solid #bbb;padding:.25rem .4rem;text-align:start;vertical-align:top;overflow-wrap:anywhere}\
th{background:#eee}\
@page{size:A4 landscape;margin:12mm}\
@media print{body{margin:0;max-width:none;padding:0;font-size:10pt}thead{display:table-header-group}tr{break-inside:avoid}h2{break-after:avoid}}";

/// The policy that allows the page its own stylesheet and nothing else.
pub(crate) fn policy() -> String {
    let hash = STANDARD.encode(digest(&SHA256, STYLE.as_bytes()));
    format!(
        "default-src 'none'; style-src 'sha256-{hash}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )
}

/// The page.
pub(super) fn render(report: &Report) -> String {
    let mut page = String::with_capacity(16 * 1024);
    let title = escaped(report.title);
    let _ = write!(
        page,
        "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>{title}</title>\
         <meta name=\"viewport\" content=\"width=device-width\"><style>{STYLE}</style></head>\n<body><h1>{title}</h1>\n\
         <p>{}</p>\n<dl>",
        escaped(report.about)
    );
    for (name, value) in &report.facts {
        let _ = write!(page, "<dt>{}</dt><dd>{}</dd>", escaped(name), escaped(value));
    }
    page += "</dl>\n";
    for section in &report.sections {
        let _ = write!(page, "<h2>{}</h2>\n<table>", escaped(&section.title));
        if let Some(note) = &section.note {
            let _ = write!(page, "<caption>{}</caption>", escaped(note));
        }
        page += "<thead><tr>";
        for (head, _) in &section.columns {
            let _ = write!(page, "<th scope=\"col\">{}</th>", escaped(head));
        }
        page += "</tr></thead>\n<tbody>";
        for row in &section.rows {
            page += "<tr>";
            for cell in row {
                let _ = write!(page, "<td>{}</td>", escaped(cell));
            }
            page += "</tr>\n";
        }
        if section.rows.is_empty() {
            let _ = write!(page, "<tr><td colspan=\"{}\">None.</td></tr>", section.columns.len());
        }
        page += "</tbody></table>\n";
    }
    page + "</body></html>\n"
}

fn escaped(text: &str) -> String {
    text.chars().fold(String::with_capacity(text.len()), |mut escaped, letter| {
        match letter {
            '&' => escaped += "&amp;",
            '<' => escaped += "&lt;",
            '>' => escaped += "&gt;",
            '"' => escaped += "&quot;",
            '\'' => escaped += "&#39;",
            letter => escaped.push(letter),
        }
        escaped
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::report::Section;

    proptest! {
        #[test]
        fn nothing_of_a_cell_is_markup(text in any::<String>()) {
            let section = Section { title: text.clone(), note: Some(text.clone()), columns: vec![("A", 1)], rows: vec![vec![text.clone()]] };
            let report = Report { title: "T", about: "", facts: vec![("F", text)], sections: vec![section] };
            let (page, empty) = (render(&report), {
                let cell = vec![vec![String::new()]];
                let section = Section { title: String::new(), note: Some(String::new()), columns: vec![("A", 1)], rows: cell };
                render(&Report { title: "T", about: "", facts: vec![("F", String::new())], sections: vec![section] })
            });
            prop_assert_eq!(page.matches('<').count(), empty.matches('<').count());
            prop_assert_eq!(page.matches('"').count(), empty.matches('"').count());
        }
    }
}

//! A report as a PDF of landscape A4 pages, with the fonts that every reader of PDF has (PDF 1.7, 9.6.2.2).
//!
//! They write the letters of Windows-1252; any other letter stands as a question mark. The page in HTML writes all.

use pdf_writer::{Content, Finish, Name, Pdf, Rect, Ref, Str, TextStr};

use super::{Report, Section};

/// The page and its margins, in points of 1/72 inch.
const WIDTH: f32 = 842.0;
const HEIGHT: f32 = 595.0;
const MARGIN: f32 = 36.0;
/// Of the text of tables. Courier's letters are all 600/1000 wide (Adobe font metrics).
const SIZE: f32 = 7.0;
const LETTER: f32 = SIZE * 0.6;
const LEADING: f32 = 9.0;
/// Between two columns.
const GUTTER: f32 = 6.0;

const TEXT: Name<'static> = Name(b"F1");
const BOLD: Name<'static> = Name(b"F2");
const CELL: Name<'static> = Name(b"F3");

/// The file.
pub(super) fn render(report: &Report) -> Vec<u8> {
    let mut pages = Pages::new();
    pages.line(BOLD, 16.0, 22.0, report.title);
    for line in wrapped(report.about, letters(WIDTH - 2.0 * MARGIN, 9.0)) {
        pages.line(TEXT, 9.0, 12.0, &line);
    }
    pages.space(4.0);
    for (name, value) in &report.facts {
        for line in wrapped(&format!("{name}: {value}"), letters(WIDTH - 2.0 * MARGIN, 9.0)) {
            pages.line(TEXT, 9.0, 12.0, &line);
        }
    }
    for section in &report.sections {
        table(&mut pages, section);
    }
    pages.finish(report.title)
}

fn letters(width: f32, size: f32) -> usize {
    // Helvetica's letters are narrower than Courier's on average.
    (width / (size * 0.6)) as usize
}

fn table(pages: &mut Pages, section: &Section) {
    pages.space(14.0);
    pages.keep_together(60.0);
    pages.line(BOLD, 11.0, 15.0, &section.title);
    if let Some(note) = &section.note {
        for line in wrapped(note, letters(WIDTH - 2.0 * MARGIN, 8.0)) {
            pages.line(TEXT, 8.0, 11.0, &line);
        }
    }
    let parts: f32 = section.columns.iter().map(|(_, parts)| f32::from(*parts)).sum();
    let gutters = GUTTER * section.columns.len().saturating_sub(1) as f32;
    let room = WIDTH - 2.0 * MARGIN - gutters;
    let mut left = MARGIN;
    let columns: Vec<_> = section
        .columns
        .iter()
        .map(|(_, share)| {
            let width = room * f32::from(*share) / parts;
            let column = (left, ((width / LETTER) as usize).max(1));
            left += width + GUTTER;
            column
        })
        .collect();
    let heads: Vec<_> = section.columns.iter().map(|(head, _)| (*head).to_owned()).collect();
    pages.row(&columns, &heads, BOLD, &[]);
    if section.rows.is_empty() {
        pages.line(TEXT, 8.0, 11.0, "None.");
    }
    for row in &section.rows {
        pages.row(&columns, row, CELL, &heads);
    }
}

/// Text in lines of at most so many letters, broken at spaces where there are any.
fn wrapped(text: &str, most: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    let mut length = 0;
    for word in text.split_inclusive(char::is_whitespace) {
        let letters: Vec<char> = word.trim_end().chars().collect();
        let space = usize::from(length > 0);
        if length + space + letters.len() <= most {
            if space > 0 && !letters.is_empty() {
                line.push(' ');
                length += 1;
            }
            line.extend(&letters);
            length += letters.len();
            continue;
        }
        if length > 0 {
            lines.push(std::mem::take(&mut line));
        }
        let mut chunks = letters.chunks(most.max(1)).peekable();
        length = 0;
        while let Some(chunk) = chunks.next() {
            if chunks.peek().is_some() {
                lines.push(chunk.iter().collect());
            } else {
                line = chunk.iter().collect();
                length = chunk.len();
            }
        }
    }
    if length > 0 || lines.is_empty() {
        lines.push(line);
    }
    lines
}

/// Bytes of Windows-1252.
fn encoded(text: &str) -> Vec<u8> {
    text.chars()
        .map(|letter| match letter {
            ' '..='~' => letter as u8,
            '\u{a0}'..='\u{ff}' => letter as u8,
            '€' => 0x80,
            '‚' => 0x82,
            '„' => 0x84,
            '…' => 0x85,
            '‘' => 0x91,
            '’' => 0x92,
            '“' => 0x93,
            '”' => 0x94,
            '•' => 0x95,
            '–' => 0x96,
            '—' => 0x97,
            'Š' => 0x8a,
            'š' => 0x9a,
            'Ž' => 0x8e,
            'ž' => 0x9e,
            'Œ' => 0x8c,
            'œ' => 0x9c,
            'Ÿ' => 0x9f,
            _ => b'?',
        })
        .collect()
}

/// Pages that are filled from the top.
struct Pages {
    done: Vec<Content>,
    current: Content,
    /// How far down the current page is filled.
    at: f32,
}

impl Pages {
    fn new() -> Self {
        Self { done: Vec::new(), current: Content::new(), at: MARGIN }
    }

    fn room(&self) -> f32 {
        // A line is left for the number of the page.
        HEIGHT - MARGIN - LEADING - self.at
    }

    fn turn(&mut self) {
        self.done.push(std::mem::replace(&mut self.current, Content::new()));
        self.at = MARGIN;
    }

    fn space(&mut self, height: f32) {
        self.at += height;
    }

    fn keep_together(&mut self, height: f32) {
        if self.room() < height {
            self.turn();
        }
    }

    fn line(&mut self, font: Name<'_>, size: f32, leading: f32, text: &str) {
        self.keep_together(leading);
        self.at += leading;
        write(&mut self.current, font, size, (MARGIN, HEIGHT - self.at), text);
    }

    /// A row, over as many pages as it needs; `heads` again on each.
    fn row(&mut self, columns: &[(f32, usize)], cells: &[String], font: Name<'_>, heads: &[String]) {
        let cells: Vec<_> =
            columns.iter().zip(cells).map(|((left, most), cell)| (*left, wrapped(cell, *most))).collect();
        let height = cells.iter().map(|(_, lines)| lines.len()).max().unwrap_or(0);
        for number in 0..height {
            if self.room() < LEADING {
                self.turn();
                if !heads.is_empty() {
                    self.row(columns, heads, BOLD, &[]);
                }
            }
            self.at += LEADING;
            for (left, lines) in &cells {
                if let Some(line) = lines.get(number) {
                    // The heads of columns are as narrow as the cells below them.
                    let font = if font == BOLD { Name(b"F4") } else { font };
                    write(&mut self.current, font, SIZE, (*left, HEIGHT - self.at), line);
                }
            }
        }
        self.at += 2.0;
        let line = HEIGHT - self.at;
        self.current.set_line_width(0.25);
        self.current.move_to(MARGIN, line);
        self.current.line_to(WIDTH - MARGIN, line);
        self.current.stroke();
    }

    fn finish(mut self, title: &str) -> Vec<u8> {
        self.turn();
        let count = self.done.len();
        let reference = |number: usize| Ref::new(i32::try_from(number).unwrap_or(i32::MAX));
        let (catalog, tree, info) = (reference(1), reference(2), reference(3));
        let fonts = [
            (TEXT, "Helvetica", reference(4)),
            (BOLD, "Helvetica-Bold", reference(5)),
            (CELL, "Courier", reference(6)),
            (Name(b"F4"), "Courier-Bold", reference(7)),
        ];
        let page_of = |number: usize| reference(8 + 2 * number);
        let mut pdf = Pdf::new();
        pdf.catalog(catalog).pages(tree);
        pdf.document_info(info).title(TextStr(title)).producer(TextStr("Virtual Queue"));
        pdf.pages(tree).kids((0..count).map(page_of)).count(i32::try_from(count).unwrap_or(i32::MAX));
        for (_, base, id) in &fonts {
            pdf.type1_font(*id)
                .base_font(Name(base.as_bytes()))
                .encoding_predefined(Name(b"WinAnsiEncoding"));
        }
        for (number, mut content) in self.done.into_iter().enumerate() {
            let text = format!("{title}, page {} of {count}", number + 1);
            write(&mut content, TEXT, 7.0, (MARGIN, MARGIN / 2.0), &text);
            let (id, stream) = (page_of(number), reference(9 + 2 * number));
            let mut page = pdf.page(id);
            page.media_box(Rect::new(0.0, 0.0, WIDTH, HEIGHT)).parent(tree).contents(stream);
            let mut resources = page.resources();
            let mut named = resources.fonts();
            for (name, _, font) in &fonts {
                named.pair(*name, *font);
            }
            named.finish();
            resources.finish();
            page.finish();
            pdf.stream(stream, &content.finish());
        }
        pdf.finish()
    }
}

fn write(content: &mut Content, font: Name<'_>, size: f32, (left, bottom): (f32, f32), text: &str) {
    content.begin_text();
    content.set_font(font, size);
    content.next_line(left, bottom);
    content.show(Str(&encoded(text)));
    content.end_text();
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn lines_fit_and_nothing_is_lost(text in "[ a-zé]{0,200}", most in 1usize..40) {
            let lines = wrapped(&text, most);
            prop_assert!(lines.iter().all(|line| line.chars().count() <= most));
            let letters = |text: &str| text.chars().filter(|letter| !letter.is_whitespace()).collect::<String>();
            prop_assert_eq!(letters(&lines.concat()), letters(&text));
        }

        #[test]
        fn any_report_is_a_file(cells in prop::collection::vec(any::<[String; 3]>(), 0..200)) {
            let rows = cells.into_iter().map(Vec::from).collect();
            let columns = vec![("A", 10), ("B", 20), ("C", 70)];
            let section = Section { title: "S".to_owned(), note: None, columns, rows };
            let report = Report { title: "T", about: "A", facts: Vec::new(), sections: vec![section] };
            let file = render(&report);
            prop_assert!(file.starts_with(b"%PDF-") && file.ends_with(b"%%EOF"));
        }
    }
}

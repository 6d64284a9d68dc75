//! Builds free documents (decisions, reports, postings, filled e-forms) out of the same blocks
//! as the legal forms, so that they get the same PDF, DOCX and text for nothing.

use crate::paper::{Align, Block, Column, Field, Head, Orientation, Paper, Signature, Size, Style, Table, printable};

/// Longest text of one block in bytes; what is beyond is cut with a visible mark.
const LONGEST: usize = 200_000;
const CUT: &str = " … (đã cắt bớt)";

/// A document under construction. Every text is cleaned of control and invisible characters.
#[derive(Debug, Clone)]
pub struct Document {
    paper: Paper,
}

impl Document {
    /// An empty A4 document; `name` is used for messages and archives.
    pub fn new(name: impl Into<String>) -> Self {
        Self {
            paper: Paper {
                name: name.into(),
                number: String::new(),
                regime: String::new(),
                size: Size::A4,
                orientation: Orientation::Portrait,
                copies: Vec::new(),
                blocks: Vec::new(),
            },
        }
    }

    /// Sheet size and how it lies, for postings (A3) and wide tables.
    pub fn sheet(mut self, size: Size, orientation: Orientation) -> Self {
        self.paper.size = size;
        self.paper.orientation = orientation;
        self
    }

    /// The head of two columns. Names are printed as given: pass capitals where the law wants them.
    pub fn head(self, head: Head) -> Self {
        let clean_some = |text: Option<String>| text.map(|t| clean(&t)).filter(|t| !t.is_empty());
        self.block(Block::Head(Head {
            upper: clean_some(head.upper),
            issuer: clean(&head.issuer),
            number: clean_some(head.number),
            subject: clean_some(head.subject),
            place_date: clean_some(head.place_date),
        }))
    }

    /// Name of the document in bold, e.g. `QUYẾT ĐỊNH`.
    pub fn title(self, text: &str) -> Self {
        self.block(Block::Title { text: clean(text), summary: None })
    }

    /// Name of the document with its summary (trích yếu) below.
    pub fn title_with(self, text: &str, summary: &str) -> Self {
        self.block(Block::Title { text: clean(text), summary: Some(clean(summary)) })
    }

    /// A heading of level 1 to 3, numbering included in the text.
    pub fn heading(self, level: u8, text: &str) -> Self {
        self.block(Block::Heading { level: level.clamp(1, 3), text: clean(text) })
    }

    /// Body text: both edges flush, first line indented.
    pub fn paragraph(self, text: &str) -> Self {
        self.line(text, Align::Body, Style::Plain)
    }

    /// A paragraph set by hand, e.g. centred bold `QUYẾT ĐỊNH:`.
    pub fn line(self, text: &str, align: Align, style: Style) -> Self {
        self.block(Block::Paragraph { text: clean(text), align, style })
    }

    /// A list numbered 1, 2, 3.
    pub fn numbered<T: AsRef<str>>(self, items: impl IntoIterator<Item = T>) -> Self {
        let items = items.into_iter().map(|item| clean(item.as_ref())).collect();
        self.block(Block::Numbered { items })
    }

    /// A group of a filled form: a heading and one `label: value` line per field. An empty value
    /// is printed as a dotted blank.
    pub fn fields<L: AsRef<str>, V: AsRef<str>>(mut self, group: &str, rows: impl IntoIterator<Item = (L, V)>) -> Self {
        if !group.is_empty() {
            self = self.heading(2, group);
        }
        for (label, value) in rows {
            let value = Some(clean(value.as_ref())).filter(|v| !v.is_empty());
            self = self.block(Block::Fields { items: vec![Field { label: clean(label.as_ref()), value }] });
        }
        self
    }

    /// A ruled table; `columns` are head cell, relative width and alignment.
    pub fn table(self, columns: &[(&str, u16, Align)], rows: impl IntoIterator<Item = Vec<String>>) -> Self {
        let column = |(title, width, align): &(&str, u16, Align)| Column {
            title: clean(title),
            group: String::new(),
            width: *width,
            align: *align,
        };
        let rows = rows.into_iter().map(|row| row.iter().map(|cell| clean(cell)).collect()).collect();
        self.block(Block::Table(Table { columns: columns.iter().map(column).collect(), rows }))
    }

    /// Places to sign side by side.
    pub fn signatures(self, columns: Vec<Signature>) -> Self {
        self.block(Block::Signatures { columns })
    }

    /// The end of an administrative document: recipients on the left, signature on the right.
    pub fn closing<T: AsRef<str>>(self, recipients: impl IntoIterator<Item = T>, signature: Signature) -> Self {
        let recipients = recipients.into_iter().map(|r| clean(r.as_ref())).collect();
        self.block(Block::Closing { recipients, signature })
    }

    /// A QR code with words beside it; `side` in millimetres.
    pub fn qr(self, text: &str, caption: &str, side: u16) -> Self {
        self.block(Block::Qr { text: text.to_owned(), caption: clean(caption), side })
    }

    /// Small print.
    pub fn note(self, text: &str) -> Self {
        self.block(Block::Note { text: clean(text) })
    }

    /// What follows starts on a new page.
    pub fn page_break(self) -> Self {
        self.block(Block::PageBreak)
    }

    /// Any block, as it is.
    pub fn block(mut self, block: Block) -> Self {
        self.paper.blocks.push(block);
        self
    }

    /// The finished paper.
    pub fn build(self) -> Paper {
        self.paper
    }
}

fn clean(text: &str) -> String {
    let text = printable(text);
    if text.len() <= LONGEST {
        return text;
    }
    let mut end = LONGEST - CUT.len();
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    format!("{}{CUT}", text.get(..end).unwrap_or_default())
}

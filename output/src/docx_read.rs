//! Paragraphs and tables of a DOCX file sent by a user, in reading order. The package is checked
//! for its unpacked size first, entities are never expanded, and nesting costs no stack.

use crate::OutputError;
use crate::unzip::Package;
use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::reader::Reader;

/// What a document says.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct DocxContent {
    /// Paragraphs and tables from top to bottom; empty paragraphs are left out.
    pub items: Vec<DocxItem>,
    /// Changes somebody tracked and nobody has accepted yet, in reading order. The items hold the text as it
    /// would be with all of them accepted.
    pub tracked: Vec<Tracked>,
}

/// One tracked change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tracked {
    /// Where: counted from 1 over the paragraphs outside tables and the rows of tables.
    pub line: usize,
    /// What was done.
    pub change: Change,
    /// The words put in or taken out.
    pub text: String,
}

/// What a tracked change does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// The words are new (or moved here); the items have them.
    Inserted,
    /// The words go (or move away); the items do not have them.
    Deleted,
}

/// One part of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DocxItem {
    /// A paragraph outside tables; line breaks inside it are `\n`, tabs `\t`.
    Paragraph(String),
    /// Rows of cells. A cell merged over columns is followed by empty ones so that columns keep
    /// their places; the later parts of a cell merged over rows are empty. The paragraphs of a cell
    /// (and of tables nested in it) are joined by `\n`.
    Table(Vec<Vec<String>>),
}

impl DocxContent {
    /// The tables alone.
    pub fn tables(&self) -> impl Iterator<Item = &Vec<Vec<String>>> {
        self.items.iter().filter_map(|item| match item {
            DocxItem::Table(rows) => Some(rows),
            DocxItem::Paragraph(_) => None,
        })
    }

    /// The whole text, cells separated by tabs.
    pub fn text(&self) -> String {
        let lines = self.items.iter().map(|item| match item {
            DocxItem::Paragraph(text) => text.clone(),
            DocxItem::Table(rows) => rows.iter().map(|row| row.join("\t")).collect::<Vec<_>>().join("\n"),
        });
        lines.collect::<Vec<_>>().join("\n")
    }
}

const UNPACKED_LIMIT: u64 = 128_000_000;
const MOST_COLUMNS: usize = 200;
const MOST_CELLS: usize = 500_000;

/// Reads the main part of a DOCX file. Refuses damaged, encrypted and oversized files.
pub fn text_and_tables(bytes: &[u8]) -> Result<DocxContent, OutputError> {
    let mut package = Package::open(bytes, "DOCX", UNPACKED_LIMIT)?;
    let xml = package.text("word/document.xml")?;
    let mut reader = Reader::from_str(&xml);
    let mut state = State::default();
    loop {
        match reader.read_event().map_err(|_| broken())? {
            Event::Start(tag) => state.open(&tag)?,
            Event::Empty(tag) => {
                state.open(&tag)?;
                state.close(tag.local_name().as_ref())?;
            }
            Event::End(tag) => state.close(tag.local_name().as_ref())?,
            Event::Text(text) if state.in_text() => state.push(&text.xml10_content()),
            Event::CData(text) if state.in_text() => state.push(&text.xml10_content()),
            Event::GeneralRef(entity) if state.in_text() => state.push(&resolve(&entity)),
            Event::Eof => break,
            _ => {}
        }
    }
    state.tracked.retain(|t| !t.text.trim().is_empty());
    Ok(DocxContent { items: state.items, tracked: state.tracked })
}

#[derive(Default)]
struct State {
    items: Vec<DocxItem>,
    paragraph: String,
    text: Option<Words>,
    /// Paragraphs and rows begun so far.
    line: usize,
    tracked: Vec<Tracked>,
    /// The tracked changes around the present place, innermost last.
    changes: Vec<Change>,
    /// Depth of alternatives for old readers, whose text is there twice.
    in_fallback: usize,
    depth: usize,
    rows: Vec<Vec<String>>,
    cell: Vec<String>,
    span: usize,
    cells: usize,
}

/// What kind of text is being read.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Words {
    Kept,
    Deleted,
}

impl State {
    fn in_text(&self) -> bool {
        self.text.is_some()
    }

    fn begin_change(&mut self, change: Change) {
        // Text of a paragraph outside tables is written before the paragraph is counted.
        let line = if self.depth == 0 { self.line + 1 } else { self.line };
        self.changes.push(change);
        self.tracked.push(Tracked { line, change, text: String::new() });
    }

    fn open(&mut self, tag: &BytesStart) -> Result<(), OutputError> {
        match tag.local_name().as_ref() {
            "Fallback" => self.in_fallback += 1,
            "t" => self.text = Some(Words::Kept),
            "delText" => self.text = Some(Words::Deleted),
            "ins" | "moveTo" => self.begin_change(Change::Inserted),
            "del" | "moveFrom" => self.begin_change(Change::Deleted),
            "tab" | "ptab" if self.inside_run() => self.push("\t"),
            "br" | "cr" => self.push("\n"),
            "noBreakHyphen" => self.push("-"),
            "tbl" => self.depth += 1,
            "tr" if self.depth == 1 => {
                self.rows.push(Vec::new());
                self.line += 1;
            }
            "tc" if self.depth == 1 => {
                self.cell.clear();
                self.span = 1;
            }
            "gridSpan" if self.depth == 1 => self.span = span(tag),
            _ => {}
        }
        if self.cells > MOST_CELLS {
            return Err(OutputError::TooLarge {
                kind: "DOCX",
                message: format!("có hơn {MOST_CELLS} ô bảng; hãy chia thành nhiều tệp"),
            });
        }
        Ok(())
    }

    fn close(&mut self, name: &str) -> Result<(), OutputError> {
        match name {
            "Fallback" => self.in_fallback = self.in_fallback.saturating_sub(1),
            "t" | "delText" => self.text = None,
            "ins" | "moveTo" | "del" | "moveFrom" => {
                self.changes.pop();
            }
            "p" => {
                let text = std::mem::take(&mut self.paragraph).trim().to_owned();
                match (self.depth, text.is_empty()) {
                    (_, true) => {}
                    (0, false) => {
                        self.line += 1;
                        self.items.push(DocxItem::Paragraph(text));
                    }
                    _ => self.cell.push(text),
                }
            }
            "tc" if self.depth == 1 => {
                let text = std::mem::take(&mut self.cell).join("\n");
                let row = self.rows.last_mut().ok_or_else(broken)?;
                row.push(text);
                row.extend(std::iter::repeat_n(String::new(), self.span.saturating_sub(1)));
                self.cells += self.span.max(1);
                self.span = 1;
            }
            "tbl" => {
                self.depth = self.depth.saturating_sub(1);
                if self.depth == 0 {
                    self.items.push(DocxItem::Table(std::mem::take(&mut self.rows)));
                }
            }
            _ => {}
        }
        Ok(())
    }

    /// Tab stops in paragraph properties have the same name as tabs in text; only the latter
    /// follow something that was written.
    fn inside_run(&self) -> bool {
        !self.paragraph.is_empty()
    }

    fn push(&mut self, text: &str) {
        if self.in_fallback > 0 {
            return;
        }
        let change = self.changes.last().copied();
        if let (Some(_), Some(tracked)) = (change, self.tracked.last_mut()) {
            tracked.text.push_str(text);
        }
        if change != Some(Change::Deleted) && self.text != Some(Words::Deleted) {
            self.paragraph.push_str(text);
        }
    }
}

fn span(tag: &BytesStart) -> usize {
    let value = tag.attributes().flatten().find(|a| a.key.local_name().as_ref() == "val");
    value.and_then(|a| a.value.parse::<usize>().ok()).unwrap_or(1).clamp(1, MOST_COLUMNS)
}

fn resolve(entity: &BytesRef) -> String {
    if let Ok(Some(letter)) = entity.resolve_char_ref() {
        return letter.to_string();
    }
    match &**entity {
        "lt" => "<",
        "gt" => ">",
        "amp" => "&",
        "quot" => "\"",
        "apos" => "'",
        _ => "",
    }
    .to_owned()
}

fn broken() -> OutputError {
    OutputError::Unreadable {
        kind: "DOCX",
        message: "tệp hỏng hoặc không phải DOCX; hãy mở bằng phần mềm văn phòng, lưu lại dạng .docx rồi gửi lại".into(),
    }
}

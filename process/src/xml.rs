//! A small XML tree with line numbers, built from untrusted text: no document type, bounded depth and size.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use crate::model::Problem;

/// An element with everything in it; what the engine does not know is kept for the way back.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Element {
    /// The name as written, with its prefix.
    pub name: String,
    pub attributes: Vec<(String, String)>,
    pub children: Vec<Element>,
    pub text: String,
    pub line: u32,
}

const DEPTH: usize = 64;
const ELEMENTS: usize = 50_000;

impl Element {
    /// The name without its prefix.
    pub fn local(&self) -> &str {
        self.name.rsplit(':').next().unwrap_or_default()
    }

    /// An attribute by its name without prefix.
    pub fn get(&self, name: &str) -> Option<&str> {
        let found = self.attributes.iter().find(|(n, _)| n.rsplit(':').next() == Some(name) && !n.starts_with("xmlns"));
        found.map(|(_, v)| v.as_str())
    }

    pub fn child(&self, local: &str) -> Option<&Element> {
        self.children.iter().find(|c| c.local() == local)
    }

    pub fn all<'a>(&'a self, local: &'a str) -> impl Iterator<Item = &'a Element> {
        self.children.iter().filter(move |c| c.local() == local)
    }

    pub fn problem(&self, reason: impl Into<String>) -> Problem {
        Problem {
            element: self.get("id").unwrap_or(&self.name).to_owned(),
            name: self.get("name").unwrap_or_default().to_owned(),
            line: self.line,
            reason: reason.into(),
        }
    }
}

fn wrong(line: u32, reason: impl Into<String>) -> Problem {
    Problem { element: String::new(), name: String::new(), line, reason: reason.into() }
}

/// Lines are counted as the reader moves on, so the whole text is scanned once.
struct Lines<'a> {
    text: &'a str,
    at: usize,
    line: u32,
}

impl Lines<'_> {
    fn to(&mut self, position: u64) -> u32 {
        let end = usize::try_from(position).unwrap_or(usize::MAX).min(self.text.len());
        if end > self.at {
            let passed = self.text.as_bytes()[self.at..end].iter().filter(|b| **b == b'\n').count();
            self.line += u32::try_from(passed).unwrap_or(u32::MAX);
            self.at = end;
        }
        self.line
    }
}

fn element(e: &BytesStart<'_>, line: u32) -> Result<Element, Problem> {
    let mut attributes = vec![];
    for a in e.attributes() {
        let a = a.map_err(|x| wrong(line, format!("Thuộc tính XML không hợp lệ: {x}")))?;
        let value = a.normalized_value(quick_xml::XmlVersion::Implicit1_0);
        let value = value.map_err(|x| wrong(line, format!("Giá trị thuộc tính không hợp lệ: {x}")))?;
        attributes.push((text(a.key.as_ref()), value.into_owned()));
    }
    Ok(Element { name: text(e.name().as_ref()), attributes, line, ..Element::default() })
}

fn text(bytes: impl AsRef<[u8]>) -> String {
    String::from_utf8_lossy(bytes.as_ref()).into_owned()
}

/// Reads a document into its root element.
pub fn read(source: &str) -> Result<Element, Problem> {
    let mut reader = Reader::from_str(source);
    let mut lines = Lines { text: source, at: 0, line: 1 };
    let mut open: Vec<Element> = vec![];
    let mut count = 0;
    loop {
        let event = reader.read_event();
        let line = lines.to(reader.buffer_position());
        match event
            .map_err(|e| wrong(line, format!("Tệp XML hỏng: {e}. Xuất lại tệp BPMN từ phần mềm vẽ quy trình.")))?
        {
            Event::Start(e) => {
                count += 1;
                if open.len() >= DEPTH || count > ELEMENTS {
                    return Err(wrong(line, "Tệp XML quá sâu hoặc quá lớn."));
                }
                open.push(element(&e, line)?);
            }
            Event::Empty(e) => {
                count += 1;
                let done = element(&e, line)?;
                match open.last_mut() {
                    Some(parent) if count <= ELEMENTS => parent.children.push(done),
                    Some(_) => return Err(wrong(line, "Tệp XML quá lớn.")),
                    None => return Ok(done),
                }
            }
            Event::End(_) => {
                let Some(done) = open.pop() else { return Err(wrong(line, "Tệp XML đóng thẻ chưa mở.")) };
                match open.last_mut() {
                    Some(parent) => parent.children.push(done),
                    None => return Ok(done),
                }
            }
            Event::Text(t) => {
                if let Some(parent) = open.last_mut() {
                    parent.text.push_str(&t.xml10_content());
                }
            }
            Event::CData(t) => {
                if let Some(parent) = open.last_mut() {
                    parent.text.push_str(&t.xml10_content());
                }
            }
            Event::GeneralRef(r) => {
                let Some(parent) = open.last_mut() else { continue };
                let name = r.as_ref().to_owned();
                match (r.resolve_char_ref(), name.as_str()) {
                    (Ok(Some(c)), _) => parent.text.push(c),
                    (_, "lt") => parent.text.push('<'),
                    (_, "gt") => parent.text.push('>'),
                    (_, "amp") => parent.text.push('&'),
                    (_, "quot") => parent.text.push('"'),
                    (_, "apos") => parent.text.push('\''),
                    _ => return Err(wrong(line, format!("Thực thể &{name}; không được phép."))),
                }
            }
            Event::DocType(_) => return Err(wrong(line, "Tệp có khai báo DOCTYPE nên không được nhận.")),
            Event::Eof => return Err(wrong(line, "Tệp rỗng hoặc bị cắt giữa chừng.")),
            _ => {}
        }
    }
}

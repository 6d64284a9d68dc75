//! A small XML tree with line numbers, built from untrusted text: no document type, bounded depth and size.

use quick_xml::Reader;
use quick_xml::events::{BytesRef, BytesStart, Event};

use crate::model::Problem;

/// The vocabulary an element belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Space {
    Bpmn,
    Dmn,
    Diagram,
    Motcua,
    #[default]
    Other,
}

pub const BPMN: &str = "http://www.omg.org/spec/BPMN/20100524/MODEL";
pub const DI: &str = "http://www.omg.org/spec/BPMN/20100524/DI";
pub const DC: &str = "http://www.omg.org/spec/DD/20100524/DC";
pub const DD: &str = "http://www.omg.org/spec/DD/20100524/DI";
pub const MOTCUA: &str = "https://motcua.vn/bpmn/1";
const DMN: &str = "https://www.omg.org/spec/DMN/";
const DMN_OLD: &str = "http://www.omg.org/spec/DMN/";

/// An element with everything in it; what the engine does not know is kept for the way back.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Element {
    /// The name as written, with its prefix.
    pub name: String,
    pub space: Space,
    pub attributes: Vec<(String, String)>,
    pub children: Vec<Element>,
    pub text: String,
    pub line: u32,
}

const DEPTH: usize = 64;
const ELEMENTS: usize = 50_000;
const BYTES: usize = 8 << 20;

impl Element {
    /// The name without its prefix.
    pub fn local(&self) -> &str {
        self.name.rsplit(':').next().unwrap_or_default()
    }

    /// Whether it is the named element of the vocabulary.
    pub fn is(&self, space: Space, local: &str) -> bool {
        self.space == space && self.local() == local
    }

    /// An attribute by its name; its prefix does not matter.
    pub fn get(&self, name: &str) -> Option<&str> {
        let exact = self.attributes.iter().find(|(n, _)| n == name);
        let prefixed =
            || self.attributes.iter().find(|(n, _)| n.split_once(':').is_some_and(|(p, l)| p != "xmlns" && l == name));
        exact.or_else(prefixed).map(|(_, v)| v.as_str())
    }

    /// The first child of the BPMN vocabulary with this name.
    pub fn child(&self, local: &str) -> Option<&Element> {
        self.children.iter().find(|c| c.is(Space::Bpmn, local))
    }

    /// The children of the vocabulary with this name.
    pub fn all<'a>(&'a self, space: Space, local: &'a str) -> impl Iterator<Item = &'a Element> {
        self.children.iter().filter(move |c| c.is(space, local))
    }

    /// Our own element inside the extension elements.
    pub fn extension(&self, local: &str) -> Option<&Element> {
        let holders = self.children.iter().filter(|c| c.local() == "extensionElements");
        holders.flat_map(|h| &h.children).find(|c| c.is(Space::Motcua, local))
    }

    /// An attribute of another tool's element inside the extension elements, whatever its vocabulary.
    pub fn foreign(&self, local: &str, attribute: &str) -> Option<&str> {
        let holders = self.children.iter().filter(|c| c.local() == "extensionElements");
        let mut found = holders.flat_map(|h| &h.children).filter(|c| c.space == Space::Other && c.local() == local);
        found.find_map(|c| c.get(attribute)).map(str::trim).filter(|v| !v.is_empty())
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

/// A problem of the file itself, not of one element.
pub fn wrong(line: u32, reason: impl Into<String>) -> Problem {
    Problem { element: String::new(), name: String::new(), line, reason: reason.into() }
}

fn space_of(uri: &str) -> Space {
    match uri {
        BPMN => Space::Bpmn,
        DI | DC | DD => Space::Diagram,
        MOTCUA => Space::Motcua,
        _ if uri.starts_with(DMN) || uri.starts_with(DMN_OLD) => Space::Dmn,
        _ => Space::Other,
    }
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
            self.line = self.line.saturating_add(u32::try_from(passed).unwrap_or(u32::MAX));
            self.at = end;
        }
        self.line
    }
}

fn text(bytes: impl AsRef<[u8]>) -> String {
    String::from_utf8_lossy(bytes.as_ref()).into_owned()
}

/// The tree while it grows: open elements, and the prefixes each of them declared.
#[derive(Default)]
struct Tree {
    open: Vec<Element>,
    prefixes: Vec<(usize, String, Space)>,
    count: usize,
}

impl Tree {
    fn element(&mut self, e: &BytesStart<'_>, line: u32) -> Result<Element, Problem> {
        self.count += 1;
        if self.open.len() >= DEPTH || self.count > ELEMENTS {
            return Err(wrong(line, "Tệp XML quá sâu hoặc có quá nhiều phần tử. Tách thành nhiều quy trình nhỏ hơn."));
        }
        let mut attributes = vec![];
        for a in e.attributes() {
            let a = a.map_err(|x| wrong(line, format!("Thuộc tính XML không hợp lệ: {x}. Sửa lại dòng này.")))?;
            let value = a.normalized_value(quick_xml::XmlVersion::Implicit1_0);
            let value =
                value.map_err(|x| wrong(line, format!("Giá trị thuộc tính không hợp lệ: {x}. Sửa lại dòng này.")))?;
            attributes.push((text(a.key.as_ref()), value.into_owned()));
        }
        let depth = self.open.len();
        self.prefixes.retain(|(d, _, _)| *d < depth);
        for (name, uri) in &attributes {
            let prefix = if name == "xmlns" { Some("") } else { name.strip_prefix("xmlns:") };
            self.prefixes.extend(prefix.map(|p| (depth, p.to_owned(), space_of(uri))));
        }
        let name = text(e.name().as_ref());
        let prefix = name.split_once(':').map_or("", |(p, _)| p);
        let space = self.prefixes.iter().rev().find(|(_, p, _)| p == prefix).map_or(Space::Other, |(_, _, s)| *s);
        Ok(Element { name, space, attributes, line, ..Element::default() })
    }

    /// Hangs a finished element in; the root comes back.
    fn close(&mut self, done: Element) -> Option<Element> {
        match self.open.last_mut() {
            Some(parent) => {
                parent.children.push(done);
                None
            }
            None => Some(done),
        }
    }

    fn write(&mut self, part: &str) {
        if let Some(parent) = self.open.last_mut() {
            parent.text.push_str(part);
        }
    }

    fn entity(&mut self, r: &BytesRef<'_>, line: u32) -> Result<(), Problem> {
        let name: &str = r.as_ref();
        let name = name.to_owned();
        let c = match (r.resolve_char_ref(), name.as_str()) {
            (Ok(Some(c)), _) => c,
            (_, "lt") => '<',
            (_, "gt") => '>',
            (_, "amp") => '&',
            (_, "quot") => '"',
            (_, "apos") => '\'',
            _ => return Err(wrong(line, format!("Thực thể &{name}; không được phép. Viết thẳng ký tự đó."))),
        };
        self.write(c.encode_utf8(&mut [0; 4]));
        Ok(())
    }
}

/// Reads a document into its root element.
pub fn read(source: &str) -> Result<Element, Problem> {
    if source.len() > BYTES {
        return Err(wrong(1, "Tệp lớn hơn 8 MB nên không được nhận. Tách thành nhiều quy trình nhỏ hơn."));
    }
    let mut reader = Reader::from_str(source);
    let mut lines = Lines { text: source, at: 0, line: 1 };
    let mut tree = Tree::default();
    loop {
        let event = reader.read_event();
        let line = lines.to(reader.buffer_position());
        let broken = |e| wrong(line, format!("Tệp XML hỏng: {e}. Xuất lại tệp từ phần mềm vẽ quy trình."));
        match event.map_err(broken)? {
            Event::Start(e) => {
                let begun = tree.element(&e, line)?;
                tree.open.push(begun);
            }
            Event::Empty(e) => {
                let done = tree.element(&e, line)?;
                if let Some(root) = tree.close(done) {
                    return Ok(root);
                }
            }
            Event::End(_) => {
                let Some(done) = tree.open.pop() else {
                    return Err(wrong(line, "Tệp XML đóng thẻ chưa mở. Xuất lại tệp từ phần mềm vẽ quy trình."));
                };
                if let Some(root) = tree.close(done) {
                    return Ok(root);
                }
            }
            Event::Text(t) => tree.write(&t.xml10_content()),
            Event::CData(t) => tree.write(&t.xml10_content()),
            Event::GeneralRef(r) => tree.entity(&r, line)?,
            Event::DocType(_) => {
                return Err(wrong(line, "Tệp có khai báo DOCTYPE nên không được nhận. Xóa khai báo đó rồi tải lại."));
            }
            Event::Eof => return Err(wrong(line, "Tệp rỗng hoặc bị cắt giữa chừng. Tải lại tệp đầy đủ.")),
            _ => {}
        }
    }
}

//! The tables of a real decision read into a draft: line by line what was understood, what was not and why. Pure; what is not
//! clear is left for a person, never guessed.

mod columns;
mod facts;
pub mod source;

use std::collections::HashMap;

use kernel::text::{fold, line};

use super::model::{Change, ReadLine};
use columns::{Column, columns};
pub use facts::Facts;

/// One line of a file: a paragraph, or a row of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Where it stands ("Bảng 2, dòng 4").
    pub place: String,
    pub cells: Vec<String>,
}

/// What the catalogue knows, to find procedures by.
#[derive(Debug, Default)]
pub struct Known {
    /// Codes with their names.
    pub names: HashMap<String, String>,
    /// Codes by folded name.
    pub codes: HashMap<String, Vec<String>>,
}

impl Known {
    /// From codes and names.
    pub fn of<'a>(all: impl Iterator<Item = (&'a str, &'a str)>) -> Known {
        let mut known = Known::default();
        for (code, name) in all {
            known.names.insert(code.to_owned(), name.to_owned());
            known.codes.entry(fold(name)).or_default().push(code.to_owned());
        }
        known
    }
}

/// One procedure as read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposal {
    pub change: Change,
    pub code: String,
    pub name: String,
    /// Parts by the names of the edit form ("limit", "fee", "place", "legal_basis", "channels", "level", "field").
    pub values: HashMap<&'static str, String>,
    pub abolished_by: String,
    pub replaces: Vec<String>,
    /// What a person has to settle.
    pub doubts: Vec<String>,
    /// Where it was read.
    pub place: String,
}

/// The whole file as understood.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reading {
    pub facts: Facts,
    pub proposals: Vec<Proposal>,
    pub lines: Vec<ReadLine>,
}

/// What the lines before say about the ones that follow.
#[derive(Default)]
struct Section {
    change: Option<Change>,
    level: Option<String>,
    field: Option<String>,
    columns: Vec<Column>,
}

const SHOWN: usize = 240;

fn shown(cells: &[String]) -> String {
    let text = cells.iter().map(|c| line(c)).filter(|c| !c.is_empty()).collect::<Vec<_>>().join(" | ");
    match text.char_indices().nth(SHOWN) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text,
    }
}

/// The change a heading announces.
pub fn change_of(text: &str) -> Option<Change> {
    let words = fold(text);
    let has = |all: &[&str]| all.iter().any(|w| words.contains(w));
    if has(&["bai bo", "huy bo"]) {
        Some(Change::Abolished)
    } else if has(&["moi ban hanh", "ban hanh moi"]) {
        Some(Change::New)
    } else if has(&["sua doi", "bo sung", "chuan hoa"]) {
        Some(Change::Amended)
    } else if has(&["thay the"]) {
        Some(Change::Replaced)
    } else {
        None
    }
}

/// A national code in a text, without the suffix of the agency.
pub fn code_in(text: &str) -> Option<String> {
    let bytes = text.as_bytes();
    (0..bytes.len().saturating_sub(7)).find_map(|i| {
        let part = bytes.get(i..i + 8)?;
        let digit = |b: &u8| b.is_ascii_digit();
        let shape = matches!(part[0], b'1'..=b'9') && part[1] == b'.' && part[2..].iter().all(digit);
        let alone = i == 0 || !bytes[i - 1].is_ascii_digit() && bytes[i - 1] != b'.';
        let ends = bytes.get(i + 8).is_none_or(|b| !b.is_ascii_digit());
        (shape && alone && ends).then(|| text[i..i + 8].to_owned())
    })
}

/// Reads the lines of a file.
pub fn read(lines: &[Line], known: &Known) -> Reading {
    let (mut reading, mut section) = (Reading::default(), Section::default());
    for l in lines {
        let filled: Vec<&String> = l.cells.iter().filter(|c| !c.trim().is_empty()).collect();
        if filled.is_empty() {
            continue;
        }
        let (outcome, why) = match (columns(&l.cells), filled.as_slice()) {
            (Some(found), _) => {
                let names: Vec<&str> = found.iter().filter_map(|c| c.label()).collect();
                let why = format!("Tiêu đề bảng; cột nhận ra: {}", names.join(", "));
                section.columns = found;
                ("fact", why)
            }
            (None, all) if numbers_only(all) => ("fact", "Dòng đánh số cột".to_owned()),
            (None, [_]) if continues(l, &section) => row(l, &section, (&mut reading.proposals, known)),
            (None, [only]) => heading(only, &mut section, &mut reading.facts),
            (None, _) if section.columns.is_empty() => {
                ("left", "Chưa thấy tiêu đề bảng có cột “Tên thủ tục hành chính” ở trên dòng này".to_owned())
            }
            (None, _) => row(l, &section, (&mut reading.proposals, known)),
        };
        let line = ReadLine { place: l.place.clone(), text: shown(&l.cells), outcome: outcome.into(), why };
        reading.lines.push(line);
    }
    reading
}

/// A lone cell under the heading of a value is the rest of a row; headings inside tables stand in the first column.
fn continues(l: &Line, section: &Section) -> bool {
    let at = l.cells.iter().position(|c| !c.trim().is_empty()).unwrap_or(0);
    let kind = section.columns.get(at);
    at > 0 && columns::VALUES.iter().any(|(k, _)| Some(k) == kind)
}

fn numbers_only(cells: &[&String]) -> bool {
    cells.len() > 2 && cells.iter().all(|c| c.trim().trim_matches(['(', ')']).parse::<u8>().is_ok())
}

/// A line with one text: what follows is new, amended, abolished; of a level; of a field; or a fact of the decision.
fn heading(text: &str, section: &mut Section, facts: &mut Facts) -> (&'static str, String) {
    let words = fold(text);
    let short = text.chars().count() < 200;
    if let Some(why) = facts.take(text) {
        return ("fact", why);
    }
    if short && words.contains("linh vuc") && !words.contains("danh muc") {
        let after = text.split(':').nth(1).map(line).filter(|t| !t.is_empty());
        let at = words.find("linh vuc").unwrap_or(0);
        let plain: String = text.chars().skip(words[..at].chars().count() + "linh vuc".chars().count()).collect();
        let field = after.unwrap_or_else(|| line(plain.trim_start_matches([':', ' '])));
        section.field = Some(field.clone()).filter(|f| !f.is_empty());
        return ("fact", format!("Lĩnh vực của các dòng sau: {field}"));
    }
    let levels = crate::texts::levels(text);
    let change = change_of(text).filter(|_| short);
    if let Some(change) = change {
        section.change = Some(change);
        section.columns.clear();
    }
    if short && !levels.is_empty() {
        section.level = Some(levels.iter().map(|l| l.label()).collect::<Vec<_>>().join(", "));
    }
    match (change, &section.level) {
        (Some(change), _) => ("fact", format!("Các dòng sau: {}", change.label().to_lowercase())),
        (None, Some(level)) if !levels.is_empty() => ("fact", format!("Cấp của các dòng sau: {level}")),
        _ => ("left", "Không phải dòng của bảng, không có dữ kiện nhận ra".to_owned()),
    }
}

fn row(l: &Line, section: &Section, (proposals, known): (&mut Vec<Proposal>, &Known)) -> (&'static str, String) {
    let cell = |kind: Column| {
        let at = section.columns.iter().position(|c| *c == kind)?;
        l.cells.get(at).map(|c| c.trim().to_owned()).filter(|c| !c.is_empty())
    };
    let Some(name) = cell(Column::Name) else {
        return rest_of_row((&cell, cell(Column::Number)), proposals.last_mut());
    };
    let mut doubts = vec![];
    let change = match (section.change, cell(Column::AbolishedBy)) {
        (Some(change), _) => change,
        (None, Some(_)) => Change::Abolished,
        (None, None) => {
            doubts.push("Bảng không ghi là mới ban hành, sửa đổi hay bãi bỏ: chọn lại".to_owned());
            Change::Amended
        }
    };
    let plain = columns::plain_name(&name);
    let code =
        find_code(&[cell(Column::Code).unwrap_or_default(), name.clone()], (&plain, change), (known, &mut doubts));
    let change = settled(change, &code, (known, &mut doubts));
    let mut values: HashMap<&'static str, String> = HashMap::new();
    for (kind, key) in columns::VALUES {
        if let Some(text) = cell(kind) {
            values.insert(key, text);
        }
    }
    for (key, text) in [("level", &section.level), ("field", &section.field)] {
        if let Some(text) = text {
            values.entry(key).or_insert_with(|| text.clone());
        }
    }
    let abolished_by = cell(Column::AbolishedBy).filter(|_| change == Change::Abolished).unwrap_or_default();
    let replaces = cell(Column::Replaces).and_then(|t| code_in(&t)).into_iter().collect();
    let Some(code) = code else {
        return ("doubt", format!("“{plain}”: {}", doubts.join(". ")));
    };
    if let Some(before) = proposals.iter().find(|p| p.code == code) {
        return ("doubt", format!("Mã {code} đã có ở {}: chưa đưa vào dự thảo", before.place));
    }
    let why = match doubts.is_empty() {
        true => format!("{} {code}", change.label()),
        false => format!("{} {code}; cần xem lại: {}", change.label(), doubts.join(". ")),
    };
    let outcome = if doubts.is_empty() { "item" } else { "doubt" };
    let place = l.place.clone();
    proposals.push(Proposal { change, code, name: plain, values, abolished_by, replaces, doubts, place });
    (outcome, why)
}

/// A row split over two pages: what is there belongs to the row before.
fn rest_of_row(
    (cell, number): (&dyn Fn(Column) -> Option<String>, Option<String>),
    last: Option<&mut Proposal>,
) -> (&'static str, String) {
    let (None, Some(last)) = (number, last) else {
        return ("doubt", "Dòng không có tên thủ tục: chưa đưa vào dự thảo".to_owned());
    };
    for (kind, key) in columns::VALUES {
        if let Some(more) = cell(kind) {
            let text = last.values.entry(key).or_default();
            *text = format!("{text}\n{more}").trim().to_owned();
        }
    }
    ("item", format!("Phần tiếp của dòng {} ở trang trước", last.place))
}

/// The code of a row: written in it, or that of the one procedure with this name.
fn find_code(
    texts: &[String],
    (name, change): (&str, Change),
    (known, doubts): (&Known, &mut Vec<String>),
) -> Option<String> {
    if let Some(code) = texts.iter().find_map(|t| code_in(t)) {
        if let Some(have) = known.names.get(&code).filter(|have| fold(have) != fold(name)) {
            doubts.push(format!("Tên khác với danh mục đang có: “{have}”"));
        }
        return Some(code);
    }
    match known.codes.get(&fold(name)).map(Vec::as_slice) {
        Some([code]) => {
            doubts.push(format!("Bảng không ghi mã; lấy mã {code} theo tên trùng khớp"));
            Some(code.clone())
        }
        Some(many) => {
            doubts.push(format!("Bảng không ghi mã; tên này có ở các mã {}: thêm tay", many.join(", ")));
            None
        }
        None if change == Change::New => {
            doubts.push("Bảng không ghi mã: thêm tay với mã của Cơ sở dữ liệu quốc gia".to_owned());
            None
        }
        None => {
            doubts.push("Bảng không ghi mã và danh mục không có tên này: thêm tay".to_owned());
            None
        }
    }
}

/// The change as the catalogue allows it: what is amended must be there, what is new must not.
fn settled(change: Change, code: &Option<String>, (known, doubts): (&Known, &mut Vec<String>)) -> Change {
    let there = code.as_ref().is_some_and(|c| known.names.contains_key(c));
    match change {
        Change::New if there => {
            doubts.push("Bảng ghi mới ban hành nhưng danh mục đã có mã này: xếp vào sửa đổi, bổ sung".to_owned());
            Change::Amended
        }
        Change::Amended if code.is_some() && !there => {
            doubts.push("Bảng ghi sửa đổi nhưng danh mục chưa có mã này: xếp vào mới ban hành".to_owned());
            Change::New
        }
        Change::Abolished if code.is_some() && !there => {
            doubts.push("Danh mục chưa có mã này nên không có gì để bãi bỏ".to_owned());
            change
        }
        other => other,
    }
}

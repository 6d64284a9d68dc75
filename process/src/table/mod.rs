//! From the table of a decision to a process: step, who, what, how long. What is not understood is listed for a person to
//! settle, never guessed.

use std::fmt::Write;

use kernel::text::{clean, fold, line};
use serde::{Deserialize, Serialize};

/// A table as read from a decision: headings and rows.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Table {
    pub title: String,
    pub columns: Vec<String>,
    pub rows: Vec<Vec<String>>,
    /// The total the decision states, as written.
    pub total: Option<String>,
}

/// Something a person has to settle.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// The row, from 1; 0 for the table as a whole.
    pub row: usize,
    pub what: String,
}

/// One step as understood.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Step {
    pub number: String,
    pub who: String,
    pub role: &'static str,
    pub what: String,
    pub minutes: Option<i64>,
    /// The time as written.
    pub time: String,
    pub product: String,
}

/// The table as understood.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Reading {
    pub title: String,
    pub steps: Vec<Step>,
    pub total_minutes: i64,
    pub differences: Vec<Difference>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Column {
    Number,
    Who,
    What,
    Time,
    Product,
    Other,
}

fn column(heading: &str) -> Column {
    let h = fold(heading);
    let has = |words: &[&str]| words.iter().any(|w| h.contains(w));
    if has(&["thoi gian", "thoi han"]) {
        Column::Time
    } else if has(&["thu tu", "buoc", "tt", "stt"]) && !has(&["noi dung", "trach nhiem", "san pham"]) {
        Column::Number
    } else if has(&["don vi", "nguoi thuc hien", "trach nhiem", "chuc danh", "vi tri"]) {
        Column::Who
    } else if has(&["noi dung", "cong viec", "mo ta"]) {
        Column::What
    } else if has(&["san pham", "ket qua", "bieu mau", "ho so"]) {
        Column::Product
    } else {
        Column::Other
    }
}

/// What a time cell says.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Time {
    Minutes(i64),
    /// Said to have no limit of its own ("Giờ hành chính", "Không quy định", blank).
    None,
    Unclear(String),
}

fn number(text: &str) -> Option<(f64, &str)> {
    let end = text.find(|c: char| !(c.is_ascii_digit() || c == ',' || c == '.')).unwrap_or(text.len());
    let n: f64 = text[..end].replace(',', ".").parse().ok()?;
    Some((n, text[end..].trim_start()))
}

fn time(text: &str) -> Time {
    let t = fold(text);
    if t.is_empty() || t.contains("gio hanh chinh") || t.contains("khong quy dinh") || t == "-" {
        return Time::None;
    }
    let unclear = || Time::Unclear(line(text));
    let Some((n, rest)) = number(&t) else { return unclear() };
    let scale = if rest.starts_with("gio") {
        60.0
    } else if rest.starts_with("ngay") || rest.starts_with("buoi") && !rest.starts_with("buoi toi") {
        if rest.starts_with("buoi") { 240.0 } else { 480.0 }
    } else if rest.starts_with("phut") {
        1.0
    } else {
        return unclear();
    };
    // A range or a second number needs a person: which of them is the limit?
    let after = rest.trim_start_matches(|c: char| c.is_alphabetic() || c == ' ');
    if after.chars().any(|c| c.is_ascii_digit()) || rest.contains(" den ") || !(0.0..=10_000.0).contains(&n) {
        return unclear();
    }
    Time::Minutes((n * scale).round() as i64)
}

fn role(who: &str) -> &'static str {
    let w = fold(who);
    let has = |words: &[&str]| words.iter().any(|x| w.contains(x));
    if has(&["tiep nhan", "mot cua", "hanh chinh cong", "tra ket qua"]) {
        "clerk"
    } else if has(&["van thu"]) {
        "registry"
    } else if has(&[
        "lanh dao phong",
        "truong phong",
        "pho truong phong",
        "lanh dao don vi chuyen mon",
        "to truong",
        "lanh dao khoa",
    ]) {
        "unit_head"
    } else if has(&["lanh dao", "giam doc", "hieu truong", "chu tich", "thu truong"]) {
        "leader"
    } else {
        "officer"
    }
}

/// Reads a table; the columns may stand in any order.
pub fn read(table: &Table) -> Reading {
    let kinds: Vec<Column> = table.columns.iter().map(|c| column(c)).collect();
    let mut differences = vec![];
    let mut say = |row: usize, what: String| differences.push(Difference { row, what });
    for (kind, name) in [
        (Column::Time, "thời gian thực hiện"),
        (Column::What, "nội dung công việc"),
        (Column::Who, "đơn vị/người thực hiện"),
    ] {
        if !kinds.contains(&kind) {
            say(0, format!("Không tìm thấy cột {name}."));
        }
    }
    let mut steps = vec![];
    for (i, row) in table.rows.iter().enumerate() {
        let cell = |kind| kinds.iter().position(|k| *k == kind).and_then(|at| row.get(at)).map_or("", String::as_str);
        let (who, what, when) = (line(cell(Column::Who)), clean(cell(Column::What)), line(cell(Column::Time)));
        if row.len() > table.columns.len() {
            say(i + 1, format!("Dòng có {} ô nhưng bảng có {} cột.", row.len(), table.columns.len()));
        }
        if what.is_empty() && who.is_empty() {
            say(i + 1, "Dòng không có nội dung công việc và người thực hiện: không đưa vào quy trình.".into());
            continue;
        }
        let minutes = match time(&when) {
            Time::Minutes(m) => Some(m),
            Time::None => None,
            Time::Unclear(text) => {
                say(i + 1, format!("Không đọc được thời gian “{text}”. Ghi như 04 giờ làm việc, 0,5 ngày."));
                None
            }
        };
        let number = line(cell(Column::Number));
        let number = if number.is_empty() { format!("Bước {}", steps.len() + 1) } else { number };
        let (role, product) = (role(&who), line(cell(Column::Product)));
        steps.push(Step { number, who, role, what, minutes, time: when, product });
    }
    let total: i64 = steps.iter().filter_map(|s| s.minutes).sum();
    if let Some(stated) = table.total.as_deref().filter(|t| !t.trim().is_empty()) {
        match time(stated) {
            Time::Minutes(m) if m == total => {}
            Time::Minutes(m) => say(0, format!("Tổng các bước là {}, quyết định ghi {}.", show(total), show(m))),
            _ => say(0, format!("Không đọc được tổng thời gian “{}”.", line(stated))),
        }
    }
    Reading { title: line(&table.title), steps, total_minutes: total, differences }
}

fn show(minutes: i64) -> String {
    if minutes % 60 == 0 { format!("{} giờ", minutes / 60) } else { format!("{} phút", minutes) }
}

/// Reads tab-separated text: the first line holds the headings.
pub fn from_tsv(title: &str, text: &str) -> Table {
    let mut lines = text.lines().filter(|l| !l.trim().is_empty());
    let cells = |l: &str| l.split('\t').map(|c| c.trim().trim_matches('"').to_owned()).collect::<Vec<_>>();
    let columns = lines.next().map(cells).unwrap_or_default();
    let (mut rows, mut total) = (vec![], None);
    for l in lines {
        let row = cells(l);
        let folded = fold(&row.join(" "));
        if folded.starts_with("tong") {
            total = row.iter().rev().find(|c| !c.is_empty() && !fold(c).starts_with("tong")).cloned();
        } else {
            rows.push(row);
        }
    }
    Table { title: title.to_owned(), columns, rows, total }
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// A short name for a step: its first sentence or clause.
fn short(what: &str) -> String {
    let first = what.trim_start_matches(['-', ' ', '+']).split(['.', ';', '\n']).next().unwrap_or_default();
    let words: Vec<&str> = first.split_whitespace().take(16).collect();
    words.join(" ")
}

/// The reading as a BPMN 2.0 document: the steps one after another.
pub fn bpmn(id: &str, reading: &Reading) -> String {
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    // Writing into a String cannot fail.
    let _ = writeln!(
        out,
        "<bpmn:definitions xmlns:bpmn=\"http://www.omg.org/spec/BPMN/20100524/MODEL\" xmlns:motcua=\"https://motcua.vn/bpmn/1\" id=\"{id}_definitions\" targetNamespace=\"https://motcua.vn/bpmn/1\">\n  <bpmn:process id=\"{id}\" name=\"{}\" isExecutable=\"true\">\n    <bpmn:startEvent id=\"start\" name=\"Nhận hồ sơ\"/>",
        escape(&reading.title)
    );
    let mut before = "start".to_owned();
    let flow = |out: &mut String, from: &str, to: &str| {
        let _ = writeln!(out, "    <bpmn:sequenceFlow id=\"{from}_{to}\" sourceRef=\"{from}\" targetRef=\"{to}\"/>");
    };
    for (i, s) in reading.steps.iter().enumerate() {
        let step = format!("step{}", i + 1);
        let hours = s.minutes.map_or_else(String::new, |m| format!(" hours=\"{}\"", m as f64 / 60.0));
        let _ = writeln!(
            out,
            "    <bpmn:userTask id=\"{step}\" name=\"{}\">\n      <bpmn:documentation>{}</bpmn:documentation>\n      <bpmn:extensionElements>\n        <motcua:task role=\"{}\" post=\"{}\"{hours}/>\n      </bpmn:extensionElements>\n    </bpmn:userTask>",
            escape(&short(&s.what)),
            escape(&s.what),
            s.role,
            escape(&s.who),
        );
        flow(&mut out, &before, &step);
        before = step;
    }
    out.push_str("    <bpmn:endEvent id=\"end\" name=\"Đã xử lý xong\"/>\n");
    flow(&mut out, &before, "end");
    out.push_str("  </bpmn:process>\n</bpmn:definitions>\n");
    out
}

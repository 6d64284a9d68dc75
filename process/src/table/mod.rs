//! From the table of a decision to a process: step, who, what, how long. What is not understood is listed for a person to
//! settle, never guessed.

mod bpmn;
mod source;
mod time;

use kernel::text::{clean, fold, line};
use serde::{Deserialize, Serialize};

pub use bpmn::bpmn;
pub use source::{from_json, from_text, from_tsv};
use time::{Time, Units};

/// A table as read from a decision: headings and rows.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Table {
    /// The procedure's name.
    pub title: String,
    /// The procedure's code, where the decision gives it.
    #[serde(default)]
    pub code: Option<String>,
    /// The headings, in any order.
    pub columns: Vec<String>,
    /// The cells, row by row.
    pub rows: Vec<Vec<String>>,
    /// The total the decision states, as written.
    pub total: Option<String>,
}

/// Something a person has to settle.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// The row, from 1; 0 for the table as a whole.
    pub row: usize,
    /// Vietnamese: what is unclear or does not agree.
    pub what: String,
}

/// One step as understood.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Step {
    /// The step's number as written.
    pub number: String,
    /// Who does it, as written.
    pub who: String,
    /// The role recognised: "clerk", "unit_head", "officer", "leader", "registry".
    pub role: &'static str,
    /// The content as written.
    pub what: String,
    /// Working minutes; none where the table sets no time.
    pub minutes: Option<i64>,
    /// The time as written.
    pub time: String,
    /// The product as written.
    pub product: String,
}

/// The table as understood.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Reading {
    /// The procedure's name.
    pub title: String,
    /// The steps in order.
    pub steps: Vec<Step>,
    /// The working minutes of all steps together.
    pub total_minutes: i64,
    /// What a person has to settle before the process is approved.
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
    let is = |words: &[&str]| h.split(|c: char| !c.is_alphanumeric()).any(|w| words.contains(&w));
    if has(&["thoi gian", "thoi han"]) {
        Column::Time
    } else if has(&["muc do", "ghi chu", "dich vu cong"]) {
        Column::Other
    } else if has(&["don vi", "nguoi thuc hien", "trach nhiem", "chuc danh", "vi tri", "bo phan"]) {
        Column::Who
    } else if has(&["san pham", "ket qua", "bieu mau"]) {
        Column::Product
    } else if has(&["thu tu"]) || is(&["tt", "stt"]) {
        Column::Number
    } else if has(&["noi dung", "mo ta", "ten buoc", "cong viec"]) {
        Column::What
    } else if has(&["buoc", "trinh tu"]) {
        Column::Number
    } else {
        Column::Other
    }
}

/// Which part of the work the words name. Who heads a room is told before who heads the agency.
fn role(who: &str) -> &'static str {
    let w = fold(who);
    let has = |words: &[&str]| words.iter().any(|x| w.contains(x));
    if has(&["tiep nhan", "mot cua", "hanh chinh cong", "tra ket qua"]) {
        "clerk"
    } else if has(&["van thu"]) {
        "registry"
    } else if has(&["lanh dao phong", "truong phong", "lanh dao don vi chuyen mon", "to truong", "lanh dao khoa"]) {
        "unit_head"
    } else if has(&["lanh dao", "giam doc", "hieu truong", "chu tich", "thu truong"]) {
        "leader"
    } else {
        "officer"
    }
}

/// What was found unclear on the way.
struct Notes(Vec<Difference>);

impl Notes {
    fn say(&mut self, row: usize, what: impl Into<String>) {
        self.0.push(Difference { row, what: what.into() });
    }

    fn columns(&mut self, kinds: &[Column]) {
        let wanted = [
            (Column::Time, "thời gian thực hiện"),
            (Column::What, "nội dung công việc"),
            (Column::Who, "đơn vị/người thực hiện"),
        ];
        for (kind, name) in wanted {
            match kinds.iter().filter(|k| **k == kind).count() {
                0 => self.say(0, format!("Không tìm thấy cột {name}. Đặt lại tên cột.")),
                1 => {}
                n => self.say(0, format!("Có {n} cột {name}, chỉ cột đầu được đọc. Chỉ giữ một cột.")),
            }
        }
    }

    fn minutes(&mut self, row: usize, read: Time) -> Option<i64> {
        match read {
            Time::Minutes(m) => return Some(m),
            Time::NoLimit => {}
            Time::Blank => self.say(row, "Ô thời gian để trống. Ghi số giờ, hoặc “Không quy định”."),
            Time::Unclear(text) => {
                self.say(row, format!("Không đọc được thời gian “{text}”. Ghi như “04 giờ làm việc” hoặc “0,5 ngày”."));
            }
        }
        None
    }

    fn total(&mut self, stated: &str, total: i64, units: Units) {
        match time::read(stated, units) {
            Time::Minutes(m) if m == total => {}
            Time::Minutes(m) => {
                let (ours, theirs) = (time::show(total), time::show(m));
                self.say(0, format!("Tổng các bước là {ours}, quyết định ghi {theirs}. Đối chiếu với bản gốc."));
            }
            Time::Blank => {}
            _ => self.say(0, format!("Không đọc được tổng thời gian “{}”. Ghi như “80 giờ”.", line(stated))),
        }
    }
}

/// Reads a table; the columns may stand in any order.
pub fn read(table: &Table) -> Reading {
    let kinds: Vec<Column> = table.columns.iter().map(|c| column(c)).collect();
    let heading = kinds.iter().position(|k| *k == Column::Time).and_then(|i| table.columns.get(i));
    let units = Units::of(heading.map_or("", String::as_str));
    let mut notes = Notes(vec![]);
    notes.columns(&kinds);
    let mut steps: Vec<Step> = vec![];
    for (i, row) in table.rows.iter().enumerate() {
        let cell = |kind| kinds.iter().position(|k| *k == kind).and_then(|at| row.get(at)).map_or("", String::as_str);
        let (who, what, when) = (line(cell(Column::Who)), clean(cell(Column::What)), line(cell(Column::Time)));
        if row.len() > table.columns.len() {
            let (cells, columns) = (row.len(), table.columns.len());
            notes.say(i + 1, format!("Dòng có {cells} ô nhưng bảng có {columns} cột. Kiểm tra ô bị tách."));
        }
        if what.is_empty() && who.is_empty() {
            notes.say(i + 1, "Dòng không có nội dung công việc và người thực hiện: không đưa vào quy trình.");
            continue;
        }
        if who.is_empty() && kinds.contains(&Column::Who) {
            notes.say(i + 1, "Ô người thực hiện để trống. Ghi đơn vị hoặc người thực hiện.");
        }
        let read = time::read(&when, units);
        let minutes = if heading.is_some() { notes.minutes(i + 1, read) } else { None };
        let number = line(cell(Column::Number));
        let number = if number.is_empty() { format!("Bước {}", steps.len() + 1) } else { number };
        let (role, product) = (role(&who), line(cell(Column::Product)));
        steps.push(Step { number, who, role, what, minutes, time: when, product });
    }
    if steps.is_empty() {
        notes.say(0, "Bảng không có bước nào. Dán cả dòng tiêu đề và các dòng công việc.");
    }
    let total = steps.iter().filter_map(|s| s.minutes).fold(0, i64::saturating_add);
    if let Some(stated) = table.total.as_deref() {
        notes.total(stated, total, units);
    }
    Reading { title: line(&table.title), steps, total_minutes: total, differences: notes.0 }
}

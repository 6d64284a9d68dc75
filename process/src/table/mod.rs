//! From the table of a decision to a process: step, who, what, how long. What is not understood is listed for a person to
//! settle, never guessed.

mod bpmn;
mod rows;
mod source;
mod time;

use kernel::text::{clean, fold, line};
use serde::{Deserialize, Serialize};

pub use bpmn::bpmn;
pub use rows::from_rows;
use rows::{Row, classify};
pub use source::{all_from_text, from_json, from_text, from_tsv};
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
    /// Where each row stands in the source (line of a text, row of a sheet); empty: counted from 1.
    #[serde(default)]
    pub places: Vec<usize>,
}

/// Something a person has to settle.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// The row by its place in the source, from 1; 0 for the table as a whole.
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
    /// The agency or level the table puts it under, where it does.
    pub agency: Option<String>,
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
    /// The agency, beside a column that names who.
    Agency,
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
    } else if has(&["co quan", "cap thuc hien"]) {
        Column::Agency
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

    fn total(&mut self, (place, of): (usize, &str), (stated, total): (&str, i64), units: Units) {
        let whose = if of.is_empty() { String::new() } else { format!(" của “{of}”") };
        match time::read(stated, units) {
            Time::Minutes(m) if m == total => {}
            Time::Minutes(m) => {
                let (ours, theirs) = (time::show(total), time::show(m));
                let what = format!("Tổng các bước{whose} là {ours}, quyết định ghi {theirs}. Đối chiếu với bản gốc.");
                self.say(place, what);
            }
            Time::Blank => {}
            _ => self.say(place, format!("Không đọc được tổng thời gian “{}”. Ghi như “80 giờ”.", line(stated))),
        }
    }
}

/// No process of an office has more steps.
const MOST: usize = 500;

/// Reads a table; the columns may stand in any order.
pub fn read(table: &Table) -> Reading {
    let mut kinds: Vec<Column> = table.columns.iter().map(|c| column(c)).collect();
    if !kinds.contains(&Column::Who)
        && let Some(agency) = kinds.iter_mut().find(|k| **k == Column::Agency)
    {
        *agency = Column::Who;
    }
    let heading = kinds.iter().position(|k| *k == Column::Time).and_then(|i| table.columns.get(i));
    let units = Units::of(heading.map_or("", String::as_str));
    let mut notes = Notes(vec![]);
    notes.columns(&kinds);
    let mut reader = Reader { kinds, units, timed: heading.is_some(), steps: vec![], notes, section: None, since: 0 };
    for (i, row) in table.rows.iter().enumerate() {
        if reader.steps.len() == MOST {
            let place = table.places.get(i).copied().unwrap_or(i + 1);
            reader.notes.say(place, format!("Bảng có quá {MOST} bước: từ dòng này không đọc nữa. Kiểm tra lại tệp."));
            break;
        }
        reader.row(table.places.get(i).copied().unwrap_or(i + 1), row, table.columns.len());
    }
    let Reader { steps, mut notes, .. } = reader;
    if steps.is_empty() {
        notes.say(0, "Bảng không có bước nào. Dán cả dòng tiêu đề và các dòng công việc.");
    }
    let total = minutes(&steps);
    if let Some(stated) = table.total.as_deref() {
        notes.total((0, ""), (stated, total), units);
    }
    Reading { title: line(&table.title), steps, total_minutes: total, differences: notes.0 }
}

fn minutes(steps: &[Step]) -> i64 {
    steps.iter().filter_map(|s| s.minutes).fold(0, i64::saturating_add)
}

/// A table on its way to steps.
struct Reader {
    kinds: Vec<Column>,
    units: Units,
    timed: bool,
    steps: Vec<Step>,
    notes: Notes,
    /// The agency whose steps are read.
    section: Option<String>,
    /// The first step since the last section or subtotal.
    since: usize,
}

impl Reader {
    fn row(&mut self, place: usize, row: &[String], columns: usize) {
        match classify(row, &self.kinds) {
            Row::Numbers => {}
            Row::Section(name) => {
                self.section = Some(name);
                self.since = self.steps.len();
            }
            Row::Subtotal(stated) => {
                let sum = minutes(&self.steps[self.since..]);
                let of = self.section.clone().unwrap_or_default();
                self.notes.total((place, &of), (&stated, sum), self.units);
                self.since = self.steps.len();
            }
            Row::Step if row.len() == 1 && columns > 1 => {
                let text = line(&row.concat());
                self.notes.say(place, format!("Dòng chữ ngoài bảng “{text}” không đưa vào quy trình. Kiểm tra lại."));
            }
            Row::Step => self.step(place, row, columns),
        }
    }

    fn step(&mut self, place: usize, row: &[String], columns: usize) {
        let kinds = &self.kinds;
        let cell = |kind| kinds.iter().position(|k| *k == kind).and_then(|at| row.get(at)).map_or("", String::as_str);
        let (who, what, when) = (line(cell(Column::Who)), clean(cell(Column::What)), line(cell(Column::Time)));
        let (number, product, agency) =
            (line(cell(Column::Number)), line(cell(Column::Product)), line(cell(Column::Agency)));
        if row.len() > columns {
            let cells = row.len();
            self.notes.say(place, format!("Dòng có {cells} ô nhưng bảng có {columns} cột. Kiểm tra ô bị tách."));
        }
        if what.is_empty() && who.is_empty() {
            self.notes.say(place, "Dòng không có nội dung công việc và người thực hiện: không đưa vào quy trình.");
            return;
        }
        if who.is_empty() && kinds.contains(&Column::Who) {
            self.notes.say(place, "Ô người thực hiện để trống. Ghi đơn vị hoặc người thực hiện.");
        }
        let read = time::read(&when, self.units);
        let minutes = if self.timed { self.notes.minutes(place, read) } else { None };
        let number = if number.is_empty() { format!("Bước {}", self.steps.len() + 1) } else { number };
        let agency = if agency.is_empty() { self.section.clone() } else { Some(agency) };
        let role = role(&who);
        self.steps.push(Step { number, who, agency, role, what, minutes, time: when, product });
    }
}

//! A cost sheet that somebody sends: columns are known by their heads, whatever order they stand in. Words where a number
//! belongs are listed with their cell and leave that number empty; the rest of the row is kept. Nothing is dropped unsaid.

use kernel::money::Dong;
use kernel::text::{fold, line};
use output::sheet::{Cell, SheetRows};

use super::{Activity, Labour, Ratio, TimeUnit, Volume};

/// A cell that could not be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CellProblem {
    /// "D7", as a spreadsheet names it.
    pub cell: String,
    /// The head of its column.
    pub column: String,
    /// What stands in it.
    pub words: String,
    /// What to do.
    pub message: String,
}

/// What a file brought.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Imported {
    pub activities: Vec<Activity>,
    pub problems: Vec<CellProblem>,
    /// Columns of the sheet nothing was taken from.
    pub unknown: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Column {
    Number,
    Work,
    How,
    Time(TimeUnit),
    Income,
    Service,
    Fee,
    Times,
    Subjects,
    Note,
    /// A sum of the sheet; computed here again and never taken over.
    Sum,
}

/// Beginnings and parts of folded heads. The first that fits counts, so sums stand before what they are sums of.
const HEADS: [(&str, Column); 16] = [
    ("tong chi phi", Column::Sum),
    ("chi phi thuc hien", Column::Sum),
    ("stt", Column::Number),
    ("so thu tu", Column::Number),
    ("hoat dong", Column::How),
    ("cach thuc", Column::How),
    ("cac cong viec", Column::Work),
    ("cong viec", Column::Work),
    ("thu nhap", Column::Income),
    ("tnbq", Column::Income),
    ("thoi gian", Column::Time(TimeUnit::Hour)),
    ("tu van", Column::Service),
    ("phi, le phi", Column::Fee),
    ("so lan", Column::Times),
    ("doi tuong", Column::Subjects),
    ("ghi chu", Column::Note),
];

fn column(head: &str) -> Option<Column> {
    let folded = fold(head);
    let found = HEADS.into_iter().find(|(part, _)| folded.contains(part)).map(|(_, c)| c)?;
    Some(match found {
        Column::Time(_) if folded.contains("ngay") => Column::Time(TimeUnit::Day),
        Column::Time(_) if folded.contains("phut") => Column::Time(TimeUnit::Minute),
        other => other,
    })
}

/// "A", …, "Z", "AA": the letters of a column counted from 0.
fn letters(mut n: usize) -> String {
    let mut out = vec![];
    loop {
        out.push(char::from(b'A' + u8::try_from(n % 26).unwrap_or(0)));
        match n / 26 {
            0 => break,
            more => n = more - 1,
        }
    }
    out.iter().rev().collect()
}

struct Reading {
    heads: Vec<(usize, Column, String)>,
    problems: Vec<CellProblem>,
}

impl Reading {
    fn problem(&mut self, (row, at): (usize, usize), head: &str, (words, message): (String, String)) {
        self.problems.push(CellProblem {
            cell: format!("{}{}", letters(at), row + 1),
            column: head.to_owned(),
            words,
            message,
        });
    }

    fn row(&mut self, row: usize, cells: &[Cell]) -> Option<Activity> {
        let mut a = Activity::default();
        let (mut times, mut subjects) = (None, None);
        for (at, column, head) in self.heads.clone() {
            let words = cells.get(at).map(Cell::words).unwrap_or_default();
            if words.is_empty() {
                continue;
            }
            let number = |cell: Option<&Cell>| match cell {
                // A sheet keeps 0,1 as the nearest binary fraction; its shortest decimal is what was typed.
                Some(Cell::Number(n)) => Ratio::parse(&n.to_string().replace('.', ",")).map_err(|r| r.message),
                _ => Ratio::parse(&words).map_err(|r| r.message),
            };
            let amount = || Dong::parse(&words).map_err(|r| r.message);
            let taken = match column {
                Column::Number | Column::Work | Column::How | Column::Note | Column::Sum => {
                    text(&mut a, column, line(&words));
                    Ok(())
                }
                Column::Time(unit) => number(cells.get(at)).and_then(positive).map(|n| (a.time, a.unit) = (n, unit)),
                Column::Income => amount().and_then(not_below).map(|n| a.income = Some(n)),
                Column::Service => amount().and_then(not_below).map(|n| a.service = n),
                Column::Fee => amount().and_then(not_below).map(|n| a.fee = n),
                Column::Times => number(cells.get(at)).and_then(positive).map(|n| times = Some(n)),
                Column::Subjects => number(cells.get(at)).and_then(positive).map(|n| subjects = Some(n)),
            };
            if let Err(message) = taken {
                self.problem((row, at), &head, (words, message));
            }
        }
        if times.is_some() || subjects.is_some() {
            let volume = Volume { times: times.unwrap_or(Ratio::ONE), subjects: subjects.unwrap_or(Ratio::ONE) };
            a.volume = Some(volume);
        }
        if a.service.0 > 0 && a.time.is_zero() {
            a.labour = Labour::Hired;
        }
        let named = !a.work.is_empty() || !a.how.is_empty();
        (named && !fold(&a.work).starts_with("tong")).then_some(a)
    }
}

/// Puts words where they belong; a sum of the sheet is computed here again.
fn text(a: &mut Activity, column: Column, words: String) {
    match column {
        Column::Number => a.item = words,
        Column::Work => a.work = words,
        Column::How => a.how = words,
        Column::Note => a.note = words,
        _ => {}
    }
}

fn positive(n: Ratio) -> Result<Ratio, String> {
    if n.is_negative() {
        Err("Số âm không dùng được ở cột này. Nhập số từ 0 trở lên.".into())
    } else {
        Ok(n)
    }
}

fn not_below(n: Dong) -> Result<Dong, String> {
    if n.0 < 0 {
        Err("Số tiền âm không dùng được ở cột này. Nhập số từ 0 trở lên.".into())
    } else {
        Ok(n)
    }
}

/// Reads the first row that looks like the heads of a cost sheet and every row after it.
///
/// # Errors
/// "heads": no row names the work and its time.
pub fn import(sheet: &SheetRows) -> Result<Imported, kernel::error::Refusal> {
    let is_head = |row: &Vec<Cell>| {
        let known: Vec<Column> = row.iter().filter_map(|c| column(&c.words())).collect();
        known.iter().any(|c| matches!(c, Column::Work | Column::How))
            && known.iter().any(|c| matches!(c, Column::Time(_)))
    };
    let at = sheet.rows.iter().take(40).position(is_head).ok_or_else(|| {
        kernel::error::Refusal::new(
            "heads",
            "Không thấy dòng tiêu đề của bảng tính chi phí. Cần ít nhất cột “Các công việc khi thực hiện TTHC” và cột “Thời gian thực hiện (giờ)”; tải tệp mẫu về để nhập.",
        )
        .at("file")
    })?;
    let (mut heads, mut unknown) = (vec![], vec![]);
    for (i, cell) in sheet.rows.get(at).into_iter().flatten().enumerate() {
        let words = line(&cell.words());
        match column(&words) {
            Some(c) => heads.push((i, c, words)),
            None if words.is_empty() => {}
            None => unknown.push(words),
        }
    }
    let mut reading = Reading { heads, problems: vec![] };
    let rows = sheet.rows.iter().enumerate().skip(at + 1);
    let activities = rows.filter_map(|(n, cells)| reading.row(n, cells)).collect();
    Ok(Imported { activities, problems: reading.problems, unknown })
}

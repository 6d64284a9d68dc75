//! Tables that people send in: XLSX, CSV and TSV. Row and column counts are bounded, damaged
//! files are refused with a remedy, and nothing in a file is ever calculated.

use super::Cell;
use crate::OutputError;
use crate::unzip::Package;
use calamine::{DataRef, Reader, Xlsx};
use jiff::civil;
use std::io::Cursor;

/// One sheet with its rows. In XLSX row `n` of the file is `rows[n - 1]`, empty rows included;
/// in CSV and TSV blank lines are left out.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct SheetRows {
    /// Name of the sheet; empty for CSV and TSV.
    pub name: String,
    /// Cells from the first column on, without empty cells at the end.
    pub rows: Vec<Vec<Cell>>,
}

const UNPACKED_LIMIT: u64 = 256_000_000;
const MOST_ROWS: usize = 200_000;
const MOST_COLUMNS: usize = 500;
const MOST_CELLS: usize = 4_000_000;

/// Reads every sheet of a workbook.
pub fn read_xlsx(bytes: &[u8]) -> Result<Vec<SheetRows>, OutputError> {
    Package::open(bytes, "XLSX", UNPACKED_LIMIT)?;
    // The reader library is given files by strangers: a panic in it means a broken file.
    std::panic::catch_unwind(|| workbook(bytes)).unwrap_or_else(|_| Err(broken()))
}

fn workbook(bytes: &[u8]) -> Result<Vec<SheetRows>, OutputError> {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(|_| broken())?;
    let mut budget = MOST_CELLS;
    book.sheet_names().iter().map(|name| sheet(&mut book, name, &mut budget)).collect()
}

fn sheet(book: &mut Xlsx<Cursor<&[u8]>>, name: &str, budget: &mut usize) -> Result<SheetRows, OutputError> {
    let mut out = SheetRows { name: name.to_owned(), rows: Vec::new() };
    // A chart sheet has no cells.
    let Ok(mut cells) = book.worksheet_cells_reader(name) else {
        return Ok(out);
    };
    while let Some(cell) = cells.next_cell().map_err(|_| broken())? {
        let value = convert(cell.get_value());
        if value.is_empty() {
            continue;
        }
        let (row, column) = cell.get_position();
        let (row, column) = (row as usize, column as usize);
        *budget = budget.checked_sub(1).ok_or_else(|| large(name))?;
        if row >= MOST_ROWS || column >= MOST_COLUMNS {
            return Err(large(name));
        }
        if out.rows.len() <= row {
            out.rows.resize(row + 1, Vec::new());
        }
        if let Some(cells) = out.rows.get_mut(row) {
            if cells.len() <= column {
                cells.resize(column + 1, Cell::Empty);
            }
            if let Some(place) = cells.get_mut(column) {
                *place = value;
            }
        }
    }
    Ok(out)
}

fn convert(value: &DataRef) -> Cell {
    match value {
        DataRef::Int(n) => Cell::Int(*n),
        DataRef::Float(n) if n.fract() == 0.0 && n.abs() < 9e15 => Cell::Int(*n as i64),
        DataRef::Float(n) => Cell::Number(*n),
        DataRef::String(text) => Cell::Text(text.clone()),
        DataRef::SharedString(text) => Cell::Text((*text).to_owned()),
        DataRef::Bool(yes) => Cell::Text(if *yes { "có" } else { "không" }.to_owned()),
        DataRef::DateTime(time) if time.is_datetime() => moment(time.to_ymd_hms_milli()),
        DataRef::DateTime(time) => Cell::Number(time.as_f64()),
        DataRef::DateTimeIso(text) => {
            text.parse::<civil::DateTime>().map_or_else(|_| Cell::Text(text.clone()), day_or_time)
        }
        DataRef::DurationIso(text) => Cell::Text(text.clone()),
        DataRef::Error(_) | DataRef::Empty => Cell::Empty,
    }
}

fn moment((y, mo, d, h, mi, s, _): (u16, u8, u8, u8, u8, u8, u16)) -> Cell {
    let part = |n: u8| i8::try_from(n).unwrap_or(-1);
    let year = i16::try_from(y).unwrap_or(-1);
    civil::DateTime::new(year, part(mo), part(d), part(h), part(mi), part(s), 0).map_or(Cell::Empty, day_or_time)
}

fn day_or_time(time: civil::DateTime) -> Cell {
    if time.time() == civil::Time::midnight() { Cell::Date(time.date()) } else { Cell::DateTime(time) }
}

/// Reads CSV in UTF-8 or UTF-16 with a byte order mark; the separator is the one of `,` `;` and
/// tab that the first line uses most.
pub fn read_csv(bytes: &[u8]) -> Result<SheetRows, OutputError> {
    let text = decode(bytes, "CSV")?;
    let first = text.lines().next().unwrap_or_default();
    let count = |sign: u8| first.bytes().filter(|&b| b == sign).count();
    let separator = [b',', b';', b'\t'].into_iter().rev().max_by_key(|&sign| count(sign)).unwrap_or(b',');
    separated(&text, separator, "CSV")
}

/// Reads tab-separated text, as pasted from a spreadsheet or a text document.
pub fn read_tsv(bytes: &[u8]) -> Result<SheetRows, OutputError> {
    separated(&decode(bytes, "TSV")?, b'\t', "TSV")
}

fn decode(bytes: &[u8], kind: &'static str) -> Result<String, OutputError> {
    let refuse = || OutputError::Unreadable {
        kind,
        message: "không phải chữ Unicode; hãy lưu lại với mã hóa UTF-8 (“CSV UTF-8”) rồi gửi lại".into(),
    };
    let units = |read: fn([u8; 2]) -> u16| {
        let pairs = bytes.get(2..).unwrap_or_default().chunks_exact(2);
        let units: Vec<u16> = pairs.filter_map(|pair| pair.try_into().ok().map(read)).collect();
        String::from_utf16(&units).map_err(|_| refuse())
    };
    match bytes {
        [0xff, 0xfe, ..] => units(u16::from_le_bytes),
        [0xfe, 0xff, ..] => units(u16::from_be_bytes),
        [0xef, 0xbb, 0xbf, rest @ ..] => std::str::from_utf8(rest).map(str::to_owned).map_err(|_| refuse()),
        _ => std::str::from_utf8(bytes).map(str::to_owned).map_err(|_| refuse()),
    }
}

fn separated(text: &str, separator: u8, kind: &'static str) -> Result<SheetRows, OutputError> {
    let mut reader =
        csv::ReaderBuilder::new().delimiter(separator).has_headers(false).flexible(true).from_reader(text.as_bytes());
    let mut rows: Vec<Vec<Cell>> = Vec::new();
    let mut budget = MOST_CELLS;
    for record in reader.records() {
        let record = record.map_err(|e| OutputError::Unreadable { kind, message: e.to_string() })?;
        budget = budget.checked_sub(record.len()).ok_or_else(|| large(kind))?;
        if rows.len() >= MOST_ROWS || record.len() > MOST_COLUMNS {
            return Err(large(kind));
        }
        rows.push(trimmed(record.iter().map(unguarded).collect()));
    }
    Ok(SheetRows { name: String::new(), rows })
}

fn trimmed(mut cells: Vec<Cell>) -> Vec<Cell> {
    while cells.last().is_some_and(Cell::is_empty) {
        cells.pop();
    }
    cells
}

/// Undoes the apostrophe that [`super::csv`] puts before text that looks like a formula.
fn unguarded(text: &str) -> Cell {
    let text = match text.strip_prefix('\'') {
        Some(rest) if rest.starts_with(['=', '+', '-', '@', '\t', '\r']) => rest,
        _ => text,
    };
    if text.is_empty() { Cell::Empty } else { Cell::Text(text.to_owned()) }
}

fn broken() -> OutputError {
    OutputError::Unreadable {
        kind: "XLSX",
        message: "tệp hỏng hoặc không phải XLSX; hãy mở bằng phần mềm bảng tính, lưu lại dạng .xlsx rồi gửi lại".into(),
    }
}

fn large(place: &str) -> OutputError {
    OutputError::TooLarge {
        kind: "bảng tính",
        message: format!(
            "“{place}” có hơn {MOST_ROWS} dòng, {MOST_COLUMNS} cột hoặc {MOST_CELLS} ô; hãy xóa các dòng, cột thừa hoặc chia thành nhiều tệp"
        ),
    }
}

//! XLSX written row by row: rows pass through a temporary file of the writer library, so memory
//! stays flat. The head row is frozen, filtered and repeated on every printed page.

use super::csv_out::too_many_cells;
use super::{Cell, Column, Kind, Table};
use crate::OutputError;
use jiff::civil;
use rust_xlsxwriter::{
    DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Url, Workbook, Worksheet, XlsxError,
};
use std::io::{Cursor, Seek, Write};

/// Rows a sheet can hold, head included.
const MOST_ROWS: u32 = 1_048_576;
/// Letters a cell can hold.
const MOST_LETTERS: usize = 32_767;
const CUT: &str = " … (đã cắt bớt)";
/// A sheet takes 65,530 links; beyond this they are written as text.
const MOST_LINKS: u32 = 65_000;
/// Letters a link may have in a sheet.
const LONGEST_LINK: usize = 2_000;
const PAPER_A4: u8 = 9;

/// Writes an XLSX file row by row.
pub struct XlsxWriter {
    book: Workbook,
    sheet: Worksheet,
    formats: Formats,
    columns: usize,
    next: u32,
    links: u32,
}

struct Formats {
    text: Format,
    int: Format,
    number: Format,
    date: Format,
    date_time: Format,
    link: Format,
}

impl Formats {
    fn new() -> Self {
        let with = |code: &str| Format::new().set_num_format(code).set_align(FormatAlign::Top);
        Self {
            text: Format::new().set_text_wrap().set_align(FormatAlign::Top),
            int: with("#,##0"),
            number: with("#,##0.##"),
            date: with("dd/mm/yyyy"),
            date_time: with("dd/mm/yyyy hh:mm"),
            link: Format::new().set_hyperlink().set_align(FormatAlign::Top),
        }
    }

    fn of(&self, kind: Kind) -> &Format {
        match kind {
            Kind::Text => &self.text,
            Kind::Int | Kind::Money => &self.int,
            Kind::Number => &self.number,
            Kind::Date => &self.date,
            Kind::DateTime => &self.date_time,
            Kind::Link => &self.link,
        }
    }
}

impl XlsxWriter {
    /// Starts a file; `created` is local time (UTC+7) written into it.
    pub fn new(title: &str, created: civil::DateTime, columns: &[Column]) -> Result<Self, OutputError> {
        Self::start(title, created, columns).map_err(failed)
    }

    fn start(title: &str, created: civil::DateTime, columns: &[Column]) -> Result<Self, XlsxError> {
        let formats = Formats::new();
        let mut book = Workbook::new();
        let written = excel_time(created)?;
        book.set_properties(&DocProperties::new().set_title(title).set_creation_datetime(&written));
        let mut sheet = book.new_worksheet_with_constant_memory()?;
        sheet.set_name(sheet_name(title))?;
        sheet.set_paper_size(PAPER_A4).set_landscape().set_print_fit_to_pages(1, 0);
        sheet.set_freeze_panes(1, 0)?;
        sheet.set_repeat_rows(0, 0)?;
        let head = Format::new()
            .set_bold()
            .set_text_wrap()
            .set_align(FormatAlign::Center)
            .set_align(FormatAlign::VerticalCenter)
            .set_border(FormatBorder::Thin);
        for (index, column) in (0u16..).zip(columns) {
            sheet.set_column_width(index, f64::from(column.width.clamp(1, 255)))?;
            sheet.set_column_format(index, formats.of(column.kind))?;
            sheet.write_string_with_format(0, index, cut(&column.title), &head)?;
        }
        Ok(Self { book, sheet, formats, columns: columns.len(), next: 1, links: 0 })
    }

    /// Adds one row. Text beyond the 32,767 letters a cell can hold is cut with a visible mark.
    /// Refuses the row after the last one a sheet can hold, and more cells than columns.
    pub fn row(&mut self, cells: &[Cell]) -> Result<(), OutputError> {
        if cells.len() > self.columns {
            return Err(too_many_cells(u64::from(self.next - 1), cells.len(), self.columns));
        }
        if self.next >= MOST_ROWS {
            return Err(OutputError::Sheet(
                "bảng vượt quá 1.048.575 dòng của một trang tính; hãy thu hẹp kỳ báo cáo hoặc xuất CSV".into(),
            ));
        }
        for (index, cell) in (0u16..).zip(cells) {
            self.cell(index, cell).map_err(failed)?;
        }
        self.next += 1;
        Ok(())
    }

    fn cell(&mut self, column: u16, cell: &Cell) -> Result<(), XlsxError> {
        let (sheet, row, f) = (&mut self.sheet, self.next, &self.formats);
        match cell {
            Cell::Empty => return Ok(()),
            Cell::Text(text) => sheet.write_string_with_format(row, column, cut(text), &f.text)?,
            // Beyond 2^53 a sheet's numbers lose digits; such values are kept exactly as text.
            Cell::Int(n) | Cell::Money(n) if n.unsigned_abs() > 1 << 53 => {
                sheet.write_string_with_format(row, column, n.to_string(), &f.text)?
            }
            Cell::Int(n) | Cell::Money(n) => sheet.write_number_with_format(row, column, *n as f64, &f.int)?,
            Cell::Number(n) if !n.is_finite() => sheet.write_string_with_format(row, column, n.to_string(), &f.text)?,
            Cell::Number(n) => sheet.write_number_with_format(row, column, *n, &f.number)?,
            Cell::Date(day) => {
                let at = day.to_datetime(civil::Time::midnight());
                time_cell(sheet, (row, column), at, &f.date)?
            }
            Cell::DateTime(time) => time_cell(sheet, (row, column), *time, &f.date_time)?,
            Cell::Link { url, text } if self.links < MOST_LINKS && is_link(url) => {
                self.links += 1;
                let link = Url::new(url.as_str()).set_text(cut(text));
                sheet.write_url_with_format(row, column, link, &f.link)?
            }
            Cell::Link { url, text } => {
                let words = if text.is_empty() { url } else { text };
                sheet.write_string_with_format(row, column, cut(words), &f.text)?
            }
        };
        Ok(())
    }

    /// Writes the file and returns the number of rows, head excluded.
    pub fn finish<W: Write + Seek + Send>(mut self, out: W) -> Result<u64, OutputError> {
        if let Some(last) = u16::try_from(self.columns).ok().and_then(|n| n.checked_sub(1)) {
            self.sheet.autofilter(0, 0, self.next - 1, last).map_err(failed)?;
        }
        self.book.push_worksheet(self.sheet);
        self.book.save_to_writer(out).map_err(failed)?;
        Ok(u64::from(self.next - 1))
    }
}

/// The table as XLSX bytes.
pub fn xlsx(table: &Table) -> Result<Vec<u8>, OutputError> {
    let mut writer = XlsxWriter::new(&table.title, table.created, &table.columns)?;
    for row in &table.rows {
        writer.row(row)?;
    }
    let mut out = Cursor::new(Vec::new());
    writer.finish(&mut out)?;
    Ok(out.into_inner())
}

/// Writes rows as they come and returns their number; `head` gives title, time and columns, its
/// own rows come first.
pub fn xlsx_stream<W: Write + Seek + Send>(
    head: &Table,
    rows: impl IntoIterator<Item = Vec<Cell>>,
    out: W,
) -> Result<u64, OutputError> {
    let mut writer = XlsxWriter::new(&head.title, head.created, &head.columns)?;
    for row in &head.rows {
        writer.row(row)?;
    }
    for row in rows {
        writer.row(&row)?;
    }
    writer.finish(out)
}

/// Spreadsheets know no day before 1900 and none after 9999; such values are kept as words.
fn time_cell<'a>(
    sheet: &'a mut Worksheet,
    at: (u32, u16),
    time: civil::DateTime,
    format: &Format,
) -> Result<&'a mut Worksheet, XlsxError> {
    match excel_time(time) {
        Ok(excel) => sheet.write_datetime_with_format(at.0, at.1, &excel, format),
        Err(_) => sheet.write_string(at.0, at.1, time.to_string()),
    }
}

fn excel_time(t: civil::DateTime) -> Result<ExcelDateTime, XlsxError> {
    let part = |n: i8| u8::try_from(n).unwrap_or(0);
    let day = ExcelDateTime::from_ymd(u16::try_from(t.year()).unwrap_or(0), part(t.month()), part(t.day()))?;
    day.and_hms(u16::from(part(t.hour())), part(t.minute()), part(t.second()))
}

fn is_link(url: &str) -> bool {
    url.len() <= LONGEST_LINK && ["http://", "https://", "mailto:"].iter().any(|scheme| url.starts_with(scheme))
}

fn cut(text: &str) -> String {
    // The limit counts UTF-16 units.
    if text.encode_utf16().count() <= MOST_LETTERS {
        return text.to_owned();
    }
    let room = MOST_LETTERS - CUT.encode_utf16().count();
    let mut used = 0;
    let kept: String = text
        .chars()
        .take_while(|c| {
            used += c.len_utf16();
            used <= room
        })
        .collect();
    kept + CUT
}

fn sheet_name(title: &str) -> String {
    let allowed = |c: &char| !matches!(c, '[' | ']' | ':' | '*' | '?' | '/' | '\\' | '\'') && !c.is_control();
    let name: String = title.chars().filter(allowed).filter(|c| c.len_utf16() == 1).take(31).collect();
    let name = name.trim();
    if name.is_empty() { "Bảng".to_owned() } else { name.to_owned() }
}

fn failed(e: XlsxError) -> OutputError {
    OutputError::Sheet(e.to_string())
}

//! CSV as RFC 4180 with a byte order mark, so that spreadsheet programs show Vietnamese letters.
//! Text that such a program would run as a formula gets a leading apostrophe.

use super::{Cell, Column};
use crate::OutputError;
use std::io::Write;

const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// Writes a CSV file row by row.
pub struct CsvWriter<W: Write> {
    out: csv::Writer<W>,
    columns: usize,
    rows: u64,
}

impl<W: Write> CsvWriter<W> {
    /// Starts the file with its head row.
    pub fn new(mut out: W, columns: &[Column]) -> Result<Self, OutputError> {
        out.write_all(BYTE_ORDER_MARK).map_err(|e| OutputError::Sheet(e.to_string()))?;
        let mut out = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(out);
        out.write_record(columns.iter().map(|c| guarded(&c.title))).map_err(failed)?;
        Ok(Self { out, columns: columns.len(), rows: 0 })
    }

    /// Adds one row; missing cells are written empty, cells beyond the columns are refused.
    pub fn row(&mut self, cells: &[Cell]) -> Result<(), OutputError> {
        if cells.len() > self.columns {
            return Err(too_many_cells(self.rows, cells.len(), self.columns));
        }
        let empty = std::iter::repeat_n(String::new(), self.columns - cells.len());
        self.out.write_record(cells.iter().map(words).chain(empty)).map_err(failed)?;
        self.rows += 1;
        Ok(())
    }

    /// Flushes and gives the writer back with the number of rows written, head excluded.
    pub fn finish(self) -> Result<(W, u64), OutputError> {
        let out = self.out.into_inner().map_err(|e| OutputError::Sheet(e.to_string()))?;
        Ok((out, self.rows))
    }
}

/// Writes all rows and returns their number.
pub fn csv<W: Write>(
    columns: &[Column],
    rows: impl IntoIterator<Item = Vec<Cell>>,
    out: W,
) -> Result<u64, OutputError> {
    let mut writer = CsvWriter::new(out, columns)?;
    for row in rows {
        writer.row(&row)?;
    }
    let (mut out, rows) = writer.finish()?;
    out.flush().map_err(|e| OutputError::Sheet(e.to_string()))?;
    Ok(rows)
}

fn words(cell: &Cell) -> String {
    match cell {
        Cell::Empty => String::new(),
        Cell::Text(text) => guarded(text),
        Cell::Link { url, .. } => guarded(url),
        Cell::Int(n) | Cell::Money(n) => n.to_string(),
        Cell::Number(n) => n.to_string(),
        Cell::Date(day) => day.to_string(),
        Cell::DateTime(time) => time.to_string(),
    }
}

fn guarded(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{text}") } else { text.to_owned() }
}

fn failed(e: csv::Error) -> OutputError {
    OutputError::Sheet(e.to_string())
}

pub(super) fn too_many_cells(row: u64, cells: usize, columns: usize) -> OutputError {
    OutputError::Sheet(format!("dòng {} có {cells} ô nhưng bảng chỉ có {columns} cột", row + 1))
}

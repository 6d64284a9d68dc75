//! Tables as files: XLSX and CSV out (row by row, so a million rows need little memory), XLSX,
//! CSV and TSV in. Text that looks like a formula stays text in both directions.

mod csv_out;
mod read;
mod xlsx_out;

pub use csv_out::{CsvWriter, csv};
pub use read::{SheetRows, read_csv, read_tsv, read_xlsx};
pub use xlsx_out::{XlsxWriter, xlsx, xlsx_stream};

use jiff::civil;

/// A whole table in memory.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    /// Title of the file; its beginning names the sheet.
    pub title: String,
    /// Local time (UTC+7) written into the file; the same value gives the same bytes.
    pub created: civil::DateTime,
    /// From left to right.
    pub columns: Vec<Column>,
    /// Cells in the order of the columns.
    pub rows: Vec<Vec<Cell>>,
}

/// One column.
#[derive(Debug, Clone, PartialEq)]
pub struct Column {
    /// Head cell.
    pub title: String,
    /// What its cells hold; decides alignment and number format.
    pub kind: Kind,
    /// Width in letters of the default font (1 to 255).
    pub width: u16,
}

impl Column {
    /// A column of `kind`, `width` letters wide.
    pub fn new(title: impl Into<String>, kind: Kind, width: u16) -> Self {
        Self { title: title.into(), kind, width }
    }
}

/// What the cells of a column hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Kind {
    /// Words.
    #[default]
    Text,
    /// Whole numbers.
    Int,
    /// Numbers with decimals.
    Number,
    /// Days.
    Date,
    /// Days with local time.
    DateTime,
    /// Đồng.
    Money,
    /// Web addresses.
    Link,
}

/// One cell.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum Cell {
    /// Nothing.
    #[default]
    Empty,
    /// Words, never a formula.
    Text(String),
    /// A whole number.
    Int(i64),
    /// A number with decimals.
    Number(f64),
    /// A day, shown `dd/mm/yyyy` in XLSX and `yyyy-mm-dd` in CSV.
    Date(civil::Date),
    /// Local time (UTC+7), shown `dd/mm/yyyy hh:mm` in XLSX and ISO 8601 in CSV.
    DateTime(civil::DateTime),
    /// An amount in đồng.
    Money(i64),
    /// A web address (`http`, `https` or `mailto`; anything else is written as text) and the
    /// words shown for it.
    Link {
        /// Where it leads.
        url: String,
        /// What is shown.
        text: String,
    },
}

impl Cell {
    /// The words a person reads in the cell, for messages and for matching column heads.
    pub fn words(&self) -> String {
        match self {
            Self::Empty => String::new(),
            Self::Text(text) | Self::Link { text, .. } => text.trim().to_owned(),
            Self::Int(n) | Self::Money(n) => n.to_string(),
            Self::Number(n) => n.to_string(),
            Self::Date(day) => day.strftime("%d/%m/%Y").to_string(),
            Self::DateTime(time) => time.strftime("%d/%m/%Y %H:%M").to_string(),
        }
    }

    /// True when nothing or only white space is in the cell.
    pub fn is_empty(&self) -> bool {
        match self {
            Self::Empty => true,
            Self::Text(text) => text.trim().is_empty(),
            _ => false,
        }
    }
}

//! Import: rows of a file become procedures, or are refused with the reason. The plan says row by row what is taken, changed
//! or refused and why; a dry run shows the plan and changes nothing; the same file twice changes nothing the second time.

mod json;
mod national;
mod plan;
mod run;
mod sheet;

pub use plan::{Outcome, Planned, plan};
pub use run::{Upload, apply, file_row, install, look};
pub use sheet::template;

#[cfg(test)]
pub use {json::read as read_json, sheet::read_book, sheet::read_text as read_csv_rows};

use kernel::error::Refusal;
use serde::Serialize;

use crate::model::Parts;

/// The record of one procedure in the national database, out of pasted JSON: the record alone or within a list.
///
/// # Errors
/// At "record": no JSON, told with line and column; no record of this procedure in it.
pub fn national_record(text: &str, code: &str) -> Result<Parts, Refusal> {
    let refuse = |message: String| Refusal::new("record", message).at("record");
    let value: serde_json::Value = serde_json::from_str(text).map_err(|e| {
        let (line, column) = (e.line(), e.column());
        refuse(format!("Không đọc được bản ghi ở dòng {line}, cột {column}. Dán nguyên văn bản ghi dạng JSON."))
    })?;
    let all: Vec<&serde_json::Value> = match &value {
        serde_json::Value::Array(list) => list.iter().collect(),
        one => vec![one],
    };
    let mut other = None;
    for record in all.into_iter().filter_map(|v| v.as_object()) {
        let parts = national::parts(record, &mut vec![]).map_err(|why| refuse(format!("{why}.")))?;
        if parts.code == code || parts.code.starts_with(&format!("{code}.")) {
            return Ok(parts);
        }
        other = Some(parts.code);
    }
    Err(refuse(match other {
        Some(found) => format!("Bản ghi là của thủ tục {found}, không phải {code}. Dán bản ghi của thủ tục này."),
        None => "Không thấy bản ghi nào. Dán nguyên văn bản ghi dạng JSON của Cơ sở dữ liệu quốc gia.".into(),
    }))
}

/// One row of a file, read.
#[derive(Debug, Clone)]
pub struct Row {
    /// Its place in the file, from 1.
    pub number: usize,
    pub code: String,
    pub name: String,
    /// The procedure, or why the row cannot be one.
    pub parts: Result<Parts, String>,
    /// What a person should know about how the row was read.
    pub notes: Vec<String>,
}

/// What became of one row.
#[derive(Debug, Clone, Serialize)]
pub struct RowReport {
    pub number: usize,
    pub code: String,
    pub name: String,
    /// "new", "changed", "same", "kept", "duplicate", "refused".
    pub outcome: &'static str,
    /// The outcome in words: which parts change, which row is kept, why it is refused.
    pub why: String,
    pub notes: Vec<String>,
}

/// What an import took, changed and refused, row by row.
#[derive(Debug, Clone, Default, Serialize)]
pub struct ImportReport {
    /// The name of the file.
    pub file: String,
    pub rows: Vec<RowReport>,
    /// E-forms, by file.
    pub forms: Vec<RowReport>,
    /// Electronic processes, by file.
    pub processes: Vec<RowReport>,
}

impl ImportReport {
    /// How many rows of procedures had this outcome.
    pub fn count(&self, outcome: &str) -> usize {
        self.rows.iter().filter(|r| r.outcome == outcome).count()
    }
}

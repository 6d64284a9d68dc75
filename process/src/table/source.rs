//! Where a table comes from: JSON, tab-separated text, or text pasted from a document.

use kernel::text::{fold, line};
use serde_json::Value;

use super::{Column, Table, column};

/// Reads all tables of a JSON text: `{"processes": [{"title", "code", "columns", "steps", "total"}]}`, or one of them.
///
/// # Errors
/// Vietnamese: not JSON, or which part is missing.
pub fn from_json(text: &str) -> Result<Vec<Table>, String> {
    let all: Value = serde_json::from_str(text)
        .map_err(|e| format!("Tệp JSON hỏng ở dòng {}, cột {}. Sửa rồi tải lại.", e.line(), e.column()))?;
    let tables = match &all["processes"] {
        Value::Array(items) => items.iter().collect(),
        _ => vec![&all],
    };
    tables.into_iter().enumerate().map(|(i, v)| one(v).map_err(|w| format!("Quy trình thứ {}: {w}", i + 1))).collect()
}

fn one(v: &Value) -> Result<Table, String> {
    let title = v["title"].as_str().ok_or("thiếu tên (title). Ghi tên thủ tục.")?;
    let columns = v["columns"].as_array().ok_or("thiếu tiêu đề cột (columns). Ghi danh sách tiêu đề cột.")?;
    let steps = v["steps"].as_array().ok_or("thiếu các bước (steps). Ghi danh sách các bước.")?;
    let cell =
        |c: &Value| c.as_str().map_or_else(|| if c.is_null() { String::new() } else { c.to_string() }, str::to_owned);
    let row = |s: &Value| s.as_array().map(|r| r.iter().map(cell).collect::<Vec<_>>()).unwrap_or_default();
    // The total is a row of its own: its last filled cell counts.
    let total = match &v["total"] {
        Value::Array(cells) => cells.iter().rev().find_map(Value::as_str),
        single => single.as_str(),
    };
    Ok(Table {
        title: title.to_owned(),
        code: v["code"].as_str().map(str::to_owned),
        columns: columns.iter().map(cell).collect(),
        rows: steps.iter().map(row).collect(),
        total: total.map(str::to_owned),
    })
}

/// Reads tab-separated text, as a spreadsheet copies it: cells with line breaks stand in quotes.
pub fn from_tsv(title: &str, text: &str) -> Table {
    build(title, cells(text, '\t'))
}

/// Reads pasted text: tab-separated, or with "|" between cells.
pub fn from_text(title: &str, text: &str) -> Table {
    if text.contains('\t') || !text.contains('|') {
        return from_tsv(title, text);
    }
    let ruled = |l: &&str| !l.trim().is_empty() && !l.chars().all(|c| matches!(c, '|' | '-' | ':' | ' ' | '+'));
    let row = |l: &str| l.trim().trim_matches('|').split('|').map(|c| c.trim().to_owned()).collect();
    build(title, text.lines().filter(ruled).map(row).collect())
}

fn cells(text: &str, separator: char) -> Vec<Vec<String>> {
    let mut rows = vec![];
    let (mut row, mut cell, mut quoted) = (vec![], String::new(), false);
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '"' if quoted && chars.peek() == Some(&'"') => {
                chars.next();
                cell.push('"');
            }
            '"' if quoted => quoted = false,
            '"' if cell.trim().is_empty() => quoted = true,
            c if c == separator && !quoted => row.push(std::mem::take(&mut cell)),
            '\n' if !quoted => {
                row.push(std::mem::take(&mut cell));
                rows.push(std::mem::take(&mut row));
            }
            c => cell.push(c),
        }
    }
    row.push(cell);
    rows.push(row);
    let trimmed = |r: Vec<String>| r.into_iter().map(|c| c.trim().to_owned()).collect::<Vec<_>>();
    rows.into_iter().map(trimmed).filter(|r: &Vec<String>| r.iter().any(|c| !c.is_empty())).collect()
}

/// The headings are the first row that names a time and one more column; what stands before is the title.
fn build(title: &str, rows: Vec<Vec<String>>) -> Table {
    let heads = |r: &Vec<String>| {
        let known = r.iter().map(|c| column(c)).filter(|k| *k != Column::Other).count();
        known >= 2 && r.iter().any(|c| column(c) == Column::Time)
    };
    let head = rows.iter().position(heads).unwrap_or(0);
    let before = rows[..head.min(rows.len())].iter().flatten().map(String::as_str).collect::<Vec<_>>().join(" ");
    let title = if title.trim().is_empty() { line(&before) } else { title.to_owned() };
    let mut rest = rows.into_iter().skip(head);
    let mut table = Table { title, columns: rest.next().unwrap_or_default(), ..Table::default() };
    for row in rest {
        let first = row.iter().find(|c| !c.is_empty()).map(|c| fold(c)).unwrap_or_default();
        if first.starts_with("tong") {
            table.total = row.iter().rev().find(|c| c.chars().any(|c| c.is_ascii_digit())).cloned();
        } else {
            table.rows.push(row);
        }
    }
    table
}

//! Where a table comes from: JSON, tab-separated text, or text pasted from a document.

use serde_json::Value;

use super::Table;
use super::rows::from_rows;

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
        places: vec![],
    })
}

/// Reads tab-separated text, as a spreadsheet copies it: cells with line breaks stand in quotes. The first table of it.
pub fn from_tsv(title: &str, text: &str) -> Table {
    from_rows(title, cells(text, '\t')).into_iter().next().unwrap_or_default()
}

/// Reads pasted text: tab-separated, or with "|" between cells. The first table of it.
pub fn from_text(title: &str, text: &str) -> Table {
    all_from_text(title, text).into_iter().next().unwrap_or_default()
}

/// All tables of pasted text; rows are placed by the line they begin on.
pub fn all_from_text(title: &str, text: &str) -> Vec<Table> {
    if text.contains('\t') || !text.contains('|') {
        return from_rows(title, cells(text, '\t'));
    }
    let ruled = |l: &&str| !l.trim().is_empty() && !l.chars().all(|c| matches!(c, '|' | '-' | ':' | ' ' | '+'));
    let row = |l: &str| l.trim().trim_matches('|').split('|').map(|c| c.trim().to_owned()).collect();
    let lines = text.lines().enumerate().filter(|(_, l)| ruled(l));
    from_rows(title, lines.map(|(i, l)| (i + 1, row(l))).collect())
}

fn cells(text: &str, separator: char) -> Vec<(usize, Vec<String>)> {
    let mut rows = vec![];
    let (mut row, mut cell, mut quoted) = (vec![], String::new(), false);
    let (mut at, mut began) = (1, 1);
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        at += usize::from(c == '\n');
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
                rows.push((began, std::mem::take(&mut row)));
                began = at;
            }
            c => cell.push(c),
        }
    }
    row.push(cell);
    rows.push((began, row));
    rows
}

//! Files with tables of decisions to rows: XLSX and DOCX are read by `output`, text by the process engine itself.

use std::path::Path;

use output::docx_read::{DocxItem, text_and_tables};
use output::sheet::read_xlsx;
use process::table::{Table, all_from_text, from_json, from_rows};

/// A row with its place in its sheet or table.
type Placed = (usize, Vec<String>);

/// All tables of a file; the ending tells its kind, "-" is text on standard input.
pub fn tables(path: &Path, title: Option<&str>) -> Result<Vec<Table>, String> {
    let given = title.unwrap_or_default();
    let ending = path.extension().and_then(|e| e.to_str()).unwrap_or_default().to_lowercase();
    if path == Path::new("-") {
        let text = std::io::read_to_string(std::io::stdin()).map_err(|e| format!("Không đọc được đầu vào: {e}"))?;
        return named(all_from_text(given, &text), path, title);
    }
    let bytes = || std::fs::read(path).map_err(|e| format!("Không đọc được {}: {e}", path.display()));
    let found = match ending.as_str() {
        "json" => from_json(&super::read(path)?)?,
        "xlsx" => sheets(&bytes()?, given)?,
        "docx" => from_rows(given, document(&bytes()?)?),
        "doc" | "xls" => {
            return Err(format!("{} là định dạng cũ. Lưu lại thành DOCX hoặc XLSX rồi nhập.", path.display()));
        }
        _ => all_from_text(given, &super::read(path)?),
    };
    named(found, path, title)
}

/// Gives a table without a title the file's name, and refuses a file without any.
fn named(mut tables: Vec<Table>, path: &Path, title: Option<&str>) -> Result<Vec<Table>, String> {
    if tables.is_empty() {
        return Err(format!("{} không có bảng nào. Bảng cần một dòng tiêu đề có cột thời gian.", path.display()));
    }
    let stem = path.file_stem().and_then(|s| s.to_str()).filter(|s| *s != "-").unwrap_or("Quy trình nội bộ");
    for t in &mut tables {
        if let Some(title) = title {
            title.clone_into(&mut t.title);
        } else if t.title.is_empty() {
            stem.clone_into(&mut t.title);
        }
    }
    Ok(tables)
}

fn sheets(bytes: &[u8], title: &str) -> Result<Vec<Table>, String> {
    let mut out = vec![];
    for sheet in read_xlsx(bytes).map_err(|e| e.to_string())? {
        let words = |r: &Vec<output::sheet::Cell>| r.iter().map(output::sheet::Cell::words).collect();
        let mut rows: Vec<Placed> = sheet.rows.iter().enumerate().map(|(i, r)| (i + 1, words(r))).collect();
        // Cells at the end of a row that are empty are not in the file; a row of a table has all its cells.
        let width = rows.iter().map(|r| r.1.len()).max().unwrap_or(0);
        rows.iter_mut().for_each(|r| r.1.resize(width, String::new()));
        out.extend(from_rows(title, rows));
    }
    Ok(out)
}

fn document(bytes: &[u8]) -> Result<Vec<Placed>, String> {
    let mut rows = vec![];
    for item in text_and_tables(bytes).map_err(|e| e.to_string())?.items {
        match item {
            DocxItem::Paragraph(text) => rows.push((0, vec![text])),
            DocxItem::Table(all) => rows.extend(all.into_iter().enumerate().map(|(i, r)| (i + 1, r))),
        }
    }
    Ok(rows)
}

//! Where lines come from: XLSX, DOCX, or text pasted from a document or a spreadsheet.

use kernel::error::Refusal;
use kernel::text::line;
use output::docx_read::{DocxItem, text_and_tables};
use output::sheet::{read_tsv, read_xlsx};

use super::Line;

fn refuse(message: impl Into<String>) -> Refusal {
    Refusal::new("file", message).at("file")
}

/// The lines of a file, by what its content says it is.
///
/// # Errors
/// "file": empty, damaged, or neither XLSX, DOCX nor text.
pub fn lines(name: &str, bytes: &[u8]) -> Result<Vec<Line>, Refusal> {
    if bytes.is_empty() {
        return Err(refuse("Chưa có tệp hoặc văn bản. Chọn tệp XLSX, DOCX, hoặc dán bảng vào ô văn bản."));
    }
    if bytes.starts_with(b"PK") {
        return match name.to_lowercase().ends_with(".docx") {
            true => docx(bytes),
            false => xlsx(bytes).or_else(|e| docx(bytes).map_err(|_| e)),
        };
    }
    let text = std::str::from_utf8(bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes)).map_err(|_| {
        refuse("Tệp không phải XLSX, DOCX hoặc văn bản mã UTF-8. Mở bằng phần mềm văn phòng, lưu lại dạng .docx hoặc .xlsx rồi tải lên.")
    })?;
    pasted(text)
}

fn docx(bytes: &[u8]) -> Result<Vec<Line>, Refusal> {
    let content = text_and_tables(bytes).map_err(|e| refuse(e.to_string()))?;
    let (mut all, mut tables, mut paragraphs) = (vec![], 0, 0);
    for item in content.items {
        match item {
            DocxItem::Paragraph(text) => {
                paragraphs += 1;
                let parts = text.lines().map(line).filter(|l| !l.is_empty());
                all.extend(parts.map(|l| Line { place: format!("Đoạn {paragraphs}"), cells: vec![l] }));
            }
            DocxItem::Table(rows) => {
                tables += 1;
                let row = |(i, cells): (usize, Vec<String>)| Line {
                    place: format!("Bảng {tables}, dòng {}", i + 1),
                    cells,
                };
                all.extend(rows.into_iter().enumerate().map(row));
            }
        }
    }
    Ok(all)
}

fn xlsx(bytes: &[u8]) -> Result<Vec<Line>, Refusal> {
    let sheets = read_xlsx(bytes).map_err(|e| refuse(e.to_string()))?;
    let mut all = vec![];
    for sheet in sheets {
        for (i, row) in sheet.rows.iter().enumerate() {
            let place = format!("{}, dòng {}", sheet.name, i + 1);
            all.push(Line { place, cells: row.iter().map(output::sheet::Cell::words).collect() });
        }
    }
    Ok(all)
}

fn pasted(text: &str) -> Result<Vec<Line>, Refusal> {
    let place = |i: usize| format!("Dòng {}", i + 1);
    if text.contains('\t') {
        let rows = read_tsv(text.as_bytes()).map_err(|e| refuse(e.to_string()))?.rows;
        let row = |(i, r): (usize, &Vec<output::sheet::Cell>)| Line {
            place: place(i),
            cells: r.iter().map(output::sheet::Cell::words).collect(),
        };
        return Ok(rows.iter().enumerate().map(row).collect());
    }
    let ruled = |l: &str| !l.is_empty() && l.chars().all(|c| matches!(c, '|' | '-' | ':' | ' ' | '+'));
    let cells = |l: &str| match l.contains('|') {
        true => l.trim().trim_matches('|').split('|').map(line).collect(),
        false => vec![line(l)],
    };
    let rows = text.lines().enumerate().filter(|(_, l)| !ruled(l.trim()));
    Ok(rows.map(|(i, l)| Line { place: place(i), cells: cells(l) }).collect())
}

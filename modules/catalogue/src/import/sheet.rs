//! Rows of a workbook by the published template: one procedure a row, one part a column, lines inside a cell as items.

use kernel::text::fold;
use output::sheet::{Cell, Column, Kind, Table, read_csv, read_xlsx, xlsx};

use super::{Row, json};
use crate::texts::{self, FIELDS};

/// Reads the first sheet that carries the template's head; columns may stand in any order.
pub fn read_book(bytes: &[u8]) -> Result<Vec<Row>, String> {
    let sheets = read_xlsx(bytes).map_err(|e| e.to_string())?;
    let tables: Vec<Vec<Vec<Cell>>> = sheets.into_iter().map(|s| s.rows).collect();
    rows(&tables)
}

/// Reads a CSV with the same columns.
pub fn read_text(bytes: &[u8]) -> Result<Vec<Row>, String> {
    let table = read_csv(bytes).map_err(|e| e.to_string())?;
    rows(&[table.rows])
}

type Head = Vec<(usize, &'static str)>;

fn head(cells: &[Cell]) -> Option<Head> {
    let named = cells.iter().enumerate().filter_map(|(i, cell)| {
        let words = fold(&cell.words());
        FIELDS.iter().find(|f| fold(f.label) == words).map(|f| (i, f.key))
    });
    let found: Head = named.collect();
    let has = |key| found.iter().any(|(_, k)| *k == key);
    (has("code") && has("name")).then_some(found)
}

fn rows(tables: &[Vec<Vec<Cell>>]) -> Result<Vec<Row>, String> {
    for table in tables {
        let Some((at, head)) = table.iter().take(20).enumerate().find_map(|(i, cells)| Some((i, head(cells)?))) else {
            continue;
        };
        let body = table.iter().enumerate().skip(at + 1).filter(|(_, cells)| cells.iter().any(|c| !c.is_empty()));
        return Ok(body.map(|(i, cells)| row(i + 1, cells, &head)).collect());
    }
    Err("Không thấy dòng tiêu đề có cột “Mã thủ tục” và “Tên thủ tục hành chính” trong 20 dòng đầu của bảng nào. Tải bảng mẫu về, chép dữ liệu vào rồi tải lên lại.".into())
}

fn row(number: usize, cells: &[Cell], head: &Head) -> Row {
    let get = |key: &str| {
        let column = head.iter().find(|(_, k)| *k == key).and_then(|(i, _)| cells.get(*i));
        column.map(Cell::words).unwrap_or_default()
    };
    let mut notes = vec![];
    let limit = get("limit");
    for text in limit.lines().filter(|l| !l.trim().is_empty()) {
        let counted = text.rsplit(": ").next().and_then(crate::rules::counted_limit);
        if counted.is_none() {
            notes.push(format!("Thời hạn giữ nguyên văn, chưa tính được bằng một con số: “{text}”"));
        }
    }
    let parts = texts::read(get).map_err(|problems| {
        let all: Vec<String> = problems.into_iter().map(|p| p.message).collect();
        all.join(" ")
    });
    Row {
        number,
        code: kernel::text::line(&get("code")),
        name: kernel::text::line(&get("name")),
        parts: parts.and_then(json::checked),
        notes,
    }
}

/// The template: the head of every column, and one example.
pub fn template(created: jiff::civil::DateTime) -> Result<Vec<u8>, output::OutputError> {
    let width = |f: &texts::TextField| if f.lines == 1 { 22 } else { 44 };
    let columns = FIELDS.iter().map(|f| Column::new(f.label, Kind::Text, width(f))).collect();
    let example = FIELDS.iter().map(|f| Cell::Text(example(f.key).to_owned())).collect();
    xlsx(&Table { title: "Danh mục thủ tục".into(), created, columns, rows: vec![example] })
}

fn example(key: &str) -> &'static str {
    match key {
        "code" => "9.999999",
        "name" => "Thủ tục ví dụ (xóa dòng này trước khi tải lên)",
        "field" => "Giáo dục tiểu học",
        "level" => "Cấp tỉnh",
        "steps" => "Nộp hồ sơ\nCơ quan thẩm định\nTrả kết quả",
        "channels" => "Trực tiếp\nTrực tuyến",
        "limit" => "Trực tiếp: 5 ngày làm việc\nTrực tuyến: 3 ngày làm việc",
        "fee" => "Không",
        "components" => {
            "Đơn đề nghị | mẫu: Mẫu số 01 | bản chính: 1\nGiấy khai sinh | bản sao: 1 | thay bằng: CSDL hộ tịch điện tử (Bộ Tư pháp)"
        }
        "sets" => "1",
        "subjects" => "Cá nhân",
        "agency" => "Sở Giáo dục và Đào tạo",
        "forms" => "Mẫu số 01",
        "result" => "Quyết định",
        "requirements" => "Không có",
        "legal_basis" => "Số và tên văn bản",
        _ => "",
    }
}

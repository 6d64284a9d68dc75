//! The columns of the tables of publication decisions, found by their headings in any order.

use kernel::text::{fold, line};

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Column {
    Number,
    Code,
    Name,
    Limit,
    Place,
    Fee,
    Basis,
    Channels,
    AbolishedBy,
    Replaces,
    Field,
    Level,
    Agency,
    Other,
}

/// The columns that are parts of a procedure, with the field each fills.
pub const VALUES: [(Column, &str); 8] = [
    (Column::Limit, "limit"),
    (Column::Place, "place"),
    (Column::Fee, "fee"),
    (Column::Basis, "legal_basis"),
    (Column::Channels, "channels"),
    (Column::Field, "field"),
    (Column::Level, "level"),
    (Column::Agency, "agency"),
];

impl Column {
    /// The legal heading; none for columns that are not read.
    pub fn label(self) -> Option<&'static str> {
        Some(match self {
            Column::Number => "STT",
            Column::Code => "Mã TTHC",
            Column::Name => "Tên thủ tục hành chính",
            Column::Limit => "Thời hạn giải quyết",
            Column::Place => "Địa điểm thực hiện",
            Column::Fee => "Phí, lệ phí",
            Column::Basis => "Căn cứ pháp lý",
            Column::Channels => "Cách thức thực hiện",
            Column::AbolishedBy => "Văn bản quy định việc bãi bỏ",
            Column::Replaces => "Thủ tục được thay thế",
            Column::Field => "Lĩnh vực",
            Column::Level => "Cấp thực hiện",
            Column::Agency => "Cơ quan giải quyết",
            Column::Other => return None,
        })
    }
}

fn column(heading: &str) -> Column {
    let h = fold(heading);
    let has = |words: &[&str]| words.iter().any(|w| h.contains(w));
    let named = has(&["thu tuc hanh chinh", "tthc", "thu tuc"]);
    if h == "stt" || h == "tt" || h == "so tt" || has(&["so thu tu"]) {
        Column::Number
    } else if has(&["bai bo", "huy bo"]) {
        Column::AbolishedBy
    } else if has(&["duoc thay the", "bi thay the"]) {
        Column::Replaces
    } else if (has(&["ma so", "so ho so"]) || h.starts_with("ma ") || h == "ma") && !has(&["ten "]) {
        Column::Code
    } else if h.starts_with("ten") && named {
        Column::Name
    } else if has(&["thoi han", "thoi gian"]) {
        Column::Limit
    } else if has(&["dia diem"]) {
        Column::Place
    } else if has(&["phi"]) && has(&["le phi", "phi,", "phi ", "muc phi"]) || h == "phi" {
        Column::Fee
    } else if has(&["can cu"]) {
        Column::Basis
    } else if has(&["cach thuc"]) {
        Column::Channels
    } else if has(&["linh vuc"]) {
        Column::Field
    } else if has(&["cap thuc hien", "cap giai quyet"]) {
        Column::Level
    } else if has(&["co quan"]) {
        Column::Agency
    } else {
        Column::Other
    }
}

/// The columns of a row that is a table's head: the name of the procedure and at least one more.
pub fn columns(cells: &[String]) -> Option<Vec<Column>> {
    // A row of the body is longer than a heading.
    if cells.iter().any(|c| c.chars().count() > 90) {
        return None;
    }
    let found: Vec<Column> = cells.iter().map(|c| column(&line(c))).collect();
    let known = found.iter().filter(|c| **c != Column::Other).count();
    (found.contains(&Column::Name) && known >= 2).then_some(found)
}

/// A name without the code and the remarks some tables write beside it.
pub fn plain_name(text: &str) -> String {
    let first = text.lines().map(line).find(|l| !l.is_empty()).unwrap_or_default();
    let Some(code) = super::code_in(text) else { return line(&text.replace('\n', " ")) };
    let without = if first.contains(&code) && first.len() <= code.len() + 24 {
        // The code stands on a line of its own above the name.
        text.lines().skip(1).map(line).collect::<Vec<_>>().join(" ")
    } else {
        let at = text.find(&code).unwrap_or(text.len());
        text[..at].trim_end_matches(|c: char| c == '(' || c == '-' || c.is_whitespace()).replace('\n', " ")
    };
    let name = line(&without);
    let name = name.strip_suffix("(Mã TTHC:").or_else(|| name.strip_suffix("Mã TTHC:")).unwrap_or(&name);
    line(name)
}

//! Rows of the appendix put together: heads and ruling lines recognised, rows broken over pages joined, rows without a number
//! continued, merged cells inherited. What fits nowhere becomes a doubt with its line.

use super::cells::{flat, goes_on, paragraphs};
use super::merge::{Cells, Place, doubt_task, inherit, join, more_products, numbered, numbered_columns, section_of};
use super::words::Column;
use super::{Doubt, Part, Reading, Section, Task, time};

/// A piece of a file, before it is known what it means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    pub line: usize,
    pub content: Content,
    /// Whether a page ended right before.
    pub after_gap: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Content {
    Paragraph(String),
    /// The cells of a row, and which table of the file it belongs to.
    Row(Vec<String>, usize),
}

/// Most tasks taken from one file; what is beyond is listed.
const MOST_TASKS: usize = 2_000;
/// Longest text joined from several rows, in bytes.
const LONGEST: usize = 40_000;
/// Most doubts listed one by one.
const MOST_DOUBTS: usize = 2_000;

/// Doubts, with an end.
#[derive(Default)]
pub struct Doubts {
    list: Vec<Doubt>,
    more: usize,
}

impl Doubts {
    pub fn add(&mut self, line: usize, text: &str, why: &str) {
        if self.list.len() >= MOST_DOUBTS {
            self.more += 1;
            return;
        }
        let text: String = kernel::text::line(text).chars().take(400).collect();
        self.list.push(Doubt { line, text, why: why.to_owned() });
    }

    pub fn finish(mut self) -> Vec<Doubt> {
        self.list.sort_by_key(|d| d.line);
        if let (Some(last), true) = (self.list.last().map(|d| d.line), self.more > 0) {
            let why = format!("Còn {} chỗ nữa chưa hiểu. Kiểm tra lại tệp có đúng là bản kế hoạch không.", self.more);
            self.list.push(Doubt { line: last, text: String::new(), why });
        }
        self.list
    }
}

/// The table being read.
pub struct Table<'a> {
    reading: &'a Reading,
    columns: Vec<Option<Column>>,
    /// Which table of the file the head stood in.
    table: Option<usize>,
    head: bool,
    sections: Vec<Section>,
    tasks: usize,
    pub doubts: Doubts,
}

const DEFAULT: [Column; 6] =
    [Column::Number, Column::Text, Column::Product, Column::Lead, Column::Coordinating, Column::Time];

impl<'a> Table<'a> {
    pub fn new(reading: &'a Reading) -> Table<'a> {
        Table {
            reading,
            columns: vec![],
            table: None,
            head: false,
            sections: vec![],
            tasks: 0,
            doubts: Doubts::default(),
        }
    }

    /// Whether the head of the appendix has been seen.
    pub fn begun(&self) -> bool {
        self.table.is_some()
    }

    /// Begins without a head, columns in the usual order.
    pub fn assume(&mut self, table: usize) {
        self.columns = DEFAULT.iter().copied().map(Some).collect();
        (self.table, self.head) = (Some(table), false);
    }

    /// Whether a row is a head: every filled cell names a column or spans some.
    pub fn is_head(&self, cells: &[String]) -> bool {
        let named = cells.iter().filter(|c| self.reading.column(c).is_some()).count();
        let spans = cells.iter().filter(|c| self.reading.spans(c)).count();
        let filled = cells.iter().filter(|c| !flat(c).is_empty()).count();
        let enough = if self.begun() { 1 } else { 2 };
        named + spans == filled && named >= enough
    }

    fn take_head(&mut self, cells: &[String], table: usize) {
        if !self.head || self.table != Some(table) {
            self.columns = vec![None; cells.len()];
        }
        self.columns.resize(self.columns.len().max(cells.len()), None);
        for (at, cell) in cells.iter().enumerate() {
            if let Some(column) = self.reading.column(cell) {
                self.columns[at] = Some(column);
            }
        }
        (self.table, self.head) = (Some(table), true);
    }

    /// Takes a row; false when it is no part of the appendix.
    pub fn row(&mut self, cells: &[String], (line, table, after_gap): (usize, usize, bool)) -> bool {
        if self.is_head(cells) {
            // The head printed again on another page says nothing new.
            if self.head || self.table != Some(table) {
                self.take_head(cells, table);
            }
            return true;
        }
        if !self.begun() {
            return false;
        }
        if self.table != Some(table) && cells.len() != self.columns.len() {
            return false;
        }
        self.head = false;
        let ruling = |c: &String| c.trim().chars().all(|c| matches!(c, '-' | ':' | '=' | '|' | ' '));
        if cells.iter().all(ruling) || numbered_columns(cells) {
            return true;
        }
        let row = self.by_column(cells, (line, after_gap));
        self.place(row);
        true
    }

    fn by_column(&mut self, cells: &[String], (line, after_gap): (usize, bool)) -> Cells {
        let mut row = Cells { line, after_gap, ..Cells::default() };
        for (at, cell) in cells.iter().enumerate() {
            match self.columns.get(at).copied().flatten() {
                Some(Column::Number) => row.number = flat(cell),
                Some(Column::Text) => row.text = flat(cell),
                Some(Column::Product) => row.products = paragraphs(cell),
                Some(Column::Lead) => row.lead = flat(cell),
                Some(Column::Coordinating) => row.coordinating = flat(cell),
                Some(Column::Time) => row.time = flat(cell),
                None if !flat(cell).is_empty() => {
                    self.doubts.add(line, cell, "Ô nằm ngoài các cột đã biết của bảng; chưa nhận.");
                }
                None => {}
            }
        }
        row
    }

    /// A line without cells inside the table.
    pub fn stray(&mut self, text: &str, line: usize) {
        let row = Cells { line, number: flat(text), ..Cells::default() };
        if section_of(&row).is_some() {
            self.place(row);
            return;
        }
        self.doubts.add(line, text, "Dòng không có ô bảng nằm trong phụ lục; chưa nhận. Đưa vào đúng ô rồi đọc lại, hoặc bỏ qua nếu là số trang.");
    }

    fn place(&mut self, row: Cells) {
        if let Some((number, title)) = section_of(&row) {
            if !row.rest_empty() {
                self.doubts.add(row.line, &title, "Hàng tên mục có nội dung ở cột khác; chỉ nhận tên mục.");
            }
            self.sections.push(Section { number, title, tasks: vec![] });
            return;
        }
        if row.number.is_empty() {
            return self.continued(row);
        }
        match numbered(&row) {
            Some((number, text, None)) => self.add(row, (number, text, Numbering::Written)),
            Some((number, text, Some(why))) => {
                self.doubts.add(row.line, &text, why);
                self.add(row, (number, text, Numbering::Written));
            }
            None => {
                let text = format!("{} {}", row.number, row.text);
                self.doubts.add(row.line, &text, "Ô số thứ tự không phải số; nhận là nhiệm vụ tiếp theo của mục.");
                let next = self.next_number();
                self.add(row, (next, kernel::text::line(&text), Numbering::Counted));
            }
        }
    }

    fn next_number(&self) -> String {
        let last = self.sections.last().and_then(|s| s.tasks.last()).and_then(|t| t.number.parse::<u64>().ok());
        (last.unwrap_or(0) + 1).to_string()
    }

    fn add(&mut self, row: Cells, (number, text, numbering): (String, String, Numbering)) {
        if self.tasks >= MOST_TASKS {
            self.doubts.add(
                row.line,
                &text,
                "Tệp có quá 2.000 nhiệm vụ; phần này chưa nhận. Chia thành nhiều kế hoạch.",
            );
            return;
        }
        if self.sections.is_empty() {
            self.doubts.add(row.line, &text, "Nhiệm vụ đứng trước mục đầu tiên; tạm để trong mục chưa có tên.");
            self.sections.push(Section::default());
        }
        let parts = vec![row.part()];
        let number_inherited = numbering == Numbering::Counted;
        if let Some(section) = self.sections.last_mut() {
            section.tasks.push(Task { number, text, parts, number_inherited, line: row.line });
            self.tasks += 1;
        }
    }

    /// A row without a number goes on with what stands above it.
    fn continued(&mut self, row: Cells) {
        let Some(section) = self.sections.last_mut() else {
            let text = format!("{} {} {}", row.text, row.products.join(" "), row.lead);
            self.doubts.add(row.line, &text, "Hàng không có số thứ tự đứng trước mục đầu tiên; chưa nhận.");
            return;
        };
        let Some(task) = section.tasks.last_mut() else {
            if row.rest_empty() && section.title.len() + row.text.len() < LONGEST {
                section.title = kernel::text::line(&format!("{} {}", section.title, row.text));
            } else {
                let next = self.next_number();
                let text = row.text.clone();
                self.add(row, (next, text, Numbering::Counted));
            }
            return;
        };
        let Some(part) = task.parts.last_mut() else { return };
        let long = task.text.len() + part.products.iter().map(String::len).sum::<usize>() > LONGEST;
        if long {
            self.doubts.add(row.line, &row.text, "Ô nối qua nhiều trang dài quá mức; phần này chưa nhận.");
            return;
        }
        let product_goes_on = row.products.first().is_some_and(|p| {
            row.after_gap || p.starts_with("- ") || part.products.last().is_some_and(|before| goes_on(before, p))
        });
        let only_text = row.lead.is_empty() && row.coordinating.is_empty() && row.time.is_empty();
        let broken = only_text && (row.products.is_empty() || product_goes_on);
        if !row.text.is_empty() && !broken && !goes_on(&task.text, &row.text) {
            let next = self.next_number();
            let text = row.text.clone();
            return self.add(row, (next, text, Numbering::Counted));
        }
        let doubtful = !row.text.is_empty() && !row.after_gap && !goes_on(&task.text, &row.text);
        if doubtful {
            self.doubts.add(row.line, &row.text, "Hàng không có số thứ tự; đã nối vào nhiệm vụ phía trên.");
        }
        join(&mut task.text, &row.text);
        match only_text {
            true => more_products(part, row.products),
            false => task.parts.push(row.part()),
        }
    }

    /// The sections with merged cells filled, times read, and what is missing told.
    pub fn finish(mut self, year: Option<i16>) -> (Vec<Section>, Doubts) {
        for section in &mut self.sections {
            let mut above: Option<Part> = None;
            for task in &mut section.tasks {
                for (n, part) in task.parts.iter_mut().enumerate() {
                    if let Some(above) = &above {
                        inherit(part, above, if n == 0 { Place::NextTask } else { Place::SameTask });
                    }
                    part.time = time::read(&part.time.text, year, self.reading);
                    above = Some(part.clone());
                }
                doubt_task(&mut self.doubts, task, self.reading);
            }
        }
        (self.sections, self.doubts)
    }

    /// The texts of all time cells, to find the year the plan is for.
    pub fn times(&self) -> impl Iterator<Item = &str> {
        self.sections.iter().flat_map(|s| &s.tasks).flat_map(|t| &t.parts).map(|p| p.time.text.as_str())
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Numbering {
    Written,
    Counted,
}

//! One row of the appendix: what its number cell says, how it goes on with the row above, what a merged cell inherits.

use super::cells::goes_on;
use super::rows::Doubts;
use super::words::plain;
use super::{Part, Reading, Task, Time};

/// The cells of a row by column.
#[derive(Debug, Clone, Default)]
pub(super) struct Cells {
    pub line: usize,
    pub after_gap: bool,
    pub number: String,
    pub text: String,
    pub products: Vec<String>,
    pub lead: String,
    pub coordinating: String,
    pub time: String,
}

impl Cells {
    pub fn rest_empty(&self) -> bool {
        self.products.is_empty() && self.lead.is_empty() && self.coordinating.is_empty() && self.time.is_empty()
    }

    pub fn part(&self) -> Part {
        Part {
            products: self.products.clone(),
            lead: self.lead.clone(),
            coordinating: self.coordinating.clone(),
            time: Time { text: self.time.clone(), ..Time::default() },
            inherited: vec![],
        }
    }
}

/// "XII" and the like; bounded so that words are none.
pub(super) fn roman(text: &str) -> Option<&str> {
    let bare = text.trim().trim_end_matches(['.', ')', ':']);
    (!bare.is_empty() && bare.len() <= 8 && bare.chars().all(|c| "IVXLC".contains(c))).then_some(bare)
}

/// "1", "2.", "3)", "II.4" as the number within its section.
fn arabic(text: &str) -> Option<String> {
    let bare = text.trim().trim_end_matches(['.', ')', ':']);
    let own = bare.rsplit_once('.').filter(|(before, _)| roman(before).is_some()).map_or(bare, |(_, own)| own);
    let digits = |p: &str| !p.is_empty() && p.len() <= 4 && p.chars().all(|c| c.is_ascii_digit());
    (own.len() <= 12 && own.split('.').all(digits)).then(|| own.to_owned())
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    NextTask,
    SameTask,
}

/// The row "(1) (2) (3) …" below some heads.
pub(super) fn numbered_columns(cells: &[String]) -> bool {
    cells.len() > 2 && cells.iter().enumerate().all(|(i, c)| plain(c) == (i + 1).to_string())
}

/// Number and title when the row is the head of a section, also when no tab parts them.
pub(super) fn section_of(row: &Cells) -> Option<(String, String)> {
    if let Some(number) = roman(&row.number) {
        return (!row.text.is_empty()).then(|| (number.to_owned(), row.text.clone()));
    }
    let together = match (row.number.is_empty(), row.text.is_empty()) {
        (false, true) => &row.number,
        (true, false) => &row.text,
        _ => return None,
    };
    let (first, title) = together.split_once(' ').filter(|_| row.rest_empty())?;
    let number = roman(first)?;
    let capitals = title.chars().filter(|c| c.is_alphabetic()).all(char::is_uppercase);
    (capitals && title.chars().any(char::is_alphabetic)).then(|| (number.to_owned(), title.trim().to_owned()))
}

/// Number and text of a task, also when no tab parts them; and what is doubtful about it.
pub(super) fn numbered(row: &Cells) -> Option<(String, String, Option<&'static str>)> {
    if let Some(number) = arabic(&row.number) {
        return Some((number, row.text.clone(), None));
    }
    let (first, rest) = row.number.split_once(' ')?;
    let number = arabic(first)?;
    match row.text.is_empty() {
        true => Some((number, rest.trim().to_owned(), None)),
        false => {
            let text = kernel::text::line(&format!("{rest} {}", row.text));
            Some((
                number,
                text,
                Some("Số thứ tự và nội dung nằm chung một ô; đã ghép với ô bên cạnh. Kiểm tra lại các cột của hàng."),
            ))
        }
    }
}

pub(super) fn join(text: &mut String, more: &str) {
    if !more.is_empty() {
        if !text.is_empty() {
            text.push(' ');
        }
        text.push_str(more);
    }
}

/// Products of a row broken over a page: its first paragraph may go on with the last one above.
pub(super) fn more_products(part: &mut Part, products: Vec<String>) {
    for (n, product) in products.into_iter().enumerate() {
        match part.products.last_mut() {
            Some(last) if n == 0 && !product.starts_with("- ") && goes_on(last, &product) => join(last, &product),
            _ => part.products.push(product),
        }
    }
}

/// Empty cells take what stands above where the table merged it: time always; units together, when the lead is empty;
/// everything, when the whole row is.
pub(super) fn inherit(part: &mut Part, above: &Part, place: Place) {
    let nothing =
        part.products.is_empty() && part.lead.is_empty() && part.coordinating.is_empty() && part.time.text.is_empty();
    let units = part.lead.is_empty() || place == Place::SameTask;
    if nothing && !above.products.is_empty() {
        part.products.clone_from(&above.products);
        part.inherited.push("products".into());
    }
    if part.coordinating.is_empty() && units && !above.coordinating.is_empty() {
        part.coordinating.clone_from(&above.coordinating);
        part.inherited.push("coordinating".into());
    }
    if part.lead.is_empty() && !above.lead.is_empty() {
        part.lead.clone_from(&above.lead);
        part.inherited.push("lead".into());
    }
    if part.time.text.is_empty() && !above.time.text.is_empty() {
        part.time.text.clone_from(&above.time.text);
        part.inherited.push("time".into());
    }
}

pub(super) fn doubt_task(doubts: &mut Doubts, task: &Task, reading: &Reading) {
    if task.text.is_empty() {
        doubts.add(task.line, &task.number, "Nhiệm vụ chưa có nội dung.");
    }
    for part in &task.parts {
        if part.lead.is_empty() {
            doubts.add(task.line, &task.text, "Nhiệm vụ chưa có đơn vị chủ trì.");
        }
        for words in reading.units(&part.lead).unknown.into_iter().chain(reading.units(&part.coordinating).unknown) {
            doubts.add(
                task.line,
                &words,
                "Không có đơn vị hoặc nhóm đơn vị nào mang tên này; chọn đơn vị khi lập kế hoạch.",
            );
        }
        if !part.time.understood() {
            let text = if part.time.text.is_empty() { &task.text } else { &part.time.text };
            doubts.add(
                task.line,
                text,
                "Không hiểu thời gian thực hiện; nhập ngày bắt đầu, ngày kết thúc khi lập kế hoạch.",
            );
        }
    }
}

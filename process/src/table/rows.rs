//! Rows of any source to tables: where headings stand, what is a title, a total, the name of an agency, a line of numbers.
//! Rows keep the place they had in the source, so that a doubt can be looked up there.

use kernel::text::{fold, line};

use super::{Column, Table, column};

/// What a row is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Row {
    Step,
    /// The steps after it belong to this agency or level.
    Section(String),
    /// The sum of the steps since the last section, as written.
    Subtotal(String),
    /// "(1) (2) (3)" under the headings.
    Numbers,
}

fn filled(row: &[String]) -> Vec<(usize, &str)> {
    let cells = row.iter().enumerate().map(|(i, c)| (i, c.trim()));
    let mut out: Vec<(usize, &str)> = cells.filter(|(_, c)| !c.is_empty()).collect();
    // A merged cell may come with its text repeated.
    out.dedup_by(|b, a| b.1 == a.1 && b.1.chars().count() > 3);
    out
}

fn is_total(text: &str) -> bool {
    let f = fold(text);
    ["tong", "cong "].iter().any(|w| f.starts_with(w)) || f == "cong"
}

/// "I", "IV.", "A)", "b.": how sections are numbered.
fn is_mark(text: &str) -> bool {
    let bare = text.trim().trim_end_matches(['.', ')', '-', '/', ':']).trim();
    let roman = !bare.is_empty() && bare.len() <= 5 && bare.chars().all(|c| matches!(c, 'I' | 'V' | 'X'));
    roman || bare.chars().count() == 1 && bare.chars().all(char::is_alphabetic)
}

/// The name without its number.
fn bare(text: &str) -> String {
    let text = line(text);
    match text.split_once(['.', ')', ' ', '-']) {
        Some((mark, rest)) if is_mark(mark) => rest.trim_start_matches(['.', ')', '-', ' ']).to_owned(),
        _ => text,
    }
}

fn is_place(text: &str) -> bool {
    let f = fold(text);
    let words = ["tai ", "uy ban", "ubnd", "so ", "phong ", "trung tam", "cap ", "chi cuc", "co quan", "truong "];
    words.iter().any(|w| f.starts_with(w)) || ["cap tinh", "cap huyen", "cap xa"].iter().any(|w| f.contains(w))
}

/// Tells what a row of a table is.
pub(super) fn classify(row: &[String], columns: &[Column]) -> Row {
    let cells = filled(row);
    let number = |c: &str| {
        let inner = c.trim_matches(['(', ')']);
        !inner.is_empty() && inner.len() <= 2 && inner.chars().all(|d| d.is_ascii_digit())
    };
    if cells.len() >= 3
        && cells.iter().enumerate().all(|(i, (_, c))| number(c) && c.trim_matches(['(', ')']) == (i + 1).to_string())
    {
        return Row::Numbers;
    }
    let Some((at, first)) = cells.first().copied() else { return Row::Step };
    if is_total(first) || cells.len() == 2 && is_mark(first) && is_total(cells[1].1) {
        let stated = cells.iter().rev().find(|(_, c)| c.chars().any(|d| d.is_ascii_digit()));
        return Row::Subtotal(stated.map_or_else(String::new, |(_, c)| (*c).to_owned()));
    }
    match cells.as_slice() {
        [(_, mark), (_, name)] if is_mark(mark) => Row::Section(line(name)),
        [(_, text)] => {
            let numbers = columns.get(at) == Some(&Column::Number) && text.split_whitespace().count() > 1;
            let marked =
                text.split_once(['.', ')', ' ']).is_some_and(|(mark, rest)| is_mark(mark) && !rest.trim().is_empty());
            let step = fold(text).starts_with("buoc");
            if !step && at == 0 && (numbers || marked || is_place(text)) { Row::Section(bare(text)) } else { Row::Step }
        }
        _ => Row::Step,
    }
}

/// The headings name a time and at least one more column.
fn heads(row: &[String]) -> bool {
    let kinds: Vec<Column> = filled(row).iter().map(|(_, c)| column(c)).collect();
    let known = kinds.iter().filter(|k| **k != Column::Other).count();
    // A step whose words speak of time and of units is longer than a heading.
    let short =
        row.iter().all(|c| c.split_whitespace().count() <= 16 && !c.contains('\n') || column(c) == Column::Time);
    known >= 2 && kinds.contains(&Column::Time) && short && row.iter().all(|c| !c.starts_with('-'))
}

/// A line that says how long the whole may take.
fn says_total(text: &str) -> bool {
    let f = fold(text);
    let says =
        is_total(text) || ["thoi han giai quyet", "thoi gian giai quyet", "thoi han:"].iter().any(|w| f.starts_with(w));
    says && f.chars().any(|c| c.is_ascii_digit())
}

/// The tables of a source: rows with the place each of them has there, from 1. A row of headings begins a table, a line
/// above it is its title. A source without headings is one table whose first row is taken for them.
pub fn from_rows(title: &str, rows: Vec<(usize, Vec<String>)>) -> Vec<Table> {
    let trimmed = rows.into_iter().map(|(at, r)| (at, r.into_iter().map(|c| c.trim().to_owned()).collect::<Vec<_>>()));
    let rows: Vec<(usize, Vec<String>)> = trimmed.filter(|(_, r)| r.iter().any(|c| !c.is_empty())).collect();
    let mut begins: Vec<usize> = (0..rows.len()).filter(|i| heads(&rows[*i].1)).collect();
    // Headings repeated at the top of a page begin nothing.
    let mut last: Option<usize> = None;
    begins.retain(|i| {
        let again = last.is_some_and(|l| rows[l].1 == rows[*i].1 && rows[*i - 1].1.len() > 1);
        last = Some(*i);
        !again
    });
    if begins.is_empty() && !rows.is_empty() {
        begins.push(0);
    }
    let mut out = vec![];
    for (n, &head) in begins.iter().enumerate() {
        let before = if n == 0 { 0 } else { begins[n - 1] + 1 };
        let above = title_lines(&rows, before, head, n == 0);
        let end = begins.get(n + 1).map_or(rows.len(), |next| title_lines(&rows, head + 1, *next, false));
        out.push(table(title, (&rows[above..head], &rows[head].1), &rows[head + 1..end]));
    }
    out
}

/// Where the lines begin that stand above headings; all of them for the first table.
fn title_lines(rows: &[(usize, Vec<String>)], from: usize, head: usize, first: bool) -> usize {
    if first {
        return from;
    }
    let single = |r: &[String]| filled(r).len() == 1 && !is_total(&r.concat());
    (from..head).rev().take_while(|i| single(&rows[*i].1)).last().unwrap_or(head)
}

type Placed = (usize, Vec<String>);

fn table(title: &str, (above, columns): (&[Placed], &[String]), rows: &[Placed]) -> Table {
    let lines = above.iter().map(|(_, r)| filled(r).iter().map(|(_, c)| *c).collect::<Vec<_>>().join(" "));
    let (totals, titles): (Vec<String>, Vec<String>) = lines.partition(|l| says_total(l));
    let titles = line(&titles.join(" "));
    let title =
        if titles.is_empty() || !title.trim().is_empty() && above.len() > 3 { title.to_owned() } else { titles };
    let mut table = Table { title, columns: columns.to_vec(), total: totals.into_iter().next(), ..Table::default() };
    let kinds: Vec<Column> = columns.iter().map(|c| column(c)).collect();
    let step = |r: &Placed| r.1.len() > 1 && classify(&r.1, &kinds) == Row::Step;
    let last = rows.iter().rposition(step).map_or(0, |i| i + 1);
    for (i, (place, row)) in rows.iter().enumerate() {
        // What stands below the last step is a total or a remark.
        match classify(row, &kinds) {
            Row::Subtotal(stated) if i >= last => table.total = Some(stated),
            _ if i >= last && row.len() == 1 && says_total(&row[0]) => table.total = Some(row[0].clone()),
            _ if row == columns => {}
            _ => {
                table.rows.push(row.clone());
                table.places.push(*place);
            }
        }
    }
    table
}

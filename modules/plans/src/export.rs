//! A plan as a document in the layout of the decree on clerical work, as a sheet and as text. What is written here is read back
//! by `import` as the same plan.

use kernel::time::civil::{Date, DateTime};
use output::document::Document;
use output::paper::{Align, Block, Column, Head, Paper, Signature, Style, Table};
use output::sheet::{self, Cell, Kind};
use serde::Deserialize;

use crate::import::Part;
use crate::model::{Plan, Task};

/// The fixed words of the document, as data.
#[derive(Debug, Clone, Deserialize)]
pub struct Layout {
    place: String,
    number: String,
    kind: String,
    appendix: String,
    appendix_title: String,
    attached: String,
    signer: String,
    recipients: Vec<String>,
    columns: Columns,
}

#[derive(Debug, Clone, Deserialize)]
struct Columns {
    number: String,
    text: String,
    product: String,
    assigned: String,
    lead: String,
    coordinating: String,
    time: String,
}

/// A plan with what its document needs to know.
pub struct Sheet<'a> {
    pub plan: &'a Plan,
    pub tasks: &'a [Task],
    /// The agency that issues it, and the one above.
    pub issuer: &'a str,
    pub upper: &'a str,
}

/// The written part of a plan: paragraphs, recipients, who signs.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Written {
    pub paragraphs: Vec<String>,
    pub recipients: Vec<String>,
    /// Capacity, one line each.
    pub capacity: Vec<String>,
    pub signer: String,
}

/// The text before the appendix taken apart: what stands between the title and "Nơi nhận", the recipients, the signature.
pub fn written(text: &[String]) -> Written {
    let folded: Vec<String> = text.iter().map(|t| kernel::text::fold(t)).collect();
    let begin = folded.iter().position(|t| t == "ke hoach").map_or(0, |at| at + 2);
    let appendix = folded.iter().skip(begin).position(|t| t.starts_with("phu luc")).map_or(text.len(), |n| begin + n);
    let to = folded.iter().take(appendix).position(|t| t.starts_with("noi nhan")).unwrap_or(appendix);
    let mut out = Written { paragraphs: text.get(begin..to).unwrap_or_default().to_vec(), ..Written::default() };
    for line in text.get(to + 1..appendix).unwrap_or_default() {
        match line.strip_prefix('-') {
            Some(to) => out.recipients.push(to.trim().to_owned()),
            None if line.chars().any(char::is_lowercase) => out.signer.clone_from(line),
            None => out.capacity.push(line.clone()),
        }
    }
    out
}

/// One row of the appendix for each part of a task.
fn rows(s: &Sheet<'_>) -> Vec<[String; 6]> {
    let mut all = vec![];
    let empty = String::new;
    for (n, section) in s.plan.body.sections.iter().enumerate() {
        all.push([section.number.clone(), section.title.clone(), empty(), empty(), empty(), empty()]);
        for task in s.tasks.iter().filter(|t| usize::try_from(t.section) == Ok(n)) {
            for (i, p) in task.body.parts.iter().enumerate() {
                let first = i == 0;
                let number = if first { task.number.clone() } else { empty() };
                let text = if first { task.body.text.clone() } else { empty() };
                all.push(row(number, text, p));
            }
        }
    }
    all
}

fn row(number: String, text: String, p: &Part) -> [String; 6] {
    [number, text, p.products.join("\n"), p.lead.clone(), p.coordinating.clone(), p.time.text.clone()]
}

fn place_date(place: &str, day: Option<Date>) -> String {
    match day {
        Some(day) => format!("{place}, {}", kernel::time::legal_date(day)),
        None => format!("{place}, ngày      tháng      năm"),
    }
}

/// Whether a paragraph is a heading of the written part, and of which level.
fn heading(text: &str) -> Option<u8> {
    let (first, rest) = text.split_once(' ')?;
    let roman = first.ends_with('.') && first.trim_end_matches('.').chars().all(|c| "IVX".contains(c));
    let digit = first.ends_with('.') && first.trim_end_matches('.').chars().all(|c| c.is_ascii_digit());
    let letter = first.ends_with(')') && first.chars().count() == 2;
    let short = rest.chars().count() < 120;
    match (roman, digit, letter) {
        (true, _, _) => Some(1),
        (_, true, _) if short => Some(2),
        (_, _, true) if short => Some(3),
        _ => None,
    }
}

impl Layout {
    /// Reads the law file.
    ///
    /// # Errors
    /// A missing or wrong file, told with its name and line.
    pub fn from_law(law: &platform::law::LawFiles) -> Result<Layout, String> {
        let path = "plans/layout.toml";
        toml::from_str(law.get(path).ok_or_else(|| format!("thiếu tệp law/{path}"))?)
            .map_err(|e| format!("law/{path}: {e}"))
    }

    fn number_line(&self, plan: &Plan) -> String {
        if plan.body.number.is_empty() { self.number.clone() } else { format!("Số: {}", plan.body.number) }
    }

    /// The whole document.
    pub fn paper(&self, s: &Sheet<'_>) -> Paper {
        let written = written(&s.plan.body.text);
        let some = |t: &str| Some(t.to_uppercase()).filter(|t| !t.is_empty());
        let head = Head {
            upper: some(s.upper),
            issuer: s.issuer.to_uppercase(),
            number: Some(self.number_line(s.plan)),
            subject: None,
            place_date: Some(place_date(&self.place, s.plan.body.issued)),
        };
        let mut d = Document::new(s.plan.title.clone()).head(head).title_with(&self.kind, &s.plan.title);
        for p in &written.paragraphs {
            d = match heading(p) {
                Some(level) => d.heading(level, p),
                None => d.paragraph(p),
            };
        }
        let capacity = if written.capacity.is_empty() { self.signer.clone() } else { written.capacity.join("\n") };
        let name = Some(written.signer).filter(|n| !n.is_empty());
        let recipients = if written.recipients.is_empty() { self.recipients.clone() } else { written.recipients };
        d = d.closing(recipients, Signature { title: capacity, note: None, name }).page_break();
        let day = s.plan.body.issued.map_or_else(|| "     /     /".to_owned(), kernel::time::date);
        let number = if s.plan.body.number.is_empty() { "     " } else { &s.plan.body.number };
        let attached = self.attached.replace("{number}", number).replace("{day}", &day).replace("{issuer}", s.issuer);
        d.line(&self.appendix, Align::Center, Style::Bold)
            .line(&format!("{} {}", self.appendix_title, s.plan.title.to_uppercase()), Align::Center, Style::Bold)
            .line(&attached, Align::Center, Style::Italic)
            .block(Block::Table(self.table(s)))
            .build()
    }

    fn table(&self, s: &Sheet<'_>) -> Table {
        let c = &self.columns;
        let column = |title: &str, group: &str, width, align| Column {
            title: title.to_owned(),
            group: group.to_owned(),
            width,
            align,
        };
        let columns = vec![
            column(&c.number, "", 2, Align::Center),
            column(&c.text, "", 9, Align::Left),
            column(&c.product, "", 9, Align::Left),
            column(&c.lead, &c.assigned, 5, Align::Left),
            column(&c.coordinating, &c.assigned, 5, Align::Left),
            column(&c.time, "", 5, Align::Left),
        ];
        Table { columns, rows: rows(s).into_iter().map(|r| r.to_vec()).collect() }
    }

    fn heads(&self) -> [&str; 6] {
        let c = &self.columns;
        [&c.number, &c.text, &c.product, &c.lead, &c.coordinating, &c.time]
    }

    /// The appendix as a sheet; `created` is local time.
    pub fn sheet(&self, s: &Sheet<'_>, created: DateTime) -> sheet::Table {
        let widths = [6, 50, 50, 30, 30, 24];
        let columns = self.heads().into_iter().zip(widths).map(|(h, w)| sheet::Column::new(h, Kind::Text, w)).collect();
        let cell = |t: &String| if t.is_empty() { Cell::Empty } else { Cell::Text(t.clone()) };
        let rows = rows(s).iter().map(|r| r.iter().map(cell).collect()).collect();
        sheet::Table { title: format!("Kế hoạch {}", s.plan.year), created, columns, rows }
    }

    /// The whole plan as text with tabs, as it is read.
    pub fn text(&self, s: &Sheet<'_>) -> String {
        let mut out = format!("{}\n\n{}\n{}\n", self.number_line(s.plan), self.kind, s.plan.title);
        for p in written(&s.plan.body.text).paragraphs {
            out.push_str(&format!("\n{p}\n"));
        }
        out.push_str(&format!("\n{}\n\n{}\n", self.appendix, self.heads().join("\t")));
        for row in rows(s) {
            let cells: Vec<String> = row.iter().map(|c| c.replace('\t', " ").replace('\n', "<br>")).collect();
            out.push_str(&format!("{}\n", cells.join("\t")));
        }
        out
    }
}

//! The annex of a decision: the tables of new, amended, replaced and abolished procedures with the columns practice gives
//! them, the whole content where the decision publishes it, the steps with their hours where it approves processes.

use std::collections::HashMap;

use output::document::Document;
use output::paper::{Align, Style};

use super::auto::{self, Against};
use super::model::{Change, DecisionKind, Dossier, Item};
use crate::model::{Parts, Version};
use crate::rules::{self, Part};

type Newest<'a> = &'a HashMap<String, Version>;

/// Adds the annex to a decision.
pub fn write(paper: Document, d: &Dossier, (newest, attached): (Newest<'_>, &str)) -> Document {
    let title = match d.decision.kind {
        DecisionKind::List => format!("DANH MỤC {}", d.decision.title.to_uppercase()),
        DecisionKind::Process => d.decision.title.to_uppercase(),
        _ => d.decision.title.to_uppercase(),
    };
    let mut paper = paper.line("Phụ lục", Align::Center, Style::Bold).line(&title, Align::Center, Style::Bold).line(
        attached,
        Align::Center,
        Style::Italic,
    );
    if d.decision.kind == DecisionKind::Process {
        return processes(paper, d, newest);
    }
    let whole = matches!(d.decision.kind, DecisionKind::Full | DecisionKind::Internal);
    if whole {
        paper = paper.heading(1, "PHẦN I. DANH MỤC");
    }
    let present = Change::ALL.iter().filter(|c| d.count(**c) > 0);
    for (letter, change) in ('A'..='Z').zip(present) {
        let items: Vec<&Item> = d.items.iter().filter(|i| i.body.change == *change).collect();
        paper = paper.heading(2, &format!("{letter}. {}", heading(d.decision.kind, *change)));
        paper = match change {
            Change::Abolished => abolished(paper, &items),
            _ => table(paper, &items, newest),
        };
    }
    if whole { contents(paper, d) } else { paper }
}

fn heading(kind: DecisionKind, change: Change) -> String {
    let what =
        if kind == DecisionKind::Internal { "THỦ TỤC HÀNH CHÍNH NỘI BỘ" } else { "THỦ TỤC HÀNH CHÍNH" };
    format!("DANH MỤC {what} {}", change.label().to_uppercase())
}

/// One part in words, on one line.
fn said(p: &Parts, part: Part) -> String {
    let found = rules::words(p).into_iter().find(|(x, _)| *x == part).map(|(_, t)| t);
    let mut lines: Vec<String> = vec![];
    for line in found.unwrap_or_default().lines() {
        // What holds for every channel is said without naming one.
        let line = line.strip_prefix("Mọi cách thức: ").unwrap_or(line).to_owned();
        if !lines.contains(&line) {
            lines.push(line);
        }
    }
    lines.join("; ")
}

fn table(paper: Document, items: &[&Item], newest: Newest<'_>) -> Document {
    let changing = items.iter().any(|i| i.body.change != Change::New);
    let mut columns = vec![
        ("STT", 2, Align::Center),
        ("Mã TTHC", 6, Align::Left),
        ("Tên thủ tục hành chính", 8, Align::Left),
        ("Thời hạn giải quyết", 5, Align::Left),
        ("Địa điểm thực hiện", 5, Align::Left),
        ("Phí, lệ phí", 4, Align::Left),
        ("Căn cứ pháp lý", 7, Align::Left),
    ];
    if changing {
        columns.push(("Nội dung sửa đổi, thay thế", 5, Align::Left));
    }
    let row = |(n, i): (usize, &&Item)| {
        let empty = Parts::default();
        let p = i.body.parts.as_ref().unwrap_or(&empty);
        let parts = [Part::Limit, Part::Place, Part::Fee, Part::LegalBasis];
        let mut cells = vec![(n + 1).to_string(), i.code.clone(), i.body.name.clone()];
        cells.extend(parts.map(|part| said(p, part)));
        if changing {
            cells.push(changed(i, p, newest));
        }
        cells
    };
    paper.table(&columns, items.iter().enumerate().map(row))
}

/// Which parts change, and what is replaced (Điều 15).
fn changed(i: &Item, p: &Parts, newest: Newest<'_>) -> String {
    let before = newest.get(&i.code).map_or(vec![], |v| rules::differences(&v.parts, p));
    let labels: Vec<&str> = before.iter().map(|d| d.part.label()).collect();
    let replaced = match i.body.replaces.is_empty() {
        true => String::new(),
        false => format!("Thay thế thủ tục {}", i.body.replaces.join(", ")),
    };
    [labels.join(", "), replaced].into_iter().filter(|t| !t.is_empty()).collect::<Vec<_>>().join("; ")
}

fn abolished(paper: Document, items: &[&Item]) -> Document {
    let columns = [
        ("STT", 2, Align::Center),
        ("Mã số thủ tục hành chính", 5, Align::Left),
        ("Tên thủ tục hành chính", 10, Align::Left),
        ("Tên văn bản quy phạm pháp luật quy định việc bãi bỏ thủ tục hành chính", 12, Align::Left),
    ];
    let row = |(n, i): (usize, &&Item)| {
        vec![(n + 1).to_string(), i.code.clone(), i.body.name.clone(), i.body.abolished_by.clone()]
    };
    paper.table(&columns, items.iter().enumerate().map(row))
}

fn contents(mut paper: Document, d: &Dossier) -> Document {
    paper = paper.heading(1, "PHẦN II. NỘI DUNG CỤ THỂ CỦA TỪNG THỦ TỤC HÀNH CHÍNH");
    let whole = d.items.iter().filter_map(|i| Some((i, i.body.parts.as_ref()?)));
    for (n, (item, parts)) in whole.enumerate() {
        paper = paper.heading(2, &format!("{}. {} ({})", n + 1, item.body.name, item.code));
        let shown = rules::words(parts).into_iter().filter(|(part, text)| match part {
            Part::Name | Part::Source => false,
            Part::Kind => parts.internal(),
            Part::Place => !text.is_empty(),
            _ => true,
        });
        for (m, (part, text)) in shown.enumerate() {
            paper = paper.heading(3, &format!("{}.{}. {}", n + 1, m + 1, part.label()));
            if text.is_empty() {
                paper = paper.line("Chưa có dữ liệu", Align::Body, Style::Italic);
            }
            paper = text.lines().fold(paper, |p, line| p.paragraph(line));
        }
    }
    paper
}

fn processes(mut paper: Document, d: &Dossier, newest: Newest<'_>) -> Document {
    for (n, item) in d.items.iter().enumerate() {
        let Some(draft) = &item.body.process else { continue };
        paper = paper.heading(2, &format!("{}. {} (mã {})", n + 1, item.body.name, item.code));
        let Ok(definition) = process::parse(&draft.bpmn) else {
            paper = paper.line("Quy trình chưa đọc được.", Align::Body, Style::Italic);
            continue;
        };
        let columns = [
            ("Bước", 2, Align::Center),
            ("Nội dung công việc", 9, Align::Left),
            ("Đơn vị, người thực hiện", 6, Align::Left),
            ("Thời gian (giờ làm việc)", 3, Align::Center),
        ];
        let mut rows: Vec<Vec<String>> = vec![];
        for (m, t) in definition.tasks().enumerate() {
            let what = t.description.clone().filter(|x| !x.trim().is_empty()).unwrap_or_else(|| t.name.clone());
            let hours = t.minutes.map(auto::hours).unwrap_or_else(|| "Giờ hành chính".into());
            rows.push(vec![(m + 1).to_string(), what, t.post.clone().unwrap_or_default(), hours]);
        }
        let total = definition.total_minutes();
        rows.push(vec![String::new(), "Tổng thời gian".into(), String::new(), auto::hours(total)]);
        paper = paper.table(&columns, rows);
        let limit = newest.get(&item.code).and_then(|v| v.parts.channels.iter().find_map(|t| t.counted()));
        paper = paper.paragraph(&sum_words(limit, total));
    }
    paper
}

/// The sum of the steps held against the legal limit, as a sentence.
fn sum_words(limit: Option<kernel::working_time::Limit>, total: i64) -> String {
    let limit_text = limit.map(|l| l.to_string()).unwrap_or_default();
    let hours = auto::hours(total);
    match auto::against(limit, total) {
        Against::Unknown if limit_text.is_empty() => format!("Tổng các bước: {hours} giờ làm việc."),
        Against::Unknown => format!("Tổng các bước: {hours} giờ làm việc; thời hạn giải quyết: {limit_text}."),
        Against::Equal => format!("Tổng các bước: {hours} giờ làm việc, bằng thời hạn giải quyết {limit_text}."),
        Against::Under => format!("Tổng các bước: {hours} giờ làm việc, ít hơn thời hạn giải quyết {limit_text}."),
        Against::Over => format!("Tổng các bước: {hours} giờ làm việc, VƯỢT thời hạn giải quyết {limit_text}."),
    }
}

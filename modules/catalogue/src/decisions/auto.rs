//! What can be computed of a draft before a person controls it: missing parts, grounds, dates, the sum of the steps against
//! the limit. A suggestion with its reason; the conclusion is the person's.

use jiff::civil::Date;
use kernel::time::date;
use kernel::working_time::{Limit, Unit};

use super::clock;
use super::model::{Change, Dossier, Item, Verdict};
use super::rules::Ground;
use crate::model::{Kind, Parts};
use crate::rules::{self, Part};

/// What was computed for one item of the checklist; no verdict where nothing can be.
pub fn finding(auto: &str, d: &Dossier, g: &Ground<'_>) -> (Option<Verdict>, String) {
    let problems = match auto {
        "parts" => contents(d, |p| rules::gaps(p).iter().map(|g| g.label()).collect()),
        "list-parts" => contents(d, list_gaps),
        "basis" => basis(d),
        "abolished" => abolished(d),
        "changed" => unchanged(d, g),
        "dates" => dates(d, g),
        "current" => stale(d, g),
        "group" => contents(d, |p| match &p.kind {
            Kind::Internal { group } if group == "A" || group == "B" => vec![],
            _ => vec!["nhóm A hoặc B"],
        }),
        "steps" => steps(d, g),
        "sound" => unsound(d),
        _ => return (None, "Người kiểm soát tự xem xét.".into()),
    };
    if problems.is_empty() {
        return (Some(Verdict::Pass), "Hệ thống không thấy thiếu sót.".into());
    }
    (Some(Verdict::Fail), problems.join("; "))
}

fn contents(d: &Dossier, missing: impl Fn(&Parts) -> Vec<&'static str>) -> Vec<String> {
    let found = d.items.iter().filter_map(|i| Some((i, missing(i.body.parts.as_ref()?))));
    found.filter(|(_, m)| !m.is_empty()).map(|(i, m)| format!("{}: thiếu {}", i.code, m.join(", "))).collect()
}

/// What a list must say of each procedure (Điều 13 khoản 2 điểm a).
pub fn list_gaps(p: &Parts) -> Vec<&'static str> {
    let missing = [
        (p.name.trim().is_empty(), Part::Name),
        (p.legal_basis.is_empty(), Part::LegalBasis),
        (!p.channels.iter().any(|t| t.limit_text.is_some()), Part::Limit),
        (p.place.is_none(), Part::Place),
        (!p.channels.iter().any(|t| t.fee.is_some()), Part::Fee),
    ];
    missing.into_iter().filter(|(is, _)| *is).map(|(_, part)| part.label()).collect()
}

fn basis(d: &Dossier) -> Vec<String> {
    let mut all = contents(d, |p| if p.legal_basis.is_empty() { vec!["căn cứ pháp lý"] } else { vec![] });
    if d.decision.body.basis.name.trim().is_empty() {
        all.insert(0, "dự thảo chưa nêu văn bản quy định thủ tục".into());
    }
    all
}

fn abolished(d: &Dossier) -> Vec<String> {
    let items = d.items.iter().filter(|i| i.body.change == Change::Abolished && i.body.abolished_by.trim().is_empty());
    items.map(|i| format!("{}: chưa ghi văn bản quy định việc bãi bỏ", i.code)).collect()
}

/// The parts an item changes against the version it was drafted from.
pub fn changed_parts(i: &Item, g: &Ground<'_>) -> Vec<rules::Difference> {
    match (&i.body.parts, g.newest.get(&i.code)) {
        (Some(parts), Some(v)) => rules::differences(&v.parts, parts),
        _ => vec![],
    }
}

fn unchanged(d: &Dossier, g: &Ground<'_>) -> Vec<String> {
    let amended = d.items.iter().filter(|i| i.body.change == Change::Amended && changed_parts(i, g).is_empty());
    let replacing = d.items.iter().filter(|i| i.body.change == Change::Replaced && i.body.replaces.is_empty());
    amended
        .map(|i| format!("{}: không có bộ phận nào khác phiên bản đang có", i.code))
        .chain(replacing.map(|i| format!("{}: chưa ghi thủ tục được thay thế", i.code)))
        .collect()
}

fn dates(d: &Dossier, g: &Ground<'_>) -> Vec<String> {
    let mut all = vec![];
    let basis = &d.decision.body.basis;
    if basis.effective_on.is_none() {
        all.push("chưa có ngày văn bản quy định thủ tục có hiệu lực".into());
    }
    if let (Some(text), Some(own)) = (basis.effective_on, d.decision.effective_on)
        && own < text
    {
        all.push(format!("dự kiến có hiệu lực {} trước ngày văn bản có hiệu lực {}", date(own), date(text)));
    }
    let limit = g.law.limit("decision", (d.decision.kind, basis.shortened), g.today());
    let due = limit.and_then(|rule| {
        let from = clock::anchor(&d.decision, rule.anchor)?;
        clock::due(rule, from, &g.law.calendar).ok()
    });
    let signed: Date = d.decision.signed_on.unwrap_or(g.today());
    if let Some(due) = due.filter(|due| signed > *due) {
        all.push(format!("chậm công bố: hạn ban hành quyết định là {}", date(due)));
    }
    all
}

fn stale(d: &Dossier, g: &Ground<'_>) -> Vec<String> {
    let items = d.items.iter().filter_map(|i| {
        let now = g.newest.get(&i.code).map_or(0, |v| v.number);
        (now != i.body.base).then(|| format!("{}: dự thảo từ phiên bản {}, nay là {now}", i.code, i.body.base))
    });
    items.collect()
}

fn unsound(d: &Dossier) -> Vec<String> {
    let drafts = d.items.iter().filter_map(|i| Some((i, i.body.process.as_ref()?)));
    let wrong = drafts.filter_map(|(i, p)| {
        let problems = crate::flows::problems(&p.bpmn).err()?;
        let first = problems.first().map(ToString::to_string).unwrap_or_default();
        Some(format!("{}: {} lỗi, {first}", i.code, problems.len()))
    });
    let missing = d.items.iter().filter(|i| i.body.process.is_none() && i.body.change != Change::Abolished);
    wrong.chain(missing.map(|i| format!("{}: chưa có quy trình", i.code))).collect()
}

fn steps(d: &Dossier, g: &Ground<'_>) -> Vec<String> {
    let mut all = vec![];
    for (i, p) in d.items.iter().filter_map(|i| Some((i, i.body.process.as_ref()?))) {
        let Ok(definition) = process::parse(&p.bpmn) else { continue };
        let limit = g.newest.get(&i.code).and_then(|v| v.parts.channels.iter().find_map(|t| t.counted()));
        if let (Against::Over, Some(limit)) = (against(limit, definition.total_minutes()), limit) {
            all.push(format!("{}: tổng {} giờ, vượt thời hạn {limit}", i.code, hours(definition.total_minutes())));
        }
        let nobody: Vec<&str> =
            definition.tasks().filter(|t| t.role.is_none() && t.service.is_none()).map(|t| t.name.as_str()).collect();
        if !nobody.is_empty() {
            all.push(format!("{}: bước chưa có người thực hiện: {}", i.code, nobody.join(", ")));
        }
        all.extend(p.doubts.iter().map(|w| format!("{}: {w}", i.code)));
    }
    all
}

/// "4,5" hours of working minutes.
pub fn hours(minutes: i64) -> String {
    let hundredths = minutes * 100 / 60;
    match (hundredths / 100, hundredths % 100) {
        (h, 0) => h.to_string(),
        (h, part) => format!("{h},{}", format!("{part:02}").trim_end_matches('0')),
    }
}

/// The sum of the steps against the legal limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Against {
    /// No limit that hours can be held against.
    Unknown,
    Equal,
    Under,
    Over,
}

/// Holds working minutes against a limit; a working day is eight hours.
pub fn against(limit: Option<Limit>, minutes: i64) -> Against {
    let allowed = limit.and_then(|l| match l.unit {
        Unit::WorkingHour => Some(l.hundredths * 60 / 100),
        Unit::WorkingDay => Some(l.hundredths * 8 * 60 / 100),
        _ => None,
    });
    match allowed {
        None => Against::Unknown,
        Some(a) if a == minutes => Against::Equal,
        Some(a) if a > minutes => Against::Under,
        Some(_) => Against::Over,
    }
}

//! What a report counts, and how it goes from its words to the leader's signature. A number is never kept beside its records: it
//! is how many of them there are.

use kernel::error::Refusal;
use kernel::time::civil::Date;
use serde_json::json;
use uuid::Uuid;

use super::{Deed, needed};
use crate::checklist::{Checklist, Kind};
use crate::law::ReportKind;
use crate::model::{Answer, Counted, Manner, Mark, Measure, Plan, Progress, Remedy, Report, Signed, Status, Visit};

/// What the numbers stand on: the year's plan, and its inspections with answers and remedies.
#[derive(Debug, Clone, Default)]
pub struct Ground {
    pub plan: Option<Plan>,
    pub visits: Vec<(Visit, Vec<Answer>, Vec<Remedy>)>,
}

/// Whether an inspection of this manner belongs to a report.
fn fits(kind: &ReportKind, manner: Manner) -> bool {
    kind.manners.iter().any(|m| m == manner.slug())
}

fn line(of: Measure, unit: Uuid, (title, href): (&str, String)) -> Counted {
    Counted { of, unit, item: String::new(), title: title.to_owned(), href, checked: 0, wrong: 0 }
}

/// The records a report counts, for a time and on a day.
pub fn count(
    kind: &ReportKind,
    list: &Checklist,
    ground: &Ground,
    (from, to, today): (Date, Date, Date),
) -> Vec<Counted> {
    let within = |day: Date| from <= day && day <= to;
    let mut all = vec![];
    if let Some(plan) = &ground.plan {
        for i in
            plan.items.iter().filter(|i| plan.status == Status::Approved && within(i.starts) && fits(kind, i.manner))
        {
            all.push(line(Measure::Planned, i.unit, ("", format!("/inspections/plans/{}#i-{}", plan.id, i.id))));
        }
    }
    for (v, answers, remedies) in &ground.visits {
        if !v.stage.concluded() || !within(v.starts) || !fits(kind, v.manner) {
            continue;
        }
        let href = format!("/inspections/work/{}", v.id);
        let number = v.concluded.as_ref().map(|c| c.number.as_str()).unwrap_or_default();
        all.push(line(Measure::Done, v.unit, (number, href.clone())));
        for a in answers {
            let Some(item) = list.item(&a.item) else { continue };
            let asked = item.kind != Kind::Text && a.reply.mark != Some(Mark::None);
            if !asked || !item.topics.iter().any(|t| kind.topics.contains(t)) {
                continue;
            }
            let site = v.sites.iter().find(|s| s.id == a.site).map(|s| s.name.as_str()).unwrap_or_default();
            let title =
                format!("{site}: {}", super::answer::found(if a.bad() { &item.finding } else { &item.text }, &a.reply));
            let href = format!("{href}/sites/{}#{}", a.site, a.item);
            let (checked, wrong) = (a.reply.checked.unwrap_or(0), a.reply.wrong.unwrap_or(0));
            let one = |of| Counted { item: a.item.clone(), checked, wrong, ..line(of, v.unit, (&title, href.clone())) };
            all.push(one(Measure::Checked));
            if a.bad() {
                all.push(one(Measure::Failed));
            }
        }
        let mine = |r: &&Remedy| {
            let item = v.findings.iter().find(|f| f.id == r.id).and_then(|f| list.item(&f.item));
            item.is_none_or(|i| i.topics.iter().any(|t| kind.topics.contains(t)))
        };
        for r in remedies.iter().filter(mine) {
            let at = || (r.text.as_str(), format!("/inspections/remedies/{}", r.id));
            all.push(line(Measure::Remedies, v.unit, at()));
            if r.progress == Progress::Accepted {
                all.push(line(Measure::Settled, v.unit, at()));
            }
            if r.late(today) {
                all.push(line(Measure::Late, v.unit, at()));
            }
        }
    }
    all
}

/// How many records a number counts: of a measure, of one unit or all.
pub fn number(all: &[Counted], of: Measure, unit: Option<Uuid>) -> usize {
    all.iter().filter(|c| c.of == of && unit.is_none_or(|u| u == c.unit)).count()
}

fn only_in(r: &Report, status: Status) -> Result<(), Refusal> {
    if r.status == status {
        return Ok(());
    }
    let text = "Báo cáo đã chuyển sang bước khác. Tải lại trang để xem việc có thể làm.";
    Err(Refusal::new("status", text))
}

/// Writes the words.
///
/// # Errors
/// "status" outside a draft; at the field that is missing.
pub fn write(r: &mut Report, (assessment, proposals): (&str, &str)) -> Result<Deed, Refusal> {
    only_in(r, Status::Draft)?;
    let assessment = needed(assessment, "assessment", "đánh giá chung")?;
    let proposals = needed(proposals, "proposals", "đề xuất, kiến nghị")?;
    (r.assessment, r.proposals) = (assessment, proposals);
    Ok(Deed { action: "report.written", body: json!({}) })
}

/// Hands it to the leader.
///
/// # Errors
/// "status" outside a draft; "empty" without words or without a concluded inspection.
pub fn submit(r: &mut Report, counted: &[Counted]) -> Result<Deed, Refusal> {
    only_in(r, Status::Draft)?;
    if r.assessment.is_empty() {
        return Err(Refusal::new("empty", "Nhập và lưu đánh giá chung rồi trình.").at("assessment"));
    }
    if number(counted, Measure::Done, None) == 0 {
        let text = "Trong kỳ chưa có cuộc kiểm tra nào được kết luận nên chưa có gì để báo cáo.";
        return Err(Refusal::new("empty", text));
    }
    r.status = Status::Submitted;
    Ok(Deed { action: "report.submitted", body: json!({}) })
}

/// Gives it back to be worked on.
///
/// # Errors
/// "status" unless it was handed in; "required" without a reason.
pub fn give_back(r: &mut Report, reason: &str) -> Result<Deed, Refusal> {
    only_in(r, Status::Submitted)?;
    let reason = needed(reason, "why", "lý do trả lại")?;
    r.status = Status::Draft;
    Ok(Deed { action: "report.returned", body: json!({ "reason": reason }) })
}

/// Issues it with its number and day; what it counts is kept with it.
///
/// # Errors
/// "status" unless it was handed in; at the field that is missing.
pub fn issue(r: &mut Report, (number, on): (&str, Option<Date>), counted: Vec<Counted>) -> Result<Deed, Refusal> {
    only_in(r, Status::Submitted)?;
    let number = needed(number, "number", "số, ký hiệu văn bản")?;
    let on = on.ok_or_else(|| Refusal::new("required", "Nhập ngày văn bản, ví dụ 15/01/2024.").at("on"))?;
    let body = json!({ "number": number, "on": on, "records": counted.len() });
    (r.status, r.signed, r.counted) = (Status::Approved, Some(Signed { number, on }), counted);
    Ok(Deed { action: "report.issued", body })
}

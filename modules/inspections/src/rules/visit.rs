//! Decisions about an inspection: the team, the decision that sends it, the notice, the minutes, the conclusion with its
//! remedies. Pure: what is loaded and asked go in, the change or a refusal comes out.

use std::collections::BTreeSet;

use kernel::error::Refusal;
use kernel::time::civil::Date;
use serde_json::json;
use uuid::Uuid;

use super::answer::{found, missing};
use super::{Deed, needed, optional};
use crate::checklist::Checklist;
use crate::model::{Answer, Finding, Minutes, OwnReport, Signed, Site, Stage, Visit};

/// The most members of a team, and the most sites of an inspection.
const MOST: usize = 30;

pub(super) fn only_in(v: &Visit, stages: &[Stage]) -> Result<(), Refusal> {
    if stages.contains(&v.stage) {
        return Ok(());
    }
    let now = v.stage.label();
    let text = format!("Cuộc kiểm tra đang ở trạng thái “{now}”. Tải lại trang để xem việc có thể làm.");
    Err(Refusal::new("status", text))
}

fn date_needed(day: Option<Date>, field: &'static str, what: &str) -> Result<Date, Refusal> {
    day.ok_or_else(|| Refusal::new("required", format!("Nhập {what}, ví dụ 02/05/2024.")).at(field))
}

/// Team and frame of an inspection, as typed.
#[derive(Debug, Clone, Default)]
pub struct Team {
    pub head: Option<Uuid>,
    pub members: Vec<Uuid>,
    pub from: Option<Date>,
    pub to: Option<Date>,
    pub starts: Option<Date>,
    pub ends: Option<Date>,
    pub scope: String,
    /// One site a line.
    pub sites: String,
}

/// Sets the team. `id` makes the ids of new sites; a site whose name stays keeps its id.
///
/// # Errors
/// "status" outside preparation; at the field that is missing or wrong.
pub fn team(v: &mut Visit, t: &Team, mut id: impl FnMut() -> Uuid) -> Result<Deed, Refusal> {
    only_in(v, &[Stage::Draft])?;
    let head = t.head.ok_or_else(|| Refusal::new("required", "Chọn trưởng đoàn.").at("head"))?;
    let mut members: Vec<Uuid> = vec![head];
    members.extend(t.members.iter().filter(|m| **m != head));
    let unique: BTreeSet<Uuid> = members.iter().copied().collect();
    members.retain(|m| unique.contains(m));
    members.dedup();
    if members.len() > MOST {
        return Err(Refusal::new("many", format!("Đoàn có tối đa {MOST} người.")).at("members"));
    }
    let from = date_needed(t.from, "from", "ngày đầu của thời kỳ được kiểm tra")?;
    let to = date_needed(t.to, "to", "ngày cuối của thời kỳ được kiểm tra")?;
    let starts = date_needed(t.starts, "starts", "ngày bắt đầu kiểm tra")?;
    let ends = date_needed(t.ends, "ends", "ngày kết thúc kiểm tra")?;
    if to < from {
        return Err(Refusal::new("order", "Ngày cuối của thời kỳ phải từ ngày đầu trở đi.").at("to"));
    }
    if ends < starts {
        return Err(Refusal::new("order", "Ngày kết thúc phải từ ngày bắt đầu trở đi.").at("ends"));
    }
    let scope = needed(&t.scope, "scope", "nội dung, phạm vi kiểm tra")?;
    let names: Vec<String> = t.sites.lines().map(kernel::text::line).filter(|l| !l.is_empty()).collect();
    let unique: BTreeSet<&String> = names.iter().collect();
    if names.is_empty() {
        return Err(Refusal::new("required", "Nhập ít nhất một nơi được kiểm tra, mỗi nơi một dòng.").at("sites"));
    }
    if names.len() > MOST || unique.len() < names.len() || names.iter().any(|n| n.chars().count() > 200) {
        let text = format!("Nhập tối đa {MOST} nơi, mỗi nơi một dòng, không trùng tên, mỗi tên tối đa 200 ký tự.");
        return Err(Refusal::new("sites", text).at("sites"));
    }
    let mut site = |name: String| {
        let same = v.sites.iter().find(|s| s.name == name).map(|s| s.id);
        Site { id: same.unwrap_or_else(&mut id), name }
    };
    v.sites = names.into_iter().map(&mut site).collect();
    (v.head, v.members, v.period, v.scope) = (Some(head), members, Some((from, to)), scope);
    (v.starts, v.ends) = (starts, ends);
    Ok(Deed { action: "visit.team", body: json!({ "members": v.members.len(), "sites": v.sites.len() }) })
}

/// Hands the decision on the team to the leader.
///
/// # Errors
/// "status" outside preparation; "empty" without a team.
pub fn submit(v: &mut Visit) -> Result<Deed, Refusal> {
    only_in(v, &[Stage::Draft])?;
    if v.head.is_none() || v.sites.is_empty() {
        return Err(Refusal::new("empty", "Lưu thành phần đoàn và nơi được kiểm tra rồi trình.").at("head"));
    }
    v.stage = Stage::Submitted;
    Ok(Deed { action: "visit.submitted", body: json!({}) })
}

/// Gives it back to be worked on.
///
/// # Errors
/// "status" unless it was handed in; "required" without a reason.
pub fn give_back(v: &mut Visit, reason: &str) -> Result<Deed, Refusal> {
    only_in(v, &[Stage::Submitted])?;
    let reason = needed(reason, "why", "lý do trả lại")?;
    v.stage = Stage::Draft;
    Ok(Deed { action: "visit.returned", body: json!({ "reason": reason }) })
}

fn signed(number: &str, on: Option<Date>) -> Result<Signed, Refusal> {
    let number = needed(number, "number", "số, ký hiệu văn bản")?;
    let on = on.ok_or_else(|| Refusal::new("required", "Nhập ngày văn bản, ví dụ 15/01/2024.").at("on"))?;
    Ok(Signed { number, on })
}

/// Signs the decision on the team.
///
/// # Errors
/// "status" unless it was handed in; at the field that is missing.
pub fn decide(v: &mut Visit, (number, on): (&str, Option<Date>)) -> Result<Deed, Refusal> {
    only_in(v, &[Stage::Submitted])?;
    let decision = signed(number, on)?;
    let body = json!({ "number": decision.number, "on": decision.on });
    (v.stage, v.decision) = (Stage::Decided, Some(decision));
    Ok(Deed { action: "visit.decided", body })
}

/// Tells the unit on a day; `text` is added to the shipped outline.
///
/// # Errors
/// "status" unless the decision was just signed; a text that is too long.
pub fn announce(v: &mut Visit, text: &str, on: Date) -> Result<Deed, Refusal> {
    only_in(v, &[Stage::Decided])?;
    let text = optional(text, "notice", "lời nhắn")?;
    (v.stage, v.notice, v.announced) = (Stage::Announced, Some(text), Some(on));
    Ok(Deed { action: "visit.announced", body: json!({}) })
}

/// Takes the unit's own report after the outline; a later one replaces the words and adds the files.
///
/// # Errors
/// "status" unless the unit was told and the minutes are open; "required" without words.
pub fn own(v: &mut Visit, report: OwnReport) -> Result<Deed, Refusal> {
    only_in(v, &[Stage::Announced])?;
    let text = needed(&report.text, "text", "nội dung báo cáo")?;
    let mut files = v.own.take().map(|o| o.files).unwrap_or_default();
    for file in report.files {
        if !files.iter().any(|f| f.digest == file.digest) {
            files.push(file);
        }
    }
    v.own = Some(OwnReport { text, files, ..report });
    Ok(Deed { action: "visit.own", body: json!({}) })
}

/// Closes the minutes. What was found wrong becomes findings, in the order of sites and items.
///
/// # Errors
/// "status" off site; "missing" while items have no answer; at the field that is missing.
pub fn record(
    v: &mut Visit,
    (list, answers): (&Checklist, &[Answer]),
    minutes: Minutes,
    mut id: impl FnMut() -> Uuid,
) -> Result<Deed, Refusal> {
    only_in(v, &[Stage::Decided, Stage::Announced])?;
    let left = missing(v, list, answers);
    if left > 0 {
        let text = format!("Còn {left} nội dung chưa trả lời. Trả lời hết ở từng nơi rồi lập biên bản.");
        return Err(Refusal::new("missing", text));
    }
    let place = needed(&minutes.place, "place", "địa điểm lập biên bản")?;
    let present = needed(&minutes.present, "present", "đại diện đơn vị được kiểm tra")?;
    let opinion = optional(&minutes.opinion, "opinion", "ý kiến của đơn vị")?;
    for site in &v.sites {
        for item in list.items() {
            let bad = answers.iter().find(|a| a.site == site.id && a.item == item.id && a.bad());
            let Some(answer) = bad else { continue };
            v.findings.push(Finding {
                id: id(),
                site: site.id,
                item: item.id.clone(),
                text: found(&item.finding, &answer.reply),
                remedy: String::new(),
                unit: v.unit,
                due: None,
            });
        }
    }
    v.minutes = Some(Minutes { place, present, opinion, at: minutes.at });
    v.stage = Stage::Recorded;
    Ok(Deed { action: "visit.recorded", body: json!({ "findings": v.findings.len() }) })
}

/// What the conclusion says of one finding, as typed; a text left empty takes an added finding out.
#[derive(Debug, Clone, Default)]
pub struct Word {
    pub id: Option<Uuid>,
    pub text: String,
    pub remedy: String,
    pub unit: Option<Uuid>,
    pub due: Option<Date>,
}

/// Writes the draft of the conclusion. Findings of the checklist stay, whatever is typed; others may be added and taken out.
///
/// # Errors
/// "status" unless the minutes are closed; at the field that is missing or wrong.
pub fn conclude(
    v: &mut Visit,
    (text, words): (&str, &[Word]),
    allowed: &[Uuid],
    mut id: impl FnMut() -> Uuid,
) -> Result<Deed, Refusal> {
    only_in(v, &[Stage::Recorded])?;
    let mut all = vec![];
    for (n, w) in words.iter().enumerate() {
        let field = |name: &str| format!("{name}.{n}");
        let before = v.findings.iter().find(|f| Some(f.id) == w.id);
        let text = optional(&w.text, "text", "nội dung phát hiện").map_err(|r| r.at(field("text")))?;
        let remedy = optional(&w.remedy, "remedy", "biện pháp khắc phục").map_err(|r| r.at(field("remedy")))?;
        if text.is_empty() && before.is_none_or(|b| b.item.is_empty()) && remedy.is_empty() {
            continue;
        }
        if text.is_empty() {
            return Err(Refusal::new("required", "Nhập nội dung phát hiện.").at(field("text")));
        }
        if !remedy.is_empty() && w.due.is_none() {
            return Err(Refusal::new("required", "Nhập hạn khắc phục, ví dụ 31/05/2024.").at(field("due")));
        }
        let unit = w.unit.unwrap_or(v.unit);
        if !allowed.contains(&unit) {
            return Err(Refusal::new("choice", "Chọn một đơn vị trong danh sách.").at(field("unit")));
        }
        let (site, item) = before.map_or((Uuid::nil(), String::new()), |b| (b.site, b.item.clone()));
        all.push(Finding { id: w.id.unwrap_or_else(&mut id), site, item, text, remedy, unit, due: w.due });
    }
    if let Some(lost) = v.findings.iter().find(|f| !f.item.is_empty() && !all.iter().any(|a| a.id == f.id)) {
        let text = format!("Phát hiện “{}” lấy từ phiếu kiểm tra nên không bỏ được.", lost.text);
        return Err(Refusal::new("finding", text));
    }
    v.conclusion = optional(text, "conclusion", "nhận xét, kết luận")?;
    v.findings = all;
    Ok(Deed { action: "visit.drafted", body: json!({ "findings": v.findings.len() }) })
}

/// Signs the conclusion; without a remedy the inspection is closed with it.
///
/// # Errors
/// "status" unless the minutes are closed; "empty" without a text; "order" when a remedy would be late at once.
pub fn sign(v: &mut Visit, (number, on): (&str, Option<Date>)) -> Result<Deed, Refusal> {
    only_in(v, &[Stage::Recorded])?;
    let concluded = signed(number, on)?;
    if v.conclusion.is_empty() {
        return Err(
            Refusal::new("empty", "Đoàn chưa nhập nhận xét, kết luận. Nhập ở trang soạn kết luận rồi ký.").at("number")
        );
    }
    if let Some(f) = v.findings.iter().find(|f| f.due.is_some_and(|d| d < concluded.on)) {
        let text = format!("Hạn khắc phục của “{}” trước ngày kết luận. Sửa ở trang soạn kết luận.", f.text);
        return Err(Refusal::new("order", text).at("on"));
    }
    let remedies = v.findings.iter().filter(|f| !f.remedy.is_empty()).count();
    let body = json!({ "number": concluded.number, "on": concluded.on, "remedies": remedies });
    v.stage = if remedies == 0 { Stage::Closed } else { Stage::Concluded };
    v.concluded = Some(concluded);
    Ok(Deed { action: "visit.concluded", body })
}

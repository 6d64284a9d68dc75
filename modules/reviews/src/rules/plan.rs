//! Plans: lines with their grounds, handing up, merging with the choice of fields, approval that begins the reviews.

use jiff::civil::Date;
use kernel::error::Refusal;
use serde_json::json;
use uuid::Uuid;

use super::{Begun, Deed, Ground, needed, only_in};
use crate::model::{
    Examined, Initiative, Pick, Plan, PlanItem, PlanKind, PlanStatus, Reported, Review, ReviewStatus, Subject,
};

/// What a person gives for one line.
#[derive(Debug, Clone, Default)]
pub struct NewItem {
    pub subjects: Vec<Subject>,
    pub lead: Option<Uuid>,
    pub coordinating: String,
    pub starts: Option<Date>,
    pub ends: Option<Date>,
    pub grounds: String,
    pub reason: String,
    pub product: String,
}

/// Adds a line. Điều 30 asks for the procedure, who, when, the grounds and the product.
///
/// # Errors
/// At the field that is missing; "twice" when a procedure is already in the plan.
pub fn add(p: &mut Plan, g: &mut Ground<'_>, new: NewItem) -> Result<Deed, Refusal> {
    only_in(p.status, &[PlanStatus::Draft], p.status.label())?;
    let law = g.law.article("plan");
    if new.subjects.is_empty() {
        return Err(Refusal::new("required", "Chọn thủ tục hoặc nhóm thủ tục cần rà soát.").at("codes").law(law));
    }
    let twice = new.subjects.iter().find(|s| p.items.iter().any(|i| i.subjects.iter().any(|o| o.code == s.code)));
    if let Some(s) = twice {
        let text = format!("Thủ tục {} đã có trong kế hoạch. Bỏ khỏi danh sách chọn hoặc sửa dòng đã có.", s.code);
        return Err(Refusal::new("twice", text).at("codes"));
    }
    let must = |value: Option<Date>, field: &'static str, what: &str| {
        value.ok_or_else(|| Refusal::new("required", format!("Nhập {what}.")).at(field))
    };
    let lead = new.lead.ok_or_else(|| Refusal::new("required", "Chọn đơn vị chủ trì rà soát.").at("lead"))?;
    let starts = must(new.starts, "starts", "ngày bắt đầu, ví dụ 01/02/2024")?;
    let ends = must(new.ends, "ends", "ngày hoàn thành, ví dụ 31/07/2024")?;
    if ends < starts {
        return Err(Refusal::new("order", "Ngày hoàn thành phải từ ngày bắt đầu trở đi.").at("ends"));
    }
    if !g.law.grounds().iter().any(|n| n.key == new.grounds) {
        return Err(Refusal::new("required", "Chọn căn cứ lựa chọn thủ tục để rà soát.").at("grounds").law(law));
    }
    let item = PlanItem {
        id: (g.ids)(),
        subjects: new.subjects,
        lead,
        coordinating: kernel::text::line(&new.coordinating),
        starts,
        ends,
        grounds: new.grounds,
        reason: needed(&new.reason, "reason", "lý do lựa chọn")?,
        product: needed(&new.product, "product", "dự kiến sản phẩm")?,
        from: None,
        pick: Pick::Chosen,
        review: None,
    };
    let body = json!({ "title": item.title(), "codes": item.subjects.iter().map(|s| &s.code).collect::<Vec<_>>() });
    p.items.push(item);
    Ok(Deed::new("plan.added", body))
}

/// Takes a line out.
///
/// # Errors
/// "gone" when there is no such line.
pub fn remove(p: &mut Plan, item: Uuid) -> Result<Deed, Refusal> {
    only_in(p.status, &[PlanStatus::Draft], p.status.label())?;
    let at = p.items.iter().position(|i| i.id == item);
    let at = at.ok_or_else(|| Refusal::new("gone", "Dòng này không còn trong kế hoạch. Tải lại trang."))?;
    let gone = p.items.remove(at);
    Ok(Deed::new("plan.removed", json!({ "title": gone.title() })))
}

/// Gives a unit's plan to the agency.
///
/// # Errors
/// "empty" without a line.
pub fn hand_up(p: &mut Plan) -> Result<Deed, Refusal> {
    only_in(p.status, &[PlanStatus::Draft], p.status.label())?;
    if p.kind == PlanKind::Agency {
        return Err(Refusal::new("kind", "Kế hoạch của cơ quan không gửi lên; trình lãnh đạo phê duyệt."));
    }
    if p.items.is_empty() {
        return Err(Refusal::new("empty", "Kế hoạch chưa có thủ tục nào. Thêm ít nhất một thủ tục rồi gửi."));
    }
    p.status = PlanStatus::HandedUp;
    Ok(Deed::new("plan.handed_up", json!({ "items": p.items.len() })))
}

/// Gives a handed-up plan back to its unit, or notes that the agency's plan has taken it in.
///
/// # Errors
/// Not in this status.
pub fn mark(p: &mut Plan, status: PlanStatus, reason: &str) -> Result<Deed, Refusal> {
    only_in(p.status, &[PlanStatus::HandedUp], p.status.label())?;
    if p.kind == PlanKind::Agency {
        return Err(Refusal::new("kind", "Chỉ kế hoạch của đơn vị mới được tổng hợp hoặc trả lại."));
    }
    p.status = status;
    match status {
        PlanStatus::Draft => {
            Ok(Deed::new("plan.returned", json!({ "reason": needed(reason, "reason", "lý do trả lại")? })))
        }
        _ => Ok(Deed::new("plan.merged", json!({}))),
    }
}

/// Takes the lines of units' plans into the agency's. A procedure several units name stands once, with all their reasons.
///
/// # Errors
/// The plan is not the agency's, or no longer a draft.
pub fn merge(p: &mut Plan, g: &mut Ground<'_>, units: &[Plan]) -> Result<Deed, Refusal> {
    only_in(p.status, &[PlanStatus::Draft], p.status.label())?;
    if p.kind != PlanKind::Agency {
        return Err(Refusal::new("kind", "Chỉ kế hoạch của cơ quan mới tổng hợp được kế hoạch của đơn vị."));
    }
    let (mut added, mut joined) = (0, 0);
    for (plan, item) in units.iter().flat_map(|u| u.items.iter().map(move |i| (u.id, i))) {
        let codes = |i: &PlanItem| i.subjects.iter().map(|s| s.code.clone()).collect::<Vec<_>>();
        if p.items.iter().any(|i| i.from == Some(plan) && codes(i) == codes(item)) {
            continue;
        }
        match p.items.iter_mut().find(|i| codes(i) == codes(item)) {
            Some(same) => {
                if !same.reason.contains(&item.reason) {
                    same.reason = format!("{}; {}", same.reason, item.reason);
                }
                (same.starts, same.ends) = (same.starts.min(item.starts), same.ends.max(item.ends));
                joined += 1;
            }
            None => {
                p.items.push(PlanItem { id: (g.ids)(), from: Some(plan), ..item.clone() });
                added += 1;
            }
        }
    }
    Ok(Deed::new("plan.took_in", json!({ "plans": units.len(), "added": added, "joined": joined })))
}

/// Chooses the fields of the year; lines of other fields are left out with that reason, lines of chosen fields come back.
///
/// # Errors
/// "required" without a field.
pub fn choose_fields(p: &mut Plan, fields: Vec<String>) -> Result<Deed, Refusal> {
    only_in(p.status, &[PlanStatus::Draft], p.status.label())?;
    if fields.is_empty() {
        return Err(Refusal::new("required", "Chọn ít nhất một lĩnh vực được rà soát trong năm.").at("fields"));
    }
    let reason = "Lĩnh vực không được chọn rà soát trong năm";
    for item in &mut p.items {
        let of = item.subjects.iter().any(|s| fields.contains(&s.field));
        item.pick = match (&item.pick, of) {
            (Pick::LeftOut(why), true) if why == reason => Pick::Chosen,
            (pick, true) => pick.clone(),
            (_, false) => Pick::LeftOut(reason.to_owned()),
        };
    }
    p.fields = fields;
    Ok(Deed::new("plan.fields", json!({ "fields": p.fields })))
}

/// Leaves one line out, or takes it back in when no reason is given.
///
/// # Errors
/// "gone" when there is no such line.
pub fn pick(p: &mut Plan, item: Uuid, why_not: Option<String>) -> Result<Deed, Refusal> {
    only_in(p.status, &[PlanStatus::Draft], p.status.label())?;
    let found = p.items.iter_mut().find(|i| i.id == item);
    let found = found.ok_or_else(|| Refusal::new("gone", "Dòng này không còn trong kế hoạch. Tải lại trang."))?;
    found.pick = why_not.map_or(Pick::Chosen, Pick::LeftOut);
    let action = if found.pick == Pick::Chosen { "plan.picked" } else { "plan.left_out" };
    Ok(Deed::new(action, json!({ "title": found.title() })))
}

/// Approves the agency's plan and begins its reviews in the same batch.
///
/// # Errors
/// "empty" when no line is chosen; a missing number.
pub fn approve(p: &mut Plan, g: &mut Ground<'_>, (number, on): (&str, Date)) -> Result<Deed, Refusal> {
    only_in(p.status, &[PlanStatus::Draft], p.status.label())?;
    if p.kind != PlanKind::Agency {
        return Err(Refusal::new("kind", "Kế hoạch của đơn vị được phê duyệt qua kế hoạch tổng hợp của cơ quan."));
    }
    if p.chosen().next().is_none() {
        return Err(Refusal::new("empty", "Kế hoạch chưa chọn thủ tục nào để rà soát. Chọn ít nhất một dòng."));
    }
    let number = needed(number, "number", "số, ký hiệu văn bản phê duyệt")?;
    let Some(banks) = g.law.forms(on) else {
        return Err(Refusal::new("law", "Chưa có bộ câu hỏi rà soát trong dữ liệu luật. Báo quản trị viên bổ sung."));
    };
    let (bank, mut begun) = (banks.review.clone(), vec![]);
    for item in p.items.iter_mut().filter(|i| i.pick == Pick::Chosen) {
        let id = (g.ids)();
        item.review = Some(id);
        let review = Review {
            tenant: p.tenant,
            id,
            unit: item.lead,
            year: p.year,
            status: ReviewStatus::Planned,
            title: item.title(),
            plan: Some(p.id),
            bank: bank.clone(),
            procedures: item.subjects.iter().map(|s| examined(s.clone())).collect(),
            coordinating: item.coordinating.clone(),
            starts: item.starts,
            ends: item.ends,
            grounds: item.grounds.clone(),
            officer: None,
            conclusion: String::new(),
            remarks: vec![],
            handed_in_at: None,
            accepted_at: None,
            changed_at: g.now,
        };
        begun.push(Begun::Review(Box::new(review)));
    }
    (p.status, p.number, p.approved_on) = (PlanStatus::Approved, number, Some(on));
    let body = json!({ "number": p.number, "on": on, "reviews": begun.len() });
    Ok(Deed { begun, ..Deed::new("plan.approved", body) })
}

/// Notes that the year's synthesis was issued; issued again, the newer one counts.
///
/// # Errors
/// Not the agency's approved plan; a missing number; a day after today.
pub fn report(p: &mut Plan, g: &Ground<'_>, (number, on): (&str, Date)) -> Result<Deed, Refusal> {
    if p.kind != PlanKind::Agency {
        return Err(Refusal::new("kind", "Báo cáo tổng hợp được ghi ở kế hoạch của cơ quan."));
    }
    only_in(p.status, &[PlanStatus::Approved], p.status.label())?;
    let number = needed(number, "report_number", "số, ký hiệu báo cáo")?;
    if on > g.today {
        return Err(Refusal::new("day", "Ngày báo cáo không được sau hôm nay.").at("report_on"));
    }
    let body = json!({ "number": number, "on": on });
    p.report = Some(Reported { number, on });
    Ok(Deed::new("plan.reported", body))
}

/// A procedure not yet looked at.
pub fn examined(subject: Subject) -> Examined {
    Examined { subject, answers: forms::Answers::default(), seen: vec![], study: None }
}

/// Adds an initiative to the agency's plan.
///
/// # Errors
/// At the field that is missing.
pub fn initiative(p: &mut Plan, g: &mut Ground<'_>, new: [&str; 4]) -> Result<Deed, Refusal> {
    if p.kind != PlanKind::Agency {
        return Err(Refusal::new("kind", "Sáng kiến được ghi ở kế hoạch của cơ quan."));
    }
    let [title, by, content, effect] = new;
    let made = Initiative {
        id: (g.ids)(),
        title: needed(title, "title", "tên sáng kiến")?,
        by: needed(by, "by", "đơn vị, cá nhân đề xuất")?,
        content: needed(content, "content", "nội dung sáng kiến")?,
        effect: kernel::text::clean(effect),
    };
    let body = json!({ "title": made.title });
    p.initiatives.push(made);
    Ok(Deed::new("plan.initiative", body))
}

//! Decisions, pure: a plan as loaded and what is asked go in; the changed plan and its deed, or a refusal, come out. The ranking
//! is a sum of weights times the share of the largest figure, so it can be checked by hand.

pub mod answer;
pub mod remedy;
pub mod report;
pub mod visit;

use kernel::error::Refusal;
use kernel::time::civil::Date;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::law::{Law, Weights};
use crate::model::{Item, Manner, Plan, Status};

/// A unit with what its cases say now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    pub unit: Uuid,
    pub name: String,
    /// Open cases and those of them that are late; None when nothing was counted.
    pub figures: Option<(i64, i64)>,
    /// Out of the sum of the weights, in tenths.
    pub score: i64,
}

/// Scores and sorts; the same score keeps the order of names.
pub fn rank(all: &mut [Candidate], w: &Weights) {
    let figures = |c: &Candidate| c.figures.unwrap_or_default();
    let most = all.iter().map(figures).fold((0, 0), |m, f| (m.0.max(f.0), m.1.max(f.1)));
    let part = |n: i64, most: i64, weight: i64| if most == 0 { 0 } else { weight * 10 * n / most };
    for c in all.iter_mut() {
        let (open, late) = figures(c);
        c.score = part(open, most.0, w.open) + part(late, most.1, w.late);
    }
    all.sort_by(|a, b| b.score.cmp(&a.score).then_with(|| a.name.cmp(&b.name)));
}

/// What was done: its name in the ledger and what happened, as data.
#[derive(Debug, Clone)]
pub struct Deed {
    pub action: &'static str,
    pub body: Value,
}

/// A unit to add, as typed.
#[derive(Debug, Clone)]
pub struct NewItem {
    pub unit: Option<Uuid>,
    pub manner: Option<Manner>,
    pub grounds: String,
    pub reason: String,
    pub starts: Option<Date>,
    pub ends: Option<Date>,
}

fn needed(text: &str, field: &'static str, what: &str) -> Result<String, Refusal> {
    let text = optional(text, field, what)?;
    if text.is_empty() {
        return Err(Refusal::new("required", format!("Nhập {what}.")).at(field));
    }
    Ok(text)
}

fn optional(text: &str, field: &'static str, what: &str) -> Result<String, Refusal> {
    let text = kernel::text::clean(text);
    if text.chars().count() > 2_000 {
        return Err(Refusal::new("long", format!("Rút gọn {what}: tối đa 2.000 ký tự.")).at(field));
    }
    Ok(text)
}

fn only_in(p: &Plan, status: Status) -> Result<(), Refusal> {
    if p.status == status {
        return Ok(());
    }
    let now = p.status.label();
    Err(Refusal::new("status", format!("Kế hoạch đang ở trạng thái “{now}”. Tải lại trang để xem việc có thể làm.")))
}

/// Adds a unit: to a draft by its kind of the year, to an approved plan ad hoc only.
///
/// # Errors
/// At the field that is missing or wrong; "status" when the plan waits for approval.
pub fn add(p: &mut Plan, law: &Law, (id, new): (Uuid, &NewItem)) -> Result<Deed, Refusal> {
    let must = |field, text: &str| Refusal::new("required", text).at(field);
    let unit = new.unit.ok_or_else(|| must("unit", "Chọn đơn vị được kiểm tra."))?;
    let manner = new.manner.ok_or_else(|| must("manner", "Chọn hình thức kiểm tra."))?;
    let wanted = if manner == Manner::AdHoc { Status::Approved } else { Status::Draft };
    if p.status != wanted {
        let text = "Kế hoạch đang lập chỉ nhận kiểm tra định kỳ hoặc kết hợp; kế hoạch đã phê duyệt chỉ nhận kiểm tra đột xuất.";
        return Err(Refusal::new("status", text).at("manner"));
    }
    if !law.grounds.iter().any(|g| g.key == new.grounds) {
        return Err(must("grounds", "Chọn căn cứ lựa chọn."));
    }
    let reason = needed(&new.reason, "reason", "lý do lựa chọn đơn vị")?;
    let starts = new.starts.ok_or_else(|| must("starts", "Nhập ngày bắt đầu, ví dụ 02/05/2024."))?;
    let ends = new.ends.ok_or_else(|| must("ends", "Nhập ngày kết thúc, ví dụ 10/05/2024."))?;
    if starts.year() != p.year {
        return Err(Refusal::new("year", format!("Ngày bắt đầu phải trong năm kế hoạch {}.", p.year)).at("starts"));
    }
    if ends < starts {
        return Err(Refusal::new("order", "Ngày kết thúc phải từ ngày bắt đầu trở đi.").at("ends"));
    }
    if p.items.iter().any(|i| i.unit == unit && i.starts <= ends && starts <= i.ends) {
        let text =
            "Đơn vị này đã có một cuộc kiểm tra trùng thời gian trong kế hoạch. Chọn ngày khác hoặc bỏ dòng kia.";
        return Err(Refusal::new("twice", text).at("unit"));
    }
    p.items.push(Item { id, unit, manner, grounds: new.grounds.clone(), reason, starts, ends });
    p.items.sort_by_key(|i| (i.starts, i.id));
    Ok(Deed { action: "plan.added", body: json!({ "unit": unit, "manner": manner }) })
}

/// Takes a unit out of a draft.
///
/// # Errors
/// "status" outside a draft; "gone" when the line is not there.
pub fn remove(p: &mut Plan, item: Uuid) -> Result<Deed, Refusal> {
    only_in(p, Status::Draft)?;
    let at = p.items.iter().position(|i| i.id == item);
    let at = at.ok_or_else(|| Refusal::new("gone", "Dòng này không còn trong kế hoạch. Tải lại trang."))?;
    let gone = p.items.remove(at);
    Ok(Deed { action: "plan.removed", body: json!({ "unit": gone.unit }) })
}

/// Hands the plan to the leader.
///
/// # Errors
/// "status" outside a draft; "empty" without a unit.
pub fn submit(p: &mut Plan) -> Result<Deed, Refusal> {
    only_in(p, Status::Draft)?;
    if p.items.is_empty() {
        return Err(Refusal::new("empty", "Thêm ít nhất một đơn vị được kiểm tra rồi trình.").at("unit"));
    }
    p.status = Status::Submitted;
    Ok(Deed { action: "plan.submitted", body: json!({ "units": p.items.len() }) })
}

/// Gives the plan back to be worked on.
///
/// # Errors
/// "status" unless it was handed in; "required" without a reason.
pub fn give_back(p: &mut Plan, reason: &str) -> Result<Deed, Refusal> {
    only_in(p, Status::Submitted)?;
    let reason = needed(reason, "why", "lý do trả lại")?;
    p.status = Status::Draft;
    Ok(Deed { action: "plan.returned", body: json!({ "reason": reason }) })
}

/// Approves the plan with the number and day of its document.
///
/// # Errors
/// "status" unless it was handed in; at the field that is missing.
pub fn approve(p: &mut Plan, number: &str, on: Option<Date>) -> Result<Deed, Refusal> {
    only_in(p, Status::Submitted)?;
    let number = needed(number, "number", "số, ký hiệu văn bản")?;
    let on = on.ok_or_else(|| Refusal::new("required", "Nhập ngày văn bản, ví dụ 15/01/2024.").at("on"))?;
    (p.status, p.number, p.approved_on) = (Status::Approved, number.clone(), Some(on));
    Ok(Deed { action: "plan.approved", body: json!({ "number": number, "on": on }) })
}

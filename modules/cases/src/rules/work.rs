//! Work on an accepted case: taking it, giving it, finishing a step, asking another unit's opinion, urging.

use kernel::error::Refusal;
use kernel::time::Timestamp;
use serde_json::json;
use uuid::Uuid;

use super::clock::{self, Why};
use super::{Deed, Ground, Notice, flow, in_status, needed};
use crate::model::{Dossier, Outcome, Status, Task, TaskKind};

/// The step an action is about: the one named, or the one the case waits for.
fn step_mut(d: &mut Dossier, id: Option<Uuid>) -> Result<&mut Task, Refusal> {
    let id = id.or_else(|| d.step().map(|t| t.id));
    d.tasks.iter_mut().find(|t| t.open() && t.kind == TaskKind::Step && Some(t.id) == id).ok_or_else(|| {
        Refusal::new("no-step", "Bước này đã được hoàn tất hoặc không còn mở. Tải lại trang để xem bước hiện tại.")
    })
}

/// An officer takes the step the case waits for; the unit's receipt of the dossier is recorded with it.
pub fn claim(d: &mut Dossier, g: &Ground<'_>, who: Uuid) -> Result<Deed, Refusal> {
    claim_step(d, g, (who, None))
}

/// The same for a step named by its task, where several lie open.
pub fn claim_step(d: &mut Dossier, g: &Ground<'_>, (who, task): (Uuid, Option<Uuid>)) -> Result<Deed, Refusal> {
    in_status(d, &[Status::Working])?;
    let step = step_mut(d, task)?;
    if let Some(other) = step.officer
        && other != who
    {
        return Err(Refusal::new(
            "taken",
            "Hồ sơ đã có người nhận xử lý. Liên hệ lãnh đạo phòng nếu cần phân công lại.",
        ));
    }
    step.officer = Some(who);
    let (unit, name) = (step.unit, step.name.clone());
    flow::received(d, g, unit);
    flow::hold(d);
    Ok(Deed::new("claim", json!({ "officer": who, "step": name })))
}

/// A head gives the open step to an officer of the unit.
pub fn assign(d: &mut Dossier, g: &Ground<'_>, officer: Uuid) -> Result<Deed, Refusal> {
    assign_step(d, g, (officer, None))
}

/// The same for a step named by its task.
pub fn assign_step(d: &mut Dossier, g: &Ground<'_>, (officer, task): (Uuid, Option<Uuid>)) -> Result<Deed, Refusal> {
    in_status(d, &[Status::Working])?;
    let step = step_mut(d, task)?;
    step.officer = Some(officer);
    let (unit, name) = (step.unit, step.name.clone());
    flow::received(d, g, unit);
    flow::hold(d);
    Ok(Deed::new("assign", json!({ "officer": officer, "step": name })))
}

/// What finishing a step brings.
#[derive(Debug, Clone, Default)]
pub struct Step {
    /// The task as the page showed it; a step that has gone on meanwhile is refused.
    pub task: Option<Uuid>,
    pub note: String,
    /// Facts decided in this step, read by the process's conditions.
    pub facts: serde_json::Map<String, serde_json::Value>,
    /// Who does the next step, when that is decided here.
    pub next_officer: Option<Uuid>,
    pub outcome: Option<Outcome>,
}

/// Finishes the open step; the process says what comes next.
pub fn complete(d: &mut Dossier, g: &mut Ground<'_>, done: Step) -> Result<Deed, Refusal> {
    in_status(d, &[Status::Working])?;
    // A step outside the limit stops the clock itself; any other pause stops the work.
    if d.paused().is_some() && !clock::stands(d, Why::Process) {
        return Err(Refusal::new(
            "paused",
            "Hồ sơ đang tạm dừng tính thời gian. Tiếp tục xử lý trước khi hoàn tất bước.",
        ));
    }
    let waiting = d.tasks.iter().any(|t| t.open() && t.kind == TaskKind::Opinion && t.element == REQUIRED);
    if waiting {
        return Err(Refusal::new(
            "opinion",
            "Còn ý kiến phối hợp bắt buộc chưa được trả lời. Chờ ý kiến hoặc đôn đốc đơn vị phối hợp.",
        ));
    }
    let who = g.who;
    let step = step_mut(d, done.task)?;
    step.officer = step.officer.or(who);
    step.answer = kernel::text::clean(&done.note);
    let (element, name, unit) = (step.element.clone(), step.name.clone(), step.unit);
    let token = u32::try_from(step.token).unwrap_or_default();
    flow::received(d, g, unit);
    if let Some(outcome) = done.outcome {
        d.case.body.outcome = Some(check_outcome(outcome, g.now)?);
    }
    let facts = done.facts.clone();
    d.case.body.facts.extend(done.facts);
    let before: Vec<Uuid> = d.steps().map(|t| t.id).collect();
    let mut deed = Deed::new("complete", serde_json::Value::Null);
    flow::signal(d, g, &process::Signal::Complete { task: element, token }, &mut deed)?;
    if let Some(next) = done.next_officer {
        let opened = d.tasks.iter_mut().find(|t| t.open() && t.kind == TaskKind::Step && !before.contains(&t.id));
        if let Some(open) = opened {
            open.officer = Some(next);
        }
        flow::hold(d);
    }
    let next = d.step().map(|t| t.name.clone());
    deed.body = json!({ "step": name, "note": kernel::text::clean(&done.note), "facts": facts, "next": next });
    Ok(deed)
}

fn check_outcome(mut o: Outcome, now: Timestamp) -> Result<Outcome, Refusal> {
    o.number = needed(&o.number, "number", "Nhập số, ký hiệu văn bản kết quả.")?;
    o.signer = needed(&o.signer, "signer", "Nhập họ tên người ký kết quả.")?;
    o.summary = kernel::text::clean(&o.summary);
    if !o.granted && o.summary.is_empty() {
        return Err(Refusal::new("required", "Kết quả không đủ điều kiện phải nêu rõ lý do.").at("summary"));
    }
    if o.date > kernel::time::local(now).date() {
        return Err(Refusal::new("date", "Ngày ký kết quả không thể sau ngày hôm nay.").at("date"));
    }
    Ok(o)
}

/// An opinion whose answer the step has to wait for.
pub const REQUIRED: &str = "required";

/// An opinion asked of another unit.
#[derive(Debug, Clone, Copy)]
pub struct Question<'a> {
    pub unit: Uuid,
    pub due_at: Timestamp,
    pub text: &'a str,
    /// The step cannot be finished before the answer is there.
    pub required: bool,
}

/// Asks another unit's opinion, with a date of its own.
pub fn ask_opinion(d: &mut Dossier, g: &mut Ground<'_>, asked: Question<'_>) -> Result<Deed, Refusal> {
    in_status(d, &[Status::Working])?;
    let Question { unit, due_at, required, .. } = asked;
    let question = needed(asked.text, "question", "Nhập nội dung cần xin ý kiến.")?;
    if unit == d.case.unit {
        return Err(Refusal::new("unit", "Đơn vị này đang giữ hồ sơ. Chọn đơn vị khác để xin ý kiến.").at("unit"));
    }
    if due_at <= g.now {
        return Err(Refusal::new("due", "Hạn trả lời ý kiến phải sau thời điểm hiện tại.").at("due"));
    }
    d.tasks.push(Task {
        tenant: d.case.tenant,
        case: d.case.id,
        id: (g.ids)(),
        kind: TaskKind::Opinion,
        element: if required { REQUIRED.into() } else { String::new() },
        token: 0,
        name: "Cho ý kiến phối hợp".into(),
        role: "officer".into(),
        unit,
        officer: None,
        opened_at: g.now,
        due_at,
        done_at: None,
        question: question.clone(),
        answer: String::new(),
    });
    Ok(Deed::new("ask_opinion", json!({ "unit": unit, "question": question, "due": due_at, "required": required })))
}

/// Gives the opinion asked for.
pub fn give_opinion(d: &mut Dossier, g: &Ground<'_>, (task, answer): (Uuid, &str)) -> Result<Deed, Refusal> {
    if d.case.status.closed() {
        return in_status(d, &[Status::Working]).map(|()| Deed::new("give_opinion", json!({})));
    }
    let answer = needed(answer, "answer", "Nhập nội dung ý kiến.")?;
    let found = d.tasks.iter_mut().find(|t| t.id == task && t.kind == TaskKind::Opinion && t.open());
    let Some(open) = found else {
        return Err(Refusal::new("no-opinion", "Yêu cầu cho ý kiến này đã được trả lời hoặc không còn hiệu lực."));
    };
    open.done_at = Some(g.now);
    open.officer = g.who;
    open.answer.clone_from(&answer);
    Ok(Deed::new("give_opinion", json!({ "answer": answer })))
}

/// Urges whoever holds the case: the note goes to the tray of the unit and of its officer until their step is done.
pub fn urge(d: &Dossier, note: &str) -> Result<Deed, Refusal> {
    let open = [
        Status::Registered,
        Status::Accepted,
        Status::Working,
        Status::SupplementAsked,
        Status::FeeAsked,
        Status::WithdrawalAsked,
        Status::Finished,
    ];
    in_status(d, &open)?;
    let note = needed(note, "note", "Nhập nội dung đôn đốc.")?;
    let mut deed = Deed::new("urge", json!({ "note": note, "unit": d.case.unit, "officer": d.case.officer }));
    deed.notices.push(Notice { unit: d.case.unit, officer: d.case.officer, text: note });
    Ok(deed)
}

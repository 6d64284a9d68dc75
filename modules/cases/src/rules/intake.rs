//! Intake: a dossier is registered, accepted, sent back for completion, or refused; and taken back by its applicant.

use kernel::error::Refusal;
use kernel::time::{Timestamp, local};
use kernel::working_time::{Limit, add_working_minutes};
use serde_json::json;
use uuid::Uuid;

use super::clock::{self, Why};
use super::{Deed, Ground, flow, in_status, needed};
use crate::model::{
    Body, Case, CaseId, Channel, Dossier, Ending, Forward, Part, Person, Status, Supplement, Withdrawn,
};

/// What comes in with a dossier, by whatever channel.
#[derive(Debug, Clone, Default)]
pub struct Application {
    pub id: Uuid,
    pub procedure: String,
    pub version: Uuid,
    pub process: Option<Uuid>,
    pub channel: Channel,
    pub result_channel: Channel,
    pub applicant: Person,
    pub agent: Option<Person>,
    pub request: String,
    pub parts: Vec<Part>,
    pub sets: u32,
    pub form: Option<(String, u32)>,
    pub answers: serde_json::Value,
}

fn checked(mut a: Application) -> Result<Application, Refusal> {
    a.applicant.name =
        needed(&kernel::text::line(&a.applicant.name), "name", "Nhập họ và tên người nộp hồ sơ hoặc tên tổ chức.")?;
    a.applicant.address = kernel::text::line(&a.applicant.address);
    a.request = kernel::text::clean(&a.request);
    if let Some(agent) = &mut a.agent {
        agent.name =
            needed(&kernel::text::line(&agent.name), "agent_name", "Nhập họ và tên người được ủy quyền nộp hồ sơ.")?;
    }
    if a.result_channel == Channel::Post && a.applicant.address.is_empty() {
        return Err(
            Refusal::new("address", "Nhận kết quả qua bưu chính cần có địa chỉ nhận. Nhập địa chỉ.").at("address")
        );
    }
    a.sets = a.sets.max(1);
    Ok(a)
}

/// Registers a dossier that waits for the desk's answer (online, by post, or handed in for checking).
pub fn register(g: &Ground<'_>, application: Application) -> Result<(Dossier, Deed), Refusal> {
    let a = checked(application)?;
    let due_at = add_working_minutes(g.calendar, g.now, g.regime.intake.online_answer_hours * 60)?;
    let body = Body {
        applicant: a.applicant,
        agent: a.agent,
        request: a.request,
        parts: a.parts,
        sets: a.sets,
        form: a.form,
        answers: a.answers,
        ..Body::default()
    };
    let case = Case {
        tenant: g.places.agency,
        id: CaseId(a.id),
        code: String::new(),
        procedure: a.procedure,
        version: a.version,
        process: a.process,
        regime: g.regime.id.clone(),
        status: Status::Registered,
        channel: a.channel,
        result_channel: a.result_channel,
        unit: g.places.desk,
        officer: None,
        submitted_at: g.now,
        received_at: None,
        due_at,
        finished_at: None,
        closed_at: None,
        body,
    };
    let deed = Deed::new("register", json!({ "channel": case.channel, "answer_due": due_at }));
    Ok((Dossier { case, tasks: vec![] }, deed))
}

/// Accepts a dossier: the clock starts, the process starts, the receipt (Mẫu 01) can be printed.
pub fn accept(d: &mut Dossier, g: &mut Ground<'_>, limit: Limit) -> Result<Deed, Refusal> {
    in_status(d, &[Status::Registered, Status::SupplementAsked])?;
    if d.case.received_at.is_some() {
        return Err(Refusal::new("accepted", "Hồ sơ đã được tiếp nhận. Ghi nhận bổ sung thay vì tiếp nhận lại."));
    }
    let missing: Vec<&str> = d.case.body.parts.iter().filter(|p| p.missing).map(|p| p.name.as_str()).collect();
    if !missing.is_empty() {
        return Err(Refusal::new(
            "incomplete",
            format!(
                "Hồ sơ còn thiếu: {}. Đánh dấu đã nộp, hoặc lập phiếu yêu cầu bổ sung, hoàn thiện hồ sơ.",
                missing.join("; ")
            ),
        )
        .at("parts"));
    }
    for s in d.case.body.supplements.iter_mut().filter(|s| s.answered_at.is_none()) {
        s.answered_at = Some(g.now);
    }
    d.case.received_at = Some(g.now);
    d.case.body.limit = Some(limit);
    d.case.status = Status::Working;
    clock::recount(d, g)?;
    d.case.body.forward = forward_later(g)?;
    let mut deed = Deed::new("accept", serde_json::Value::Null);
    flow::begin(d, g, &mut deed)?;
    forward_from_desk(d, g, &mut deed)?;
    let forward = d.case.body.forward.as_ref().map(|f| json!({ "at": f.at, "law": f.law }));
    deed.body = json!({
        "due": d.case.due_at, "limit": d.case.body.limit.as_ref().map(ToString::to_string), "to": d.case.unit, "forward": forward
    });
    Ok(deed)
}

/// What is taken in on a working day by the hour the law names goes out the same day; what comes later, or on a day off,
/// at the start of the next working day.
fn forward_later(g: &Ground<'_>) -> Result<Option<Forward>, Refusal> {
    let now = local(g.now);
    if g.calendar.day(now.date()).working && now.time() <= g.regime.intake.forward_after {
        return Ok(None);
    }
    Ok(Some(Forward {
        at: opening(g, g.calendar.next_working_day(now.date())?),
        law: g.regime.intake.forward_law.clone(),
    }))
}

/// When work begins on a day: the first moment that day at which a working minute passes.
fn opening(g: &Ground<'_>, day: kernel::time::civil::Date) -> Timestamp {
    let first = g.calendar.hours(day).first().map_or(0, |(from, _)| *from);
    let midnight = kernel::time::from_local(day.at(0, 0, 0, 0));
    kernel::time::from_micros(kernel::time::micros(midnight) + first * 1_000_000)
}

/// The first step of a process is the desk's own: accepting does it, and the dossier goes on its way at once.
fn forward_from_desk(d: &mut Dossier, g: &mut Ground<'_>, deed: &mut Deed) -> Result<(), Refusal> {
    let Some(step) = d.step().filter(|t| t.role == "clerk").cloned() else { return Ok(()) };
    if let Some(task) = d.tasks.iter_mut().find(|t| t.id == step.id) {
        task.officer = g.who;
        "Tiếp nhận".clone_into(&mut task.answer);
    }
    let token = u32::try_from(step.token).unwrap_or_default();
    flow::signal(d, g, &process::Signal::Complete { task: step.element, token }, deed)
}

/// Asks for the dossier to be completed (Mẫu 02): once; again only on a legal basis a supervisor records.
pub fn ask_supplement(
    d: &mut Dossier,
    g: &Ground<'_>,
    (items, reason): (Vec<String>, &str),
    basis: Option<String>,
) -> Result<Deed, Refusal> {
    in_status(d, &[Status::Registered, Status::Accepted, Status::Working])?;
    let rule = &g.regime.supplement;
    let basis = basis.map(|b| kernel::text::clean(&b)).filter(|b| !b.is_empty());
    if d.case.body.supplements.len() >= rule.times && basis.is_none() {
        return Err(Refusal::new(
            "supplement-once",
            "Hồ sơ đã được yêu cầu bổ sung một lần. Chỉ được yêu cầu thêm khi người quản lý ghi rõ căn cứ pháp lý cho phép.",
        )
        .at("basis")
        .law(rule.law.clone()));
    }
    let items: Vec<String> = items.iter().map(|i| kernel::text::line(i)).filter(|i| !i.is_empty()).collect();
    if items.is_empty() {
        return Err(Refusal::new(
            "required",
            "Nêu cụ thể từng nội dung cần bổ sung, hoàn thiện, mỗi dòng một nội dung.",
        )
        .at("items"));
    }
    let reason = needed(reason, "reason", "Nhập lý do yêu cầu bổ sung, hoàn thiện hồ sơ.")?;
    d.case.body.supplements.push(Supplement {
        asked_at: g.now,
        asked_by: g.who,
        items: items.clone(),
        reason: reason.clone(),
        answered_at: None,
        basis: basis.clone(),
        before: vec![],
    });
    d.case.status = Status::SupplementAsked;
    if d.case.received_at.is_some() {
        clock::pause(d, g, (Why::Supplement, &reason))?;
    }
    Ok(Deed::new("ask_supplement", json!({ "items": items, "reason": reason, "basis": basis })))
}

/// Takes in what was asked for. Before acceptance the desk decides anew; during processing the clock goes on.
pub fn answer_supplement(d: &mut Dossier, g: &Ground<'_>, parts: Vec<Part>) -> Result<Deed, Refusal> {
    in_status(d, &[Status::SupplementAsked])?;
    if parts.is_empty() {
        return Err(
            Refusal::new("required", "Chưa có giấy tờ bổ sung nào. Chọn tệp hoặc ghi tên giấy tờ đã nộp.").at("parts")
        );
    }
    let names: Vec<String> = parts.iter().map(|p| p.name.clone()).collect();
    let before = d.case.body.parts.clone();
    for part in parts {
        match d.case.body.parts.iter_mut().find(|p| p.name == part.name) {
            Some(old) => *old = part,
            None => d.case.body.parts.push(part),
        }
    }
    for s in d.case.body.supplements.iter_mut().filter(|s| s.answered_at.is_none()) {
        s.answered_at = Some(g.now);
        s.before.clone_from(&before);
    }
    if d.case.received_at.is_some() {
        d.case.status = Status::Working;
        clock::unpause(d, g, Why::Supplement)?;
    } else {
        d.case.status = Status::Registered;
        d.case.due_at = add_working_minutes(g.calendar, g.now, g.regime.intake.online_answer_hours * 60)?;
    }
    Ok(Deed::new("answer_supplement", json!({ "parts": names, "due": d.case.due_at })))
}

/// Refuses to take the dossier in (Mẫu 03), with the reason.
pub fn refuse(d: &mut Dossier, g: &Ground<'_>, reason: &str) -> Result<Deed, Refusal> {
    in_status(d, &[Status::Registered, Status::SupplementAsked])?;
    if d.case.received_at.is_some() {
        return Err(Refusal::new(
            "accepted",
            "Hồ sơ đã được tiếp nhận nên không từ chối tiếp nhận được. Kết thúc bằng kết quả không đủ điều kiện.",
        ));
    }
    let reason = needed(reason, "reason", "Nhập lý do cụ thể không tiếp nhận, giải quyết hồ sơ.")?;
    d.case.status = Status::NotAccepted;
    d.case.closed_at = Some(g.now);
    d.case.body.ending = Some(Ending { at: g.now, reason: reason.clone(), by: g.who });
    Ok(Deed::new("refuse", json!({ "reason": reason })))
}

/// The applicant asks to take the dossier back.
pub fn ask_withdrawal(d: &mut Dossier, g: &Ground<'_>, reason: &str) -> Result<Deed, Refusal> {
    in_status(d, &[Status::Registered, Status::Accepted, Status::Working, Status::SupplementAsked, Status::FeeAsked])?;
    if d.case.body.outcome.is_some() {
        return Err(Refusal::new("decided", "Hồ sơ đã có kết quả giải quyết nên không rút được.")
            .law(g.regime.withdrawal.law.clone()));
    }
    let reason = needed(reason, "reason", "Nhập lý do rút hồ sơ.")?;
    d.case.body.withdrawal = Some(Withdrawn { at: g.now, reason: reason.clone(), status: d.case.status });
    clock::pause(d, g, (Why::Withdrawal, &reason))?;
    d.case.status = Status::WithdrawalAsked;
    Ok(Deed::new("ask_withdrawal", json!({ "reason": reason })))
}

/// Answers the request: stop, when no decision exists yet (Mẫu 05 of 2025), or go on.
pub fn decide_withdrawal(d: &mut Dossier, g: &Ground<'_>, decision: Withdrawal) -> Result<Deed, Refusal> {
    in_status(d, &[Status::WithdrawalAsked])?;
    match decision {
        Withdrawal::Stop(reason) => {
            let reason = needed(&reason, "reason", "Nhập lý do dừng giải quyết hồ sơ.")?;
            d.case.status = Status::Stopped;
            d.case.closed_at = Some(g.now);
            d.case.officer = None;
            for task in d.tasks.iter_mut().filter(|t| t.done_at.is_none()) {
                task.done_at = Some(g.now);
            }
            for pause in d.case.body.pauses.iter_mut().filter(|p| p.to.is_none()) {
                pause.to = Some(g.now.max(pause.from));
            }
            d.case.body.ending = Some(Ending { at: g.now, reason: reason.clone(), by: g.who });
            Ok(Deed::new("stop", json!({ "reason": reason })))
        }
        Withdrawal::GoOn => {
            let stood = if d.case.received_at.is_some() { Status::Working } else { Status::Registered };
            // Whatever the case waited for before, it still waits for.
            d.case.status = d.case.body.withdrawal.as_ref().map_or(stood, |w| w.status);
            clock::unpause(d, g, Why::Withdrawal)?;
            Ok(Deed::new("go_on", json!({ "due": d.case.due_at })))
        }
    }
}

/// The answer to a withdrawal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Withdrawal {
    Stop(String),
    GoOn,
}

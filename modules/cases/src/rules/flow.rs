//! The case's place in its process: starting it, completing steps, what the process asks for in return.

use kernel::error::Refusal;
use kernel::time::Timestamp;
use kernel::working_time::add_working_minutes;
use process::{Effect, Signal};

use super::{Deed, Ground};
use crate::model::{Dossier, Status, Task, TaskKind, Transfer};

/// Starts the case's process; without one the case waits at the room that handles its field.
pub(super) fn begin(d: &mut Dossier, g: &mut Ground<'_>, deed: &mut Deed) -> Result<(), Refusal> {
    let Some(definition) = g.process else { return Err(no_process()) };
    let data = facts(d);
    let (instance, effects) = process::start(definition, &data).map_err(|e| stuck(&e))?;
    d.case.body.instance = Some(instance);
    apply(d, g, effects, deed)
}

fn no_process() -> Refusal {
    Refusal::new(
        "process",
        "Thủ tục chưa có quy trình điện tử đang áp dụng. Đề nghị bộ phận kiểm soát thủ tục hành chính công bố quy trình rồi tiếp nhận lại.",
    )
}

fn stuck(e: &process::StepError) -> Refusal {
    Refusal::new(
        "process",
        format!("Quy trình không đi tiếp được: {e}. Đề nghị kiểm tra dữ liệu của bước hoặc quy trình."),
    )
}

fn facts(d: &Dossier) -> serde_json::Value {
    let mut data = d.case.body.facts.clone();
    data.insert("answers".into(), d.case.body.answers.clone());
    serde_json::Value::Object(data)
}

/// Gives a signal to the case's process and carries out what it asks.
pub(super) fn signal(d: &mut Dossier, g: &mut Ground<'_>, signal: &Signal, deed: &mut Deed) -> Result<(), Refusal> {
    let definition = g.process.ok_or_else(no_process)?;
    let instance = d.case.body.instance.take().ok_or_else(no_process)?;
    let (instance, effects) = process::step(definition, &instance, signal, &facts(d)).map_err(|e| stuck(&e))?;
    d.case.body.instance = Some(instance);
    apply(d, g, effects, deed)
}

/// A timer of the process has run out.
pub fn timer(d: &mut Dossier, g: &mut Ground<'_>, fired: &Signal) -> Result<Deed, Refusal> {
    let mut deed = Deed::new("timer", serde_json::json!({}));
    super::in_status(d, &[Status::Working])?;
    signal(d, g, fired, &mut deed)?;
    Ok(deed)
}

fn apply(d: &mut Dossier, g: &mut Ground<'_>, effects: Vec<Effect>, deed: &mut Deed) -> Result<(), Refusal> {
    for effect in effects {
        match effect {
            Effect::OpenTask { token, element } => open(d, g, i64::from(token), &element)?,
            Effect::CloseTask { token, element } => close(d, g.now, i64::from(token), &element),
            Effect::StartTimer { token, element, after } => {
                let at = timer_at(g, &after)?;
                deed.timers.push((at, Signal::Timer { token, element }));
            }
            Effect::Call { token, element, .. } => {
                // Service steps of this product are done by the act that reaches them; the ledger names the step.
                signal(d, g, &Signal::Complete { task: element, token }, deed)?;
            }
            Effect::Ended { .. } => finish(d, g)?,
            Effect::PauseClock => super::clock::pause(d, g, "Quy trình tạm dừng tính thời gian".into())?,
            Effect::ResumeClock => super::clock::unpause(d, g)?,
            _ => {}
        }
    }
    Ok(())
}

fn timer_at(g: &Ground<'_>, spec: &process::TimerSpec) -> Result<Timestamp, Refusal> {
    match spec {
        process::TimerSpec::WorkingMinutes(m) => add_working_minutes(g.calendar, g.now, *m),
        process::TimerSpec::Duration(minutes) => {
            Ok(kernel::time::from_micros(kernel::time::micros(g.now) + minutes * 60_000_000))
        }
        process::TimerSpec::At(local) => kernel::time::parse_local(local),
    }
}

fn open(d: &mut Dossier, g: &mut Ground<'_>, token: i64, element: &str) -> Result<(), Refusal> {
    let definition = g.process.ok_or_else(no_process)?;
    let step = definition.task(element).ok_or_else(no_process)?;
    let role = step.role.clone().unwrap_or_else(|| "officer".into());
    let unit = g.places.of(&role);
    let due_at = match step.minutes {
        Some(minutes) => add_working_minutes(g.calendar, g.now, minutes)?,
        None => d.case.due_at,
    };
    let same_room = d.case.unit == unit;
    if !same_room {
        hand_over(d, g, unit);
    }
    d.tasks.push(Task {
        tenant: d.case.tenant,
        case: d.case.id,
        id: (g.ids)(),
        kind: TaskKind::Step,
        element: element.to_owned(),
        token,
        name: step.name.clone(),
        role,
        unit,
        officer: None,
        opened_at: g.now,
        due_at,
        done_at: None,
        question: String::new(),
        answer: String::new(),
    });
    d.case.unit = unit;
    d.case.officer = None;
    Ok(())
}

/// Records that the case goes from the unit that holds it to another.
pub(super) fn hand_over(d: &mut Dossier, g: &Ground<'_>, to_unit: uuid::Uuid) {
    let due_at = d.tasks.iter().filter(|t| t.kind == TaskKind::Step).map(|t| t.due_at).next_back();
    d.case.body.transfers.push(Transfer {
        from_unit: d.case.unit,
        to_unit,
        giver: g.who,
        receiver: None,
        given_at: g.now,
        received_at: None,
        due_at,
        note: String::new(),
    });
}

/// Records that a unit's person has taken over what was handed to it.
pub(super) fn received(d: &mut Dossier, g: &Ground<'_>, unit: uuid::Uuid) {
    let waiting = d.case.body.transfers.iter_mut().filter(|t| t.to_unit == unit && t.received_at.is_none());
    for transfer in waiting {
        transfer.received_at = Some(g.now);
        transfer.receiver = g.who;
    }
}

fn close(d: &mut Dossier, now: Timestamp, token: i64, element: &str) {
    let open = d.tasks.iter_mut().find(|t| t.open() && t.token == token && t.element == element);
    if let Some(task) = open {
        task.done_at = Some(now);
    }
}

/// The process has come to its end: the result must be there.
fn finish(d: &mut Dossier, g: &mut Ground<'_>) -> Result<(), Refusal> {
    if d.case.body.outcome.is_none() {
        return Err(Refusal::new(
            "outcome",
            "Đây là bước cuối của quy trình: nhập số, ngày và người ký kết quả trước khi hoàn tất.",
        )
        .at("number"));
    }
    for task in d.tasks.iter_mut().filter(|t| t.open()) {
        task.done_at = Some(g.now);
    }
    if d.case.unit != g.places.desk {
        hand_over(d, g, g.places.desk);
        d.case.unit = g.places.desk;
    }
    d.case.status = Status::Finished;
    d.case.finished_at = Some(g.now);
    d.case.officer = None;
    Ok(())
}

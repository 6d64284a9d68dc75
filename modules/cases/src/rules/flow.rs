//! The case's place in its process: starting it, completing steps, what the process asks for in return, and the hand-overs
//! between units that follow from it.

use kernel::error::Refusal;
use kernel::time::Timestamp;
use kernel::working_time::add_working_minutes;
use process::{Effect, Signal};
use uuid::Uuid;

use super::clock::Why;
use super::{Deed, Ground, Notice};
use crate::model::{Dossier, Status, Task, TaskKind, Transfer};

/// The work that lay open before a step of the process: who had it, and until when.
pub(super) struct Before(Vec<(Uuid, Uuid, Option<Timestamp>)>);

impl Before {
    pub(super) fn of(d: &Dossier) -> Before {
        Before(d.steps().map(|t| (t.id, t.unit, Some(t.due_at))).collect())
    }
}

/// Starts the case's process; without one the case waits at the room that handles its field.
pub(super) fn begin(d: &mut Dossier, g: &mut Ground<'_>, deed: &mut Deed) -> Result<(), Refusal> {
    let Some(definition) = g.process else { return Err(no_process()) };
    let data = facts(d);
    let (instance, effects) = process::start(definition, &data).map_err(|e| stuck(&e))?;
    d.case.body.instance = Some(instance);
    let desk = Before(vec![(Uuid::nil(), d.case.unit, None)]);
    apply(d, g, effects, deed)?;
    pass_on(d, g, &desk);
    Ok(())
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

/// Gives a signal to the case's process, carries out what it asks and hands the case on to whoever is next.
pub(super) fn signal(d: &mut Dossier, g: &mut Ground<'_>, signal: &Signal, deed: &mut Deed) -> Result<(), Refusal> {
    let before = Before::of(d);
    send(d, g, signal, deed)?;
    pass_on(d, g, &before);
    Ok(())
}

fn send(d: &mut Dossier, g: &mut Ground<'_>, signal: &Signal, deed: &mut Deed) -> Result<(), Refusal> {
    let definition = g.process.ok_or_else(no_process)?;
    let instance = d.case.body.instance.take().ok_or_else(no_process)?;
    let (instance, effects) = process::step(definition, &instance, signal, &facts(d)).map_err(|e| stuck(&e))?;
    d.case.body.instance = Some(instance);
    apply(d, g, effects, deed)
}

/// The code of a refusal that says: the step a timer belonged to is over.
pub const TIMER_GONE: &str = "timer-gone";
/// The code of a refusal that says: the case waits for something, and so does its process.
pub const TIMER_WAITS: &str = "timer-waits";

/// When a timer that cannot go off yet is tried again, in working minutes.
pub const TIMER_AGAIN: i64 = 60;

/// A timer of the process has run out.
///
/// # Errors
/// [`TIMER_GONE`] when its step is over, [`TIMER_WAITS`] while the clock stands still; what the process cannot do otherwise.
pub fn timer(d: &mut Dossier, g: &mut Ground<'_>, fired: &Signal) -> Result<Deed, Refusal> {
    let gone = || Refusal::new(TIMER_GONE, "Bước của hẹn giờ này đã qua.");
    let (Signal::Timer { token, .. }, Some(definition)) = (fired, g.process) else { return Err(gone()) };
    let stands = d.case.body.instance.as_ref().is_some_and(|i| i.places(definition).any(|(t, _)| t == *token));
    if !stands || d.case.status.closed() || d.case.finished_at.is_some() {
        return Err(gone());
    }
    if d.case.status != Status::Working || d.case.body.pauses.iter().any(|p| p.to.is_none()) {
        return Err(Refusal::new(TIMER_WAITS, "Hồ sơ đang tạm dừng nên hẹn giờ của quy trình chưa đến."));
    }
    let mut deed = Deed::new("timer", serde_json::json!({}));
    signal(d, g, fired, &mut deed)?;
    Ok(deed)
}

/// A timer the process could not follow, in words for whoever holds the case; it is tried again.
pub fn timer_refused(d: &mut Dossier, g: &Ground<'_>, (fired, why): (&Signal, &str)) -> Result<Deed, Refusal> {
    let mut deed = Deed::new("timer_refused", serde_json::json!({ "reason": why }));
    let text = format!("Hẹn giờ của quy trình chưa thực hiện được: {why}");
    deed.notices.push(Notice { unit: d.case.unit, officer: d.case.officer, text });
    deed.timers.push((add_working_minutes(g.calendar, g.now, 8 * TIMER_AGAIN)?, fired.clone()));
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
                // Steps of programs are done by the act that reaches them; the ledger names what a table decided.
                if let Some(step) = g.process.and_then(|p| p.task(&element)) {
                    let data = facts(d);
                    deed.decided.extend(super::decide::decide(d, g, (step, &data))?);
                }
                send(d, g, &Signal::Complete { task: element, token }, deed)?;
            }
            Effect::Ended { .. } => finish(d, g)?,
            Effect::PauseClock => super::clock::pause(d, g, (Why::Process, ""))?,
            Effect::ResumeClock => super::clock::unpause(d, g, Why::Process)?,
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

/// When the work of a role begins: the desk's own at once, everybody else's when the dossier has been forwarded.
fn begins(d: &Dossier, g: &Ground<'_>, role: &str) -> Timestamp {
    let forward = d.case.body.forward.as_ref().filter(|_| role != "clerk");
    forward.map_or(g.now, |f| f.at.max(g.now))
}

fn open(d: &mut Dossier, g: &mut Ground<'_>, token: i64, element: &str) -> Result<(), Refusal> {
    let definition = g.process.ok_or_else(no_process)?;
    let step = definition.task(element).ok_or_else(no_process)?;
    let role = step.role.clone().unwrap_or_else(|| "officer".into());
    let unit = g.places.of(&role);
    let opened_at = begins(d, g, &role);
    let mut due_at = match step.minutes {
        Some(minutes) => add_working_minutes(g.calendar, opened_at, minutes)?,
        None => d.case.due_at,
    };
    // A step has no more time than the case has left.
    if d.case.due_at > opened_at {
        due_at = due_at.min(d.case.due_at);
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
        opened_at,
        due_at,
        done_at: None,
        question: String::new(),
        answer: String::new(),
    });
    Ok(())
}

/// Records the hand-overs that follow from what closed and what opened, and who holds the case now.
fn pass_on(d: &mut Dossier, g: &Ground<'_>, before: &Before) {
    let opened: Vec<Uuid> = d.steps().filter(|t| before.0.iter().all(|(id, ..)| *id != t.id)).map(|t| t.unit).collect();
    let closed: Vec<_> = before.0.iter().filter(|(id, ..)| d.steps().all(|t| t.id != *id)).copied().collect();
    let finished = d.case.status == Status::Finished;
    let mut done: Vec<(Uuid, Uuid)> = vec![];
    for (_, from, due_at) in closed {
        let to = if finished {
            vec![g.places.desk]
        } else if opened.is_empty() && d.steps().all(|t| t.unit != from) {
            // Nothing new opens while another unit still works: the part done here goes back to who leads.
            d.step().map(|t| t.unit).into_iter().collect()
        } else {
            opened.clone()
        };
        for to in to {
            if to != from && !done.contains(&(from, to)) {
                done.push((from, to));
                hand_over(d, g, (from, to), due_at);
            }
        }
    }
    if finished {
        d.case.unit = g.places.desk;
        d.case.officer = None;
    }
    hold(d);
}

/// Records the hand-overs of steps that went to another unit without being done.
pub(super) fn handed(d: &mut Dossier, g: &Ground<'_>, before: &Before) {
    let moved: Vec<_> = before
        .0
        .iter()
        .filter_map(|(id, from, due_at)| {
            let to = d.steps().find(|t| t.id == *id)?.unit;
            (to != *from).then_some(((*from, to), *due_at))
        })
        .collect();
    for (way, due_at) in moved {
        hand_over(d, g, way, due_at);
    }
}

/// The case is held by the step it waits for.
pub(super) fn hold(d: &mut Dossier) {
    if let Some((unit, officer)) = d.step().map(|t| (t.unit, t.officer)) {
        d.case.unit = unit;
        d.case.officer = officer;
    }
}

fn hand_over(d: &mut Dossier, g: &Ground<'_>, (from_unit, to_unit): (Uuid, Uuid), due_at: Option<Timestamp>) {
    let forward = d.case.body.forward.clone().filter(|f| f.at > g.now && from_unit == g.places.desk);
    let note = forward
        .as_ref()
        .map(|f| format!("Tiếp nhận ngoài giờ chuyển trong ngày, chuyển đầu ngày làm việc tiếp theo ({})", f.law));
    d.case.body.transfers.push(Transfer {
        from_unit,
        to_unit,
        giver: g.who,
        receiver: None,
        given_at: forward.map_or(g.now, |f| f.at),
        received_at: None,
        due_at,
        note: note.unwrap_or_default(),
    });
}

/// Records that a unit's person has taken over what was handed to it.
pub(super) fn received(d: &mut Dossier, g: &Ground<'_>, unit: Uuid) {
    let waiting = d.case.body.transfers.iter_mut().filter(|t| t.to_unit == unit && t.received_at.is_none());
    for transfer in waiting {
        // Who takes it before the time the law allows for forwarding has it then.
        transfer.given_at = transfer.given_at.min(g.now);
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
fn finish(d: &mut Dossier, g: &Ground<'_>) -> Result<(), Refusal> {
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
    d.case.status = Status::Finished;
    d.case.finished_at = Some(g.now);
    Ok(())
}

//! What the rules allow, pure: a read plan becomes tasks and each unit's work; work is begun, handed in, accepted or sent back.

use kernel::error::Refusal;
use kernel::time::civil::Date;
use people::Unit;
use uuid::Uuid;

use crate::actions::Stage;
use crate::fulfil::Kinds;
use crate::import::units::{Named, named};
use crate::import::{Part, Reading, Recurrence, Section, Time};
use crate::model::{NO_DAY, RecordLink, Role, Status, Task, TaskBody, Work, WorkBody, day_of};

/// What work is made from: the units of the day, the words of plans, the kinds of records, and ids.
pub struct Ground<'a> {
    pub units: &'a [Unit],
    pub reading: &'a Reading,
    pub kinds: &'a Kinds,
    pub year: i16,
    pub plan: Uuid,
    pub new_id: &'a dyn Fn() -> Uuid,
}

/// The stretch of days work is counted in, and its name where the task comes back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Period {
    pub name: String,
    pub starts: i64,
    pub due: i64,
}

fn first(year: i16, month: i8) -> Option<Date> {
    Date::new(year, month, 1).ok()
}

/// Equal parts of a year.
fn parts_of_year(year: i16, name: &str, months: i8) -> Vec<Period> {
    let numbers = ["I", "II", "III", "IV"];
    let count = 12 / months;
    let one = |n: i8| {
        let (from, to) = (first(year, n * months + 1)?, first(year, (n + 1) * months)?.last_of_month());
        let number = match usize::try_from(n).ok().and_then(|n| numbers.get(n)) {
            Some(roman) if months == 3 => (*roman).to_owned(),
            _ => (n + 1).to_string(),
        };
        Some(Period { name: format!("{name} {number}/{year}"), starts: day_of(from), due: day_of(to) })
    };
    (0..count).filter_map(one).collect()
}

/// When work of a time is due: a period for each return, or the span the words name, or the whole year.
pub fn periods(time: &Time, year: i16) -> Vec<Period> {
    let mut all = vec![];
    for r in &time.recurrence {
        match r {
            Recurrence::Monthly => all.extend(parts_of_year(year, "Tháng", 1)),
            Recurrence::Quarterly => all.extend(parts_of_year(year, "Quý", 3)),
            Recurrence::HalfYearly => all.extend(parts_of_year(year, "6 tháng, kỳ", 6)),
            Recurrence::Yearly => {
                all.extend(
                    parts_of_year(year, "Năm", 12).into_iter().map(|p| Period { name: format!("Năm {year}"), ..p }),
                );
            }
            Recurrence::Continuous | Recurrence::OnDemand | Recurrence::ByDocument => {}
        }
    }
    if !all.is_empty() {
        return all;
    }
    let begin = first(year, 1).map_or(0, day_of);
    let end = first(year, 12).map_or(NO_DAY, |d| day_of(d.last_of_month()));
    let open = time.recurrence.contains(&Recurrence::OnDemand) || time.recurrence.contains(&Recurrence::ByDocument);
    let due = match time.to {
        Some(to) => day_of(to),
        None if open => NO_DAY,
        None => end,
    };
    let starts = time.from.map_or(begin.min(due), day_of);
    vec![Period { name: String::new(), starts, due }]
}

/// Whether the task goes on when a product of it is there.
fn goes_on(time: &Time) -> bool {
    use Recurrence::{ByDocument, Continuous, OnDemand};
    time.recurrence.iter().any(|r| matches!(r, Continuous | OnDemand | ByDocument))
}

/// The units a cell names, on the day of the ground.
pub fn units_of(text: &str, g: &Ground<'_>) -> Vec<Uuid> {
    let mut all = vec![];
    for name in g.reading.units(text).found {
        let ids = match &name {
            Named::Unit(n) => named(g.units, n).map(|u| u.id).into_iter().collect(),
            Named::Group(n) => g.reading.group(n).map(|group| group.members(g.units)).unwrap_or_default(),
        };
        for id in ids {
            if !all.contains(&id) {
                all.push(id);
            }
        }
    }
    all
}

/// Each unit's share of a task: leads once a period, coordinating units once.
pub fn work_of(task: &Task, g: &Ground<'_>) -> Vec<Work> {
    let mut all = vec![];
    for (n, part) in task.body.parts.iter().enumerate() {
        let kind = g.kinds.of(&format!("{} {}", task.body.text, part.products.join(" "))).unwrap_or_default();
        let leads = units_of(&part.lead, g);
        let periods = periods(&part.time, g.year);
        for unit in &leads {
            all.extend(periods.iter().map(|p| work(task, (*unit, Role::Lead), (n, &kind, p), g)));
        }
        let whole = Period {
            name: String::new(),
            starts: periods.iter().map(|p| p.starts).min().unwrap_or(0),
            due: periods.iter().map(|p| p.due).max().unwrap_or(NO_DAY),
        };
        for unit in units_of(&part.coordinating, g).iter().filter(|u| !leads.contains(u)) {
            all.push(work(task, (*unit, Role::Coordinating), (n, "", &whole), g));
        }
    }
    all
}

fn work(task: &Task, (unit, role): (Uuid, Role), (part, kind, p): (usize, &str, &Period), g: &Ground<'_>) -> Work {
    let goes_on = task.body.parts.get(part).is_some_and(|p| goes_on(&p.time));
    Work {
        id: (g.new_id)(),
        plan: task.plan,
        task: task.id,
        unit,
        role,
        section: task.section,
        status: Status::Open,
        starts: p.starts,
        due: p.due,
        kind: kind.to_owned(),
        body: WorkBody { part, period: p.name.clone(), goes_on, ..WorkBody::default() },
    }
}

/// The tasks of a plan's sections, in order.
pub fn tasks_of(sections: &[Section], g: &Ground<'_>) -> Vec<Task> {
    let mut all = vec![];
    for (n, section) in sections.iter().enumerate() {
        for (place, t) in section.tasks.iter().enumerate() {
            let body = TaskBody { text: t.text.clone(), parts: t.parts.clone(), above: None };
            let (section, place) = (i64::try_from(n).unwrap_or(0), i64::try_from(place).unwrap_or(0));
            all.push(Task { id: (g.new_id)(), plan: g.plan, section, place, number: t.number.clone(), body });
        }
    }
    all
}

/// Refuses a task that nobody could carry out.
///
/// # Errors
/// At "text", "lead", "coordinating" and "time".
pub fn check_task(text: &str, part: &Part, g: &Ground<'_>) -> Result<(), Refusal> {
    if text.is_empty() || text.chars().count() > 4_000 {
        return Err(Refusal::new("task-text", "Nhập nội dung nhiệm vụ, tối đa 4.000 ký tự.").at("text"));
    }
    if part.lead.is_empty() {
        return Err(Refusal::new("task-lead", "Nhập đơn vị chủ trì, ví dụ VP Sở hoặc Các phòng GDĐT.").at("lead"));
    }
    for (field, cell) in [("lead", &part.lead), ("coordinating", &part.coordinating)] {
        if let Some(unknown) = g.reading.units(cell).unknown.first() {
            let why = format!(
                "Không có đơn vị hoặc nhóm đơn vị “{unknown}”. Ghi tên như trong cơ cấu tổ chức, cách nhau bằng dấu phẩy."
            );
            return Err(Refusal::new("task-unit", why).at(field));
        }
    }
    if units_of(&part.lead, g).is_empty() {
        let why = "Chưa có đơn vị cụ thể nào chủ trì tại thời điểm này. Ghi thêm một đơn vị đang hoạt động.";
        return Err(Refusal::new("task-lead", why).at("lead"));
    }
    if !part.time.understood() {
        let why = "Không hiểu thời gian thực hiện. Ghi như Tháng 3/2024, Quý I/2024, Trước 15/4/2024, Thường xuyên, Hàng quý.";
        return Err(Refusal::new("task-time", why).at("time"));
    }
    Ok(())
}

/// What is done to a unit's work.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Deed {
    Begin,
    /// The unit's words about what was done.
    Note(String),
    /// Handed in to the lead; how many pieces of evidence there are.
    HandIn(usize),
    TakeBack,
    Accept,
    /// Sent back, with the reason.
    SendBack(String),
    /// Opened again after it was accepted, with the reason.
    Reopen(String),
    /// The unit is reminded.
    Urge,
}

impl Deed {
    /// The name of the event in the ledger.
    pub fn action(&self) -> &'static str {
        match self {
            Deed::Begin => "work.begun",
            Deed::Note(_) => "work.noted",
            Deed::HandIn(_) => "work.handed-in",
            Deed::TakeBack => "work.taken-back",
            Deed::Accept => "work.accepted",
            Deed::SendBack(_) => "work.sent-back",
            Deed::Reopen(_) => "work.reopened",
            Deed::Urge => "work.urged",
        }
    }
}

fn needed(reason: &str) -> Result<String, Refusal> {
    let reason = kernel::text::clean(reason);
    if reason.is_empty() {
        return Err(Refusal::new("reason", "Nhập lý do để đơn vị biết cần làm gì.").at("reason"));
    }
    if reason.chars().count() > 2_000 {
        return Err(Refusal::new("reason", "Lý do dài quá 2.000 ký tự. Rút gọn lại.").at("reason"));
    }
    Ok(reason)
}

fn not_now(status: Status) -> Refusal {
    Refusal::new(
        "status",
        format!(
            "Công việc đang ở trạng thái “{}”, không thực hiện được thao tác này. Tải lại trang để xem.",
            status.label()
        ),
    )
}

/// Does it, or refuses; `who` and `now` (microseconds) are remembered.
///
/// # Errors
/// The state does not allow it; a reason or evidence is missing.
pub fn apply(w: &mut Work, deed: &Deed, (who, now): (Option<Uuid>, i64)) -> Result<(), Refusal> {
    use Status::{Accepted, Doing, Handed, Open, Returned};
    match (deed, w.status) {
        (Deed::Begin, Open | Returned) => w.status = Doing,
        (Deed::Note(text), Open | Doing | Returned) => {
            let text = kernel::text::clean(text);
            if text.chars().count() > 4_000 {
                return Err(Refusal::new("note", "Nội dung dài quá 4.000 ký tự. Rút gọn lại.").at("note"));
            }
            w.body.note = text;
            w.status = Doing;
        }
        (Deed::HandIn(evidence), Open | Doing | Returned) => {
            if *evidence == 0 && w.body.note.is_empty() {
                let why = "Chưa có minh chứng. Tải văn bản lên, dẫn liên kết tới kết quả, hoặc ghi kết quả thực hiện rồi nộp.";
                return Err(Refusal::new("evidence", why).at("file"));
            }
            (w.status, w.body.reopened) = (Handed, false);
            (w.body.handed_at, w.body.handed_by) = (Some(now), who);
        }
        (Deed::TakeBack, Handed) => w.status = Doing,
        (Deed::Accept, Handed) => {
            w.status = Accepted;
            w.body.reason.clear();
            (w.body.decided_at, w.body.decided_by) = (Some(now), who);
        }
        (Deed::SendBack(reason), Handed) => {
            w.body.reason = needed(reason)?;
            w.status = Returned;
            (w.body.decided_at, w.body.decided_by) = (Some(now), who);
        }
        (Deed::Reopen(reason), Accepted) => {
            w.body.reason = needed(reason)?;
            w.status = Returned;
            (w.body.by_record, w.body.reopened) = (None, true);
            (w.body.decided_at, w.body.decided_by) = (Some(now), who);
        }
        (Deed::Urge, Open | Doing | Returned) => w.body.urged.push(now),
        (_, status) => return Err(not_now(status)),
    }
    Ok(())
}

/// A record the system tells, as it meets one unit's work.
#[derive(Debug, Clone, Copy)]
pub struct Told<'a> {
    pub link: &'a RecordLink,
    pub stage: &'a Stage,
    /// The work has the record as evidence already.
    pub known: bool,
    /// A record of this kind closes no work that goes on.
    pub only_evidence: bool,
    /// Microseconds UTC.
    pub now: i64,
}

/// Moves work on by a record; false when there is nothing to do. What a person opened again stays open: the same record does
/// not close it a second time.
pub fn move_on(w: &mut Work, told: &Told<'_>) -> bool {
    use Status::{Accepted, Doing, Handed, Open, Returned};
    let begun = *told.stage == Stage::Begun || (*told.stage == Stage::Done && w.body.goes_on && told.only_evidence);
    match (told.stage, w.status) {
        (_, Accepted) => return false,
        _ if begun && told.known => return false,
        (_, Open | Returned) if begun => w.status = Doing,
        _ if begun => {}
        (Stage::Handed, Open | Doing | Returned) => {
            w.status = Handed;
            (w.body.handed_at, w.body.handed_by) = (Some(told.now), None);
        }
        (Stage::Returned(why), Handed) if told.known => {
            w.status = Returned;
            w.body.reason.clone_from(why);
            (w.body.decided_at, w.body.decided_by) = (Some(told.now), None);
        }
        (Stage::Done, status) if status == Handed || !told.known || !w.body.reopened => {
            w.status = Accepted;
            w.body.reopened = false;
            w.body.reason.clear();
            w.body.by_record = Some(told.link.clone());
            (w.body.decided_at, w.body.decided_by) = (Some(told.now), None);
        }
        _ => return false,
    }
    true
}

/// The name of the event in the ledger when a record moves work on.
pub fn told_action(stage: &Stage) -> &'static str {
    match stage {
        Stage::Begun => "work.told",
        Stage::Handed => "work.told-handed",
        Stage::Returned(_) => "work.told-returned",
        Stage::Done => "work.fulfilled",
    }
}

/// Days past due; none when the unit has handed it in, it is finished, or it is not late.
pub fn late_days(w: &Work, today: i64) -> Option<i64> {
    let open = !matches!(w.status, Status::Accepted | Status::Handed);
    (open && w.due < today).then_some(today - w.due)
}

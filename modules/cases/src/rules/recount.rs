//! When the calendar changes, open cases are counted anew: what would change and why, and the change itself once a person has
//! approved it. Nothing moves by itself.

use std::collections::BTreeMap;

use kernel::error::Refusal;
use kernel::time::{Timestamp, civil, short};
use kernel::working_time::{
    Calendar, CountedDay, Deadline, add_working_minutes, deadline, due, working_minutes_between,
};
use serde_json::json;

use super::{Deed, Ground, Notice, clock, needed};
use crate::model::{Dossier, Status, Task, TaskKind};
use crate::regime::Regime;

/// A due date that would be another by the calendar of today.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recounted {
    pub old: Timestamp,
    pub due: Timestamp,
    /// Vietnamese: the days that count otherwise.
    pub why: Vec<String>,
}

/// What a case's due date would be now; none when it stays, or when the case has no date to meet any more.
///
/// # Errors
/// The calendar does not cover the days needed.
pub fn recounted(d: &Dossier, (regime, calendar): (&Regime, &Calendar)) -> Result<Option<Recounted>, Refusal> {
    let case = &d.case;
    if case.status.closed() || case.finished_at.is_some() {
        return Ok(None);
    }
    let (new, why) = match clock::counting(d, regime) {
        Some(counting) => {
            let counted = due(calendar, &counting)?;
            let promised = case.body.apology.as_ref().map_or(counted, |a| a.new_due.max(counted));
            if promised == case.due_at {
                return Ok(None);
            }
            // The sum, day by day, only of what changes.
            let sum = deadline(calendar, &counting)?;
            (promised, case.body.deadline.as_ref().map(|old| differences(old, &sum)).unwrap_or_default())
        }
        None if case.status == Status::Registered => {
            let answered = case.body.supplements.last().and_then(|s| s.answered_at);
            let hours = regime.intake.online_answer_hours;
            (add_working_minutes(calendar, answered.unwrap_or(case.submitted_at), hours * 60)?, vec![])
        }
        None => return Ok(None),
    };
    if new == case.due_at {
        return Ok(None);
    }
    let why = if why.is_empty() {
        vec!["Giờ làm việc hoặc ngày nghỉ trong lịch đã thay đổi".into()]
    } else {
        why
    };
    Ok(Some(Recounted { old: case.due_at, due: new, why }))
}

/// The days both sums know and count otherwise.
fn differences(old: &Deadline, new: &Deadline) -> Vec<String> {
    let before: BTreeMap<civil::Date, &CountedDay> = old.days.iter().map(|d| (d.date, d)).collect();
    let changed = new.days.iter().filter_map(|n| {
        let o = before.get(&n.date)?;
        (o.kind != n.kind && (o.counted != n.counted || o.reason != n.reason))
            .then(|| format!("{}: trước là “{}”, nay là “{}”", kernel::time::date(n.date), o.reason, n.reason))
    });
    changed.collect()
}

/// Gives a case the due date the calendar of today says, as a person approved it: what they saw must still be what comes out.
pub fn recount_due(d: &mut Dossier, g: &Ground<'_>, (seen, basis): (Timestamp, &str)) -> Result<Deed, Refusal> {
    let basis = needed(basis, "basis", BASIS)?;
    let Some(found) = recounted(d, (g.regime, g.calendar))? else {
        return Err(Refusal::new("same", "Hạn của hồ sơ đã đúng theo lịch làm việc hiện hành."));
    };
    if found.due != seen {
        return Err(Refusal::new(
            "changed",
            format!("Hạn tính lại nay là {}, khác hạn đã xem. Tải lại danh sách rồi duyệt lại.", short(found.due)),
        ));
    }
    d.case.due_at = found.due;
    clock::recount(d, g)?;
    let moved = d.tasks.iter().map(|t| step_due(d, g, (g.process, t))).collect::<Result<Vec<_>, _>>()?;
    for (task, due) in d.tasks.iter_mut().zip(moved) {
        task.due_at = due;
    }
    let why = found.why.join("; ");
    let body = json!({ "old_due": found.old, "due": found.due, "why": why, "basis": basis });
    let mut deed = Deed::new("recount", body);
    let text = format!("Hạn tính lại theo lịch làm việc: {} (trước là {})", short(found.due), short(found.old));
    deed.notices.push(Notice { unit: d.case.unit, officer: d.case.officer, text });
    Ok(deed)
}

/// What is said when an approval names no basis.
pub const BASIS: &str =
    "Nhập căn cứ của lịch làm việc mới (số, ngày văn bản) để người nộp hồ sơ biết vì sao ngày hẹn đổi.";

/// When an open step is due by the calendar of today and a version of its process: its own time from its opening, and the time
/// stopped meanwhile.
pub(super) fn step_due(
    d: &Dossier,
    g: &Ground<'_>,
    (process, t): (Option<&process::Definition>, &Task),
) -> Result<Timestamp, Refusal> {
    if !t.open() || t.kind != TaskKind::Step {
        return Ok(t.due_at);
    }
    let Some(minutes) = process.and_then(|p| p.task(&t.element)).and_then(|s| s.minutes) else {
        return Ok(d.case.due_at);
    };
    let mut lost = 0;
    for (from, to) in stops(d) {
        if let Some(to) = to.filter(|to| *to > t.opened_at) {
            lost += working_minutes_between(g.calendar, from.max(t.opened_at), to)?;
        }
    }
    let due = add_working_minutes(g.calendar, t.opened_at, minutes + lost)?;
    // A step has no more time than the case has left.
    Ok(if d.case.due_at > t.opened_at { due.min(d.case.due_at) } else { due })
}

/// The times the clock stood still, those that touch as one; one that lasts gives its time back only when it ends.
fn stops(d: &Dossier) -> Vec<(Timestamp, Option<Timestamp>)> {
    let mut all: Vec<(Timestamp, Option<Timestamp>)> = d.case.body.pauses.iter().map(|p| (p.from, p.to)).collect();
    all.sort();
    let mut merged: Vec<(Timestamp, Option<Timestamp>)> = vec![];
    for (from, to) in all {
        match merged.last_mut().filter(|(_, end)| end.is_none_or(|end| from <= end)) {
            Some((_, end)) => *end = end.zip(to).map(|(a, b)| a.max(b)),
            None => merged.push((from, to)),
        }
    }
    merged
}

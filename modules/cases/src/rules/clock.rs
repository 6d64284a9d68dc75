//! The legal clock of a case: pauses, extensions, the apology, warnings. Every change recomputes the due date with its sum.

use kernel::error::Refusal;
use kernel::time::{Timestamp, local};
use kernel::working_time::{
    Counting, Extension, Limit, Pause, SupplementPolicy, add_working_minutes, deadline, working_minutes_between,
};
use serde_json::json;

use super::{Deed, Ground, in_status, needed};
use crate::model::{Apology, Dossier, Status};
use crate::regime::SupplementClock;

/// Computes the due date anew from the case's limit, pauses and extensions.
pub(super) fn recount(d: &mut Dossier, g: &Ground<'_>) -> Result<(), Refusal> {
    let (Some(start), Some(limit)) = (d.case.received_at, d.case.body.limit) else { return Ok(()) };
    let counting = Counting {
        start,
        limit,
        pauses: d.case.body.pauses.clone(),
        extensions: d.case.body.extensions.clone(),
        supplement: match g.regime.supplement.clock {
            SupplementClock::Pause => SupplementPolicy::Pause,
            SupplementClock::Restart => SupplementPolicy::Restart,
        },
        regime: d.case.regime.clone(),
    };
    let counted = deadline(g.calendar, &counting)?;
    d.case.due_at = d.case.body.apology.as_ref().map_or(counted.due, |a| a.new_due.max(counted.due));
    d.case.body.deadline = Some(counted);
    Ok(())
}

/// Stops the clock.
pub(super) fn pause(d: &mut Dossier, g: &Ground<'_>, reason: String) -> Result<(), Refusal> {
    if d.paused().is_none() {
        d.case.body.pauses.push(Pause { from: g.now, to: None, reason });
    }
    recount(d, g)
}

/// Starts the clock again; open steps get the time they lost.
pub(super) fn unpause(d: &mut Dossier, g: &Ground<'_>) -> Result<(), Refusal> {
    let Some(open) = d.case.body.pauses.iter_mut().find(|p| p.to.is_none()) else { return Ok(()) };
    open.to = Some(g.now);
    let lost = working_minutes_between(g.calendar, open.from, g.now)?;
    for task in d.tasks.iter_mut().filter(|t| t.done_at.is_none()) {
        task.due_at = add_working_minutes(g.calendar, task.due_at, lost)?;
    }
    recount(d, g)
}

/// Suspends the clock for a reason the law allows, with its basis.
pub fn suspend(d: &mut Dossier, g: &Ground<'_>, (reason, basis): (&str, &str)) -> Result<Deed, Refusal> {
    in_status(d, &[Status::Working, Status::Accepted])?;
    if d.paused().is_some() {
        return Err(Refusal::new(
            "paused",
            "Hồ sơ đang tạm dừng tính thời gian. Tiếp tục xử lý trước khi tạm dừng lần nữa.",
        ));
    }
    let reason = needed(reason, "reason", "Nhập lý do tạm dừng tính thời gian giải quyết.")?;
    let basis = needed(basis, "basis", "Nhập căn cứ pháp lý cho phép tạm dừng.")?;
    pause(d, g, format!("{reason} ({basis})"))?;
    Ok(Deed::new("suspend", json!({ "reason": reason, "basis": basis })))
}

/// Goes on after a suspension.
pub fn resume(d: &mut Dossier, g: &Ground<'_>) -> Result<Deed, Refusal> {
    in_status(d, &[Status::Working, Status::Accepted])?;
    if d.paused().is_none() {
        return Err(Refusal::new("not-paused", "Hồ sơ không tạm dừng nên không cần tiếp tục."));
    }
    unpause(d, g)?;
    Ok(Deed::new("resume", json!({ "due": d.case.due_at })))
}

/// Extends the limit where the law of the procedure allows it.
pub fn extend(d: &mut Dossier, g: &Ground<'_>, (limit, reason, basis): (Limit, &str, &str)) -> Result<Deed, Refusal> {
    in_status(d, &[Status::Working, Status::Accepted])?;
    let reason = needed(reason, "reason", "Nhập lý do gia hạn.")?;
    let basis = needed(basis, "basis", "Nhập căn cứ pháp lý cho phép gia hạn thời gian giải quyết.")?;
    let words = limit.to_string();
    d.case.body.extensions.push(Extension { limit, reason: format!("{reason} ({basis})"), ordered_at: g.now });
    recount(d, g)?;
    Ok(Deed::new("extend", json!({ "limit": words, "reason": reason, "basis": basis, "due": d.case.due_at })))
}

/// Apologises and names a new date: once, with a reason (Mẫu 04).
pub fn apologise(d: &mut Dossier, g: &Ground<'_>, (new_due, reason): (Timestamp, &str)) -> Result<Deed, Refusal> {
    in_status(d, &[Status::Working, Status::Accepted])?;
    let rule = &g.regime.apology;
    if d.case.body.apology.is_some() && rule.times <= 1 {
        return Err(Refusal::new(
            "apology-once",
            "Hồ sơ đã được xin lỗi và hẹn lại một lần; pháp luật không cho hẹn lại lần nữa. Giải quyết ngay và trả kết quả.",
        )
        .law(rule.law.clone()));
    }
    let reason = needed(reason, "reason", "Nhập lý do chưa trả được kết quả để người nộp hồ sơ biết.")?;
    if new_due <= d.case.due_at || new_due <= g.now {
        return Err(
            Refusal::new("apology-date", "Ngày hẹn mới phải sau ngày hẹn cũ và sau thời điểm hiện tại.").at("new_due")
        );
    }
    if !g.calendar.day(local(new_due).date()).working {
        return Err(
            Refusal::new("apology-date", "Ngày hẹn mới rơi vào ngày nghỉ. Chọn một ngày làm việc.").at("new_due")
        );
    }
    let old_due = d.case.due_at;
    d.case.body.apology = Some(Apology { at: g.now, reason: reason.clone(), old_due, new_due });
    d.case.due_at = new_due;
    Ok(Deed::new("apologise", json!({ "reason": reason, "old_due": old_due, "due": new_due })))
}

/// How near the due date is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Warn {
    Calm,
    /// From this day an apology is offered.
    Soon,
    /// The last day an apology can be given in time.
    Last,
    Late,
}

/// How near an open case's due date is, in working days.
pub fn warn_level(due: Timestamp, g: &Ground<'_>) -> Warn {
    if g.now > due {
        return Warn::Late;
    }
    let minutes = working_minutes_between(g.calendar, g.now, due).unwrap_or(i64::MAX);
    let day = 8 * 60;
    match minutes {
        m if m <= g.regime.apology.required_days * day => Warn::Last,
        m if m <= g.regime.apology.offer_days * day => Warn::Soon,
        _ => Warn::Calm,
    }
}

/// Whether a case is late at a moment: by its due date, whatever its status says.
pub fn late(due: Timestamp, finished: Option<Timestamp>, now: Timestamp) -> bool {
    finished.unwrap_or(now) > due
}

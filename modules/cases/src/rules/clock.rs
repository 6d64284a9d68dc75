//! The legal clock of a case: pauses, extensions, the apology, warnings. Every change recomputes the due date with its sum.

use kernel::error::Refusal;
use kernel::time::{Timestamp, local};
use kernel::working_time::{
    Calendar, Counting, Extension, Limit, Pause, SupplementPolicy, add_working_minutes, deadline,
    working_minutes_between,
};
use serde_json::json;

use super::{Deed, Ground, in_status, needed};
use crate::model::{Apology, Dossier, Status};
use crate::regime::{Regime, SupplementClock};

/// What the due date of an accepted case is computed from.
pub(super) fn counting(d: &Dossier, regime: &Regime) -> Option<Counting> {
    Some(Counting {
        start: d.case.received_at?,
        limit: d.case.body.limit?,
        pauses: d.case.body.pauses.clone(),
        extensions: d.case.body.extensions.clone(),
        supplement: match regime.supplement.clock {
            SupplementClock::Pause => SupplementPolicy::Pause,
            SupplementClock::Restart => SupplementPolicy::Restart,
        },
        regime: d.case.regime.clone(),
    })
}

/// Computes the due date anew from the case's limit, pauses and extensions.
pub(super) fn recount(d: &mut Dossier, g: &Ground<'_>) -> Result<(), Refusal> {
    let Some(counting) = counting(d, g.regime) else { return Ok(()) };
    let counted = deadline(g.calendar, &counting)?;
    d.case.due_at = d.case.body.apology.as_ref().map_or(counted.due, |a| a.new_due.max(counted.due));
    d.case.body.deadline = Some(counted);
    Ok(())
}

/// Why a clock stands still. Pauses may overlap, each ends with its own cause, and time covered twice counts once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Why {
    Supplement,
    Fee,
    Withdrawal,
    Process,
    Suspension,
}

impl Why {
    /// How the reason begins, as the applicant reads it.
    fn words(self) -> &'static str {
        match self {
            Why::Supplement => "Chờ bổ sung hồ sơ",
            Why::Fee => "Chờ thực hiện nghĩa vụ tài chính",
            Why::Withdrawal => "Người nộp đề nghị rút hồ sơ",
            Why::Process => "Bước của quy trình không tính vào thời gian giải quyết",
            Why::Suspension => "Tạm dừng",
        }
    }

    fn caused(self, p: &Pause) -> bool {
        p.to.is_none() && p.reason.starts_with(self.words())
    }
}

/// Whether the clock stands still for this cause.
pub(crate) fn stands(d: &Dossier, why: Why) -> bool {
    d.case.body.pauses.iter().any(|p| why.caused(p))
}

/// Stops the clock of an accepted case.
pub(super) fn pause(d: &mut Dossier, g: &Ground<'_>, (why, detail): (Why, &str)) -> Result<(), Refusal> {
    if d.case.received_at.is_some() && !stands(d, why) {
        let reason = if detail.is_empty() { why.words().to_owned() } else { format!("{}: {detail}", why.words()) };
        d.case.body.pauses.push(Pause { from: g.now, to: None, reason });
    }
    recount(d, g)
}

/// Starts the clock again as far as this cause goes; open steps get the time they lost once nothing stops it any more.
pub(super) fn unpause(d: &mut Dossier, g: &Ground<'_>, why: Why) -> Result<(), Refusal> {
    let Some(open) = d.case.body.pauses.iter_mut().find(|p| why.caused(p)) else { return recount(d, g) };
    // A clock set back must not make a pause end before it began.
    let end = g.now.max(open.from);
    open.to = Some(end);
    let mut begin = open.from;
    if d.paused().is_none() {
        while let Some(earlier) =
            d.case.body.pauses.iter().find(|p| p.from < begin && p.to.is_none_or(|to| to >= begin)).map(|p| p.from)
        {
            begin = earlier;
        }
        for task in d.tasks.iter_mut().filter(|t| t.done_at.is_none()) {
            let lost = working_minutes_between(g.calendar, begin.max(task.opened_at.min(end)), end)?;
            task.due_at = add_working_minutes(g.calendar, task.due_at, lost)?;
        }
    }
    recount(d, g)
}

/// Suspends the clock for a reason the law allows, with its basis.
pub fn suspend(d: &mut Dossier, g: &Ground<'_>, (reason, basis): (&str, &str)) -> Result<Deed, Refusal> {
    in_status(d, &[Status::Working, Status::Accepted])?;
    if stands(d, Why::Suspension) {
        return Err(Refusal::new(
            "paused",
            "Hồ sơ đang tạm dừng tính thời gian. Tiếp tục xử lý trước khi tạm dừng lần nữa.",
        ));
    }
    let reason = needed(reason, "reason", "Nhập lý do tạm dừng tính thời gian giải quyết.")?;
    let basis = needed(basis, "basis", "Nhập căn cứ pháp lý cho phép tạm dừng.")?;
    pause(d, g, (Why::Suspension, &format!("{reason} ({basis})")))?;
    Ok(Deed::new("suspend", json!({ "reason": reason, "basis": basis })))
}

/// Goes on after a suspension.
pub fn resume(d: &mut Dossier, g: &Ground<'_>) -> Result<Deed, Refusal> {
    in_status(d, &[Status::Working, Status::Accepted])?;
    if !stands(d, Why::Suspension) {
        return Err(Refusal::new("not-paused", "Hồ sơ không tạm dừng nên không cần tiếp tục."));
    }
    unpause(d, g, Why::Suspension)?;
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
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Warn {
    Calm,
    /// From this day an apology is offered.
    Soon,
    /// The last day an apology can be given in time has come.
    Last,
    Late,
}

/// How near a due date is, by working days from today to the due day: an apology must be out that many days before.
pub fn warn_level(due: Timestamp, now: Timestamp, (regime, calendar): (&Regime, &Calendar)) -> Warn {
    if now > due {
        return Warn::Late;
    }
    let left = calendar.working_days_between(local(now).date(), local(due).date()).unwrap_or(i64::MAX);
    match left {
        n if n <= regime.apology.required_days => Warn::Last,
        n if n <= regime.apology.offer_days => Warn::Soon,
        _ => Warn::Calm,
    }
}

/// The same for a case; one that waits for its applicant or has its result is calm.
pub fn warning(d: &Dossier, now: Timestamp, law: (&Regime, &Calendar)) -> Warn {
    match d.case.status {
        Status::Working | Status::Accepted if d.paused().is_none() => warn_level(d.case.due_at, now, law),
        _ => Warn::Calm,
    }
}

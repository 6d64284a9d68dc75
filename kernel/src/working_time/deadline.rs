//! The due date with its sum: each day counted or skipped and why, pauses, extensions. BLDS 2015 Đ147-148: the first day is
//! not counted, a period that ends on a day off ends on the next working day; domain facts §5.2.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::calendar::{Calendar, ListedKind, days_between, offset_date};
use super::hours::{Side, before_closing, instant, into_hours, opening, position, time_of_day};
use super::limit::{Limit, SAME_DAY_CUTOFF, Unit};
use crate::error::Refusal;
use crate::time::{date as show_date, local, short};

/// A time in which the limit does not run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pause {
    pub from: Timestamp,
    /// None while it lasts.
    pub to: Option<Timestamp>,
    pub reason: String,
}

/// A lawful extension of the limit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Extension {
    pub limit: Limit,
    pub reason: String,
    pub ordered_at: Timestamp,
}

/// What waiting for a supplement does to the limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum SupplementPolicy {
    /// The waiting time is not counted.
    Pause,
    /// The whole limit runs anew from the end of the waiting.
    Restart,
}

/// What a due date is computed from.
#[derive(Debug, Clone)]
pub struct Counting {
    pub start: Timestamp,
    pub limit: Limit,
    pub pauses: Vec<Pause>,
    pub extensions: Vec<Extension>,
    pub supplement: SupplementPolicy,
    pub regime: String,
}

/// How a day enters the sum.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DayKind {
    Start,
    Counted,
    Weekend,
    Holiday,
    Compensation,
    SwapOff,
    Paused,
    Extension,
}

/// One day of the sum.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CountedDay {
    pub date: Date,
    pub counted: bool,
    pub reason: String,
    pub kind: DayKind,
}

/// A due date that explains itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deadline {
    pub start: Timestamp,
    pub due: Timestamp,
    pub limit: Limit,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub regime: String,
    pub days: Vec<CountedDay>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pauses: Vec<Pause>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub extensions: Vec<Extension>,
}

/// The moment the limit runs from: the receipt, or the end of the last waiting when the limit runs anew.
fn origin(c: &Counting) -> (Timestamp, &[Pause]) {
    if c.supplement == SupplementPolicy::Restart
        && let Some(last) = c.pauses.iter().rposition(|p| p.to.is_some())
    {
        return (c.pauses[last].to.unwrap_or(c.start).max(c.start), &c.pauses[last + 1..]);
    }
    (c.start, &c.pauses)
}

/// Where a running sum of limits stands: on the number line of working time, or at a date with its time of day.
fn advance(cal: &Calendar, from: Timestamp, limit: &Limit) -> Result<Timestamp, Refusal> {
    if let Some(seconds) = limit.working_seconds() {
        // A period of whole days from within a working day ends at the same time of day, not at closing the day before.
        let side =
            if limit.unit == Unit::WorkingDay && before_closing(cal, from)? { Side::After } else { Side::Before };
        return instant(cal, position(cal, from)? + seconds, side);
    }
    let start = local(from).date();
    let ends = match limit.unit {
        Unit::Month => start.saturating_add(jiff::Span::new().months((limit.hundredths / 100).clamp(0, 12_000))),
        Unit::SameDay if local(from).time() > SAME_DAY_CUTOFF => offset_date(start, 1),
        Unit::SameDay => start,
        _ => offset_date(start, limit.hundredths / 100),
    };
    let ends = cal.working_on_or_after(ends)?;
    if limit.unit == Unit::SameDay {
        return Ok(super::hours::at(ends, opening(cal, ends).1));
    }
    Ok(into_hours(cal, ends, time_of_day(from)))
}

/// A lasting pause takes nothing; a finished one gives back what it took.
fn give_back(
    cal: &Calendar,
    due: Timestamp,
    limit: &Limit,
    pauses: &[Pause],
    from: Timestamp,
) -> Result<Timestamp, Refusal> {
    let mut due = due;
    for pause in pauses {
        let Some(to) = pause.to else { continue };
        let begin = pause.from.max(from);
        if to <= begin || begin >= due {
            continue;
        }
        due = if limit.working_seconds().is_some() {
            let lost = position(cal, to)? - position(cal, begin)?;
            let side = if before_closing(cal, due)? { Side::After } else { Side::Before };
            instant(cal, position(cal, due)? + lost, side)?
        } else {
            let days = days_between(local(begin).date(), local(to).date());
            let ends = cal.working_on_or_after(offset_date(local(due).date(), days))?;
            into_hours(cal, ends, time_of_day(due))
        };
    }
    Ok(due)
}

/// The due date alone; `deadline` adds its sum.
pub fn due(cal: &Calendar, c: &Counting) -> Result<Timestamp, Refusal> {
    if c.limit.hundredths < 0 || c.extensions.iter().any(|e| e.limit.hundredths < 0) {
        return Err(Refusal::new("limit", "Thời hạn không thể là số âm."));
    }
    let (from, pauses) = origin(c);
    let mut at = advance(cal, from, &c.limit)?;
    at = give_back(cal, at, &c.limit, pauses, from)?;
    for extension in &c.extensions {
        at = advance(cal, at, &extension.limit)?;
    }
    Ok(at)
}

/// The due date with its sum.
///
/// # Errors
/// Refused when the calendar does not cover the days needed, or a limit is negative.
pub fn deadline(cal: &Calendar, c: &Counting) -> Result<Deadline, Refusal> {
    let due = due(cal, c)?;
    let (from, _) = origin(c);
    let plain = Counting { extensions: vec![], ..c.clone() };
    let before_extension = if c.extensions.is_empty() { due } else { self::due(cal, &plain)? };
    let (first, last) = (local(c.start).date(), local(due).date());
    let mut days = vec![];
    let mut number = 0;
    let mut date = first;
    while date <= last {
        let extended = !c.extensions.is_empty() && date > local(before_extension).date();
        let mut day = explain(cal, c, (date, local(from).date()));
        if day.counted {
            number += 1;
            day.reason = format!("{} thứ {number}", day.reason);
            if extended {
                day.kind = DayKind::Extension;
                day.reason = format!("{} (gia hạn)", day.reason);
            }
        }
        days.push(day);
        date = offset_date(date, 1);
    }
    Ok(Deadline {
        start: c.start,
        due,
        limit: c.limit,
        regime: c.regime.clone(),
        days,
        pauses: c.pauses.clone(),
        extensions: c.extensions.clone(),
    })
}

fn explain(cal: &Calendar, c: &Counting, (date, from): (Date, Date)) -> CountedDay {
    let day = cal.day(date);
    let say = |counted, kind, reason: String| CountedDay { date, counted, reason, kind };
    let hours = c.limit.unit == Unit::WorkingHour || c.limit.unit == Unit::SameDay;
    let calendar_days = matches!(c.limit.unit, Unit::Day | Unit::Month);
    if date == local(c.start).date() && !(hours && day.working) {
        return say(false, DayKind::Start, "Ngày tiếp nhận, không tính".into());
    }
    if date < from {
        return say(false, DayKind::Paused, "Thời hạn được tính lại từ khi nhận đủ hồ sơ".into());
    }
    // A day counts as paused when the pause holds its closing hour: what was worked that day before is in the time of day.
    let close = super::hours::at(date, opening(cal, date).1);
    let pause = c.pauses.iter().find(|p| p.from < close && p.to.is_some_and(|to| to >= close));
    if let Some(p) = pause {
        return say(false, DayKind::Paused, format!("Tạm dừng: {}", p.reason));
    }
    if calendar_days {
        let note = if day.working { String::new() } else { format!(" ({})", day.name.unwrap_or_default()) };
        return say(true, DayKind::Counted, format!("Ngày{note}"));
    }
    if day.working {
        let what = if hours { "Ngày có giờ làm việc" } else { "Ngày làm việc" };
        return say(true, DayKind::Counted, what.into());
    }
    let kind = match day.kind {
        Some(ListedKind::Compensation) => DayKind::Compensation,
        Some(ListedKind::SwapOff) => DayKind::SwapOff,
        Some(_) => DayKind::Holiday,
        None => DayKind::Weekend,
    };
    say(false, kind, day.name.unwrap_or_default())
}

/// Where a due date stands at a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    InTime,
    DueToday,
    /// Late by this many calendar days (at least one once the day has passed, none on the day itself).
    Late(i64),
}

/// Where a due date stands at a moment.
pub fn state(due: Timestamp, now: Timestamp) -> State {
    let days = days_between(local(due).date(), local(now).date());
    match (now > due, days) {
        (true, d) => State::Late(d),
        (false, 0) => State::DueToday,
        (false, _) => State::InTime,
    }
}

/// The same in words: "Còn hạn", "Đến hạn hôm nay", "Quá hạn 2 ngày".
pub fn state_words(due: Timestamp, now: Timestamp) -> String {
    match state(due, now) {
        State::InTime => format!("Còn {} ngày", days_between(local(now).date(), local(due).date())),
        State::DueToday => "Đến hạn hôm nay".into(),
        State::Late(0) => "Quá hạn hôm nay".into(),
        State::Late(d) => format!("Quá hạn {d} ngày"),
    }
}

impl Deadline {
    /// One sentence for the applicant.
    pub fn sum(&self) -> String {
        let counted = self.days.iter().filter(|d| d.counted).count();
        let off =
            self.days.iter().filter(|d| !d.counted && !matches!(d.kind, DayKind::Start | DayKind::Paused)).count();
        let paused = self.days.iter().filter(|d| d.kind == DayKind::Paused).count();
        let mut text = format!("Hẹn trả {}: {} kể từ {}", short(self.due), self.limit, short(self.start));
        if counted > 0 {
            text.push_str(&format!("; tính {counted} ngày từ ngày liền sau ngày tiếp nhận"));
        }
        if off > 0 {
            text.push_str(&format!(", không tính {off} ngày nghỉ"));
        }
        if paused > 0 {
            text.push_str(&format!(", không tính {paused} ngày tạm dừng"));
        }
        for e in &self.extensions {
            text.push_str(&format!(", gia hạn {}", e.limit));
        }
        text.push('.');
        text
    }

    /// The first and last day, for headings.
    pub fn span(&self) -> String {
        format!("{} – {}", show_date(local(self.start).date()), show_date(local(self.due).date()))
    }
}

//! A due date in sentences: how it came about, and where it stands at a moment.

use jiff::Timestamp;

use super::calendar::Calendar;
use super::deadline::{CountedDay, DayKind, Deadline};
use super::limit::Unit;
use crate::error::Refusal;
use crate::time::{date, local};

/// Where a due date stands at a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// This many working days are left.
    InTime { working_days: i64 },
    /// Due later today.
    DueToday,
    /// This many working days have begun since the due date; none on the day itself and the days off after it.
    Late { working_days: i64 },
}

/// Where a due date stands at a moment.
///
/// # Errors
/// "calendar": the calendar does not cover the due date or the moment.
pub fn state(cal: &Calendar, due: Timestamp, now: Timestamp) -> Result<State, Refusal> {
    let (day, today) = (local(due).date(), local(now).date());
    Ok(if now > due {
        State::Late { working_days: cal.working_days_between(day, today)? }
    } else if day == today {
        State::DueToday
    } else {
        State::InTime { working_days: cal.working_days_between(today, day)? }
    })
}

impl std::fmt::Display for State {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            State::InTime { working_days } => write!(f, "Còn {working_days} ngày làm việc"),
            State::DueToday => f.write_str("Đến hạn hôm nay"),
            State::Late { working_days: 0 } => f.write_str("Quá hạn dưới 1 ngày làm việc"),
            State::Late { working_days } => write!(f, "Quá hạn {working_days} ngày làm việc"),
        }
    }
}

/// "10:20 ngày 21/02/2024"
fn moment(t: Timestamp) -> String {
    let d = local(t);
    format!("{:02}:{:02} ngày {}", d.hour(), d.minute(), date(d.date()))
}

impl Deadline {
    fn count(&self, which: impl Fn(&CountedDay) -> bool) -> usize {
        self.days.iter().filter(|d| which(d)).count()
    }

    /// The days that are not counted: (weekly rest, holidays with compensations and swaps, pauses).
    fn skipped(&self) -> (usize, usize, usize) {
        let named = |d: &CountedDay| matches!(d.kind, DayKind::Holiday | DayKind::Compensation | DayKind::SwapOff);
        // A pause that still lasts has not moved the date, so its days are no part of the sum yet.
        let from = self.open_pause().map(|p| local(p.from).date());
        let paused = |d: &CountedDay| d.kind == DayKind::Paused && from.is_none_or(|f| d.date < f);
        (self.count(|d| d.kind == DayKind::Weekend), self.count(named), self.count(paused))
    }

    /// One sentence for the applicant: the date, and how it came about.
    pub fn sum_vi(&self) -> String {
        let mut text = format!("Hẹn trả {}: {}", moment(self.due), self.limit);
        text.push_str(&match self.limit.unit {
            Unit::WorkingHour => format!(", tính từ {}", moment(self.start)),
            Unit::SameDay => format!(", nhận lúc {}", moment(self.start)),
            _ => format!(", tính từ ngày liền sau ngày tiếp nhận {}", date(local(self.start).date())),
        });
        let (weekly, named, paused) = self.skipped();
        let list = [(named, "ngày nghỉ lễ, tết"), (weekly, "ngày nghỉ hằng tuần"), (paused, "ngày tạm dừng")];
        let list: Vec<String> = list.iter().filter(|(n, _)| *n > 0).map(|(n, what)| format!("{n} {what}")).collect();
        if let Some((last, rest)) = list.split_last() {
            let joined = if rest.is_empty() { last.clone() } else { format!("{} và {last}", rest.join(", ")) };
            text.push_str(&format!("; không tính {joined}"));
        }
        if self.days.iter().any(|d| d.kind == DayKind::Moved) {
            text.push_str("; ngày cuối rơi vào ngày nghỉ nên chuyển sang ngày làm việc tiếp theo");
        }
        for e in &self.extensions {
            text.push_str(&format!("; gia hạn {} ({})", e.limit, e.reason));
        }
        text.push('.');
        if let Some(open) = self.open_pause() {
            text.push_str(&format!(
                " Đang tạm dừng từ {}: {}; ngày hẹn lùi theo thời gian tạm dừng.",
                moment(open.from),
                open.reason
            ));
        }
        text
    }

    /// The same in English.
    pub fn sum_en(&self) -> String {
        let at = |t: Timestamp| local(t).strftime("%H:%M on %-d %B %Y").to_string();
        let mut text = format!("Due {}: {} from {}", at(self.due), self.limit.english(), at(self.start));
        if !matches!(self.limit.unit, Unit::WorkingHour | Unit::SameDay) {
            text.push_str(", the first day not counted");
        }
        let (weekly, named, paused) = self.skipped();
        let words = [
            (named, "public holiday", "public holidays"),
            (weekly, "day of weekly rest", "days of weekly rest"),
            (paused, "day of waiting", "days of waiting"),
        ];
        let list: Vec<String> = words
            .iter()
            .filter(|(n, ..)| *n > 0)
            .map(|(n, one, many)| format!("{n} {}", if *n == 1 { one } else { many }))
            .collect();
        if !list.is_empty() {
            text.push_str(&format!("; not counted: {}", list.join(", ")));
        }
        for e in &self.extensions {
            text.push_str(&format!("; extended by {}", e.limit.english()));
        }
        text.push('.');
        if let Some(open) = self.open_pause() {
            text.push_str(&format!(" Waiting since {}; the date moves by the time of waiting.", at(open.from)));
        }
        text
    }

    /// The pause that still lasts.
    pub fn open_pause(&self) -> Option<&super::deadline::Pause> {
        self.pauses.iter().find(|p| p.to.is_none())
    }

    /// The first and last day, for headings.
    pub fn span(&self) -> String {
        format!("{} – {}", date(local(self.start).date()), date(local(self.due).date()))
    }

    /// Where it stands at a moment; see [`state`].
    ///
    /// # Errors
    /// As [`state`].
    pub fn state(&self, cal: &Calendar, now: Timestamp) -> Result<State, Refusal> {
        state(cal, self.due, now)
    }
}

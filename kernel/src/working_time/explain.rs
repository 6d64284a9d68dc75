//! Each day from receipt to due date in plain words: counted or not, and why.

use jiff::Timestamp;
use jiff::civil::Date;

use super::calendar::{Calendar, Day, ListedKind, offset_date};
use super::count::{Stage, Wait, origin, waits};
use super::deadline::{CountedDay, Counting, DayKind};
use super::hours::{at, opening};
use super::limit::{Limit, Unit};
use crate::time::local;

/// What explaining one day needs to know of the whole.
struct Sum<'a> {
    cal: &'a Calendar,
    c: &'a Counting,
    start: Date,
    /// The day the limit runs from: the start, or the end of the waiting when it runs anew.
    origin: Date,
    waits: Vec<Wait>,
}

/// The days of the sum; `ends` are the ends of the limit and of each extension.
pub(super) fn days(cal: &Calendar, c: &Counting, ends: &[Stage]) -> Vec<CountedDay> {
    let from = origin(c);
    // A pause that lasts has taken nothing yet, but no day after it counts while it does.
    let open = c.pauses.iter().filter(|p| p.to.is_none()).map(|p| (p.from.max(from), Timestamp::MAX));
    let waits = waits(c, from).into_iter().chain(open).collect();
    let sum = Sum { cal, c, start: local(c.start).date(), origin: local(from).date(), waits };
    let Some(due) = ends.last().map(|s| local(s.end).date()) else { return vec![] };
    let limits: Vec<&Limit> = std::iter::once(&c.limit).chain(c.extensions.iter().map(|e| &e.limit)).collect();
    let (mut stage, mut number) = (0, 0);
    let mut out = vec![];
    let mut date = sum.start;
    while date <= due {
        // The day a stage ends on still belongs to it.
        while stage + 1 < ends.len() && date > local(ends[stage].end).date() {
            (stage, number) = (stage + 1, 0);
        }
        let mut day = sum.day(date, limits[stage]);
        if day.counted && sum.calendar_days(limits[stage]) && date > ends[stage].nominal {
            day = sum.moved(date);
        }
        if day.counted {
            number += 1;
            day = numbered(day, (number, stage), limits[stage]);
        }
        out.push(day);
        date = offset_date(date, 1);
    }
    out
}

/// Adds which day of the limit it is.
fn numbered(mut day: CountedDay, (number, stage): (i64, usize), limit: &Limit) -> CountedDay {
    // Hours lost to a pause may reach into one day more than the limit has.
    let last = (limit.hundredths + 99) / 100;
    let over = matches!(limit.unit, Unit::WorkingDay) && number > last;
    day.reason = if over {
        "Phần thời gian còn lại của ngày làm việc cuối".into()
    } else if limit.unit == Unit::SameDay {
        "Ngày giải quyết".into()
    } else {
        let (name, note) = day.reason.split_once('|').unwrap_or((&day.reason, ""));
        format!("{name} thứ {number}{note}")
    };
    if stage > 0 {
        day.kind = DayKind::Extension;
        day.reason.push_str(", gia hạn");
    }
    day
}

impl Sum<'_> {
    fn calendar_days(&self, limit: &Limit) -> bool {
        limit.unit != Unit::SameDay && limit.working_seconds().is_none()
    }

    fn day(&self, date: Date, limit: &Limit) -> CountedDay {
        let day = self.cal.day(date);
        let say = |counted, kind, reason: &str| CountedDay { date, counted, reason: reason.to_owned(), kind };
        // Hours run from the very moment, so the day of receipt counts with what is left of it.
        let less = limit.hundredths < 100 && limit.unit != Unit::Month;
        let at_once = matches!(limit.unit, Unit::WorkingHour | Unit::SameDay) || less;
        if date == self.start && !(at_once && day.working && date == self.origin) {
            return say(false, DayKind::Start, "Ngày tiếp nhận không tính");
        }
        if date < self.origin {
            return say(false, DayKind::Paused, "Không tính: thời hạn được tính lại từ khi nhận đủ hồ sơ");
        }
        if date == self.origin && !at_once {
            return say(false, DayKind::Paused, "Ngày nhận đủ hồ sơ không tính, thời hạn tính lại từ đầu");
        }
        if self.waiting(date, limit) {
            let told = |p: &&super::deadline::Pause| {
                local(p.from).date() <= date && p.to.is_none_or(|to| local(to).date() >= date)
            };
            let pause = self.c.pauses.iter().find(told);
            let still = if pause.is_some_and(|p| p.to.is_none()) { "Đang tạm dừng" } else { "Tạm dừng" };
            let reason = pause.map_or("", |p| p.reason.as_str());
            return say(false, DayKind::Paused, format!("{still}: {reason}").trim_end_matches([':', ' ']));
        }
        if self.calendar_days(limit) {
            let note = day.name.as_ref().filter(|_| !day.working).map_or(String::new(), |n| format!("| ({n})"));
            return say(true, DayKind::Counted, &format!("Ngày{note}"));
        }
        if day.working {
            let word = if at_once { "Ngày có giờ làm việc" } else { "Ngày làm việc" };
            let note = if day.kind == Some(ListedKind::SwapWorked) {
                day.name.map_or(String::new(), |n| format!("| ({n})"))
            } else {
                String::new()
            };
            return say(true, DayKind::Counted, &format!("{word}{note}"));
        }
        off(day)
    }

    /// Whether a wait takes the day: for working time when it holds its closing hour, for calendar days when it began on
    /// an earlier day (as many days are given back).
    fn waiting(&self, date: Date, limit: &Limit) -> bool {
        let close = at(date, opening(self.cal, date).1);
        self.waits.iter().any(|(from, to)| match self.calendar_days(limit) {
            true => local(*from).date() < date && local(*to).date() >= date,
            false => *from < close && *to >= close,
        })
    }

    /// A day after the one a limit in calendar days would have ended on.
    fn moved(&self, date: Date) -> CountedDay {
        let day = self.cal.day(date);
        if day.working {
            let reason = "Ngày cuối rơi vào ngày nghỉ nên hạn chuyển sang ngày làm việc này".into();
            return CountedDay { date, counted: false, reason, kind: DayKind::Moved };
        }
        off(day)
    }
}

/// A day nobody works.
fn off(day: Day) -> CountedDay {
    let kind = match day.kind {
        Some(ListedKind::Compensation) => DayKind::Compensation,
        Some(ListedKind::SwapOff) => DayKind::SwapOff,
        Some(_) => DayKind::Holiday,
        None => DayKind::Weekend,
    };
    let name = day.name.unwrap_or_default();
    let reason = if day.kind.is_some() && !name.starts_with("Nghỉ") { format!("Nghỉ {name}") } else { name };
    CountedDay { date: day.date, counted: false, reason, kind }
}

//! Time limits of publication with their sum: each day counted or skipped and why. Two clocks, before or after an anchor;
//! a limit counted forward that ends on a day off ends on the next working day (Điều 148 Bộ luật Dân sự 2015).

use jiff::civil::Date;
use kernel::error::Refusal;
use kernel::time::date;
use kernel::working_time::{Calendar, Cell, CellState, Strip, weekday_short};

use super::law::{Anchor, ClockKind, Direction, LimitRule};
use super::model::Decision;

/// A limit counted for one decision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counted {
    pub id: String,
    pub what: String,
    pub law: String,
    /// "?" when the source names no number.
    pub mark: String,
    /// The day from which it is counted; none while it is not known.
    pub anchor: Option<Date>,
    pub due: Option<Date>,
    /// When it was done.
    pub done: Option<Date>,
    /// The sum in one sentence.
    pub sum: String,
    /// The days one by one.
    pub days: Vec<DayLine>,
}

/// One day of the sum.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DayLine {
    pub date: Date,
    /// Its number in the count; none when it is not counted.
    pub number: Option<i64>,
    pub reason: String,
}

/// How a limit stands on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// The anchor is not known yet.
    Unknown,
    /// Done in time.
    Kept,
    /// Done this many days late.
    DoneLate(i64),
    /// This many days left; none is today.
    Left(i64),
    /// Not done, this many days past.
    Late(i64),
}

/// The day a rule is counted from, for a decision.
pub fn anchor(d: &Decision, of: Anchor) -> Option<Date> {
    match of {
        Anchor::TextEffective => d.body.basis.effective_on,
        Anchor::TextSigned => d.body.basis.signed_on,
        Anchor::DecisionSigned => d.signed_on,
        Anchor::DecisionEffective => d.effective_on,
    }
}

fn days_between(a: Date, b: Date) -> i64 {
    i64::from(a.until(b).map_or(0, |s| s.get_days()))
}

fn shifted(day: Date, n: i64) -> Result<Date, Refusal> {
    day.checked_add(jiff::Span::new().days(n)).map_err(|_| Refusal::new("date", "Ngày nằm ngoài khoảng tính được."))
}

/// The due day of a rule from its anchor.
///
/// # Errors
/// "calendar": working days beyond the calendar; "date": a day out of range.
pub fn due(rule: &LimitRule, from: Date, cal: &Calendar) -> Result<Date, Refusal> {
    match (rule.clock, rule.direction) {
        (ClockKind::Day, Direction::Before) => shifted(from, -rule.amount),
        (ClockKind::WorkingDay, Direction::Before) => cal.shift(from, -rule.amount),
        (ClockKind::WorkingDay, Direction::After) => cal.shift(from, rule.amount),
        (ClockKind::Day, Direction::After) if rule.amount == 0 => Ok(from),
        (ClockKind::Day, Direction::After) => cal.working_on_or_after(shifted(from, rule.amount)?),
    }
}

/// Each day between anchor and due day, in order of time.
fn lines(rule: &LimitRule, (from, to): (Date, Date), cal: &Calendar) -> Vec<DayLine> {
    let (first, last) = if from <= to { (from, to) } else { (to, from) };
    let mut all: Vec<DayLine> = vec![];
    let mut number = 0;
    let days: Vec<Date> = first.series(jiff::Span::new().days(1)).take_while(|d| *d <= last).take(400).collect();
    let ordered: Vec<Date> = if from <= to { days } else { days.into_iter().rev().collect() };
    for day in ordered {
        let known = cal.day(day);
        let off = rule.clock == ClockKind::WorkingDay && !known.working;
        let line = match (day == from, off, number >= rule.amount) {
            (true, _, _) => DayLine { date: day, number: None, reason: format!("Mốc: {}", rule.anchor.label()) },
            (_, true, _) => {
                DayLine { date: day, number: None, reason: known.name.unwrap_or_else(|| "Ngày nghỉ".into()) }
            }
            (_, _, true) => {
                let reason = "Ngày cuối là ngày nghỉ: chuyển sang ngày làm việc tiếp theo".to_owned();
                DayLine { date: day, number: None, reason }
            }
            _ => {
                number += 1;
                DayLine { date: day, number: Some(number), reason: format!("Ngày thứ {number}") }
            }
        };
        all.push(line);
    }
    all.sort_by_key(|l| l.date);
    all
}

fn sentence(rule: &LimitRule, from: Option<Date>, due: Option<Date>) -> String {
    let unit = if rule.clock == ClockKind::Day { "ngày" } else { "ngày làm việc" };
    let anchor = rule.anchor.label();
    let (Some(from), Some(due)) = (from, due) else { return format!("Chưa có {anchor} nên chưa tính được.") };
    let from = date(from);
    match (rule.amount, rule.direction) {
        (0, _) => format!("Hạn {}: đúng {anchor} ({from}).", date(due)),
        (n, Direction::Before) => {
            format!("Hạn {}: chậm nhất trước {n:02} {unit} tính đến {anchor} ({from}).", date(due))
        }
        (n, Direction::After) => format!("Hạn {}: chậm nhất sau {n:02} {unit} kể từ {anchor} ({from}).", date(due)),
    }
}

/// Counts a rule for a decision.
///
/// # Errors
/// As [`due`].
pub fn count(rule: &LimitRule, d: &Decision, (cal, done): (&Calendar, Option<Date>)) -> Result<Counted, Refusal> {
    let from = anchor(d, rule.anchor);
    let due = from.map(|f| due(rule, f, cal)).transpose()?;
    let days = from.zip(due).map_or(vec![], |(a, b)| lines(rule, (a, b), cal));
    Ok(Counted {
        id: rule.id.clone(),
        what: rule.what.clone(),
        law: rule.law.clone(),
        mark: rule.mark.clone(),
        anchor: from,
        due,
        done,
        sum: sentence(rule, from, due),
        days,
    })
}

impl Counted {
    /// How it stands on a day.
    pub fn standing(&self, today: Date) -> Standing {
        match (self.due, self.done) {
            (None, _) => Standing::Unknown,
            (Some(due), Some(done)) if done <= due => Standing::Kept,
            (Some(due), Some(done)) => Standing::DoneLate(days_between(due, done)),
            (Some(due), None) if due >= today => Standing::Left(days_between(today, due)),
            (Some(due), None) => Standing::Late(days_between(due, today)),
        }
    }

    /// The days as a strip.
    pub fn strip(&self, today: Date) -> Strip {
        let cell = |l: &DayLine| Cell {
            date: format!("{:02}/{:02}", l.date.day(), l.date.month()),
            weekday: weekday_short(l.date.weekday()),
            state: match (Some(l.date) == self.anchor, Some(l.date) == self.due, l.number) {
                (_, true, _) => CellState::Due,
                (true, _, _) => CellState::Start,
                (_, _, Some(_)) => CellState::Counted,
                _ => CellState::Off,
            },
            label: l.reason.clone(),
            today: l.date == today,
            late: false,
        };
        Strip { cells: self.days.iter().map(cell).collect() }
    }
}

impl Standing {
    /// The colour of its tag; two days before the end is a warning.
    pub fn colour(self) -> &'static str {
        match self {
            Standing::Unknown => "grey",
            Standing::Kept => "green",
            Standing::Left(n) if n > 2 => "blue",
            Standing::Left(_) => "yellow",
            Standing::DoneLate(_) => "orange",
            Standing::Late(_) => "red",
        }
    }
}

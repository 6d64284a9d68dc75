//! Working time as a number line: every working day is eight hours long on it, off days have no length. Adding and
//! measuring working time are then additions, and a pause simply moves everything after it.

use jiff::Timestamp;
use jiff::civil::{Date, Time};

use super::calendar::{Calendar, DAY};
use super::schedule::Span;
use crate::error::Refusal;
use crate::time::{from_local, local};

/// Which end to take when a moment falls between two working spans.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    /// The end of the span before (closing time).
    Before,
    /// The start of the span after (opening time).
    After,
}

fn second_of(t: Timestamp) -> i64 {
    let d = local(t);
    i64::from(d.hour()) * 3600 + i64::from(d.minute()) * 60 + i64::from(d.second())
}

fn length(spans: &[Span]) -> i64 {
    spans.iter().map(|(a, b)| b - a).sum::<i64>().max(1)
}

/// Where an instant lies on the number line, in working seconds.
pub(super) fn position(cal: &Calendar, t: Timestamp) -> Result<i64, Refusal> {
    let date = local(t).date();
    let (ordinal, working) = cal.ordinal(date)?;
    if !working {
        return Ok(ordinal * DAY);
    }
    let (spans, second) = (cal.hours(date), second_of(t));
    let worked: i64 = spans.iter().map(|(a, b)| second.clamp(*a, *b) - a).sum();
    Ok(ordinal * DAY + worked * DAY / length(spans))
}

/// The instant at a place of the number line.
pub(super) fn instant(cal: &Calendar, position: i64, side: Side) -> Result<Timestamp, Refusal> {
    let (mut ordinal, mut rest) = (position.div_euclid(DAY), position.rem_euclid(DAY));
    if rest == 0 && side == Side::Before {
        (ordinal, rest) = (ordinal - 1, DAY);
    }
    let date = cal.nth(ordinal)?;
    let spans = cal.hours(date);
    // Rounded up, so that position(instant(p)) never falls short of p.
    let mut left = (rest * length(spans) + DAY - 1) / DAY;
    for (i, (a, b)) in spans.iter().enumerate() {
        let last = i + 1 == spans.len();
        if left < b - a || (left == b - a && (side == Side::Before || last)) {
            return Ok(at(date, a + left));
        }
        left -= b - a;
    }
    Ok(at(date, spans.last().map_or(0, |s| s.1)))
}

/// The instant of a second of a day.
pub(super) fn at(date: Date, second: i64) -> Timestamp {
    let second = second.clamp(0, 86_399);
    let part = |n: i64| i8::try_from(n).unwrap_or(0);
    let time = Time::new(part(second / 3600), part(second / 60 % 60), part(second % 60), 0);
    from_local(date.to_datetime(time.unwrap_or(Time::midnight())))
}

/// The opening and closing second of a day.
pub(super) fn opening(cal: &Calendar, date: Date) -> Span {
    let spans = cal.hours(date);
    (spans.first().map_or(0, |s| s.0), spans.last().map_or(86_399, |s| s.1))
}

/// Keeps the time of day within working hours: before opening at opening, at lunch after lunch, after closing at closing.
pub(super) fn into_hours(cal: &Calendar, date: Date, second: i64) -> Timestamp {
    let (_, close) = opening(cal, date);
    let next = cal.hours(date).iter().find(|(_, b)| second < *b).map(|(a, _)| second.max(*a));
    at(date, next.unwrap_or(close))
}

/// Whether work still goes on that day at that instant.
pub(super) fn before_closing(cal: &Calendar, t: Timestamp) -> Result<bool, Refusal> {
    let date = local(t).date();
    let (_, working) = cal.ordinal(date)?;
    Ok(working && second_of(t) < opening(cal, date).1)
}

pub(super) fn time_of_day(t: Timestamp) -> i64 {
    second_of(t)
}

/// Working minutes from one instant to a later one; none when the second is earlier.
///
/// # Errors
/// "calendar": an instant is not covered.
pub fn working_minutes_between(cal: &Calendar, from: Timestamp, to: Timestamp) -> Result<i64, Refusal> {
    if to <= from {
        return Ok(0);
    }
    Ok((position(cal, to)? - position(cal, from)?) / 60)
}

/// The instant some working minutes later; a sum that ends with the day ends at closing time.
///
/// # Errors
/// "calendar": an instant is not covered.
pub fn add_working_minutes(cal: &Calendar, from: Timestamp, minutes: i64) -> Result<Timestamp, Refusal> {
    if minutes <= 0 {
        return Ok(from);
    }
    instant(cal, position(cal, from)?.saturating_add(minutes.saturating_mul(60)), Side::Before)
}

/// Splits the time of a whole over its steps: when each step, given in working minutes, is due after the one before.
///
/// # Errors
/// "budget": a negative step, or steps that together need more than the whole; "calendar": not covered.
pub fn budget(cal: &Calendar, (from, whole): (Timestamp, i64), steps: &[i64]) -> Result<Vec<Timestamp>, Refusal> {
    let hours = |minutes: i64| {
        let hundredths = minutes.saturating_mul(100) / 60;
        super::limit::Limit { hundredths, unit: super::limit::Unit::WorkingHour }
    };
    if let Some(at) = steps.iter().position(|s| *s < 0) {
        return Err(Refusal::new("budget", format!("Bước {} có thời gian âm. Nhập số giờ từ 0 trở lên.", at + 1)));
    }
    let sum = steps.iter().fold(0_i64, |a, s| a.saturating_add(*s));
    if sum > whole {
        return Err(Refusal::new(
            "budget",
            format!(
                "Tổng thời gian các bước là {}, vượt thời hạn giải quyết {}. Giảm thời gian của một số bước.",
                hours(sum),
                hours(whole)
            ),
        ));
    }
    let mut spent = 0;
    let due = |minutes: &i64| {
        spent += minutes;
        add_working_minutes(cal, from, spent)
    };
    steps.iter().map(due).collect()
}

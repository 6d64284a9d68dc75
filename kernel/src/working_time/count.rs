//! Where a limit ends: stage by stage (the limit, then each extension), each stage prolonged by the pauses that began in it.

use jiff::Timestamp;
use jiff::civil::Date;

use super::calendar::{Calendar, days_between, offset_date};
use super::deadline::{Counting, SupplementPolicy};
use super::hours::{Side, at, before_closing, instant, into_hours, opening, position, time_of_day};
use super::limit::{Limit, Unit};
use crate::error::Refusal;
use crate::time::local;

/// A finished time of waiting.
pub(super) type Wait = (Timestamp, Timestamp);

/// The end of a stage.
#[derive(Debug, Clone, Copy)]
pub(super) struct Stage {
    pub end: Timestamp,
    /// For calendar days and months: the day it would end on were that a working day.
    pub nominal: Date,
}

/// The moment the limit runs from: the receipt, or the end of the last waiting when the limit runs anew.
pub(super) fn origin(c: &Counting) -> Timestamp {
    let last = c.pauses.iter().filter_map(|p| p.to.filter(|to| *to > p.from)).max();
    match (c.supplement, last) {
        (SupplementPolicy::Restart, Some(to)) => to.max(c.start),
        _ => c.start,
    }
}

/// The finished pauses after the origin, in order, none overlapping another, so that no time is given back twice.
pub(super) fn waits(c: &Counting, origin: Timestamp) -> Vec<Wait> {
    let closed = c.pauses.iter().filter_map(|p| p.to.map(|to| (p.from.max(origin), to)));
    let mut waits: Vec<Wait> = closed.filter(|(from, to)| from < to).collect();
    waits.sort_unstable();
    waits.dedup_by(|next, kept| {
        let touches = next.0 <= kept.1;
        if touches {
            kept.1 = kept.1.max(next.1);
        }
        touches
    });
    waits
}

/// All stages; the last one's end is the due date.
pub(super) fn stages(cal: &Calendar, c: &Counting, mut take: impl FnMut(Stage)) -> Result<Timestamp, Refusal> {
    let origin = origin(c);
    let waits = waits(c, origin);
    let mut rest = waits.as_slice();
    let mut from = origin;
    for limit in std::iter::once(&c.limit).chain(c.extensions.iter().map(|e| &e.limit)) {
        limit.check()?;
        let stage = match limit.working_seconds() {
            Some(_) => working(cal, from, limit, &mut rest)?,
            None => calendar(cal, from, limit, &mut rest)?,
        };
        take(stage);
        from = stage.end;
    }
    Ok(from)
}

/// Takes the next wait that began before the stage ends.
fn next(rest: &mut &[Wait], end: Timestamp) -> Option<Wait> {
    let (first, others) = rest.split_first().filter(|(w, _)| w.0 < end)?;
    *rest = others;
    Some(*first)
}

fn working(cal: &Calendar, from: Timestamp, limit: &Limit, rest: &mut &[Wait]) -> Result<Stage, Refusal> {
    let mut end = from;
    let mut part = limit.working_seconds().unwrap_or(0);
    if limit.unit == Unit::WorkingDay && limit.hundredths >= 100 {
        // Whole days keep the time of day. What came after closing or on an off day has the last day up to closing.
        let date = cal.shift(local(from).date(), limit.hundredths / 100)?;
        let second = if before_closing(cal, from)? { time_of_day(from) } else { i64::MAX };
        end = into_hours(cal, date, second);
        part = limit.fraction();
    }
    if part > 0 {
        end = instant(cal, position(cal, end)? + part, Side::Before)?;
    }
    while let Some((begin, to)) = next(rest, end) {
        let lost = position(cal, to)? - position(cal, begin)?;
        if lost > 0 {
            // Days keep their time of day; hours that end with a day end at its closing, not at the next opening.
            let open = limit.unit == Unit::WorkingDay && before_closing(cal, end)?;
            let side = if open { Side::After } else { Side::Before };
            end = instant(cal, position(cal, end)? + lost, side)?;
        }
    }
    Ok(Stage { end, nominal: local(end).date() })
}

fn calendar(cal: &Calendar, from: Timestamp, limit: &Limit, rest: &mut &[Wait]) -> Result<Stage, Refusal> {
    let start = local(from).date();
    let second = time_of_day(from);
    let whole = limit.hundredths / 100;
    let mut nominal = match limit.unit {
        Unit::Month => start.saturating_add(jiff::Span::new().months(whole.clamp(0, 12_000))),
        Unit::SameDay => offset_date(start, i64::from(second > cal.same_day_until(start))),
        _ => offset_date(start, whole),
    };
    let close = |nominal: Date| -> Result<Timestamp, Refusal> {
        let date = cal.working_on_or_after(nominal)?;
        if limit.unit == Unit::SameDay {
            return Ok(at(date, opening(cal, date).1));
        }
        let end = into_hours(cal, date, second);
        // The half of "1,5 ngày" is half a day's work.
        if limit.fraction() == 0 { Ok(end) } else { instant(cal, position(cal, end)? + limit.fraction(), Side::Before) }
    };
    let mut end = close(nominal)?;
    while let Some((begin, to)) = next(rest, end) {
        nominal = offset_date(nominal, days_between(local(begin).date(), local(to).date()));
        end = close(nominal)?;
    }
    Ok(Stage { end, nominal })
}
